// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * recording - the file of --record, or of --record-on-problem: opened before a run, filled after it
 *
 * Opening changes nothing in a file that is there. A file is replaced only if it is the user's own, has one name and is empty or an
 * earlier recording; so a wrong path costs no certificate, no key and no file of another user. What stands in a recording is
 * codec/record's.
 */
#ifndef APP_RECORDING_H
#define APP_RECORDING_H

#include "base/fault.h"
#include "base/span.h"

enum { RECORDING_SLOTS = 20, RECORDING_SLOT_MAX = 512 * 1024 /* bytes of a recording in one */ };

struct recording {
	const char *option; /* that asked for it, for sentences */
	const char *path; /* as the operator named it; the caller's */
	int fd;		  /* -1: no file is open */
	bool older;	  /* it held a recording when it was opened */
};

/*
 * Opens the file for recording_keep(). A new file has mode 0600. An existing file must be a regular file (no link), belong to the
 * effective user, have one name, and be empty or begin as a recording. Symbolic links on the path to its directory are followed
 * only if no other user can change them. False: FAULT_USAGE or FAULT_FILE, one sentence that names the path; no file was made or
 * changed, and the fd is -1.
 */
[[nodiscard]] bool recording_open(const char *path, struct recording *, struct fault *);

/*
 * Opens a slot of a directory: one of problem-00.json to problem-19.json, of which an empty one is taken first, then one that is not
 * there yet and is made, then the oldest. What recording_open() would refuse is passed over, and so is a slot that another run
 * has locked; the lock of this one ends as it is closed. True with an fd of -1: all that can be used are locked. False: as above.
 */
[[nodiscard]] bool recording_open_slot(const char *directory, struct recording *, struct fault *);

/* Makes the text the whole content of the file. False: FAULT_FILE; where the disk has no room, the file is as it was. */
[[nodiscard]] bool recording_keep(const struct recording *, struct span text, struct fault *);

/* Good for one that was never opened, too. */
void recording_close(struct recording *);

#endif
