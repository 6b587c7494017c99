// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_sip_uri - URIs taken apart, and when two name the same address
 *
 * Which texts are not URIs is tested in test_sip_request.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "codec/sip_uri.h"
#include "page.h"

static const struct parts_case {
	const char *uri, *user, *host, *parameters; /* NULL: none */
} parts_cases[] = {
	{ "sip:push@push.lync.com", "push", "push.lync.com", NULL },
	{ "SIP:push:secret@push.lync.com:5061;transport=tls;lr", "push:secret", "push.lync.com", "transport=tls;lr" },
	{ "sip:push.lync.com:5061", NULL, "push.lync.com", NULL },
	{ "sip:a;b?c@[2001:db8::1]:5061;lr", "a;b?c", "[2001:db8::1]", "lr" },
	{ "sip:a@_sip.contoso.com.", "a", "_sip.contoso.com.", NULL },
};

static const struct same_case {
	const char *a, *b;
	bool same;
} same_cases[] = {
	{ "sip:push@push.lync.com", "sip:push@push.lync.com", true },
	{ "sip:push@push.lync.com", "SIP:Push@PUSH.lync.com:5061;transport=tls", true },
	{ "sip:push@push.lync.com", "sip:%70%75sh@push.lync.com", true },
	{ "sip:%4A@a", "sip:%6a@a", true },
	{ "sip:a.b", "sip:A.B", true },
	{ "sip:push@push.lync.com", "sip:push@push.lync.co", false },
	{ "sip:push@push.lync.com", "sip:push@push.lync.com.", false },
	{ "sip:push@push.lync.com", "sip:pushx@push.lync.com", false },
	{ "sip:push@push.lync.com", "sip:push%00@push.lync.com", false },
	{ "sip:push@push.lync.com", "sip:push.lync.com", false },
	{ "sip:push@push.lync.com", "sip:%2570ush@push.lync.com", false },
};

static const struct parameter_case {
	const char *uri, *name;
	bool has;
} parameter_cases[] = {
	{ "sip:a;lr", "lr", true },
	{ "sip:a;x=y;LR=on", "lr", true },
	{ "sip:a;%6c%72", "lr", true },
	{ "sip:a", "lr", false },
	{ "sip:lr@a", "lr", false },
	{ "sip:a;lr@b", "lr", false }, /* of the user */
	{ "sip:a;lrx;x=lr", "lr", false },
};

static void takes_apart(void **state);
static void compares(void **state);
static void finds_parameters(void **state);

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_apart),
		cmocka_unit_test(compares),
		cmocka_unit_test(finds_parameters),
	};
	return cmocka_run_group_tests_name("sip_uri", tests, NULL, NULL);
}

/* Each text ends at the end of a page: a byte too far is a crash. */
static struct sip_uri uri_of(struct page *page, const char *text)
{
	struct sip_uri uri;
	const char *why;

	*page = page_new(strlen(text));
	why = sip_uri_read(page_flush(page, span_of(text)), &uri);
	if (why)
		fail_msg("%s: %s", text, why);
	return uri;
}

static bool is_part(struct span part, const char *wanted)
{
	return wanted ? part.at && span_equal(part, span_of(wanted)) : !part.at;
}

static void takes_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof parts_cases / sizeof *parts_cases; i++) {
		const struct parts_case *c = &parts_cases[i];
		struct page page;
		struct sip_uri uri = uri_of(&page, c->uri);
		if (!is_part(uri.user, c->user) || !is_part(uri.host, c->host) || !is_part(uri.parameters, c->parameters))
			fail_msg("%s: user %.*s, host %.*s, parameters %.*s", c->uri, (int)uri.user.len, uri.user.at, (int)uri.host.len,
				 uri.host.at, (int)uri.parameters.len, uri.parameters.at);
		page_free(&page);
	}
}

static void compares(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof same_cases / sizeof *same_cases; i++) {
		const struct same_case *c = &same_cases[i];
		struct page page_a, page_b;
		struct sip_uri a = uri_of(&page_a, c->a), b = uri_of(&page_b, c->b);
		if (sip_uri_same_address(&a, &b) != c->same || sip_uri_same_address(&b, &a) != c->same)
			fail_msg("%s and %s", c->a, c->b);
		page_free(&page_a);
		page_free(&page_b);
	}
}

static void finds_parameters(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof parameter_cases / sizeof *parameter_cases; i++) {
		struct page page;
		struct sip_uri uri = uri_of(&page, parameter_cases[i].uri);
		if (sip_uri_has_parameter(&uri, parameter_cases[i].name) != parameter_cases[i].has)
			fail_msg("%s", parameter_cases[i].uri);
		page_free(&page);
	}
}
