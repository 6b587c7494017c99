// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tls_below - a stream, as OpenSSL reads and writes it
 *
 * A write that fails is not the fact: the peer's alert may still lie unread. So bytes that cannot be written any more count as
 * written, and the next read tells: the alert, or the write's own fault once nothing more comes.
 */
#include "tls/openssl.h"

enum { WITHOUT_DATA_MOST = 256 * 1024 }; /* bytes of TLS from the peer in which there was no data */

static int ended(struct tls_below *b)
{
	b->ended = !b->lost;
	return b->lost ? -1 : 0;
}

static int failed(struct tls_below *b, const struct fault *f)
{
	if (!b->lost)
		b->fault = *f;
	return -1;
}

static int below_read(BIO *bio, char *to, int size)
{
	struct tls_below *b = BIO_get_data(bio);
	size_t moved = 0;
	struct fault f;

	BIO_clear_retry_flags(bio);
	if (b->without_data > WITHOUT_DATA_MOST) {
		fault(&b->fault, FAULT_LIMIT, 0, "the peer sent more than %d bytes of TLS without any data", WITHOUT_DATA_MOST);
		return -1;
	}
	switch (b->lower.ops->read(b->lower.self, to, (size_t)size, &moved, &f)) {
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

static int lost(struct tls_below *b, const struct fault *f, int size)
{
	b->fault = *f;
	b->lost = f->kind == FAULT_RESET || f->kind == FAULT_CLOSED;
	return b->lost ? size : -1;
}

static int below_write(BIO *bio, const char *from, int size)
{
	struct tls_below *b = BIO_get_data(bio);
	size_t moved = 0;
	struct fault f;

	BIO_clear_retry_flags(bio);
	if (b->lost)
		return size;
	switch (b->lower.ops->write(b->lower.self, (struct span){ from, (size_t)size }, &moved, &f)) {
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
	const struct tls_below *b = BIO_get_data(bio);

	if (command == BIO_CTRL_EOF)
		return b->ended;
	return command == BIO_CTRL_FLUSH;
}

BIO_METHOD *tls_below_method(void)
{
	BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "stream");

	if (method && BIO_meth_set_read(method, below_read) && BIO_meth_set_write(method, below_write) &&
	    BIO_meth_set_ctrl(method, below_ctrl))
		return method;
	BIO_meth_free(method);
	return NULL;
}
