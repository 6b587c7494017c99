// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_effort - work without waits ends at the deadline and after a signal
 */
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "codec/export.h"
#include "codec/record.h"

static struct deadline passed(void)
{
	return (struct deadline){ .at_us = clock_us() - 1, .cancel_fd = -1 };
}

static void it_goes_on_until_the_deadline(void **state)
{
	struct effort going = EFFORT(((struct deadline){ .at_us = INT64_MAX, .cancel_fd = -1 })), late = EFFORT(passed());
	struct fault f;

	(void)state;
	for (int i = 0; i < 100000; i++)
		assert_true(effort_spend(&going, 1));
	assert_int_equal(going.steps, 100000);
	assert_false(effort_spend(&late, 1));
	late.deadline.at_us = INT64_MAX;
	assert_false(effort_spend(&late, 1)); /* once over, it stays so */
	assert_false(effort_fault(&late, &f));
	assert_int_equal(f.kind, FAULT_TIMEOUT);
}

static void a_signal_ends_it(void **state)
{
	struct fault f;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	struct effort e = EFFORT(((struct deadline){ .at_us = INT64_MAX, .cancel_fd = ends[0] }));
	assert_true(effort_spend(&e, 1));
	assert_int_equal(write(ends[1], "", 1), 1);
	assert_false(effort_spend(&e, 1000000));
	effort_fault(&e, &f);
	assert_int_equal(f.kind, FAULT_CANCELLED);
	close(ends[0]);
	close(ends[1]);
}

/* Each decoder of exports stops, and says why. */
static void decoders_end(void **state)
{
	static const char *const documents[] = {
		"[1,2,3]", "{\"Domain\":\"a\"}", "<Objs><Obj><MS><S N='Domain'>a</S></MS></Obj></Objs>",
		"<Results><p:A xmlns:p='http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/A'><p:n>1</p:n></p:A></Results>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		struct effort late = EFFORT(passed());
		struct arena a = { .ceiling = 1 << 20, .effort = &late };
		struct source_memory source = source_memory(span_of(documents[i]));
		struct fault f = { 0 };
		struct tree *root;
		if (export_decode(&source.source, &(struct tree_wish){ &a, NULL }, &root, &f) || f.kind != FAULT_TIMEOUT)
			fail_msg("%s: kind %d, \"%s\"", documents[i], (int)f.kind, f.text);
		arena_free(&a);
	}
}

static void a_recording_ends(void **state)
{
	struct effort late = EFFORT(passed());
	struct arena a = ARENA(100000);
	struct texts given;
	struct fault f;

	(void)state;
	assert_false(record_read_options(span_of("{\"check_push_recording\": 2}"), &(struct record_reader){ "p", NULL, &late }, &a, &given, &f));
	assert_int_equal(f.kind, FAULT_TIMEOUT);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_goes_on_until_the_deadline),
		cmocka_unit_test(a_signal_ends_it),
		cmocka_unit_test(decoders_end),
		cmocka_unit_test(a_recording_ends),
	};

	return cmocka_run_group_tests_name("effort", tests, NULL, NULL);
}
