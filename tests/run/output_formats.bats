#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# output_formats - one result, three writers: text, JSON and OpenMetrics agree in state, sentence and numbers, and each is
# what its reader takes

load lib

setup_file() { lab_start "$LAB" contoso; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() { lab_use "$LAB"; }

SCHEMA=$TOP/contrib/check_push.schema.json

# machine FORMAT PLUGIN [OPTION...]: set code and said
machine() {
	code=0
	said=$(inside timeout -k 2 "$LIMIT" "$PLUGIN_DIR/check_push_$2" --output-format="$1" "${@:3}") || code=$?
}

# json PYTHON: the value of an expression over the document d
json() { /usr/bin/python3 -c 'import json, sys; d = json.load(sys.stdin); print('"$1"')' <<<"$said"; }

valid() { "$TOP/tests/run/valid.py" "$SCHEMA"; }

# fits PLUGIN [OPTION...]: JSON as the schema says, with the exit code, and the labels of the text before it
fits() {
	machine json "$@"
	[[ $code == "$status" ]] || fail "JSON: exit code $code, the text has $status" "$said"
	valid <<<"$said" || fail "it does not fit the schema" "$said"
	[[ $(json 'd["exit_code"]') == "$code" ]] || fail "exit_code is not $code" "$said"
	[[ $(json '" ".join(sorted(n["label"] for n in d.get("perfdata", [])))') == \
		"$(printf '%s\n' "${!metric[@]}" | LC_ALL=C sort | xargs)" ]] || fail "other numbers than the text" "$said"
}

# measures PLUGIN [OPTION...]: metrics of which each family is announced once, with the state of the text before it
measures() {
	machine openmetrics "$@"
	[[ $code == "$status" ]] || fail "OpenMetrics: exit code $code, the text has $status" "$said"
	[[ ${said##*$'\n'} == '# EOF' ]] || fail "no end" "$said"
	grep -qE "^check_push_state\{plugin=\"check_push_$1\",target=\"[^\"]+\",domain=\"push.lync.com\"\} $code\$" <<<"$said" ||
		fail "no state $code" "$said"
	[[ -z $(grep '^# TYPE ' <<<"$said" | sort | uniq -d) ]] || fail "a family is there twice" "$said"
	[[ -z $(grep -v '^#' <<<"$said" | sed 's/ [^ ]*$//' | sort | uniq -d) ]] || fail "a series is there twice" "$said"
	! grep -vE '^# (HELP|TYPE|EOF)|^check_push_[a-z_]+\{[^}]*\} -?[0-9.]+$' <<<"$said" || fail "no such line is known" "$said"
}

# all_agree: about the Edge, by both SIP plugins
all_agree() {
	local plugin
	for plugin in federation notification; do
		ask "$plugin"
		fits "$plugin" -H "$EDGE:$EDGE_PORT" "${OURS[@]}"
		measures "$plugin" -H "$EDGE:$EDGE_PORT" "${OURS[@]}"
	done
}

@test "healthy" {
	world
	all_agree
	is OK
}

@test "samples, several hosts, all addresses" {
	world
	ask notification -n 3 -i 0.05
	is OK
	fits notification -H "$EDGE" "${OURS[@]}" -n 3 -i 0.05
	[[ $(json 'len(d["targets"][0]["samples"])') == 3 ]]
	ask federation -H "$EDGE:5999" --all-addresses
	is WARNING
	fits federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}" -H "$EDGE:5999" --all-addresses
	measures federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}" -H "$EDGE:5999" --all-addresses
	grep -q "^check_push_target_state{.*,host=\"$EDGE:5999\"} 2\$" <<<"$said"
}

@test "what stands beside the route" {
	world
	ask federation -v --trace --direct --own-domain="$ORG_DOMAIN" --dns-server=127.0.0.1
	fits federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}" --trace --direct --own-domain="$ORG_DOMAIN" --dns-server=127.0.0.1
	[[ $(json 'len(d["targets"][0]["trace"]) > 1 and "direct" in d and len(d["dns"]) > 0') == True ]] ||
		fail "trace, direct or dns is missing" "$said"
}

@test "the partner's failure, with its diagnostics" {
	world partner-wrong-name
	all_agree
	is CRITICAL
	machine json federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}"
	[[ $(json 'd["targets"][0]["answer"]["status"]') == 504 ]]
	[[ $(json 'd["hop"], bool(d["remedy"])') == '2 True' ]]
	[[ $(json 'd["sentence"]') == "${sentence#* - }" ]]
}

@test "an alert, a certificate that ends soon, a refused connection, a name that is not there" {
	local fault
	for fault in probe-unknown-ca edge-expiring edge-down dns-missing; do
		world "$fault"
		all_agree
		[[ $state != OK ]] || fail "$fault made no difference"
	done
}

@test "hostile words stay inside their text" {
	world
	ask federation --user-agent='a"}|<b>\' -e 200:warning
	fits federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}" --user-agent='a"}|<b>\' -e 200:warning
}

@test "settings from an export" {
	printf '{"HostingProvider":[{"Identity":"LyncOnline","ProxyFqdn":"sipfed.online.lync.com","Enabled":true,%s}],%s}\n' \
		'"VerificationLevel":"AlwaysVerifiable"' '"AllowedDomain":[]' >"$BATS_TEST_TMPDIR/\"export.json"
	local export=(-F "$BATS_TEST_TMPDIR/\"export.json")
	code=0
	said=$("$PLUGIN_DIR/check_push_config" "${export[@]}" --output-format=json) || code=$?
	valid <<<"$said" || fail "it does not fit the schema" "$said"
	[[ $code == 2 && $(json 'd["state"]') == CRITICAL ]] || fail "exit code $code" "$said"
	code=0
	said=$("$PLUGIN_DIR/check_push_config" "${export[@]}" --output-format=openmetrics) || code=$?
	[[ $code == 2 ]]
	grep -qE '^check_push_findings\{.*,target="[^"]*\\"export.json",.*rule="domain.allowed",state="CRITICAL"' <<<"$said"
}

@test "why nothing was checked" {
	machine json federation -H "$EDGE" -J /nonexistent
	[[ $code == 3 ]] && valid <<<"$said"
	[[ $(json 'd["sentence"]') == '--client-cert: /nonexistent does not exist' ]]
	machine openmetrics federation -H "$EDGE" -J /nonexistent
	[[ $code == 3 ]]
	grep -q '^check_push_refused{.*reason="--client-cert: /nonexistent does not exist"} 1$' <<<"$said"
}

# That a result has no other members is what fits() sees.
@test "each member of the schema is one that the program writes" {
	/usr/bin/python3 - "$SCHEMA" "$TOP"/common/report/*.c "$TOP"/common/model/*.c <<-'END'
		import json, sys
		written = "".join(open(path, encoding="utf-8").read() for path in sys.argv[2:])
		def members(node):
		    if isinstance(node, dict):
		        yield from node.get("properties", {}) if isinstance(node.get("properties"), dict) else ()
		    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
		        yield from members(inner)
		missing = sorted({name for name in members(json.load(open(sys.argv[1]))) if f'"{name}"' not in written})
		sys.exit(f"nothing writes: {', '.join(missing)}" if missing else 0)
	END
}

# Each a healthy document with one thing wrong; the schema must see it.
@test "the schema refuses what is wrong" {
	local wrong
	world
	machine json federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}"
	valid <<<"$said"
	for wrong in 'd.update(state="CRITICAL")' 'd.update(exit_code=1)' 'd.pop("sentence")' 'd.pop("targets")' 'd.update(more=1)' \
		'd.pop("findings")' 'd["findings"][0].update(state="ok")' 'd["findings"][0].pop("source")' \
		'd["targets"][0]["phases"].update(wait=1)' 'd["targets"][0]["answer"].update(status=42)' \
		'd["perfdata"][0].update(value=None)' 'd["identity"]["certificates"][0].update(not_after="2030")'; do
		if /usr/bin/python3 -c 'import json, sys; d = json.load(sys.stdin); '"$wrong"'; print(json.dumps(d))' <<<"$said" | valid; then
			fail "the schema takes it" "$wrong"
		fi
	done
}

@test "characters beyond ASCII where LC_ALL, LC_CTYPE or LANG say UTF-8, the first that is set; no locale need be installed" {
	local words
	for words in LC_ALL=C.UTF-8 LANG=xx_XX.utf8 LC_ALL=\ LANG=xx_XX.UTF-8@euro LC_CTYPE=xx_XX.UTF-8\ LANG=C; do
		# shellcheck disable=SC2086
		[[ $(env -i $words "$PLUGIN_DIR/check_push_federation" --explain grüße) == *'known of grüße:'* ]] || fail "no UTF-8 with $words"
	done
	for words in LC_ALL=C LANG=xx_XX LC_ALL=C\ LANG=C.UTF-8 LANG=xx_XX.UTF-16 LANG=UTF-8; do
		# shellcheck disable=SC2086
		[[ $(env -i $words "$PLUGIN_DIR/check_push_federation" --explain grüße) == *'known of gr??e:'* ]] || fail "UTF-8 with $words"
	done
}
