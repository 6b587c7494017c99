// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_settings - where settings come from: options that cannot go together, and what follows from those that do
 *
 * For cli/option_check.c alone.
 */
#ifndef CLI_OPTION_SETTINGS_H
#define CLI_OPTION_SETTINGS_H

#include "base/arena.h"
#include "base/fault.h"
#include "model/plan.h"

/* Adds the hosts of --url and --edge-host behind the pool, and chooses the way to log in. */
void option_settings_complete(struct plan *, struct arena *);

[[nodiscard]] bool option_settings_check(const struct plan *, struct fault *);

#endif
