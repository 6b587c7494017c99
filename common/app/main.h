// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * main - the conductor that runs a plugin
 *
 * It takes the plugin once through the one-way picture: options, plan, steps, facts, judge, verdict, report. It writes the one result
 * with one write(2) and gives the exit code.
 */
#ifndef APP_MAIN_H
#define APP_MAIN_H

#include "model/plugin.h"

/*
 * The whole program. Exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, also for usage, -h and -V. Ends the process with it once the
 * result is written and secrets are wiped; no exit handler runs. Returns it only in builds that need exit handlers (base/build.h).
 */
int plugin_main(const struct plugin *, int argc, char **argv);

#endif
