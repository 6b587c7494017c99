// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_xml - documents to events, in whatever pieces they come, and one sentence for each that is none
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "codec/xml.h"
#include "pieces.h"
#include "said.h"

#define S(literal) { literal, sizeof(literal) - 1 }

/* ---- what was heard, as text ---- */

struct heard {
	struct buf text;
	const char *stop_at; /* says no when such an element opens */
};

static bool on_open(void *self, struct xml_name name, const struct xml_attribute *attributes, size_t count)
{
	struct heard *h = self;

	buf_printf(&h->text, "<%.*s%s%.*s", (int)name.space.len, name.space.at ? name.space.at : "", name.space.len ? "|" : "",
		   (int)name.local.len, name.local.at);
	for (size_t i = 0; i < count; i++)
		buf_printf(&h->text, " %.*s=%.*s", (int)attributes[i].name.local.len, attributes[i].name.local.at,
			   (int)attributes[i].value.len, attributes[i].value.at);
	buf_text(&h->text, ">");
	return !h->stop_at || !span_equal(name.local, span_of(h->stop_at));
}

static bool on_text(void *self, struct span text)
{
	return buf_add(&((struct heard *)self)->text, text);
}

static bool on_close(void *self, struct xml_name name)
{
	(void)name;
	return buf_text(&((struct heard *)self)->text, "/");
}

static const struct xml_events events = { on_open, on_text, on_close };

static bool read_pieces(struct span document, size_t size, struct heard *h, struct fault *f)
{
	struct pieces pieces = pieces_of(document, size);

	*f = (struct fault){ 0 };
	h->text = BUF(100000);
	bool read = xml_read(&pieces.source, &events, h, f);
	page_free(&pieces.page);
	return read;
}

/* ---- documents ---- */

static const struct {
	struct span document;
	const char *heard;
} documents[] = {
	{ S("<a/>"), "<a>/" },
	{ S("<?xml version=\"1.0\"?>\n<!-- c --><a>x<b/>y</a>\n"), "<a>x<b>/y/" },
	{ S("<p:a xmlns:p=\"urn:x\" p:k=\"v\" l='w'/>"), "<urn:x|a k=v l=w>/" },
	{ S("<a xmlns=\"urn:x\"><b xmlns=\"\"/></a>"), "<urn:x|a><b>//" },
	{ S("<a>&lt;&amp;&#65;&#x20ac;<![CDATA[<b>]]></a>"), "<a><&A\xe2\x82\xac<b>/" },
	{ S("\xef\xbb\xbf<a>\xc3\xa4</a>"), "<a>\xc3\xa4/" },
	{ S("\xff\xfe<\0a\0>\0\xe4\0<\0/\0a\0>\0"), "<a>\xc3\xa4/" },
	{ S("\xfe\xff\0<\0a\0>\0\xe4\0<\0/\0a\0>"), "<a>\xc3\xa4/" },
	{ S("<\0a\0/\0>\0"), "<a>/" },
	{ S("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>"), "<a>\xc3\xa4/" },
};

static void documents_in_any_pieces(void **state)
{
	struct heard h = { 0 };
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
		for (size_t size = 1; size <= documents[i].document.len; size++) {
			bool read = read_pieces(documents[i].document, size, &h, &f);
			if (!read || strcmp(h.text.at, documents[i].heard) != 0)
				fail_msg("%zu in pieces of %zu: %s %s", i, size, h.text.at, f.text);
			buf_free(&h.text);
		}
}

/* ---- what is none ---- */

static const struct {
	struct span document;
	const char *says;
} rubbish[] = {
	{ S(""), "there is no XML: it is empty" },
	{ S("  \n"), "cut off at line 2, column 0" },
	{ S("<a><b></a>"), "not well-formed XML: mismatched tag at line 1, column 8" },
	{ S("<a>"), "cut off at line 1, column 3" },
	{ S("<a"), "cut off" },
	{ S("<a>\xc3"), "cut off" },
	{ S("<a>\xff</a>"), "not well-formed XML: not well-formed (invalid token) at line 1, column 3" },
	{ S("<a/><b/>"), "junk after document element at line 1, column 4" },
	{ S("{\"a\": 1}"), "not well-formed" },
	{ S("<a>\x01</a>"), "not well-formed" },
	{ S("<a>b\0c</a>"), "not well-formed" },
	{ S("<a b='c\0'/>"), "not well-formed" },
	{ S("<a>&#0;</a>"), "not well-formed" },
	{ S("<a b='&#x0;'/>"), "not well-formed" },
	{ S("\xff\xfe<\0a\0>\0b\0\0\0c\0<\0/\0a\0>\0"), "not well-formed" },
	{ S("\xff\xfe<\0a\0>\0<\0/\0a\0"), "cut off" },
	{ S("\xff\xfe<\0a\0/\0>"), "cut off" },
	{ S("\xff\xfe<\0?\0x\0m\0l\0 \0v\0e\0r\0s\0i\0o\0n\0=\0'\0001\0.\0000\0'\0 \0e\0n\0c\0o\0d\0i\0n\0g\0=\0'\0u\0t\0f\0-\0008\0'\0?\0>\0<\0a\0/\0>\0"),
	  "is UTF-16 but declares another encoding" },
	{ S("<!DOCTYPE a><a/>"), "has a document type declaration, which is refused" },
	{ S("<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>"), "document type declaration" },
	{ S("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"), "document type declaration" },
	{ S("<a>&nbsp;</a>"), "undefined entity at line 1, column 3" },
	{ S("<p:a/>"), "unbound prefix" },
};

static void one_sentence_for_each(void **state)
{
	struct heard h = { 0 };
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++) {
		size_t sizes[] = { 1, 7, 1000 };
		for (size_t s = 0; s < 3; s++) {
			assert_false(read_pieces(rubbish[i].document, sizes[s], &h, &f));
			if (f.kind != FAULT_PROTOCOL || !strstr(f.text, rubbish[i].says))
				fail_msg("%zu: %s", i, f.text);
			buf_free(&h.text);
		}
	}
}

static struct span nested(struct buf *b, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		buf_text(b, "<a>");
	for (size_t i = 0; i < depth; i++)
		buf_text(b, "</a>");
	return buf_span(b);
}

static void depth_has_an_end(void **state)
{
	struct buf deep = BUF(100000), deeper = BUF(100000);
	struct heard h = { 0 };
	struct fault f;

	(void)state;
	assert_true(read_pieces(nested(&deep, XML_DEPTH_MAX), 64, &h, &f));
	buf_free(&h.text);
	assert_false(read_pieces(nested(&deeper, XML_DEPTH_MAX + 1), 64, &h, &f));
	assert_string_equal(f.text, "XML elements nested deeper than 128");
	buf_free(&h.text);
	buf_free(&deep);
	buf_free(&deeper);
}

/* Looked through from its beginning with every piece, a tag without end would take for ever. */
static void a_tag_has_an_end(void **state)
{
	static const char *const starts[] = { "<a k='", "<a ", "<!--", "<a><?p " };
	struct heard h = { 0 };
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		struct buf endless = BUF(8 << 20);
		buf_text(&endless, starts[i]);
		while (!endless.failed && endless.len < 4 << 20)
			buf_text(&endless, "abcdefghijklmnopabcdefghijklmnop");
		assert_false(read_pieces(buf_span(&endless), 65536, &h, &f));
		if (f.kind != FAULT_LIMIT || strcmp(f.text, "the XML has a tag or comment longer than 32 KiB") != 0)
			fail_msg("%s: %s", starts[i], f.text);
		buf_free(&h.text);
		buf_free(&endless);
	}
}

/* It is copied with each element and attribute: half a megabyte of it, and as much of elements, took 41 seconds. */
static void a_namespace_has_an_end(void **state)
{
	enum { LONGEST = 256 };
	struct heard h = { 0 };
	struct fault f;

	(void)state;
	for (size_t len = LONGEST; len <= LONGEST + 1; len++) {
		struct buf document = BUF(4096);
		buf_printf(&document, "<p:a xmlns:p='%0*d'/>", (int)len, 0);
		bool read = read_pieces(buf_span(&document), 100, &h, &f);
		if (read != (len == LONGEST) || (!read && strcmp(f.text, "the XML has a namespace longer than 256 bytes") != 0))
			fail_msg("%zu bytes: %s", len, f.text);
		buf_free(&h.text);
		buf_free(&document);
	}
}

/* A reader that stopped gets no further event, not even the end of an empty element. */
static void a_reader_can_stop(void **state)
{
	struct heard h = { .stop_at = "b" };
	struct fault f;

	(void)state;
	assert_false(read_pieces(span_of("<a><b/>x</a>"), 100, &h, &f));
	assert_string_equal(said(&h.text), "<a><b>");
	assert_int_equal(f.kind, FAULT_NONE);
	buf_free(&h.text);
}

static bool broken_next(struct source *source, struct span *piece, struct fault *f)
{
	(void)source, (void)piece;
	return fault(f, FAULT_TIMEOUT, 0, "no more");
}

static void a_source_can_stop(void **state)
{
	struct source broken = { broken_next };
	struct heard h = { .text = BUF(100) };
	struct fault f = { 0 };

	(void)state;
	assert_false(xml_read(&broken, &events, &h, &f));
	assert_string_equal(f.text, "no more");
	buf_free(&h.text);
}

#define LONG "Element_with_a_name_of_more_than_sixty_three_characters_which_"

static void the_root_is_known(void **state)
{
	static const struct {
		struct span start;
		const char *root;
	} starts[] = {
		{ S("<Objs Version='1'>"), "Objs" },
		{ S("<?xml version='1.0'?><!-- Obj --><Objs>"), "Objs" },
		{ S("\xff\xfe<\0O\0b\0j\0s\0>\0"), "Objs" },
		{ S("<p:Objs xmlns:p='urn:x'>"), "Objs" },
		{ S("<Obj>"), "Obj" },
		{ S("<a><Objs>"), "a" },
		{ S("<Objs"), "" },
		{ S(""), "" },
		{ S("<!DOCTYPE Objs><Objs/>"), "Objs" },
		{ S("Objs"), "" },
		{ S("<" LONG "is_cut>"), LONG "i" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		char root[XML_ROOT_MAX];
		struct fault f = { 0 };
		if (!xml_root(starts[i].start, root, &f) || strcmp(root, starts[i].root) != 0)
			fail_msg("%zu: %s", i, root);
	}
}

static void attributes_by_local_name(void **state)
{
	const struct xml_attribute some[] = {
		{ { { "urn:x", 5 }, { "nil", 3 } }, { "true", 4 } }, { { { NULL, 0 }, { "N", 1 } }, { "a", 1 } },
	};

	(void)state;
	assert_true(span_equal(xml_attribute(some, 2, "nil"), SPAN("true")));
	assert_true(span_equal(xml_attribute(some, 2, "N"), SPAN("a")));
	assert_null(xml_attribute(some, 2, "n").at);
	assert_null(xml_attribute(some, 0, "N").at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_in_any_pieces), cmocka_unit_test(one_sentence_for_each), cmocka_unit_test(depth_has_an_end),
		cmocka_unit_test(a_tag_has_an_end), cmocka_unit_test(a_namespace_has_an_end), cmocka_unit_test(a_reader_can_stop), cmocka_unit_test(a_source_can_stop),
		cmocka_unit_test(the_root_is_known), cmocka_unit_test(attributes_by_local_name),
	};

	return cmocka_run_group_tests_name("xml", tests, NULL, NULL);
}
