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

# asked ANSWER [VARIABLE=VALUE...]: contrib/setup/install on a terminal, where one package is missing; apt-get only plays, and says no
asked() {
	local there=$BATS_TEST_TMPDIR/setup
	mkdir -p "$there/contrib" "$BATS_TEST_TMPDIR/bin"
	cp -r "$TOP/contrib/setup" "$there/contrib/"
	echo 'one  check-push-has-no-such-package' >"$there/contrib/setup/packages"
	printf '#!/bin/sh\ncase "$*" in *" -s "*) echo "Inst check-push-has-no-such-package (1)" ;; esac\n' >"$BATS_TEST_TMPDIR/bin/apt-get"
	printf '#!/bin/sh\necho "it would install"\n' >"$there/contrib/setup/no_daemons"
	# shellcheck disable=SC2016 # sudo expands it
	printf '#!/bin/sh\n[ "$1" = -v ] || exec "$@"\n' >"$BATS_TEST_TMPDIR/bin/sudo"
	chmod +x "$BATS_TEST_TMPDIR"/bin/* "$there/contrib/setup/no_daemons"
	(sleep 0.2; echo "$1"; sleep 0.2) | env PATH="$BATS_TEST_TMPDIR/bin:$PATH" "${@:2}" script -qec "$there/contrib/setup/install one" /dev/null
	log=$(cat "$there/build/apt/log")
}

@test "on a terminal make demo asks before it installs; YES, a yes, or no terminal goes on" {
	asked n ASK=1 >"$BATS_TEST_TMPDIR/said" || true
	grep -q 'nothing was installed; YES=1' "$BATS_TEST_TMPDIR/said" || fail "it did not ask" "$(<"$BATS_TEST_TMPDIR/said")"
	[[ $log != *'it would install'* ]] || fail "it installed"
	asked y ASK=1 >"$BATS_TEST_TMPDIR/said"
	[[ $log == *'it would install'* ]] || fail "a yes did not install" "$(<"$BATS_TEST_TMPDIR/said")"
	asked n ASK=1 YES=1 >"$BATS_TEST_TMPDIR/said"
	[[ $log == *'it would install'* && $(<"$BATS_TEST_TMPDIR/said") != *'go on?'* ]] || fail "YES=1 asked" "$(<"$BATS_TEST_TMPDIR/said")"
	asked n >"$BATS_TEST_TMPDIR/said"
	[[ $log == *'it would install'* ]] || fail "other targets ask" "$(<"$BATS_TEST_TMPDIR/said")"
	env ASK=1 PATH="$BATS_TEST_TMPDIR/bin:$PATH" "$BATS_TEST_TMPDIR/setup/contrib/setup/install" one </dev/null
	grep -q 'it would install' "$BATS_TEST_TMPDIR/setup/build/apt/log" || fail "without a terminal it did not go on"
	grep -qx 'setup-demo: export ASK = 1' "$TOP/Makefile" || fail "make demo does not ask"
}
