// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_autodiscover - the root in its three forms, and what is none
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/autodiscover.h"
#include "page.h"

static const struct {
	const char *body, *user, *redirect, *says;
} bodies[] = {
	/* Lync Server 2013's JSON */
	{ "{\"AccessLocation\":\"External\",\"Root\":{\"Links\":[{\"href\":\"https:\\/\\/w\\/root\\/domain\",\"token\":\"Domain\"},"
	  "{\"href\":\"https:\\/\\/w\\/root\\/user\",\"token\":\"User\"}]}}",
	  "https://w/root/user", NULL, NULL },
	{ "{\"Root\":{\"Links\":[{\"token\":\"redirect\",\"href\":\"https://o/\"}]}}", NULL, "https://o/", NULL },
	/* UCWA's */
	{ "{\"_links\":{\"self\":{\"href\":\"https://w/\"},\"user\":{\"href\":\"https://w/oauth/user\"},\"xframe\":{\"href\":\"x\"}}}",
	  "https://w/oauth/user", NULL, NULL },
	{ "{\"_links\":{\"redirect\":{\"href\":\"https://o/\"}}}", NULL, "https://o/", NULL },
	{ "{\"_links\":{\"user\":{\"href\":\"a\"}},\"Root\":{\"Links\":[{\"token\":\"User\",\"href\":\"b\"}]}}", "b", NULL, NULL },
	/* XML */
	{ "<AutodiscoverResponse AccessLocation=\"Internal\"><Root><Link token=\"Domain\" href=\"d\"/><Link token=\"User\" href=\"u\"/>"
	  "<Link token=\"User\" href=\"second\"/></Root></AutodiscoverResponse>",
	  "u", NULL, NULL },
	{ "\xef\xbb\xbf<?xml version=\"1.0\"?><a:AutodiscoverResponse xmlns:a=\"urn:a\"><a:Link token=\"Redirect\" href=\"r\"/>"
	  "</a:AutodiscoverResponse>",
	  NULL, "r", NULL },
	/* a NUL in a link's name or address: not a shorter one; in a link that is of no use here it does no harm */
	{ "{\"_links\":{\"user\":{\"href\":\"https://w/\\u0000.evil\"}}}", NULL, NULL, "a link of the answer has a NUL in it: \"https://w/\xef\xbf\xbd.evil\"" },
	{ "{\"Root\":{\"Links\":[{\"token\":\"User\\u0000x\",\"href\":\"https://w/\"}]}}", NULL, NULL, "has a NUL in it: \"User\xef\xbf\xbdx\"" },
	{ "{\"Root\":{\"Links\":[{\"token\":\"User\",\"href\":\"https://w/\"},{\"token\":\"Redirect\",\"href\":\"\\u0000\"}]}}", NULL, NULL,
	  "has a NUL in it" },
	{ "{\"_links\":{\"xframe\":{\"href\":\"\\u0000\"},\"user\":{\"href\":\"https://w/\"}}}", "https://w/", NULL, NULL },
	{ "<Root><Link token='User' href='u&#0;'/></Root>", NULL, NULL, "not well-formed" },
	/* none */
	{ "{}", NULL, NULL, "is not an autodiscover root: it has no link for users" },
	{ "[]", NULL, NULL, "is not an autodiscover root" },
	{ "{\"_links\":{\"user\":{\"href\":\"\"}}}", NULL, NULL, "is not an autodiscover root" },
	{ "{\"_links\":{\"user\":{}}}", NULL, NULL, "is not an autodiscover root" },
	{ "{\"Root\":{\"Links\":\"x\"}}", NULL, NULL, "is not an autodiscover root" },
	{ "<html><body>It works!</body></html>", NULL, NULL, "is not an autodiscover root" },
	{ "<!DOCTYPE html><html>", NULL, NULL, "document type declaration" },
	{ "It works!", NULL, NULL, "not JSON" },
	{ "", NULL, NULL, "not JSON" },
	{ "<Root><Link token='User' href='u'/>", NULL, NULL, "cut off" },
};

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void three_forms(void **state)
{
	struct page page = page_new(1000);

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct arena a = ARENA(100000);
		struct autodiscover root = { NULL, NULL };
		struct fault f = { 0 };
		bool decoded = autodiscover_decode(page_flush(&page, span_of(bodies[i].body)), &a, &root, &f);
		if (decoded != !bodies[i].says || !same(root.user, bodies[i].user) || !same(root.redirect, bodies[i].redirect) ||
		    (bodies[i].says && !strstr(f.text, bodies[i].says)))
			fail_msg("%s: user %s redirect %s %s", bodies[i].body, root.user, root.redirect, f.text);
		arena_free(&a);
	}
	page_free(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(three_forms) };

	return cmocka_run_group_tests_name("autodiscover", tests, NULL, NULL);
}
