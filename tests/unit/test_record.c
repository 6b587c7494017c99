// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_record - every fact survives the file, and no lie does
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "codec/record.h"
#include "model/fact_table.h"
#include "model/pool.h"
#include "said.h"

static const char plugin[] = "check_push_federation";

/* ---- lies: what stands in the facts, and the words of the refusal ---- */

static const struct {
	const char *facts, *words;
} lies[] = {
	{ "{\"taken_at\": -5}", "\"taken_at\" is -5, not 0 to" },
	{ "{\"taken_at\": \"today\"}", "\"taken_at\" is not a whole number" },
	{ "{\"taken_at\": 1.5}", "\"taken_at\" is not a whole number" },
	{ "{\"taken_at\": 99999999999999999999}", "not" },
	{ "{\"identity\": 3}", "is not inside an object" },
	{ "{\"targets\": [{\"host\": \"edge\\u0000x\"}]}", "\"host\" is not a text" },
	{ "{\"targets\": [{\"host\": {\"base64\": \"ZWRnZQB4\"}}]}", "\"host\" is not a text" }, /* the same */
	{ "{\"identity\": {\"given\": 1}}", "\"given\" is not true or false" },
	{ "{\"hosts\": {}}", "\"hosts\" is not a list" },
	{ "{\"hosts\": [{\"name\": 7}]}", "\"name\" is not a text" },
	{ "{\"hosts\": [{\"name\": {\"base64\": \"*\"}}]}", "\"name\" is not a text" },
	{ "{\"hosts\": [{\"port\": 70000}]}", "\"port\" is 70000, not 0 to 65535" },
	{ "{\"targets\": [{\"stopped\": {\"phase\": 99}}]}", "\"phase\" is 99" },
	{ "{\"targets\": [{\"stopped\": {\"fault\": {\"kind\": 77}}}]}", "\"kind\" is 77" },
	{ "{\"targets\": [{\"phases\": [0,0,0,0,0,0,0,0,0,0,0,0]}]}", "a list that is short enough" },
	{ "{\"targets\": [{\"tls\": {\"errors\": [{},{},{},{},{},{},{},{},{}]}}]}", "a list that is short enough" },
	{ "{\"targets\": [{\"samples\": [{\"answer\": {\"status\": 900}}]}]}", "\"status\" is 900, not 0 to 699" },
	{ "{\"targets\": [{\"wire\": {\"events\": [{}]}}]}", "\"wire\" is not a list of messages" },
	{ "{\"targets\": [{\"wire\": {\"dropped\": -1}}]}", "\"dropped\" is not a number of bytes" },
	{ "{\"pool\": {\"sections\": [{\"how\": 9}]}}", "\"how\" is 9" },
	{ "[]", "is not inside an object" },
};

/* ---- files that are no recording of ours ---- */

static const struct {
	const char *file, *words;
} unmatched[] = {
	{ "", "not JSON" },
	{ "{", "the JSON is cut off" },
	{ "[]", "it was not written by --record" },
	{ "{\"plugin\": \"check_push_federation\"}", "it was not written by --record" },
	{ "{\"check_push_recording\": 1}", "it was not written by --record" },
	{ "{\"check_push_recording\": 3, \"plugin\": \"check_push_federation\"}", "of version 3, newer than 2" },
	{ "{\"plugin\": \"check_push_federation\", \"check_push_recording\": 1, \"facts\": {}}", "it was not written by --record" },
	{ "{\"check_push_recording\": 1, \"plugin\": \"check_push_config\"}", "of check_push_config: replay it with that plugin" },
	{ "{\"check_push_recording\": 1, \"plugin\": \"check_push_federation\"}", "\"facts\" is not there" },
};

/* ---- every row of the table, filled ---- */

static unsigned next;

static const char *some_text(struct arena *a)
{
	static const char *const texts[] = { "", "plain", "\xc3\xa9\xe2\x82\xac", "not utf-8: \xff\xfe", "line\nend \"quoted\" \\ |" };

	const char *text = arena_text(a, span_of(texts[next++ % (sizeof texts / sizeof *texts)]));

	assert_non_null(text);
	return text;
}

static void fill(struct arena *, const struct field *, void *holder);

static void fill_list(struct arena *a, const struct field *f, void *holder)
{
	size_t count = f->limit < 3 ? f->limit : 3;
	char *items = arena_list(a, count, f->size);

	assert_non_null(items);
	*(char **)((char *)holder + f->offset) = items;
	*(size_t *)((char *)holder + f->count_offset) = count;
	for (size_t i = 0; i < count; i++)
		fill(a, f->of, items + i * f->size);
}

static void fill_array(struct arena *a, const struct field *f, void *holder)
{
	size_t count = f->limit;

	if (f->count_offset != (size_t)FIELD_NO_COUNT)
		*(size_t *)((char *)holder + f->count_offset) = count;
	for (size_t i = 0; i < count; i++)
		fill(a, f->of, (char *)holder + f->offset + i * f->size);
}

static void fill_field(struct arena *a, const struct field *f, void *holder)
{
	char *at = (char *)holder + f->offset;
	struct text_list *texts = (struct text_list *)at;

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_TEXT_OR_NULL:
		*(const char **)at = some_text(a);
		return;
	case FIELD_CHARS:
		span_copy(at, f->size, span_of(some_text(a)));
		return;
	case FIELD_BOOL:
		*(bool *)at = next++ % 2;
		return;
	case FIELD_NUMBER:
		assert_true(field_set_number(f, holder, next++ % 2 ? f->low : f->high));
		return;
	case FIELD_STRUCT:
		fill(a, f->of, at);
		return;
	case FIELD_ARRAY:
		fill_array(a, f, holder);
		return;
	case FIELD_LIST:
		fill_list(a, f, holder);
		return;
	case FIELD_TEXTS:
		texts->at = arena_list(a, 2, sizeof *texts->at);
		assert_non_null(texts->at);
		for (texts->count = 0; texts->count < 2; texts->count++)
			texts->at[texts->count] = some_text(a);
		return;
	case FIELD_WIRE:
		((struct wire *)at)->on = true;
		wire_add((struct wire *)at, a, WIRE_SENT, 7, SPAN("OPTIONS\r\n"));
		wire_add((struct wire *)at, a, WIRE_RECEIVED, 9, SPAN("nul \0 inside"));
		return;
	case FIELD_POINTER:
		*(void **)at = arena_alloc(a, f->size);
		assert_non_null(*(void **)at);
		fill(a, f->of, *(void **)at);
		return;
	}
}

static void fill(struct arena *a, const struct field *fields, void *holder)
{
	for (const struct field *f = fields; f->name; f++)
		fill_field(a, f, holder);
}

static const struct plan no_plan;
static const struct record_reader reader = { plugin, &no_plan, NULL };

static void test_round_trip(void **state)
{
	const char *options[] = { "--hostname=edge.contoso.com", "--header=X: \xff", "-4" };
	struct texts given = { options, 3 }, back = { 0 };
	struct buf once = BUF(RECORD_SIZE_MAX), twice = BUF(RECORD_SIZE_MAX);
	struct arena arena = ARENA(1 << 20);
	struct fault f = { 0 };

	(void)state;
	for (next = 0; next < 2; next++) { /* with the low and the high end of each number */
		struct facts facts, read;
		facts_init(&facts);
		facts_init(&read);
		fill(&facts.arena, fact_table, &facts);
		once.len = twice.len = 0;
		assert_true(record_write(plugin, &given, &facts, &once));
		assert_true(record_read_facts(buf_span(&once), &reader, &read, &f));
		assert_true(record_read_options(buf_span(&once), &reader, &arena, &back, &f));
		assert_true(record_write(plugin, &back, &read, &twice));
		assert_string_equal(said(&once), said(&twice));
		assert_int_equal(read.target_count, 3);
		facts_free(&facts);
		facts_free(&read);
	}
	buf_free(&once);
	buf_free(&twice);
	arena_free(&arena);
}

static void refuse(const char *text, const char *words)
{
	struct facts facts;
	struct fault f = { 0 };

	facts_init(&facts);
	assert_false(record_read_facts(span_of(text), &reader, &facts, &f));
	assert_int_equal(f.kind, FAULT_FILE);
	if (!strstr(f.text, words))
		fail_msg("%s\n said: %s\n not: %s", text, f.text, words);
	facts_free(&facts);
}

static void test_lies(void **state)
{
	char file[512];

	(void)state;
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		snprintf(file, sizeof file, "{\"check_push_recording\": 1, \"plugin\": \"%s\", \"facts\": %s}", plugin, lies[i].facts);
		refuse(file, lies[i].words);
	}
}

static void test_strangers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof unmatched / sizeof *unmatched; i++)
		refuse(unmatched[i].file, unmatched[i].words);
}

/* What an older file lacks is as if it had not been seen, and no text is NULL that must not be. */
static void test_older(void **state)
{
	static const char file[] = "{\"check_push_recording\": 1, \"plugin\": \"check_push_federation\", \"facts\": "
				   "{\"targets\": [{\"host\": \"edge\", \"samples\": [{}], \"tls\": {\"chain\": [{}]}}]}}";
	struct facts facts;
	struct fault f = { 0 };

	(void)state;
	facts_init(&facts);
	assert_true(record_read_facts(span_of(file), &reader, &facts, &f));
	assert_int_equal(facts.target_count, 1);
	assert_string_equal(facts.targets[0].host, "edge");
	assert_int_equal(facts.targets[0].tls.alert_received, -1);
	assert_int_equal(facts.targets[0].phase_us[PHASE_TLS], -1);
	assert_string_equal(facts.targets[0].samples[0].answer.reason, "");
	assert_string_equal(facts.targets[0].tls.chain.at[0].subject, "");
	facts_free(&facts);
}

/* Version 1 had no kinds of targets: they follow from the options. */
static void test_kinds_of_version_1(void **state)
{
	static const char file[] = "{\"check_push_recording\": 1, \"plugin\": \"check_push_federation\", \"facts\": "
				   "{\"targets\": [{\"host\": \"pool\", \"port\": 443}, {\"host\": \"edge\", \"port\": 5986}], "
				   "\"direct\": [{\"host\": \"partner\"}]}}";
	struct plan_host hosts[] = { { "pool", 443, TARGET_SETTINGS }, { "edge", 5986, TARGET_OCS_EDGE } };
	const struct plan plan = { .hosts = { hosts, 2 } };
	const struct record_reader of_plan = { plugin, &plan, NULL };
	struct facts facts;
	struct fault f = { 0 };

	(void)state;
	facts_init(&facts);
	assert_true(record_read_facts(span_of(file), &of_plan, &facts, &f));
	assert_int_equal(facts.targets[0].kind, TARGET_SETTINGS);
	assert_int_equal(facts.targets[1].kind, TARGET_OCS_EDGE);
	assert_int_equal(facts.direct[0].kind, TARGET_PARTNER);
	facts_free(&facts);
}

/* The same for files that are to be overwritten, of which only the beginning is read. */
static void test_begins(void **state)
{
	static const struct {
		const char *text;
		bool begins;
	} texts[] = {
		{ "{\"check_push_recording\":1}", true },
		{ " \t\r\n{\n \"check_push_recording\" : 7, and then it was cut off", true },
		{ "", false },
		{ "{", false },
		{ "{\"check_push_recording\"", false },
		{ "{\"check_push_recordings\": 1", false },
		{ "{\"check_push_recording \": 1", false },
		{ "{\" check_push_recording\": 1", false },
		{ "{\"plugin\": 1, \"check_push_recording\": 1", false },
		{ "[{\"check_push_recording\": 1", false },
		{ "\"check_push_recording\": 1", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (record_begins(span_of(texts[i].text)) != texts[i].begins)
			fail_msg("%s", texts[i].text);
	assert_false(record_begins(SPAN("\0{\"check_push_recording\": 1")));
}

/* What record_write() makes is what is recognised, within the bytes that are read of a file. */
static void test_begins_as_written(void **state)
{
	struct buf text = BUF(RECORD_SIZE_MAX);
	struct facts facts;

	(void)state;
	facts_init(&facts);
	assert_true(record_write(plugin, &(struct texts){ 0 }, &facts, &text));
	assert_true(record_begins((struct span){ text.at, 64 }));
	buf_free(&text);
	facts_free(&facts);
}

/* Recordings older than the proof of a name had it by what they hold. */
static void test_older_proof(void **state)
{
	static const struct {
		const char *tls;
		bool verified;
	} rows[] = {
		{ "{\"name_matches\": true, \"chain\": [{}]}", true },
		{ "{\"name_matches\": true, \"chain\": [{}], \"verified\": false}", false },
		{ "{\"name_matches\": true, \"chain\": []}", false },
		{ "{\"name_matches\": false, \"chain\": [{}]}", false },
		{ "{\"name_matches\": true, \"chain\": [{}], \"errors\": [{}]}", false },
		{ "{\"handshake_done\": true}", false },
		{ "{\"verified\": true}", true },
	};
	char file[512];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct facts facts;
		struct fault f = { 0 };
		facts_init(&facts);
		snprintf(file, sizeof file, "{\"check_push_recording\": 1, \"plugin\": \"%s\", \"facts\": {\"targets\": [{\"tls\": %s}]}}",
			 plugin, rows[i].tls);
		if (!record_read_facts(span_of(file), &reader, &facts, &f) || facts.targets[0].tls.verified != rows[i].verified)
			fail_msg("%s: verified is not %d; %s", rows[i].tls, rows[i].verified, f.text);
		facts_free(&facts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_lies),
		cmocka_unit_test(test_strangers),
		cmocka_unit_test(test_older),
		cmocka_unit_test(test_kinds_of_version_1),
		cmocka_unit_test(test_begins),
		cmocka_unit_test(test_begins_as_written),
		cmocka_unit_test(test_older_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
