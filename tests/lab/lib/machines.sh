# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# machines.sh - the machines of a lab, from the world's variables to running processes
#
# A machine is a part with a configuration. part_NAME_files MACHINE DIR writes the whole configuration into DIR;
# part_NAME_run MACHINE DIR sets RUN to the command of the process; part_NAME_settle MACHINE DIR, where there is one, is what
# is left to do when it listens. Runs inside the lab's namespaces.

# fill TEMPLATE MACHINE: print a template with every @VARIABLE@ replaced; [ME] stands for the machine.
fill() {
	local text name ME=$2 ETC=$LAB_DIR/etc/$2 PKI=$LAB_DIR/pki
	text=$(<"$HERE/machines/$1")
	text=${text//\[ME]/"[$2]"}
	while [[ $text =~ @([A-Z][A-Z_]+(\[[a-z-]+\])?)@ ]]; do
		name=${BASH_REMATCH[1]}
		[[ -v $name ]] || die "machines/$1 wants $name, which lib/world.sh does not set"
		text=${text//"@$name@"/"${!name}"}
	done
	printf '%s\n' "$text"
}

part_kamailio_files() {
	local tls=tls.cfg
	[[ ! -e $HERE/machines/$1-tls.cfg ]] || tls=$1-tls.cfg
	fill common.cfg "$1" >"$2/common.cfg" && fill "$1.cfg" "$1" >"$2/kamailio.cfg" && fill "$tls" "$1" >"$2/tls.cfg"
}
part_kamailio_run() { RUN=(kamailio -DD -E -f "$2/kamailio.cfg" -Y "$2" -w "$2" -m 32 -M 4); }

# A Kamailio that stopped in its tracks: its kernel still takes connections.
part_hung_files() { part_kamailio_files "$@"; }
part_hung_run() { part_kamailio_run "$@"; }
part_hung_settle() { kill -STOP -- "-$(<"$LAB_DIR/run/$1")"; }

part_dnsmasq_files() { fill "$1.conf" "$1" >"$2/dnsmasq.conf"; }
part_dnsmasq_run() { RUN=(dnsmasq -C "$2/dnsmasq.conf"); }

part_eof_files() { echo "${LISTENS[$1]}" >"$2/address"; }
part_eof_run() { listener eof "$@"; }

part_full_files() { echo "${LISTENS[$1]}" >"$2/address"; }
part_full_run() { listener full "$@"; }
part_full_settle() { until [[ -e $2/full ]]; do sleep 0.01; done; }

listener() {	# listener MODE MACHINE DIR
	# shellcheck disable=SC2206 # address and port
	RUN=("$HERE/lib/listener.py" "$1" "$3" ${LISTENS[$2]})
}
