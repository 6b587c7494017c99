// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * xml - XML documents, read as a series of events
 *
 * The only user of expat. It splits names into namespace and local part, so that no reader looks at a prefix. It refuses document
 * type declarations: SOAP forbids them, no export has one, and without them there are no entity bombs.
 * UTF-8 and UTF-16, by byte order mark or by the declaration.
 * Source: XML 1.0; SOAP 1.2 part 1, 5.
 */
#ifndef CODEC_XML_H
#define CODEC_XML_H

#include "codec/source.h"

enum { XML_DEPTH_MAX = 128 };

struct xml_name {
	struct span space; /* namespace URI; empty: none */
	struct span local;
};

struct xml_attribute {
	struct xml_name name;
	struct span value;
};

/* A reader's callbacks. Spans live until the callback returns. A callback stops the reading with false. */
struct xml_events {
	bool (*open)(void *self, struct xml_name, const struct xml_attribute *, size_t count);
	bool (*text)(void *self, struct span); /* may come in pieces */
	bool (*close)(void *self, struct xml_name);
};

/*
 * Reads a whole document. False: the fault says why and where: FAULT_PROTOCOL with line and column (not well-formed, cut off,
 * a document type declaration, deeper than XML_DEPTH_MAX, UTF-16 that declares another encoding), FAULT_LIMIT (a tag or comment of
 * more than 32 KiB, a namespace of more than 256 bytes), FAULT_MEMORY; or the fault that the source or a callback has set.
 */
[[nodiscard]] bool xml_read(struct source *document, const struct xml_events *, void *self, struct fault *);

/*
 * The local name of the first element, cut to the room; "" without one. `start`: the document's first bytes, its root's tag among
 * them. False: FAULT_MEMORY.
 */
enum { XML_ROOT_MAX = 64 };
[[nodiscard]] bool xml_root(struct span start, char name[XML_ROOT_MAX], struct fault *);

/* The value of the attribute with that local name, in any namespace; at NULL: absent. */
struct span xml_attribute(const struct xml_attribute *, size_t count, const char *local);

#endif
