// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * explain - what is known of a code, for --explain
 */
#include "report/explain.h"

#include "codec/ms_diag.h"
#include "codec/pasted.h"
#include "judge/message_format.h"
#include "judge/speaker.h"
#include "judge/tables/alert_table.h"
#include "judge/tables/cmdlet_table.h"
#include "judge/tables/diag_table.h"
#include "judge/tables/event_table.h"
#include "judge/tables/settings_stop_table.h"
#include "judge/tables/sip_table.h"
#include "judge/tables/winsock_table.h"

#include <stdio.h>
#include <stdlib.h>

enum { LABEL = 13, ARENA_CEILING = 64 * 1024, VALUE_MAX = 16 * 1024 };

/* How much the headers of a text say about its SIP status. */
enum telling {
	TELLS_NOTHING, /* none of them has the place of the failure: the status decides */
	TELLS_BEYOND,  /* the partner's side gave the status */
	TELLS_ALL,     /* one of them has the cause, whatever the status is */
};

/* Where to write the explanation of one text, and the rows that were explained: each is explained once. */
struct explaining {
	struct lines *to;
	enum telling telling; /* the most that a header of the text says */
	const struct diag *diag; /* the header that is being explained; NULL: none */
	const void *rows[32];
	size_t row_count;
	bool known;
};

/* False: the row was explained before, or there are too many. */
static bool begin_row(struct explaining *e, const void *row)
{
	for (size_t i = 0; i < e->row_count; i++)
		if (e->rows[i] == row)
			return false;
	if (!row || e->row_count == sizeof e->rows / sizeof *e->rows)
		return false;
	e->rows[e->row_count++] = row;
	e->known = true;
	return true;
}

static bool is_public(const struct explaining *e)
{
	return e->diag && e->diag->header == DIAG_PUBLIC;
}

/* Without a run, only the header has names of hosts. */
static void add(const struct explaining *e, const char *label, const char *pattern)
{
	const char *source = e->diag && e->diag->source[0] ? "source=" : NULL, *domain = e->diag ? diag_param(e->diag, "domain") : NULL;
	struct findings texts;
	char lead[LABEL + 3];

	if (!pattern)
		return;
	findings_init(&texts);
	const char *named = domain && speaker_host(domain).len ? arena_text(&texts.arena, speaker_host(domain)) : "DOMAIN";
	/* A public header crosses federation: its Edge may be the partner's. Source: UCMA, Diagnostics and error reporting. */
	const struct word words[] = {
		{ "queried", "the server asked" },
		{ "server", source ? "the server in source=" : "the server that says so" },
		{ "speaks", "a server on the way" },
		{ "ask", "ask the partner" },
		{ "edge", !is_public(e) ? "our Edge" : source ? "the Edge in source=, perhaps the partner's," : "an Edge, perhaps the partner's," },
		{ "next", is_public(e) ? "its next hop" : "the next hop" },
		{ "nearer", "the server asked" },
		{ "farther", is_public(e) ? "its next hop" : "the next hop" },
		{ "partner", is_public(e) ? "the access edge of the other side" : "the partner's access edge" },
		{ "domain", named },
		{ "named", named },
		{ "host", "not named" },
		{ NULL, NULL },
	};
	snprintf(lead, sizeof lead, "  %-*s", LABEL, label);
	lines_add(e->to, lead, "%s", message_format(&texts, pattern, words));
	findings_free(&texts);
}

static void add_advice(const struct explaining *e, const struct advice *advice, const char *whose)
{
	add(e, "sentence", advice->sentence);
	add(e, advice->sourced ? "because" : "most often", advice->because);
	add(e, "remedy", advice->remedy);
	add(e, "whose move", whose);
	add(e, "cause key", cause_key(advice->cause));
	add(e, "source", advice->source);
}

/* ---- codes ---- */

static bool is_family(const struct diag_row *row)
{
	return row && row->last > row->code;
}

/* Do Microsoft's servers speak in it? */
static bool is_of_push(const struct diag *d)
{
	return d && speaker_is_push(speaker_host(d->source));
}

/* A public header crosses federation, so it proves nothing of our own servers; what was recalled decides nothing. */
static enum telling telling_of(const struct diag *d, const struct diag_row *row)
{
	if (is_of_push(d))
		return diag_table_partner(d->code, false) ? TELLS_ALL : TELLS_BEYOND;
	if (d->header == DIAG_PUBLIC || !row || !row->advice.sourced || row->advice.place == PLACE_UNTOLD)
		return TELLS_NOTHING;
	return row->advice.place == PLACE_BEYOND || row->advice.place == PLACE_ANSWERED ? TELLS_BEYOND : TELLS_ALL;
}

static const struct advice partner_says = {
	ADVICE_BY_STATUS, PLACE_BEYOND, NULL, CAUSE_UNDETERMINED,
	"the partner's side reports it, in a code whose meaning is known of one's own servers alone: the SIP status decides",
	"ask the partner", "the partner", "Microsoft UCMA, Diagnostics and error reporting", true
};

/* The advice of the row, or of a table with more precise rows for such a header. */
static const struct advice *explaining_advice(const struct explaining *e, const struct diag_row *row)
{
	const char *hresult = e->diag ? diag_param(e->diag, "HRESULT") : NULL;
	const struct winsock_row *number = hresult ? winsock_table_read(hresult) : NULL;
	const struct advice *sharper = NULL;

	if (is_of_push(e->diag)) { /* it concerns us if the domain is not the push service's */
		const char *domain = diag_param(e->diag, "domain");
		sharper = diag_table_partner(e->diag->code, domain && !speaker_is_push(speaker_host(domain)));
		sharper = sharper ? sharper : &partner_says;
	} else if (row->advice.cause == CAUSE_NEXT_HOP_CERTIFICATE && number) {
		sharper = diag_table_trust(number->cause);
	}
	return sharper ? sharper : &row->advice;
}

static void explain_diag(struct explaining *e, const struct diag_row *row, uint32_t code)
{
	static const char *const headers[] = { "ms-diagnostics", "ms-client-diagnostics", "ms-diagnostics-public" };

	if (!begin_row(e, row))
		return;
	lines_add(e->to, "", "%s %u%s - %s", headers[e->diag ? e->diag->header : DIAG_INTERNAL], code, is_family(row) ? ", of a family" : "",
		  row->reason);
	const struct advice *advice = explaining_advice(e, row);
	add_advice(e, advice, is_public(e) && advice == &row->advice ? "the organisation of that Edge" : advice->whose);
}

static void explain_status(struct explaining *e, uint64_t code)
{
	const struct sip_row *row = code <= 699 ? sip_table_find((int)code) : NULL;

	if (!begin_row(e, row))
		return;
	const struct sip_beyond *beyond = e->telling == TELLS_BEYOND ? sip_table_beyond((int)code) : NULL;
	lines_add(e->to, "", "SIP status %u - %s", (unsigned)code, row->meaning);
	if (e->telling == TELLS_ALL) {
		add(e, "because", "ms-diagnostics say why, see there");
	} else if (beyond) {
		add(e, "because", beyond->because);
		add(e, "remedy", beyond->remedy);
		add(e, "whose move", "the partner");
		add(e, "cause key", cause_key(beyond->cause));
	} else {
		add_advice(e, &row->advice, row->advice.whose);
	}
}

/* The number of a Winsock code, which may stand within an HRESULT, is shown as the table has it. */
static void explain_windows(struct explaining *e, const struct winsock_row *row)
{
	if (!begin_row(e, row))
		return;
	if (row->number > UINT16_MAX)
		lines_add(e->to, "", "%s 0x%08X, %s - %s", row->number >> 28 == 0xC ? "SIP stack" : "HRESULT", row->number, row->name,
			  row->meaning);
	else
		lines_add(e->to, "", "Winsock %u, %s - %s", row->number, row->name, row->meaning);
	if (row->cause != CAUSE_NONE)
		add(e, "cause key", cause_key(row->cause));
}

/* A fault of WS-Management, as WinRM and check_push_config print it. */
static void explain_fault(struct explaining *e, uint32_t number)
{
	const struct advice *advice = settings_stop_table_fault(number);

	if (!begin_row(e, advice))
		return;
	lines_add(e->to, "", "WS-Management fault %u (0x%08X)", number, number);
	add(e, "because", advice->because);
	add(e, "remedy", advice->remedy);
	add(e, "cause key", cause_key(advice->cause));
}

static void explain_alert(struct explaining *e, uint64_t code)
{
	static const enum alert_when whens[] = { ALERT_NOT_ASKED, ALERT_NOT_GIVEN, ALERT_UNUSED, ALERT_GIVEN };

	for (size_t i = 0; i < sizeof whens / sizeof *whens; i++) {
		const struct alert_row *row = code <= 255 ? alert_table_find((int)code, whens[i]) : NULL;
		if (!row || !begin_row(e, row))
			continue;
		lines_add(e->to, "", "TLS alert %u, %s", (unsigned)code, row->name);
		add_advice(e, &row->received, row->received.whose);
	}
}

static void explain_event(struct explaining *e, uint64_t number)
{
	const struct event_row *row = number <= UINT32_MAX ? event_table_find((uint32_t)number) : NULL;

	if (!row || !begin_row(e, row))
		return;
	lines_add(e->to, "", "event %u, %s - %s", row->number, row->log, row->meaning);
	add_advice(e, &row->advice, row->advice.whose);
}

/* ---- a number alone ---- */

/*
 * Every table that has a row for it: an event where it is no ms-diagnostics code itself; of a family, which says little, only where
 * nothing else is known.
 */
static void explain_number(struct explaining *e, uint32_t code)
{
	const struct diag_row *row = diag_table_find(code);

	if (row && !is_family(row))
		explain_diag(e, row, code);
	else
		explain_event(e, code);
	explain_status(e, code);
	explain_windows(e, winsock_table_find(code));
	explain_fault(e, code);
	if (!e->known)
		explain_diag(e, row, code);
}

/* ---- texts ---- */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* How many bytes at the start are of one word. */
static size_t word_len(struct span text)
{
	size_t len = 0;

	while (len < text.len && is_word(text.at[len]))
		len++;
	return len;
}

/* The text behind the next whole `word`, in either case; at NULL: the word is missing. */
static struct span behind_word(struct span text, struct span word)
{
	for (size_t at; text.at && (at = span_find_nocase(text, word)) < text.len;) {
		bool begins = at == 0 || !is_word(text.at[at - 1]);
		text = span_skip(text, at + word.len);
		if (begins && (!text.at || !text.len || !is_word(text.at[0]) || !is_word(word.at[word.len - 1])))
			return text;
	}
	return (struct span){ 0 };
}

static struct span behind_any(struct span text, const char *bytes)
{
	size_t len = 0;

	while (len < text.len && text.at[len] && strchr(bytes, text.at[len]))
		len++;
	return span_skip(text, len);
}

/* The decimal number at the start, as a word of its own; *rest is what follows it. */
static bool number_at(struct span text, uint64_t *number, struct span *rest)
{
	size_t len = word_len(text);

	if (!span_number((struct span){ text.at, len }, UINT32_MAX, number))
		return false;
	*rest = span_skip(text, len);
	return true;
}

/* "Reason :", "ms-diagnostics-public:", or an empty line: what stands before it ends there, though its quotes may be open. */
static bool begins_anew(struct span line)
{
	struct span rest, name = span_split(line, ':', &rest);

	if (!span_trim(line).len || span_starts_nocase(line, SPAN("SIP/2.0 ")))
		return true;
	name = span_trim(name);
	return rest.at && name.len && word_len(name) == name.len;
}

/* A value ends where another one begins; mails and consoles break its lines anywhere before. */
static struct span value_at(struct span text)
{
	struct span rest = text;

	while (rest.at) {
		span_split(rest, '\n', &rest);
		if (rest.at && begins_anew((struct span){ rest.at, span_find(rest, SPAN("\n")) }))
			return (struct span){ text.at, (size_t)(rest.at - text.at) };
	}
	return text;
}

/* A header's own words, then what is known of its code. */
static void explain_header(struct explaining *e, enum diag_header header, struct span value)
{
	static const char *const names[] = { "ms-diagnostics", "ms-client-diagnostics", "ms-diagnostics-public" };
	struct arena arena = ARENA(ARENA_CEILING);
	struct diag diag;

	if (ms_diag_decode(header, span_trim(value), &arena, &diag)) {
		const struct diag_row *row = diag_table_find(diag.code);
		enum telling telling = telling_of(&diag, row);
		e->telling = telling > e->telling ? telling : e->telling;
		e->diag = &diag;
		if (row)
			explain_diag(e, row, diag.code);
		else
			lines_add(e->to, "", "%s %u - no document speaks of it", names[header], diag.code);
		e->known = true;
		for (size_t i = 0; i < diag.param_count; i++) {
			const struct winsock_row *winsock = winsock_table_read(diag.params[i].value);
			lines_add(e->to, "  ", "%s = %s%s%s", diag.params[i].name, diag.params[i].value, winsock ? ": " : "",
				  winsock ? winsock->meaning : "");
		}
	}
	e->diag = NULL;
	arena_free(&arena);
}

/* Whole headers with their names, or the value of one alone: "1047;reason=...". */
static void explain_headers(struct explaining *e, struct span text)
{
	static const struct {
		struct span name;
		enum diag_header header;
	} names[] = {
		{ SPAN("ms-diagnostics"), DIAG_INTERNAL },
		{ SPAN("ms-client-diagnostics"), DIAG_CLIENT },
		{ SPAN("ms-diagnostics-public"), DIAG_PUBLIC },
	};
	struct span rest;
	uint64_t code;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (rest = behind_word(text, names[i].name); rest.at; rest = behind_word(rest, names[i].name)) {
			struct span value = behind_any(rest, " \t");
			if (value.len && value.at[0] == ':')
				explain_header(e, names[i].header, value_at(span_skip(value, 1)));
		}
	if (!e->known && number_at(span_trim(text), &code, &rest) && (span_starts(span_trim(rest), SPAN(";")) || span_starts(rest, SPAN("."))))
		explain_header(e, DIAG_INTERNAL, value_at(span_trim(text)));
}

/* The length of the parameter at the start of "Source=HOST,Reason=TEXT": a comma ends it only where NAME= follows. */
static size_t parameter_len(struct span text)
{
	for (size_t end = 1; end < text.len; end++) {
		struct span behind = behind_any(span_skip(text, end), ", \t");
		size_t next = word_len(behind);

		if (strchr(",;\n", text.at[end]) && next && next < behind.len && behind.at[next] == '=')
			return end;
	}
	return text.len;
}

/* "Source=HOST,Reason=TEXT", as the cmdlets print a header, to the parameters of ms-diagnostics. */
static void add_parameters(struct span text, struct buf *header)
{
	while (text.len) {
		size_t end = parameter_len(text), name = word_len(text);
		struct span value = span_skip(text, name < end ? name : end);

		value = span_trim((struct span){ value.at, end - (name < end ? name : end) });
		if (name && value.len && value.at[0] == '=') {
			value = span_trim(behind_any(value, "= \t\""));
			while (value.len && strchr("\",;", value.at[value.len - 1]))
				value.len--;
			buf_printf(header, ";%.*s=\"", (int)name, text.at);
			for (size_t i = 0; i < value.len; i++)
				buf_text(header, value.at[i] == '"' || value.at[i] == '\\' ? "'" : (const char[]){ value.at[i], '\0' });
			buf_text(header, "\"");
		}
		text = behind_any(span_skip(text, end), ",; \t\n");
	}
}

static void explain_error_codes(struct explaining *e, struct span text)
{
	for (struct span rest = behind_word(text, SPAN("ErrorCode")); rest.at; rest = behind_word(rest, SPAN("ErrorCode"))) {
		struct buf header = BUF(VALUE_MAX);
		struct span params;
		uint64_t code;

		if (!number_at(behind_any(rest, " \t=:\""), &code, &params))
			continue;
		struct span another = behind_word(params, SPAN("ErrorCode"));
		params = value_at(params);
		if (another.at && another.at < params.at + params.len)
			params.len = (size_t)(another.at - params.at) - strlen("ErrorCode");
		buf_printf(&header, "%u", (unsigned)code);
		add_parameters(behind_any(params, "\",; \t\n"), &header);
		if (!header.failed)
			explain_header(e, DIAG_INTERNAL, buf_span(&header));
		buf_free(&header);
	}
}

/* "SIP/2.0 504 Server time-out", "A 504 (Server time-out) response", "ResponseCode=504", "Error : 504, Server time-out" */
static void explain_statuses(struct explaining *e, struct span text)
{
	static const struct {
		struct span before;
		const char *between, *behind; /* behind NULL: anything */
	} leads[] = {
		{ SPAN("SIP/2.0"), " \t", NULL },	     { SPAN("ResponseCode"), " =:\t\"", NULL }, { SPAN("SIP status"), " =:", NULL },
		{ SPAN("StatusCode"), " =:\t\"", NULL },     { SPAN("SIP"), " ", NULL },		 { SPAN("A"), " ", "(" },
		{ SPAN("An"), " ", "(" },		     { SPAN("Error"), " :\t", ",(" },		 { SPAN("response"), " :", NULL },
		{ SPAN("response code"), " :=", NULL },
	};
	struct span rest, behind;
	uint64_t code;

	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
		for (rest = behind_word(text, leads[i].before); rest.at; rest = behind_word(rest, leads[i].before)) {
			if (!number_at(behind_any(rest, leads[i].between), &code, &behind) || code < 100 || code > 699)
				continue;
			behind = behind_any(behind, " ");
			if (!leads[i].behind || (behind.len && strchr(leads[i].behind, behind.at[0])))
				explain_status(e, code);
		}
	if (number_at(text, &code, &behind) && code >= 100 && code <= 699 && behind.len > 1 && strchr(" ,", behind.at[0]))
		explain_status(e, code);
}

/* "event 14517", "Event ID: 14517", "<EventID Qualifiers="50153">14517" */
static void explain_events(struct explaining *e, struct span text)
{
	static const struct span leads[] = { SPAN("event"), SPAN("events"), SPAN("EventID"), SPAN("event ID"), SPAN("InstanceId") };
	uint64_t number;

	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
		for (struct span rest = behind_word(text, leads[i]); rest.at; rest = behind_word(rest, leads[i])) {
			struct span at = behind_any(rest, " \t:=#>\"");
			if (span_starts_nocase(at, SPAN("Qualifiers")))
				span_split(at, '>', &at);
			while (number_at(at, &number, &at)) {
				explain_event(e, number);
				at = behind_any(at, " ,");
			}
		}
}

/* "unknown_ca" and "Unknown CA" are one name. */
static bool has_name(struct span text, const char *name)
{
	size_t len = strlen(name);

	for (size_t at = 0; at + len <= text.len; at++) {
		size_t same = 0;
		while (same < len && (name[same] == '_' ? strchr(" _", text.at[at + same]) != NULL
							: (text.at[at + same] | 32) == (name[same] | 32)))
			same++;
		if (same == len && (at + len == text.len || !is_word(text.at[at + len])))
			return true;
	}
	return false;
}

/* "alert 48", "alert unknown ca", "fatal alert code is 46", "Alert (Level: Fatal, Description: Unknown CA)" */
static void explain_alerts(struct explaining *e, struct span text)
{
	for (struct span rest = behind_word(text, SPAN("alert")); rest.at; rest = behind_word(rest, SPAN("alert"))) {
		struct span line = { rest.at, span_find(rest, SPAN("\n")) };
		struct span behind;
		uint64_t number;

		for (size_t at = 0; at < line.len; at += word_len(span_skip(line, at)) + 1)
			if (number_at(span_skip(line, at), &number, &behind)) {
				explain_alert(e, number);
				break;
			}
		for (int code = 0; code <= 255; code++) {
			const struct alert_row *row = alert_table_find(code, ALERT_GIVEN);
			if (row && has_name(line, row->name))
				explain_alert(e, (uint64_t)code);
		}
	}
}

/* "bad_certificate", without a word of an alert before it: the whole text, or a name that has its underscores. */
static void explain_alert_names(struct explaining *e, struct span text)
{
	for (int code = 0; code <= 255; code++) {
		const struct alert_row *row = alert_table_find(code, ALERT_GIVEN);
		bool whole = row && text.len == strlen(row->name) && has_name(text, row->name);
		if (whole || (row && strchr(row->name, '_') && span_find_nocase(text, span_of(row->name)) < text.len))
			explain_alert(e, (uint64_t)code);
	}
}

/* "Error code 1009", "error: 10060": a number of any table, where nothing says of which. */
static void explain_errors(struct explaining *e, struct span text)
{
	static const struct span leads[] = { SPAN("error code"), SPAN("error"), SPAN("code") };
	uint64_t code;

	for (size_t i = 0; i < sizeof leads / sizeof *leads && !e->known; i++)
		for (struct span rest = behind_word(text, leads[i]); rest.at; rest = behind_word(rest, leads[i]))
			if (number_at(behind_any(rest, " \t=:#\""), &code, &rest))
				explain_number(e, (uint32_t)code);
}

static void explain_sentences(struct explaining *e, struct span text)
{
	const struct cmdlet_row *row = cmdlet_table_find(text);

	if (begin_row(e, row)) {
		lines_add(e->to, "", "%s - %s", row->cmdlets, row->meaning);
		add_advice(e, &row->advice, row->advice.whose);
	}
}

/* 0x80090322, -2146893022, 10060, WSAETIMEDOUT, SIPPROXY_E_ROUTING: each word of the text that a table of numbers has. */
static void explain_tokens(struct explaining *e, struct span text)
{
	for (size_t len; text.at && text.len; text = span_skip(text, len ? len : 1)) {
		struct span word = { text.at, len = word_len(text) };
		char copy[64];
		uint64_t number;
		bool negative = len > 1 && word.at[0] == '-';

		if (len < 4 || !span_copy(copy, sizeof copy, word))
			continue;
		explain_windows(e, winsock_table_named(word));
		if (span_starts_nocase(word, SPAN("0x"))) {
			explain_windows(e, winsock_table_read(copy));
			explain_fault(e, (uint32_t)strtoul(copy, NULL, 16));
		} else if (span_number(span_skip(word, negative), negative ? INT32_MAX : UINT32_MAX, &number)) {
			explain_windows(e, winsock_table_find(negative ? -(uint32_t)number : (uint32_t)number));
			explain_fault(e, negative ? -(uint32_t)number : (uint32_t)number);
			explain_event(e, negative ? 0 : number);
		}
	}
}

/* The most precise comes first: codes of a server, then messages of other programs, then words that a table knows. */
static void explain_text(struct explaining *e, struct span text)
{
	struct buf unseen = BUF(PASTED_MAX);
	struct lines nowhere = { .to = &unseen, .columns = LINES_COLUMNS };
	struct explaining headers = { .to = &nowhere };

	explain_headers(&headers, text);
	explain_error_codes(&headers, text);
	buf_free(&unseen);
	e->telling = headers.telling;
	explain_statuses(e, text);
	explain_headers(e, text);
	explain_error_codes(e, text);
	explain_events(e, text);
	explain_alerts(e, text);
	explain_sentences(e, text);
	if (!e->known)
		explain_alert_names(e, text);
	if (!e->known)
		explain_errors(e, text);
	if (!e->known)
		explain_tokens(e, text);
	if (!e->known) {
		const struct diag_row *row = diag_table_said(text);
		explain_diag(e, row, row ? row->code : 0);
	}
}

/* ---- the whole ---- */

bool explain_write(struct span pasted, struct lines *to, struct fault *f)
{
	enum { SHOWN_MAX = 13 }; /* the way out has to fit the line behind it */
	static const char ways[] = "give \"event 14517\" or an ms-diagnostics header";
	struct explaining e = { .to = to };
	struct buf plain = BUF(PASTED_MAX);
	uint64_t code;

	if (!pasted_plain(pasted, &plain)) {
		buf_free(&plain);
		return fault(f, FAULT_MEMORY, 0, "--explain: the text has more than %d KiB, or there is no memory for it", PASTED_MAX / 1024);
	}
	struct span text = span_trim(buf_span(&plain));
	if (span_number(text, UINT32_MAX, &code))
		explain_number(&e, (uint32_t)code);
	else
		explain_text(&e, text);
	if (!e.known && text.len)
		fault(f, FAULT_USAGE, 0, "--explain: nothing is known of %.*s%s: %s", (int)(text.len <= SHOWN_MAX ? text.len : SHOWN_MAX - 3),
		      text.at, text.len <= SHOWN_MAX ? "" : "...", ways);
	else if (!e.known)
		fault(f, FAULT_USAGE, 0, "--explain: the value is empty: %s", ways);
	buf_free(&plain);
	return e.known;
}
