# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: GPL-3.0-or-later
#
# world.sh - the healthy world: what every machine is and does, in variables
#
# A fault is a change of these. The templates in machines/ are filled from them, so a change reaches the machine's
# configuration and nothing else; machines whose configuration did not change go on undisturbed.

# What each machine is: a part (machines.sh) or "none". The order is the order of starting.
MACHINES=(dns push partner edge front-end stray near middle far kdc service pool winrm)
declare -A PART=([dns]=dnsmasq [push]=kamailio [partner]=kamailio [edge]=kamailio [front-end]=$FRONT_END_PART [stray]=none
	[near]=none [middle]=none [far]=none [kdc]=none [service]=none [pool]=none [winrm]=none)

EDGE_IP=127.0.0.10
EXTERNAL_IP=127.0.0.11
PARTNER_IP=127.0.0.20
PUSH_IP=127.0.0.30
FRONT_END_IP=127.0.0.40
STRAY_IP=127.0.0.2		# an address without a machine; nearer to 127.0.0.1 than the Edge's, so it is tried first
NEAR_IP=127.0.0.3		# devices on the way to the Edge, to the partner, to the push service; healthy ways have none
MIDDLE_IP=127.0.0.4
FAR_IP=127.0.0.5

# Where each machine listens: address and port.
declare -A LISTENS=(
	[dns]="127.0.0.1 53" [edge]="$EDGE_IP $EDGE_PORT" [partner]="$PARTNER_IP $PARTNER_PORT"
	[push]="$PUSH_IP 5061" [front-end]="$FRONT_END_IP $FRONT_END_PORT" [stray]="$STRAY_IP $EDGE_PORT"
	[near]="$NEAR_IP $EDGE_PORT" [middle]="$MIDDLE_IP $PARTNER_PORT" [far]="$FAR_IP 5061"
)
# Of a device: where it passes on to, and what it does (relay.py).
declare -A NEXT=([near]=${LISTENS[edge]} [middle]=${LISTENS[partner]} [far]=${LISTENS[push]}) HABIT=()

# TLS, identity by identity ("external" is the Edge's outer one, "inner" the partner's towards its services): certificate, key, roots trusted, protocol, ciphers.
declare -A CERT=([edge]=edge [external]=external [partner]=partner [inner]=partner [push]=push [front-end]=front-end)
declare -A KEY=([edge]=edge [external]=external [partner]=partner [inner]=partner [push]=push [front-end]=front-end)
declare -A TRUST=([edge]=ca [external]=public-ca [partner]=public-ca [push]=public-ca [front-end]=ca)
declare -A PROTOCOL=([edge]=TLSv1.2+ [external]=TLSv1.2 [partner]=TLSv1.2+ [push]=TLSv1.2+ [front-end]=TLSv1.2+)
declare -A CIPHERS=([edge]=DEFAULT [external]=DEFAULT [partner]=DEFAULT [push]=DEFAULT [front-end]=DEFAULT)
declare -A TRANSPORT=([edge]=tls [partner]=tls)
declare -A LEVEL=()			# OpenSSL's security level, where it is not the system's

# The Edge
EDGE_RELEASE=RTC/5.0			# of Lync Server 2013
EDGE_HABIT=ROUTES			# a route of machines/edge.cfg
EDGE_PATIENCE=21000			# ms for the next hop to answer
EDGE_ASKS=yes				# for a client certificate, inside
EDGE_CRL=				# its list of revoked certificates
EDGE_TELLS=1				# sends ms-diagnostics
EDGE_TAKES_ROUTE=1			# takes a Route from trusted servers
EDGE_REMEMBERS=0			# does not try a next hop again that has just failed
FEDERATION=1				# is enabled on it
NOT_FEDERATING=				# domains whose users may not talk to federated partners
TRUSTED_SERVERS=$PROBE,$FRONT_END	# its topology
STRANGERS=STRANGER			# what becomes of others: STRANGER (closed) or CLIENT (asked to authenticate)
ALLOWED_DOMAINS=$PUSH_DOMAIN
URL_FILTER=0

KEPT_IN=0				# 1: only the machines have a route to the partner

# Beyond
PARTNER_DOMAINS=$PUSH_DOMAIN		# what the partner hosts
PARTNER_HABIT=ROUTES			# a route of machines/partner.cfg
PARTNER_PATIENCE=15000			# ms for the next hop to answer
PARTNER_BLOCKS=				# domains that it does not talk to
PARTNER_SEES_LOOPS=1
PUSH_HABIT=ANSWER			# a route of machines/push.cfg
PUSH_USERS=				# the users that it knows; empty: all

# DNS
REFUSED=				# names of which the server refuses to speak
ZONE_SECOND_EDGE=
ZONE_EDGE=host-record=$EDGE,$EDGE_IP
ZONE_EXTERNAL=host-record=$EDGE_EXTERNAL,$EXTERNAL_IP
ZONE_FRONT_END=host-record=$FRONT_END,$FRONT_END_IP
ZONE_PARTNER=host-record=$PARTNER,$PARTNER_IP
ZONE_PUSH=host-record=$PUSH_DOMAIN,$PUSH_IP
ZONE_SRV=srv-host=_sipfederationtls._tcp.$PUSH_DOMAIN,$PARTNER,$PARTNER_PORT,0,0
ZONE_OWN_SRV=srv-host=_sipfederationtls._tcp.$ORG_DOMAIN,$EDGE_EXTERNAL,5061,0,0
ZONE_POOL=

[[ $POOL_KIND == none ]] || . "$HERE/pool/world.sh"
