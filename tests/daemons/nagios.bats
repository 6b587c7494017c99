#!/usr/bin/env bats
# shellcheck disable=SC1091,SC2016,SC2030,SC2031,SC2154 # names and results are set by lib.bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nagios - the package in a running Nagios 4, by the files of README; its pages in a browser; NRPE without arguments
#
# Nagios runs with Debian's own configuration, made quicker; status.dat is how the test looks.

load machine

setup_file() {
	lab_start "$LAB" contoso --pool
	machine_start
	hostile_start
	on_it cp /usr/share/doc/check-push/examples/nagios/services.cfg /etc/nagios4/conf.d/push-services.cfg
	from_readme 'in Nagios and Naemon' | inside tee "$MACHINE/root/etc/nagios4/conf.d/push.cfg" >/dev/null
	nagios_extra | inside tee -a "$MACHINE/root/etc/nagios4/conf.d/push.cfg" >/dev/null
	on_it sed -i 's/^check_result_reaper_frequency=.*/check_result_reaper_frequency=1/
		s/^status_update_interval=.*/status_update_interval=1/; s/^use_syslog=.*/use_syslog=0/' /etc/nagios4/nagios.cfg
	on_it sed -i 's/^\( *service_notification_commands *\)[^ ;]*/\1check_push_mail/' /etc/nagios4/objects/templates.cfg
	inside tee "$MACHINE/root/usr/bin/mail" >/dev/null <<<$'#!/bin/sh\n{ echo "$@"; cat; } >>/tmp/mail'
	inside chmod 755 "$MACHINE/root/usr/bin/mail"
	on_it install -d -o nagios -g nagios /run/nagios4
	on_it nagios4 /etc/nagios4/nagios.cfg >"$BATS_FILE_TMPDIR/nagios.log" 2>&1 </dev/null 3>&- &
	until_true 30 inside test -p "$MACHINE/root/var/lib/nagios4/rw/nagios.cmd" || { cat "$BATS_FILE_TMPDIR/nagios.log"; return 1; }
	pages_start
	nrpe_start
}

teardown_file() {
	"$LAB_TOOLS/down" "$LAB"
	kill "$(<"$BATS_FILE_TMPDIR/hostile.pid")"
}

setup() {
	lab_use "$LAB"
	machine_use
}

# hostile_start: peers that say markup, in a reason phrase and in ms-diagnostics; hostile_port NAME is where
hostile_start() {
	inside "$LAB_TOOLS/hostile" --pki "$MACHINE/root/etc/check_push/hostile"
	on_it chown -R root:nagios /etc/check_push/hostile
	inside chmod -R u=rwX,g=rX,o= "$MACHINE/root/etc/check_push/hostile"
	mkfifo "$BATS_FILE_TMPDIR/hostile.end"
	inside "$LAB_TOOLS/hostile" "$MACHINE/root/etc/check_push/hostile" reason-html diag-forged <"$BATS_FILE_TMPDIR/hostile.end" \
		>"$BATS_FILE_TMPDIR/hostile" 2>&1 3>&- &
	sleep infinity >"$BATS_FILE_TMPDIR/hostile.end" 3>&- &
	echo $! >"$BATS_FILE_TMPDIR/hostile.pid"
	until_true 10 grep -q '^$' "$BATS_FILE_TMPDIR/hostile"
}
hostile_port() { sed -n "s/^$1 //p" "$BATS_FILE_TMPDIR/hostile"; }

# What README does not show: a host whose address is an IP, and services that say much, of the hostile peer too.
nagios_extra() {
	cat <<-END
		define host {
			use		generic-host
			host_name	by-address
			address		$EDGE_IP
			contact_groups	admins
			max_check_attempts	3
		}
		define service {
			use			generic-service
			host_name		by-address
			service_description	at
			check_command		check_push_federation_at!$EDGE
		}
		define command {
			command_name	push_verbose
			command_line	/usr/lib/nagios/plugins/check_push_federation --extra-opts=@/etc/check_push/check_push.ini -H '$EDGE' -I '\$HOSTADDRESS\$' -v
		}
		define service {
			use			generic-service
			host_name		by-address
			service_description	verbose
			check_command		push_verbose
		}
		define command {
			command_name	push_hostile
			command_line	/usr/lib/nagios/plugins/check_push_federation -H '$EDGE:\$ARG1\$' -I 127.0.0.1 -f sip:m@$ORG_DOMAIN --ca-cert /etc/check_push/hostile/ca.crt -J /etc/check_push/hostile/probe.pem -v
		}
		define service {
			use			generic-service
			host_name		by-address
			service_description	reason-html
			check_command		push_hostile!$(hostile_port reason-html)
		}
		define service {
			use			generic-service
			host_name		by-address
			service_description	diag-forged
			check_command		push_hostile!$(hostile_port diag-forged)
		}
		define command {
			command_name	markup
			command_line	/bin/echo '<b>bold</b> plugin'
		}
		define service {
			use			generic-service
			host_name		by-address
			service_description	markup
			check_command		markup
		}
	END
}

# pages_start: Nagios' pages on 127.0.0.1:8080, as Debian configures them
pages_start() {
	inside tee "$MACHINE/root/etc/pages.conf" >/dev/null <<-'END'
		ServerName 127.0.0.1
		Listen 127.0.0.1:8080
		PidFile /run/pages.pid
		ErrorLog /var/log/pages.log
		User nagios
		Group nagios
		LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
		LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
		LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
		LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
		LoadModule cgid_module /usr/lib/apache2/modules/mod_cgid.so
		TypesConfig /etc/mime.types
		ScriptSock /run/pages.sock
		ScriptAlias /cgi-bin/nagios4 /usr/lib/cgi-bin/nagios4
		Alias /nagios4/stylesheets /etc/nagios4/stylesheets
		Alias /nagios4 /usr/share/nagios4/htdocs
		<Directory />
			Require all granted
		</Directory>
	END
	on_it apache2 -f /etc/pages.conf
	until_true 10 inside curl -s -o /dev/null http://127.0.0.1:8080/nagios4/stylesheets/common.css
}

nrpe_start() {
	on_it cp /usr/share/doc/check-push/examples/nrpe/check_push.cfg /etc/nagios/nrpe.d/
	on_it tee -a /etc/nagios/nrpe.d/check_push.cfg >/dev/null <<-END
		command_timeout=60
		command[why]=/usr/lib/nagios/plugins/check_push_federation --extra-opts=@/etc/check_push/check_push.ini -H $EDGE -v
		command[verbose]=/usr/lib/nagios/plugins/check_push_federation --extra-opts=@/etc/check_push/check_push.ini -H $EDGE -vvv
	END
	inside sed -i "s/^\[check_push_\(federation\|notification\)\]/&\nhostname = $EDGE/; s/^\[check_push_config\]/&\nhostname = $POOL/" \
		"$MACHINE/root/etc/check_push/check_push.ini"
	on_it install -d -o nagios -g nagios /run/nagios
	on_it /usr/sbin/nrpe -c /etc/nagios/nrpe.cfg -d </dev/null >"$BATS_FILE_TMPDIR/nrpe.log" 2>&1 3>&-
}

# ---- Nagios ----

# status_of HOST SERVICE KEY: from status.dat
status_of() {
	inside awk -v host="$1" -v service="$2" -v key="$3" '
		/^servicestatus \{/ { this = ""; that = "" }
		$1 ~ /^host_name=/ { sub(/^[^=]*=/, ""); this = $0 }
		$1 ~ /^service_description=/ { sub(/^[^=]*=/, ""); that = $0 }
		this == host && that == service && index($1, key "=") == 1 { sub(/^[^=]*=/, ""); print; exit }' \
		"$MACHINE/root/var/lib/nagios4/status.dat"
}

# check_now HOST SERVICE: have it checked, and wait for what comes of it
check_now() {
	local before
	until_true 10 inside test -s "$MACHINE/root/var/lib/nagios4/status.dat"
	before=$(status_of "$1" "$2" last_check)
	sleep 1.1	# Nagios counts seconds
	on_it bash -c "printf '[%d] SCHEDULE_FORCED_SVC_CHECK;%s;%s;%d\n' \"\$EPOCHSECONDS\" '$1' '$2' \"\$EPOCHSECONDS\" >/var/lib/nagios4/rw/nagios.cmd"
	until_true 60 newer "$1" "$2" "$before" || fail "$2 of $1 was not checked"
}
newer() { [[ $(status_of "$1" "$2" last_check) != "$3" ]]; }

# service_is STATE HOST SERVICE WORDS: after a check of now
service_is() {
	check_now "$2" "$3"
	result="$(status_of "$2" "$3" current_state) $(status_of "$2" "$3" plugin_output)"
	[[ $result == "$1 "*"$4"* ]] || fail "$3 of $2, wanted: $1 $4" "$result"
	numbers=$(status_of "$2" "$3" performance_data)
	long=$(status_of "$2" "$3" long_plugin_output)
}

@test "nagios4 -v finds no error and no warning" {
	run on_it nagios4 -v /etc/nagios4/nagios.cfg
	[[ $status == 0 && $output == *'Total Warnings: 0'* && $output == *'Total Errors:   0'* ]] || fail "exit code $status" "$output"
}

@test "a healthy route: three services are OK, text and perfdata whole" {
	world
	service_is 0 "$EDGE" 'push federation' 'PUSH FEDERATION OK - push.lync.com'
	perfdata " | $numbers"
	has time time_dns time_connect time_tls time_sip cert_days own_cert_days cert_used targets_ok=1 targets=1
	service_is 0 "$EDGE" 'push notification' 'PUSH NOTIFICATION OK'
	service_is 0 "$POOL" 'push config' 'PUSH CONFIG OK'
	service_is 0 by-address at "via $EDGE"
}

@test "the route breaks: CRITICAL, with the hop; it heals: OK" {
	world partner-wrong-name
	service_is 2 "$EDGE" 'push federation' '(504, ms-diagnostics 1010)'
	perfdata " | $numbers"
	has time targets_ok=0
	world
	service_is 0 "$EDGE" 'push federation' 'PUSH FEDERATION OK'
}

@test "a contact's mail has the route, cause and remedy" {
	world partner-down
	for _ in 1 2 3; do service_is 2 "$EDGE" 'push federation' CRITICAL; done
	[[ $long == *cause*remedy* ]] || fail "the result has no cause" "$long"
	until_true 20 inside grep -qsF 'push federation' "$MACHINE/root/tmp/mail" || fail "no mail came"
	for words in "[CRITICAL] 2  $EDGE" 'because ' 'remedy '; do
		inside grep -qF "$words" "$MACHINE/root/tmp/mail" || fail "the mail has no: $words" "$(inside cat "$MACHINE/root/tmp/mail")"
	done
	world
}

@test "a bare --extra-opts reads the package's file; nothing reads it without that option" {
	world
	conf=$MACHINE/root/etc/check_push/check_push.ini
	run as_nagios /usr/lib/nagios/plugins/check_push_federation --extra-opts -H "$EDGE"
	[[ $status == 0 ]] || fail "exit code $status" "$output"
	inside cp -p "$conf" "$conf.kept"
	inside sed -i 's/^from = .*/from = nonsense/' "$conf"
	run as_nagios /usr/lib/nagios/plugins/check_push_federation --extra-opts -H "$EDGE"
	[[ $status == 3 && $output == *nonsense* ]] || fail "exit code $status" "$output"
	run as_nagios /usr/lib/nagios/plugins/check_push_federation -H "$EDGE" --no-client-cert
	[[ $output != *nonsense* ]] || fail "it read the file" "$output"
	inside mv "$conf.kept" "$conf"
}

# ---- its pages ----

# page SERVICE: what the browser makes of its page; in `dom` and `words`
page() {
	local url="http://127.0.0.1:8080/cgi-bin/nagios4/extinfo.cgi?type=2&host=by-address&service=$1"
	dom=$(inside chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --user-data-dir="$BATS_TEST_TMPDIR/browser" --virtual-time-budget=5000 \
		--dump-dom "$url" 2>"$BATS_TEST_TMPDIR/browser.log") || fail "the browser failed" "$(tail -3 "$BATS_TEST_TMPDIR/browser.log")"
	words=$(/usr/bin/python3 -c '
import html.parser, sys
class Words(html.parser.HTMLParser):
    def handle_data(self, data): print(data)
    def handle_starttag(self, tag, attributes):
        if tag == "br": print()
Words().feed(sys.stdin.read())' <<<"$dom")
}

# escaping 0|1: whether the pages make HTML of what a plugin says
escaping() { on_it sed -i "s/^escape_html_tags=.*/escape_html_tags=$1/" /etc/nagios4/cgi.cfg; }

@test "long output stands on the page line by line" {
	world
	service_is 0 by-address verbose 'PUSH FEDERATION OK'
	[[ $long == *'[OK]'* ]] || fail "there is no long output"
	for setting in 1 0; do
		escaping "$setting"
		page verbose
		grep -qE '^ *\[OK\] +1 +monitor -> accessproxy.contoso.com:5061' <<<"$words" || fail "escape_html_tags=$setting" "$words"
		grep -qE '^ *\[OK\] +3 +sipfed.online.lync.com -> push.lync.com' <<<"$words" || fail "escape_html_tags=$setting" "$words"
	done
}

# elements: those in the cell with the plugin's output, as the browser made them
elements() {
	/usr/bin/python3 -c '
import html.parser, sys
class Cell(html.parser.HTMLParser):
    seen, depth, words = [], 0, ""
    def handle_starttag(self, tag, attributes):
        if self.depth:
            self.seen.append(tag)
            self.depth += tag == "td"
        elif tag == "td" and self.words.strip() == "Status Information:":
            self.depth = 1
        self.words = "" if tag == "td" else self.words
    def handle_endtag(self, tag): self.depth -= self.depth > 0 and tag == "td"
    def handle_data(self, data): self.words += data
cell = Cell()
cell.feed(sys.stdin.read())
print(*cell.seen)' <<<"$dom"
}

@test "nothing that a peer says becomes an element of the page, whatever the page's setting" {
	service_is 0 by-address markup plugin
	escaping 0
	page markup
	[[ $(elements) == b ]] || fail "what a plugin says is not looked at" "$(elements)" "$dom"
	service_is 2 by-address reason-html '(503)'
	[[ $result$long == *'alert(1)'* ]] || fail "the phrase is not shown" "$result $long"
	service_is 2 by-address diag-forged '1047'
	for setting in 1 0; do
		escaping "$setting"
		for peer in reason-html diag-forged; do
			page "$peer"
			[[ $words == *'alert(1)'* || $words == *'time=0s'* ]] || fail "the page does not show it" "$words"
			[[ $(elements) =~ ^br(\ br)*$ ]] || fail "escape_html_tags=$setting, $peer: $(elements)" "$dom"
		done
	done
}

# ---- NRPE ----

# nrpe STATE WORDS COMMAND: check_nrpe's exit code is STATE and its output has WORDS
nrpe() {
	run as_nagios /usr/lib/nagios/plugins/check_nrpe -H 127.0.0.1 -t 40 -c "$3"
	[[ $status == "$1" && $output == *"$2"* ]] || fail "$3, wanted: $1 $2" "$status $output"
}

@test "NRPE takes no arguments, and gives states, text and perfdata whole" {
	world
	on_it grep -qx 'dont_blame_nrpe=0' /etc/nagios/nrpe.cfg
	nrpe 0 'PUSH FEDERATION OK' check_push_federation
	line=${output%%$'\n'*}
	perfdata " | ${line#* | }"
	has time time_dns cert_days targets=1
	nrpe 0 'PUSH NOTIFICATION OK' check_push_notification
	nrpe 0 'PUSH CONFIG OK' check_push_config
	world partner-wrong-name
	nrpe 2 'PUSH FEDERATION CRITICAL' check_push_federation
	line=${output%%$'\n'*}
	perfdata " | ${line#* | }"
	has time time_dns targets_ok=0 targets=1
	world
}

@test "NRPE passes long output on" {
	world
	nrpe 0 'PUSH FEDERATION OK' verbose
	[[ $output == *'[OK]'*'monitor -> accessproxy'*'OPTIONS sip:Options_User'* ]] || fail "it is cut" "$output"
}

@test "NRPE passes on why a route is broken, below the line with the perfdata" {
	world partner-wrong-name
	nrpe 2 '(504, ms-diagnostics 1010)' why
	line=${output%%$'\n'*}
	perfdata " | ${line#* | }"
	has time time_sip targets_ok=0 targets=1
	[[ ${output#*$'\n'} == *because*remedy*"[CRITICAL] 2  $EDGE -> $PARTNER"* ]] || fail "it is cut" "$output"
	[[ ${output#*$'\n'} != *'|'* ]] || fail "the long output begins perfdata anew" "$output"
	world
}
