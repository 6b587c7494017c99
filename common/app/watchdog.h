// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * watchdog - the result if nothing else in the process can write one
 *
 * All code that waits keeps the deadline by itself, and ends in order after a signal. This thread is for code that does not: unforeseen
 * hangs, and waits that the kernel ends only for SIGKILL, such as a read from a mount whose server is gone (NFS, FUSE). A moment
 * after the deadline it writes a result that was prepared beforehand, with one write(2), and ends the process with exit code 3.
 */
#ifndef APP_WATCHDOG_H
#define APP_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/span.h"

/* Later than the deadline: on a busy host the orderly end of hundreds of endpoints takes a few tenths of a second, and is right. */
enum { WATCHDOG_AFTER_US = 1000000 };

/* The results for a run that does not end by itself; the texts stay in place until watchdog_claim(). */
struct watchdog_words {
	struct span late;    /* WATCHDOG_AFTER_US behind the deadline */
	struct span stopped; /* so long after a signal, and what an orderly end may take: */
	int64_t closing_us;
};

struct watchdog;

/*
 * Begins the thread, which confines itself (app/sandbox.h) if it is to. The signal that deadline.cancel_fd stands for must be blocked. NULL: this
 * host gives no memory, no descriptor or no thread for it, and the run has no watchdog. The thread lasts as long as the process.
 */
struct watchdog *watchdog_begin(struct deadline, const struct watchdog_words *, bool confined);

/* Gives the watchdog another deadline and other words; deadline.cancel_fd does not change. Does nothing for NULL. */
void watchdog_expect(struct watchdog *, struct deadline, const struct watchdog_words *);

/*
 * The caller takes over the output, to write the result: after the return the watchdog writes nothing. If the watchdog has written
 * first, this function does not return, and the watchdog ends the process. A write of the caller that blocks, because no process
 * reads the output, ends by a signal alone, WATCHDOG_AFTER_US and closing time later. Does nothing for NULL.
 */
void watchdog_claim(struct watchdog *);

#endif
