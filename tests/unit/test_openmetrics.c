// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_openmetrics - the result as metrics: samples, their grammar, no series twice
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/openmetrics.h"
#include "made_run.h"
#include "said.h"

#define BASE "plugin=\"check_push_test\",target=\"accessproxy.contoso.com:5061\",domain=\"push.lync.com\""
#define HOST BASE ",host=\"accessproxy.contoso.com:5061\""

enum { SERIES_MAX = 200 };

/* What is wrong with a text of metrics: each family is announced once, before its samples, and no series is there twice. */
struct grammar {
	char family[80];
	char series[SERIES_MAX][512];
	size_t count;
	bool ended;
};

static bool is_name(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz_", text.at[i]))
			return false;
	return text.len > strlen("check_push_") && span_starts(text, SPAN("check_push_"));
}

/* name="value",...: quotes and backslashes in a value are escaped. Leaves what follows the brace. */
static bool labels_end(struct span text, struct span *rest)
{
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		if (quoted && text.at[i] == '\\')
			i++;
		else if (text.at[i] == '"')
			quoted = !quoted;
		else if (!quoted && text.at[i] == '}') {
			*rest = span_skip(text, i + 1);
			return true;
		}
	}
	return false;
}

static void check_sample(struct grammar *g, struct span line)
{
	struct span labels, value = { 0 };
	struct span name = span_split(line, '{', &labels);
	char copy[512], *end;

	assert_true(is_name(name) && span_equal(name, span_of(g->family)));
	assert_true(labels_end(labels, &value));
	span_copy(copy, sizeof copy, value);
	strtod(copy, &end);
	assert_true(copy[0] == ' ' && end > copy + 1 && !*end);
	assert_true(span_copy(copy, sizeof copy, (struct span){ line.at, line.len - value.len }));
	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->series[i], copy) == 0)
			fail_msg("twice: %s", copy);
	assert_true(g->count < SERIES_MAX);
	memcpy(g->series[g->count++], copy, sizeof copy);
}

static void check_line(struct grammar *g, struct span line)
{
	struct span rest;

	assert_false(g->ended);
	if (span_equal(line, SPAN("# EOF"))) {
		g->ended = true;
	} else if (span_starts(line, SPAN("# HELP "))) {
		span_copy(g->family, sizeof g->family, span_split(span_skip(line, 7), ' ', &rest));
		assert_true(rest.len > 5 && rest.at[rest.len - 1] != '.');
	} else if (span_starts(line, SPAN("# TYPE "))) {
		assert_true(span_equal(span_split(span_skip(line, 7), ' ', &rest), span_of(g->family)));
		assert_true(span_equal(rest, SPAN("gauge")));
	} else {
		check_sample(g, line);
	}
}

static void check_grammar(const struct buf *out)
{
	static struct grammar g;

	g = (struct grammar){ 0 };
	assert_true(out->len > 0 && out->at[out->len - 1] == '\n');
	for (struct span rest = { out->at, out->len - 1 }; rest.at;)
		check_line(&g, span_split(rest, '\n', &rest));
	assert_true(g.ended);
}

static struct buf written(struct made_run *m)
{
	struct plugin plugin = made_plugin;
	struct buf out = BUF(OPENMETRICS_MAX);

	plugin.name = "check_push_test";
	const struct report *report = made_report(m, &plugin);
	assert_true(openmetrics_write(report, &out));
	check_grammar(&out);
	return out;
}

static const char *const samples[] = {
	"check_push_state{" BASE "} 2",
	"check_push_run_timestamp_seconds{" BASE "} 1790000000",
	"check_push_run_seconds{" BASE "} 0.25",
	"check_push_target_state{" HOST "} 2",
	"check_push_phase_seconds{" HOST ",phase=\"dns\"} 0.0019",
	"check_push_phase_seconds{" HOST ",phase=\"sip\"} 0.2124",
	"check_push_sip_status{" HOST "} 504",
	"check_push_certificate_end_timestamp_seconds{" HOST ",depth=\"1\",subject=\"CN=Contoso CA\"} 1800000000",
	"check_push_own_certificate_end_timestamp_seconds{" BASE ",depth=\"0\",subject=\"CN=accessproxy.contoso.com\"} 1800000000",
	"check_push_findings{" HOST ",rule=\"sip.answer\",state=\"CRITICAL\",hop=\"2\",cause=\"tls-refused\"} 2",
	"check_push_findings{" BASE ",rule=\"own.expiry\",state=\"WARNING\",hop=\"0\",cause=\"\"} 1",
	"# HELP check_push_time_seconds the whole exchange",
	"check_push_time_seconds{" BASE "} 0.2218",
};

static void has_line(const struct buf *out, const char *line)
{
	char wanted[512];

	snprintf(wanted, sizeof wanted, "\n%s\n", line);
	if (!strstr(out->at, wanted))
		fail_msg("there is no %s in:\n%s", line, out->at);
}

static struct finding *ruled(struct made_run *m, int target, const char *rule, enum state state)
{
	struct finding *f = made_finding(m, target, state, "a sentence with figures");

	f->rule = rule;
	return f;
}

static void test_samples(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	m.facts.taken_at = 1790000000;
	m.facts.took_us = 250000;
	m.facts.identity.chain = (struct chain){ m.certs, 1 };
	for (int i = 0; i < 2; i++) {
		struct finding *f = ruled(&m, 0, "sip.answer", STATE_CRITICAL);
		f->hop = 2;
		f->cause = CAUSE_TLS_REFUSED;
	}
	ruled(&m, NO_TARGET, "own.expiry", STATE_WARNING);
	ruled(&m, NO_TARGET, "own.usage", STATE_WARNING)->ignored = true;
	ruled(&m, NO_TARGET, "own.chain", STATE_WARNING)->note = true;
	ruled(&m, NO_TARGET, "own.usable", STATE_OK);
	struct buf out = written(&m);
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		has_line(&out, samples[i]);
	assert_null(strstr(said(&out), "own.us"));
	assert_null(strstr(said(&out), "own.chain"));
	assert_null(strstr(said(&out), "a sentence"));
	buf_free(&out);
	made_free(&m);
}

static bool twenty_five(const struct view *v, struct measured *m)
{
	(void)v;
	m->value = 25;
	return true;
}

/* Base units, with the unit in the name; the phases show each host's share of a duration. */
static void test_units(void **state)
{
	static const struct metric metrics[] = {
		{ "time", "s", METRIC_HIGHEST, made_time, "the whole exchange" },
		{ "cert_days", "", METRIC_ONCE, twenty_five, "life left" },
		{ "loss", "%", METRIC_ONCE, twenty_five, "samples without an answer" },
		{ "requests", "", METRIC_ONCE, twenty_five, "requests" },
		{ 0 }
	};
	struct plugin plugin = { .name = "check_push_test", .service = "PUSH TEST", .metrics = metrics };
	struct buf out = BUF(OPENMETRICS_MAX);
	struct made_run m;

	(void)state;
	made_run(&m);
	m.hosts[1] = (struct plan_host){ "edge2.contoso.com", 5061, TARGET_EDGE };
	m.plan.hosts.count = 2;
	made_target(&m, &m.targets[1]);
	m.targets[1].host = "edge2.contoso.com";
	m.facts.target_count = 2;
	const struct report *report = made_report(&m, &plugin);
	assert_true(openmetrics_write(report, &out));
	check_grammar(&out);
	assert_non_null(strstr(said(&out), "\ncheck_push_cert_left_seconds{"));
	assert_non_null(strstr(said(&out), "} 2160000\n"));
	assert_non_null(strstr(said(&out), "\ncheck_push_loss_ratio{"));
	assert_non_null(strstr(said(&out), "} 0.25\n"));
	assert_non_null(strstr(said(&out), "\ncheck_push_requests{"));
	assert_non_null(strstr(said(&out), "target=\"accessproxy.contoso.com:5061,edge2.contoso.com:5061\""));
	assert_non_null(strstr(said(&out), ",host=\"edge2.contoso.com:5061\",phase=\"sip\"} 0.2124\n"));
	assert_null(strstr(said(&out), "::"));
	buf_free(&out);
	made_free(&m);
}

/* Neither a host given twice nor two addresses of one make a series twice; an address is a label only where it must be. */
static void test_same_host(void **state)
{
	static const struct {
		bool first_address;
		const char *second;
		const char *has, *lacks;
	} rows[] = {
		{ true, "192.0.2.6", "target_state{" HOST "}", "192.0.2" },
		{ false, "192.0.2.5", "target_state{" HOST "}", "192.0.2" },
		{ false, "192.0.2.6", "target_state{" HOST ",address=\"192.0.2.6\"}", "}  " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct made_run m;
		made_run(&m);
		m.plan.first_address = rows[i].first_address;
		made_target(&m, &m.targets[1]);
		m.targets[1].address = rows[i].second;
		m.facts.target_count = 2;
		ruled(&m, 0, "sip.answer", STATE_CRITICAL);
		ruled(&m, 1, "sip.answer", STATE_CRITICAL);
		struct buf out = written(&m);
		assert_non_null(strstr(said(&out), rows[i].has));
		assert_null(strstr(said(&out), rows[i].lacks));
		buf_free(&out);
		made_free(&m);
	}
}

/* Quotes, backslashes, line ends and broken UTF-8 of a certificate stay inside their label. */
static void test_hostile_label(void **state)
{
	static const char hostile[] = "CN=a\"} 0\ncheck_push_state{\\ \xff x\\";
	struct made_run m;

	(void)state;
	made_run(&m);
	m.certs[0].subject = hostile;
	struct buf out = written(&m);
	assert_non_null(strstr(said(&out), "subject=\"CN=a\\\"} 0 check_push_state{\\\\ ? x\\\\\"} 1800000000\n"));
	buf_free(&out);
	made_free(&m);
}

/* What was asked, where no server was: files, or an address. */
static void test_asked(void **state)
{
	const char *files[] = { "a.xml", "b\"c.xml" };
	struct made_run m;

	(void)state;
	made_run(&m);
	m.plan.hosts.count = 0;
	m.plan.settings.files = (struct texts){ files, 2 };
	struct buf out = written(&m);
	assert_non_null(strstr(said(&out), "target=\"a.xml,b\\\"c.xml\",domain"));
	buf_free(&out);
	m.plan.settings.files.count = 0;
	m.plan.hosts.count = 1;
	m.plan.settings.url.text = "https://files.contoso.com/x";
	out = written(&m);
	assert_non_null(strstr(said(&out), "target=\"https://files.contoso.com/x\",domain"));
	buf_free(&out);
	made_free(&m);
}

static void test_refusal(void **state)
{
	struct plugin plugin = made_plugin;
	struct buf out = BUF(OPENMETRICS_MAX);
	struct made_run m;

	(void)state;
	plugin.name = "check_push_test";
	made_run(&m);
	assert_true(openmetrics_refuse(&plugin, &m.plan, "--client-cert: there is no \"x\"", &out));
	check_grammar(&out);
	has_line(&out, "check_push_state{" BASE "} 3");
	has_line(&out, "check_push_refused{" BASE ",reason=\"--client-cert: there is no \\\"x\\\"\"} 1");
	buf_free(&out);
	made_free(&m);
}

/* A buffer that is too small is an error: the text is not cut. */
static void test_no_room(void **state)
{
	struct plugin plugin = made_plugin;
	struct buf out = BUF(500);
	struct made_run m;

	(void)state;
	plugin.name = "check_push_test";
	made_run(&m);
	const struct report *report = made_report(&m, &plugin);
	assert_false(openmetrics_write(report, &out));
	buf_free(&out);
	made_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_same_host),
		cmocka_unit_test(test_hostile_label),
		cmocka_unit_test(test_asked),
		cmocka_unit_test(test_refusal),
		cmocka_unit_test(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
