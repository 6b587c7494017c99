// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * survey - what the world sees of the federation: the servers that a partner would connect to
 *
 * The step itself is step_survey() of probe/steps.h.
 */
#ifndef PROBE_SURVEY_H
#define PROBE_SURVEY_H

#include "model/facts.h"
#include "model/plan.h"

/*
 * Writes the servers that partners connect to: the servers of our SRV records at their ports, sip.DOMAIN of each domain of ours, and each of them at
 * port 443 too, where phones and partners behind firewalls come in. --external=HOST names the server instead. Each name and port stands
 * there once. The list has room for FACTS_EXTERNALS_MAX; facts->externals_left_out counts the others. Names are borrowed, or live in the
 * arena of the facts. False: no memory.
 */
[[nodiscard]] bool survey_externals(const struct plan_sip *, struct facts *, struct host *list, size_t *count);

#endif
