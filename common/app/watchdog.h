// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * watchdog - the last word, should nobody else have one
 *
 * Everything that waits keeps the deadline by itself, and ends in order after a signal. A thread of its own watches over what does not:
 * what nobody foresaw, and what the kernel holds until a SIGKILL, as a read from a mount whose server is gone (NFS, FUSE). A moment
 * after the time is up it writes a result that was made ready beforehand, with one write(2), and ends the process with exit code 3.
 */
#ifndef APP_WATCHDOG_H
#define APP_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/span.h"

/* Later than the deadline: on a busy host the orderly end of hundreds of endpoints takes a few tenths of a second, and is right. */
enum { WATCHDOG_AFTER_US = 1000000 };

/* What is said where a run does not end by itself: it stays where it is until watchdog_claim(). */
struct watchdog_words {
	struct span late;    /* WATCHDOG_AFTER_US behind the deadline */
	struct span stopped; /* so long after a signal, and what an orderly end may take: */
	int64_t closing_us;
};

struct watchdog;

/*
 * Begins the thread, which confines itself (app/sandbox.h) if it is to. The signal that deadline.cancel_fd stands for must be blocked. NULL: this
 * host gives no memory, no descriptor or no thread for it; then nobody watches. It lasts as long as the process.
 */
struct watchdog *watchdog_begin(struct deadline, const struct watchdog_words *, bool confined);

/* From now on it is this deadline, and these words. The descriptor stays the one it was. NULL is as good. */
void watchdog_expect(struct watchdog *, struct deadline, const struct watchdog_words *);

/*
 * The output is the caller's, who is about to write the result: once this has returned the watchdog writes nothing. It returns once, or
 * never: then the watchdog has spoken first, and ends the process. Of a result that nobody takes, only a signal is left to end the
 * writing, WATCHDOG_AFTER_US and closing time later. NULL is as good.
 */
void watchdog_claim(struct watchdog *);

#endif
