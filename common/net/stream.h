// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * stream - bytes to and from a peer: TCP, TLS, or memory in tests
 *
 * Nothing here blocks but stream_wait(), which has a deadline. A stream's owner closes it; a layer (TLS) does not own the
 * stream below it.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/fault.h"

enum stream_end {
	STREAM_MOVED,  /* at least one byte was read or written */
	STREAM_AGAIN,  /* stream_wait(), then try again */
	STREAM_CLOSED, /* read only: the peer has closed, nothing more will come */
	STREAM_FAILED, /* the fault says why */
};

struct stream_ops {
	enum stream_end (*read)(void *self, char *to, size_t size, size_t *moved, struct fault *);
	enum stream_end (*write)(void *self, struct span from, size_t *moved, struct fault *);
	/* Until the operation that said AGAIN may go on. False: deadline or cancelled (FAULT_TIMEOUT, FAULT_CANCELLED). */
	bool (*wait)(void *self, struct deadline, struct fault *);
	void (*close)(void *self);
};

struct stream {
	const struct stream_ops *ops; /* NULL: closed */
	void *self;
};

/* Writes all of it. False: as the fault says. */
[[nodiscard]] bool stream_write(struct stream *, struct span, struct deadline, struct fault *);

/*
 * Waits until bytes come and appends them, at most 4 KiB at a time. False: FAULT_CLOSED at the end of the stream,
 * FAULT_TIMEOUT, FAULT_LIMIT when the buffer's ceiling is reached, FAULT_MEMORY, or the stream's own fault.
 */
[[nodiscard]] bool stream_read(struct stream *, struct buf *, struct deadline, struct fault *);

/* Closing a closed stream is fine. */
void stream_close(struct stream *);

#endif
