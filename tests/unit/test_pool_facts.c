// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_pool_facts - settings from every shape of export, and from none
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "codec/export.h"
#include "codec/json.h"
#include "codec/pool_facts.h"
#include "said.h"

static const struct plan both_halves = { .settings.files = { (const char *[]){ "f" }, 1 }, .settings.edge = EDGE_OCS2007R2, .settings.server = SERVER_NOT_TOLD };
static const struct plan pool_alone = { .settings.files = { (const char *[]){ "f" }, 1 }, .settings.server = SERVER_NOT_TOLD };

/* ---- what was read, as text ---- */

static const char *known(enum known k)
{
	static const char *const words[] = { "?", "no", "yes" };

	return words[k];
}

static void put(struct buf *b, const char *name, const char *value)
{
	if (value)
		buf_printf(b, " %s=%s", name, value);
}

static void put_known(struct buf *b, const char *name, enum known value)
{
	if (value != KNOWN_NOT)
		put(b, name, known(value));
}

static void object_write(const struct pool_object *o, struct buf *b)
{
	put(b, "identity", o->identity);
	put(b, "domain", o->domain);
	put(b, "proxy", o->proxy_fqdn);
	put(b, "edge", o->edge_proxy_address);
	put(b, "level", o->verification_level);
	put_known(b, "enabled", o->enabled);
	put_known(b, "local", o->is_local);
	put_known(b, "federated", o->allow_federated_users);
	put_known(b, "discovery", o->enable_partner_discovery);
	put_known(b, "apple", o->apple);
	put_known(b, "microsoft", o->microsoft);
	put(b, "uri", o->push_proxy_uri);
	for (size_t i = 0; i < o->prefixes.count; i++)
		put(b, "prefix", o->prefixes.at[i]);
	put_known(b, "mobility", o->enable_mobility);
	put(b, "replica", o->replica_fqdn);
	put_known(b, "up", o->up_to_date);
	put_known(b, "federation", o->enable_federation);
	put(b, "route", o->default_route);
}

/* Leaves out members whose value depends on the export's shape (enums as numbers): other tests below cover them. */
static void section_write(const struct pool_section *section, struct buf *b)
{
	if (section->how == POOL_CUT)
		buf_text(b, " cut");
	if (section->how == POOL_BAD)
		buf_printf(b, " bad: %s", section->fault.text);
	if (section->how == POOL_REFUSED)
		buf_printf(b, " refused: %s", section->fault.text);
	if (section->how != POOL_READ)
		return;
	buf_printf(b, " %zu:", section->count);
	for (size_t i = 0; i < section->count; i++)
		object_write(&section->objects[i], b);
}

static struct buf pool_write(const struct pool *pool)
{
	struct buf b = BUF(100000);

	for (int i = 0; i < POOL_SECTION_COUNT; i++)
		section_write(&pool->sections[i], &b);
	if (pool->exported_at >= 0)
		buf_printf(&b, " at %lld", (long long)pool->exported_at);
	if (pool->exported_unread)
		buf_printf(&b, " unread %s", pool->exported_unread);
	return b;
}

/* ---- files ---- */

static struct buf file_read_all(const char *name)
{
	char path[200];
	struct buf bytes = BUF(1 << 20);

	snprintf(path, sizeof path, "tests/data/exports/%s", name);
	FILE *file = fopen(path, "rb");
	if (!file)
		fail_msg("%s cannot be opened: run from the top of the tree", path);
	bytes.len = fread(buf_room(&bytes, 100000), 1, 100000, file);
	assert_true(bytes.len > 0 && bytes.len < 100000);
	fclose(file);
	return bytes;
}

/* The section that a file is named after, as step_exports() finds it. */
static enum pool_section_id named(const char *name)
{
	const char *slash = strrchr(name, '/');
	struct span rest;

	return pool_facts_section_named(span_split(span_of(slash ? slash + 1 : name), '.', &rest));
}

static size_t file_add(const char *name, struct arena *a, struct pool *pool)
{
	struct buf bytes = file_read_all(name);
	struct source_memory source = source_memory(buf_span(&bytes));
	struct arena scratch = ARENA(1 << 20);
	struct pool_export export = { .named = named(name) };
	struct fault f = { 0 };
	struct tree *root;

	if (!export_decode(&source.source, &(struct tree_wish){ &scratch, pool_facts_wants }, &root, &f))
		fail_msg("%s: %s", name, f.text);
	export.root = root;
	assert_true(pool_facts_add_export(&export, a, pool));
	buf_free(&bytes);
	arena_free(&scratch); /* facts own their texts */
	return export.known;
}

/* As healthy as it can be, in every shape. LEVEL and ROUTING stand for what the shape makes of the enums. */
static const char healthy[] =
	" 1: identity=LyncOnline proxy=sipfed.online.lync.com level=LEVEL enabled=yes local=no"
	" 2: identity=fabrikam.com domain=fabrikam.com level=LEVEL identity=push.lync.com domain=push.lync.com level=LEVEL"
	" 1: identity=spam.example.com domain=spam.example.com"
	" 1: identity=Global federated=yes discovery=no"
	" 2: identity=Global apple=yes microsoft=yes identity=Site:Redmond apple=yes microsoft=yes"
	" 1: identity=Global uri=sip:push@push.lync.com"
	" 1: identity=Global enabled=yes prefix=callto: prefix=ftp: prefix=www."
	" 1: identity=Global mobility=yes"
	" 1: replica=accessproxy.contoso.com up=yes";

static struct buf with_level(const char *text, const char *level)
{
	struct buf b = BUF(100000);

	for (const char *mark; (mark = strstr(text, "LEVEL")); text = mark + strlen("LEVEL")) {
		buf_add(&b, (struct span){ text, (size_t)(mark - text) });
		buf_text(&b, level);
	}
	buf_text(&b, text);
	return b;
}

static const struct shape {
	const char *files[10];
	const char *level;
	bool dated;
} shapes[] = {
	{ { "clixml-hashtable.xml" }, "UseSourceVerification", true },
	{ { "clixml-utf16.xml" }, "UseSourceVerification", true },
	{ { "clixml-mixed-remote.xml" }, "UseSourceVerification", false },
	{ { "json-5.1.json" }, "2", true },
	{ { "json-7.json" }, "UseSourceVerification", true },
	{ { "json-remote.json" }, "UseSourceVerification", true },
	{ { "json-texts-and-single-objects.json" }, "UseSourceVerification", true },
};

static void every_shape_is_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct arena a = ARENA(1 << 20);
		struct pool pool;
		pool_init(&pool, &pool_alone);
		assert_true(file_add(shapes[i].files[0], &a, &pool) >= 9);
		struct buf got = pool_write(&pool), want = with_level(healthy, shapes[i].level);
		if (shapes[i].dated)
			buf_text(&want, " at 1795435200");
		if (strcmp(said(&got), said(&want)) != 0)
			fail_msg("%s:\n%s\nwanted:\n%s", shapes[i].files[0], got.at, want.at);
		assert_string_equal(pool.sections[POOL_ACCESS_EDGE].objects[0].routing_method,
				    strcmp(shapes[i].level, "2") == 0 ? "0" : "UseDnsSrvRouting");
		assert_string_equal(pool.sections[POOL_IM_FILTER].objects[0].action, strcmp(shapes[i].level, "2") == 0 ? "1" : "Block");
		buf_free(&got);
		buf_free(&want);
		arena_free(&a);
	}
}

static void one_file_for_each_cmdlet(void **state)
{
	struct arena a = ARENA(1 << 20);
	struct pool pool;

	(void)state;
	pool_init(&pool, &pool_alone);
	for (int i = 0; i < POOL_SECTION_COUNT; i++) {
		char name[100];
		const char *source = pool_section_source((enum pool_section_id)i);
		bool xml = i == POOL_HOSTING_PROVIDER || i == POOL_MCX;
		if (pool_section_is_edge((enum pool_section_id)i) || i >= POOL_PATCH_VERSION)
			continue;
		snprintf(name, sizeof name, "one-for-each/%s.%s", source, xml ? "xml" : "json");
		assert_true(file_add(name, &a, &pool) > 0);
	}
	struct buf got = pool_write(&pool), want = with_level(healthy, "2");
	char *provider = strstr(said(&want), "level=2");
	assert_non_null(provider);
	struct buf first = BUF(100000); /* the provider's file is CLIXML, where the enum has its name */
	buf_add(&first, (struct span){ want.at, (size_t)(provider - want.at) });
	buf_printf(&first, "level=UseSourceVerification%s", provider + strlen("level=2"));
	assert_string_equal(said(&got), said(&first));
	buf_free(&got);
	buf_free(&want);
	buf_free(&first);
	arena_free(&a);
}

static void the_old_edge(void **state)
{
	static const char *const files[] = { "edge-winrm.xml", "edge-wmi.xml" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct arena a = ARENA(1 << 20);
		struct pool pool;
		pool_init(&pool, &both_halves);
		assert_int_equal(file_add(files[i], &a, &pool), 3);
		struct buf got = pool_write(&pool);
		assert_string_equal(said(&got), " 2: domain=fabrikam.com level=UseSourceVerification domain=push.lync.com "
					    "edge=sipfed.online.lync.com level=UseSourceVerification 1: federation=yes");
		buf_free(&got);
		arena_free(&a);
	}
}

/* ---- single documents ---- */

static const struct {
	const char *name, *json, *pool;
	size_t known;
} documents[] = {
	{ "x", "{}", "", 0 },
	{ "x", "[]", "", 0 },
	{ "x", "null", "", 0 },
	{ "x", "\"text\"", "", 0 },
	{ "x", "{\"a\":{\"b\":1}}", "", 0 },
	/* an empty answer is an answer: by entry, or by the name of the file */
	{ "x", "{\"BlockedDomain\":[]}", " 0:", 1 },
	{ "x", "{\"get-csblockeddomain\":[]}", " 0:", 1 },
	{ "x", "{\"BlockedDomain\":{\"value\":[],\"Count\":0}}", " 0:", 1 },
	{ "Get-CsBlockedDomain.json", "[]", " 0:", 1 },
	{ "x", "[]", "", 0 },
	/* ... null is none: a cmdlet that failed leaves it */
	{ "x", "{\"BlockedDomain\":null}", "", 1 },
	{ "x", "{\"BlockedDomain\":[null]}", "", 1 },
	{ "x", "{\"BlockedDomain\":false}", "", 1 },
	{ "x", "{\"BlockedDomain\":null,\"Errors\":{\"BlockedDomain\":\"late\"}}", " refused: late", 2 },
	{ "x", "[{\"BlockedDomain\":[]},{\"BlockedDomain\":null}]", " 0:", 2 },
	{ "x", "{\"BlockedDomain\":[{\"Domain\":\"d\"},null]}", " 1: domain=d", 1 },
	/* an object without a type or typical members belongs to the cmdlet in the file's name */
	{ "Get-CsBlockedDomain.json", "{\"Identity\":\"a\",\"Domain\":\"a\",\"Comment\":null}", " 1: identity=a domain=a", 1 },
	{ "blockeddomain.2026.json", "[{\"Identity\":\"a\"},{\"Identity\":\"b\"}]", " 2: identity=a identity=b", 2 },
	{ "x", "{\"Identity\":\"a\",\"Domain\":\"a\",\"Comment\":null}", "", 0 },
	/* ... but its members or its type come before the name */
	{ "Get-CsBlockedDomain.json", "{\"EnableMobility\":true}", " 1: mobility=yes", 1 },
	/* recognized by members */
	{ "x", "{\"ProxyFqdn\":\"p\",\"Enabled\":false}", " 1: proxy=p enabled=no", 1 },
	{ "x", "{\"Domain\":\"d\",\"ProxyFqdn\":null}", " 1: domain=d", 1 },
	{ "x", "{\"Domain\":\"d\",\"MarkForMonitoring\":false}", " 1: domain=d", 1 },
	{ "x", "{\"allowfederatedusers\":\"TRUE\"}", " 1: federated=yes", 1 },
	{ "x", "{\"EnableApplePushNotificationService\":1}", " 1:", 1 },
	{ "x", "{\"PushNotificationProxyUri\":\"\"}", " 1: uri=", 1 },
	{ "x", "{\"Prefixes\":\"http:\",\"Action\":\"Block\"}", " 1: prefix=http:", 1 },
	{ "x", "{\"Prefixes\":[\"http:\",null,{}],\"Action\":\"Block\"}", " 1: prefix=http:", 1 },
	/* a list beyond -Depth is one text, of which each word was an item */
	{ "x", "{\"Prefixes\":\"callto: http: www*\",\"Action\":\"Block\"}", " 1: prefix=callto: prefix=http: prefix=www*", 1 },
	{ "x", "{\"Prefixes\":\"  \",\"Action\":\"Block\"}", " 1:", 1 },
	{ "x", "{\"ReplicaFqdn\":\"e\",\"UpToDate\":false}", " 1: replica=e up=no", 1 },
	{ "x", "{\"EdgeProxyAddress\":\"e\",\"Domain\":\"d\"}", " 1: domain=d edge=e", 1 },
	/* several documents in one, lists in lists */
	{ "x", "[{\"AllowedDomain\":[{\"Domain\":\"d\"}]},{\"BlockedDomain\":[]}]", " 1: domain=d 0:", 2 },
	{ "x", "[[{\"EnableMobility\":true}],[]]", " 1: mobility=yes", 1 },
	/* names without members: too small a -Depth */
	{ "x", "{\"AllowedDomain\":[\"Microsoft.Rtc\"]}", " cut", 1 },
	{ "x", "{\"AllowedDomain\":\"Microsoft.Rtc\"}", " cut", 1 },
	/* what failed while it was written */
	{ "x", "{\"Errors\":{\"Get-CsMcxConfiguration\":\"not recognized\",\"Nonsense\":\"x\"}}", " refused: not recognized", 1 },
	{ "x", "{\"MobilityPolicy\":[],\"Errors\":{\"MobilityPolicy\":\"late\"}}", " 0:", 1 },
	{ "x", "{\"Errors\":[\"x\"]}", "", 0 },
	/* a NUL in a value that is kept: nothing of the section is judged, whatever else is read of it */
	{ "x", "{\"AllowedDomain\":[{\"Domain\":\"d\\u0000.evil\"}]}", " bad: Domain: \"d\xef\xbf\xbd.evil\" has a NUL in it", 1 },
	{ "x", "{\"AllowedDomain\":[{\"Domain\":\"a\"},{\"Domain\":\"\\u0000\"},{\"Domain\":\"b\"}]}", " bad: Domain: \"\xef\xbf\xbd\" has a NUL in it", 1 },
	{ "x", "[{\"BlockedDomain\":[{\"Domain\":\"d\\u0000\"}]},{\"BlockedDomain\":[]},{\"BlockedDomain\":[\"x\"]},"
	       "{\"Errors\":{\"BlockedDomain\":\"late\"}},{\"BlockedDomain\":[{\"Domain\":\"d\"}]}]",
	  " bad: Domain: \"d\xef\xbf\xbd\" has a NUL in it", 4 },
	{ "x", "{\"Prefixes\":[\"a:\",\"http:\\u0000\"],\"Action\":\"Block\"}", " bad: Prefixes: \"http:\xef\xbf\xbd\" has a NUL in it", 1 },
	{ "x", "{\"Prefixes\":\"http:\\u0000\",\"Action\":\"Block\"}", " bad: Prefixes: \"http:\xef\xbf\xbd\" has a NUL in it", 1 },
	{ "x", "{\"EnableMobility\":\"true\\u0000\"}", " bad: EnableMobility: \"true\xef\xbf\xbd\" has a NUL in it", 1 },
	{ "x", "{\"ProxyFqdn\":\"p\",\"Enabled\":true,\"VerificationLevel\":{\"value\":2,\"Value\":\"Use\\u0000\"}}",
	  " bad: VerificationLevel: \"Use\xef\xbf\xbd\" has a NUL in it", 1 },
	{ "Get-CsBlockedDomain.json", "{\"Identity\":\"a\\u0000b\"}", " bad: Identity: \"a\xef\xbf\xbd" "b\" has a NUL in it", 1 },
	/* ... in one that is not kept: nothing is lost */
	{ "x", "{\"BlockedDomain\":[{\"Domain\":\"d\",\"Comment\":\"\\u0000\"}]}", " 1: domain=d", 1 },
	{ "x", "{\"Errors\":{\"BlockedDomain\":\"a\\u0000b\"}}", " refused: a\xef\xbf\xbd" "b", 1 },
	{ "x", "{\"ExportedAt\":\"2026-11-23T12:00:00Z\\u0000\",\"BlockedDomain\":[]}", " 0: unread 2026-11-23T12:00:00Z\357\277\275", 1 },
	/* times */
	{ "x", "{\"ExportedAt\":\"2026-11-23T12:00:00Z\",\"BlockedDomain\":[]}", " 0: at 1795435200", 1 },
	{ "x", "{\"ExportedAt\":{\"value\":\"\\/Date(1795435200000)\\/\",\"DateTime\":\"Monday\"}}", " at 1795435200", 0 },
	{ "x", "{\"ExportedAt\":\"yesterday\"}", " unread yesterday", 0 },
};

static void single_documents(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		struct arena a = ARENA(1 << 20), scratch = ARENA(1 << 20);
		struct pool_export export = { .named = named(documents[i].name) };
		struct fault f;
		struct tree *root;
		struct pool pool;
		pool_init(&pool, &both_halves);
		if (!json_decode(span_of(documents[i].json), &scratch, &root, &f))
			fail_msg("%s: %s", documents[i].json, f.text);
		export.root = root;
		assert_true(pool_facts_add_export(&export, &a, &pool));
		struct buf got = pool_write(&pool);
		if (strcmp(said(&got), documents[i].pool) != 0 || export.known != documents[i].known)
			fail_msg("%s:%s, %zu known", documents[i].json, got.at, export.known);
		buf_free(&got);
		arena_free(&scratch);
		arena_free(&a);
	}
}

/* ---- a cmdlet's own file without an object ---- */

#define OBJS(inside) "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">" inside "</Objs>"

static const struct {
	const char *file, *pool;
} own_files[] = {
	{ "[]", " 0:" }, /* ConvertTo-Json @(...) */
	{ OBJS("<Obj RefId=\"0\"><LST /></Obj>"), " 0:" }, /* Export-Clixml -InputObject @(...) */
	{ "", "" }, /* nothing came through the pipeline: as likely the cmdlet failed */
	{ "\xff\xfe", "" },
	{ "null", "" },
	{ OBJS(""), "" },
	{ OBJS("<Nil />"), "" },
	/* a NUL in a value, or in a type's name */
	{ OBJS("<Obj RefId=\"0\"><MS><S N=\"Domain\">d_x0000_.evil</S></MS></Obj>"), " bad: Domain: \"d\xef\xbf\xbd.evil\" has a NUL in it" },
	{ OBJS("<Obj RefId=\"0\"><TN RefId=\"0\"><T>X.BlockedDomain_x0000_Y</T></TN><MS><S N=\"Domain\">d</S></MS></Obj>"),
	  " bad: type or text of an object: \"X.BlockedDomain\xef\xbf\xbdY\" has a NUL in it" },
};

static void a_file_without_an_object(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof own_files / sizeof *own_files; i++) {
		struct arena a = ARENA(1 << 20);
		struct source_memory source = source_memory(span_of(own_files[i].file));
		struct pool_export export = { .named = POOL_BLOCKED_DOMAIN };
		struct fault f;
		struct tree *root;
		struct pool pool;
		pool_init(&pool, &both_halves);
		if (!export_decode(&source.source, &(struct tree_wish){ &a, pool_facts_wants }, &root, &f))
			fail_msg("%s: %s", own_files[i].file, f.text);
		export.root = root;
		assert_true(pool_facts_add_export(&export, &a, &pool));
		struct buf got = pool_write(&pool);
		if (strcmp(got.at ? got.at : "", own_files[i].pool) != 0 || export.known != 1)
			fail_msg("%s:%s, %zu known", own_files[i].file, got.at, export.known);
		buf_free(&got);
		arena_free(&a);
	}
}

/* ---- names and types ---- */

static void sections_by_name(void **state)
{
	static const struct {
		const char *name;
		enum pool_section_id id;
	} names[] = {
		{ "HostingProvider", POOL_HOSTING_PROVIDER }, { "Get-CsHostingProvider", POOL_HOSTING_PROVIDER },
		{ "get-csHOSTINGprovider", POOL_HOSTING_PROVIDER }, { "AccessEdgeConfiguration", POOL_ACCESS_EDGE },
		{ "MSFT_SIPFederationPartnerTable", POOL_PARTNER }, { "Get-Cs", POOL_SECTION_COUNT }, { "", POOL_SECTION_COUNT },
		{ "HostingProviders", POOL_SECTION_COUNT }, { "Get-HostingProvider", POOL_SECTION_COUNT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (pool_facts_section_named(span_of(names[i].name)) != names[i].id)
			fail_msg("%s", names[i].name);
}

static void sections_by_type(void **state)
{
	static const struct {
		const char *type;
		enum pool_section_id id;
	} types[] = {
		{ "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.DisplayHostingProvider", POOL_HOSTING_PROVIDER },
		{ "Deserialized.Microsoft.Rtc.Management.WritableConfig.Settings.Edge.AllowedDomain#Decorated", POOL_ALLOWED_DOMAIN },
		{ "Selected.Microsoft.Rtc.Management.WritableConfig.Settings.Edge.BlockedDomain", POOL_BLOCKED_DOMAIN },
		{ "X.DisplayAccessEdgeSettingsDnsSrvRouting", POOL_ACCESS_EDGE },
		{ "X.DisplayAccessEdgeSettingsDefaultRoute", POOL_ACCESS_EDGE },
		{ "Microsoft.Rtc.Management.WriteableConfig.Settings.PushNotificationConfiguration.PushNotificationConfiguration", POOL_PUSH },
		{ "System.Management.ManagementObject#root\\cimv2\\MSFT_SIPFederationPartnerTable", POOL_PARTNER },
		{ "Deserialized.System.Management.ManagementObject#root\\cimv2\\MSFT_SIPFederationExternalEdgeSetting", POOL_EDGE_SETTING },
		{ "MSFT_SIPFederationPartnerTable", POOL_PARTNER },
		{ "Microsoft.Rtc.Management.AllowedDomain.Something", POOL_SECTION_COUNT },
		{ "System.Management.Automation.PSCustomObject", POOL_SECTION_COUNT },
		{ "", POOL_SECTION_COUNT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		const struct tree object = { .kind = TREE_OBJECT, .name = "", .type = types[i].type, .text = "" };
		const struct tree text = { .kind = TREE_TEXT, .name = "", .type = types[i].type, .text = "" };
		if (pool_facts_section_of(&object) != types[i].id)
			fail_msg("%s", types[i].type);
		assert_int_equal(pool_facts_section_of(&text), POOL_SECTION_COUNT);
	}
}

/* What says which server it is: objects without a type's name, as Select-Object leaves them. */
static void versions(void **state)
{
	static const char text[] =
		"[{\"ComponentName\":\"Skype for Business Server 2015, Core Components\",\"Version\":\"6.0.9319.281\"},"
		"{\"Identity\":\"WebServer:pool.contoso.com\",\"ServiceId\":\"1-WebServices-1\",\"PoolFqdn\":\"pool.contoso.com\",\"Version\":7},"
		"{\"ReplicaFqdn\":\"fe01.contoso.com\",\"UpToDate\":true,\"ProductVersion\":\"6.0.9319.0\"}]";
	struct arena a = ARENA(1 << 20), scratch = ARENA(1 << 20);
	struct source_memory source = source_memory(span_of(text));
	struct pool_export export = { .named = POOL_SECTION_COUNT };
	struct fault f = { 0 };
	struct tree *root;
	struct pool pool;

	(void)state;
	pool_init(&pool, &pool_alone);
	assert_true(export_decode(&source.source, &(struct tree_wish){ &scratch, pool_facts_wants }, &root, &f));
	export.root = root;
	assert_true(pool_facts_add_export(&export, &a, &pool));
	assert_int_equal(export.known, 3);
	assert_string_equal(pool.sections[POOL_PATCH_VERSION].objects[0].version, "6.0.9319.281");
	assert_string_equal(pool.sections[POOL_SERVICE].objects[0].version, "7");
	assert_string_equal(pool.sections[POOL_SERVICE].objects[0].pool_fqdn, "pool.contoso.com");
	assert_string_equal(pool.sections[POOL_REPLICATION].objects[0].product_version, "6.0.9319.0");
	arena_free(&scratch);
	arena_free(&a);
}

/* ---- many, and no memory ---- */

static void many_objects(void **state)
{
	struct arena a = ARENA(8 << 20);
	struct tree object = { .kind = TREE_OBJECT, .name = "", .type = "", .text = "" };
	struct tree domain = { .kind = TREE_TEXT, .name = "Domain", .type = "", .text = "" };
	struct pool pool;
	char name[20];

	(void)state;
	object.first = object.last = &domain;
	pool_init(&pool, &pool_alone);
	domain.text = name;
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "d%d", i);
		assert_true(pool_facts_add_object(&object, POOL_ALLOWED_DOMAIN, &a, &pool));
	}
	assert_int_equal(pool.sections[POOL_ALLOWED_DOMAIN].count, 5000);
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "d%d", i);
		assert_string_equal(pool.sections[POOL_ALLOWED_DOMAIN].objects[i].domain, name);
	}
	arena_free(&a);
	a = ARENA(10000);
	pool_init(&pool, &pool_alone);
	bool added = true;
	for (int i = 0; i < 5000 && added; i++)
		added = pool_facts_add_object(&object, POOL_ALLOWED_DOMAIN, &a, &pool);
	assert_false(added);
	assert_true(a.failed);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shape_is_the_same), cmocka_unit_test(one_file_for_each_cmdlet), cmocka_unit_test(the_old_edge),
		cmocka_unit_test(single_documents),
		cmocka_unit_test(a_file_without_an_object),	   cmocka_unit_test(sections_by_name),	       cmocka_unit_test(sections_by_type), cmocka_unit_test(versions),
		cmocka_unit_test(many_objects),
	};

	return cmocka_run_group_tests_name("pool_facts", tests, NULL, NULL);
}
