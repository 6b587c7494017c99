// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_stream - whole writes and reads within a deadline, over a stream in memory
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "said.h"
#include "memory.h"

static struct deadline soon(void)
{
	return (struct deadline){ clock_us() + 20 * INT64_C(1000000), -1 };
}

/* Says one word per wait. */
static bool speak(struct memory *m, void *of)
{
	const char *const **next = of;

	if (!**next)
		return false;
	return buf_add(&m->in, span_of(*(*next)++));
}

static void test_reads_what_comes([[maybe_unused]] void **state)
{
	const char *const words[] = { "one", "two", NULL }, *const *next = words;
	struct memory m = MEMORY(100);
	struct stream s = memory_stream(&m);
	struct buf b = BUF(100);
	struct fault f = { 0 };

	m.peer = speak;
	m.of = &next;
	assert_true(stream_read(&s, &b, soon(), &f));
	assert_true(stream_read(&s, &b, soon(), &f));
	assert_string_equal(said(&b), "onetwo");
	assert_int_equal(m.waits, 2);
	assert_false(stream_read(&s, &b, soon(), &f));
	assert_int_equal(f.kind, FAULT_TIMEOUT);
	assert_int_equal(b.len, 6);
	stream_close(&s);
	buf_free(&b);
	memory_free(&m);
}

static void test_writes_all([[maybe_unused]] void **state)
{
	struct memory m = { .in = BUF(10), .out = BUF(10), .chunk = 3 };
	struct stream s = memory_stream(&m);
	struct fault f = { 0 };

	assert_true(stream_write(&s, SPAN("12345678"), soon(), &f));
	assert_true(span_equal(buf_span(&m.out), SPAN("12345678")));
	assert_true(stream_write(&s, SPAN(""), soon(), &f));
	assert_false(stream_write(&s, SPAN("345"), soon(), &f));
	assert_int_equal(f.kind, FAULT_LIMIT);
	stream_close(&s);
	memory_free(&m);
}

static void test_the_end([[maybe_unused]] void **state)
{
	struct memory m = MEMORY(100);
	struct stream s = memory_stream(&m);
	struct buf b = BUF(100);
	struct fault f = { 0 };

	buf_text(&m.in, "last words");
	m.closed = true;
	assert_true(stream_read(&s, &b, soon(), &f));
	assert_false(stream_read(&s, &b, soon(), &f));
	assert_int_equal(f.kind, FAULT_CLOSED);
	m.closed = false;
	fault(&m.reset, FAULT_RESET, 104, "reset by peer");
	assert_false(stream_read(&s, &b, soon(), &f));
	assert_int_equal(f.kind, FAULT_RESET);
	assert_false(stream_write(&s, SPAN("x"), soon(), &f));
	assert_int_equal(f.kind, FAULT_RESET);
	stream_close(&s);
	buf_free(&b);
	memory_free(&m);
}

static void test_ceiling([[maybe_unused]] void **state)
{
	struct memory m = MEMORY(100);
	struct stream s = memory_stream(&m);
	struct buf b = BUF(4);
	struct fault f = { 0 };

	buf_text(&m.in, "123456");
	assert_true(stream_read(&s, &b, soon(), &f));
	assert_string_equal(said(&b), "1234");
	assert_false(stream_read(&s, &b, soon(), &f));
	assert_int_equal(f.kind, FAULT_LIMIT);
	assert_non_null(strstr(f.text, "more than 4 bytes"));
	assert_false(b.failed);
	stream_close(&s);
	buf_free(&b);
	memory_free(&m);
}

/* At most 4 KiB at a time, so that a caller gets a word in. */
static void test_portions([[maybe_unused]] void **state)
{
	static const char zeros[40000];
	struct memory m = MEMORY(sizeof zeros);
	struct stream s = memory_stream(&m);
	struct buf b = BUF(sizeof zeros);
	struct fault f = { 0 };

	buf_add(&m.in, (struct span){ zeros, sizeof zeros });
	assert_true(stream_read(&s, &b, soon(), &f));
	assert_int_equal(b.len, 4095);
	for (int i = 1; i < 10; i++)
		assert_true(stream_read(&s, &b, soon(), &f));
	assert_int_equal(b.len, sizeof zeros);
	stream_close(&s);
	buf_free(&b);
	memory_free(&m);
}

/* A peer that never stops sending does not get us past the deadline, although nothing ever has to wait. */
static void test_deadline_under_a_flood([[maybe_unused]] void **state)
{
	struct memory m = MEMORY(100);
	struct stream s = memory_stream(&m);
	struct deadline past = { clock_us() - 1, -1 };
	struct buf b = BUF(100);
	struct fault f = { 0 };

	buf_text(&m.in, "still sending");
	assert_false(stream_read(&s, &b, past, &f));
	assert_int_equal(f.kind, FAULT_TIMEOUT);
	assert_false(stream_write(&s, SPAN("x"), past, &f));
	assert_int_equal(f.kind, FAULT_TIMEOUT);
	stream_close(&s);
	buf_free(&b);
	memory_free(&m);
}

static void test_close_twice([[maybe_unused]] void **state)
{
	struct memory m = MEMORY(1);
	struct stream s = memory_stream(&m);

	assert_true(m.open);
	stream_close(&s);
	assert_false(m.open);
	stream_close(&s);
	assert_null(s.ops);
	memory_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_what_comes),
		cmocka_unit_test(test_writes_all),
		cmocka_unit_test(test_the_end),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_portions),
		cmocka_unit_test(test_deadline_under_a_flood),
		cmocka_unit_test(test_close_twice),
	};

	return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
