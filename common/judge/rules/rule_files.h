// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_files - who else on this host can read our secrets
 *
 * A file that the group can read is normal: that is how a monitoring user comes to its key.
 */
#ifndef JUDGE_RULE_FILES_H
#define JUDGE_RULE_FILES_H

#include "model/rule.h"

void rule_files_open(const struct view *, struct findings *);

#define RULES_FILES \
	{ "own.files", rule_files_open, RULE_OWN, STATE_WARNING, "no other account of this host can read our keys and passwords, or change files that this check relies on", \
	  "CWE-732" }

#endif
