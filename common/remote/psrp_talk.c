// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * psrp_talk - one remote PowerShell session: open it, run cmdlets by name, delete it
 */
#include "remote/psrp_talk.h"

#include <stdio.h>

#include "codec/clixml.h"
#include "codec/pool_facts.h"

enum { MESSAGE_TREE_MAX = 6 * 1024 * 1024 }; /* bytes of one message, decoded */

/* ---- what the server says ---- */

static int64_t number_of(const struct tree *object, const char *member)
{
	const char *text = tree_text(tree_member(object, member));
	uint64_t value;

	return text && span_number(span_of(text), 1000, &value) ? (int64_t)value : -1;
}

/* ErrorDetails' message, else the exception's, else what the record calls itself. */
static const char *error_text(const struct tree *record)
{
	const char *text = tree_words(tree_member(record, "ErrorDetails_Message"));

	if (!text)
		text = tree_words(tree_member(tree_member(record, "Exception"), "Message"));
	if (!text)
		text = tree_words(record);
	return text ? text : "no reason given";
}

static bool contains(const char *text, const char *part)
{
	return text && strcasestr(text, part);
}

/* An error names its cmdlet in one of several places; the last is the message. */
static enum pool_section_id section_of_error(const struct tree *record)
{
	static const char *const places[] = { "ErrorCategory_Activity", "InvocationInfo_InvocationName",
					      "ErrorCategory_TargetName", "TargetObject" };

	for (size_t i = 0; i <= sizeof places / sizeof *places; i++) {
		const char *text = i < sizeof places / sizeof *places ? tree_text(tree_member(record, places[i]))
								      : error_text(record);
		for (int id = 0; id < POOL_SECTION_COUNT; id++)
			if (contains(text, pool_section_source((enum pool_section_id)id)))
				return (enum pool_section_id)id;
	}
	return POOL_SECTION_COUNT;
}

static void error_take(struct psrp_talk *talk, const struct tree *record)
{
	enum pool_section_id id = section_of_error(record);
	const char *error_id = tree_text(tree_member(record, "FullyQualifiedErrorId"));

	talk->heard.error = true;
	if (id == POOL_SECTION_COUNT) {
		span_copy(talk->heard.unclaimed, sizeof talk->heard.unclaimed, span_of(error_text(record)));
		return;
	}
	talk->pool->sections[id].how = contains(error_id, "CommandNotFoundException") ? POOL_NO_SUCH : POOL_REFUSED;
	fault(&talk->pool->sections[id].fault, FAULT_REMOTE, 0, "%.300s", error_text(record));
}

/* What cannot be told by its type or members is the lone cmdlet's; of several it may be anybody's. */
static void output_take(struct psrp_talk *talk, const struct tree *object)
{
	enum pool_section_id id = pool_facts_section_of(object);

	if (object->kind != TREE_OBJECT) {
		const char *text = tree_text(object);
		if (text) /* $null is nothing */
			snprintf(talk->heard.unclaimed, sizeof talk->heard.unclaimed, "no objects came, but text: \"%.100s\"", text);
		return;
	}
	if (id == POOL_SECTION_COUNT)
		id = talk->lone;
	talk->heard.untold |= id == POOL_SECTION_COUNT;
	if (id == POOL_SECTION_COUNT)
		return;
	talk->heard.last = id;
	(void)pool_facts_add_object(object, id, talk->wsman->arena, talk->pool); /* no memory: the arena tells */
}

/* "2.3": statements at once came with 2.2. */
static void capability_take(struct psrp_talk *talk, const struct tree *capability)
{
	const char *version = tree_text(tree_member(capability, "protocolversion"));

	talk->statements_at_once = version && strcmp(version, "2.1") != 0 && strcmp(version, "2.0") != 0;
}

static void private_data_take(struct psrp_talk *talk, const struct tree *data)
{
	const struct tree *table = tree_member(tree_member(data, "ApplicationPrivateData"), "PSVersionTable");
	const char *build = tree_text(tree_member(table, "BuildVersion"));

	if (build)
		talk->pool->version = arena_text(talk->wsman->arena, span_of(build));
}

static const struct tree *state_take(struct psrp_talk *talk, const struct tree *state, const char *member, int64_t *to)
{
	const struct tree *record = tree_member(state, "ExceptionAsErrorRecord");

	*to = number_of(state, member);
	if (record)
		span_copy(talk->heard.failure, sizeof talk->heard.failure, span_of(error_text(record)));
	return record;
}

static void object_take(struct psrp_talk *talk, uint32_t type, const struct tree *object)
{
	const struct tree *record;

	switch (type) {
	case PSRP_SESSION_CAPABILITY:
		capability_take(talk, object);
		break;
	case PSRP_APPLICATION_PRIVATE_DATA:
		private_data_take(talk, object);
		break;
	case PSRP_RUNSPACEPOOL_STATE:
		state_take(talk, object, "RunspaceState", &talk->heard.pool_state);
		break;
	case PSRP_PIPELINE_OUTPUT:
		output_take(talk, object);
		break;
	case PSRP_ERROR_RECORD:
		error_take(talk, object);
		break;
	case PSRP_PIPELINE_STATE:
		record = state_take(talk, object, "PipelineState", &talk->heard.pipeline_state);
		if (record)
			error_take(talk, record);
		break;
	default:
		break;
	}
}

/* A message holds one object; its tree is gone once the facts were taken from it. */
static bool message_take(struct psrp_talk *talk, const struct psrp_message *message, struct fault *f)
{
	struct source_memory source = source_memory(message->clixml);
	struct arena arena = ARENA(MESSAGE_TREE_MAX);
	struct tree *list;

	if (message->clixml.len == 0)
		return true;
	bool read = clixml_decode(&source.source, &arena, &list, f);
	if (read && list->first)
		object_take(talk, message->type, list->first);
	arena_free(&arena);
	return read;
}

/* Only messages that are read are decoded: noise may be long. */
static bool is_wanted(uint32_t type)
{
	return type == PSRP_SESSION_CAPABILITY || type == PSRP_APPLICATION_PRIVATE_DATA || type == PSRP_RUNSPACEPOOL_STATE ||
	       type == PSRP_PIPELINE_OUTPUT || type == PSRP_ERROR_RECORD || type == PSRP_PIPELINE_STATE;
}

/* Nothing is gained by hearing more than can be kept. */
static bool has_room(const struct psrp_talk *talk, struct fault *f)
{
	const struct arena *arena = talk->wsman->arena;

	return !arena->failed || fault(f, FAULT_LIMIT, 0, "the settings of %s need more than %zu MiB", talk->wsman->host, arena->ceiling >> 20);
}

static bool streams_take(struct psrp_talk *talk, struct fault *f)
{
	struct span bytes = buf_span(&talk->wsman->streams);

	while (bytes.len > 0) {
		struct psrp_message message;
		if (!psrp_reader_next(&talk->reader, &bytes, &message, f))
			return false;
		if (is_wanted(message.type) && !message_take(talk, &message, f))
			return false;
	}
	talk->wsman->streams.len = 0;
	return has_room(talk, f);
}

/* ---- asking ---- */

static void forget_heard(struct psrp_talk *talk)
{
	talk->heard = (struct psrp_heard){ .pool_state = -1, .pipeline_state = -1, .last = POOL_SECTION_COUNT };
}

static bool no_room(const struct psrp_talk *talk, struct fault *f)
{
	return fault(f, FAULT_MEMORY, 0, "out of memory while asking %s", talk->wsman->host);
}

static bool send_envelope(struct psrp_talk *talk, const struct buf *envelope, struct wsman_answer *answer, struct fault *f)
{
	return wsman_ask(talk->wsman, buf_span(envelope), answer, f) && streams_take(talk, f);
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

static bool create(struct psrp_talk *talk, struct fault *f)
{
	struct wsman_answer answer = { .shell_id = "" };

	if (!create_send(talk, &answer, f)) {
		talk->created &= talk->wsman->sent && !made_none(f->kind);
		return false;
	}
	if (!answer.shell_id[0])
		return fault(f, FAULT_PROTOCOL, 0, "%s created a shell without naming it", talk->wsman->host);
	talk->wsman->shell_id = answer.shell_id;
	return true;
}

bool psrp_talk_open(struct psrp_talk *talk, struct fault *f)
{
	struct wsman_answer answer;

	talk->pool_id = wsman_guid_new();
	talk->next_object = 3; /* 1 and 2 open the pool */
	talk->lone = POOL_SECTION_COUNT;
	forget_heard(talk);
	if (!create(talk, f))
		return false;
	while (talk->heard.pool_state != PSRP_POOL_OPENED) {
		if (talk->heard.pool_state == PSRP_POOL_BROKEN || talk->heard.pool_state == PSRP_POOL_CLOSED)
			return fault(f, FAULT_REMOTE, 0, "%s could not open a PowerShell runspace: %.250s", talk->wsman->host,
				     talk->heard.failure[0] ? talk->heard.failure : "no reason given");
		if (!receive(talk, NULL, &answer, f))
			return false;
	}
	return true;
}

/* ---- running cmdlets ---- */

struct cmdlets {
	enum pool_section_id sections[POOL_SECTION_COUNT];
	const char *names[POOL_SECTION_COUNT];
	size_t count;
};

/* The sections that are still to be asked; an old Edge beside the pool is asked for its own meanwhile. */
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
	if (!answer.command_id[0])
		return fault(f, FAULT_PROTOCOL, 0, "%s started a command without naming it", talk->wsman->host);
	const char *command_id = answer.command_id;
	while (!is_over(&talk->heard)) {
		if (!receive(talk, command_id, &answer, f))
			return false;
		if (answer.command_done && !is_over(&talk->heard))
			return fault(f, FAULT_PROTOCOL, 0, "%s ended a command without telling how", talk->wsman->host);
	}
	return true;
}

/*
 * Runs one pipeline to its end. After "Completed" a cmdlet of which nothing was heard ran and gave nothing, unless an error or an
 * object came that may be its own. An error of the first statement also keeps PowerShell from running more than one after it, and
 * the pipeline is "Completed" all the same. After any other end the one that spoke last may not have been done.
 */
static bool run(struct psrp_talk *talk, const struct cmdlets *cmdlets, struct fault *f)
{
	struct pool_section *sections = talk->pool->sections;

	forget_heard(talk);
	talk->lone = cmdlets->count == 1 ? cmdlets->sections[0] : POOL_SECTION_COUNT;
	bool over = command(talk, cmdlets, f);
	bool completed = over && talk->heard.pipeline_state == PSRP_PIPELINE_COMPLETED;
	if (!completed && talk->heard.last < POOL_SECTION_COUNT && sections[talk->heard.last].how == POOL_READ)
		sections[talk->heard.last] = (struct pool_section){ .how = POOL_UNSEEN };
	bool silence_is_empty = completed && !talk->heard.error && !talk->heard.unclaimed[0] && !talk->heard.untold;

	for (size_t i = 0; silence_is_empty && i < cmdlets->count; i++)
		if (sections[cmdlets->sections[i]].how == POOL_UNSEEN)
			sections[cmdlets->sections[i]].how = POOL_READ;
	return over;
}

/* A fault of the service about one command leaves the session as it was; anything else ends it. */
static bool only_refused(const struct fault *f)
{
	return f->kind == FAULT_REMOTE;
}

/* Why it gave nothing: an error that names no cmdlet can only be about this one. */
static const char *why_refused(const struct psrp_heard *heard)
{
	if (heard->unclaimed[0])
		return heard->unclaimed;
	return heard->failure[0] ? heard->failure : "it did not complete";
}

static bool read_one(struct psrp_talk *talk, enum pool_section_id id, struct fault *f)
{
	struct pool_section *section = &talk->pool->sections[id];
	struct cmdlets one = { .sections = { id }, .names = { pool_section_source(id) }, .count = 1 };

	if (talk->progress)
		talk->progress(pool_section_source(id));
	if (!run(talk, &one, f)) {
		if (!only_refused(f))
			return false;
		section->how = POOL_REFUSED;
		section->fault = *f;
		*f = (struct fault){ 0 };
	} else if (section->how == POOL_UNSEEN) {
		section->how = POOL_REFUSED;
		fault(&section->fault, FAULT_REMOTE, 0, "%.300s", why_refused(&talk->heard));
	}
	return true;
}

bool psrp_talk_read(struct psrp_talk *talk, struct fault *f)
{
	struct cmdlets all = cmdlets_left(talk->pool);

	if (talk->statements_at_once && all.count > 1 && !run(talk, &all, f) && !only_refused(f))
		return false;
	*f = (struct fault){ 0 };
	struct cmdlets left = cmdlets_left(talk->pool);
	for (size_t i = 0; i < left.count; i++)
		if (!read_one(talk, left.sections[i], f))
			return false;
	return true;
}

/* A shell whose creation was not answered in time bears the name that we gave it, on servers that take names from clients. */
void psrp_talk_close(struct psrp_talk *talk, struct deadline deadline)
{
	struct buf envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman *wsman = talk->wsman;
	char id[GUID_TEXT_MAX];
	struct wsman_answer answer;
	struct fault ignored = { 0 };

	wsman->deadline = deadline;
	wsman->streams.len = 0;
	if (talk->created && !wsman->shell_id) {
		guid_text(talk->pool_id, id);
		wsman->shell_id = id;
	}
	if (wsman->shell_id) {
		struct wsman_head head = wsman_head_next(wsman);
		if (wsman_delete(&head, &envelope))
			(void)wsman_ask(wsman, buf_span(&envelope), &answer, &ignored);
	}
	wsman->shell_id = NULL;
	buf_free(&envelope);
	buf_free(&wsman->streams);
	psrp_reader_free(&talk->reader);
}
