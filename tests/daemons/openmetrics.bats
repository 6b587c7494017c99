#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# openmetrics - promtool, which knows what Prometheus takes, has nothing to say of our metrics

load ../run/lib

setup_file() { lab_start "$LAB" contoso; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() { lab_use "$LAB"; }

# checked STATUS PLUGIN [OPTION...]: that exit code, and promtool is silent
checked() {
	local metrics code=0 said
	metrics=$(inside timeout -k 2 "$LIMIT" "$PLUGIN_DIR/check_push_$2" --output-format=openmetrics "${@:3}") || code=$?
	[[ $code == "$1" ]] || fail "exit code $code, wanted: $1" "$metrics"
	said=$(promtool check metrics <<<"$metrics" 2>&1) || fail "promtool refuses it" "$said"
	[[ ! $said ]] || fail "promtool says" "$said"
}

@test "a healthy route, by both SIP plugins" {
	world
	checked 0 federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}"
	checked 0 notification -H "$EDGE:$EDGE_PORT" "${OURS[@]}" -n 3 -i 0.05 -w 1 -c 2 --loss=5,50
}

@test "a broken one, and one of two Edges" {
	world partner-wrong-name
	checked 2 federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}"
	world
	checked 1 federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}" -H "$EDGE:5999" --all-addresses
}

@test "settings, and nothing checked at all" {
	echo '{"AllowedDomain":[]}' >"$BATS_TEST_TMPDIR/export.json"
	checked 2 config -F "$BATS_TEST_TMPDIR/export.json"
	checked 3 federation -H "$EDGE" -J /nonexistent
}

@test "promtool would tell" {
	run ! promtool check metrics <<<$'# TYPE check_push_cert_days gauge\ncheck_push_cert_days 5'
	[[ $output == *'base unit'* ]]
}
