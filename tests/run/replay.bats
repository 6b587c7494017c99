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

@test "no alert of a recording contradicts itself, or says a thing twice" {
	local file
	for file in "$KEPT"/*.json; do
		"$PLUGIN_DIR/$(plugin_of "$file")" --replay="$file" --output-format=text -v >"$BATS_TEST_TMPDIR/$(basename "$file" .json)" </dev/null || :
	done
	"$BATS_TEST_DIRNAME/alert_rules" "$BATS_TEST_TMPDIR"/[a-z]* || fail 'an alert breaks a rule' ''
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

@test "-v at replay sets the level of detail, not the -v of the recording" {
	local run=$BATS_TEST_TMPDIR/run
	inside "$PLUGIN_DIR/check_push_federation" -H "$EDGE:$EDGE_PORT" "${OURS[@]}" --record="$run.json" -vvv >/dev/null </dev/null
	"$PLUGIN_DIR/check_push_federation" --replay="$run.json" -v >"$run.once" </dev/null
	"$PLUGIN_DIR/check_push_federation" --replay="$run.json" >"$run.thrice" </dev/null
	! grep -q 'CSeq' "$run.once" || fail 'one -v shows messages' "$(<"$run.once")"
	grep -q '^reach ' "$run.once" || fail 'one -v shows nothing' "$(<"$run.once")"
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

# ---- the recordings of runs that are not OK ----

# problems: the files in $SLOTS that hold something
problems() { find "$SLOTS" -type f -name 'problem-*.json' -size +0 -printf '%f\n' | sort | paste -sd' '; }

# broken [OPTION...]: a run that is CRITICAL and needs no lab, with a place for its recording
broken() {
	observe "$PLUGIN_DIR/check_push_config" -F "$TOP/tests/data/exports/json-7.json" --push-uri=sip:other@push.lync.com \
		--record-on-problem="$SLOTS" "$@"
	[[ $state != OK && $state != UNKNOWN ]] || fail 'the run is not in trouble'
}

@test "--record-on-problem: a run that is not OK leaves its recording, one that is OK none" {
	SLOTS=$BATS_TEST_TMPDIR/slots
	mkdir "$SLOTS"
	world
	ask federation --record-on-problem="$SLOTS"
	is OK
	[[ ! $(problems) ]] || fail "a healthy run left $(problems)"
	world partner-refuses-tls
	ask federation --record-on-problem="$SLOTS"
	is CRITICAL
	[[ $(problems) == problem-00.json ]] || fail "there is: $(problems)"
	[[ $(stat -c %a "$SLOTS/problem-00.json") == 600 ]] || fail "its mode is $(stat -c %a "$SLOTS/problem-00.json")"
	[[ $("$PLUGIN_DIR/check_push_federation" --replay="$SLOTS/problem-00.json") == "$output" ]] || fail 'the replay differs'
	! grep -q record-on-problem "$SLOTS/problem-00.json" || fail 'the recording names its own place'
	grep -q 'Max-Forwards: 70' <<<"$("$PLUGIN_DIR/check_push_federation" --replay="$SLOTS/problem-00.json" -vvv)" || fail 'it holds no messages'
}

@test "--record-on-problem: twenty files, of which the oldest is the next" {
	local i
	SLOTS=$BATS_TEST_TMPDIR/slots
	mkdir "$SLOTS"
	for ((i = 0; i < 20; i++)); do
		broken
		touch -d "2026-01-01 00:00:$((i < 10 ? 20 + i : i))" "$SLOTS/problem-$(printf %02d "$i").json"
	done
	[[ $(problems | wc -w) == 20 && $(ls "$SLOTS" | wc -l) == 20 ]] || fail "there is: $(ls "$SLOTS")"
	broken
	[[ $(find "$SLOTS" -newermt 2026-02-01 -printf %f -name '*.json') == *problem-10.json ]] || fail "$(ls -l --full-time "$SLOTS")"
	[[ $(ls "$SLOTS" | wc -l) == 20 ]] || fail "there is: $(ls "$SLOTS")"
}

@test "--record-on-problem: what is not ours to replace is passed over, and so is what another run uses" {
	SLOTS=$BATS_TEST_TMPDIR/slots
	mkdir "$SLOTS"
	echo 'minutes of a meeting' >"$SLOTS/problem-00.json"
	ln -s /nowhere/else "$SLOTS/problem-01.json"
	cp "$KEPT/healthy.json" "$SLOTS/other"
	ln "$SLOTS/other" "$SLOTS/problem-02.json"
	mkdir "$SLOTS/problem-03.json"
	: >"$SLOTS/problem-04.json"
	flock "$SLOTS/problem-04.json" sleep 20 3>&- &
	until ! flock -n "$SLOTS/problem-04.json" true; do sleep 0.1; done
	broken
	kill "$!"
	[[ $(problems) == 'problem-00.json problem-02.json problem-05.json' ]] || fail "there is: $(problems)"
	[[ $(<"$SLOTS/problem-00.json") == 'minutes of a meeting' ]] || fail 'it was replaced'
	cmp "$SLOTS/other" "$KEPT/healthy.json" || fail 'a file with two names was replaced'
}

@test "--record-on-problem: a directory that cannot be used is refused, one that is all in use is a note" {
	local i locks=()
	SLOTS=$BATS_TEST_TMPDIR/none
	observe "$PLUGIN_DIR/check_push_config" -F "$TOP/tests/data/exports/json-7.json" --record-on-problem="$SLOTS"
	refuses --record-on-problem "$SLOTS"
	SLOTS=$BATS_TEST_TMPDIR/foreign
	mkdir "$SLOTS"
	for i in {00..19}; do echo x >"$SLOTS/problem-$i.json"; done
	observe "$PLUGIN_DIR/check_push_config" -F "$TOP/tests/data/exports/json-7.json" --record-on-problem="$SLOTS"
	refuses --record-on-problem problem-00.json problem-19.json
	for i in {00..19}; do : >"$SLOTS/problem-$i.json"; done
	for i in {00..19}; do
		flock "$SLOTS/problem-$i.json" sleep 20 3>&- &
		locks+=("$!")
		until ! flock -n "$SLOTS/problem-$i.json" true; do sleep 0.1; done
	done
	broken -v
	kill "${locks[@]}"
	[[ ! $(problems) ]] || fail "there is: $(problems)"
	grep -q 'other runs' <<<"$output" || fail 'it is not said'
}

@test "--record-on-problem: a recording that is too large is not written, and -v says so" {
	SLOTS=$BATS_TEST_TMPDIR/slots
	mkdir "$SLOTS"
	/usr/bin/python3 - "$TOP/tests/data/exports/json-7.json" >"$BATS_TEST_TMPDIR/large.json" <<-'END'
		import json, sys
		export = json.load(open(sys.argv[1], encoding="utf-8-sig"))
		domain = export["AllowedDomain"][0]
		export["AllowedDomain"] += [{**domain, "Identity": f"d{i}.example.com", "Domain": f"d{i}.example.com"} for i in range(20000)]
		json.dump(export, sys.stdout)
	END
	broken -F "$BATS_TEST_TMPDIR/large.json" -v
	[[ ! $(problems) ]] || fail "there is: $(problems)"
	grep -q '512 KiB' <<<"$output" || fail 'it is not said'
}

# ---- what changed between two recordings ----

# changed OLD NEW CHANGE...: --since says these, and nothing else; with no CHANGE nothing
changed() {
	local seen
	seen=$("$PLUGIN_DIR/$(plugin_of "$2")" --replay="$2" --since="$1" --output-format=json </dev/null |
		jq -r '.changes[] | "\(.what): \(.was) -> \(.now)"')
	[[ $seen == "$(printf '%s\n' "${@:3}")" ]] || fail "$(diff <(echo "$seen") <(printf '%s\n' "${@:3}"))" "$seen"
}

# lab_run FILE [FAULT...]: a run in that world, recorded
lab_run() {
	world "${@:2}"
	ask federation --record="$1"
}

@test "--since: a broken and a healthy run give exactly the change" {
	local old=$BATS_TEST_TMPDIR/old new=$BATS_TEST_TMPDIR/new
	lab_run "$new"
	lab_run "$old"
	changed "$old" "$new"
	lab_run "$old" partner-refuses-tls
	changed "$old" "$new" "result, $EDGE: 504 Server time-out -> 200 OK" \
		"ms-diagnostics, $EDGE: 1047 Failed to complete TLS negotiation with a federated peer server -> none"
	lab_run "$old" edge-down
	changed "$old" "$new" "result, $EDGE: connect: refused -> 200 OK"
	lab_run "$old" edge-tls12
	changed "$old" "$new" "version of TLS, $EDGE: TLSv1.2 -> TLSv1.3" "cipher, $EDGE: ECDHE-RSA-AES256-GCM-SHA384 -> TLS_AES_256_GCM_SHA384"
	lab_run "$old" edge-expiring
	[[ $("$PLUGIN_DIR/check_push_federation" --replay="$new" --since="$old") == *"certificate renewed, $EDGE:"* ]] || fail 'it is not said'
}

@test "--since: settings" {
	local old=$BATS_TEST_TMPDIR/old new=$BATS_TEST_TMPDIR/new export=$BATS_TEST_TMPDIR/export.json
	observe "$PLUGIN_DIR/check_push_config" -F "$TOP/tests/data/exports/json-7.json" --record="$old"
	sed '8s/UseSourceVerification/AlwaysVerifiable/' "$TOP/tests/data/exports/json-7.json" >"$export"
	observe "$PLUGIN_DIR/check_push_config" -F "$export" --record="$new"
	changed "$old" "$new" 'VerificationLevel of LyncOnline: UseSourceVerification -> AlwaysVerifiable'
	changed "$new" "$new"
	[[ $(LC_ALL=C.UTF-8 "$PLUGIN_DIR/check_push_config" --replay="$new" --since="$old") == \
		*'VerificationLevel of LyncOnline: UseSourceVerification → AlwaysVerifiable'* ]] || fail 'the text has another form'
	[[ $("$PLUGIN_DIR/check_push_config" --replay="$new" --since="$new") == *'nothing changed'* ]] || fail 'what is the same has changed'
}

@test "--since: what cannot be compared is refused" {
	observe "$PLUGIN_DIR/check_push_federation" --replay="$KEPT/healthy.json" --output-format=text --since=/no/such
	refuses --since /no/such
	observe "$PLUGIN_DIR/check_push_federation" --replay="$KEPT/healthy.json" --output-format=text --since="$KEPT/rows.tsv"
	refuses --since recording
	observe "$PLUGIN_DIR/check_push_federation" --replay="$KEPT/healthy.json" --output-format=text --since="$KEPT/notification.json"
	refuses --since check_push_notification
	observe "$PLUGIN_DIR/check_push_federation" -H a --since="$KEPT/healthy.json"
	refuses --since --replay
}
