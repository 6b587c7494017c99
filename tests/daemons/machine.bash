# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# machine.bash - in a lab, a monitoring host of its own: this machine's files with a layer above them that is thrown away, or
# those in MACHINE_FILES, a directory with a whole Debian
#
# The package is installed there by apt, as a user would, and daemons run there with their own users and files. Wants root: an
# ordinary user's namespace has no other users.

load ../run/lib

PACKAGES=${PACKAGES:-$TOP/build}

# machine_start [NAME]: the lab must be up. Sets MACHINE; hosts of several names have each a layer of their own.
machine_start() {
	local package
	[[ $EUID == 0 ]] || { echo "daemons that change their user want root"; return 1; }
	package=$(ls "$PACKAGES"/check-push_*.deb) || { echo "no package in $PACKAGES: make deb"; return 1; }
	lab_use "$LAB"
	machine_use "$@"
	mkdir -p "$MACHINE"
	inside mount -t tmpfs -o mode=755 check_push "$MACHINE"
	inside mkdir -p "$MACHINE"/{upper,work,root}
	inside mount -t overlay -o "lowerdir=${MACHINE_FILES:-/},upperdir=$MACHINE/upper,workdir=$MACHINE/work" check_push "$MACHINE/root"
	inside mount --rbind /proc "$MACHINE/root/proc"
	inside mount --rbind /dev "$MACHINE/root/dev"
	inside cp /etc/resolv.conf /etc/hosts "$MACHINE/root/etc/"
	inside cp "$package" "$MACHINE/root/tmp/check-push.deb"
	on_it apt-get install -y --no-install-recommends --allow-downgrades /tmp/check-push.deb >"$BATS_FILE_TMPDIR/apt" 2>&1 ||
		{ cat "$BATS_FILE_TMPDIR/apt"; return 1; }
	machine_identity
}

# machine_use [NAME]: it is the one that is spoken of
machine_use() {
	MACHINE=$LAB_ROOT/$LAB/${1-machine}
	EDGE_IP=$(inside getent hosts "$EDGE" | cut -d" " -f1)
}

# on_it COMMAND...: on that host
on_it() { inside chroot "$MACHINE/root" env -i PATH="$PATH" HOME=/root DEBIAN_FRONTEND=noninteractive "$@"; }

# as_nagios COMMAND...: there, as the daemons' user
as_nagios() { on_it setpriv --reuid nagios --regid nagios --clear-groups "$@"; }

# What a site has after its set-up: keys that the daemons' group may read, and the ini file that names them.
machine_identity() {
	local there=$MACHINE/root/etc/check_push
	inside mkdir -p "$there"
	inside cp "$PKI"/{probe.pem,probe.key,ca.pem} "$there"
	[[ ! -e $LAB_ROOT/$LAB/realm/login.pass ]] || inside cp "$LAB_ROOT/$LAB/realm/login.pass" "$there/password"
	inside tee "$there/check_push.ini" >/dev/null <<-END
		[check_push_federation]
		client-cert = /etc/check_push/probe.pem
		private-key = /etc/check_push/probe.key
		ca-cert = /etc/check_push/ca.pem
		from = sip:monitor@$ORG_DOMAIN

		[check_push_notification]
		client-cert = /etc/check_push/probe.pem
		private-key = /etc/check_push/probe.key
		ca-cert = /etc/check_push/ca.pem
		from = sip:monitor@$ORG_DOMAIN

		[check_push_config]
		ca-cert = /etc/check_push/ca.pem
		login = CONTOSO\\monitor
		password-file = /etc/check_push/password
	END
	on_it chown -R root:nagios /etc/check_push
	inside chmod -R u=rwX,g=rX,o= "$there"
}

# from_readme AFTER: the indented lines of README's first block after the line that says so
from_readme() {
	awk -v after="$1" 'index($0, after) { found = 1; next }
		found && /^    / { print substr($0, 5); shown = 1; next }
		shown && !/^$/   { exit }' "$TOP/README.md"
}
