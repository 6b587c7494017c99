// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * xml - XML documents, read as a series of events
 *
 * expat joins namespace and local name with a separator; a line feed can be in neither.
 */
#include "codec/xml.h"

#include <expat.h>

/*
 * expat copies an element's namespace with each element and attribute, so a long one would be paid for again and again; a long tag
 * holds both the namespace and many attributes.
 */
enum { SEPARATOR = '\n', ATTRIBUTES_MAX = 64, PART_MAX = 32 * 1024, TOKEN_MAX = 32 * 1024, NAMESPACE_MAX = 256 };

struct ctx {
	XML_Parser parser;
	const struct xml_events *events;
	void *self;
	struct fault *fault;
	int depth;
	size_t taken;	/* bytes of the document */
	size_t event_at; /* how many of them when we last heard something */
	char start[2];	/* its first bytes */
	bool stopped; /* a callback, or we, said no: the fault is set */
};

static struct xml_name name_of(const char *joined)
{
	struct span local, space = span_split(span_of(joined), SEPARATOR, &local);

	return local.at ? (struct xml_name){ space, local } : (struct xml_name){ .local = space };
}

static void stop(struct ctx *r)
{
	r->stopped = true;
	XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL on_open(void *user, const char *name, const char **pairs)
{
	struct ctx *r = user;
	struct xml_attribute attributes[ATTRIBUTES_MAX];
	size_t count = 0;

	r->event_at = r->taken;
	if (r->stopped) /* after a stop, expat still calls for the end of an empty element */
		return;
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
	struct ctx *r = user;

	r->event_at = r->taken;
	r->depth--;
	if (!r->stopped && !r->events->close(r->self, name_of(name)))
		stop(r);
}

static void XMLCALL on_text(void *user, const char *text, int len)
{
	struct ctx *r = user;

	r->event_at = r->taken;
	if (!r->stopped && !r->events->text(r->self, (struct span){ text, (size_t)len }))
		stop(r);
}

static void XMLCALL on_doctype(void *user, const char *name, const char *system, const char *public, int internal)
{
	struct ctx *r = user;

	(void)name, (void)system, (void)public, (void)internal;
	fault(r->fault, FAULT_PROTOCOL, 0, "the XML has a document type declaration, which is refused");
	stop(r);
}

static void XMLCALL on_namespace(void *user, const char *prefix, const char *uri)
{
	struct ctx *r = user;

	(void)prefix;
	if (r->stopped || !uri || strlen(uri) <= NAMESPACE_MAX)
		return;
	fault(r->fault, FAULT_LIMIT, 0, "the XML has a namespace longer than %d bytes", NAMESPACE_MAX);
	stop(r);
}

/* Debian 12's expat knows only the first names, today's deprecates them. */
#if XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 9
#define XML_GetCurrentLineNumber64 XML_GetCurrentLineNumber
#define XML_GetCurrentColumnNumber64 XML_GetCurrentColumnNumber
#endif

static bool no_memory(struct fault *f)
{
	return fault(f, FAULT_MEMORY, 0, "out of memory while reading XML");
}

static bool explain(const struct ctx *r)
{
	enum XML_Error error = XML_GetErrorCode(r->parser);
	unsigned long line = (unsigned long)XML_GetCurrentLineNumber64(r->parser);
	unsigned long column = (unsigned long)XML_GetCurrentColumnNumber64(r->parser);

	if (error == XML_ERROR_NO_MEMORY)
		return no_memory(r->fault);
	if (error == XML_ERROR_INCORRECT_ENCODING && (memcmp(r->start, "\xff\xfe", 2) == 0 || memcmp(r->start, "\xfe\xff", 2) == 0))
		return fault(r->fault, FAULT_PROTOCOL, 0, "the XML is UTF-16 but declares another encoding");
	if (error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN || error == XML_ERROR_PARTIAL_CHAR)
		return fault(r->fault, FAULT_PROTOCOL, 0, "the XML is cut off at line %lu, column %lu", line, column);
	return fault(r->fault, FAULT_PROTOCOL, 0, "not well-formed XML: %s at line %lu, column %lu",
		     XML_ErrorString(error), line, column);
}

/* A tag or comment without end would be looked through from its beginning with every piece. */
static bool parse_piece(struct ctx *r, struct span piece, bool last)
{
	do {
		size_t part = piece.len < PART_MAX ? piece.len : PART_MAX;

		r->taken += part;
		if (XML_Parse(r->parser, piece.at, (int)part, last && part == piece.len) != XML_STATUS_OK)
			return r->stopped ? false : explain(r);
		if (r->taken - r->event_at > TOKEN_MAX)
			return fault(r->fault, FAULT_LIMIT, 0, "the XML has a tag or comment longer than %d KiB", TOKEN_MAX >> 10);
		piece = span_skip(piece, part);
	} while (piece.len > 0);
	return true;
}

static bool parse(struct ctx *r, struct source *document)
{
	struct span piece;

	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, on_open, on_close);
	XML_SetCharacterDataHandler(r->parser, on_text);
	XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
	XML_SetStartNamespaceDeclHandler(r->parser, on_namespace);
	do {
		if (!document->next(document, &piece, r->fault))
			return false;
		for (size_t i = r->taken; i < sizeof r->start && i - r->taken < piece.len; i++)
			r->start[i] = piece.at[i - r->taken];
		if (r->taken + piece.len == 0)
			return fault(r->fault, FAULT_PROTOCOL, 0, "there is no XML: it is empty");
		if (!parse_piece(r, piece, piece.len == 0))
			return false;
	} while (piece.len > 0);
	return true;
}

bool xml_read(struct source *document, const struct xml_events *events, void *self, struct fault *f)
{
	struct ctx r = { .events = events, .self = self, .fault = f };

	r.parser = XML_ParserCreateNS(NULL, SEPARATOR);
	if (!r.parser)
		return no_memory(f);
	bool whole = parse(&r, document);
	XML_ParserFree(r.parser);
	return whole;
}

/* ---- the root alone ---- */

struct rooting {
	XML_Parser parser;
	char *name;
};

static void XMLCALL on_root(void *user, const char *name, const char **pairs)
{
	struct rooting *r = user;

	(void)pairs;
	span_copy(r->name, XML_ROOT_MAX, name_of(name).local);
	XML_StopParser(r->parser, XML_FALSE);
}

bool xml_root(struct span start, char name[XML_ROOT_MAX], struct fault *f)
{
	struct rooting r = { XML_ParserCreateNS(NULL, SEPARATOR), name };

	name[0] = '\0';
	if (!r.parser)
		return no_memory(f);
	XML_SetUserData(r.parser, &r);
	XML_SetStartElementHandler(r.parser, on_root);
	(void)XML_Parse(r.parser, start.at, (int)(start.len < PART_MAX ? start.len : PART_MAX), XML_FALSE); /* it stops at the root */
	bool out_of_memory = XML_GetErrorCode(r.parser) == XML_ERROR_NO_MEMORY;
	XML_ParserFree(r.parser);
	return !out_of_memory || no_memory(f);
}

struct span xml_attribute(const struct xml_attribute *attributes, size_t count, const char *local)
{
	for (size_t i = 0; i < count; i++)
		if (span_equal(attributes[i].name.local, span_of(local)))
			return attributes[i].value;
	return (struct span){ 0 };
}
