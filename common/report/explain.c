// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * explain - what is known of a code, for --explain
 */
#include "report/explain.h"

#include "codec/ms_diag.h"
#include "judge/message_format.h"
#include "judge/tables/alert_table.h"
#include "judge/tables/diag_table.h"
#include "judge/tables/sip_table.h"
#include "judge/tables/winsock_table.h"

#include <stdio.h>

enum { LABEL = 13, ARENA_CEILING = 64 * 1024 };

/* Without a run nobody has a name; the domain stands in commands and records too. */
static const struct word words[] = {
	{ "asked", "the server asked" },
	{ "server", "the server that says so" },
	{ "edge", "our Edge" },
	{ "next", "the next hop" },
	{ "partner", "the partner's access edge" },
	{ "domain", "DOMAIN" },
	{ NULL, NULL },
};

static void add(struct lines *to, const char *label, const char *pattern)
{
	struct findings texts;
	char lead[LABEL + 3];

	if (!pattern)
		return;
	findings_init(&texts);
	snprintf(lead, sizeof lead, "  %-*s", LABEL, label);
	lines_add(to, lead, "%s", phrase(&texts, pattern, words));
	findings_free(&texts);
}

static void add_advice(struct lines *to, const struct advice *advice)
{
	add(to, "sentence", advice->sentence);
	add(to, advice->sourced ? "because" : "most often", advice->because);
	add(to, "remedy", advice->remedy);
	add(to, "whose move", advice->whose);
	add(to, "cause key", cause_key(advice->cause));
	add(to, "source", advice->source);
}

/* Of a code without a row of its own only its family is known: little, and nothing where another table knows the number. */
static bool explain_diag(uint32_t code, bool family, struct lines *to)
{
	const struct diag_row *row = diag_table_find(code);

	if (!row || (row->last > row->code && !family))
		return false;
	lines_add(to, "", "ms-diagnostics %u%s - %s", code, row->last > row->code ? ", of a family" : "", row->reason);
	add_advice(to, &row->advice);
	return true;
}

static bool explain_status(uint32_t code, struct lines *to)
{
	const struct sip_row *row = code <= 699 ? sip_table_find((int)code) : NULL;

	if (!row)
		return false;
	lines_add(to, "", "SIP status %u - %s", code, row->meaning);
	add_advice(to, &row->advice);
	return true;
}

static bool explain_winsock(uint32_t code, struct lines *to)
{
	const struct winsock_row *row = winsock_table_find(code);

	if (!row)
		return false;
	lines_add(to, "", "Winsock %u, %s - %s", code, row->name, row->meaning);
	return true;
}

static bool explain_alert(uint32_t code, struct lines *to)
{
	static const enum alert_when whens[] = { ALERT_NOT_ASKED, ALERT_NOT_GIVEN, ALERT_GIVEN };
	const struct alert_row *last = NULL;

	for (size_t i = 0; i < sizeof whens / sizeof *whens; i++) {
		const struct alert_row *row = alert_table_find((int)code, whens[i]);
		if (!row || row == last)
			continue;
		lines_add(to, "", "TLS alert %u, %s", code, row->name);
		add_advice(to, &row->received);
		last = row;
	}
	return last;
}

/* A header as it was pasted: its own words, then what is known of its code. */
static bool explain_header(struct span value, struct lines *to)
{
	struct arena arena = ARENA(ARENA_CEILING);
	struct diag diag;

	bool read = ms_diag_decode(DIAG_INTERNAL, value, &arena, &diag) && explain_diag(diag.code, true, to);
	for (size_t i = 0; read && i < diag.param_count; i++) {
		const struct winsock_row *winsock = winsock_table_read(diag.params[i].value);
		lines_add(to, "  ", "%s = %s%s%s", diag.params[i].name, diag.params[i].value, winsock ? ": " : "",
			  winsock ? winsock->meaning : "");
	}
	arena_free(&arena);
	return read;
}

bool explain_write(const char *asked, struct lines *to, struct fault *f)
{
	struct span rest, text = span_trim(span_of(asked)), head = span_cut(text, ':', &rest);
	bool empty = text.len == 0;
	uint64_t code;

	if (span_starts_nocase(head, SPAN("ms-")) && rest.at)
		text = span_trim(rest);
	if (span_starts_nocase(text, SPAN("alert "))) {
		text = span_trim((struct span){ text.at + 6, text.len - 6 });
		if (span_number(text, 255, &code) && explain_alert((uint32_t)code, to))
			return true;
	} else if (span_number(text, UINT32_MAX, &code)) {
		bool known = explain_diag((uint32_t)code, false, to);
		known |= explain_status((uint32_t)code, to);
		known |= explain_winsock((uint32_t)code, to);
		if (known || explain_diag((uint32_t)code, true, to))
			return true;
	} else if (explain_header(text, to)) {
		return true;
	}
	return fault(f, FAULT_USAGE, 0, "--explain: %s%.100s: give an ms-diagnostics code or header, a SIP status, a Winsock code, or "
					"\"alert 48\"", empty ? "the value is empty" : "nothing is known of ", empty ? "" : asked);
}
