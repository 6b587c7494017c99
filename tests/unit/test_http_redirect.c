// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_http_redirect - credentials stay with the server, the port and the scheme that they were given for
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "remote/http_redirect.h"

static const struct {
	int status;
	uint16_t port; /* of the server, pool.contoso.com */
	bool plain;
	const char *location, *path; /* NULL: it is not followed */
} rows[] = {
	/* the same server */
	{ 301, 443, false, "/here", "/here" },
	{ 302, 443, false, "/here?a=b#c", "/here?a=b#c" },
	{ 307, 443, false, "https://pool.contoso.com/here", "/here" },
	{ 308, 443, false, "HTTPS://POOL.contoso.com:443/here", "/here" },
	{ 302, 443, false, "https://pool.contoso.com", "/" },
	{ 302, 8443, false, "https://pool.contoso.com:8443/here", "/here" },
	{ 302, 80, true, "/here", "/here" },
	/* another server, port or scheme */
	{ 302, 443, false, "https://pool.contoso.com.fabrikam.com/here", NULL },
	{ 302, 443, false, "https://pool.contoso.com@fabrikam.com/here", NULL },
	{ 302, 443, false, "//fabrikam.com/here", NULL },
	{ 302, 443, false, "https://pool.contoso.com:444/here", NULL },
	{ 302, 8443, false, "https://pool.contoso.com/here", NULL },
	{ 302, 443, false, "https://pool.contoso.com:99999/here", NULL },
	{ 302, 443, false, "https://pool.contoso.com:/here", NULL },
	{ 302, 443, false, "http://pool.contoso.com/here", NULL },
	{ 302, 80, true, "https://pool.contoso.com/here", NULL },
	{ 302, 443, false, "here", NULL },
	{ 302, 443, false, "", NULL },
	/* no redirect that a request may follow */
	{ 200, 443, false, "/here", NULL },
	{ 300, 443, false, "/here", NULL },
	{ 303, 443, false, "/here", NULL },
	{ 304, 443, false, "/here", NULL },
};

static void stays_with_its_server(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct http_server server = { .host = "pool.contoso.com", .port = rows[i].port, .plain = rows[i].plain };
		const struct http_answer answer = { .status = rows[i].status, .location = rows[i].location };
		const char *path = http_redirect_path(&server, &answer);

		if (rows[i].path ? !path || strcmp(path, rows[i].path) != 0 : path != NULL)
			fail_msg("row %zu, %d to %s: %s", i, rows[i].status, rows[i].location, path ? path : "not followed");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(stays_with_its_server) };

	return cmocka_run_group_tests_name("http_redirect", tests, NULL, NULL);
}
