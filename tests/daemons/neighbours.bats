#!/usr/bin/env bats
# shellcheck disable=SC2030,SC2031,SC2154 # names and results are set by lib.bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# neighbours - the examples for Prometheus' alerts, systemd, Checkmk and PRTG, by their own programs where Debian has them
#
# Checkmk and PRTG are in no Debian: what their agents would read is held against the form that their manuals describe.

load ../run/lib

setup_file() { lab_start "$LAB" contoso --pool; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() {
	lab_use "$LAB"
	INI=$BATS_TEST_TMPDIR/check_push.ini
	local section
	for section in federation notification; do
		printf '%s\n' "[check_push_$section]" "hostname = $EDGE:$EDGE_PORT" "client-cert = $PKI/probe.pem" "private-key = $PKI/probe.key" \
			"ca-cert = $PKI/ca.pem" "from = sip:monitor@$ORG_DOMAIN"
	done >"$INI"
	echo '{"AllowedDomain":[]}' >"$BATS_TEST_TMPDIR/export.json"
	printf '%s\n' '[check_push_config]' "file = $BATS_TEST_TMPDIR/export.json" >>"$INI"
}

# ---- Prometheus ----

@test "promtool takes the alert rules, and each alert fires for what it should" {
	cp "$TOP/contrib/prometheus/check_push.rules.yml" "$TOP/tests/daemons/check_push.rules.test.yml" "$BATS_TEST_TMPDIR"
	run promtool check rules "$BATS_TEST_TMPDIR/check_push.rules.yml"
	[[ $status == 0 && $output == *'5 rules found'* ]] || fail "exit code $status" "$output"
	run promtool test rules "$BATS_TEST_TMPDIR/check_push.rules.test.yml"
	[[ $status == 0 ]] || fail "exit code $status" "$output"
	sed -i 's/check_push_state == 1$/check_push_state == 3/' "$BATS_TEST_TMPDIR/check_push.rules.yml"
	run ! promtool test rules "$BATS_TEST_TMPDIR/check_push.rules.test.yml"
}

@test "what the alert rules name are metrics of the plugins" {
	for plugin in federation notification config; do
		inside "$PLUGIN_DIR/check_push_$plugin" --extra-opts="@$INI" --output-format=openmetrics || true
	done >"$BATS_TEST_TMPDIR/metrics"
	for name in $(grep -oE 'check_push_[a-z_]+(_seconds|_state|_findings|_timestamp_seconds)\b' "$TOP/contrib/prometheus/check_push.rules.yml" | sort -u) check_push_state; do
		grep -qE "^$name\{" "$BATS_TEST_TMPDIR/metrics" || fail "no plugin has the metric $name"
	done
}

# ---- systemd ----

@test "systemd takes the units, each instance of them" {
	cp -r "$TOP"/contrib/systemd/* "$BATS_TEST_TMPDIR"
	sed -i "s|/usr/lib/nagios/plugins|$PLUGIN_DIR|; /^Documentation=/d; /^User=/d" "$BATS_TEST_TMPDIR"/check_push@.*
	for plugin in federation notification config; do
		run systemd-analyze verify "$BATS_TEST_TMPDIR/check_push@$plugin.service" "$BATS_TEST_TMPDIR/check_push@$plugin.timer"
		[[ $status == 0 && $output != *check_push* ]] || fail "exit code $status" "$output"
	done
	echo 'Nonsense=1' >>"$BATS_TEST_TMPDIR/check_push@.service"
	run systemd-analyze verify "$BATS_TEST_TMPDIR/check_push@federation.service"
	[[ $output == *Nonsense* ]] || fail "systemd-analyze does not look" "$output"
}

@test "the service's commands leave a whole file for the collector, also of a failed check" {
	local service=$TOP/contrib/systemd/check_push@.service start post
	mkdir "$BATS_TEST_TMPDIR/textfiles" "$BATS_TEST_TMPDIR/run"
	start=$(sed -n 's/^ExecStart=//p' "$service") post=$(sed -n "s/^ExecStartPost=+\/bin\/sh -c '\(.*\)'/\1/p" "$service")
	world partner-down
	for plugin in federation config; do
		local command=${start//%i/$plugin} after=${post//%i/$plugin} code=0
		command=${command//\/usr\/lib\/nagios\/plugins/$PLUGIN_DIR} command=${command//\/etc\/check_push\/check_push.ini/$INI}
		# shellcheck disable=SC2086 # words
		inside $command >"$BATS_TEST_TMPDIR/run/$plugin.prom" || code=$?
		[[ " $code $(sed -n 's/^SuccessExitStatus=//p' "$service") " == *" $code "*" $code "* ]] || fail "exit code $code is no success"
		TEXTFILES=$BATS_TEST_TMPDIR/textfiles sh -c "${after//\/run\/check_push/$BATS_TEST_TMPDIR/run}"
	done
	[[ $(ls -A "$BATS_TEST_TMPDIR/textfiles") == $'check_push_config.prom\ncheck_push_federation.prom' ]]
	grep -qE '^check_push_state\{plugin="check_push_federation".* 2$' "$BATS_TEST_TMPDIR/textfiles/check_push_federation.prom"
	world
}

# ---- Checkmk ----

# local_check: what the agent would read
local_check() { inside env CHECK_PUSH_PLUGINS="$PLUGIN_DIR" CHECK_PUSH_INI="$INI" "$TOP/contrib/checkmk/check_push"; }

@test "Checkmk: the local check is a line for each service: state, name, metrics, text" {
	world partner-wrong-name
	run -0 local_check
	[[ ${#lines[@]} == 3 ]] || fail "${#lines[@]} lines" "$output"
	number='-?[0-9]+(\.[0-9]+)?'
	for line in "${lines[@]}"; do
		grep -qE "^[0-3] \"Push [a-z]+\" ([a-z_]+=$number(;($number)?){0,4}\|?)+ PUSH [A-Z]+ [A-Z]+ - " <<<"$line" || fail "another form" "$line"
	done
	[[ ${lines[0]} == '2 "Push federation" time='*' PUSH FEDERATION CRITICAL - '*'\nbecause '*'\nremedy '* ]] || fail "no cause" "${lines[0]}"
	world
	run -0 local_check
	[[ ${lines[0]} == '0 "Push federation" time='* && ${lines[2]} == '2 "Push config" '*'|rules_failed=1'* ]] || fail "states" "$output"
}

@test "Checkmk: a plugin that is missing is UNKNOWN, without metrics" {
	PLUGIN_DIR=/nonexistent run -0 local_check
	[[ ${lines[0]} == '3 "Push federation" - PUSH FEDERATION UNKNOWN - '* ]] || fail "another line" "$output"
}

@test "Checkmk: MRPE's lines are name, interval, command; the commands run" {
	local count=0 name interval command rest
	while read -r name interval command rest; do
		[[ $name =~ ^[A-Za-z_]+$ && $interval =~ ^\(interval=[0-9]+\)$ ]] || fail "another form: $name $interval"
		command=${command/\/usr\/lib\/nagios\/plugins/$PLUGIN_DIR} rest=${rest/\/etc\/check_push\/check_push.ini/$INI}
		# shellcheck disable=SC2086 # words
		output=$(inside "$command" $rest) || (($? == 2)) || fail "$command $rest" "$output"
		[[ $output == 'PUSH '* ]]
		((++count))
	done < <(grep -v '^#' "$TOP/contrib/checkmk/mrpe.cfg")
	((count == 3))
}

# ---- PRTG ----

# prtg PLUGIN [OPTION...]: what the sensor reads, as "channel value unit" lines and the text
prtg() {
	inside env CHECK_PUSH_PLUGINS="$PLUGIN_DIR" CHECK_PUSH_INI="$INI" "$TOP/contrib/prtg/check_push" "$@" >"$BATS_TEST_TMPDIR/prtg.xml"
	/usr/bin/python3 - "$BATS_TEST_TMPDIR/prtg.xml" <<-'END'
		import sys, xml.etree.ElementTree as tree
		root = tree.parse(sys.argv[1]).getroot()
		assert root.tag == "prtg" and all(e.tag in ("result", "text", "error") for e in root), "another element"
		text = root.findtext("text")
		assert len(text) <= 2000 and "#" not in text, text
		if root.find("error") is not None:
		    print("error", root.findtext("error"))
		names = [r.findtext("channel") for r in root.iter("result")]
		assert len(names) == len(set(names)) <= 50, names
		for r in root.iter("result"):
		    value = r.findtext("value")
		    assert r.findtext("float") in ("0", "1") and (("." in value) == (r.findtext("float") == "1")), value
		    assert r.findtext("unit") in ("TimeSeconds", "Percent", "Count", "BytesFile", "Custom")
		    print(r.findtext("channel"), float(value), r.findtext("unit"), r.findtext("LimitMaxError") or "")
		print("text", text)
	END
}

@test "PRTG: state with its limits, every number a channel, cause and remedy in the text" {
	world partner-wrong-name
	run -0 prtg federation
	[[ ${lines[0]} == 'State 2.0 Count 1.5' && $output == *$'\ntime '* && $output == *$'\ntargets_ok 0.0 Count'* &&
		${lines[-1]} == "text "*'; cause: '*'; remedy: '* ]] || fail "another result" "$output"
	world
	run -0 prtg notification
	[[ ${lines[0]} == 'State 0.0 Count 1.5' && $output == *$'\nloss 0.0 Percent'* ]] || fail "another result" "$output"
}

@test "PRTG: what cannot be judged, a mistake in the options and a missing plugin are errors with a text" {
	run -0 prtg federation -J /nonexistent
	[[ $output == $'error 1\ntext '*nonexistent* ]] || fail "another result" "$output"
	run -0 prtg federation --nonsense
	[[ $output == $'error 1\ntext '*nonsense* ]] || fail "another result" "$output"
	run -0 prtg nonsense
	[[ $output == $'error 1\ntext usage'* ]] || fail "another result" "$output"
	PLUGIN_DIR=/nonexistent run -0 prtg config
	[[ $output == $'error 1\ntext '* ]] || fail "another result" "$output"
}
