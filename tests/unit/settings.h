// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * settings - a pool's settings, made by hand, for the tests of the rules about them
 *
 * Healthy, and read live from pool.contoso.com, until a case changes something. For unit tests only.
 */
#ifndef TESTS_SETTINGS_H
#define TESTS_SETTINGS_H

#include "scene.h"

#include "model/pool.h"

enum { SETTINGS_MOST = 4 };

/* What is left of the first line behind "PUSH CONFIG CRITICAL - ". */
enum { SETTINGS_SENTENCE_MAX = FINDING_LINE_MAX - 23 };

struct settings {
	struct plan plan;
	struct facts facts;
	struct target target;
	struct pool pool;
	struct pool_object objects[POOL_SECTION_COUNT][SETTINGS_MOST];
	struct pool_detail details[POOL_SECTION_COUNT][SETTINGS_MOST];
	struct pool_store stores[2]; /* used by cases that give Edges' replicas */
	struct pool_object stored[POOL_SECTION_COUNT];
	struct srv srvs[2]; /* of the SIP domain */
	struct srv_target srv_target;
	struct plan_host host;
	struct cert cert[1];
	struct view view;
	struct verdict verdict;
};

/* The first object of a section, to be changed. */
static inline struct pool_object *object(struct settings *s, enum pool_section_id id)
{
	return &s->objects[id][0];
}

/* The first object's detail. */
static inline struct pool_detail *detail(struct settings *s, enum pool_section_id id)
{
	s->objects[id][0].detail = &s->details[id][0];
	return &s->details[id][0];
}

/* One object more, a copy of the first. */
static inline struct pool_object *another(struct settings *s, enum pool_section_id id)
{
	struct pool_section *section = &s->pool.sections[id];

	s->objects[id][section->count] = s->objects[id][0];
	s->details[id][section->count] = s->details[id][0];
	if (s->objects[id][0].detail)
		s->objects[id][section->count].detail = &s->details[id][section->count];
	return &s->objects[id][section->count++];
}

static inline void unread(struct settings *s, enum pool_section_id id, enum pool_how how, const char *why)
{
	s->pool.sections[id] = (struct pool_section){ .how = how };
	if (why)
		fault(&s->pool.sections[id].fault, FAULT_REMOTE, 0, "%s", why);
}

static inline void settings_objects(struct settings *s)
{
	*object(s, POOL_HOSTING_PROVIDER) = (struct pool_object){ .identity = "LyncOnline", .proxy_fqdn = "sipfed.online.lync.com",
		.verification_level = "UseSourceVerification", .enabled = KNOWN_YES, .is_local = KNOWN_NO };
	*object(s, POOL_ALLOWED_DOMAIN) = (struct pool_object){ .identity = "push.lync.com", .domain = "push.lync.com" };
	*object(s, POOL_BLOCKED_DOMAIN) = (struct pool_object){ .identity = "spam.example.com", .domain = "spam.example.com" };
	*object(s, POOL_ACCESS_EDGE) = (struct pool_object){ .identity = "Global", .allow_federated_users = KNOWN_YES,
		.routing_method = "UseDnsSrvRouting", .enable_partner_discovery = KNOWN_NO, .enable_user_replicator = KNOWN_NO };
	*object(s, POOL_PUSH) = (struct pool_object){ .identity = "Global", .apple = KNOWN_YES, .microsoft = KNOWN_YES };
	*object(s, POOL_MCX) = (struct pool_object){ .identity = "Global", .push_proxy_uri = "sip:push@push.lync.com" };
	*detail(s, POOL_MCX) = (struct pool_detail){ .session_s = 259200, .short_session_s = 3600, .exposed_url = "External" };
	*object(s, POOL_IM_FILTER) = (struct pool_object){ .identity = "Global", .enabled = KNOWN_YES, .action = "Block" };
	*object(s, POOL_MOBILITY) = (struct pool_object){ .identity = "Global", .enable_mobility = KNOWN_YES };
	*object(s, POOL_REPLICATION) = (struct pool_object){ .replica_fqdn = "accessproxy.contoso.com", .up_to_date = KNOWN_YES };
	*object(s, POOL_SITE) = (struct pool_object){ .identity = "Site:HQ" };
	*detail(s, POOL_SITE) = (struct pool_detail){ .site_type = "CentralSite", .federation_route = "EdgeServer:accessproxy.contoso.com" };
	*object(s, POOL_SERVICE) = (struct pool_object){ .identity = "EdgeServer:accessproxy.contoso.com", .pool_fqdn = "accessproxy.contoso.com" };
	*detail(s, POOL_SERVICE) = (struct pool_detail){ .site = "Site:HQ", .external_sip_port = "5061" };
	*object(s, POOL_COMPUTER) = (struct pool_object){ .identity = "accessproxy.contoso.com" };
	*detail(s, POOL_COMPUTER) = (struct pool_detail){ .pool = "accessproxy.contoso.com" };
	*object(s, POOL_PUBLIC_PROVIDER) = (struct pool_object){ .identity = "Messenger", .proxy_fqdn = "federation.messenger.msn.com" };
	*object(s, POOL_EXTERNAL_ACCESS) = (struct pool_object){ .identity = "Global" };
	*detail(s, POOL_EXTERNAL_ACCESS) = (struct pool_detail){ .federation_access = KNOWN_YES };
	*object(s, POOL_SIP_DOMAIN) = (struct pool_object){ .identity = "contoso.com" };
	s->srvs[0] = (struct srv){ .domain = "contoso.com", .name = "_sipfederationtls._tcp.contoso.com", .targets = &s->srv_target, .target_count = 1 };
	s->srv_target = (struct srv_target){ .host = { .name = "sip.contoso.com", .port = 5061, .alias_of = "" } };
	*object(s, POOL_PARTNER) = (struct pool_object){ .domain = "push.lync.com", .edge_proxy_address = "sipfed.online.lync.com" };
	*object(s, POOL_EDGE_SETTING) = (struct pool_object){ .enable_federation = KNOWN_YES };
}

/* For ever in *s: nothing in it moves. */
static inline void settings_init(struct settings *s)
{
	*s = (struct settings){ .host = { "pool.contoso.com", 443, TARGET_SETTINGS } };
	facts_init(&s->facts);
	verdict_init(&s->verdict);
	s->plan = (struct plan){ .subject = SUBJECT_SETTINGS, .domain = "push.lync.com", .proxy = { "sipfed.online.lync.com", 0 }, .settings.push_uri = "sip:push@push.lync.com",
		.settings.server = SERVER_NOT_TOLD, .settings.path = "/OcsPowershell", .hosts = { &s->host, 1 }, .timeout_us = 50000000,
		.timeout_state = STATE_UNKNOWN, .settings.max_age_warning_h = 26, .settings.max_age_critical_h = 74,
		.life_warning = { 30, 33 }, .life_critical = { 7, 10 }, .tls_min = TLS_1_2, .security_level = -1 };
	pool_init(&s->pool, &s->plan);
	settings_objects(s);
	for (int i = 0; i < POOL_SECTION_COUNT; i++)
		s->pool.sections[i] = (struct pool_section){ .how = POOL_READ, .objects = s->objects[i], .count = 1 };
	unread(s, POOL_PATCH_VERSION, POOL_NOT_ASKED, NULL); /* an export alone has them */
	unread(s, POOL_WINDOWS_SERVICE, POOL_NOT_ASKED, NULL);
	unread(s, POOL_CERTIFICATE, POOL_NOT_ASKED, NULL);
	s->facts.pool = &s->pool;
	s->facts.srvs = s->srvs;
	s->facts.srv_count = 1;
	s->facts.taken_at = SCENE_NOW;
	scene_target(&(struct scene){ 0 }, &s->target, "pool.contoso.com");
	s->cert[0] = scene_cert("CN=pool.contoso.com", "CN=Contoso CA");
	s->target.port = 443;
	s->target.kind = TARGET_SETTINGS;
	s->target.tls.chain = (struct chain){ s->cert, 1 };
	s->facts.targets = &s->target;
	s->facts.target_count = 1;
	s->view = (struct view){ .plan = &s->plan, .facts = &s->facts, .verdict = &s->verdict, .target = &s->target };
}

/* The first finding that is not OK, or the first. NULL: there is none. */
static inline const struct finding *settings_worst(const struct settings *s)
{
	scene_each (f, s)
		if (f->state != STATE_OK)
			return f;
	return scene_any(s);
}

static inline void settings_check(const char *name, const struct finding *f, const struct expected *e)
{
	scene_check_within(SETTINGS_SENTENCE_MAX, name, f, e);
}

/* One letter for each rule, in `letters`: o, w, c, u as the worst of its states, n for notes alone, - for silence. */
static inline void settings_letters(struct settings *s, const struct rule *rules, char *letters)
{
	scene_judge(s, rules);
	for (size_t r = 0; rules[r].id; r++) {
		enum state worst = STATE_OK;
		letters[r] = '-';
		scene_each (f, s)
			if (strcmp(f->rule, rules[r].id) == 0 && !f->note) {
				worst = state_worse(worst, f->state);
				letters[r] = "owcu"[worst];
			} else if (strcmp(f->rule, rules[r].id) == 0 && letters[r] == '-') {
				letters[r] = 'n';
			}
		letters[r + 1] = '\0';
	}
}

static inline void settings_free(struct settings *s)
{
	verdict_free(&s->verdict);
	arena_free(&s->target.arena);
	s->facts.target_count = 0;
	facts_free(&s->facts);
}

#endif
