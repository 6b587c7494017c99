// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * host_text - host names, addresses and ports as people type them
 */
#include "cli/host_text.h"

#include <arpa/inet.h>
#include <netinet/in.h>

bool host_text_has_login(struct span text)
{
	size_t scheme = span_find(text, SPAN("://"));
	const char *at;

	if (scheme < text.len) {
		text = span_skip(text, scheme + 3);
		at = text.len ? memchr(text.at, '@', text.len) : NULL;
		if (at && !memchr(text.at, '/', (size_t)(at - text.at)))
			return true;
	} else if (span_starts_nocase(text, SPAN("sip:")) || span_starts_nocase(text, SPAN("sips:"))) {
		span_split(text, ':', &text);
	}
	at = text.len ? memrchr(text.at, '@', text.len) : NULL;
	return at && memchr(text.at, ':', (size_t)(at - text.at));
}

const char *host_text_shown(char to[HOST_SHOWN], struct span text)
{
	static const struct span dots = SPAN("...");
	size_t len = HOST_SHOWN - 1 - dots.len;

	if (host_text_has_login(text))
		text = SPAN("(not shown)");
	if (span_copy(to, HOST_SHOWN, text))
		return to;
	while (len > 0 && ((unsigned char)text.at[len] & 0xc0) == 0x80)
		len--; /* never half a character of UTF-8 */
	span_copy(to + len, HOST_SHOWN - len, dots);
	return to;
}

int host_text_family(struct span text)
{
	char copy[INET6_ADDRSTRLEN];
	struct in6_addr address;

	if (!span_copy(copy, sizeof copy, text) || memchr(text.at, '\0', text.len))
		return 0;
	if (inet_pton(AF_INET, copy, &address) == 1)
		return AF_INET;
	return inet_pton(AF_INET6, copy, &address) == 1 ? AF_INET6 : 0;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool all_digits(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_digit(text.at[i]))
			return false;
	return true;
}

/* Why a character is not allowed; NULL: it is. */
static const char *character_flaw(char c)
{
	if (is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.')
		return NULL;
	if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
		return "has a blank in it";
	if ((unsigned char)c >= 0x80)
		return "has a letter beyond ASCII: write it in its xn-- form";
	return "has a character that no host name may have";
}

static const char *label_flaw(struct span label)
{
	if (label.len == 0)
		return "has an empty label: a dot too many";
	if (label.len > HOST_LABEL_MAX_LEN)
		return "has a label of more than 63 characters";
	if (label.at[0] == '-' || label.at[label.len - 1] == '-')
		return "has a label that begins or ends with a hyphen";
	return NULL;
}

struct span host_text_without_dot(struct span name)
{
	return (struct span){ name.at, name.len - (name.len > 1 && name.at[name.len - 1] == '.') };
}

bool host_text_check_name(struct span name, struct fault *f)
{
	char shown[HOST_SHOWN];
	const char *flaw = NULL;

	host_text_shown(shown, name);
	name = host_text_without_dot(name);
	struct span label, rest = name;

	if (name.len == 0)
		return fault(f, FAULT_USAGE, 0, "a host name is missing");
	for (size_t i = 0; i < name.len; i++)
		if ((flaw = character_flaw(name.at[i])))
			return fault(f, FAULT_USAGE, (int64_t)i, "%s %s", shown, flaw);
	if (name.len > HOST_NAME_MAX_LEN)
		return fault(f, FAULT_USAGE, HOST_NAME_MAX_LEN, "%s has %zu characters, a host name at most %d", shown,
			     name.len, HOST_NAME_MAX_LEN);
	do {
		label = span_split(rest, '.', &rest);
		if ((flaw = label_flaw(label)))
			return fault(f, FAULT_USAGE, label.at - name.at, "%s %s", shown, flaw);
	} while (rest.at);
	if (all_digits(label))
		return fault(f, FAULT_USAGE, label.at - name.at, "%s is neither a host name nor an address", shown);
	return true;
}

static bool read_port(struct span text, struct host_text *h, struct fault *f)
{
	char shown[HOST_SHOWN];
	uint64_t port;

	if (!span_number(text, UINT16_MAX, &port) || port == 0)
		return fault(f, FAULT_USAGE, 0, "%s is not a port (1 to 65535)",
			     text.len ? host_text_shown(shown, text) : "\"\"");
	h->port = (uint16_t)port;
	return true;
}

/* [ADDR6] or [ADDR6]:PORT */
static bool split_brackets(struct span text, struct host_text *h, struct fault *f)
{
	char shown[HOST_SHOWN];
	struct span rest;
	struct span inside = { text.at + 1, text.len - 1 };

	h->host = span_split(inside, ']', &rest);
	h->family = host_text_family(h->host);
	if (!rest.at || h->family != AF_INET6)
		return fault(f, FAULT_USAGE, 1, "%s is not an IPv6 address in brackets", host_text_shown(shown, text));
	if (rest.len == 0)
		return true;
	if (rest.at[0] != ':')
		return fault(f, FAULT_USAGE, rest.at - text.at, "%s has something other than :PORT after its brackets",
			     host_text_shown(shown, text));
	if (read_port((struct span){ rest.at + 1, rest.len - 1 }, h, f))
		return true;
	f->code = rest.at + 1 - text.at;
	return false;
}

/* sip:NAME, sips:NAME, https://NAME/: a habit from other programs */
static bool is_uri(struct span text)
{
	struct span after;
	struct span scheme = span_split(text, ':', &after);

	return span_equal_nocase(scheme, SPAN("sip")) || span_equal_nocase(scheme, SPAN("sips")) ||
	       (after.len >= 2 && memcmp(after.at, "//", 2) == 0);
}

bool host_text_split(struct span text, struct host_text *out, struct fault *f)
{
	char shown[HOST_SHOWN];
	struct host_text h = { .host = text, .family = host_text_family(text) };
	struct span rest, more;

	if (h.family)
		goto good;
	if (host_text_has_login(text))
		return fault(f, FAULT_USAGE, 0, "the value has a login in it, for all to see: leave it out");
	if (text.len && text.at[0] == '[') {
		if (!split_brackets(text, &h, f))
			return false;
		goto good;
	}
	if (is_uri(text))
		return fault(f, FAULT_USAGE, 0, "%s is a URI: give the name alone, or NAME:PORT", host_text_shown(shown, text));
	h.host = span_split(text, ':', &rest);
	span_split(rest, ':', &more);
	if (more.at)
		return fault(f, FAULT_USAGE, 0, "%s is not an IPv6 address; with a port it is written [ADDR]:PORT",
			     host_text_shown(shown, text));
	h.family = host_text_family(h.host);
	if (!h.family && !host_text_check_name(h.host, f))
		return false;
	if (!h.family)
		h.host = host_text_without_dot(h.host);
	if (rest.at && !read_port(rest, &h, f)) {
		f->code = rest.at - text.at;
		return false;
	}
good:
	*out = h;
	return true;
}
