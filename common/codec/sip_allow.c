// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_allow - which SIP requests may be sent, and where to
 */
#include "codec/sip_allow.h"

#include "codec/sip_uri.h"

enum { SHOWN = 100 }; /* characters that a sentence quotes */

struct row {
	struct span method;
	bool to_push_uri; /* to no other address */
};

static const struct row rows[] = {
	{ { "OPTIONS", 7 }, false },
	{ { "MESSAGE", 7 }, true },
	{ { "SERVICE", 7 }, true },
};

static const struct row *row_of(struct span method)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (span_equal(method, rows[i].method))
			return &rows[i];
	return NULL;
}

bool sip_allow_method(struct span method)
{
	return row_of(method) != NULL;
}

/* ---- the target ---- */

/* How much of a word a sentence quotes: nothing from a control character on. */
static int shown(struct span word)
{
	size_t len = span_graphic(word, "");

	return len < SHOWN ? (int)len : SHOWN;
}

/*
 * URI parameters by which a server sends a request elsewhere than to the URI's host: maddr names the address (RFC 3261 19.1.1);
 * servers of this family put both into the Contact of a client ([MS-SIPRE]), ms-received-cid for the connection to it.
 */
static const char *const elsewhere[] = { "maddr", "ms-received-cid" };

static bool check_target(const struct sip_allow_request *request, struct fault *f)
{
	struct span method = request->method, uri = request->uri;
	struct sip_uri target, push;
	const char *why = sip_uri_read(uri, &target);

	if (why)
		return fault(f, FAULT_USAGE, 0, "%.*s %.*s, not a SIP URI: %s", shown(method), method.at, shown(uri), uri.at, why);
	if (sip_uri_read(span_of(request->push_uri), &push) || !sip_uri_same_address(&target, &push))
		return fault(f, FAULT_USAGE, 0, "%.*s %.*s: give --uri to send it there", shown(method), method.at, shown(uri), uri.at);
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		if (sip_uri_has_parameter(&target, elsewhere[i]))
			return fault(f, FAULT_USAGE, 0, "%.*s %.*s, whose %s leads elsewhere: give --uri to send it there",
				     shown(method), method.at, shown(uri), uri.at, elsewhere[i]);
	return true;
}

/* ---- the route ---- */

/* Cuts the next entry off: <URI>, without a display name, and its parameters. */
static bool entry_cut(struct span *rest, struct sip_uri *uri)
{
	struct span entry = span_trim(*rest), behind;

	if (entry.len == 0 || entry.at[0] != '<')
		return false;
	struct span text = span_split(span_skip(entry, 1), '>', &behind);
	if (!behind.at || sip_uri_read(text, uri))
		return false;
	struct span parameters = span_split(behind, ',', rest);
	return span_find(parameters, SPAN("<")) == parameters.len && span_find(parameters, SPAN("\"")) == parameters.len;
}

static bool check_route(const struct sip_allow_request *request, struct fault *f)
{
	struct sip_uri uri;

	for (struct span rest = span_of(request->route); rest.at;)
		if (!entry_cut(&rest, &uri) || !sip_uri_has_parameter(&uri, "lr"))
			return fault(f, FAULT_USAGE, 0, "%.*s %.*s with a Route that is not made of <sip:...;lr> alone: %.100s",
				     shown(request->method), request->method.at, shown(request->uri), request->uri.at, request->route);
	return true;
}

bool sip_allow(const struct sip_allow_request *request, struct fault *f)
{
	struct span method = request->method, uri = request->uri;
	const struct row *row = row_of(method);

	if (!row)
		return fault(f, FAULT_USAGE, 0, "%.*s %.*s, not " SIP_ALLOW_METHODS, shown(method), method.at, shown(uri),
			     uri.at);
	if (!row->to_push_uri)
		return true;
	return (!request->push_uri || check_target(request, f)) && check_route(request, f);
}
