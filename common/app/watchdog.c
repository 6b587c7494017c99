// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * watchdog - the result if nothing else in the process can write one
 *
 * A thread, not a signal handler: none runs while the kernel holds its thread in a wait that only SIGKILL ends. Threads of one process end
 * with _exit(2) whatever they wait for there. A timer of its own descriptor keeps the clock of the deadline, so that another
 * deadline needs no word to the thread.
 */
#include "app/watchdog.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "app/sandbox.h"
#include "model/state.h"

enum { STACK_SIZE = 64 * 1024 }; /* of which it touches two pages */

struct watchdog {
	int timer, signals; /* readable once the time is up, or a signal came */
	int64_t at_us; /* of the deadline that the timer is set to */
	bool confined;
	_Atomic(const struct watchdog_words *) words;
	atomic_bool claimed; /* the one who sets it writes */
};

/* ---- its thread ---- */

static void speak(struct watchdog *w, bool stopped)
{
	if (atomic_exchange(&w->claimed, true))
		return;
	const struct watchdog_words *words = atomic_load(&w->words);
	struct span line = stopped ? words->stopped : words->late;
	ssize_t written = write(STDOUT_FILENO, line.at, line.len);
	(void)written;
	_exit(STATE_UNKNOWN);
}

static struct timespec closing_time(struct watchdog *w)
{
	int64_t us = atomic_load(&w->words)->closing_us + WATCHDOG_AFTER_US;

	return (struct timespec){ .tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000 * 1000) };
}

/*
 * The deadline does not end a result that is being written, however slow its reader is. A signal does: the writer then has the closing
 * time once more, and the process ends without a line of its own.
 */
static void *watch(void *arg)
{
	struct watchdog *w = arg;
	struct pollfd fds[] = { { .fd = w->timer, .events = POLLIN }, { .fd = w->signals, .events = POLLIN } };
	struct timespec closing, *left = NULL; /* for ever, until a signal comes */
	bool once_more = true;
	int ready;

	if (w->confined)
		sandbox_enter_waiting();
	while ((ready = ppoll(fds, 2, left, NULL)) >= 0) {
		if (ready == 0) {
			speak(w, true);
			if (!once_more)
				_exit(STATE_UNKNOWN);
			once_more = false;
		}
		if (fds[0].revents) {
			speak(w, false);
			fds[0].fd = -1;
		}
		if (fds[1].revents) {
			closing = closing_time(w);
			left = &closing;
			fds[1].fd = -1;
		}
	}
	return NULL;
}

/* ---- the others ---- */

static bool thread_begin(struct watchdog *w)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, before;

	if (pthread_attr_init(&attr) != 0)
		return false;
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool begun = pthread_create(&thread, &attr, watch, w) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return begun;
}

static bool timer_set(struct watchdog *w, int64_t deadline_us)
{
	int64_t at_us = deadline_us + WATCHDOG_AFTER_US;
	struct itimerspec when = { .it_value = { .tv_sec = (time_t)(at_us / 1000000), .tv_nsec = (long)(at_us % 1000000 * 1000) } };

	if (w->at_us == deadline_us)
		return true;
	w->at_us = deadline_us;
	return timerfd_settime(w->timer, TFD_TIMER_ABSTIME, &when, NULL) == 0;
}

struct watchdog *watchdog_begin(struct deadline d, const struct watchdog_words *words, bool confined)
{
	struct watchdog *w = calloc(1, sizeof *w);

	if (!w)
		return NULL;
	w->signals = d.cancel_fd;
	w->confined = confined;
	atomic_init(&w->words, words);
	w->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (w->timer >= 0 && timer_set(w, d.at_us) && thread_begin(w))
		return w;
	if (w->timer >= 0)
		close(w->timer);
	free(w);
	return NULL;
}

void watchdog_expect(struct watchdog *w, struct deadline d, const struct watchdog_words *words)
{
	if (!w)
		return;
	atomic_store(&w->words, words);
	timer_set(w, d.at_us);
}

void watchdog_claim(struct watchdog *w)
{
	while (w && atomic_exchange(&w->claimed, true))
		pause();
}
