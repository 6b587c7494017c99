#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# diagnosis - --trace, --direct and --own-domain: what they show beside the route, what they make of it, and that they leave the
# verdict on it as it is
#
# Takes any NAMES: those of fabrikam are another organisation's, with other ports and another partner.

load lib

setup_file() { lab_start "$LAB" "$NAMES"; }

teardown_file() {
	"$LAB_TOOLS/down" "$LAB"
	"$LAB_TOOLS/down" "$LAB-front"
}

setup() {
	lab_use "$LAB"
	ALL=(--trace --direct "--own-domain=$ORG_DOMAIN")
	# The partner's certificate is a public one: this host's own roots are the lab's public CA.
	export SSL_CERT_FILE=$PKI/public-ca.pem SSL_CERT_DIR=/nonexistent
	STRAIGHT="= monitor -> $PARTNER:$PARTNER_PORT, straight"
}

# traced STATUS...: what Max-Forwards 0, 1, 2, ... brought; "no" for no answer
traced() {
	local seen
	seen=$(sed -nE 's/^(trace|     ) +([0-9]+)  ([0-9]+|no) .*/\2:\3/p' <<<"$output" | xargs)
	[[ $seen == "$(local n=0 status; for status; do echo "$((n++)):$status"; done | xargs)" ]] || fail "the trace is $seen"
}

# both FAULT: the verdict with all three is the one without
both() {
	local before cause
	world "$1"
	ask federation
	before=${state:?}
	cause=$(of_verdict '.cause // "-"')
	ask federation "${ALL[@]}" -v
	is "$before" "$cause"
}

@test "a healthy route" {
	world
	ask federation -v "${ALL[@]}"
	answered
	hops OOO
	traced 483 483 200
	finds NOTE trace "2 servers" "Max-Forwards 2" 200
	finds NOTE direct.way "$PARTNER"
	finds OK direct.cert "$PARTNER" "334 days"
	shows "trace 0 483 Too many hops from $EDGE after" "1 483 Too many hops from $PARTNER after" "2 200 OK from $PUSH_DOMAIN after" "Via: SIP/2.0/TLS 127.0.0.1:" "ms-received-port=" "[OK] $STRAIGHT dns " "ms, connect " \
		"wants ours" "_sipfederationtls._tcp.$PUSH_DOMAIN after" "priority 0, weight 0: $PARTNER:$PARTNER_PORT, 127.0.0.20" \
		"priority 0, weight 0: $EDGE_EXTERNAL:5061, 127.0.0.11"
}

@test "each alone" {
	world
	ask federation -v --trace
	hides straight "dns _sip"
	finds_no direct.way
	ask federation -v --direct
	hides "trace " "_tcp.$ORG_DOMAIN"
	shows "$STRAIGHT" "_tcp.$PUSH_DOMAIN"
	ask federation -v --direct -P "$PARTNER:$PARTNER_PORT"
	hides _sipfederationtls
	shows "$STRAIGHT"
	ask federation -v --own-domain="$ORG_DOMAIN"
	hides straight "trace "
	shows "_tcp.$PUSH_DOMAIN" "_tcp.$ORG_DOMAIN"
}

@test "no DNS query is made for them unless they are given" {
	world
	forget dns
	ask federation -v
	ask federation -v --trace -P "$PARTNER:$PARTNER_PORT"
	# The Edge asks from its own process; the monitor's queries would come a second time.
	[[ $(grep -c 'query\[SRV\] _sipfederationtls._tcp.'"$ORG_DOMAIN" "$LOG/dns.log") -le 3 ]] || fail "asked" "$(<"$LOG/dns.log")"
	ask federation -v --own-domain="never-asked.$ORG_DOMAIN"
	heard dns "query\[SRV\] _sipfederationtls._tcp.never-asked.$ORG_DOMAIN"
}

@test "without -v what was asked for stands below the line, and nothing else does" {
	local lines asked
	world
	for asked in "${ALL[@]}"; do
		lines=$(inside "$PLUGIN_DIR/check_push_federation" -H "$EDGE:$EDGE_PORT" "${OURS[@]}" "$asked" | sed 1d)
		case $asked in
		--trace) [[ $lines == 'trace   0  483 '* && $lines != *$'\n'dns* && $(wc -l <<<"$lines") -le 9 ]] ;;
		--direct) [[ $lines == '[OK]       =  monitor -> '*$'\n'"dns     _sipfederationtls._tcp.$PUSH_DOMAIN"* ]] ;;
		*) [[ $lines == 'dns     '*$'\n'"dns     _sipfederationtls._tcp.$ORG_DOMAIN"* && $lines != *straight* ]] ;;
		esac || fail "$asked shows" "$lines"
	done
}

@test "the verdict is the same with them" {
	both partner-down
	both srv-missing
	both domain-not-allowed
	both push-480
	both push-unknown
	both push-down
	both edge-no-chain
	both edge-expiring
	both probe-not-trusted
	both probe-unknown-ca
	both probe-is-client
	both dns-missing
}

@test "the time is that of the exchange, not of the trace" {
	local said
	world push-reversed	# which keeps the request waiting, and that of the trace again
	said=$(inside timeout "$LIMIT" "$PLUGIN_DIR/check_push_federation" -H "$EDGE:$EDGE_PORT" "${OURS[@]}" --trace --output-format=json)
	jq -e '.targets[0] | .trace[-1].status == 200 and .phases.sip < .samples[0].took + .trace[-1].took' <<<"$said" ||
		fail "the trace is in it" "$said"
}

@test "a trace shows where a request is lost" {
	world partner-deaf
	ask federation -v -t 7 --trace
	is CRITICAL
	traced 483 no no
	finds NOTE trace "Max-Forwards 0" "server 1"
}

@test "a trace goes on where the real request stays unanswered, within the deadline" {
	world push-loses-first
	ask federation -v -t 4 --trace
	is CRITICAL undetermined "$EDGE"
	traced 483 483 200 200
}

@test "a trace ends with the connection" {
	world probe-not-trusted
	ask federation -v --trace
	is CRITICAL
	traced
}

@test "a trace through a Front End has a server more" {
	lab_start "$LAB-front" "$NAMES" --front-end
	lab_use "$LAB-front"
	probe federation -H "$FRONT_END:$FRONT_END_PORT" "${OURS[@]}" -v --trace
	"$LAB_TOOLS/down" "$LAB-front"
	is OK
	traced 483 483 483 200
}

@test "both ways: the partner is down" {
	world partner-down
	ask federation -v "${ALL[@]}"
	hops OC-
	shows "[UNKNOWN] $STRAIGHT" "connect failed after" "refused"
	finds WARNING partner-or-network "$PARTNER"
}

@test "both ways: the Edge's way out" {
	world edge-mute partner-refuses-tls
	ask federation -v "${ALL[@]}"
	hops OC-
	shows "[OK] $STRAIGHT"
	finds WARNING edge-outbound "$PARTNER" "Test-NetConnection $PARTNER -Port 5061"
}

@test "both ways: the Edge's certificate" {
	world partner-refuses-tls
	ask federation -v "${ALL[@]}"
	shows "[OK] $STRAIGHT"
	finds WARNING edge-certificate "$PARTNER"
}

@test "both ways: the Edge's roots" {
	world partner-unknown-ca
	SSL_CERT_FILE=$PKI/stranger-ca.pem ask federation -v "${ALL[@]}"
	shows "[OK] $STRAIGHT"
	finds WARNING edge-roots "$PARTNER"
	ask federation -v "${ALL[@]}"
	shows "[WARNING] $STRAIGHT"
	finds WARNING partner-certificate "$PARTNER"
	finds WARNING cert-issuer-unknown "$PARTNER" "DigiCert Global Root G2"
}

@test "both ways: --ca-cert is trusted beside the system's roots" {
	world
	cat "$PKI/ca.pem" "$PKI/public-ca.pem" >"$BATS_TEST_TMPDIR/both.pem"
	SSL_CERT_FILE=/nonexistent/file ask federation -v --direct --ca-cert "$BATS_TEST_TMPDIR/both.pem"
	is OK
	finds_no cert-issuer-unknown
	SSL_CERT_FILE=$PKI/stranger-ca.pem ask federation -v --direct
	is OK
	finds NOTE direct.way "$PARTNER"
	finds NOTE cert-issuer-unknown "$PARTNER"
}

@test "both ways: a certificate of another name, and one that is over" {
	world partner-wrong-name
	ask federation -v --direct
	is CRITICAL
	finds WARNING cert-name "$PARTNER" "other.$PARTNER"
	world partner-expired
	ask federation -v --direct
	finds WARNING cert-expired "$PARTNER" "3 days"
}

@test "both ways: none of ours is given" {
	world
	forget partner
	inside timeout 20 "$PLUGIN_DIR/check_push_federation" -H "$EDGE:$EDGE_PORT" "${OURS[@]}" --direct -t 2
	unheard partner "request from $PROBE"
}

@test "a host that may not go out: shown, and left out of the state" {
	world no-way-out
	ask federation -v --direct
	is OK
	shows "[UNKNOWN] $STRAIGHT" "unreachable"
	finds NOTE direct.way "$PARTNER" "(unreachable)"
	world no-way-out partner-down
	ask federation -v --direct
	is CRITICAL
	finds NOTE direct.way "$PARTNER" "(unreachable)"
}

@test "a way out that is dropped ends with the deadline" {
	world edge-mute edge-impatient partner-dropping
	ask federation -v --direct -t 3
	is CRITICAL
	shows "failed after" "no answer in time"
}

@test "our own record" {
	world own-srv-missing
	ask federation -v "${ALL[@]}"
	finds NOTE srv-missing "$ORG_DOMAIN" --dns-server
	ask federation -v "${ALL[@]}" --dns-server=127.0.0.1
	finds WARNING srv-missing "$ORG_DOMAIN" "_sipfederationtls._tcp.$ORG_DOMAIN SRV 0 0 5061"
	ask federation -v "${ALL[@]}" --own-domain="na.$ORG_DOMAIN" --dns-server=127.0.0.1
	finds CRITICAL srv-missing 2
	finds CRITICAL srv-missing "na.$ORG_DOMAIN"
	world own-srv-wrong
	ask federation -v "${ALL[@]}"
	finds WARNING srv-no-address "other.$ORG_DOMAIN" " $ORG_DOMAIN"
	world own-srv-alias
	ask federation -v "${ALL[@]}"
	finds WARNING srv-alias "alias.$ORG_DOMAIN" " $ORG_DOMAIN" "$EDGE_EXTERNAL"
	world own-srv-second
	ask federation -v "${ALL[@]}"
	is WARNING srv-second 2 "$ORG_DOMAIN" "$EDGE_EXTERNAL"
	ask federation -v "${ALL[@]}" --ignore=dns.own
	is OK
}

@test "the federated domain's record" {
	world srv-missing
	ask federation -v "${ALL[@]}"
	is CRITICAL
	shows "dns failed after"
	finds WARNING srv-missing "$PUSH_DOMAIN"
	world srv-target-missing
	ask federation -v "${ALL[@]}"
	finds WARNING srv-no-address "none.$PARTNER" "$PUSH_DOMAIN"
	world srv-wrong-port
	ask federation -v "${ALL[@]}"
	finds WARNING srv-port "$PUSH_DOMAIN" 5999 5061
	world srv-refused
	ask federation -v "${ALL[@]}"
	finds UNKNOWN dns-failed "$PUSH_DOMAIN"
	ask federation -v --direct
	finds NOTE dns-failed "$PUSH_DOMAIN"
}

# A second name server in the lab, with the healthy zone, while the Edge's own has lost the record.
@test "what the Edge does not find in DNS, and we do" {
	local server
	world
	sed 's/^port=.*/port=5353/' "$ETC/dns/dnsmasq.conf" >"$BATS_TEST_TMPDIR/dns.conf"
	inside dnsmasq -C "$BATS_TEST_TMPDIR/dns.conf" 3>&- &
	server=$!
	world srv-missing
	ask federation -v "${ALL[@]}" --dns-server=127.0.0.1:5353
	finds WARNING edge-dns-srv "$PUSH_DOMAIN" "Resolve-DnsName -Type SRV _sipfederationtls._tcp.$PUSH_DOMAIN"
	world partner-address-missing
	ask federation -v --own-domain="$ORG_DOMAIN" --dns-server=127.0.0.1:5353
	kill "$server"
	finds WARNING edge-dns-a "$PARTNER"
}

@test "a silent name server delays no other question" {
	world dns-silent
	ask federation -v "${ALL[@]}" -I 127.0.0.10 -t 3
	finds UNKNOWN dns.own "$ORG_DOMAIN"
}

@test "a recording says the same again, byte for byte" {
	local fault
	for fault in none partner-refuses-tls own-srv-alias partner-deaf; do
		if [[ $fault == none ]]; then world; else world "$fault"; fi
		ask federation -vvv -t 4 "${ALL[@]}" --record="$BATS_TEST_TMPDIR/$fault.json"
		"$PLUGIN_DIR/check_push_federation" --replay="$BATS_TEST_TMPDIR/$fault.json" >"$BATS_TEST_TMPDIR/again" || true
		[[ $(<"$BATS_TEST_TMPDIR/again") == "$output" ]] || fail "$fault: they differ" "$(diff <(echo "$output") "$BATS_TEST_TMPDIR/again")"
	done
}

@test "JSON shows them as the schema says" {
	local fault said
	for fault in none srv-missing no-way-out own-srv-alias; do
		if [[ $fault == none ]]; then world; else world "$fault"; fi
		said=$(inside timeout "$LIMIT" "$PLUGIN_DIR/check_push_federation" -H "$EDGE:$EDGE_PORT" "${OURS[@]}" "${ALL[@]}" \
			--output-format=json) || true
		"$TOP/tests/run/valid.py" "$TOP/contrib/check_push.schema.json" <<<"$said" || fail "it does not fit the schema" "$said"
		[[ $said == *'"trace":'*'"direct":'*'"dns":'* ]] || fail "something is not there" "$said"
	done
}

# makes_no_sense VALUE OPTION...: such a command line is refused
makes_no_sense() {
	probe federation -H "$EDGE:$EDGE_PORT" "${@:2}"
	refuses "$1"
}

@test "what makes no sense is refused" {
	makes_no_sense --no-client-cert --trace --no-client-cert
	makes_no_sense "--own-domain: 192.0.2.1" --own-domain=192.0.2.1
	makes_no_sense --own-domain --own-domain=
	makes_no_sense "--own-domain: a b" --own-domain='a b'
	makes_no_sense --direct --direct=yes
	makes_no_sense --own-domain --own-domain
	probe notification -H "$EDGE:$EDGE_PORT" --trace
	refuses --trace
}

# ---- --external ----

# outside [OPTION...]: the federation plugin, which also looks at the external side of the Edge
outside() { ask federation -v --external --own-domain="$ORG_DOMAIN" --dns-server=127.0.0.1 "$@"; }

@test "--external: a healthy certificate, seen from outside" {
	world
	outside
	is OK
	finds OK external.expiry "$EDGE_EXTERNAL" '334 days'
	finds NOTE external.names "sip.$ORG_DOMAIN"
	ask federation -v --external="$EDGE_EXTERNAL"
	is OK
	finds OK external.expiry "$EDGE_EXTERNAL" '334 days'
}

@test "--external: the certificate that expires in three days is seen while the inside is healthy" {
	world external-expiring
	ask federation
	is OK
	outside
	is CRITICAL cert-expiring "$EDGE_EXTERNAL" '3 days'
	hops OOO
	finds OK sip.answer 200
}

@test "--external: an issuer that is not public, another name" {
	world external-wrong-name
	outside
	finds CRITICAL cert-name "$EDGE_EXTERNAL" "other.$ORG_DOMAIN"
	finds WARNING external.names "sip.$ORG_DOMAIN"
	world external-unknown-ca
	outside
	finds CRITICAL cert-issuer-unknown "$EDGE_EXTERNAL"
	world external-internal
	outside
	finds CRITICAL external.issuer "$EDGE_EXTERNAL"
}

@test "--external: no way out is UNKNOWN of external.* alone" {
	world second-edge-down
	ask federation -v --external="second.$ORG_DOMAIN"
	is UNKNOWN external-unseen "second.$ORG_DOMAIN" 5061
	finds OK sip.answer 200
	ask federation -v --external="second.$ORG_DOMAIN" --ignore=external.reach
	is OK
}

@test "--external: more names than are asked are counted, each once" {
	local number domains=()
	for number in {1..40}; do domains+=("--own-domain=$ORG_DOMAIN"); done
	for number in {1..40}; do domains+=("--own-domain=d$number.$ORG_DOMAIN" "--own-domain=D$number.$ORG_DOMAIN"); done
	world
	outside "${domains[@]}" --ignore=dns.own
	# The record's server, and sip.DOMAIN of 41 domains, at two ports each; a domain in capitals is the same.
	finds NOTE external.reach 20 64
}

@test "--external: of which Edge has to be said" {
	ask federation --external
	refuses --external --own-domain --external=HOST
}
