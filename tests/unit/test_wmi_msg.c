// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_wmi_msg - instances of WMI classes, whatever stands around them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/wmi_msg.h"
#include "pieces.h"
#include "said.h"
#include "tree_text.h"

#define PARTNER "xmlns:p=\"" WMI_RESOURCE "MSFT_SIPFederationPartnerTable\""
#define NIL "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\""

static struct buf read_pieces(const char *document, size_t size, struct fault *f)
{
	struct pieces pieces = pieces_of(span_of(document), size);
	struct arena a = ARENA(1 << 20);
	struct buf text = BUF(1 << 20);
	struct tree *list = tree_add(&a, NULL, TREE_LIST);

	*f = (struct fault){ 0 };
	if (wmi_items_decode(&pieces.source, &a, list, f))
		tree_write(list, &text);
	else
		buf_text(&text, f->text);
	arena_free(&a);
	page_free(&pieces.page);
	return text;
}

static const struct {
	const char *document, *list;
} documents[] = {
	{ "<Results/>", "[]" },
	{ "<p:MSFT_SIPFederationPartnerTable " PARTNER "><p:Domain>push.lync.com</p:Domain><p:EdgeProxyAddress " NIL "/>"
	  "<p:Empty></p:Empty></p:MSFT_SIPFederationPartnerTable>",
	  "[MSFT_SIPFederationPartnerTable{Domain='push.lync.com' EdgeProxyAddress=~ Empty=''}]" },
	{ "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><n:PullResponse xmlns:n=\"urn:n\"><n:Items>"
	  "<p:MSFT_SIPFederationPartnerTable " PARTNER "><p:Domain>a</p:Domain></p:MSFT_SIPFederationPartnerTable>\n"
	  "<p:MSFT_SIPFederationPartnerTable " PARTNER "><p:Domain>b</p:Domain></p:MSFT_SIPFederationPartnerTable>"
	  "</n:Items></n:PullResponse></s:Body></s:Envelope>",
	  "[MSFT_SIPFederationPartnerTable{Domain='a'} MSFT_SIPFederationPartnerTable{Domain='b'}]" },
	/* in any case; what is deeper in a property belongs to it */
	{ "<msft_x xmlns=\"HTTP://schemas.microsoft.com/wbem/wsman/1/wmi/ROOT/cimv2/MSFT_X\"><A>1<B>2</B>3</A></msft_x>",
	  "[msft_x{A='123'}]" },
	/* another class's namespace, no namespace, a namespace that only begins so */
	{ "<MSFT_X xmlns=\"" WMI_RESOURCE "MSFT_Y\"><A>1</A></MSFT_X>", "[]" },
	{ "<MSFT_X><A>1</A></MSFT_X>", "[]" },
	{ "<MSFT_X xmlns=\"" WMI_RESOURCE "\"><A>1</A></MSFT_X>", "[]" },
	/* inside a list the namespace does not matter, and nothing is skipped */
	{ "<a xmlns:w=\"urn:w\"><w:Items><p:MSFT_X xmlns:p=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_X\"><p:A>1</p:A></p:MSFT_X>"
	  "<MSFT_X><Items>2</Items></MSFT_X><w:XmlFragment><b>3</b></w:XmlFragment></w:Items><w:EndOfSequence/></a>",
	  "[MSFT_X{A='1'} MSFT_X{Items='2'} XmlFragment{b='3'}]" },
	{ "<r:Results xmlns:r=\"urn:r\"><MSFT_X/></r:Results>", "[MSFT_X{}]" },
};

static void documents_in_any_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
		for (size_t size = 1; size < 1000; size = size * 3 + 1) {
			struct fault f;
			struct buf text = read_pieces(documents[i].document, size, &f);
			if (f.kind != FAULT_NONE || strcmp(said(&text), documents[i].list) != 0)
				fail_msg("%zu in pieces of %zu: %s", i, size, text.at);
			buf_free(&text);
		}
}

static void what_is_none(void **state)
{
	struct fault f;

	(void)state;
	struct buf text = read_pieces("<a><b></a>", 100, &f);
	assert_int_equal(f.kind, FAULT_PROTOCOL);
	buf_free(&text);
	text = read_pieces("<!DOCTYPE a><a/>", 100, &f);
	assert_non_null(strstr(said(&text), "document type declaration"));
	buf_free(&text);
}

static void sizes_have_an_end(void **state)
{
	struct buf document = BUF(8 << 20);
	struct fault f;

	(void)state;
	buf_text(&document, "<p:MSFT_SIPFederationPartnerTable " PARTNER "><p:Domain>");
	while (!document.failed && document.len < 100000)
		buf_text(&document, "0123456789");
	buf_text(&document, "</p:Domain></p:MSFT_SIPFederationPartnerTable>");
	struct buf text = read_pieces(said(&document), 65536, &f);
	assert_string_equal(said(&text), "a WMI property is longer than 64 KiB");
	buf_free(&text);
	document.len = 0;
	buf_text(&document, "<a>");
	while (!document.failed && document.len < 4 << 20)
		buf_text(&document, "<p:MSFT_SIPFederationPartnerTable " PARTNER "><p:Domain/></p:MSFT_SIPFederationPartnerTable>");
	text = read_pieces(said(&document), 65536, &f);
	assert_string_equal(said(&text), "the WMI instances need more than 1 MiB");
	buf_free(&text);
	buf_free(&document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_in_any_pieces),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(sizes_have_an_end),
	};

	return cmocka_run_group_tests_name("wmi_msg", tests, NULL, NULL);
}
