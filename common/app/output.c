// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * output - bytes to a descriptor, all of them
 */
#include "app/output.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* A descriptor that another program left non-blocking is made to wait: a result is not lost because its reader is slow. */
static bool may_write_again(int fd)
{
	if (errno == EINTR)
		return true;
	return errno == EAGAIN && fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) == 0;
}

bool output_write(int fd, struct span left)
{
	while (left.len > 0) {
		ssize_t written = write(fd, left.at, left.len);
		if (written < 0 && !may_write_again(fd))
			return false;
		if (written > 0)
			left = span_skip(left, (size_t)written);
	}
	return true;
}

bool output_disk_failed(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG || error == EIO;
}
