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

/* Without a header of the server's the cmdlet has a placeholder of its own. */
static void diagnosis(struct lines *l, const struct target *t, const struct target_verdict *judged)
{
	static const char label[] = "Diagnosis     : ";
	const struct answer *answer = judged->answer;
	const struct diag *d = judged->diag;

	if (!answer || answer->status < 300)
		lines_add(l, label, "%s", "");
	else if (d)
		lines_add(l, label, "ErrorCode=%u,Source=%s,Reason=%s", d->code, d->source, d->reason);
	else
		lines_add(l, label, "ErrorCode=2,Source=%s,Reason=See response code and reason phrase.", t->host);
}

void cmdlet_write(struct lines *l, const struct target *t, const struct target_verdict *judged, const char *sentence)
{
	const struct answer *answer = judged->answer;
	bool success = answer && answer->status < 300;
	char latency[32];

	time_span(target_took_us(t), latency);
	lines_add(l, "Target Fqdn   : ", "%s", t->host);
	lines_add(l, "Result        : ", "%s", success ? "Success" : "Failure");
	lines_add(l, "Latency       : ", "%s", latency);
	if (answer && !success)
		lines_add(l, "Error Message : ", "%d, %s", answer->status, answer->reason);
	else
		lines_add(l, "Error Message : ", "%s", success ? "" : sentence);
	diagnosis(l, t, judged);
}
