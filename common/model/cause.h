// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cause - why a finding is not OK, as one of a closed list
 *
 * Machines match the key, which never changes once it was released. The sentence says what the key means whatever the case; a
 * finding's `because` says what was seen this time. The actor is who usually has to act; a finding may know better.
 * check_push(7) lists every key with this sentence, and `make lint` compares the two.
 */
#ifndef MODEL_CAUSE_H
#define MODEL_CAUSE_H

/*	actor	 who acts */
#define ACTORS(X)                                                                    \
	X(NONE, "no one")                                                            \
	X(HOST, "owner of the monitoring host")                                      \
	X(LYNC, "Lync administrator")                                                \
	X(DNS, "DNS administrator")                                                  \
	X(NETWORK, "network administrator")                                          \
	X(PKI, "PKI administrator")                                                  \
	X(WEB, "web server administrator")                                           \
	X(PARTNER, "partner")

enum actor {
#define X(actor, text) ACTOR_##actor,
	ACTORS(X)
#undef X
};

/* "Lync administrator" */
const char *actor_text(enum actor);

/*	cause			key				actor	 meaning */
#define CAUSES(X)                                                                                                                  \
	X(UNDETERMINED, "undetermined", LYNC, "what was seen fits several causes; the remedy names where to look")                 \
                                                                                                                                   \
	/* this host and its options */                                                                                            \
	X(OWN_HOST, "own-host", HOST, "a system call of the monitoring host failed")                                               \
	X(ROOTS_UNUSABLE, "roots-unusable", HOST, "the roots that this host trusts are missing, or cannot be read")                  \
	X(CONNECT_FORBIDDEN, "connect-forbidden", HOST, "the monitoring host does not let the check connect, or ask its name server") \
	X(MEMORY, "memory", HOST, "the monitoring host had no memory for the check")                                               \
	X(SYSTEM, "system", HOST, "a system call of the monitoring host failed before the settings were read")                     \
	X(USAGE, "usage", HOST, "the options cannot be used together")                                                             \
	X(FILE, "file", HOST, "a file that an option names cannot be used")                                                        \
	X(FILE_OPEN_TO_ALL, "file-open-to-all", HOST, "every account of the monitoring host can read a file with a secret")        \
	X(FILE_CHANGEABLE, "file-changeable", HOST, "others on the monitoring host can change a file that the check rests on")     \
	X(CAPTURE_UNREADABLE, "capture-unreadable", HOST, "the captured request of --request-template cannot be read or sent")     \
	X(CAPTURE_REFUSED, "capture-refused", HOST, "the captured request is not one that a check may send")                          \
	X(FROM_GUESSED, "from-guessed", HOST, "the From address was guessed, and a server refused it")                             \
                                                                                                                                   \
	/* our identity */                                                                                                         \
	X(IDENTITY, "identity", HOST, "the client certificate or its key cannot be used for the login")                            \
	X(IDENTITY_UNUSABLE, "identity-unusable", HOST, "the client certificate, its key or its password cannot be used")          \
	X(IDENTITY_MISSING, "identity-missing", HOST, "the server demands a client certificate, and none was given")               \
	X(IDENTITY_EXPIRED, "identity-expired", HOST, "the client certificate has expired")                                        \
	X(IDENTITY_EXPIRING, "identity-expiring", HOST, "the client certificate expires soon")                                     \
	X(IDENTITY_NOT_YET_VALID, "identity-not-yet-valid", HOST, "the client certificate is not valid yet")                       \
	X(IDENTITY_CHAIN, "identity-chain", HOST, "the file of the client certificate lacks the certificate of its issuer")        \
	X(IDENTITY_KIND, "identity-kind", PKI, "the client certificate has usages that servers may refuse")                        \
	X(IDENTITY_REVOKED, "identity-revoked", PKI, "the server says that the client certificate was revoked")                    \
	X(IDENTITY_REFUSED, "identity-refused", LYNC, "the server does not accept the client certificate")                         \
	X(IDENTITY_ISSUER_UNKNOWN, "identity-issuer-unknown", LYNC, "the server does not trust the issuer of the client certificate") \
	X(IDENTITY_NOT_IN_TOPOLOGY, "identity-not-in-topology", LYNC,                                                              \
	  "the server trusts the client certificate, and does not know its name as a server")                                      \
	X(IDENTITY_NOT_ASKED, "identity-not-asked", HOST, "the server asked for no client certificate, as an Edge's internal side does") \
                                                                                                                                   \
	/* DNS */                                                                                                                  \
	X(DNS, "dns", DNS, "the name of the server could not be resolved")                                                         \
	X(DNS_NO_SUCH_NAME, "dns-no-such-name", DNS, "the name of the server does not exist in DNS")                               \
	X(DNS_NO_ADDRESS, "dns-no-address", DNS, "the name of the server has no address of the wanted family")                     \
	X(DNS_SERVER_FAILED, "dns-server-failed", DNS, "the name server reported a failure")                                       \
	X(DNS_NO_ANSWER, "dns-no-answer", DNS, "no name server answered")                                                          \
	X(DNS_NO_SERVER, "dns-no-server", HOST, "the monitoring host names no name server, and runs none")                         \
	X(DNS_FAILED, "dns-failed", DNS, "a record of the federation could not be looked up")                                      \
	X(SRV_MISSING, "srv-missing", DNS, "the domain has no SRV record for federation")                                          \
	X(SRV_NOT_OFFERED, "srv-not-offered", DNS, "the SRV record says that the domain offers no federation")                     \
	X(SRV_OUTSIDE, "srv-outside", DNS, "the SRV record names a server outside its domain")                                     \
	X(SRV_ALIAS, "srv-alias", DNS, "the SRV record names an alias")                                                            \
	X(SRV_REFUSED, "srv-refused", DNS, "the partner does not take the server that our SRV record names")                      \
	X(SRV_NO_ADDRESS, "srv-no-address", DNS, "the server that the SRV record names has no address")                            \
	X(EXTERNAL_UNSEEN, "external-unseen", NETWORK, "the Edge's external side cannot be seen from the monitoring host")         \
	X(SRV_PORT, "srv-port", DNS, "the SRV record names a port other than 5061")                                                \
	X(SRV_SECOND, "srv-second", DNS, "the domain has several SRV targets, and an Access Edge uses only the first")             \
                                                                                                                                   \
	/* TCP */                                                                                                                  \
	X(ADDRESS_DEAD, "address-dead", NETWORK, "one address of the server did not work, and another one did")                    \
	X(TCP_REFUSED, "tcp-refused", LYNC, "the server, or a firewall, refused the connection")                                   \
	X(TCP_UNREACHABLE, "tcp-unreachable", NETWORK, "no network route leads to the server")                                     \
	X(TCP_TIMEOUT, "tcp-timeout", NETWORK, "the connection attempt got no answer")                                             \
	X(TCP_RESET, "tcp-reset", NETWORK, "the connection was reset before TLS began")                                            \
	X(TCP_CLOSED, "tcp-closed", NETWORK, "the connection was closed before an answer came")                                    \
	X(CONNECTION_LOST, "connection-lost", NETWORK, "the connection ended before all samples were answered")                    \
                                                                                                                                   \
	/* TLS */                                                                                                                  \
	X(TLS_SILENT, "tls-silent", LYNC, "the server accepts connections, and does not answer TLS")                               \
	X(TLS_NOT_TLS, "tls-not-tls", HOST, "the server does not speak TLS on this port")                                          \
	X(ANSWER_UNMATCHED, "answer-unmatched", LYNC, "the server speaks SIP, and answers none of our requests")                     \
	X(ANSWER_CUT_OFF, "answer-cut-off", LYNC, "the end of the server's answer did not come")                                   \
	X(ANSWER_MALFORMED, "answer-malformed", LYNC, "the server's answer breaks a rule of SIP")                                   \
	X(ANSWERED_ITSELF, "answered-itself", HOST, "the server asked may have answered itself: no route behind it is proved")   \
	X(TLS_NOT_SIP, "tls-not-sip", HOST, "the server speaks TLS, and not the expected protocol inside it")                      \
	X(TLS_VERSION, "tls-version", LYNC, "the server and this host have no TLS version in common")                              \
	X(TLS_POLICY, "tls-policy", HOST, "the policy of this host's OpenSSL leaves no TLS version that the server takes")         \
	X(TLS_PARAMETERS, "tls-parameters", LYNC, "the server and this host have no cipher or key exchange in common")             \
	X(TLS_TOO_OLD, "tls-too-old", LYNC, "the server offers only ciphers that OpenSSL no longer has")                           \
	X(TLS_WEAK, "tls-weak", LYNC, "the server uses keys or signatures that this host's OpenSSL refuses as too weak")           \
	X(TLS_REFUSED, "tls-refused", LYNC, "the server ended the TLS handshake with an alert")                                    \
	X(TLS_BROKEN, "tls-broken", NETWORK, "TLS records arrived damaged or out of order")                                        \
	X(TLS_EXCESS, "tls-excess", LYNC, "the server sends more than a TLS handshake may hold")                                   \
	X(TLS_RENEGOTIATION, "tls-renegotiation", LYNC, "the server cannot renegotiate securely")                                  \
	X(TLS_SERVER_NAME, "tls-server-name", HOST, "the server does not serve the name that was asked for")                       \
	X(TLS_INTERNAL_ERROR, "tls-internal-error", LYNC, "the server reported an internal error during TLS")                      \
                                                                                                                                   \
	/* the server's certificate */                                                                                             \
	X(CERT_EXPIRED, "cert-expired", LYNC, "the server's certificate has expired")                                              \
	X(CERT_EXPIRING, "cert-expiring", LYNC, "the server's certificate expires soon")                                           \
	X(CERT_NOT_YET_VALID, "cert-not-yet-valid", LYNC, "the server's certificate is not valid yet")                             \
	X(CERT_ISSUER_EXPIRED, "cert-issuer-expired", PKI, "a CA certificate above the server's has expired")                      \
	X(CERT_ISSUER_EXPIRING, "cert-issuer-expiring", PKI, "a CA certificate above the server's expires soon")                   \
	X(CERT_ISSUER_NOT_YET_VALID, "cert-issuer-not-yet-valid", PKI, "a CA certificate above the server's is not valid yet")     \
	X(CERT_ISSUER_UNKNOWN, "cert-issuer-unknown", HOST, "this host does not trust the issuer of the server's certificate")     \
	X(CERT_SELF_SIGNED, "cert-self-signed", LYNC, "the server's certificate is signed by itself")                              \
	X(CERT_NAME, "cert-name", LYNC, "the server's certificate does not hold the expected name")                                \
	X(CERT_KIND, "cert-kind", PKI, "the server's certificate, or one above it, is not made for this use")                      \
	X(CERT_TOO_LARGE, "cert-too-large", PKI, "the server's chain is too long, or has a key that costs too much to check")      \
	X(CERT_WEAK, "cert-weak", PKI, "a key or signature in the server's chain is too weak for this host's OpenSSL")             \
	X(CERT_SIGNATURE, "cert-signature", PKI, "a signature in the server's chain is wrong")                                     \
	X(CERT_REVOKED, "cert-revoked", PKI, "the server's certificate was revoked")                                               \
	X(CERT_INVALID, "cert-invalid", PKI, "the server's certificate does not verify")                                           \
                                                                                                                                   \
	/* the answer: our own servers */                                                                                          \
	X(TAKEN_FOR_CLIENT, "taken-for-client", LYNC, "the server wants a login: it does not know this host as a trusted server")  \
	X(ROUTE_HEADER, "route-header", HOST, "the server does not accept the Route header of the request")                        \
	X(REQUEST_MALFORMED, "request-malformed", HOST, "a server calls the request malformed")                                    \
	X(USER_AGENT, "user-agent", LYNC, "the client version filter refused the User-Agent of the request")                       \
	X(CLOCK, "clock", HOST, "the clocks of this host and the server differ too much for a login")                              \
	X(FROM_NOT_AUTHORIZED, "from-not-authorized", LYNC, "the external access policy forbids the From address to federate")     \
	X(FROM_DOMAIN, "from-domain", HOST, "the domain of the From address is not one of the organisation's")                     \
	X(ADDRESS_UNKNOWN, "address-unknown", HOST, "a server does not know the address in the Request-URI")                       \
	X(DOMAIN_NOT_ALLOWED, "domain-not-allowed", LYNC, "the domain is not among the allowed domains of the Edge")               \
	X(DOMAIN_BLOCKED, "domain-blocked", LYNC, "the domain is among the blocked domains")                                       \
	X(NO_ROUTE, "no-route", LYNC, "the server has no route to the domain")                                                     \
	X(EDGE_DNS_SRV, "edge-dns-srv", DNS, "the Edge finds no SRV record of the domain")                                         \
	X(EDGE_DNS_A, "edge-dns-a", DNS, "the Edge finds no address of the next hop")                                              \
	X(EDGE_ROOTS, "edge-roots", LYNC, "the Edge does not trust a certificate that this host trusts")                           \
	X(EDGE_CERTIFICATE, "edge-certificate", LYNC, "the partner breaks off TLS with the Edge, and not with this host")          \
	X(EDGE_OUTBOUND, "edge-outbound", NETWORK, "the partner answers this host, and nothing comes back through the Edge")       \
	X(EDGE_INBOUND, "edge-inbound", NETWORK, "the partner could not connect to the Edge")                                      \
	X(IM_FILTER, "im-filter", LYNC, "the Intelligent IM Filter blocks or changes requests with links")                         \
	X(BANDWIDTH, "bandwidth", LYNC, "call admission control refused the request")                                              \
	X(USER_SERVICES, "user-services", LYNC, "user services of a Front End ended the request")                                  \
	X(SERVER_APPLICATION, "server-application", LYNC, "an application on a server ended the request")                          \
	X(LOOP, "loop", LYNC, "the request runs in a loop between servers")                                                        \
	X(TOO_MANY_HOPS, "too-many-hops", LYNC, "the request passed more servers than Max-Forwards allows")                        \
	X(REDIRECTED, "redirected", LYNC, "a server redirects the request, which is not followed")                                 \
                                                                                                                                   \
	/* the answer: the next hop, the partner, the push service */                                                              \
	X(NEXT_HOP_DOWN, "next-hop-down", LYNC, "the server cannot reach its next hop for now")                                    \
	X(NEXT_HOP_UNREACHABLE, "next-hop-unreachable", NETWORK, "the server could not connect to its next hop")                   \
	X(NEXT_HOP_TLS, "next-hop-tls", LYNC, "TLS between the server and its next hop failed")                                    \
	X(NEXT_HOP_TLS_VERSION, "next-hop-tls-version", LYNC, "the server and its next hop have no TLS version or cipher in common") \
	X(NEXT_HOP_CERTIFICATE, "next-hop-certificate", LYNC, "the server does not trust the certificate of its next hop")         \
	X(NEXT_HOP_CERT_NAME, "next-hop-cert-name", LYNC, "the certificate of the next hop does not hold the expected name")       \
	X(NEXT_HOP_CERT_ISSUER, "next-hop-cert-issuer", LYNC, "the server does not trust the issuer of its next hop's certificate") \
	X(NEXT_HOP_CERT_EXPIRED, "next-hop-cert-expired", PARTNER, "the certificate of the next hop has expired")                  \
	X(NEXT_HOP_CERT_REVOKED, "next-hop-cert-revoked", PARTNER, "the certificate of the next hop was revoked")                  \
	X(NEXT_HOP_CERT_REVOCATION, "next-hop-cert-revocation", NETWORK, "the server could not check whether its next hop's certificate was revoked") \
	X(PARTNER_UNREACHABLE, "partner-unreachable", NETWORK, "the Edge could not connect to the partner")                        \
	X(PARTNER_TLS, "partner-tls", LYNC, "the partner broke off TLS with the Edge")                                             \
	X(PARTNER_CERTIFICATE, "partner-certificate", PARTNER, "the partner's certificate does not verify on this host either")    \
	X(PARTNER_OR_NETWORK, "partner-or-network", PARTNER, "neither the Edge nor this host gets to the partner")                 \
	X(PARTNER_FAILED, "partner-failed", PARTNER, "the request reached the partner, which gives no reason for its failure")     \
	X(REQUEST_REFUSED, "request-refused", PARTNER, "the partner, or a server behind it, forbids the request")                  \
	X(SERVICE_REFUSED, "service-refused", PARTNER, "the service behind the route answers, and refuses the request")            \
	X(SLOW, "slow", LYNC, "an answer took longer than -w or -c allows")                                                        \
	X(LOSS, "loss", NETWORK, "some requests got no answer in time, and others did")                                            \
                                                                                                                                   \
	/* the settings: reading them */                                                                                           \
	X(TIMEOUT, "timeout", LYNC, "the settings were not read before the time-out")                                              \
	X(CANCELLED, "cancelled", NONE, "the check was asked to end before the settings were read")                                \
	X(LIMIT, "limit", HOST, "the answer is larger than one check may hold")                                                    \
	X(PROTOCOL, "protocol", HOST, "another service than the expected one answers")                                             \
	X(HTTP, "http", WEB, "a web server answers in place of the service")                                                       \
	X(HTTP_FORBIDDEN, "http-forbidden", WEB, "the web server forbids the request")                                             \
	X(HTTP_NO_PATH, "http-no-path", HOST, "the web server has nothing at this path")                                           \
	X(HTTP_STOPPED, "http-stopped", LYNC, "the web application behind the path does not run")                                  \
	X(LOGIN_UNSENDABLE, "login-unsendable", HOST, "NTLM of this host cannot send a character of the login's name or password")  \
	X(LOGIN_REFUSED, "login-refused", HOST, "the server refused the login")                                                    \
	X(NO_TICKET, "no-ticket", HOST, "this host has no Kerberos ticket for the login")                                          \
	X(CERTIFICATE_NOT_MAPPED, "certificate-not-mapped", LYNC, "the server maps the client certificate to no account")          \
	X(ACCESS_DENIED, "access-denied", LYNC, "the login may not open a session, or may not run a cmdlet")                       \
	X(QUOTA, "quota", LYNC, "the login has as many sessions open as it may")                                                   \
	X(NO_CONFIGURATION, "no-configuration", HOST, "the server has no session configuration of that name")                      \
	X(SERVICE_FAULT, "service-fault", LYNC, "the service itself reported a fault")                                             \
	X(EXPORT_UNREADABLE, "export-unreadable", HOST, "the export cannot be read")                                               \
	X(EXPORT_OLD, "export-old", HOST, "the export is older than --max-age allows")                                             \
	X(EXPORT_TIME, "export-time", HOST, "the time that the export bears cannot be right, or cannot be read")                   \
	X(NOT_SEEN, "not-seen", LYNC, "a setting could not be read, so its rule is not judged")                                    \
                                                                                                                                   \
	/* the settings: what they are */                                                                                          \
	X(PUSH_OFF, "push-off", LYNC, "a push service is switched off")                                                            \
	X(PUSH_URI, "push-uri", LYNC, "the mobility service sends its pushes to another address")                                  \
	X(PROVIDER_MISSING, "provider-missing", LYNC, "no hosting provider has the push service's access edge as its proxy")       \
	X(PROVIDER_TWICE, "provider-twice", LYNC, "several hosting providers have the same proxy")                                 \
	X(PROVIDER_DISABLED, "provider-disabled", LYNC, "the hosting provider is not enabled")                                     \
	X(PROVIDER_LOCAL, "provider-local", LYNC, "the hosting provider is marked as local")                                       \
	X(PROVIDER_VERIFICATION, "provider-verification", LYNC, "the hosting provider's verification level is not the documented one (a note)") \
	X(DOMAIN_PROXY, "domain-proxy", LYNC, "an allowed domain has a ProxyFqdn")                                                 \
	X(FEDERATION_OFF, "federation-off", LYNC, "federated users are not allowed")                                               \
	X(DEFAULT_ROUTE, "default-route", LYNC, "federation uses default routing")                                                 \
	X(MOBILITY_OFF, "mobility-off", LYNC, "a mobility policy switches mobility off")                                           \
	X(REPLICA_BEHIND, "replica-behind", LYNC, "a server's replica of the settings is not up to date")                          \
	X(REPLICA_MISSING, "replica-missing", LYNC, "no replica of the settings bears the name of an Edge")                        \
	X(ROUTE_MISSING, "route-missing", LYNC, "a site has no federation route, so its servers hand nothing to an Edge")          \
	X(EDGE_PORT, "edge-port", LYNC, "the Edge of the federation route is not the one that is enabled for federation")          \
	X(USER_REPLICATOR, "user-replicator", LYNC, "EnableUserReplicator keeps an Edge of Lync Server 2013 from starting")        \
	X(SERVICE_STOPPED, "service-stopped", LYNC, "a Windows service that push needs does not run")                              \
	X(PROVIDER_SHARED, "provider-shared", LYNC, "a hosting and a public provider have the same name or proxy (a note)")        \
	X(FEDERATION_DENIED, "federation-denied", LYNC, "an external access policy denies federation to its users (a note)")        \
	X(SESSION_SHORT, "session-short", LYNC, "the sessions of phones, and so their pushes, end early (a note)")                 \
	X(PARTNER_MISSING, "partner-missing", LYNC, "the OCS 2007 R2 Edge does not have the push service as a partner")            \
	X(AUTODISCOVER, "autodiscover", WEB, "autodiscover gives no root to a phone")                                              \
	X(SERVICE, "service", LYNC, "the mobility web service does not answer as it should")                                       \
	X(EXTERNAL_WEB, "external-web", WEB, "autodiscover leads phones elsewhere than to the external web services")              \
	X(EXTERNAL_NAME, "external-name", WEB, "the certificate of the external web services does not name autodiscover")          \
	X(EXPOSED_INTERNAL, "exposed-internal", LYNC, "ExposedWebURL sends phones to the internal web services")                   \
	X(STORE_DIFFERS, "store-differs", LYNC, "a setting of the pool never arrived at an Edge")                                  \
	X(ROUTE_EDGE, "route-edge", LYNC, "the federation route names another server than --edge-host (a note)")

enum cause {
	CAUSE_NONE, /* nothing to explain */
#define X(cause, key, actor, meaning) CAUSE_##cause,
	CAUSES(X)
#undef X
	CAUSE_COUNT
};

/* "tcp-refused"; NULL for CAUSE_NONE. */
const char *cause_key(enum cause);

/* The meaning of a cause, one sentence without a full stop; "" for CAUSE_NONE. */
const char *cause_meaning(enum cause);

/* Who usually has to act; ACTOR_NONE for CAUSE_NONE. */
enum actor cause_actor(enum cause);

#endif
