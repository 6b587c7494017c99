# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lib.bash - what the run tests share: a lab for each file, one way to run a plugin, and what every output must be
#
# A test runs a plugin (ask, probe), once or more, each time within LIMIT seconds. That sets status (the exit code), state (its
# word), output, first (its first line), sentence (what the first line says before the |), took (ms) and metric (perfdata by
# label), and fails the test unless the output is one that a monitoring system takes (examine). Then the test says what it
# expects: is, refuses, finds, hops, has, lacks.
#
# From outside: PLUGIN_DIR, where the plugins are; LAB_ROOT, where the labs live; NAMES, a file of tests/lab/names without its end,
# for the tests that take any names. A lab is named after its file and its names, so files may run side by side; one that an
# interrupted run left behind is ended before it is started again.

bats_require_minimum_version 1.5.0
TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
LAB_TOOLS=$TOP/tests/lab
PLUGIN_DIR=${PLUGIN_DIR:-$TOP/build}
LAB_ROOT=${LAB_ROOT:-$TOP/build/lab}
[[ $LAB_ROOT == /* ]] || LAB_ROOT=$TOP/$LAB_ROOT
export LAB_ROOT
NAMES=${NAMES:-contoso}
LAB=${BATS_TEST_FILENAME##*/}
LAB=run-${LAB%.bats}-$NAMES
LIMIT=40
STATES=(OK WARNING CRITICAL UNKNOWN)
HOST=()
RECORDING=

# ---- the lab ----

# lab_start LAB NAMES [OPTION...]: start it, or say why it cannot be, e.g. where namespaces are refused
lab_start() {
	local said code=0
	[[ -x $PLUGIN_DIR/check_push_federation ]] || { echo "no plugins in $PLUGIN_DIR: make, or set PLUGIN_DIR"; return 1; }
	"$LAB_TOOLS/down" "$1"
	said=$("$LAB_TOOLS/up" "$1" --names "$LAB_TOOLS/names/$2.env" "${@:3}" 2>&1) || code=$?
	[[ $code == 0 ]] || { echo "$said"; return 1; }
}

# lab_use LAB: set the names of its machines (names/contoso.env), PKI, ETC and LOG, and OURS, what a site would give
lab_use() {
	LAB=$1 PKI=$LAB_ROOT/$1/pki ETC=$LAB_ROOT/$1/etc LOG=$LAB_ROOT/$1/log
	# shellcheck source=/dev/null
	. "$LAB_ROOT/$1/names.env"
	OURS=(--ca-cert "$PKI/ca.pem" -J "$PKI/probe.pem" -K "$PKI/probe.key" -d "$PUSH_DOMAIN" -f "sip:monitor@$ORG_DOMAIN")
}

inside() { "$LAB_TOOLS/in" "$LAB" "$@"; }

# world [FAULT...]: the healthy world with these faults in it; nothing is done when it is so already
world() {
	local now=$BATS_FILE_TMPDIR/world
	[[ ! -e $now || $(<"$now") != "$*" ]] || return 0
	if (($#)); then "$LAB_TOOLS/fault" "$LAB" "$@"; else "$LAB_TOOLS/heal" "$LAB"; fi
	echo "$*" >"$now"
}

# forget MACHINE...: empty the logs of these; heard MACHINE PATTERN: a line of its log matches the extended expression
forget() {
	local machine
	for machine; do : >"$LOG/$machine.log"; done
}
heard() {
	grep -qE -- "$2" "$LOG/$1.log" || fail "the $1 did not hear: $2" "$(<"$LOG/$1.log")"
}
unheard() {
	! grep -qE -- "$2" "$LOG/$1.log" || fail "the $1 heard: $2" "$(<"$LOG/$1.log")"
}

# ---- a run ----

# until_true SECONDS COMMAND...: wait for it
until_true() {
	local polls=$(($1 * 10))
	until "${@:2}"; do
		((polls-- > 0)) || return 1
		sleep 0.1
	done
}

# ours_beside OPTION...: `ours` is OURS, but for its roots where these options name some: twice they are refused
ours_beside() {
	ours=("${OURS[@]}")
	[[ " $*" != *' --ca-cert'* ]] || ours=("${OURS[@]:2}")
}

# ask PLUGIN [OPTION...]: the plugin asks the Edge, with all that a site would give
ask() {
	ours_beside "${@:2}"
	probe "$1" -H "$EDGE:$EDGE_PORT" "${ours[@]}" "${@:2}"
}

# probe PLUGIN [OPTION...]: the plugin, inside the lab, on a host that has the files of host_etc for its own
probe() {
	recorded "$@"
	observe inside "${HOST[@]}" timeout -k 2 "$LIMIT" "${PROBE_RUN[@]}"
}

# recorded PLUGIN [OPTION...]: PROBE_RUN is the plugin with these options, and with --record, for of_verdict, unless they have it.
# RECORDS is a directory where the plugin's user may write.
recorded() {
	RECORDING=${RECORDS:-$BATS_TEST_TMPDIR}/verdict.json PROBE_RUN=("$PLUGIN_DIR/check_push_$1")
	rm -f "$RECORDING"
	[[ " $*" == *' --record'* ]] || PROBE_RUN+=(--record="$RECORDING")
	PROBE_RUN+=("${@:2}")
}

# of_verdict FILTER [jq's OPTION...]: of the last run that was recorded, replayed as JSON
of_verdict() {
	[[ -s $RECORDING ]] || fail "there is no verdict: it was refused, or not recorded"
	{ "${PROBE_RUN[0]}" --replay="$RECORDING" --output-format=json </dev/null || true; } | jq -r "${@:2}" "$1"
}

# host_etc FILE TEXT: in this test, /etc/FILE of the monitoring host has that text. The machines of the lab keep their own.
host_etc() {
	mkdir -p "$BATS_TEST_TMPDIR/etc"
	printf '%s\n' "$2" >"$BATS_TEST_TMPDIR/etc/$1"
	# shellcheck disable=SC2016
	HOST=(unshare -m sh -c 'for file in "$0"/*; do mount --bind "$file" "/etc/${file##*/}" || exit; done; exec "$@"' \
		"$BATS_TEST_TMPDIR/etc")
}

# observe COMMAND...: run and examine it
observe() {
	[[ " $*" == *" --record=$RECORDING"* ]] || RECORDING=
	record "$BATS_TEST_TMPDIR/run" "$@"
	examine "$BATS_TEST_TMPDIR/run"
}

# record FILE COMMAND...: run it; what came of it is in FILE.*, FILE.status last of all
record() {
	local start=$EPOCHREALTIME code=0
	printf '%q ' "${@:2}" >"$1.command"
	"${@:2}" >"$1.out" 2>"$1.err" </dev/null || code=$?
	echo $(((${EPOCHREALTIME/[.,]/} - ${start/[.,]/}) / 1000)) >"$1.took"
	echo "$code" >"$1.status"
}

# fail SENTENCE [WHAT]: end the test, wherever it is called; show what was expected and what there is, else the last run
fail() {
	echo "$1"
	if (($# > 1)); then
		echo "$2"
	else
		printf '%s\nexit %s after %s ms\n%s\n%s\n' "$command" "$status" "$took" "$output" "$errors"
	fi
	exit 1
}

# ---- what every output must be ----

# examine FILE: a result in one line of at most 1 KiB, more lines with -v or what is shown without it too; one | in it, behind at most 120 characters
examine() {
	command=$(<"$1.command") status=$(<"$1.status") took=$(<"$1.took") errors=$(<"$1.err")
	whole_text "$1.out"
	first=${output%%$'\n'*} sentence=${first%% | *}
	[[ ! $errors ]] || fail "it wrote to standard error"
	[[ $first =~ ^PUSH\ (FEDERATION|NOTIFICATION|CONFIG)\ (OK|WARNING|CRITICAL|UNKNOWN)\ -\ [^\ ] ]] || fail "no such first line is known"
	state=${BASH_REMATCH[2]}
	[[ ${STATES[status]-none} == "$state" ]] || fail "exit code $status and $state differ"
	perfdata "${first#"$sentence"}"
	! is_refusal || return 0
	[[ ${output//[!|]/} == '|' && $first == *' | '* ]] || fail "not one | in the first line"
	((${#sentence} <= 120)) || fail "${#sentence} characters before the |"
	[[ " $command " != *' -v '* ]] || read_alert "$1.out"
}

# read_alert FILE: what a person on call reads contradicts itself nowhere
read_alert() {
	local breaches
	breaches=$("$BATS_TEST_DIRNAME/alert_rules" "$1") || fail "an alert breaks a rule: $breaches"
}

# whole_text FILE: sets output; text that ends, and in one line unless it was asked for more. Bytes are counted, and by bash itself: a
# process for each question would take longer than the plugin.
whole_text() {
	local LC_ALL=C whole=
	! IFS= read -r -d '' whole <"$1" || fail "there is a NUL"
	output=${whole%$'\n'}
	[[ ! $whole || $whole == *$'\n' ]] || fail "the last line does not end"
	[[ $command =~ \ (-v+|--trace|--direct|--own-domain[^ ]*)\  || $output != *$'\n'* && ${#whole} -le 1024 ]] ||
		fail "without -v it is more than one line, or than 1 KiB: ${#whole} bytes"
	[[ ${whole//$'\n'/} != *[[:cntrl:]]* ]] || fail "there is a control character"
}

# What was refused before anything was done has nothing to count, and one line to say why.
is_refusal() { [[ $state == UNKNOWN && $output != *'|'* && $output != *$'\n'* ]]; }

# perfdata TEXT: fill metric; what Icinga would drop or reject fails
perfdata() {
	local item number='-?[0-9]+(\.[0-9]+)?'
	local form="^([A-Za-z][A-Za-z0-9_.:-]*)=($number)(s|%|B|)((;($number)?){0,4})\$"
	declare -gA metric=()
	for item in ${1# | }; do
		[[ $item =~ $form ]] || fail "Icinga takes no \"$item\""
		[[ ! ${metric[${BASH_REMATCH[1]}]+x} ]] || fail "${BASH_REMATCH[1]} is there twice"
		metric[${BASH_REMATCH[1]}]=${item#*=}
	done
	[[ $1 != *'  '* ]] || fail "blanks in the perfdata"
}

# ---- what a test expects ----

# is STATE [CAUSE [VALUE...]]: the state; the headline's cause, "-" for none; each value in the sentence: a name, a number, an option,
# never its words, which tests/wording.tsv pins
is() {
	local cause
	[[ $state == "$1" ]] || fail "it is $state, wanted: $1"
	(($# > 1)) || return 0
	cause=$(of_verdict '.cause // "-"')
	[[ $cause == "$2" ]] || fail "the cause is $cause, wanted: $2"
	says "${@:3}"
}

# answered [VALUE...]: OK, and the push service's 200 came through the Edge
answered() { is OK - "$PUSH_DOMAIN" 200 "$EDGE" "$@"; }

# refuses VALUE...: the command line, or a file that it names, is refused before anything is done, in one line that has each value
refuses() {
	[[ $state == UNKNOWN ]] || fail "it is $state, wanted: a refusal"
	is_refusal || fail "more than a refusal: it has perfdata, or more than one line"
	says "$@"
}

# says VALUE...: each in the sentence, where a name of it may have lost its middle so that the sentence fits
says() {
	local value word
	for value; do
		[[ $sentence != *"$value"* ]] || continue
		for word in $value; do
			[[ $sentence == *"$word"* ]] || stands_shortened "$word" || fail "the sentence does not say: $value"
		done
	done
}
stands_shortened() {
	local word
	for word in $sentence; do
		word=${word%[,:;]}
		[[ $word != ?*...?* || $1 != "${word%%...*}"*"${word#*...}" ]] || return 0
	done
	return 1
}

# finds STATE KEY [VALUE...]: there is such a finding (NOTE: one that is no part of the result), with that cause or of that rule, and
# each value in its texts
finds() {
	local texts value
	texts=$(of_verdict '.findings[] | select((if .note then "NOTE" else .state end) == $state and (.cause == $key or .rule == $key)) |
		[.sentence, .because, .remedy, .fix | strings] | join(" ")' --arg state "$1" --arg key "$2")
	[[ $texts ]] || fail "there is no $1 of $2" "$(findings)"
	for value in "${@:3}"; do [[ $texts == *"$value"* ]] || fail "what it says of $2 lacks: $value" "$texts"; done
}

# finds_no KEY...: no finding has that cause, or is of that rule
finds_no() {
	local key found
	for key; do
		found=$(of_verdict '.findings[] | select(.cause == $key or .rule == $key) | .sentence' --arg key "$key")
		[[ ! $found ]] || fail "there is a finding of $key" "$found"
	done
}

findings() { of_verdict '.findings[] | [.state, if .note then "note" else "" end, .rule, .cause // "-", .sentence] | @tsv'; }

# shows WORDS...: each somewhere in the output, however its lines are broken
shows() {
	local words flat
	flat=$(tr -s ' \n' ' ' <<<"$output")
	for words; do [[ $flat == *"$words"* ]] || fail "the output does not show: $words"; done
}
hides() {
	local words flat
	flat=$(tr -s ' \n' ' ' <<<"$output")
	for words; do [[ $flat != *"$words"* ]] || fail "the output shows: $words"; done
}

# hops LETTERS: the first letters of the states of the hops of the route that -v shows
hops() {
	local seen
	seen=$(sed -nE 's/^\[(.)[A-Z]*\] +[0-9]+  .*/\1/p' <<<"$output" | tr -d '\n')
	[[ $seen == "$1" ]] || fail "the hops are $seen, wanted: $1"
}

# has LABEL... and lacks LABEL...: perfdata. LABEL=TEXT also holds the value with its unit, and limits if there are any
has() {
	local wanted label
	for wanted; do
		label=${wanted%%=*}
		[[ ${metric[$label]+x} ]] || fail "there is no perfdata $label"
		[[ $wanted == "$label" || ${metric[$label]} == "${wanted#*=}" || ${metric[$label]} == "${wanted#*=};"* ]] ||
			fail "$label is ${metric[$label]}, wanted: ${wanted#*=}"
	done
}
lacks() {
	local label
	for label; do [[ ! ${metric[$label]+x} ]] || fail "there is perfdata $label"; done
}

# value LABEL: its number in millionths, to compare
value() {
	local number=${metric[$1]%%[;s%]*}
	awk -v n="$number" 'BEGIN { printf "%.0f\n", n * 1000000 }'
}
