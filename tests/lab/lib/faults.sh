# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# faults.sh - what can be wrong with the world
#
# A row names and describes the fault; the function fault_NAME (dashes as underscores) changes the world of world.sh.
# It changes certificates, roots, records, processes and lists, never the text of an answer: that is for the machines to find.

FAULTS='
dns-missing           the name of the Edge does not exist
dns-no-address        the name of the Edge has no address
dns-refuses           the DNS server refuses to speak of the Edge
dns-down              no DNS server runs: queries are refused
dns-silent            the DNS server hangs
srv-missing           the push domain has no SRV record
srv-refused           the DNS server refuses to speak of the push domain'\''s services
srv-target-missing    the SRV record of the push domain names a host that does not exist
srv-wrong-port        the SRV record of the push domain names a port without a server
own-srv-missing       our own domain has no SRV record: partners cannot tell that our Edge is ours
own-srv-wrong         the SRV record of our own domain names another host than our Edge
own-srv-alias         the SRV record of our own domain names an alias of our Edge
own-srv-second        there is a second SRV record of our own domain, for bad times
no-way-out            this host may not go out to the partner; the Edge may
second-edge-down      there is a second Edge, which does not run
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
edge-address-eof      the Edge has two addresses; at the first stands a load balancer without a live Edge
edge-address-ipv6     the Edge has an IPv6 address too, and no host here has a network for it
edge-addresses-many   the Edge has ten addresses; nine of them have no server
edge-dropping         packets to the Edge are dropped
edge-unroutable       there is no route to the Edge'\''s address
edge-resets           a device resets every connection to the Edge
edge-plain            the Edge speaks SIP without TLS
edge-other-service    another service than SIP has the Edge'\''s port, with its certificate
edge-greets           another service has the Edge'\''s port, and greets without TLS
edge-schannel         the Edge takes our certificate as Windows does: serverAuth is enough
edge-namesake         the Edge answers for another name only
edge-no-cipher        the Edge takes no cipher of today
edge-tls12            the Edge speaks TLS 1.2 only, as it did before Windows Server 2022
edge-asks-nothing     the Edge does not ask for a client certificate
edge-self-signed      the Edge carries a self-signed certificate
edge-p256             the Edge has a P-256 key
edge-weak-key         the Edge has an RSA key of 1024 bits
edge-sha1             the Edge'\''s certificate is signed with SHA-1
edge-client-only      the Edge'\''s certificate is for clients only
edge-old-issuer       the issuing CA of the Edge'\''s certificate has expired
edge-wildcard         the Edge carries a wildcard certificate
edge-resets-strangers the Edge resets instead of sending TLS alerts
edge-deaf             the Edge takes requests and answers none
edge-drains           the Edge is being taken out of service: 503
edge-impatient        the Edge waits two seconds for its next hop
edge-mute             the Edge sends no ms-diagnostics
edge-answers          in place of the Edge stands a server that answers OPTIONS itself: 200
edge-answers-405      the same: 405
edge-remembers        the Edge does not try a next hop again that has just failed
edge-ocs2007r2        the Edge is one of OCS 2007 R2, which takes no Route from us
edge-no-federation    federation is not enabled on the Edge
near-stalls           a device before the Edge passes the beginning of its answers only
near-cuts             a device before the Edge closes in the middle of the handshake
near-half             a device before the Edge closes one way in the middle of the handshake
near-resets           a device before the Edge resets in the middle of the handshake
near-mangles-in       a device before the Edge damages what the Edge sends
near-mangles-out      a device before the Edge damages what we send
near-idle             a device before the Edge closes connections that are idle for 2.5 s
near-slow             a device before the Edge holds every piece back for 300 ms
near-drips            a device before the Edge passes the answers byte by byte
probe-unknown-ca      the issuer of our certificate is unknown to the Edge
probe-not-trusted     our name is not in the topology of the Edge: closed after the handshake
probe-is-client       our name is in no topology and the Edge'\''s name leads to a registrar: 401
probe-revoked         the Edge has a list of revoked certificates with ours in it
probe-ca-renewed      the Edge knows a root of our root'\''s name, with another key
from-not-federating   our users may not talk to federated partners
domain-not-allowed    the push domain is not in the list of allowed domains of the Edge
url-filter            the URL filter of the Edge blocks messages with http: or https: in them
partner-address-missing the name of the partner does not exist
partner-down          the partner does not run: connections are refused
partner-dropping      the partner drops packets: the Edge gives up after 21 s
partner-refuses-tls   the partner does not know the issuer of the Edge'\''s certificate
partner-wrong-name    the partner carries a certificate of another name
partner-address-wrong the partner'\''s name leads to a host without a server
partner-silent        the partner hangs: connections open, nothing answers
partner-eof           a load balancer without a live partner: closed before the ServerHello
partner-resets        a device resets every connection to the partner
partner-plain         the partner speaks SIP without TLS
partner-tls10         the partner speaks TLS 1.0 only
partner-unknown-ca    the issuer of the partner'\''s certificate is unknown to the Edge
partner-expired       the certificate of the partner expired three days ago
partner-not-yet-valid the certificate of the partner is valid from the day after tomorrow
partner-no-chain      the partner does not send its issuing CA
partner-deaf          the partner takes requests and answers none
partner-busy          the partner has too much to do: 503
partner-blocks-us     the partner does not talk to our domain: 403
partner-impatient     the partner waits two seconds for its next hop
external-unknown-ca   the Edge'\''s outer certificate is of an issuer that the partner does not know
external-expired      the Edge'\''s outer certificate expired three days ago
external-not-yet-valid the Edge'\''s outer certificate is valid from the day after tomorrow
external-expiring     the outer certificate of the Edge has three days left
external-internal     the outer certificate of the Edge is of the internal CA, which its partner trusts
external-no-chain     the Edge does not send the issuing CA of its outer certificate
external-wrong-name   the Edge'\''s outer certificate is of another name
external-server-only  the Edge'\''s outer certificate is for servers only
middle-stalls         a device before the partner passes the beginning of its answers only
middle-resets         a device before the partner resets in the middle of the handshake
middle-idle           a device before the partner closes connections that are idle for 2.5 s
middle-slow           a device before the partner holds every piece back for 300 ms
push-unknown          the partner does not host the push domain: 404
push-down             the push service does not run
push-slow             the push service answers after three seconds
push-480              the push service is temporarily unavailable: 480
push-loses-first      the push service leaves the first request of a connection unanswered
push-loses-2-of-20    the push service leaves requests 5 and 12 of every 20 unanswered
push-reversed         the push service answers a burst of up to seven in reverse order
push-provisional-flood the push service sends 100 provisional answers before the final one
push-dropping         the push service drops packets
push-silent           the push service hangs: connections open, nothing answers
push-resets           a device resets every connection to the push service
push-refuses-tls      the push service does not know the issuer of the partner'\''s certificate
push-unknown-ca       the issuer of the push service'\''s certificate is unknown to the partner
push-expired          the certificate of the push service expired three days ago
push-deaf             the push service takes requests and answers none
push-user-unknown     the push service does not know the address of the request: 404
push-maintenance      the push service is being serviced: 503
push-broken           the push service does not work: 500
push-declines         the push service declines: 603
push-picky            the push service does not take what is in the request: 488
push-moved            the push service has moved: 302
push-hands-back       the push service takes the partner for the way to itself: 482
push-hands-back-unseen the same, and the partner does not see the loop: 483
far-stalls            a device before the push service passes the beginning of its answers only
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

fault_edge_address_eof() {
	fault_edge_address_dead
	PART[stray]=eof
}
fault_edge_address_ipv6() { ZONE_EDGE+=$'\n'host-record=$EDGE,2001:db8::10; }
fault_edge_addresses_many() {
	local i
	for i in {1..9}; do ZONE_EDGE+=$'\n'host-record=$EDGE,127.0.0.5$i; done
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

fault_dns_no_address() { ZONE_EDGE="txt-record=$EDGE,no address"; }
fault_dns_refuses() { ZONE_EDGE='' REFUSED=server=/$EDGE/#; }
fault_dns_down() { PART[dns]=none; }
fault_dns_silent() { PART[dns]=hung; }
fault_srv_refused() { ZONE_SRV='' REFUSED=server=/_sipfederationtls._tcp.$PUSH_DOMAIN/#; }
fault_srv_target_missing() { ZONE_SRV=${ZONE_SRV/$PARTNER/none.$PARTNER}; }
fault_srv_wrong_port() { ZONE_SRV=${ZONE_SRV/$PARTNER_PORT/5999}; }
fault_own_srv_missing() { ZONE_OWN_SRV=; }
fault_own_srv_wrong() { ZONE_OWN_SRV=${ZONE_OWN_SRV/$EDGE_EXTERNAL/other.$ORG_DOMAIN}; }
fault_own_srv_alias() {
	ZONE_OWN_SRV=${ZONE_OWN_SRV/$EDGE_EXTERNAL/alias.$ORG_DOMAIN}$'\n'cname=alias.$ORG_DOMAIN,$EDGE_EXTERNAL
}
fault_own_srv_second() {
	ZONE_OWN_SRV+=$'\n'srv-host=_sipfederationtls._tcp.$ORG_DOMAIN,backup.$ORG_DOMAIN,5061,10,0
}
fault_no_way_out() { KEPT_IN=1; }
fault_second_edge_down() { ZONE_SECOND_EDGE=host-record=second.$ORG_DOMAIN,$STRAY_IP; }

fault_edge_dropping() { PART[edge]=full; }
fault_edge_unroutable() { ZONE_EDGE=host-record=$EDGE,192.0.2.10; }
fault_edge_resets() { PART[edge]=reset; }
fault_edge_plain() { TRANSPORT[edge]=tcp; }
fault_edge_other_service() { PART[edge]='echo'; }
fault_edge_greets() { PART[edge]=banner; }
fault_edge_schannel() { PART[edge]=schannel; }
fault_edge_namesake() { PART[edge]=namesake; }
fault_edge_no_cipher() {
	PROTOCOL[edge]=TLSv1.2
	CIPHERS[edge]=NULL-SHA256:@SECLEVEL=0
}
fault_edge_tls12() { PROTOCOL[edge]=TLSv1.2; }
fault_edge_asks_nothing() { EDGE_ASKS=no; }
fault_edge_self_signed() { CERT[edge]=edge-self-signed; }
fault_edge_p256() { CERT[edge]=edge-p256 KEY[edge]=edge-p256; }
fault_edge_weak_key() { CERT[edge]=edge-weak KEY[edge]=edge-weak LEVEL[edge]=0; }
fault_edge_sha1() { CERT[edge]=edge-sha1 LEVEL[edge]=0; }
fault_edge_client_only() { CERT[edge]=edge-client-only; }
fault_edge_old_issuer() { CERT[edge]=edge-old-issuer; }
fault_edge_wildcard() { CERT[edge]=edge-wildcard; }

device() {	# device NAME HABIT: it stands before the next machine, and has its name
	PART[$1]=relay HABIT[$1]=$2
	case $1 in
	near) ZONE_EDGE=host-record=$EDGE,$NEAR_IP ;;
	middle) ZONE_PARTNER=host-record=$PARTNER,$MIDDLE_IP ;;
	far) ZONE_PUSH=host-record=$PUSH_DOMAIN,$FAR_IP ;;
	esac
}
fault_near_stalls() { device near 'stall 1000'; }
fault_near_cuts() { device near 'cut 1000'; }
fault_near_half() { device near 'half 1000'; }
fault_near_resets() { device near 'reset 1000'; }
fault_near_mangles_in() { device near 'mangle-in 1'; }
fault_near_mangles_out() { device near 'mangle-out 2'; }
fault_near_idle() { device near 'idle 2500'; }
fault_near_slow() { device near 'delay 300'; }
fault_near_drips() { device near drip; }
fault_middle_stalls() { device middle 'stall 1000'; }
fault_middle_resets() { device middle 'reset 1000'; }
fault_middle_idle() { device middle 'idle 2500'; }
fault_middle_slow() { device middle 'delay 300'; }
fault_far_stalls() { device far 'stall 1000'; }
fault_edge_resets_strangers() {
	fault_edge_tls12
	device near no-alerts
}

fault_probe_revoked() { EDGE_CRL="crl = $LAB_DIR/pki/probe-revoked.crl"; }
fault_probe_ca_renewed() { TRUST[edge]=ca-twin; }

fault_edge_deaf() { EDGE_HABIT=DEAF; }
fault_edge_drains() { EDGE_HABIT=DRAINS; }
fault_edge_impatient() { EDGE_PATIENCE=2000; }
fault_edge_mute() { EDGE_TELLS=0; }
fault_edge_answers() { EDGE_HABIT=ANSWERS EDGE_RELEASE=SBC/7; }
fault_edge_answers_405() { EDGE_HABIT=ANSWERS_405 EDGE_RELEASE=SBC/7; }
fault_edge_remembers() { EDGE_REMEMBERS=1; }
fault_edge_ocs2007r2() { EDGE_RELEASE=RTC/3.5 EDGE_TAKES_ROUTE=0; }
fault_edge_no_federation() { FEDERATION=0; }
fault_from_not_federating() { NOT_FEDERATING=$ORG_DOMAIN; }

fault_partner_address_wrong() { ZONE_PARTNER=host-record=$PARTNER,$STRAY_IP; }
fault_partner_silent() { PART[partner]=hung; }
fault_partner_eof() { PART[partner]=eof; }
fault_partner_resets() { PART[partner]=reset; }
fault_partner_plain() { TRANSPORT[partner]=tcp; }
fault_partner_tls10() { PROTOCOL[partner]=TLSv1 CIPHERS[partner]=ALL:@SECLEVEL=0; }
fault_partner_unknown_ca() { CERT[partner]=partner-stranger; }
fault_partner_expired() { CERT[partner]=partner-expired; }
fault_partner_not_yet_valid() { CERT[partner]=partner-not-yet; }
fault_partner_no_chain() { CERT[partner]=partner-no-chain; }
fault_partner_deaf() { PARTNER_HABIT=DEAF; }
fault_partner_busy() { PARTNER_HABIT=BUSY; }
fault_partner_blocks_us() { PARTNER_BLOCKS=$ORG_DOMAIN; }
fault_partner_impatient() { PARTNER_PATIENCE=2000; }

fault_external_unknown_ca() { CERT[external]=external-stranger; }
fault_external_expired() { CERT[external]=external-expired; }
fault_external_not_yet_valid() { CERT[external]=external-not-yet; }
fault_external_expiring() { CERT[external]=external-expiring; }
fault_external_internal() { CERT[external]=external-internal TRUST[partner]=ca; }
fault_external_no_chain() { CERT[external]=external-no-chain; }
fault_external_wrong_name() { CERT[external]=external-wrong-name; }
fault_external_server_only() { CERT[external]=external-server-only; }

fault_push_dropping() { PART[push]=full; }
fault_push_silent() { PART[push]=hung; }
fault_push_resets() { PART[push]=reset; }
fault_push_refuses_tls() { TRUST[push]=stranger-ca; }
fault_push_unknown_ca() { CERT[push]=push-stranger; }
fault_push_expired() { CERT[push]=push-expired; }
fault_push_deaf() { PUSH_HABIT=DEAF; }
fault_push_user_unknown() { PUSH_USERS=another; }
fault_push_maintenance() { PUSH_HABIT=MAINTENANCE; }
fault_push_broken() { PUSH_HABIT=BROKEN; }
fault_push_declines() { PUSH_HABIT=DECLINES; }
fault_push_picky() { PUSH_HABIT=PICKY; }
fault_push_moved() { PUSH_HABIT=MOVED; }
fault_push_hands_back() { PUSH_HABIT=HANDS_BACK; }
fault_push_hands_back_unseen() { PUSH_HABIT=HANDS_BACK PARTNER_SEES_LOOPS=0; }
