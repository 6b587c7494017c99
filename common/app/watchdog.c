// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * watchdog - the last word, should nobody else have one
 *
 * The signal brings the watchdog along, so nothing has to be global. A timer, not alarm(2): it keeps to the clock of the
 * deadline, and a caller's alarm that came with exec(2) does not reach us.
 */
#include "app/watchdog.h"

#include <unistd.h>

#include "model/state.h"

static void on_time(int number, siginfo_t *info, void *context)
{
	const struct watchdog *w = info->si_value.sival_ptr;

	(void)number, (void)context;
	if (info->si_code != SI_TIMER)
		return; /* somebody's kill(2): there is no deadline to keep */
	ssize_t written = write(STDOUT_FILENO, w->line.at, w->line.len);
	(void)written;
	_exit(STATE_UNKNOWN);
}

static void take_signal(void)
{
	struct sigaction action = { .sa_sigaction = on_time, .sa_flags = SA_SIGINFO | SA_RESTART };
	sigset_t ours;

	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&ours);
	sigaddset(&ours, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &ours, NULL);
}

void watchdog_arm(struct watchdog *w, struct span line, int64_t at_us)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM, .sigev_value.sival_ptr = w };
	struct itimerspec when = { .it_value = { .tv_sec = (time_t)(at_us / 1000000), .tv_nsec = (long)(at_us % 1000000 * 1000) } };

	*w = (struct watchdog){ .line = line };
	take_signal();
	w->armed = timer_create(CLOCK_MONOTONIC, &event, &w->timer) == 0 &&
		   timer_settime(w->timer, TIMER_ABSTIME, &when, NULL) == 0;
}

void watchdog_disarm(struct watchdog *w)
{
	if (w->armed)
		timer_delete(w->timer);
	w->armed = false;
}
