// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * challenge - who asks for a login, and by which schemes
 */
#include "codec/challenge.h"

enum { SCHEMES_MAX = 8 };

/* Where the first comma outside of quotes is; text.len: nowhere. */
static size_t comma_in(struct span text)
{
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\\' && quoted)
			i++;
		else if (text.at[i] == '"')
			quoted = !quoted;
		else if (text.at[i] == ',' && !quoted)
			return i;
	}
	return text.len;
}

/* The value of a parameter, without its quotes; at NULL: it is not there. */
static struct span parameter(struct span parameters, const char *name)
{
	while (parameters.len > 0) {
		size_t end = comma_in(parameters);
		struct span value, found = span_trim(span_split((struct span){ parameters.at, end }, '=', &value));

		if (value.at && span_equal_nocase(found, span_of(name))) {
			value = span_trim(value);
			bool quoted = value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"';
			return quoted ? (struct span){ value.at + 1, value.len - 2 } : value;
		}
		parameters = span_skip(parameters, end < parameters.len ? end + 1 : end);
	}
	return (struct span){ 0 };
}

/* NTLM and TLS-DSK name the host, Kerberos its service principal: "sip/fe01.contoso.com". */
static struct span host_of(struct span target)
{
	return span_starts_nocase(target, SPAN("sip/")) ? span_skip(target, 4) : target;
}

static bool is_among(struct span scheme, const char *schemes)
{
	for (struct span rest = span_of(schemes); rest.at;)
		if (span_equal_nocase(span_trim(span_split(rest, ',', &rest)), scheme))
			return true;
	return false;
}

void challenge_read(const struct sip_msg *msg, struct arena *arena, struct answer *a)
{
	static const enum sip_header_id ids[] = { SIP_WWW_AUTHENTICATE, SIP_PROXY_AUTHENTICATE };
	const struct sip_header *header;

	a->challenger = a->realm = a->schemes = "";
	for (size_t kind = 0; kind < sizeof ids / sizeof *ids; kind++)
		for (size_t i = 0; i < SCHEMES_MAX && (header = sip_msg_header(msg, ids[kind], i)); i++) {
			struct span parameters, scheme = span_split(header->value, ' ', &parameters);
			struct span target = host_of(parameter(parameters, "targetname")), realm = parameter(parameters, "realm");

			if (!sip_msg_is_token(scheme))
				continue;
			if (!is_among(scheme, a->schemes))
				a->schemes = arena_printf(arena, "%s%s%.*s", a->schemes, *a->schemes ? ", " : "", (int)scheme.len, scheme.at);
			a->challenger = *a->challenger ? a->challenger : arena_text(arena, target);
			a->realm = *a->realm ? a->realm : arena_text(arena, realm);
		}
}
