#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# federation_faults - every fault of the lab: state, hops, cause, the values in the sentence, the phases in the perfdata
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

# row STATE HOPS PHASE CAUSE VALUES [OPTION...]: the test's name is the fault; PHASE is the last one that happened; VALUES are in the
# sentence, with | between
row() {
	world "${BATS_TEST_DESCRIPTION%%,*}"
	ask federation -v "${@:6}"
	verdict "$@"
}

verdict() {
	local phase values
	IFS='|' read -ra values <<<"$5"
	is "$1" "$4" "${values[@]}"
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

@test "edge-down" { row CRITICAL C-- connect tcp-refused "$EDGE:$EDGE_PORT|127.0.0.10"; }
@test "edge-silent" { row CRITICAL C-- tls tls-silent "$EDGE" -t 2; }
@test "edge-eof" { row CRITICAL C-- tls undetermined "$EDGE"; }
@test "edge-wrong-name" { row CRITICAL C-- tls cert-name "$EDGE|other.$ORG_DOMAIN"; has cert_days; }
@test "edge-unknown-ca" { row CRITICAL C-- tls cert-issuer-unknown "$EDGE|Stranger Root CA"; }
@test "edge-expired" { row CRITICAL C-- tls cert-expired "$EDGE|3 days"; has cert_used=100%; }
@test "edge-expiring" { row WARNING WOO sip cert-expiring "$EDGE|10 days|30 days"; has cert_days=10; }
@test "edge-not-yet-valid" { row CRITICAL C-- tls cert-not-yet-valid "$EDGE|$(hours_until_valid) hours"; }
@test "edge-no-chain" { row CRITICAL C-- tls cert-issuer-unknown "$EDGE|$ORG_DOMAIN Issuing CA"; }
@test "edge-tls10" { row CRITICAL C-- tls tls-version "$EDGE"; finds CRITICAL tls-version --tls-min=1.0; }
@test "edge-address-dead" { row WARNING WOO sip address-dead "127.0.0.2|$EDGE|127.0.0.10" --first-address; }
@test "edge-address-dropping" { row WARNING WOO sip address-dead "127.0.0.2|$EDGE|127.0.0.10" --first-address; }
@test "probe-unknown-ca" { row UNKNOWN U-- tls identity-issuer-unknown "$EDGE|48"; }
@test "probe-not-trusted" { row CRITICAL C-- sip identity-not-in-topology "$EDGE"; }
@test "probe-is-client" { row UNKNOWN U-- sip taken-for-client "$EDGE|401"; }
@test "dns-missing" { row CRITICAL C-- dns dns-no-such-name "$EDGE"; }
@test "srv-missing" { row CRITICAL OC- sip edge-dns-srv "$PUSH_DOMAIN|504|1008"; }
@test "partner-address-missing" { row CRITICAL OC- sip edge-dns-a "$NEXT|504"; finds NOTE sip.headers 1014; }
@test "domain-not-allowed" { row CRITICAL OC- sip domain-not-allowed "$PARTNER|$PUSH_DOMAIN|504|1009"; }
@test "domain-not-allowed, with a Route" {
	row CRITICAL OC- sip undetermined "$EDGE|$PARTNER|504" --proxy="$PARTNER:$PARTNER_PORT"
}
@test "partner-down" { row CRITICAL OC- sip undetermined "$EDGE|$NEXT|504"; }
@test "partner-down, with a Route" { row CRITICAL OC- sip undetermined "$EDGE|$PARTNER|504" -P "$PARTNER:$PARTNER_PORT"; }
@test "partner-refuses-tls" { row CRITICAL OC- sip partner-tls "$NEXT|504|1047"; }
@test "partner-wrong-name" { row CRITICAL OC- sip next-hop-cert-name "$PARTNER|504|1010"; }
@test "push-unknown" { row WARNING OOW sip address-unknown "$PARTNER|$PUSH_DOMAIN|404|1034"; }
@test "push-down" { row CRITICAL OOC sip undetermined "$PARTNER|$PUSH_DOMAIN|504|1034"; }
@test "push-slow" { row OK OOO sip - "$PUSH_DOMAIN|200|$EDGE"; (($(value time) > 3000000)); }
@test "push-480" { row WARNING OOW sip service-refused "$PARTNER|$PUSH_DOMAIN|480|1034"; }
@test "push-loses-first" { row CRITICAL OC- sip undetermined "$EDGE" -t 3; }
@test "push-loses-2-of-20" { row OK OOO sip - "$PUSH_DOMAIN|200|$EDGE"; }
@test "push-reversed" { row OK OOO sip - "$PUSH_DOMAIN|200|$EDGE"; (($(value time) > 1000000)); }
@test "push-provisional-flood" { row OK OOO sip - "$PUSH_DOMAIN|200|$EDGE"; }
@test "url-filter" { row OK OOO sip - "$PUSH_DOMAIN|200|$EDGE"; }

@test "partner-dropping" {
	world partner-dropping edge-impatient	# the Edge gives up after 2 s; tests/run/matrix waits the 21 s of a patient one
	ask federation -v
	verdict CRITICAL OC- sip undetermined "$EDGE|$NEXT|504"
}

@test "the healthy world" {
	world
	ask federation -v
	verdict OK OOO sip - "$PUSH_DOMAIN|200|$EDGE"
	has cert_days cert_used
}
