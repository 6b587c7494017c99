// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * still_clock - the monotonic clock of a unit test: it stands still, and jumps where the code under test would wait
 *
 * Takes the place of clock_gettime(2) and poll(2) in the whole test program, its libraries included: c-ares and libcurl see the
 * same time. Work takes no time. A poll() that finds nothing ready moves the clock: to the next event of the test's peer, or to the
 * end of the wait if that comes first. So the test decides how long everything takes, on every machine, and a wait of a minute
 * costs none.
 *
 * Included by tests only, once in each. What plays the peer does so in still_peer, not in a thread or a process of its own.
 */
#ifndef TESTS_STILL_CLOCK_H
#define TESTS_STILL_CLOCK_H

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

/* The kernel may deliver what was sent over loopback a moment later: so long poll() looks before it believes that nothing comes. */
enum { STILL_LOOK_NS = 5000000 };

static _Atomic int64_t still_us = 1000000000; /* what clock_us() gives */

/*
 * The peer's part: does all that is due by now, and returns the time of its next event, INT64_MAX for none. Called whenever the code
 * under test waits. NULL: there is no peer.
 */
static struct {
	int64_t (*act)(void *self);
	void *self;
} still_peer;

/* Time passes: what the test's own work is to take. */
static inline void still_pass(int64_t us)
{
	atomic_fetch_add(&still_us, us);
}

int clock_gettime(clockid_t id, struct timespec *now)
{
	int64_t us = atomic_load(&still_us);

	if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)
		return timespec_get(now, TIME_UTC) == TIME_UTC ? 0 : -1;
	*now = (struct timespec){ .tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000 * 1000) };
	return 0;
}

static inline bool still_has_descriptors(const struct pollfd *fds, nfds_t count)
{
	for (nfds_t i = 0; i < count; i++)
		if (fds[i].fd >= 0)
			return true;
	return false;
}

int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	int64_t now = atomic_load(&still_us);
	int64_t until = timeout_ms < 0 ? INT64_MAX : now + timeout_ms * INT64_C(1000);

	for (;;) {
		int64_t next = still_peer.act ? still_peer.act(still_peer.self) : INT64_MAX;
		bool jumps = next > now && until > now;
		struct timespec look = { .tv_nsec = jumps && still_has_descriptors(fds, count) ? STILL_LOOK_NS : 0 };
		int ready = ppoll(fds, count, &look, NULL);

		if (ready != 0)
			return ready;
		if (next > until || until <= now) {
			atomic_store(&still_us, until);
			return 0;
		}
		if (next == INT64_MAX) /* nothing will ever happen: the test itself is wrong */
			abort();
		now = next > now ? next : now;
		atomic_store(&still_us, now);
	}
}

/* poll(), where the compiler knows the size of the array (_FORTIFY_SOURCE). */
int __poll_chk(struct pollfd *fds, nfds_t count, int timeout_ms, size_t size);

int __poll_chk(struct pollfd *fds, nfds_t count, int timeout_ms, size_t size)
{
	if (size / sizeof *fds < count)
		abort();
	return poll(fds, count, timeout_ms);
}

#endif
