// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * record - a whole run as one JSON file, and back
 *
 * Holds the options as they were given (they name the files of keys and passwords, and hold none) and every fact. Replayed, it
 * is judged and shown again without a packet: with the same plugin the same bytes, with other thresholds another verdict.
 * A newer program reads an older file: what the file lacks is as if it had not been seen, or follows from the rest.
 * Version 2 knows the kinds of targets; those of version 1 follow from the options.
 */
#ifndef CODEC_RECORD_H
#define CODEC_RECORD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "model/facts.h"
#include "model/plan.h"

enum { RECORD_VERSION = 2, RECORD_SIZE_MAX = 64 * 1024 * 1024 };

/* Appends the file's text. `given`: options in the order given, "--name=value". False: no memory. */
[[nodiscard]] bool record_write(const char *plugin, const struct texts *given, const struct facts *, struct buf *);

/* The reader of a recording. */
struct record_reader {
	const char *plugin;
	const struct plan *plan; /* from the recording's own options */
	struct effort *effort;	 /* NULL: it may take any time */
};

/* Does the text begin as the file of a recording does? Its first 64 bytes are enough, however the file goes on. */
bool record_begins(struct span text);

/*
 * What a file holds, in the arena; the facts are initialised by the caller and freed by it in any case. False: FAULT_FILE, one
 * sentence: not JSON, not a recording, another plugin's, of a newer version, a fact out of its range or of another kind (named);
 * FAULT_TIMEOUT, FAULT_CANCELLED, FAULT_MEMORY. Of the options the plan is not known yet.
 */
[[nodiscard]] bool record_read_options(struct span file, const struct record_reader *, struct arena *, struct texts *given, struct fault *);
[[nodiscard]] bool record_read_facts(struct span file, const struct record_reader *, struct facts *, struct fault *);

#endif
