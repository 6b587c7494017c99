// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pool_facts - settings, from a tree to facts
 *
 * Recognizes the objects of each cmdlet by their dictionary entry, by the name of their type, or by their members.
 * Does not know whether the tree was CLIXML, JSON or WMI, a live answer or an export.
 * Source: Microsoft's pages of the cmdlets; the OCS 2007 R2 WMI reference.
 */
#ifndef CODEC_POOL_FACTS_H
#define CODEC_POOL_FACTS_H

#include "codec/tree.h"
#include "model/pool.h"

/* The section of an object by its own type name or members; POOL_SECTION_COUNT: an unknown type, or none and no typical member. */
enum pool_section_id pool_facts_section_of(const struct tree *object);

/*
 * Adds one object to its section, which then counts as read; or as bad, and stays so, where the object's type, its text or one of
 * the members that are kept has a NUL in it. Texts are copied into the arena, so the tree need not live on. False: no memory (the
 * arena's failed is set).
 */
[[nodiscard]] bool pool_facts_add_object(const struct tree *object, enum pool_section_id, struct arena *, struct pool *);

/*
 * Notes an error of a section's cmdlet: its text, and its FullyQualifiedErrorId or the type of its exception (NULL: not known). A
 * question that PowerShell could not ask is POOL_ASKS, a name that it does not know POOL_NO_SUCH, any other error POOL_REFUSED; the
 * section keeps its objects.
 */
void pool_facts_error(struct pool_section *, const char *text, const char *id);

/* The section of "Get-CsBlockedDomain", "BlockedDomain" or a WMI class, in any case; POOL_SECTION_COUNT: an unknown name. */
enum pool_section_id pool_facts_section_named(struct span name);

/* Is anything of a member of that name looked at? Of an object of a list, or of the dictionary that an export is. */
bool pool_facts_wants(struct span name);

struct pool_export {
	const struct tree *root;
	enum pool_section_id named; /* the section in the file's name, or POOL_SECTION_COUNT: it gets objects that are not recognized */
	size_t known;		    /* filled in: objects and sections that were recognized */
};

/*
 * Adds a whole export: a dictionary of sections by name (an empty list is "ran, empty", null is nothing read; "ExportedAt" is
 * its time, "Errors" a dictionary of what failed, by section), or a list or a single object of any. The same holds of an export
 * whose file is named after a section. False: no memory.
 */
[[nodiscard]] bool pool_facts_add_export(struct pool_export *, struct arena *, struct pool *);

#endif
