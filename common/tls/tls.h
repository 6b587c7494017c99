// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls - TLS as the plan wants it, its facts copied out
 *
 * The one home of OpenSSL's SSL. Nothing above sees a type of it. Without -k nothing of ours (no certificate, no request)
 * reaches a peer that has not proved its name with a certificate; the absence of an error is no proof.
 * Source: RFC 5246, RFC 8446, RFC 5280, RFC 6125.
 */
#ifndef TLS_TLS_H
#define TLS_TLS_H

#include "model/facts.h"
#include "model/material.h"
#include "model/plan.h"
#include "net/stream.h"

/* Roots, identity and policy: made once, shared read-only by every endpoint of the run. */
struct tls_setup;

/*
 * Parses the material and fills *identity: chain, completeness, and a fault when ours cannot be used (FAULT_IDENTITY, with a
 * sentence: wrong password, key does not match, no private key in FILE, ...). Roots that cannot be used are FAULT_FILE in *f.
 * `now`: seconds since 1970 at which certificates are judged. A fault in *identity alone still gives a set-up, one without it.
 * NULL: *f says why. Certificates of *identity live in *arena. The plan lives at least as long as the set-up.
 */
[[nodiscard]] struct tls_setup *tls_setup_new(const struct plan *, const struct material *, int64_t now,
					      struct identity *, struct arena *, struct fault *f);
void tls_setup_free(struct tls_setup *);

/* Directories whose files are looked up by hash, once a certificate needs them: what a set-up of that plan still reads. */
void tls_directories(const struct plan *, const struct material *, struct arena *, struct text_list *);

/* What one handshake gets. */
struct tls_wish {
	const char *name;    /* the name, or numeric address, that the peer's certificate must carry */
	const char *server_name; /* SNI; NULL: the same as name. An address or a name with a wildcard is never sent */
	bool give_identity;  /* present our certificate if asked (--direct does not) */
	bool public_roots;   /* trust the system's roots beside those of --ca-cert; only in a set-up of a plan with --direct */
	struct deadline deadline;
};

/*
 * Shakes hands over `lower`, which stays the caller's, and makes *upper from it. Facts are filled whatever the end.
 * True: our side finished and *upper can be used; under TLS 1.3 the peer may still refuse us, which the first read on
 * *upper tells: tls_facts_after() then brings the facts up to date. False: *f says why: FAULT_TIMEOUT, FAULT_CLOSED, FAULT_RESET,
 * FAULT_ALERT (code: the peer's alert), FAULT_VERIFY (code: the first error), FAULT_TLS (our side refused).
 */
[[nodiscard]] bool tls_open(struct tls_setup *, const struct tls_wish *, struct stream *lower, struct stream *upper,
			    struct tls *facts, struct arena *, struct fault *f);

/*
 * After a read or write on `upper`: alerts that came since go into the facts. *ticket_us (clock_us(), or -1) is when the first
 * session ticket came: under TLS 1.3 that is when the server had accepted our certificate.
 */
void tls_facts_after(struct stream *upper, struct tls *facts, int64_t *ticket_us);

/* ---- for connections that are not ours: libcurl's ---- */

/* What the handshake of such a connection shows. */
struct tls_watch;

/* `name` as in struct tls_wish; it and the arena, which takes the certificates, outlive the watch. NULL: no memory. */
[[nodiscard]] struct tls_watch *tls_watch_new(const char *name, struct arena *);
void tls_watch_free(struct tls_watch *);

/*
 * Gives a foreign SSL_CTX, which has not been used yet, the policy, roots, verification and, if told to, the identity of ours; whatever of
 * these it had is replaced (for libcurl: no CURLOPT_CAINFO and _CAPATH, which would be read in vain, and SSL_VERIFYHOST 0, as
 * the name is checked here; _VERIFYPEER as it likes). Without -k a peer that does not verify ends the handshake. The watch begins
 * anew and outlives the context. False: *f says why.
 */
[[nodiscard]] bool tls_setup_apply(struct tls_setup *, bool give_identity, void *ssl_ctx, struct tls_watch *, struct fault *f);

/* What was seen so far. */
void tls_watch_facts(const struct tls_watch *, struct tls *facts);

/*
 * True when the peer may get a certificate, login or request: it has proved its name (struct tls: verified), or -k waives that.
 * On a foreign connection the caller checks this before each request.
 */
[[nodiscard]] bool tls_watch_trusts(const struct tls_watch *);

/* OpenSSL, or the watch, was refused memory: what was seen since then says nothing of the peer. */
[[nodiscard]] bool tls_watch_is_starved(const struct tls_watch *);

/*
 * The connection failed. False when it was seen why: FAULT_VERIFY, FAULT_ALERT, FAULT_TLS (a second handshake was refused) in *f.
 * True: nothing was, *f is left alone.
 */
[[nodiscard]] bool tls_watch_blameless(const struct tls_watch *, struct fault *f);

#endif
