# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# world.sh - the healthy pool, in variables; what lib/world.sh is for the route
#
# Sourced by it when the lab has a pool. The names are those of names.env; POOL_KIND is 2010, 2013 or 2019.

. "$HERE/pool/names.sh"
PART[kdc]=kdc PART[service]=endpoint PART[pool]=apache
LISTENS[kdc]="$KDC_IP 88"
LISTENS[service]="$SERVICE_IP 80"
LISTENS[pool]="$POOL_IP $POOL_PORT"
PART[winrm]=front
LISTENS[winrm]="$POOL_IP $POOL_BEHIND_PORT"
SERVICE=$SERVICE_IP:80
LISTENS_POOL=$POOL_IP:$POOL_PORT
DISCOVER_TLS_PORT=443		# where autodiscover is served over TLS
CERT[pool]=pool
APACHE_MODULES=/usr/lib/apache2/modules

# What the web server takes as proof
POOL_MECHANISMS=$'GssapiAllowedMech krb5\n\t\tGssapiAllowedMech ntlmssp'
POOL_BASIC=On
POOL_ASKS=$'SSLVerifyClient require\n\tSSLVerifyDepth 3'	# for client certificates
POOL_BOUND=On			# one proof serves a whole connection, as with IIS

# Changes of machines/pool-settings.json (pool/cmdlets.py), and habits of the service (pool/habits.py)
PUSH_URI=sip:push@$PUSH_DOMAIN
POOL_SETTINGS=()
POOL_HABITS=()

printf -v ZONE_POOL 'host-record=%s\n' "$POOL,$POOL_IP" "$POOL_BY_CERTIFICATE,$POOL_IP" "$OLD_EDGE,$OLD_EDGE_IP" \
	"lyncdiscoverinternal.$ORG_DOMAIN,lyncdiscover.$ORG_DOMAIN,$DISCOVER_IP"
