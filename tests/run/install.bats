#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# install - what make install brings: it runs from there, can be read there, and completes
#
# Called by make check, make here knows its variables (MAKEFLAGS); by hand it takes the default build.

load lib

setup_file() {
	local made
	lab_start "$LAB" contoso
	made=$(make -s -C "$TOP" install DESTDIR="$BATS_FILE_TMPDIR/root" prefix=/usr 2>&1 3>&-) || { echo "$made"; return 1; }
}
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() {
	lab_use "$LAB"
	ROOT=$BATS_FILE_TMPDIR/root
	PLUGIN_DIR=$ROOT/usr/lib/nagios/plugins
}

# modes: "MODE PATH" of everything below a directory that is no directory
modes() { (cd "$1" && find . ! -type d -printf '%m %P\n' | sort -k2); }

# complete WORD...: what bash offers for the last word; the first is the command
complete_bash() {
	# shellcheck disable=SC2016
	bash --norc -c '. "$0/$1"; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); compopt() { :; }; _"$1"; printf "%s\n" "${COMPREPLY[@]}"' \
		"$ROOT/usr/share/bash-completion/completions" "$@"
}

@test "every file is in its place, with its mode" {
	local name
	for name in config federation notification; do
		for file in "755 usr/lib/nagios/plugins/check_push_$name" "644 usr/share/man/man8/check_push_$name.8" \
			"644 usr/share/bash-completion/completions/check_push_$name" \
			"644 usr/share/zsh/vendor-completions/_check_push_$name"; do
			grep -qxF "$file" <<<"$(modes "$ROOT")" || fail "there is no $file" "$(modes "$ROOT")"
		done
	done
	for file in '644 usr/share/man/man7/check_push.7' '644 usr/share/doc/check-push/README.md' \
		'644 usr/share/check-push/check_push.schema.json' '644 usr/share/doc/check-push/examples/check_push.ini.example' \
		'644 usr/share/icinga2/include/plugins-contrib.d/check_push.conf' '644 usr/share/icinga2/include/check_push/services.conf' \
		'644 usr/share/doc/check-push/examples/icinga2/zones/zones.conf' \
		'644 usr/share/doc/check-push/examples/icinga2/zones/zones.d/berlin/push.conf' \
		'644 usr/share/doc/check-push/examples/prometheus/check_push.rules.yml' '644 usr/share/doc/check-push/examples/prtg/check_push' \
		'644 usr/share/doc/check-push/examples/systemd/check_push@config.timer.d/hourly.conf' '644 usr/share/doc/check-push/examples/checkmk/check_push' \
		'644 usr/share/doc/check-push/examples/zabbix/check_push.yaml' '755 usr/share/check-push/probe-csr' '644 usr/share/check-push/check_push.ini' '644 usr/share/check-push/New-TrustedProbe.ps1' \
		'644 usr/share/check-push/Export-PushConfig.ps1' \
		'644 usr/share/check-push/grafana-prometheus.json' '644 usr/share/check-push/grafana-graphite.json' '644 usr/share/check-push/grafana-influxdb.json' '644 usr/share/check-push/director-check_push.json'; do
		grep -qxF "$file" <<<"$(modes "$ROOT")" || fail "there is no $file" "$(modes "$ROOT")"
	done
	[[ ! $(modes "$ROOT" | grep -vE '^(644|755) (usr|etc)/') ]]
}

@test "every link of the installed README leads to an installed file" {
	local doc=$ROOT/usr/share/doc/check-push links
	links=$(grep -oE '\]\([^)#][^)]*\)' "$doc/README.md" | sed 's/^](//; s/)$//')
	((${#links})) || fail 'it has no link: is this the README?'
	for link in $links; do
		[[ $link == https://* || -f $doc/$link ]] || fail "$link leads nowhere"
	done
}

@test "the picture of the route is what its program draws" {
	"$TOP/contrib/pictures/route.py" | cmp - "$TOP/contrib/pictures/route.svg"
}

@test "prefix and the directories move everything" {
	local to=$BATS_TEST_TMPDIR/opt
	make -s -C "$TOP" install DESTDIR="$to" prefix=/opt/push libexecdir=/opt/plugins mandir=/opt/man sysconfdir=/opt/etc 3>&-
	[[ -x $to/opt/plugins/check_push_config && -f $to/opt/man/man7/check_push.7 && -f $to/opt/push/share/check-push/probe-csr ]]
	[[ ! $(modes "$to" | grep -v ' opt/') ]]
	grep -qF /opt/plugins "$to/opt/man/man7/check_push.7"
}

@test "the plugins run from there" {
	local name
	for name in config federation notification; do
		run -3 "$PLUGIN_DIR/check_push_$name" -V
		[[ $output == "check_push_$name "[0-9]* ]]
	done
	ask federation
	is OK
	ask notification
	is OK
}

@test "the example ini is one: its sections are taken, and with this lab's names they answer" {
	local ini=$BATS_TEST_TMPDIR/check_push.ini section
	sed "s|/etc/check_push/|$PKI/|" "$ROOT/usr/share/doc/check-push/examples/check_push.ini.example" >"$ini"
	for section in federation notification; do
		probe "$section" --extra-opts="check_push_$section@$ini"
		is OK
	done
	has rta loss=0%
	run -3 "$PLUGIN_DIR/check_push_config" --extra-opts="check_push_config@$ini"
	[[ $output == *"--password-file: $PKI/password does not exist" ]] || fail "not what was to be expected" "$output"
}

@test "the manual has every option and every rule, and nothing that was not filled in" {
	local name page word
	for name in config federation notification; do
		page=$ROOT/usr/share/man/man8/check_push_$name.8
		[[ ! $(grep '@[A-Z_]*@' "$page") ]]
		[[ $(sed -n 's/^\.Sh //p' "$page" | tail -7 | xargs) == 'RULES PERFDATA EXIT STATUS EXAMPLES SEE ALSO AUTHORS BUGS' ]] || fail "other sections"
		for word in $("$PLUGIN_DIR/check_push_$name" --help | sed -nE 's/^ .*--([A-Za-z-]+).*/\1/p' | sort -u); do
			tr -d '\\' <"$page" | grep -qE "^\.It.* Fl -$word( |\$)" || fail "no --$word in the manual" "$page"
		done
		for word in $("$PLUGIN_DIR/check_push_$name" --list-rules | sed -nE 's/^([a-z._]+) \(.*/\1/p'); do
			grep -qxF ".It Cm $word" "$page" || fail "no rule $word in the manual" "$page"
		done
	done
	[[ ! $(grep '@[A-Z_]*@' "$ROOT/usr/share/man/man7/check_push.7") ]]
}

@test "check_push(7) has every cause, and every code of ms-diagnostics" {
	local page=$ROOT/usr/share/man/man7/check_push.7 word
	for word in $(sed -nE 's/^[	 ]*X\([A-Z0-9_]+, "([a-z0-9-]+)", [A-Z]+,.*/\1/p' "$TOP/common/model/cause.h"); do
		tr -d '\\' <"$page" | grep -qxF ".It Cm $word" || fail "no cause $word in the manual"
	done
	for word in $(sed -nE 's/^[	 ]*(\{ CODE|APP|USER|EPID|VERSION|SILENT_PEER)\(([0-9]+)[,)].*/\2/p' "$TOP/common/judge/tables/diag_table.c"); do
		grep -qxF ".It Cm $word" "$page" || fail "no code $word in the manual"
	done
	grep -qxF '.It Cm 16000 No to Cm 16999' "$page"
}

@test "the examples of --help are command lines that the plugin takes, within 80 columns" {
	local name count=0 words
	for name in config federation notification; do
		run -3 "$PLUGIN_DIR/check_push_$name" --help
		long=$(grep -E '.{80}' <<<"$output" | grep -vF '(default sip:push@push.lync.com)') || true
		[[ ! $long ]] || fail "a long line" "$long"
		grep -qx 'Report bugs' <<<"$output"
		while read -r -a words; do
			[[ ${words[1]} != --explain* ]] || words=("${words[0]}" -H x)
			[[ " ${words[*]} " != *' --extra-opts '* ]] || words=("${words[@]/--extra-opts/--hostname=x}")
			words=("${words[@]/--request-template=push.xml/}")
			# shellcheck disable=SC2068 # an empty word is none
			run -0 "$PLUGIN_DIR"/${words[@]} --list-rules
			[[ $output == *' at worst)'* ]] || fail "${words[*]}" "$output"
			((++count))
		done < <(grep -E "^    check_push_$name " <<<"$output")
	done
	((count >= 10)) || fail "only $count examples"
}

@test "bash completes options, words of a choice, rules and files" {
	[[ $(complete_bash check_push_federation --cert) == --certificate ]]
	[[ $(complete_bash check_push_federation --tls-min 1.) == $'1.0\n1.1\n1.2\n1.3' ]]
	[[ $(complete_bash check_push_federation --output-format = j) == json ]]
	[[ $(complete_bash check_push_config --ignore provider.o) == provider.one ]]
	[[ $(complete_bash check_push_config --ignore time,provider.o) == time,provider.one ]]
	[[ $(complete_bash check_push_config --mobility --rem) == --remedy ]]
	[[ $(complete_bash check_push_notification --ca-cert "$PKI/ca.p") == "$PKI/ca.pem"$'\n'"$PKI/ca.p7b" ||
		$(complete_bash check_push_notification --ca-cert "$PKI/ca.p") == "$PKI/ca.p7b"$'\n'"$PKI/ca.pem" ]]
	[[ ! $(complete_bash check_push_federation --hostname -) ]]
	[[ $(complete_bash check_push_config -k --ver) == $'--verify-name\n--verbose\n--version' ]]
}

# offered WORD_BREAKS LINE: what bash offers at the end of a command line, whose words it breaks there
offered() {
	# shellcheck disable=SC2016
	/usr/bin/python3 - "$1" "$2" "$ROOT/usr/share/bash-completion/completions/check_push_federation" <<-'END'
		import re, subprocess, sys
		breaks, line, script = sys.argv[1:]
		each = "[" + re.escape(breaks) + "]"
		words = [w for blank in line.split(" ") for w in (re.findall(f"{each}+|(?:(?!{each}).)+", blank) or [""])]
		code = '. "$0"; COMP_WORDBREAKS=$1; COMP_LINE=$2; COMP_POINT=${#2}; shift 2; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); '
		code += 'compopt() { :; }; _check_push_federation; printf "%s\n" "${COMPREPLY[@]}"'
		print(subprocess.run(["bash", "--norc", "-c", code, script, breaks, line, *words], capture_output=True, text=True).stdout, end="")
	END
}

@test "bash completes the file of --extra-opts, behind a section too, wherever it breaks words" {
	local file=$BATS_TEST_TMPDIR/site.ini
	: >"$file"
	[[ $(offered '@=:' "check_push_federation --extra-opts=@${file%ite.ini}") == "$file" ]]
	[[ $(offered '@=:' "check_push_federation --extra-opts=section@${file%ite.ini}") == "$file" ]]
	[[ $(offered '=:' "check_push_federation --extra-opts=@${file%ite.ini}") == "@$file" ]]
	[[ $(offered '=:' "check_push_federation --extra-opts=section@${file%ite.ini}") == "section@$file" ]]
	[[ $(offered ':' "check_push_federation --extra-opts=section@${file%ite.ini}") == "--extra-opts=section@$file" ]]
	cd "$BATS_TEST_TMPDIR"
	[[ $(offered '@=:' "check_push_federation --extra-opts=@") == site.ini ]]
	[[ ! $(offered '@=:' "check_push_federation --extra-opts=sec") ]]
}

@test "bash loads every completion, and zsh parses it" {
	local name
	for name in config federation notification; do
		bash -n "$ROOT/usr/share/bash-completion/completions/check_push_$name"
		zsh -n "$ROOT/usr/share/zsh/vendor-completions/_check_push_$name"
		[[ $(head -n 1 "$ROOT/usr/share/zsh/vendor-completions/_check_push_$name") == "#compdef check_push_$name" ]]
	done
}
