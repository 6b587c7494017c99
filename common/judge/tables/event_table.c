// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * event_table - events of an Access Edge and its neighbours, for --explain
 */
#include "judge/tables/event_table.h"

#include <stddef.h>

#define EDGE "our Edge"
#define OURS "our servers"
#define STACK "LS Protocol Stack"
#define RECALLED "recalled, found in no public document"
#define SCHANNEL "Microsoft, Schannel Events"
#define TRANSFER "Microsoft, replication to the Edge fails"

#define EVENT(number, log, meaning, cause, because, remedy, whose, source, sourced) \
	{ number, log, meaning, { ADVICE_BY_STATUS, PLACE_SERVER, NULL, cause, because, remedy, whose, source, sourced } }

/* No public text of these three was found; administrators list them together with the Edge's known servers. */
#define KNOWN_SERVERS(number) \
	EVENT(number, STACK, "it concerns the Edge's list of known internal servers", CAUSE_IDENTITY_NOT_IN_TOPOLOGY, \
	      "an Edge takes connections on its inner side from the servers of this list only", \
	      "on the Edge, read the event; compare its names with Get-CsTrustedApplicationPool, then Enable-CsTopology", OURS, RECALLED, false)

#define UNUSABLE_CERTIFICATE(number, log) \
	EVENT(number, log, "a certificate of this server is unusable, and its service does not start", CAUSE_UNDETERMINED, \
	      "the log prints the serial number of the certificate in reversed byte order", \
	      "on that server, look at Get-CsCertificate, and at the certificate's chain, dates and private key", OURS, \
	      "skypepro blog, event 14397", true)

static const struct event_row rows[] = {
	EVENT(1015, "LS File Transfer Agent Service", "the certificate of a replica does not carry its name", CAUSE_UNDETERMINED,
	      "settings reach no server whose replication fails, an Edge above all", "compare the names in the certificate of the Edge's "
	      "inner side with Get-CsManagementStoreReplicationStatus", OURS, TRANSFER, true),
	EVENT(1017, "LS File Transfer Agent Service", "a replica cannot be reached over HTTPS", CAUSE_UNDETERMINED,
	      "settings reach no server whose replication fails, an Edge above all",
	      "open TCP 4443 from the Front End to the Edge, then Invoke-CsManagementStoreReplication", OURS, TRANSFER, true),
	EVENT(1034, "LS File Transfer Agent Service", "access to a share of the replication was denied", CAUSE_UNDETERMINED,
	      "settings reach no server whose replication fails, an Edge above all",
	      "look at the rights of the share that the event names, then Invoke-CsManagementStoreReplication", OURS, TRANSFER, true),
	EVENT(1309, "ASP.NET", "the application pool of Ucwa was shut down", CAUSE_UNDETERMINED,
	      "after a recycle of IIS the mobility service on this Front End or Director answers nothing, so phones get no push",
	      "on that server, restart the application pool of Ucwa, or IIS", OURS,
	      "Microsoft, UCWA mobility web service does not accept connections", true),
	EVENT(12299, "LS Server", "the service shuts down on an internal error", CAUSE_UNDETERMINED,
	      "an event just before it says which part failed", "on that server, look at the errors before it; Get-CsWindowsService", OURS,
	      "Microsoft, support 3140472", true),
	UNUSABLE_CERTIFICATE(12303, "LS Server"),
	EVENT(12314, "LS Server", "the service could not make its stop event", CAUSE_UNDETERMINED, "it could not start",
	      "on that server, look at the errors before it; Get-CsWindowsService", OURS, "Microsoft, support 3140472", true),
	UNUSABLE_CERTIFICATE(14397, STACK),
	EVENT(14428, STACK, "outgoing TLS connections failed again and again", CAUSE_NEXT_HOP_CERTIFICATE,
	      "the peer's certificate comes from a root that is not trusted, or does not carry the expected name",
	      "on the Edge, check the roots in its computer store, and the peer's certificate that the event names", EDGE,
	      "Microsoft, OCS 2007 R2 event 14428; lyncdude.com 2014-05-29", true),
	KNOWN_SERVERS(14492),
	KNOWN_SERVERS(14493),
	KNOWN_SERVERS(14495),
	EVENT(14501, STACK, "federation: certificates from one address were refused many times", CAUSE_UNDETERMINED,
	      "a peer shows a certificate that the Edge does not take", "on the Edge, read the address and reason in the event", EDGE,
	      RECALLED, false),
	EVENT(14502, STACK, "federation: many requests with one partner failed", CAUSE_UNDETERMINED,
	      "the partner, or the route to it, fails", "on the Edge, read the partner's name and the result code in the event", EDGE,
	      RECALLED, false),
	EVENT(14517, STACK, "the Access Edge does not start: an FQDN is both an allowed partner's and an IM provider's", CAUSE_DOMAIN_PROXY,
	      "an allowed domain has the ProxyFqdn of a hosting or public provider; from Lync Server 2013 CU3 on the service does not "
	      "start then",
	      "compare Get-CsAllowedDomain with Get-CsHostingProvider; Set-CsAllowedDomain -Identity DOMAIN -ProxyFqdn $null", OURS,
	      "Lync Server 2013 CU3", true),
	EVENT(14603, STACK, "federation: a partner's domain could not be resolved or validated", CAUSE_EDGE_DNS_SRV,
	      "DNS has no usable SRV record of that domain for the Edge",
	      "on the Edge: Resolve-DnsName -Type SRV _sipfederationtls._tcp.DOMAIN, or nslookup -type=srv with that name", EDGE, RECALLED, false),
	UNUSABLE_CERTIFICATE(14694, STACK),
	EVENT(30006, "LS User Replicator", "it found no list of domains on the Edge", CAUSE_UNDETERMINED,
	      "EnableUserReplicator is True, and an Edge has no domain controller to ask: Lync Server 2013's Access Edge does not start, "
	      "or hangs",
	      "Set-CsAccessEdgeConfiguration -EnableUserReplicator $false, Invoke-CsManagementStoreReplication, then restart the service",
	      OURS, "Microsoft, Lync Server 2013 Access Edge service fails to start", true),
	EVENT(32136, "LS User Services", "the first run on an empty database failed", CAUSE_UNDETERMINED,
	      "on an Edge: EnableUserReplicator is True, and an Edge has no domain controller to ask",
	      "Set-CsAccessEdgeConfiguration -EnableUserReplicator $false, Invoke-CsManagementStoreReplication, then restart the service",
	      OURS, "Microsoft, Lync Server 2013 Access Edge service fails to start", true),
	EVENT(32263, "LS User Services", "a request of user services failed for an unknown user or endpoint", CAUSE_ADDRESS_UNKNOWN,
	      "with 0xC3E93C2F: the user or endpoint is no longer registered", NULL, NULL,
	      "Microsoft, Event 32263 error 0xC3E93C2F", true),
	EVENT(36874, "Schannel", "a client and this server have no cipher or TLS version in common", CAUSE_TLS_PARAMETERS,
	      "this server refused what the client offered", "compare the TLS settings of both", OURS, SCHANNEL, true),
	EVENT(36877, "Schannel", "a client's certificate did not validate", CAUSE_IDENTITY_REFUSED,
	      "this server does not trust the CA that issued it, or could not check it; it is logged with EventLogging 3 only",
	      "put the root of that CA into the computer's trusted roots, and its issuers into the intermediate ones", OURS, SCHANNEL, true),
	EVENT(36882, "Schannel", "the certificate of a server that was called comes from a CA that is not trusted", CAUSE_NEXT_HOP_CERT_ISSUER,
	      "the root of that CA is not among the computer's trusted roots", "put the root there", OURS, SCHANNEL, true),
	EVENT(36884, "Schannel", "the certificate of a server that was called does not hold the expected name", CAUSE_NEXT_HOP_CERT_NAME,
	      "the other server presents another certificate, or it was called by another name", "compare that name with the certificate's", OURS,
	      SCHANNEL, true),
	EVENT(36887, "Schannel", "the other side sent a fatal TLS alert, whose number is in the event", CAUSE_UNDETERMINED,
	      "the other side refused TLS", "give the number with --explain \"alert NUMBER\"", OURS, SCHANNEL, true),
	EVENT(36888, "Schannel", "this server sent a fatal TLS alert, whose number is in the event", CAUSE_UNDETERMINED,
	      "this server refused TLS", "give the number with --explain \"alert NUMBER\"", OURS, SCHANNEL, true),
};

const struct event_row *event_table_find(uint32_t number)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].number == number)
			return &rows[i];
	return NULL;
}
