// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * psrp_talk - one remote PowerShell session: open it, run cmdlets by name, delete it
 */
#include "probe/psrp_talk.h"

#include "codec/clixml.h"
#include "codec/pool_facts.h"

#include <sys/random.h>

static struct guid guid_new(const struct psrp_talk *talk)
{
	unsigned char random[16] = { 0 };

	if (getrandom(random, sizeof random, GRND_NONBLOCK) != (ssize_t)sizeof random)
		memcpy(random, &talk->wsman->requests, sizeof talk->wsman->requests);
	return guid_of(random);
}

/* ---- what the server says ---- */

struct heard {
	int64_t pool_state, pipeline_state; /* -1: not told */
	const char *failure;		    /* of the pipeline or the pool, or "" */
};

static int64_t number_of(const struct tree *object, const char *member)
{
	const char *text = tree_text(tree_member(object, member));
	uint64_t value;

	return text && span_number(span_of(text), 1000, &value) ? (int64_t)value : -1;
}

/* ErrorDetails' message, else the exception's, else what the record calls itself. */
static const char *error_text(const struct tree *record)
{
	const char *text = tree_text(tree_member(record, "ErrorDetails_Message"));

	if (!text)
		text = tree_text(tree_member(tree_member(record, "Exception"), "Message"));
	if (!text)
		text = tree_text(record);
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

	if (id == POOL_SECTION_COUNT)
		return;
	talk->pool->sections[id].how = contains(error_id, "CommandNotFoundException") ? POOL_NO_SUCH : POOL_REFUSED;
	fault(&talk->pool->sections[id].fault, FAULT_REMOTE, 0, "%.300s", error_text(record));
}

static void output_take(struct psrp_talk *talk, const struct tree *object)
{
	enum pool_section_id id = pool_facts_section_of(object);

	if (id < POOL_SECTION_COUNT)
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
		talk->pool->version = build;
}

static void state_take(const struct tree *state, const char *member, int64_t *to, struct heard *heard)
{
	const struct tree *record = tree_member(state, "ExceptionAsErrorRecord");

	*to = number_of(state, member);
	if (record)
		heard->failure = error_text(record);
}

static bool message_take(struct psrp_talk *talk, const struct psrp_message *message, struct heard *heard, struct fault *f)
{
	struct tree *list;

	if (message->clixml.len == 0)
		return true;
	if (!clixml_decode(message->clixml, talk->wsman->arena, &list, f))
		return false;
	const struct tree *object = list->first;
	if (!object)
		return true;
	switch (message->type) {
	case PSRP_SESSION_CAPABILITY:
		capability_take(talk, object);
		return true;
	case PSRP_APPLICATION_PRIVATE_DATA:
		private_data_take(talk, object);
		return true;
	case PSRP_RUNSPACEPOOL_STATE:
		state_take(object, "RunspaceState", &heard->pool_state, heard);
		return true;
	case PSRP_PIPELINE_OUTPUT:
		output_take(talk, object);
		return true;
	case PSRP_ERROR_RECORD:
		error_take(talk, object);
		return true;
	case PSRP_PIPELINE_STATE:
		state_take(object, "PipelineState", &heard->pipeline_state, heard);
		if (tree_member(object, "ExceptionAsErrorRecord"))
			error_take(talk, tree_member(object, "ExceptionAsErrorRecord"));
		return true;
	default:
		return true; /* progress, warnings, verbose, host calls: noise */
	}
}

/* Only messages that are read are decoded: noise may be long. */
static bool is_wanted(uint32_t type)
{
	return type == PSRP_SESSION_CAPABILITY || type == PSRP_APPLICATION_PRIVATE_DATA || type == PSRP_RUNSPACEPOOL_STATE ||
	       type == PSRP_PIPELINE_OUTPUT || type == PSRP_ERROR_RECORD || type == PSRP_PIPELINE_STATE;
}

static bool streams_take(struct psrp_talk *talk, struct heard *heard, struct fault *f)
{
	struct span bytes = buf_span(&talk->streams);

	while (bytes.len > 0) {
		struct psrp_message message;
		if (!psrp_reader_next(&talk->reader, &bytes, &message, f))
			return false;
		if (is_wanted(message.type) && !message_take(talk, &message, heard, f))
			return false;
	}
	talk->streams.len = 0;
	return true;
}

/* ---- asking ---- */

static bool send(struct psrp_talk *talk, const struct buf *envelope, struct deadline deadline, struct wsman_answer *answer,
		 struct heard *heard, struct fault *f)
{
	if (envelope->failed)
		return fault(f, FAULT_MEMORY, 0, "out of memory while asking %s", talk->wsman->host);
	return wsman_ask(talk->wsman, buf_span(envelope), deadline, &talk->streams, answer, f) && streams_take(talk, heard, f);
}

/* command_id NULL: the pool's own stream. "Nothing to say yet" is an answer too: the caller asks again. */
static bool receive(struct psrp_talk *talk, const char *command_id, struct deadline deadline, struct wsman_answer *answer,
		    struct heard *heard, struct fault *f)
{
	struct buf envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman_head head = wsman_head_next(talk->wsman, deadline);

	bool ok = wsman_receive(&head, command_id, &envelope) && send(talk, &envelope, deadline, answer, heard, f);
	buf_free(&envelope);
	return ok;
}

static bool create(struct psrp_talk *talk, struct deadline deadline, struct heard *heard, struct fault *f)
{
	struct buf fragments = BUF(WSMAN_REQUEST_MAX), envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman_head head = wsman_head_next(talk->wsman, deadline);
	struct wsman_answer answer;

	bool ok = psrp_open_encode(talk->pool_id, &fragments) &&
		  wsman_create(&head, talk->pool_id, buf_span(&fragments), &envelope) &&
		  send(talk, &envelope, deadline, &answer, heard, f);
	buf_free(&fragments);
	buf_free(&envelope);
	if (!ok)
		return false;
	if (!answer.shell_id[0])
		return fault(f, FAULT_PROTOCOL, 0, "%s created a shell without naming it", talk->wsman->host);
	talk->wsman->shell_id = answer.shell_id;
	return true;
}

bool psrp_talk_open(struct psrp_talk *talk, struct deadline deadline, struct fault *f)
{
	struct heard heard = { -1, -1, "" };
	struct wsman_answer answer;

	talk->pool_id = guid_new(talk);
	talk->next_object = 3; /* 1 and 2 open the pool */
	talk->streams = BUF(WSMAN_STREAM_MAX);
	if (!create(talk, deadline, &heard, f))
		return false;
	while (heard.pool_state != PSRP_POOL_OPENED) {
		if (heard.pool_state == PSRP_POOL_BROKEN || heard.pool_state == PSRP_POOL_CLOSED)
			return fault(f, FAULT_REMOTE, heard.pool_state, "%s could not open a PowerShell runspace: %.250s",
				     talk->wsman->host, heard.failure[0] ? heard.failure : "no reason given");
		if (!receive(talk, NULL, deadline, &answer, &heard, f))
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

/* The sections that are still to be asked. */
static struct cmdlets cmdlets_left(const struct pool *pool)
{
	struct cmdlets left = { .count = 0 };

	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (pool->sections[id].how == POOL_UNSEEN) {
			left.sections[left.count] = (enum pool_section_id)id;
			left.names[left.count++] = pool_section_source((enum pool_section_id)id);
		}
	return left;
}

static bool command(struct psrp_talk *talk, const struct cmdlets *cmdlets, struct deadline deadline, const char **command_id,
		    struct heard *heard, struct fault *f)
{
	struct buf fragment = BUF(WSMAN_REQUEST_MAX), envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman_head head = wsman_head_next(talk->wsman, deadline);
	struct guid pipeline = guid_new(talk);
	struct wsman_answer answer;

	bool ok = psrp_pipeline_encode(talk->pool_id, pipeline, talk->next_object++, cmdlets->names, cmdlets->count,
				       &fragment) &&
		  wsman_command(&head, pipeline, buf_span(&fragment), &envelope) &&
		  send(talk, &envelope, deadline, &answer, heard, f);
	buf_free(&fragment);
	buf_free(&envelope);
	if (ok && !answer.command_id[0])
		return fault(f, FAULT_PROTOCOL, 0, "%s started a command without naming it", talk->wsman->host);
	*command_id = ok ? answer.command_id : NULL;
	return ok;
}

static bool is_over(const struct heard *heard)
{
	return heard->pipeline_state == PSRP_PIPELINE_COMPLETED || heard->pipeline_state == PSRP_PIPELINE_FAILED ||
	       heard->pipeline_state == PSRP_PIPELINE_STOPPED;
}

/* Runs one pipeline to its end. After "Completed" a cmdlet of which nothing was heard ran and gave nothing. */
static bool run(struct psrp_talk *talk, const struct cmdlets *cmdlets, struct deadline deadline, struct heard *heard,
		struct fault *f)
{
	const char *command_id;

	*heard = (struct heard){ -1, -1, "" };
	if (!command(talk, cmdlets, deadline, &command_id, heard, f))
		return false;
	while (!is_over(heard)) {
		struct wsman_answer answer;
		if (!receive(talk, command_id, deadline, &answer, heard, f))
			return false;
		if (answer.command_done && !is_over(heard))
			return fault(f, FAULT_PROTOCOL, 0, "%s ended a command without telling how", talk->wsman->host);
	}
	for (size_t i = 0; i < cmdlets->count && heard->pipeline_state == PSRP_PIPELINE_COMPLETED; i++) {
		struct pool_section *section = &talk->pool->sections[cmdlets->sections[i]];
		if (section->how == POOL_UNSEEN)
			section->how = POOL_READ;
	}
	return true;
}

/* A fault of the service about one command leaves the session as it was; anything else ends it. */
static bool only_refused(const struct fault *f)
{
	return f->kind == FAULT_REMOTE;
}

static bool read_one(struct psrp_talk *talk, enum pool_section_id id, struct deadline deadline, struct fault *f)
{
	struct pool_section *section = &talk->pool->sections[id];
	struct cmdlets one = { .sections = { id }, .names = { pool_section_source(id) }, .count = 1 };
	struct heard heard;

	if (!run(talk, &one, deadline, &heard, f)) {
		if (!only_refused(f))
			return false;
		section->how = POOL_REFUSED;
		section->fault = *f;
		return true;
	}
	if (section->how == POOL_UNSEEN || heard.pipeline_state != PSRP_PIPELINE_COMPLETED) {
		section->how = section->how == POOL_NO_SUCH ? POOL_NO_SUCH : POOL_REFUSED;
		if (section->fault.kind == FAULT_NONE)
			fault(&section->fault, FAULT_REMOTE, 0, "%.300s", heard.failure[0] ? heard.failure : "it did not complete");
	}
	return true;
}

bool psrp_talk_read(struct psrp_talk *talk, struct deadline deadline, struct fault *f)
{
	struct cmdlets all = cmdlets_left(talk->pool);
	struct heard heard;

	if (talk->statements_at_once && all.count > 1 && !run(talk, &all, deadline, &heard, f) && !only_refused(f))
		return false;
	struct cmdlets left = cmdlets_left(talk->pool);
	for (size_t i = 0; i < left.count; i++)
		if (!read_one(talk, left.sections[i], deadline, f))
			return false;
	return true;
}

void psrp_talk_close(struct psrp_talk *talk, struct deadline deadline)
{
	struct buf envelope = BUF(WSMAN_REQUEST_MAX);
	struct wsman_answer answer;
	struct fault ignored = { 0 };

	if (talk->wsman->shell_id) {
		struct wsman_head head = wsman_head_next(talk->wsman, deadline);
		talk->streams.len = 0;
		if (wsman_delete(&head, &envelope) &&
		    wsman_ask(talk->wsman, buf_span(&envelope), deadline, &talk->streams, &answer, &ignored))
			talk->wsman->shell_id = NULL;
	}
	buf_free(&envelope);
	buf_free(&talk->streams);
	psrp_reader_free(&talk->reader);
}
