// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_explain - what --explain says of a code, from whichever table knows it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "report/explain.h"
#include "said.h"

static const struct {
	const char *asked, *words; /* words NULL: refused */
} cases[] = {
	{ "1047", "ms-diagnostics 1047 - Failed to complete TLS negotiation" },
	{ " 1047 ", "partner-tls" },
	{ "1008", "-Type SRV _sipfederationtls._tcp.DOMAIN\n" },
	{ "504", "SIP status 504" },
	{ "10054", "WSAECONNRESET" },
	{ "alert 48", "TLS alert 48, unknown_ca" },
	{ "ALERT 40", "TLS alert 40" },
	{ "16005", "of a family" },
	{ "ms-diagnostics: 1047;reason=\"x\";WinsockFailureCode=\"10054(WSAECONNRESET)\"", "WSAECONNRESET" },
	{ "ms-diagnostics-public: 1009;source=\"sip.skype.lab\"", "source = sip.skype.lab" },
	{ "1010; reason=\"a\x1b[31mb\"", "reason = a" },
	{ "zebra", NULL },
	{ "alert 300", NULL },
	{ "alert", NULL },
	{ "-5", NULL },
	{ "99999999999", NULL },
	{ "ms-diagnostics:", NULL },
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = BUF(65536);
		struct lines lines = { .to = &out, .style = { .terminal = true }, .columns = 200 };
		struct fault f = { 0 };
		bool known = explain_write(cases[i].asked, &lines, &f);

		assert_int_equal(known, cases[i].words != NULL);
		if (cases[i].words) {
			if (!strstr(said(&out), cases[i].words))
				fail_msg("%s: %s", cases[i].asked, out.at);
			assert_null(strchr(said(&out), '\x1b'));
		} else {
			assert_non_null(strstr(f.text, "nothing is known of"));
		}
		buf_free(&out);
	}
}

static void test_nothing_asked(void **state)
{
	static const char *const empty[] = { "", " \t" };

	(void)state;
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
		struct lines lines = { 0 };
		struct fault f = { 0 };

		assert_false(explain_write(empty[i], &lines, &f));
		assert_string_equal(f.text, "--explain: the value is empty: give an ms-diagnostics code or header, a SIP status, a Winsock "
					    "code, or \"alert 48\"");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cases), cmocka_unit_test(test_nothing_asked) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
