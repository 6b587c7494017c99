#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# demo - what a newcomer sees: plain text of 80 columns, a healthy route, faults found; nothing stays behind

load lib

setup_file() { lab_start "$LAB" contoso; }	# says why where there is no lab; makes the certificates
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }

leftovers() { find "$LAB_ROOT" -maxdepth 1 -name 'demo-*'; }

@test "the demo shows a healthy route and three faults" {
	run -0 --separate-stderr "$LAB_TOOLS/demo" "$PLUGIN_DIR"
	[[ ! $stderr ]] || fail 'it wrote to standard error' "$stderr"
	[[ ! $(LC_ALL=C grep -n '[^ -~]' <<<"$output") ]] || fail 'not plain text' "$output"
	[[ ! $(awk 'length > 80' <<<"$output") ]] || fail 'more than 80 columns' "$output"
	[[ $(grep -c '^PUSH .* OK - ' <<<"$output") == 2 ]] || fail 'the healthy route' "$output"
	[[ $(grep -c '^== Broken now: ' <<<"$output") == 3 ]] || fail 'three faults' "$output"
	[[ $(grep -c '^remedy  ' <<<"$output") == 3 ]] || fail 'three remedies' "$output"
	[[ ! $(leftovers) ]] || fail 'it left something behind' "$(leftovers)"
}

@test "the demo fails when a plugin does not find a fault" {
	local name
	for name in federation notification; do
		printf '#!/bin/sh\necho "PUSH OK - all is always well"\n' >"$BATS_TEST_TMPDIR/check_push_$name"
		chmod +x "$BATS_TEST_TMPDIR/check_push_$name"
	done
	run -1 "$LAB_TOOLS/demo" "$BATS_TEST_TMPDIR"
	[[ $output == *'expected was CRITICAL'* ]] || fail 'it does not say what was wrong' "$output"
	[[ ! $(leftovers) ]] || fail 'it left something behind' "$(leftovers)"
}
