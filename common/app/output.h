// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * output - bytes to a descriptor, all of them
 */
#ifndef APP_OUTPUT_H
#define APP_OUTPUT_H

#include "base/span.h"

/*
 * Writes the whole text: one write(2), more of them only where the system takes a part, however slow the reader is. False: the
 * descriptor takes no more, and errno says why.
 */
bool output_write(int fd, struct span text);

/* Was it the disk under the file, or its want of room, that made output_write() fail? Else the reader has gone. */
bool output_disk_failed(int error);

#endif
