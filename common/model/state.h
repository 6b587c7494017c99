// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * state - the four states of a monitoring plugin
 *
 * The numbers are the exit codes of the monitoring-plugins guidelines.
 */
#ifndef MODEL_STATE_H
#define MODEL_STATE_H

#include <stdbool.h>

enum state { STATE_OK, STATE_WARNING, STATE_CRITICAL, STATE_UNKNOWN };

/* CRITICAL beats WARNING beats UNKNOWN beats OK. */
enum state state_worse(enum state, enum state);

/* "OK", "WARNING", "CRITICAL", "UNKNOWN" */
const char *state_name(enum state);

/* The state with that name, any case; false leaves *state untouched. */
[[nodiscard]] bool state_named(const char *name, enum state *state);

#endif
