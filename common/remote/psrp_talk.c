// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * psrp_talk - one remote PowerShell session: open it, run cmdlets by name, delete it
 */
#include "remote/psrp_talk.h"

#include <inttypes.h>
#include <stdio.h>

#include "codec/pool_facts.h"

enum { ID_MAX = 1024 }; /* bytes of a shell's or a command's name: each request repeats it */

/* ---- asking ---- */

/* Decodes what the last answer's streams brought. */
static bool streams_take(struct psrp_talk *talk, struct fault *f)
{
	struct buf *streams = &talk->wsman->streams;

	if (streams->len)
		talk->heard_at_us = clock_us();
	bool taken = psrp_heard_take(&talk->heard, buf_span(streams), talk->wsman->deadline, f);
	streams->len = 0;
	if (taken && talk->wsman->arena->failed)
		return fault(f, FAULT_LIMIT, 0, "settings of %s exceed the %zu MiB of one check: give an export (--file)", talk->wsman->host, talk->wsman->arena->ceiling >> 20);
	return taken;
}

static void forget_heard(struct psrp_talk *talk, enum pool_section_id lone)
{
	psrp_heard_forget(&talk->heard, lone);
	talk->heard_at_us = clock_us();
}

static bool no_room(const struct psrp_talk *talk, struct fault *f)
{
	return fault(f, FAULT_MEMORY, 0, "out of memory while asking %s", talk->wsman->host);
}

static bool send_envelope(struct psrp_talk *talk, const struct buf *envelope, struct wsman_answer *answer, struct fault *f)
{
	if (!wsman_ask(talk->wsman, buf_span(envelope), answer, f))
		return false;
	if (answer->is_fault) /* only a Receive can be asked again */
		return fault(f, FAULT_TIMEOUT, 0, "%s did not do what it was asked for within %d s", talk->wsman->host, WSMAN_ASK_AGAIN_S);
	return streams_take(talk, f);
}

/* command_id NULL: the pool's own stream. "Nothing to say yet" is an answer too: the caller asks again. */
static bool receive(struct psrp_talk *talk, const char *command_id, struct wsman_answer *answer, struct fault *f)
{
	struct buf envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman_head head = wsman_head_next(talk->wsman);
	int64_t began_us = clock_us();

	bool ok = wsman_receive(&head, command_id, &envelope) ? wsman_ask(talk->wsman, buf_span(&envelope), answer, f) : no_room(talk, f);
	buf_free(&envelope);
	if (ok && !talk->wsman->streams.len)
		wsman_pause(talk->wsman, began_us);
	return ok && streams_take(talk, f);
}

static bool create_send(struct psrp_talk *talk, struct wsman_answer *answer, struct fault *f)
{
	struct buf fragments = BUF(WSMAN_REQUEST_MAX), envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman_head head = wsman_head_next(talk->wsman);

	bool ok = psrp_open_encode(talk->pool_id, &fragments) &&
		  wsman_create(&head, talk->pool_id, buf_span(&fragments), &envelope);
	talk->created = ok;
	talk->wsman->grace_us = talk->grace_us;
	ok = ok ? send_envelope(talk, &envelope, answer, f) : no_room(talk, f);
	talk->wsman->grace_us = 0;
	buf_free(&fragments);
	buf_free(&envelope);
	return ok;
}

/* A Create that ended so made no shell: it was refused, or never got there. */
static bool made_none(enum fault_kind kind)
{
	static const enum fault_kind kinds[] = { FAULT_AUTH, FAULT_HTTP, FAULT_REMOTE, FAULT_REFUSED, FAULT_UNREACHABLE, FAULT_ALERT,
						 FAULT_VERIFY, FAULT_TLS, FAULT_IDENTITY };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i] == kind)
			return true;
	return false;
}

/* The server names shells and commands, with any text it likes. */
static bool is_fit_name(const struct psrp_talk *talk, const char *what, const char *id, struct fault *f)
{
	size_t len = strlen(id);

	if (len == 0)
		return fault(f, FAULT_PROTOCOL, 0, "%s gave the %s no name", talk->wsman->host, what);
	if (len > ID_MAX)
		return fault(f, FAULT_PROTOCOL, 0, "%s gave the %s a name of %zu characters; %d are the most that is taken", talk->wsman->host,
			     what, len, ID_MAX);
	return true;
}

/* A shell with an unfit name is there all the same, and is deleted by it. */
static bool create(struct psrp_talk *talk, struct fault *f)
{
	struct wsman_answer answer = { .shell_id = "" };

	if (!create_send(talk, &answer, f)) {
		talk->created &= talk->wsman->sent && !made_none(f->kind);
		return false;
	}
	if (answer.shell_id[0])
		talk->wsman->shell_id = answer.shell_id;
	return is_fit_name(talk, "shell", answer.shell_id, f);
}

/*
 * Puts in words that a session which had begun was broken, `when` that was. A new connection that is refused by then is the same, and one
 * that ends before TLS: a server that is being killed takes connections for a moment. Returns false.
 */
static bool session_broke(const struct psrp_talk *talk, const char *when, struct fault *f)
{
	const struct fault why = *f;

	switch (why.kind) {
	case FAULT_TLS:
		if (why.code != TLS_NOT_SPOKEN)
			return false;
		[[fallthrough]];
	case FAULT_REFUSED:
	case FAULT_RESET:
		return fault(f, FAULT_RESET, BROKE_MIDWAY, "the session with %.100s broke %s: %s", talk->wsman->host, when,
			     why.kind == FAULT_RESET ? "reset" : "it takes no connection now");
	case FAULT_CLOSED:
		return fault(f, FAULT_CLOSED, BROKE_MIDWAY, "the session with %.100s broke %s: closed", talk->wsman->host, when);
	default:
		return false;
	}
}

bool psrp_talk_open(struct psrp_talk *talk, struct fault *f)
{
	struct wsman_answer answer;

	talk->pool_id = wsman_guid_new();
	talk->next_object = 3; /* 1 and 2 open the pool */
	talk->heard = (struct psrp_heard){ .pool = talk->pool, .arena = talk->wsman->arena };
	forget_heard(talk, POOL_SECTION_COUNT);
	if (!create(talk, f))
		return false;
	while (talk->heard.pool_state != PSRP_POOL_OPENED) {
		if (talk->heard.pool_state == PSRP_POOL_BROKEN || talk->heard.pool_state == PSRP_POOL_CLOSED)
			return fault(f, FAULT_REMOTE, 0, "%s opened no runspace: %.250s", talk->wsman->host,
				     talk->heard.failure[0] ? talk->heard.failure : "no reason given");
		if (!receive(talk, NULL, &answer, f))
			return session_broke(talk, "while it opened", f);
	}
	return true;
}

/* ---- running cmdlets ---- */

struct cmdlets {
	enum pool_section_id sections[POOL_SECTION_COUNT];
	const char *names[POOL_SECTION_COUNT];
	size_t count;
};

/* The sections that are still to be asked; the session with an old Edge of the pool reads its own in parallel. */
static struct cmdlets cmdlets_left(const struct pool *pool)
{
	struct cmdlets left = { .count = 0 };

	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (!pool_section_is_edge((enum pool_section_id)id) && pool->sections[id].how == POOL_UNSEEN) {
			left.sections[left.count] = (enum pool_section_id)id;
			left.names[left.count++] = pool_section_source((enum pool_section_id)id);
		}
	return left;
}

static bool command_send(struct psrp_talk *talk, const struct cmdlets *cmdlets, struct wsman_answer *answer, struct fault *f)
{
	struct buf fragment = BUF(WSMAN_REQUEST_MAX), envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman_head head = wsman_head_next(talk->wsman);
	const struct psrp_pipeline pipeline = {
		.pool = talk->pool_id,
		.id = wsman_guid_new(),
		.object_id = talk->next_object++,
		.cmdlets = cmdlets->names,
		.count = cmdlets->count,
	};

	bool ok = psrp_pipeline_encode(&pipeline, &fragment) && wsman_command(&head, pipeline.id, buf_span(&fragment), &envelope);
	ok = ok ? send_envelope(talk, &envelope, answer, f) : no_room(talk, f);
	buf_free(&fragment);
	buf_free(&envelope);
	return ok;
}

static bool is_over(const struct psrp_heard *heard)
{
	return heard->pipeline_state == PSRP_PIPELINE_COMPLETED || heard->pipeline_state == PSRP_PIPELINE_FAILED ||
	       heard->pipeline_state == PSRP_PIPELINE_STOPPED;
}

static bool command(struct psrp_talk *talk, const struct cmdlets *cmdlets, struct fault *f)
{
	struct wsman_answer answer = { .command_id = "" };

	if (!command_send(talk, cmdlets, &answer, f))
		return false;
	if (!is_fit_name(talk, "command", answer.command_id, f))
		return false;
	talk->command_id = answer.command_id;
	talk->awaiting_output = true;
	while (!is_over(&talk->heard)) {
		if (!receive(talk, talk->command_id, &answer, f))
			return false;
		if (answer.command_done && !is_over(&talk->heard))
			return fault(f, FAULT_PROTOCOL, 0, "%s ended a command without telling how", talk->wsman->host);
	}
	talk->awaiting_output = false;
	return true;
}

/* The cmdlet at which the talk broke: the one after the last that gave output, or the last of all. */
static const char *awaited_cmdlet(const struct psrp_talk *talk, const struct cmdlets *cmdlets)
{
	size_t at = 0;

	for (size_t i = 0; i < cmdlets->count; i++)
		if (talk->pool->sections[cmdlets->sections[i]].how != POOL_UNSEEN)
			at = i + 1;
	return cmdlets->names[at < cmdlets->count ? at : cmdlets->count - 1];
}

static bool cmdlet_late(const struct psrp_talk *talk, const char *cmdlet, struct fault *f)
{
	size_t wanted = 0, read = 0;

	for (int id = 0; id < POOL_SECTION_COUNT; id++) {
		enum pool_how how = talk->pool->sections[id].how;
		bool queried = !pool_section_is_edge((enum pool_section_id)id) && how != POOL_NOT_ASKED && how != POOL_MISSING;
		wanted += queried;
		read += queried && how != POOL_UNSEEN;
	}
	return fault(f, FAULT_TIMEOUT, TIMEOUT_CMDLET, "%s on %.100s gave no answer for %lld s; %zu of %zu did", cmdlet,
		     talk->wsman->host, (long long)(clock_us() - talk->heard_at_us) / 1000000, read, wanted);
}

/* The cmdlet keeps the server's error. */
static bool session_end(struct psrp_talk *talk, const char *cmdlet, struct fault *f)
{
	enum pool_section_id awaited = pool_facts_section_named(span_of(cmdlet));
	const char *host = talk->wsman->host;
	int64_t server = f->code;

	talk->session_ended = true;
	if (awaited < POOL_SECTION_COUNT)
		pool_section_spoil(&talk->pool->sections[awaited], POOL_UNSEEN, f);
	if (f->code > 0)
		return fault(f, FAULT_REMOTE, REMOTE_SESSION_ENDED, "the session with %.100s ended at %s (fault %" PRId64 ")", host, cmdlet, server);
	return fault(f, FAULT_REMOTE, REMOTE_SESSION_ENDED, "the session with %.100s ended at %s", host, cmdlet);
}

/* Makes the runspace free for the next command. False: there is no such shell any more. */
static bool pipeline_stop(struct psrp_talk *talk, struct fault *f)
{
	struct buf envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman_head head = wsman_head_next(talk->wsman);
	struct wsman_answer answer;

	talk->awaiting_output = false;
	bool ok = wsman_signal(&head, talk->command_id, &envelope) ? wsman_ask(talk->wsman, buf_span(&envelope), &answer, f) : no_room(talk, f);
	talk->wsman->streams.len = 0;
	buf_free(&envelope);
	return ok;
}

static bool is_shell_gone(const struct fault *f)
{
	int64_t meaning = facts_remote_meaning(f->code);

	return f->kind == FAULT_REMOTE && (meaning == REMOTE_NO_SHELL || meaning == REMOTE_UNREACHABLE);
}

/*
 * A cmdlet, or several, came to no end. True: *f is about them alone, and the session takes another command. False: it is about the
 * session, and names the cmdlet.
 */
static bool broke_off(struct psrp_talk *talk, const struct cmdlets *cmdlets, struct fault *f)
{
	const char *cmdlet = awaited_cmdlet(talk, cmdlets);
	struct fault why = *f, stopping;
	char when[100];

	switch (why.kind) {
	case FAULT_REMOTE:
		if (is_shell_gone(f) || (talk->awaiting_output && !pipeline_stop(talk, &stopping) && stopping.kind == FAULT_REMOTE))
			return session_end(talk, cmdlet, f);
		return true;
	case FAULT_TIMEOUT:
		return why.code == 0 ? cmdlet_late(talk, cmdlet, f) : false;
	default:
		snprintf(when, sizeof when, "at %s", cmdlet);
		return session_broke(talk, when, f);
	}
}

/* The cmdlets run in the order of the list: of one that is before the last that spoke, silence was all. */
static void settle_silent(struct psrp_talk *talk, const struct cmdlets *cmdlets, bool completed)
{
	struct pool_section *sections = talk->pool->sections;
	size_t done = completed ? cmdlets->count : 0;

	if (talk->heard.error || talk->heard.unclaimed[0] || talk->heard.untold)
		return;
	for (size_t i = 0; !completed && i < cmdlets->count; i++)
		if (cmdlets->sections[i] == talk->heard.last)
			done = i;
	for (size_t i = 0; i < done; i++)
		if (sections[cmdlets->sections[i]].how == POOL_UNSEEN)
			sections[cmdlets->sections[i]].how = POOL_READ;
}

/* Why it gave nothing: an error that names no cmdlet can only be about this one. */
static const char *why_refused(const struct psrp_heard *heard)
{
	if (heard->unclaimed[0])
		return heard->unclaimed;
	return heard->failure[0] ? heard->failure : "it did not complete";
}

/*
 * Runs one pipeline to its end. After "Completed" a cmdlet of which nothing was heard ran and gave nothing, unless an error or an
 * object came that may be its own. An error of the first statement also keeps PowerShell from running more than one after it, and
 * the pipeline is "Completed" all the same. After any other end the one that spoke last may not have been done: it is asked again,
 * alone; where the session is over, what it gave is kept, and may not be all. All are asked again, alone, after an error that may be
 * any one's. False: the session is of no more use.
 */
static bool run(struct psrp_talk *talk, const struct cmdlets *cmdlets, struct fault *f)
{
	struct pool_section *sections = talk->pool->sections;

	forget_heard(talk, cmdlets->count == 1 ? cmdlets->sections[0] : POOL_SECTION_COUNT);
	*f = (struct fault){ 0 };
	talk->awaiting_output = false;
	bool over = command(talk, cmdlets, f), goes_on = over || broke_off(talk, cmdlets, f), alone = cmdlets->count == 1;
	bool completed = over && talk->heard.pipeline_state == PSRP_PIPELINE_COMPLETED;
	enum pool_section_id last = talk->heard.last;
	if (!completed && last < POOL_SECTION_COUNT && sections[last].how == POOL_READ) {
		if (goes_on && !alone)
			sections[last] = (struct pool_section){ .how = POOL_UNSEEN };
		else if (over)
			pool_facts_error(&sections[last], why_refused(&talk->heard), NULL);
		else
			pool_section_spoil(&sections[last], POOL_UNSEEN, f);
	}
	if (completed || !goes_on)
		settle_silent(talk, cmdlets, completed);
	for (size_t i = 0; talk->heard.error_unclaimed && goes_on && !alone && i < cmdlets->count; i++)
		if (sections[cmdlets->sections[i]].how == POOL_READ)
			sections[cmdlets->sections[i]] = (struct pool_section){ .how = POOL_UNSEEN };
	return goes_on;
}

static bool read_one(struct psrp_talk *talk, enum pool_section_id id, struct fault *f)
{
	struct pool_section *section = &talk->pool->sections[id];
	struct cmdlets one = { .sections = { id }, .names = { pool_section_source(id) }, .count = 1 };

	if (talk->progress)
		talk->progress(pool_section_source(id));
	if (!run(talk, &one, f))
		return false;
	if (f->kind != FAULT_NONE)
		pool_section_spoil(section, POOL_REFUSED, f);
	else if (section->how == POOL_UNSEEN || talk->heard.error_unclaimed)
		pool_facts_error(section, why_refused(&talk->heard), talk->heard.unclaimed_id);
	return true;
}

bool psrp_talk_read(struct psrp_talk *talk, struct fault *f)
{
	struct cmdlets all = cmdlets_left(talk->pool);

	if (talk->heard.statements_at_once && all.count > 1 && !run(talk, &all, f))
		return false;
	struct cmdlets left = cmdlets_left(talk->pool);
	for (size_t i = 0; i < left.count; i++)
		if (!read_one(talk, left.sections[i], f))
			return false;
	*f = (struct fault){ 0 };
	return true;
}

/* A shell whose creation was not answered in time bears the name that we gave it, on servers that take names from clients. */
void psrp_talk_close(struct psrp_talk *talk, struct deadline deadline)
{
	struct buf envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman *wsman = talk->wsman;
	char id[GUID_TEXT_MAX];
	struct wsman_answer answer;
	struct fault f = { 0 };

	wsman->deadline = deadline;
	wsman->streams.len = 0;
	if (talk->created && !wsman->shell_id) {
		guid_text(talk->pool_id, id);
		wsman->shell_id = id;
	}
	if (wsman->shell_id && !talk->session_ended) {
		struct wsman_head head = wsman_head_next(wsman);
		bool ok = wsman_delete(&head, &envelope) ? wsman_ask(wsman, buf_span(&envelope), &answer, &f) : no_room(talk, &f);
		if (!ok && !is_shell_gone(&f))
			talk->pool->unclosed = f;
	}
	wsman->shell_id = NULL;
	buf_free(&envelope);
	buf_free(&wsman->streams);
	psrp_heard_free(&talk->heard);
}
