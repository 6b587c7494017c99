// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cmdlet_table - sentences of the Test-Cs* cmdlets that hold no code, for --explain
 */
#include "judge/tables/cmdlet_table.h"

static const struct cmdlet_row rows[] = {
	{ "Push Notification request was rejected", "Test-CsMcxPushNotification", "the push request was refused before it left",
	  { ADVICE_BY_STATUS, PLACE_SERVER, NULL, CAUSE_IM_FILTER, "the intelligent IM filter objects to links, and a push request holds one",
	    "Get-CsImFilterConfiguration; Set-CsImFilterConfiguration -Prefixes @{remove=\"http:\",\"https:\"}", "our servers",
	    "Microsoft, Test push notifications", true } },
};

/* The place of the words in a text; blanks and line ends between them count as one. */
static bool has_words(struct span text, const char *words)
{
	for (; text.len; text = span_skip(text, 1)) {
		struct span rest = text;
		const char *word = words;

		while (*word && rest.len) {
			bool blank = *word == ' ';
			if (blank ? !strchr(" \t\r\n", rest.at[0]) : (rest.at[0] | 32) != (*word | 32))
				break;
			do
				rest = span_skip(rest, 1);
			while (blank && rest.len && strchr(" \t\r\n", rest.at[0]));
			word++;
		}
		if (!*word)
			return true;
	}
	return false;
}

const struct cmdlet_row *cmdlet_table_find(struct span text)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (has_words(text, rows[i].words))
			return &rows[i];
	return NULL;
}
