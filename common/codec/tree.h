// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * tree - the common form of CLIXML, JSON and WMI items
 *
 * Objects with named members, lists, texts. Each decoder makes a tree; pool_facts reads it and does not know the decoder.
 * It lives in the arena of the decoder's caller.
 */
#ifndef CODEC_TREE_H
#define CODEC_TREE_H

#include "base/arena.h"

enum tree_kind {
	TREE_NIL,
	TREE_TEXT,
	TREE_LITERAL, /* a number, true or false: its text is as JSON writes it */
	TREE_LIST,
	TREE_OBJECT,
};

enum { TREE_DEPTH_MAX = 64, TREE_NODES_MAX = 1000000 };

struct tree {
	enum tree_kind kind;
	const char *name; /* as a member or dictionary entry; "" otherwise */
	const char *type; /* first type name of an object ("Deserialized.Microsoft.Rtc...."), or "" */
	const char *text; /* TEXT, LITERAL: the value; OBJECT: its ToString, or ""; U+FFFD in the place of a NUL */
	bool has_nul;	  /* there was one in the text, or in the name of an object's type: neither can be trusted */
	struct tree *first, *last, *next; /* members or items, in order */
};

/*
 * Names and types of a document, each kept once: a list of ten thousand objects has a dozen of them. A long one, and what is beyond
 * the room, is copied.
 */
enum { TREE_NAMES_MAX = 128, TREE_NAME_KEPT_MAX = 256 };
struct tree_names {
	const char *at[2 * TREE_NAMES_MAX]; /* by hash, half of it empty: a name is found or missed after a few looks */
	unsigned char wanted[2 * TREE_NAMES_MAX]; /* tree_wants() of each: 0 not asked yet */
	size_t count;
};

/* Where a tree is made, and how much of it: a document may be many times what its reader looks at. */
struct tree_wish {
	struct arena *arena;
	bool (*wants)(struct span name); /* which members of a list's objects are kept; NULL: all */
};

const char *tree_name(struct tree_names *, struct arena *, struct span);

/* Is a member of that name wanted, of an object of a list? The wish is asked once for each name that is kept. */
bool tree_wants(const struct tree_wish *, struct tree_names *, struct span name);

/* A new child at the end; NULL: no memory. */
struct tree *tree_add(struct arena *, struct tree *parent, enum tree_kind);

/* New members of an object, for those who write a tree; without memory nothing is added and the arena's failed is set. */
struct tree *tree_put(struct arena *, struct tree *object, const char *name, enum tree_kind);
void tree_put_text(struct arena *, struct tree *object, const char *name, const char *text);
void tree_put_number(struct arena *, struct tree *object, const char *name, int64_t number);
void tree_put_bool(struct arena *, struct tree *object, const char *name, bool value);

/* The member of that name (case as PowerShell: none) of this object itself, not of objects inside it; NULL: none. */
const struct tree *tree_member(const struct tree *, const char *name);

/* Stores a text as it came, with a NUL or without. */
void tree_set_text(struct arena *, struct tree *, struct span text);

/*
 * A value as text: TEXT's or LITERAL's own, an object's ToString (an enum), a single-item object's Value. NULL: nil, none, or a text
 * with a NUL in it, which is not a value.
 */
const char *tree_text(const struct tree *);

/* Is it such a text? */
bool tree_has_nul(const struct tree *);

/* The same as tree_text() for words that a person reads: a text with a NUL has U+FFFD in its place. */
const char *tree_words(const struct tree *);

#endif
