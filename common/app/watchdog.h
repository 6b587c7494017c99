// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * watchdog - the last word, should nobody else have one
 *
 * Everything that waits keeps the deadline by itself. For what nobody foresaw a timer of the kernel ends the program a moment
 * later, from wherever it hangs, with a result that was made ready beforehand: one write(2), exit code 3.
 */
#ifndef APP_WATCHDOG_H
#define APP_WATCHDOG_H

#include <signal.h>
#include <stdint.h>
#include <time.h>

#include "base/span.h"

/* Later than the deadline: on a busy host the orderly end of hundreds of endpoints takes a few tenths of a second, and is right. */
enum { WATCHDOG_AFTER_US = 1000000 };

struct watchdog {
	struct span line;
	timer_t timer;
	bool armed;
};

/*
 * `at_us`: on clock_us(). From now on SIGALRM is ours. The line and the watchdog must stay where they are until it is disarmed; threads that are begun
 * meanwhile must block the signal. Without a timer to be had nothing is armed.
 */
void watchdog_arm(struct watchdog *, struct span line, int64_t at_us);

/* Once this has returned the line will not be written. */
void watchdog_disarm(struct watchdog *);

#endif
