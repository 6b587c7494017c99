#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cases - from public material: exit code, words that must and must not stand in the output. No lab.

load lib

CASES=$TOP/tests/data/cases

@test "each case has its exit code, its words, and none of those that would be wrong" {
	local input code words without word plugin text rc bad=
	while IFS=$'\t' read -r input code words without; do
		[[ $input && $input != '#'* ]] || continue
		rc=0
		if [[ -e $CASES/$input.json ]]; then
			plugin=$(jq -r .plugin "$CASES/$input.json")
			text=$("$PLUGIN_DIR/$plugin" --replay="$CASES/$input.json" -v </dev/null) || rc=$?
		else
			text=$("$PLUGIN_DIR/check_push_federation" --explain="$input" </dev/null) || rc=$?
		fi
		text=$(tr -s ' \n' ' ' <<<"$text")
		[[ $code == - || $rc == "$code" ]] || bad+="$input: exit code $rc, not $code"$'\n'
		while read -rd '|' word; do
			[[ $text == *"$word"* ]] || bad+="$input: \"$word\" is missing: $text"$'\n'
		done <<<"$words|"
		while read -rd '|' word; do
			[[ ! $word || $text != *"$word"* ]] || bad+="$input: \"$word\" stands in it: $text"$'\n'
		done <<<"$without|"
	done <"$CASES/rows.tsv"
	[[ ! $bad ]] || fail "cases that are wrong:" "$bad"
}
