// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * nagiosplug - the only place that knows libnagiosplug
 *
 * Ranges and ini files mean here what they mean in every other monitoring plugin, because the same library reads them. It
 * is asked only after strict checks of our own: it would take "foo" for 0 and "1:2:3" for 1:2.
 */
#ifndef CLI_NAGIOSPLUG_H
#define CLI_NAGIOSPLUG_H

#include "base/arena.h"
#include "base/fault.h"
#include "model/plan.h"

/*
 * [@][START:][END], START a number or "~", numbers as -12.5: no exponent, no blanks, START at most END.
 * False: FAULT_USAGE, a text that begins with the range, as code the byte of it that is wrong; or FAULT_MEMORY.
 */
[[nodiscard]] bool nagiosplug_range(const char *text, struct range *, struct fault *);

/*
 * The options of one section of an ini file, as command line arguments in the file's order: "--name=value", "--name",
 * "-x=value". The file was looked at by cli/ini before; what the library refuses nevertheless is FAULT_FILE.
 */
[[nodiscard]] bool nagiosplug_ini(const char *path, const char *section, struct arena *, struct texts *arguments, struct fault *);

#endif
