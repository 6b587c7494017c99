# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# faults.sh - what can be wrong with the pool (sourced); as lib/faults.sh
#
# Of three kinds: a setting (a change of machines/pool-settings.json), a habit of the service (pool/habits.py says what each
# does), or a variable of pool/world.sh. A row without a function of its own is a line of SETTINGS or HABITS below.

POOL_FAULTS='
provider-missing      no hosting provider has the proxy
provider-twice        two hosting providers have the proxy
provider-disabled     the hosting provider is disabled
provider-level        the hosting provider has VerificationLevel AlwaysVerifiable
provider-local        the hosting provider is marked IsLocal
domain-missing        the push domain is no allowed domain
domains-none          there is no allowed domain at all
domain-nul            the allowed domain goes on behind a NUL
domain-blocked        the push domain is a blocked domain
domain-blocked-renamed the same, and its object has an unknown type
domain-proxy          the allowed domain has the proxy of a hosting provider: event 14517
domain-other-proxy    another allowed domain has the proxy of a hosting provider: event 14517
domain-public-proxy   another allowed domain has the proxy of a public provider: event 14517
provider-hybrid       no fault: the hosting provider shares its address space with a tenant
external-denied       the Global external access policy denies federation
domain-discovered     the push domain is no allowed domain, and partner discovery is on
domain-own-proxy      the allowed domain has a proxy that no hosting provider uses
federation-off        federated users are not allowed
default-route         the Edge routes all federation to one place
push-off              no push service is on in any scope
push-apple-off        Apple push is off in every scope
push-site-off         Microsoft push is off in one site
push-uri-wrong        one scope of the mobility service sends pushes elsewhere
filter-blocks         the IM URL filter blocks web addresses
mobility-off          the Global mobility policy forbids mobility
mobility-site-off     the mobility policy of a site forbids mobility
replica-behind        the replica of the Edge is not up to date, and has not reported for years
replica-late          the replica of the Edge has reported nothing since the last change
public-provider-shared no fault that a server has: a public provider has the proxy of a hosting provider
provider-renamed      the hosting provider has another proxy
replica-missing       no replica has the name of the Edge
route-missing         no site has a federation route
route-missing-here    the site of the pool has no federation route
edge-port-missing     the Edge of the federation route is not enabled for federation
edges-two             two Edge pools are enabled for federation
user-replicator       the Edge is configured to ask a domain controller for users
session-short         sessions of phones end after two hours
web-elsewhere         the external web services have another name than autodiscover leads to
exposed-internal      ExposedWebURL is Internal
sip-domain-unpublished a second SIP domain has no SRV record
service-stopped       RTCSRV is stopped: seen in an export alone
partner-missing       OCS 2007 R2 Edge: the push domain is no partner
partner-wrong         OCS 2007 R2 Edge: the partner is behind another access edge
partner-federation-off OCS 2007 R2 Edge: federation is disabled
partner-route         OCS 2007 R2 Edge: there is a default route
partner-class-missing OCS 2007 R2 Edge: one of the classes is not there
partner-from-pool     OCS 2007 R2 Edge: the push domain is no partner, and an object of the pool looks like that partner

items-cim             no fault: the OCS 2007 R2 Edge gives its items in a CIM namespace
items-cim-missing     the same, and the push domain is no partner
items-strange         the list of partners holds an item of another kind
items-strange-missing the same, and the push domain is not among those that can be read

kind-2010             no fault: a Lync Server 2010 on Windows 2008 R2, which has habits of its own
kind-2019             no fault: a Skype for Business Server 2019, which has no Mcx service
pool-down             nothing listens where the pool is
service-down          the service behind the web server does not run: 503
kdc-down              the realm has no KDC
kdc-silent            the KDC hangs: nothing answers
pool-silent           the pool takes connections and says nothing
output-fault          a Receive of Get-CsMcxConfiguration'\''s output is answered by a fault, and the command still runs
shell-lost            the process of Get-CsMcxConfiguration is lost: a fault, and then no shell
deletion-fails        the session is deleted, and the answer is a fault
long-shell-id         the name of the shell is 20,000 characters long
long-command-id       the name of the command is
no-body-200           HTTP 200 without a body
no-body-500           HTTP 500 without a body
quota-by-name         too many shells, by a SOAP subcode alone
denied-by-name        access is denied, by a SOAP subcode alone: HTTP 400, and no words
unreachable-by-name   there is no such resource, by a SOAP subcode alone
schema-by-name        the request does not fit the schema, by a SOAP subcode alone
action-by-name        the action is not served, by a SOAP subcode alone: HTTP 400
selectors-by-name     the shell is gone while it opens, by a SOAP subcode alone
pool-unknown-ca       the issuer of the pool'\''s certificate is unknown to us
pool-wrong-name       the pool carries a certificate of another name
negotiate-only        the pool offers Kerberos alone, and wants it with every request
discover-plain        autodiscover is not served over TLS; over HTTP it redirects to the pool
discover-xml          no fault: autodiscover gives its root in XML, whatever form is asked for
discover-nul          the link of autodiscover'\''s root goes on behind a NUL
discover-404          autodiscover is not there: 404
discover-elsewhere    autodiscover redirects to another domain: 302
discover-inside       only lyncdiscoverinternal has a name
discover-outside-404  autodiscover is there for lyncdiscoverinternal alone; lyncdiscover leads to a server without it
mcx-404               the mobility service is not there: 404
mcx-503               the mobility service is stopped: 503
ucwa-500              UCWA fails: 500

noise                 progress, warnings and other records stand before and between the objects
deep                  enums come as objects, as where a module raises the depth of serialization
domains-5000          there are 5,000 allowed domains
one-object            no fault: each answer brings one object
role-lacks-mcx        the role does not hold Get-CsMcxConfiguration
role-lacks-provider   the role does not hold Get-CsHostingProvider
role-lacks-filter     the role does not hold Get-CsImFilterConfiguration
role-lacks-all        the role holds no cmdlet
role-lacks-and-disabled the role lacks one cmdlet, and the hosting provider is disabled
cmdlet-error          Get-CsPushNotificationConfiguration reports an error and goes on
cmdlet-fails          Get-CsPushNotificationConfiguration fails
role-lacks-second     the role does not hold Get-CsAllowedDomain, which is asked second
role-lacks-last       the role does not hold Get-CsSipDomain, which is asked last
role-lacks-site       the role does not hold Get-CsSite
first-fails           Get-CsHostingProvider fails, which is asked first
first-error           Get-CsHostingProvider reports an error and goes on
error-with-rows       Get-CsBlockedDomain reports an error, and gives rows all the same
error-with-provider   Get-CsHostingProvider reports an error, and gives rows all the same
cmdlet-denied         Get-CsPushNotificationConfiguration is denied access
cmdlet-asks           Get-CsMcxConfiguration asks for a confirmation
cmdlet-reads          Get-CsMcxConfiguration asks for a value
cmdlet-slow           Get-CsMcxConfiguration takes 6 s
cmdlet-endless        Get-CsMcxConfiguration never ends
endless-and-disabled  Get-CsMcxConfiguration never ends, and the hosting provider is disabled
cmdlet-dies           the session'\''s process ends in Get-CsMcxConfiguration
domain-huge           a blocked domain has a comment of 6 MB
gives-null            Get-CsBlockedDomain gives null
gives-texts           Get-CsAllowedDomain gives texts, not objects
gives-every-type      Get-CsMobilityPolicy gives an object of every type that CLIXML has, before its rows
more-members          the hosting providers have a member of every type that CLIXML has
custom-objects        the allowed domains went through Select-Object
culture-de            no fault: the session'\''s language is German
culture-tr            no fault: the session'\''s language is Turkish
culture-ja            no fault: the session'\''s language is Japanese
statements-refused    the service refuses several statements in one pipeline
slow-opening          the session opens after a while; "nothing yet" is answered several times
slow-deletion         deleting the session takes 2 s
slow-output           the cmdlets take a while; "nothing yet" is answered several times
small-pieces          fragments of 500 bytes, several in a stream, over many answers
broken-pool           the runspace pool is broken
shell-quota           the user has too many shells
access-denied         access denied
access-denied-bare    access denied, without a code
certificate-not-mapped the client certificate is mapped to no account
certificate-late      no fault: TLS 1.2, and the client certificate is requested after the HTTP request, as Windows does
class-of-one          the Edge gives one instance an answer
class-unended         the Edge gives no instance, and neither says that this is all nor how to ask for more
iis-404               the web server'\''s own page: 404
iis-500               the web server'\''s own page: 500
iis-503               the web server'\''s own page: 503
redirect-same         a redirect to another path of the same host
redirect-thrice       three redirects on the same host
redirect-often        four redirects on the same host
redirect-loop         a redirect to itself
redirect-other        a redirect to another host
redirect-http         a redirect to plain HTTP

base64-rubbish        the streams are not base64
fragment-length       a fragment claims 4 GiB
fragment-head         a fragment ends within its head
fragments-out-of-order the second fragment of a message comes first
objects-out-of-order  the numbers of the messages fall
wrong-relates-to      answers relate to no request of ours
clixml-bomb           entities within entities in a message
clixml-deep           5,000 elements within each other in a message
clixml-rubbish        a message that ends in the middle
bomb-at-create        entities within entities in the first answer
bomb-at-data          entities within entities in an answer with output
deep-at-create        5,000 elements within each other in the first answer
deep-at-data          5,000 elements within each other in an answer with output
rubbish-at-data       an answer that is not well-formed
huge-at-create        a first answer of 100 MB
huge-at-data          an answer with output of 100 MB
cut-at-create         the connection is closed in the middle of the first answer
cut-at-open           the connection is closed in the middle of an answer while the session opens
cut-at-command        the connection is closed in the middle of the answer to the command
cut-at-data           the connection is closed in the middle of an answer with output
cut-at-delete         the connection is closed in the middle of the last answer
killed-at-open        the web server is killed while the session opens: no answer, and then nothing listens
killed-at-data        the web server is killed when output is asked for: no answer, and then nothing listens
silent-at-create      no answer to the first request
silent-at-open        no answer while the session opens
silent-at-command     no answer to the command
silent-at-data        no answer with output
silent-at-delete      no answer to the last request
silent-at-enumerate   OCS 2007 R2 Edge: no answer when a class is read
silent-at-web         no answer to what a mobile client asks
'

# Settings: fault, then what changes
SETTINGS='
provider-missing  HostingProvider[1]={"Identity":"SkypeOnline","ProxyFqdn":"sipfed.example.net","VerificationLevel":"UseSourceVerification","Enabled":true,"IsLocal":false}
provider-twice    HostingProvider[+]={"Identity":"SkypeforBusinessOnline","ProxyFqdn":"@PARTNER@.","VerificationLevel":"UseSourceVerification","Enabled":true,"IsLocal":false}
provider-disabled HostingProvider[1].Enabled=false
provider-level    HostingProvider[1].VerificationLevel="AlwaysVerifiable"
provider-local    HostingProvider[1].IsLocal=true
domain-missing    AllowedDomain[1]={"Identity":"x@PUSH_DOMAIN@","Domain":"x@PUSH_DOMAIN@","ProxyFqdn":null}
domains-none      AllowedDomain=[]
domain-nul        AllowedDomain[1].Domain="@PUSH_DOMAIN@\u0000.evil.example"
domain-blocked    BlockedDomain[+]={"Identity":"@PUSH_DOMAIN@","Domain":"@PUSH_DOMAIN@","Comment":null}
domain-blocked-renamed BlockedDomain[+]={"Identity":"@PUSH_DOMAIN@","Domain":"@PUSH_DOMAIN@","Comment":null}
domain-proxy      AllowedDomain[1].ProxyFqdn="@PARTNER@"
domain-other-proxy AllowedDomain[0].ProxyFqdn="exap.um.outlook.com"
domain-public-proxy AllowedDomain[0].ProxyFqdn="federation.messenger.msn.com"
provider-hybrid   HostingProvider[1].EnabledSharedAddressSpace=true
external-denied   ExternalAccessPolicy[0].EnableFederationAccess=false
domain-discovered AllowedDomain[1]={"Identity":"x@PUSH_DOMAIN@","Domain":"x@PUSH_DOMAIN@","ProxyFqdn":null}
domain-discovered AccessEdgeConfiguration[0].EnablePartnerDiscovery=true
domain-own-proxy  AllowedDomain[1].ProxyFqdn="sip.example.net"
federation-off    AccessEdgeConfiguration[0].AllowFederatedUsers=false
default-route     AccessEdgeConfiguration[0]={"Identity":"Global","AllowFederatedUsers":true,"EnableUserReplicator":false,"RoutingMethod":"UseDefaultRouting","DefaultRouteFqdn":"clearing.example.net"}
push-off          PushNotificationConfiguration=[{"Identity":"Global","EnableApplePushNotificationService":false,"EnableMicrosoftPushNotificationService":false}]
push-apple-off    PushNotificationConfiguration=[{"Identity":"Global","EnableApplePushNotificationService":false,"EnableMicrosoftPushNotificationService":true}]
push-site-off     PushNotificationConfiguration[1].EnableMicrosoftPushNotificationService=false
push-uri-wrong    McxConfiguration[1].PushNotificationProxyUri="sip:push@push.example.net"
filter-blocks     ImFilterConfiguration[0].Action="Block"
mobility-site-off MobilityPolicy[+]={"Identity":"Site:Redmond","Description":null,"EnableOutsideVoice":true,"EnableMobility":false,"EnableIPAudioVideo":true}
mobility-off      MobilityPolicy[0].EnableMobility=false
replica-behind    ManagementStoreReplicationStatus[1].UpToDate=false
replica-behind    ManagementStoreReplicationStatus[1].LastStatusReport="2016-11-23T08:15:31Z"
replica-late      ManagementStoreReplicationStatus[1].LastStatusReport="2026-11-20T08:15:31Z"
public-provider-shared PublicProvider[0].ProxyFqdn="@PARTNER@"
provider-renamed  HostingProvider[1].ProxyFqdn="sipfed.example.net"
replica-missing   ManagementStoreReplicationStatus[1].ReplicaFqdn="other.example.net"
route-missing     Site[0].FederationRoute=null
route-missing     Site[1].FederationRoute=null
route-missing-here Site[0].FederationRoute=null
edge-port-missing Service[2].AccessEdgeExternalSipPort=null
edges-two         Service[+]={"Identity":"EdgeServer:edge2.example.net","ServiceId":"2-EdgeServer-2","SiteId":"Site:Paris","PoolFqdn":"edge2.example.net","Version":6,"Role":"EdgeServer","AccessEdgeExternalSipPort":5061}
user-replicator   AccessEdgeConfiguration[0].EnableUserReplicator=true
session-short     McxConfiguration[0].SessionExpirationInterval=7200
web-elsewhere     Service[1].ExternalFqdn="lyncdiscover.@ORG_DOMAIN@"
exposed-internal  McxConfiguration[0].ExposedWebURL="Internal"
sip-domain-unpublished SipDomain[+]={"Identity":"na.@ORG_DOMAIN@","Name":"na.@ORG_DOMAIN@","IsDefault":false}
service-stopped   WindowsService[2].Status="Stopped"
partner-missing   MSFT_SIPFederationPartnerTable[2].Domain="other.example.net"
partner-wrong     MSFT_SIPFederationPartnerTable[2].EdgeProxyAddress="sip.example.net"
partner-federation-off MSFT_SIPFederationExternalEdgeSetting[0].EnableFederation=false
partner-from-pool MSFT_SIPFederationPartnerTable[2].Domain="other.example.net"
partner-from-pool BlockedDomain[+]={"Identity":"@PUSH_DOMAIN@","Domain":"@PUSH_DOMAIN@","EdgeProxyAddress":"@PARTNER@"}
items-cim-missing MSFT_SIPFederationPartnerTable[2].Domain="other.example.net"
items-strange-missing MSFT_SIPFederationPartnerTable[2].Domain="other.example.net"
partner-route     MSFT_SIPFederationExternalEdgeSetting[0].DefaultRoute="clearing.example.net"
role-lacks-and-disabled HostingProvider[1].Enabled=false
endless-and-disabled HostingProvider[1].Enabled=false
'

# Habits: fault, then those of pool/habits.py
HABITS='
domain-blocked-renamed types-renamed=BlockedDomain
partner-from-pool     types-renamed=BlockedDomain
partner-class-missing class-missing=MSFT_SIPFederationExternalEdgeSetting
class-of-one          page=1
class-unended         class-unended
discover-xml          autodiscover-xml
discover-nul          autodiscover-nul
discover-404          autodiscover=404
discover-elsewhere    autodiscover-elsewhere
discover-outside-404  autodiscover-outside=404
mcx-404               mcx=404
mcx-503               mcx=503
ucwa-500              ucwa=500
noise                 noise
deep                  deep
domains-5000          domains=5000
one-object            one-object
role-lacks-mcx        role-lacks=Get-CsMcxConfiguration
role-lacks-provider   role-lacks=Get-CsHostingProvider
role-lacks-filter     role-lacks=Get-CsImFilterConfiguration
role-lacks-all        role-lacks=all
role-lacks-and-disabled role-lacks=Get-CsMcxConfiguration
cmdlet-error          cmdlet-error=Get-CsPushNotificationConfiguration
cmdlet-fails          cmdlet-fails=Get-CsPushNotificationConfiguration
role-lacks-second     role-lacks=Get-CsAllowedDomain
role-lacks-last       role-lacks=Get-CsSipDomain
role-lacks-site       role-lacks=Get-CsSite
first-fails           cmdlet-fails=Get-CsHostingProvider
first-error           cmdlet-error=Get-CsHostingProvider
error-with-rows       error-with-rows=Get-CsBlockedDomain
error-with-provider   error-with-rows=Get-CsHostingProvider
cmdlet-denied         cmdlet-denied=Get-CsPushNotificationConfiguration
cmdlet-asks           cmdlet-asks=Get-CsMcxConfiguration
cmdlet-reads          cmdlet-reads=Get-CsMcxConfiguration
cmdlet-slow           slow-cmdlet=Get-CsMcxConfiguration
cmdlet-endless        endless-cmdlet=Get-CsMcxConfiguration
endless-and-disabled  endless-cmdlet=Get-CsMcxConfiguration
cmdlet-dies           cmdlet-dies=Get-CsMcxConfiguration
domain-huge           huge-text=Get-CsBlockedDomain
gives-null            gives-null=Get-CsBlockedDomain
gives-texts           gives-texts=Get-CsAllowedDomain
gives-every-type      gives-every-type=Get-CsMobilityPolicy
more-members          more-members=Get-CsHostingProvider
custom-objects        custom-object=Get-CsAllowedDomain
culture-de            culture=de-DE
culture-tr            culture=tr-TR
culture-ja            culture=ja-JP
statements-refused    statements-refused
output-fault          output-fault=Get-CsMcxConfiguration
shell-lost            shell-lost=Get-CsMcxConfiguration
deletion-fails        deletion-fails
long-shell-id         long-shell-id
long-command-id       long-command-id
no-body-200           no-body=200
no-body-500           no-body=500
quota-by-name         subcode=Create:QuotaLimit
denied-by-name        subcode=Create:AccessDenied no-reason fault-status=400
unreachable-by-name   subcode=Create:DestinationUnreachable
schema-by-name        subcode=Create:SchemaValidationError
action-by-name        subcode=Create:ActionNotSupported fault-status=400
selectors-by-name     subcode=Open:InvalidSelectors
items-cim             items-cim
items-cim-missing     items-cim
items-strange         items-strange=MSFT_SIPFederationPartnerTable
items-strange-missing items-strange=MSFT_SIPFederationPartnerTable
slow-opening          slow-opening=1 patience=0.25
slow-deletion         slow-deletion=2
slow-output           slow-output=1 patience=0.25
small-pieces          small-pieces
broken-pool           broken-pool
shell-quota           quota=0
access-denied         access-denied
access-denied-bare    access-denied-bare
certificate-not-mapped certificate-not-mapped
iis-404               html=404
iis-500               html=500
iis-503               html=503
redirect-same         redirect=same
redirect-thrice       redirect=same3
redirect-often        redirect=same4
redirect-loop         redirect=loop
redirect-other        redirect=other
redirect-http         redirect=http
base64-rubbish        base64-rubbish
fragment-length       fragment-length
fragment-head         fragment-head
fragments-out-of-order fragments-out-of-order
objects-out-of-order  objects-out-of-order
wrong-relates-to      wrong-relates-to
clixml-bomb           clixml-bomb
clixml-deep           clixml-deep
clixml-rubbish        clixml-rubbish
bomb-at-create        envelope-bomb=Create
bomb-at-data          envelope-bomb=Data
deep-at-create        envelope-deep=Create
deep-at-data          envelope-deep=Data
rubbish-at-data       envelope-rubbish=Data
huge-at-create        huge-answer=Create
huge-at-data          huge-answer=Data
cut-at-create         cut-answer=Create
cut-at-open           cut-answer=Open
cut-at-command        cut-answer=Command
cut-at-data           cut-answer=Data
cut-at-delete         cut-answer=Delete
killed-at-open        killed=Open
killed-at-data        killed=Data
silent-at-create      silent=Create
silent-at-open        silent=Open
silent-at-command     silent=Command
silent-at-data        silent=Data
silent-at-delete      silent=Delete
silent-at-enumerate   silent=Enumerate
silent-at-web         silent=Web
'

# pool_fault NAME: switch on what the tables say of it; false when they say nothing
pool_fault() {
	local line words known=1
	while read -r line; do
		[[ ${line%% *} == "$1" ]] || continue
		line=${line#"$1"}
		line=${line//@PARTNER@/"$PARTNER"}
		line=${line//@PUSH_DOMAIN@/"$PUSH_DOMAIN"}
		line=${line//@ORG_DOMAIN@/"$ORG_DOMAIN"}
		line=${line//@POOL@/"$POOL"}
		POOL_SETTINGS+=("${line#"${line%%[! ]*}"}") known=0
	done <<<"$SETTINGS"
	while read -r line words; do
		[[ $line == "$1" ]] || continue
		# shellcheck disable=SC2206 # words
		POOL_HABITS+=($words) known=0
	done <<<"$HABITS"
	return "$known"
}

fault_kind_2010() { POOL_KIND=2010; }
fault_kind_2019() { POOL_KIND=2019; }
fault_pool_down() { PART[pool]=none; }
fault_pool_silent() { PART[pool]=apache_hung; }
fault_service_down() { PART[service]=none; }
fault_kdc_down() { PART[kdc]=none; }
fault_kdc_silent() { PART[kdc]=kdc_hung; }
fault_pool_unknown_ca() { CERT[pool]=pool-stranger; }
fault_pool_wrong_name() { CERT[pool]=pool-wrong-name; }
fault_negotiate_only() {
	POOL_MECHANISMS="GssapiAllowedMech krb5"$'\n\t\t'"GssapiCredStore keytab:$LAB_DIR/realm/http.keytab"
	POOL_BASIC=Off POOL_BOUND=Off
}
fault_certificate_late() {
	POOL_ASKS=$'SSLProtocol TLSv1.2\n\t<Location />\n\t\tSSLVerifyClient require\n\t\tSSLVerifyDepth 3\n\t</Location>'
}
fault_discover_plain() { DISCOVER_TLS_PORT=444; }
fault_discover_inside() { ZONE_POOL=${ZONE_POOL/,lyncdiscover.$ORG_DOMAIN,/,}; }
