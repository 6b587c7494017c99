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
	fill common.cfg "$1" >"$2/common.cfg" && fill "$1.cfg" "$1" >"$2/kamailio.cfg" && fill "$tls" "$1" >"$2/tls.cfg" &&
		{ [[ ! -v LEVEL[$1] ]] || fill openssl.cnf "$1" >"$2/openssl.cnf"; }
}
part_kamailio_run() {
	RUN=(kamailio -DD -E -x fm -f "$2/kamailio.cfg" -Y "$2" -w "$2" -m 32 -M 4)
	[[ ! -e $2/openssl.cnf ]] || RUN=(env "OPENSSL_CONF=$2/openssl.cnf" "${RUN[@]}")
}

# A server that stopped in its tracks: its kernel still takes connections.
part_hung_files() { "part_$(server_of "$1")_files" "$@"; }
part_hung_run() { "part_$(server_of "$1")_run" "$@"; }
server_of() { if [[ $1 == dns ]]; then echo dnsmasq; else echo kamailio; fi; }
part_hung_settle() { kill -STOP -- "-$(<"$LAB_DIR/run/$1")"; }

part_dnsmasq_files() { fill "$1.conf" "$1" >"$2/dnsmasq.conf"; }
part_dnsmasq_run() { RUN=(dnsmasq -C "$2/dnsmasq.conf"); }

part_eof_files() { echo "${LISTENS[$1]}" >"$2/address"; }
part_eof_run() { listener eof "$@"; }

part_reset_files() { part_eof_files "$@"; }
part_reset_run() { listener reset "$@"; }

part_banner_files() { part_eof_files "$@"; }
part_banner_run() { listener banner "$@"; }

part_full_files() { echo "${LISTENS[$1]}" >"$2/address"; }
part_full_run() { listener full "$@"; }
part_full_settle() { until [[ -e $2/full ]]; do sleep 0.01; done; }

# A device on the way to another machine
part_relay_files() { echo "${LISTENS[$1]} ${NEXT[$1]} ${HABIT[$1]}" >"$2/way"; }
part_relay_run() {
	# shellcheck disable=SC2207 # words
	RUN=("$HERE/lib/relay.py" $(<"$2/way"))
}

# A service with the machine's certificate that is no SIP server: says every line backwards
part_echo_files() { tls_server "$1" -rev >"$2/arguments"; }
part_echo_run() { part_words_run "$2"; }

# A SIP server that accepts a certificate without clientAuth; Kamailio has no option for that
part_schannel_files() { tls_server "$1" -purpose any >"$2/arguments"; }
part_schannel_run() {
	part_words_run "$2"
	RUN=("$HERE/lib/schannel.py" "${RUN[@]}")
}

# A server that answers for one name only, which is not the one that is asked for
part_namesake_files() {
	# shellcheck disable=SC2153
	tls_server "$1" -servername "none.$ORG_DOMAIN" -servername_fatal -cert2 "$LAB_DIR/pki/${CERT[$1]}.pem" \
		-key2 "$LAB_DIR/pki/${KEY[$1]}.key" >"$2/arguments"
}
part_namesake_run() { part_words_run "$2"; }

tls_server() {	# tls_server MACHINE OPTION...: print the words of its command
	local pki=$LAB_DIR/pki cert=$LAB_DIR/pki/${CERT[$1]}.pem
	printf '%s\n' openssl s_server -quiet -accept "${LISTENS[$1]/ /:}" -Verify 5 -verify_return_error \
		-cert "$cert" -cert_chain "$cert" -key "$pki/${KEY[$1]}.key" -CAfile "$pki/${TRUST[$1]}.pem" "${@:2}"
}
part_words_run() { mapfile -t RUN <"$1/arguments"; }

listener() {	# listener MODE MACHINE DIR
	# shellcheck disable=SC2206 # address and port
	RUN=("$HERE/lib/listener.py" "$1" "$3" ${LISTENS[$2]})
}
