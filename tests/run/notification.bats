#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# notification - check_push_notification: the round trip, its samples, what a push request may be, and what can go wrong

load lib

setup_file() { lab_start "$LAB" contoso; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() {
	lab_use "$LAB"
	FILE=$BATS_TEST_TMPDIR/file
}

# trips: round trips were measured
trips() {
	has rta rtmin rtmax
	((0 < $(value rtmin) && $(value rtmin) <= $(value rta) && $(value rta) <= $(value rtmax))) || fail 'rtmin, rta, rtmax are not in order'
}

# spoken WHO:NUMBER...: who spoke, in order, and of which request, as -vvv shows it
spoken() {
	local seen
	seen=$(awk '$2 ~ /^m?s$/ && $4 == "->" { who = $3 } $1 == "CSeq:" { print who ":" $2 }' <<<"$output" | xargs)
	[[ $seen == "$*" ]] || fail "spoken was: $seen"
}

# message FILE: a push with a link in it
message() {
	printf 'see http://www.example.org/' >"$1"
	MESSAGE=(-m MESSAGE --body-file="$1" --content-type=text/plain)
}

# ---- the healthy world ----

@test "healthy: OPTIONS to the push URI, the round trip, the phases" {
	forget push
	ask notification
	answered
	has time rta rtmin rtmax loss=0% time_dns time_connect time_tls time_sip cert_days own_cert_days cert_used own_cert_used \
		targets=1 targets_ok=1
	trips
	heard push '^OPTIONS sip:push@push\.lync\.com SIP/2\.0'
	heard push '^Contact: <sip:probe\.contoso\.com;transport=tls>'
}

@test "-v: the route, what it proves and what not" {
	ask notification -v
	hops OOO
	finds NOTE push.answer OPTIONS
}

@test "the lines of the cmdlet, as far as a server gave them" {
	local plugin
	for plugin in federation notification; do
		ask "$plugin" -vv
		grep -qx "Target Fqdn   : $EDGE" <<<"$output" || fail 'no Target Fqdn'
		grep -qx 'Result        : Success' <<<"$output" || fail 'no Result'
		grep -qxE 'Latency       : 00:00:0[0-9]\.[0-9]{7}' <<<"$output" || fail 'no Latency'
		! grep -qE '^(Error Message|Diagnosis) ' <<<"$output" || fail 'an error of no server'
	done
}

@test "--count, --interval: samples on one connection, on schedule" {
	forget edge push
	ask notification --count=8 --interval=0.05
	is OK - push.lync.com '8 of 8'
	has loss=0%
	[[ $(grep -c '^OPTIONS ' "$LOG/push.log") == 8 ]] || fail 'not 8 requests' "$(<"$LOG/push.log")"
	[[ $(grep '^Via: .*127\.0\.0\.1:' "$LOG/edge.log" | grep -o '127\.0\.0\.1:[0-9]*' | sort -u | wc -l) == 1 ]] ||
		fail 'not one connection' "$(<"$LOG/edge.log")"
	# the ninth is the extra request with Max-Forwards 0, which goes no further than to the Edge
	[[ $(grep '^Via: .*127\.0\.0\.1:' "$LOG/edge.log" | grep -o 'branch=[^;]*' | sort -u | wc -l) == 9 ]] ||
		fail 'not 9 branches' "$(<"$LOG/edge.log")"
	[[ $(grep -c '^Max-Forwards: 0' "$LOG/edge.log") == 1 ]] || fail 'not one extra request' "$(<"$LOG/edge.log")"
	forget push
	ask notification -n 2 -i 1 -vvv --no-extra-request
	spoken us:1 peer:1 us:2 peer:2
}

@test "-w, -c: the mean round trip" {
	ask notification -n 3 -i 0.05 -w 0.0001
	is WARNING slow '0.0001 s'
	[[ ${metric[rta]} == *'s;0.0001;;0' ]] || fail "no limit in the perfdata: ${metric[rta]}"
	ask notification --critical=0.0001
	is CRITICAL slow '0.0001 s'
	ask notification -w 9 -c 10
	answered
}

@test "-m, --body-file, --content-type: a MESSAGE has no Contact" {
	forget push
	message "$FILE"
	ask notification "${MESSAGE[@]}" -v
	answered
	heard push '^MESSAGE sip:push@push\.lync\.com SIP/2\.0'
	heard push '^Content-Type: text/plain'
	heard push '^Content-Length: 27'
	heard push '^see http://www\.example\.org/'
	unheard push '^Contact:'
	[[ $(of_verdict '.findings[] | select(.rule == "push.answer") | .note') == false ]] || fail 'a note about OPTIONS' "$(findings)"
	ask notification -m SERVICE
	is WARNING service-refused 405
}

@test "--header: further ones, in order" {
	forget push
	ask notification --header='X-One: 1' --header='X-Two: a, "b"'
	answered
	heard push '^X-One: 1'
	heard push '^X-Two: a, "b"'
}

@test "-u: where push requests go" {
	forget push
	ask notification -u sip:other@push.lync.com
	answered
	heard push '^OPTIONS sip:other@push\.lync\.com SIP/2\.0'
	heard push '^To: <sip:other@push\.lync\.com>'
	forget edge
	ask notification -d other.example
	heard edge '^OPTIONS sip:push@other\.example SIP/2\.0'
}

@test "several -H: every Edge of the pool, in parallel" {
	probe notification -H "$EDGE" -H "$EDGE_EXTERNAL:5999" "${OURS[@]}" -n 3 -i 0.05
	is WARNING tcp-refused '1 of 2 targets OK' "$EDGE_EXTERNAL:5999"
	has targets=2 targets_ok=1 loss=0% rta "$EDGE::time"
	forget edge
	probe notification -H "$EDGE" -H 127.0.0.10 --verify-name="$EDGE" "${OURS[@]}" -n 10 -i 0.1
	is OK - '2 of 2 targets OK'
	has targets=2 targets_ok=2 loss=0% "$EDGE::time"
	[[ "${!metric[*]}" != *127* ]] || fail 'an address in a label'
	(($(grep '^Via: ' "$LOG/edge.log" | grep -o '127\.0\.0\.1:[0-9]*' | uniq | wc -l) > 2)) || fail 'one after the other' "$(<"$LOG/edge.log")"
}

# ---- a captured request ----

# capture: a MESSAGE that the Edge took, as its log has it, in FILE
capture() {
	message "$BATS_TEST_TMPDIR/body"
	forget edge
	ask notification "${MESSAGE[@]}" --header='X-Site: 42' --user-agent='RTCC/5.0.0.0 McxService' --no-extra-request
	answered
	cp "$LOG/edge.log" "$FILE"
	forget push
}

@test "--request-template: the Edge's log replays and is answered" {
	capture
	probe notification -H "$EDGE" "${OURS[@]:0:6}" --request-template="$FILE" -v
	answered
	heard push '^MESSAGE sip:push@push\.lync\.com SIP/2\.0'
	heard push '^From: <sip:monitor@contoso\.com>'
	heard push '^Content-Type: text/plain'
	heard push '^see http://www\.example\.org/'
	unheard push '^Contact:'
	finds NOTE push.capture
}

@test "--request-template: what differs from the capture is made anew, and nothing else" {
	local only
	capture
	probe notification -H "$EDGE" "${OURS[@]:0:6}" --request-template="$FILE"
	is OK
	only=$(diff <(fields "$FILE") <(fields "$LOG/edge.log" 2) | sed -n 's/^[<>] //p' | cut -d: -f1 | sort -u | xargs)
	[[ $only == 'Call-ID From Via' ]] || fail "other headers differ: $only" "$(diff <(fields "$FILE") <(fields "$LOG/edge.log" 2))"
}

# fields FILE [N]: the N-th request in it, line by line
fields() { awk -v n="${2:-1}" '{ sub(/\r$/, "") } /request from/ { i++; next } i == n && NF' "$1"; }

@test "--request-template: a SIPStack record, and the first push of several" {
	{
		printf '%s\r\n' 'TL_INFO(TF_PROTOCOL) [0]0A28.0D34::11/23/2026-10:00:00 (SIPStack,SIPAdminLog::ProtocolRecord::Flush:196)' \
			'Direction: outgoing;source="local";destination="internal edge"' 'Peer: accessproxy.contoso.com:5061' \
			'Message-Type: request' 'Start-Line: SUBSCRIBE sip:someone@contoso.com SIP/2.0' 'From: <sip:someone@contoso.com>;tag=1' \
			'To: <sip:someone@contoso.com>' 'Call-ID: 1' 'CSeq: 1 SUBSCRIBE' 'Content-Length: 0' 'Message-Body: -' '$$end_record' '' \
			'TL_INFO(TF_PROTOCOL) [0]0A28.0D34::11/23/2026-10:00:01 (SIPStack,SIPAdminLog::ProtocolRecord::Flush:196)' \
			'Start-Line: OPTIONS sip:push@push.lync.com SIP/2.0' 'From: <sip:fe01@contoso.com>;epid=6C801B691B;tag=127ef2ce7' \
			'To: <sip:push@push.lync.com>' 'CSeq: 7 OPTIONS' 'Call-ID: 017b06f397b14886bba5edf97ea206bd' \
			'VIA: SIP/2.0/TLS 10.10.10.10:61182;branch=z9hG4bK6de49c9a' 'MAX-FORWARDS: 70' 'CONTENT-LENGTH: 0' \
			'USER-AGENT: RTCC/4.0.0.0' 'Message-Body: -' '$$end_record'
	} >"$FILE"
	forget push
	probe notification -H "$EDGE" "${OURS[@]:0:6}" --request-template="$FILE" -v
	answered
	finds NOTE push.capture 15 2
	heard push '^OPTIONS sip:push@push\.lync\.com SIP/2\.0'
	heard push '^From: <sip:fe01@contoso\.com>'
	unheard push '10\.10\.10\.10|127ef2ce7|6C801B691B|017b06f397b14886bba5edf97ea206bd'
}

# ---- requests that do harm ----

# captured METHOD URI [HEADER...]: FILE holds that request
captured() {
	printf '%s\r\n' "$1 $2 SIP/2.0" 'Via: SIP/2.0/TLS 192.0.2.4:5061;branch=z9hG4bKc6' 'Max-Forwards: 69' \
		'From: "One"<sip:one@contoso.com>;tag=9b68;epid=72f0' 'To: <sip:two@contoso.com>;epid=61d5' 'Call-ID: e635' \
		"CSeq: 2 $1" "${@:3}" 'Content-Length: 0' '' >"$FILE"
}

# unsent VALUE...: UNKNOWN, the sentence has each value, and neither the Edge nor the push service heard a thing
unsent() {
	[[ $state == UNKNOWN ]] || fail "it is $state, wanted: UNKNOWN"
	says "$@"
	[[ ! -s $LOG/edge.log && ! -s $LOG/push.log ]] || fail "it was sent" "$(cat "$LOG/edge.log" "$LOG/push.log")"
}

# replay [OPTION...]: the plugin sends FILE again
replay() { forget edge push; probe notification -H "$EDGE" "${OURS[@]:0:6}" --request-template="$FILE" "$@"; }

@test "a captured request that does harm is not sent" {
	captured MESSAGE 'sip:two@192.0.2.195:50954;transport=tls'
	replay
	unsent 'MESSAGE sip:two'
	is UNKNOWN capture-refused --uri
	captured INVITE 'sip:two@192.0.2.13:62755;transport=tls' 'Record-Route: <sip:pool.contoso.com:5061;lr>'
	replay
	unsent 'INVITE sip:two'
	captured REGISTER sip:contoso.com 'Expires: 0'
	replay
	unsent 'REGISTER sip:contoso.com'
	captured MESSAGE sip:push@push.lync.com 'Route: <sip:two@192.0.2.195:50954>'
	replay
	unsent Route
	captured INVITE tel:+4930123456
	replay -u sip:push@push.lync.com
	unsent INVITE
}

@test "--uri and --domain name another address for a captured MESSAGE" {
	captured MESSAGE sip:two@push.lync.com
	replay -u sip:two@push.lync.com
	is OK
	heard push '^MESSAGE sip:two@push\.lync\.com SIP/2\.0'
	replay
	unsent 'MESSAGE sip:two@push.lync.com'
	captured MESSAGE sip:push@other.example
	replay
	unsent 'MESSAGE sip:push@other.example'
	replay -d other.example
	heard edge 'MESSAGE sip:push@other\.example SIP/2\.0'
}

@test "-m: a method that does harm is not sent, from an ini file neither" {
	local method
	for method in INVITE REGISTER message options INFO; do
		forget edge push
		ask notification -m "$method"
		unsent "--method: $method"
	done
	forget edge push
	printf '[check_push_notification]\nmethod = REGISTER\n' >"$FILE"
	ask notification --extra-opts="@$FILE"
	unsent '--method: REGISTER'
	[[ $(ask notification -m SERVICE -v; echo "$output") == *'(405'* ]] || fail 'SERVICE was not sent'
}

@test "Authentication-Info belongs to the captured connection" {
	captured OPTIONS sip:push@push.lync.com 'Authentication-Info: NTLM rspauth="0100",' ' targetname="fe04"' 'Proxy-Authentication-Info: x' \
		'Authorization: NTLM gssapi-data="x"' 'X-Kept: 1'
	replay
	is OK
	heard push '^X-Kept: 1'
	unheard push '[Aa]uth|targetname'
}

# connects: does the plugin connect to anything, with FILE as its template?
connects() {
	local calls=$BATS_TEST_TMPDIR/calls
	observe inside timeout -k 2 "$LIMIT" strace -f -qq -e trace=connect,sendto,sendmsg,sendmmsg -o "$calls" \
		"$PLUGIN_DIR/check_push_notification" -H "$EDGE" "${OURS[@]:0:6}" --request-template="$FILE"
	grep -qE '(connect|sendto|sendmsg|sendmmsg)\(.*AF_INET' "$calls"
}

@test "no SIP method but OPTIONS, MESSAGE and SERVICE opens a connection" {
	local method
	[[ $PLUGIN_DIR != */san ]] || skip 'the leak checker does not run under strace'
	inside strace -o /dev/null true 2>/dev/null || skip 'strace is not there, or not allowed here'
	for method in OPTIONS MESSAGE SERVICE; do
		captured "$method" sip:push@push.lync.com
		connects || fail "$method was not sent"
		[[ $state != UNKNOWN ]] || fail "$method was not answered"
	done
	# RFC 3261, 3262, 6665, 3311, 3515, 3903, 6086; Microsoft's; and what is no method, for it has another case
	for method in INVITE ACK BYE CANCEL REGISTER PRACK SUBSCRIBE NOTIFY UPDATE REFER PUBLISH INFO NEGOTIATE BENOTIFY message Options; do
		captured "$method" sip:push@push.lync.com
		! connects || fail "$method opened a connection" "$(<"$BATS_TEST_TMPDIR/calls")"
		[[ $state == UNKNOWN ]] || fail "it is $state, wanted: UNKNOWN"
		says "$method sip:push@push.lync.com"
	done
	captured MESSAGE sip:two@contoso.com
	! connects || fail 'a MESSAGE to a person opened a connection' "$(<"$BATS_TEST_TMPDIR/calls")"
	is UNKNOWN
}

# ---- faults ----

@test "20 samples, two lost: 10 % loss" {
	world push-loses-2-of-20
	ask notification --count=20 --interval=0.05
	is WARNING loss push.lync.com '2 of 20' '10 %'
	has loss=10% rta
}

@test "--loss: what loss counts as" {
	world push-loses-2-of-20
	ask notification --count=20 --interval=0.05 --wait=1.5 --loss=20
	is OK - push.lync.com '18 of 20'
	has loss=10%
	ask notification --count=20 --interval=0.05 --wait=1.5 --loss=5,10
	is CRITICAL loss '10 %'
}

@test "the first answer of three is lost: late ones belong to their own samples" {
	world push-loses-first
	ask notification --count=3 --interval=0.2 --wait=3
	is WARNING loss '1 of 3' '33.3 %'
	has loss=33.33%
	(($(value rtmax) < 3000000)) || fail 'a lost one was measured'
}

@test "every sample lost is CRITICAL, and no round trip is reported" {
	world push-loses-first
	ask notification --wait=2
	is CRITICAL
	has loss=100%
	lacks rta rtmin rtmax
}

@test "answers in reverse order belong to their own samples" {
	local said
	world push-reversed
	ask notification -n 1	# the next hops are connected then
	said=$(inside timeout "$LIMIT" "$PLUGIN_DIR/check_push_notification" -H "$EDGE:$EDGE_PORT" "${OURS[@]}" -n 5 -i 0.05 --wait=5 \
		--output-format=json)
	jq -e '.targets[0].samples | all(.status == 200) and length == 5 and .[0].took > .[4].took + 4 * 0.05' <<<"$said" ||
		fail "the first was not answered last" "$said"
}

@test "--wait: an answer that is later is lost" {
	world push-slow
	ask notification -n 2 -i 0.1 --wait=1
	is CRITICAL undetermined "$EDGE"
	has loss=100%
	ask notification -n 2 -i 0.1 --wait=6
	is OK
	has loss=0%
	trips
}

@test "-t: the deadline's state only where nothing was answered" {
	world push-slow
	ask notification -t 1.5:unknown
	is UNKNOWN
	ask notification -n 4 -i 1 --wait=9 -t 4.8:unknown
	is WARNING loss
	has rta
}

@test "-t: its state is not for samples that --wait gave up" {
	world push-slow
	ask notification -n 2 -i 0.1 --wait=1 -t 10:ok -v
	is CRITICAL undetermined "$EDGE" '1.00 s' --wait
	finds CRITICAL undetermined --wait
}

@test "a flood of provisional answers is waited through" {
	world push-provisional-flood
	ask notification -vv
	answered
	[[ $(grep -c 'peer -> us  SIP/2.0 182' <<<"$output") == 100 ]] || fail 'not 100 provisional answers'
	trips
}

@test "480: the route is alive, the service refuses" {
	world push-480
	ask notification -vv
	is WARNING service-refused 480 1034
	hops OOW
	has rta loss=0%
	shows 'Result : Failure' 'Error Message : 480, Temporarily Unavailable' 'Diagnosis : ErrorCode=1034,Source=sip.contoso.com'
	ask notification --strict
	is CRITICAL service-refused 480
	ask notification -e 480
	is OK - 480
}

@test "the IM URL filter: a MESSAGE with a link is refused, OPTIONS is not" {
	world url-filter
	message "$FILE"
	ask notification "${MESSAGE[@]}" -v
	is WARNING undetermined 403
	finds WARNING undetermined Get-CsImFilterConfiguration
	ask notification
	answered
}

@test "a push domain that the partner does not host: 404" {
	world push-unknown
	ask notification
	is WARNING address-unknown 404 1034
}

@test "the way to the partner is broken: the hop is named, as federation does" {
	world partner-refuses-tls
	ask notification -v
	is CRITICAL partner-tls sipfed.online.lync.com 504 1047
	hops OC-
	has loss=0%
}

@test "the Edge is down: every phase is judged as federation does" {
	world edge-down
	ask notification -v
	is CRITICAL tcp-refused "$EDGE:5061" 127.0.0.10
	hops C--
	lacks rta time_sip
	world probe-not-trusted
	ask notification
	is CRITICAL identity-not-in-topology
}
