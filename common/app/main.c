// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * main - the conductor
 *
 * SIGTERM, SIGINT and SIGHUP do not interrupt anything: they are blocked and arrive at a descriptor that everything that waits
 * watches too (deadline.cancel_fd). So the run ends early, in order, and still gives its one result. What does not end, by the deadline or
 * a signal, the watchdog ends: from before the first file is opened.
 */
#include "app/main.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "app/inherited.h"
#include "app/output.h"
#include "app/recording.h"
#include "app/sandbox.h"
#include "app/watchdog.h"
#include "base/build.h"
#include "base/errno_text.h"
#include "base/file.h"
#include "cli/help.h"
#include "cli/options.h"
#include "codec/pasted.h"
#include "codec/record.h"
#include "judge/compare.h"
#include "judge/judge.h"
#include "model/pool.h"
#include "probe/prepare.h"
#include "probe/run.h"
#include "report/explain.h"
#include "report/format.h"
#include "report/lines.h"
#include "report/text.h"

/* ---- the way out ---- */

/*
 * Occupies descriptors 0 to 2 if the caller left them closed: else a result would go into a socket, and a file be read as our input.
 * Ignores SIGPIPE and SIGXFSZ: write(2) reports a closed peer or reader, and a file that may not grow. Ends an alarm(2) of the caller,
 * which would be a second deadline.
 */
static void prepare_process(char **argv)
{
	inherited_close(argv);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGALRM, SIG_IGN);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", O_RDWR);
}

/* A check lives for milliseconds: its heap grows in one step, and what is freed stays for what comes next. */
static void prepare_heap(void)
{
#ifdef M_TOP_PAD /* glibc's */
	enum { MIB = 1 << 20 };

	mallopt(M_TOP_PAD, MIB);
	mallopt(M_TRIM_THRESHOLD, 64 * MIB);
#endif
}

/* A result, as it is written. */
struct result {
	struct buf out;
	enum state state;
};

/*
 * The only place where a result leaves the program, but for the watchdog: one write(2), and more only if the system takes a part. Without
 * memory for the result it writes a fixed line. A result that a full disk cut does not count as OK; a reader that has gone changes nothing.
 */
static int leave(const struct plugin *plugin, struct result *result, struct watchdog *watchdog)
{
	char line[128];
	int len = snprintf(line, sizeof line, "%s UNKNOWN - out of memory\n", plugin->service);
	struct buf *out = &result->out;

	watchdog_claim(watchdog);
	bool written = output_write(STDOUT_FILENO, out->failed ? (struct span){ line, (size_t)len } : buf_span(out));
	int code = out->failed ? STATE_UNKNOWN : (int)result->state;
	if (!written && output_disk_failed(errno)) {
		len = snprintf(line, sizeof line, "%s: the result could not be written: %s\n", plugin->name, errno_text(errno));
		(void)output_write(STDERR_FILENO, (struct span){ line, (size_t)len });
		code = code == STATE_OK ? STATE_UNKNOWN : code;
	}
	buf_free(out);
	return code;
}

/* For a user at a terminal: opening a session can take tens of seconds. Any thread calls it, so each line is one write(2). */
static void tell_progress(const char *text)
{
	struct buf line = BUF(1024);

	if (clean_add(&line, span_of(text), (struct clean_style){ .terminal = true }) && buf_text(&line, " ...\n"))
		output_write(STDERR_FILENO, buf_span(&line));
	buf_free(&line);
}

/* ---- who reads ---- */

/* 0: it does not say. */
static size_t width_of(int terminal)
{
	struct winsize size;

	return ioctl(terminal, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static size_t columns_of(size_t width)
{
	if (width == 0 || width > LINES_COLUMNS)
		return LINES_COLUMNS;
	return width < LINES_COLUMNS_MIN ? LINES_COLUMNS_MIN : width;
}

/*
 * Does the reader's character set have all characters? As POSIX names it (XBD 8.2): LC_ALL counts before LC_CTYPE, and that before LANG. The
 * locale itself is not opened, which need not be installed: no other function here depends on it.
 */
static bool is_utf8_wanted(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = NULL;

	for (size_t i = 0; i < sizeof names / sizeof *names && (!value || !*value); i++)
		value = getenv(names[i]);
	const char *set = value ? strchr(value, '.') : NULL;
	size_t len = set ? strcspn(++set, "@") : 0;
	return (len == 5 && strncasecmp(set, "UTF-8", len) == 0) || (len == 4 && strncasecmp(set, "UTF8", len) == 0);
}

static struct text_reader reader_now(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	struct text_reader reader = { .terminal = isatty(STDOUT_FILENO), .columns = LINES_COLUMNS };

	reader.utf8 = is_utf8_wanted();
	reader.colour = reader.terminal && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
	if (reader.terminal) {
		reader.widest = width_of(STDOUT_FILENO);
		reader.columns = columns_of(reader.widest);
	}
	return reader;
}

/* ---- what needs no check ---- */

static void list_rules(const struct rule *rules, const struct text_reader *reader, struct buf *out)
{
	struct lines lines = { .to = out, .style = { .utf8 = reader->utf8, .terminal = true }, .columns = reader->columns };

	for (; rules->id; rules++) {
		bool counts = rules->worst != STATE_OK;
		lines_add(&lines, "", "%s (%s%s)", rules->id, counts ? state_name(rules->worst) : "never part of the state",
			  counts ? " at worst" : "");
		lines_add(&lines, "    ", "%s%s%s", rules->checks, rules->source[0] ? "; source: " : "", rules->source);
	}
}

static struct result print_text(const struct plugin *plugin, enum options_result asked, const struct text_reader *reader)
{
	struct help help = { plugin->name, plugin->purpose, plugin->options, plugin->examples };
	struct result result = { BUF(TEXT_OUTPUT_MAX), asked == OPTIONS_LIST_RULES ? STATE_OK : STATE_UNKNOWN };

	if (asked == OPTIONS_VERSION)
		help_version(&help, &result.out);
	else if (asked == OPTIONS_HELP)
		help_write(&help, &result.out);
	else
		list_rules(plugin->rules, reader, &result.out);
	return result;
}

/* Reads standard input to its end, or as much as the buffer holds. On a terminal, Ctrl-D ends it. */
static void read_input(struct buf *to)
{
	char piece[4096];
	ssize_t got;

	if (isatty(STDIN_FILENO))
		tell_progress("paste the text, then press Enter and Ctrl-D");
	while ((got = read(STDIN_FILENO, piece, sizeof piece)) > 0 && buf_add(to, (struct span){ piece, (size_t)got }))
		;
}

/* For bytes that a stranger may have written, where nothing else is read and nothing is connected to. */
static void confine_decoding(void)
{
	struct sandbox sandbox;

	if (BUILD_SANITIZED)
		return;
	sandbox_hide();
	sandbox_enter(&(struct plan){ 0 }, &(struct text_list){ 0 }, &sandbox);
}

static struct result explain(const struct plugin *plugin, const struct options *o, const struct text_reader *reader)
{
	struct result result = { BUF(TEXT_OUTPUT_MAX), STATE_OK };
	struct lines lines = { .to = &result.out, .style = { .utf8 = reader->utf8, .terminal = true }, .columns = reader->columns };
	struct buf input = BUF(PASTED_MAX);
	struct fault fault = { 0 };

	confine_decoding();
	if (!o->explain)
		read_input(&input);
	if (!explain_write(o->explain ? span_of(o->explain) : buf_span(&input), &lines, &fault)) {
		format_of(o->format)->refuse(plugin, &o->plan, fault.text, reader, &result.out);
		result.state = STATE_UNKNOWN;
	}
	buf_free(&input);
	return result;
}

/* Why nothing was checked, or nothing came of it. */
static struct result refuse(const struct plugin *plugin, const struct plan *plan, const char *why, const struct text_reader *reader)
{
	struct result result = { BUF(TEXT_OUTPUT_MAX), STATE_UNKNOWN };

	format_of(plan->output_format)->refuse(plugin, plan, why, reader, &result.out);
	return result;
}

/* With a caret below it, which goes to people only. */
static struct result refuse_usage(const struct plugin *plugin, const struct options *o, char **argv, const struct text_reader *reader)
{
	struct result result = { BUF(TEXT_OUTPUT_MAX), STATE_UNKNOWN };

	format_of(o->format)->refuse(plugin, &o->plan, o->fault.text, reader, &result.out);
	if (o->format == OUTPUT_TEXT && reader->terminal && o->at > 0)
		help_caret(argv, o, &result.out);
	return result;
}

/* ---- a check ---- */

/* A hang-up is left alone where the caller ignores it, as nohup does: a blocked signal would come all the same. */
static sigset_t ending_signals(void)
{
	struct sigaction hang_up;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigaction(SIGHUP, NULL, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
		sigaddset(&set, SIGHUP);
	return set;
}

/* Readable once one of them came; -1: they end us as usual. */
static int take_signals(void)
{
	sigset_t set = ending_signals();

	int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd >= 0)
		sigprocmask(SIG_BLOCK, &set, NULL);
	return fd;
}

/* They end us as usual again: what checks nothing may wait for its standard input. */
static void leave_signals(int fd)
{
	sigset_t set = ending_signals();

	sigprocmask(SIG_UNBLOCK, &set, NULL);
	if (fd >= 0)
		close(fd);
}

/* Fallback results for the watchdog, printed if deadline or signal handling itself hangs. They live as long as the watchdog needs them. */
struct last_word {
	struct buf late, stopped;
	struct watchdog_words words;
};

/* The parts of one check. */
struct check {
	const struct plugin *plugin;
	const struct options *options;
	const struct text_reader *reader;
	struct deadline deadline;
	struct watchdog *watchdog;
	struct last_word opening, preparing, running;
	struct recording slot; /* --record-on-problem */
	struct changes changes; /* --since */
	bool compared;
};

/* ---- the last word ---- */

static const char files_hang[] = "reading its files hangs; check for a dead mount (NFS, FUSE)";
static const char check_hangs[] = "the check itself hangs, by a fault of its own or of this host";

static const struct watchdog_words *last_word_make(const struct check *c, struct last_word *word, const char *why, int64_t closing_us)
{
	const struct options *o = c->options;
	const struct format *format = format_of(o->format);
	char text[200];

	*word = (struct last_word){ .late = BUF(TEXT_OUTPUT_MAX), .stopped = BUF(TEXT_OUTPUT_MAX) };
	snprintf(text, sizeof text, "no result within %g s: %s", (double)(c->deadline.at_us - o->began.at_us) / 1e6, why);
	format->refuse(c->plugin, &o->plan, text, c->reader, &word->late);
	snprintf(text, sizeof text, "stopped by a signal: %s", why);
	format->refuse(c->plugin, &o->plan, text, c->reader, &word->stopped);
	word->words = (struct watchdog_words){ buf_span(&word->late), buf_span(&word->stopped), closing_us };
	return &word->words;
}

static void last_word_free(struct last_word *word)
{
	buf_free(&word->late);
	buf_free(&word->stopped);
}

/* The command line alone says how long files may take that are opened from here on, and which format is wanted. */
static void watch(struct check *c)
{
	bool confined = !BUILD_SANITIZED && !options_no_sandbox(c->options);

	c->deadline = c->options->effort.deadline;
	c->watchdog = watchdog_begin(c->deadline, last_word_make(c, &c->opening, files_hang, 0), confined);
}

static void expect(const struct check *c, struct last_word *word, const char *why, int64_t closing_us)
{
	watchdog_expect(c->watchdog, c->deadline, last_word_make(c, word, why, closing_us));
}

/* ---- the run, or its recording ---- */

/* The run ended over a file or an option of the operator: no packet was sent, no export read. */
static bool saw_nothing(const struct facts *facts)
{
	return facts->target_count == 0 && (!facts->pool || facts->pool->fault.kind != FAULT_NONE);
}

/* An older recording holds more than a run that saw nothing. */
static bool keep(const struct options *o, const struct facts *facts, const struct recording *recording, struct fault *f)
{
	struct buf text = BUF(RECORD_SIZE_MAX);

	if (recording->fd < 0 || (recording->older && saw_nothing(facts)))
		return true;
	bool kept = record_write(o->plugin, &o->given, facts, &text)
			    ? recording_keep(recording, buf_span(&text), f)
			    : fault(f, FAULT_MEMORY, 0, "--record: no memory for the recording %.200s", recording->path);
	buf_free(&text);
	return kept;
}

/* From here on the process hears from others, and keeps only the rights that this takes. */
static void run_confined(struct check *c, const struct prepared *prepared, struct facts *facts)
{
	const struct plan *plan = &c->options->plan;
	int64_t began_us = c->options->began.at_us;
	const struct job job = {
		.steps = c->plugin->steps,
		.plan = plan,
		.prepared = prepared,
		.began_us = began_us,
		.deadline = c->deadline,
		.progress = plan->verbose && isatty(STDERR_FILENO) ? tell_progress : NULL,
	};

	expect(c, &c->running, check_hangs, plan->hosts.count ? job.steps->closing_us : 0);
	if (!BUILD_SANITIZED && !plan->no_sandbox)
		sandbox_enter(plan, prepare_root_directories(prepared), &facts->sandbox);
	run_steps(&job, facts);
	facts->took_us = clock_us() - began_us - facts->clean_up_us;
}

/* Inputs are read before the recording is opened: of a file that is both, the input's own sentence comes first. */
static bool facts_get(struct check *c, struct facts *facts, struct fault *f)
{
	const struct plan *plan = &c->options->plan;
	struct effort effort = c->options->effort;
	struct recording recording = { .fd = -1 };

	expect(c, &c->preparing, plan->replay ? check_hangs : files_hang, 0);
	if (plan->replay)
		return record_read_facts(buf_span(&c->options->replay), &(struct record_reader){ c->plugin->name, plan, &effort }, facts, f);
	if (!BUILD_SANITIZED && !plan->no_sandbox)
		sandbox_hide();
	facts->taken_at = time(NULL);
	struct prepared *prepared = prepare(c->plugin->steps, plan, facts, f);
	bool good = prepared && (!plan->record || recording_open(plan->record, &recording, f)) &&
		    (!plan->record_on_problem || recording_open_slot(plan->record_on_problem, &c->slot, f));
	if (good)
		run_confined(c, prepared, facts);
	prepare_free(prepared);
	good = good && keep(c->options, facts, &recording, f);
	recording_close(&recording);
	return good;
}

/*
 * The recording of a run that is not OK. What hinders it is said with -v, because the state is the servers'. NULL: it was kept, or
 * nothing is to be kept.
 */
static const char *keep_problem(const struct check *c, const struct facts *facts, enum state state, struct fault *f)
{
	const char *directory = c->options->plan.record_on_problem;
	struct buf text = BUF(RECORDING_SLOT_MAX);
	bool good;

	if (!directory || c->options->plan.replay || state == STATE_OK)
		return NULL;
	if (c->slot.fd < 0)
		good = fault(f, FAULT_FILE, 0, "--record-on-problem: other runs use all files of %.200s: nothing was recorded", directory);
	else if (c->slot.older && saw_nothing(facts))
		good = true;
	else if (!record_write(c->options->plugin, &c->options->given, facts, &text))
		good = fault(f, FAULT_LIMIT, 0, "--record-on-problem: the recording is larger than %d KiB: it was not written, --record takes it",
			     RECORDING_SLOT_MAX / 1024);
	else
		good = recording_keep(&c->slot, buf_span(&text), f);
	buf_free(&text);
	return good ? NULL : f->text;
}

/* --since: the older recording is read as the newer one, of the same plugin. */
static bool changes_get(struct check *c, const struct facts *now, struct fault *f)
{
	struct effort effort = c->options->effort;
	const struct plan *plan = &c->options->plan;
	struct fault why = { 0 };
	struct facts was;

	if (!plan->since)
		return true;
	facts_init(&was);
	c->compared = record_read_facts(buf_span(&c->options->since), &(struct record_reader){ c->plugin->name, plan, &effort }, &was, &why);
	if (c->compared)
		compare(&(struct comparison){ plan, &was, now }, &c->changes);
	else
		fault(f, why.kind, why.code, "--since: %s", why.text);
	facts_free(&was);
	if (c->compared && c->changes.arena.failed)
		return fault(f, FAULT_MEMORY, 0, "--since: no memory to compare the recordings");
	return c->compared;
}

/* Facts to text and state. */
static struct result conclude(const struct check *c, const struct facts *facts)
{
	const struct plan *plan = &c->options->plan;
	const struct format *format = format_of(plan->output_format);
	struct result result = { .out = BUF(format->ceiling) };
	struct verdict verdict;
	struct fault fault = { 0 };

	judge(c->plugin, plan, facts, &verdict);
	const char *notice = keep_problem(c, facts, verdict.state, &fault);
	const struct report report = { .plugin = c->plugin, .plan = plan, .facts = facts, .verdict = &verdict, .notice = notice,
				       .changes = c->compared ? &c->changes : NULL };
	format->write(&report, c->reader, &result.out);
	result.state = verdict.state;
	verdict_free(&verdict);
	return result;
}

static struct result check(struct check *c)
{
	const struct plan *plan = &c->options->plan;
	struct fault fault = { 0 };
	struct facts facts;

	facts_init(&facts);
	if (!plan->replay)
		c->deadline = (struct deadline){ c->options->began.at_us + plan->timeout_us, c->options->began.cancel_fd };
	bool good = facts_get(c, &facts, &fault) && changes_get(c, &facts, &fault);
	struct result result = good ? conclude(c, &facts) : refuse(c->plugin, plan, fault.text, c->reader);
	recording_close(&c->slot);
	changes_free(&c->changes);
	facts_free(&facts);
	return result;
}

/* ---- the whole ---- */

/* A recording is decoded in a sandbox, wherever it comes from. */
static enum options_result get_options(struct check *c, struct options *o, int argc, char **argv)
{
	enum options_result asked = options_split(o, argc, argv);

	if (asked != OPTIONS_RUN)
		return asked;
	watch(c);
	asked = options_open(o);
	if (asked == OPTIONS_RUN && o->replay.len && !options_no_sandbox(o))
		confine_decoding();
	return asked == OPTIONS_RUN ? options_plan(o) : asked;
}

int plugin_main(const struct plugin *plugin, int argc, char **argv)
{
	struct options options = { .began = { .at_us = clock_us() }, .plugin = plugin->name, .table = plugin->options, .rules = plugin->rules,
				   .subject = plugin->subject };

	prepare_process(argv);
	prepare_heap();
	struct text_reader reader = reader_now();
	options.began.cancel_fd = take_signals();
	struct check c = { .plugin = plugin, .options = &options, .reader = &reader, .slot = { .fd = -1 } };
	enum options_result asked = get_options(&c, &options, argc, argv);
	if (asked != OPTIONS_RUN && asked != OPTIONS_BAD)
		leave_signals(options.began.cancel_fd);
	struct result result = asked == OPTIONS_RUN ? check(&c)
			       : asked == OPTIONS_BAD ? refuse_usage(plugin, &options, argv, &reader)
			       : asked == OPTIONS_EXPLAIN ? explain(plugin, &options, &reader)
							  : print_text(plugin, asked, &reader);
	int code = leave(plugin, &result, c.watchdog);
	last_word_free(&c.opening);
	last_word_free(&c.preparing);
	last_word_free(&c.running);
	options_free(&options);
	if (!BUILD_RUNS_EXIT_HANDLERS)
		_exit(code); /* a late Kerberos ticket keeps a thread in libraries that exit handlers would take apart */
	return code;
}
