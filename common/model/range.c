// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * range - a threshold range
 */
#include "model/range.h"

bool range_alerts(const struct range *r, double value)
{
	bool within = (r->start_open || value >= r->start) && (r->end_open || value <= r->end);

	return r->set && within == r->inside;
}

bool range_is_upper_limit(const struct range *r)
{
	return r->set && !r->inside && !r->end_open && (r->start_open || r->start <= 0);
}
