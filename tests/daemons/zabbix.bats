#!/usr/bin/env bats
# shellcheck disable=SC1091,SC2030,SC2031,SC2154 # names and results are set by lib.bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# zabbix - the template and the agent's file in a running Zabbix: agent, server, database and the frontend's API are Debian's

load machine

API=http://127.0.0.1:8099/api_jsonrpc.php

setup_file() {
	lab_start "$LAB" contoso --pool
	machine_start
	inside sed "s|^\[check_push_federation\]|&\nhostname = $EDGE|; s|^\[check_push_notification\]|&\nhostname = $EDGE|; s|^\[check_push_config\]|&\nhostname = $POOL|" \
		-i "$MACHINE/root/etc/check_push/check_push.ini"
	{
		database_start
		server_start
		agent_start
		frontend_start
	} >"$BATS_FILE_TMPDIR/setup.log" 2>&1 || { tail -n 30 "$BATS_FILE_TMPDIR/setup.log"; return 1; }
	call user.login '{"username": "Admin", "password": "zabbix"}' | result >"$BATS_FILE_TMPDIR/session"
	call configuration.import "$(import_parameters)" >"$BATS_FILE_TMPDIR/import"
	call hostgroup.create '{"name": "push"}' | result >"$BATS_FILE_TMPDIR/group"
	call host.create "{\"host\": \"edge\", \"interfaces\": [{\"type\": 1, \"main\": 1, \"useip\": 1, \"ip\": \"127.0.0.1\", \"dns\": \"\", \"port\": \"10050\"}],
		\"groups\": [{\"groupid\": \"$(jq -r '.groupids[0]' "$BATS_FILE_TMPDIR/group")\"}],
		\"templates\": [{\"templateid\": \"$(call template.get '{"filter": {"host": "Push notifications by check_push"}}' | result | jq -r '.[0].templateid')\"}]}" \
		>"$BATS_FILE_TMPDIR/host"
}

teardown_file() { "$LAB_TOOLS/down" "$LAB"; }

setup() {
	lab_use "$LAB"
	machine_use
}

# run_on_it NAME COMMAND...: it runs until the lab ends
run_on_it() { on_it "${@:2}" >"$BATS_FILE_TMPDIR/$1.log" 2>&1 </dev/null 3>&- & }

sql() { on_it mariadb --no-defaults -S /run/db.sock "$@"; }

database_start() {
	on_it mariadb-install-db --no-defaults --datadir=/var/lib/db --auth-root-authentication-method=socket --auth-root-socket-user=root \
		--user=root --skip-test-db >"$BATS_FILE_TMPDIR/install" 2>&1
	run_on_it mariadbd mariadbd --no-defaults --user=root --datadir=/var/lib/db --socket=/run/db.sock --skip-networking \
		--skip-log-bin --innodb-flush-log-at-trx-commit=0
	until_true 60 sql -e 'CREATE DATABASE zabbix CHARACTER SET utf8mb4 COLLATE utf8mb4_bin' 2>/dev/null
	for file in schema images data; do zcat "/usr/share/zabbix-server-mysql/$file.sql.gz" | sql zabbix; done
}

server_start() {
	on_it install -d -m 1777 /run/zabbix /var/log/zabbix
	printf '%s\n' DBName=zabbix DBUser=root DBSocket=/run/db.sock AllowRoot=1 AllowUnsupportedDBVersions=1 CacheUpdateFrequency=1 LogType=console PidFile=/run/zabbix/server.pid \
		ListenIP=127.0.0.1 StartPollers=2 StartPreprocessors=1 SocketDir=/run/zabbix | inside tee "$MACHINE/root/etc/zabbix/server.conf" >/dev/null
	run_on_it server zabbix_server -f -c /etc/zabbix/server.conf
}

agent_start() {
	printf '%s\n' Server=127.0.0.1 ListenIP=127.0.0.1 Timeout=30 LogType=console PidFile=/run/zabbix/agent.pid \
		Include=/etc/zabbix/check_push.conf | inside tee "$MACHINE/root/etc/zabbix/agent.conf" >/dev/null
	inside cp "$TOP/contrib/zabbix/check_push.conf" "$MACHINE/root/etc/zabbix/check_push.conf"
	# a user of its own reads the site's files by their group
	on_it usermod -a -G nagios zabbix
	run_on_it agent zabbix_agentd -f -c /etc/zabbix/agent.conf
}

frontend_start() {
	inside tee "$MACHINE/root/etc/zabbix/zabbix.conf.php" >/dev/null <<-'END'
		<?php
		$DB = ['TYPE' => 'MYSQL', 'SERVER' => 'localhost', 'PORT' => '0', 'DATABASE' => 'zabbix', 'USER' => 'root', 'PASSWORD' => '',
			'SCHEMA' => '', 'ENCRYPTION' => false, 'KEY_FILE' => '', 'CERT_FILE' => '', 'CA_FILE' => '', 'VERIFY_HOST' => false,
			'CIPHER_LIST' => '', 'VAULT_URL' => '', 'VAULT_DB_PATH' => '', 'VAULT_TOKEN' => '', 'DOUBLE_IEEE754' => true];
		$ZBX_SERVER = '127.0.0.1'; $ZBX_SERVER_PORT = '10051'; $ZBX_SERVER_NAME = ''; $IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
	END
	run_on_it frontend php -d mysqli.default_socket=/run/db.sock -d post_max_size=16M -d max_input_time=300 -d memory_limit=256M \
		-S 127.0.0.1:8099 -t /usr/share/zabbix
	until_true 60 call apiinfo.version '[]'
}

# call METHOD PARAMETERS: of the API
call() {
	local auth=null
	[[ ! -s $BATS_FILE_TMPDIR/session ]] || auth=\"$(<"$BATS_FILE_TMPDIR/session")\"
	[[ $1 != user.login && $1 != apiinfo.version ]] || auth=null
	inside curl -sf --noproxy '*' --max-time 60 -H 'Content-Type: application/json' \
		-d "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"$1\", \"params\": $2, \"auth\": $auth}" "$API"
}
result() { jq -r '.result'; }

# import_parameters: the template and what may be made of it; groups of templates have another name since 6.2
import_parameters() {
	local groups=template_groups
	[[ $(call apiinfo.version '[]' | result) != 6.0* ]] || groups=groups
	jq -Rs --arg groups $groups '{format: "yaml", source: ., rules: ({($groups): {createMissing: true}} +
		({createMissing: true, updateExisting: true} as $both | {templates: $both, items: $both, triggers: $both, valueMaps: $both}))}' \
		"$TOP/contrib/zabbix/check_push.yaml"
}

# value KEY: the item's last one
value() { call item.get "{\"hostids\": \"$(host)\", \"filter\": {\"key_\": \"$1\"}, \"output\": [\"lastvalue\", \"lastclock\"]}" | result | jq -r ".[0].${2-lastvalue}"; }
host() { jq -r '.result.hostids[0]' "$BATS_FILE_TMPDIR/host"; }

# check_now PLUGIN: have it run, and wait for the result
check_now() {
	local before item
	before=$(value "check_push[$1]" lastclock)
	item=$(call item.get "{\"hostids\": \"$(host)\", \"filter\": {\"key_\": \"check_push[$1]\"}}" | result | jq -r '.[0].itemid')
	sleep 1.1 # seconds are counted
	until_true 60 ordered "$item"
	until_true 60 newer "$1" "$before" || fail "check_push[$1] was not asked" "$(tail -5 "$BATS_FILE_TMPDIR/server.log")"
	sleep 1
}
ordered() { call task.create "[{\"type\": 6, \"request\": {\"itemid\": \"$1\"}}]" | jq -e '.result.taskids' >/dev/null; }
newer() { [[ $(value "check_push[$1]" lastclock) != "$2" ]]; }

@test "the template is imported whole, and a host takes it" {
	[[ $(jq -c .result "$BATS_FILE_TMPDIR/import") == true ]] || fail "not imported" "$(<"$BATS_FILE_TMPDIR/import")"
	[[ $(host) =~ ^[0-9]+$ ]] || fail "no host" "$(<"$BATS_FILE_TMPDIR/host")"
	count=$(call item.get "{\"hostids\": \"$(host)\", \"countOutput\": true}" | result)
	[[ $count == "$(grep -c '^          key: ' "$TOP/contrib/zabbix/check_push.yaml")" ]] || fail "$count items"
}

@test "the agent's item is the JSON; state, sentence and numbers come from it" {
	world
	for plugin in federation notification config; do
		check_now $plugin
		has_state() { [[ $(value "check_push.$plugin.state") == 0 ]]; }
		until_true 10 has_state || fail "$plugin" "$(value "check_push[$plugin]" | head -10)"
		[[ $(value "check_push.$plugin.time") =~ ^[0-9.]+$ ]]
	done
	[[ $(value check_push.federation.text) == 'push.lync.com answered 200 via '* ]]
	[[ $(value check_push.federation.cert_days) == 3[0-9][0-9]* ]]
}

@test "a broken route is a problem with its sentence, and ends" {
	problems() { call problem.get "{\"hostids\": \"$(host)\"}" | result | jq -r '.[].name'; }
	raised() { [[ $(problems) == "Push federation is CRITICAL: "* ]]; }
	world partner-wrong-name
	check_now federation
	check_now federation
	until_true 20 raised || fail "no problem" "$(problems)" "$(value check_push.federation.state)"
	world
	check_now federation
	ended() { [[ ! $(problems) ]]; }
	until_true 20 ended || fail "it did not end" "$(problems)"
}
