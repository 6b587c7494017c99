// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * autodiscover - the document that leads mobile clients to their web services
 */
#include "codec/autodiscover.h"

#include "codec/json.h"
#include "codec/xml.h"
#include "model/facts.h"

static const char **place_of(struct autodiscover *root, struct span token)
{
	if (span_equal_nocase(token, SPAN("User")))
		return &root->user;
	return span_equal_nocase(token, SPAN("Redirect")) ? &root->redirect : NULL;
}

/* The first of a kind counts. */
static void keep(struct autodiscover *root, struct span token, struct span href, struct arena *arena)
{
	const char **place = place_of(root, token);

	if (place && !*place && href.len)
		*place = arena_text(arena, href);
}

/* ---- JSON ---- */

static bool keep_links(const struct tree *links, struct autodiscover *root, struct arena *arena, struct fault *f)
{
	for (const struct tree *link = links ? links->first : NULL; link; link = link->next) {
		const struct tree *token = tree_member(link, "token"), *href = tree_member(link, "href");
		struct span name = span_of(tree_text(token) ? tree_text(token) : link->name);
		const struct tree *bad = tree_has_nul(token) ? token : place_of(root, name) && tree_has_nul(href) ? href : NULL;
		if (bad)
			return fault(f, FAULT_PROTOCOL, PROTOCOL_NUL, "a link of the answer has a NUL in it: \"%.200s\"", tree_words(bad));
		keep(root, name, span_of(tree_text(href)), arena);
	}
	return true;
}

static bool from_json(struct span body, struct autodiscover *root, struct arena *arena, struct fault *f)
{
	struct tree *tree;

	return json_decode(body, arena, &tree, f) &&
	       keep_links(tree_member(tree_member(tree, "Root"), "Links"), root, arena, f) &&
	       keep_links(tree_member(tree, "_links"), root, arena, f);
}

/* ---- XML ---- */

struct ctx {
	struct autodiscover *root;
	struct arena *arena;
};

static bool on_open(void *self, struct xml_name name, const struct xml_attribute *attributes, size_t count)
{
	struct ctx *r = self;

	if (span_equal(name.local, SPAN("Link")))
		keep(r->root, xml_attribute(attributes, count, "token"), xml_attribute(attributes, count, "href"), r->arena);
	return true;
}

static bool on_text(void *self, struct span text)
{
	(void)self, (void)text;
	return true;
}

static bool on_close(void *self, struct xml_name name)
{
	(void)self, (void)name;
	return true;
}

static bool from_xml(struct span body, struct autodiscover *root, struct arena *arena, struct fault *f)
{
	static const struct xml_events events = { on_open, on_text, on_close };
	struct ctx r = { root, arena };
	struct source_memory source = source_memory(body);

	return xml_read(&source.source, &events, &r, f);
}

bool autodiscover_decode(struct span body, struct arena *arena, struct autodiscover *root, struct fault *f)
{
	bool xml = span_starts(span_trim(body), SPAN("<")) || span_starts(body, SPAN("\xef\xbb\xbf<"));
	struct autodiscover found = { NULL, NULL };

	if (!(xml ? from_xml(body, &found, arena, f) : from_json(body, &found, arena, f)))
		return false;
	if (!found.user && !found.redirect)
		return fault(f, FAULT_PROTOCOL, 0, "the answer is not an autodiscover root: it has no link for users");
	*root = found;
	return true;
}
