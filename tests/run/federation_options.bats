#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# federation_options - every option of check_push_federation does what it says; without it, or with another value, the result
# would be another one
#
# Tests that need the same world stand together: switching takes a second.

load lib

setup_file() { lab_start "$LAB" contoso; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() { lab_use "$LAB"; }


# beside COMMAND...: run it in the lab until the lab ends
beside() { inside setsid -f "$@" </dev/null >"$BATS_TEST_TMPDIR/beside" 2>&1 3>&-; }

until_open() {	# until_open PORT
	local tries=200
	until inside grep -q ":$(printf %04X "$1") 0*:0000 0A " /proc/net/tcp /proc/net/tcp6; do
		((tries-- > 0)) || fail "no server listens on port $1" "$(<"$BATS_TEST_TMPDIR/beside")"
		sleep 0.02
	done
}

# ---- server ----

@test "-H: the port may stand behind the name" {
	probe federation -H "$EDGE:5999" "${OURS[@]}"
	is CRITICAL tcp-refused "$EDGE:5999" 127.0.0.10
	probe federation --hostname="$EDGE:5061" "${OURS[@]}" -p 5999
	answered
}

@test "-p: port of the hosts that name none" {
	probe federation -H "$EDGE" "${OURS[@]}" -p 5999
	is CRITICAL tcp-refused "$EDGE:5999" 127.0.0.10
	probe federation -H "$EDGE" "${OURS[@]}"
	answered
}

@test "-I: no lookup is made" {
	probe federation -H nowhere.contoso.com "${OURS[@]}" --verify-name="$EDGE"
	is CRITICAL dns-no-such-name nowhere.contoso.com
	probe federation -H nowhere.contoso.com "${OURS[@]}" --verify-name="$EDGE" -I 127.0.0.10
	is OK - nowhere.contoso.com
	lacks time_dns
	probe federation -H "$EDGE" "${OURS[@]}" --IP-address=127.0.0.99
	is CRITICAL tcp-refused "$EDGE:5061" 127.0.0.99
}

@test "an address as -H needs --verify-name" {
	probe federation -H 127.0.0.10 "${OURS[@]}"
	refuses 127.0.0.10 --verify-name '-I 127.0.0.10'
	probe federation -H 127.0.0.10 "${OURS[@]}" --verify-name="$EDGE"
	is OK - 127.0.0.10
	lacks time_dns
}

@test "-4, -6: only that address family" {
	ask federation -6
	is CRITICAL dns-no-address "$EDGE" IPv6
	host_etc hosts "127.0.0.1 localhost
::1 $EDGE
127.0.0.10 $EDGE"
	ask federation -4
	answered
	ask federation -6
	is CRITICAL tcp-refused "$EDGE:5061" '(::1)'
	ask federation --first-address
	is WARNING address-dead ::1 "$EDGE" 127.0.0.10
}

@test "--bind: the connection comes from there" {
	forget edge
	ask federation --bind=127.0.0.5
	answered
	heard edge '^Via: SIP/2.0/TLS 127\.0\.0\.5:'
	heard push '^Via: SIP/2.0/TLS 127\.0\.0\.5:[0-9]+;branch=[^;]*;ms-received-port=[0-9]+;ms-received-cid=[^;]*$'
	ask federation --bind=192.0.2.1
	is UNKNOWN own-host 192.0.2.1 --bind
	ask federation --bind=::1
	is CRITICAL dns-no-address "$EDGE" IPv6
}

@test "--dns-server: another resolver than the system's" {
	host_etc resolv.conf 'nameserver 127.0.0.77'
	ask federation -t 4
	is CRITICAL dns-no-answer "$EDGE"
	ask federation --dns-server=127.0.0.1
	answered
}

@test "--dns-server: with a port" {
	beside dnsmasq -k -C /dev/null --port=5354 --listen-address=127.0.0.1 --bind-interfaces --no-resolv --no-hosts \
		--user= --group= --pid-file= --host-record=nowhere.contoso.com,127.0.0.10
	until_open 5354
	probe federation -H nowhere.contoso.com "${OURS[@]}" --verify-name="$EDGE" --dns-server=127.0.0.1
	is CRITICAL dns-no-such-name nowhere.contoso.com
	probe federation -H nowhere.contoso.com "${OURS[@]}" --verify-name="$EDGE" --dns-server=127.0.0.1:5354
	is OK - nowhere.contoso.com
}

@test "/etc/hosts is honoured, except with --dns-server" {
	host_etc hosts "127.0.0.1 localhost
127.0.0.99 $EDGE"
	ask federation
	is CRITICAL tcp-refused "$EDGE:5061" 127.0.0.99
	ask federation --dns-server=127.0.0.1
	answered
}

@test "search domains are honoured, except with --dns-server" {
	probe federation -H accessproxy "${OURS[@]}" --verify-name="$EDGE"
	is CRITICAL dns-no-such-name accessproxy
	host_etc resolv.conf 'nameserver 127.0.0.1
search example.org contoso.com'
	probe federation -H accessproxy "${OURS[@]}" --verify-name="$EDGE"
	is OK - accessproxy
	probe federation -H accessproxy "${OURS[@]}" --verify-name="$EDGE" --dns-server=127.0.0.1
	is CRITICAL dns-no-such-name accessproxy
}

# ---- limits ----

@test "-w, -c: the time of the whole exchange" {
	ask federation -w 0.0001
	is WARNING slow push.lync.com '0.0001 s'
	[[ ${metric[time]} == *'s;0.0001;;0' ]] || fail "no limit in the perfdata: ${metric[time]}"
	ask federation --critical=0.0001 -w 0.00001
	is CRITICAL slow '0.0001 s'
	[[ ${metric[time]} == *'s;0.00001;0.0001;0' ]] || fail "no limits in the perfdata: ${metric[time]}"
	ask federation -w 20 -c 25
	answered
	ask federation -w @0:20
	is WARNING
	[[ ${metric[time]} == *'s;;;0' ]] || fail "Icinga drops such a limit: ${metric[time]}"
	ask federation --warning=20:
	is WARNING slow '20 s'
}

@test "-C: life left in days, in percent, in both" {
	ask federation -C 400
	is WARNING cert-expiring '334 days' '400 days'
	ask federation --certificate=500,400
	is CRITICAL cert-expiring "$EDGE" '334 days' '400 days'
	ask federation -C 95%	# a month of its year is over
	is WARNING cert-expiring "$EDGE" '334 days' 3
	ask federation -C 85%	# two of its ten years are over
	is WARNING cert-issuer-expiring contoso.com 'Issuing CA' 29 3
	ask federation -C 60%
	answered
	ask federation -C 98%,95%
	is CRITICAL cert-expiring "$EDGE" '334 days' 3
	ask federation -C 400/60%	# whichever is sooner
	answered
	ask federation -C 400/95%
	is WARNING cert-expiring "$EDGE" '334 days' 3
}

@test "-C: our own certificate is at most WARNING" {
	ask federation -J "$PKI/probe-expiring.pem" -v
	is WARNING identity-expiring '10 days' '30 days'
	has own_cert_days=10 cert_days=334
	ask federation -J "$PKI/probe-expiring.pem" -C 30,20
	is WARNING identity-expiring '10 days'
	ask federation -J "$PKI/probe-expiring.pem" -C 5
	answered
}

# ---- our identity ----

@test "-J, -K: every format of an identity" {
	local row
	for row in 'probe-bundle.pem' 'probe.p12 --key-password-file probe.pass' \
		'probe-legacy.p12 --key-password-file probe.pass' 'probe.pem -K probe-encrypted.key --key-password-file probe.pass' \
		'probe.pem -K probe-key.der' 'probe.p12 -K probe.key --key-password-file probe.pass'; do
		# shellcheck disable=SC2086
		identity $row
		answered
		has own_cert_days=334
	done
}

@test "-J in DER, alone: its issuer is found among the roots that we trust" {
	awk '/BEGIN/ { n++ } n == 2' "$PKI/probe.pem" | cat "$PKI/ca.pem" - >"$BATS_TEST_TMPDIR/roots.pem"
	probe federation -H "$EDGE" -J "$PKI/probe.der" -K "$PKI/probe-key.der" --ca-cert "$BATS_TEST_TMPDIR/roots.pem"
	answered
	probe federation -H "$EDGE" -J "$PKI/probe.der" -K "$PKI/probe-key.der" --ca-cert "$PKI/ca.pem" -v
	is UNKNOWN identity-chain 48 --client-cert
	finds WARNING own.chain 'contoso.com Issuing CA'
}

identity() {	# identity FILE [OPTION FILE]...: paths are in the PKI
	local options=(-J "$PKI/$1")
	shift
	while (($#)); do
		options+=("$1" "$PKI/$2")
		shift 2
	done
	probe federation -H "$EDGE" --ca-cert "$PKI/ca.pem" -f sip:monitor@contoso.com "${options[@]}"
}

@test "no -J: the Edge's demand is named" {
	probe federation -H "$EDGE" --ca-cert "$PKI/ca.pem" -f sip:monitor@contoso.com
	is UNKNOWN identity-missing "$EDGE" --client-cert
	lacks own_cert_days time_sip
}

@test "our certificate without clientAuth, or without a CRL over HTTP, is a note of its own, of a stranger's CA UNKNOWN, expired UNKNOWN" {
	ask federation -J "$PKI/probe-noclientauth.pem" -v	# the lab's Edge checks as a server on OpenSSL does
	is CRITICAL identity-kind "$EDGE" 43
	finds NOTE own.usage clientAuth
	ask federation -J "$PKI/probe-ldap.pem" -v
	is OK - "$EDGE"
	finds NOTE own.crl HTTP
	ask federation -v
	finds_no own.crl
	ask federation -J "$PKI/probe-stranger.pem" -K "$PKI/probe-stranger.key"
	is UNKNOWN identity-issuer-unknown "$EDGE" 48
	ask federation -J "$PKI/probe-expired.pem"
	is UNKNOWN identity-expired '3 days'
}

@test "--no-client-cert: judged up to the Edge's demand for one" {
	probe federation -H "$EDGE" --ca-cert "$PKI/ca.pem" --no-client-cert -v
	is OK - "$EDGE"
	hops O--
	finds OK route.tls "$EDGE"
	hides 'Failure'
	lacks time_sip
	probe federation -H "$EDGE" --ca-cert "$PKI/ca.pem" --no-client-cert -w 0.00001
	is WARNING slow "$EDGE" '1e-05 s'
}

# ---- trust ----

@test "--ca-cert: every format, files and directories" {
	local form
	for form in ca.pem ca.der ca.p7b ca-der.p7b ca-dir ca-dir-plain; do
		ask federation --ca-cert="$PKI/$form"
		answered
	done
	ask federation --ca-cert="$PKI/public-ca.pem"
	is UNKNOWN cert-issuer-unknown "$EDGE"
	ask federation --ca-cert="$PKI/ca-dir-empty"
	refuses "$PKI/ca-dir-empty"
}

@test "no --ca-cert: the system's roots do not know the lab" {
	probe federation -H "$EDGE" -J "$PKI/probe.pem" -K "$PKI/probe.key" -f sip:monitor@contoso.com -v
	is UNKNOWN cert-issuer-unknown "$EDGE"
	shows --ca-cert
}

@test "nothing of ours reaches a peer that does not verify" {
	forget edge
	ask federation --ca-cert="$PKI/stranger-ca.pem" -v
	is UNKNOWN cert-issuer-unknown
	unheard edge 'request from'
	lacks time_sip
}

@test "-k: goes on past a bad certificate, as a WARNING" {
	ask federation --ca-cert="$PKI/stranger-ca.pem" -k -v
	is WARNING cert-issuer-unknown '(-k)'
	hops WOO
	has time_sip
}

@test "--verify-name: the name that the certificate must carry" {
	ask federation --verify-name=sip.contoso.com
	is CRITICAL cert-name "$EDGE" sip.contoso.com
	probe federation -H other.contoso.com -I 127.0.0.10 "${OURS[@]}"
	is CRITICAL cert-name other.contoso.com "$EDGE"
	probe federation -H other.contoso.com -I 127.0.0.10 "${OURS[@]}" --verify-name="$EDGE"
	is OK
}

@test "--tls-min: refuses older versions" {
	probe federation -H "$EDGE_EXTERNAL" --ca-cert="$PKI/public-ca.pem" --no-client-cert
	is OK - "$EDGE_EXTERNAL"
	probe federation -H "$EDGE_EXTERNAL" --ca-cert="$PKI/public-ca.pem" --no-client-cert --tls-min=1.3
	is CRITICAL tls-version "$EDGE_EXTERNAL" 'TLS 1.3' --tls-min=1.3
	ask federation --tls-min=1.3
	answered
}

@test "--security-level: stricter than today's default" {
	ask federation --security-level=2
	answered
	ask federation --security-level=3 -v
	is CRITICAL cert-weak "$EDGE"
	shows --security-level
}

@test "--security-level=0: SHA-1 chains of old CAs, and the failure's sentence names it" {
	local pki=$BATS_TEST_TMPDIR
	openssl genpkey -quiet -algorithm RSA -out "$pki/key"
	openssl req -x509 -key "$pki/key" -subj '/CN=Old CA' -days 99 -out "$pki/ca.pem" -addext keyUsage=keyCertSign
	openssl req -new -key "$pki/key" -subj "/CN=$EDGE" -out "$pki/old.csr"
	openssl x509 -req -sha1 -in "$pki/old.csr" -CA "$pki/ca.pem" -CAkey "$pki/key" -days 99 -out "$pki/old.pem" \
		-extfile <(echo "subjectAltName=DNS:$EDGE")
	beside sh -c 'sleep 99 | exec openssl s_server -accept "$0" -cert "$1/old.pem" -key "$1/key" -cipher "$2" -quiet' \
		127.0.0.10:5998 "$pki" DEFAULT:@SECLEVEL=0
	until_open 5998
	probe federation -H "$EDGE:5998" "${OURS[@]:2}" --ca-cert="$pki/ca.pem" -v
	is CRITICAL cert-weak "$EDGE" sha1WithRSAEncryption
	shows SHA-1 --security-level=0
	probe federation -H "$EDGE:5998" "${OURS[@]:2}" --ca-cert="$pki/ca.pem" --security-level=0 -t 6
	is CRITICAL undetermined "$EDGE"
}

@test "TLS 1.2 and 1.3: the same sentence for the same refusal" {
	local inside outside option
	for option in "-J $PKI/probe-stranger.pem -K $PKI/probe-stranger.key" '--no-client-cert'; do
		# shellcheck disable=SC2086
		probe federation -H "$EDGE" --ca-cert="$PKI/ca.pem" $option -vv
		shows TLSv1.3
		inside=${sentence//"$EDGE"/PEER}
		# shellcheck disable=SC2086
		probe federation -H "$EDGE_EXTERNAL" --ca-cert="$PKI/public-ca.pem" $option -vv
		shows TLSv1.2
		outside=${sentence//"$EDGE_EXTERNAL"/PEER}
		[[ $inside == "$outside" ]] || fail 'two sentences' "$inside"$'\n'"$outside"
	done
}

# ---- the request ----

@test "-d: the federated domain" {
	forget edge
	ask federation --domain=other.example
	is CRITICAL edge-dns-srv other.example
	heard edge '^OPTIONS sip:Options_User@other\.example SIP/2\.0'
}

@test "-P: a Route, with ms-edge-route" {
	forget edge
	ask federation
	unheard edge '^Route:'
	ask federation -P "$PARTNER"
	answered
	heard edge "^Route: <sip:$PARTNER;transport=tls;lr>;ms-edge-route.?\$"
	ask federation --proxy="$PARTNER:5999"
	is CRITICAL undetermined "$EDGE" "$PARTNER" 504
	heard edge "^Route: <sip:$PARTNER:5999;transport=tls;lr>;ms-edge-route.?\$"
}

@test "-u: the Request-URI" {
	forget push
	ask federation --uri=sip:someone@push.lync.com
	answered
	heard push '^OPTIONS sip:someone@push\.lync\.com SIP/2\.0'
	heard push '^To: <sip:someone@push\.lync\.com>'
}

@test "-f: From, else guessed from the server's name" {
	forget push
	ask federation --from=sip:probe7@contoso.com
	answered
	heard push '^From: <sip:probe7@contoso\.com>;tag='
	forget push
	probe federation -H "$EDGE" "${OURS[@]:0:6}"
	answered
	heard push '^From: <sip:monitor@contoso\.com>;tag='
	forget push
	probe federation -H 127.0.0.10 "${OURS[@]:0:6}" --verify-name="$EDGE"
	is OK
	heard push '^From: <sip:monitor@contoso\.com>;tag='
}

@test "--user-agent" {
	forget edge
	ask federation
	heard edge '^User-Agent: check_push/[0-9.]+'
	unheard edge '^User-Agent: [^c]'
	ask federation --user-agent='RTCC/5.0.0.0 McxService'
	heard edge '^User-Agent: RTCC/5\.0\.0\.0 McxService'
}

@test "--max-forwards" {
	forget edge
	ask federation
	heard edge '^Max-Forwards: 70'
	ask federation --max-forwards=0
	is OK - 483
	heard edge '^Max-Forwards: 0'
}

# ---- several targets ----

@test "several -H: counted, each with its time" {
	probe federation -H "$EDGE" -H "$EDGE_EXTERNAL:5999" "${OURS[@]}" -v
	is WARNING tcp-refused '1 of 2 targets OK' "$EDGE_EXTERNAL:5999" 127.0.0.11
	has targets=2 targets_ok=1 "$EDGE::time" "$EDGE_EXTERNAL::time"
	finds OK sip.answer 200 "$EDGE"
	shows "[WARNING] $EDGE_EXTERNAL:5999"
	ask federation
	lacks "$EDGE::time"
}

@test "--min-ok" {
	probe federation -H "$EDGE" -H "$EDGE_EXTERNAL:5999" "${OURS[@]}" --min-ok=2
	is CRITICAL
	probe federation -H "$EDGE:5997" -H "$EDGE_EXTERNAL:5999" "${OURS[@]}"
	is CRITICAL tcp-refused '0 of 2 targets OK: ' "$EDGE refused; $EDGE_EXTERNAL refused"
}

# ---- -v, and what opens no socket ----

@test "-v, -vv, -vvv: each shows more" {
	ask federation
	[[ $output != *$'\n'* ]] || fail 'more than one line'
	ask federation -v
	hops OOO
	hides 'TLS_AES' 'us -> peer'
	ask federation -vv
	hops OOO
	shows 'TLS_AES' "CN=$EDGE" 'OPTIONS sip:' 'SIP/2.0 200'
	hides 'Call-ID:'
	ask federation -vvv
	shows 'Call-ID:' 'CSeq: 1 OPTIONS'
	hides 'PRIVATE KEY'
}

@test "-h, -V: exit 3; --list-rules: exit 0" {
	run -0 --separate-stderr "$PLUGIN_DIR/check_push_federation" --list-rules
	[[ $output == *'sip.headers (never part of the state)'* ]] || fail 'no note' "$output"
	[[ $output == *'route.address (WARNING at worst)'* && $output == *'cert.expiry ('*'source: RFC 5280'* ]] || fail 'no rules' "$output"
	for option in -h --help; do
		run -3 --separate-stderr "$PLUGIN_DIR/check_push_federation" "$option"
		[[ $output == *'Usage: check_push_federation -H NAME'* && ! $stderr ]] || fail 'no help' "$output$stderr"
		[[ ! $(awk 'length > 80' <<<"$output") ]] || fail 'more than 80 columns' "$output"
	done
	for option in -V --version; do
		run -3 --separate-stderr "$PLUGIN_DIR/check_push_federation" "$option"
		[[ $output =~ ^check_push_federation\ [0-9]+\.[0-9]+\.[0-9]+$ && ! $stderr ]] || fail 'no version' "$output$stderr"
	done
}

@test "--help lists every option that has a test" {
	local option help
	help=$("$PLUGIN_DIR/check_push_federation" -h || true)
	for option in hostname IP-address port bind dns-server timeout warning critical certificate client-cert private-key \
		key-password-file ca-cert verify-name insecure tls-min security-level domain proxy uri from expect strict \
		all-addresses first-address min-ok no-client-cert user-agent max-forwards ignore list-rules extra-opts verbose version help; do
		[[ $help == *"--$option"[^a-z-]* ]] || fail "--help does not tell of --$option" "$help"
	done
}

# ---- options from a file ----

@test "--extra-opts: section and file" {
	local ini=$BATS_TEST_TMPDIR/plugins.ini
	printf '%s\n' '[check_push_federation]' "hostname=$EDGE" '[dmz]' "hostname=$EDGE" "client-cert=$PKI/probe.pem" \
		"private-key=$PKI/probe.key" "ca-cert=$PKI/ca.pem" 'from=sip:monitor@contoso.com' 'port=5061' >"$ini"
	probe federation --extra-opts="dmz@$ini"
	answered
	probe federation --extra-opts="dmz@$ini" -p 5999	# the command line is the last word
	is CRITICAL tcp-refused :5999
	probe federation --extra-opts="@$ini" --ca-cert="$PKI/ca.pem"
	is UNKNOWN identity-missing
	recorded federation --extra-opts=dmz
	observe inside env MP_CONFIG_FILE="$ini" timeout "$LIMIT" "${PROBE_RUN[@]}"
	answered
}

# ---- how it gets along with the system ----

@test "perfdata is whole under a locale with a decimal comma" {
	localedef -i de_DE -f UTF-8 "$BATS_TEST_TMPDIR/de_DE.UTF-8"
	[[ $(LOCPATH=$BATS_TEST_TMPDIR LC_ALL=de_DE.UTF-8 locale decimal_point) == , ]]
	observe inside env LOCPATH="$BATS_TEST_TMPDIR" LC_ALL=de_DE.UTF-8 timeout "$LIMIT" "$PLUGIN_DIR/check_push_federation" \
		-H "$EDGE" "${OURS[@]}" -w 0.0001 -vv
	is WARNING
	[[ ${metric[time]} == *.*'s;0.0001;;0' ]] || fail "the limit: ${metric[time]}"
}

@test "check_push_federation needs no libcurl, no expat and no GSSAPI" {
	run -0 ldd "$PLUGIN_DIR/check_push_federation"
	[[ $output == *libssl* ]] || fail 'ldd shows nothing' "$output"
	[[ ! $output =~ libcurl|libexpat|libgssapi|libkrb5 ]] || fail 'too much is linked' "$output"
}

# ---- faults ----

@test "-e: what answers count as (the partner says 404)" {
	world push-unknown
	ask federation
	is WARNING address-unknown 404
	ask federation -e 404
	is OK - 404
	ask federation --expect=400-410:critical
	is CRITICAL address-unknown 404
	ask federation -e 405,480-489 -e 404:unknown
	is UNKNOWN address-unknown 404
	ask federation -e 400-499:critical -e 404
	is OK - 404
}

@test "a guessed From that is answered 404 is UNKNOWN" {
	world push-unknown
	probe federation -H "$EDGE" "${OURS[@]:0:6}"
	is UNKNOWN from-guessed contoso.com -f 404
	probe federation -H 127.0.0.10 "${OURS[@]:0:6}" --verify-name="$EDGE"
	is UNKNOWN from-guessed contoso.com -f 404
	probe federation -H "$EDGE" "${OURS[@]:0:6}" -e 404
	is OK
}

@test "--strict: only 2xx is OK, all else CRITICAL" {
	world push-480 edge-expiring
	ask federation --ignore=cert.expiry
	is WARNING service-refused 480
	ask federation --ignore=cert.expiry --strict
	is CRITICAL service-refused 480
}

@test "--ignore: left out of the state, counted" {
	world edge-expiring
	ask federation
	is WARNING cert-expiring '10 days'
	ask federation --ignore=cert.expiry -v
	answered '(1 ignored)'
	finds WARNING cert-expiring '10 days'
	ask federation --ignore=time,own.usage
	is WARNING cert-expiring '10 days'
}

@test "each address of a name is a target, and the worst counts; --first-address, --min-ok" {
	world edge-address-dead
	ask federation -v
	is CRITICAL tcp-refused '1 of 2' 127.0.0.2
	has targets=2 targets_ok=1
	[[ "${!metric[*]}" != *::* ]] || fail 'labels of addresses'
	ask federation --min-ok=1
	is WARNING tcp-refused '1 of 2'
	ask federation --all-addresses --min-ok=2
	is CRITICAL
	ask federation --first-address
	is WARNING address-dead 127.0.0.2
	has targets=1 targets_ok=1
}

@test "of a name with many addresses the first 8 are asked, and a note says so" {
	world edge-addresses-many
	ask federation -v
	is CRITICAL tcp-refused
	has targets=8
	finds NOTE route.addresses "$EDGE" 10 8
}

@test "an address that this host has no network for is a note" {
	world edge-address-ipv6
	ask federation -v
	is OK
	has targets=1 targets_ok=1
	finds NOTE route.address 2001:db8::10
}

@test "a dead address in parallel costs the good one no time" {
	world edge-address-dropping
	ask federation -t 3
	is CRITICAL tcp-timeout '1 of 2'
	has targets=2 targets_ok=1
	ask federation -t 6 --first-address	# a wait for the dead address must leave time for the other
	is WARNING address-dead 127.0.0.10
}

@test "-k with an expired certificate: the route is judged" {
	world edge-expired
	ask federation
	is CRITICAL cert-expired '3 days'
	has cert_days=-3
	ask federation --insecure -v
	is WARNING cert-expired '3 days' '(-k)'
	hops WOO
	finds OK sip.answer 200 "$EDGE"
}

@test "--verify-name with the name that the Edge has" {
	world edge-wrong-name
	ask federation --verify-name=other.contoso.com
	answered
}

@test "--tls-min=1.0: an Edge on Windows Server 2008 R2" {
	world edge-tls10
	ask federation
	is CRITICAL tls-version "$EDGE"
	ask federation --tls-min=1.1
	is CRITICAL tls-version "$EDGE"
	ask federation --tls-min=1.0 -vv
	answered
	shows 'TLSv1 '
	ask federation --tls-min=1.0 --security-level=1
	is CRITICAL
}

@test "-t: for the whole check, and the state then" {
	local LIMIT=20	# less than the time without -t
	world edge-silent
	ask federation -t 1
	is CRITICAL tls-silent "$EDGE"
	ask federation --timeout=1:unknown
	is UNKNOWN tls-silent
	ask federation -t 0.5:ok
	is OK tls-silent
}

@test "--no-extra-request: a success is not followed by an OPTIONS with Max-Forwards 0" {
	world
	ask federation -vvv
	is OK
	(($(grep -c 'Max-Forwards: 0' <<<"$output") == 1)) || fail 'no such request is shown'
	ask federation -vvv --no-extra-request
	is OK
	[[ $output != *'Max-Forwards: 0'* ]] || fail 'it was sent'
}
