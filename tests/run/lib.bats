#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lib - the run tests' own eyes: what examine must refuse, and what it must take

load lib

GOOD="PUSH FEDERATION OK - all is well | time=0.1s;1;2;0 cert_days=-4 cert_used=19%;;;0;100 edge.contoso.com::time=2s"
CALL='who     no one\nreach   nothing fails now\n'

# seen CODE OUTPUT [ERRORS]: as if a plugin had said so
seen() {
	printf '%b' "$2" >"$BATS_TEST_TMPDIR/run.out"
	printf '%b' "${3-}" >"$BATS_TEST_TMPDIR/run.err"
	echo "plugin ${VERBOSE-} " >"$BATS_TEST_TMPDIR/run.command"
	echo "$1" >"$BATS_TEST_TMPDIR/run.status"
	echo 10 >"$BATS_TEST_TMPDIR/run.took"
	examine "$BATS_TEST_TMPDIR/run"
}

bad() {	# bad WHY CODE OUTPUT [ERRORS]
	run seen "${@:2}"
	[[ $status == 1 && $output == *"$1"* ]] || { echo "taken, or not for that reason: $3"; echo "$output"; return 1; }
}

@test "good outputs are taken" {
	seen 0 "$GOOD\n"
	has time=0.1s cert_days=-4 'time=0.1s;1;2;0' edge.contoso.com::time
	lacks time_sip
	is OK
	says 'all is well'
	VERBOSE=-v seen 0 "$GOOD\n$CALL[OK]       1  monitor -> edge\n"
	hops O
	seen 3 'PUSH NOTIFICATION UNKNOWN - --port: 0 is not a port\n'
}

@test "bad outputs are refused" {
	bad 'standard error' 0 "$GOOD\n" 'a word'
	bad 'no such first line' 0 'OK - all is well | time=1s\n'
	bad 'no such first line' 124 ''
	bad 'differ' 2 "$GOOD\n"
	bad 'differ' 124 "$GOOD\n"
	bad 'does not end' 0 "$GOOD"
	bad 'more than one line' 0 "$GOOD\n[OK] more\n"
	bad '1 KiB' 0 "$GOOD$(printf ' label%d=1' {1..99})\n"
	bad '121 characters' 0 "PUSH FEDERATION OK - $(printf 'x%.0s' {1..100}) | time=1s\n"
	bad 'not one |' 0 'PUSH FEDERATION OK - all is well\n'
	bad 'not one |' 3 'PUSH FEDERATION UNKNOWN - a|b\n'
	VERBOSE=-v bad '0 lines say who' 0 "$GOOD\nreach   nothing fails now\n"
	VERBOSE=-v bad 'not one |' 0 "$GOOD\nseen a | b\n"
	VERBOSE=-v bad 'control character' 0 "$GOOD\nseen \\033[1m\n"
}

@test "perfdata that Icinga drops is refused" {
	local item
	for item in time=0,5s time=U time=Us "'time'=1s" time= time=1e-5s time=.5s time=1. '=1s' 'time=1s;0:10' 'time=1s;~:1' \
		'time=1s;;;;;;' time=nan time=5x 'time =1s' time=+1s 'a=1|b=2' 'time=1s time=2s' 'a=1  b=2' 'ti,me=1s'; do
		bad '' 0 "PUSH FEDERATION OK - all is well | $item\n"
	done
}

unmet() { ! ("$@") >/dev/null || fail "met: $*"; }

@test "expectations that are not met fail" {
	seen 0 "$GOOD\n"
	unmet is WARNING
	unmet says 'all is bad'
	unmet has time_sip
	unmet has time=0.2s
	unmet has time=0
	unmet lacks time
	unmet hops O
	unmet shows 'all is bad'
	unmet hides 'all is well'
}

fails_for() {	# fails_for WHY COMMAND...: such an expectation fails
	run "${@:2}"
	[[ $status == 1 && $output == *"$1"* ]] || { echo "met, or not for that reason: ${*:2}"; echo "$output"; return 1; }
}

@test "what is expected of a verdict is looked for" {
	RECORDING=$TOP/tests/data/recordings/partner-480.json PROBE_RUN=("$PLUGIN_DIR/check_push_federation")
	state=WARNING sentence='PUSH FEDERATION WARNING - sipfed.online.lync.com (480)' output="$sentence | time=1s" first=$output
	is WARNING service-refused 480
	fails_for 'it is WARNING' is CRITICAL
	fails_for 'the cause is service-refused' is WARNING -
	fails_for 'does not say: 481' is WARNING service-refused 481
	finds WARNING service-refused 480 1034
	finds WARNING sip.answer 480
	finds NOTE sip.headers 1034
	fails_for 'no OK of service-refused' finds OK service-refused
	fails_for 'no WARNING of sip.headers' finds WARNING sip.headers
	fails_for 'lacks: 481' finds WARNING service-refused 481
	finds_no tls-refused route.connect
	fails_for 'a finding of sip.answer' finds_no tls-refused sip.answer
	fails_for 'wanted: a refusal' refuses 480
	RECORDING=
	fails_for 'no verdict' is WARNING service-refused
}
