#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# federation_faults - every fault of the lab: state, hop, the sentence's words, the phases in the perfdata
#
# Takes any NAMES: those of fabrikam are another organisation's, with other ports and another partner.

load lib

setup_file() { lab_start "$LAB" "$NAMES"; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }

setup() {
	lab_use "$LAB"
	# The partner's name is known to us for the one domain that has always had it; for others until an answer shows it.
	NEXT="the edge of $PUSH_DOMAIN"
	[[ $PUSH_DOMAIN != push.lync.com ]] || NEXT=$PARTNER
}

# The lab's certificates are kept for hours: how far off "not yet" is depends on when they were made.
hours_until_valid() {
	local begins
	begins=$(openssl x509 -in "$PKI/edge-not-yet.pem" -noout -startdate)
	echo $((($(date -d "${begins#*=}" +%s) - $(date +%s)) / 3600))
}

# row STATE HOPS PHASE WORDS [OPTION...]: the test's name is the fault; PHASE is the last one that happened
row() {
	world "${BATS_TEST_DESCRIPTION%%,*}"
	ask federation -v "${@:5}"
	verdict "$@"
}

verdict() {
	local phase
	is "$1" "$4"
	hops "$2"
	has time targets_ok targets=1 own_cert_days own_cert_used
	if [[ $1 == [OW]* ]]; then has targets_ok=1; else has targets_ok=0; fi
	for phase in dns connect tls sip; do
		has "time_$phase"
		[[ $phase != "$3" ]] || break
	done
	case $3 in
	dns) lacks time_connect time_tls time_sip cert_days ;;
	connect) lacks time_tls time_sip cert_days ;;
	tls) lacks time_sip ;;
	esac
}

@test "edge-down" { row CRITICAL CUU connect "$EDGE:$EDGE_PORT (127.0.0.10) refused the connection"; }
@test "edge-silent" { row CRITICAL CUU tls "$EDGE took the connection but no TLS answer came within" -t 2; }
@test "edge-eof" { row CRITICAL CUU tls "$EDGE closed the connection before TLS began"; hides "our certificate is"; }
@test "edge-wrong-name" { row CRITICAL CUU tls "$EDGE presents the certificate of other.$ORG_DOMAIN"; has cert_days; }
@test "edge-unknown-ca" { row CRITICAL CUU tls "we do not trust the issuer of $EDGE's certificate: Stranger Root CA"; }
@test "edge-expired" { row CRITICAL CUU tls "the certificate of $EDGE expired 3 days ago"; has cert_used=100%; }
@test "edge-expiring" { row WARNING WOO sip "certificate of $EDGE: 10 days left, warning below 30 days"; has cert_days=10; }
@test "edge-not-yet-valid" { row CRITICAL CUU tls "the certificate of $EDGE is not valid yet, but in $(hours_until_valid) hours"; }
@test "edge-no-chain" { row CRITICAL CUU tls "we do not trust the issuer of $EDGE's certificate: $ORG_DOMAIN Issuing CA"; }
@test "edge-tls10" { row CRITICAL CUU tls "$EDGE speaks only TLS versions that we do not offer"; shows --tls-min=1.0; }
@test "edge-address-dead" { row WARNING WOO sip "127.0.0.2 of $EDGE refused the connection; 127.0.0.10 was used"; }
@test "edge-address-dropping" { row WARNING WOO sip "127.0.0.2 of $EDGE does not answer; 127.0.0.10 was used"; }
@test "probe-unknown-ca" { row CRITICAL CUU tls "$EDGE does not know the CA of our certificate (TLS alert 48)"; }
@test "probe-not-trusted" { row CRITICAL CUU sip "$EDGE closed after TLS: our certificate is probably not in its topology"; }
@test "probe-is-client" { row UNKNOWN UUU sip "$EDGE takes us for a client; route not judged (401)"; }
@test "dns-missing" { row CRITICAL CUU dns "the name $EDGE does not exist in DNS"; }
@test "srv-missing" { row CRITICAL OCU sip "our Edge finds no SRV record for $PUSH_DOMAIN (504, ms-diagnostics 1008)"; }
@test "partner-address-missing" { row CRITICAL OCU sip "our Edge finds no address for $NEXT (504"; shows "ms-diagnostics: 1014"; }
@test "domain-not-allowed" { row CRITICAL OCU sip "our Edge refuses $PARTNER for $PUSH_DOMAIN (504, ms-diagnostics 1009)"; }
@test "domain-not-allowed, with a Route" {
	row CRITICAL OCU sip "$EDGE got nothing from $PARTNER (504)" --proxy="$PARTNER:$PARTNER_PORT"
}
@test "partner-down" { row CRITICAL OCU sip "$EDGE got nothing from $NEXT (504)"; }
@test "partner-down, with a Route" { row CRITICAL OCU sip "$EDGE got nothing from $PARTNER (504)" -P "$PARTNER:$PARTNER_PORT"; }
@test "partner-refuses-tls" { row CRITICAL OCU sip "$NEXT broke off TLS with our Edge (504, ms-diagnostics 1047)"; }
@test "partner-wrong-name" { row CRITICAL OCU sip "our Edge does not trust $PARTNER's certificate (504, ms-diagnostics 1010)"; }
@test "push-unknown" { row WARNING OOW sip "$PARTNER refused our request to $PUSH_DOMAIN (404, ms-diagnostics 1034)"; }
@test "push-down" { row CRITICAL OOC sip "$PARTNER refused our request to $PUSH_DOMAIN (504, ms-diagnostics 1034)"; }
@test "push-slow" { row OK OOO sip "$PUSH_DOMAIN answered 200 via $EDGE in "; (($(value time) > 3000000)); }
@test "push-480" { row WARNING OOW sip "$PARTNER refused our request to $PUSH_DOMAIN (480, ms-diagnostics 1034)"; }
@test "push-loses-first" { row CRITICAL OCU sip "no SIP answer from $EDGE within " -t 3; }
@test "push-loses-2-of-20" { row OK OOO sip "$PUSH_DOMAIN answered 200 via $EDGE in "; }
@test "push-reversed" { row OK OOO sip "$PUSH_DOMAIN answered 200 via $EDGE in "; (($(value time) > 1000000)); }
@test "push-provisional-flood" { row OK OOO sip "$PUSH_DOMAIN answered 200 via $EDGE in "; }
@test "url-filter" { row OK OOO sip "$PUSH_DOMAIN answered 200 via $EDGE in "; }

@test "partner-dropping" {
	world partner-dropping edge-impatient	# the Edge gives up after 2 s; tests/run/matrix waits the 21 s of a patient one
	ask federation -v
	verdict CRITICAL OCU sip "$EDGE got nothing from $NEXT (504)"
}

@test "the healthy world" {
	world
	ask federation -v
	verdict OK OOO sip "$PUSH_DOMAIN answered 200 via $EDGE in "
	has cert_days cert_used
}
