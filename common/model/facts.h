// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * facts - what was seen, without opinion
 *
 * Steps write them, rules read them. Everything here is a plain value: no handle, no vendor's type, no text that a rule
 * would have to parse. A refused connection, an expired certificate, a 504 is a fact like any other.
 *
 * Facts own their bytes: texts and lists live in the arena of the target (or of the run) they belong to. A text is never
 * NULL unless its comment says so; bytes from outside are kept as they came and cleaned by the report.
 */
#ifndef MODEL_FACTS_H
#define MODEL_FACTS_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/file.h"
#include "model/plan.h"
#include "model/wire.h"

/* OPEN: until the remote shell of a pool is open; READ: its settings, or an export */
enum phase { PHASE_IDENTITY, PHASE_DNS, PHASE_CONNECT, PHASE_TLS, PHASE_SIP, PHASE_OPEN, PHASE_READ, PHASE_COUNT };

/* "identity", "dns", "connect", "tls", "sip", "open", "read" */
const char *phase_name(enum phase);

/* Where and why a run of steps ended early; fault.kind FAULT_NONE: it did not. */
struct stopped {
	enum phase phase;
	struct fault fault;
};

enum known { KNOWN_NOT, KNOWN_NO, KNOWN_YES }; /* we could not see; no; yes */

struct text_list {
	const char **at;
	size_t count;
};

/* ---- certificates (RFC 5280) ---- */

enum cert_eku {
	CERT_EKU_PRESENT = 1, /* there is an extendedKeyUsage at all */
	CERT_EKU_SERVER = 2,
	CERT_EKU_CLIENT = 4,
	CERT_EKU_ANY = 8,
};

/* Where a certificate says that the list of its issuer's revoked certificates is */
enum cert_crl {
	CERT_CRL_UNSEEN, /* in recordings of older versions */
	CERT_CRL_NOWHERE,
	CERT_CRL_ELSEWHERE, /* not over HTTP: ldap:, file: */
	CERT_CRL_HTTP,
};

struct cert {
	const char *subject; /* one line, RFC 2253 */
	const char *common_name; /* last CN, or "" */
	const char *issuer;
	const char *serial; /* hexadecimal */
	const char *sha256; /* of the DER, hexadecimal */
	int64_t not_before, not_after; /* seconds since 1970 */
	struct text_list dns_names; /* SAN dNSName, as in the certificate; one with a NUL inside is escaped \00 */
	struct text_list sip_names; /* SAN URI of scheme sip, without the scheme */
	bool self_signed;
	bool is_ca;
	const char *key_type; /* "RSA", "EC", ... */
	int key_bits;
	const char *signature; /* "sha256WithRSAEncryption" */
	unsigned eku; /* enum cert_eku */
	bool key_usage_present;
	bool may_sign, may_serve, may_issue; /* keyUsage allows digitalSignature; what a TLS server needs; keyCertSign. Without one: all */
	enum cert_crl crl;
	bool limits_names; /* it has nameConstraints */
	bool unreadable;   /* an extension is malformed, or there twice: OpenSSL uses no such certificate */
};

struct chain {
	struct cert *at; /* leaf first */
	size_t count;
};

/* Our own certificate and key. */
struct identity {
	bool given; /* -J */
	struct chain chain;
	struct chain others; /* of the same key, in the same file, and not used */
	bool chain_complete; /* ends in a root, or in one that a known root issued */
	bool of_our_roots;   /* its chain ends in one of the roots that a server's has to end in (--ca-cert, else the system's) */
	struct fault fault; /* why it cannot be used: FAULT_IDENTITY. The run ended then before any packet left, and there are no targets */
};

/* ---- DNS ---- */

enum dns_code {
	DNS_NO_SUCH_NAME = 1, /* NXDOMAIN */
	DNS_NO_ADDRESS,	      /* the name is there, without an address of the wanted family, or record of the wanted kind */
	DNS_SERVER_FAILED,    /* SERVFAIL, REFUSED, NOTIMP, a broken answer */
	DNS_NO_ANSWER,	      /* no server answered */
	DNS_NO_SERVER,	      /* this host names none, and has none itself */
};

/* Code of FAULT_TLS: the server ended the connection, or said something else, before a word of TLS. Others are OpenSSL's reasons. */
enum { TLS_NOT_SPOKEN = -1, TLS_NO_VERSION = -2 };

/* The code of FAULT_PROTOCOL when a value of the answer has a NUL in it: what it says cannot be known. */
enum { PROTOCOL_NUL = -1 };

/* Codes of FAULT_TIMEOUT: what was waited for is the proxy, a cmdlet in an open session, the answer to our ClientHello. */
enum { TIMEOUT_PROXY = -1, TIMEOUT_CMDLET = -2, TIMEOUT_TLS = -3 };

/* Codes of FAULT_RESET and FAULT_CLOSED: the server had answered before, and the connection broke while its settings were read. */
enum { BROKE_MIDWAY = -1 };

/* The code of FAULT_AUTH when the server refused (401), and does not offer the scheme that we used. */
enum { AUTH_NOT_OFFERED = -1 };

/* The code of FAULT_HTTP when an answer that must have a body has none. */
enum { HTTP_NO_BODY = -1 };

/* Codes of FAULT_REMOTE where a SOAP subcode names the fault (DSP0226 14.6; WS-Addressing), and no number that is known. */
enum {
	REMOTE_TIMED_OUT = -1,
	REMOTE_ACCESS_DENIED = -2,
	REMOTE_QUOTA = -3,
	REMOTE_UNREACHABLE = -4, /* no such resource; in a session: the shell is gone */
	REMOTE_NO_SHELL = -5,	 /* InvalidSelectors: the shell is gone */
	REMOTE_SCHEMA = -6,
	REMOTE_NO_ACTION = -7,
	REMOTE_SESSION_ENDED = -8, /* the remote session ended while a cmdlet was awaited, whatever the server called it */
};

/* The meaning of a WS-Management fault's number ([MS-WSMV] 2.2.9): REMOTE_*; the number itself if it has none. */
int64_t facts_remote_meaning(int64_t code);

/* The code of FAULT_PROTOCOL when the answer is SIP, and breaks a rule of it. */
enum { PROTOCOL_MALFORMED = -2 };

/* The code of FAULT_LIMIT when the peer sends messages without end; else one message is larger than we keep. */
enum { LIMIT_FLOOD = 1 };

struct address {
	char text[46]; /* numeric, without scope */
	int family;    /* AF_INET, AF_INET6 */
	bool no_network; /* this host has no way there, as one without IPv6; looked at where a host has several */
};

struct addresses {
	struct address *at; /* in the order in which they are to be tried; those that this host has no network for first, as they cost no time */
	size_t count;
};

/* One name given with -H, or found in an SRV record. */
struct host {
	const char *name;
	uint16_t port;
	enum target_kind kind;
	struct addresses addresses;
	const char *alias_of; /* the name that a CNAME leads to; "": not an alias */
	int64_t dns_us; /* -1: no lookup was made (-I, or a numeric host) */
	struct fault fault;
};

/* A server that an SRV record names. */
struct srv_target {
	uint16_t priority, weight;
	struct host host; /* name and port as in the record; name "" (there it is a lone dot): the service is not offered */
};

/* The SRV records of _sipfederationtls._tcp of one domain (RFC 2782). */
struct srv {
	const char *name; /* with that before the domain */
	const char *domain;
	struct srv_target *targets; /* the one that an Access Edge uses first: lowest priority, then highest weight */
	size_t target_count;
	int64_t dns_us; /* -1: was not looked up */
	struct fault fault; /* why there is none */
};

/* An address that failed, besides the one whose fault stopped the target. */
struct failed_address {
	struct address address;
	struct fault fault;
	bool own_network; /* our own host has no way there (no IPv6): says nothing of the peer */
};

/* ---- TLS ---- */

struct verify_error {
	int code;  /* X509_V_ERR_* */
	int depth; /* 0: the peer's own certificate */
	const char *text; /* OpenSSL's words */
	const char *subject; /* whose certificate, or "" */
	const char *sha256;  /* of that certificate; "": not known */
	bool namesake;	     /* its issuer was not found, and a certificate of that name is trusted: it has another key */
};

enum { VERIFY_ERRORS_MAX = 8 };

/* The answer of a source of revocations. A revoked certificate is an error of verification, whatever other sources say. */
enum revocation {
	REVOCATION_NOT_ASKED,
	REVOCATION_GOOD,    /* --crl: of each certificate below the root; --ocsp: of the peer's own */
	REVOCATION_REVOKED,
	REVOCATION_UNKNOWN, /* no list of the issuer's, or no answer; or one that is out of date or not the issuer's: `why` */
};

/*
 * The facts of a TLS connection. version and cipher are OpenSSL's own and outlive every run; wanted_name is borrowed from the plan;
 * the texts of errors and chain are copies in the arena of the target, or of the search, that the connection belongs to.
 */
struct tls {
	bool peer_spoke;     /* a TLS record came from the peer */
	bool handshake_done; /* our side finished; under TLS 1.3 the peer may still refuse our certificate */
	const char *version; /* "TLSv1.2", or "" before it was agreed */
	const char *cipher;
	int alert_sent, alert_received; /* RFC 8446 6; -1: none. close_notify is none */
	bool certificate_asked;	 /* a CertificateRequest came */
	bool certificate_given;	 /* our certificate was sent */
	size_t ca_names;	 /* in the CertificateRequest's list */
	enum known issuer_in_ca_names; /* is one of our chain's issuers in that list; not known when it is empty */
	struct verify_error errors[VERIFY_ERRORS_MAX];
	size_t error_count;
	enum revocation crl, ocsp;
	const char *crl_why, *ocsp_why; /* of REVOCATION_UNKNOWN, else "" */
	bool name_matches; /* the leaf carries the wanted name */
	/*
	 * The latest handshake proved the peer's name: a certificate, a chain up to a trusted root, no error, and the wanted name.
	 * An anonymous or resumed handshake proves nothing.
	 */
	bool verified;
	const char *wanted_name;
	struct chain chain;  /* as OpenSSL verified it: up to a trusted certificate, or as far as it goes */
	struct chain unused; /* sent along by the peer, and no part of that */
};

/* A connection of which nothing was seen yet. wanted_name: the caller's, outlives the value; "": no name is wanted. */
void tls_init(struct tls *, const char *wanted_name);

/* ---- SIP ---- */

enum diag_header { DIAG_INTERNAL, DIAG_CLIENT, DIAG_PUBLIC }; /* ms-diagnostics, ms-client-, -public */

struct param {
	const char *name, *value; /* name as on the wire; value unquoted, "" without one */
};

/* One ms-diagnostics header. */
struct diag {
	enum diag_header header;
	uint32_t code;
	const char *reason; /* "" when absent */
	const char *source; /* the server that says so; "" when absent */
	struct param *params; /* all, reason and source too */
	size_t param_count;
};

/* The value of a parameter, name without case; NULL when it is not there. */
const char *diag_param(const struct diag *, const char *name);

/* A SIP response. Headers that were absent are "". */
struct answer {
	int status; /* 100-699 */
	const char *reason;
	const char *server;
	const char *contact;
	const char *warning; /* all of them, ", " between */
	const char *reason_header; /* Reason: (RFC 3326) */
	const char *allow;
	const char *www_authenticate; /* or Proxy-Authenticate */
	const char *challenger; /* who asks for a login, by its own name: targetname, without "sip/" */
	const char *realm;
	const char *schemes; /* "NTLM, Kerberos": of all such headers */
	const char *via; /* our Via, with the parameters that the first server added */
	int64_t retry_after_s; /* -1: absent */
	struct diag *diags; /* in the order of the message */
	size_t diag_count;
};

/* One request and what became of it. */
struct sample {
	int64_t sent_us; /* since the run began; -1: never sent */
	int64_t took_us; /* until the final answer; -1: none came */
	const char *call_id; /* of the request; "": never sent */
	size_t provisional; /* 1xx answers */
	struct answer answer; /* status 0: none came */
};

/* Never sent, never answered, texts "". */
void sample_init(struct sample *);

/* ---- one endpoint: a host, or one address of it ---- */

struct target {
	enum target_kind kind;
	const char *host; /* the name after -H */
	uint16_t port;
	const char *address; /* numeric, the one in use or tried last; "" before */
	const char *own_end; /* our end of the connection, "10.0.0.7:49152"; "": none stood */
	const char *method, *uri, *from; /* of the request: method, Request-URI, From URI; "" before it was made */
	struct stopped stopped;
	int64_t phase_us[PHASE_COUNT]; /* how long each took; -1: did not happen */
	struct failed_address *failed_addresses;
	size_t failed_address_count;
	struct tls tls;
	struct sample *samples; /* as many as were planned; none before the connection stood */
	size_t sample_count;
	struct sample *trace; /* --trace: what came of Max-Forwards 0, 1, 2, ... */
	size_t trace_count;
	struct fault trace_fault; /* what ended the connection before the last of them was answered */
	struct sample nearest; /* an OPTIONS with Max-Forwards 0 behind a success, which the server asked may not pass on; never sent: not asked */
	size_t unmatched; /* messages that answered none of our requests (RFC 3261 8.1.3.3) */
	const char *unmatched_start; /* start line of the first */
	enum wire_discard unmatched_why; /* of the first */
	size_t cut_off; /* bytes of an answer that was never whole; 0: there is none */
	const char *cut_off_start; /* its status line, as far as it came */
	uint64_t requests, bytes; /* HTTP: requests sent to it; body bytes received */
	struct wire wire;
	struct arena arena;
};

/* Did the peer speak SIP: an answer, a provisional one, a message of another kind, or the beginning of an answer? */
bool target_spoke_sip(const struct target *);

/* No fact yet: every phase -1, alerts -1, texts "". */
void target_init(struct target *, size_t arena_ceiling);

/* Of the same host and port: addresses of one server, or the same one of two runs. */
bool target_same_server(const struct target *, const struct target *);

/* The sum of the phases that happened. */
int64_t target_took_us(const struct target *);

/* A captured request that is to be sent again (--request-template). */
struct capture {
	size_t line;	 /* where it begins in its file, from 1; 0: none was given */
	size_t requests; /* so many are in the file */
	struct fault fault; /* why it cannot be used: the run ended then before any packet left, and there are no targets */
};

/* A file of the operator with a secret that other accounts can read, or one that they can change. */
struct open_file {
	const char *option; /* "private-key" */
	const char *path;   /* as the operator named it */
	enum file_risk risk;
	unsigned mode;	    /* its permissions, as chmod(1) counts them */
	const char *owner;  /* name or number of its owner; "": not known */
};

/* The sandbox around the run: the process entered it before DNS. */
struct sandbox {
	bool entered; /* false: --no-sandbox */
	bool calls;   /* system calls are filtered */
	/* FAULT_SYSTEM: the filter does not refuse all that it should: names of calls, or why there is no filter */
	struct fault filter;
	int landlock; /* version of the kernel's Landlock, which rules over files; 0: nothing does */
	bool ports;   /* and over TCP ports */
};

enum { FACTS_EXTERNALS_MAX = 64 }; /* names and ports of the Edge's external side that are asked */

struct facts {
	int64_t taken_at; /* seconds since 1970, from app/main */
	int64_t took_us;  /* the whole run, without the cleaning up; from app/main */
	int64_t clean_up_us; /* what cleaning up behind the last answer took, as deleting a remote session */
	/*
	 * Why nothing could be tried, apart from our identity: roots that cannot be used (FAULT_FILE, FAULT_IDENTITY), OpenSSL's
	 * settings (FAULT_TLS; TLS_NO_VERSION: they leave no version to offer), FAULT_MEMORY; while exports were read also FAULT_CANCELLED and FAULT_SYSTEM. The run ended then before
	 * any packet left.
	 */
	struct fault run_fault;
	int tls_denied; /* bit n: this host's OpenSSL policy does not let us offer TLS 1.n, which the plan would */
	struct identity identity;
	struct capture capture;
	struct sandbox sandbox;
	struct open_file *open_files;
	size_t open_file_count;
	struct host *hosts;
	size_t host_count;
	struct target *targets; /* grouped by host, in the order of -H */
	size_t target_count;
	/* Those that were looked up: for --direct and --own-domain of the federated domain, then of our own; of a pool, its SIP domains' */
	struct srv *srvs;
	size_t srv_count;
	struct target *direct; /* --direct: the partner's access edge, straight from here; one, or none */
	size_t direct_count;
	struct target *externals; /* --external: the Edge's external side, a target for each name and port */
	size_t external_count;
	size_t externals_left_out; /* beyond FACTS_EXTERNALS_MAX */
	struct pool *pool; /* model/pool.h; NULL: this plugin reads no settings */
	struct arena arena;
};

/* Our own side failed, the run's or the identity's, and nothing was tried. */
bool facts_run_failed(const struct facts *);

/* The records of that domain; NULL: they were not looked up. */
const struct srv *facts_srv(const struct facts *, const char *domain);

void facts_init(struct facts *);
void facts_free(struct facts *);

#endif
