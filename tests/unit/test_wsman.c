// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_wsman - which answers are the service's, and what the others mean
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "canned.h"
#include "remote/wsman.h"
#include "said.h"
#include "still_clock.h"

#define ENVELOPE(header, body) \
	"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"urn:a\" xmlns:w=\"urn:w\" xmlns:n=\"urn:n\" xmlns:f=\"urn:f\" " \
	"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:p=\"urn:X\">" \
	"<s:Header>" header "</s:Header><s:Body>" body "</s:Body></s:Envelope>"
#define ANSWER(body) ENVELOPE("<a:RelatesTo>{id}</a:RelatesTo>", body)
#define FAULT(code) ANSWER("<s:Fault><s:Reason><s:Text>why</s:Text></s:Reason><s:Detail><f:WSManFault Code=\"" code "\"/></s:Detail></s:Fault>")
#define OTHER_ID "uuid:00000000-0000-4000-8000-000000000000"

static struct wsman wsman_init(struct canned *server, struct arena *arena)
{
	return (struct wsman){
		.asker = canned_asker(server),
		.host = "pool.contoso.com",
		.path = "/OcsPowershell",
		.url = "https://pool.contoso.com:443/OcsPowershell",
		.resource = "urn:resource",
		.deadline = { clock_us() + 60000000, -1 },
		.streams = BUF(10000),
		.arena = arena,
	};
}

/* ---- one request ---- */

static const struct {
	const char *name;
	struct canned_row answer;
	enum fault_kind kind;
	int64_t code;
	const char *words; /* in the fault's text; NULL: any */
} rows[] = {
	/* the service */
	{ "an answer", { .body = ANSWER("") }, FAULT_NONE, 0, NULL },
	{ "an answer without a RelatesTo", { .body = ENVELOPE("", "") }, FAULT_NONE, 0, NULL },
	{ "to another request", { .body = ENVELOPE("<a:RelatesTo>" OTHER_ID "</a:RelatesTo>", "") }, FAULT_PROTOCOL, 0, "another request" },
	{ "a fault", { .status = 500, .body = FAULT("5") }, FAULT_REMOTE, 5, "5: why" },
	{ "a fault with status 200", { .body = FAULT("5") }, FAULT_REMOTE, 5, NULL },
	{ "a fault with status 503", { .status = 503, .body = FAULT("5") }, FAULT_REMOTE, 5, NULL },
	{ "nothing to say yet", { .status = 500, .body = FAULT("2150858793") }, FAULT_NONE, 0, NULL },
	{ "a fault of no number", { .status = 500, .body = ANSWER("<s:Fault/>") }, FAULT_REMOTE, 0, "does not say which" },
	{ "no envelope", { .body = "<html/>" }, FAULT_PROTOCOL, 0, NULL },
	/* the web server in front of it */
	{ "401", { .status = 401, .body = ANSWER(""), .schemes = "NTLM, Basic" }, FAULT_AUTH, 401, "NTLM, Basic" },
	{ "401 of other schemes", { .status = 401, .schemes = "Basic", .not_offered = true }, FAULT_AUTH, AUTH_NOT_OFFERED, "Basic" },
	{ "401 of no scheme", { .status = 401 }, FAULT_AUTH, 401, "no scheme" },
	{ "403", { .status = 403, .type = "text/html", .body = "no" }, FAULT_HTTP, 403, "text/html" },
	{ "404 of no type", { .status = 404, .type = "", .body = "no" }, FAULT_HTTP, 404, "no type" },
	{ "a page with status 200", { .type = "text/html", .body = "<html/>" }, FAULT_HTTP, 200, NULL },
	{ "a redirect", { .status = 302, .location = "https://x/" }, FAULT_HTTP, 302, "https://x/" },
	{ "a redirect to nowhere", { .status = 302 }, FAULT_HTTP, 302, "nowhere" },
	{ "no body", { .status = 0 }, FAULT_HTTP, HTTP_NO_BODY, "without a body" },
	{ "no body with 500", { .status = 500 }, FAULT_HTTP, HTTP_NO_BODY, NULL },
	{ "no body with 503", { .status = 503 }, FAULT_HTTP, 503, NULL },
	/* no answer */
	{ "silence", { .fails = FAULT_TIMEOUT }, FAULT_TIMEOUT, 0, NULL },
};

static void answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct canned server = { .rows = &rows[i].answer, .count = 1, .asked = BUF(100) };
		struct arena arena = ARENA(100000);
		struct wsman w = wsman_init(&server, &arena);
		struct wsman_head head = wsman_head_next(&w);
		struct buf envelope = BUF(WSMAN_REQUEST_MAX);
		struct wsman_answer answer;
		struct fault f = { 0 };

		assert_true(wsman_enumerate(&head, &envelope));
		bool asked = wsman_ask(&w, buf_span(&envelope), &answer, &f);
		if (asked != (rows[i].kind == FAULT_NONE) || f.kind != rows[i].kind || f.code != rows[i].code ||
		    (rows[i].words && !strstr(f.text, rows[i].words)))
			fail_msg("%s: %s %lld: %s", rows[i].name, fault_word(f.kind), (long long)f.code, f.text);
		assert_true(w.sent);
		buf_free(&envelope);
		buf_free(&server.asked);
		buf_free(&w.streams);
		arena_free(&arena);
	}
}

/* After a redirect within the server, further requests go to the new path; the result shows that a request was never sent. */
static void between_requests(void **state)
{
	static const struct canned_row twice[] = { { .body = ANSWER(""), .path = "/other" }, { .fails = FAULT_CLOSED, .unsent = true } };
	struct canned server = { .rows = twice, .count = 2, .asked = BUF(100) };
	struct arena arena = ARENA(100000);
	struct wsman w = wsman_init(&server, &arena);
	struct wsman_answer answer;
	struct fault f = { 0 };

	(void)state;
	assert_true(wsman_ask(&w, SPAN("<x/>"), &answer, &f));
	assert_string_equal(w.path, "/other");
	assert_false(wsman_ask(&w, SPAN("<x/>"), &answer, &f));
	assert_false(w.sent);
	buf_free(&w.streams);
	arena_free(&arena);
}

/* ---- all instances of a class ---- */

#define MORE(context) "<n:EnumerationContext>" context "</n:EnumerationContext>"
#define ENUMERATED(context) ANSWER("<n:EnumerateResponse>" MORE(context) "</n:EnumerateResponse>")
#define PULLED(items, rest) ANSWER("<n:PullResponse>" rest "<n:Items>" items "</n:Items></n:PullResponse>")
#define ITEM "<p:X><p:Name>a</p:Name></p:X>"
#define END "<n:EndOfSequence/>"

static const struct {
	const char *name;
	struct canned_row answers[4];
	size_t count;
	enum fault_kind kind;
	size_t items;
	const char *asked;
} classes[] = {
	{ "none", { { .body = ENUMERATED("1") }, { .body = PULLED("", END) } }, 2, FAULT_NONE, 0, "Enumerate Pull " },
	{ "two of two pulls", { { .body = ENUMERATED("1") }, { .body = PULLED(ITEM, MORE("2")) }, { .body = PULLED(ITEM, END) } }, 3, FAULT_NONE, 2,
	  "Enumerate Pull Pull " },
	{ "none of one pull", { { .body = ENUMERATED("1") }, { .body = PULLED("", MORE("2")) }, { .body = PULLED(ITEM, END) } }, 3, FAULT_NONE, 1,
	  "Enumerate Pull Pull " },
	{ "no end", { { .body = ENUMERATED("1") }, { .body = PULLED(ITEM, "") } }, 2, FAULT_PROTOCOL, 1, "Enumerate Pull " },
	{ "no such class", { { .status = 500, .body = FAULT("2150858752") } }, 1, FAULT_REMOTE, 0, "Enumerate " },
	{ "a fault amid it", { { .body = ENUMERATED("1") }, { .body = PULLED(ITEM, MORE("2")) }, { .status = 500, .body = FAULT("5") } }, 3, FAULT_REMOTE,
	  1, "Enumerate Pull Pull " },
	{ "silence amid it", { { .body = ENUMERATED("1") }, { .fails = FAULT_TIMEOUT } }, 2, FAULT_TIMEOUT, 0, "Enumerate Pull " },
};

static void instances(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		struct canned server = { .rows = classes[i].answers, .count = classes[i].count, .asked = BUF(1000) };
		struct arena arena = ARENA(100000);
		struct wsman w = wsman_init(&server, &arena);
		struct tree *list = tree_add(&arena, NULL, TREE_LIST);
		struct fault f = { 0 };
		size_t items = 0;

		assert_non_null(list);
		bool read = wsman_instances(&w, list, &f);
		for (const struct tree *item = list->first; item; item = item->next)
			items++;
		if (read != (classes[i].kind == FAULT_NONE) || f.kind != classes[i].kind || items != classes[i].items ||
		    strcmp(said(&server.asked), classes[i].asked) != 0)
			fail_msg("%s: %s %s, %zu items, %s", classes[i].name, fault_word(f.kind), f.text, items, said(&server.asked));
		buf_free(&server.asked);
		buf_free(&w.streams);
		arena_free(&arena);
	}
}

/* A server that brings nothing is not asked as fast as it answers, and never beyond the deadline. */
static void pausing(void **state)
{
	struct arena arena = ARENA(1000);
	struct wsman w = wsman_init(NULL, &arena);
	int64_t began_us = clock_us();

	(void)state;
	wsman_pause(&w, began_us);
	assert_int_equal(clock_us() - began_us, 100000);
	wsman_pause(&w, began_us);
	assert_int_equal(clock_us() - began_us, 100000);
	w.deadline.at_us = clock_us() + 30000;
	wsman_pause(&w, clock_us());
	assert_int_equal(clock_us() - began_us, 130000);
	arena_free(&arena);
}

/* The server gives up before we do, so that its answer still comes. */
static void timeouts(void **state)
{
	static const struct {
		int64_t left_s;
		unsigned timeout_s;
	} times[] = { { 60, WSMAN_ASK_AGAIN_S }, { 10, 9 }, { 2, 1 }, { 1, 1 }, { 0, 1 } };
	struct arena arena = ARENA(1000);
	struct wsman w = wsman_init(NULL, &arena);

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		w.deadline.at_us = clock_us() + times[i].left_s * 1000000;
		assert_int_equal(wsman_head_next(&w).timeout_s, times[i].timeout_s);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers), cmocka_unit_test(between_requests), cmocka_unit_test(instances),
		cmocka_unit_test(pausing), cmocka_unit_test(timeouts),
	};

	return cmocka_run_group_tests_name("wsman", tests, NULL, NULL);
}
