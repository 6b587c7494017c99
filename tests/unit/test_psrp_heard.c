// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_psrp_heard - what is taken from a session's streams, in whatever pieces they come
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/psrp_heard.h"
#include "page.h"
#include "psrp_fragment.h"
#include "said.h"

enum { MOST = 4 };

/* ---- CLIXML ---- */

#define OBJECT(inside) "<Obj RefId=\"0\">" inside "</Obj>"
#define MEMBERS(inside) OBJECT("<MS>" inside "</MS>")
#define TEXT(name, value) "<S N=\"" name "\">" value "</S>"
#define NUMBER(name, value) "<I32 N=\"" name "\">" value "</I32>"
#define TYPED(type, inside) OBJECT("<TN RefId=\"0\"><T>" type "</T></TN><MS>" inside "</MS>")
#define BLOCKED(domain) TYPED("Deserialized.Microsoft.Rtc.Management.WritableConfig.Settings.Edge.BlockedDomain", TEXT("Domain", domain))
#define POLICY TYPED("Deserialized.Microsoft.Rtc.Management.WritableConfig.Policy.Mobility.MobilityPolicy", TEXT("Identity", "Global"))
#define EXCEPTION(type, message) \
	"<Obj N=\"Exception\" RefId=\"1\"><TN RefId=\"1\"><T>" type "</T></TN><Props>" TEXT("Message", message) "</Props></Obj>"
#define ERROR(where, message, id) MEMBERS(EXCEPTION("System.Exception", message) where TEXT("FullyQualifiedErrorId", id))
#define CAPABILITY(version) MEMBERS("<Version N=\"protocolversion\">" version "</Version>")

struct message {
	enum psrp_type type;
	const char *clixml;
};

static const struct {
	const char *name;
	enum pool_section_id lone;
	struct message messages[MOST];
	const char *heard;
} rows[] = {
	{ "nothing", POOL_SECTION_COUNT, { { 0 } }, "" },

	/* the session */
	{ "protocol 2.3", POOL_SECTION_COUNT, { { PSRP_SESSION_CAPABILITY, CAPABILITY("2.3") } }, "at-once " },
	{ "protocol 2.2", POOL_SECTION_COUNT, { { PSRP_SESSION_CAPABILITY, CAPABILITY("2.2") } }, "at-once " },
	{ "protocol 2.1", POOL_SECTION_COUNT, { { PSRP_SESSION_CAPABILITY, CAPABILITY("2.1") } }, "" },
	{ "no protocol", POOL_SECTION_COUNT, { { PSRP_SESSION_CAPABILITY, MEMBERS("") } }, "" },
	{ "an open pool", POOL_SECTION_COUNT, { { PSRP_RUNSPACEPOOL_STATE, MEMBERS(NUMBER("RunspaceState", "2")) } }, "pool=2 " },
	{ "a broken pool",
	  POOL_SECTION_COUNT,
	  { { PSRP_RUNSPACEPOOL_STATE, MEMBERS(NUMBER("RunspaceState", "5") "<Obj N=\"ExceptionAsErrorRecord\" RefId=\"1\"><MS>" EXCEPTION(
						      "System.Exception", "no runspace") "</MS></Obj>") } },
	  "pool=5 failure='no runspace' " },
	{ "a state that is no number", POOL_SECTION_COUNT, { { PSRP_RUNSPACEPOOL_STATE, MEMBERS(TEXT("RunspaceState", "x")) } }, "" },
	{ "Windows' version",
	  POOL_SECTION_COUNT,
	  { { PSRP_APPLICATION_PRIVATE_DATA,
	      MEMBERS("<Obj N=\"ApplicationPrivateData\" RefId=\"1\"><DCT><En><S N=\"Key\">PSVersionTable</S><Obj N=\"Value\" RefId=\"2\"><DCT><En>"
		      "<S N=\"Key\">BuildVersion</S><Version N=\"Value\">6.3.9600.1</Version></En></DCT></Obj></En></DCT></Obj>") } },
	  "version=6.3.9600.1 " },

	/* objects */
	{ "objects of two cmdlets",
	  POOL_SECTION_COUNT,
	  { { PSRP_PIPELINE_OUTPUT, BLOCKED("a.com") }, { PSRP_PIPELINE_OUTPUT, BLOCKED("b.com") }, { PSRP_PIPELINE_OUTPUT, POLICY } },
	  "last=Get-CsMobilityPolicy Get-CsBlockedDomain:read(2) Get-CsMobilityPolicy:read(1) " },
	{ "an object of no known cmdlet", POOL_SECTION_COUNT, { { PSRP_PIPELINE_OUTPUT, MEMBERS(TEXT("x", "y")) } }, "untold " },
	{ "the lone cmdlet's", POOL_MCX, { { PSRP_PIPELINE_OUTPUT, MEMBERS(TEXT("x", "y")) } },
	  "last=Get-CsMcxConfiguration Get-CsMcxConfiguration:read(1) " },
	{ "a text", POOL_MCX, { { PSRP_PIPELINE_OUTPUT, "<S>hello</S>" } }, "unclaimed='no objects came, but text: \"hello\"' " },
	{ "$null", POOL_MCX, { { PSRP_PIPELINE_OUTPUT, "<Nil />" } }, "" },

	/* errors: of which cmdlet they are stands in several places */
	{ "the activity", POOL_SECTION_COUNT, { { PSRP_ERROR_RECORD, ERROR(TEXT("ErrorCategory_Activity", "Get-CsMobilityPolicy"), "denied", "E") } },
	  "error Get-CsMobilityPolicy:refused('denied') " },
	{ "the target", POOL_SECTION_COUNT, { { PSRP_ERROR_RECORD, ERROR(TEXT("TargetObject", "Get-CsMobilityPolicy"), "denied", "E") } },
	  "error Get-CsMobilityPolicy:refused('denied') " },
	{ "the message", POOL_SECTION_COUNT, { { PSRP_ERROR_RECORD, ERROR("", "'Get-CsMobilityPolicy' is not known", "CommandNotFoundException") } },
	  "error Get-CsMobilityPolicy:no-such(''Get-CsMobilityPolicy' is not known') " },
	{ "none of them", POOL_SECTION_COUNT, { { PSRP_ERROR_RECORD, ERROR("", "denied", "E.id") } }, "error unclaimed='denied' E.id " },
	{ "a question", POOL_SECTION_COUNT,
	  { { PSRP_ERROR_RECORD, MEMBERS(EXCEPTION("System.Management.Automation.Host.HostException", "sure?")
					 TEXT("ErrorCategory_Activity", "Get-CsMobilityPolicy")) } },
	  "error Get-CsMobilityPolicy:asks('sure?') " },
	{ "details before the exception", POOL_SECTION_COUNT,
	  { { PSRP_ERROR_RECORD, ERROR(TEXT("ErrorDetails_Message", "better words"), "worse words", "E") } }, "error unclaimed='better words' E " },
	{ "without words", POOL_SECTION_COUNT, { { PSRP_ERROR_RECORD, MEMBERS("") } }, "error unclaimed='no reason given'  " },
	{ "objects that came before stay", POOL_SECTION_COUNT,
	  { { PSRP_PIPELINE_OUTPUT, BLOCKED("a.com") },
	    { PSRP_ERROR_RECORD, ERROR(TEXT("ErrorCategory_Activity", "Get-CsBlockedDomain"), "denied", "E") } },
	  "error last=Get-CsBlockedDomain Get-CsBlockedDomain:read(1,'denied') " },

	/* the end */
	{ "completed", POOL_SECTION_COUNT, { { PSRP_PIPELINE_STATE, MEMBERS(NUMBER("PipelineState", "4")) } }, "pipeline=4 " },
	{ "failed", POOL_SECTION_COUNT,
	  { { PSRP_PIPELINE_STATE, MEMBERS(NUMBER("PipelineState", "5") "<Obj N=\"ExceptionAsErrorRecord\" RefId=\"1\"><MS>" EXCEPTION(
						  "System.Exception", "no scripts here") TEXT("FullyQualifiedErrorId", "S") "</MS></Obj>") } },
	  "pipeline=5 failure='no scripts here' error unclaimed='no scripts here' S " },

	/* warnings are kept once each */
	{ "warnings", POOL_SECTION_COUNT,
	  { { PSRP_WARNING_RECORD, MEMBERS(TEXT("InformationalRecord_Message", "careful")) },
	    { PSRP_WARNING_RECORD, MEMBERS(TEXT("InformationalRecord_Message", "careful")) },
	    { PSRP_WARNING_RECORD, OBJECT("<ToString>slow</ToString>") } },
	  "warning='careful' warning='slow' " },

	/* what is not read is not decoded either */
	{ "noise", POOL_SECTION_COUNT, { { 0x00041011, "<this is no XML" }, { PSRP_PIPELINE_STATE, MEMBERS(NUMBER("PipelineState", "4")) } }, "pipeline=4 " },
	{ "an empty message", POOL_SECTION_COUNT, { { PSRP_PIPELINE_OUTPUT, "" } }, "" },
};

/* ---- what was heard, as text ---- */

static void put_section(const struct pool_section *s, enum pool_section_id id, struct buf *to)
{
	static const char *const hows[] = { [POOL_READ] = "read",	  [POOL_REFUSED] = "refused", [POOL_NO_SUCH] = "no-such",
					    [POOL_ASKS] = "asks",	  [POOL_BAD] = "bad",	      [POOL_CUT] = "cut",
					    [POOL_MISSING] = "missing", [POOL_UNSEEN] = "unseen" };
	bool failed = s->fault.kind != FAULT_NONE;

	if (s->how == POOL_NOT_ASKED)
		return;
	buf_printf(to, "%s:%s(", pool_section_source(id), hows[s->how]);
	if (s->how == POOL_READ)
		buf_printf(to, "%zu%s", s->count, failed ? "," : "");
	if (failed)
		buf_printf(to, "'%s'", s->fault.text);
	buf_text(to, ") ");
}

static void put_heard(const struct psrp_heard *h, struct buf *to)
{
	if (h->statements_at_once)
		buf_text(to, "at-once ");
	if (*h->pool->version)
		buf_printf(to, "version=%s ", h->pool->version);
	if (h->pool_state >= 0)
		buf_printf(to, "pool=%d ", (int)h->pool_state);
	if (h->pipeline_state >= 0)
		buf_printf(to, "pipeline=%d ", (int)h->pipeline_state);
	if (h->failure[0])
		buf_printf(to, "failure='%s' ", h->failure);
	buf_text(to, h->error ? "error " : "");
	if (h->unclaimed[0])
		buf_printf(to, "unclaimed='%s' ", h->unclaimed);
	if (h->error_unclaimed)
		buf_printf(to, "%s ", h->unclaimed_id);
	buf_text(to, h->untold ? "untold " : "");
	if (h->last < POOL_SECTION_COUNT)
		buf_printf(to, "last=%s ", pool_section_source(h->last));
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		put_section(&h->pool->sections[id], (enum pool_section_id)id, to);
	for (size_t i = 0; i < h->pool->warnings.count; i++)
		buf_printf(to, "warning='%s' ", h->pool->warnings.at[i]);
}

/* ---- the streams ---- */

static const struct deadline never = { .at_us = INT64_MAX, .cancel_fd = -1 };

struct listener {
	struct arena arena;
	struct pool pool;
	struct psrp_heard heard;
};

static void listener_init(struct listener *l, enum pool_section_id lone)
{
	*l = (struct listener){ .arena = ARENA(1 << 20), .pool = { .version = "" } };
	l->heard = (struct psrp_heard){ .pool = &l->pool, .arena = &l->arena };
	psrp_heard_forget(&l->heard, lone);
}

static void listener_free(struct listener *l)
{
	psrp_heard_free(&l->heard);
	arena_free(&l->arena);
}

/* Fragments of so many bytes of a message each, and each a stream of its own; 0: whole messages, all in one stream. */
static bool hear(struct listener *l, const struct message *messages, size_t part, struct fault *f)
{
	struct page page = page_new(1 << 16);
	struct buf stream = BUF(1 << 16);
	bool taken = true;

	*f = (struct fault){ 0 };
	for (uint64_t object = 1; object <= MOST && messages[object - 1].clixml; object++) {
		struct buf whole = BUF(1 << 16);
		psrp_fragment_put_message(&whole, object, messages[object - 1].type, messages[object - 1].clixml);
		struct span blob = span_skip(buf_span(&whole), 21);
		for (uint64_t number = 0; part && taken && (blob.len || number == 0); number++) {
			size_t len = blob.len < part ? blob.len : part;
			int flags = (number == 0 ? PSRP_START : 0) | (len == blob.len ? PSRP_END : 0);
			stream.len = 0;
			psrp_fragment_put(&stream, &(struct psrp_fragment){ object, number, flags, { blob.at, len } });
			taken = psrp_heard_take(&l->heard, page_flush(&page, buf_span(&stream)), never, f);
			blob = span_skip(blob, len);
		}
		if (!part)
			buf_add(&stream, buf_span(&whole));
		buf_free(&whole);
	}
	if (!part)
		taken = psrp_heard_take(&l->heard, page_flush(&page, buf_span(&stream)), never, f);
	buf_free(&stream);
	page_free(&page);
	return taken;
}

static void streams(void **state)
{
	static const size_t parts[] = { 0, 1, 7, 40, 41 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
			struct listener l;
			struct buf text = BUF(10000);
			struct fault f;

			listener_init(&l, rows[i].lone);
			if (!hear(&l, rows[i].messages, parts[p], &f))
				fail_msg("%s, in parts of %zu: %s", rows[i].name, parts[p], f.text);
			put_heard(&l.heard, &text);
			if (strcmp(said(&text), rows[i].heard) != 0)
				fail_msg("%s, in parts of %zu: %s", rows[i].name, parts[p], said(&text));
			buf_free(&text);
			listener_free(&l);
		}
}

/* Before the next command: the session stays as it is, what was heard of the last one goes. */
static void forgetting(void **state)
{
	static const struct message messages[MOST] = {
		{ PSRP_SESSION_CAPABILITY, CAPABILITY("2.3") },
		{ PSRP_PIPELINE_OUTPUT, BLOCKED("a.com") },
		{ PSRP_ERROR_RECORD, ERROR("", "denied", "E.id") },
		{ PSRP_PIPELINE_STATE, MEMBERS(NUMBER("PipelineState", "5")) },
	};
	struct listener l;
	struct buf text = BUF(10000);
	struct fault f;

	(void)state;
	listener_init(&l, POOL_SECTION_COUNT);
	assert_true(hear(&l, messages, 0, &f));
	psrp_heard_forget(&l.heard, POOL_MCX);
	put_heard(&l.heard, &text);
	assert_string_equal(said(&text), "at-once Get-CsBlockedDomain:read(1) ");
	assert_int_equal(l.heard.lone, POOL_MCX);
	buf_free(&text);
	listener_free(&l);
}

static const struct {
	const char *name;
	struct message message;
	size_t memory; /* of the facts; 0: enough */
	struct deadline deadline;
	enum fault_kind kind; /* FAULT_NONE: only the arena fails */
} failures[] = {
	{ "no XML", { PSRP_PIPELINE_OUTPUT, "<Obj" }, 0, { INT64_MAX, -1 }, FAULT_PROTOCOL },
	{ "the time is up", { PSRP_PIPELINE_OUTPUT, BLOCKED("a.com") }, 0, { 0, -1 }, FAULT_TIMEOUT },
	{ "no room for the settings", { PSRP_PIPELINE_OUTPUT, BLOCKED("a.com") }, 16, { INT64_MAX, -1 }, FAULT_NONE },
};

static void failing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
		struct listener l;
		struct buf stream = BUF(1 << 16);
		struct fault f = { 0 };

		listener_init(&l, POOL_SECTION_COUNT);
		if (failures[i].memory)
			l.arena = ARENA(failures[i].memory);
		psrp_fragment_put_message(&stream, 1, failures[i].message.type, failures[i].message.clixml);
		bool taken = psrp_heard_take(&l.heard, buf_span(&stream), failures[i].deadline, &f);
		if (f.kind != failures[i].kind || taken != (f.kind == FAULT_NONE) || l.arena.failed != (failures[i].memory != 0))
			fail_msg("%s: %s %s", failures[i].name, fault_word(f.kind), f.text);
		buf_free(&stream);
		listener_free(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(streams), cmocka_unit_test(forgetting), cmocka_unit_test(failing) };

	return cmocka_run_group_tests_name("psrp_heard", tests, NULL, NULL);
}
