// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * own_answer - did the server asked answer for the domain itself?
 *
 * A user agent server or a session border controller answers OPTIONS in place of the domain: such an answer proves no route. Pure.
 * Source: RFC 3261 11, 16.3 (3): at Max-Forwards 0 a proxy refuses, or answers OPTIONS in its own name.
 */
#ifndef JUDGE_OWN_ANSWER_H
#define JUDGE_OWN_ANSWER_H

#include "model/rule.h"

enum own_answer {
	OWN_ANSWER_NOT,		/* nothing points to it */
	OWN_ANSWER_CONTACT,	/* Max-Forwards 0 brought the same Contact */
	OWN_ANSWER_SERVER,	/* Max-Forwards 0 brought the same Server, which is no RTC/ */
	OWN_ANSWER_CERTIFICATE, /* it asked for no client certificate */
	OWN_ANSWER_PRODUCT,	/* its Server header is none that Lync, Skype for Business or Microsoft's services write */
};

/*
 * The strongest evidence about view->answer. Only an answer that would prove the route can be in doubt: 2xx, 405, 501, 603, without
 * ms-diagnostics, for another domain than the server asked, and not one that --expect names.
 */
enum own_answer own_answer_find(const struct view *);

#endif
