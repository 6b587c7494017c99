// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_xml - XML documents
 */
#include "codec/xml.h"
#include "fuzz_tree.h"

struct seen {
	size_t depth, opened, attributes;
};

static bool on_open(void *self, struct xml_name name, const struct xml_attribute *attributes, size_t count)
{
	struct seen *s = self;

	fuzz_look(name.space);
	fuzz_look(name.local);
	for (size_t i = 0; i < count; i++)
		fuzz_look(attributes[i].value);
	fuzz_look(xml_attribute(attributes, count, "S"));
	s->attributes += count;
	s->opened++;
	fuzz_must(++s->depth <= XML_DEPTH_MAX);
	return true;
}

static bool on_text(void *self, struct span text)
{
	(void)self;
	fuzz_look(text);
	return true;
}

static bool on_close(void *self, struct xml_name name)
{
	struct seen *s = self;

	fuzz_look(name.local);
	fuzz_must(s->depth-- > 0);
	return true;
}

FUZZ(bytes)
{
	static const struct xml_events events = { on_open, on_text, on_close };
	struct fuzz_source source = fuzz_source(bytes);
	struct seen seen = { 0 };
	struct fault f;

	if (xml_read(&source.source, &events, &seen, &f))
		fuzz_reached(seen.opened > 2 && seen.attributes > 0);
	free(source.piece);
}
