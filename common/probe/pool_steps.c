// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pool_steps - the steps that read settings: from exports, a pool, an OCS 2007 R2 Edge
 *
 * Apart from steps.c, so that the plugins that speak SIP are linked without libcurl and expat.
 */
#include "codec/clixml.h"
#include "codec/json.h"
#include "codec/pool_facts.h"
#include "codec/wmi_msg.h"
#include "probe/psrp_talk.h"
#include "probe/session.h"
#include "probe/steps.h"

enum { CLOSING_US = 3000000, SETTINGS_MAX = 48 * 1024 * 1024 /* bytes of what a server tells, as a tree */ };

/* ---- exports ---- */

/* What an export is, is told by its first letter behind byte order marks and blanks: XML begins with <. */
static bool is_xml(struct span document)
{
	for (size_t i = 0; i < document.len && i < 64; i++)
		if (document.at[i] == '<' || document.at[i] == '{' || document.at[i] == '[')
			return document.at[i] == '<';
	return false;
}

static bool export_tree(struct span document, struct arena *arena, struct tree **tree, struct fault *f)
{
	if (!is_xml(document))
		return json_decode(document, arena, tree, f);
	*tree = tree_add(arena, NULL, TREE_LIST);
	if (!*tree)
		return fault(f, FAULT_MEMORY, 0, "out of memory while reading an export");
	if (!wmi_items_decode(document, arena, *tree, f))
		return false;
	return (*tree)->first || clixml_decode(document, arena, tree, f);
}

/* `name` is what the fault calls it; `at` its time where it bears none inside. The oldest of several counts. */
static bool export_add(const char *name, struct span document, int64_t at, struct arena *arena, struct pool *pool,
		       struct fault *f)
{
	int64_t oldest = pool->exported_at;
	struct tree *tree;
	struct fault why = { 0 };
	size_t known = 0;

	pool->exported_at = -1;
	if (!export_tree(document, arena, &tree, &why))
		return fault(f, why.kind, why.code, "%.150s cannot be read: %.220s", name, why.text);
	if (!pool_facts_add_export(tree, arena, pool, &known))
		return fault(f, FAULT_MEMORY, 0, "out of memory while reading %.300s", name);
	if (known == 0)
		return fault(f, FAULT_FILE, 0, "%.250s holds no setting that is known here; write it with Export-PushConfig.ps1", name);
	if (pool->exported_at < 0)
		pool->exported_at = at;
	if (oldest >= 0 && oldest < pool->exported_at)
		pool->exported_at = oldest;
	return true;
}

bool step_exports(struct run *r)
{
	const struct material *material = r->job->material;
	struct facts *facts = r->facts;
	struct pool *pool = arena_alloc(&facts->arena, sizeof *pool);

	if (!pool)
		return false;
	pool_init(pool, r->job->plan);
	facts->pool = pool;
	for (size_t i = 0; i < material->export_count; i++) {
		const struct blob *export = &material->exports[i];
		if (!export_add(export->path, buf_span(&export->bytes), export->modified_at, &facts->arena, pool, &pool->fault))
			return false;
	}
	return true;
}

/* ---- whom, and as whom ---- */

static bool is_edge(const struct session *s)
{
	const struct plan *plan = s->run->job->plan;

	return plan->edge_is_ocs && plan->edge_host.name && strcmp(plan->edge_host.name, s->host->name) == 0;
}

static struct http_server server_of(const struct session *s)
{
	const struct plan *plan = s->run->job->plan;
	enum auth fallback = plan->login ? AUTH_NTLM : plan->url ? AUTH_NOT_CHOSEN : AUTH_NEGOTIATE;

	return (struct http_server){
		.host = s->host->name,
		.port = s->host->port,
		.addresses = &s->host->addresses,
		.password = buf_span(&s->run->job->material->login_password.bytes),
		.auth = plan->auth == AUTH_NOT_CHOSEN ? fallback : plan->auth,
	};
}

/* ---- the three that can be asked ---- */

static bool read_url(struct session *s, struct http *http)
{
	const struct plan *plan = s->run->job->plan;
	const char *host_on = strstr(plan->url, "://"), *path = host_on ? strchr(host_on + 3, '/') : NULL;
	struct http_answer answer;

	s->target->requests++;
	if (!http_ask(http, path ? path : "/", NULL, (struct span){ 0 }, s->run->job->deadline, &answer, &s->fault))
		return false;
	s->target->bytes += answer.body.len;
	bool read = answer.status == 200
			    ? export_add(plan->url, buf_span(&answer.body), answer.last_modified, &s->target->arena,
					 s->run->facts->pool, &s->fault)
			    : fault(&s->fault, answer.status == 401 ? FAULT_AUTH : FAULT_HTTP, answer.status,
				    "%s answered HTTP %d for the export", s->host->name, answer.status);
	buf_free(&answer.body);
	return read;
}

/* A class that the Edge refuses or lacks is refused, and hides nothing that another gives. */
static bool read_class(struct session *s, struct wsman *w, enum pool_section_id id)
{
	struct pool_section *section = &s->run->facts->pool->sections[id];
	struct tree *list = tree_add(w->arena, NULL, TREE_LIST);

	w->resource = arena_printf(w->arena, WMI_RESOURCE "%s", pool_section_source(id));
	if (!list)
		return fault(&s->fault, FAULT_MEMORY, 0, "out of memory while reading %s", pool_section_source(id));
	if (!wsman_instances(w, s->run->job->deadline, list, &s->fault)) {
		if (s->fault.kind != FAULT_REMOTE)
			return false;
		section->how = POOL_REFUSED;
		section->fault = s->fault;
		s->fault = (struct fault){ 0 };
		return true;
	}
	section->how = POOL_READ;
	for (const struct tree *item = list->first; item; item = item->next)
		if (!pool_facts_add_object(item, id, w->arena, s->run->facts->pool))
			return fault(&s->fault, FAULT_MEMORY, 0, "out of memory while reading %s", pool_section_source(id));
	return true;
}

static bool read_edge(struct session *s, struct wsman *w)
{
	return read_class(s, w, POOL_PARTNER) && read_class(s, w, POOL_EDGE_SETTING);
}

/* The last seconds belong to deleting the shell, and a signal ends the reading, not the deleting. */
static struct deadline closing(struct deadline d)
{
	d.cancel_fd = -1;
	return deadline_sooner(d, CLOSING_US);
}

static bool read_pool(struct session *s, struct wsman *w)
{
	struct deadline whole = s->run->job->deadline, work = deadline_before(whole, CLOSING_US);
	struct psrp_talk talk = { .wsman = w, .pool = s->run->facts->pool };

	bool read = psrp_talk_open(&talk, work, &s->fault);
	if (read) {
		s->target->phase_us[PHASE_OPEN] = clock_us() - s->phase_began_us;
		s->phase = PHASE_READ;
		s->phase_began_us = clock_us();
		read = psrp_talk_read(&talk, work, &s->fault);
	}
	psrp_talk_close(&talk, closing(whole));
	return read;
}

/* ---- the step ---- */

/* The opening's time holds the connection's: what stands in phases of their own is taken out of it. */
static void phases_part(struct session *s, struct http *http)
{
	struct target *t = s->target;
	struct http_times times;

	http_facts(http, &times, &t->tls);
	t->address = times.address[0] ? times.address : t->address;
	t->phase_us[PHASE_CONNECT] = times.connect_us;
	t->phase_us[PHASE_TLS] = times.tls_us;
	if (t->phase_us[PHASE_OPEN] >= 0)
		t->phase_us[PHASE_OPEN] -= times.connect_us + times.tls_us;
	if (s->fault.kind != FAULT_NONE && s->phase == PHASE_OPEN)
		s->phase = times.connect_us < 0 ? PHASE_CONNECT : times.tls_us < 0 ? PHASE_TLS : PHASE_OPEN;
}

bool step_settings(struct session *s)
{
	const struct plan *plan = s->run->job->plan;
	struct arena *arena = &s->target->arena;
	const struct http_server server = server_of(s);
	struct http *http = http_new(&server, plan, s->run->tls, arena, &s->fault);
	const char *path = is_edge(s) ? "/wsman" : plan->path;
	struct wsman w = {
		.http = http,
		.host = s->host->name,
		.path = path,
		.url = arena_printf(arena, "https://%s:%u%s", s->host->name, s->host->port, path),
		.resource = arena_printf(arena, "http://schemas.microsoft.com/powershell/%s", plan->configuration),
		.arena = arena,
	};

	if (!http)
		return false;
	arena->ceiling = SETTINGS_MAX;
	s->phase = plan->url || is_edge(s) ? PHASE_READ : PHASE_OPEN;
	bool read = plan->url ? read_url(s, http) : is_edge(s) ? read_edge(s, &w) : read_pool(s, &w);
	s->target->requests += w.requests;
	s->target->bytes += w.bytes;
	phases_part(s, http);
	http_free(http);
	if (read && arena->failed)
		return fault(&s->fault, FAULT_LIMIT, 0, "the settings of %s need more than %zu MiB", s->host->name, arena->ceiling >> 20);
	return read;
}
