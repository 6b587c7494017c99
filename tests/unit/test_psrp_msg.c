// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_psrp_msg - PowerShell remoting: the bytes we send, and fragments put together whatever way they come
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/clixml.h"
#include "codec/psrp_msg.h"
#include "page.h"
#include "psrp_fragment.h"
#include "said.h"
#include "tree_text.h"

/* 1c7d58dc-c1ba-46f4-b5d4-8cd29f1a6053 */
static const struct guid pool = {
	{ 0x1c, 0x7d, 0x58, 0xdc, 0xc1, 0xba, 0x46, 0xf4, 0xb5, 0xd4, 0x8c, 0xd2, 0x9f, 0x1a, 0x60, 0x53 }
};
static const struct guid other = { { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 } };

/* ---- GUIDs ---- */

static void guids(void **state)
{
	unsigned char ones[16];
	char text[GUID_TEXT_MAX];

	(void)state;
	guid_text(pool, text);
	assert_string_equal(text, "1C7D58DC-C1BA-46F4-B5D4-8CD29F1A6053");
	memset(ones, 0xff, sizeof ones);
	guid_text(guid_of(ones), text);
	assert_string_equal(text, "FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF");
	memset(ones, 0, sizeof ones);
	guid_text(guid_of(ones), text);
	assert_string_equal(text, "00000000-0000-4000-8000-000000000000");
}

/* ---- sending ---- */

/* The beginning of the first request's creationXml, worked out by hand from [MS-PSRP] 2.2.1 and 2.2.4. */
static void first_fragment(void **state)
{
	static const unsigned char begins[] = {
		0, 0, 0, 0, 0, 0, 0, 1, /* object 1 */
		0, 0, 0, 0, 0, 0, 0, 0, /* fragment 0 */
		3, 0, 0, 0, 0xc7,	/* whole; 199 bytes */
		2, 0, 0, 0,		/* to the server */
		2, 0, 1, 0,		/* SESSION_CAPABILITY */
		0xdc, 0x58, 0x7d, 0x1c, 0xba, 0xc1, 0xf4, 0x46, 0xb5, 0xd4, 0x8c, 0xd2, 0x9f, 0x1a, 0x60, 0x53,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		'<', 'O', 'b', 'j',
	};
	struct buf b = BUF(100000);

	(void)state;
	assert_true(psrp_open_encode(pool, &b));
	assert_true(b.len > 220 + 61);
	assert_memory_equal(b.at, begins, sizeof begins);
	assert_memory_equal(b.at + 220, "\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\3", 17); /* object 2 follows at once */
	assert_memory_equal(b.at + 220 + 21, "\2\0\0\0\4\0\1\0", 8);
	buf_free(&b);
}

/* The CLIXML of the fragment at *at, which moves behind it. */
static struct span sent_clixml(const char **at)
{
	size_t length = 0;

	for (int i = 17; i < 21; i++)
		length = length << 8 | (unsigned char)(*at)[i];
	struct span clixml = { *at + 61, length - 40 };
	*at += 21 + length;
	return clixml;
}

static const struct tree *decoded(struct span clixml, struct arena *a)
{
	struct source_memory source = source_memory(clixml);
	struct fault f = { 0 };
	struct tree *list;

	if (!clixml_decode(&source.source, &(struct tree_wish){ a, NULL }, &list, &f))
		fail_msg("%.*s: %s", (int)clixml.len, clixml.at, f.text);
	assert_ptr_equal(list->first, list->last);
	return list->first;
}

static const struct tree *at(const struct tree *from, const char *path)
{
	for (struct span rest = span_of(path); rest.at && from;) {
		char name[100];
		span_copy(name, sizeof name, span_split(rest, '/', &rest));
		from = strcmp(name, "0") == 0 ? from->first : tree_member(from, name);
	}
	return from;
}

#define TEXT_AT(object, path, text) assert_string_equal(tree_text(at(object, path)), text)

/* What it says, as its receiver reads it. */
static void what_opens_a_pool(void **state)
{
	struct arena a = ARENA(1 << 20);
	struct buf b = BUF(100000);

	(void)state;
	assert_true(psrp_open_encode(pool, &b));
	const char *next = b.at;
	const struct tree *capability = decoded(sent_clixml(&next), &a);
	TEXT_AT(capability, "protocolversion", "2.3");
	TEXT_AT(capability, "PSVersion", "2.0");
	TEXT_AT(capability, "SerializationVersion", "1.1.0.1");
	const struct tree *init = decoded(sent_clixml(&next), &a);
	TEXT_AT(init, "MinRunspaces", "1");
	TEXT_AT(init, "MaxRunspaces", "1");
	TEXT_AT(init, "PSThreadOptions", "Default");
	TEXT_AT(init, "ApartmentState", "Unknown");
	TEXT_AT(init, "HostInfo/_isHostNull", "true");
	assert_non_null(at(init, "ApplicationArguments"));
	assert_ptr_equal(next, b.at + b.len);
	buf_free(&b);
	arena_free(&a);
}

static const struct tree *pipeline_of(const char *const *cmdlets, size_t count, struct arena *a, struct buf *b)
{
	const struct psrp_pipeline pipeline = { .pool = pool, .id = other, .object_id = 3, .cmdlets = cmdlets, .count = count };

	assert_true(psrp_pipeline_encode(&pipeline, b));
	assert_memory_equal(b->at, "\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\0\3", 17);
	assert_memory_equal(b->at + 21, "\2\0\0\0\6\x10\2\0", 8);
	assert_memory_equal(b->at + 45, "\3\2\1\0\5\4\7\6\x8\x9\xa\xb\xc\xd\xe\xf", 16);
	const char *next = b->at;
	return decoded(sent_clixml(&next), a);
}

static void one_cmdlet(void **state)
{
	struct arena a = ARENA(1 << 20);
	struct buf b = BUF(100000);
	const struct tree *p = pipeline_of((const char *const[]){ "Get-CsA" }, 1, &a, &b);

	(void)state;
	TEXT_AT(p, "NoInput", "true");
	TEXT_AT(p, "RemoteStreamOptions", "0");
	TEXT_AT(p, "AddToHistory", "false");
	TEXT_AT(p, "IsNested", "false");
	TEXT_AT(p, "PowerShell/IsNested", "false");
	TEXT_AT(p, "PowerShell/RedirectShellErrorOutputPipe", "false");
	TEXT_AT(p, "PowerShell/Cmds/0/Cmd", "Get-CsA");
	TEXT_AT(p, "PowerShell/Cmds/0/IsScript", "false");
	TEXT_AT(p, "PowerShell/Cmds/0/MergeMyResult", "None");
	TEXT_AT(p, "PowerShell/Cmds/0/MergeToResult", "None");
	TEXT_AT(p, "PowerShell/Cmds/0/MergePreviousResults", "None");
	assert_int_equal(at(p, "PowerShell/Cmds/0/Args")->kind, TREE_LIST);
	assert_null(at(p, "PowerShell/ExtraCmds"));
	buf_free(&b);
	arena_free(&a);
}

/* ExtraCmds holds every statement, the first of Cmds too. */
static void several_cmdlets(void **state)
{
	static const char *const names[] = { "Get-CsA", "Get-CsB", "Get-CsC" };
	struct arena a = ARENA(1 << 20);
	struct buf b = BUF(100000);
	const struct tree *p = pipeline_of(names, 3, &a, &b), *statement = at(p, "PowerShell/ExtraCmds/0");

	(void)state;
	TEXT_AT(p, "PowerShell/Cmds/0/Cmd", "Get-CsA");
	for (size_t i = 0; i < 3; i++, statement = statement->next) {
		TEXT_AT(statement, "Cmds/0/Cmd", names[i]);
		TEXT_AT(statement, "Cmds/0/MergeMyResult", "None");
	}
	assert_null(statement);
	buf_free(&b);
	arena_free(&a);
}

/* RefIds of objects are given once each, those of types before they are referred to. */
static void references_are_unique(void **state)
{
	static const char *const names[] = { "Get-CsA", "Get-CsB" };
	struct arena a = ARENA(1 << 20);
	struct buf b = BUF(100000);
	bool seen[200] = { false };
	const char *obj;

	(void)state;
	(void)pipeline_of(names, 2, &a, &b);
	for (const char *c = b.at + 61; (obj = strstr(c, "<Obj ")); c = obj + 1) {
		const char *ref = strstr(obj, "RefId=\"");
		unsigned long id = strtoul(ref + 7, NULL, 10);
		assert_true(id < 200);
		if (seen[id])
			fail_msg("RefId %lu twice", id);
		seen[id] = true;
	}
	buf_free(&b);
	arena_free(&a);
}

/* ---- receiving ---- */

#define HEAD(type_low, type_high) "\1\0\0\0" type_low type_high "0123456789abcdef0123456789abcdef"
#define OUTPUT HEAD("\4\x10", "\4\0")
#define STATE HEAD("\6\x10", "\4\0")
#define S(literal) { literal, sizeof(literal) - 1 }

/* Messages as "type:clixml ", then the fault. */
static struct buf hear(const struct psrp_fragment *fragments, size_t count, struct fault *f)
{
	struct psrp_reader reader = { 0 };
	struct buf heard = BUF(10000);
	struct page page = page_new(4096);

	*f = (struct fault){ 0 };
	for (size_t i = 0; i < count && f->kind == FAULT_NONE; i++) {
		struct buf bytes = BUF(10000);
		struct psrp_message m;
		psrp_fragment_put(&bytes, &fragments[i]);
		struct span left = page_flush(&page, buf_span(&bytes));
		if (psrp_reader_next(&reader, &left, &m, f)) {
			assert_int_equal(left.len, 0);
			if (m.type)
				buf_printf(&heard, "%x:%.*s ", m.type, (int)m.clixml.len, m.clixml.at);
		}
		buf_free(&bytes);
	}
	buf_text(&heard, f->text);
	psrp_reader_free(&reader);
	page_free(&page);
	return heard;
}

#define MOST 6
static const struct {
	struct psrp_fragment fragments[MOST];
	const char *heard;
} streams[] = {
	{ { { 1, 0, PSRP_START | PSRP_END, S(OUTPUT "a") } }, "41004:a " },
	{ { { 1, 0, PSRP_START | PSRP_END, S(OUTPUT "\xef\xbb\xbf" "a") }, { 2, 0, PSRP_START | PSRP_END, S(STATE) } }, "41004:a 41006: " },
	{ { { 1, 0, PSRP_START, S(OUTPUT "a") }, { 1, 1, 0, S("b") }, { 1, 2, PSRP_END, S("c") } }, "41004:abc " },
	{ { { 1, 0, PSRP_START, S("\1\0\0") }, { 1, 1, PSRP_END, S("\0\4\x10\4\0" "0123456789abcdef0123456789abcdef" "a") } }, "41004:a " },
	/* objects may be under way at once, and end in any order */
	{ { { 1, 0, PSRP_START, S(OUTPUT "a") }, { 2, 0, PSRP_START, S(STATE "x") }, { 2, 1, PSRP_END, S("y") }, { 1, 1, PSRP_END, S("b") } }, "41006:xy 41004:ab " },
	{ { { 7, 0, PSRP_START | PSRP_END, S(OUTPUT "a") }, { 9, 0, PSRP_START | PSRP_END, S(OUTPUT "b") } }, "41004:a 41004:b " },
	/* what is wrong */
	{ { { 1, 1, PSRP_END, S("b") } }, "PowerShell fragment 1 of object 1 came where 0 was due" },
	{ { { 1, 0, PSRP_END, S("b") } }, "PowerShell fragment 0 of object 1 came where 0 was due" },
	{ { { 1, 0, PSRP_START, S("a") }, { 1, 2, PSRP_END, S("c") } }, "PowerShell fragment 2 of object 1 came where 1 was due" },
	{ { { 1, 0, PSRP_START, S("a") }, { 1, 0, PSRP_START, S("a") } }, "PowerShell fragment 0 of object 1 came where 1 was due" },
	{ { { 1, 0, PSRP_START, S("a") }, { 1, 1, PSRP_START, S("a") } }, "PowerShell fragment 1 of object 1 came where 1 was due" },
	{ { { 2, 0, PSRP_START | PSRP_END, S(OUTPUT "a") }, { 1, 0, PSRP_START | PSRP_END, S(OUTPUT "b") } }, "41004:a PowerShell object 1 came after object 2" },
	{ { { 1, 0, PSRP_START | PSRP_END, S(OUTPUT "a") }, { 1, 0, PSRP_START | PSRP_END, S(OUTPUT "b") } }, "41004:a PowerShell object 1 came after object 1" },
	{ { { 1, 0, PSRP_START | PSRP_END, S("short") } }, "a PowerShell message of 5 bytes is shorter than its 40 byte head" },
	{ { { 1, 0, PSRP_START | PSRP_END, S("") } }, "a PowerShell message of 0 bytes is shorter than its 40 byte head" },
	{ { { 1, 0, PSRP_START | PSRP_END, S("\2\0\0\0\4\x10\4\0" "0123456789abcdef0123456789abcdef") } },
	  "a PowerShell message from the server is addressed to 2, not to a client" },
	{ { { UINT64_MAX, 0, PSRP_START | PSRP_END, S(OUTPUT "a") }, { 1, 0, PSRP_START, S("a") } },
	  "41004:a PowerShell object 1 came after object 18446744073709551615" },
};

static void fragments_to_messages(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
		size_t count = 0;
		struct fault f;
		while (count < MOST && streams[i].fragments[count].blob.at)
			count++;
		struct buf heard = hear(streams[i].fragments, count, &f);
		if (strcmp(said(&heard), streams[i].heard) != 0)
			fail_msg("%zu: %s", i, heard.at);
		buf_free(&heard);
	}
}

static const struct {
	struct span bytes;
	const char *says;
} lengths[] = {
	{ S(""), "a PowerShell fragment of 0 bytes is shorter than its 21 byte head" },
	{ S("\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\3\0\0\0"), "a PowerShell fragment of 20 bytes is shorter than its 21 byte head" },
	{ S("\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\3\xff\xff\xff\xff" "abc"), "a PowerShell fragment claims 4294967295 bytes where 3 are left" },
	{ S("\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\3\0\0\0\4" "abc"), "a PowerShell fragment claims 4 bytes where 3 are left" },
	{ S("\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\1\0\0\0\3" "abc" "\0"), NULL },
};

static void lengths_are_looked_at(void **state)
{
	struct page page = page_new(100);

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct psrp_reader reader = { 0 };
		struct span left = page_flush(&page, lengths[i].bytes);
		struct psrp_message m;
		struct fault f = { 0 };
		bool read = psrp_reader_next(&reader, &left, &m, &f);
		if (read != !lengths[i].says || (!read && (f.kind != FAULT_PROTOCOL || strcmp(f.text, lengths[i].says) != 0)))
			fail_msg("%zu: %s", i, f.text);
		if (read)
			assert_int_equal(left.len, 1);
		psrp_reader_free(&reader);
	}
	page_free(&page);
}

/* One long message, or several short of their end: together they take no more than the ceiling. */
static void sizes_have_an_end(void **state)
{
	static char block[1 << 20];
	struct psrp_reader reader = { 0 };
	struct fault f = { 0 };

	(void)state;
	for (uint64_t object = 1; f.kind == FAULT_NONE; object++) {
		struct buf bytes = BUF(2 << 20);
		struct psrp_message m;
		psrp_fragment_put(&bytes, &(struct psrp_fragment){ object, 0, PSRP_START, { block, sizeof block - 100 } });
		struct span left = buf_span(&bytes);
		assert_true(object <= 6);
		(void)!psrp_reader_next(&reader, &left, &m, &f);
		buf_free(&bytes);
	}
	assert_int_equal(f.kind, FAULT_LIMIT);
	assert_string_equal(f.text, "the PowerShell messages under way are longer than 2 MiB");
	psrp_reader_free(&reader);
}

static void objects_have_an_end(void **state)
{
	struct psrp_fragment many[PSRP_OPEN_OBJECTS_MAX + 1];
	struct fault f;

	(void)state;
	for (size_t i = 0; i <= PSRP_OPEN_OBJECTS_MAX; i++)
		many[i] = (struct psrp_fragment){ i + 1, 0, PSRP_START, S("a") };
	struct buf heard = hear(many, PSRP_OPEN_OBJECTS_MAX + 1, &f);
	assert_int_equal(f.kind, FAULT_LIMIT);
	assert_string_equal(said(&heard), "the server has more than 16 PowerShell messages under way");
	buf_free(&heard);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guids),		 cmocka_unit_test(first_fragment),
		cmocka_unit_test(what_opens_a_pool),	 cmocka_unit_test(one_cmdlet),
		cmocka_unit_test(several_cmdlets),	 cmocka_unit_test(references_are_unique),
		cmocka_unit_test(fragments_to_messages), cmocka_unit_test(lengths_are_looked_at),
		cmocka_unit_test(sizes_have_an_end),	 cmocka_unit_test(objects_have_an_end),
	};

	return cmocka_run_group_tests_name("psrp_msg", tests, NULL, NULL);
}
