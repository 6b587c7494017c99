// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * config - what the rules about settings share
 */
#include "judge/rules/config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <strings.h>

#include "base/buf.h"

const struct pool *config_pool(const struct view *v)
{
	static const struct pool nothing = { .version = "", .exported_at = -1, .exported_last = -1 };

	return v->facts->pool ? v->facts->pool : &nothing;
}

/* ---- names ---- */

static struct span without_dot(const char *name)
{
	struct span text = span_of(name);

	text.len -= text.len && text.at[text.len - 1] == '.';
	return text;
}

bool config_same_name(const char *a, const char *b)
{
	return a && b && span_equal_nocase(without_dot(a), without_dot(b));
}

int config_name_order(const void *a, const void *b)
{
	struct span first = without_dot(*(const char *const *)a), second = without_dot(*(const char *const *)b);
	int order = strncasecmp(first.at, second.at, first.len < second.len ? first.len : second.len);

	return order ? order : (first.len > second.len) - (first.len < second.len);
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
		qsort(names.at, names.count, sizeof *names.at, config_name_order);
	return names;
}

bool config_is_among(const struct text_list *names, const char *name)
{
	return name && names->count && bsearch(&name, names->at, names->count, sizeof *names->at, config_name_order);
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

/* Where a section comes from, and what to do where it did not come: a role is what a live pool's login has. */
struct origin {
	const char *missing, *refused, *no_such, *asks;
};

#define ROLE_REMEDY "give the login an RBAC role that holds the cmdlet, such as CsViewOnlyAdministrator"
#define WRITE_REMEDY "write it with Export-PushConfig.ps1, which asks every cmdlet"
#define CLASS_REMEDY "see that it is an OCS 2007 R2 Edge, and that this login may read its WMI: --edge-host, --login"

static const struct origin live = { WRITE_REMEDY,
	"on the pool, mend what it says; where that is a matter of rights, " ROLE_REMEDY, ROLE_REMEDY,
	"run it as this login in a session of its own, and see that it ends without a question" };
static const struct origin export = { WRITE_REMEDY,
	"where the export is written, mend what it says, and write it again; the cmdlets are those of the Lync Server Management Shell", NULL,
	"run it there by hand, and see that it ends without a question; then write the export again" };
static const struct origin old_edge = {
	"on the Edge: winrm enumerate wmi/root/cimv2/ with the name of the class behind it, and -format:xml; give it with another --file",
	CLASS_REMEDY, CLASS_REMEDY, NULL };

static const struct origin *origin_of(const struct view *v, enum pool_section_id id)
{
	return pool_section_is_edge(id) ? &old_edge : pool_is_live(v->plan) ? &live : &export;
}

/* Of an Edge's settings alone nothing is judged without being told so. */
static bool holds_edge_only(const struct view *v)
{
	bool edge = false;

	for (int id = 0; id < POOL_SECTION_COUNT; id++) {
		bool read = config_pool(v)->sections[id].how == POOL_READ;
		if (read && !pool_section_is_edge((enum pool_section_id)id))
			return false;
		edge |= read;
	}
	return edge && v->plan->settings.edge != EDGE_OCS2007R2;
}

static void say_missing(const struct view *v, enum pool_section_id id, struct finding *finding)
{
	finding->because = pool_section_is_edge(id) ?
		"it is not there: when the export was written, the class was not asked, or it failed" :
		"it is not there or null: when the export was written, the cmdlet was not asked, or it failed";
	finding->remedy = origin_of(v, id)->missing;
	if (!holds_edge_only(v))
		return;
	finding->because = "it holds settings of an OCS 2007 R2 Edge, and none of a pool";
	finding->remedy = "if that Edge is to be judged, say --edge=ocs2007r2; else give an export of the pool";
}

/* A role that holds none of our cmdlets is rarer than a path that leads elsewhere. */
static bool knows_none(const struct pool *pool)
{
	for (int id = 0; id < POOL_SECTION_COUNT; id++) {
		enum pool_how how = pool->sections[id].how;
		if (!pool_section_is_edge((enum pool_section_id)id) && how != POOL_NO_SUCH && how != POOL_NOT_ASKED)
			return false;
	}
	return true;
}

static struct finding *say_unread(const struct view *v, enum pool_section_id id, enum state state, struct findings *out)
{
	const struct pool_section *section = &config_pool(v)->sections[id];
	const char *source = pool_section_source(id);
	struct finding *finding = NULL;

	switch (section->how) {
	case POOL_READ:
	case POOL_NOT_ASKED:
		return finding_add(out, STATE_OK, "%s: not asked", source);
	case POOL_MISSING:
		finding = finding_add(out, state, "the export holds nothing of %s", source);
		say_missing(v, id, finding);
		break;
	case POOL_CUT:
		finding = finding_add(out, state, "the export holds only names of what %s gave", source);
		finding->because = "it was written with too small a -Depth";
		finding->remedy = "write it again with -Depth 4";
		break;
	case POOL_REFUSED:
		finding = section->fault.code > 0 ? finding_add(out, state, "%s failed (fault %" PRId64 ")", source, section->fault.code) :
						finding_add(out, state, "%s failed", source);
		finding->because = findings_text(out, "%s", section->fault.text);
		finding->remedy = origin_of(v, id)->refused;
		break;
	case POOL_NO_SUCH:
		finding = finding_add(out, state, "%s is not known there, or not to this role", source);
		finding->remedy = origin_of(v, id)->no_such;
		if (!pool_section_is_edge(id) && knows_none(config_pool(v))) {
			finding->because = "no cmdlet of Lync is known there, as in the plain WinRM of a Windows server";
			finding->remedy = "check --path, which is /OcsPowershell on a pool; if it is right, " ROLE_REMEDY;
		}
		break;
	case POOL_UNSEEN:
		finding = finding_add(out, state, "%s could not be read", source);
		finding->because = section->fault.kind ? findings_text(out, "%s", section->fault.text) : NULL;
		break;
	case POOL_ASKS:
		finding = finding_add(out, state, "%s asks a question, which a check cannot answer", source);
		finding->because = section->fault.text[0] ? findings_text(out, "it asks: %s", section->fault.text) : "it wants words to be typed in";
		finding->remedy = origin_of(v, id)->asks;
		break;
	case POOL_BAD:
		finding = finding_add(out, STATE_UNKNOWN, "%s gave a value with a NUL in it", source);
		finding->because = findings_text(out, "%s", section->fault.text);
		finding->remedy = pool_is_live(v->plan) ? "on the server, correct this value" :
							  "on the server, correct this value; write the export again";
		break;
	}
	finding->cause = CAUSE_NOT_SEEN;
	return finding;
}

/* Once, however many rules read the section. */
static void note_spoilt(const struct pool_section *section, enum pool_section_id id, struct findings *out)
{
	if (pool_section_is_whole(section))
		return;
	const char *sentence = findings_text(out, "%s may not have given all: %.60s", pool_section_source(id), section->fault.text);
	for (const struct finding *f = out->first; f; f = f->next)
		if (strcmp(f->sentence, sentence) == 0)
			return;
	finding_add(out, STATE_OK, "%s", sentence)->note = true;
}

bool config_may_lack(const struct view *v, struct findings *out, enum pool_section_id id)
{
	const struct pool_section *section = &config_pool(v)->sections[id];

	if (section->how != POOL_READ || section->fault.kind == FAULT_NONE)
		return false;
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "%s gave %zu object%s, and more may be there", pool_section_source(id),
					      section->count, section->count == 1 ? "" : "s");
	finding->cause = CAUSE_NOT_SEEN;
	finding->because = findings_text(out, "%s", section->fault.text);
	finding->remedy = origin_of(v, id)->refused;
	return true;
}

const struct pool_section *config_section(const struct view *v, struct findings *out, enum pool_section_id id,
					  enum config_need need)
{
	const struct pool_section *section = &config_pool(v)->sections[id];

	if (section->how == POOL_READ) {
		note_spoilt(section, id, out);
		return section;
	}
	enum state state = need == CONFIG_NEEDED ? STATE_UNKNOWN : STATE_OK;
	struct finding *finding = say_unread(v, id, state, out);
	finding->note = (need == CONFIG_IF_THERE && section->how != POOL_BAD) || section->how == POOL_NOT_ASKED;
	return NULL;
}

void config_untold(struct findings *out, enum pool_section_id id, const char *identity, const char *member)
{
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "%s does not tell %s of %s", pool_section_source(id), member,
					      config_name(identity));

	finding->cause = CAUSE_NOT_SEEN;
}

void config_not_told(struct findings *out, const char *identity, const char *member)
{
	finding_add(out, STATE_OK, "%s of %s: not told, not judged", member, config_name(identity))->note = true;
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
	bool is_there; /* the one that was looked for */
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
	struct finding *finding = finding_add(out, STATE_UNKNOWN, "--site=%.24s is no site of these settings: %s", scopes->site,
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
