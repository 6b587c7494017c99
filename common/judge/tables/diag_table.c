// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * diag_table - what is known of ms-diagnostics codes
 */
#include "judge/tables/diag_table.h"

#define EDGE "our Edge"
#define OURS "our servers"
#define PARTNER "the partner"
#define MONITOR EXPLANATION_HOST

#define NOW "[MS-OCER] SipStack, current release"
#define OLD "[MS-OCER] 8.2 SipStack, older releases"
#define COMMON "[MS-OCER] 9.2.2"
#define USERS "[MS-OCER] 4000-4999"
#define APPS "[MS-OCER] 5000-5999"
#define VERSIONS "[MS-OCER] 8.16"
#define RANGES "Microsoft UCMA, Diagnostics and error reporting"
#define RECALLED "recalled, found in no public document"

#define LOOK "look into the SIPStack log of the server in source="
#define REFER "concerns REFER requests only, which are none of ours"

#define CODE(number) .code = (number), .last = (number)

/* Texts that several codes share. */
#define APP(number, text)                                                                                                   \
	{ CODE(number), .reason = (text),                                                                                         \
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_SERVER_APPLICATION,                           \
		      .because = "an application on the server in source= (routing, a filter) reports it", .remedy = LOOK,            \
		      .whose = OURS, .source = APPS, .sourced = true } }
#define USER(number, text)                                                                                                  \
	{ CODE(number), .reason = (text),                                                                                         \
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_USER_SERVICES,                                \
		      .because = "user services on the server in source= report it: the request ended there", .remedy = LOOK,         \
		      .whose = OURS, .source = USERS, .sourced = true } }
#define EPID(number, text)                                                                                                  \
	{ CODE(number), .reason = (text),                                                                                         \
	  .advice = { .state = STATE_UNKNOWN, .place = PLACE_SERVER, .cause = CAUSE_REQUEST_MALFORMED,                               \
		      .sentence = "{server} does not take our From",                                                                  \
		      .because = "the From header's epid is not as user services want it", .remedy = "give a From with another epid", \
		      .whose = MONITOR, .source = USERS, .sourced = true } }
#define VERSION(number, text)                                                                                               \
	{ CODE(number), .reason = (text),                                                                                         \
	  .advice = { .state = STATE_UNKNOWN, .place = PLACE_SERVER, .cause = CAUSE_USER_AGENT,                                      \
		      .sentence = "{server} judged our User-Agent, not our request",                                                  \
		      .because = "the client version filter looked at the User-Agent header",                                         \
		      .remedy = "allow our User-Agent (Get-CsClientVersionConfiguration), or give one that is: --user-agent",         \
		      .whose = OURS, .source = VERSIONS, .sourced = true } }
#define SILENT_PEER(number, text, who, from, sure)                                                                          \
	{ CODE(number), .reason = (text),                                                                                         \
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_BEYOND, .cause = CAUSE_PARTNER_FAILED,                               \
		      .sentence = "{partner} answered our request to {domain}",                                                       \
		      .because = "the request left the organisation and " who " answered it, without a reason: the SIP status "      \
				 "decides",                                                                                           \
		      .remedy = "with 504, look first at what the partner checks of us: does _sipfederationtls._tcp of our From's "   \
				"domain name {edge}, and its outer certificate that name? then {ask} what it could not reach, or why " \
				"it failed",                                                                                          \
		      .whose = PARTNER, .source = (from), .sourced = (sure) } }
#define FAMILY(from, to, text)                                                                                              \
	{ .code = (from), .last = (to), .reason = (text),                                                                             \
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_UNTOLD, .cause = CAUSE_UNDETERMINED,                                 \
		      .because = "nothing is known of this code but its family", .remedy = LOOK,                                      \
		      .whose = OURS, .source = RANGES, .sourced = true } }

/* A code's own row stands before its family. */
static const struct diag_row rows[] = {
	{ CODE(0), .reason = "Server internal error.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_UNTOLD, .cause = CAUSE_UNDETERMINED,
		      .because = "the server in source= failed, and says no more",
		      .remedy = LOOK,
		      .whose = OURS, .source = COMMON, .sourced = true } },
	{ CODE(1), .reason = "Service unavailable.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_UNTOLD, .cause = CAUSE_UNDETERMINED,
		      .because = "the service behind is not running, or overloaded",
		      .remedy = "check the services on the server in source= (Get-CsWindowsService)",
		      .whose = OURS, .source = COMMON, .sourced = true } },
	{ CODE(2), .reason = "See response code and reason phrase.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_UNTOLD, .cause = CAUSE_UNDETERMINED,
		      .because = "a stand-in: the answer had no diagnostics of its own",
		      .remedy = LOOK,
		      .whose = OURS, .source = "Microsoft, Testing ability to connect to a federated domain", .sourced = true } },
	{ CODE(4), .reason = "Insufficient bandwidth to establish session. Do not attempt re-route.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_BANDWIDTH,
		      .because = "call admission control refused; it has no say over push requests",
		      .remedy = LOOK,
		      .whose = OURS, .source = COMMON, .sourced = true } },

	{ CODE(1000), .reason = "Final handshake failed.",
	  .advice = { .state = STATE_UNKNOWN, .place = PLACE_SERVER, .cause = CAUSE_TAKEN_FOR_CLIENT,
		      .sentence = "{server} takes us for a client; route not judged",
		      .because = "it tried to authenticate us and failed: on a trusted connection it would not ask",
		      .remedy = EXPLANATION_TRUST,
		      .whose = OURS, .source = NOW, .sourced = true } },
	{ CODE(1001), .reason = "From URI not authorized to communicate with public IM providers.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_FROM_NOT_AUTHORIZED,
		      .sentence = "{server} forbids our From public providers",
		      .because = "the external access policy of the From user forbids it",
		      .remedy = "give another From (-f), or allow it: Set-CsExternalAccessPolicy -EnablePublicCloudAccess $true",
		      .whose = OURS, .source = NOW, .sourced = true } },
	{ CODE(1002), .reason = "From URI not authorized to communicate with federated partners.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_FROM_NOT_AUTHORIZED,
		      .sentence = "{server} forbids our From to federate",
		      .because = "the external access policy of the From user, or the list of allowed domains, forbids it",
		      .remedy = "give another From (-f), or allow it: Set-CsExternalAccessPolicy -EnableFederationAccess $true, "
		                "New-CsAllowedDomain {domain}",
		      .whose = OURS, .source = NOW, .sourced = true } },
	{ CODE(1003), .reason = "User does not exist.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_ADDRESS_UNKNOWN,
		      .sentence = "{server} does not know the addressee",
		      .because = "the request came to a registrar, which does not know the user part",
		      .remedy = "check -u",
		      .whose = MONITOR, .source = NOW, .sourced = true } },
	{ CODE(1004), .reason = "Route set is no longer valid.",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_SERVER, .cause = CAUSE_ROUTE_HEADER,
		      .sentence = "{server} does not take the Route of our request",
		      .because = "the Route header is unknown to it, or out of date",
		      .remedy = "omit -P; check the names of the next hops",
		      .whose = MONITOR, .source = NOW, .sourced = true } },
	{ CODE(1005), .reason = "Cannot route to destination domain.",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_NO_ROUTE,
		      .sentence = "{server} has no route to {domain}",
		      .because = "no federation route, hosting provider or allowed domain leads there",
		      .remedy = "enable the site's federation route in the topology; New-CsAllowedDomain {domain}, "
		                "New-CsHostingProvider with ProxyFqdn {partner}",
		      .whose = OURS, .source = NOW, .sourced = true } },
	{ CODE(1006), .reason = "Error routing on client connection.",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_SERVER, .cause = CAUSE_UNDETERMINED,
		      .sentence = "{server} could not write to a client's connection",
		      .because = "the connection that the answer or request should take was gone",
		      .remedy = "check load and idle time-outs between the servers",
		      .whose = OURS, .source = NOW, .sourced = true } },
	{ CODE(1007), .reason = "Temporarily cannot route.",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_NEXT_HOP_DOWN,
		      .sentence = "{edge} cannot reach {next} for now",
		      .because = "it has marked its next hop as failed: down, overloaded or not reachable",
		      .remedy = "check {next} and port 5061 on the way to it",
		      .whose = OURS, .source = NOW, .sourced = true } },
	{ CODE(1008), .reason = "Unable to resolve DNS SRV record.",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_EDGE_DNS_SRV,
		      .sentence = "{edge} finds no SRV record for {domain}",
		      .because = "_sipfederationtls._tcp.{domain} has no answer from the resolver that the Edge asks",
		      .remedy = "on the Edge, check which DNS servers its external interface asks: nslookup -type=srv, or "
		                "Resolve-DnsName -Type SRV _sipfederationtls._tcp.{domain}",
		      .whose = EDGE, .source = NOW, .sourced = true } },
	{ CODE(1009), .reason = "No match for domain in DNS SRV results",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_DOMAIN_NOT_ALLOWED,
		      .sentence = "{edge} refuses {partner} for {domain}",
		      .because = "the host in the domain's DNS SRV record lies outside the domain, and the domain is not configured",
		      .remedy = "New-CsAllowedDomain {domain} without ProxyFqdn, and New-CsHostingProvider with ProxyFqdn {partner}",
		      .whose = OURS, .source = NOW "; Cisco document 212383; bhargavs.com 2013-03-28", .sourced = true } },
	{ CODE(1010), .reason = "Certificate trust with another server could not be established",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_NEXT_HOP_CERTIFICATE,
		      .sentence = "{edge} does not trust {next}'s certificate",
		      .because = "its name is wrong, its issuer unknown there, or it expired or was revoked: the code does not say which",
		      .remedy = "on {server}, check the roots and intermediates in its computer store, and the names in the "
		                "certificate of {next}",
		      .whose = EDGE, .source = NOW "; Cisco document 212383", .sourced = true } },
	{ CODE(1011), .reason = "ms-diagnostics header not provided by previous hop.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_ANSWERED, .cause = CAUSE_UNDETERMINED,
		      .sentence = "{next} answered our request, without a reason",
		      .because = "the hop before the server in source= answered, without diagnostics: the SIP status decides",
		      .remedy = "look into the log of {next}",
		      .whose = OURS, .source = NOW, .sourced = true } },
	{ CODE(1012), .reason = "From URI is not authorized to communicate with users outside the enterprise.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_FROM_NOT_AUTHORIZED,
		      .sentence = "{server} forbids our From to talk to the outside",
		      .because = "the external access policy of the From user forbids it",
		      .remedy = "give another From (-f), or allow it: Set-CsExternalAccessPolicy -EnableFederationAccess $true",
		      .whose = OURS, .source = NOW, .sourced = true } },
	{ CODE(1013), .reason = "Significant time skew detected during authentication.",
	  .advice = { .state = STATE_UNKNOWN, .place = PLACE_SERVER, .cause = CAUSE_CLOCK,
		      .sentence = "{server}'s clock and ours differ too much",
		      .because = "authentication failed because of the time",
		      .remedy = "set the clocks by NTP, here and there",
		      .whose = MONITOR, .source = OLD, .sourced = true } },
	{ CODE(1014), .reason = "Unable to resolve DNS A record.",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_EDGE_DNS_A,
		      .sentence = "{edge} finds no address for {next}",
		      .because = "the host that the domain's SRV record, or -P, names has no A record at the resolver that it asks",
		      .remedy = "on {server}, see with nslookup -type=srv, or Resolve-DnsName -Type SRV, which host the SRV record "
		                "of {domain} names, and whether that has an address",
		      .whose = EDGE, .source = OLD, .sourced = true } },
	{ CODE(1015), .reason = "Cannot route from message source domain",
	  .advice = { .state = STATE_UNKNOWN, .place = PLACE_SERVER, .cause = CAUSE_FROM_DOMAIN,
		      .sentence = "{server} does not route from our From's domain",
		      .because = "the domain of the From is none of the organisation's",
		      .remedy = "give a From (-f) in one of Get-CsSipDomain",
		      .whose = MONITOR, .source = RECALLED } },
	{ CODE(1017), .reason = "Cannot route From and To domains in this combination",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_SERVER, .cause = CAUSE_FROM_DOMAIN,
		      .sentence = "{server} does not route our From to {domain}",
		      .because = "the two domains are not of the kinds that may talk: most often a shared address space",
		      .remedy = "compare Get-CsSipDomain and the hosting provider's EnabledSharedAddressSpace; try another From (-f)",
		      .whose = OURS, .source = "Microsoft, Skype for Business Online users can't IM", .sourced = true } },
	{ CODE(1018), .reason = "Parsing failure",
	  .advice = { .state = STATE_UNKNOWN, .place = PLACE_SERVER, .cause = CAUSE_REQUEST_MALFORMED,
		      .sentence = "{server} calls our request malformed",
		      .because = "a header is not as it wants it",
		      .remedy = "look at the request with -vvv, and at the options that it was made of",
		      .whose = MONITOR, .source = RECALLED } },
	{ CODE(1019), .reason = "Referred-By header parameters are not valid",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_UNDETERMINED,
		      .because = REFER,
		      .remedy = LOOK,
		      .whose = OURS, .source = RECALLED } },
	{ CODE(1020), .reason = "Identity of the referrer could not be verified with the ms-identity parameter",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_UNDETERMINED,
		      .because = REFER,
		      .remedy = LOOK,
		      .whose = OURS, .source = RECALLED } },
	{ CODE(1021), .reason = "Integrity of the referrer information could not be verified with the ms-identity-cookie parameter",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_UNDETERMINED,
		      .because = REFER,
		      .remedy = LOOK,
		      .whose = OURS, .source = RECALLED } },
	{ CODE(1022), .reason = "Cannot process routing destination",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_SERVER, .cause = CAUSE_ROUTE_HEADER,
		      .sentence = "{server} does not route to our destination",
		      .because = "the Request-URI or the Route names a host that it does not route to",
		      .remedy = "check -u, -P and its port",
		      .whose = MONITOR, .source = RECALLED } },
	{ CODE(1027), .reason = "Cannot route this type of SIP request to or from federated partners",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_SERVER, .cause = CAUSE_DOMAIN_NOT_ALLOWED,
		      .sentence = "{server} routes no such requests to {domain}",
		      .because = "the domain is not federated on one of the two sides, the method may not cross, or a DNS record of "
		                 "the federation is missing: both public cases ended at a DNS record of one's own",
		      .remedy = "check DNS from outside first: _sipfederationtls._tcp of our own SIP domain has to name our Edge, "
		                "and that name an address; then allowed domains and federation on both sides (Get-CsAllowedDomain, "
		                "Get-CsAccessEdgeConfiguration)",
		      .whose = OURS, .source = "jon.netdork.net 2012-07-18; CompartiMOSS 2012-01", .sourced = true } },
	{ CODE(1029), .reason = "Domain is known by DNS SRV as one of a hosting service, but is not allowed",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_DOMAIN_NOT_ALLOWED,
		      .sentence = "{edge} refuses {domain} of a hosting service",
		      .because = "the domain's SRV record names a hosting service that the Edge knows, and the domain is not among "
		                 "the allowed domains",
		      .remedy = "New-CsAllowedDomain {domain}, without ProxyFqdn",
		      .whose = OURS, .source = RECALLED } },
	{ CODE(1033), .reason = "Previous hop server component did not report diagnostic information",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_UNTOLD, .cause = CAUSE_UNDETERMINED,
		      .because = "the hop before, a server of ours, answered with a failure and no reason",
		      .remedy = "look into the log of the next hop",
		      .whose = OURS, .source = RECALLED } },
	SILENT_PEER(1034, "Previous hop federated peer did not report diagnostic information", "the federated peer",
		    "jon.netdork.net 2012-07-18; a trace with PeerServer=", true),
	SILENT_PEER(1035, "Previous hop public IM provider did not report diagnostic information", "the public provider",
		    RECALLED, false),
	SILENT_PEER(1036, "Previous hop shared address space peer did not report diagnostic information",
		    "the peer of the shared address space", RECALLED, false),
	SILENT_PEER(1037, "Previous hop client did not report diagnostic information", "an endpoint", RECALLED, false),
	{ CODE(1038), .reason = "Failed to connect to a peer server",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_NEXT_HOP_UNREACHABLE,
		      .sentence = "{server} cannot connect to {next}",
		      .because = "its service is down, or a firewall or route is in the way",
		      .remedy = "on {server}: Test-NetConnection {next} -Port 5061 (from Windows Server 2012 R2 on); check the "
		                "services there",
		      .whose = OURS, .source = RECALLED } },
	{ CODE(1039), .reason = "Failed to complete TLS negotiation with a peer server",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_NEXT_HOP_TLS,
		      .sentence = "{next} broke TLS with {server}",
		      .because = "one of the two does not trust the other's certificate",
		      .remedy = "check certificates and roots on both",
		      .whose = OURS, .source = RECALLED } },
	{ CODE(1046), .reason = "Failed to connect to a federated peer server",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_PARTNER_UNREACHABLE,
		      .sentence = "{edge} could not connect to {next}",
		      .because = "a firewall lets port 5061 not out, or the partner is down",
		      .remedy = "on the Edge: Test-NetConnection {next} -Port 5061 (from Windows Server 2012 R2 on); check the "
		                "firewall on its external side",
		      .whose = EDGE, .source = RECALLED } },
	{ CODE(1047), .reason = "Failed to complete TLS negotiation with a federated peer server",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_NEXT, .cause = CAUSE_PARTNER_TLS,
		      .sentence = "{next} broke off TLS with {edge}",
		      .because = "most often the partner does not trust the issuer of the external certificate of {edge}",
		      .remedy = "on the Edge, check the external certificate's chain and roots: Get-CsCertificate -Type "
		                "AccessEdgeExternal",
		      .whose = EDGE, .source = "risual.com 2012-06", .sourced = true } },

	{ CODE(2165), .reason = "Contact subscription is not allowed as the user's contact list has migrated to Exchange.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_UNDETERMINED,
		      .because = "concerns SUBSCRIBE requests only, which are none of ours",
		      .remedy = LOOK,
		      .whose = OURS, .source = "[MS-PRES] 4.14.3.1", .sourced = true } },

	USER(4000, "User services default."),
	USER(4001, "XML parse failure."),
	USER(4002, "Multiple users associated with the source phone number."),
	{ CODE(4003), .reason = "From URI not enabled for remote access.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_FROM_NOT_AUTHORIZED,
		      .sentence = "{server} does not let our From in from outside",
		      .because = "the external access policy of the From user forbids it",
		      .remedy = "give another From (-f)",
		      .whose = MONITOR, .source = USERS, .sourced = true } },
	{ CODE(4004), .reason = "Credentials provided are not authorized to act as specified from URI.",
	  .advice = { .state = STATE_UNKNOWN, .place = PLACE_SERVER, .cause = CAUSE_TAKEN_FOR_CLIENT,
		      .sentence = "{server} takes us for a client; route not judged",
		      .because = "it does not treat us as an authenticated server",
		      .remedy = "check TreatAsAuthenticated of our pool: Get-CsTrustedApplicationPool",
		      .whose = OURS, .source = USERS, .sourced = true } },
	{ CODE(4005), .reason = "Destination URI either not enabled for SIP or does not exist.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_ADDRESS_UNKNOWN,
		      .sentence = "{server} does not know the addressee",
		      .because = "the user part is unknown at its home server",
		      .remedy = "check -u",
		      .whose = MONITOR, .source = USERS, .sourced = true } },
	USER(4006, "User not found in pool."),
	USER(4007, "Resource is unknown in this deployment."),
	USER(4008, "Input data too large - one of the parameters to the sproc exceeds limit."),
	USER(4009, "Multiple users associated with the destination phone number."),
	EPID(4010, "Missing endpoint identifier."),
	EPID(4011, "Epid not present."),
	EPID(4012, "Epid too long."),
	{ CODE(4013), .reason = "Content-type does not match the expected content type.",
	  .advice = { .state = STATE_UNKNOWN, .place = PLACE_SERVER, .cause = CAUSE_REQUEST_MALFORMED,
		      .sentence = "{server} does not take our Content-Type",
		      .because = "the body is of another type than it expects",
		      .remedy = "check --content-type",
		      .whose = MONITOR, .source = USERS, .sourced = true } },
	{ CODE(4141), .reason = "User disabled",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_UNDETERMINED,
		      .because = "an event of a client's registration",
		      .remedy = LOOK,
		      .whose = OURS, .source = "the SIPE project, on [MS-SIPREGE]", .sourced = true } },

	{ CODE(5000), .reason = "One or more critical applications are not running.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_SERVER_APPLICATION,
		      .sentence = "a service on {server} is not running",
		      .because = "an application that routing needs has stopped on it",
		      .remedy = "on {server}: Get-CsWindowsService, Start-CsWindowsService",
		      .whose = OURS, .source = APPS, .sourced = true } },
	APP(5001, "Request Timed-out."),
	APP(5002, "Request was cancelled."),
	APP(5003, "Internal processing failure."),
	APP(5004, "Failed parsing the incoming request."),
	APP(5005, "The application specified an invalid request-uri."),
	APP(5006, "Failed when constructing the outgoing request."),
	APP(5007, "Failed processing a contact entry."),
	APP(5008, "The application specified an invalid static forwarding URL."),
	APP(5009, "Bye/Ack is being sent on receipt of 200 as the Invite transaction has been canceled."),
	APP(5010, "Application is canceling a client transaction for which a 2XX was received, sending Bye/Ack instead."),
	APP(5011, "ACK is being generated on receipt of a 487 canceled response for an INVITE forked by application."),

	{ CODE(10003), .reason = "Proxy returned a SIP failure code",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_UNTOLD, .cause = CAUSE_UNDETERMINED,
		      .because = "a Mediation Server passes on a failure; another header has the details",
		      .remedy = LOOK,
		      .whose = OURS, .source = "a trace with two ms-diagnostics headers", .sourced = true } },
	{ CODE(12001), .reason = "User policy does not contain phone route usage",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_UNDETERMINED,
		      .because = "concerns telephone calls, which are none of ours",
		      .remedy = LOOK,
		      .whose = OURS, .source = "Microsoft, Test-CsPstnOutboundCall", .sourced = true } },
	{ CODE(15000), .reason = "Unable to read the user properties publication for the user or contact object.",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_UNDETERMINED,
		      .because = "concerns voice mail, which is none of ours",
		      .remedy = LOOK,
		      .whose = OURS, .source = "Microsoft, Calls to subscriber access or auto attendant fail", .sourced = true } },
	{ CODE(15030), .reason = "Failed to route to Exchange Server",
	  .advice = { .state = ADVICE_BY_STATUS, .place = PLACE_SERVER, .cause = CAUSE_UNDETERMINED,
		      .because = "concerns voice mail, which is none of ours",
		      .remedy = LOOK,
		      .whose = OURS, .source = "Microsoft, Test-CsExUMConnectivity", .sourced = true } },
	VERSION(17000, "Server overloaded."),
	VERSION(17001, "Invalid request."),
	VERSION(17002, "Invalid protocol client version."),
	VERSION(17003, "Declined with URL."),
	VERSION(17004, "Allowed with URL."),

	FAMILY(0, 999, "common to all servers"),
	FAMILY(1000, 1999, "SIP stack"),
	FAMILY(2000, 2999, "presence"),
	FAMILY(3000, 3999, "conferencing"),
	FAMILY(4000, 4999, "user services"),
	FAMILY(5000, 5999, "API applications"),
	FAMILY(6000, 8999, "IM, audio/video and telephony conferencing"),
	FAMILY(9000, 9999, "media relay authentication"),
	FAMILY(10000, 10999, "Mediation Server"),
	FAMILY(11000, 11999, "Metrics Server"),
	FAMILY(12000, 14999, "enterprise voice"),
	FAMILY(15000, 15999, "Exchange unified messaging"),
	{ .code = 16000, .last = 16999, .reason = "IM filter",
	  .advice = { .state = STATE_CRITICAL, .place = PLACE_SERVER, .cause = CAUSE_IM_FILTER,
		      .sentence = "{server}'s IM URL filter blocks our request",
		      .because = "the intelligent IM filter objects to links, and a push request holds one",
		      .remedy = "Get-CsImFilterConfiguration; Set-CsImFilterConfiguration -Prefixes @{remove=\"http:\",\"https:\"}",
		      .whose = OURS, .source = RANGES "; Microsoft, Test push notifications", .sourced = true } },
	FAMILY(17000, 17999, "client version filter"),
	FAMILY(24000, 24999, "UCMA"),
	FAMILY(60000, 62999, "applications of others"),
	FAMILY(90000, 90999, "public IM"),
};

/* ---- what it means when the partner says so ---- */

#define UCMA "Microsoft UCMA, Diagnostics and error reporting"
#define ASK "{ask} what failed there"
#define OWN_SRV \
	"publish it where the partner asks, in public DNS: _sipfederationtls._tcp.{named} SRV 0 0 5061 and the outer name of our Edge; see it " \
	"from outside with nslookup -type=srv _sipfederationtls._tcp.{named}"
#define OF_US true
#define OF_OTHERS false
#define BEYOND(cause, sentence, because, remedy, whose) { ADVICE_BY_STATUS, PLACE_BEYOND, sentence, cause, because, remedy, whose, UCMA, true }
#define THEY_FORBID \
	BEYOND(CAUSE_REQUEST_REFUSED, "{server} does not let our From federate with it", \
	       "the partner's external access policy, or its list of allowed domains, forbids it", \
	       "{ask} to allow our domain; compare with another From (-f)", PARTNER)
#define THEY_DO_NOT_KNOW \
	BEYOND(CAUSE_ADDRESS_UNKNOWN, "{server} does not know the addressee", \
	       "the request got to the partner, which does not know the user part or its domain", \
	       "check -u and -d; where this is the partner's usual answer, say so with --expect", MONITOR)
#define THEY_CANNOT_ROUTE \
	BEYOND(CAUSE_PARTNER_FAILED, "{server} cannot route our request any further", \
	       "the request got to the partner, whose next hop is missing or down", ASK, PARTNER)
#define THEY_DO_NOT_FEDERATE \
	BEYOND(CAUSE_REQUEST_REFUSED, "{server} does not route requests of our domain", \
	       "our domain is not federated on the partner's side, or the partner does not find our Edge by DNS", \
	       "check from outside that _sipfederationtls._tcp of our From's domain names our Edge; then {ask} to allow our domain", \
	       PARTNER)

/* A row about our own domain comes before the row about others. */
static const struct diag_partner_row partner_rows[] = {
	{ 1001, 1002, OF_OTHERS, THEY_FORBID },
	{ 1003, 1003, OF_OTHERS, THEY_DO_NOT_KNOW },
	{ 1004, 1007, OF_OTHERS, THEY_CANNOT_ROUTE },
	{ 1008, 1008, OF_US,
	  BEYOND(CAUSE_SRV_MISSING, "{server} finds no SRV record for {named}",
		 "the partner looks up our domain to see who calls: _sipfederationtls._tcp.{named} has no answer from the resolver that it asks",
		 OWN_SRV, "our DNS") },
	{ 1008, 1008, OF_OTHERS,
	  BEYOND(CAUSE_PARTNER_FAILED, "{server} finds an SRV record missing",
		 "the partner could not look up a domain that is none of ours; without domain= in the header it may be ours all the same",
		 "{ask}; check from outside that _sipfederationtls._tcp of our From's domain names our Edge", PARTNER) },
	{ 1009, 1009, OF_US,
	  BEYOND(CAUSE_SRV_REFUSED, "{server} refuses our SRV host for {named}",
		 "the partner looks up our domain, and does not take the host in our SRV record ({host}) for one of it: it has to lie in the "
		 "domain itself, or the partner has to configure our domain",
		 "let _sipfederationtls._tcp.{named} name a host in {named} itself, and the outer certificate of our Edge hold that name; else "
		 "{ask} to allow our domain", "our DNS") },
	{ 1009, 1009, OF_OTHERS, THEY_CANNOT_ROUTE },
	{ 1010, 1010, OF_US,
	  BEYOND(CAUSE_PARTNER_TLS, "{server} does not trust our Edge's certificate",
		 "wrong name, unknown issuer, expired or revoked: the certificate of our Edge's external side, as the partner sees it",
		 "on our Edge, check names, dates, chain and root of Get-CsCertificate -Type AccessEdgeExternal", "our Edge") },
	{ 1010, 1010, OF_OTHERS,
	  BEYOND(CAUSE_PARTNER_FAILED, "{server} does not trust its next hop", "the partner got our request and cannot hand it on", ASK, PARTNER) },
	{ 1012, 1012, OF_OTHERS, THEY_FORBID },
	{ 1014, 1014, OF_US,
	  BEYOND(CAUSE_SRV_NO_ADDRESS, "{server} finds no address for our Edge",
		 "the host that our SRV record names ({host}) has no address at the resolver that the partner asks",
		 "give the outer name of our Edge an address in public DNS", "our DNS") },
	{ 1014, 1014, OF_OTHERS, THEY_CANNOT_ROUTE },
	{ 1015, 1015, OF_OTHERS, THEY_DO_NOT_FEDERATE },
	{ 1017, 1017, OF_OTHERS, THEY_DO_NOT_FEDERATE },
	{ 1022, 1022, OF_OTHERS, THEY_CANNOT_ROUTE },
	{ 1027, 1029, OF_OTHERS, THEY_DO_NOT_FEDERATE },
	{ 1038, 1038, OF_US,
	  BEYOND(CAUSE_EDGE_INBOUND, "{server} could not connect to our Edge", "port 5061 of our Edge's external side is closed to the partner",
		 "let TCP 5061 in to the external address of our Edge", "our network") },
	{ 1039, 1039, OF_US,
	  BEYOND(CAUSE_PARTNER_TLS, "{server} and our Edge fail at TLS", "the partner connects to our Edge and does not get to the end of TLS",
		 "on our Edge, check its TLS versions and Get-CsCertificate -Type AccessEdgeExternal", "our Edge") },
	{ 1038, 1039, OF_OTHERS, THEY_CANNOT_ROUTE },
	{ 1046, 1046, OF_US,
	  BEYOND(CAUSE_EDGE_INBOUND, "{server} could not connect to our Edge", "port 5061 of our Edge's external side is closed to the partner",
		 "let TCP 5061 in to the external address of our Edge", "our network") },
	{ 1047, 1047, OF_US,
	  BEYOND(CAUSE_PARTNER_TLS, "{server} and our Edge fail at TLS", "the partner connects to our Edge and does not get to the end of TLS",
		 "on our Edge, check its TLS versions and Get-CsCertificate -Type AccessEdgeExternal", "our Edge") },
	{ 1046, 1047, OF_OTHERS, THEY_CANNOT_ROUTE },
	{ 4003, 4003, OF_OTHERS, THEY_FORBID },
	{ 4005, 4007, OF_OTHERS, THEY_DO_NOT_KNOW },
	{ 16000, 16999, OF_OTHERS,
	  BEYOND(CAUSE_REQUEST_REFUSED, "{server}'s IM URL filter blocks our request",
		 "the partner's filter objects to links, and the request holds one", "{ask} about its IM filter", PARTNER) },
};

const struct diag_partner_row *diag_table_partner_row(size_t number)
{
	return number < sizeof partner_rows / sizeof *partner_rows ? &partner_rows[number] : NULL;
}

const struct advice *diag_table_partner(uint32_t code, bool of_us)
{
	for (size_t i = 0; i < sizeof partner_rows / sizeof *partner_rows; i++)
		if (code >= partner_rows[i].code && code <= partner_rows[i].last && (of_us || !partner_rows[i].of_us))
			return &partner_rows[i].advice;
	return NULL;
}

/* ---- what is wrong with a certificate (1010) ---- */

#define TRUST(cause, sentence, because, remedy, whose) { STATE_CRITICAL, PLACE_NEXT, sentence, cause, because, remedy, whose, "Winerror.h", true }

static const struct advice trust_rows[] = {
	TRUST(CAUSE_NEXT_HOP_CERT_EXPIRED, "the certificate of {next} has expired",
	      "it is past its end, or not valid yet, by the clock of {server}",
	      "ask the owner of {next} to renew it; check the clock of {server}", PARTNER),
	TRUST(CAUSE_NEXT_HOP_CERT_REVOKED, "the certificate of {next} was revoked", "its CA took it back",
	      "ask the owner of {next} for another certificate", PARTNER),
	TRUST(CAUSE_NEXT_HOP_CERT_REVOCATION, "{edge} cannot check revocation for {next}",
	      "the CRL or OCSP server that the certificate names does not answer",
	      "on {server}, let TCP 80 out to the CRL addresses in the certificate of {next}: certutil -verify -urlfetch FILE shows them", EDGE),
	TRUST(CAUSE_NEXT_HOP_CERT_NAME, "the certificate of {next} has another name",
	      "it does not hold the name by which it was looked for",
	      "compare the names in the certificate of {next} with the SRV record, ProxyFqdn or -P that led there", PARTNER),
	TRUST(CAUSE_NEXT_HOP_CERT_ISSUER, "{edge} does not trust the CA of {next}",
	      "its root or an intermediate is missing",
	      "on {server}, put root and intermediates of the certificate of {next} into the computer's store", EDGE),
	TRUST(CAUSE_NEXT_HOP_TLS_VERSION, "{edge} shares no TLS cipher with {next}",
	      "one of the two sides has what the other needs switched off: Microsoft's online service takes TLS 1.2 only",
	      "on {server}, enable TLS 1.2 and the cipher suites that {next} offers", EDGE),
};

const struct advice *diag_table_trust(enum cause cause)
{
	for (size_t i = 0; i < sizeof trust_rows / sizeof *trust_rows; i++)
		if (trust_rows[i].cause == cause)
			return &trust_rows[i];
	return NULL;
}

/* ---- finding ---- */

const struct diag_row *diag_table_row(size_t number)
{
	return number < sizeof rows / sizeof *rows ? &rows[number] : NULL;
}

const struct diag_row *diag_table_find(uint32_t code)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (code >= rows[i].code && code <= rows[i].last)
			return &rows[i];
	return NULL;
}

/* Microsoft's texts end in a full stop in some releases. */
static struct span bare(const char *text)
{
	struct span s = span_trim(span_of(text));

	if (s.len > 0 && s.at[s.len - 1] == '.')
		s.len--;
	return s;
}

/* A short reason, as "Service unavailable", stands in many other texts. */
enum { REASON_LEN_MIN = 25 };

const struct diag_row *diag_table_said(struct span text)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span reason = bare(rows[i].reason);
		if (rows[i].last == rows[i].code && reason.len >= REASON_LEN_MIN && span_find_nocase(text, reason) < text.len)
			return &rows[i];
	}
	return NULL;
}

bool diag_table_worded(const struct diag_row *row, const struct diag *d)
{
	return span_equal_nocase(bare(row->reason), bare(d->reason));
}

/* How much a header says about the place of the failure: a recalled row more than one without a place, less than one with a place. */
static int detail_of(const struct diag *d)
{
	const struct diag_row *row = diag_table_find(d->code);

	if (!row)
		return -1;
	if (!row->advice.sourced)
		return 1;
	return row->advice.place == PLACE_UNTOLD ? 0 : 1 + (int)row->advice.place;
}

const struct diag *diag_table_telling(const struct answer *a)
{
	const struct diag *best = NULL;

	for (size_t i = 0; i < a->diag_count; i++)
		if (!best || detail_of(&a->diags[i]) > detail_of(best))
			best = &a->diags[i];
	return best;
}
