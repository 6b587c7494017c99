// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_input - files and pipes in whole pieces, within a deadline and a ceiling; and the format of an export
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "codec/export.h"
#include "net/input.h"
#include "said.h"
#include "still_clock.h"
#include "tree_text.h"

static struct deadline in_ms(int ms)
{
	return (struct deadline){ .at_us = clock_us() + ms * 1000LL, .cancel_fd = -1 };
}

/* A pipe into which `total` bytes are written, `step` whenever the reader waits; its end is closed behind the last of them. */
struct writer {
	int fd, end; /* end -1: closed */
	size_t total, step;
	bool lingers; /* the end stays open */
};

static int64_t writer_act(void *self)
{
	static const char block[1 << 20];
	struct writer *w = self;

	if (w->total > 0) {
		ssize_t wrote = write(w->end, block, w->total < w->step ? w->total : w->step);
		w->total -= wrote > 0 ? (size_t)wrote : 0; /* a full pipe takes nothing */
	}
	if (w->total > 0)
		return clock_us();
	if (w->end >= 0 && !w->lingers) {
		close(w->end);
		w->end = -1;
	}
	return INT64_MAX;
}

static void writer_begin(struct writer *w, size_t total, size_t step, bool lingers)
{
	int ends[2];

	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	*w = (struct writer){ ends[0], ends[1], total, step, lingers };
	still_peer.act = writer_act;
	still_peer.self = w;
}

static void writer_end(struct writer *w)
{
	still_peer.act = NULL;
	close(w->fd);
	if (w->end >= 0)
		close(w->end);
}

/* How many bytes came until the end, or -1 with a fault; *pieces counts those that were not empty. */
static ssize_t drain(struct input *in, size_t *pieces, struct fault *f)
{
	ssize_t total = 0;
	struct span piece;

	*pieces = 0;
	*f = (struct fault){ 0 };
	for (;;) {
		if (!in->source.next(&in->source, &piece, f))
			return -1;
		if (piece.len == 0)
			return total;
		total += (ssize_t)piece.len;
		++*pieces;
	}
}

static void whole_pieces(void **state)
{
	static const struct {
		size_t total, step;
	} cases[] = { { 0, 1 }, { 1, 1 }, { SOURCE_PIECE, 1000 }, { SOURCE_PIECE + 1, 7000 }, { 3 * SOURCE_PIECE - 1, 100000 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct writer w;
		writer_begin(&w, cases[i].total, cases[i].step, false);
		struct input in = input_open(w.fd, "it", 1 << 20, in_ms(5000));
		size_t pieces;
		struct fault f;
		if (drain(&in, &pieces, &f) != (ssize_t)cases[i].total)
			fail_msg("%zu: %s", i, f.text);
		assert_int_equal(pieces, (cases[i].total + SOURCE_PIECE - 1) / SOURCE_PIECE);
		free(in.room);
		writer_end(&w);
	}
}

static void time_has_an_end(void **state)
{
	struct writer w;
	size_t pieces;
	struct fault f;

	(void)state;
	writer_begin(&w, 10, 1, true);
	int64_t began = clock_us();
	struct input in = input_open(w.fd, "it", 1000, in_ms(100));
	assert_int_equal(drain(&in, &pieces, &f), -1);
	assert_int_equal(f.kind, FAULT_TIMEOUT);
	assert_string_equal(f.text, "it was not read to its end in time");
	assert_int_equal(clock_us() - began, 100000);
	free(in.room);
	writer_end(&w);
}

/* A regular file is always ready: it is the reader's own work that takes time. */
static void so_has_our_own(void **state)
{
	FILE *file = tmpfile();
	assert_non_null(file);
	struct input in = input_open(fileno(file), "it", 1000, in_ms(-1));
	size_t pieces;
	struct fault f;

	(void)state;
	assert_int_equal(drain(&in, &pieces, &f), -1);
	assert_int_equal(f.kind, FAULT_TIMEOUT);
	free(in.room);
	fclose(file);
}

static void somebody_may_stop_it(void **state)
{
	struct writer w;
	int cancel[2];
	size_t pieces;
	struct fault f;

	(void)state;
	writer_begin(&w, 0, 1, true);
	struct input in = input_open(w.fd, "it", 1000, in_ms(5000));
	assert_int_equal(pipe(cancel), 0);
	in.deadline.cancel_fd = cancel[0];
	assert_int_equal(write(cancel[1], "x", 1), 1);
	assert_int_equal(drain(&in, &pieces, &f), -1);
	assert_int_equal(f.kind, FAULT_CANCELLED);
	assert_string_equal(f.text, "stopped while reading it");
	close(cancel[0]);
	close(cancel[1]);
	free(in.room);
	writer_end(&w);
}

static void size_has_an_end(void **state)
{
	struct writer w;
	size_t pieces;
	struct fault f;

	(void)state;
	writer_begin(&w, 3 << 20, 1 << 20, false);
	struct input in = input_open(w.fd, "it", 2 << 20, in_ms(5000));
	assert_int_equal(drain(&in, &pieces, &f), -1);
	assert_int_equal(f.kind, FAULT_FILE);
	assert_string_equal(f.text, "it is larger than 2 MiB, the most that is read");
	free(in.room);
	writer_end(&w);
}

static void what_cannot_be_read(void **state)
{
	struct input in = input_open(open("/", O_RDONLY), "it", 1000, in_ms(1000));
	size_t pieces;
	struct fault f;

	(void)state;
	assert_int_equal(drain(&in, &pieces, &f), -1);
	assert_int_equal(f.kind, FAULT_FILE);
	assert_string_equal(f.text, "it cannot be read: Is a directory");
	free(in.room);
	close(in.fd);
}

/* ---- the format of an export, by its first bytes ---- */

#define S(literal) { literal, sizeof(literal) - 1 }

static const struct {
	struct span bytes;
	const char *tree;
} exports[] = {
	{ S(""), "~" },
	{ S(" \r\n\t"), "~" },
	{ S("\xef\xbb\xbf"), "~" },
	{ S("\xff\xfe\r\0\n\0"), "~" },
	{ S("{\"a\":1}"), "{a=1}" },
	{ S("\xef\xbb\xbf \n[1]"), "[1]" },
	{ S("\xff\xfe[\0]\0"), "[]" },
	{ S("\xfe\xff\0[\0\"\0a\0\"\0]"), "['a']" },
	{ S("<Objs><S>a</S></Objs>"), "'a'" },
	{ S("<Objs><S>a</S><S>b</S></Objs>"), "['a' 'b']" },
	{ S("#< CLIXML\r\n<Objs><S>a</S></Objs>"), "'a'" },
	{ S("#< CLIXML\n<Objs/>"), "~" },
	{ S("#< CLIXML"), "neither XML nor JSON" },
	{ S("#<CLIXM\n<Objs><S>a</S></Objs>"), "neither XML nor JSON" },
	{ S("\xff\xfe<\0O\0b\0j\0s\0>\0<\0S\0/\0>\0<\0/\0O\0b\0j\0s\0>\0"), "''" },
	{ S("<?xml version=\"1.0\"?><Objs/>"), "~" },
	{ S("<p:X xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/X\"><p:A>1</p:A></p:X>"), "[X{A='1'}]" },
	{ S("<htm/>"), "~" },
	{ S("<w:Results xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman/results\"/>"), "[]" },
	{ S("\x80"), "neither UTF-8 nor UTF-16, save it as one of them" },
	{ S("PK\3\4"), "it is a zip: unpack it" },
	{ S("\xff\xfe#\0<\0 \0C\0L\0I\0X\0M\0L\0\r\0\n\0<\0O\0b\0j\0s\0>\0<\0S\0/\0>\0<\0/\0O\0b\0j\0s\0>\0"), "''" },
	{ S("\xfe\xff\0#\0<\0 \0C\0L\0I\0X\0M\0L\0\n\0<\0O\0b\0j\0s\0>\0<\0S\0/\0>\0<\0/\0O\0b\0j\0s\0>"), "''" },
	{ S("\0<\0O\0b\0j\0s\0>\0<\0S\0/\0>\0<\0/\0O\0b\0j\0s\0>"), "''" },
	{ S("[\0]\0"), "[]" },
	{ S("\xef\xbb\xbf\n<!doctype HTML>"), "it is a web page" },
	{ S(" <html>"), "it is a web page" },
	{ S("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\xaf\xac\x1b\x56\x07\x00\x00\x00"), "{a=1}" },
	{ S("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\xf1\x4f\xca\x2a\xb6\xb3\x09\xb6\x4b\xb4\xd1\x0f\xb6\x03\x00\xf0\x29\x9c\xc4\x0e\x00\x00\x00\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\xd1\xf7\x4f\xca\x2a\xb6\x03\x00\xc3\x2e\xea\xcf\x07\x00\x00\x00"), "'a'" },
	{ S("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\xaf\xac\x1b\x56\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), "{a=1}" },
	{ S("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\xaf\xac\x1b\x56\x07"), "it is gzip, but cut off" },
	{ S("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\xaf\xac\x1b\x57\x07\x00\x00\x00"), "it is gzip, but broken" },
	{ S("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\xaf\xac\x1b\x56\x07\x00\x00\x00\x78"), "it is gzip, but cut off" },
	{ S("\x1f\x8b"), "it is gzip, but cut off" },
	{ S("Identity : LyncOnline"), "a list from a screen" },
	{ S("\xff\xfe\r\0\n\0I\0d\0 \0:\0 \0a\0"), "a list from a screen" },
	{ S("\n\nIdentity   ProxyFqdn\n--------   ---------\nLyncOnline a.b\n"), "a table from a screen" },
	{ S("\"Identity\",\"Name\"\n\"a\",\"b\"\n"), "CSV of Export-Csv" },
	{ S("Identity;Name;ProxyFqdn\na;b;c\n"), "CSV of Export-Csv" },
	{ S("#TYPE Microsoft.Rtc\n\"Identity\"\n"), "CSV of Export-Csv" },
	{ S("<Objects><Object/></Objects>"), "XML of ConvertTo-Xml" },
	{ S("<?xml version=\"1.0\"?><html xmlns=\"x\"/>"), "it is a web page" },
	{ S("**********************\nWindows PowerShell transcript start\n"), "a transcript" },
	{ S("PS C:\\> Get-CsHostingProvider"), "a text from a screen" },
	{ S("@{Identity=a}"), "text of an object" },
	{ S("7z\xbc\xaf"), "only gzip is read" },
	{ S("Hello"), "it is neither XML nor JSON" },
	{ S("<Objs"), "cut off" },
};

static void exports_by_how_they_begin(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof exports / sizeof *exports; i++) {
		struct source_memory source = source_memory(exports[i].bytes);
		struct arena a = ARENA(100000);
		struct buf text = BUF(10000);
		struct fault f = { 0 };
		struct tree *root;
		if (export_decode(&source.source, &(struct tree_wish){ &a, NULL }, &root, &f))
			tree_write(root, &text);
		else
			buf_text(&text, f.text);
		if (f.kind ? !strstr(said(&text), exports[i].tree) : strcmp(said(&text), exports[i].tree) != 0)
			fail_msg("%zu: %s", i, text.at);
		buf_free(&text);
		arena_free(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_pieces),	       cmocka_unit_test(time_has_an_end), cmocka_unit_test(so_has_our_own),
		cmocka_unit_test(somebody_may_stop_it), cmocka_unit_test(size_has_an_end), cmocka_unit_test(what_cannot_be_read),
		cmocka_unit_test(exports_by_how_they_begin),
	};

	return cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
