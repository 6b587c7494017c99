#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# stacks - other SIP stacks where the Edge stands, over mutual TLS: what the verdict makes of their answers, and what tshark says of our
# requests. Servers that answer OPTIONS themselves prove no route; a proxy that hands them on does.
#
# PLUGIN_DIR holds the plugins, PACKAGES what was built. Npm's sip comes from the registry: without npm, or without it, its row is skipped.

# shellcheck disable=SC2030,SC2031
STACKS=$BATS_TEST_DIRNAME
EDGE=edge.contoso.com

# certificate NAME SIGNER-OPTIONS...: NAME.pem and NAME.key
certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" -subj "/CN=$1.contoso.com" -days 2 "${@:2}" 2>/dev/null
}

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	certificate ca -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
	local name
	for name in edge probe; do
		certificate "$name" -CA ca.pem -CAkey ca.key -addext basicConstraints=critical,CA:FALSE \
			-addext extendedKeyUsage=serverAuth,clientAuth -addext "subjectAltName=DNS:$name.contoso.com"
	done
	cat edge.pem edge.key >agent.pem # as Sofia-SIP and baresip want it
	cp ca.pem cafile.pem
	chmod 600 ./*.key
	# shellcheck disable=SC2046
	gcc -Wall -Wextra -Werror -o sofia "$STACKS/sofia.c" $(pkg-config --cflags --libs sofia-sip-ua)
	# shellcheck disable=SC2046
	gcc -Wall -Wextra -Werror -o libre "$STACKS/libre.c" $(pkg-config --cflags --libs libre)
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
	pids=()
}

teardown() {
	((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
	wait
}

# free_port: one below which the next is free too
free_port() {
	/usr/bin/python3 -c 'import socket
while True:
    a, b = socket.socket(), socket.socket()
    a.bind(("127.0.0.1", 0))
    try:
        b.bind(("127.0.0.1", a.getsockname()[1] + 1))
    except OSError:
        continue
    print(a.getsockname()[1])
    break'
}

# serve PORT COMMAND...: until the port listens
serve() {
	local port=$1 tries
	shift
	"$@" >"$BATS_TEST_TMPDIR/log$port" 2>&1 3>&- </dev/null &
	pids+=($!)
	for tries in {1..100}; do
		[[ $(ss -ltnH "sport = :$port") ]] && return
		sleep 0.1
	done
	cat "$BATS_TEST_TMPDIR/log$port"
	return "$tries"
}

# ask PORT OPTION...: sets verdict to "STATE CAUSE HOP" of the first finding
ask() {
	"$PLUGIN_DIR/check_push_federation" -H "$EDGE:$1" -I 127.0.0.1 -J probe.pem -K probe.key --ca-cert ca.pem -f sip:m@contoso.com -t 10 \
		--output-format=json "${@:2}" </dev/null >"$BATS_TEST_TMPDIR/out" || true
	verdict=$(jq -r '"\(.state) \(.cause // "-") \([.targets[0].route[] | select(.reached)] | length)"' "$BATS_TEST_TMPDIR/out")
	mutual=$(jq -r '.targets[0].tls.certificate_given' "$BATS_TEST_TMPDIR/out")
}

# answers_itself PORT: a 200, and no route behind it
answers_itself() {
	ask "$1"
	[[ $verdict == "WARNING answered-itself 1" ]] || { cat "$BATS_TEST_TMPDIR/out"; return 1; }
	[[ $(jq '.targets[0].answer.status' "$BATS_TEST_TMPDIR/out") == 200 ]]
}

# sipp PORT SERVER: SIPp in plain TCP
sipp_at() { serve "$1" sipp -sf "$STACKS/uas.xml" -key server "$2" -i 127.0.0.1 -p "$1" -t t1 -nostdin; }

# tls_before PORT NEXT OPTION...
tls_before() {
	serve "$1" socat "${@:3}" "OPENSSL-LISTEN:$1,bind=127.0.0.1,reuseaddr,fork,cert=agent.pem,cafile=ca.pem,verify=1" "TCP:127.0.0.1:$2"
}

@test "Sofia-SIP" {
	port=$(free_port)
	serve "$port" ./sofia "$port" .
	answers_itself "$port"
	[[ $mutual == true ]]
}

@test "libre" {
	port=$(free_port)
	serve "$port" ./libre "$port" agent.pem ca.pem
	answers_itself "$port"
	[[ $mutual == true ]]
}

@test "Net::SIP" {
	port=$(free_port)
	serve "$port" "$STACKS/net_sip" "$port" edge.pem edge.key ca.pem
	answers_itself "$port"
	[[ $mutual == true ]]
}

@test "SIPp behind socat" {
	port=$(free_port)
	sipp_at "$((port + 1))" SIPp
	tls_before "$port" "$((port + 1))"
	answers_itself "$port"
	[[ $mutual == true ]]
}

# It asks no client for a certificate, and listens for TLS one above its port.
@test "baresip" {
	port=$(free_port)
	mkdir -p baresip
	printf '%s\n' "sip_listen 127.0.0.1:$port" "sip_certificate $PWD/agent.pem" "sip_cafile $PWD/ca.pem" "module_path $(dirname "$(dpkg -L baresip-core | grep /account.so)")" \
		"module account.so" "module_app menu.so" >baresip/config
	echo "<sip:Options_User@127.0.0.1>;regint=0;answermode=manual" >baresip/accounts
	: >baresip/contacts
	serve "$((port + 1))" baresip -f baresip
	answers_itself "$((port + 1))"
}

@test "npm's sip, a proxy" {
	command -v npm >/dev/null || skip "there is no npm"
	[[ -d $PACKAGES/stacks/node_modules/sip ]] ||
		npm install --silent --no-audit --no-fund --no-save --prefix "$PACKAGES/stacks" sip@0.0.6 >/dev/null 2>&1 ||
		skip "npm cannot bring sip"
	port=$(free_port)
	behind=$(free_port)
	sipp_at "$behind" RTC/6.0
	serve "$port" node "$STACKS/npm_proxy.js" "$(realpath "$PACKAGES/stacks/node_modules")" "$port" edge.pem edge.key ca.pem "$behind"
	ask "$port"
	[[ $verdict == "OK - 3" ]] || { cat "$BATS_TEST_TMPDIR/out"; false; }
	[[ $(jq '.targets[0].nearest.status' "$BATS_TEST_TMPDIR/out") == 483 ]]
}

# judged FILE: what came, as tshark reads it: every message is SIP, and none is remarked upon
judged() {
	od -Ax -tx1 -v "$1" | text2pcap -q -T 40000,5060 - "$1.pcap" 2>/dev/null
	local words
	words=$(tshark -r "$1.pcap" -Y sip -T fields -e sip.Method -e _ws.expert.message -e _ws.malformed 2>/dev/null)
	echo "$words"
	[[ $words && $words != *[a-z]* ]]
}

@test "tshark: our requests" {
	port=$(free_port)
	sipp_at "$((port + 1))" RTC/6.0
	tls_before "$port" "$((port + 1))" -r "$PWD/sent"
	ask "$port" -u 'sip:push@push.lync.com:5061;transport=tls' -P sipfed.online.lync.com:5061
	judged sent
}
