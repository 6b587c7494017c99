// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cmdlet_table - sentences of the Test-Cs* cmdlets that hold no code, for --explain
 */
#ifndef JUDGE_CMDLET_TABLE_H
#define JUDGE_CMDLET_TABLE_H

#include "base/span.h"
#include "judge/explanation.h"

struct cmdlet_row {
	const char *words;   /* of the sentence, as the cmdlet prints it */
	const char *cmdlets; /* that print it */
	const char *meaning;
	struct advice advice;
};

/* The first row whose words stand in the text, in either case, whatever blanks and line ends are between them; NULL: none. */
const struct cmdlet_row *cmdlet_table_find(struct span text);

#endif
