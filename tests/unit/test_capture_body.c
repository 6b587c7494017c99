// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_capture_body - a captured body ends where its length says, whatever became of its line ends
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/capture_body.h"
#include "page.h"

static const struct {
	const char *text;
	uint64_t length;
	bool crlf;	  /* the head has kept its carriage returns */
	const char *body; /* NULL: none of that length is there */
} rows[] = {
	/* nothing was lost */
	{ "abc", 3, true, "abc" },
	{ "a\r\nb\r\n", 6, true, "a\r\nb\r\n" },
	{ "abc\r\n\r\n", 3, true, "abc" },
	/* each lost carriage return is put back */
	{ "a\nb\n", 6, false, "a\r\nb\r\n" },
	{ "\n\n", 4, false, "\r\n\r\n" },
	{ "a\r\nb\n", 6, false, "a\r\nb\r\n" },
	{ "a\nb\n", 4, false, "a\r\nb" },
	/* the body never had any */
	{ "a\nb\n", 3, false, "a\nb" },
	{ "a\nb\n", 4, true, "a\nb\n" },
	/* blanks alone may follow, else the body ends with a line */
	{ "ab \n\t", 2, false, "ab" },
	{ "ab\nthe log goes on", 2, false, "ab" },
	{ "ab\nthe log goes on", 3, true, "ab\n" },
	{ "ab\nthe log goes on", 4, false, "ab\r\n" },
	{ "abc", 2, false, NULL },
	/* too little is there, or a carriage return would have to be cut in two */
	{ "abc", 4, false, NULL },
	{ "", 1, false, NULL },
	{ "a\nb\n", 6, true, NULL },
	{ "\nb", 1, false, "\n" },
};

static void bodies(void **state)
{
	struct page page = page_new(100);
	struct arena arena = ARENA(4096);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span text = page_flush(&page, span_of(rows[i].text)), body = { 0 };
		bool found = capture_body_find(text, rows[i].length, rows[i].crlf, &arena, &body);

		if (found != (rows[i].body != NULL) || (found && !span_equal(body, span_of(rows[i].body))))
			fail_msg("row %zu: %.*s", i, (int)body.len, body.at ? body.at : "none");
	}
	arena_free(&arena);
	page_free(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(bodies) };

	return cmocka_run_group_tests_name("capture_body", tests, NULL, NULL);
}
