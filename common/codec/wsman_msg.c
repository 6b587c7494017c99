// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * wsman_msg - WS-Management envelopes: the ones we send, and what an answer says
 */
#include "codec/wsman_msg.h"

#include "codec/base64.h"
#include "codec/xml.h"
#include "model/facts.h"

#define SOAP "http://www.w3.org/2003/05/soap-envelope"
#define ADDRESSING "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define WSMAN "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define SHELL "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
#define TRANSFER "http://schemas.xmlsoap.org/ws/2004/09/transfer"
#define ENUMERATION "http://schemas.xmlsoap.org/ws/2004/09/enumeration"

enum { IDLE_TIMEOUT_S = 60, ITEMS_AT_ONCE = 100, TEXT_MAX = WSMAN_STREAM_MAX * 4 / 3 + 4096 };

/* ---- sending ---- */

/* Values go into XML as text: the five characters that mean something there are named. */
static void put_text(struct buf *b, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&': buf_text(b, "&amp;"); break;
		case '<': buf_text(b, "&lt;"); break;
		case '>': buf_text(b, "&gt;"); break;
		case '"': buf_text(b, "&quot;"); break;
		case '\'': buf_text(b, "&apos;"); break;
		default: buf_add(b, (struct span){ text, 1 });
		}
}

/* Header: who, what, and the options, an element or "". */
static void put_head(const struct wsman_head *head, const char *action, const char *options, struct buf *b)
{
	char id[GUID_TEXT_MAX];

	guid_text(head->message, id);
	buf_text(b, "<s:Envelope xmlns:s=\"" SOAP "\" xmlns:a=\"" ADDRESSING "\" xmlns:w=\"" WSMAN
		    "\" xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd\"><s:Header><a:To>");
	put_text(b, head->url);
	buf_text(b, "</a:To><w:ResourceURI s:mustUnderstand=\"true\">");
	put_text(b, head->resource);
	buf_printf(b, "</w:ResourceURI><a:ReplyTo><a:Address s:mustUnderstand=\"true\">" ADDRESSING "/role/anonymous"
		      "</a:Address></a:ReplyTo><a:Action s:mustUnderstand=\"true\">%s</a:Action>"
		      "<w:MaxEnvelopeSize s:mustUnderstand=\"true\">%d</w:MaxEnvelopeSize>"
		      "<a:MessageID>uuid:%s</a:MessageID>"
		      "<w:Locale xml:lang=\"en-US\" s:mustUnderstand=\"false\"/>"
		      "<p:DataLocale xml:lang=\"en-US\" s:mustUnderstand=\"false\"/>"
		      "<w:OperationTimeout>PT%uS</w:OperationTimeout>%s",
		   action, WSMAN_ENVELOPE_MAX, id, head->timeout_s, options);
	if (head->shell_id) {
		buf_text(b, "<w:SelectorSet><w:Selector Name=\"ShellId\">");
		put_text(b, head->shell_id);
		buf_text(b, "</w:Selector></w:SelectorSet>");
	}
	buf_text(b, "</s:Header><s:Body>");
}

static bool put_end(struct buf *b)
{
	return buf_text(b, "</s:Body></s:Envelope>");
}

bool wsman_create(const struct wsman_head *head, struct guid pool, struct span fragments, struct buf *b)
{
	char id[GUID_TEXT_MAX];

	guid_text(pool, id);
	put_head(head, TRANSFER "/Create",
		 "<w:OptionSet s:mustUnderstand=\"true\"><w:Option Name=\"protocolversion\" MustComply=\"true\">2.3"
		 "</w:Option></w:OptionSet>", b);
	buf_printf(b, "<rsp:Shell xmlns:rsp=\"" SHELL "\" ShellId=\"%s\"><rsp:IdleTimeOut>PT%dS</rsp:IdleTimeOut>"
		      "<rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams>"
		      "<creationXml xmlns=\"http://schemas.microsoft.com/powershell\">", id, IDLE_TIMEOUT_S);
	bool put = base64_encode(fragments, b);
	buf_text(b, "</creationXml></rsp:Shell>");
	return put_end(b) && put;
}

bool wsman_command(const struct wsman_head *head, struct guid pipeline, struct span fragment, struct buf *b)
{
	char id[GUID_TEXT_MAX];

	guid_text(pipeline, id);
	put_head(head, SHELL "/Command", "", b);
	buf_printf(b, "<rsp:CommandLine xmlns:rsp=\"" SHELL "\" CommandId=\"%s\"><rsp:Command></rsp:Command><rsp:Arguments>",
		   id);
	bool put = base64_encode(fragment, b);
	buf_text(b, "</rsp:Arguments></rsp:CommandLine>");
	return put_end(b) && put;
}

bool wsman_receive(const struct wsman_head *head, const char *command_id, struct buf *b)
{
	put_head(head, SHELL "/Receive",
		 "<w:OptionSet s:mustUnderstand=\"true\"><w:Option Name=\"WSMAN_CMDSHELL_OPTION_KEEPALIVE\">TRUE"
		 "</w:Option></w:OptionSet>", b);
	buf_text(b, "<rsp:Receive xmlns:rsp=\"" SHELL "\"><rsp:DesiredStream");
	if (command_id) {
		buf_text(b, " CommandId=\"");
		put_text(b, command_id);
		buf_text(b, "\"");
	}
	buf_text(b, ">stdout</rsp:DesiredStream></rsp:Receive>");
	return put_end(b);
}

bool wsman_signal(const struct wsman_head *head, const char *command_id, struct buf *b)
{
	put_head(head, SHELL "/Signal", "", b);
	buf_text(b, "<rsp:Signal xmlns:rsp=\"" SHELL "\" CommandId=\"");
	put_text(b, command_id);
	buf_text(b, "\"><rsp:Code>" SHELL "/signal/terminate</rsp:Code></rsp:Signal>");
	return put_end(b);
}

bool wsman_delete(const struct wsman_head *head, struct buf *b)
{
	put_head(head, TRANSFER "/Delete", "", b);
	return put_end(b);
}

bool wsman_enumerate(const struct wsman_head *head, struct buf *b)
{
	put_head(head, ENUMERATION "/Enumerate", "", b);
	buf_printf(b, "<n:Enumerate xmlns:n=\"" ENUMERATION "\"><w:OptimizeEnumeration/>"
		      "<w:MaxElements>%d</w:MaxElements></n:Enumerate>", ITEMS_AT_ONCE);
	return put_end(b);
}

bool wsman_pull(const struct wsman_head *head, const char *context, struct buf *b)
{
	put_head(head, ENUMERATION "/Pull", "", b);
	buf_text(b, "<n:Pull xmlns:n=\"" ENUMERATION "\"><n:EnumerationContext>");
	put_text(b, context);
	buf_printf(b, "</n:EnumerationContext><n:MaxElements>%d</n:MaxElements></n:Pull>", ITEMS_AT_ONCE);
	return put_end(b);
}

/* ---- receiving ---- */

struct ctx {
	struct arena *arena;
	struct buf *streams;
	struct wsman_answer *answer;
	struct fault *fault;
	int depth;
	bool keep;	 /* the open element's text is wanted */
	struct buf text; /* of the innermost element that wants it */
	bool shell_selector; /* the open Selector names the shell */
	bool in_subcode;
};

/* Elements whose text is a value of the answer. */
static const struct {
	const char *local;
	size_t offset;
} values[] = {
	{ "RelatesTo", offsetof(struct wsman_answer, relates_to) },
	{ "CommandId", offsetof(struct wsman_answer, command_id) },
	{ "EnumerationContext", offsetof(struct wsman_answer, context) },
};

static const char **value_of(struct wsman_answer *answer, struct span local)
{
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (span_equal(local, span_of(values[i].local)))
			return (const char **)((char *)answer + values[i].offset);
	return NULL;
}

static bool is(struct xml_name name, const char *local)
{
	return span_equal(name.local, span_of(local));
}

static bool on_open(void *self, struct xml_name name, const struct xml_attribute *attributes, size_t count)
{
	struct ctx *r = self;
	uint64_t code;

	if (r->depth++ == 0 && !(is(name, "Envelope") && span_equal(name.space, SPAN(SOAP))))
		return fault(r->fault, FAULT_PROTOCOL, 0, "the answer is not a SOAP envelope: its first element is <%.*s>",
			     (int)(name.local.len < 40 ? name.local.len : 40), name.local.at);
	if (is(name, "Fault") && span_equal(name.space, SPAN(SOAP)))
		r->answer->is_fault = true;
	if (is(name, "WSManFault") && span_number(xml_attribute(attributes, count, "Code"), UINT32_MAX, &code))
		r->answer->fault_code = (uint32_t)code;
	if (is(name, "CommandState") && span_ends_nocase(xml_attribute(attributes, count, "State"), SPAN("/Done")))
		r->answer->command_done = true;
	if (is(name, "EndOfSequence"))
		r->answer->end_of_sequence = true;
	if (is(name, "Subcode"))
		r->in_subcode = true;
	r->shell_selector = is(name, "Selector") &&
			    span_equal_nocase(xml_attribute(attributes, count, "Name"), SPAN("ShellId"));
	r->keep = value_of(r->answer, name.local) || is(name, "Stream") || (is(name, "Value") && r->in_subcode) || r->shell_selector ||
		  is(name, "Text") || is(name, "Message") || is(name, "error_Code");
	r->text.len = 0;
	return true;
}

static bool no_memory(struct ctx *r)
{
	return fault(r->fault, FAULT_MEMORY, 0, "out of memory while reading the answer");
}

static bool on_text(void *self, struct span text)
{
	struct ctx *r = self;

	return !r->keep || buf_add(&r->text, text) || (r->text.out_of_memory ? no_memory(r) :
		fault(r->fault, FAULT_LIMIT, 0, "a value in the answer is longer than %d MiB", TEXT_MAX >> 20));
}

static const char *take(struct ctx *r)
{
	return arena_text(r->arena, span_trim(buf_span(&r->text)));
}

static bool stream_close(struct ctx *r)
{
	if (base64_decode(buf_span(&r->text), r->streams))
		return true;
	if (r->streams->out_of_memory)
		return no_memory(r);
	if (r->streams->failed)
		return fault(r->fault, FAULT_LIMIT, 0, "the streams of one answer are longer than %d MiB",
			     WSMAN_STREAM_MAX >> 20);
	return fault(r->fault, FAULT_PROTOCOL, 0, "a stream in the answer is not base64");
}

/* A subcode is a QName. That of the outer one is DSP0226's. */
static void subcode_take(struct ctx *r)
{
	struct span local, prefix = span_split(span_trim(buf_span(&r->text)), ':', &local);

	if (!r->answer->subcode[0])
		r->answer->subcode = arena_text(r->arena, local.at ? local : prefix);
}

/* WSManFault's own message says more than the reason's text, and comes after it. */
static void fault_text(struct ctx *r, bool message)
{
	if (r->answer->is_fault && (message || !r->answer->fault_text[0]) && r->text.len)
		r->answer->fault_text = take(r);
}

static bool on_close(void *self, struct xml_name name)
{
	struct ctx *r = self;
	const char **value = value_of(r->answer, name.local);
	uint64_t code;

	r->depth--;
	if (is(name, "Subcode"))
		r->in_subcode = false;
	if (!r->keep)
		return true;
	r->keep = false;
	if (is(name, "Stream"))
		return stream_close(r);
	if (is(name, "Selector"))
		r->answer->shell_id = take(r);
	else if (is(name, "Value"))
		subcode_take(r);
	else if (is(name, "Text") || is(name, "Message"))
		fault_text(r, is(name, "Message"));
	else if (is(name, "error_Code") && span_number(span_trim(buf_span(&r->text)), UINT32_MAX, &code))
		r->answer->fault_code = (uint32_t)code;
	else if (value)
		*value = take(r);
	return true;
}

bool wsman_answer_decode(struct span body, struct arena *arena, struct buf *streams, struct wsman_answer *answer,
			 struct fault *f)
{
	static const struct xml_events events = { on_open, on_text, on_close };
	struct ctx r = { .arena = arena, .streams = streams, .answer = answer, .fault = f, .text = BUF(TEXT_MAX) };

	*answer = (struct wsman_answer){ .relates_to = "", .shell_id = "", .command_id = "", .context = "", .subcode = "", .fault_text = "" };
	struct source_memory source = source_memory(body);
	bool read = xml_read(&source.source, &events, &r, f);
	buf_free(&r.text);
	return read;
}

int64_t wsman_fault_code(const struct wsman_answer *answer)
{
	static const struct {
		const char *subcode;
		int64_t code;
	} subcodes[] = {
		{ "TimedOut", REMOTE_TIMED_OUT },
		{ "AccessDenied", REMOTE_ACCESS_DENIED },
		{ "QuotaLimit", REMOTE_QUOTA },
		{ "DestinationUnreachable", REMOTE_UNREACHABLE },
		{ "InvalidSelectors", REMOTE_NO_SHELL },
		{ "SchemaValidationError", REMOTE_SCHEMA },
		{ "ActionNotSupported", REMOTE_NO_ACTION },
	};

	if (facts_remote_meaning(answer->fault_code) != answer->fault_code)
		return answer->fault_code;
	for (size_t i = 0; i < sizeof subcodes / sizeof *subcodes; i++)
		if (span_equal(span_of(answer->subcode), span_of(subcodes[i].subcode)))
			return subcodes[i].code;
	return answer->fault_code;
}
