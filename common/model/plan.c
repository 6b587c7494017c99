// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * plan - what was asked
 */
#include "model/plan.h"

bool plan_looks_outside(const struct plan *p)
{
	return p->sip.direct || p->sip.external;
}

bool plan_asks_each_address(const struct plan *p)
{
	return p->subject == SUBJECT_ROUTE && !p->first_address;
}

bool target_reads_settings(enum target_kind kind)
{
	return kind == TARGET_SETTINGS || kind == TARGET_EXPORT || kind == TARGET_OCS_EDGE;
}
