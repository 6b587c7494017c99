// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_text - the output, by examples and by what must hold whatever a peer, a certificate or a file puts into it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/text.h"
#include "made_run.h"
#include "said.h"

static const struct text_reader daemon = { .columns = 80 };

static struct buf written(struct made_run *m, const struct plugin *plugin, const struct text_reader *reader)
{
	struct buf out = BUF(TEXT_OUTPUT_MAX);

	const struct report *report = made_report(m, plugin);
	text_write(report, reader, &out);
	assert_false(out.failed);
	return out;
}

static void expect_line(struct made_run *m, const char *line)
{
	struct buf out = written(m, &made_plugin, &daemon);

	assert_string_equal(said(&out), line);
	buf_free(&out);
	made_free(m);
}

/* ---- first lines ---- */

static void test_one_line(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	made_finding(&m, 0, STATE_CRITICAL, "sipfed.online.lync.com sang out of tune (504, ms-diagnostics 1047)");
	expect_line(&m, "PUSH TEST CRITICAL - sipfed.online.lync.com sang out of tune (504, ms-diagnostics 1047) | "
			"time=0.2218s;;;0\n");
	made_run(&m);
	made_finding(&m, 0, STATE_OK, "push.lync.com sings");
	m.plan.warning = (struct range){ .set = true, .end = 1.5 };
	m.plan.critical = (struct range){ .set = true, .end = 10 };
	expect_line(&m, "PUSH TEST OK - push.lync.com sings | time=0.2218s;1.5;10;0\n");
}

/* Only "alert above" can be said as a plain number; the rest is dropped by real consumers, value and all. */
static void test_limits_that_are_no_upper_ones(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	made_finding(&m, 0, STATE_OK, "fine");
	m.plan.warning = (struct range){ .set = true, .start = 1, .end_open = true };
	m.plan.critical = (struct range){ .set = true, .start_open = true, .end = 3 };
	expect_line(&m, "PUSH TEST OK - fine | time=0.2218s;;3;0\n");
}

static void test_long_names_lose_their_middle(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	made_finding(&m, 0, STATE_CRITICAL,
		     "the-access-edge-of-a-very-large-organisation.perimeter.contoso-international.example refused the "
		     "connection on port 5061 (111)");
	expect_line(&m, "PUSH TEST CRITICAL - the-access-edge-of-a-ve...r.contoso-international.example refused the connection on port 5061 (111) | "
			"time=0.2218s;;;0\n");
}

static void test_two_paths_leave_room_for_each_other(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	made_finding(&m, 0, STATE_UNKNOWN,
		     "the key in /etc/monitoring/site-one/certificates/other.key does not match the certificate in "
		     "/etc/monitoring/site-one/certificates/probe.pem");
	expect_line(&m, "PUSH TEST UNKNOWN - the key in /etc/mon...es/other.key does not match the certificate in "
			"/etc/monitor...icates/probe.pem | time=0.2218s;;;0\n");
}

/* A word that has to be shortened a second time keeps three dots. */
static void test_shortened_twice(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	made_finding(&m, 0, STATE_UNKNOWN,
		     "--record: /var/lib/monitoring/site/of/verdicts.jso is not a recording and is left alone: name a new file, plea");
	struct buf out = written(&m, &made_plugin, &daemon);
	const char *line = said(&out);
	if (!strstr(line, "...") || strstr(line, "....") || !strstr(line, "--record: "))
		fail_msg("%s", line);
	buf_free(&out);
	made_free(&m);
}

/* The numbers of an answer stand last, and are what is looked up. */
static void test_codes_at_the_end_are_kept(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	made_finding(&m, 0, STATE_WARNING,
		     "the access edge of the partner that you know declined the invitation to push.lync.com, and that is all there is "
		     "to it (480, ms-diagnostics 1034)");
	expect_line(&m, "PUSH TEST WARNING - the access edge of the partner that you know declined the invitation t... (480, "
			"ms-diagnostics 1034) | time=0.2218s;;;0\n");
	made_run(&m);
	made_finding(&m, 0, STATE_WARNING,
		     "nothing but a very long remark (that goes on and on, and has no end that anybody could see from where we stand "
		     "now, or ever)");
	expect_line(&m, "PUSH TEST WARNING - nothing but a very long remark (that goes on and on, and has no end that anybody could "
			"see from w... | time=0.2218s;;;0\n");
}

static void test_long_sentences_lose_their_end(void **state)
{
	struct made_run m;
	char words[400];

	(void)state;
	for (size_t i = 0; i < sizeof words; i++)
		words[i] = "words "[i % 6];
	words[sizeof words - 1] = '\0';
	made_run(&m);
	made_finding(&m, 0, STATE_WARNING, words)->next = NULL;
	made_finding(&m, 0, STATE_CRITICAL, "ignored")->ignored = true;
	struct buf out = written(&m, &made_plugin, &daemon);
	char *bar = strstr(said(&out), " |");
	assert_int_equal(bar - out.at, FINDING_LINE_MAX);
	assert_memory_equal(bar - strlen("... (1 ignored)"), "... (1 ignored)", strlen("... (1 ignored)"));
	buf_free(&out);
	made_free(&m);
}

/* What refuses an option is no longer than another line, or than the screen is wide. */
static void test_refusal_fits(void **state)
{
	const char why[] = "--ca-cert: /etc/monitoring/site-one/certificates/of-the-internal-authority/roots-and-intermediates.pem is no file: "
			   "name one with certificates";
	struct text_reader wide = { .terminal = true, .columns = 80, .widest = 200 };
	struct buf out = BUF(1000);

	(void)state;
	text_refuse(&made_plugin, why, &daemon, &out);
	assert_int_equal(out.len, FINDING_LINE_MAX + 1);
	assert_non_null(strstr(said(&out), "intermediates.pem is no file: name one with certificates\n"));
	buf_free(&out);
	text_refuse(&made_plugin, why, &wide, &out);
	assert_non_null(strstr(said(&out), why));
	buf_free(&out);
}

static void test_refusal(void **state)
{
	struct buf out = BUF(1000);

	(void)state;
	text_refuse(&made_plugin, "--port: 70000 is not a port (1 to 65535)", &daemon, &out);
	assert_string_equal(said(&out), "PUSH TEST UNKNOWN - --port: 70000 is not a port (1 to 65535)\n");
	buf_free(&out);
}

/* ---- a packet of NRPE ---- */

static bool nine_digits(const struct view *v, struct measured *m)
{
	(void)v;
	m->value = 123456789.25;
	return true;
}

static void test_line_fits_a_packet(void **state)
{
	struct metric metrics[50];
	struct plugin plugin = { .service = "PUSH TEST", .metrics = metrics };
	char labels[49][40];
	struct made_run m;

	(void)state;
	for (size_t i = 0; i < 49; i++) {
		snprintf(labels[i], sizeof labels[i], "a_label_of_some_length_%zu", i);
		metrics[i] = (struct metric){ labels[i], "s", METRIC_ONCE, nine_digits, "" };
	}
	metrics[49] = (struct metric){ 0 };
	made_run(&m);
	made_finding(&m, 0, STATE_OK, "fine");
	struct buf out = written(&m, &plugin, &daemon);
	assert_true(out.len <= TEXT_LINE_MAX && out.len > TEXT_LINE_MAX - 60);
	assert_string_equal(said(&out) + out.len - strlen("=123456789.25s\n"), "=123456789.25s\n");
	buf_free(&out);
	made_free(&m);
}

static void test_labels_are_quoted(void **state)
{
	static const struct metric metrics[] = { { "it's a |label=<x>", "", METRIC_ONCE, nine_digits, "" }, { 0 } };
	static const struct plugin plugin = { .service = "PUSH TEST", .metrics = metrics };
	struct made_run m;

	(void)state;
	made_run(&m);
	made_finding(&m, 0, STATE_OK, "fine");
	struct buf out = written(&m, &plugin, &daemon);
	assert_string_equal(said(&out), "PUSH TEST OK - fine | 'its a labelx>'=123456789.25\n");
	buf_free(&out);
	made_free(&m);
}

/* ---- what follows with -v ---- */

static const char *const verbose_words[] = {
	NULL,
	"[CRITICAL] 2  accessproxy.contoso.com -> sipfed.online.lync.com\n              504 Server time-out after 212 ms\n[-]        3",
	"[-]        3  sipfed.online.lync.com -> push.lync.com   not judged\n",
	"who     Lync administrator\nreach   push probably fails\nbecause it broke\nremedy  mend it\nrule    sip.answer\n[OK]       1  monitor",
	"[WARNING]  our own certificate [own.expiry]\n           because it is old\n           remedy  renew it\n",
	"note    by the way\n",
};

static void test_verbose(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	m.plan.verbose = 1;
	struct finding *f = made_finding(&m, 0, STATE_CRITICAL, "broken");
	f->hop = 2;
	f->rule = "sip.answer";
	f->because = "it broke";
	f->remedy = "mend it";
	f = made_finding(&m, NO_TARGET, STATE_WARNING, "our own certificate");
	f->rule = "own.expiry";
	f->because = "it is old";
	f->remedy = "renew it";
	made_finding(&m, 0, STATE_OK, "by the way")->note = true;
	finding_note_standing(made_finding(&m, 0, STATE_OK, "as ever"));
	struct buf out = written(&m, &made_plugin, &daemon);
	for (size_t i = 1; i < sizeof verbose_words / sizeof *verbose_words; i++)
		if (!strstr(said(&out), verbose_words[i]))
			fail_msg("\"%s\" is not in:\n%s", verbose_words[i], out.at);
	assert_null(strstr(said(&out), "sha256"));
	assert_null(strstr(said(&out), "as ever"));
	assert_null(strstr(said(&out), "Target Fqdn"));
	buf_free(&out);
	m.plan.verbose = 2;
	out = written(&m, &made_plugin, &daemon);
	assert_non_null(strstr(said(&out), "note    as ever\n"));
	assert_non_null(strstr(said(&out), "Target Fqdn   : accessproxy.contoso.com\nResult        : Failure\nLatency       : 00:00:00.2218000\n"
					   "Error Message : 504, Server time-out\n"
					   "Diagnosis     : ErrorCode=1047,Source=accessproxy.contoso.com,"));
	buf_free(&out);
	made_free(&m);
}

static void test_several_targets(void **state)
{
	struct made_run m;

	(void)state;
	made_run(&m);
	m.plan.min_ok = 2;
	made_target(&m, &m.targets[1]);
	m.targets[1].host = "second.contoso.com";
	m.facts.target_count = 2;
	m.plan.verbose = 1;
	made_finding(&m, 0, STATE_OK, "fine");
	made_finding(&m, 1, STATE_CRITICAL, "broken")->remedy = "mend the second";
	struct buf out = written(&m, &made_plugin, &daemon);
	assert_memory_equal(out.at, "PUSH TEST CRITICAL - 1 of 2 targets OK: broken", 46);
	assert_non_null(strstr(said(&out), "\n[OK]       fine\n[OK]       1  monitor -> accessproxy"));
	assert_non_null(strstr(said(&out), "\n[CRITICAL] broken\nremedy  mend the second\n[OK]       1  monitor -> second"));
	assert_true(strstr(said(&out), "[CRITICAL]") < strstr(said(&out), "[OK]       fine")); /* trouble first */
	buf_free(&out);
	made_free(&m);
}

/* ---- lines that a peer must not be able to forge ---- */

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	return *seed ^= *seed << 17;
}

static const char *hostile(struct made_run *m, uint64_t *seed)
{
	static const char *const pieces[] = { "|", "\n", " | time=1s;;;0", "\nPUSH TEST OK - all is well | time=0.1s;;;0\n",
					      "<img src=x onerror=alert(1)>", "&amp;", "\033[2J\033[H", "\xe2\x80\xae", "\x9b\x33\x31m",
					      "%s%n", "'", "=", ";", "\r", "names", "with blanks", "a.long.name.that.has.no.end." };
	char text[600];
	size_t len = 0, want = (size_t)next_random(seed) % 500;

	while (len < want) {
		const char *piece = pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)];
		if (next_random(seed) % 4 == 0)
			text[len++] = (char)(1 + next_random(seed) % 255);
		else
			len += (size_t)snprintf(text + len, sizeof text - len, "%s", piece);
	}
	return arena_text(&m->facts.arena, (struct span){ text, len });
}

/* Every text of the facts that comes from outside. */
static void poison(struct made_run *m, uint64_t *seed)
{
	struct target *t = &m->targets[0];
	const char **texts[] = {
		&t->host, &t->address, &t->uri, &t->from, &t->tls.version, &t->tls.cipher, &t->tls.wanted_name,
		&m->sample.answer.reason, &m->sample.answer.server, &m->diag.reason, &m->diag.source, &m->params[2].value,
		&m->certs[0].subject, &m->certs[0].issuer, &m->certs[0].serial, &m->certs[0].signature, &m->certs[1].subject,
		&m->hosts[0].name,
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (next_random(seed) % 2)
			*texts[i] = hostile(m, seed);
	snprintf(t->stopped.fault.text, sizeof t->stopped.fault.text, "%s", hostile(m, seed));
	t->stopped.fault.kind = next_random(seed) % 2 ? FAULT_NONE : FAULT_ALERT;
	t->wire.on = true;
	wire_add(&t->wire, &t->arena, WIRE_SENT, 1, span_of(hostile(m, seed)));
	wire_add(&t->wire, &t->arena, WIRE_RECEIVED, 2, span_of(hostile(m, seed)));
}

static const char grammar[] =
	"^PUSH TEST (OK|WARNING|CRITICAL|UNKNOWN) - [^|]* \\| "
	"([a-z_]+|'[^']+'|[^ =']+)=-?[0-9]+(\\.[0-9]+)?(s|%)?(;[0-9.]*){0,4}"
	"( ([a-z_]+|'[^']+'|[^ =']+)=-?[0-9]+(\\.[0-9]+)?(s|%)?(;[0-9.]*){0,4})*$";

static void expect_unforged(regex_t *first_line, enum state state, const struct buf *out)
{
	char *end = memchr(out->at, '\n', out->len);
	char prefix[40];

	assert_non_null(end);
	snprintf(prefix, sizeof prefix, "PUSH TEST %s - ", state_name(state));
	assert_memory_equal(out->at, prefix, strlen(prefix));
	*end = '\0';
	if (regexec(first_line, out->at, 0, NULL, 0) != 0)
		fail_msg("not a first line: %s", out->at);
	assert_true(strlen(out->at) < TEXT_LINE_MAX);
	for (const char *at = end + 1; at < out->at + out->len; at++) {
		if (strchr("|<&", *at) || (*at < ' ' && *at != '\n') || *at > 0x7e)
			fail_msg("byte %02x came through:\n%s", (unsigned char)*at, end + 1);
		if (at[-1] == '\n' || at == end + 1)
			assert_true(strncmp(at, "PUSH TEST", 9) != 0);
	}
}

static void test_nothing_can_be_forged(void **state)
{
	uint64_t seed = 88172645463325252u;
	regex_t first_line;

	(void)state;
	assert_int_equal(regcomp(&first_line, grammar, REG_EXTENDED | REG_NOSUB), 0);
	for (int round = 0; round < 3000; round++) {
		struct made_run m;
		made_run(&m);
		poison(&m, &seed);
		m.plan.verbose = (uint64_t)(round % 4);
		enum state given = (enum state)(next_random(&seed) % 4);
		struct finding *f = made_finding(&m, 0, given, hostile(&m, &seed));
		f->because = hostile(&m, &seed);
		f->remedy = hostile(&m, &seed);
		struct buf out = written(&m, &made_plugin, &daemon);
		expect_unforged(&first_line, given, &out);
		buf_free(&out);
		made_free(&m);
	}
	regfree(&first_line);
}

static void test_colour_and_width(void **state)
{
	static const struct text_reader phone = { .utf8 = true, .terminal = true, .colour = true, .columns = 44 };
	struct made_run m;

	(void)state;
	made_run(&m);
	m.plan.verbose = 2;
	made_finding(&m, 0, STATE_CRITICAL, "broken")->because = "a cause that is longer than the display of a phone can show at once";
	struct buf out = written(&m, &made_plugin, &phone);
	assert_non_null(strstr(said(&out), "\033[1;31m[CRITICAL]\033[0m ") ? out.at : strstr(said(&out), "\033[1;35m[UNKNOWN]\033[0m "));
	assert_non_null(strstr(said(&out), "\nbecause a cause that is longer than the\n        display of a phone can show at once\n"));
	assert_non_null(strstr(said(&out), "\u2588"));
	buf_free(&out);
	made_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_limits_that_are_no_upper_ones),
		cmocka_unit_test(test_long_names_lose_their_middle),
		cmocka_unit_test(test_two_paths_leave_room_for_each_other),
		cmocka_unit_test(test_shortened_twice),
		cmocka_unit_test(test_codes_at_the_end_are_kept), cmocka_unit_test(test_long_sentences_lose_their_end),
		cmocka_unit_test(test_refusal),
		cmocka_unit_test(test_refusal_fits),
		cmocka_unit_test(test_line_fits_a_packet),
		cmocka_unit_test(test_labels_are_quoted),
		cmocka_unit_test(test_verbose),
		cmocka_unit_test(test_several_targets),
		cmocka_unit_test(test_nothing_can_be_forged),
		cmocka_unit_test(test_colour_and_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
