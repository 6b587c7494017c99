// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * openssl - what the files that are at home with OpenSSL share
 *
 * Private to the files of this room and to their tests: no other file includes it, so no other file sees a type of OpenSSL
 * (tests/lint/floors.sh).
 */
#ifndef TLS_OPENSSL_H
#define TLS_OPENSSL_H

#include <openssl/bio.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/proverr.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/file.h"
#include "model/facts.h"
#include "model/plan.h"
#include "net/stream.h"
#include "tls/tls.h"

/* ---- cert.c: certificates as facts, and the names that they carry ---- */

void cert_read(X509 *, struct cert *, struct arena *);
const char *cert_subject(const X509 *, struct arena *);
const char *cert_fingerprint(const X509 *, struct arena *); /* SHA-256 of the DER, hexadecimal */
void cert_chain(const STACK_OF(X509) *, struct chain *, struct arena *);

enum cert_names {
	CERT_NAMES_SIP,	  /* RFC 5922 7: DNS names and SIP URIs, no wildcard */
	CERT_NAMES_HTTPS, /* RFC 6125 6: DNS names; "*" may stand for the leftmost label */
};

/*
 * Does the leaf carry the name, compared without case? Common names count only where there is no name of the kinds above. An address
 * matches addresses (iPAddress) alone. A SIP URI counts only where no certificate of the chain has name constraints.
 */
bool cert_carries(X509 *leaf, const char *name, enum cert_names, const STACK_OF(X509) *chain);

/* ---- cert_file.c: the certificates and the key that are in a file ---- */

struct cert_file {
	STACK_OF(X509) *certs; /* in the order of the file; NULL: none */
	EVP_PKEY *key;	       /* the first; NULL: none */
};

/* Which of both to look for: a file whose key is not wanted is not asked for its password. */
enum cert_file_want { CERT_FILE_CERTS = 1, CERT_FILE_KEY = 2 };

/*
 * Adds the objects in the blob: PEM, or in DER a certificate, a key, PKCS#7 or PKCS#12; the content decides the format. A blob
 * without a wanted object is not a fault. False: FAULT_FILE or FAULT_IDENTITY; code: OpenSSL's reason. `password`: bytes may be empty.
 */
[[nodiscard]] bool cert_file_read(struct cert_file *, const struct blob *, unsigned want, const struct blob *password, struct fault *);

/* The kind of a blob without a certificate, and the way out: "is a certificate request: ..."; NULL: an unknown kind. */
const char *cert_file_other(const struct blob *);
void cert_file_free(struct cert_file *);

/* ---- trust.c: the roots ---- */

/* --ca-cert's roots only, else the system's. NULL: FAULT_FILE, FAULT_MEMORY. */
[[nodiscard]] X509_STORE *trust_new(const struct plan *, const struct tls_files *, struct fault *);

/* --ca-cert's roots, which was given, and the system's, if it has any. NULL: as trust_new(). */
[[nodiscard]] X509_STORE *trust_both(const struct plan *, const struct tls_files *, struct fault *);

/* The system's; NULL without fault when it has none. */
[[nodiscard]] X509_STORE *trust_system(struct fault *);

/* ---- identity.c: our certificate and key ---- */

struct own {
	X509 *leaf; /* NULL: we have none */
	EVP_PKEY *key;
	STACK_OF(X509) *chain; /* to be sent after it: no root */
	time_t now;	       /* when certificates are judged: of several for the key the valid one is taken */
};

/* False: identity->fault says why. Either way identity->chain is filled as far as it could be read. */
[[nodiscard]] bool identity_read(const struct tls_files *, X509_STORE *roots, struct own *, struct identity *, struct arena *);
void identity_free(struct own *);

/* ---- tls_observer.c: what a handshake shows ---- */

struct tls_observer {
	struct tls seen;
	int64_t ticket_us;	/* the first session ticket under TLS 1.3; -1: none */
	int server_version;	/* as in its ServerHello, where TLS 1.3 shows as 1.2; 0: none came */
	bool finished, peer_finished; /* either side's Finished went */
	bool exchange_refused; /* the peer's Diffie-Hellman group is too large */
	bool second_refused; /* the peer asked for a second handshake, and got the alert no_renegotiation */
	enum cert_names names;
	bool insecure;		/* -k */
	struct effort effort;	/* of what a foreign connection takes in */
	size_t without_data;	/* bytes of TLS that came since the caller last got any data */
	BIO_METHOD *meter;	/* the setup's */
	bool refuse_at_once;	/* a bad chain ends the handshake, instead of suspending it before we send our certificate */
	const struct own *own;	/* ours, for the CA list; NULL: none is given */
	const struct tls_setup *setup; /* for revocation: lists, whether a stapled answer is judged, the time; NULL: it is not looked at */
	struct arena *arena;
};

/* `name`: what the peer's certificate must carry; lives as long as the watch. */
void tls_observer_begin(struct tls_observer *, const char *name, struct arena *);

/* Sets the callbacks. `watch` NULL: each SSL has its own as application data. */
void tls_observer_install(SSL_CTX *, struct tls_observer *);

/* Each connection of a foreign context is read through the filter of tls_bio.c. */
void tls_observer_measure(SSL_CTX *, struct tls_observer *, BIO_METHOD *meter);

/* The result of the handshake, once it has ended or stopped. */
void tls_observer_agreed(struct tls_observer *, const SSL *);

/* FAULT_VERIFY from the first error. After a handshake that left tls_observer_trusts() false there is one. */
bool tls_observer_verify_fault(const struct tls_observer *, struct fault *);

/* FAULT_ALERT. */
bool tls_observer_alert_fault(int alert, struct fault *);

/* FAULT_TLS. For a connection that fails after watch->second_refused was set, whatever the peer did then. */
bool tls_observer_second_fault(struct fault *);

/* May the peer's Diffie-Hellman group of so many security bits be used? False: it is too large, and watch->exchange_refused is set. */
bool tls_observer_takes_group(const SSL *, int security_bits);

/* FAULT_TLS. For a connection that fails after watch->exchange_refused was set. */
bool tls_observer_exchange_fault(struct fault *);

/* ---- tls_setup.c: roots, identity and policy ---- */

struct tls_setup {
	const struct plan *plan;
	int64_t now;
	X509_STORE *roots;
	X509_STORE *public_roots; /* with --ca-cert the system's roots as well; NULL: `roots` are the system's, or not needed */
	struct own own;
	int (*security)(const SSL *, const SSL_CTX *, int operation, int bits, int nid, void *what, void *); /* OpenSSL's own */
	STACK_OF(X509_CRL) *crls; /* --crl; NULL: not given */
	BIO_METHOD *below, *meter;
	SSL_CTX *context;
	int denied; /* as tls_setup_denied() */
};

/* ---- revocation.c: revocation lists (RFC 5280 5), stapled answers (RFC 6960, RFC 6066 8) ---- */

/* The lists in the files; NULL without fault where none were given. False: FAULT_FILE, FAULT_MEMORY. */
[[nodiscard]] bool revocation_read(const struct tls_files *, const char *option_value, STACK_OF(X509_CRL) **, struct fault *);

/*
 * Looks for the verified chain of the context in the lists: watch->seen.crl. The depth of a certificate that was revoked, for which
 * the caller notes the error; -1: there is none.
 */
int revocation_by_lists(struct tls_observer *, X509_STORE_CTX *);

/*
 * Asks for the stapled answer in each handshake of the context, and judges it: watch->seen.ocsp, and an error where the certificate was
 * revoked, which ends the handshake before anything of ours is sent. `watch` NULL: as for tls_observer_install().
 */
void revocation_ask(SSL_CTX *, struct tls_observer *);

/* The watch of a connection: the context's, else its own. */
struct tls_observer *tls_observer_of(const SSL *, void *of_context);

/* An error that OpenSSL's verification does not know of. */
void tls_observer_note(struct tls_observer *, const X509 *, int code, int depth);

/* ---- tls_start.c: how much of OpenSSL is set up ---- */

/*
 * Before anything else of OpenSSL is used; for the process, once. A plan for a route gets no more than it needs: ciphers by name are not
 * there until tls_start_ciphers(). Everything else gets the whole.
 */
void tls_start(enum plan_subject);

/* Before a PEM file is read whose key names its cipher ("DEK-Info: DES-EDE3-CBC,..."). */
void tls_start_ciphers(void);

/* OpenSSL's text of an error, "bad signature"; NULL: it has none. Any thread. Texts are loaded when the first is asked for. */
const char *tls_start_reason(unsigned long error);

/* ---- tls_memory.c: was OpenSSL refused memory? ---- */

/* Before anything of OpenSSL is used. */
void tls_memory_watch(void);
bool tls_memory_was_refused(void);

/* ---- tls_bio.c: how OpenSSL reads and writes a stream ---- */

/* Bytes of TLS from the peer without data. libcurl does not pass on the body of a 401, so the count includes it. */
enum { TLS_WITHOUT_DATA_MAX = 256 * 1024, TLS_WITHOUT_DATA_HTTP_MAX = 1024 * 1024 };

/*
 * A filter that is put over what a foreign connection reads from: OpenSSL goes on as long as there is input, and a peer can send
 * handshake messages, KeyUpdates, tickets or empty records for ever. It ends that at TLS_WITHOUT_DATA_HTTP_MAX; at the deadline, or after a
 * signal, it has nothing to read, so that OpenSSL returns to its caller.
 */
[[nodiscard]] BIO_METHOD *tls_bio_meter(void);
void tls_bio_measure(SSL *, struct tls_observer *);
bool tls_bio_excess(const struct tls_observer *, struct fault *); /* false: there was more than that, and the fault says so */

struct tls_bio {
	struct stream tcp; /* the caller's */
	struct fault fault;  /* why it failed */
	bool lost;	     /* nothing can be written any more: the fault says why */
	bool ended;	     /* the peer closed it */
	size_t without_data; /* bytes read since the last data, which tls.c counts anew */
};

/* For a BIO whose data is a struct tls_bio. NULL: no memory. */
[[nodiscard]] BIO_METHOD *tls_bio_method(void);

#endif
