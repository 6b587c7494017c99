// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls - TLS as the plan wants it, its facts copied out
 *
 * The only user of OpenSSL's SSL: the rooms above see none of its types. Without -k, neither our certificate nor a request
 * reaches a peer that has not proved its name with a certificate; the absence of an error proves nothing.
 * Source: RFC 5246, RFC 8446, RFC 5280, RFC 6125.
 */
#ifndef TLS_TLS_H
#define TLS_TLS_H

#include "base/file.h"
#include "model/facts.h"
#include "model/plan.h"
#include "net/stream.h"

/* Roots, identity and policy: made once, shared read-only by every endpoint of the run. */
struct tls_setup;

/* The operator's files of which it is made, as they were read. */
struct tls_files {
	struct blob client_cert;
	struct blob private_key;  /* not given: the key is in client_cert */
	struct blob key_password; /* without the line end */
	struct blob *roots;	  /* --ca-cert: the file, or every file of the directory */
	size_t root_count;
	struct blob *crls;	  /* --crl: the same */
	size_t crl_count;
};

/* Bit n: this host's OpenSSL policy does not let us offer TLS 1.n, which the plan would. At least one is left. */
int tls_setup_denied(const struct tls_setup *);

/*
 * Decodes the files and fills *identity: chain, completeness, and a fault when ours cannot be used (FAULT_IDENTITY, with a
 * sentence: wrong password, key does not match, no private key in FILE, ...). Roots that cannot be used are FAULT_FILE in *f.
 * `now`: seconds since 1970 at which certificates are judged. A fault in *identity alone still gives a set-up, one without it.
 * NULL: *f says why. Certificates of *identity live in *arena. The plan lives at least as long as the set-up.
 */
[[nodiscard]] struct tls_setup *tls_setup_new(const struct plan *, const struct tls_files *, int64_t now,
					      struct identity *, struct arena *, struct fault *f);
void tls_setup_free(struct tls_setup *);

/* The system's directories, whose files are looked up by hash, once a certificate needs them: what a set-up of that plan still reads. */
void tls_directories(const struct plan *, struct arena *, struct text_list *);

/* The parameters of one handshake. */
struct tls_params {
	const char *name;    /* the name, or numeric address, that the peer's certificate must carry */
	const char *server_name; /* SNI; NULL: the same as name. An address or a name with a wildcard is never sent */
	bool give_identity;  /* present our certificate if asked (--direct does not) */
	bool public_roots;   /* trust the system's roots beside those of --ca-cert; only in a set-up of a plan with --direct */
	struct deadline deadline;
};

/*
 * Runs the TLS handshake over `tcp`, whose owner stays the caller, and makes *stream from it. Fills the facts in any case.
 * True: our side finished and *stream can be used; under TLS 1.3 the peer may still refuse us, in which case the first read on
 * *stream fails, and tls_facts_after() brings the facts up to date. False: *f says why: FAULT_TIMEOUT, FAULT_CLOSED, FAULT_RESET,
 * FAULT_ALERT (code: the peer's alert), FAULT_VERIFY (code: the first error), FAULT_TLS (our side refused).
 */
[[nodiscard]] bool tls_open(struct tls_setup *, const struct tls_params *, struct stream *tcp, struct stream *stream,
			    struct tls *facts, struct arena *, struct fault *f);

/*
 * After a read or write on `stream`: alerts that came since go into the facts. *ticket_us (clock_us(), or -1) is when the first
 * session ticket came: under TLS 1.3 that is when the server had accepted our certificate.
 */
void tls_facts_after(struct stream *stream, struct tls *facts, int64_t *ticket_us);

/* ---- for connections that are not ours: libcurl's ---- */

/* The observer of such a connection's handshake. */
struct tls_observer;

/* `name` as in struct tls_params; it and the arena, which takes the certificates, outlive the watch. NULL: no memory. */
[[nodiscard]] struct tls_observer *tls_observer_new(const char *name, struct arena *);
void tls_observer_free(struct tls_observer *);

/*
 * Gives an unused SSL_CTX of a library our policy, roots, verification and, if asked, our identity; settings of
 * these kinds that it had are replaced (for libcurl: no CURLOPT_CAINFO and _CAPATH, which would be read in vain, and SSL_VERIFYHOST 0, as
 * the name is checked here; _VERIFYPEER as it likes). Without -k a peer that does not verify ends the handshake. The watch begins
 * anew and outlives the context. False: *f says why.
 */
[[nodiscard]] bool tls_setup_apply(struct tls_setup *, bool give_identity, void *ssl_ctx, struct tls_observer *, struct fault *f);

/* Until when the connection may take in bytes: at that moment, and after a signal, OpenSSL returns to its caller as if none had come. */
void tls_observer_until(struct tls_observer *, struct deadline);

/* The caller got data: how much TLS may come without any is counted from here. */
void tls_observer_heard(struct tls_observer *);

/* Sets the facts that were seen so far. */
void tls_observer_facts(const struct tls_observer *, struct tls *facts);

/*
 * True when the peer may get a certificate, login or request: it has proved its name (struct tls: verified), or -k waives that.
 * On a foreign connection the caller checks this before each request.
 */
[[nodiscard]] bool tls_observer_trusts(const struct tls_observer *);

/* OpenSSL, or the watch, was refused memory: what was seen since then says nothing of the peer. */
[[nodiscard]] bool tls_observer_out_of_memory(const struct tls_observer *);

/*
 * The connection failed. False when it was seen why: FAULT_VERIFY, FAULT_ALERT, FAULT_TLS (a second handshake was refused), FAULT_LIMIT (TLS
 * without data) in *f.
 * True: nothing was, *f is left alone.
 */
[[nodiscard]] bool tls_observer_blameless(const struct tls_observer *, struct fault *f);

#endif
