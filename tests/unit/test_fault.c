// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_fault - why something did not work, as a value
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"

/* Words stand in recordings and machine-readable output: they may grow in number, never change. */
static const struct word_case {
	enum fault_kind kind;
	const char *word;
} word_cases[] = {
	{ FAULT_NONE, "none" },		{ FAULT_TIMEOUT, "timeout" },	{ FAULT_CANCELLED, "cancelled" },
	{ FAULT_MEMORY, "memory" },	{ FAULT_SYSTEM, "system" },	{ FAULT_USAGE, "usage" },
	{ FAULT_FILE, "file" },		{ FAULT_DNS, "dns" },		{ FAULT_REFUSED, "refused" },
	{ FAULT_UNREACHABLE, "unreachable" }, { FAULT_RESET, "reset" },	{ FAULT_CLOSED, "closed" },
	{ FAULT_ALERT, "alert" },	{ FAULT_VERIFY, "verify" },	{ FAULT_TLS, "tls" },
	{ FAULT_IDENTITY, "identity" }, { FAULT_PROTOCOL, "protocol" }, { FAULT_LIMIT, "limit" },
	{ FAULT_AUTH, "auth" },		{ FAULT_HTTP, "http" },		{ FAULT_REMOTE, "remote" },
	{ FAULT_FORBIDDEN, "forbidden" },
};

static void ours_are_few(void **state)
{
	static const enum fault_kind ours[] = { FAULT_MEMORY, FAULT_SYSTEM, FAULT_USAGE, FAULT_FILE, FAULT_IDENTITY, FAULT_FORBIDDEN };
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		assert_true(fault_is_ours(ours[i]));
	for (size_t i = 0; i < sizeof word_cases / sizeof *word_cases; i++)
		count += fault_is_ours(word_cases[i].kind);
	assert_int_equal(count, sizeof ours / sizeof *ours);
}

static void setting_it_is_one_statement(void **state)
{
	struct fault f = { 0 };

	(void)state;
	assert_int_equal(f.kind, FAULT_NONE);
	assert_false(fault(&f, FAULT_TIMEOUT, 7, "no SIP answer within %d ms", 20));
	assert_int_equal(f.kind, FAULT_TIMEOUT);
	assert_int_equal(f.code, 7);
	assert_string_equal(f.text, "no SIP answer within 20 ms");
}

/* Windows' codes reach past the sign of 32 bits: 2150859173 is a quota of WinRM, on every machine. */
_Static_assert(sizeof((struct fault){ 0 }.code) == sizeof(int64_t), "fault codes are 64 bits wide");

static void a_code_keeps_64_bits(void **state)
{
	static const int64_t codes[] = { 2150859173, UINT32_MAX, INT64_MAX, INT64_MIN, -1 };
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		fault(&f, FAULT_REMOTE, codes[i], "a fault");
		assert_true(f.code == codes[i]);
	}
}

static void a_long_text_is_cut(void **state)
{
	struct fault f;

	(void)state;
	memset(&f, 'x', sizeof f);
	fault(&f, FAULT_LIMIT, -1, "%0*d|", FAULT_TEXT_MAX - 2, 0);
	assert_int_equal(strlen(f.text), FAULT_TEXT_MAX - 1);
	assert_int_equal(f.text[FAULT_TEXT_MAX - 2], '|');
	fault(&f, FAULT_LIMIT, -1, "%0*d|", FAULT_TEXT_MAX, 0);
	assert_int_equal(strlen(f.text), FAULT_TEXT_MAX - 1);
	assert_null(strchr(f.text, '|'));
}

static void every_kind_has_its_word(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof word_cases / sizeof *word_cases; i++)
		assert_string_equal(fault_word(word_cases[i].kind), word_cases[i].word);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours_are_few),
		cmocka_unit_test(setting_it_is_one_statement),
		cmocka_unit_test(a_code_keeps_64_bits),
		cmocka_unit_test(a_long_text_is_cut),
		cmocka_unit_test(every_kind_has_its_word),
	};
	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
