// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * plan - what was asked
 */
#include "model/plan.h"

bool target_reads_settings(enum target_kind kind)
{
	return kind == TARGET_SETTINGS || kind == TARGET_EXPORT || kind == TARGET_OCS_EDGE;
}
