// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cmdlet - the result in the five labels of Microsoft's cmdlets
 */
#include "report/cmdlet.h"

#include <stdio.h>

/* A .NET TimeSpan: hh:mm:ss, and seven digits of a second unless they are all 0. */
static void time_span(int64_t us, char text[32])
{
	int64_t seconds = us / 1000000, fraction = us % 1000000;
	int len = snprintf(text, 32, "%02lld:%02d:%02d", (long long)(seconds / 3600), (int)(seconds / 60 % 60),
			   (int)(seconds % 60));

	if (fraction)
		snprintf(text + len, 32 - (size_t)len, ".%06d0", (int)fraction);
}

/* Only what really came: the cmdlets have a placeholder of their own where a server gave no diagnostics. */
static void add_error(struct lines *l, const struct answer *answer, const struct diag *d)
{
	lines_add(l, "Error Message : ", "%d, %s", answer->status, answer->reason);
	if (d)
		lines_add(l, "Diagnosis     : ", "ErrorCode=%u,Source=%s,Reason=%s", d->code, d->source, d->reason);
}

void cmdlet_write(struct lines *l, const struct target *t, const struct target_verdict *judged)
{
	const struct answer *answer = judged->answer;
	char latency[32];

	time_span(target_took_us(t), latency);
	lines_add(l, "Target Fqdn   : ", "%s", t->host);
	lines_add(l, "Result        : ", "%s", answer && answer->status < 300 && judged->fine ? "Success" : "Failure");
	lines_add(l, "Latency       : ", "%s", latency);
	if (answer && answer->status >= 300)
		add_error(l, answer, judged->diag);
}
