// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_url - web addresses among the options
 *
 * Source: RFC 3986, RFC 9110 4.2.
 */
#include "cli/host_text.h"
#include "cli/option_reader.h"

enum { HTTPS_PORT = 443, PATH_MAX_BYTES = 1536 };

/* Printable ASCII without the characters that no URL has: nothing of a path can end the request line. */
static bool check_characters(struct span text, int64_t place, struct fault *f)
{
	size_t at = span_graphic(text, "\"<>\\^`{|}#");

	if (text.len > PATH_MAX_BYTES)
		return fault(f, FAULT_USAGE, -1, "the path has %zu bytes: at most %d fit a request", text.len, PATH_MAX_BYTES);
	return at >= text.len || fault(f, FAULT_USAGE, place + (int64_t)at, "the value has a character that must not be in a URL: write it as %%%02X",
				       (unsigned)(unsigned char)text.at[at]);
}

/* SCHEME://HOST[:PORT] and what follows; a login in it would stand in the list of processes. */
static bool split(const struct option_value *v, const char *scheme, struct host_text *host, struct span *path, struct fault *f)
{
	struct span text = span_of(v->text);
	size_t start = strlen(scheme), len;

	if (host_text_has_login(text))
		return fault(f, FAULT_USAGE, -1, "the value has a login in it, for all to see: leave it out; an @ of the path is %%40");
	if (!span_starts_nocase(text, span_of(scheme)))
		return fault(f, FAULT_USAGE, 0, "the value does not begin with %s", scheme);
	len = strcspn(v->text + start, "/?#");
	if (!host_text_split((struct span){ v->text + start, len }, host, f)) {
		f->code += (int64_t)start;
		return false;
	}
	*path = span_skip(text, start + len);
	return true;
}

bool option_url_url(const struct option_value *v, struct fault *f)
{
	struct url *url = option_reader_field(v);
	struct host_text host = { .port = 0 };
	struct span path = { 0 };

	if (!split(v, "https://", &host, &path, f) || !check_characters(path, option_reader_place(v, path), f))
		return false;
	if (path.len && path.at[0] != '/')
		return fault(f, FAULT_USAGE, option_reader_place(v, path), "%.60s needs a / before what follows the host", v->text);
	*url = (struct url){
		.text = arena_text(v->arena, span_of(v->text)),
		.host = { arena_text(v->arena, host.host), host.port ? host.port : HTTPS_PORT },
		.path = path.len ? arena_text(v->arena, path) : "/",
	};
	return true;
}

bool option_url_proxy(const struct option_value *v, struct fault *f)
{
	struct host_text host = { .port = 0 };
	struct span path = { 0 };

	if (!split(v, "http://", &host, &path, f))
		return false;
	if (path.len > 1 || (path.len == 1 && path.at[0] != '/'))
		return option_reader_is_not(v, path, "part of a proxy's address, which is http://HOST:PORT", f);
	if (!host.port)
		return fault(f, FAULT_USAGE, (int64_t)strlen(v->text), "%.60s names no port: http://HOST:PORT", v->text);
	*(struct host_port *)option_reader_field(v) = (struct host_port){ arena_text(v->arena, host.host), host.port };
	return true;
}

bool option_url_path(const struct option_value *v, struct fault *f)
{
	if (v->text[0] != '/')
		return option_reader_is_not(v, span_of(v->text), "a path: it begins with /", f);
	if (!check_characters(span_of(v->text), 0, f))
		return false;
	*(const char **)option_reader_field(v) = arena_text(v->arena, span_of(v->text));
	return true;
}
