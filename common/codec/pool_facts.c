// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pool_facts - settings, from a tree to facts
 */
#include "codec/pool_facts.h"

#include "codec/export_time.h"

/* ---- which section ---- */

static const struct {
	const char *key;  /* dictionary entry: the cmdlet's name without Get-Cs, or the class */
	const char *type; /* stands in the last part of the type's name */
} sections[] = {
#define X(id, cmdlet, type) { cmdlet, type },
	POOL_SECTIONS(X)
#undef X
};

/* Members that tell an object without a type name; all of a row's must be there. A blocked domain has nothing of its own. */
static const struct {
	enum pool_section_id section;
	const char *members[2];
} signs[] = {
	{ POOL_PUBLIC_PROVIDER, { "NameDecorationDomain", "ProxyFqdn" } },
	{ POOL_HOSTING_PROVIDER, { "ProxyFqdn", "Enabled" } },
	{ POOL_ALLOWED_DOMAIN, { "Domain", "MarkForMonitoring" } },
	{ POOL_ALLOWED_DOMAIN, { "Domain", "ProxyFqdn" } },
	{ POOL_ACCESS_EDGE, { "AllowFederatedUsers" } },
	{ POOL_PUSH, { "EnableApplePushNotificationService" } },
	{ POOL_PUSH, { "EnableMicrosoftPushNotificationService" } },
	{ POOL_MCX, { "PushNotificationProxyUri" } },
	{ POOL_IM_FILTER, { "Prefixes", "Action" } },
	{ POOL_MOBILITY, { "EnableMobility" } },
	{ POOL_EXTERNAL_ACCESS, { "EnableFederationAccess" } },
	{ POOL_REPLICATION, { "ReplicaFqdn", "UpToDate" } },
	{ POOL_PATCH_VERSION, { "ComponentName", "Version" } },
	{ POOL_SERVICE, { "ServiceId", "PoolFqdn" } },
	{ POOL_SITE, { "FederationRoute", "SiteId" } },
	{ POOL_SIP_DOMAIN, { "IsDefault", "Identity" } },
	{ POOL_CERTIFICATE, { "Use", "NotAfter" } },
	{ POOL_PARTNER, { "EdgeProxyAddress" } },
	{ POOL_EDGE_SETTING, { "EnableFederation", "AllowAllDomainsForAutoFederation" } },
};

static bool contains_nocase(struct span text, struct span part)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
		if (span_equal_nocase((struct span){ text.at + i, part.len }, part))
			return true;
	return false;
}

/*
 * "Deserialized.Microsoft.Rtc.Management...Edge.AllowedDomain#Decorated" -> "AllowedDomain", and of what Get-WmiObject gives,
 * "System.Management.ManagementObject#root\cimv2\MSFT_SIPFederationPartnerTable", what stands behind the #.
 */
static struct span telling_part(const char *type)
{
	struct span rest, part = span_split(span_of(type), '#', &rest);

	if (span_ends_nocase(part, SPAN(".ManagementObject")))
		return rest;
	const char *dot = part.len ? memrchr(part.at, '.', part.len) : NULL;
	return dot ? span_skip(part, (size_t)(dot + 1 - part.at)) : part;
}

enum pool_section_id pool_facts_section_of(const struct tree *object)
{
	enum { CLASS_MAX = 128 }; /* of no name longer than this is a part looked for: each object would pay for it again */
	struct span type = telling_part(object->type);

	if (object->kind != TREE_OBJECT)
		return POOL_SECTION_COUNT;
	for (int id = 0; id < POOL_SECTION_COUNT && type.len <= CLASS_MAX; id++)
		if (contains_nocase(type, span_of(sections[id].type)))
			return (enum pool_section_id)id;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (tree_member(object, signs[i].members[0]) &&
		    (!signs[i].members[1] || tree_member(object, signs[i].members[1])))
			return signs[i].section;
	return POOL_SECTION_COUNT;
}

/* Without "Get-Cs". */
static struct span brief(struct span name)
{
	static const struct span prefix = { "Get-Cs", 6 };

	return span_starts_nocase(name, prefix) ? span_skip(name, prefix.len) : name;
}

enum pool_section_id pool_facts_section_named(struct span name)
{
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		if (span_equal_nocase(brief(name), brief(span_of(sections[id].key))))
			return (enum pool_section_id)id;
	return POOL_SECTION_COUNT;
}

/* ---- one object ---- */

/* NULLABLE: a text whose null says "none". SECONDS: a number. TIME: seconds since 1970. */
enum member_type { MEMBER_TEXT, MEMBER_BOOL, MEMBER_LIST, MEMBER_NULLABLE, MEMBER_SECONDS, MEMBER_TIME };

#define MEMBER(name, type, field) { name, offsetof(struct pool_object, field), type, false }
#define DETAIL(name, type, field) { name, offsetof(struct pool_detail, field), type, true }

static const struct member {
	const char *name;
	size_t offset;
	enum member_type type;
	bool in_detail;
} members[] = {
	MEMBER("Identity", MEMBER_TEXT, identity),
	MEMBER("ProxyFqdn", MEMBER_TEXT, proxy_fqdn),
	MEMBER("VerificationLevel", MEMBER_TEXT, verification_level),
	MEMBER("UserVerificationLevel", MEMBER_TEXT, verification_level),
	MEMBER("Enabled", MEMBER_BOOL, enabled),
	MEMBER("IsLocal", MEMBER_BOOL, is_local),
	MEMBER("EnabledSharedAddressSpace", MEMBER_BOOL, shared_address_space),
	MEMBER("Domain", MEMBER_TEXT, domain),
	MEMBER("EdgeProxyAddress", MEMBER_TEXT, edge_proxy_address),
	MEMBER("AllowFederatedUsers", MEMBER_BOOL, allow_federated_users),
	MEMBER("RoutingMethod", MEMBER_TEXT, routing_method),
	MEMBER("DefaultRouteFqdn", MEMBER_TEXT, default_route_fqdn),
	MEMBER("EnablePartnerDiscovery", MEMBER_BOOL, enable_partner_discovery),
	MEMBER("EnableUserReplicator", MEMBER_BOOL, enable_user_replicator),
	MEMBER("EnableApplePushNotificationService", MEMBER_BOOL, apple),
	MEMBER("EnableMicrosoftPushNotificationService", MEMBER_BOOL, microsoft),
	MEMBER("PushNotificationProxyUri", MEMBER_TEXT, push_proxy_uri),
	MEMBER("Action", MEMBER_TEXT, action),
	MEMBER("Prefixes", MEMBER_LIST, prefixes),
	MEMBER("EnableMobility", MEMBER_BOOL, enable_mobility),
	MEMBER("ReplicaFqdn", MEMBER_TEXT, replica_fqdn),
	MEMBER("UpToDate", MEMBER_BOOL, up_to_date),
	MEMBER("ProductVersion", MEMBER_TEXT, product_version),
	MEMBER("Version", MEMBER_TEXT, version),
	MEMBER("PoolFqdn", MEMBER_TEXT, pool_fqdn),
	MEMBER("EnableFederation", MEMBER_BOOL, enable_federation),
	MEMBER("DefaultRoute", MEMBER_TEXT, default_route),
	DETAIL("SiteId", MEMBER_TEXT, site),
	DETAIL("SiteType", MEMBER_TEXT, site_type),
	DETAIL("FederationRoute", MEMBER_NULLABLE, federation_route),
	DETAIL("AccessEdgeExternalSipPort", MEMBER_NULLABLE, external_sip_port),
	DETAIL("ExternalFqdn", MEMBER_TEXT, external_fqdn),
	DETAIL("PublishedExternalHttpsPort", MEMBER_TEXT, external_https_port),
	DETAIL("Pool", MEMBER_TEXT, pool),
	DETAIL("Name", MEMBER_TEXT, name),
	DETAIL("Status", MEMBER_TEXT, status),
	DETAIL("LastStatusReport", MEMBER_TIME, reported_at),
	DETAIL("LastUpdateCreation", MEMBER_TIME, updated_at),
	DETAIL("SessionExpirationInterval", MEMBER_SECONDS, session_s),
	DETAIL("SessionShortExpirationInterval", MEMBER_SECONDS, short_session_s),
	DETAIL("ExposedWebURL", MEMBER_TEXT, exposed_url),
	DETAIL("EnableFederationAccess", MEMBER_BOOL, federation_access),
	DETAIL("Use", MEMBER_TEXT, use),
	DETAIL("Subject", MEMBER_TEXT, subject),
	DETAIL("NotBefore", MEMBER_TIME, not_before),
	DETAIL("NotAfter", MEMBER_TIME, not_after),
	DETAIL("AlternativeNames", MEMBER_LIST, alternative_names),
};

bool pool_facts_wants(struct span name)
{
	static const struct span others[] = { { "ExportedAt", 10 }, { "Errors", 6 }, { "LocalStore", 10 }, { "value", 5 }, { "Count", 5 } };
	bool wanted = pool_facts_section_named(name) < POOL_SECTION_COUNT;

	for (size_t i = 0; i < sizeof members / sizeof *members && !wanted; i++)
		wanted = span_equal_nocase(name, span_of(members[i].name));
	for (size_t i = 0; i < sizeof signs / sizeof *signs && !wanted; i++)
		wanted = span_equal_nocase(name, span_of(signs[i].members[0])) ||
			 (signs[i].members[1] && span_equal_nocase(name, span_of(signs[i].members[1])));
	for (size_t i = 0; i < sizeof others / sizeof *others && !wanted; i++)
		wanted = span_equal_nocase(name, others[i]);
	return wanted;
}

static enum known known_of(const char *text)
{
	if (text && span_equal_nocase(span_of(text), SPAN("true")))
		return KNOWN_YES;
	return text && span_equal_nocase(span_of(text), SPAN("false")) ? KNOWN_NO : KNOWN_NOT;
}

static size_t children(const struct tree *node)
{
	size_t count = 0;

	for (const struct tree *child = node->first; child; child = child->next)
		count++;
	return count;
}

/* The next word of text, which loses it; an empty one is the end. */
static struct span next_word(struct span *text)
{
	static const char blanks[] = " \t\r\n";

	while (text->len && strchr(blanks, text->at[0]))
		*text = span_skip(*text, 1);
	struct span word = { text->at, 0 };
	while (word.len < text->len && !strchr(blanks, text->at[word.len]))
		word.len++;
	*text = span_skip(*text, word.len);
	return word;
}

/*
 * A list's items. A lone text counts as a list of one: that is how PowerShell unrolls it. One with blanks was a list beyond the -Depth
 * of an export, and each of its words an item: no prefix has a blank in it.
 */
static struct text_list list_of(const struct tree *value, struct arena *arena)
{
	const char *joined = value->kind == TREE_LIST ? NULL : tree_text(value);
	struct span rest = span_of(joined ? joined : "");
	size_t room = joined ? rest.len / 2 + 1 : children(value);
	struct text_list list = { .at = arena_list(arena, room, sizeof *list.at) };

	if (!list.at)
		return list;
	for (const struct tree *item = value->kind == TREE_LIST ? value->first : NULL; item; item = item->next) {
		const char *text = tree_text(item);
		if (text)
			list.at[list.count++] = arena_text(arena, span_of(text));
	}
	for (struct span word = next_word(&rest); word.len; word = next_word(&rest))
		list.at[list.count++] = arena_text(arena, word);
	return list;
}

static const char *text_of(const struct tree *value, struct arena *arena)
{
	const char *text = tree_text(value);

	return text && text[0] ? arena_text(arena, span_of(text)) : text ? "" : NULL;
}

/* "2026-11-23T08:15:31" names no zone: it may be the server's local time. */
static void time_read(const char *text, int64_t *seconds, struct pool_detail *detail)
{
	size_t len = text ? strlen(text) : 0;

	if (!text || !export_time_read(text, seconds) || *seconds < 0)
		*seconds = 0;
	else
		detail->zone_untold |= len < 6 || !strpbrk(text + len - 6, "Z+-)");
}

static int64_t seconds_of(const char *text)
{
	uint64_t number;

	return text && span_number(span_of(text), UINT32_MAX, &number) ? (int64_t)number : 0;
}

/* The domain of an allowed domain is its identity too, and there may be 50,000: kept once. */
static bool is_identity(const char *text, const struct pool_object *object)
{
	return text && object->identity && strcmp(text, object->identity) == 0;
}

static void member_read(const struct member *member, const struct tree *value, struct arena *arena,
			struct pool_object *object)
{
	if (member->in_detail && !object->detail)
		object->detail = arena_alloc(arena, sizeof *object->detail);
	if (member->in_detail && !object->detail)
		return; /* no memory: the caller looks at arena.failed */
	void *field = (member->in_detail ? (char *)object->detail : (char *)object) + member->offset;

	switch (member->type) {
	case MEMBER_NULLABLE:
		*(const char **)field = value->kind == TREE_NIL ? "" : text_of(value, arena);
		break;
	case MEMBER_SECONDS:
		*(int64_t *)field = seconds_of(tree_text(value));
		break;
	case MEMBER_TIME:
		time_read(tree_text(value), field, object->detail);
		break;
	case MEMBER_TEXT:
		*(const char **)field = is_identity(tree_text(value), object) ? object->identity : text_of(value, arena);
		break;
	case MEMBER_BOOL:
		*(enum known *)field = known_of(tree_text(value));
		break;
	case MEMBER_LIST:
		*(struct text_list *)field = list_of(value, arena);
		break;
	}
}

/* Room for so many objects in all. The old list stays in the arena, so a long one is best made at once. */
static bool make_room(struct pool_section *section, size_t room, struct arena *arena)
{
	struct pool_object *grown = arena_list(arena, room, sizeof *grown);

	if (!grown)
		return false;
	if (section->count)
		memcpy(grown, section->objects, section->count * sizeof *grown);
	section->objects = grown;
	section->room = room;
	return true;
}

/* Where it is not known how many there will be, a section grows by doubling. */
static struct pool_object *object_new(struct pool_section *section, struct arena *arena)
{
	if (section->count >= section->room && !make_room(section, section->count ? section->count * 2 : 1, arena))
		return NULL;
	return &section->objects[section->count++];
}

/* A section that is bad stays bad, also after good objects. */
static void section_set(struct pool_section *section, enum pool_how how)
{
	if (section->how != POOL_BAD)
		section->how = how;
}

/* The text of a value, or of an item of its list, that has a NUL in it; NULL: none has. */
static const char *nul_in(const struct tree *value)
{
	if (tree_has_nul(value))
		return tree_words(value);
	for (const struct tree *item = value->kind == TREE_LIST ? value->first : NULL; item; item = item->next)
		if (tree_has_nul(item))
			return tree_words(item);
	return NULL;
}

/* Where such a value ends for the server is not known: the whole section is then left without an opinion. */
static bool is_bad(const struct tree *tree, struct pool_section *section)
{
	const char *name = "type or text of an object", *text = tree->has_nul ? tree->type : NULL;

	for (size_t i = 0; i < sizeof members / sizeof *members && !text; i++) {
		const struct tree *value = tree_member(tree, members[i].name);
		name = members[i].name;
		text = value ? nul_in(value) : NULL;
	}
	if (!text)
		return false;
	*section = (struct pool_section){ .how = POOL_BAD };
	fault(&section->fault, FAULT_PROTOCOL, 0, "%s: \"%.200s\" has a NUL in it", name, text);
	return true;
}

static bool add_object(const struct tree *tree, struct pool_section *section, struct arena *arena)
{
	if (section->how == POOL_BAD || is_bad(tree, section))
		return true;
	struct pool_object *object = object_new(section, arena);
	section->how = POOL_READ;
	if (!object)
		return false;
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		const struct tree *value = tree_member(tree, members[i].name);
		if (value)
			member_read(&members[i], value, arena, object);
	}
	return !arena->failed;
}

bool pool_facts_add_object(const struct tree *tree, enum pool_section_id id, struct arena *arena, struct pool *pool)
{
	return add_object(tree, &pool->sections[id], arena);
}

/* ---- a whole export ---- */

/* The objects that a value stands for: a list's items, PowerShell 5.1's {"value": [...], "Count": n}, or itself. */
static const struct tree *items_of(const struct tree *value, bool *list)
{
	const struct tree *wrapped = tree_member(value, "value");

	if (wrapped && wrapped->kind == TREE_LIST && tree_member(value, "Count"))
		value = wrapped;
	*list = value->kind == TREE_LIST;
	return *list ? value->first : value;
}

/*
 * Not seen is not the same as none: an empty list is an answer; null is what a cmdlet leaves that failed; objects beyond the
 * writer's -Depth are texts ("Microsoft.Rtc...") without members.
 */
static bool add_section(const struct tree *value, struct pool_section *section, struct arena *arena)
{
	bool list, cut = false;
	const struct tree *item = items_of(value, &list);

	if (list && !item && section->fault.kind == FAULT_NONE) /* an error of it may have come first */
		section_set(section, POOL_READ);
	size_t whole = section->count;
	for (const struct tree *object = list ? item : NULL; object; object = object->next)
		whole += object->kind == TREE_OBJECT;
	if (whole > section->room && section->how != POOL_BAD && !make_room(section, whole, arena))
		return false;
	for (; item; item = list ? item->next : NULL) {
		cut |= item->kind == TREE_TEXT;
		if (item->kind == TREE_OBJECT && !add_object(item, section, arena))
			return false;
	}
	if (cut)
		section_set(section, POOL_CUT);
	return true;
}

/* PowerShell's error for a question in a session that cannot answer. The text of the question is at its end. */
static const char *question_in(const char *text)
{
	static const char prompts[] = "A command that prompts the user failed", question[] = "with the following message:";
	const char *asked = strstr(text, question);

	if (strncmp(text, prompts, sizeof prompts - 1) != 0)
		return NULL;
	for (asked = asked ? asked + sizeof question - 1 : ""; *asked == ' ' || *asked == '\n'; asked++)
		;
	return asked;
}

void pool_facts_error(struct pool_section *section, const char *text, const char *id)
{
	const char *question = question_in(text);
	struct fault f;

	if (!question && id && strstr(id, "HostException"))
		question = text;
	fault(&f, FAULT_REMOTE, 0, "%.300s", question ? question : text);
	pool_section_spoil(section, question ? POOL_ASKS : id && strstr(id, "CommandNotFoundException") ? POOL_NO_SUCH : POOL_REFUSED, &f);
}

/* Adds the errors of the script that wrote the export, in the words of Windows: { "AllowedDomain": "The term ... is not recognized" } */
static size_t add_errors(const struct tree *errors, struct pool_section *into)
{
	size_t known = 0;

	for (const struct tree *entry = errors->kind == TREE_OBJECT ? errors->first : NULL; entry; entry = entry->next) {
		enum pool_section_id id = pool_facts_section_named(span_of(entry->name));
		const char *why = tree_words(entry);
		if (id == POOL_SECTION_COUNT || (into[id].how == POOL_READ && !into[id].count))
			continue; /* an empty list was written as one: it is of another file */
		known += into[id].how != POOL_READ && into[id].how != POOL_BAD;
		pool_facts_error(&into[id], why ? why : "no reason given", NULL);
	}
	return known;
}

static bool is_named(const struct tree *entry, const char *name)
{
	return span_equal_nocase(span_of(entry->name), span_of(name));
}

/* The next one, for that computer's replica. NULL: no memory. */
static struct pool_store *store_of(struct pool *pool, const char *name, struct arena *arena)
{
	if (!pool->store_count)
		pool->stores = arena_list(arena, POOL_STORES_MAX, sizeof *pool->stores);
	if (!pool->stores)
		return NULL;
	bool room = pool->store_count < POOL_STORES_MAX;
	pool->store_count += room;
	pool->stores_left_out += !room;
	/* One that is left out is read like the others: an export that cannot be read has to be found. */
	struct pool_store *store = room ? &pool->stores[pool->store_count - 1] : arena_alloc(arena, sizeof *store);
	if (!store)
		return NULL;
	*store = (struct pool_store){ .name = name ? arena_text(arena, span_of(name)) : "" };
	for (int id = 0; id < POOL_SECTION_COUNT; id++)
		store->sections[id].how = pool->sections[id].how == POOL_NOT_ASKED ? POOL_NOT_ASKED : POOL_MISSING;
	return store;
}

static bool add_dictionary(const struct tree *dictionary, struct arena *arena, struct pool *pool, size_t *known)
{
	const struct tree *local = tree_member(dictionary, "LocalStore");
	struct pool_store *store = local ? store_of(pool, tree_words(local), arena) : NULL;
	struct pool_section *into = store ? store->sections : pool->sections;

	if (local && !store)
		return false;
	for (const struct tree *entry = dictionary->first; entry; entry = entry->next) {
		enum pool_section_id id = pool_facts_section_named(span_of(entry->name));
		const char *time = is_named(entry, "ExportedAt") ? tree_words(entry) : NULL;
		if (id < POOL_SECTION_COUNT && !add_section(entry, pool_section_is_of_computer(id) ? &pool->sections[id] : &into[id], arena))
			return false;
		*known += id < POOL_SECTION_COUNT;
		if (is_named(entry, "Errors"))
			*known += add_errors(entry, into);
		if (time && !export_time_read(time, &pool->exported_at)) {
			pool->exported_at = -1;
			pool->exported_unread = arena_text(arena, span_of(time));
		}
	}
	return true;
}

static bool add_item(struct pool_export *export, const struct tree *item, struct arena *arena, struct pool *pool)
{
	enum pool_section_id id = pool_facts_section_of(item);
	size_t before = export->known;

	if (item->kind != TREE_OBJECT)
		return true;
	if (id == POOL_SECTION_COUNT && !add_dictionary(item, arena, pool, &export->known))
		return false;
	if (export->known > before)
		return true;
	if (id == POOL_SECTION_COUNT)
		id = export->named;
	export->known += id < POOL_SECTION_COUNT;
	return id == POOL_SECTION_COUNT || pool_facts_add_object(item, id, arena, pool);
}

bool pool_facts_add_export(struct pool_export *export, struct arena *arena, struct pool *pool)
{
	bool list;
	const struct tree *item = items_of(export->root, &list);

	if (export->named < POOL_SECTION_COUNT && (list ? !item : item->kind == TREE_NIL)) {
		if (list)
			section_set(&pool->sections[export->named], POOL_READ);
		export->known++;
	}
	for (; item; item = list ? item->next : NULL)
		for (const struct tree *inner = item->kind == TREE_LIST ? item->first : item; inner;
		     inner = item->kind == TREE_LIST ? inner->next : NULL)
			if (!add_item(export, inner, arena, pool))
				return false;
	return true;
}
