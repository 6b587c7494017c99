// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * config - what the rules about settings share
 */
#include "judge/rules/config.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/plural.h"
#include "judge/pairs.h"
#include "judge/tables/settings_stop_table.h"

const struct pool *config_pool(const struct view *v)
{
	static const struct pool nothing = { .version = "", .exported_at = -1, .exported_last = -1 };

	return v->facts->pool ? v->facts->pool : &nothing;
}

/* ---- names ---- */

bool config_same_name(const char *a, const char *b)
{
	return a && b && pairs_name_order(a, b) == 0;
}

static int name_order(const void *a, const void *b)
{
	return pairs_name_order(*(const char *const *)a, *(const char *const *)b);
}

struct text_list config_names(const struct pool_section *section, const char *(*name_of)(const struct pool_object *), struct findings *out)
{
	size_t count = section->how == POOL_READ ? section->count : 0;
	struct text_list names = { .at = arena_list(&out->arena, count, sizeof *names.at) };

	for (size_t i = 0; names.at && i < count; i++) {
		const char *name = name_of(&section->objects[i]);
		if (name && name[0])
			names.at[names.count++] = name;
	}
	if (names.count)
		qsort(names.at, names.count, sizeof *names.at, name_order);
	return names;
}

bool config_is_among(const struct text_list *names, const char *name)
{
	return name && names->count && bsearch(&name, names->at, names->count, sizeof *names->at, name_order);
}

bool config_same_word(const char *a, const char *b)
{
	return a && b && span_equal_nocase(span_of(a), span_of(b));
}

bool config_is_number(const char *text)
{
	uint64_t number;

	return text && span_number(span_of(text), UINT64_MAX, &number);
}

const char *config_name(const char *identity)
{
	return identity && identity[0] ? identity : "(unnamed)";
}

/* ---- sections ---- */

/* Without them the question whether push can work stays open. */
static const bool needed[POOL_SECTION_COUNT] = {
	[POOL_HOSTING_PROVIDER] = true, [POOL_ALLOWED_DOMAIN] = true, [POOL_BLOCKED_DOMAIN] = true, [POOL_ACCESS_EDGE] = true,
	[POOL_PUSH] = true,		[POOL_MCX] = true,	      [POOL_PARTNER] = true,	    [POOL_EDGE_SETTING] = true,
};

static bool edge_is_judged(const struct plan *plan)
{
	return plan->settings.edge == EDGE_OCS2007R2;
}

bool config_judged_any(const struct pool *pool, const struct plan *plan)
{
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (needed[id] && pool->sections[id].how == POOL_READ &&
		    (edge_is_judged(plan) || !pool_section_is_edge((enum pool_section_id)id)))
			return true;
	return false;
}

const char *config_export_name(const struct plan *plan)
{
	const struct texts *files = &plan->settings.files;
	const char *slash = files->count == 1 ? strrchr(files->at[0], '/') : NULL;

	if (files->count != 1 || strcmp(files->at[0], "-") == 0)
		return "the export";
	return slash && slash[1] ? slash + 1 : files->at[0];
}

/* The texts about a section that was not read. */
struct unread {
	const char *sentence, *because, *remedy;
};

#define ROLE_REMEDY "give the login an RBAC role that holds the cmdlet, such as CsViewOnlyAdministrator"
#define CLASS_REMEDY "see that it is an OCS 2007 R2 Edge, and that this login may read its WMI: --edge-host, --login"

/* The remedy of a cmdlet's own error: it names the place where the operator can mend it. */
static const char *refused_remedy(const struct view *v, enum pool_section_id id)
{
	if (pool_section_is_edge(id))
		return CLASS_REMEDY;
	if (!pool_is_live(v->plan))
		return "where the export is written, mend what it says, and write it again; the cmdlets are those of the Lync Server Management Shell";
	return "on the pool, run it by hand as this login, and mend what it says; where that is a matter of rights, " ROLE_REMEDY;
}

/* An export of an Edge's settings alone is judged as such only with an option that says so. */
static bool holds_edge_only(const struct view *v)
{
	bool edge = false;

	for (int id = 0; id < POOL_SECTION_COUNT; id++) {
		bool read = config_pool(v)->sections[id].how == POOL_READ;
		if (read && !pool_section_is_edge((enum pool_section_id)id))
			return false;
		edge |= read;
	}
	return edge && !edge_is_judged(v->plan);
}

static bool is_queried(const struct pool *pool, enum pool_section_id id, bool edge)
{
	return pool_section_is_edge(id) == edge && pool->sections[id].how != POOL_NOT_ASKED;
}

/* Sections of this side that are so; with POOL_NOT_ASKED all that were asked for. */
static size_t count_how(const struct pool *pool, bool edge, enum pool_how how)
{
	size_t count = 0;

	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		count += is_queried(pool, (enum pool_section_id)id, edge) && (how == POOL_NOT_ASKED || pool->sections[id].how == how);
	return count;
}

static struct unread unread_missing(const struct view *v, enum pool_section_id id, struct findings *out)
{
	const char *name = config_export_name(v->plan);

	if (holds_edge_only(v))
		return (struct unread){ findings_text(out, "%.60s holds settings of an Edge alone", name),
					"they are those of an OCS 2007 R2 Edge, and none of a pool",
					"if that Edge is to be judged, say --edge=ocs2007r2; else give an export of the pool" };
	return (struct unread){
		findings_text(out, "%s is not in %.60s", pool_section_source(id), name),
		pool_section_is_edge(id) ? "when the export was written, the class was not asked, or it failed" :
					   "it is not there or null: when the export was written, the cmdlet was not asked, or it failed",
		pool_section_is_edge(id) ? "on the Edge: winrm enumerate wmi/root/cimv2/ with the name of the class behind it, and -format:xml; "
					   "give it with another --file" :
					   SETTINGS_STOP_TABLE_WRITE_REMEDY };
}

static struct unread unread_cut(const struct view *v, enum pool_section_id id, struct findings *out)
{
	const struct pool *pool = config_pool(v);
	bool edge = pool_section_is_edge(id);
	size_t held = count_how(pool, edge, POOL_NOT_ASKED) - count_how(pool, edge, POOL_MISSING), cut = count_how(pool, edge, POOL_CUT);

	return (struct unread){ findings_text(out, "%.50s was exported too shallow, %zu of %zu cmdlets", config_export_name(v->plan), cut, held),
				"of what they gave the export holds only names: it was written with too small a -Depth", SETTINGS_STOP_TABLE_WRITE_REMEDY };
}

static struct unread unread_refused(const struct view *v, enum pool_section_id id, struct findings *out)
{
	const struct fault *f = &config_pool(v)->sections[id].fault;
	const char *source = pool_section_source(id);

	return (struct unread){ f->code > 0 ? findings_text(out, "%s failed (fault %" PRId64 ")", source, f->code) :
					      findings_text(out, "%s failed", source),
				findings_text(out, "%s", f->text), refused_remedy(v, id) };
}

static struct unread unread_no_such(const struct view *v, enum pool_section_id id, struct findings *out)
{
	const struct pool *pool = config_pool(v);
	size_t queried = count_how(pool, false, POOL_NOT_ASKED);

	if (pool_section_is_edge(id))
		return (struct unread){ findings_text(out, "%s is unknown there", pool_section_source(id)), NULL, CLASS_REMEDY };
	/* A role that holds none of our cmdlets is rarer than a path that leads elsewhere. */
	if (queried == count_how(pool, false, POOL_NO_SUCH))
		return (struct unread){ findings_text(out, "none of %zu cmdlets is known there, or this login may run none", queried),
					"no cmdlet of Lync is known there, as in the plain WinRM of a Windows server",
					"check --path, which is /OcsPowershell on a pool; if it is right, " ROLE_REMEDY };
	return (struct unread){ findings_text(out, "%s is unknown there, or this login may not run it", pool_section_source(id)), NULL,
				ROLE_REMEDY };
}

/* The required ones of this side that were not reached, and how many of them there are. */
static const char *unreached_names(const struct pool *pool, bool edge, struct findings *out, size_t *count)
{
	const char *names = "";

	*count = 0;
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (needed[id] && is_queried(pool, (enum pool_section_id)id, edge) && pool->sections[id].how == POOL_UNSEEN)
			names = findings_text(out, "%s%s%s", names, (*count)++ ? ", " : "", pool_section_source((enum pool_section_id)id));
	return names;
}

/* The fault that stopped the reading is a finding of its own; the cmdlet at which it stopped may have a fault as well. */
static struct unread unread_unseen(const struct view *v, enum pool_section_id id, struct findings *out)
{
	const struct pool *pool = config_pool(v);
	const struct fault *f = &pool->sections[id].fault;
	bool edge = pool_section_is_edge(id);

	if (f->kind != FAULT_NONE)
		return (struct unread){ findings_text(out, "%s could not be read", pool_section_source(id)), findings_text(out, "%s", f->text), NULL };
	size_t count;
	const char *names = unreached_names(pool, edge, out, &count);
	if (count == 1)
		return (struct unread){ findings_text(out, "%s, which is required, was not read", names), NULL, NULL };
	return (struct unread){ findings_text(out, "%zu required %s were not read", count, edge ? "WMI classes" : "cmdlets"),
				findings_text(out, "they are %s", names), NULL };
}

static struct unread unread_bad(const struct view *v, enum pool_section_id id, struct findings *out)
{
	return (struct unread){ findings_text(out, "%s gave a value with a NUL in it", pool_section_source(id)),
				findings_text(out, "%s", config_pool(v)->sections[id].fault.text),
				pool_is_live(v->plan) ? "on the server, correct this value" :
							"on the server, correct this value; write the export again" };
}

static struct unread unread_asks(const struct view *v, enum pool_section_id id, struct findings *out)
{
	const struct fault *f = &config_pool(v)->sections[id].fault;

	return (struct unread){ findings_text(out, "%s asks a question, which a check cannot answer", pool_section_source(id)),
				f->text[0] ? findings_text(out, "it asks: %s", f->text) : "it wants words to be typed in",
				pool_is_live(v->plan) ? "run it as this login in a session of its own, and see that it ends without a question" :
							"run it there by hand, and see that it ends without a question; then write the export again" };
}

static struct unread (*const unread_by_how[])(const struct view *, enum pool_section_id, struct findings *) = {
	[POOL_MISSING] = unread_missing, [POOL_CUT] = unread_cut,	[POOL_REFUSED] = unread_refused, [POOL_NO_SUCH] = unread_no_such,
	[POOL_UNSEEN] = unread_unseen,	 [POOL_BAD] = unread_bad,	[POOL_ASKS] = unread_asks,
};

/* Cmdlets that are not required, and were not read for the same reason, are one note. */
static const char *spare_names(const struct pool *pool, enum pool_how how, struct findings *out, size_t *count)
{
	static const enum pool_section_id spare[] = { POOL_SITE,     POOL_SERVICE,	   POOL_SIP_DOMAIN,  POOL_IM_FILTER,	  POOL_MOBILITY,
						      POOL_EXTERNAL_ACCESS, POOL_REPLICATION, POOL_COMPUTER, POOL_PUBLIC_PROVIDER };
	const char *names = "";

	*count = 0;
	for (size_t i = 0; i < sizeof spare / sizeof *spare; i++)
		if (pool->sections[spare[i]].how == how)
			names = findings_text(out, "%s%s%s", names, (*count)++ ? ", " : "", pool_section_source(spare[i]));
	return names;
}

static void note_unread(const struct view *v, enum pool_section_id id, const struct unread *unread, struct findings *out)
{
	static const char *const reasons[] = { [POOL_MISSING] = "not in the export", [POOL_CUT] = "only names are in the export",
					       [POOL_NO_SUCH] = "not known there, or not to this login", [POOL_UNSEEN] = "not asked",
					       [POOL_ASKS] = NULL };
	enum pool_how how = config_pool(v)->sections[id].how;
	struct finding *finding;
	size_t count;

	if (!reasons[how]) {
		finding = finding_add(out, STATE_OK, "%s; it is not required", unread->sentence);
		finding->because = unread->because;
	} else {
		const char *names = spare_names(config_pool(v), how, out, &count);
		finding = count == 1 ? finding_add(out, STATE_OK, "%s is not required, and was not read: %s", names, reasons[how]) :
				       finding_add(out, STATE_OK, "%zu cmdlets that are not required were not read: %s", count, reasons[how]);
		finding->because = count == 1 ? NULL : names;
	}
	finding->note = true;
	finding->standing = how == POOL_UNSEEN; /* another finding says what stopped the reading */
	finding->cause = CAUSE_NOT_SEEN;
	finding->remedy = unread->remedy;
}

static void say_unread(const struct view *v, enum pool_section_id id, struct findings *out)
{
	enum pool_how how = config_pool(v)->sections[id].how;

	if (how == POOL_NOT_ASKED) {
		finding_note_standing(finding_add(out, STATE_OK, "%s: not asked", pool_section_source(id)));
		return;
	}
	const struct unread unread = unread_by_how[how](v, id, out);
	if (!needed[id] && how != POOL_BAD) {
		note_unread(v, id, &unread, out);
		return;
	}
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "%s", unread.sentence);
	finding->cause = CAUSE_NOT_SEEN;
	finding->because = unread.because;
	finding->remedy = unread.remedy;
}

/* Does the finding about what stopped the reading say it already? */
static bool told_by_stop(const struct view *v, const struct fault *f)
{
	for (size_t i = 0; i < v->facts->target_count; i++)
		if (strcmp(v->facts->targets[i].stopped.fault.text, f->text) == 0)
			return true;
	return false;
}

/* One sentence for the note and the finding, so that both are one line to the reader. */
static struct finding *say_partial(const struct view *v, enum state state, enum pool_section_id id, struct findings *out)
{
	const struct pool_section *section = &config_pool(v)->sections[id];
	struct finding *finding = finding_add(out, state, "%s gave %zu %s, and there may be more", pool_section_source(id), section->count,
					      plural(section->count, "object", "objects"));
	finding->cause = CAUSE_NOT_SEEN;
	finding->because = told_by_stop(v, &section->fault) ? "the reading ended there" : findings_text(out, "%s", section->fault.text);
	return finding;
}

/* Once, however many rules read the section. */
static void note_spoilt(const struct view *v, enum pool_section_id id, struct findings *out)
{
	if (pool_section_is_whole(&config_pool(v)->sections[id]))
		return;
	for (const struct finding *f = out->first; f; f = f->next)
		if (f->cause == CAUSE_NOT_SEEN && strncmp(f->sentence, pool_section_source(id), strlen(pool_section_source(id))) == 0)
			return;
	say_partial(v, STATE_OK, id, out)->note = true;
}

bool config_may_lack(const struct view *v, struct findings *out, enum pool_section_id id)
{
	const struct pool_section *section = &config_pool(v)->sections[id];

	if (section->how != POOL_READ || section->fault.kind == FAULT_NONE)
		return false;
	struct finding *finding = say_partial(v, STATE_UNKNOWN, id, out);
	if (!told_by_stop(v, &section->fault))
		finding->remedy = refused_remedy(v, id);
	return true;
}

const struct pool_section *config_section(const struct view *v, struct findings *out, enum pool_section_id id)
{
	const struct pool_section *section = &config_pool(v)->sections[id];

	if (section->how == POOL_READ) {
		note_spoilt(v, id, out);
		return section;
	}
	say_unread(v, id, out);
	return NULL;
}

void config_untold(struct findings *out, enum pool_section_id id, const char *identity, const char *member)
{
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "%s does not show %s of %s", pool_section_source(id), member,
					      config_name(identity));

	finding->cause = CAUSE_NOT_SEEN;
}

void config_not_told(struct findings *out, const char *identity, const char *member)
{
	finding_note_standing(finding_add(out, STATE_OK, "%s of %s is not shown: not judged", member, config_name(identity)));
}

const struct pool_object *config_domain(const struct pool_section *section, const char *domain)
{
	for (size_t i = 0; i < section->count; i++) {
		const struct pool_object *object = &section->objects[i];
		if (config_same_name(object->domain ? object->domain : object->identity, domain))
			return object;
	}
	return NULL;
}

/* ---- scopes ---- */

/* "Site:Redmond" -> "Redmond"; .at NULL: it is no site. */
static struct span site_of(const char *identity)
{
	struct span rest, kind = span_split(span_of(identity ? identity : ""), ':', &rest);

	return rest.at && span_equal_nocase(kind, SPAN("site")) ? rest : (struct span){ .at = NULL };
}

static bool is_site(const char *identity, const char *site)
{
	struct span name = site_of(identity);

	return name.at && span_equal_nocase(name, span_of(site));
}

struct config_scopes config_scopes(const struct view *v, const struct pool_section *section)
{
	struct config_scopes scopes = { .site = v->plan->settings.site };

	for (size_t i = 0; scopes.site && i < section->count && !scopes.site_is_there; i++)
		scopes.site_is_there = is_site(section->objects[i].identity, scopes.site);
	return scopes;
}

bool config_applies(const struct config_scopes *scopes, const struct pool_object *object)
{
	const char *identity = config_name(object->identity);

	if (!scopes->site || is_site(identity, scopes->site) || span_starts_nocase(span_of(identity), SPAN("service:")))
		return true;
	return !scopes->site_is_there && config_same_word(identity, "Global");
}

/* Those of which settings may have a scope of their own, and the sites themselves. */
static const enum pool_section_id scoped[] = { POOL_PUSH, POOL_MCX, POOL_IM_FILTER, POOL_MOBILITY, POOL_SITE };

enum { SITES_SHOWN = 4 };

struct sites {
	struct span names[SITES_SHOWN];
	size_t count; /* of names; more than fit are not kept */
	bool is_there; /* the wanted object exists */
};

static void site_add(struct sites *sites, struct span name)
{
	for (size_t i = 0; i < sites->count; i++)
		if (span_equal_nocase(sites->names[i], name))
			return;
	if (sites->count < SITES_SHOWN)
		sites->names[sites->count++] = name;
}

static struct sites sites_read(const struct view *v, const char *wanted)
{
	struct sites sites = { .count = 0 };

	for (size_t s = 0; s < sizeof scoped / sizeof *scoped; s++) {
		const struct pool_section *section = &config_pool(v)->sections[scoped[s]];
		for (size_t i = 0; section->how == POOL_READ && i < section->count; i++) {
			const char *identity = section->objects[i].identity;
			struct span name = site_of(identity);
			sites.is_there |= name.at && is_site(identity, wanted);
			if (name.at)
				site_add(&sites, name);
		}
	}
	return sites;
}

static const char *sites_text(const struct sites *sites, struct findings *out)
{
	const char *text = sites->count ? "" : "Global alone";

	for (size_t i = 0; i < sites->count; i++)
		text = findings_text(out, "%s%s%.*s", text, i ? ", " : "", (int)(sites->names[i].len < 16 ? sites->names[i].len : 16),
				     sites->names[i].at);
	return text;
}

void config_site_told(const struct view *v, const struct config_scopes *scopes, enum pool_section_id id, struct findings *out)
{
	if (!scopes->site || scopes->site_is_there)
		return;
	const struct sites sites = sites_read(v, scopes->site);
	if (sites.is_there) {
		finding_add(out, STATE_OK, "%s has nothing of its own for Site:%s: Global's is judged", pool_section_source(id),
			    scopes->site)->note = true;
		return;
	}
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "--site=%.24s is not a site of these settings: %s", scopes->site,
					      sites_text(&sites, out));
	finding->cause = CAUSE_NOT_SEEN;
	finding->because = findings_text(out, "no scope that was read is called Site:%s; Global's settings were judged in its place", scopes->site);
	finding->remedy = "give --site one of the names that Get-CsSite shows; leave it out for a site without settings of its own";
}

/* ---- fixes ---- */

/*
 * ASCII only, because a script without byte order mark is read in the server's code page, where a byte of a longer character may
 * be a quotation mark. Nothing that a web page, perfdata or the shell around takes for its own.
 */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(" .:-_@/+(),'", c));
}

/* In single quotes PowerShell knows one special character, the quote, which is doubled. */
static bool put_quoted(struct buf *b, const char *value)
{
	struct span text = span_trim(span_of(value ? value : "")); /* blanks around a name come from the wire, and end no command well */

	if (!value)
		return false;
	buf_text(b, "'");
	for (size_t i = 0; i < text.len; i++) {
		if (!is_plain(text.at[i]))
			return false;
		buf_add(b, (struct span){ text.at + i, 1 });
		if (text.at[i] == '\'')
			buf_text(b, "'");
	}
	return buf_text(b, "'");
}

const char *config_fix(struct findings *f, const char *pattern, const char *value, const char *second)
{
	const char *values[] = { value, second };
	struct buf line = BUF(4096);
	size_t next = 0;
	bool safe = true;

	for (const char *c = pattern; *c && safe; c++) {
		if (c[0] != '{' || c[1] != '}') {
			buf_add(&line, (struct span){ c, 1 });
			continue;
		}
		safe = next < sizeof values / sizeof *values && put_quoted(&line, values[next++]);
		c++;
	}
	const char *kept = safe && !line.failed ? arena_text(&f->arena, buf_span(&line)) : NULL;
	buf_free(&line);
	return kept;
}
