// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * call - what the person on call asks first: who has to act, and who is hurt
 */
#include "judge/call.h"

#include "judge/answer.h"
#include "judge/rules/config.h"
#include "judge/speaker.h"

/* ---- who acts ---- */

/* The target whose answer the first line judges; NULL: it judges none. */
static const struct target_verdict *answered(const struct verdict *v)
{
	const struct finding *f = v->headline;

	return f && f->target != NO_TARGET && f->status ? &v->targets[f->target] : NULL;
}

/* Is the server that failed on the partner's side? Then the partner has to act, unless the server complains of our own side. */
static bool failed_beyond(const struct verdict *v)
{
	const struct target_verdict *t = answered(v);

	if (!t || t->route.names_us)
		return false;
	for (size_t i = 0; i + 1 < t->route.broke; i++)
		if (strcmp(t->route.hops[i].to, t->route.partner) == 0)
			return true;
	return t->route.speaker == SPEAKER_PARTNER;
}

static const char *partner_text(const struct plan *plan, struct arena *arena)
{
	if (speaker_is_push(span_of(plan->domain)))
		return "Microsoft";
	return arena_printf(arena, "partner %s", plan->domain);
}

static const char *actor_of(const struct plan *plan, struct verdict *v)
{
	const struct finding *f = v->headline;
	enum actor actor = f->actor ? f->actor : f->cause ? cause_actor(f->cause) : ACTOR_LYNC;

	if (f->cause == CAUSE_SERVICE_REFUSED && f->state == STATE_WARNING) /* the remedy is an option of this check, or the service's to mend */
		return arena_printf(&v->arena, "%s, then %s", actor_text(ACTOR_HOST), partner_text(plan, &v->arena));
	if (actor == ACTOR_PARTNER || (failed_beyond(v) && (actor == ACTOR_LYNC || actor == ACTOR_NETWORK)))
		return partner_text(plan, &v->arena);
	return actor_text(actor);
}

/* The server asked for patience: Retry-After (RFC 3261 20.33). */
static int64_t patience_of(const struct verdict *v)
{
	const struct target_verdict *t = answered(v);

	return t && t->answer ? t->answer->retry_after_s : 0;
}

static const char *who_of(const struct plan *plan, struct verdict *v)
{
	int64_t patience = patience_of(v);

	if (v->state == STATE_OK)
		return actor_text(ACTOR_NONE);
	if (!v->headline)
		return actor_text(ACTOR_HOST);
	if (patience > 0)
		return arena_printf(&v->arena, "no one for %lld s, then %s", (long long)patience, actor_of(plan, v));
	return actor_of(plan, v);
}

/* ---- who is hurt ---- */

/* The service that fails with the route. */
static const char *subject_of(const struct plan *plan, struct arena *arena)
{
	if (speaker_is_push(span_of(plan->domain)))
		return "push";
	return arena_printf(arena, "federation with %s", plan->domain);
}

struct causes {
	const enum cause *at;
	size_t count;
};
#define CAUSES_OF(list) (&(const struct causes){ (list), sizeof(list) / sizeof *(list) })

static bool is_among(enum cause cause, const struct causes *causes)
{
	for (size_t i = 0; i < causes->count; i++)
		if (cause == causes->at[i])
			return true;
	return false;
}

/* The Front Ends check the same certificate as this host does. */
static const enum cause fails_for_all[] = { CAUSE_CERT_EXPIRED, CAUSE_CERT_NOT_YET_VALID, CAUSE_CERT_ISSUER_EXPIRED, CAUSE_CERT_NAME,
					    CAUSE_CERT_REVOKED, CAUSE_CERT_SIGNATURE };

/* Certificates, files and replicas hurt later; all other settings hurt now. */
static const enum cause hurts_later[] = { CAUSE_CERT_EXPIRING, CAUSE_CERT_ISSUER_EXPIRING, CAUSE_IDENTITY_EXPIRING, CAUSE_FILE_OPEN_TO_ALL,
					  CAUSE_FILE_CHANGEABLE, CAUSE_USER_REPLICATOR, CAUSE_REPLICA_BEHIND, CAUSE_ADDRESS_DEAD,
					  CAUSE_SLOW, CAUSE_SRV_SECOND };

/* The form of this request was refused: of the route nothing was seen. */
static const enum cause blames_request[] = { CAUSE_ROUTE_HEADER, CAUSE_REQUEST_MALFORMED, CAUSE_USER_AGENT, CAUSE_CLOCK, CAUSE_TAKEN_FOR_CLIENT,
					     CAUSE_FROM_DOMAIN };

static bool blames_this_check(const struct plan *plan, const struct finding *f)
{

	bool few_hops = f->cause == CAUSE_TOO_MANY_HOPS && plan->sip.max_forwards < ANSWER_HOPS_USUAL;

	return f->status && (few_hops || is_among(f->cause, CAUSES_OF(blames_request)));
}

/* Partners find the Edge by these; what goes out does not ask for them. */
static const enum cause hurts_inward[] = { CAUSE_SRV_MISSING, CAUSE_SRV_NOT_OFFERED, CAUSE_SRV_OUTSIDE, CAUSE_SRV_ALIAS, CAUSE_SRV_NO_ADDRESS,
					   CAUSE_SRV_PORT };

/* The headline is about a target whose route broke, or may have. */
static const char *reach_of_route(const struct route *r, const struct finding *f, const char *subject, struct arena *arena)
{
	if (f->cause == CAUSE_LOSS)
		return arena_printf(arena, "some requests for %s fail", subject);
	if (!r->ended && f->state != STATE_UNKNOWN)
		return "nothing fails now";
	if (is_among(f->cause, CAUSES_OF(fails_for_all)))
		return arena_printf(arena, "%s probably fails: other servers check the same certificate", subject);
	if (f->status && f->state == STATE_CRITICAL)
		return arena_printf(arena, "%s fails", subject);
	if (f->status && f->cause == CAUSE_REQUEST_REFUSED && f->state == STATE_WARNING)
		return arena_printf(arena, "this request was refused, and %s perhaps too", subject);
	if (f->status && f->state == STATE_WARNING)
		return "the route works; this request was not taken";
	if (r->ended > 1)
		return arena_printf(arena, "%s probably fails", subject);
	return arena_printf(arena, "%s not judged: the check did not get in", subject);
}

/* If other targets of the check are fine, the service does not fail as a whole. */
static const char *among_targets(const struct verdict *v, const struct facts *facts, const char *reach, struct arena *arena)
{
	bool one_host = true;

	if (v->fine_count == 0 || v->fine_count == v->target_count)
		return reach;
	for (size_t i = 1; i < v->target_count; i++)
		one_host &= strcmp(facts->targets[i].host, facts->targets[0].host) == 0;
	return arena_printf(arena, "%zu of %zu %s; the others answer", v->target_count - v->fine_count, v->target_count,
			    one_host ? "addresses" : "servers");
}

/* A phone signs in by these before any push. */
static const enum cause hurts_sign_in[] = { CAUSE_AUTODISCOVER, CAUSE_SERVICE, CAUSE_EXTERNAL_WEB, CAUSE_EXTERNAL_NAME, CAUSE_EXPOSED_INTERNAL,
					    CAUSE_MOBILITY_OFF };

static const char *reach_of_setting(const struct plan *plan, const struct facts *facts, struct verdict *v)
{
	const struct finding *f = v->headline;

	if (!config_judged_any(facts->pool, plan))
		return "push not judged: none of the settings that it needs was read";
	if (f->cause == CAUSE_EXPORT_OLD || f->cause == CAUSE_EXPORT_TIME)
		return "push not judged as it is now: the export is not of today";
	if (f->state == STATE_UNKNOWN)
		return arena_printf(&v->arena, "push judged in part: %zu checks passed, %zu unknown", v->rules_ok, v->rules_unknown);
	if (is_among(f->cause, CAUSES_OF(hurts_later)))
		return "nothing fails now";
	if (is_among(f->cause, CAUSES_OF(hurts_sign_in)))
		return "phones may not sign in";
	return f->state == STATE_CRITICAL ? "pushes fail" : "some pushes may fail";
}

static const char *reach_of(const struct plan *plan, const struct facts *facts, struct verdict *v)
{
	const struct finding *f = v->headline;
	const char *subject = facts->pool ? "push" : subject_of(plan, &v->arena);

	if (v->state == STATE_OK)
		return "nothing fails now";
	if (!f || facts_run_failed(facts))
		return arena_printf(&v->arena, "%s not judged: the check could not run", subject);
	if (f->target != NO_TARGET && facts->targets[f->target].kind == TARGET_WEB)
		return "phones may not sign in";
	if (facts->pool && (f->target == NO_TARGET || !v->targets[f->target].route.ended))
		return reach_of_setting(plan, facts, v);
	if (facts->pool && config_judged_any(facts->pool, plan))
		return arena_printf(&v->arena, "push judged in part: %zu checks passed, %zu unknown", v->rules_ok, v->rules_unknown);
	if (facts->pool)
		return "push not judged: the settings were not read";
	if (f->cause == CAUSE_ANSWERED_ITSELF)
		return arena_printf(&v->arena, "%s not judged: the request may not have got beyond the server asked", subject);
	if (blames_this_check(plan, f))
		return arena_printf(&v->arena, "%s not judged: this check's own request was not taken", subject);
	if (f->target == NO_TARGET && is_among(f->cause, CAUSES_OF(hurts_inward)))
		return "partners may not find the Edge; what goes out works";
	if (f->target == NO_TARGET && v->target_count && v->fine_count == v->target_count && f->state == STATE_UNKNOWN)
		return "the route works; this alone could not be judged";
	if (f->target == NO_TARGET)
		return f->state == STATE_UNKNOWN ? arena_printf(&v->arena, "%s not judged", subject) : "nothing fails now";
	return among_targets(v, facts, reach_of_route(&v->targets[f->target].route, f, subject, &v->arena), &v->arena);
}

void call_compose(const struct plan *plan, const struct facts *facts, struct verdict *v)
{
	v->who = who_of(plan, v);
	v->reach = reach_of(plan, facts, v);
}
