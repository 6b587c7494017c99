// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * facts - what was seen, without opinion
 */
#include "model/facts.h"

enum { RUN_CEILING = 64 * 1024 * 1024 };

const char *phase_name(enum phase phase)
{
	static const char *const names[] = { "identity", "dns", "connect", "tls", "sip", "open", "read" };

	return names[phase];
}

const char *diag_param(const struct diag *d, const char *name)
{
	for (size_t i = 0; i < d->param_count; i++)
		if (span_equal_nocase(span_of(d->params[i].name), span_of(name)))
			return d->params[i].value;
	return NULL;
}

void sample_init(struct sample *s)
{
	*s = (struct sample){
		.sent_us = -1,
		.took_us = -1,
		.call_id = "",
		.answer = {
			.reason = "",
			.server = "",
			.contact = "",
			.warning = "",
			.reason_header = "",
			.allow = "",
			.www_authenticate = "",
			.challenger = "",
			.realm = "",
			.schemes = "",
			.via = "",
			.retry_after_s = -1,
		},
	};
}

void tls_init(struct tls *t, const char *wanted_name)
{
	*t = (struct tls){ .version = "", .cipher = "", .crl_why = "", .ocsp_why = "", .wanted_name = wanted_name, .alert_sent = -1, .alert_received = -1 };
}

bool target_spoke_sip(const struct target *t)
{
	for (size_t i = 0; i < t->sample_count; i++)
		if (t->samples[i].answer.status || t->samples[i].provisional)
			return true;
	return t->unmatched > 0 || t->cut_off > 0;
}

void target_init(struct target *t, size_t arena_ceiling)
{
	*t = (struct target){
		.host = "",
		.address = "",
		.own_end = "",
		.method = "",
		.uri = "",
		.from = "",
		.unmatched_start = "",
		.cut_off_start = "",
		.arena = ARENA(arena_ceiling),
	};
	tls_init(&t->tls, "");
	sample_init(&t->nearest);
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		t->phase_us[phase] = -1;
}

bool target_same_server(const struct target *a, const struct target *b)
{
	return a->port == b->port && strcmp(a->host, b->host) == 0;
}

int64_t target_took_us(const struct target *t)
{
	int64_t sum = 0;

	for (int phase = 0; phase < PHASE_COUNT; phase++)
		if (t->phase_us[phase] > 0)
			sum += t->phase_us[phase];
	return sum;
}

bool facts_run_failed(const struct facts *f)
{
	return f->run_fault.kind != FAULT_NONE || f->identity.fault.kind != FAULT_NONE;
}

const struct srv *facts_srv(const struct facts *f, const char *domain)
{
	for (size_t i = 0; domain && i < f->srv_count; i++)
		if (span_equal_nocase(span_of(f->srvs[i].domain), span_of(domain)))
			return &f->srvs[i];
	return NULL;
}

void facts_init(struct facts *f)
{
	*f = (struct facts){ .arena = ARENA(RUN_CEILING) };
}

void facts_free(struct facts *f)
{
	for (size_t i = 0; i < f->target_count; i++)
		arena_free(&f->targets[i].arena);
	for (size_t i = 0; i < f->direct_count; i++)
		arena_free(&f->direct[i].arena);
	for (size_t i = 0; i < f->external_count; i++)
		arena_free(&f->externals[i].arena);
	arena_free(&f->arena);
	facts_init(f);
}

int64_t facts_remote_meaning(int64_t code)
{
	static const struct {
		int64_t number, meaning;
	} numbers[] = {
		{ 2150858793, REMOTE_TIMED_OUT },
		{ 5, REMOTE_ACCESS_DENIED },
		{ 2150859173, REMOTE_QUOTA },
		{ 2150858752, REMOTE_UNREACHABLE },
		{ 2150858811, REMOTE_UNREACHABLE }, /* a resource URI that is missing or malformed */
		{ 2150858843, REMOTE_NO_SHELL },
	};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (code == numbers[i].number)
			return numbers[i].meaning;
	return code;
}
