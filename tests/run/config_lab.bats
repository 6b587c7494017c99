#!/usr/bin/env bats
# shellcheck disable=SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# config_lab - the pool of the lab is as strict as it says: what a live test proves is worth no more

@test "the service takes what the protocol asks for and refuses all else" {
	run "$BATS_TEST_DIRNAME/../lab/pool/selftest"
	echo "$output" | grep -v '^ok' || true
	[[ $status == 0 ]]
	((${#lines[@]} > 60))
}
