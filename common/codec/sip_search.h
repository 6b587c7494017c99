// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sip_search - the requests in a captured text
 *
 * Finds their first lines, bare or behind a log's label, in a text of codec/capture_text. Does not read what follows them.
 * Source: the SIPStack record in Microsoft's article "Test-CsFederatedPartner fails".
 */
#ifndef CODEC_SIP_SEARCH_H
#define CODEC_SIP_SEARCH_H

#include "base/span.h"

/* The first line of a request, wherever it was found. */
struct sip_start {
	struct span method, uri; /* the URI is of any scheme: "sip:...", "tel:..." */
	struct span behind;	 /* all that follows its line */
	bool crlf;		 /* its line ends in CRLF */
};

/* Finds the next request and cuts all up to its line's end off *rest; false: there is none. */
[[nodiscard]] bool sip_search_next(struct span *rest, struct sip_start *);

/* Does the text hold a request or the first line of an answer? */
bool sip_search_holds_message(struct span text);

/* Cuts the next line, without its LF, or what stands before markup, off *rest. */
struct span sip_search_line_cut(struct span *rest);

#endif
