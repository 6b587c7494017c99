// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * xml - XML documents, told event by event
 *
 * expat joins namespace and local name with a separator; a line feed can be in neither.
 */
#include "codec/xml.h"

#include <expat.h>

enum { SEPARATOR = '\n', ATTRIBUTES_MAX = 64, CHUNK = 1 << 20 };

struct reading {
	XML_Parser parser;
	const struct xml_events *events;
	void *self;
	struct fault *fault;
	int depth;
	bool stopped; /* a callback, or we, said no: the fault is set */
};

static struct xml_name name_of(const char *joined)
{
	struct span local, space = span_cut(span_of(joined), SEPARATOR, &local);

	return local.at ? (struct xml_name){ space, local } : (struct xml_name){ .local = space };
}

static void stop(struct reading *r)
{
	r->stopped = true;
	XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL on_open(void *user, const char *name, const char **pairs)
{
	struct reading *r = user;
	struct xml_attribute attributes[ATTRIBUTES_MAX];
	size_t count = 0;

	if (++r->depth > XML_DEPTH_MAX) {
		fault(r->fault, FAULT_PROTOCOL, 0, "XML elements nested deeper than %d", XML_DEPTH_MAX);
		stop(r);
		return;
	}
	for (; pairs[0] && count < ATTRIBUTES_MAX; pairs += 2)
		attributes[count++] = (struct xml_attribute){ name_of(pairs[0]), span_of(pairs[1]) };
	if (!r->events->open(r->self, name_of(name), attributes, count))
		stop(r);
}

static void XMLCALL on_close(void *user, const char *name)
{
	struct reading *r = user;

	r->depth--;
	if (!r->events->close(r->self, name_of(name)))
		stop(r);
}

static void XMLCALL on_text(void *user, const char *text, int len)
{
	struct reading *r = user;

	if (!r->stopped && !r->events->text(r->self, (struct span){ text, (size_t)len }))
		stop(r);
}

static void XMLCALL on_doctype(void *user, const char *name, const char *system, const char *public, int internal)
{
	struct reading *r = user;

	(void)name, (void)system, (void)public, (void)internal;
	fault(r->fault, FAULT_PROTOCOL, 0, "the XML has a document type declaration, which is refused");
	stop(r);
}

static bool is_utf16(struct span document)
{
	return document.len >= 2 && (memcmp(document.at, "\xff\xfe", 2) == 0 || memcmp(document.at, "\xfe\xff", 2) == 0);
}

static bool explain(const struct reading *r, struct span document)
{
	enum XML_Error error = XML_GetErrorCode(r->parser);
	unsigned long line = XML_GetCurrentLineNumber(r->parser), column = XML_GetCurrentColumnNumber(r->parser);

	if (error == XML_ERROR_NO_MEMORY)
		return fault(r->fault, FAULT_MEMORY, 0, "out of memory while reading XML");
	if (error == XML_ERROR_INCORRECT_ENCODING && is_utf16(document))
		return fault(r->fault, FAULT_PROTOCOL, 0,
			     "the XML is UTF-16 but declares another encoding; save it as what it declares");
	return fault(r->fault, FAULT_PROTOCOL, 0, "not well-formed XML: %s at line %lu, column %lu",
		     XML_ErrorString(error), line, column);
}

static bool parse(struct reading *r, struct span document)
{
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, on_open, on_close);
	XML_SetCharacterDataHandler(r->parser, on_text);
	XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
	for (size_t done = 0;;) {
		size_t part = document.len - done < CHUNK ? document.len - done : CHUNK;
		bool last = done + part == document.len;

		if (XML_Parse(r->parser, document.at + done, (int)part, last) != XML_STATUS_OK)
			return r->stopped ? false : explain(r, document);
		if (last)
			return true;
		done += part;
	}
}

bool xml_read(struct span document, const struct xml_events *events, void *self, struct fault *f)
{
	struct reading r = { .events = events, .self = self, .fault = f };

	if (document.len == 0)
		return fault(f, FAULT_PROTOCOL, 0, "there is no XML: it is empty");
	r.parser = XML_ParserCreateNS(NULL, SEPARATOR);
	if (!r.parser)
		return fault(f, FAULT_MEMORY, 0, "out of memory while reading XML");
	bool whole = parse(&r, document);
	XML_ParserFree(r.parser);
	return whole;
}

struct span xml_attribute(const struct xml_attribute *attributes, size_t count, const char *local)
{
	for (size_t i = 0; i < count; i++)
		if (span_equal(attributes[i].name.local, span_of(local)))
			return attributes[i].value;
	return (struct span){ 0 };
}
