#!/usr/bin/env bats
# shellcheck disable=SC1091,SC2030,SC2031,SC2154 # names and results are set by lib.bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# zones - contrib/icinga2/zones as it is, addresses apart, on three hosts that run Icinga 2: master, satellite, agent
#
# Each has the package, a certificate that the master signed, and a layer of files of its own. The way up from the site leads through
# a relay; when that ends, the site is cut off.

load machine
load icinga

MASTER=master.contoso.com SATELLITE=satellite.berlin.contoso.com AGENT=agent.berlin.contoso.com
MASTER_IP=127.0.0.1 WAY_UP=127.0.0.71 SATELLITE_IP=127.0.0.72 AGENT_IP=127.0.0.73

# touched: boost copies no file from one layer to the other
touched() { on_it touch /etc/icinga2/{constants,icinga2,zones}.conf /etc/icinga2/features-available/api.conf; }

# zones SED-EXPRESSION...: the example, with this lab's addresses
zones() {
	local edits=()
	for edit; do edits+=(-e "$edit"); done
	sed "${edits[@]}" "$TOP/contrib/icinga2/zones/zones.conf" | inside tee "$MACHINE/root/etc/icinga2/zones.conf" >/dev/null
	! inside grep -F 192.0.2 "$MACHINE/root/etc/icinga2/zones.conf" || fail "an address was left in zones.conf"
}

way_open() {
	"$LAB_TOOLS/in" "$LAB" /usr/bin/python3 "$LAB_TOOLS/lib/relay.py" $WAY_UP 5665 $MASTER_IP 5665 delay 0 >"$BATS_FILE_TMPDIR/relay.log" 2>&1 3>&- &
	echo $! >"$BATS_FILE_TMPDIR/relay"
	until_true 10 inside bash -c ": </dev/tcp/$WAY_UP/5665" 2>/dev/null
}
way_cut() { kill "$(<"$BATS_FILE_TMPDIR/relay")"; }

master_start() {
	machine_start master
	touched
	on_it icinga2 node setup --master --cn $MASTER --zone master --listen $MASTER_IP,5665 --disable-confd
	on_it sed -n 's/.*password = "\(.*\)"/\1/p' /etc/icinga2/conf.d/api-users.conf >"$BATS_FILE_TMPDIR/password"
	inside cp -r "$TOP/contrib/icinga2/zones/zones.d" "$MACHINE/root/etc/icinga2/"
	# no identity here: the master gets all facts of a site from that site
	on_it rm -r /etc/check_push
	# an address: a function in the command recognizes it, which must work on the agent too
	on_it sed -i "/^object Host \"$POOL\"/a address = \"$POOL_IP\"" /etc/icinga2/zones.d/berlin/push.conf
	# the master opens no connection: the satellite connects to it
	zones "s/192\.0\.2\.1\"/$MASTER_IP\"/" '/192\.0\.2\.2"/d'
	icinga_start
}

# below NAME CN ADDRESS PARENT PARENT_ADDRESS: a satellite or agent, its certificate signed by the master by a ticket
below() {
	local certs=/var/lib/icinga2/certs ticket
	machine_use master
	ticket=$(on_it icinga2 pki ticket --cn "$2")
	machine_start "$1"
	touched
	on_it install -d -o nagios -g nagios $certs
	on_it icinga2 pki save-cert --host $WAY_UP --port 5665 --trustedcert $certs/parent.crt
	on_it icinga2 node setup --cn "$2" --ticket "$ticket" --zone "$1" --endpoint "$4,$5,5665" --parent_host $WAY_UP,5665 \
		--trustedcert $certs/parent.crt --listen "$3,5665" --accept-config --accept-commands --disable-confd
	zones "s/192\.0\.2\.1\"/$WAY_UP\"/" "s/192\.0\.2\.2\"/$SATELLITE_IP\"/"
	[[ $1 != agent ]] || on_it sed -i '/^object Zone "global-templates"/,/^}/d' /etc/icinga2/zones.conf
	# for this test's eyes
	printf 'object ApiUser "root" { password = "%s"; permissions = [ "*" ] }\n' "$(<"$BATS_FILE_TMPDIR/password")" |
		inside tee "$MACHINE/root/etc/icinga2/features-enabled/api-users.conf" >/dev/null
	ICINGA=$3 icinga_start
}

setup_file() {
	lab_start "$LAB" contoso --pool
	lab_use "$LAB"
	POOL_IP=$(inside getent hosts "$POOL" | cut -d" " -f1)
	{
		master_start
		way_open
		below satellite $SATELLITE $SATELLITE_IP $MASTER $WAY_UP
		below agent $AGENT $AGENT_IP $SATELLITE $SATELLITE_IP
	} >"$BATS_FILE_TMPDIR/setup.log" 2>&1 || { cat "$BATS_FILE_TMPDIR/setup.log"; return 1; }
	until_true 60 connected $SATELLITE || { echo "the satellite does not come to the master"; return 1; }
	ICINGA=$SATELLITE_IP until_true 60 connected $AGENT || { echo "the agent does not come to the satellite"; return 1; }
	ICINGA=$SATELLITE_IP until_true 60 knows "$POOL!push config" || { echo "the satellite got no services"; return 1; }
}

teardown_file() { "$LAB_TOOLS/down" "$LAB"; }

setup() {
	lab_use "$LAB"
	machine_use master
}

connected() { api "objects/endpoints/$1" | grep -q '"connected":true'; }
apart() { api "objects/endpoints/$1" | grep -q '"connected":false'; }
knows() { attribute "$1" "'known'" 2>/dev/null | grep -q known; }

# of the last result: where it was made, and when
source_of() { attribute "$1" "a['last_check_result']['check_source']"; }
time_of() { attribute "$1" "a['last_check_result']['execution_end']"; }
has_time() { [[ $(time_of "$1") == "$2" ]]; }

made_by() {
	local by
	by=$(source_of "$1")
	[[ $by == "$2" ]] || fail "$1 was checked by $by, wanted: $2"
}

@test "icinga2 daemon -C has nothing to say on any of the three" {
	for name in master satellite agent; do
		machine_use $name
		run on_it icinga2 daemon -C
		[[ $status == 0 && $output != *warning/* ]] || fail "$name: exit code $status" "$output"
	done
}

@test "the satellite checks; the master, which could not, has its result and perfdata" {
	world
	service_is 0 "$EDGE" 'push federation' 'PUSH FEDERATION OK - push.lync.com'
	made_by "$EDGE!push federation" $SATELLITE
	perfdata_has 'time=[0-9.]+s' 'time_connect=' 'time_tls=' 'time_sip=' 'cert_days=[0-9]+$' 'cert_used=[0-9]+%' 'targets_ok=1' 'targets=1'
	run ! on_it ls /etc/check_push
}

@test "the agent checks what the satellite may not reach, at the host's address" {
	world
	service_is 0 "$POOL" 'push config' 'PUSH CONFIG OK'
	made_by "$POOL!push config" $AGENT
	perfdata_has 'rules_ok=[0-9]+' 'rules_failed=0'
	command_has "--hostname=$POOL" "--IP-address=$(inside getent hosts "$POOL" | cut -d" " -f1)"
}

@test "cut off, the site goes on checking; what it saw meanwhile reaches the master when it is back" {
	world
	service_is 0 "$EDGE" 'push federation' 'PUSH FEDERATION OK'
	way_cut
	until_true 60 apart $SATELLITE || fail "the master did not see the site go"
	world partner-wrong-name
	ICINGA=$SATELLITE_IP service_is 2 "$EDGE" 'push federation' 'PUSH FEDERATION CRITICAL'
	seen=$(ICINGA=$SATELLITE_IP time_of "$EDGE!push federation") seen_perfdata=$perfdata
	! has_time "$EDGE!push federation" "$seen" || fail "the master had the result while the site was cut off"
	apart $SATELLITE || fail "the site was not cut off all the time"
	way_open
	until_true 90 has_time "$EDGE!push federation" "$seen" || fail "what was seen meanwhile did not reach the master"
	[[ $(attribute "$EDGE!push federation" "'\n'.join(a['last_check_result']['performance_data'])") == "$seen_perfdata" ]] ||
		fail "its perfdata differs" "$seen_perfdata"
}

@test "and as before: the master orders a check, the satellite makes it" {
	world
	until_true 60 connected $SATELLITE || fail "the site did not come back"
	service_is 0 "$EDGE" 'push federation' 'PUSH FEDERATION OK'
	made_by "$EDGE!push federation" $SATELLITE
	perfdata_has 'targets_ok=1'
}
