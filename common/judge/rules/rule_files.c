// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_files - who else on this host can read our secrets
 */
#include "judge/rules/rule_files.h"

void rule_files_open(const struct view *v, struct findings *f)
{
	for (size_t i = 0; i < v->facts->open_file_count; i++) {
		const struct open_file *file = &v->facts->open_files[i];
		struct finding *finding = finding_add(f, STATE_WARNING, "everybody can read the file of --%s: %s", file->option, file->path);

		/* A WARNING would hide that nothing was seen. */
		finding->note = facts_run_failed(v->facts);
		finding->cause = CAUSE_FILE_OPEN_TO_ALL;
		finding->because = findings_text(f, "every account of this host can: its mode is %04o, and no directory above it keeps others out",
						 file->mode);
		finding->remedy = findings_text(f, "chmod o-rwx %s; it is enough that the user who runs this check may read it", file->path);
	}
}
