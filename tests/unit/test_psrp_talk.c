// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_psrp_talk - what is asked of a PowerShell session, and what comes of its answers
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "canned.h"
#include "codec/base64.h"
#include "model/facts.h"
#include "psrp_fragment.h"
#include "remote/psrp_talk.h"
#include "said.h"
#include "still_clock.h"

enum { ANSWERS_MAX = 10, MESSAGES_MAX = 4 };

/* ---- what a server says ---- */

#define ANSWER(body) \
	"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"urn:a\" xmlns:w=\"urn:w\" xmlns:r=\"urn:r\" xmlns:f=\"urn:f\">" \
	"<s:Header><a:RelatesTo>{id}</a:RelatesTo></s:Header><s:Body>" body "</s:Body></s:Envelope>"
#define SHELL_OF(name) \
	ANSWER("<r:ResourceCreated><a:ReferenceParameters><w:SelectorSet><w:Selector Name=\"ShellId\">" name "</w:Selector></w:SelectorSet>" \
	       "</a:ReferenceParameters></r:ResourceCreated>")
#define COMMAND_OF(name) ANSWER("<r:CommandResponse><r:CommandId>" name "</r:CommandId></r:CommandResponse>")
#define STREAM_BEGIN "<r:ReceiveResponse><r:Stream Name=\"stdout\">"
#define STREAM_END "</r:Stream></r:ReceiveResponse>"
#define STREAM_DONE "</r:Stream><r:CommandState State=\"x/CommandState/Done\"/></r:ReceiveResponse>"
#define FAULT(code) ANSWER("<s:Fault><s:Reason><s:Text>why</s:Text></s:Reason><s:Detail><f:WSManFault Code=\"" code "\"/></s:Detail></s:Fault>")

enum what { CREATED, COMMANDED, STREAM, DONE, PLAIN, NAMELESS, NO_SHELL, DENIED, TIMED_OUT, RESET, SILENT, REFUSED };

static const struct {
	const char *before, *after; /* of the streams */
	enum fault_kind fails;
	bool is_fault;
} whats[] = {
	[CREATED] = { SHELL_OF("S1"), "", FAULT_NONE, false },
	[COMMANDED] = { COMMAND_OF("C1"), "", FAULT_NONE, false },
	[STREAM] = { STREAM_BEGIN, STREAM_END, FAULT_NONE, false },
	[DONE] = { STREAM_BEGIN, STREAM_DONE, FAULT_NONE, false },
	[PLAIN] = { ANSWER(""), "", FAULT_NONE, false },
	[NAMELESS] = { SHELL_OF(""), "", FAULT_NONE, false },
	[NO_SHELL] = { FAULT("2150858843"), "", FAULT_NONE, true },
	[DENIED] = { FAULT("5"), "", FAULT_NONE, true },
	[TIMED_OUT] = { FAULT("2150858793"), "", FAULT_NONE, true },
	[RESET] = { "", "", FAULT_RESET, false },
	[SILENT] = { "", "", FAULT_TIMEOUT, false },
	[REFUSED] = { "", "", FAULT_AUTH, false },
};

#define JUST(what) { what, { { 0 } } }
#define MEMBERS(inside) "<Obj RefId=\"0\"><MS>" inside "</MS></Obj>"
#define TYPED(type, inside) "<Obj RefId=\"0\"><TN RefId=\"0\"><T>" type "</T></TN><MS>" inside "</MS></Obj>"
#define PROTOCOL(version) { PSRP_SESSION_CAPABILITY, MEMBERS("<Version N=\"protocolversion\">" version "</Version>") }
#define OPENED { PSRP_RUNSPACEPOOL_STATE, MEMBERS("<I32 N=\"RunspaceState\">2</I32>") }
#define BROKEN { PSRP_RUNSPACEPOOL_STATE, MEMBERS("<I32 N=\"RunspaceState\">5</I32>") }
#define COMPLETED { PSRP_PIPELINE_STATE, MEMBERS("<I32 N=\"PipelineState\">4</I32>") }
#define FAILED { PSRP_PIPELINE_STATE, MEMBERS("<I32 N=\"PipelineState\">5</I32>") }
#define A_DOMAIN { PSRP_PIPELINE_OUTPUT, TYPED("Deserialized.X.BlockedDomain", "<S N=\"Domain\">a.com</S>") }
#define A_POLICY { PSRP_PIPELINE_OUTPUT, TYPED("Deserialized.X.MobilityPolicy", "<S N=\"Identity\">Global</S>") }
#define AN_ERROR(where) { PSRP_ERROR_RECORD, MEMBERS("<S N=\"ErrorDetails_Message\">denied</S>" where) }
#define OF_POLICY "<S N=\"ErrorCategory_Activity\">Get-CsMobilityPolicy</S>"

/* ---- conversations: Get-CsBlockedDomain and Get-CsMobilityPolicy are asked for, in this order ---- */

static const struct {
	const char *name;
	struct {
		enum what what;
		struct {
			enum psrp_type type;
			const char *clixml;
		} messages[MESSAGES_MAX];
	} answers[ANSWERS_MAX];
	size_t count;
	const char *asked;
	enum fault_kind kind;
	int64_t code;
	const char *settings; /* Get-CsBlockedDomain's and Get-CsMobilityPolicy's */
} talks[] = {
	{ "all at once",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.3"), OPENED } }, JUST(COMMANDED), { STREAM, { A_DOMAIN, A_POLICY, COMPLETED } }, JUST(PLAIN) },
	  5, "Create Receive Command Receive Delete ", FAULT_NONE, 0, "read(1) read(1)" },
	{ "in several answers, some of them empty",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.2") } }, JUST(TIMED_OUT), { STREAM, { OPENED } }, JUST(COMMANDED), { STREAM, { A_DOMAIN } },
	    JUST(TIMED_OUT), { DONE, { COMPLETED } }, JUST(PLAIN) },
	  9, "Create Receive Receive Receive Command Receive Receive Receive Delete ", FAULT_NONE, 0, "read(1) read(0)" },
	{ "one by one, by an old protocol",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.1"), OPENED } }, JUST(COMMANDED), { STREAM, { A_DOMAIN, COMPLETED } }, JUST(COMMANDED),
	    { STREAM, { A_POLICY, COMPLETED } }, JUST(PLAIN) },
	  7, "Create Receive Command Receive Command Receive Delete ", FAULT_NONE, 0, "read(1) read(1)" },
	{ "an error that names its cmdlet",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.3"), OPENED } }, JUST(COMMANDED), { STREAM, { A_DOMAIN, AN_ERROR(OF_POLICY), COMPLETED } }, JUST(PLAIN) },
	  5, "Create Receive Command Receive Delete ", FAULT_NONE, 0, "read(1) refused" },
	{ "an error that may be anyone's: all are asked again, alone",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.3"), OPENED } }, JUST(COMMANDED), { STREAM, { A_DOMAIN, AN_ERROR(""), COMPLETED } }, JUST(COMMANDED),
	    { STREAM, { A_DOMAIN, A_DOMAIN, COMPLETED } }, JUST(COMMANDED), { STREAM, { AN_ERROR(""), COMPLETED } }, JUST(PLAIN) },
	  9, "Create Receive Command Receive Command Receive Command Receive Delete ", FAULT_NONE, 0, "read(2) refused" },
	{ "a pipeline that failed: the last that spoke, and those behind it, are asked again",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.3"), OPENED } }, JUST(COMMANDED), { STREAM, { A_DOMAIN, FAILED } }, JUST(COMMANDED),
	    { STREAM, { A_DOMAIN, COMPLETED } }, JUST(COMMANDED), { STREAM, { FAILED } }, JUST(PLAIN) },
	  9, "Create Receive Command Receive Command Receive Command Receive Delete ", FAULT_NONE, 0, "read(1) refused" },
	{ "a service that refuses a cmdlet is asked for the next: the runspace is freed first",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.1"), OPENED } }, JUST(COMMANDED), JUST(DENIED), JUST(PLAIN), JUST(COMMANDED),
	    { STREAM, { A_POLICY, COMPLETED } }, JUST(PLAIN) },
	  8, "Create Receive Command Receive Signal Command Receive Delete ", FAULT_NONE, 0, "refused read(1)" },

	/* no session */
	{ "refused: there is no shell to delete", { JUST(REFUSED) }, 1, "Create ", FAULT_AUTH, 0, "unseen unseen" },
	{ "a fault: nor is there then", { JUST(DENIED) }, 1, "Create ", FAULT_REMOTE, 5, "unseen unseen" },
	{ "silence: there may be one, under our name", { JUST(SILENT), JUST(PLAIN) }, 2, "Create Delete ", FAULT_TIMEOUT, 0, "unseen unseen" },
	{ "a shell without a name", { JUST(NAMELESS), JUST(PLAIN) }, 2, "Create Delete ", FAULT_PROTOCOL, 0, "unseen unseen" },
	{ "a broken runspace", { JUST(CREATED), { STREAM, { BROKEN } }, JUST(PLAIN) }, 3, "Create Receive Delete ", FAULT_REMOTE, 0, "unseen unseen" },
	{ "reset while it opened", { JUST(CREATED), JUST(RESET) }, 2, "Create Receive Delete ", FAULT_RESET, BROKE_MIDWAY, "unseen unseen" },

	/* the session ends early */
	{ "the shell is gone",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.3"), OPENED } }, JUST(COMMANDED), { STREAM, { A_DOMAIN } }, JUST(NO_SHELL) },
	  5, "Create Receive Command Receive Receive ", FAULT_REMOTE, REMOTE_SESSION_ENDED, "read(1)+ unseen+" },
	{ "reset amid the answers",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.3"), OPENED } }, JUST(COMMANDED), { STREAM, { A_DOMAIN } }, JUST(RESET) },
	  5, "Create Receive Command Receive Receive Delete ", FAULT_RESET, BROKE_MIDWAY, "read(1)+ unseen" },
	{ "silence amid the answers",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.3"), OPENED } }, JUST(COMMANDED), JUST(SILENT), JUST(PLAIN) },
	  5, "Create Receive Command Receive Delete ", FAULT_TIMEOUT, TIMEOUT_CMDLET, "unseen unseen" },
	{ "a command that is done, and does not say how",
	  { JUST(CREATED), { STREAM, { PROTOCOL("2.3"), OPENED } }, JUST(COMMANDED), { DONE, { A_DOMAIN } }, JUST(PLAIN) },
	  5, "Create Receive Command Receive Delete ", FAULT_PROTOCOL, 0, "read(1)+ unseen" },
};

/* ---- machinery ---- */

static void put_section(const struct pool_section *s, struct buf *to)
{
	if (s->how == POOL_READ)
		buf_printf(to, "read(%zu)", s->count);
	else
		buf_text(to, s->how == POOL_UNSEEN ? "unseen" : s->how == POOL_REFUSED ? "refused" : "?");
	if (s->fault.kind != FAULT_NONE && s->how != POOL_REFUSED)
		buf_text(to, "+"); /* with a reason why that may not be all */
}

/* Writes the body of an answer as a text. Objects of a session are counted on. */
static void put_body(size_t talk, size_t answer, uint64_t *object, struct buf *to)
{
	const struct span envelope = SPAN(ANSWER("{stream}")), mark = SPAN("{stream}");
	enum what what = talks[talk].answers[answer].what;
	size_t at = span_find(envelope, mark);
	struct buf stream = BUF(10000);

	for (size_t m = 0; m < MESSAGES_MAX && talks[talk].answers[answer].messages[m].clixml; m++)
		psrp_fragment_put_message(&stream, ++*object, talks[talk].answers[answer].messages[m].type,
					  talks[talk].answers[answer].messages[m].clixml);
	if (*whats[what].after) {
		buf_add(to, (struct span){ envelope.at, at });
		buf_text(to, whats[what].before);
		assert_true(base64_encode(buf_span(&stream), to));
		buf_text(to, whats[what].after);
		buf_add(to, span_skip(envelope, at + mark.len));
	} else {
		buf_text(to, whats[what].before);
	}
	buf_add(to, (struct span){ "", 1 });
	buf_free(&stream);
}

static void hold_talk(size_t i, struct canned *server)
{
	struct arena arena = ARENA(1 << 20);
	struct pool pool = { .version = "" };
	struct wsman w = { .asker = canned_asker(server), .host = "pool.contoso.com", .path = "/p", .url = "https://pool.contoso.com:443/p",
			   .resource = "urn:r", .deadline = { clock_us() + 60000000, -1 }, .streams = BUF(WSMAN_STREAM_MAX), .arena = &arena };
	struct psrp_talk talk = { .wsman = &w, .pool = &pool };
	struct buf settings = BUF(1000);
	struct fault f = { 0 };

	pool.sections[POOL_BLOCKED_DOMAIN].how = pool.sections[POOL_MOBILITY].how = POOL_UNSEEN;
	bool read = psrp_talk_open(&talk, &f) && psrp_talk_read(&talk, &f);
	psrp_talk_close(&talk, (struct deadline){ clock_us() + 3000000, -1 });
	put_section(&pool.sections[POOL_BLOCKED_DOMAIN], &settings);
	buf_text(&settings, " ");
	put_section(&pool.sections[POOL_MOBILITY], &settings);
	if (read != (talks[i].kind == FAULT_NONE) || (!read && (f.kind != talks[i].kind || f.code != talks[i].code)) ||
	    strcmp(said(&server->asked), talks[i].asked) != 0 || strcmp(said(&settings), talks[i].settings) != 0)
		fail_msg("%s: %s %lld %s\n  asked: %s\n  settings: %s", talks[i].name, fault_word(f.kind), (long long)f.code, f.text,
			 said(&server->asked), said(&settings));
	buf_free(&settings);
	arena_free(&arena);
}

static void conversations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof talks / sizeof *talks; i++) {
		struct canned_row rows[ANSWERS_MAX] = { { 0 } };
		struct buf bodies[ANSWERS_MAX];
		struct canned server = { .rows = rows, .count = talks[i].count, .asked = BUF(1000) };
		uint64_t object = 0;

		for (size_t a = 0; a < talks[i].count; a++) {
			enum what what = talks[i].answers[a].what;

			bodies[a] = BUF(100000);
			put_body(i, a, &object, &bodies[a]);
			rows[a] = (struct canned_row){ .body = bodies[a].at, .fails = whats[what].fails, .status = whats[what].is_fault ? 500 : 200 };
		}
		hold_talk(i, &server);
		for (size_t a = 0; a < talks[i].count; a++)
			buf_free(&bodies[a]);
		buf_free(&server.asked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(conversations) };

	return cmocka_run_group_tests_name("psrp_talk", tests, NULL, NULL);
}
