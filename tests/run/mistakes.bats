#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# mistakes - what administrators mistype, habits of other plugins among it: each is answered with the option, the value and the way out, in
# 120 characters
#
# mistakes.tsv: a command, without check_push_; the state; words that stand in the output, "!word" for one that must not. The files that
# commands name are made here. Nothing is sent: no command gets as far as that.

load lib

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	key() { openssl req -x509 -newkey "rsa:$2" -nodes -keyout "$1.key" -out "$1.pem" -subj /CN=a.example -days 30 2>/dev/null; }
	key k 2048
	key weak 1024
	mkdir dir
	: >empty
	printf 'hostname = a\n' >bad.ini
	printf '[a]\nca-cert = x\nca-cert = y\n' >twice.ini
	printf '[b]\nhostname = a\ntimout = 5\n[c]\nhostname = a\ntimeout = abc\n[d]\nhostname = a\n\nstrict = maybe\n[e]\ntimeout =\n[f]\nexplain = 5\n' >a.ini
}

# mistake COMMAND STATE WORDS: what is wrong with the answer, in a line
mistake() {
	local words word output first code=0
	eval "set -- \"\$@\" $1"
	output=$(timeout 20 "$PLUGIN_DIR/check_push_$4" "${@:5}" </dev/null 2>&1) || code=$?
	first=${output%%$'\n'*}
	[[ ${first%% | *} =~ ^.{1,120}$ || $4 == *--list-rules* ]] || echo "$1: more than 120 characters: $first"
	[[ ${STATES[code]} == "$2" ]] || echo "$1: ${STATES[code]}, not $2: $output"
	read -ra words <<<"$3"
	for word in "${words[@]}"; do
		if [[ $word == !* ]]; then
			[[ $output != *"${word#!}"* ]] || echo "$1: says ${word#!}: $output"
		else
			[[ $output == *"$word"* ]] || echo "$1: does not say $word: $output"
		fi
	done
}

@test "each row of mistakes.tsv" {
	local line wrong='' count=0
	cd "$BATS_FILE_TMPDIR" || return
	while IFS= read -r line; do
		[[ $line && $line != \#* ]] || continue
		IFS=$'\t' read -r -a row <<<"$line"
		wrong+=$(mistake "${row[@]}")
		count=$((count + 1))
	done <"$BATS_TEST_DIRNAME/mistakes.tsv"
	((count >= 120)) || fail "$count rows only"
	[[ ! $wrong ]] || fail "$wrong"
}

@test "an error is in the format that was asked for, wherever it stands: promtool and the schema take it" {
	local plugin options
	printf '[json]\noutput-format = json\nfrob = 1\n' >"$BATS_TEST_TMPDIR/a.ini"
	for plugin in federation notification config; do
		for options in '' --frob '-t x' stray '-H a -4 -6' --extra-opts=zz@nofile.ini --explain=zebra; do
			# shellcheck disable=SC2086
			run -3 --separate-stderr "$PLUGIN_DIR/check_push_$plugin" $options --output-format=openmetrics
			[[ $output == *'# EOF' ]] || fail "$plugin $options: no end" "$output"
			! type -P promtool >"$BATS_TEST_TMPDIR/promtool" || [[ ! $(promtool check metrics <<<"$output" 2>&1) ]] ||
				fail "$plugin $options" "$output"
			# shellcheck disable=SC2086
			run -3 --separate-stderr "$PLUGIN_DIR/check_push_$plugin" --output-format json $options
			"$BATS_TEST_DIRNAME/valid.py" "$TOP/contrib/check_push.schema.json" <<<"$output" || fail "$plugin $options" "$output"
		done
		run -3 --separate-stderr "$PLUGIN_DIR/check_push_$plugin" --extra-opts="json@$BATS_TEST_TMPDIR/a.ini"
		"$BATS_TEST_DIRNAME/valid.py" "$TOP/contrib/check_push.schema.json" <<<"$output" || fail "$plugin, ini" "$output"
	done
}
