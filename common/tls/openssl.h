// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * openssl - what the files that are at home with OpenSSL share
 *
 * Private to tls*.c, cert.c, trust.c, bag.c and identity.c: no other file includes it, so no other file sees a type of
 * OpenSSL.
 */
#ifndef TLS_OPENSSL_H
#define TLS_OPENSSL_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "model/facts.h"
#include "model/material.h"
#include "model/plan.h"
#include "net/stream.h"

/* ---- cert.c: certificates as facts ---- */

void cert_read(X509 *, struct cert *, struct arena *);
const char *cert_subject(const X509 *, struct arena *);
void cert_chain(const STACK_OF(X509) *, struct chain *, struct arena *);

/* ---- bag.c: the certificates and the key that are in a file ---- */

struct bag {
	STACK_OF(X509) *certs; /* in the order of the file; NULL: none */
	EVP_PKEY *key;	       /* the first; NULL: none */
};

/* Which of both to look for: a file whose key is not wanted is not asked for its password. */
enum bag_want { BAG_CERTS = 1, BAG_KEY = 2 };

/*
 * Adds what the blob holds: PEM, or in DER a certificate, a key, PKCS#7 or PKCS#12, told by content. A blob that holds nothing
 * of what was wanted is no fault. False: FAULT_FILE or FAULT_IDENTITY; code: OpenSSL's reason. `password`: bytes may be empty.
 */
[[nodiscard]] bool bag_read(struct bag *, const struct blob *, unsigned want, const struct blob *password, struct fault *);
void bag_free(struct bag *);

/* ---- trust.c: the roots ---- */

/* --ca-cert's roots only, else the system's. NULL: FAULT_FILE, FAULT_MEMORY. */
[[nodiscard]] X509_STORE *trust_new(const struct plan *, const struct material *, struct fault *);

/* --ca-cert's roots, which was given, and the system's, if it has any. NULL: as trust_new(). */
[[nodiscard]] X509_STORE *trust_both(const struct plan *, const struct material *, struct fault *);

/* The system's; NULL without fault when it has none. */
[[nodiscard]] X509_STORE *trust_system(struct fault *);

/* ---- identity.c: our certificate and key ---- */

struct own {
	X509 *leaf; /* NULL: we have none */
	EVP_PKEY *key;
	STACK_OF(X509) *chain; /* to be sent after it: no root */
};

/* False: identity->fault says why. Either way identity->chain is filled as far as it could be read. */
[[nodiscard]] bool identity_read(const struct material *, X509_STORE *roots, struct own *, struct identity *, struct arena *);
void identity_free(struct own *);

/* ---- tls_watch.c: what a handshake shows ---- */

struct tls_watch {
	struct tls seen;
	int64_t ticket_us;	/* the first session ticket under TLS 1.3; -1: none */
	int server_version;	/* as in its ServerHello, where TLS 1.3 shows as 1.2; 0: none came */
	bool finished, peer_finished; /* either side's Finished went */
	bool second_refused; /* the peer asked for a second handshake, and got the alert no_renegotiation */
	bool insecure;		/* -k */
	bool refuse_at_once;	/* a bad chain ends the handshake, instead of suspending it before anything of ours is sent */
	const struct own *own;	/* ours, for the CA list; NULL: none is given */
	struct arena *arena;
};

/* `name`: what the peer's certificate must carry; lives as long as the watch. */
void tls_watch_begin(struct tls_watch *, const char *name, struct arena *);

/* Sets the callbacks. `watch` NULL: each SSL has its own as application data. */
void tls_watch_install(SSL_CTX *, struct tls_watch *);

/* What the handshake came to, once it has ended or stopped. */
void tls_watch_agreed(struct tls_watch *, const SSL *);

/* FAULT_VERIFY from the first error. After a handshake that left tls_watch_trusts() false there is one. */
bool tls_watch_verify_fault(const struct tls_watch *, struct fault *);

/* FAULT_ALERT. */
bool tls_watch_alert_fault(int alert, struct fault *);

/* FAULT_TLS. For a connection that fails after watch->second_refused was set, whatever the peer did then. */
bool tls_watch_second_fault(struct fault *);

/* ---- tls_setup.c: roots, identity and policy ---- */

struct tls_setup {
	const struct plan *plan;
	int64_t now;
	X509_STORE *roots;
	X509_STORE *public_roots; /* beside --ca-cert the system's too; NULL: `roots` are the system's, or nobody asks */
	struct own own;
	int (*security)(const SSL *, const SSL_CTX *, int operation, int bits, int nid, void *what, void *); /* OpenSSL's own */
	BIO_METHOD *below;
	SSL_CTX *context;
};

/* ---- tls_memory.c: was OpenSSL refused memory? ---- */

/* Before anything of OpenSSL is used. */
void tls_memory_watch(void);
bool tls_memory_was_refused(void);

/* ---- tls_below.c: how OpenSSL reads and writes a stream ---- */

struct tls_below {
	struct stream lower; /* the caller's */
	struct fault fault;  /* why it failed */
	bool lost;	     /* nothing can be written any more: the fault says why */
	bool ended;	     /* the peer closed it */
	size_t without_data; /* bytes read since the last data, which tls.c counts anew */
};

/* For a BIO whose data is a struct tls_below. NULL: no memory. */
[[nodiscard]] BIO_METHOD *tls_below_method(void);

#endif
