#!/usr/bin/env bats
# shellcheck disable=SC1091,SC2154 # results are set by lib.bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# stopped - SIGTERM, SIGINT and SIGHUP, whatever is being waited for: one line, at once, from every plugin
#
# Against the hostile peer, which waits at every point. While a remote shell is open, config_live.bats does it.

load lib

EDGE=accessproxy.contoso.com
POINTS=(connect-dropped accept-silence certificate-silence finished-silence request-silence half-silence answer-drip
	http-silence http-slow-head dns-silence dns-truncated)

setup_file() {
	[[ -x $PLUGIN_DIR/check_push_federation ]] || { echo "no plugins in $PLUGIN_DIR: make, or set PLUGIN_DIR"; return 1; }
	"$LAB_TOOLS/hostile" --pki "$BATS_FILE_TMPDIR/pki"
	: >"$BATS_FILE_TMPDIR/pki/waiting"
	install -m 0600 <(echo secret) "$BATS_FILE_TMPDIR/pki/password"
	mkfifo "$BATS_FILE_TMPDIR/hold"
	"$LAB_TOOLS/hostile" "$BATS_FILE_TMPDIR/pki" "${POINTS[@]}" <"$BATS_FILE_TMPDIR/hold" >"$BATS_FILE_TMPDIR/ports" 2>&1 3>&- &
	exec 9>"$BATS_FILE_TMPDIR/hold"
	echo $! >"$BATS_FILE_TMPDIR/peer"
	until grep -q '^$' "$BATS_FILE_TMPDIR/ports"; do sleep 0.05; done
}
teardown_file() { kill "$(<"$BATS_FILE_TMPDIR/peer")"; }

# stop PLUGIN POINT SIGNAL: the signal comes when the plugin waits there. Its deadline is further away than LIMIT: a plugin
# that does not react to the signal is killed, and leaves no line.
stop() {
	local port pki=$BATS_FILE_TMPDIR/pki own place seen=$BATS_FILE_TMPDIR/pki/waiting sign="^$2\$"
	port=$(sed -n "s/^$2 //p" "$BATS_FILE_TMPDIR/ports")
	[[ $2 == dns-* ]] && place=(-H "$EDGE" --dns-server "127.0.0.1:$port") || place=(-H "$EDGE:$port" -I 127.0.0.1)
	[[ $1 == config ]] && own=(-l u --password-file "$pki/password") || own=(-J "$pki/probe.pem" -f sip:monitor@contoso.com)
	[[ $2 != connect-dropped ]] || seen=/proc/net/tcp sign=$(printf ' 0100007F:%04X 02 ' "$port")	# SYN sent
	RECORDING=$BATS_TEST_TMPDIR/$2.json PROBE_RUN=("$PLUGIN_DIR/check_push_$1")
	rm -f "$RECORDING"
	# shellcheck disable=SC2016
	record "$BATS_TEST_TMPDIR/$2" timeout -k 2 "$LIMIT" bash -c '
		"${@:4}" & plugin=$!
		until (($(grep -c "$1" "$0") > $2)); do sleep 0.01; done
		kill -"$3" "$plugin"
		wait "$plugin"' "$seen" "$sign" "$(grep -c "$sign" "$seen" || true)" "$3" \
		"$PLUGIN_DIR/check_push_$1" "${place[@]}" -t 60 --record="$RECORDING" --ca-cert "$pki/ca.crt" "${own[@]}"
}

# stopped PLUGIN POINT SIGNAL CAUSE
stopped() {
	stop "${@:1:3}"
	examine "$BATS_TEST_TMPDIR/$2"
	is UNKNOWN "$4" "$EDGE"
}

# before_a_verdict PLUGIN: at every point of the way to a SIP answer
before_a_verdict() {
	local point signal
	for point in dns-silence dns-truncated connect-dropped accept-silence certificate-silence finished-silence request-silence half-silence answer-drip; do
		for signal in TERM INT HUP; do
			stopped "$1" "$point" "$signal" -
		done
	done
}

@test "federation" { before_a_verdict federation; }
@test "notification" { before_a_verdict notification; }

@test "config, before anything was asked" {
	local point signal
	for signal in TERM INT HUP; do
		stopped config dns-silence "$signal" cancelled
		has requests=0
		for point in connect-dropped accept-silence; do
			stopped config "$point" "$signal" cancelled
			has requests=0
		done
	done
}

# A shell may have been made: the answer is awaited a little longer, and the shell deleted.
@test "config, once it has asked for a shell" {
	local point
	for point in http-silence http-slow-head; do stop config "$point" TERM 3>&- & done
	wait
	for point in http-silence http-slow-head; do
		examine "$BATS_TEST_TMPDIR/$point"
		RECORDING=$BATS_TEST_TMPDIR/$point.json PROBE_RUN=("$PLUGIN_DIR/check_push_config")
		is UNKNOWN cancelled "$EDGE"
		has requests=2
	done
}

@test "a hang-up that the caller ignores ends nothing" {
	local port plugin
	port=$(sed -n 's/^dns-silence //p' "$BATS_FILE_TMPDIR/ports")
	(trap '' HUP && exec "$PLUGIN_DIR/check_push_federation" -H "$EDGE" --dns-server "127.0.0.1:$port" -t 5 >"$BATS_TEST_TMPDIR/out") 3>&- &
	plugin=$!
	sleep 0.7
	kill -HUP "$plugin"
	wait "$plugin" || true
	grep -q 'no DNS' "$BATS_TEST_TMPDIR/out" || fail "it was stopped" "$(<"$BATS_TEST_TMPDIR/out")"
}
