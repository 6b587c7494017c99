#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# director - Icinga Director restores the basket; what it makes of it holds every option, and Icinga 2 takes it
#
# The Director and its database are real and live in the test's own directory; nothing listens on the network.

load ../run/lib

BASKET=$BATS_FILE_TMPDIR/director-check_push.json
export ICINGAWEB_CONFIGDIR=$BATS_FILE_TMPDIR/web

sql() { mariadb --no-defaults -S "$BATS_FILE_TMPDIR/socket" -N --raw "$@" 2>/dev/null; }
director() { php -d "pdo_mysql.default_socket=$BATS_FILE_TMPDIR/socket" /usr/bin/icingacli director "$@"; }

setup_file() {
	local plugin module web=$ICINGAWEB_CONFIGDIR
	mkdir -p "$web/modules/director" "$web/enabledModules"
	database_start
	printf '%s\n' '[director]' 'type = db' 'db = mysql' 'host = localhost' 'dbname = director' "username = $(id -un)" \
		'charset = utf8' >"$web/resources.ini"
	printf '%s\n' '[global]' 'config_resource = director' '[logging]' 'log = none' >"$web/config.ini"
	printf '%s\n' '[db]' 'resource = director' >"$web/modules/director/config.ini"
	for module in director incubator reactbundle; do ln -s "/usr/share/icingaweb2/modules/$module" "$web/enabledModules/"; done
	director migration run
	for plugin in federation notification config; do
		"$PLUGIN_DIR/document_check_push_$plugin" director >"$BATS_FILE_TMPDIR/$plugin.json"
	done
	"$PLUGIN_DIR/basket" "$BATS_FILE_TMPDIR"/{federation,notification,config}.json >"$BASKET"
	restore
	director config render >/dev/null
	rendered commands >"$BATS_FILE_TMPDIR/commands.conf"
	rendered service_templates >"$BATS_FILE_TMPDIR/templates.conf"
}

database_start() {
	local polls=300 data=$BATS_FILE_TMPDIR/data
	mariadb-install-db --no-defaults --datadir="$data" --auth-root-authentication-method=socket --auth-root-socket-user="$(id -un)" \
		--user="$(id -un)" --skip-test-db >"$BATS_FILE_TMPDIR/install" 2>&1 || { cat "$BATS_FILE_TMPDIR/install"; return 1; }
	mariadbd --no-defaults --user="$(id -un)" --datadir="$data" --socket="$BATS_FILE_TMPDIR/socket" --skip-networking \
		--pid-file="$BATS_FILE_TMPDIR/pid" >"$BATS_FILE_TMPDIR/mariadbd" 2>&1 3>&- &
	until sql -e 'CREATE DATABASE director CHARACTER SET utf8'; do
		((polls-- > 0)) || { cat "$BATS_FILE_TMPDIR/mariadbd"; return 1; }
		sleep 0.1
	done
}

teardown_file() { [[ ! -e $BATS_FILE_TMPDIR/pid ]] || kill "$(<"$BATS_FILE_TMPDIR/pid")"; }

restore() { director basket restore <"$BASKET" >/dev/null; }

# rendered NAME: a file of the configuration that the Director would deploy
rendered() {
	sql director -e "SELECT content FROM director_generated_config_file JOIN director_generated_file ON checksum = file_checksum
		WHERE file_path LIKE '%/$1.conf'"
}

# of FILE KIND NAME: one object of it
of() { awk -v head="$2 \"$3\" {" '$0 == head { shown = 1 } shown { print } /^}/ { shown = 0 }' "$BATS_FILE_TMPDIR/$1.conf"; }

# options PLUGIN: the long options of its --help that a service may have
options() {
	"$PLUGIN_DIR/check_push_$1" --help | grep -oE '^ +(-[A-Za-z0-9], )?--[A-Za-z-]+' | grep -oE -- '--[A-Za-z-]+' | sort -u |
		grep -vxE -- '--(help|version|explain|list-rules|record|replay|no-sandbox|output-format|remedy)'
}

@test "every option is an argument of the command that the Director makes, and a field" {
	for plugin in federation notification config; do
		of commands 'object CheckCommand' "push_$plugin" >"$BATS_TEST_TMPDIR/command"
		grep -qF "command = [ PluginContribDir + \"/check_push_$plugin\" ]" "$BATS_TEST_TMPDIR/command" || fail "another command" \
			"$(<"$BATS_TEST_TMPDIR/command")"
		sql director -e "SELECT varname FROM icinga_command c JOIN icinga_command_field f ON c.id = f.command_id
			JOIN director_datafield d ON d.id = f.datafield_id WHERE c.object_name = 'push_$plugin'" >"$BATS_TEST_TMPDIR/fields"
		options "$plugin" >"$BATS_TEST_TMPDIR/options"
		(($(wc -l <"$BATS_TEST_TMPDIR/options") > 30)) || fail "--help was not understood" "$(<"$BATS_TEST_TMPDIR/options")"
		while read -r option; do
			variable=push_${option#--} variable=${variable//-/_}
			grep -qF "\"$option\" = {" "$BATS_TEST_TMPDIR/command" || fail "push_$plugin has no $option"
			grep -qF "\"\$$variable\$\"" "$BATS_TEST_TMPDIR/command" || fail "nothing gives $option the variable $variable"
			grep -qx "$variable" "$BATS_TEST_TMPDIR/fields" || fail "push_$plugin has no field for $option"
		done <"$BATS_TEST_TMPDIR/options"
	done
}

@test "lists repeat the option, --mobility comes with and without a domain, the name is needed, the time-out is longer" {
	# shellcheck disable=SC2016
	for words in 'repeat_key = true' 'value = "--mobility=$push_mobility_domain$"' 'skip_key = true' 'timeout = 1m' \
		'vars.push_IP_address = "$address$"' 'set_if = {{'; do
		[[ $(of commands 'object CheckCommand' push_config) == *"$words"* ]] || fail "push_config lacks: $words"
	done
	[[ $(of commands 'object CheckCommand' push_federation) == *'required = true'* ]]
	[[ $(of commands 'object CheckCommand' push_federation) == *'timeout = 40s'* ]]
	[[ $(of commands 'object CheckCommand' push_config) != *'required = true'* ]]
}

@test "the templates check the route every five minutes, the settings hourly" {
	[[ $(of templates 'template Service' push_federation) == *'check_interval = 5m'* ]]
	# shellcheck disable=SC2016
	[[ $(of templates 'template Service' push_config) == *'check_interval = 1h'*'push_hostname = [ "$host.name$" ]'* ]]
}

@test "a set for an Edge and one for a pool, of services that import the templates" {
	[[ $(sql director -e "SELECT t.object_name, s.object_name, p.object_name FROM icinga_service s
		JOIN icinga_service_set t ON t.id = s.service_set_id JOIN icinga_service_inheritance i ON i.service_id = s.id
		JOIN icinga_service p ON p.id = i.parent_service_id ORDER BY s.object_name") == \
		$'push pool\tpush config\tpush_config\npush edge\tpush federation\tpush_federation\npush edge\tpush notification\tpush_notification' ]]
}

@test "the option that counts stands once for each level" {
	for level in '>= 1' '>= 2' '>= 3'; do
		[[ $(of commands 'object CheckCommand' push_config) == *"push_verbose"*"$level"* ]] || fail "none for $level" \
			"$(of commands 'object CheckCommand' push_config)"
	done
}

@test "restored again, nothing is there twice" {
	count='SELECT (SELECT count(*) FROM director_datafield), (SELECT count(*) FROM icinga_command_field),
		(SELECT count(*) FROM icinga_command_argument), (SELECT count(*) FROM icinga_service)'
	before=$(sql director -e "$count")
	restore
	[[ $(sql director -e "$count") == "$before" ]] || fail "it grew from $before" "$(sql director -e "$count")"
}

@test "Icinga 2 takes what the Director would deploy" {
	cat >"$BATS_TEST_TMPDIR/icinga2.conf" <<-END
		include <itl>
		const PluginContribDir = "$PLUGIN_DIR"
		include "$BATS_FILE_TMPDIR/commands.conf"
		include "$BATS_FILE_TMPDIR/templates.conf"
		object Host "$HOSTNAME" { check_command = "dummy"; address = "127.0.0.1" }
		object Service "route" { import "push_federation"; host_name = "$HOSTNAME" }
		object Service "samples" { import "push_notification"; host_name = "$HOSTNAME" }
		object Service "settings" { import "push_config"; host_name = "$HOSTNAME" }
	END
	run icinga2 daemon -C -c "$BATS_TEST_TMPDIR/icinga2.conf" -D "DataDir=$BATS_TEST_TMPDIR" -D "LogDir=$BATS_TEST_TMPDIR" \
		-D "CacheDir=$BATS_TEST_TMPDIR" -D "RunAsUser=$(id -un)" -D "RunAsGroup=$(id -gn)"
	[[ $status == 0 && $output == *'Instantiated 3 Services'* && $output != *warning/* ]] || fail "exit code $status" "$output"
}
