// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_clixml - PowerShell's serialized objects to trees: every element, references, escapes, and what is none
 *
 * Documents follow [MS-PSRP] 2.2.5 and what Export-Clixml is documented to write; none is from a real server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/clixml.h"
#include "codec/xml.h"
#include "pieces.h"
#include "said.h"
#include "tree_text.h"

#define OBJS(inside) "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">" inside "</Objs>"

static struct buf read_pieces(struct span document, size_t size, struct fault *f)
{
	struct pieces pieces = pieces_of(document, size);
	struct arena a = ARENA(1 << 20);
	struct buf text = BUF(1 << 20);
	struct tree *objects;

	*f = (struct fault){ 0 };
	if (clixml_decode(&pieces.source, &(struct tree_wish){ &a, NULL }, &objects, f))
		tree_write(objects, &text);
	else
		buf_text(&text, f->text);
	arena_free(&a);
	page_free(&pieces.page);
	return text;
}

static const struct {
	const char *document, *tree;
} documents[] = {
	/* values */
	{ OBJS(""), "[]" },
	{ OBJS("<S>a</S><B>true</B><I32>-1</I32><Nil /><S></S><DT>2026-11-23T16:38:09+01:00</DT>"),
	  "['a' 'true' '-1' ~ '' '2026-11-23T16:38:09+01:00']" },
	{ OBJS("<S>&lt;&amp;&gt;</S>"), "['<&>']" },
	{ "<S>one object, as in a message</S>", "['one object, as in a message']" },
	/* texts: _xHHHH_ is a UTF-16 unit */
	{ OBJS("<S>a_x000D__x000A_b_x0009_c</S>"), "['a\r\nb\tc']" },
	{ OBJS("<S>_x005F_x0041_</S>"), "['_x0041_']" },
	{ OBJS("<S>_xD83D__xDE00_ _xD83D_ _xDE00_ _x20AC_</S>"),
	  "['\xf0\x9f\x98\x80 \xef\xbf\xbd \xef\xbf\xbd \xe2\x82\xac']" },
	{ OBJS("<S>_x004/_ _x004:_ _x004@_ _x004G_ _x004`_ _x004g_ _x0040_ _x0049_ _x004A_ _x004F_ _x004a_ _x004f_</S>"),
	  "['_x004/_ _x004:_ _x004@_ _x004G_ _x004`_ _x004g_ @ I J O J O']" },
	{ OBJS("<S>_xFFFF_ _x0041</S><S>_x0041_</S><S>x0041_</S>"), "['\xef\xbf\xbf _x0041' 'A' 'x0041_']" },
	{ OBJS("<S>_x12_ _xGGGG_ _x0041 _X0041_ __x0041_</S>"), "['_x12_ _xGGGG_ _x0041 _X0041_ _A']" },
	/* a NUL: no shorter text, no shorter type's name, wherever they are repeated; a name is never unescaped */
	{ OBJS("<S>a_x0000_b</S><S>_x0000_</S>"), "['a\xef\xbf\xbd" "b'! '\xef\xbf\xbd'!]" },
	{ OBJS("<Obj RefId=\"0\"><TN RefId=\"0\"><T>A_x0000_B</T><T>C</T></TN></Obj><Obj RefId=\"1\"><TNRef RefId=\"0\" /></Obj>"
	       "<Obj RefId=\"2\"><TN RefId=\"1\"><T>A</T><T>C_x0000_</T></TN></Obj>"),
	  "[A\xef\xbf\xbd" "B!{} A\xef\xbf\xbd" "B!{} A{}]" },
	{ OBJS("<Obj RefId=\"0\"><ToString>a_x0000_</ToString><I32>2</I32></Obj><Ref RefId=\"0\" />"),
	  "[\"a\xef\xbf\xbd\"!{} \"a\xef\xbf\xbd\"!{}]" },
	{ OBJS("<Obj RefId=\"0\"><S>a_x0000_</S></Obj>"), "[\"a\xef\xbf\xbd\"!{}]" },
	{ OBJS("<Obj RefId=\"0\"><DCT><En><S N=\"Key\">A_x0000_B</S><S N=\"Value\">1</S></En><En><S N=\"Key\">C</S>"
	       "<S N=\"Value\">_x0000_</S></En></DCT></Obj>"), "[{C='\xef\xbf\xbd'!}]" },
	{ OBJS("<Obj RefId=\"0\"><MS><S N=\"a_x0000_b\">1</S></MS></Obj>"), "[{a_x0000_b='1'}]" },
	/* objects: members in Props and MS, in their order; a type's first name; ToString */
	{ OBJS("<Obj RefId=\"0\"><TN RefId=\"0\"><T>A.B</T><T>System.Object</T></TN><ToString>x</ToString><Props><S N=\"a\">1</S></Props>"
	       "<MS><S N=\"b\">2</S><Nil N=\"c\" /></MS></Obj>"),
	  "[A.B\"x\"{a='1' b='2' c=~}]" },
	{ OBJS("<Obj RefId=\"0\"><TN RefId=\"0\"><T>A</T></TN><Props /></Obj><Obj RefId=\"1\"><TNRef RefId=\"0\" /></Obj>"
	       "<Obj RefId=\"2\"><TNRef RefId=\"7\" /></Obj>"),
	  "[A{} A{} {}]" },
	{ OBJS("<Obj RefId=\"0\"><MS><Obj N=\"inner\" RefId=\"1\"><MS><S N=\"a\">1</S></MS></Obj><S N=\"b\">2</S></MS></Obj>"),
	  "[{inner={a='1'} b='2'}]" },
	/* enums: the name, whatever the number; a boxed value */
	{ OBJS("<Obj RefId=\"0\"><MS><Obj N=\"level\" RefId=\"1\"><TN RefId=\"0\"><T>L</T><T>System.Enum</T></TN>"
	       "<ToString>UseSourceVerification</ToString><I32>2</I32></Obj></MS></Obj>"),
	  "[{level=L\"UseSourceVerification\"{}}]" },
	{ OBJS("<Obj RefId=\"0\"><I32>2</I32></Obj>"), "[\"2\"{}]" },
	/* lists of every kind; a list's own members are of no use */
	{ OBJS("<Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Object[]</T></TN><LST><S>a</S><Nil/><Obj RefId=\"1\"><MS/></Obj></LST></Obj>"),
	  "[['a' ~ {}]]" },
	{ OBJS("<Obj RefId=\"0\"><LST /></Obj><Obj RefId=\"1\"><QUE><S>q</S></QUE></Obj><Obj RefId=\"2\"><STK><S>s</S></STK></Obj>"
	       "<Obj RefId=\"3\"><IE><S>i</S></IE></Obj>"),
	  "[[] ['q'] ['s'] ['i']]" },
	{ OBJS("<Obj RefId=\"0\"><LST><S>a</S></LST><Props><I32 N=\"Capacity\">4</I32></Props></Obj>"), "[['a']]" },
	/* dictionaries: entries are members by their key */
	{ OBJS("<Obj RefId=\"0\"><DCT><En><S N=\"Key\">A</S><S N=\"Value\">1</S></En><En><S N=\"Key\">B</S><Obj N=\"Value\" RefId=\"1\">"
	       "<LST><S>x</S></LST></Obj></En><En><I32 N=\"Key\">7</I32><Nil N=\"Value\"/></En><En><Nil N=\"Key\"/></En></DCT></Obj>"),
	  "[{A='1' B=['x'] 7=~}]" },
	/* references go backwards; one to an object that is still open is nil */
	{ OBJS("<Obj RefId=\"0\"><MS><S N=\"a\">1</S></MS></Obj><Ref RefId=\"0\" /><Ref RefId=\"5\" />"), "[{a='1'} {a='1'} ~]" },
	{ OBJS("<Obj RefId=\"0\"><MS><Ref N=\"self\" RefId=\"0\" /></MS></Obj>"), "[{self=~}]" },
	{ OBJS("<Obj RefId=\"0\"><LST><Obj RefId=\"1\"><MS><S N=\"a\">1</S></MS></Obj><Ref RefId=\"1\" /></LST></Obj>"),
	  "[[{a='1'} {a='1'}]]" },
	{ OBJS("<Obj RefId=\"999999\"><MS/></Obj><Ref RefId=\"999999\"/><Obj RefId=\"-1\"/><Obj RefId=\"x\"/><Obj/>"), "[{} ~ {} {} {}]" },
	/* what stands inside a reference joins no object: it could be that object itself */
	{ OBJS("<Obj RefId=\"0\"><MS><S N=\"a\">1</S></MS></Obj><Ref RefId=\"0\"><MS><Ref N=\"Value\" RefId=\"0\"/></MS></Ref>"),
	  "[{a='1'} {a='1'}]" },
	{ OBJS("<Obj RefId=\"0\"><MS><S N=\"a\">1</S></MS></Obj><Ref RefId=\"0\"><En><S N=\"Key\">Value</S>"
	       "<Ref N=\"Value\" RefId=\"0\"/></En></Ref>"), "[{a='1'} {a='1'}]" },
	{ OBJS("<Obj RefId=\"0\"><LST><S>a</S></LST></Obj><Ref RefId=\"0\"><LST><Ref RefId=\"0\"/></LST></Ref>"), "[['a'] ['a']]" },
	/* what we do not know is a value; namespaces do not matter */
	{ OBJS("<New>n</New>"), "['n']" },
	{ "<o:Objs xmlns:o=\"urn:other\"><o:S>a</o:S></o:Objs>", "['a']" },
};

static void documents_in_any_pieces(void **state)
{
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
		for (size_t size = 1; size < 2000; size = size * 3 + 1) {
			struct buf text = read_pieces(span_of(documents[i].document), size, &f);
			if (f.kind != FAULT_NONE || strcmp(said(&text), documents[i].tree) != 0)
				fail_msg("%s\nin pieces of %zu: %s", documents[i].document, size, text.at);
			buf_free(&text);
		}
}

static void what_is_none(void **state)
{
	static const struct {
		const char *document, *says;
	} rubbish[] = {
		{ "", "there is no XML" },
		{ "<Objs><Obj>", "cut off" },
		{ "<Objs><Obj></Objs>", "mismatched tag" },
		{ "<!DOCTYPE Objs [<!ENTITY a \"aa\">]><Objs><S>&a;</S></Objs>", "document type declaration" },
		{ "[]", "not well-formed" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++) {
		struct fault f;
		struct buf text = read_pieces(span_of(rubbish[i].document), 100, &f);
		if (f.kind != FAULT_PROTOCOL || !strstr(said(&text), rubbish[i].says))
			fail_msg("%s: %s", rubbish[i].document, text.at);
		buf_free(&text);
	}
}

static void nest(struct buf *b, const char *open, const char *close, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		buf_text(b, open);
	for (size_t i = 0; i < depth; i++)
		buf_text(b, close);
}

static void depth_has_an_end(void **state)
{
	static const char *const pairs[][2] = {
		{ "<Obj><MS>", "</MS></Obj>" }, { "<Obj><LST>", "</LST></Obj>" }, { "<Obj><DCT><En>", "</En></DCT></Obj>" },
		{ "<S>", "</S>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct buf deep = BUF(1 << 20), deeper = BUF(1 << 20);
		struct fault f;
		nest(&deep, pairs[i][0], pairs[i][1], 40);
		nest(&deeper, pairs[i][0], pairs[i][1], 5000);
		struct buf fine = read_pieces(buf_span(&deep), 1000, &f);
		assert_int_equal(f.kind, FAULT_NONE);
		struct buf text = read_pieces(buf_span(&deeper), 1000, &f);
		assert_string_equal(said(&text), "XML elements nested deeper than 128");
		buf_free(&fine);
		buf_free(&text);
		buf_free(&deep);
		buf_free(&deeper);
	}
}

static void memory_has_an_end(void **state)
{
	struct buf many = BUF(8 << 20), long_text = BUF(8 << 20);
	struct fault f;

	(void)state;
	buf_text(&many, "<Objs>");
	while (!many.failed && many.len < 1 << 20)
		buf_text(&many, "<Obj RefId='0'><MS><S N='a'>1</S></MS></Obj>");
	struct buf text = read_pieces(buf_span(&many), 65536, &f);
	assert_string_equal(said(&text), "the CLIXML needs more than 1 MiB");
	assert_int_equal(f.kind, FAULT_LIMIT);
	buf_free(&text);
	buf_text(&long_text, "<S>");
	while (!long_text.failed && long_text.len < 6 << 20)
		buf_text(&long_text, "0123456789abcdef0123456789abcdef0123456789abcdef");
	text = read_pieces(buf_span(&long_text), 65536, &f);
	assert_string_equal(said(&text), "a CLIXML text is longer than 4 MiB");
	buf_free(&text);
	buf_free(&many);
	buf_free(&long_text);
}

static void repeat(struct buf *b, const char *text, size_t times)
{
	while (times-- > 0)
		buf_text(b, text);
}

/* A reference costs its reader what it refers to: members, and the length of a type's name or of a text. */
static void references_have_an_end(void **state)
{
	static const struct {
		const char *open, *inside, *close, *reference;
	} cases[] = {
		{ "<Obj RefId='0'><MS>", "<S N='a'/>", "</MS></Obj>", "<Ref RefId='0'/>" },
		{ "<Obj RefId='0'><LST><Obj RefId='1'><MS>", "<S N='a'/>", "</MS></Obj><Ref RefId='1'/></LST></Obj>", "<Ref RefId='0'/>" },
		{ "<Obj RefId='0'><TN RefId='0'><T>", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "</T></TN></Obj>",
		  "<Obj><TNRef RefId='0'/></Obj>" },
		{ "<Obj RefId='0'><ToString>", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "</ToString></Obj>",
		  "<Ref RefId='0'/>" },
		{ "<Obj RefId='0'><MS><S N='", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "'/></MS></Obj>",
		  "<Ref RefId='0'/>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf document = BUF(1 << 20);
		struct fault f;
		buf_text(&document, "<Objs>");
		buf_text(&document, cases[i].open);
		repeat(&document, cases[i].inside, 300);
		buf_text(&document, cases[i].close);
		repeat(&document, cases[i].reference, 1000);
		buf_text(&document, "</Objs>");
		struct buf text = read_pieces(buf_span(&document), 65536, &f);
		if (f.kind != FAULT_LIMIT || strcmp(said(&text), "the CLIXML holds more than 1000000 values, with what it refers to") != 0)
			fail_msg("%s: %.200s", cases[i].open, text.at);
		buf_free(&text);
		buf_free(&document);
	}
}

static bool wants_a(struct span name)
{
	return span_equal(name, SPAN("a"));
}

/* Values of a list's objects; objects may be referred to, and hold the types that others refer to. */
static void what_is_not_wanted_is_no_part_of_it(void **state)
{
	static const struct {
		const char *document, *tree;
	} rows[] = {
		{ OBJS("<Obj RefId=\"0\"><MS><S N=\"a\">x</S><S N=\"b\">y</S><Nil N=\"c\" /></MS></Obj>"), "[{a='x'}]" },
		{ OBJS("<Obj RefId=\"0\"><LST><Obj RefId=\"1\"><MS><S N=\"b\">y</S><S N=\"a\">x</S></MS></Obj></LST></Obj>"), "[[{a='x'}]]" },
		{ OBJS("<Obj RefId=\"0\"><MS><Obj N=\"b\" RefId=\"1\"><ToString>y</ToString><I32>1</I32></Obj><Ref N=\"a\" RefId=\"1\" /></MS></Obj>"),
		  "[{b=\"y\"{} a=\"y\"{}}]" },
		{ OBJS("<Obj RefId=\"0\"><MS><Obj N=\"a\" RefId=\"1\"><MS><S N=\"b\">y</S></MS></Obj></MS></Obj>"), "[{a={b='y'}}]" },
		{ OBJS("<Obj RefId=\"0\"><DCT><En><S N=\"Key\">b</S><S N=\"Value\">y</S></En></DCT></Obj>"), "[{b='y'}]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source_memory source = source_memory(span_of(rows[i].document));
		struct arena a = ARENA(100000);
		struct buf text = BUF(1000);
		struct tree *objects;
		struct fault f;

		assert_true(clixml_decode(&source.source, &(struct tree_wish){ &a, wants_a }, &objects, &f));
		tree_write(objects, &text);
		if (strcmp(said(&text), rows[i].tree) != 0)
			fail_msg("%s: %s", rows[i].tree, said(&text));
		buf_free(&text);
		arena_free(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_in_any_pieces),
		cmocka_unit_test(what_is_not_wanted_is_no_part_of_it),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(depth_has_an_end),
		cmocka_unit_test(memory_has_an_end),
		cmocka_unit_test(references_have_an_end),
	};

	return cmocka_run_group_tests_name("clixml", tests, NULL, NULL);
}
