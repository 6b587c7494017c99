// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * config - what the rules about settings share
 *
 * A required section that could not be read makes its rules UNKNOWN, all with one sentence, so that a reader gets one line; one that
 * is not required is a note. Fixes are PowerShell lines with values from servers in them: they are quoted here, and nowhere else.
 */
#ifndef JUDGE_CONFIG_H
#define JUDGE_CONFIG_H

#include "model/pool.h"
#include "model/rule.h"

#define CONFIG_DOC_PUSH "Configuring for push notifications in Lync Server 2013"
#define CONFIG_DOC_TEST "Test push notifications to smart phones (Lync Server 2013)"

/* Never NULL: without memory for one, a pool of which nothing was asked. */
const struct pool *config_pool(const struct view *);

/* Was a section read that the question whether push can work needs? Else push itself was not judged. */
bool config_judged_any(const struct pool *, const struct plan *);

/* "push-config.xml"; "the export" of several, and of standard input */
const char *config_export_name(const struct plan *);

/*
 * The section if it was read. Else NULL, with a finding that says why: UNKNOWN where the section is required, or held a bad value; a
 * note where it is not.
 */
const struct pool_section *config_section(const struct view *, struct findings *, enum pool_section_id);

/*
 * For what a rule concludes from what is not in a section that was read: not blocked, no second one, no scope that is off. False: it
 * may. True, with a finding UNKNOWN: an error came as well, so the section may have further objects.
 */
bool config_may_lack(const struct view *, struct findings *, enum pool_section_id);

/* "(unnamed)" for none */
const char *config_name(const char *identity);

/* Names of hosts and domains: no case, one dot at the end more or less is the same. NULL is no name. */
bool config_same_name(const char *, const char *);
/* The names of a section's objects, in the order of pairs_name_order(), without empty ones (NULL or ""); the findings keep them. */
struct text_list config_names(const struct pool_section *, const char *(*name_of)(const struct pool_object *), struct findings *);
bool config_is_among(const struct text_list *, const char *name);
/* Words of PowerShell: no case. */
bool config_same_word(const char *, const char *);

/* Is it what ConvertTo-Json makes of an enum? */
bool config_is_number(const char *);

/* UNKNOWN: the object is there, without that member. */
void config_untold(struct findings *, enum pool_section_id, const char *identity, const char *member);

/* A note of the same, for a member that is judged only where it is shown. */
void config_not_told(struct findings *, const char *identity, const char *member);

/* The object of that domain, by Domain, else by Identity; NULL: none. */
const struct pool_object *config_domain(const struct pool_section *, const char *domain);

/* Which scopes (Global, Site:NAME, Service:...) of a section are judged: under --site the site's own takes Global's place. */
struct config_scopes {
	const char *site; /* NULL: all are */
	bool site_is_there;
};
struct config_scopes config_scopes(const struct view *, const struct pool_section *);
bool config_applies(const struct config_scopes *, const struct pool_object *);

/*
 * Where --site names a site without a scope of its own in this section: a note, if another section knows the site. Else UNKNOWN, with
 * the sites there are, for the name may be mistyped.
 */
void config_site_told(const struct view *, const struct config_scopes *, enum pool_section_id, struct findings *);

/*
 * A line of PowerShell: "{}" in the pattern is a value, quoted so that nothing in it can end the quotes. Values of other characters
 * than letters, digits, blanks and ".:-_@/+(),'" are not written into a script: then NULL.
 */
const char *config_fix(struct findings *, const char *pattern, const char *value, const char *second);

#endif
