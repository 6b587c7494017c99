# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: GPL-3.0-or-later
#
# common.sh - what every command of the lab shares: where a lab lives, its names, and how to enter it
#
# Knows no machine and no fault. Sourced; expects $0 to be a command in tests/lab.

HERE=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
TOP=$(cd "$HERE/../.." && pwd)
PATH=$PATH:/usr/sbin:/sbin

# Say one line on standard error and give up.
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# Set LAB_DIR (the lab's state) and LAB_HOME (all labs and their PKIs) from a lab's name.
lab_locate() {
	[[ ${1-} =~ ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$ && $1 != pki-* ]] ||
		die "\"${1-}\" is no name for a lab: give letters, digits, dot, dash, underscore, not beginning with pki-"
	LAB=$1
	LAB_HOME=${LAB_ROOT:-build/lab}
	[[ $LAB_HOME == /* ]] || LAB_HOME=$TOP/$LAB_HOME
	LAB_DIR=$LAB_HOME/$LAB
}

# True while the lab's init lives. Its command line names the lab's directory, so that a reused pid is not taken for it.
lab_runs() {
	local command=()
	[[ -r $LAB_DIR/init.pid ]] || return 1
	INIT=$(<"$LAB_DIR/init.pid")
	{ mapfile -d '' command <"/proc/$INIT/cmdline"; } 2>/dev/null && [[ " ${command[*]} " == *"$LAB_DIR "* ]]
}

lab_must_run() {
	lab_runs || die "lab $LAB is not running: start it with tests/lab/up $LAB"
}

# Set ENTER to the command that goes into the lab's namespaces, and stays in the caller's directory. Its child gets SIGTERM when nsenter is killed.
lab_enter() {
	local user=()
	[[ /proc/$INIT/ns/user -ef /proc/self/ns/user ]] || user=(-U --preserve-credentials)
	ENTER=(nsenter -t "$INIT" "${user[@]}" --wd="$PWD" -n -m -p -- setpriv --pdeathsig TERM --)
}

# Let go of what the caller had open (a test runner's report, say), so that no daemon of ours keeps it open.
close_inherited() {
	local fd
	for fd in "/proc/$BASHPID/fd/"*; do
		fd=${fd##*/}
		((fd <= 2 || fd == 255)) || eval "exec $fd>&-"
	done
}
