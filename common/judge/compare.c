// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * compare - what changed between two runs of one check
 */
#include "judge/compare.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/calendar.h"
#include "judge/answer.h"
#include "judge/pairs.h"
#include "judge/tables/diag_table.h"
#include "model/fact_table.h"
#include "model/pool.h"

enum { MEMORY_MAX = 64 * 1024 * 1024, TEXT_MAX = 4096, NAME_MAX_LEN = 64 };

struct ctx {
	const struct plan *plan;
	struct changes *changes;
};

/* ---- one change ---- */

/* Adds nothing where both texts are the same. */
[[gnu::format(printf, 4, 5)]] static void add(const struct ctx *ctx, const char *was, const char *now, const char *format, ...)
{
	struct changes *c = ctx->changes;
	char what[TEXT_MAX];
	va_list args;

	if (strcmp(was, now) == 0)
		return;
	if (c->count == CHANGES_MAX || !c->at) {
		c->more++;
		return;
	}
	va_start(args, format);
	vsnprintf(what, sizeof what, format, args);
	va_end(args);
	c->at[c->count++] = (struct change){ arena_text(&c->arena, span_of(what)), arena_text(&c->arena, span_of(was)),
					     arena_text(&c->arena, span_of(now)) };
}

static const char *text_or_none(const char *text)
{
	return text && *text ? text : "none";
}

/* Frees the list; an empty one is "none". */
static const char *list_text(const struct ctx *ctx, struct buf *list)
{
	const char *kept = list->len ? arena_text(&ctx->changes->arena, buf_span(list)) : "none";

	buf_free(list);
	return kept;
}

/* ---- certificates ---- */

static const char *validity(const struct ctx *ctx, const struct cert *c)
{
	char date[CALENDAR_TEXT_MAX];

	calendar_text(c->not_after, CALENDAR_DAY, date);
	return arena_printf(&ctx->changes->arena, "until %s, serial %s", date, c->serial);
}

static void compare_chains(const struct ctx *ctx, const char *whose, const struct chain *was, const struct chain *now)
{
	if (was->count == 0 || now->count == 0)
		return;
	const struct cert *old = was->at, *new = now->at;
	if (strcmp(old->subject, new->subject) != 0)
		add(ctx, old->subject, new->subject, "another certificate, %s", whose);
	else if (strcmp(old->issuer, new->issuer) != 0)
		add(ctx, old->issuer, new->issuer, "certificate of another issuer, %s", whose);
	else if (strcmp(old->sha256, new->sha256) != 0)
		add(ctx, validity(ctx, old), validity(ctx, new), "certificate renewed, %s", whose);
	else if (was->count > 1 && now->count > 1 && strcmp(old[1].sha256, new[1].sha256) != 0)
		add(ctx, validity(ctx, &old[1]), validity(ctx, &new[1]), "issuer's certificate renewed, %s", whose);
}

/* ---- one connection ---- */

static const char *errors_of(const struct ctx *ctx, const struct tls *t)
{
	struct buf text = BUF(TEXT_MAX);

	for (size_t i = 0; i < t->error_count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", t->errors[i].text);
	return list_text(ctx, &text);
}

static void compare_tls(const struct ctx *ctx, const char *host, const struct tls *was, const struct tls *now)
{
	if (was->chain.count && now->chain.count) {
		compare_chains(ctx, host, &was->chain, &now->chain);
		add(ctx, errors_of(ctx, was), errors_of(ctx, now), "what is wrong with the certificate, %s", host);
	}
	if (!was->handshake_done || !now->handshake_done)
		return;
	add(ctx, was->version, now->version, "version of TLS, %s", host);
	add(ctx, was->cipher, now->cipher, "cipher, %s", host);
	add(ctx, was->certificate_asked ? "yes" : "no", now->certificate_asked ? "yes" : "no", "asks for our certificate, %s", host);
}

/* ---- a target ---- */

static const char *outcome_of(const struct ctx *ctx, const struct target *t, const struct answer *a)
{
	struct arena *arena = &ctx->changes->arena;

	if (t->stopped.fault.kind == FAULT_ALERT)
		return arena_printf(arena, "%s: alert %lld", phase_name(t->stopped.phase), (long long)t->stopped.fault.code);
	if (t->stopped.fault.kind != FAULT_NONE && !a)
		return arena_printf(arena, "%s: %s", phase_name(t->stopped.phase), fault_word(t->stopped.fault.kind));
	return a ? arena_printf(arena, "%d %s", a->status, a->reason) : "reached";
}

static const char *diag_of(const struct ctx *ctx, const struct answer *a)
{
	const struct diag *d = a ? diag_table_telling(a) : NULL;

	return d ? arena_printf(&ctx->changes->arena, "%u %s", d->code, d->reason) : "none";
}

static void compare_target(const struct ctx *ctx, const struct target *was, const struct target *now)
{
	const struct sample *old = answer_telling(ctx->plan, was), *new = answer_telling(ctx->plan, now);
	const struct answer *old_answer = old ? &old->answer : NULL, *new_answer = new ? &new->answer : NULL;

	if (*was->address && *now->address)
		add(ctx, was->address, now->address, "answers from another address, %s", now->host);
	compare_tls(ctx, now->host, &was->tls, &now->tls);
	add(ctx, outcome_of(ctx, was, old_answer), outcome_of(ctx, now, new_answer), "result, %s", now->host);
	add(ctx, diag_of(ctx, old_answer), diag_of(ctx, new_answer), "ms-diagnostics, %s", now->host);
	/* Of another answer another server may be the author. */
	if (old_answer && new_answer && old_answer->status == new_answer->status)
		add(ctx, text_or_none(old_answer->server), text_or_none(new_answer->server), "Server, %s", now->host);
}

struct target_list {
	const struct target *at;
	size_t count;
};

/* The same host, and where that has several targets the same address; NULL: there is none. */
static const struct target *counterpart(const struct target_list *own, const struct target_list *others, const struct target *t)
{
	const struct target *found = NULL;
	size_t here = 0, there = 0;

	for (size_t i = 0; i < own->count; i++)
		here += target_same_server(&own->at[i], t);
	for (size_t i = 0; i < others->count; i++) {
		bool same = target_same_server(&others->at[i], t);
		there += same;
		if (same && (!found || strcmp(others->at[i].address, t->address) == 0))
			found = &others->at[i];
	}
	return found && ((here == 1 && there == 1) || strcmp(found->address, t->address) == 0) ? found : NULL;
}

static void compare_targets(const struct ctx *ctx, const struct target_list *was, const struct target_list *now)
{
	for (size_t i = 0; i < now->count; i++) {
		const struct target *t = &now->at[i], *before = counterpart(now, was, t);

		if (before)
			compare_target(ctx, before, t);
		else
			add(ctx, "not asked", "asked", "%s:%u%s%s", t->host, t->port, *t->address ? " at " : "", t->address);
	}
	for (size_t i = 0; i < was->count; i++)
		if (!counterpart(was, now, &was->at[i]))
			add(ctx, "asked", "not asked", "%s:%u%s%s", was->at[i].host, was->at[i].port, *was->at[i].address ? " at " : "",
			    was->at[i].address);
}

/* ---- DNS ---- */

static const char *records_of(const struct ctx *ctx, const struct srv *s)
{
	struct buf text = BUF(TEXT_MAX);

	if (s->fault.kind != FAULT_NONE)
		return arena_printf(&ctx->changes->arena, "none (%s)", fault_word(s->fault.kind));
	for (size_t i = 0; i < s->target_count; i++)
		buf_printf(&text, "%s%u %u %u %s", i ? ", " : "", s->targets[i].priority, s->targets[i].weight, s->targets[i].host.port,
			   text_or_none(s->targets[i].host.name));
	return list_text(ctx, &text);
}

static void compare_srvs(const struct ctx *ctx, const struct facts *was, const struct facts *now)
{
	for (size_t i = 0; i < now->srv_count; i++) {
		const struct srv *before = facts_srv(was, now->srvs[i].domain);

		if (before)
			add(ctx, records_of(ctx, before), records_of(ctx, &now->srvs[i]), "record %s", now->srvs[i].name);
	}
}

/* ---- settings ---- */

/* Fields that are called otherwise than Lync calls them, and those that change by themselves (NULL). */
static const struct {
	const char *field, *member;
} members[] = {
	{ "apple", "EnableApplePushNotificationService" },
	{ "microsoft", "EnableMicrosoftPushNotificationService" },
	{ "shared_address_space", "EnabledSharedAddressSpace" },
	{ "push_proxy_uri", "PushNotificationProxyUri" },
	{ "external_sip_port", "AccessEdgeExternalSipPort" },
	{ "session_s", "SessionExpirationInterval" },
	{ "short_session_s", "SessionShortExpirationInterval" },
	{ "federation_access", "EnableFederationAccess" },
	{ "site", "SiteId" },
	{ "reported_at", NULL },
	{ "updated_at", NULL },
	{ "zone_untold", NULL },
};

/* "verification_level" -> "VerificationLevel"; NULL: it changes by itself. */
static const char *member_of(const char *field, char name[static NAME_MAX_LEN])
{
	size_t len = 0;

	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (strcmp(members[i].field, field) == 0)
			return members[i].member;
	for (bool first = true; *field && len + 1 < NAME_MAX_LEN; field++) {
		if (*field == '_') {
			first = true;
			continue;
		}
		name[len++] = first && *field >= 'a' && *field <= 'z' ? (char)(*field - 'a' + 'A') : *field;
		first = false;
	}
	name[len] = '\0';
	return name;
}

static const char *join(const struct ctx *ctx, const struct text_list *texts)
{
	struct buf text = BUF(TEXT_MAX);

	for (size_t i = 0; i < texts->count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", texts->at[i]);
	return list_text(ctx, &text);
}

static const char *value_of(const struct ctx *ctx, const struct field *f, const void *holder)
{
	static const char *const known[] = { "unknown", "False", "True" };
	const void *at = (const char *)holder + f->offset;

	if (f->type == FIELD_TEXT || f->type == FIELD_TEXT_OR_NULL)
		return text_or_none(*(const char *const *)at);
	if (f->type == FIELD_TEXTS)
		return join(ctx, at);
	if (f->type == FIELD_BOOL)
		return *(const bool *)at ? "True" : "False";
	if (f->type != FIELD_NUMBER)
		return "";
	int64_t number = field_number(f, holder);
	if (f->low == KNOWN_NOT && f->high == KNOWN_YES)
		return known[number];
	return arena_printf(&ctx->changes->arena, "%lld", (long long)number);
}

static void compare_members(const struct ctx *ctx, const char *whose, const struct field *table, const void *was, const void *now)
{
	char name[NAME_MAX_LEN];

	for (const struct field *f = table; f->name; f++) {
		if (f->type == FIELD_POINTER) {
			compare_members(ctx, whose, f->of, pool_detail(was), pool_detail(now));
			continue;
		}
		const char *member = member_of(f->name, name);
		if (f->type == FIELD_NUMBER && field_number(f, was) == field_number(f, now))
			continue; /* most are, and a text of each would fill the memory */
		if (member)
			add(ctx, value_of(ctx, f, was), value_of(ctx, f, now), "%s of %s", member, whose);
	}
}

static void compare_objects(const struct ctx *ctx, const char *source, const struct pool_section *was, const struct pool_section *now)
{
	struct pairs pairs = pairs_of(was, now, &ctx->changes->arena);
	struct pair pair;

	while (pairs_next(&pairs, &pair)) {
		if (pair.first && pair.second)
			compare_members(ctx, text_or_none(pair.name), fact_object_table, pair.first, pair.second);
		else
			add(ctx, pair.first ? "there" : "none", pair.second ? "there" : "none", "%s of %s", pair.name, source);
	}
}

static void compare_pools(const struct ctx *ctx, const struct pool *was, const struct pool *now)
{
	static const char *const hows[] = {
		[POOL_NOT_ASKED] = "not asked", [POOL_READ] = "read", [POOL_MISSING] = "missing", [POOL_CUT] = "cut by -Depth",
		[POOL_REFUSED] = "refused", [POOL_NO_SUCH] = "not known there", [POOL_UNSEEN] = "not seen", [POOL_BAD] = "not usable",
		[POOL_ASKS] = "asks a question",
	};

	for (enum pool_section_id id = 0; id < POOL_SECTION_COUNT; id++) {
		const struct pool_section *old = &was->sections[id], *new = &now->sections[id];

		if (old->how == POOL_READ && new->how == POOL_READ)
			compare_objects(ctx, pool_section_source(id), old, new);
		else
			add(ctx, hows[old->how], hows[new->how], "%s", pool_section_source(id));
	}
	add(ctx, text_or_none(was->version), text_or_none(now->version), "version of the server's Windows");
}

static void compare_mobility(const struct ctx *ctx, const struct mobility *was, const struct mobility *now)
{
	for (size_t i = 0; i < now->count; i++)
		for (size_t j = 0; j < was->count; j++) {
			const struct mobility_place *old = &was->places[j], *new = &now->places[i];

			if (strcmp(old->url, new->url) != 0)
				continue;
			add(ctx, arena_printf(&ctx->changes->arena, "%d", old->status), arena_printf(&ctx->changes->arena, "%d", new->status),
			    "answer of %s", new->url);
			compare_tls(ctx, new->host, &old->tls, &new->tls);
			break;
		}
}

/* ---- all of it ---- */

static const char *fault_of(const struct fault *f)
{
	return f->kind == FAULT_NONE ? "none" : f->text;
}

void compare(const struct comparison *c, struct changes *changes)
{
	const struct ctx ctx = { c->plan, changes };
	const struct facts *was = c->was, *now = c->now;

	*changes = (struct changes){ .since = was->taken_at, .arena = ARENA(MEMORY_MAX) };
	changes->at = arena_list(&changes->arena, CHANGES_MAX, sizeof *changes->at);
	add(&ctx, fault_of(&was->run_fault), fault_of(&now->run_fault), "what fails on this host");
	add(&ctx, fault_of(&was->identity.fault), fault_of(&now->identity.fault), "what is wrong with our identity");
	compare_chains(&ctx, "our own", &was->identity.chain, &now->identity.chain);
	compare_targets(&ctx, &(struct target_list){ was->targets, was->target_count }, &(struct target_list){ now->targets, now->target_count });
	if (was->direct_count && now->direct_count)
		compare_target(&ctx, was->direct, now->direct);
	compare_targets(&ctx, &(struct target_list){ was->externals, was->external_count },
			&(struct target_list){ now->externals, now->external_count });
	compare_srvs(&ctx, was, now);
	if (was->pool && now->pool)
		compare_pools(&ctx, was->pool, now->pool);
	if (was->pool && now->pool && was->pool->mobility && now->pool->mobility)
		compare_mobility(&ctx, was->pool->mobility, now->pool->mobility);
}
