// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_files - the options that ini files and recordings hold, as items; and those that a recording keeps
 */
#ifndef CLI_OPTION_FILES_H
#define CLI_OPTION_FILES_H

#include "cli/option_items.h"

/*
 * Opens what o->line names: the sections of --extra-opts go into o->files, the bytes of recordings into o->replay and o->since.
 * False: o->fault says why.
 */
[[nodiscard]] bool option_files_open(struct options *o);

/* Inserts the recorded options after the option that names the recording, so that files keep their order. False: o->fault is set. */
[[nodiscard]] bool option_files_split_recording(struct options *o);

/*
 * Appends to o->given what a recording of this run keeps. Where options came from, and where a recording goes, is no part of what was
 * asked.
 */
void option_files_keep(struct options *o, const struct option_items *);

#endif
