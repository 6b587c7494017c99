// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_wsman_msg - the envelopes that we send, and what answers and faults say
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/wsman_msg.h"
#include "model/facts.h"
#include "codec/xml.h"
#include "page.h"
#include "said.h"

#define SOAP "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\""
#define ENVELOPE(header, body) "<s:Envelope " SOAP " xmlns:a=\"urn:a\" xmlns:w=\"urn:w\" xmlns:rsp=\"urn:rsp\" xmlns:f=\"urn:f\">" \
	"<s:Header>" header "</s:Header><s:Body>" body "</s:Body></s:Envelope>"

/* ---- sending ---- */

static const struct wsman_head head = {
	.url = "https://pool.contoso.com:443/OcsPowershell?a=1&b=<2>",
	.resource = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell",
	.message = { { 0x1c, 0x7d, 0x58, 0xdc, 0xc1, 0xba, 0x46, 0xf4, 0xb5, 0xd4, 0x8c, 0xd2, 0x9f, 0x1a, 0x60, 0x53 } },
	.shell_id = "A&B",
	.timeout_s = 20,
};
static const struct guid some = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } };

static bool on_open(void *self, struct xml_name name, const struct xml_attribute *attributes, size_t count)
{
	(void)attributes, (void)count;
	return buf_printf(self, "<%.*s>", (int)name.local.len, name.local.at);
}

static bool on_text(void *self, struct span text)
{
	return buf_add(self, text);
}

static bool on_close(void *self, struct xml_name name)
{
	(void)name;
	return buf_text(self, "/");
}

/* Well-formed, with the elements and texts that every envelope has, and these. */
static void check_sent(struct buf *envelope, bool put, const char *const *words)
{
	static const struct xml_events events = { on_open, on_text, on_close };
	static const char *const all[] = {
		"<To>https://pool.contoso.com:443/OcsPowershell?a=1&b=<2>/",
		"<ResourceURI>http://schemas.microsoft.com/powershell/Microsoft.PowerShell/",
		"<Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous/",
		"<MaxEnvelopeSize>153600/", "<MessageID>uuid:1C7D58DC-C1BA-46F4-B5D4-8CD29F1A6053/", "<OperationTimeout>PT20S/",
	};
	struct source_memory source = source_memory(buf_span(envelope));
	struct buf heard = BUF(100000);
	struct fault f = { 0 };

	assert_true(put);
	if (!xml_read(&source.source, &events, &heard, &f))
		fail_msg("%s: %s", envelope->at, f.text);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strstr(said(&heard), all[i]))
			fail_msg("no %s in %s", all[i], heard.at);
	for (; *words; words++)
		if (!strstr(said(&heard), *words))
			fail_msg("no %s in %s", *words, heard.at);
	buf_free(&heard);
	buf_free(envelope);
	*envelope = BUF(100000);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define SHELL "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"

static const char command_action[] = "<Action>" SHELL "/Command/", receive_action[] = "<Action>" SHELL "/Receive/";

static void what_we_send(void **state)
{
	struct wsman_head first = head;
	struct buf b = BUF(100000);

	(void)state;
	first.shell_id = NULL;
	check_sent(&b, wsman_create(&first, some, SPAN("foo"), &b),
		   WORDS("<Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Create/", "<Option>2.3/", "<IdleTimeOut>PT60S/",
			 "<InputStreams>stdin pr/", "<OutputStreams>stdout/", "<creationXml>Zm9v/"));
	assert_true(wsman_create(&first, some, SPAN("foo"), &b));
	assert_non_null(strstr(said(&b), "ShellId=\"01020304-0506-0708-090A-0B0C0D0E0F10\""));
	assert_null(strstr(said(&b), "Selector"));
	b.len = 0;
	check_sent(&b, wsman_command(&head, some, SPAN("foo"), &b),
		   WORDS(command_action, "<Selector>A&B/", "<Command>/", "<Arguments>Zm9v/"));
	check_sent(&b, wsman_receive(&head, "C&D", &b), WORDS(receive_action, "<Option>TRUE/", "<DesiredStream>stdout/"));
	assert_true(wsman_receive(&head, "C&D", &b));
	assert_non_null(strstr(said(&b), "<rsp:DesiredStream CommandId=\"C&amp;D\">stdout<"));
	b.len = 0;
	assert_true(wsman_receive(&head, NULL, &b));
	assert_non_null(strstr(said(&b), "<rsp:DesiredStream>stdout<"));
	b.len = 0;
	check_sent(&b, wsman_delete(&head, &b), WORDS("<Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete/", "<Selector>A&B/",
						       "<Body>/"));
	check_sent(&b, wsman_enumerate(&head, &b), WORDS("enumeration/Enumerate/", "<OptimizeEnumeration>/", "<MaxElements>100/"));
	check_sent(&b, wsman_pull(&head, "<&>", &b), WORDS("enumeration/Pull/", "<EnumerationContext><&>/", "<MaxElements>100/"));
	buf_free(&b);
}

static void no_room(void **state)
{
	struct buf small = BUF(1000);

	(void)state;
	assert_false(wsman_create(&head, some, SPAN("foo"), &small));
	buf_free(&small);
	small = BUF(1000);
	assert_false(wsman_pull(&head, "context", &small));
	buf_free(&small);
}

/* ---- receiving ---- */

static const struct answer_case {
	const char *envelope;
	struct wsman_answer answer;
	const char *streams;
} answers[] = {
	{ ENVELOPE("<a:RelatesTo>uuid:1</a:RelatesTo>",
		   "<t:ResourceCreated xmlns:t=\"urn:t\"><a:ReferenceParameters><w:SelectorSet><w:Selector Name=\"ShellId\"> 67A </w:Selector>"
		   "<w:Selector Name=\"Other\">X</w:Selector></w:SelectorSet></a:ReferenceParameters></t:ResourceCreated>"),
	  { .relates_to = "uuid:1", .shell_id = "67A" }, "" },
	/* Windows 2008 R2 puts no Shell there; later ones do */
	{ ENVELOPE("", "<rsp:Shell><rsp:ShellId>67A</rsp:ShellId></rsp:Shell>"), { .shell_id = "" }, "" },
	{ ENVELOPE("", "<rsp:CommandResponse><rsp:CommandId>C1</rsp:CommandId></rsp:CommandResponse>"), { .command_id = "C1" }, "" },
	{ ENVELOPE("", "<rsp:ReceiveResponse><rsp:Stream Name=\"stdout\">Zm9v</rsp:Stream><rsp:Stream Name=\"stdout\" CommandId=\"C1\">\n"
		   "YmFy</rsp:Stream><rsp:CommandState CommandId=\"C1\" State=\"" SHELL "/CommandState/Done\"><rsp:ExitCode>0</rsp:ExitCode>"
		   "</rsp:CommandState></rsp:ReceiveResponse>"),
	  { .command_done = true }, "foobar" },
	{ ENVELOPE("", "<rsp:ReceiveResponse><rsp:Stream Name=\"stdout\" End=\"true\"/><rsp:CommandState State=\"" SHELL
		   "/CommandState/Running\"/></rsp:ReceiveResponse>"),
	  { .command_done = false }, "" },
	{ ENVELOPE("", "<n:EnumerateResponse xmlns:n=\"urn:n\"><n:EnumerationContext>uuid:E</n:EnumerationContext></n:EnumerateResponse>"),
	  { .context = "uuid:E" }, "" },
	{ ENVELOPE("", "<n:PullResponse xmlns:n=\"urn:n\"><w:EndOfSequence/></n:PullResponse>"), { .end_of_sequence = true }, "" },
	/* faults: the innermost message says most */
	{ ENVELOPE("<a:RelatesTo>uuid:2</a:RelatesTo>",
		   "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:TimedOut</s:Value></s:Subcode></s:Code><s:Reason>"
		   "<s:Text xml:lang=\"en-US\">The operation did not complete.</s:Text></s:Reason><s:Detail><f:WSManFault Code=\"2150858793\">"
		   "<f:Message>It did not complete within the time.</f:Message></f:WSManFault></s:Detail></s:Fault>"),
	  { .relates_to = "uuid:2", .is_fault = true, .fault_code = 2150858793, .subcode = "TimedOut",
	    .fault_text = "It did not complete within the time." }, "" },
	{ ENVELOPE("", "<s:Fault><s:Reason><s:Text>Access is denied.</s:Text></s:Reason></s:Fault>"),
	  { .is_fault = true, .fault_code = 0, .fault_text = "Access is denied." }, "" },
	{ ENVELOPE("", "<s:Fault><s:Reason><s:Text>Access is denied.</s:Text></s:Reason><s:Detail><f:WSManFault Code=\"5\" Machine=\"x\"><f:Message/>"
		   "</f:WSManFault></s:Detail></s:Fault>"),
	  { .is_fault = true, .fault_code = 5, .fault_text = "Access is denied." }, "" },
	{ ENVELOPE("", "<s:Fault><s:Detail><f:WSManFault Code=\"2150859173\"><f:Message><f:ProviderFault provider=\"x\"><f:WSManFault Code=\"7\">"
		   "<f:Message>inner</f:Message></f:WSManFault></f:ProviderFault></f:Message></f:WSManFault></s:Detail></s:Fault>"),
	  { .is_fault = true, .fault_code = 7, .fault_text = "inner" }, "" },
	{ ENVELOPE("", "<s:Fault><s:Detail><p:MSFT_WmiError xmlns:p=\"urn:p\"><p:error_Code>2147749904</p:error_Code></p:MSFT_WmiError></s:Detail>"
		   "</s:Fault>"),
	  { .is_fault = true, .fault_code = 2147749904u }, "" },
	/* the outer subcode names the fault, whatever its prefix; a Value in the detail is none */
	{ ENVELOPE("", "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value> wsman:QuotaLimit </s:Value><s:Subcode><s:Value>x:Inner"
		   "</s:Value></s:Subcode></s:Subcode></s:Code><s:Reason><s:Text/></s:Reason><s:Detail><s:Value>w:AccessDenied</s:Value></s:Detail>"
		   "</s:Fault>"),
	  { .is_fault = true, .subcode = "QuotaLimit" }, "" },
	{ ENVELOPE("", "<s:Fault><s:Code><s:Subcode><s:Value>AccessDenied</s:Value></s:Subcode></s:Code></s:Fault>"),
	  { .is_fault = true, .subcode = "AccessDenied" }, "" },
	{ ENVELOPE("", "<s:Fault><s:Detail><f:WSManFault Code=\"99999999999\"/></s:Detail></s:Fault>"), { .is_fault = true }, "" },
	/* names count, prefixes do not */
	{ "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://www.w3.org/2003/05/soap-envelope\"><SOAP-ENV:Header><wsa:RelatesTo xmlns:wsa=\"urn:a\">uuid:3"
	  "</wsa:RelatesTo></SOAP-ENV:Header><SOAP-ENV:Body/></SOAP-ENV:Envelope>",
	  { .relates_to = "uuid:3" }, "" },
};

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static void check_answer(const struct answer_case *c, const struct wsman_answer *got, const struct buf *streams)
{
	const struct wsman_answer *want = &c->answer;
	bool same = strcmp(got->relates_to, or_empty(want->relates_to)) == 0 && strcmp(got->shell_id, or_empty(want->shell_id)) == 0 &&
		    strcmp(got->command_id, or_empty(want->command_id)) == 0 && got->command_done == want->command_done &&
		    strcmp(got->context, or_empty(want->context)) == 0 && got->end_of_sequence == want->end_of_sequence &&
		    got->is_fault == want->is_fault && got->fault_code == want->fault_code &&
		    strcmp(got->fault_text, or_empty(want->fault_text)) == 0 && strcmp(got->subcode, or_empty(want->subcode)) == 0 && span_equal(buf_span(streams), span_of(c->streams));

	if (!same)
		fail_msg("%s\nrelates %s shell %s command %s done %d context %s end %d fault %d %u %s: %s", c->envelope, got->relates_to,
			 got->shell_id, got->command_id, got->command_done, got->context, got->end_of_sequence, got->is_fault,
			 got->fault_code, got->fault_text, streams->at);
}

static void what_answers_say(void **state)
{
	struct page page = page_new(4096);

	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct arena a = ARENA(100000);
		struct buf streams = BUF(1000);
		struct wsman_answer answer;
		struct fault f = { 0 };
		if (!wsman_answer_decode(page_flush(&page, span_of(answers[i].envelope)), &a, &streams, &answer, &f))
			fail_msg("%s\n%s", answers[i].envelope, f.text);
		check_answer(&answers[i], &answer, &streams);
		buf_free(&streams);
		arena_free(&a);
	}
	page_free(&page);
}

/* A number that is known wins; what only the subcode names goes by that; an unknown one of both is its number. */
static void what_kind_of_fault_it_is(void **state)
{
	static const struct {
		struct wsman_answer answer;
		int64_t code, meaning;
	} cases[] = {
		{ { .fault_code = 5, .subcode = "InternalError" }, 5, REMOTE_ACCESS_DENIED },
		{ { .fault_code = 2150858793, .subcode = "" }, 2150858793, REMOTE_TIMED_OUT },
		{ { .fault_code = 2150858843, .subcode = "TimedOut" }, 2150858843, REMOTE_NO_SHELL },
		{ { .subcode = "TimedOut" }, REMOTE_TIMED_OUT, REMOTE_TIMED_OUT },
		{ { .fault_code = 1, .subcode = "AccessDenied" }, REMOTE_ACCESS_DENIED, REMOTE_ACCESS_DENIED },
		{ { .subcode = "QuotaLimit" }, REMOTE_QUOTA, REMOTE_QUOTA },
		{ { .subcode = "DestinationUnreachable" }, REMOTE_UNREACHABLE, REMOTE_UNREACHABLE },
		{ { .subcode = "InvalidSelectors" }, REMOTE_NO_SHELL, REMOTE_NO_SHELL },
		{ { .subcode = "SchemaValidationError" }, REMOTE_SCHEMA, REMOTE_SCHEMA },
		{ { .subcode = "ActionNotSupported" }, REMOTE_NO_ACTION, REMOTE_NO_ACTION },
		{ { .fault_code = 87, .subcode = "InvalidParameter" }, 87, 87 },
		{ { .subcode = "" }, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(wsman_fault_code(&cases[i].answer), cases[i].code);
		assert_int_equal(facts_remote_meaning(cases[i].code), cases[i].meaning);
	}
}

static void what_is_none(void **state)
{
	static const struct {
		const char *body, *says;
		enum fault_kind kind;
	} rubbish[] = {
		{ "", "there is no XML: it is empty", FAULT_PROTOCOL },
		{ "<html><body>404 - File or directory not found.</body></html>", "is not a SOAP envelope: its first element is <html>", FAULT_PROTOCOL },
		{ "<Envelope xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\"/>", "is not a SOAP envelope", FAULT_PROTOCOL },
		{ "<!DOCTYPE html><html/>", "document type declaration", FAULT_PROTOCOL },
		{ ENVELOPE("", "<rsp:Stream>Zm9</rsp:Stream>"), "a stream in the answer is not base64", FAULT_PROTOCOL },
		{ ENVELOPE("", "<rsp:Stream>Zm9vYmFyZm9vYmFy</rsp:Stream>"), "the streams of one answer are longer than", FAULT_LIMIT },
		{ "<s:Envelope " SOAP "><s:Body>", "cut off", FAULT_PROTOCOL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++) {
		struct arena a = ARENA(100000);
		struct buf streams = BUF(10);
		struct wsman_answer answer;
		struct fault f = { 0 };
		assert_false(wsman_answer_decode(span_of(rubbish[i].body), &a, &streams, &answer, &f));
		if (f.kind != rubbish[i].kind || !strstr(f.text, rubbish[i].says))
			fail_msg("%s: %s", rubbish[i].body, f.text);
		buf_free(&streams);
		arena_free(&a);
	}
}

static struct buf utf16(const char *text)
{
	struct buf wide = BUF(10000);

	buf_add(&wide, (struct span){ "\xff\xfe", 2 });
	for (; *text; text++)
		buf_add(&wide, (struct span){ (const char[]){ *text, '\0' }, 2 });
	return wide;
}

static void an_answer_in_utf16(void **state)
{
	static const struct {
		const char *envelope, *fault; /* NULL: it is read */
	} cases[] = {
		{ ENVELOPE("", "<rsp:Stream>Zm9v</rsp:Stream>"), NULL },
		{ "<?xml version=\"1.0\" encoding=\"utf-16\"?>" ENVELOPE("", "<rsp:Stream>Zm9v</rsp:Stream>"), NULL },
		{ "<?xml version=\"1.0\" encoding=\"utf-8\"?>" ENVELOPE("", "<rsp:Stream>Zm9v</rsp:Stream>"),
		  "the XML is UTF-16 but declares another encoding" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = ARENA(100000);
		struct buf streams = BUF(10), wide = utf16(cases[i].envelope);
		struct wsman_answer answer;
		struct fault f = { 0 };
		bool read = wsman_answer_decode(buf_span(&wide), &a, &streams, &answer, &f);
		if (cases[i].fault)
			assert_string_equal(f.text, cases[i].fault);
		else if (!read || !span_equal(buf_span(&streams), span_of("foo")))
			fail_msg("%s: %s", cases[i].envelope, f.text);
		buf_free(&streams);
		buf_free(&wide);
		arena_free(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_we_send),
		cmocka_unit_test(no_room),
		cmocka_unit_test(what_answers_say),
		cmocka_unit_test(what_kind_of_fault_it_is),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(an_answer_in_utf16),
	};

	return cmocka_run_group_tests_name("wsman_msg", tests, NULL, NULL);
}
