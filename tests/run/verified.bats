#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# verified - whole runs against peers that do not prove who they are, on a host whose OpenSSL would let them: no OK, and no login

load lib

PEER=$TOP/tests/lab/hostile
PEERS=(fine anonymous renegotiation-self http-export-anonymous http-export-renegotiation)

setup_file() {
	export PKI=$BATS_FILE_TMPDIR/pki
	"$PEER" --pki "$PKI"
	(umask 077; echo secret >"$PKI/password")
	mkfifo "$PKI/stdin"
	"$PEER" "$PKI" "${PEERS[@]}" <"$PKI/stdin" >"$PKI/ports" 3>&- &
	exec 9>"$PKI/stdin"
	until_true 10 grep -q '^$' "$PKI/ports"
}

# The peers end with their standard input.
teardown_file() {
	exec 9>&-
	wait
}

# meets PEER [OPTION...]: what comes of it, as "state hop cause", with all that this host's OpenSSL has on offer
meets() {
	local at command
	at=accessproxy.contoso.com:$(awk -v peer="$1" '$1 == peer { print $2 }' "$PKI/ports")
	case $1 in
	http-*)	command=(config -u "https://$at/push-config.json" --ignore=export.age -a basic -l u --password-file "$PKI/password") ;;
	*)	command=(federation -H "$at" -J "$PKI/probe.pem") ;;
	esac
	OPENSSL_CONF=$PKI/anonymous.cnf "$PLUGIN_DIR/check_push_${command[0]}" "${command[@]:1}" -I 127.0.0.1 --ca-cert "$PKI/ca.crt" \
		--output-format=json "${@:2}" </dev/null >"$BATS_TEST_TMPDIR/out" || true
	sed -nE 's/^ "(state|hop|cause)": "?([^",]*)"?,$/\2/p' "$BATS_TEST_TMPDIR/out" | paste -sd' '
}

# comes_to VERDICT PEER [OPTION...]
comes_to() {
	local verdict
	verdict=$(meets "${@:2}")
	[[ $verdict == "$1" ]] || fail "${*:2}: $verdict, wanted: $1" "$(<"$BATS_TEST_TMPDIR/out")"
}

@test "a peer that proves its name, on the same host" { comes_to 'OK 0 null' fine; }

@test "an anonymous peer" {
	comes_to 'CRITICAL 1 tls-parameters' anonymous
	comes_to 'CRITICAL 1 tls-parameters' anonymous -k
	comes_to 'CRITICAL 1 tls-parameters' anonymous --tls-min=1.1 --security-level=0
}

@test "an anonymous web server, and a password" {
	comes_to 'UNKNOWN 1 tls-parameters' http-export-anonymous
	comes_to 'UNKNOWN 1 tls-parameters' http-export-anonymous -k
}

@test "a second handshake with another certificate" {
	comes_to 'CRITICAL 1 tls-renegotiation' renegotiation-self
	comes_to 'CRITICAL 1 tls-renegotiation' renegotiation-self -k
	comes_to 'CRITICAL 1 tls-renegotiation' renegotiation-self --tls-min=1.1 --security-level=0
	comes_to 'UNKNOWN 1 tls-renegotiation' http-export-renegotiation
	comes_to 'UNKNOWN 1 tls-renegotiation' http-export-renegotiation -k
}
