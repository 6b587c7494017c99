// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pool_steps - the steps that read settings: from exports, a pool, an OCS 2007 R2 Edge
 *
 * Apart from sip_steps.c, so that the plugins that speak SIP are linked without libcurl and expat.
 */
#include "codec/export.h"
#include "codec/pool_facts.h"
#include "codec/wmi_msg.h"
#include "net/input.h"
#include "probe/session.h"
#include "probe/steps.h"
#include "remote/ntlm_text.h"
#include "remote/http_redirect.h"
#include "remote/psrp_talk.h"
#include "remote/ticket.h"

#include <stdlib.h>

enum {
	SETTINGS_MAX = 8 * 1024 * 1024,	 /* bytes of a server's settings: some 15,000 domains */
	FILE_TREE_MAX = 24 * 1024 * 1024, /* bytes of an export while it is read */
	FETCH_MAX = 4 * 1024 * 1024,	 /* bytes of an export over HTTPS: a stranger's, all of it in memory */
	FETCH_TREE_MAX = 8 * 1024 * 1024, /* bytes of it while it is read */
};

/* ---- exports ---- */

/* One of them: where it comes from, and what is known of it before it is read. */
struct export {
	const char *name; /* in sentences, and "Get-CsBlockedDomain.json" says what it holds */
	struct source *source;
	int64_t written_at; /* where it bears no time inside; -1: not known */
	size_t tree_max;
	struct arena *arena; /* of the facts */
	struct deadline deadline;
	size_t known;	     /* what was understood of it: filled in */
	bool empty;	     /* it is a list of nothing: filled in */
	bool bare;	     /* it is of 0 bytes */
};

/* "/srv/Get-CsBlockedDomain.json" is named after a cmdlet. */
static enum pool_section_id section_of_name(const char *name)
{
	const char *slash = strrchr(name, '/');
	struct span rest;

	return pool_facts_section_named(span_split(span_of(slash ? slash + 1 : name), '.', &rest));
}

/* The oldest of several exports counts; of the newest it is asked whether it can be. */
static void time_keep(struct pool *pool, int64_t before, int64_t written_at)
{
	if (pool->exported_at < 0)
		pool->exported_at = written_at;
	if (pool->exported_at > pool->exported_last)
		pool->exported_last = pool->exported_at;
	if (before >= 0 && (pool->exported_at < 0 || before < pool->exported_at))
		pool->exported_at = before;
}

static bool export_add(struct export *export, struct pool *pool, struct fault *f)
{
	struct effort effort = EFFORT(export->deadline);
	struct arena scratch = { .ceiling = export->tree_max, .effort = &effort };
	struct pool_export content = { .named = section_of_name(export->name) };
	int64_t before = pool->exported_at;
	struct tree *root;
	struct fault why = { 0 };

	const struct tree_wish wish = { &scratch, pool_facts_wants };
	bool read = export_decode(export->source, &wish, &root, &why);
	if (read) {
		content.root = root;
		pool->exported_at = -1;
		read = pool_facts_add_export(&content, export->arena, pool) ||
		       fault(&why, FAULT_LIMIT, 0, "its settings exceed the %zu MiB that one check keeps", export->arena->ceiling >> 20);
		time_keep(pool, before, export->written_at);
		export->known = content.known;
		export->empty = root->kind == TREE_LIST && !root->first;
	}
	arena_free(&scratch);
	if (effort.cancelled)
		fault(f, FAULT_CANCELLED, 0, "stopped while reading %.250s", export->name);
	else if (effort.late)
		fault(f, FAULT_TIMEOUT, 0, "%.250s was not read to its end in time", export->name);
	else if (why.kind == FAULT_PROTOCOL || why.kind == FAULT_LIMIT) /* the others name it themselves */
		fault(f, why.kind, why.code, "%.150s cannot be read: %.230s", export->name, why.text);
	else if (!read)
		*f = why;
	return read;
}

static bool nothing_known(const struct export *export, struct fault *f)
{
	return fault(f, FAULT_FILE, 0, "%.250s %s; write it with Export-PushConfig.ps1", export->name,
		     export->bare ? "is empty" : "holds no setting that is known here");
}

/* An empty file is what a cmdlet without objects leaves, but it may not be all there is. */
static bool file_add(struct run *r, const struct export_file *file, size_t *known)
{
	struct pool *pool = r->facts->pool;
	struct input input = input_open(file->fd, file->path, MATERIAL_EXPORT_MAX, r->job->deadline);
	struct export export = { file->path, &input.source, file->modified_at, FILE_TREE_MAX, &r->facts->arena, r->job->deadline, 0, false, false };

	bool added = export_add(&export, pool, &pool->fault);
	export.bare = input.taken == 0;
	free(input.room);
	*known += export.known;
	return added && (export.known || export.empty || nothing_known(&export, &pool->fault));
}

/* Failed while an export was read, and says nothing of the export. */
static bool is_of_the_run(enum fault_kind kind)
{
	return kind == FAULT_CANCELLED || kind == FAULT_MEMORY || kind == FAULT_SYSTEM;
}

bool step_exports(struct run *r)
{
	const struct material *material = &r->job->prepared->material;
	const struct plan *plan = r->job->plan;
	struct pool *pool = arena_alloc(&r->facts->arena, sizeof *pool);
	size_t known = 0;

	if (!pool)
		return false;
	pool_init(pool, plan);
	r->facts->pool = pool;
	bool read = true;
	for (size_t i = 0; read && i < material->export_count; i++)
		read = file_add(r, &material->exports[i], &known);
	if (read && material->export_count && !known)
		read = nothing_known(&(struct export){ .name = material->exports[0].path }, &pool->fault);
	if (!read) {
		pool_forget(pool);
	} else if (!plan->settings.url.text) {
		pool_settle_store(pool);
		pool_settle_halves(pool, plan);
	}
	if (is_of_the_run(pool->fault.kind)) {
		r->facts->run_fault = pool->fault;
		pool->fault = (struct fault){ 0 };
	}
	return read;
}

/* ---- servers and logins ---- */

/* Otherwise libcurl would send another name or password: each try is a failed login, which soon locks the account. */
static bool ntlm_is_sendable(const char *login, struct span password, struct fault *f)
{
	struct buf sent = BUF(4096);
	bool good = ntlm_text_password(password, &sent);

	buf_wipe(&sent);
	if (!ntlm_text_is_login(span_of(login)))
		return fault(f, FAULT_AUTH, 0, "NTLM here cannot send this user name, which has a character outside of ASCII: use --keytab");
	return good || fault(f, FAULT_AUTH, 0, "NTLM here cannot send this password, which has a character outside of Latin-1: use --keytab");
}

bool step_login(struct prepared *p)
{
	const struct plan *plan = p->plan;
	const char *keytab = plan->settings.keytab;

	if (plan->settings.auth == AUTH_NTLM && plan->settings.login && p->material.login_password.bytes.len)
		p->ntlm_in_negotiate = ticket_use_ntlm(plan->settings.login, buf_span(&p->material.login_password.bytes));
	if (plan->settings.auth == AUTH_NTLM && plan->settings.login && !p->ntlm_in_negotiate &&
	    !ntlm_is_sendable(plan->settings.login, buf_span(&p->material.login_password.bytes), &p->facts->run_fault))
		return false;
	if (p->plan->settings.auth == AUTH_NEGOTIATE && !keytab)
		ticket_to_memory();
	return !keytab || ticket_use_keytab(keytab) || fault(&p->facts->run_fault, FAULT_MEMORY, 0, "no memory to name %.250s to Kerberos", keytab);
}

static struct http_server server_of(const struct session *s)
{
	const struct plan *plan = s->run->job->plan;

	return (struct http_server){
		.host = s->host->name,
		.name = plan->verify_name ? plan->verify_name : s->host->name,
		.port = s->host->port,
		.addresses = &s->host->addresses,
		.password = buf_span(&s->run->job->prepared->material.login_password.bytes),
		.auth = plan->settings.auth,
		.ntlm_in_negotiate = s->run->job->prepared->ntlm_in_negotiate,
		.give_identity = true,
	};
}

static void tell(const struct session *s, const char *what)
{
	if (s->run->job->progress)
		s->run->job->progress(arena_printf(&s->target->arena, "%s %s", what, s->host->name));
}

/* ---- the three that can be asked ---- */

static bool not_there(const struct http_answer *answer, const char *host, struct fault *f)
{
	if (answer->location[0])
		return fault(f, FAULT_HTTP, answer->status, "%s redirects %s%.200s", host, http_redirect_words(answer), answer->location);
	if (answer->status == 401)
		return fault(f, FAULT_AUTH, answer->scheme_offered ? 401 : AUTH_NOT_OFFERED, "%s answered HTTP 401 for the export; it offers %s",
			     host, answer->schemes[0] ? answer->schemes : "no scheme");
	return fault(f, FAULT_HTTP, answer->status, "%s answered HTTP %d for the export", host, answer->status);
}

static bool fetched(struct session *s, const struct http_answer *answer)
{
	const struct plan *plan = s->run->job->plan;
	struct pool *pool = s->pool;
	struct source_memory source = source_memory(buf_span(&answer->body));
	struct export export = { plan->settings.url.text, &source.source, answer->last_modified, FETCH_TREE_MAX, &s->target->arena, s->run->job->deadline,
				 0, false, false };

	export.bare = answer->body.len == 0;
	if (answer->status != 200)
		return not_there(answer, s->host->name, &s->fault);
	pool_fetched(pool);
	if (export_add(&export, pool, &s->fault) && (export.known || nothing_known(&export, &s->fault))) {
		pool_settle_store(pool);
		pool_settle_halves(pool, plan);
		return true;
	}
	pool_forget(pool);
	return false;
}

static bool read_url(struct session *s, struct http *http)
{
	const struct http_request request = {
		.path = s->run->job->plan->settings.url.path,
		.max = FETCH_MAX,
		.deadline = s->run->job->deadline,
	};
	struct http_answer answer;

	tell(s, "fetching the export from");
	if (!http_ask(http, &request, &answer, &s->fault))
		return false;
	bool read = fetched(s, &answer);
	buf_free(&answer.body);
	return read;
}

/* A class that the Edge refuses or lacks is refused, and hides nothing that another gives. */
static bool read_class(struct session *s, struct wsman *w, enum pool_section_id id)
{
	struct pool *pool = s->pool;
	struct pool_section *section = &pool->sections[id];
	struct tree *list = tree_add(w->arena, NULL, TREE_LIST);

	if (section->how != POOL_UNSEEN)
		return true; /* read from an export */
	w->resource = arena_printf(w->arena, WMI_RESOURCE "%s", pool_section_source(id));
	if (!list)
		return fault(&s->fault, FAULT_MEMORY, 0, "out of memory while reading %s", pool_section_source(id));
	if (!wsman_instances(w, list, &s->fault)) {
		if (s->fault.kind != FAULT_REMOTE)
			return false;
		section->how = POOL_REFUSED;
		section->fault = s->fault;
		s->fault = (struct fault){ 0 };
		return true;
	}
	section->how = POOL_READ;
	for (const struct tree *item = list->first; item; item = item->next) {
		struct fault f;
		if (!item->type[0] || span_equal_nocase(span_of(item->type), span_of(pool_section_source(id)))) {
			if (!pool_facts_add_object(item, id, w->arena, pool))
				return fault(&s->fault, FAULT_MEMORY, 0, "out of memory while reading %s", pool_section_source(id));
			continue;
		}
		fault(&f, FAULT_PROTOCOL, 0, "its list holds an item that is not understood: <%.60s>", item->type);
		pool_section_spoil(section, POOL_REFUSED, &f);
	}
	return true;
}

static bool read_edge(struct session *s, struct wsman *w)
{
	tell(s, "reading the Edge's settings from");
	return read_class(s, w, POOL_PARTNER) && read_class(s, w, POOL_EDGE_SETTING);
}

/* The last seconds belong to awaiting what was begun and deleting the shell; of little time the last half. */
static int64_t kept_back_us(struct deadline whole)
{
	int64_t half = deadline_left_us(whole) / 2;

	return half < STEPS_DELETING_US ? half : STEPS_DELETING_US;
}

/* A signal ends the reading, not the deleting. */
static struct deadline closing(struct deadline d)
{
	d.cancel_fd = -1;
	return deadline_sooner(d, STEPS_DELETING_US);
}

static int64_t at_least_0(int64_t us)
{
	return us > 0 ? us : 0;
}

/*
 * The first request makes the connection: its phases are subtracted from the phase of that request, and a fault before the request
 * belongs to them. libcurl has no times for a failed connection; if the peer spoke TLS, it failed in TLS.
 */
static void phases_part(struct session *s, struct http *http)
{
	struct target *t = s->target;
	struct http_cost cost;

	http_facts(http, &cost, &t->tls);
	int64_t connecting = at_least_0(cost.connect_us) + at_least_0(cost.tls_us);
	t->address = cost.address[0] ? cost.address : t->address;
	t->phase_us[PHASE_CONNECT] = cost.connect_us;
	t->phase_us[PHASE_TLS] = cost.tls_us;
	s->phase_ended_us = clock_us();
	if (t->phase_us[PHASE_OPEN] >= 0)
		t->phase_us[PHASE_OPEN] = at_least_0(t->phase_us[PHASE_OPEN] - connecting);
	else
		s->phase_began_us += connecting;
	if (s->fault.kind == FAULT_NONE)
		return;
	if (cost.connect_us < 0 || cost.tls_us < 0)
		s->phase = cost.tls_begun || t->tls.peer_spoke ? PHASE_TLS : PHASE_CONNECT;
	t->phase_us[s->phase] = at_least_0(s->phase_ended_us - s->phase_began_us);
}

static bool read_pool(struct session *s, struct wsman *w, struct http *http)
{
	struct deadline whole = s->run->job->deadline;
	struct pool *pool = s->pool;
	int64_t kept_us = kept_back_us(whole);
	struct psrp_talk talk = { .wsman = w, .pool = pool, .grace_us = kept_us / 2, .progress = s->run->job->progress };

	w->deadline = deadline_before(whole, kept_us);
	tell(s, "opening a PowerShell session, which may take tens of seconds, on");
	bool read = psrp_talk_open(&talk, &s->fault);
	if (read) {
		s->target->phase_us[PHASE_OPEN] = clock_us() - s->phase_began_us;
		s->phase = PHASE_READ;
		s->phase_began_us = clock_us();
		tell(s, "reading the settings of");
		read = psrp_talk_read(&talk, &s->fault);
	}
	phases_part(s, http); /* what the deletion does is no fact of the connection, and takes no time of the reading */
	psrp_talk_close(&talk, closing(whole));
	return read;
}

/* ---- the step ---- */

/* All that was sent, the deletion of the session too. */
static void requests_count(struct session *s, struct http *http)
{
	struct http_cost cost;
	struct tls ignored;

	http_facts(http, &cost, &ignored);
	s->target->requests = cost.requests;
	s->target->bytes = cost.bytes;
}

static struct wsman wsman_of(const struct session *s, struct http *http)
{
	const struct plan *plan = s->run->job->plan;
	struct arena *arena = &s->target->arena;
	const char *path = s->host->kind == TARGET_OCS_EDGE ? "/wsman" : plan->settings.path;

	return (struct wsman){
		.asker = http_asker(http),
		.host = s->host->name,
		.path = path,
		.url = arena_printf(arena, strchr(s->host->name, ':') ? "https://[%s]:%u%s" : "https://%s:%u%s", s->host->name,
				    s->host->port, path),
		.resource = arena_printf(arena, "http://schemas.microsoft.com/powershell/%s", plan->settings.configuration),
		.deadline = s->run->job->deadline,
		.streams = BUF(WSMAN_STREAM_MAX),
		.arena = arena,
	};
}

static bool read_settings(struct session *s, struct http *http)
{
	struct wsman w = wsman_of(s, http);
	bool read;

	switch (s->host->kind) {
	case TARGET_EXPORT:
		s->phase = PHASE_READ;
		read = read_url(s, http);
		break;
	case TARGET_OCS_EDGE:
		s->phase = PHASE_READ;
		read = read_edge(s, &w);
		break;
	default:
		s->phase = PHASE_OPEN;
		return read_pool(s, &w, http);
	}
	phases_part(s, http);
	return read;
}

bool step_settings(struct session *s)
{
	struct arena *arena = &s->target->arena;
	const struct http_server server = server_of(s);

	if (server.auth == AUTH_NEGOTIATE && !ticket_fetch(server.host, s->run->job->deadline, &s->fault)) {
		s->phase = PHASE_IDENTITY; /* nothing was sent */
		return false;
	}
	arena->ceiling = SETTINGS_MAX;
	s->pool = arena_alloc(arena, sizeof *s->pool);
	if (!s->pool)
		return fault(&s->fault, FAULT_MEMORY, 0, "no memory for the settings of %s", s->host->name);
	pool_part_begin(s->pool, s->run->facts->pool, s->host->kind);
	struct http *http = http_new(&server, s->run->job->plan, s->run->job->prepared->tls, arena, &s->fault);
	if (!http)
		return false;
	bool read = read_settings(s, http);
	requests_count(s, http);
	http_free(http);
	if (read && arena->failed)
		return fault(&s->fault, FAULT_LIMIT, 0, "settings of %s exceed the %zu MiB of one check: give an export (--file)", s->host->name, arena->ceiling >> 20);
	return read;
}

void step_settings_join(const struct run *r, const struct session *sessions, size_t count)
{
	int64_t last_answer_us = 0;

	for (size_t i = 0; i < count; i++)
		if (sessions[i].phase_ended_us > last_answer_us)
			last_answer_us = sessions[i].phase_ended_us;
	if (last_answer_us)
		r->facts->clean_up_us = at_least_0(clock_us() - last_answer_us);
	for (size_t i = 0; i < count; i++)
		if (sessions[i].pool)
			pool_part_join(r->facts->pool, sessions[i].pool, sessions[i].host->kind);
}
