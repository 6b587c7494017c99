// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_compare - what counts as a change between two runs, and what does not
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "judge/compare.h"
#include "judge/rules/rule_sip.h"
#include "model/pool.h"
#include "scene.h"

enum { DAY = 86400 };

static struct address addresses[2] = { { .text = "192.0.2.10", .family = 2 }, { .text = "192.0.2.11", .family = 2 } };

/* ---- cases: the change of one scene, and what is said of it ---- */

static void nothing(struct scene *s)
{
	s->targets[0].phase_us[PHASE_SIP] = 9999; /* times are no change */
	s->facts.taken_at += DAY;
}

static void renewed(struct scene *s)
{
	s->peer[0].sha256 = "ff";
	s->peer[0].serial = "0B";
	s->peer[0].not_after += (int64_t)365 * DAY;
}

static void reissued(struct scene *s)
{
	s->peer[0].sha256 = "ff";
	s->peer[0].issuer = "CN=Other CA";
}

static void renamed(struct scene *s)
{
	s->peer[0].subject = "CN=other.contoso.com";
}

static void moved(struct scene *s)
{
	s->targets[0].address = "192.0.2.99";
}

static void refused(struct scene *s)
{
	scene_stop(s, PHASE_CONNECT, FAULT_REFUSED, 111, "x");
	s->targets[0].tls.chain.count = 0;
	s->targets[0].tls.handshake_done = false;
	s->targets[0].samples = NULL;
	s->targets[0].sample_count = 0;
}

static void alert(struct scene *s)
{
	refused(s);
	scene_stop(s, PHASE_TLS, FAULT_ALERT, 48, "x");
}

static void answered_504(struct scene *s)
{
	s->samples[0].answer.status = 504;
	s->samples[0].answer.reason = "Server time-out";
}

static void not_asked_for_certificate(struct scene *s)
{
	s->targets[0].tls.certificate_asked = false;
}

static void second_target(struct scene *s)
{
	s->targets[1] = s->targets[0];
	s->targets[1].address = "192.0.2.11";
	s->facts.target_count = 2;
}

static void gone(struct scene *s)
{
	s->facts.target_count = 0;
}

static void ours_renewed(struct scene *s)
{
	s->own[0].sha256 = "ee";
	s->own[0].serial = "0C";
}

static void no_roots(struct scene *s)
{
	fault(&s->facts.run_fault, FAULT_FILE, 2, "no roots");
}

static const struct row {
	const char *name;
	void (*change)(struct scene *);
	const char *says; /* parts that stand in order, | between; "": no change */
} rows[] = {
	{ "nothing", nothing, "" },
	{ "renewed", renewed, "certificate renewed, " EDGE "|serial|serial 0B" },
	{ "another issuer", reissued, "certificate of another issuer, " EDGE "|CN=Contoso CA|CN=Other CA" },
	{ "another certificate", renamed, "another certificate, " EDGE "|CN=other.contoso.com" },
	{ "another address", moved, "answers from another address, " EDGE "|192.0.2.10|192.0.2.99" },
	{ "refused", refused, "result, " EDGE "|200|connect: refused" },
	{ "alert", alert, "result, " EDGE "|200|tls: alert 48" },
	{ "another answer", answered_504, "result, " EDGE "|200|504 Server time-out" },
	{ "no demand", not_asked_for_certificate, "asks for our certificate, " EDGE "|yes|no" },
	{ "a second target", second_target, EDGE ":5061 at 192.0.2.11|not asked|asked" },
	{ "no target", gone, EDGE ":5061 at 192.0.2.10|asked|not asked" },
	{ "our own renewed", ours_renewed, "certificate renewed, our own|serial 0C" },
	{ "this host", no_roots, "what fails on this host|none|no roots" },
};

static void scene_make(struct scene *s)
{
	scene_init(s);
	s->targets[0].address = addresses[0].text;
	s->targets[0].samples = s->samples;
	s->targets[0].sample_count = 1;
	s->targets[0].tls.certificate_asked = s->targets[0].tls.handshake_done = true;
	s->samples[0].answer.status = 200;
	s->samples[0].answer.reason = "OK";
	s->samples[0].took_us = 1000;
}

static void text_of(const struct changes *c, char *to, size_t size)
{
	*to = '\0';
	for (size_t i = 0; i < c->count; i++)
		snprintf(to + strlen(to), size - strlen(to), "%s: %s -> %s\n", c->at[i].what, c->at[i].was, c->at[i].now);
}

/* In this order. */
static bool has_parts(const char *text, const char *parts)
{
	char part[200];

	for (size_t len; *parts; parts += len + (parts[len] == '|')) {
		len = strcspn(parts, "|");
		snprintf(part, sizeof part, "%.*s", (int)len, parts);
		text = strstr(text, part);
		if (!text)
			return false;
	}
	return true;
}

static void routes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene was, now;
		struct changes changes;
		char text[2000];

		scene_make(&was);
		scene_make(&now);
		rows[i].change(&now);
		compare(&(struct comparison){ &now.plan, &was.facts, &now.facts }, &changes);
		text_of(&changes, text, sizeof text);
		if (changes.count != (*rows[i].says ? 1 : 0) || !has_parts(text, rows[i].says))
			fail_msg("%s: %zu changes:\n%s", rows[i].name, changes.count, text);
		changes_free(&changes);
		scene_free(&was);
		scene_free(&now);
	}
}

/* ---- settings ---- */

static void settings(void **state)
{
	static const char *const wanted =
		"gone of Get-CsHostingProvider: there -> none\n"
		"ProxyFqdn of lync: a -> b\n"
		"Enabled of lync: True -> False\n"
		"new of Get-CsHostingProvider: none -> there\n"
		"EnableApplePushNotificationService of Global: unknown -> True\n"
		"Status of RTCSRV: Running -> Stopped\n";
	struct pool_detail running = { .name = "RTCSRV", .status = "Running", .reported_at = 5 };
	struct pool_detail stopped = { .name = "RTCSRV", .status = "Stopped", .reported_at = 7 };
	struct pool_object old[] = { { .identity = "lync", .proxy_fqdn = "a", .enabled = KNOWN_YES }, { .identity = "gone" } };
	struct pool_object new[] = { { .identity = "new" }, { .identity = "lync", .proxy_fqdn = "b", .enabled = KNOWN_NO } };
	struct pool_object old_push = { .identity = "Global" }, new_push = { .identity = "Global", .apple = KNOWN_YES };
	struct pool_object old_service = { .detail = &running }, new_service = { .detail = &stopped };
	struct pool was = { .version = "" }, now = { .version = "" };
	struct facts before = { .pool = &was }, after = { .pool = &now };
	struct plan plan = { .subject = SUBJECT_SETTINGS };
	struct changes changes;
	char text[2000];

	(void)state;
	was.sections[POOL_HOSTING_PROVIDER] = (struct pool_section){ .how = POOL_READ, .objects = old, .count = 2 };
	now.sections[POOL_HOSTING_PROVIDER] = (struct pool_section){ .how = POOL_READ, .objects = new, .count = 2 };
	was.sections[POOL_PUSH] = (struct pool_section){ .how = POOL_READ, .objects = &old_push, .count = 1 };
	now.sections[POOL_PUSH] = (struct pool_section){ .how = POOL_READ, .objects = &new_push, .count = 1 };
	was.sections[POOL_WINDOWS_SERVICE] = (struct pool_section){ .how = POOL_READ, .objects = &old_service, .count = 1 };
	now.sections[POOL_WINDOWS_SERVICE] = (struct pool_section){ .how = POOL_READ, .objects = &new_service, .count = 1 };
	compare(&(struct comparison){ &plan, &before, &after }, &changes);
	text_of(&changes, text, sizeof text);
	assert_string_equal(text, wanted);
	changes_free(&changes);
	now.sections[POOL_PUSH].how = POOL_REFUSED;
	now.sections[POOL_HOSTING_PROVIDER] = was.sections[POOL_HOSTING_PROVIDER];
	now.sections[POOL_WINDOWS_SERVICE] = was.sections[POOL_WINDOWS_SERVICE];
	compare(&(struct comparison){ &plan, &before, &after }, &changes);
	text_of(&changes, text, sizeof text);
	assert_string_equal(text, "Get-CsPushNotificationConfiguration: read -> refused\n");
	changes_free(&changes);
}

/* What is beyond the first is counted. */
static void many(void **state)
{
	static char names[CHANGES_MAX + 50][8];
	static struct pool_object objects[CHANGES_MAX + 50];
	struct pool was = { .version = "" }, now = { .version = "" };
	struct facts before = { .pool = &was }, after = { .pool = &now };
	struct plan plan = { .subject = SUBJECT_SETTINGS };
	struct changes changes;

	(void)state;
	for (size_t i = 0; i < CHANGES_MAX + 50; i++) {
		snprintf(names[i], sizeof names[i], "d%zu", i);
		objects[i].identity = names[i];
	}
	was.sections[POOL_ALLOWED_DOMAIN].how = now.sections[POOL_ALLOWED_DOMAIN].how = POOL_READ;
	now.sections[POOL_ALLOWED_DOMAIN].objects = objects;
	now.sections[POOL_ALLOWED_DOMAIN].count = CHANGES_MAX + 50;
	compare(&(struct comparison){ &plan, &before, &after }, &changes);
	assert_int_equal(changes.count, CHANGES_MAX);
	assert_int_equal(changes.more, 50);
	changes_free(&changes);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(routes), cmocka_unit_test(settings), cmocka_unit_test(many) };

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
