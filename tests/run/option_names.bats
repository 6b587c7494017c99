#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# option_names - every option has a test, and every abbreviation that a site may have in its configuration keeps its meaning

load lib

# options PLUGIN: the names of --help
options() {
	"$PLUGIN_DIR/check_push_$1" --help | grep -oE '^ +(-[A-Za-z0-9], )?--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+' | sort -u
}

@test "a test names each option of --help" {
	local option
	for option in $(for plugin in federation notification config; do options "$plugin"; done | sort -u); do
		grep -rqE -- "$option([^a-z-]|\$)" "$TOP/tests/run" "$TOP/tests/unit" "$TOP/tests/daemons" || fail "no test names $option"
	done
}

# The list is every option's shortest abbreviation, one for each plugin and option. An option that takes one away is named in
# CHANGELOG.md with an upgrade note; then the list changes.
@test "the abbreviations of abbreviations.tsv mean what they meant" {
	local plugin short option found
	declare -A names
	for plugin in federation notification config; do names[$plugin]=$(options "$plugin"); done
	while IFS=$'\t' read -r plugin short option; do
		[[ $plugin != \#* ]] || continue
		found=$(grep -E "^--$short" <<<"${names[$plugin]}" || true)
		[[ $found == "--$option" || $short == "$option" ]] || fail "check_push_$plugin --$short meant --$option, and now" "$found"
	done <"$BATS_TEST_DIRNAME/abbreviations.tsv"
}

@test "abbreviations.tsv has every option" {
	for plugin in federation notification config; do
		diff <(options "$plugin") <(awk -F'\t' -v plugin="$plugin" '$1 == plugin { print "--" $3 }' "$BATS_TEST_DIRNAME/abbreviations.tsv" | sort -u) ||
			fail "an option of check_push_$plugin has no row, or a row no option"
	done
}

@test "an abbreviation is taken, an ambiguous one is refused with both names" {
	run "$PLUGIN_DIR/check_push_federation" --list
	[[ $output == *route.connect* ]] || fail '--list is not --list-rules' "$output"
	run -3 "$PLUGIN_DIR/check_push_federation" --re
	[[ $output == *'may be --'*' or --'* ]] || fail 'not refused' "$output"
}

@test "each rule of --list-rules has a case in tests/wording.tsv" {
	local rule
	for rule in $(for plugin in federation notification config; do
		"$PLUGIN_DIR/check_push_$plugin" --list-rules | sed -nE 's/^([a-z0-9._]+) \(.*/\1/p'
	done | sort -u); do
		awk -F'\t' -v rule="$rule" '!/^#/ && $3 == rule { found = 1 } END { exit !found }' "$TOP/tests/wording.tsv" || fail "no case of a unit test has $rule"
	done
}

# Lists are read from the programs, so that a format, too, cannot come without its row.
@test "each format of --help says why nothing was checked" {
	local format formats
	formats=$("$PLUGIN_DIR/check_push_config" --help | sed -nE 's/^ +--output-format=//p' | tr '|' ' ')
	[[ $formats == 'text json '* ]]
	for format in $formats; do
		run -3 "$PLUGIN_DIR/check_push_config" --output-format="$format" -J /nonexistent -H x
		[[ $output == *nonexistent* ]] || fail "$format does not say why nothing was checked" "$output"
	done
}
