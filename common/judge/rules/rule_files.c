// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_files - who else on this host can read our secrets, or change what the check rests on
 */
#include "judge/rules/rule_files.h"

static struct finding *read_by_all(const struct open_file *file, struct findings *f)
{
	struct finding *finding = finding_add(f, STATE_WARNING, "the file of --%s is world-readable: %s", file->option, file->path);

	finding->cause = CAUSE_FILE_OPEN_TO_ALL;
	finding->because = findings_text(f, "every account of this host can read it: its mode is %04o, and no directory above it keeps others out",
					 file->mode);
	finding->remedy = findings_text(f, "chmod o-rwx %s; it is enough that the user who runs this check may read it", file->path);
	return finding;
}

static struct finding *written_by_all(const struct open_file *file, struct findings *f)
{
	struct finding *finding = finding_add(f, STATE_WARNING, "the file of --%s is world-writable: %s", file->option, file->path);

	finding->cause = CAUSE_FILE_CHANGEABLE;
	finding->because = findings_text(f, "its mode is %04o: every account of this host can decide what this check does and which servers it trusts",
					 file->mode);
	finding->remedy = findings_text(f, "chmod o-w %s", file->path);
	return finding;
}

static struct finding *of_stranger(const struct open_file *file, struct findings *f)
{
	struct finding *finding = finding_add(f, STATE_WARNING, "the file of --%s belongs to %s: %s", file->option, file->owner, file->path);

	finding->cause = CAUSE_FILE_CHANGEABLE;
	finding->because = findings_text(f, "an owner can change his file, and %s is neither root nor the user who runs this check", file->owner);
	finding->remedy = findings_text(f, "chown root %s, and let the group of the user who runs this check read it", file->path);
	return finding;
}

void rule_files_open(const struct view *v, struct findings *f)
{
	for (size_t i = 0; i < v->facts->open_file_count; i++) {
		const struct open_file *file = &v->facts->open_files[i];
		struct finding *finding = file->risk == FILE_READ_BY_ALL      ? read_by_all(file, f)
					  : file->risk == FILE_WRITTEN_BY_ALL ? written_by_all(file, f)
									       : of_stranger(file, f);

		/* A WARNING would hide that nothing was seen. */
		finding->note = facts_run_failed(v->facts);
	}
}
