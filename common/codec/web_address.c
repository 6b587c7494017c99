// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * web_address - where a link of autodiscover leads
 */
#include "codec/web_address.h"

#include <string.h>

#include "base/span.h"

/* Letters, digits, hyphens and dots, which libcurl and the resolver read alike. An address is refused: a service has a name. */
static bool is_host_name(struct span host)
{
	enum { NAME_MAX_LEN = 253 };
	bool letter = false;

	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];
		bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!alpha && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_')
			return false;
		letter |= alpha;
	}
	return host.len > 0 && host.len <= NAME_MAX_LEN && letter && host.at[0] != '.' && host.at[0] != '-';
}

bool web_address_read(const char *url, struct arena *arena, struct web_address *to)
{
	struct span text = span_of(url), port;
	uint64_t number;

	to->plain = span_starts_nocase(text, SPAN("http://"));
	if (!text.at || span_graphic(text, "") < text.len || (!to->plain && !span_starts_nocase(text, SPAN("https://"))))
		return false;
	text = span_skip(text, to->plain ? strlen("http://") : strlen("https://"));
	size_t len = strcspn(text.at, "/?#");
	struct span host = span_split((struct span){ text.at, len }, ':', &port);
	number = to->plain ? 80 : 443;
	if (!is_host_name(host) || (port.at && (!span_number(port, UINT16_MAX, &number) || number == 0)))
		return false;
	to->host = arena_text(arena, host);
	to->port = (uint16_t)number;
	to->path = text.at[len] == '/' ? arena_text(arena, (struct span){ text.at + len, strcspn(text.at + len, "#") }) : "/";
	return true;
}

bool web_address_is_within(const char *host, const char *domain)
{
	struct span name = span_of(host), end = span_of(domain);

	return span_equal_nocase(name, end) || (name.len > end.len && span_ends_nocase(name, end) && name.at[name.len - end.len - 1] == '.');
}
