# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# machines.sh - the pool's machines, from the world's variables to running processes; as lib/machines.sh
#
# kdc: the realm's KDC. service: what answers WS-Management. pool: the web server in front of it. winrm: the same as WinRM offers its
# logins and writes its answers.

part_kdc_files() { fill realm.conf "$1" >"$2/kdc.conf"; }
part_kdc_run() {
	RUN=(env "KRB5_CONFIG=$LAB_DIR/realm/krb5.conf" "KRB5_KDC_PROFILE=$2/kdc.conf" krb5kdc -n -r "$REALM")
}

# A KDC that stopped in its tracks: packets reach it, none comes back.
part_kdc_hung_files() { part_kdc_files "$@"; }
part_kdc_hung_run() { part_kdc_run "$@"; }
part_kdc_hung_settle() { kill -STOP -- "-$(<"$LAB_DIR/run/$1")"; }

part_endpoint_files() {
	fill pool-settings.json "$1" >"$2/settings.json" && printf '%s\n' "$POOL_KIND" >"$2/kind" &&
		printf '%s\n' "${POOL_SETTINGS[@]}" >"$2/changes" && printf '%s\n' "${POOL_HABITS[@]}" >"$2/habits" && cat "$2"/* | cksum >"$2.version" && mv "$2.version" "$2/version"
}
part_endpoint_run() {
	# shellcheck disable=SC2206 # address and port
	RUN=("$HERE/pool/endpoint" "$2" ${LISTENS[$1]} "$LAB_DIR/pool")
}
part_endpoint_reload() { kill -HUP "$(<"$LAB_DIR/run/$1")"; }
part_endpoint_settle() { until [[ -e $LAB_DIR/pool/version && $(<"$2/version") == "$(<"$LAB_DIR/pool/version")" ]]; do sleep 0.005; done; }

# A web server that stopped in its tracks: connections are taken, and nothing is said.
part_apache_hung_files() { part_apache_files "$@"; }
part_apache_hung_run() { part_apache_run "$@"; }
part_apache_hung_settle() { kill -STOP -- "-$(<"$LAB_DIR/run/$1")"; }

part_front_files() { echo "${LISTENS[$1]} $LAB_DIR/pki/pool.pem $LAB_DIR/pki/pool.key ${LISTENS[pool]}" >"$2/way"; }
part_front_run() {
	# shellcheck disable=SC2207 # words
	RUN=("$HERE/pool/front" $(<"$2/way"))
}

part_apache_files() {
	fill pool.conf "$1" >"$2/httpd.conf"
	echo 'function enter(r) os.setlocale("C.UTF-8", "ctype") return apache2.DECLINED end' >"$2/locale.lua"
}
part_apache_run() {
	RUN=(env "KRB5_CONFIG=$LAB_DIR/realm/krb5.conf" "KRB5_KTNAME=$LAB_DIR/realm/http.keytab"
		"NTLM_USER_FILE=$LAB_DIR/realm/ntlm.users" "NETBIOS_DOMAIN_NAME=${REALM%%.*}" NETBIOS_COMPUTER_NAME=POOL
		apache2 -X -f "$2/httpd.conf")
}
