#!/usr/bin/env bats
# shellcheck disable=SC1091,SC2030,SC2031,SC2154 # names and results are set by lib.bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# config_live - a live pool: every authentication, every rule's fault and its remedy, all that can go wrong on the way, and that
# the remote shell is gone however it ends
#
# What waits (answers that do not come, signals) runs beside the rest, in a lab of its own; its tests look at what came of it.

load lib

setup_file() {
	lab_start "$LAB" contoso --pool
	lab_start "$LAB-slow" contoso --pool
	in_the_meantime 3>&- &
}

teardown_file() {
	"$LAB_TOOLS/down" "$LAB"
	"$LAB_TOOLS/down" "$LAB-slow"
}

setup() { pool_use "$LAB"; }

# pool_use LAB: as lab_use; sets REALM_DIR, SEEN (records of the pool's service), THERE (options that name the pool), NTLM (those of a login)
pool_use() {
	lab_use "$1"
	REALM_DIR=$LAB_ROOT/$1/realm SEEN=$LAB_ROOT/$1/pool
	THERE=(-H "$POOL:$POOL_PORT" --ca-cert "$PKI/ca.pem" -d "$PUSH_DOMAIN" -P "$PARTNER" --push-uri "sip:push@$PUSH_DOMAIN")
	NTLM=(-l 'CONTOSO\monitor' --password-file "$REALM_DIR/login.pass")
	. "$LAB_TOOLS/pool/names.sh"
	export KRB5_CONFIG=$REALM_DIR/krb5.conf KRB5CCNAME=FILE:$BATS_TEST_TMPDIR/tickets
}

# pool [OPTION...]: check the pool, as the user that NTLM knows
pool() { pool_as "${NTLM[@]}" "$@"; }

# pool_as OPTION...: with the authentication among them; the service keeps nothing of it, and saw nothing it had to refuse
pool_as() {
	: >"$SEEN/requests"
	probe config "${THERE[@]}" "$@"
	shell_is_gone
	! grep '^refused' "$SEEN/requests" || fail "the service refused what we sent"
}

# The web server may hand on the last request after we have ended.
shell_is_gone() {
	local polls=50
	while [[ -s $SEEN/shells ]] && ((polls-- > 0)); do sleep 0.02; done
	[[ ! -s $SEEN/shells ]] || fail "a shell was left open: $(<"$SEEN/shells")"
}

# asked: what the service was asked, in order: "Create Open Open Command Data Delete"
asked() { awk '$1 == "asked" { printf "%s%s", sep, $4; sep = " " }' "$SEEN/requests"; }

connections() { awk '$1 == "asked" { print $5 }' "$SEEN/requests" | sort -u | wc -l; }

# ---- authentication ----

# healthy OPTION...: OK, by no more requests than the protocol needs, all over one connection
healthy() {
	world
	pool_as "$@"
	is OK - "$POOL"
	has requests=6 rules_failed=0 rules_unknown=0 time time_open bytes cert_days
	[[ $(asked) == 'Create Open Open Command Data Delete' ]] || fail "it asked: $(asked)"
	[[ $(connections) == 1 ]] || fail "it took $(connections) connections"
}

@test "NTLM" {
	healthy "${NTLM[@]}"
	grep -q ' CONTOSO.monitor ' "$SEEN/requests"
}
@test "NTLM with a password beyond ASCII" { healthy -l 'CONTOSO\latin' --password-file "$REALM_DIR/latin.pass"; }
@test "NTLM beyond Latin-1 goes by GSSAPI" {
	world
	pool_as -l 'CONTOSO\euro' --password-file "$REALM_DIR/euro.pass"
	is OK - "$POOL"
}
# libcurl's NTLM would send the name in a code page that only the server knows.
@test "NTLM with a user name beyond ASCII goes by GSSAPI" {
	world
	pool_as -l 'CONTOSO\jürgen' --password-file "$REALM_DIR/login.pass"
	is OK - "$POOL"
}
@test "NTLM beyond what libcurl can send without GSSAPI's is refused, and nothing is sent" {
	local each
	world
	for each in euro:euro jürgen:login; do
		GSS_MECH_CONFIG=/dev/null pool_as -l "CONTOSO\\${each%:*}" --password-file "$REALM_DIR/${each#*:}.pass"
		is UNKNOWN login-unsendable --keytab
		[[ ! $(asked) ]] || fail "it asked: $(asked)"
	done
}
@test "NTLM, named" { healthy -a ntlm "${NTLM[@]}"; }
@test "Basic" { healthy -a basic -l "monitor@$REALM" --password-file "$REALM_DIR/login.pass"; }
@test "Negotiate with a ticket" {
	inside kinit -k -t "$REALM_DIR/monitor.keytab" monitor
	healthy
	grep -q " monitor@$REALM " "$SEEN/requests"
}
@test "Negotiate with a keytab" {
	healthy --keytab "$REALM_DIR/monitor.keytab"
	[[ ! -e $BATS_TEST_TMPDIR/tickets ]] || fail "the ticket was written to a file"
}
@test "a client certificate" {
	POOL=cert.$POOL
	THERE[1]=$POOL:$POOL_PORT
	healthy -a certificate -J "$PKI/probe.pem" -K "$PKI/probe.key"
	grep -q " $PROBE " "$SEEN/requests"
}

@test "certificate-late, within the exchange" {
	POOL=cert.$POOL
	THERE[1]=$POOL:$POOL_PORT
	world certificate-late
	pool_as -a certificate -J "$PKI/probe.pem" -K "$PKI/probe.key" -vv
	is OK - "$POOL"
	shows TLSv1.2
	grep -q " $PROBE " "$SEEN/requests"
	pool_as -a basic -l "monitor@$REALM" --password-file "$REALM_DIR/login.pass" -J "$PKI/probe.pem" -K "$PKI/probe.key"
	is UNKNOWN tls-renegotiation "$POOL"
	[[ ! $(asked) ]] || fail "it got as far as: $(asked)"
}

# turned_away CAUSE VALUE OPTION...: UNKNOWN, in the healthy world or one with FAULT
turned_away() {
	world ${FAULT:+"$FAULT"}
	pool_as "${@:3}"
	is UNKNOWN "$1" "$2"
	[[ ! $(asked) ]] || fail "it got as far as: $(asked)"
	attempts=$(grep -c 'GSS ERROR' "$LOG/pool.log" || true)
}

@test "a wrong password is tried once" {
	forget pool
	turned_away login-refused 401 -l 'CONTOSO\monitor' --password-file "$REALM_DIR/wrong.pass" -v
	[[ $attempts == 1 ]] || fail "$attempts attempts"
	finds UNKNOWN login-refused Negotiate NTLM Basic --password-file "Extended Protection" 'pause this check first'
}
@test "a wrong password, where the certificate ends within the days of -C: nothing was judged" {
	turned_away login-refused 401 -l 'CONTOSO\monitor' --password-file "$REALM_DIR/wrong.pass" -C 400
	finds WARNING cert.expiry "$POOL"
}
@test "a wrong password for Basic is tried once" {
	forget pool
	turned_away login-refused 401 -a basic -l "monitor@$REALM" --password-file "$REALM_DIR/wrong.pass"
	[[ $attempts == 1 ]] || fail "$attempts attempts"
}
@test "a pool that takes Kerberos alone, and NTLM" {
	FAULT=negotiate-only turned_away login-refused Negotiate "${NTLM[@]}" -v
	[[ $sentence != *NTLM* ]] || fail "it offers NTLM too"
}
@test "NTLM inside of Negotiate, where it is offered by no other name" {
	world
	THERE[1]=$POOL:$POOL_BEHIND_PORT
	pool
	is OK - "$POOL"
	has requests=7
	[[ $(asked) == 'Create Open Open Command Data Delete' ]] || fail "it asked: $(asked)"
}
@test "a wrong password inside of Negotiate" {
	world
	THERE[1]=$POOL:$POOL_BEHIND_PORT
	pool_as -l 'CONTOSO\monitor' --password-file "$REALM_DIR/wrong.pass" -v
	is UNKNOWN login-refused Negotiate
	shows 'the password of CONTOSO\monitor is wrong'
}
@test "a pool that offers no NTLM looks at no password" {
	world negotiate-only
	pool
	is UNKNOWN login-refused Negotiate
	finds UNKNOWN login-refused --keytab
	hides 'is wrong, the account'
}
@test "a pool that offers no Basic looks at no password" {
	world negotiate-only
	pool_as -a basic -l "monitor@$REALM" --password-file "$REALM_DIR/login.pass"
	is UNKNOWN login-refused Negotiate
	hides 'is wrong, the account'
}
@test "a pool that takes Kerberos alone, with every request" {
	world negotiate-only
	pool_as --keytab "$REALM_DIR/monitor.keytab"
	is OK - "$POOL"
	has requests=6
}
@test "no ticket" {
	turned_away no-ticket HTTP -a negotiate -v
	finds UNKNOWN no-ticket "No Kerberos credentials available" kinit
	has requests=0
}
@test "a keytab whose key has changed is tried once" {
	forget kdc
	turned_away no-ticket "Preauthentication failed" --keytab "$REALM_DIR/other.keytab"
	[[ $(grep -c 'PREAUTH_FAILED' "$LOG/kdc.log") == 1 ]] || fail "the KDC was asked otherwise" "$(<"$LOG/kdc.log")"
}
@test "a server that the KDC does not know" {
	THERE=(-H "$FRONT_END:$POOL_PORT" -I 127.0.0.50 --ca-cert "$PKI/ca.pem")
	turned_away no-ticket "not found in Kerberos database" --keytab "$REALM_DIR/monitor.keytab"
}
@test "no KDC" { FAULT=kdc-down turned_away no-ticket "Cannot contact any KDC for realm '$REALM'" --keytab "$REALM_DIR/monitor.keytab"; }
@test "a KDC that answers while the program ends" {
	[[ $PLUGIN_DIR != */san ]] || skip 'sanitizers need what is done at exit'
	inside strace -o /dev/null true 2>/dev/null || skip 'strace is not there, or not allowed here'
	world kdc-silent
	rm "$BATS_FILE_TMPDIR/world" # from now on it is another one
	# The last system call is held up, so that the answer comes before it.
	# shellcheck disable=SC2016
	recorded config "${THERE[@]}" --keytab "$REALM_DIR/monitor.keytab" -t 1
	observe inside bash -c '
		strace -f -o /dev/null -e trace=exit_group -e inject=exit_group:delay_enter=600000 "$@" & plugin=$!
		sleep 1.3
		kill -CONT -- "-$0"
		wait "$plugin"' "$(<"$LAB_ROOT/$LAB/run/kdc")" \
		"${PROBE_RUN[@]}"
	is UNKNOWN timeout "HTTP@$POOL"
}
@test "certificate-not-mapped" {
	THERE[1]=cert.$POOL:$POOL_PORT
	FAULT=certificate-not-mapped turned_away certificate-not-mapped "CN=$PROBE" -a certificate -J "$PKI/probe.pem" \
		-K "$PKI/probe.key" -v
	finds UNKNOWN certificate-not-mapped "cert.$POOL" 401 ClientCertificate
	hides --password-file
}
@test "a ticket that has expired" {
	inside kinit -l 1s -k -t "$REALM_DIR/monitor.keytab" monitor
	while inside klist -s; do sleep 0.1; done
	sleep 1 # Kerberos counts whole seconds
	turned_away no-ticket expired -a negotiate -v
	finds UNKNOWN no-ticket kinit
}
@test "a server that is said to be of a realm without KDC" {
	sed "s/^\t\.${REALM,,} = .*/\t.${REALM,,} = ELSEWHERE.EXAMPLE/" "$REALM_DIR/krb5.conf" >"$BATS_TEST_TMPDIR/krb5.conf"
	KRB5_CONFIG=$BATS_TEST_TMPDIR/krb5.conf turned_away no-ticket "not found in Kerberos database" --keytab "$REALM_DIR/monitor.keytab" -v
	shows krbtgt/ELSEWHERE.EXAMPLE
}
@test "no client certificate where one is demanded" {
	THERE[1]=cert.$POOL:$POOL_PORT
	turned_away identity-issuer-unknown "cert.$POOL" -a certificate -J "$PKI/probe-stranger.pem" -K "$PKI/probe-stranger.key" \
		--ignore own.chain
}

# ---- other ways there ----

@test "a path in other letters" { healthy "${NTLM[@]}" --path=/ocspowershell; }
@test "a session configuration that is not there" {
	world
	pool --configuration=Other -v
	is UNKNOWN no-configuration 2150858752
	finds UNKNOWN no-configuration --configuration
}
@test "through a proxy" {
	forget pool
	healthy "${NTLM[@]}" -x "http://$PROXY_IP:3128"
	heard pool "proxy: CONNECT $POOL:$POOL_PORT"
}
@test "a proxy that is not there is named, not the pool" {
	world
	pool -x "http://$PROXY_IP:9" -v
	is UNKNOWN tcp-refused "proxy $PROXY_IP:9"
	finds UNKNOWN tcp-refused --http-proxy
	hides 'IIS'
}
@test "a proxy that does not reach the pool" {
	world
	THERE[1]=nowhere.$ORG_DOMAIN:$POOL_PORT
	pool -x "http://$PROXY_IP:3128" -v
	is UNKNOWN tcp-unreachable "proxy $PROXY_IP:3128" "nowhere.$ORG_DOMAIN:$POOL_PORT" 502
	finds UNKNOWN tcp-unreachable --http-proxy
}
@test "on a terminal it names the step that it waits for" {
	world
	run -0 inside script -qec "$(printf '%q ' "$PLUGIN_DIR/check_push_config" "${THERE[@]}" "${NTLM[@]}" -v)" /dev/null
	[[ $output == *"opening a PowerShell session"*"$POOL"*'PUSH CONFIG OK'* ]] || fail "no progress on the terminal" "$output"
}

# ---- an export over HTTPS ----

# fetched STATE CAUSE VALUE NAME [OPTION...]: the export NAME of the pool's web server
fetched() {
	world
	mkdir -p "$LAB_ROOT/$LAB/exports"
	cp "$TOP/tests/data/exports/clixml-utf16.xml" "$LAB_ROOT/$LAB/exports/settings.xml"
	head -c 100000000 /dev/zero >"$LAB_ROOT/$LAB/exports/huge.xml"
	probe config -u "https://$POOL:$POOL_PORT/exports/$4" --ca-cert "$PKI/ca.pem" --ignore export.age "${@:5}"
	is "$1" "$2" "$3"
}

@test "an export over HTTPS" { fetched OK - '' settings.xml; has requests=1 rules_unknown=0 cert_days export_age; }
@test "an export over HTTPS that is not there" { fetched UNKNOWN http-no-path 404 nothing.xml; }
@test "an export of 100 MB over HTTPS" { fetched UNKNOWN limit MiB huge.xml -v; finds UNKNOWN limit --file; }
@test "an export over HTTPS that did not come: nothing is said of what it holds" {
	probe config -u "https://$POOL:9/settings.xml" --ca-cert "$PKI/ca.pem" -v
	is UNKNOWN tcp-refused "$POOL:9"
	hides Export-PushConfig.ps1
	((${metric[rules_unknown]%%;*} > 1)) || fail "what was not read is not unknown"
}

@test "a port that speaks no TLS" {
	world
	THERE[1]=$POOL:3128
	pool -I "$PROXY_IP" -v
	is UNKNOWN tls-not-tls "$POOL:3128"
}
@test "an export behind a server that demands a certificate" {
	world
	probe config -u "https://$EDGE:$EDGE_PORT/settings.xml" --ca-cert "$PKI/ca.pem" -v
	is UNKNOWN identity-missing "$EDGE"
	hides --no-client-cert
}

# ---- the rules ----

# rule STATE CAUSE VALUE FIX [OPTION...]: the test's name is the fault; FIX is the line that --remedy prints, "" for none
rule() {
	world "${BATS_TEST_DESCRIPTION%%,*}"
	pool -v --remedy "${@:5}"
	is "$1" "$2" "$3"
	has requests=6 rules_unknown=0
	[[ ! $4 ]] || shows "$4"
}

@test "provider-missing" {
	rule CRITICAL provider-missing "$PARTNER" \
		"New-CsHostingProvider -Identity 'LyncOnline' -Enabled \$True -ProxyFqdn '$PARTNER' -EnabledSharedAddressSpace \$False -HostsOCSUsers \$False -VerificationLevel UseSourceVerification"
	has rules_failed=1
}
@test "provider-twice" {
	rule WARNING provider-twice "$PARTNER" 'look first: Get-CsHostingProvider shows Enabled, EnabledSharedAddressSpace and HostsOCSUsers'
	hides 'Remove-CsHostingProvider'
}
@test "provider-twice, and the other one is disabled" {
	world provider-twice provider-disabled
	pool --remedy -v
	is WARNING provider-twice 2 "$PARTNER"
	hides 'Set-CsHostingProvider' 'Remove-CsHostingProvider'
}
@test "provider-disabled" { rule CRITICAL provider-disabled LyncOnline "Set-CsHostingProvider -Identity 'LyncOnline' -Enabled \$True"; }
@test "provider-level" {
	rule OK - ''
	finds NOTE provider-verification AlwaysVerifiable
	hides 'Set-CsHostingProvider'
}
@test "provider-local" { rule WARNING provider-local IsLocal "Set-CsHostingProvider -Identity 'LyncOnline' -IsLocal \$False"; }
@test "domain-missing" { rule CRITICAL domain-not-allowed "$PUSH_DOMAIN" "New-CsAllowedDomain -Identity '$PUSH_DOMAIN'"; }
@test "domains-none" { rule CRITICAL domain-not-allowed "$PUSH_DOMAIN" "New-CsAllowedDomain -Identity '$PUSH_DOMAIN'"; }
@test "domain-nul" { partly UNKNOWN not-seen Get-CsAllowedDomain; has rules_failed=0; }
@test "domain-blocked" { rule CRITICAL domain-blocked "$PUSH_DOMAIN" "Remove-CsBlockedDomain -Identity '$PUSH_DOMAIN'"; }
@test "domain-blocked-renamed" { partly CRITICAL domain-blocked "$PUSH_DOMAIN"; has rules_unknown=0; }
@test "domain-proxy" {
	rule CRITICAL domain-proxy "$PUSH_DOMAIN" "Set-CsAllowedDomain -Identity '$PUSH_DOMAIN' -ProxyFqdn \$null"
	finds CRITICAL domain-proxy 14517
}
@test "domain-other-proxy" {
	rule CRITICAL domain-proxy 'fabrikam.com' "Set-CsAllowedDomain -Identity 'fabrikam.com' -ProxyFqdn \$null"
	finds CRITICAL domain-proxy 14517
}
@test "domain-public-proxy" { rule CRITICAL domain-proxy 'fabrikam.com' "Set-CsAllowedDomain -Identity 'fabrikam.com' -ProxyFqdn \$null"; }
@test "provider-hybrid" { rule OK - ''; finds NOTE provider.shared LyncOnline hybrid; }
@test "provider-hybrid, and a default route" {
	world provider-hybrid default-route
	pool -v --remedy
	is CRITICAL default-route clearing.example.net
	shows "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery \$True"
}
@test "external-denied" { rule OK - ''; finds NOTE federation-denied Global; }
@test "domain-discovered" { rule WARNING domain-not-allowed "$PUSH_DOMAIN" "New-CsAllowedDomain -Identity '$PUSH_DOMAIN'"; }
@test "domain-own-proxy" { rule WARNING domain-proxy sip.example.net "Set-CsAllowedDomain -Identity '$PUSH_DOMAIN' -ProxyFqdn \$null"; }
@test "federation-off" { rule CRITICAL federation-off AllowFederatedUsers "Set-CsAccessEdgeConfiguration -AllowFederatedUsers \$True"; }
@test "default-route" { rule CRITICAL default-route clearing.example.net "Set-CsAccessEdgeConfiguration -UseDnsSrvRouting -EnablePartnerDiscovery \$False"; }
@test "push-off" {
	rule CRITICAL push-off Global \
		"Set-CsPushNotificationConfiguration -Identity 'Global' -EnableApplePushNotificationService \$True -EnableMicrosoftPushNotificationService \$True"
	shows 'no push service is on'
}
@test "push-apple-off" {
	rule WARNING push-off Apple \
		"Set-CsPushNotificationConfiguration -Identity 'Global' -EnableApplePushNotificationService \$True"
}
@test "push-apple-off, and both required" { rule CRITICAL push-off Apple '' --require apple,microsoft; }
@test "push-apple-off, on a 2015" { rule OK - '' '' --server=2015; }
@test "push-off, on a 2019" { rule OK - '' '' --server=2019; finds NOTE push.services 2019; }
@test "push-apple-off, which is not required" { rule OK - '' '' --require microsoft; }
@test "push-site-off" {
	rule WARNING push-off Site:Redmond \
		"Set-CsPushNotificationConfiguration -Identity 'Site:Redmond' -EnableMicrosoftPushNotificationService \$True"
}
@test "push-site-off, and the site is asked for" { rule CRITICAL push-off Site:Redmond '' --site Redmond; }
@test "push-site-off, and another site is asked for" {
	world push-site-off
	pool -v --site Vienna
	is UNKNOWN not-seen Vienna
	finds UNKNOWN push.services Redmond
	has requests=6 rules_unknown=2 rules_failed=0
}
@test "push-uri-wrong" {
	rule CRITICAL push-uri sip:push@push.example.net \
		"Set-CsMcxConfiguration -Identity 'Site:Redmond' -PushNotificationProxyUri 'sip:push@$PUSH_DOMAIN'"
}
@test "filter-blocks" { rule WARNING im-filter http: "Set-CsImFilterConfiguration -Identity 'Global'"; }
@test "mobility-off" { rule WARNING mobility-off Global "Set-CsMobilityPolicy -Identity 'Global' -EnableMobility \$True"; }
@test "mobility-site-off" { rule WARNING mobility-off Site:Redmond "Set-CsMobilityPolicy -Identity 'Site:Redmond' -EnableMobility \$True"; }
@test "replica-missing" {
	world replica-missing
	pool -v
	is UNKNOWN replica-missing "$EDGE"
	has requests=6 rules_unknown=1 rules_failed=0
}
@test "route-missing" { rule CRITICAL route-missing 'federation route' "Set-CsSite -Identity 'Redmond' -FederationRoute 'EdgeServer:$EDGE'"; }
@test "route-missing-here" { rule WARNING route-missing Redmond "Set-CsSite -Identity 'Redmond' -FederationRoute 'EdgeServer:$EDGE'"; }
@test "route-missing-here, and another site is asked for" { rule OK - '' '' --site Paris; finds NOTE route-missing Redmond; }
@test "edge-port-missing" { rule WARNING edge-port "$EDGE" "Set-CsEdgeServer -Identity 'EdgeServer:$EDGE' -AccessEdgeExternalSipPort 5061"; }
@test "edges-two" { rule WARNING edge-port 2 ''; }
@test "user-replicator" { rule WARNING user-replicator EnableUserReplicator "Set-CsAccessEdgeConfiguration -EnableUserReplicator \$False"; }
@test "user-replicator, on a 2015" { rule OK - '' '' --server=2015; finds NOTE user-replicator 2013; }
@test "session-short" { rule OK - '' ''; finds NOTE session-short Global 2.0; }
@test "exposed-internal" { rule WARNING exposed-internal Global "Set-CsMcxConfiguration -Identity 'Global' -ExposedWebURL External"; }
@test "user-replicator, and another Edge is asked" { rule WARNING user-replicator '' '' --edge-host=edge2.example.net; finds NOTE route-edge edge2.example.net "$EDGE"; }
# The lab's name server is that of partners, too.
@test "own-srv-missing" { rule WARNING srv-missing "$ORG_DOMAIN" "_sipfederationtls._tcp.$ORG_DOMAIN. 3600 IN SRV 0 0 5061 sip.$ORG_DOMAIN." --dns-server 127.0.0.1; }
@test "own-srv-missing, as the inside has it" { rule OK - '' ''; finds NOTE srv-missing "$ORG_DOMAIN" --dns-server; }
@test "sip-domain-unpublished" { rule WARNING srv-missing "na.$ORG_DOMAIN" "_sipfederationtls._tcp.na.$ORG_DOMAIN. 3600 IN SRV" --dns-server 127.0.0.1; }
@test "sip-domain-unpublished, and the other" {
	world sip-domain-unpublished own-srv-missing
	pool -v --dns-server 127.0.0.1
	is CRITICAL srv-missing 2
	finds CRITICAL srv-missing "na.$ORG_DOMAIN"
}
@test "replica-behind" { rule WARNING replica-behind "$EDGE" "Invoke-CsManagementStoreReplication -ReplicaFqdn '$EDGE'"; }
@test "replica-late" {
	rule WARNING replica-behind "$EDGE" "Invoke-CsManagementStoreReplication -ReplicaFqdn '$EDGE'"
	shows '2 days older'
}
@test "public-provider-shared" { rule OK - '' ''; finds NOTE provider-shared Messenger proxy; }
# Set-CsHostingProvider has no -ProxyFqdn: another one is created, under a name that is free.
@test "provider-renamed" {
	rule CRITICAL provider-missing "$PARTNER" "New-CsHostingProvider -Identity 'SkypeOnline' -Enabled \$True -ProxyFqdn '$PARTNER'"
	hides 'Set-CsHostingProvider'
}

# ---- roles and cmdlets that fail ----

# partly STATE CAUSE VALUE [OPTION...]: a part of it could not be read
partly() {
	world "${BATS_TEST_DESCRIPTION%%,*}"
	pool "${@:4}"
	is "$1" "$2" "$3"
}

@test "role-lacks-mcx" { partly UNKNOWN not-seen Get-CsMcxConfiguration; has rules_unknown=1 rules_failed=0; }
# Without the list of hosting providers, the proxy of an allowed domain (here fabrikam.com) may belong to one of them.
@test "role-lacks-provider" { partly UNKNOWN not-seen Get-CsHostingProvider; has rules_unknown=2 rules_failed=0; }
@test "role-lacks-second" { partly UNKNOWN not-seen Get-CsAllowedDomain; has rules_unknown=1 rules_failed=0; }
@test "role-lacks-last" { partly OK - '' -v; finds NOTE not-seen Get-CsSipDomain; has rules_unknown=0; }
@test "role-lacks-site" { partly OK - '' -v; finds NOTE not-seen Get-CsSite; has rules_unknown=0; }
@test "role-lacks-filter" { partly OK - '' -v; finds NOTE not-seen Get-CsImFilterConfiguration; has rules_unknown=0; }
@test "role-lacks-all" { partly UNKNOWN not-seen "of 15" -v; finds UNKNOWN not-seen CsViewOnlyAdministrator; has rules_failed=0; }
@test "role-lacks-and-disabled" { partly CRITICAL provider-disabled LyncOnline -v; finds UNKNOWN not-seen Get-CsMcxConfiguration; has rules_failed=1; }
@test "cmdlet-error" { partly UNKNOWN not-seen Get-CsPushNotificationConfiguration -v; finds UNKNOWN not-seen 'Cannot open database'; has requests=6; }
@test "cmdlet-fails" { partly UNKNOWN not-seen Get-CsPushNotificationConfiguration -v; finds UNKNOWN not-seen 'Cannot open database'; }

@test "first-fails" { partly UNKNOWN not-seen Get-CsHostingProvider -v; finds UNKNOWN not-seen 'Cannot open database'; has rules_unknown=2 rules_failed=0; }
@test "first-error" { partly UNKNOWN not-seen Get-CsHostingProvider -v; finds UNKNOWN not-seen 'Cannot open database'; has rules_unknown=2 rules_failed=0; }
@test "cmdlet-denied" { partly UNKNOWN not-seen Get-CsPushNotificationConfiguration -v; finds UNKNOWN not-seen 'Access is denied'; has rules_unknown=1; }
@test "cmdlet-asks" { partly UNKNOWN not-seen Get-CsMcxConfiguration -v; finds UNKNOWN not-seen 'Read every setting of Get-CsMcxConfiguration?'; has rules_unknown=1; }
@test "cmdlet-reads" { partly UNKNOWN not-seen Get-CsMcxConfiguration; has rules_unknown=1; }
@test "cmdlet-dies" { world cmdlet-dies; pool; is UNKNOWN; [[ $(asked) != *Delete*Delete* ]] || fail "it asked: $(asked)"; }

# ---- rows of other kinds; what a real PowerShell makes of them stands in tests/powershell/rows.tsv ----

@test "error-with-rows, and a finding" {
	world error-with-rows domain-blocked
	pool
	is CRITICAL domain-blocked "$PUSH_DOMAIN"
}
@test "error-with-provider, and a finding" {
	world error-with-provider provider-disabled
	pool
	is CRITICAL provider-disabled LyncOnline
}
@test "gives-null" { partly OK - "$POOL"; }
@test "gives-texts" { partly UNKNOWN not-seen Get-CsAllowedDomain -v; finds UNKNOWN not-seen 'no objects'; has rules_failed=0 rules_unknown=1; }
@test "gives-every-type" { partly OK - "$POOL"; has rules_unknown=0; }
@test "more-members" { partly OK - "$POOL"; has rules_unknown=0; }
@test "custom-objects" { partly OK - "$POOL"; has rules_unknown=0; }
@test "domain-huge" { partly UNKNOWN limit '2 MiB'; }
@test "culture-de" { partly OK - "$POOL"; }
@test "culture-tr" { partly OK - "$POOL"; }
@test "culture-ja" { partly OK - "$POOL"; }

# ---- servers of other kinds ----

@test "kind-2010" {
	partly OK - "$POOL"
	[[ $(asked) == "Create Open Open$(printf ' Command Data%.0s' {1..15}) Delete" ]] || fail "it asked: $(asked)"
	[[ $(connections) == 1 ]] || fail "it took $(connections) connections"
}
@test "kind-2010, cmdlets that fail" {
	world kind-2010 role-lacks-and-disabled
	pool -v
	is CRITICAL provider-disabled LyncOnline
	finds UNKNOWN not-seen Get-CsMcxConfiguration
	has rules_unknown=1
}
@test "kind-2019" {
	partly OK - "$POOL" -v
	finds OK push.uri Global
	finds NOTE server 2019 7.0.2046.404
	has requests=6 rules_unknown=0
}
@test "kind-2019, with --server=2013" { partly OK - "$POOL" --server=2013 -v; finds NOTE server 2013 --server; }
@test "role-lacks-mcx, of a 2019" { partly UNKNOWN not-seen Get-CsMcxConfiguration --server=2019; }

# old_edge STATE CAUSE VALUE [OPTION...]: the pool and the OCS 2007 R2 Edge beside it
old_edge() {
	world "${BATS_TEST_DESCRIPTION%%,*}"
	pool --edge=ocs2007r2 --edge-host="$OLD_EDGE:$OLD_EDGE_PORT" "${@:4}"
	is "$1" "$2" "$3"
}

@test "an OCS 2007 R2 Edge" {
	world
	pool --edge=ocs2007r2 --edge-host="$OLD_EDGE:$OLD_EDGE_PORT" -v
	is OK -
	finds OK partner.direct "$PUSH_DOMAIN"
	finds_no provider.enabled
	[[ $(asked) == *Enumerate*Pull*Enumerate* ]] || fail "it asked: $(asked)"
}
@test "class-of-one" { old_edge OK - ''; [[ $(asked) == *Enumerate*Pull*Pull*Enumerate* ]] || fail "it asked: $(asked)"; }
@test "class-unended" { old_edge UNKNOWN protocol "$OLD_EDGE"; }
@test "partner-missing" { old_edge CRITICAL partner-missing "$PUSH_DOMAIN"; }
@test "partner-wrong" { old_edge CRITICAL partner-missing sip.example.net; }
@test "partner-federation-off" { old_edge CRITICAL federation-off ''; }
@test "partner-route" { old_edge WARNING default-route clearing.example.net; }
@test "items-cim" { old_edge OK - ''; }
@test "items-cim-missing" { old_edge CRITICAL partner-missing "$PUSH_DOMAIN"; }
@test "items-strange" { old_edge OK - ''; }
@test "items-strange-missing" { old_edge UNKNOWN not-seen MSFT_SIPFederationPartnerTable; }
@test "partner-from-pool" { old_edge CRITICAL partner-missing "$PUSH_DOMAIN"; }
@test "partner-class-missing" {
	old_edge UNKNOWN not-seen 2147749904 -v
	finds UNKNOWN not-seen MSFT_SIPFederationExternalEdgeSetting --edge-host
	hides CsViewOnlyAdministrator
}

# ---- on the way ----

# on_the_way STATE CAUSE VALUE [OPTION...]: the deadline is not waited for, it is behind LIMIT
on_the_way() {
	world "${BATS_TEST_DESCRIPTION%%,*}"
	pool "${@:4}"
	is "$1" "$2" "$3"
}

@test "noise" { on_the_way OK - "$POOL"; has requests=6; }
@test "deep" { on_the_way OK - "$POOL"; has requests=6; }
@test "statements-refused" { on_the_way OK - "$POOL"; }
@test "slow-opening" { on_the_way OK - "$POOL"; (($(value time_open) > 1000000)); }
@test "slow-deletion" { partly OK - "$POOL"; }
@test "slow-output" { on_the_way OK - "$POOL"; }
@test "one-object" { on_the_way OK - "$POOL"; }
@test "service-stopped" { on_the_way OK - "$POOL"; }	# which no session asks for: an export does
@test "small-pieces" { on_the_way OK - "$POOL"; }
@test "pool-down" { on_the_way UNKNOWN tcp-refused "$POOL:$POOL_PORT"; has requests=0; lacks time_open; }
@test "pool-unknown-ca" {
	on_the_way UNKNOWN cert-issuer-unknown 'Stranger Root CA' -v
	has requests=0
	shows 'tls failed after'
	hides 'connect failed'
}
@test "pool-unknown-ca, by choice" { on_the_way WARNING cert-issuer-unknown 'Stranger Root CA' -k; has rules_failed=1; }
@test "pool-wrong-name" { on_the_way UNKNOWN cert-name "other.$ORG_DOMAIN"; }
@test "service-down" { on_the_way UNKNOWN http-stopped 503; }
@test "broken-pool" { on_the_way UNKNOWN service-fault 'Cannot load Windows PowerShell snap-in'; }
@test "shell-quota" { on_the_way UNKNOWN quota 2150859173; }
@test "access-denied" { on_the_way UNKNOWN access-denied 'Access is denied'; }
@test "access-denied-bare" { on_the_way UNKNOWN access-denied 'Access is denied'; }
@test "denied-by-name" { on_the_way UNKNOWN access-denied AccessDenied -v; hides 'AccessDenied: '; }
@test "quota-by-name" { on_the_way UNKNOWN quota QuotaLimit; }
@test "unreachable-by-name" { on_the_way UNKNOWN no-configuration DestinationUnreachable; }
@test "schema-by-name" { on_the_way UNKNOWN service-fault SchemaValidationError; }
@test "action-by-name" { on_the_way UNKNOWN service-fault ActionNotSupported; }
@test "selectors-by-name" { on_the_way UNKNOWN service-fault InvalidSelectors; }
@test "no-body-200" { on_the_way UNKNOWN http 'HTTP 200'; }
@test "no-body-500" { on_the_way UNKNOWN http 'HTTP 500'; }
@test "output-fault" {
	partly UNKNOWN not-seen Get-CsMcxConfiguration
	has rules_unknown=1 rules_failed=0
	[[ $(asked) == *Data\ Signal\ Command* ]] || fail "it asked: $(asked)"
}
@test "shell-lost" { partly UNKNOWN not-seen "ended at Get-Cs" -v; hides CsViewOnlyAdministrator; }
@test "long-shell-id" { on_the_way UNKNOWN protocol 20037; says 1024; }
@test "long-command-id" { on_the_way UNKNOWN protocol 20037; says 1024; }
@test "deletion-fails" { on_the_way OK - "$POOL" -vv; shows 'busy'; }
@test "a pool that freezes midway: what TLS showed stays, though the deletion's connection shows nothing" {
	local web
	world silent-at-data
	web=$(<"$LAB_ROOT/$LAB/run/pool")
	(sleep 2 && "$LAB_TOOLS/in" "$LAB" kill -STOP -- "-$web") 3>&- &
	probe config "${THERE[@]}" "${NTLM[@]}" -t 6
	"$LAB_TOOLS/in" "$LAB" kill -CONT -- "-$web"
	is UNKNOWN timeout Get-CsHostingProvider
	has cert_days
}
# killed VALUE: the sentence names the broken session, not the port, which is closed by then; no server is left to delete the shell.
killed() {
	world "${BATS_TEST_DESCRIPTION%%,*}"
	probe config "${THERE[@]}" "${NTLM[@]}"
	is UNKNOWN "$1" "$2"
	has cert_days
}
@test "killed-at-open" { killed tcp-reset "$POOL"; }
@test "killed-at-data" { killed tcp-reset Get-CsHostingProvider; }
@test "pool-silent" { on_the_way UNKNOWN tls-silent "$POOL:$POOL_PORT" -t 2; }
@test "iis-404" { on_the_way UNKNOWN http-no-path 404; }
@test "iis-500" { on_the_way UNKNOWN http 500; }
@test "iis-503" { on_the_way UNKNOWN http-stopped 503; }
@test "redirect-same" { on_the_way OK - "$POOL"; has requests=7; }
@test "redirect-thrice" { on_the_way OK - "$POOL"; has requests=9; }
@test "redirect-often" { on_the_way UNKNOWN http /hop/hop; shows "too often"; }
@test "redirect-loop" { on_the_way UNKNOWN http "https://$POOL"; shows loop; }
@test "redirect-other" { on_the_way UNKNOWN http 'https://elsewhere.example.net'; [[ $(asked) == '?' || $(asked) == Create ]]; }
@test "redirect-http" { on_the_way UNKNOWN http "http://$POOL"; }

# hostile CAUSE [VALUE]: what no server sends: UNKNOWN, in less than 64 MiB
hostile() {
	world "${BATS_TEST_DESCRIPTION%%,*}"
	: >"$SEEN/requests"
	recorded config "${THERE[@]}" "${NTLM[@]}"
	observe inside "$BATS_TEST_DIRNAME/memory" "$BATS_TEST_TMPDIR/memory" timeout -k 2 "$LIMIT" "${PROBE_RUN[@]}"
	is UNKNOWN "$@"
	shell_is_gone
	memory_is_small
}

memory_is_small() {
	ldd "$PLUGIN_DIR/check_push_config" | grep -q libasan || (($(<"$BATS_TEST_TMPDIR/memory") < 65536)) ||
		fail "it took $(<"$BATS_TEST_TMPDIR/memory") KiB"
}

@test "base64-rubbish" { hostile protocol base64; }
@test "fragment-length" { hostile protocol 4294967295; }
@test "fragment-head" { hostile protocol 512; }
@test "fragments-out-of-order" { hostile protocol 'fragment 1'; }
@test "objects-out-of-order" { hostile protocol 998; }
@test "wrong-relates-to" { hostile protocol "$POOL"; }
@test "clixml-bomb" { hostile protocol; }
@test "clixml-deep" { hostile protocol 128; }
@test "clixml-rubbish" { hostile protocol 'line 1'; }
@test "bomb-at-create" { hostile protocol; }
@test "bomb-at-data" { hostile protocol; }
@test "deep-at-create" { hostile protocol 128; }
@test "deep-at-data" { hostile protocol 128; }
@test "rubbish-at-data" { hostile protocol 'line 1'; }
@test "huge-at-create" { hostile limit MiB; }
@test "huge-at-data" { hostile limit MiB; }
@test "cut-at-create" { hostile tcp-closed "$POOL"; }
@test "cut-at-open" { hostile tcp-closed "$POOL"; }
@test "cut-at-command" { hostile tcp-closed "$POOL"; }
@test "cut-at-data" { hostile tcp-closed "$POOL"; }
@test "cut-at-delete" { on_the_way OK - "$POOL"; }

@test "domains-5000" {
	world domains-5000
	: >"$SEEN/requests"
	recorded config "${THERE[@]}" "${NTLM[@]}"
	observe inside "$BATS_TEST_DIRNAME/memory" "$BATS_TEST_TMPDIR/memory" "${PROBE_RUN[@]}"
	is OK - "$POOL"
	memory_is_small
}

# ---- what mobile clients find ----

# phone STATE CAUSE VALUE [OPTION...]: autodiscover and the services behind it, beside the pool
phone() {
	# shellcheck disable=SC2086 # the healthy world where the name is no fault
	world ${BATS_TEST_DESCRIPTION##mobility*}
	pool --mobility -v "${@:4}"
	is "$1" "$2" "$3"
}

@test "mobility" {
	phone OK - "$POOL"
	finds OK mobility.autodiscover "$ORG_DOMAIN" "https://lyncdiscover.$ORG_DOMAIN/"
	finds OK mobility.mcx Mcx 401
	finds OK mobility.ucwa UCWA 401
	finds OK mobility.certs "lyncdiscover.$ORG_DOMAIN"
	has requests=6 rules_failed=0 rules_unknown=0
}
@test "mobility: the external web services of the pool" {
	phone OK - ''
	finds OK mobility.external "$POOL"
	hides "was not looked up"
}
@test "web-elsewhere" { phone WARNING external-web "lyncdiscover.$ORG_DOMAIN"; finds WARNING external-web "$POOL"; }
@test "mobility: the external web services that an option names" {
	world mcx-404
	pool -v --external-web="$POOL"
	is CRITICAL service 404 "$POOL"
	finds_no mobility.autodiscover
}
@test "mobility of a domain that is not there" { phone CRITICAL autodiscover nowhere.example --mobility=nowhere.example; }
@test "mobility of a 2019, which has no Mcx" { phone OK - '' --server=2019; finds_no mobility.mcx; finds OK mobility.ucwa UCWA 401; }
@test "mobility beside an export, by the roots of the system" {
	world
	probe config -F "$TOP/tests/data/exports/json-7.json" --ignore export.age --mobility="$ORG_DOMAIN" --dns-server=127.0.0.1 -v
	is CRITICAL autodiscover "$ORG_DOMAIN"
	finds CRITICAL cert-issuer-unknown "lyncdiscover.$ORG_DOMAIN"
}
@test "mobility beside an export, at addresses of this host that no option names" {
	world
	probe config -F "$TOP/tests/data/exports/json-7.json" --ignore export.age --mobility="$ORG_DOMAIN" -v
	is CRITICAL autodiscover "$ORG_DOMAIN"
	finds_no mobility.certs
	shows "this host's own"
}
@test "mobility: a web server that takes connections and does not answer TLS" {
	world pool-silent
	probe config -F "$TOP/tests/data/exports/json-7.json" --ignore export.age --mobility="$ORG_DOMAIN" --dns-server=127.0.0.1 --ca-cert "$PKI/ca.pem" -v -t 4
	finds UNKNOWN mobility.autodiscover "did not answer TLS"
}

@test "discover-plain" { phone OK - "$POOL"; finds OK mobility.autodiscover "https://$POOL/Autodiscover/AutodiscoverService.svc/root"; }
@test "discover-xml" { phone OK - "$POOL"; finds OK mobility.mcx 401; finds OK mobility.ucwa 401; }
@test "discover-nul" { phone UNKNOWN autodiscover "$ORG_DOMAIN"; }
@test "discover-404" { phone CRITICAL autodiscover 404; }
@test "discover-elsewhere" { phone CRITICAL autodiscover "$ORG_DOMAIN"; shows 'outside'; shows 'a phone does not follow'; }
@test "discover-inside" { phone UNKNOWN autodiscover "lyncdiscoverinternal.$ORG_DOMAIN"; shows --dns-server; finds OK mobility.mcx 401; }
@test "discover-outside-404" { phone CRITICAL autodiscover 404; }
@test "mcx-404" { phone CRITICAL service 404; has rules_failed=1; }
@test "mcx-503" { phone CRITICAL service 503; }
@test "ucwa-500" { phone CRITICAL service 500; has rules_failed=1; }

# ---- what waits, beside the rest ----

STAGES=(Create Open Command Data Delete)
PATIENCE=4	# half of which belongs to deleting the shell

in_the_meantime() {
	local stage
	pool_use "$LAB-slow"
	for stage in "${STAGES[@]}"; do
		"$LAB_TOOLS/fault" "$LAB" "silent-at-${stage,,}"
		cut_short "$stage" TERM
		cut_short "$stage" INT
		never "$stage" "${NTLM[@]}"
	done
	"$LAB_TOOLS/fault" "$LAB" silent-at-create
	PATIENCE=0.3 never short "${NTLM[@]}"
	"$LAB_TOOLS/fault" "$LAB" silent-at-data
	cut_short Data KILL
	for stage in cmdlet-slow cmdlet-endless endless-and-disabled; do
		"$LAB_TOOLS/fault" "$LAB" "$stage"
		PATIENCE=10 never "$stage" "${NTLM[@]}"
	done
	"$LAB_TOOLS/fault" "$LAB" silent-at-enumerate
	cut_short Enumerate TERM --edge=ocs2007r2 --edge-host="$OLD_EDGE:$OLD_EDGE_PORT"
	"$LAB_TOOLS/fault" "$LAB" silent-at-web
	cut_short Web TERM --mobility
	"$LAB_TOOLS/fault" "$LAB" kdc-silent
	never KDC --keytab "$REALM_DIR/monitor.keytab"
	cut_short_once TERM-KDC /proc/net/udp " 3600007F:0058 01 " --keytab "$REALM_DIR/monitor.keytab"	# it speaks with 127.0.0.54:88
}

# never STAGE OPTION...: no answer there, until our own time is over
never() {
	: >"$SEEN/requests"
	record "$BATS_FILE_TMPDIR/never-$1" inside timeout "$LIMIT" "$PLUGIN_DIR/check_push_config" "${THERE[@]}" "${@:2}" -t "$PATIENCE" \
		--record="$BATS_FILE_TMPDIR/never-$1.json"
	keep "never-$1"
}

# cut_short STAGE SIGNAL [OPTION...]: the signal when the service has been asked that
cut_short() { cut_short_once "$2-$1" "$SEEN/requests" "^asked [0-9]* [0-9.]* $1 " "${NTLM[@]}" "${@:3}"; }

# cut_short_once SIGNAL-STAGE FILE PATTERN OPTION...: sends the signal once the file has such a line. The deadline is behind LIMIT: a
# plugin that does not react to the signal is killed, and leaves no line.
cut_short_once() {
	: >"$SEEN/requests"
	# shellcheck disable=SC2016
	record "$BATS_FILE_TMPDIR/$1" inside timeout -k 2 "$LIMIT" bash -c '
		"${@:3}" & plugin=$!
		until grep -q "$1" "$0"; do sleep 0.01; done
		kill -"$2" "$plugin"
		wait "$plugin" 2>/dev/null' "$2" "$3" "${1%-*}" "$PLUGIN_DIR/check_push_config" "${THERE[@]}" -t 60 "${@:4}"
	keep "$1"
}

keep() {
	cp "$SEEN/shells" "$BATS_FILE_TMPDIR/$1.shells"
	cp "$SEEN/requests" "$BATS_FILE_TMPDIR/$1.requests"
	touch "$BATS_FILE_TMPDIR/$1.kept"
}

# waited NAME: that run, when it is over
waited() {
	local polls=600
	until [[ -e $BATS_FILE_TMPDIR/$1.kept ]] || ((polls-- == 0)); do sleep 0.1; done
	SEEN=$BATS_FILE_TMPDIR/$1
	mkdir -p "$BATS_TEST_TMPDIR/seen"
	cp "$SEEN.shells" "$BATS_TEST_TMPDIR/seen/shells"
	cp "$SEEN.requests" "$BATS_TEST_TMPDIR/seen/requests"
	SEEN=$BATS_TEST_TMPDIR/seen
}

# gave_up STAGE STATE CAUSE VALUE: and the shell is gone
gave_up() {
	waited "never-$1"
	examine "$BATS_FILE_TMPDIR/never-$1"
	RECORDING=$BATS_FILE_TMPDIR/never-$1.json PROBE_RUN=("$PLUGIN_DIR/check_push_config")
	is "$2" "$3" "$4"
	[[ ! -s $SEEN/shells ]] || fail "a shell was left open: $(asked)"
}

# stopped STAGE SIGNAL: it has ended, with a result in one line, and the shell is gone
stopped() {
	waited "$2-$1"
	examine "$BATS_FILE_TMPDIR/$2-$1"
	[[ $1 == Delete ]] || is UNKNOWN
	[[ ! -s $SEEN/shells ]] || fail "a shell was left open: $(asked)"
}

@test "silent-at-create" { gave_up Create UNKNOWN timeout "$POOL"; }
@test "silent-at-create, in less time than a shell is given to be made and deleted" {
	waited never-short
	examine "$BATS_FILE_TMPDIR/never-short"
	RECORDING=$BATS_FILE_TMPDIR/never-short.json PROBE_RUN=("$PLUGIN_DIR/check_push_config")
	is UNKNOWN timeout "$POOL"
}
@test "silent-at-open" { gave_up Open UNKNOWN timeout "$POOL"; }
@test "silent-at-command" { gave_up Command UNKNOWN timeout "$POOL"; }
@test "silent-at-data" { gave_up Data UNKNOWN timeout "$POOL"; }
@test "silent-at-delete" { gave_up Delete OK - "$POOL"; }
@test "kdc-silent" { gave_up KDC UNKNOWN timeout "HTTP@$POOL"; }

@test "cmdlet-slow" { gave_up cmdlet-slow OK - "$POOL"; }
@test "cmdlet-endless" { gave_up cmdlet-endless UNKNOWN timeout "$POOL"; }
@test "endless-and-disabled" { gave_up endless-and-disabled CRITICAL provider-disabled LyncOnline; }

@test "SIGTERM while the shell is created" { stopped Create TERM; }
@test "SIGTERM while it opens" { stopped Open TERM; }
@test "SIGTERM while the command is sent" { stopped Command TERM; }
@test "SIGTERM while its output is read" { stopped Data TERM; }
@test "SIGTERM while it is deleted" { stopped Delete TERM; }
@test "silent-at-enumerate, and SIGTERM" { stopped Enumerate TERM; }
@test "silent-at-web, and SIGTERM" { stopped Web TERM; }
@test "SIGTERM while the KDC hangs" {
	waited TERM-KDC
	examine "$BATS_FILE_TMPDIR/TERM-KDC"
	is UNKNOWN
}
@test "SIGINT while the shell is created" { stopped Create INT; }
@test "SIGINT while it opens" { stopped Open INT; }
@test "SIGINT while the command is sent" { stopped Command INT; }
@test "SIGINT while its output is read" { stopped Data INT; }
@test "SIGINT while it is deleted" { stopped Delete INT; }

@test "after SIGKILL the server drops the shell by itself in a minute" {
	waited KILL-Data
	[[ $(<"$SEEN/shells") == *' 60' ]] || fail "the shells are: $(<"$SEEN/shells")"
}

# ---- the list is whole ----

@test "every fault of the pool has a test here" {
	local missing
	missing=$(comm -23 <("$LAB_TOOLS/faults" pool | cut -d' ' -f1 | sort) \
		<(sed -nE 's/^@test "([a-z0-9-]+)(,[^"]*)?" .*/\1/p; s/.*FAULT=([a-z-]+).*/\1/p' "$BATS_TEST_FILENAME" | sort -u))
	[[ ! $missing ]] || fail "no test for: $missing" ''
}
