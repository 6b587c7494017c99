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
	local before
	world "$1"
	ask federation
	before=${state:?}
	ask federation "${ALL[@]}" -v
	is "$before"
}

@test "a healthy route" {
	world
	ask federation -v "${ALL[@]}"
	is OK "$PUSH_DOMAIN answered 200 via $EDGE in "
	hops OOO
	traced 483 483 200
	shows "trace 0 483 Too many hops after" "Via: SIP/2.0/TLS 127.0.0.1:" "ms-received-port=" \
		"trace: 2 servers on the way, Max-Forwards 2 brought 200" \
		"[OK] $STRAIGHT dns " "ms, connect " "wants ours" "$PARTNER answers TLS from here" \
		"certificate of $PARTNER: 334 days left" \
		"_sipfederationtls._tcp.$PUSH_DOMAIN after" "priority 0, weight 0: $PARTNER:$PARTNER_PORT, 127.0.0.20" \
		"priority 0, weight 0: $EDGE_EXTERNAL:5061, 127.0.0.11"
}

@test "each alone" {
	world
	ask federation -v --trace
	hides straight "dns _sip" "$PARTNER answers"
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

@test "without -v a trace stands below the line, and nothing else does" {
	local lines
	world
	ask federation --direct --own-domain="$ORG_DOMAIN"
	is OK
	lines=$(inside "$PLUGIN_DIR/check_push_federation" -H "$EDGE:$EDGE_PORT" "${OURS[@]}" "${ALL[@]}" | sed 1d)
	[[ $lines == 'trace   0  483 '* && $(wc -l <<<"$lines") -le 8 && $lines != *straight* ]] || fail "it shows" "$lines"
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
	shows "trace: Max-Forwards 0 was answered, 1 was not: lost behind server 1"
}

@test "a trace goes on where the real request stays unanswered, within the deadline" {
	world push-loses-first
	ask federation -v -t 4 --trace
	is CRITICAL "no SIP answer from $EDGE within 3."
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
	shows "[UNKNOWN] $STRAIGHT" "connect failed after" "refused" "$PARTNER refuses connections from here as well" \
		"it fails for both of us"
}

@test "both ways: the Edge's way out" {
	world edge-mute partner-refuses-tls
	ask federation -v "${ALL[@]}"
	hops OC-
	shows "[OK] $STRAIGHT" "$PARTNER answers TLS from here; nothing came back through" "Test-NetConnection $PARTNER -Port 5061"
}

@test "both ways: the Edge's certificate" {
	world partner-refuses-tls
	ask federation -v "${ALL[@]}"
	shows "[OK] $STRAIGHT" "$PARTNER goes on with TLS from here, and broke it off with"
}

@test "both ways: the Edge's roots" {
	world partner-unknown-ca
	SSL_CERT_FILE=$PKI/stranger-ca.pem ask federation -v "${ALL[@]}"
	shows "[OK] $STRAIGHT" "$PARTNER's certificate verifies here, and not on"
	ask federation -v "${ALL[@]}"
	shows "[WARNING] $STRAIGHT" "certificate does not verify" "does not verify here either" "we do not trust the issuer of $PARTNER's" \
		"DigiCert Global Root G2"
}

@test "both ways: --ca-cert is trusted beside the system's roots" {
	world
	cat "$PKI/ca.pem" "$PKI/public-ca.pem" >"$BATS_TEST_TMPDIR/both.pem"
	SSL_CERT_FILE=/nonexistent/file ask federation -v --direct --ca-cert "$BATS_TEST_TMPDIR/both.pem"
	is OK
	hides "does not verify"
	SSL_CERT_FILE=$PKI/stranger-ca.pem ask federation -v --direct
	is OK
	shows "certificate does not verify" "$PARTNER answers TLS from here, with a certificate that does not verify"
}

@test "both ways: a certificate of another name, and one that is over" {
	world partner-wrong-name
	ask federation -v --direct
	is CRITICAL
	shows "[WARNING] $PARTNER presents the certificate of other.$PARTNER"
	world partner-expired
	ask federation -v --direct
	shows "[WARNING] the certificate of $PARTNER expired 3 days ago"
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
	shows "[UNKNOWN] $STRAIGHT" "unreachable" "could not see $PARTNER from here (unreachable); left out of the state"
	world no-way-out partner-down
	ask federation -v --direct
	is CRITICAL
	shows "could not see $PARTNER from here either (unreachable)"
}

@test "a way out that is dropped ends with the deadline" {
	world edge-mute edge-impatient partner-dropping
	ask federation -v --direct -t 3
	is CRITICAL
	shows "failed after" "timeout"
}

@test "our own record" {
	world own-srv-missing
	ask federation -v "${ALL[@]}"
	shows "[WARNING] $ORG_DOMAIN has no SRV record for federation" "_sipfederationtls._tcp.$ORG_DOMAIN SRV 0 0 5061"
	world own-srv-wrong
	ask federation -v "${ALL[@]}"
	shows "[WARNING] other.$ORG_DOMAIN, SRV target of $ORG_DOMAIN, has no address"
	world own-srv-alias
	ask federation -v "${ALL[@]}"
	shows "[WARNING] alias.$ORG_DOMAIN, SRV target of $ORG_DOMAIN, is an alias of $EDGE_EXTERNAL"
	world own-srv-second
	ask federation -v "${ALL[@]}"
	is WARNING "of 2 SRV targets of $ORG_DOMAIN an Access Edge takes one only: $EDGE_EXTERNAL"
	ask federation -v "${ALL[@]}" --ignore=dns.own
	is OK
}

@test "the federated domain's record" {
	world srv-missing
	ask federation -v "${ALL[@]}"
	is CRITICAL
	shows "[WARNING] $PUSH_DOMAIN has no SRV record for federation" "dns failed after"
	world srv-target-missing
	ask federation -v "${ALL[@]}"
	shows "[WARNING] none.$PARTNER, SRV target of $PUSH_DOMAIN, has no address"
	world srv-wrong-port
	ask federation -v "${ALL[@]}"
	shows "[WARNING] the SRV record of $PUSH_DOMAIN names port 5999, not 5061"
	world srv-refused
	ask federation -v "${ALL[@]}"
	shows "[UNKNOWN] could not look up the SRV record of $PUSH_DOMAIN"
	ask federation -v --direct
	hides "[UNKNOWN] could not look up"
	shows "note could not look up the SRV record of $PUSH_DOMAIN"
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
	world partner-address-missing
	seen=$output
	ask federation -v --own-domain="$ORG_DOMAIN" --dns-server=127.0.0.1:5353
	kill "$server"
	shows "[WARNING] DNS has an address of $PARTNER from here;"
	output=$seen
	shows "[WARNING] DNS has the SRV record of $PUSH_DOMAIN from here;" "Resolve-DnsName -Type SRV _sipfederationtls._tcp.$PUSH_DOMAIN"
}

@test "a name server that is silent keeps nobody waiting" {
	world dns-silent
	ask federation -v "${ALL[@]}" -I 127.0.0.10 -t 3
	shows "[UNKNOWN] could not look up the SRV record of $ORG_DOMAIN" "did not answer within"
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

# refused WORDS OPTION...
refused() {
	probe federation -H "$EDGE:$EDGE_PORT" "${@:2}"
	is UNKNOWN "$1"
}

@test "what makes no sense is refused" {
	refused "--trace sends requests, and with --no-client-cert none is sent" --trace --no-client-cert
	refused "--own-domain: 192.0.2.1 is not a name: it is an address" --own-domain=192.0.2.1
	refused "--own-domain: the value is empty" --own-domain=
	refused "--own-domain: a b has a blank in it" --own-domain='a b'
	refused "--direct takes no value" --direct=yes
	refused "--own-domain needs its value" --own-domain
	probe notification -H "$EDGE:$EDGE_PORT" --trace
	is UNKNOWN "--trace is not an option"
}
