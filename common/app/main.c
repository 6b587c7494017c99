// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * plugin - the conductor
 *
 * SIGTERM and SIGINT do not interrupt anything: they are blocked and arrive at a descriptor that everything that waits
 * watches too (deadline.cancel_fd). So the run ends early, in order, and still gives its one result.
 */
#include "app/main.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "app/output.h"
#include "app/recording.h"
#include "app/sandbox.h"
#include "app/secret.h"
#include "app/watchdog.h"
#include "base/build.h"
#include "base/file.h"
#include "cli/help.h"
#include "cli/options.h"
#include "codec/record.h"
#include "judge/judge.h"
#include "model/pool.h"
#include "report/explain.h"
#include "report/format.h"
#include "report/lines.h"
#include "report/text.h"

/* ---- the way out ---- */

/*
 * Descriptors that the caller left closed are nobody else's: a result would go into a socket, and what was opened be read as our
 * input. A peer that is gone, a reader, and a file that may not grow are told by write(2).
 */
static void prepare_process(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", O_RDWR);
}

/*
 * The only place where a result leaves the program: one write(2); more of them only if the system takes a part. Without memory
 * for a result there is still one to give.
 */
static int leave(const struct plugin *plugin, struct buf *out, enum state state)
{
	char line[128];
	int len = snprintf(line, sizeof line, "%s UNKNOWN - out of memory\n", plugin->service);

	(void)output_write(STDOUT_FILENO, out->failed ? (struct span){ line, (size_t)len } : buf_span(out));
	int code = out->failed ? STATE_UNKNOWN : (int)state;
	buf_free(out);
	return code;
}

/* For somebody at a terminal: opening a session can take tens of seconds. Called from any thread: one write(2) per line. */
static void tell_progress(const char *text)
{
	struct buf line = BUF(1024);

	if (clean_add(&line, span_of(text), (struct clean_style){ .terminal = true }) && buf_text(&line, " ...\n"))
		output_write(STDERR_FILENO, buf_span(&line));
	buf_free(&line);
}

/* ---- who reads ---- */

static size_t columns_of(int terminal)
{
	struct winsize size;

	if (ioctl(terminal, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_col > LINES_COLUMNS)
		return LINES_COLUMNS;
	return size.ws_col < LINES_COLUMNS_MIN ? LINES_COLUMNS_MIN : size.ws_col;
}

static struct text_reader reader_now(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	struct text_reader reader = { .terminal = isatty(STDOUT_FILENO), .columns = LINES_COLUMNS };

	reader.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	reader.colour = reader.terminal && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
	if (reader.terminal)
		reader.columns = columns_of(STDOUT_FILENO);
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

static int tell(const struct plugin *plugin, enum options_result asked, const struct text_reader *reader)
{
	struct help help = { plugin->name, plugin->purpose, plugin->options, plugin->examples };
	struct buf out = BUF(TEXT_OUTPUT_MAX);

	if (asked == OPTIONS_VERSION)
		help_version(&help, &out);
	else if (asked == OPTIONS_HELP)
		help_write(&help, &out);
	else
		list_rules(plugin->rules, reader, &out);
	return leave(plugin, &out, STATE_UNKNOWN);
}

static int explain(const struct plugin *plugin, const struct options *o, const struct text_reader *reader)
{
	struct buf out = BUF(TEXT_OUTPUT_MAX);
	struct lines lines = { .to = &out, .style = { .utf8 = reader->utf8, .terminal = true }, .columns = reader->columns };
	struct fault fault = { 0 };

	if (!explain_write(o->explain, &lines, &fault))
		text_refuse(plugin, fault.text, reader, &out);
	return leave(plugin, &out, STATE_UNKNOWN);
}

/* Why nothing was checked, or nothing came of it: to be left with STATE_UNKNOWN. */
static struct buf refuse(const struct plugin *plugin, const struct plan *plan, const char *why, const struct text_reader *reader)
{
	struct buf out = BUF(TEXT_OUTPUT_MAX);

	format_of(plan->output_format)->refuse(plugin, plan, why, reader, &out);
	return out;
}

/* With a caret below it, which goes to people only. */
static int refuse_usage(const struct plugin *plugin, const struct options *o, char **argv, const struct text_reader *reader)
{
	struct buf out = BUF(TEXT_OUTPUT_MAX);

	text_refuse(plugin, o->fault.text, reader, &out);
	if (reader->terminal && o->at > 0)
		help_caret(argv, o, &out);
	return leave(plugin, &out, STATE_UNKNOWN);
}

/* ---- a check ---- */

/* Readable once SIGTERM or SIGINT came; -1: they end us as usual. */
static int take_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd >= 0)
		sigprocmask(SIG_BLOCK, &set, NULL);
	return fd;
}

/* Facts to text and state. */
static struct buf conclude(const struct plugin *plugin, const struct plan *plan, const struct facts *facts,
			   const struct text_reader *reader, enum state *state)
{
	const struct format *format = format_of(plan->output_format);
	struct buf out = BUF(format->ceiling);
	struct verdict verdict;

	judge(plugin, plan, facts, &verdict);
	format->write(&(struct report){ plugin, plan, facts, &verdict }, reader, &out);
	*state = verdict.state;
	verdict_free(&verdict);
	return out;
}

/* ---- the run, or its recording ---- */

/* The identity was read: its bytes are of no more use, and what comes next is from outside. */
static void confine(const struct job *job, const struct text_list *directories, struct sandbox *sandbox)
{
	secret_wipe_identity(job->material);
	if (!BUILD_SANITIZED && !job->plan->no_sandbox)
		sandbox_enter(job->plan, directories, sandbox);
}

/* What one check is made of. */
struct check {
	const struct plugin *plugin;
	const struct options *options;
	int64_t began_us;
};

static void run(const struct check *c, struct material *material, struct facts *facts)
{
	const struct plan *plan = &c->options->plan;
	struct job job = {
		.steps = c->plugin->steps,
		.plan = plan,
		.material = material,
		.confine = confine,
		.began_us = c->began_us,
		.deadline = { .at_us = c->began_us + plan->timeout_us, .cancel_fd = take_signals() },
		.progress = plan->verbose && isatty(STDERR_FILENO) ? tell_progress : NULL,
	};

	facts->taken_at = time(NULL);
	c->plugin->run(&job, facts);
	facts->took_us = clock_us() - c->began_us;
	if (job.deadline.cancel_fd >= 0)
		close(job.deadline.cancel_fd);
}

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

/* Inputs are read before the recording is opened: of a file that is both, the input's own sentence comes first. */
static bool facts_get(const struct check *c, struct facts *facts, struct fault *f)
{
	const struct plan *plan = &c->options->plan;
	struct recording recording = { .fd = -1 };
	struct material material = { 0 };

	if (plan->replay)
		return record_read_facts(buf_span(&c->options->replay), &(struct record_reader){ c->plugin->name, plan }, facts, f);
	if (!BUILD_SANITIZED && !plan->no_sandbox)
		sandbox_hide();
	bool good = secret_check(plan, facts, f) && secret_read(plan, &material, f) &&
		    (!plan->record || recording_open(plan->record, &recording, f));
	if (good)
		run(c, &material, facts);
	secret_wipe(&material);
	good = good && keep(c->options, facts, &recording, f);
	recording_close(&recording);
	return good;
}

/* What is said should all that keeps the deadline fail to. */
static struct buf last_word(const struct plugin *plugin, const struct plan *plan, const struct text_reader *reader)
{
	char why[128];

	snprintf(why, sizeof why, "no result within %g s: the check itself hangs, by a fault of its own or of this host",
		 (double)plan->timeout_us / 1e6);
	return refuse(plugin, plan, why, reader);
}

static int check(const struct plugin *plugin, const struct options *o, const struct text_reader *reader, int64_t began_us)
{
	const struct plan *plan = &o->plan;
	struct buf hung = last_word(plugin, plan, reader);
	enum state state = STATE_UNKNOWN;
	struct watchdog watchdog = { 0 };
	struct fault fault = { 0 };
	struct facts facts;

	facts_init(&facts);
	if (!plan->replay)
		watchdog_arm(&watchdog, buf_span(&hung), began_us + plan->timeout_us + WATCHDOG_AFTER_US);
	bool good = facts_get(&(struct check){ plugin, o, began_us }, &facts, &fault);
	struct buf out = good ? conclude(plugin, plan, &facts, reader, &state)
			      : refuse(plugin, plan, fault.text, reader);
	watchdog_disarm(&watchdog);
	facts_free(&facts);
	buf_free(&hung);
	return leave(plugin, &out, state);
}

int plugin_main(const struct plugin *plugin, int argc, char **argv)
{
	int64_t began_us = clock_us();
	struct options options = { .plugin = plugin->name, .table = plugin->options, .rules = plugin->rules, .subject = plugin->subject };

	prepare_process();
	setlocale(LC_CTYPE, "");
	struct text_reader reader = reader_now();
	enum options_result asked = options_parse(&options, argc, argv);
	int code = asked == OPTIONS_RUN ? check(plugin, &options, &reader, began_us)
		   : asked == OPTIONS_BAD ? refuse_usage(plugin, &options, argv, &reader)
		   : asked == OPTIONS_EXPLAIN ? explain(plugin, &options, &reader)
					  : tell(plugin, asked, &reader);
	options_free(&options);
	if (!BUILD_RUNS_EXIT_HANDLERS)
		_exit(code); /* a late Kerberos ticket keeps a thread in libraries that exit handlers would take apart */
	return code;
}
