// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_world - a whole run without a network: from the bytes of a peer to the result that is printed
 *
 * Stands in for the clock, for randomness and for the identity, so that the same bytes always give the same run; the target
 * brings the connection. Everything else is the program's own. Included once in each target.
 */
#ifndef TESTS_FUZZ_FUZZ_WORLD_H
#define TESTS_FUZZ_FUZZ_WORLD_H

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- the clock: it jumps where the code would wait ---- */

static struct timespec world_now;

static int world_clock(clockid_t clock, struct timespec *now)
{
	(void)clock;
	*now = world_now;
	return 0;
}

int poll(struct pollfd *fds, nfds_t count, int ms)
{
	int64_t ns = world_now.tv_nsec + ms * INT64_C(1000000);

	(void)fds, (void)count;
	world_now.tv_sec += ns / 1000000000;
	world_now.tv_nsec = ns % 1000000000;
	return 0;
}

#define clock_gettime world_clock
#include "../../common/base/clock.c" /* NOLINT(bugprone-suspicious-include): with another clock below it */
#undef clock_gettime

#include "base/utf8.h"
#include "codec/json.h"
#include "base/clean.h"
#include "report/json_out.h"
#include "cli/options.h"
#include "parse_options.h"
#include "report/text.h"
#include "fuzz.h"
#include "judge/judge.h"
#include "probe/prepare.h"
#include "probe/run.h"
#include "probe/session.h"
#include "probe/steps.h"

/* Every branch, tag and Call-ID is zeroes: a peer can know them. */
ssize_t getrandom(void *to, size_t size, unsigned flags);
ssize_t getrandom(void *to, size_t size, unsigned flags)
{
	(void)flags;
	memset(to, 0, size);
	return (ssize_t)size;
}

struct tls_setup *tls_setup_new(const struct plan *plan, const struct tls_files *files, int64_t now, struct identity *identity,
				struct arena *arena, struct fault *f)
{
	static char dummy;

	(void)plan, (void)files, (void)now, (void)arena, (void)f;
	identity->given = true;
	return (struct tls_setup *)(void *)&dummy;
}

int tls_setup_denied(const struct tls_setup *setup)
{
	(void)setup;
	return 0;
}

void tls_setup_free(struct tls_setup *setup)
{
	(void)setup;
}

/* ---- what every output must be ---- */

/* NAME=NUMBER[s|%|B][;NUMBER]*, blanks between */
static void world_perfdata(struct span data)
{
	static const char digits[] = "-.0123456789;s%B";

	while (data.at) {
		struct span value, label = span_split(span_split(data, ' ', &data), '=', &value);

		fuzz_must(label.len && value.len);
		for (size_t i = 0; i < label.len; i++)
			fuzz_must(strchr("'\"=;| \n", label.at[i]) == NULL && label.at[i] > ' ' && label.at[i] <= '~');
		for (size_t i = 0; i < value.len; i++)
			fuzz_must(value.at[i] && strchr(digits, value.at[i]));
	}
}

/* Nothing that ends a line, steers a terminal or turns the writing around. */
static void world_characters(struct span text, bool web)
{
	uint32_t c;

	for (size_t at = 0, len; at < text.len; at += len) {
		len = utf8_decode(span_skip(text, at), &c);
		fuzz_must(len > 0 && (c >= ' ' || c == '\n') && (c < 0x7f || c > 0x9f));
		fuzz_must(!(c >= 0x200b && c <= 0x200f) && !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069));
		fuzz_must(!web || (c != '<' && c != '&' && (c != '>' || (at && text.at[at - 1] == '-'))));
	}
}

static void world_text(const struct report *r, struct span out)
{
	struct span rest, perfdata, line = span_split(out, '\n', &rest), sentence = span_split(line, '|', &perfdata);
	char start[64];

	snprintf(start, sizeof start, "%s %s - ", r->plugin->service, state_name(r->verdict->state));
	fuzz_must(span_starts(line, span_of(start)) && sentence.len > strlen(start) + 1);
	fuzz_must(line.len < TEXT_LINE_MAX && clean_columns(sentence) <= FINDING_LINE_MAX + 1);
	fuzz_must(perfdata.at && perfdata.at[0] == ' ' && sentence.at[sentence.len - 1] == ' ');
	fuzz_must(!rest.len || !memchr(rest.at, '|', rest.len));
	fuzz_must(!memchr(perfdata.at, '|', perfdata.len));
	fuzz_must(out.at[out.len - 1] == '\n' && (r->plan->verbose || rest.len == 0));
	world_perfdata(span_skip(perfdata, 1));
	world_characters(out, true);
}

static void world_json(struct span out)
{
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct tree *root;
	struct fault f;

	fuzz_must(json_decode(out, &arena, &root, &f));
	arena_free(&arena);
}

static void world_show(const struct report *r)
{
	static const struct text_reader reader = { .utf8 = true, .columns = 80 };
	struct buf out = BUF(JSON_OUT_MEMORY_MAX);

	text_write(r, &reader, &out);
	fuzz_must(!out.failed);
	world_text(r, buf_span(&out));
	buf_free(&out);
	fuzz_must(json_out_write(r, &out));
	world_json(buf_span(&out));
	buf_free(&out);
}

static enum state world_judge(const struct plugin *plugin, const struct plan *plan, const struct facts *facts)
{
	struct verdict verdict;

	judge(plugin, plan, facts, &verdict);
	world_show(&(struct report){ .plugin = plugin, .plan = plan, .facts = facts, .verdict = &verdict });
	enum state state = verdict.state;
	verdict_free(&verdict);
	return state;
}

/* ---- a run ---- */

enum { WORLD_WORDS_MAX = 24 };

/* Stands in a command line for a file that only its owner can read: what is in it is never looked at. */
#define WORLD_FILE "x"

static char *world_file(void)
{
	static char path[32];

	if (!path[0]) {
		int fd = memfd_create("world", 0);
		fuzz_must(fd >= 0 && fchmod(fd, 0600) == 0 && write(fd, "x", 1) == 1);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	}
	return path;
}

/* With the options of a command line, as at the clock's zero. */
static enum state world_run(const struct plugin *plugin, const char *const *words)
{
	char *argv[WORLD_WORDS_MAX] = { NULL };
	int argc = 0;
	struct options o = { .plugin = plugin->name, .table = plugin->options, .rules = plugin->rules, .subject = plugin->subject };
	struct facts facts;
	struct fault f;

	for (; words[argc]; argc++)
		argv[argc] = argc && strcmp(words[argc], WORLD_FILE) == 0 ? world_file() : (char *)(uintptr_t)words[argc];
	world_now = (struct timespec){ .tv_sec = 1000 };
	fuzz_must(parse_options(&o, argc, argv) == OPTIONS_RUN);
	facts_init(&facts);
	facts.taken_at = 1750000000;
	struct prepared *prepared = prepare(plugin->steps, &o.plan, &facts, &f);
	fuzz_must(prepared);
	const struct job job = {
		.steps = plugin->steps,
		.plan = &o.plan,
		.prepared = prepared,
		.began_us = clock_us(),
		.deadline = { .at_us = clock_us() + o.plan.timeout_us, .cancel_fd = -1 },
	};
	run_steps(&job, &facts);
	prepare_free(prepared);
	enum state state = world_judge(plugin, &o.plan, &facts);
	facts_free(&facts);
	options_free(&o);
	return state;
}

#endif
