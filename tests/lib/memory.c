// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * memory - a stream without a network
 */
#include "memory.h"

static size_t portion(const struct memory *m, size_t size)
{
	return m->chunk && m->chunk < size ? m->chunk : size;
}

static enum stream_end memory_read(void *self, char *to, size_t size, size_t *moved, struct fault *f)
{
	struct memory *m = self;
	size_t count = portion(m, size < m->in.len ? size : m->in.len);

	if (count) {
		memcpy(to, m->in.at, count);
		buf_drop(&m->in, count);
		*moved = count;
		return STREAM_MOVED;
	}
	if (m->closed)
		return STREAM_CLOSED;
	if (m->reset.kind == FAULT_NONE)
		return STREAM_AGAIN;
	*f = m->reset;
	return STREAM_FAILED;
}

static enum stream_end memory_write(void *self, struct span from, size_t *moved, struct fault *f)
{
	struct memory *m = self;

	from.len = portion(m, from.len);
	if (m->reset.kind != FAULT_NONE) {
		*f = m->reset;
		return STREAM_FAILED;
	}
	if (!buf_add(&m->out, from)) {
		fault(f, FAULT_LIMIT, 0, "more was written than the memory stream holds");
		return STREAM_FAILED;
	}
	*moved = from.len;
	return STREAM_MOVED;
}

static bool memory_wait(void *self, [[maybe_unused]] struct deadline d, struct fault *f)
{
	struct memory *m = self;

	m->waits++;
	return (m->peer && m->peer(m, m->of)) || fault(f, FAULT_TIMEOUT, 0, "the peer says nothing more");
}

static void memory_close(void *self)
{
	struct memory *m = self;

	m->open = false;
}

static const struct stream_ops memory_ops = { memory_read, memory_write, memory_wait, memory_close };

struct stream memory_stream(struct memory *m)
{
	m->open = true;
	return (struct stream){ &memory_ops, m };
}

void memory_free(struct memory *m)
{
	buf_free(&m->in);
	buf_free(&m->out);
}
