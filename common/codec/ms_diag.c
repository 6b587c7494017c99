// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ms_diag - ms-diagnostics headers, from bytes to facts
 */
#include "codec/ms_diag.h"

#include "codec/challenge.h"

enum { WARNINGS_MAX = 8 };

/* ---- texts ---- */

static const char *unfolded(struct span value, struct arena *arena)
{
	char *text = arena_alloc(arena, value.len + 1);

	if (!text)
		return "";
	sip_msg_unfold(value, text);
	return text;
}

/* The text without its quotes, and without the backslashes that quote within them. Text behind the closing quote is dropped. */
static struct span unquote(struct span value, char *to)
{
	size_t len = 0;

	if (value.len == 0 || value.at[0] != '"')
		return value;
	for (size_t i = 1; i < value.len && value.at[i] != '"'; i++) {
		if (value.at[i] == '\\' && i + 1 < value.len)
			i++;
		to[len++] = value.at[i];
	}
	return (struct span){ to, len };
}

/* ---- one header ---- */

/* "1047", "1047.2": the number before the point; what stands behind it is a sub-code that no document explains. */
static bool read_code(struct span value, uint32_t *code)
{
	struct span behind;
	uint64_t number;
	struct span id = span_split(span_split(value, ';', &behind), '.', &behind);

	if (!span_number(span_trim(id), UINT32_MAX, &number))
		return false;
	*code = (uint32_t)number;
	return true;
}

static size_t count_params(struct span rest)
{
	struct span name, value;
	size_t count = 0;

	while (count < MS_DIAG_PARAMS_MAX && sip_msg_param_next(&rest, &name, &value))
		count += name.len > 0;
	return count;
}

static void read_params(struct span rest, struct arena *arena, struct diag *diag)
{
	struct span name, value;

	for (size_t i = 0; i < diag->param_count && sip_msg_param_next(&rest, &name, &value);) {
		if (name.len == 0)
			continue;
		char *room = arena_alloc(arena, value.len);
		if (!room)
			return;
		diag->params[i].name = arena_text(arena, name);
		diag->params[i++].value = unfolded(unquote(value, room), arena);
	}
}

bool ms_diag_decode(enum diag_header header, struct span value, struct arena *arena, struct diag *diag)
{
	struct diag made = { .header = header, .param_count = count_params(value) };

	if (!read_code(value, &made.code))
		return false;
	made.params = arena_list(arena, made.param_count, sizeof *made.params);
	if (!made.params)
		return false;
	read_params(value, arena, &made);
	if (arena->failed)
		return false;
	const char *reason = diag_param(&made, "reason"), *source = diag_param(&made, "source");
	made.reason = reason ? reason : "";
	made.source = source ? source : "";
	*diag = made;
	return true;
}

/* ---- the whole response ---- */

static bool header_of(enum sip_header_id id, enum diag_header *header)
{
	static const enum sip_header_id ids[] = {
		[DIAG_INTERNAL] = SIP_MS_DIAGNOSTICS,
		[DIAG_CLIENT] = SIP_MS_CLIENT_DIAGNOSTICS,
		[DIAG_PUBLIC] = SIP_MS_DIAGNOSTICS_PUBLIC,
	};

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		if (ids[i] == id) {
			*header = (enum diag_header)i;
			return true;
		}
	return false;
}

static void read_diags(const struct sip_msg *msg, struct arena *arena, struct answer *answer)
{
	enum diag_header header;

	answer->diags = arena_list(arena, MS_DIAG_HEADERS_MAX, sizeof *answer->diags);
	for (size_t i = 0; i < msg->header_count && !arena->failed && answer->diag_count < MS_DIAG_HEADERS_MAX; i++)
		if (header_of(msg->headers[i].id, &header) &&
		    ms_diag_decode(header, msg->headers[i].value, arena, &answer->diags[answer->diag_count]))
			answer->diag_count++;
}

/* ", " between them, as one header holds several (RFC 3261 7.3.1). */
static const char *all_texts(const struct sip_msg *msg, enum sip_header_id id, struct arena *arena)
{
	const char *all = "";

	for (size_t i = 0; sip_msg_header(msg, id, i) && i < WARNINGS_MAX; i++)
		all = arena_printf(arena, "%s%s%s", all, i ? ", " : "", unfolded(sip_msg_header(msg, id, i)->value, arena));
	return all;
}

static const char *first_text(const struct sip_msg *msg, enum sip_header_id id, struct arena *arena)
{
	const struct sip_header *header = sip_msg_header(msg, id, 0);

	return header ? unfolded(header->value, arena) : "";
}

/* "120", "120 (at dinner);duration=60" (RFC 3261 20.33) */
static int64_t read_retry_after(const struct sip_msg *msg)
{
	const struct sip_header *header = sip_msg_header(msg, SIP_RETRY_AFTER, 0);
	size_t digits = 0;
	uint64_t seconds;

	if (!header)
		return -1;
	while (digits < header->value.len && header->value.at[digits] >= '0' && header->value.at[digits] <= '9')
		digits++;
	return span_number((struct span){ header->value.at, digits }, UINT32_MAX, &seconds) ? (int64_t)seconds : -1;
}

bool ms_diag_answer(const struct sip_msg *msg, struct arena *arena, struct answer *answer)
{
	bool proxy = !sip_msg_header(msg, SIP_WWW_AUTHENTICATE, 0);
	struct answer made = {
		.status = msg->status,
		.reason = unfolded(msg->reason, arena),
		.server = first_text(msg, SIP_SERVER, arena),
		.contact = first_text(msg, SIP_CONTACT, arena),
		.warning = all_texts(msg, SIP_WARNING, arena),
		.reason_header = first_text(msg, SIP_REASON, arena),
		.allow = first_text(msg, SIP_ALLOW, arena),
		.www_authenticate = first_text(msg, proxy ? SIP_PROXY_AUTHENTICATE : SIP_WWW_AUTHENTICATE, arena),
		.via = first_text(msg, SIP_VIA, arena),
		.retry_after_s = read_retry_after(msg),
	};

	challenge_read(msg, arena, &made);
	read_diags(msg, arena, &made);
	if (arena->failed)
		return false;
	*answer = made;
	return true;
}
