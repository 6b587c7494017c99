#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# replay - recordings of the lab's faults: judged again they say what the matrix wants, and what the run itself said

load lib

KEPT=$TOP/tests/data/recordings

setup_file() { lab_start "$LAB" contoso; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() { lab_use "$LAB"; }

# plugin_of FILE: the program that made the recording
plugin_of() { sed -nE 's/^ "plugin": "(.*)",$/\1/p' "$1"; }

# verdict FILE: state, hop and cause of the recording judged again, between tabs as in the matrix
verdict() {
	local out
	out=$("$PLUGIN_DIR/$(plugin_of "$1")" --replay="$1" --output-format=json </dev/null)
	sed -nE 's/^ "(state|hop|cause)": "?([^",]*)"?,$/\2/p' <<<"$out" | sed 's/^null$/-/' | paste -s
}

# wanted FAULT ASKS: what the matrix says of it
wanted() {
	awk -F'\t' -v fault="$1" -v asks="$2" '$1 == fault && $2 == asks { print $3 "\t" $4 "\t" $5 }' "$BATS_TEST_DIRNAME/matrix.tsv"
}

@test "each recording that is kept gets the verdict of its row in the matrix" {
	local name fault asks count=0
	while IFS=$'\t' read -r name fault asks; do
		[[ $name != '#'* ]] || continue
		[[ $(wanted "$fault" "$asks") ]] || fail "the matrix has no row for $name: $fault, $asks" ''
		[[ $(verdict "$KEPT/$name.json") == "$(wanted "$fault" "$asks")" ]] ||
			fail "$name: $(verdict "$KEPT/$name.json")" "wanted: $(wanted "$fault" "$asks")"
		count=$((count + 1))
	done <"$KEPT/rows.tsv"
	((count >= 20)) || fail "only $count recordings" ''
}

@test "each recording has a row, and none names a place on the machine that made it" {
	local file
	for file in "$KEPT"/*.json; do
		cut -f1 "$KEPT/rows.tsv" | grep -qxF "$(basename "$file" .json)" || fail "rows.tsv does not know $file" ''
		! grep -nE '"[^"]*=/' "$file" || fail "there is an absolute path in $file" ''
	done
}

@test "a recording of a method that is sent no more is judged all the same: nothing is sent" {
	sed 's/^ "options": \[/&\n  "--method=INFO",/' "$KEPT/notification.json" >"$BATS_TEST_TMPDIR/info.json"
	! cmp -s "$KEPT/notification.json" "$BATS_TEST_TMPDIR/info.json" || fail 'nothing was changed' ''
	[[ $(verdict "$BATS_TEST_TMPDIR/info.json") == "$(verdict "$KEPT/notification.json")" ]] ||
		fail "$(verdict "$BATS_TEST_TMPDIR/info.json")" "wanted: $(verdict "$KEPT/notification.json")"
}

@test "-v at replay says how much is told, whatever -v was recorded" {
	local run=$BATS_TEST_TMPDIR/run
	inside "$PLUGIN_DIR/check_push_federation" -H "$EDGE:$EDGE_PORT" "${OURS[@]}" --record="$run.json" -vvv >/dev/null </dev/null
	"$PLUGIN_DIR/check_push_federation" --replay="$run.json" -v >"$run.once" </dev/null
	"$PLUGIN_DIR/check_push_federation" --replay="$run.json" >"$run.thrice" </dev/null
	! grep -q 'CSeq' "$run.once" || fail 'one -v shows messages' "$(<"$run.once")"
	grep -q 'Target Fqdn' "$run.once" || fail 'one -v shows nothing' "$(<"$run.once")"
	grep -q 'CSeq' "$run.thrice" || fail 'what was recorded is forgotten' "$(<"$run.thrice")"
}

# same OPTION...: a run with these, recorded, and its replay are the same to the byte, and end alike
same() {
	local run=$BATS_TEST_TMPDIR/run code=0 again=0
	rm -f "$run.json"
	inside "$PLUGIN_DIR/check_push_federation" -H "$EDGE:$EDGE_PORT" "${OURS[@]}" --record="$run.json" "$@" \
		>"$run.said" </dev/null || code=$?
	"$PLUGIN_DIR/check_push_federation" --replay="$run.json" >"$run.replayed" </dev/null || again=$?
	[[ $code == "$again" ]] || fail "exit $code, replayed $again" ''
	cmp "$run.said" "$run.replayed" || fail "replayed, $* says other things" "$(diff "$run.said" "$run.replayed")"
	[[ -s $run.said ]] || fail "nothing was said" ''
}

@test "a replay is the run's output, byte for byte, at every length and in every format" {
	local fault
	for fault in none dns-missing edge-down edge-unknown-ca probe-unknown-ca partner-refuses-tls push-480; do
		if [[ $fault == none ]]; then world; else world "$fault"; fi
		same
		same -v
		same -vv
		same -vvv
		same --output-format=json
		same --output-format=openmetrics
	done
}

# again NAME [OPTION...]: a kept recording, as text
again() { observe "$PLUGIN_DIR/check_push_federation" --replay="$KEPT/$1.json" --output-format=text "${@:2}"; }

@test "other limits give a recording another verdict" {
	again healthy
	is OK
	again healthy -w 0.00001
	is WARNING 'warning above'
	again partner-480
	is WARNING '(480'
	again partner-480 --expect=480
	is OK 'as expected'
}
