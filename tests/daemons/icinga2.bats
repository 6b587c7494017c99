#!/usr/bin/env bats
# shellcheck disable=SC1091,SC2030,SC2031,SC2154 # names and results are set by lib.bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# icinga2 - from the package to services in a running Icinga 2, by the lines of README, as a newcomer does it
#
# Icinga runs with Debian's own configuration, as user nagios. Its API is how the test looks, and how it hurries checks.

load machine
load icinga

setup_file() {
	lab_start "$LAB" contoso --pool
	machine_start
	icinga_api_password >"$BATS_FILE_TMPDIR/password"
	from_readme 'these lines are three services' | inside tee "$MACHINE/root/etc/icinga2/conf.d/push.conf" >/dev/null
	inside tee -a "$MACHINE/root/etc/icinga2/conf.d/push.conf" >/dev/null <<-END
		object Host "by address" {
			import "push-edge"
			address = "$EDGE_IP"
			vars.push_hostname = "$EDGE"
			vars.push_warning = "5"
			vars.push_critical = "10"
		}
		object Host "two Edges" {
			import "push-edge"
			address = "$EDGE_IP"
			vars.push_hostname = [ "$EDGE", "nowhere.$ORG_DOMAIN" ]
		}
		object Host "unset" {
			import "push-edge"
			vars.push_hostname = "$EDGE"
			vars.push_warning = null
			vars.push_expect = null
			vars.push_strict = null
			vars.push_IP_address = null
		}
		object Host "both in one" {
			import "push-edge"
			import "push-pool"
			vars.push_hostname = "$POOL"
		}
		object Host "existing" {
			import "generic-host"
			address = "$EDGE_IP"
			vars.push_role = "edge"
			vars.push_hostname = "$EDGE"
			vars.push_verbose = 2
		}
		object Host "existing, both" {
			import "generic-host"
			address = "127.0.0.1"
			vars.push_role = [ "edge", "pool" ]
		}
		object Host "silent" {
			import "push-edge"
			vars.push_hostname = "$EDGE"
			vars.push_verbose = 0
		}
		object Host "another" {
			import "generic-host"
			address = "127.0.0.1"
		}
		object Host "template after" {
			import "generic-host"
			import "push-edge"
		}
		object Host "template before" {
			import "push-edge"
			import "generic-host"
		}
	END
	icinga_start
}

teardown_file() { "$LAB_TOOLS/down" "$LAB"; }

setup() {
	lab_use "$LAB"
	machine_use
}

@test "README adds at most five lines" {
	count=$(from_readme 'these lines are three services' | grep -c .)
	((count > 0 && count <= 5)) || fail "it has $count lines"
}

@test "icinga2 daemon -C has nothing to say" {
	run on_it icinga2 daemon -C
	# Icinga 2.14 has a word about every site's API users
	[[ $status == 0 ]] && ! grep 'warning/' <<<"$output" | grep -v 'ApiListener: Security notice' || fail "exit code $status" "$output"
}

@test "every option that suits a service is an argument, with a description" {
	for plugin in federation notification config; do
		inside "$PLUGIN_DIR/check_push_$plugin" --help || true
	done | grep -oE '^ +(-[A-Za-z0-9], )?--[A-Za-z-]+' | grep -oE -- '--[A-Za-z-]+' | sort -u |
		grep -vxE -- '--(help|version|explain|list-rules|record|replay|no-sandbox|output-format|remedy)' >"$BATS_TEST_TMPDIR/help"
	inside cat "$MACHINE/root/usr/share/icinga2/include/plugins-contrib.d/check_push.conf" >"$BATS_TEST_TMPDIR/conf"
	while read -r option; do
		grep -qF "\"$option\" = {" "$BATS_TEST_TMPDIR/conf" || fail "$option is missing"
	done <"$BATS_TEST_TMPDIR/help"
	(($(wc -l <"$BATS_TEST_TMPDIR/help") > 50)) || fail "--help was not understood" "$(<"$BATS_TEST_TMPDIR/help")"
	[[ $(grep -c 'description = "..' "$BATS_TEST_TMPDIR/conf") == "$(grep -cE '^		"--?[^ ]+" = \{' "$BATS_TEST_TMPDIR/conf")" ]] ||
		fail "an argument has no description"
}

@test "a healthy route: the newcomer's three services are OK" {
	world
	service_is 0 "$EDGE" 'push federation' 'PUSH FEDERATION OK - push.lync.com'
	service_is 0 "$EDGE" 'push notification' 'PUSH NOTIFICATION OK'
	service_is 0 "$POOL" 'push config' 'PUSH CONFIG OK'
}

@test "what marks a host is no option: one that is Edge and pool" {
	world
	service_is 0 'both in one' 'push config' 'PUSH CONFIG OK'
	command_lacks '--edge'
}

# host_attribute HOST NAME, services_of HOST: as they are in the running Icinga
host_attribute() { api "objects/hosts/${1// /%20}" | /usr/bin/python3 -c "import json,sys; print(json.load(sys.stdin)['results'][0]['attrs']['$2'])"; }
services_of() {
	api 'objects/services?attrs=name&attrs=host_name' |
		/usr/bin/python3 -c "import json,sys; print(' '.join(sorted(r['attrs']['name'] for r in json.load(sys.stdin)['results'] if r['attrs']['host_name'] == '$1' and r['attrs']['name'].startswith('push'))))"
}

@test "a host that was there gets its services by vars.push_role, and keeps its check command" {
	world
	[[ $(services_of existing) == 'push federation push notification' ]] || fail "$(services_of existing)"
	[[ $(services_of 'existing, both') == 'push config push federation push notification' ]] || fail "$(services_of 'existing, both')"
	[[ $(services_of another) == '' ]] || fail "$(services_of another)"
	[[ $(host_attribute existing check_command) == hostalive ]]
	service_is 0 existing 'push federation' "via $EDGE"
	command_has "--hostname=$EDGE" "--extra-opts=@/etc/check_push/check_push.ini"
	check_now 'existing, both!push notification'
	[[ $(attribute 'existing, both!push notification' "' '.join(a['last_check_result']['command'])") == *'--hostname=existing, both'* ]] ||
		fail "another host name" "$(attribute 'existing, both!push notification' "a['last_check_result']['command']")"
}

@test "the templates keep a host's check command, in either order; without one the services judge it" {
	[[ $(host_attribute 'template after' check_command) == hostalive ]]
	[[ $(host_attribute 'template before' check_command) == hostalive ]]
	[[ $(host_attribute "$EDGE" check_command) == dummy ]]
}

@test "-v is given once, and as often as vars.push_verbose says" {
	world
	service_is 0 "$EDGE" 'push federation' $'\n[OK]'
	[[ $(grep -cx -- --verbose <<<"$command") == 1 ]] || fail "the command" "$command"
	service_is 0 existing 'push federation' ''
	[[ $(grep -cx -- --verbose <<<"$command") == 2 ]] || fail "the command" "$command"
	service_is 0 'silent' 'push federation' ''
	[[ $(grep -cx -- --verbose <<<"$command") == 0 && $result != *$'\n'* ]] || fail "the command" "$command"
}

@test "perfdata arrives whole, with the limits" {
	world
	service_is 0 'by address' 'push federation' 'PUSH FEDERATION OK'
	perfdata_has 'time=.*s;5;10' 'time_connect=' 'time_tls=' 'time_sip=' 'cert_days=[0-9]+$' 'cert_used=[0-9]+%' \
		'targets_ok=1' 'targets=1'
}

@test "the plugin connects to the host's address and asks its push_hostname" {
	world
	service_is 0 'by address' 'push federation' "via $EDGE"
	command_has "--IP-address=$EDGE_IP" "--hostname=$EDGE"
	service_is 1 'two Edges' 'push federation' '1 of 2 targets OK'
	command_lacks '--IP-address'
	service_is 0 "$EDGE" 'push federation' ''
	command_lacks '--IP-address'
}

@test "a variable that is null is no argument" {
	world
	service_is 0 unset 'push federation' "via $EDGE"
	command_lacks '--warning'
	command_lacks '--expect'
	command_lacks '--strict'
	command_lacks '--IP-address'
	! grep -F 'not defined' "$BATS_FILE_TMPDIR/machine.log" || fail "Icinga complains of variables that are not set"
}

@test "the route breaks: CRITICAL, with the hop and perfdata; it heals: OK" {
	world partner-wrong-name
	service_is 2 "$EDGE" 'push federation' '(504, ms-diagnostics 1010)'
	perfdata_has 'time=' 'time_dns=' 'targets_ok=0'
	world
	service_is 0 "$EDGE" 'push federation' 'PUSH FEDERATION OK'
}

@test "a setting is wrong: CRITICAL" {
	world provider-disabled
	service_is 2 "$POOL" 'push config' LyncOnline
	world
}

@test "a broken route alerts once, by mail, for federation; push notification depends on it" {
	mail=$MACHINE/root/tmp/mail conf=$MACHINE/root/etc/icinga2/conf.d/push.conf
	inside sed -i "/^object Host \"$EDGE\"/d" "$conf"
	from_readme 'First alert' | inside tee -a "$conf" >/dev/null
	icinga_restart
	world partner-down
	for _ in 1 2 3; do service_is 2 "$EDGE" 'push federation' CRITICAL; done
	for _ in 1 2 3; do service_is 2 "$EDGE" 'push notification' CRITICAL; done
	until_true 20 inside grep -qsF 'push federation' "$mail" || fail "no mail came"
	for words in 'because ' 'remedy ' "[CRITICAL] 2  $EDGE -> $PARTNER"; do
		inside grep -qF "$words" "$mail" || fail "the mail has no: $words" "$(inside cat "$mail")"
	done
	sleep 1
	! inside grep -F 'push notification' "$mail" || fail "push notification alerted too"
	world
}
