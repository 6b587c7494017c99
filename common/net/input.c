// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * input - an open file or pipe, read piece by piece within a deadline
 */
#include "net/input.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

static bool wait_for(const struct input *in, struct fault *f)
{
	struct pollfd fds[] = { { .fd = in->fd, .events = POLLIN }, { .fd = in->deadline.cancel_fd, .events = POLLIN } };

	while (poll(fds, 2, deadline_left_ms(in->deadline)) < 0)
		if (errno != EINTR)
			return fault(f, FAULT_SYSTEM, errno, "%.150s cannot be waited for: %s", in->name, strerror(errno));
	if (fds[1].revents)
		return fault(f, FAULT_CANCELLED, 0, "stopped while reading %.250s", in->name);
	return fds[0].revents || fault(f, FAULT_TIMEOUT, 0, "%.250s was not read to its end in time", in->name);
}

static bool fill(struct input *in, size_t *len, struct fault *f)
{
	*len = 0;
	while (*len < SOURCE_PIECE) {
		if (!wait_for(in, f))
			return false;
		ssize_t got = read(in->fd, in->room + *len, SOURCE_PIECE - *len);
		if (got == 0)
			return true;
		if (got > 0)
			*len += (size_t)got;
		else if (errno != EINTR && errno != EAGAIN)
			return fault(f, FAULT_FILE, errno, "%.250s cannot be read: %s", in->name, strerror(errno));
	}
	return true;
}

static bool input_next(struct source *source, struct span *piece, struct fault *f)
{
	struct input *in = (struct input *)source;
	size_t len;

	if (deadline_passed(in->deadline)) /* what is made of the pieces takes time too */
		return fault(f, FAULT_TIMEOUT, 0, "%.250s was not read to its end in time", in->name);
	if (!in->room && !(in->room = malloc(SOURCE_PIECE)))
		return fault(f, FAULT_MEMORY, 0, "no memory to read %.250s", in->name);
	if (!fill(in, &len, f))
		return false;
	in->taken += len;
	if (in->taken > in->max)
		return fault(f, FAULT_FILE, 0, "%.250s is larger than %zu MiB, the most that is read", in->name, in->max >> 20);
	*piece = (struct span){ in->room, len };
	return true;
}

struct input input_open(int fd, const char *name, size_t max, struct deadline deadline)
{
	return (struct input){ .source = { input_next }, .fd = fd, .name = name, .max = max, .deadline = deadline };
}
