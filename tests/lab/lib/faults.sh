# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# faults.sh - what can be wrong with the world
#
# A row names the fault and tells what it is; the function fault_NAME (dashes as underscores) changes the world of world.sh.
# It changes certificates, roots, records, processes and lists, never the text of an answer: that is for the machines to find.

FAULTS='
edge-down             the Edge does not run: connections are refused
edge-silent           the Edge hangs: connections open, nothing answers
edge-eof              a load balancer without a live Edge: closed before the ServerHello
edge-wrong-name       the Edge carries a certificate of another name
edge-unknown-ca       the issuer of the Edge'\''s certificate is unknown to us
edge-expired          the certificate of the Edge expired three days ago
edge-expiring         the certificate of the Edge has ten days left
edge-not-yet-valid    the certificate of the Edge is valid from the day after tomorrow
edge-no-chain         the Edge does not send its issuing CA
edge-tls10            the Edge speaks TLS 1.0 only
edge-address-dead     the Edge has two addresses; the first refuses connections
edge-address-dropping the Edge has two addresses; the first drops packets
probe-unknown-ca      the issuer of our certificate is unknown to the Edge
probe-not-trusted     our name is not in the topology of the Edge: closed after the handshake
probe-is-client       our name is in no topology and the Edge'\''s name leads to a registrar: 401
dns-missing           the name of the Edge does not exist
srv-missing           the push domain has no SRV record
partner-address-missing the name of the partner does not exist
domain-not-allowed    the push domain is not in the list of allowed domains of the Edge
partner-down          the partner does not run: connections are refused
partner-dropping      the partner drops packets: the Edge gives up after 21 s
partner-refuses-tls   the partner does not know the issuer of the Edge'\''s certificate
partner-wrong-name    the partner carries a certificate of another name
push-unknown          the partner does not host the push domain: 404
push-down             the push service does not run
push-slow             the push service answers after three seconds
push-480              the push service is temporarily unavailable: 480
push-loses-first      the push service leaves the first request of a connection unanswered
push-loses-2-of-20    the push service leaves requests 5 and 12 of every 20 unanswered
push-reversed         the push service answers a burst of up to seven in reverse order
push-provisional-flood the push service sends 100 provisional answers before the final one
url-filter            the URL filter of the Edge blocks messages with http: or https: in them
'

fault_edge_down() { PART[edge]=none; }
fault_edge_silent() { PART[edge]=hung; }
fault_edge_eof() { PART[edge]=eof; }
fault_edge_wrong_name() { CERT[edge]=edge-wrong-name; }
fault_edge_unknown_ca() { CERT[edge]=edge-stranger; }
fault_edge_expired() { CERT[edge]=edge-expired; }
fault_edge_expiring() { CERT[edge]=edge-expiring; }
fault_edge_not_yet_valid() { CERT[edge]=edge-not-yet; }
fault_edge_no_chain() { CERT[edge]=edge-no-chain; }
fault_edge_tls10() {
	PROTOCOL[edge]=TLSv1
	CIPHERS[edge]=ALL:@SECLEVEL=0
}
fault_edge_address_dead() { ZONE_EDGE=host-record=$EDGE,$STRAY_IP$'\n'$ZONE_EDGE; }
fault_edge_address_dropping() {
	fault_edge_address_dead
	PART[stray]=full
}

fault_probe_unknown_ca() { TRUST[edge]=stranger-ca; }
fault_probe_not_trusted() { TRUSTED_SERVERS=$FRONT_END; }
fault_probe_is_client() {
	fault_probe_not_trusted
	STRANGERS=CLIENT
}

fault_dns_missing() { ZONE_EDGE=; }
fault_srv_missing() { ZONE_SRV=; }
fault_partner_address_missing() { ZONE_PARTNER=; }
fault_domain_not_allowed() { ALLOWED_DOMAINS=; }

fault_partner_down() { PART[partner]=none; }
fault_partner_dropping() { PART[partner]=full; }
fault_partner_refuses_tls() { TRUST[partner]=stranger-ca; }
fault_partner_wrong_name() { CERT[partner]=partner-wrong-name; }

fault_push_unknown() { PARTNER_DOMAINS=; }
fault_push_down() { PART[push]=none; }
fault_push_slow() { PUSH_HABIT=SLOW; }
fault_push_480() { PUSH_HABIT=UNAVAILABLE; }
fault_push_loses_first() { PUSH_HABIT=LOSES_FIRST; }
fault_push_loses_2_of_20() { PUSH_HABIT=LOSES_TWO_OF_TWENTY; }
fault_push_reversed() { PUSH_HABIT=REVERSED; }
fault_push_provisional_flood() { PUSH_HABIT=PROVISIONAL_FLOOD; }
fault_url_filter() { URL_FILTER=1; }
