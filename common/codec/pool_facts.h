// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pool_facts - settings, from a tree to facts
 *
 * Knows how the objects of the cmdlets look: by the dictionary entry they stand in, by their type's name, or by their members.
 * Does not know whether the tree was CLIXML, JSON or WMI, a live answer or an export.
 * Source: Microsoft's pages of the cmdlets; the OCS 2007 R2 WMI reference.
 */
#ifndef CODEC_POOL_FACTS_H
#define CODEC_POOL_FACTS_H

#include "codec/tree.h"
#include "model/pool.h"

/* The section an object belongs to by its own type name or members; POOL_SECTION_COUNT: it is none of ours, or cannot be told. */
enum pool_section_id pool_facts_section_of(const struct tree *object);

/*
 * Adds one object to its section, which then counts as read; or as bad, and stays so, where the object's type, its text or one of
 * the members that are kept has a NUL in it. Texts are copied into the arena, so the tree need not live on. False: no memory (the
 * arena's failed is set).
 */
[[nodiscard]] bool pool_facts_add_object(const struct tree *object, enum pool_section_id, struct arena *, struct pool *);

/*
 * An error of a section's cmdlet: what it says, and its FullyQualifiedErrorId or the type of its exception (NULL: not known). A
 * question that PowerShell could not ask is POOL_ASKS, a name that it does not know POOL_NO_SUCH, all else POOL_REFUSED; objects that
 * came beside it stay.
 */
void pool_facts_error(struct pool_section *, const char *text, const char *id);

/* "Get-CsBlockedDomain", "BlockedDomain" or a class, in any case; POOL_SECTION_COUNT: it names none. */
enum pool_section_id pool_facts_section_named(struct span name);

struct pool_export {
	const struct tree *root;
	enum pool_section_id named; /* what its file is named after, or POOL_SECTION_COUNT: objects that cannot be told are its */
	size_t known;		    /* objects and sections that were understood: filled in */
};

/*
 * Adds a whole export: a dictionary of sections by name (an empty list is "ran, empty", null is nothing read; "ExportedAt" is
 * its time, "Errors" a dictionary of what failed, by section), or a list or a single object of any. The same holds of an export
 * whose file is named after a section. False: no memory.
 */
[[nodiscard]] bool pool_facts_add_export(struct pool_export *, struct arena *, struct pool *);

/*
 * A time as exports write it: ISO 8601 with Z or offset ("2026-11-23T16:38:09.1234567+01:00"; without either UTC), or
 * "/Date(1795451889000)/". Seconds since 1970; false: neither.
 */
[[nodiscard]] bool pool_facts_time(const char *text, int64_t *seconds);

#endif
