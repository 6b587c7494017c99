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

# verdict FILE [OPTION...]: state, hop and cause of the recording judged again, between tabs as in the matrix
verdict() {
	local out
	out=$("$PLUGIN_DIR/$(plugin_of "$1")" --replay="$1" --output-format=json "${@:2}" </dev/null)
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

# again NAME STATE HOP CAUSE [OPTION...]: that is the verdict on a kept recording with these
again() {
	local seen wanted=$2$'\t'$3$'\t'$4
	seen=$(verdict "$KEPT/$1.json" "${@:5}")
	[[ $seen == "$wanted" ]] || fail "$1 ${*:5}: $seen" "wanted: $wanted"
}

@test "other limits give a recording another verdict" {
	again healthy OK 0 -
	again healthy WARNING 2 slow -w 0.00001
	again partner-480 WARNING 3 service-refused
	again partner-480 OK 0 - --expect=480
}

# ---- where a recording goes ----

# run_recorded FILE [OPTION...]: a run that is recorded there; it can be replayed, and nothing of an older one is left behind it
run_recorded() {
	world
	ask federation --record="$1" "${@:2}"
	is OK
	/usr/bin/python3 -m json.tool "$1" >/dev/null || fail "it is no JSON" "$(tail -c 200 "$1")"
	[[ $("$PLUGIN_DIR/check_push_federation" --replay="$1") == "$output" ]] || fail 'the replay differs'
}

@test "a new recording is its owner's alone" {
	umask 000
	run_recorded "$BATS_TEST_TMPDIR/new"
	[[ $(stat -c %a "$BATS_TEST_TMPDIR/new") == 600 ]] || fail "its mode is $(stat -c %a "$BATS_TEST_TMPDIR/new")"
}

@test "an empty file becomes a recording, an older recording is replaced whole" {
	local file=$BATS_TEST_TMPDIR/file
	: >"$file"
	chmod 640 "$file"
	run_recorded "$file"
	[[ $(stat -c %a "$file") == 640 ]] || fail 'its mode was changed'
	cp "$KEPT/first-504-then-1007.json" "$file"
	head -c 1000000 /dev/zero | tr '\0' ' ' >>"$file"
	run_recorded "$file"
	head -c 100 "$KEPT/healthy.json" >"$file"	# a run that was killed while it wrote
	run_recorded "$file"
	printf '\n { "check_push_recording" : 1 }' >"$file"	# by other hands
	run_recorded "$file"
}

@test "links that no other user can change may lead to a recording" {
	local top=$BATS_TEST_TMPDIR
	mkdir "$top/real" "$top/sticky"
	chmod 1777 "$top/sticky"
	ln -s real "$top/link"
	ln -s "$top/link" "$top/sticky/link"
	run_recorded "$top/link/one"
	run_recorded "$top/sticky/link/two"
	run_recorded "$top/sticky/three"
	[[ -f $top/real/one && -f $top/real/two ]] || fail 'they are elsewhere' "$(ls -R "$top")"
}

@test "a run that saw nothing leaves the older recording whole" {
	local file=$BATS_TEST_TMPDIR/file row
	cp "$KEPT/healthy.json" "$file"
	echo no certificate >"$BATS_TEST_TMPDIR/none.pem"
	for row in "-K $PKI/other.key" "-J $BATS_TEST_TMPDIR/none.pem" "-J $PKI/such.pem" "-K $PKI/probe-encrypted.key" "-p 70000"; do
		# shellcheck disable=SC2086
		ask federation --record="$file" $row
		is UNKNOWN
		cmp "$file" "$KEPT/healthy.json" || fail "$row: the older recording is gone"
	done
	probe config -F "$BATS_TEST_TMPDIR/none.pem" --record="$file"
	is UNKNOWN
	cmp "$file" "$KEPT/healthy.json" || fail "the older recording is gone"
	probe federation -H "$EDGE:1" "${OURS[@]}" --record="$file"	# what was seen may be bad
	is CRITICAL
	! cmp -s "$file" "$KEPT/healthy.json" || fail 'nothing was recorded'
}

@test "a full disk costs no older recording" {
	local disk=$BATS_TEST_TMPDIR/disk
	mkdir "$disk"
	export older=$BATS_TEST_TMPDIR/older
	echo '{"check_push_recording": 1, "and": "so on"}' >"$older"
	# shellcheck disable=SC2016
	HOST=(unshare -m sh -c 'mount -t tmpfs -o size=64k tmpfs "$0" && cp "$1" "$0/file" && { cat /dev/zero >"$0/rest" 2>/dev/null
		shift; "$@"; code=$?; cmp "$0/file" "$older" >&2; exit $code; }' "$disk" "$older")
	ask federation --record="$disk/file" -vvv
	refuses "--record: $disk/file" 'No space left on device'
}

@test "standard output stays what it is: a recording never goes there" {
	ask federation --record=/dev/stdout
	refuses '--record: /dev/stdout'
}
