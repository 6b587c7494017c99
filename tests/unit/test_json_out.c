// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_json_out - the result as JSON, read back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stddef.h>
#include <math.h>
#include <stdlib.h>

#include <cmocka.h>

#include "codec/json.h"
#include "report/json_out.h"
#include "made_run.h"

/* The result of a run, written and read back; lives in the arena. */
static const struct tree *read_back(struct made_run *m, struct arena *arena)
{
	struct buf out = BUF(JSON_OUT_MEMORY_MAX);
	struct tree *root = NULL;
	struct fault fault = { 0 };

	const struct report *report = made_report(m, &made_plugin);
	assert_true(json_out_write(report, &out));
	if (!json_decode(buf_span(&out), arena, &root, &fault))
		fail_msg("%s in:\n%s", fault.text, out.at);
	buf_free(&out);
	return root;
}

/* "targets.0.answer.status": members by name, items by number. */
static const char *value_at(const struct tree *node, const char *path)
{
	for (struct span rest = span_of(path); rest.at && node;) {
		char name[40];
		span_copy(name, sizeof name, span_split(rest, '.', &rest));
		if (node->kind == TREE_LIST) {
			const struct tree *item = node->first;
			for (long i = strtol(name, NULL, 10); i > 0 && item; i--)
				item = item->next;
			node = item;
		} else {
			node = tree_member(node, name);
		}
	}
	return node && node->kind != TREE_NIL ? tree_text(node) : NULL;
}

static const struct member {
	const char *path, *value;
} members[] = {
	{ "state", "CRITICAL" },
	{ "exit_code", "2" },
	{ "sentence", "broken (1 ignored)" },
	{ "hop", "2" },
	{ "cause", "tls-refused" },
	{ "remedy", "mend it" },
	{ "findings.0.sentence", "broken" },
	{ "findings.0.target", "0" },
	{ "findings.1.ignored", "true" },
	{ "findings.1.target", NULL },
	{ "findings.1.remedy", NULL },
	{ "targets.0.state", "CRITICAL" },
	{ "targets.0.host", "accessproxy.contoso.com" },
	{ "targets.0.phases.sip", "0.2124" },
	{ "targets.0.phases.identity", NULL },
	{ "targets.0.route.1.to", "sipfed.online.lync.com" },
	{ "targets.0.route.1.reached", "false" },
	{ "targets.0.answer.status", "504" },
	{ "targets.0.answer.diagnostics.0.code", "1047" },
	{ "targets.0.tls.certificates.0.dns_names.0", "accessproxy.contoso.com" },
	{ "targets.0.tls.certificates.1.subject", "CN=Contoso CA" },
	{ "targets.0.samples.0.took", "0.2124" },
	{ "targets.0.nearest", NULL },
	{ "targets.0.answer.login", NULL },
	{ "perfdata.0.label", "time" },
	{ "perfdata.0.value", "0.2218" },
	{ "perfdata.0.warning", NULL },
	{ "perfdata.0.min", "0" },
};

/* What was seen beside the route, where it was asked for. */
static const struct member beside[] = {
	{ "targets.0.trace.0.max_forwards", "0" },
	{ "targets.0.trace.0.status", "483" },
	{ "targets.0.trace.0.took", "0.004" },
	{ "targets.0.trace.0.contact", "<sip:edge>" },
	{ "targets.0.trace.0.via", "SIP/2.0/TLS 192.0.2.7:4711;received=198.51.100.2" },
	{ "targets.0.trace.0.diagnostics.0.code", "1047" },
	{ "targets.0.trace.2.max_forwards", "2" },
	{ "targets.0.trace.2.status", "0" },
	{ "targets.0.trace.2.took", NULL },
	{ "targets.0.nearest.status", "483" },
	{ "targets.0.nearest.took", "0.003" },
	{ "targets.0.nearest.server", "RTC/5.0" },
	{ "targets.0.nearest.contact", "<sip:edge>" },
	{ "targets.0.answer.login.schemes", "NTLM, Kerberos" },
	{ "targets.0.answer.login.realm", "SIP Communications Service" },
	{ "targets.0.answer.login.server", "fe01.contoso.com" },
	{ "direct.host", "sipfed.online.lync.com" },
	{ "direct.address", "192.0.2.5" },
	{ "direct.phases.tls", "0.0063" },
	{ "direct.stopped.fault", "alert" },
	{ "direct.tls.certificate_given", "false" },
	{ "direct.tls.verified", "true" },
	{ "direct.tls.certificates.0.serial", "0A0B" },
	{ "dns.0.domain", "push.lync.com" },
	{ "dns.0.took", "0.003" },
	{ "dns.0.fault", NULL },
	{ "dns.0.targets.0.weight", "10" },
	{ "dns.0.targets.0.host", "sipfed.online.lync.com" },
	{ "dns.0.targets.0.addresses.1", "2603:1037::b" },
	{ "dns.0.targets.0.alias_of", "fed.example.net" },
	{ "dns.0.targets.1.priority", "5" },
	{ "dns.0.targets.1.host", "" },
	{ "dns.0.targets.1.alias_of", NULL },
	{ "dns.1.fault", "_sipfederationtls._tcp.contoso.com has no SRV record" },
};

/* The reader gives numbers with all their digits. */
static bool same(const char *a, const char *b)
{
	char *end;
	double number = strtod(a, &end);

	return strcmp(a, b) == 0 || (!*end && fabs(number - strtod(b, NULL)) < 1e-9);
}

static void check_members(const struct tree *root, const struct member *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = value_at(root, list[i].path);
		if (!value != !list[i].value || (value && !same(value, list[i].value)))
			fail_msg("%s is %s, not %s", list[i].path, value ? value : "null", list[i].value);
	}
}

static void test_members(void **state)
{
	struct arena arena = ARENA(1000000);
	struct made_run m;

	(void)state;
	made_run(&m);
	struct finding *f = made_finding(&m, 0, STATE_CRITICAL, "broken");
	f->hop = 2;
	f->cause = CAUSE_TLS_REFUSED;
	f->remedy = "mend it";
	made_finding(&m, NO_TARGET, STATE_WARNING, "our own")->ignored = true;
	const struct tree *root = read_back(&m, &arena);
	check_members(root, members, sizeof members / sizeof *members);
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
		assert_null(value_at(root, beside[i].path));
	arena_free(&arena);
	made_free(&m);
}

static void test_beside(void **state)
{
	struct arena arena = ARENA(1000000);
	struct made_run m;

	(void)state;
	made_run(&m);
	made_beside(&m);
	check_members(read_back(&m, &arena), beside, sizeof beside / sizeof *beside);
	arena_free(&arena);
	made_free(&m);
}

/* Quotes, line ends, escapes and broken UTF-8 stay inside their text. */
static void test_hostile_texts(void **state)
{
	static const char hostile[] = "\"}\n],\"state\":\"OK\" \xff\xfe \\u0000 \033[2J \xe2\x80\xae <b>";
	struct arena arena = ARENA(1000000);
	struct made_run m;

	(void)state;
	made_run(&m);
	m.targets[0].host = m.certs[0].subject = m.sample.answer.reason = m.diag.reason = hostile;
	made_finding(&m, 0, STATE_CRITICAL, hostile);
	const struct tree *root = read_back(&m, &arena);
	assert_non_null(value_at(root, "targets.0.answer.reason"));
	assert_string_equal(value_at(root, "state"), "CRITICAL");
	assert_string_equal(value_at(root, "targets.0.answer.reason"), "\"} ],\"state\":\"OK\" ?? \\u0000 ?[2J ? <b>");
	arena_free(&arena);
	made_free(&m);
}

/* Twenty thousand findings do not fit: the state stays, the worst findings come first, and the rest is counted. */
static void test_too_large(void **state)
{
	enum { MANY = 20000, SHOWN = 100 };
	struct arena arena = ARENA(10000000);
	struct made_run m;
	char left_out[16];
	size_t count = 0;

	(void)state;
	made_run(&m);
	for (int i = 0; i < MANY; i++)
		made_finding(&m, 0, STATE_WARNING, "a warning");
	made_finding(&m, 0, STATE_CRITICAL, "the worst");
	const struct tree *root = read_back(&m, &arena);
	assert_string_equal(value_at(root, "state"), "CRITICAL");
	assert_string_equal(value_at(root, "exit_code"), "2");
	assert_string_equal(value_at(root, "findings.0.sentence"), "the worst");
	for (const struct tree *f = tree_member(root, "findings")->first; f; f = f->next)
		count++;
	assert_int_equal(count, SHOWN);
	snprintf(left_out, sizeof left_out, "%d", MANY + 1 - SHOWN);
	assert_string_equal(value_at(root, "findings_left_out"), left_out);
	arena_free(&arena);
	made_free(&m);
}

static void test_refusal(void **state)
{
	struct arena arena = ARENA(100000);
	struct buf out = BUF(100000);
	struct tree *root = NULL;
	struct fault fault = { 0 };

	(void)state;
	assert_true(json_out_refuse(&made_plugin, "--client-cert: there is no \"x\"", &out));
	assert_true(json_decode(buf_span(&out), &arena, &root, &fault));
	assert_string_equal(value_at(root, "state"), "UNKNOWN");
	assert_string_equal(value_at(root, "sentence"), "--client-cert: there is no \"x\"");
	arena_free(&arena);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_beside),
		cmocka_unit_test(test_hostile_texts),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_refusal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
