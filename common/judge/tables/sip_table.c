// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_table - what a SIP status means on the way to the push service, without ms-diagnostics
 */
#include "judge/tables/sip_table.h"

#include <stddef.h>

#define LOG_REMEDY "on the Edge, read the SIPStack log of this request's time (Search-CsClsLogging -Computers NAME; OCSLogger on Lync 2010)"
#define EDGE "our Edge"
#define OURS "our servers"
#define PARTNER "the partner"
#define MONITOR EXPLANATION_HOST

/* Answers of a proxy about the request itself, before any service sees it. */
#define BY_PROXY(number, name, deed, remedy) \
	{ number, number, name, \
	  { STATE_WARNING, PLACE_UNTOLD, "{speaks} " deed, CAUSE_UNDETERMINED, \
	    "an answer of this kind is given by a proxy on the way, not by the service behind it", remedy, EDGE, "IANA SIP response codes", true } }

/* The first row that fits is taken: single statuses before their class. */
static const struct sip_row rows[] = {
	{ 200, 299, "success", { STATE_OK, PLACE_BEYOND, NULL, CAUSE_NONE, NULL, NULL, NULL, "RFC 3261 21.2", true } },
	{ 300, 399, "redirection",
	  { STATE_WARNING, PLACE_UNTOLD, "the request to {domain} was redirected, which is not followed", CAUSE_REDIRECTED,
	    "a server on the way names another address; following it would leave the path that push requests take",
	    "find out which server redirects, from Contact and Server in the answer", OURS, "RFC 3261 21.3", true } },
	{ 400, 400, "bad request",
	  { STATE_UNKNOWN, PLACE_UNTOLD, "{speaks} calls our request malformed", CAUSE_REQUEST_MALFORMED,
	    "the request was not judged, only refused", "look at the request with -vvv, and at the options that it was "
	    "made of", MONITOR, "RFC 3261 21.4.1", true } },
	{ 401, 401, "unauthorized",
	  { STATE_UNKNOWN, PLACE_SERVER, "{server} takes us for a client; route not judged", CAUSE_TAKEN_FOR_CLIENT,
	    "it asks us to log in: it does not know the name in the monitor's certificate as one of its trusted servers",
	    EXPLANATION_TRUST, OURS, "RFC 3261 21.4.2", true } },
	{ 407, 407, "proxy authentication required",
	  { STATE_UNKNOWN, PLACE_SERVER, "{server} takes us for a client; route not judged", CAUSE_TAKEN_FOR_CLIENT,
	    "it asks us to log in: it does not know the name in the monitor's certificate as one of its trusted servers",
	    EXPLANATION_TRUST, OURS, "RFC 3261 21.4.8", true } },
	{ 403, 403, "forbidden",
	  { STATE_WARNING, PLACE_UNTOLD, "{speaks} refuses our request", CAUSE_UNDETERMINED,
	    "no ms-diagnostics says who: a server of ours, for our From, or the partner",
	    "check -f: its domain must be one of the organisation's (Get-CsSipDomain); then {ask}", PARTNER,
	    "RFC 3261 21.4.4", true } },
	{ 404, 404, "not found",
	  { STATE_WARNING, PLACE_UNTOLD, "{speaks} does not know the addressee", CAUSE_ADDRESS_UNKNOWN,
	    "the user part, or the domain, is unknown to it; most often it is one behind our Edge, and the route is alive",
	    "check -u and -d; where 404 is this partner's usual answer, say so: --expect=404", MONITOR, "RFC 3261 21.4.5", true } },
	{ 405, 405, "method not allowed",
	  { STATE_WARNING, PLACE_BEYOND, "{domain} does not take this method; the route is alive", CAUSE_SERVICE_REFUSED,
	    "the request got to a server behind our Edge, which refuses its method",
	    "where 405 is this partner's usual answer, say so: --expect=405", MONITOR, "RFC 3261 21.4.6", true } },
	{ 408, 408, "request timeout",
	  { STATE_CRITICAL, PLACE_UNTOLD, "{nearer} waited in vain for {domain}", CAUSE_UNDETERMINED,
	    "a server on the way gave up waiting; none says which one was silent", LOG_REMEDY, EDGE, "RFC 3261 21.4.9",
	    true } },
	{ 480, 480, "temporarily unavailable",
	  { STATE_WARNING, PLACE_BEYOND, "{domain} is temporarily unavailable; the route is alive", CAUSE_SERVICE_REFUSED,
	    "the request got to a server behind our Edge, which has no recipient for it",
	    "where 480 is this partner's usual answer, say so: --expect=480", PARTNER, "RFC 3261 21.4.18", true } },
	BY_PROXY(413, "request entity too large", "calls our request too large", "send a smaller body (--body-file)"),
	BY_PROXY(414, "request-URI too long", "calls our URI too long", "give a shorter -u"),
	BY_PROXY(430, "flow failed", "lost its next hop", LOG_REMEDY),
	BY_PROXY(439, "first hop lacks outbound support", "wants a kept connection", LOG_REMEDY),
	BY_PROXY(440, "max-breadth exceeded", "reached the limit of forks", LOG_REMEDY),
	BY_PROXY(494, "security agreement required", "wants a security agreement", LOG_REMEDY),
	{ 482, 482, "loop detected",
	  { STATE_CRITICAL, PLACE_UNTOLD, "the request to {domain} runs in a loop", CAUSE_LOOP,
	    "a server saw the same request twice: two servers take each other for the way there",
	    "compare the federation route of the topology, the Edge's next hop and the partner's name", OURS,
	    "RFC 3261 21.4.19", true } },
	{ 483, 483, "too many hops",
	  { STATE_CRITICAL, PLACE_UNTOLD, "the request to {domain} ran out of hops", CAUSE_TOO_MANY_HOPS,
	    "Max-Forwards was used up on the way: a loop, or a small --max-forwards",
	    "raise --max-forwards; with 70 and more compare the next hops of the servers on the way", OURS,
	    "RFC 3261 21.4.20", true } },
	{ 488, 488, "not acceptable here",
	  { STATE_WARNING, PLACE_BEYOND, "{domain} refuses what is in our request; the route is alive", CAUSE_SERVICE_REFUSED,
	    "the service refused; where there is text in the request, a filter that objects to links is one possible cause",
	    "where 488 is this partner's usual answer, say so: --expect=488; for a request with text, look at the IM filter "
	    "(Get-CsImFilterConfiguration), and at its type", OURS,
	    "RFC 3261 21.4.26", true } },
	{ 500, 500, "server internal error",
	  { STATE_CRITICAL, PLACE_UNTOLD, "{speaks} failed", CAUSE_UNDETERMINED,
	    "a server reports a failure of its own, and none says which one it was", LOG_REMEDY, EDGE, "RFC 3261 21.5.1",
	    true } },
	{ 501, 501, "not implemented",
	  { STATE_WARNING, PLACE_BEYOND, "{domain} does not know this method; the route is alive", CAUSE_SERVICE_REFUSED,
	    "the request got to a server behind our Edge, which does not know its method",
	    "where 501 is this partner's usual answer, say so: --expect=501", MONITOR, "RFC 3261 21.5.2", true } },
	{ 502, 502, "bad gateway",
	  { STATE_CRITICAL, PLACE_UNTOLD, "{speaks} got an unusable answer", CAUSE_UNDETERMINED,
	    "a server on the way could not use the answer of the next one, and none says which", LOG_REMEDY, EDGE,
	    "RFC 3261 21.5.3", true } },
	{ 503, 503, "service unavailable",
	  { STATE_CRITICAL, PLACE_UNTOLD, "{speaks} is out of service", CAUSE_UNDETERMINED,
	    "a server is overloaded or being serviced, {queried} or one behind it, or a next hop refused the connection (RFC 3261 16.9); none "
	    "says which",
	    "on the Edge, check its services and load (Get-CsWindowsService); then " LOG_REMEDY, EDGE, "RFC 3261 21.5.4",
	    true } },
	{ 504, 504, "server time-out",
	  { STATE_CRITICAL, PLACE_UNTOLD, "{nearer} got nothing from {farther}", CAUSE_UNDETERMINED,
	    "possible causes: DNS as the Edge sees it, whether {domain} is allowed there, the way to "
	    "{partner} (port 5061), TLS with it (trust on either side), or the partner's own next hop",
	    LOG_REMEDY "; ask the Edge's internal side, which gives more details than the external", EDGE,
	    "RFC 3261 21.5.5; Cisco document 212383", true } },
	{ 603, 603, "decline",
	  { STATE_WARNING, PLACE_BEYOND, "{domain} declines; the route is alive", CAUSE_SERVICE_REFUSED,
	    "the request got to a server behind our Edge, which declines it",
	    "where 603 is this partner's usual answer, say so: --expect=603", PARTNER, "RFC 3261 21.6.2", true } },
	{ 606, 606, "not acceptable",
	  { STATE_WARNING, PLACE_BEYOND, "{domain} refuses what is in our request; the route is alive", CAUSE_SERVICE_REFUSED,
	    "the service refused; where there is text in the request, a filter that objects to links is one possible cause",
	    "where 606 is this partner's usual answer, say so: --expect=606; for a request with text, look at the IM filter "
	    "(Get-CsImFilterConfiguration), and at its type", OURS,
	    "RFC 3261 21.6.4", true } },
	{ 400, 499, "request failure",
	  { STATE_WARNING, PLACE_BEYOND, "{domain} refuses our request; the route is alive", CAUSE_SERVICE_REFUSED,
	    "an answer of this kind comes from behind our Edge, as far as ms-diagnostics do not say otherwise",
	    "{ask}; where this is its usual answer, say so with --expect", PARTNER, "RFC 3261 21.4", true } },
	{ 500, 599, "server failure",
	  { STATE_CRITICAL, PLACE_UNTOLD, "{speaks} failed", CAUSE_UNDETERMINED,
	    "a server reports a failure, and none says which one it was", LOG_REMEDY, EDGE, "RFC 3261 21.5", true } },
	{ 600, 699, "global failure",
	  { STATE_WARNING, PLACE_BEYOND, "{domain} refuses our request; the route is alive", CAUSE_SERVICE_REFUSED,
	    "the request got to a server behind our Edge, which refuses it for everybody",
	    "{ask}; where this is its usual answer, say so with --expect", PARTNER, "RFC 3261 21.6", true } },
};

#define BEYOND_LOOP \
	"the request runs in a loop between servers of the partner's side, or comes back to ours", \
	"{ask} which server sends it back; on our Edge, see that nothing leads the domain back to us"

static const struct sip_beyond beyond[] = {
	{ 401, 401, STATE_WARNING, CAUSE_REQUEST_REFUSED, "the partner's side wants a login for it; our own Edge trusts us, or it had not sent it there",
	  "{ask} why it wants a login: a trusted server is asked for none" },
	{ 407, 407, STATE_WARNING, CAUSE_REQUEST_REFUSED, "the partner's side wants a login for it; our own Edge trusts us, or it had not sent it there",
	  "{ask} why it wants a login: a trusted server is asked for none" },
	{ 403, 403, ADVICE_BY_STATUS, CAUSE_REQUEST_REFUSED, "the partner, or a server behind it, forbids it: our domain, or such a request",
	  "{ask} whether it lets our domain federate, and for what" },
	{ 482, 482, ADVICE_BY_STATUS, CAUSE_LOOP, BEYOND_LOOP },
	{ 483, 483, ADVICE_BY_STATUS, CAUSE_TOO_MANY_HOPS, BEYOND_LOOP },
	{ 408, 408, ADVICE_BY_STATUS, CAUSE_UNDETERMINED, "a server on the partner's side waited in vain for the next one", "{ask} which one is silent" },
	{ 504, 504, ADVICE_BY_STATUS, CAUSE_UNDETERMINED,
	  "the partner got the request and gives no reason: its own next hop does not answer, or it does not take us for who we say "
	  "we are (our domain's SRV record, our Edge's outer certificate)",
	  "check that _sipfederationtls._tcp of our From's domain names our Edge, and its outer certificate that name; then {ask} which it is" },
	{ 500, 599, ADVICE_BY_STATUS, CAUSE_PARTNER_FAILED, "the request left the organisation; the partner's side reports a failure of its own",
	  "{ask} what failed" },
};

bool sip_table_refuses(int status)
{
	return (status >= 400 && status < 500 && status != 408 && status != 480) || status >= 600;
}

const struct sip_beyond *sip_table_beyond(int status)
{
	for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++)
		if (status >= beyond[i].first && status <= beyond[i].last)
			return &beyond[i];
	return NULL;
}

const struct sip_row *sip_table_find(int status)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (status >= rows[i].first && status <= rows[i].last)
			return &rows[i];
	return NULL;
}
