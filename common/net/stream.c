// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * stream - bytes to and from a peer: TCP, TLS, or memory in tests
 */
#include "net/stream.h"

enum { READ_MOST = 4095 }; /* with the NUL behind it a page: most answers fit, and each endpoint has one */

static bool closed(struct fault *f)
{
	return fault(f, FAULT_CLOSED, 0, "the peer closed the connection");
}

/* A peer that sends without end never lets an operation say AGAIN, so waiting alone does not keep the deadline. */
static bool in_time(struct deadline d, struct fault *f)
{
	return !deadline_passed(d) || fault(f, FAULT_TIMEOUT, 0, "the time is up");
}

bool stream_write(struct stream *s, struct span bytes, struct deadline d, struct fault *f)
{
	while (bytes.len) {
		size_t moved = 0;

		if (!in_time(d, f))
			return false;
		switch (s->ops->write(s->self, bytes, &moved, f)) {
		case STREAM_MOVED:
			bytes.at += moved;
			bytes.len -= moved;
			break;
		case STREAM_AGAIN:
			if (!s->ops->wait(s->self, d, f))
				return false;
			break;
		case STREAM_CLOSED:
			return closed(f);
		case STREAM_FAILED:
			return false;
		}
	}
	return true;
}

/* Room for one read, NULL when the ceiling leaves none. */
static char *room(struct buf *b, size_t *size, struct fault *f)
{
	size_t left = b->ceiling - b->len;
	char *to;

	*size = left < READ_MOST ? left : READ_MOST;
	if (!left) {
		fault(f, FAULT_LIMIT, 0, "the peer sent more than %zu bytes at once", b->ceiling);
		return NULL;
	}
	to = buf_room(b, *size);
	if (!to)
		fault(f, FAULT_MEMORY, 0, "no memory for %zu bytes from the peer", *size);
	return to;
}

bool stream_read(struct stream *s, struct buf *b, struct deadline d, struct fault *f)
{
	size_t size, moved = 0;
	char *to = room(b, &size, f);

	while (to && in_time(d, f)) {
		switch (s->ops->read(s->self, to, size, &moved, f)) {
		case STREAM_MOVED:
			b->len += moved;
			b->at[b->len] = '\0';
			return true;
		case STREAM_AGAIN:
			if (!s->ops->wait(s->self, d, f))
				return false;
			break;
		case STREAM_CLOSED:
			return closed(f);
		case STREAM_FAILED:
			return false;
		}
	}
	return false;
}

void stream_close(struct stream *s)
{
	if (s->ops)
		s->ops->close(s->self);
	*s = (struct stream){ 0 };
}
