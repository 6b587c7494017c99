// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * remedy - one PowerShell script that would mend what was found (--remedy)
 */
#include "report/remedy.h"

#include "base/clean.h"

static void add_line(struct buf *to, const char *lead, const char *text)
{
	static const struct clean_style ascii = { .utf8 = false, .terminal = false };

	buf_text(to, lead);
	if (!clean_add(to, span_of(text), ascii))
		to->failed = true;
	buf_text(to, "\n");
}

static bool needs_mending(const struct finding *f)
{
	return finding_counts(f) && f->state != STATE_OK && (f->fix || f->remedy);
}

/* Everything that the line mends stands above it at its first place. */
static bool was_written(const struct report *r, const struct finding *finding)
{
	for (const struct finding *f = r->verdict->findings.first; f != finding; f = f->next)
		if (needs_mending(f) && f->fix && strcmp(f->fix, finding->fix) == 0)
			return true;
	return false;
}

static void add_purpose(struct buf *to, const struct finding *f)
{
	buf_printf(to, "# %s %s: ", state_name(f->state), f->rule);
	add_line(to, "", f->sentence);
}

static void add_fix(const struct report *r, const struct finding *finding, struct buf *to)
{
	if (was_written(r, finding))
		return;
	for (const struct finding *f = finding; f; f = f->next)
		if (needs_mending(f) && f->fix && strcmp(f->fix, finding->fix) == 0)
			add_purpose(to, f);
	add_line(to, finding->fix_is_record ? "#   in the public DNS zone: " : "", finding->fix);
}

void remedy_write(const struct report *r, struct buf *to)
{
	bool any = false;

	buf_text(to, "\n# PowerShell, for the management shell on a server of the pool. Read it before you run it.\n");
	for (const struct finding *f = r->verdict->findings.first; f; f = f->next) {
		if (!needs_mending(f))
			continue;
		any = true;
		if (f->fix) {
			add_fix(r, f, to);
		} else {
			add_purpose(to, f);
			add_line(to, "#   by hand: ", f->remedy);
		}
	}
	buf_text(to, any ? "# Then " REMEDY_THEN "\n" :
			   "# nothing to mend\n");
}
