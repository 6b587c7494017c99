// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_plugin - one run from argv to exit code, with steps that only pretend
 *
 * Each run is a process of its own: what it writes, how often, and its exit code are what Nagios would see.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/build.h"
#include "cli/option_rows.h"
#include "app/main.h"
#include "app/watchdog.h"
#include "probe/session.h"
#include "still_clock.h"

static const struct option options[] = {
	OPTION_COMMON("5061", "30:critical", "the whole exchange"),
	OPTION_SIP("sip:a@{domain}"),
	OPTION_GENERAL,
	{ 0 }
};

/* ---- the watchdog's time ---- */

/* What the watchdog's timer is set to. The kernel's clock does not move it: expire() does. */
static struct {
	int timer;
	int64_t at_us;
} watchdog;

int timerfd_settime(int timer, int flags, const struct itimerspec *when, struct itimerspec *before)
{
	(void)flags, (void)before;
	watchdog.timer = timer;
	watchdog.at_us = when->it_value.tv_sec * INT64_C(1000000) + when->it_value.tv_nsec / 1000;
	return 0;
}

static void *real(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	assert_non_null(found);
	return found;
}

static void expire(void)
{
	int (*set)(int, int, const struct itimerspec *, struct itimerspec *);

	*(void **)&set = real("timerfd_settime");
	set(watchdog.timer, 0, &(struct itimerspec){ .it_value.tv_nsec = 1 }, NULL);
}

/* Exit code 99: it was set to another moment than WATCHDOG_AFTER_US behind the deadline. */
static void expire_as_planned(const struct job *job)
{
	if (watchdog.at_us != job->deadline.at_us + WATCHDOG_AFTER_US)
		_exit(99);
	expire();
}

/* How long the watchdog waits after a signal: as long as it wants to, not at all, or until the run writes its result. */
static enum { CLOSING_TAKES_TIME, CLOSING_IS_OVER, CLOSING_IS_OVER_ONCE_WRITTEN } closing;
static bool expires_once_written;
static atomic_bool writing;
static int (*real_ppoll)(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *left, const sigset_t *mask)
{
	bool closes = count == 2 && left && left->tv_sec > 0;

	if (!closes || closing == CLOSING_TAKES_TIME)
		return real_ppoll(fds, count, left, mask);
	while (closing == CLOSING_IS_OVER_ONCE_WRITTEN && !atomic_load(&writing))
		;
	return 0;
}

/* Long enough for a watchdog that is there, also on a busy machine, and short enough for tests/fault/run. Exit code 97: there is none. */
static const struct timespec patience = { .tv_sec = 3 };

static void hang(void)
{
	real_ppoll(NULL, 0, &patience, NULL);
	_exit(97);
}

ssize_t write(int fd, const void *text, size_t len)
{
	if (fd == STDOUT_FILENO && closing == CLOSING_IS_OVER_ONCE_WRITTEN) {
		atomic_store(&writing, true);
		if (real_ppoll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, &patience, NULL) == 0)
			_exit(97);
	}
	if (fd == STDOUT_FILENO && expires_once_written) {
		expire();
		real_ppoll(NULL, 0, &(struct timespec){ .tv_nsec = 20000000 }, NULL); /* for a watchdog that would speak now */
	}
	return syscall(SYS_write, fd, text, len);
}

/* ---- steps that pretend ---- */

static void run_well(const struct job *job, struct facts *facts)
{
	facts->targets = arena_list(&facts->arena, 1, sizeof *facts->targets);
	assert_non_null(facts->targets);
	target_init(&facts->targets[0], 10000);
	facts->targets[0].host = job->plan->hosts.at[0].name;
	facts->targets[0].phase_us[PHASE_SIP] = 1500;
	facts->target_count = 1;
}

/* Asked to stop twice, as by a daemon that has lost patience; waits as probe/ does. The watchdog sees it, too. */
static void run_stopped(const struct job *job, struct facts *facts)
{
	struct pollfd cancelled = { .fd = job->deadline.cancel_fd, .events = POLLIN };

	run_well(job, facts);
	kill(getpid(), SIGTERM);
	kill(getpid(), SIGINT);
	if (poll(&cancelled, 1, deadline_left_ms(job->deadline)) == 1)
		facts->targets[0].stopped.fault.kind = FAULT_CANCELLED;
}

/* The time is up before any step has returned: no facts. */
static void run_nothing(const struct job *job, struct facts *facts)
{
	(void)job;
	(void)facts;
}

/* Unforeseen hangs: a step that waits for nothing, and one that computes for ever. */
static void run_waiting(const struct job *job, struct facts *facts)
{
	(void)facts;
	expire_as_planned(job);
	hang();
}

static void run_busy(const struct job *job, struct facts *facts)
{
	(void)facts;
	expire_as_planned(job);
	for (volatile unsigned i = 0; i < 1u << 29; i++)
		;
	_exit(97);
}

/* Deaf to a signal. */
static void run_deaf(const struct job *job, struct facts *facts)
{
	(void)job, (void)facts;
	kill(getpid(), SIGTERM);
	hang();
}

/* The signal comes as the result is about to be written. */
static void run_stopped_at_last(const struct job *job, struct facts *facts)
{
	run_well(job, facts);
	kill(getpid(), SIGTERM);
}

/* Late, but not for long: the watchdog leaves it the moment it needs. Exit code 98: it does not. */
static void run_late(const struct job *job, struct facts *facts)
{
	run_well(job, facts);
	while (!deadline_passed(job->deadline))
		poll(NULL, 0, deadline_left_ms(job->deadline));
	if (clock_us() >= watchdog.at_us)
		_exit(98);
}

/* A SIGALRM from another process does not end the run. */
static void run_alarmed(const struct job *job, struct facts *facts)
{
	run_well(job, facts);
	raise(SIGALRM);
}

/* A descriptor that the run opens must not be one of 0 to 2, or the result would go into that file. */
static void run_opening(const struct job *job, struct facts *facts)
{
	run_well(job, facts);
	if (open("/dev/urandom", O_RDONLY) <= STDERR_FILENO)
		facts->targets[0].stopped.fault.kind = FAULT_CANCELLED;
}

/* No file may grow any more. */
static void run_limited(const struct job *job, struct facts *facts)
{
	run_well(job, facts);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 0 });
}

typedef void pretended_run(const struct job *, struct facts *);

static pretended_run *pretended; /* which of them */

static bool step_pretended(struct run *r)
{
	pretended(r->job, r->facts);
	return true;
}

static bool step_nothing([[maybe_unused]] struct prepared *p)
{
	return true;
}

/* As in a file on a mount whose server is gone. */
static bool step_late([[maybe_unused]] struct prepared *p)
{
	expire();
	hang();
	return true;
}

static bool step_deaf([[maybe_unused]] struct prepared *p)
{
	kill(getpid(), SIGTERM);
	hang();
	return true;
}

static prepare_step *const prepare_nothing[] = { step_nothing, NULL };
static const struct run_step once[] = { { PHASE_DNS, step_pretended }, { 0 } };
static const struct steps steps = { .prepare = prepare_nothing, .once = once };

static void rule_answer(const struct view *v, struct findings *f)
{
	if (v->target->stopped.fault.kind == FAULT_CANCELLED)
		finding_add(f, STATE_UNKNOWN, "stopped from outside");
	else if (v->facts->taken_at < 1500000000)
		finding_add(f, STATE_UNKNOWN, "no time in the facts");
	else
		finding_add(f, STATE_CRITICAL, "%s is broken", v->target->host);
}

static bool measure(const struct view *v, struct measured *m)
{
	m->value = (double)target_took_us(v->target) / 1e6;
	return true;
}

static const struct rule rules[] = {
	{ "answer", rule_answer, RULE_PER_TARGET, STATE_CRITICAL, "it answers", "RFC 3261 21" }, { 0 }
};
static const struct metric metrics[] = { { "time", "s", METRIC_HIGHEST, measure, "" }, { 0 } };
static struct plugin plugin = {
	.name = "check_push_test", .service = "PUSH TEST", .purpose = "Does it conduct?",
	.options = options, .rules = rules, .metrics = metrics, .steps = &steps,
};

/* ---- a process for each run ---- */

struct outcome {
	char text[65536];
	int code; /* exit code; -1: ended by a signal */
};

static int run_here(pretended_run *run, char **argv)
{
	int argc = 0;

	while (argv[argc])
		argc++;
	pretended = run;
	return plugin_main(&plugin, argc, argv);
}

static struct outcome run(pretended_run *runner, char **argv)
{
	struct outcome outcome = { .code = -1 };
	int ends[2], status;
	size_t len = 0;

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		_exit(run_here(runner, argv));
	}
	close(ends[1]);
	for (ssize_t got; (got = read(ends[0], outcome.text + len, sizeof outcome.text - 1 - len)) > 0;)
		len += (size_t)got;
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status))
		outcome.code = WEXITSTATUS(status);
	return outcome;
}

#define ARGV(...) ((char *[]){ (char *)"check_push_test", __VA_ARGS__ __VA_OPT__(,) NULL })
#define A(text) ((char *)(uintptr_t)(text))

static void expect_run(pretended_run *runner, char **argv, int code, const char *text)
{
	struct outcome outcome = run(runner, argv);

	assert_string_equal(outcome.text, text);
	assert_int_equal(outcome.code, code);
}

/* ---- cases ---- */

static void test_result(void **state)
{
	(void)state;
	expect_run(run_well, ARGV(A("-H"), A("edge.example")), 2, "PUSH TEST CRITICAL - edge.example is broken | time=0.0015s\n");
	expect_run(run_well, ARGV(A("-H"), A("edge.example"), A("--ignore=answer")), 0,
		   "PUSH TEST OK - nothing else was found (1 ignored) | time=0.0015s\n");
}

/* Neither with an empty table nor without one. */
static void test_without_prepare(void **state)
{
	static prepare_step *const none[] = { NULL };
	static const struct steps unprepared[] = { { .once = once }, { .prepare = none, .once = once } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		plugin.steps = &unprepared[i];
		struct outcome outcome = run(run_well, ARGV(A("-H"), A("edge.example")));
		assert_int_equal(outcome.code, 3);
		assert_non_null(strstr(outcome.text, "does not run"));
	}
	plugin.steps = &steps;
}

static void test_stopped_gives_one_result(void **state)
{
	(void)state;
	expect_run(run_stopped, ARGV(A("-H"), A("edge.example")), 3, "PUSH TEST UNKNOWN - stopped from outside | time=0.0015s\n");
}

/* The second time with what a caller may have left behind: all signals blocked. */
static void test_hung(void **state)
{
	static const char line[] = "PUSH TEST UNKNOWN - no result within 0.2 s: the check itself hangs, by a fault of its own or of this host\n";
	sigset_t all, before;

	(void)state;
	expect_run(run_waiting, ARGV(A("-H"), A("edge.example"), A("-t"), A("0.2")), 3, line);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	expect_run(run_busy, ARGV(A("-H"), A("edge.example"), A("-t"), A("0.2:critical")), 3, line);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static void test_hung_in_a_file(void **state)
{
	static prepare_step *const late[] = { step_late, NULL }, *const deaf[] = { step_deaf, NULL };
	static const struct steps late_steps = { .prepare = late, .once = once }, deaf_steps = { .prepare = deaf, .once = once };

	(void)state;
	plugin.steps = &late_steps;
	expect_run(run_well, ARGV(A("-H"), A("edge.example"), A("-t"), A("0.2")), 3,
		   "PUSH TEST UNKNOWN - no result within 0.2 s: reading its files hangs; check for a dead mount (NFS, FUSE)\n");
	plugin.steps = &deaf_steps;
	closing = CLOSING_IS_OVER;
	expect_run(run_well, ARGV(A("-H"), A("edge.example")), 3,
		   "PUSH TEST UNKNOWN - stopped by a signal: reading its files hangs; check for a dead mount (NFS, FUSE)\n");
	closing = CLOSING_TAKES_TIME;
	plugin.steps = &steps;
}

static void test_deaf(void **state)
{
	(void)state;
	closing = CLOSING_IS_OVER;
	expect_run(run_deaf, ARGV(A("-H"), A("edge.example")), 3,
		   "PUSH TEST UNKNOWN - stopped by a signal: the check itself hangs, by a fault of its own or of this host\n");
	closing = CLOSING_TAKES_TIME;
}

/* The result that is being written is the only one, whatever comes meanwhile. */
static void test_late_while_written(void **state)
{
	(void)state;
	expires_once_written = true;
	expect_run(run_well, ARGV(A("-H"), A("edge.example")), 2, "PUSH TEST CRITICAL - edge.example is broken | time=0.0015s\n");
	expires_once_written = false;
}

static void test_hung_as_json(void **state)
{
	struct outcome outcome = run(run_waiting, ARGV(A("-H"), A("edge.example"), A("-t"), A("0.2"), A("--output-format=json")));

	(void)state;
	assert_int_equal(outcome.code, 3);
	assert_int_equal(outcome.text[0], '{');
	assert_non_null(strstr(outcome.text, "the check itself hangs"));
	assert_string_equal(outcome.text + strlen(outcome.text) - 2, "}\n");
}

static void test_orderly_end_comes_first(void **state)
{
	(void)state;
	expect_run(run_late, ARGV(A("-H"), A("edge.example"), A("-t"), A("0.1")), 2,
		   "PUSH TEST CRITICAL - edge.example is broken | time=0.0015s\n");
}

static void test_strange_alarm(void **state)
{
	(void)state;
	expect_run(run_alarmed, ARGV(A("-H"), A("edge.example")), 2, "PUSH TEST CRITICAL - edge.example is broken | time=0.0015s\n");
}

static void test_nothing_seen(void **state)
{
	(void)state;
	expect_run(run_nothing, ARGV(A("-H"), A("edge.example")), 3, "PUSH TEST UNKNOWN - nothing could be judged\n");
}

static void test_usage(void **state)
{
	struct outcome outcome;

	(void)state;
	expect_run(run_well, ARGV(A("-H"), A("x"), A("--port"), A("70000")), 3,
		   "PUSH TEST UNKNOWN - --port: 70000 is not a port (1 to 65535)\n");
	outcome = run(run_well, ARGV(A("-H"), A("x"), A("-J"), A("/nonexistent/probe.pem")));
	assert_int_equal(outcome.code, 3);
	assert_non_null(strstr(outcome.text, "PUSH TEST UNKNOWN - --client-cert: /nonexistent"));
	outcome = run(run_well, ARGV(A("-H"), A("x"), A("--nonsense=a|b\nPUSH TEST OK - fine")));
	assert_int_equal(outcome.code, 3);
	assert_null(strchr(outcome.text, '|'));
	assert_ptr_equal(strchr(outcome.text, '\n'), outcome.text + strlen(outcome.text) - 1);
}

static void test_telling(void **state)
{
	struct outcome outcome;

	(void)state;
	expect_run(run_well, ARGV(A("-V")), 3, "check_push_test " VERSION "\n");
	outcome = run(run_well, ARGV(A("--help")));
	assert_int_equal(outcome.code, 3);
	assert_non_null(strstr(outcome.text, "Does it conduct?"));
	expect_run(run_well, ARGV(A("--list-rules")), 0, "answer (CRITICAL at worst)\n    it answers; source: RFC 3261 21\n");
}

/* The exit code of a run whose output is left to `prepare`. */
static int run_prepared(pretended_run *runner, void (*prepare)(void), char **argv)
{
	int status;

	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
		prepare();
		int code = run_here(runner, argv);
		if (BUILD_RUNS_EXIT_HANDLERS)
			_exit(code);
		exit(code); /* as main() does */
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void leave_reader(void)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	dup2(ends[1], STDOUT_FILENO);
}

static void set_trap(void)
{
	atexit(abort);
}

static void close_all(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		close(fd);
}

/* The reader has gone, or never was: no signal may end us, and the exit code still says it. */
static void test_nobody_reads(void **state)
{
	(void)state;
	assert_int_equal(run_prepared(run_well, leave_reader, ARGV(A("-H"), A("edge.example"))), 2);
	assert_int_equal(run_prepared(run_well, leave_reader, ARGV(A("--help"))), 3);
	assert_int_equal(run_prepared(run_opening, close_all, ARGV(A("-H"), A("edge.example"))), 2);
}

static int full_pipe[2];

static void write_to_full_pipe(void)
{
	dup2(full_pipe[1], STDOUT_FILENO);
}

/* A signal ends the writing, too. */
static void test_nobody_takes_it(void **state)
{
	(void)state;
	assert_int_equal(pipe(full_pipe), 0);
	assert_int_equal(fcntl(full_pipe[1], F_SETFL, O_NONBLOCK), 0);
	while (write(full_pipe[1], "x", 1) == 1)
		;
	assert_int_equal(fcntl(full_pipe[1], F_SETFL, 0), 0);
	closing = CLOSING_IS_OVER_ONCE_WRITTEN;
	assert_int_equal(run_prepared(run_stopped_at_last, write_to_full_pipe, ARGV(A("-H"), A("edge.example"))), 3);
	closing = CLOSING_TAKES_TIME;
	close(full_pipe[0]);
	close(full_pipe[1]);
}

/* A library's thread may still be at work when the result is out. Exit handlers would take from it what it works with. */
static void test_exit_handlers_do_not_run(void **state)
{
	(void)state;
	if (BUILD_RUNS_EXIT_HANDLERS)
		skip();
	assert_int_equal(run_prepared(run_well, set_trap, ARGV(A("-H"), A("edge.example"))), 2);
	assert_int_equal(run_prepared(run_well, set_trap, ARGV(A("--help"))), 3);
	assert_int_equal(run_prepared(run_well, set_trap, ARGV(A("--explain=1008"))), 0);
	assert_int_equal(run_prepared(run_well, set_trap, ARGV(A("--explain=zebra"))), 3);
	assert_int_equal(run_prepared(run_well, set_trap, ARGV(A("-H"), A("x"), A("--port"), A("70000"))), 3);
}

/* What bad_input.bats cannot see: it is refused before any step is taken, in every format. */
static void test_records_that_cannot_be(void **state)
{
	static const char *const formats[] = { "--output-format=text", "--output-format=json", "--output-format=openmetrics" };
	char directory[] = "/tmp/test_plugin.XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(directory));
	assert_int_equal(chdir(directory), 0);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct outcome outcome = run(run_waiting, ARGV(A("-H"), A("edge.example"), A("--record=pipe"), A(formats[i])));
		assert_int_equal(outcome.code, 3);
		assert_non_null(strstr(outcome.text, "--record: pipe is "));
	}
	unlink("pipe");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(directory), 0);
}

/* ---- recordings that stay ---- */

static const char older[] = "{\n \"check_push_recording\": 1, and so on";

static void make_older(char *path)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, older, strlen(older)), strlen(older));
	close(fd);
}

static void expect_older(const char *path)
{
	char text[sizeof older + 1];
	int fd = open(path, O_RDONLY);
	ssize_t len = read(fd, text, sizeof text);

	close(fd);
	unlink(path);
	assert_int_equal(len, strlen(older));
	assert_memory_equal(text, older, strlen(older));
}

static void test_file_may_not_grow(void **state)
{
	char path[] = "/tmp/test_plugin.XXXXXX", text[200];

	(void)state;
	make_older(path);
	snprintf(text, sizeof text, "PUSH TEST UNKNOWN - --record: %s could not be written: File too large\n", path);
	expect_run(run_limited, ARGV(A("-H"), A("edge.example"), A("--record"), path), 3, text);
	expect_older(path);
}

static void test_hung_keeps_the_older_recording(void **state)
{
	char path[] = "/tmp/test_plugin.XXXXXX";

	(void)state;
	make_older(path);
	assert_int_equal(run(run_waiting, ARGV(A("-H"), A("edge.example"), A("-t0.1"), A("--record"), path)).code, 3);
	expect_older(path);
}

static void test_nothing_seen_keeps_the_older_recording(void **state)
{
	char path[] = "/tmp/test_plugin.XXXXXX";

	(void)state;
	make_older(path);
	assert_int_equal(run(run_nothing, ARGV(A("-H"), A("edge.example"), A("--record"), path)).code, 3);
	expect_older(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_result),
		cmocka_unit_test(test_without_prepare),
		cmocka_unit_test(test_stopped_gives_one_result),
		cmocka_unit_test(test_hung),
		cmocka_unit_test(test_hung_in_a_file),
		cmocka_unit_test(test_deaf),
		cmocka_unit_test(test_late_while_written),
		cmocka_unit_test(test_hung_as_json),
		cmocka_unit_test(test_orderly_end_comes_first),
		cmocka_unit_test(test_strange_alarm),
		cmocka_unit_test(test_nothing_seen),
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_telling),
		cmocka_unit_test(test_nobody_reads),
		cmocka_unit_test(test_nobody_takes_it),
		cmocka_unit_test(test_exit_handlers_do_not_run),
		cmocka_unit_test(test_records_that_cannot_be),
		cmocka_unit_test(test_file_may_not_grow),
		cmocka_unit_test(test_hung_keeps_the_older_recording),
		cmocka_unit_test(test_nothing_seen_keeps_the_older_recording),
	};

	*(void **)&real_ppoll = real("ppoll");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
