// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * config - what the rules about settings share
 */
#include "judge/rules/config.h"

#include <inttypes.h>

#include "base/buf.h"

const struct pool *config_pool(const struct view *v)
{
	static const struct pool nothing = { .version = "", .exported_at = -1 };

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
	const char *missing, *refused, *no_such;
};

#define ROLE_REMEDY "give the login an RBAC role that holds the cmdlet, such as CsViewOnlyAdministrator"
#define WRITE_REMEDY "write it with Export-PushConfig.ps1, which asks every cmdlet"
#define CLASS_REMEDY "see that it is an OCS 2007 R2 Edge, and that this login may read its WMI: --edge-host, --login"

static const struct origin live = { WRITE_REMEDY,
	"on the pool, mend what it says; where that is a matter of rights, " ROLE_REMEDY, ROLE_REMEDY };
static const struct origin export = { WRITE_REMEDY,
	"where the export is written, mend what it says, and write it again; the cmdlets are those of the Lync Server Management Shell", NULL };
static const struct origin old_edge = {
	"on the Edge: winrm enumerate wmi/root/cimv2/ with the name of the class behind it, and -format:xml; give it with another --file",
	CLASS_REMEDY, CLASS_REMEDY };

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
		finding = section->fault.code ? finding_add(out, state, "%s failed (fault %" PRId64 ")", source, section->fault.code) :
						finding_add(out, state, "%s failed", source);
		finding->because = findings_text(out, "%s", section->fault.text);
		finding->remedy = origin_of(v, id)->refused;
		break;
	case POOL_NO_SUCH:
		finding = finding_add(out, state, "%s is not known there, or not to this role", source);
		finding->remedy = origin_of(v, id)->no_such;
		break;
	case POOL_UNSEEN:
		finding = finding_add(out, state, "%s could not be read", source);
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

const struct pool_section *config_section(const struct view *v, struct findings *out, enum pool_section_id id,
					  enum config_need need)
{
	const struct pool_section *section = &config_pool(v)->sections[id];

	if (section->how == POOL_READ)
		return section;
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

static bool is_site(const char *identity, const char *site)
{
	struct span rest, kind = span_cut(span_of(identity ? identity : ""), ':', &rest);

	return rest.at && span_equal_nocase(kind, SPAN("site")) && span_equal_nocase(rest, span_of(site));
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

void config_site_told(const struct config_scopes *scopes, enum pool_section_id id, struct findings *out)
{
	if (scopes->site && !scopes->site_is_there)
		finding_add(out, STATE_OK, "%s has nothing of its own for Site:%s: Global's is judged", pool_section_source(id), scopes->site)->note =
			true;
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
	if (!value)
		return false;
	buf_text(b, "'");
	for (; *value; value++) {
		if (!is_plain(*value))
			return false;
		buf_add(b, (struct span){ value, 1 });
		if (*value == '\'')
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
