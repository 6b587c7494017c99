// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls_bio - a stream, as OpenSSL reads and writes it
 *
 * A failed write is not the whole truth: the peer's alert may still be unread. So bytes that can no longer be written count as
 * written, and the next read returns the alert, or the fault of the write if no more data comes.
 */
#include "tls/openssl.h"

static bool without_data_fault(int most, struct fault *f)
{
	return fault(f, FAULT_LIMIT, 0, "the peer sent more than %d bytes of TLS without an answer", most);
}

static int ended(struct tls_bio *b)
{
	b->ended = !b->lost;
	return b->lost ? -1 : 0;
}

static int failed(struct tls_bio *b, const struct fault *f)
{
	if (!b->lost)
		b->fault = *f;
	return -1;
}

static int below_read(BIO *bio, char *to, int size)
{
	struct tls_bio *b = BIO_get_data(bio);
	size_t moved = 0;
	struct fault f;

	BIO_clear_retry_flags(bio);
	if (b->without_data > TLS_WITHOUT_DATA_MAX) {
		without_data_fault(TLS_WITHOUT_DATA_MAX, &b->fault);
		return -1;
	}
	switch (b->tcp.ops->read(b->tcp.self, to, (size_t)size, &moved, &f)) {
	case STREAM_MOVED:
		b->without_data += moved;
		return (int)moved;
	case STREAM_AGAIN:
		BIO_set_retry_read(bio);
		return -1;
	case STREAM_CLOSED:
		return ended(b);
	case STREAM_FAILED:
		return failed(b, &f);
	}
	return -1;
}

static int lost(struct tls_bio *b, const struct fault *f, int size)
{
	b->fault = *f;
	b->lost = f->kind == FAULT_RESET || f->kind == FAULT_CLOSED;
	return b->lost ? size : -1;
}

static int below_write(BIO *bio, const char *from, int size)
{
	struct tls_bio *b = BIO_get_data(bio);
	size_t moved = 0;
	struct fault f;

	BIO_clear_retry_flags(bio);
	if (b->lost)
		return size;
	switch (b->tcp.ops->write(b->tcp.self, (struct span){ from, (size_t)size }, &moved, &f)) {
	case STREAM_MOVED:
		return (int)moved;
	case STREAM_AGAIN:
		BIO_set_retry_write(bio);
		return -1;
	case STREAM_CLOSED:
		fault(&f, FAULT_CLOSED, 0, "the peer closed the connection");
		return lost(b, &f, size);
	case STREAM_FAILED:
		return lost(b, &f, size);
	}
	return -1;
}

static long below_ctrl(BIO *bio, int command, [[maybe_unused]] long number, [[maybe_unused]] void *at)
{
	const struct tls_bio *b = BIO_get_data(bio);

	if (command == BIO_CTRL_EOF)
		return b->ended;
	return command == BIO_CTRL_FLUSH;
}

BIO_METHOD *tls_bio_method(void)
{
	BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "stream");

	if (method && BIO_meth_set_read(method, below_read) && BIO_meth_set_write(method, below_write) &&
	    BIO_meth_set_ctrl(method, below_ctrl))
		return method;
	BIO_meth_free(method);
	return NULL;
}

/* ---- over a foreign connection ---- */

static const char meter_name[] = "meter";

static int meter_read(BIO *bio, char *to, int size)
{
	struct tls_observer *w = BIO_get_data(bio);
	BIO *below = BIO_next(bio);

	BIO_clear_retry_flags(bio);
	if (w->without_data > TLS_WITHOUT_DATA_HTTP_MAX)
		return -1;
	if (!effort_spend(&w->effort, (size_t)size)) {
		BIO_set_retry_read(bio);
		return -1;
	}
	int got = BIO_read(below, to, size);
	BIO_copy_next_retry(bio);
	w->without_data += got > 0 ? (size_t)got : 0;
	return got;
}

static int meter_write(BIO *bio, const char *from, int size)
{
	BIO *below = BIO_next(bio);

	BIO_clear_retry_flags(bio);
	int put = BIO_write(below, from, size);
	BIO_copy_next_retry(bio);
	return put;
}

static long meter_ctrl(BIO *bio, int command, long number, void *at)
{
	return BIO_ctrl(BIO_next(bio), command, number, at);
}

static int meter_create(BIO *bio)
{
	BIO_set_init(bio, 1);
	return 1;
}

BIO_METHOD *tls_bio_meter(void)
{
	BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_FILTER, meter_name);

	if (method && BIO_meth_set_read(method, meter_read) && BIO_meth_set_write(method, meter_write) &&
	    BIO_meth_set_ctrl(method, meter_ctrl) && BIO_meth_set_create(method, meter_create))
		return method;
	BIO_meth_free(method);
	return NULL;
}

/* Without memory for it the connection has none: the watchdog is behind it. */
void tls_bio_measure(SSL *ssl, struct tls_observer *w)
{
	BIO *below = SSL_get_rbio(ssl);
	BIO *meter = below && strcmp(BIO_method_name(below), meter_name) != 0 ? BIO_new(w->meter) : NULL;

	if (!meter)
		return;
	BIO_set_data(meter, w);
	BIO_up_ref(below); /* the filter's own, for the SSL gives up its reference when it takes the filter */
	BIO_push(meter, below);
	SSL_set0_rbio(ssl, meter);
}

bool tls_bio_excess(const struct tls_observer *w, struct fault *f)
{
	return w->without_data <= TLS_WITHOUT_DATA_HTTP_MAX || without_data_fault(TLS_WITHOUT_DATA_HTTP_MAX, f);
}
