// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * psrp_heard - what a PowerShell session says: from the bytes of its streams to settings, errors and states
 */
#include "codec/psrp_heard.h"

#include <stdio.h>

#include "codec/clixml.h"
#include "codec/pool_facts.h"

enum { MESSAGE_TREE_MAX = 6 * 1024 * 1024 }; /* bytes of one message, decoded */

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

static void error_take(struct psrp_heard *heard, const struct tree *record)
{
	enum pool_section_id id = section_of_error(record);
	const char *error_id = tree_text(tree_member(record, "FullyQualifiedErrorId"));
	const struct tree *exception = tree_member(record, "Exception");

	heard->error = true;
	if (exception && contains(exception->type, "HostException"))
		error_id = exception->type;
	if (id < POOL_SECTION_COUNT) {
		pool_facts_error(&heard->pool->sections[id], error_text(record), error_id);
		return;
	}
	heard->error_unclaimed = true;
	span_copy(heard->unclaimed, sizeof heard->unclaimed, span_of(error_text(record)));
	span_copy(heard->unclaimed_id, sizeof heard->unclaimed_id, span_of(error_id ? error_id : ""));
}

static void warning_take(struct psrp_heard *heard, const struct tree *record)
{
	struct text_list *kept = &heard->pool->warnings;
	const char *text = tree_words(tree_member(record, "InformationalRecord_Message"));

	text = text ? text : tree_words(record);
	if (!kept->at)
		kept->at = arena_list(heard->arena, POOL_WARNINGS_MAX, sizeof *kept->at);
	for (size_t i = 0; text && i < kept->count; i++)
		if (strcmp(kept->at[i], text) == 0)
			return;
	if (text && kept->at && kept->count < POOL_WARNINGS_MAX)
		kept->at[kept->count++] = arena_text(heard->arena, span_of(text));
}

/* An object whose type and members say nothing is the lone cmdlet's; of several it may be any one's. */
static void output_take(struct psrp_heard *heard, const struct tree *object)
{
	enum pool_section_id id = pool_facts_section_of(object);

	if (object->kind != TREE_OBJECT) {
		const char *text = tree_text(object);
		if (text) /* $null is nothing */
			snprintf(heard->unclaimed, sizeof heard->unclaimed, "no objects came, but text: \"%.100s\"", text);
		return;
	}
	if (id == POOL_SECTION_COUNT)
		id = heard->lone;
	heard->untold |= id == POOL_SECTION_COUNT;
	if (id == POOL_SECTION_COUNT)
		return;
	heard->last = id;
	(void)pool_facts_add_object(object, id, heard->arena, heard->pool); /* no memory: the caller looks at arena.failed */
}

static const struct tree *state_take(struct psrp_heard *heard, const struct tree *state, const char *member, int64_t *to)
{
	const struct tree *record = tree_member(state, "ExceptionAsErrorRecord");
	const char *number = tree_text(tree_member(state, member));
	uint64_t value;

	*to = number && span_number(span_of(number), 1000, &value) ? (int64_t)value : -1;
	if (record)
		span_copy(heard->failure, sizeof heard->failure, span_of(error_text(record)));
	return record;
}

static void object_take(struct psrp_heard *heard, uint32_t type, const struct tree *object)
{
	const struct tree *record;
	const char *version;

	switch (type) {
	case PSRP_SESSION_CAPABILITY: /* "2.3": statements at once came with 2.2 */
		version = tree_text(tree_member(object, "protocolversion"));
		heard->statements_at_once = version && strcmp(version, "2.1") != 0 && strcmp(version, "2.0") != 0;
		break;
	case PSRP_APPLICATION_PRIVATE_DATA:
		version = tree_text(tree_member(tree_member(tree_member(object, "ApplicationPrivateData"), "PSVersionTable"), "BuildVersion"));
		if (version)
			heard->pool->version = arena_text(heard->arena, span_of(version));
		break;
	case PSRP_RUNSPACEPOOL_STATE:
		state_take(heard, object, "RunspaceState", &heard->pool_state);
		break;
	case PSRP_PIPELINE_OUTPUT:
		output_take(heard, object);
		break;
	case PSRP_ERROR_RECORD:
		error_take(heard, object);
		break;
	case PSRP_WARNING_RECORD:
		warning_take(heard, object);
		break;
	case PSRP_PIPELINE_STATE:
		record = state_take(heard, object, "PipelineState", &heard->pipeline_state);
		if (record)
			error_take(heard, record);
		break;
	default:
		break;
	}
}

/* A message holds one object; its tree is gone once the facts were taken from it. */
static bool message_take(struct psrp_heard *heard, const struct psrp_message *message, struct deadline deadline, struct fault *f)
{
	struct source_memory source = source_memory(message->clixml);
	struct effort effort = EFFORT(deadline);
	struct arena arena = { .ceiling = MESSAGE_TREE_MAX, .effort = &effort };
	struct tree *list;

	if (message->clixml.len == 0)
		return true;
	bool read = clixml_decode(&source.source, &(struct tree_wish){ &arena, NULL }, &list, f);
	if (read && list->first)
		object_take(heard, message->type, list->first);
	arena_free(&arena);
	return read;
}

/* Only messages that are read are decoded: noise may be long. */
static bool is_wanted(uint32_t type)
{
	return type == PSRP_SESSION_CAPABILITY || type == PSRP_APPLICATION_PRIVATE_DATA || type == PSRP_RUNSPACEPOOL_STATE ||
	       type == PSRP_PIPELINE_OUTPUT || type == PSRP_ERROR_RECORD || type == PSRP_WARNING_RECORD || type == PSRP_PIPELINE_STATE;
}

bool psrp_heard_take(struct psrp_heard *heard, struct span fragments, struct deadline deadline, struct fault *f)
{
	while (fragments.len > 0) {
		struct psrp_message message;
		if (!psrp_reader_next(&heard->reader, &fragments, &message, f))
			return false;
		if (is_wanted(message.type) && !message_take(heard, &message, deadline, f))
			return false;
	}
	return true;
}

void psrp_heard_forget(struct psrp_heard *heard, enum pool_section_id lone)
{
	heard->lone = lone;
	heard->pool_state = heard->pipeline_state = -1;
	heard->failure[0] = heard->unclaimed[0] = heard->unclaimed_id[0] = '\0';
	heard->error = heard->error_unclaimed = heard->untold = false;
	heard->last = POOL_SECTION_COUNT;
}

void psrp_heard_free(struct psrp_heard *heard)
{
	psrp_reader_free(&heard->reader);
}
