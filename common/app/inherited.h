// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * inherited - what the caller left open beyond the three standard descriptors
 *
 * A scheduler's socket or log file is nothing for a process that listens to strangers.
 */
#ifndef APP_INHERITED_H
#define APP_INHERITED_H

/*
 * Closes every descriptor from 3 on, but those that a word of the command line names: /dev/fd/N, /proc/self/fd/N, anywhere in the word.
 * argv ends with NULL. For the start, before anything of ours is opened. Linux before 5.9 cannot: they stay open.
 */
void inherited_close(char *const argv[]);

#endif
