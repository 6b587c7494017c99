// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_web_address - where a stranger's link leads, and what is no link
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/web_address.h"

static const struct {
	const char *url;
	bool good;
	struct web_address address;
} rows[] = {
	{ "https://web.contoso.com/root", true, { false, "web.contoso.com", "/root", 443 } },
	{ "HTTPS://WEB.contoso.com", true, { false, "WEB.contoso.com", "/", 443 } },
	{ "http://web.contoso.com/", true, { true, "web.contoso.com", "/", 80 } },
	{ "https://web.contoso.com:4443/a?b=c#d", true, { false, "web.contoso.com", "/a?b=c", 4443 } },
	{ "https://web.contoso.com?a=b", true, { false, "web.contoso.com", "/", 443 } },
	{ "https://web_1.contoso.com.", true, { false, "web_1.contoso.com.", "/", 443 } },
	/* no address of the web */
	{ "", false, { 0 } },
	{ "web.contoso.com", false, { 0 } },
	{ "ftp://web.contoso.com/", false, { 0 } },
	{ "https:///root", false, { 0 } },
	{ "https://web.contoso.com:0/", false, { 0 } },
	{ "https://web.contoso.com:65536/", false, { 0 } },
	{ "https://web.contoso.com:/", false, { 0 } },
	{ "https://web.contoso.com/a b", false, { 0 } },
	{ "https://web.contoso.com/\r\nX: y", false, { 0 } },
	/* what has a login, and what libcurl and a resolver may read differently */
	{ "https://user:secret@web.contoso.com/", false, { 0 } },
	{ "https://web.contoso.com@fabrikam.com/", false, { 0 } },
	{ "https://192.0.2.5/", false, { 0 } },
	{ "https://3221225989/", false, { 0 } },
	{ "https://[2001:db8::5]/", false, { 0 } },
	{ "https://web%2econtoso.com/", false, { 0 } },
	{ "https://-web.contoso.com/", false, { 0 } },
	{ "https://.contoso.com/", false, { 0 } },
};

static void links(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct web_address *want = &rows[i].address;
		struct arena arena = ARENA(10000);
		struct web_address got;
		bool good = web_address_read(rows[i].url, &arena, &got);

		if (good != rows[i].good || (good && (got.plain != want->plain || got.port != want->port || strcmp(got.host, want->host) != 0 ||
						      strcmp(got.path, want->path) != 0)))
			fail_msg("%s: %s", rows[i].url, good ? "read, and not as expected" : "not read");
		arena_free(&arena);
	}
}

static void length(void **state)
{
	char url[300] = "https://";
	struct arena arena = ARENA(10000);
	struct web_address got;

	(void)state;
	memset(url + 8, 'a', 253);
	assert_true(web_address_read(url, &arena, &got));
	url[8 + 253] = 'a';
	assert_false(web_address_read(url, &arena, &got));
	arena_free(&arena);
}

static void domains(void **state)
{
	(void)state;
	assert_true(web_address_is_within("contoso.com", "contoso.com"));
	assert_true(web_address_is_within("Web.CONTOSO.com", "contoso.com"));
	assert_false(web_address_is_within("evilcontoso.com", "contoso.com"));
	assert_false(web_address_is_within("contoso.com.fabrikam.com", "contoso.com"));
	assert_false(web_address_is_within("com", "contoso.com"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(links), cmocka_unit_test(length), cmocka_unit_test(domains) };

	return cmocka_run_group_tests_name("web_address", tests, NULL, NULL);
}
