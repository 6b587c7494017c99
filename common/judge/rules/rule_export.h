// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_export - could the exports be read, and how old are they?
 */
#ifndef JUDGE_RULE_EXPORT_H
#define JUDGE_RULE_EXPORT_H

#include "judge/rules/config.h"

void rule_export_read(const struct view *, struct findings *);
void rule_export_age(const struct view *, struct findings *);

/* Seconds since the settings were written; negative: they were read live, or their time is not known. */
double rule_export_age_s(const struct view *);

#endif
