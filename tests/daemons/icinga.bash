# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# icinga.bash - a running Icinga 2 on the lab's monitoring host (machine.bash), asked by its API, which is at $ICINGA

# icinga_api_password: switch the API on, as the manual says, and print the password that was made for root; also make mail(1)
# a file, where alerts arrive
icinga_api_password() {
	on_it touch /etc/icinga2/constants.conf # boost copies no file from one layer to the other
	on_it icinga2 api setup --cn monitor >/dev/null
	on_it sed -n 's/.*password = "\(.*\)"/\1/p' /etc/icinga2/conf.d/api-users.conf
	inside tee "$MACHINE/root/usr/bin/mail" >/dev/null <<<$'#!/bin/sh\n{ echo "$@"; cat; } >>/tmp/mail'
	inside chmod 755 "$MACHINE/root/usr/bin/mail"
}

# icinga_start: it runs until the lab ends; returns when its API answers
icinga_start() {
	on_it install -d -o nagios -g nagios /run/icinga2 /run/icinga2/cmd
	on_it icinga2 daemon >"$BATS_FILE_TMPDIR/${MACHINE##*/}.log" 2>&1 </dev/null 3>&- &
	until_true 30 api status || { cat "$BATS_FILE_TMPDIR/${MACHINE##*/}.log"; return 1; }
}

# icinga_restart: with another configuration
icinga_restart() {
	local began
	began=$(started)
	api actions/restart-process -X POST >/dev/null
	until_true 30 restarted "$began" || fail "it did not start again" "$(<"$BATS_FILE_TMPDIR/${MACHINE##*/}.log")"
}
started() { api status/IcingaApplication | grep -oE '"program_start":[0-9.]+'; }
restarted() {
	local now
	now=$(started) && [[ $now != "$1" ]]
}

# api PATH [CURL-OPTION...]: what the API says
api() {
	inside curl -sk --max-time 10 -u "root:$(<"$BATS_FILE_TMPDIR/password")" -H 'Accept: application/json' "${@:2}" \
		"https://${ICINGA-127.0.0.1}:5665/v1/$1" 2>/dev/null
}

# attribute SERVICE EXPRESSION: of "host!service", by an expression in Python over its attributes `a`
attribute() {
	api 'objects/services' -X POST -H 'X-HTTP-Method-Override: GET' -d "{\"filter\": \"service.__name==name\",
		\"filter_vars\": {\"name\": \"$1\"}}" |
		/usr/bin/python3 -c "import json,sys; a=json.load(sys.stdin)['results'][0]['attrs']; print($2)"
}

# check_now SERVICE: have it checked, and wait for what comes of it; an order that got lost on its way through zones is given again
check_now() {
	local before orders=4
	before=$(attribute "$1" "(a['last_check_result'] or {}).get('execution_end', 0)")
	while ((orders-- > 0)); do
		api actions/reschedule-check -X POST -d "{\"type\": \"Service\", \"filter\": \"service.__name==name\", \"force\": true,
			\"filter_vars\": {\"name\": \"$1\"}}" >/dev/null
		until_true 20 newer "$1" "$before" && return
	done
	fail "$1 was not checked"
}
newer() { [[ $(attribute "$1" "(a['last_check_result'] or {}).get('execution_end', 0)") != "$2" ]]; }

# service_is STATE HOST SERVICE WORDS: after a check of now. Its result is in `result`.
service_is() {
	local name="$2!$3" polls=3
	while ((polls-- > 0)); do
		check_now "$name"
		result=$(attribute "$name" "'%d %s' % (a['last_check_result']['exit_status'], a['last_check_result']['output'])")
		[[ $result != "$1 "*"$4"* ]] || break
	done
	[[ $result == "$1 "*"$4"* ]] || fail "$name, wanted: $1 $4" "$result"
	command=$(attribute "$name" "'\n'.join(a['last_check_result']['command'])")
	perfdata=$(attribute "$name" "'\n'.join(a['last_check_result']['performance_data'])")
}

# perfdata_has PATTERN...: each at the start of an item
perfdata_has() {
	local pattern
	for pattern; do grep -qE "^$pattern" <<<"$perfdata" || fail "no perfdata $pattern" "$perfdata"; done
}

command_has() {
	local word
	for word; do grep -qxF -- "$word" <<<"$command" || fail "the command has no $word" "$command"; done
}
command_lacks() { ! grep -qF -- "$1" <<<"$command" || fail "the command has $1" "$command"; }
