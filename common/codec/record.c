// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * record - a whole run as one JSON file, and back
 *
 * Walks model/fact_table both ways. A text that is no UTF-8 stands in the file as {"base64": ...}.
 */
#include "codec/record.h"

#include "base/utf8.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "codec/json_write.h"
#include "model/fact_table.h"

enum { TREE_CEILING = 256 * 1024 * 1024, TARGET_CEILING = 64 * 1024 * 1024 };

/* The first member of every recording: its version. */
#define MARK "check_push_recording"

/* ---- writing ---- */

static bool is_utf8(struct span text)
{
	uint32_t c;

	while (text.len > 0) {
		size_t len = utf8_decode(text, &c);
		if (len == 0 || c == 0)
			return false;
		text = (struct span){ text.at + len, text.len - len };
	}
	return true;
}

static void put_bytes(struct arena *a, struct tree *object, const char *name, struct span bytes)
{
	struct buf text = BUF(RECORD_SIZE_MAX);
	struct tree *member;

	if (is_utf8(bytes)) {
		if ((member = tree_put(a, object, name, TREE_TEXT)))
			member->text = arena_text(a, bytes);
		return;
	}
	if (!(member = tree_put(a, object, name, TREE_OBJECT)))
		return;
	if (base64_encode(bytes, &text))
		tree_put_text(a, member, "base64", text.at);
	a->failed |= text.failed;
	buf_free(&text);
}

static void write_fields(struct arena *, struct tree *, const struct field *, const void *holder);

static size_t count_of(const struct field *f, const void *holder)
{
	return f->count_offset == (size_t)FIELD_NO_COUNT ? f->limit
							 : *(const size_t *)((const char *)holder + f->count_offset);
}

static void write_items(struct arena *a, struct tree *list, const struct field *f, const char *items, size_t count)
{
	for (size_t i = 0; list && i < count; i++) {
		struct tree *item = tree_add(a, list, TREE_OBJECT);
		if (item)
			write_fields(a, item, f->of, items + i * f->size);
	}
}

static void write_texts(struct arena *a, struct tree *list, const struct text_list *texts)
{
	for (size_t i = 0; list && i < texts->count; i++)
		put_bytes(a, list, "", span_of(texts->at[i]));
}

static void write_wire(struct arena *a, struct tree *object, const struct wire *wire)
{
	struct tree *events = tree_put(a, object, "events", TREE_LIST);

	tree_put_number(a, object, "dropped", (int64_t)wire->dropped);
	for (const struct wire_event *event = wire->first; events && event; event = event->next) {
		struct tree *item = tree_add(a, events, TREE_OBJECT);
		if (!item)
			return;
		tree_put_bool(a, item, "sent", event->way == WIRE_SENT);
		tree_put_number(a, item, "at_us", event->at_us);
		put_bytes(a, item, "bytes", event->bytes);
		if (event->discard)
			tree_put_number(a, item, "discard", event->discard);
	}
}

static void write_field(struct arena *a, struct tree *object, const struct field *f, const void *holder)
{
	const char *at = (const char *)holder + f->offset;

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_TEXT_OR_NULL:
		if (*(const char *const *)at)
			put_bytes(a, object, f->name, span_of(*(const char *const *)at));
		return;
	case FIELD_CHARS:
		put_bytes(a, object, f->name, span_of(at));
		return;
	case FIELD_BOOL:
		tree_put_bool(a, object, f->name, *(const bool *)at);
		return;
	case FIELD_NUMBER:
		tree_put_number(a, object, f->name, field_number(f, holder));
		return;
	case FIELD_STRUCT:
		write_fields(a, tree_put(a, object, f->name, TREE_OBJECT), f->of, at);
		return;
	case FIELD_ARRAY:
		write_items(a, tree_put(a, object, f->name, TREE_LIST), f, at, count_of(f, holder));
		return;
	case FIELD_LIST:
		write_items(a, tree_put(a, object, f->name, TREE_LIST), f, *(const char *const *)at, count_of(f, holder));
		return;
	case FIELD_TEXTS:
		write_texts(a, tree_put(a, object, f->name, TREE_LIST), (const struct text_list *)at);
		return;
	case FIELD_WIRE:
		write_wire(a, tree_put(a, object, f->name, TREE_OBJECT), (const struct wire *)at);
		return;
	case FIELD_POINTER:
		if (*(const void *const *)at)
			write_fields(a, tree_put(a, object, f->name, TREE_OBJECT), f->of, *(const void *const *)at);
		return;
	}
}

static void write_fields(struct arena *a, struct tree *object, const struct field *fields, const void *holder)
{
	for (const struct field *f = fields; object && f->name; f++)
		write_field(a, object, f, holder);
}

bool record_write(const char *plugin, const struct texts *given, const struct facts *facts, struct buf *to)
{
	struct arena a = ARENA(TREE_CEILING);
	struct tree *root = tree_add(&a, NULL, TREE_OBJECT);

	tree_put_number(&a, root, MARK, RECORD_VERSION);
	tree_put_text(&a, root, "plugin", plugin);
	write_texts(&a, tree_put(&a, root, "options", TREE_LIST), &(struct text_list){ given->at, given->count });
	write_fields(&a, tree_put(&a, root, "facts", TREE_OBJECT), fact_table, facts);
	bool written = root && !a.failed && json_write(root, to);
	arena_free(&a);
	return written;
}

/* ---- reading ---- */

struct ctx {
	struct arena *arena; /* of the facts being filled: a target has its own */
	struct fault *fault;
};

static bool lie(struct ctx *r, const char *name, const char *must_be)
{
	return fault(r->fault, FAULT_FILE, 0, "not a true recording: \"%.60s\" is not %s", name, must_be);
}

/* A text, or {"base64": text}: false: neither. Bytes with a NUL are written as the latter. */
static bool bytes_of(struct ctx *r, const struct tree *value, struct span *bytes)
{
	const char *text = value->kind == TREE_OBJECT ? tree_text(tree_member(value, "base64")) : NULL;
	struct buf decoded = BUF(RECORD_SIZE_MAX);

	if (value->kind == TREE_TEXT) {
		if (value->has_nul)
			return false;
		*bytes = span_of(value->text);
		return true;
	}
	bool good = text && base64_decode(span_of(text), &decoded);
	if (good)
		*bytes = (struct span){ arena_bytes(r->arena, buf_span(&decoded)), r->arena->failed ? 0 : decoded.len };
	buf_free(&decoded);
	return good;
}

static bool read_text(struct ctx *r, const struct field *f, const struct tree *value, const char **text)
{
	struct span bytes;

	if (!bytes_of(r, value, &bytes) || (bytes.len && memchr(bytes.at, '\0', bytes.len)))
		return lie(r, f->name, "a text");
	*text = arena_text(r->arena, bytes);
	return true;
}

static bool number_of(const struct tree *value, int64_t *number)
{
	struct span text = value->kind == TREE_LITERAL ? span_of(value->text) : (struct span){ 0 };
	bool negative = text.len > 0 && text.at[0] == '-';
	uint64_t size;

	if (negative)
		text = (struct span){ text.at + 1, text.len - 1 };
	if (!span_number(text, INT64_MAX, &size))
		return false;
	*number = negative ? -(int64_t)size : (int64_t)size;
	return true;
}

static bool bool_of(const struct tree *value, bool *to)
{
	if (value->kind != TREE_LITERAL || (strcmp(value->text, "true") != 0 && strcmp(value->text, "false") != 0))
		return false;
	*to = value->text[0] == 't';
	return true;
}

static bool read_fields(struct ctx *, const struct field *, const struct tree *, void *holder);

static size_t items_in(const struct tree *list)
{
	size_t count = 0;

	for (const struct tree *item = list->first; item; item = item->next)
		count++;
	return count;
}

/* A target brings an arena of its own, which facts_free() frees. */
static void item_init(struct ctx *r, const struct field *f, void *item)
{
	if (f->of == fact_target_table) {
		struct effort *effort = r->arena->effort;
		target_init(item, TARGET_CEILING);
		r->arena = &((struct target *)item)->arena;
		r->arena->effort = effort;
	}
}

static bool read_items(struct ctx *r, const struct field *f, const struct tree *list, char *items)
{
	struct arena *arena = r->arena;
	bool good = true;

	for (const struct tree *item = list->first; good && item; item = item->next, items += f->size) {
		item_init(r, f, items);
		good = read_fields(r, f->of, item, items);
		r->arena = arena;
	}
	return good;
}

static bool read_list(struct ctx *r, const struct field *f, const struct tree *value, void *holder)
{
	size_t count = items_in(value);
	bool in_place = f->type == FIELD_ARRAY;

	if (value->kind != TREE_LIST || count > f->limit)
		return lie(r, f->name, in_place ? "a list that is short enough" : "a list");
	char *items = in_place ? (char *)holder + f->offset : arena_list(r->arena, count, f->size);
	if (!items)
		return fault(r->fault, FAULT_MEMORY, 0, "out of memory while reading the recording");
	if (!in_place)
		*(char **)((char *)holder + f->offset) = items;
	if (f->count_offset != (size_t)FIELD_NO_COUNT)
		*(size_t *)((char *)holder + f->count_offset) = count;
	return read_items(r, f, value, items);
}

static bool read_texts(struct ctx *r, const struct field *f, const struct tree *value, struct text_list *texts)
{
	if (value->kind != TREE_LIST || !(texts->at = arena_list(r->arena, items_in(value), sizeof *texts->at)))
		return lie(r, f->name, "a list of texts");
	for (const struct tree *item = value->first; item; item = item->next)
		if (!read_text(r, f, item, &texts->at[texts->count++]))
			return false;
	return true;
}

static bool read_event(struct ctx *r, const struct tree *item, struct wire *wire)
{
	const struct tree *sent = tree_member(item, "sent"), *at = tree_member(item, "at_us"), *text = tree_member(item, "bytes");
	const struct tree *why = tree_member(item, "discard");
	struct span bytes;
	int64_t at_us, discard = WIRE_TAKEN;
	bool is_sent;

	if (!sent || !at || !text || !bool_of(sent, &is_sent) || !number_of(at, &at_us) || !bytes_of(r, text, &bytes) ||
	    (why && (!number_of(why, &discard) || discard < 0 || discard >= WIRE_DISCARD_COUNT)))
		return lie(r, "wire", "a list of messages");
	struct wire_event *event = wire_add(wire, r->arena, is_sent ? WIRE_SENT : WIRE_RECEIVED, at_us, bytes);
	if (event)
		event->discard = (enum wire_discard)discard;
	return true;
}

static bool read_wire(struct ctx *r, const struct tree *value, struct wire *wire)
{
	const struct tree *events = tree_member(value, "events"), *dropped = tree_member(value, "dropped");
	int64_t more = 0;

	wire->on = true;
	for (const struct tree *item = events ? events->first : NULL; item; item = item->next)
		if (!read_event(r, item, wire))
			return false;
	if (dropped && (!number_of(dropped, &more) || more < 0))
		return lie(r, "dropped", "a number of bytes");
	wire->dropped += (size_t)more;
	return true;
}

static bool read_number(struct ctx *r, const struct field *f, const struct tree *value, void *holder)
{
	int64_t number;

	if (!number_of(value, &number))
		return lie(r, f->name, "a whole number");
	return field_set_number(f, holder, number) ||
	       fault(r->fault, FAULT_FILE, 0, "not a true recording: \"%.60s\" is %lld, not %lld to %lld", f->name,
		     (long long)number, (long long)f->low, (long long)f->high);
}

static bool read_field(struct ctx *r, const struct field *f, const struct tree *value, void *holder)
{
	char *at = (char *)holder + f->offset;
	const char *text = NULL;

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_TEXT_OR_NULL:
		return read_text(r, f, value, (const char **)at);
	case FIELD_CHARS:
		return read_text(r, f, value, &text) &&
		       (span_copy(at, f->size, span_of(text)) || lie(r, f->name, "a text that is short enough"));
	case FIELD_BOOL:
		return bool_of(value, (bool *)at) || lie(r, f->name, "true or false");
	case FIELD_NUMBER:
		return read_number(r, f, value, holder);
	case FIELD_STRUCT:
		return read_fields(r, f->of, value, at);
	case FIELD_ARRAY:
	case FIELD_LIST:
		return read_list(r, f, value, holder);
	case FIELD_TEXTS:
		return read_texts(r, f, value, (struct text_list *)at);
	case FIELD_WIRE:
		return read_wire(r, value, (struct wire *)at);
	case FIELD_POINTER:
		*(void **)at = arena_alloc(r->arena, f->size);
		return *(void **)at ? read_fields(r, f->of, value, *(void **)at)
				    : fault(r->fault, FAULT_MEMORY, 0, "out of memory while reading the recording");
	}
	return false;
}

/*
 * What the file lacks is derived from the rest where its row can do that, or stays as it was initialised; what the table does not
 * know is a newer program's.
 */
static bool read_fields(struct ctx *r, const struct field *fields, const struct tree *object, void *holder)
{
	static const struct tree nothing = { .kind = TREE_OBJECT };

	if (object->kind != TREE_OBJECT)
		return lie(r, fields->name, "inside an object");
	for (const struct field *f = fields; f->name; f++) {
		const struct tree *there = tree_member(object, f->name);
		const struct tree *value = there || f->type != FIELD_STRUCT ? there : &nothing;
		const char **text = (const char **)((char *)holder + f->offset);
		if (value && !read_field(r, f, value, holder))
			return false;
		if (f->type == FIELD_TEXT && !*text)
			*text = "";
		if (!there && f->absent)
			*(bool *)((char *)holder + f->offset) = f->absent(holder);
	}
	return true;
}

/* Takes the text, and the blanks before it, off the front. */
static bool take(struct span *from, struct span text)
{
	while (from->len && span_is_blank(from->at[0]))
		*from = span_skip(*from, 1);
	if (!span_starts(*from, text))
		return false;
	*from = span_skip(*from, text.len);
	return true;
}

bool record_begins(struct span text)
{
	return take(&text, SPAN("{")) && take(&text, SPAN("\"" MARK "\"")) && take(&text, SPAN(":"));
}

static bool open_recording(struct span file, const char *plugin, struct arena *a, struct tree **root, struct fault *f)
{
	const struct effort *effort = a->effort;

	struct fault why = { 0 };
	int64_t version;

	bool decoded = json_decode(file, a, root, &why);
	if (effort && effort_is_over(effort))
		return effort_fault(effort, f);
	if (!decoded)
		return fault(f, FAULT_FILE, 0, "not a recording: %.250s", why.text);
	const struct tree *number = tree_member(*root, MARK);
	const char *made_by = tree_text(tree_member(*root, "plugin"));
	if (!record_begins(file) || !number || !number_of(number, &version) || !made_by)
		return fault(f, FAULT_FILE, 0, "not a recording: it was not written by --record");
	if (version > RECORD_VERSION)
		return fault(f, FAULT_FILE, 0, "a recording of version %lld, newer than %d: use a newer check_push", (long long)version,
			     RECORD_VERSION);
	if (strcmp(made_by, plugin) != 0)
		return fault(f, FAULT_FILE, 0, "a recording of %.60s: replay it with that plugin", made_by);
	return true;
}

bool record_read_options(struct span file, const struct record_reader *reader, struct arena *to, struct texts *given, struct fault *f)
{
	static const struct field options = { .name = "options" };
	struct arena a = { .ceiling = TREE_CEILING, .effort = reader->effort };
	struct ctx r = { to, f };
	struct tree *root;
	struct text_list texts = { 0 };

	bool good = open_recording(file, reader->plugin, &a, &root, f);
	const struct tree *list = good ? tree_member(root, "options") : NULL;
	if (good && !list)
		good = lie(&r, "options", "there");
	good = good && read_texts(&r, &options, list, &texts);
	if (good)
		*given = (struct texts){ texts.at, texts.count };
	arena_free(&a);
	return good;
}

/* Version 1 had no kinds of targets: takes them from the plan's hosts of the same names and ports. */
static void settle_kinds(const struct plan *plan, struct facts *facts)
{
	for (size_t i = 0; i < facts->target_count; i++)
		for (size_t h = 0; h < plan->hosts.count; h++)
			if (plan->hosts.at[h].port == facts->targets[i].port && strcmp(plan->hosts.at[h].name, facts->targets[i].host) == 0)
				facts->targets[i].kind = plan->hosts.at[h].kind;
	for (size_t i = 0; i < facts->direct_count; i++)
		facts->direct[i].kind = TARGET_PARTNER; /* --external is younger */
}

bool record_read_facts(struct span file, const struct record_reader *reader, struct facts *facts, struct fault *f)
{
	struct arena a = { .ceiling = TREE_CEILING, .effort = reader->effort };
	struct ctx r = { &facts->arena, f };
	int64_t version = 0;
	struct tree *root;

	bool good = open_recording(file, reader->plugin, &a, &root, f);
	const struct tree *object = good ? tree_member(root, "facts") : NULL;
	facts->arena.effort = reader->effort;
	good = good && (object ? read_fields(&r, fact_table, object, facts) : lie(&r, "facts", "there"));
	if (arena_is_late(&facts->arena, f))
		good = false;
	facts->arena.effort = NULL;
	if (good && number_of(tree_member(root, "check_push_recording"), &version) && version < 2)
		settle_kinds(reader->plan, facts);
	arena_free(&a);
	return good;
}
