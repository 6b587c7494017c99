// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_fact_table - no field of facts is without its row
 *
 * The compiler says which bytes of a struct belong to fields (__builtin_clear_padding leaves them alone). Each of them must belong to
 * one row of the table, or to one line of the two lists below, and to no second. That a row survives a recording is test_record's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "model/fact_table.h"
#include "model/pool.h"

/* ---- what is no fact, and what is recorded without a row of its own ---- */

struct span_of_bytes {
	const char *in, *field;
	size_t offset, size;
};

#define FIELD(holder, field) { #holder, #field, offsetof(struct holder, field), sizeof(typeof(((struct holder *)0)->field)) }

static const struct span_of_bytes no_facts[] = {
	FIELD(facts, arena),	  /* memory */
	FIELD(target, arena),
	FIELD(pool_section, room), /* memory */
	FIELD(wire, on),	  /* whether it is kept: an option */
	FIELD(wire, kept),	  /* counted again when it is read */
	FIELD(wire_event, next),
};

/* FIELD_TEXTS and FIELD_WIRE stand for structs that codec/record walks by itself. */
static const struct span_of_bytes by_hand[] = {
	FIELD(text_list, at),	  FIELD(text_list, count), FIELD(wire, first),	     FIELD(wire, last),
	FIELD(wire, dropped),	  FIELD(wire_event, way),  FIELD(wire_event, at_us), FIELD(wire_event, bytes),
	FIELD(wire_event, discard),
};

/* ---- every struct in facts ---- */

#define STRUCTS(X) \
	X(facts) X(identity) X(cert) X(fault) X(capture) X(sandbox) X(open_file) X(host) X(address) X(target) X(stopped) X(failed_address) \
	X(tls) X(verify_error) X(sample) X(answer) X(diag) X(param) X(srv) X(srv_target) X(pool) X(pool_section) X(pool_object) X(pool_detail) \
	X(mobility) X(mobility_place) X(external_web) X(pool_store) X(text_list) X(wire) X(wire_event)

enum { STRUCT_SIZE_MAX = 16384 };

/* Whose padding is known without the compiler. */
struct yardstick {
	bool a;
	int32_t b;
	struct { int16_t a; char b; } list[20];
	char c;
	alignas(8) int64_t d;
};

/* Bytes of fields are 0xff, padding is 0. In a union, because outside of one gcc 12 mistakes the place of what follows an array. */
#define X(name) \
	static void fields_of_##name(unsigned char *bytes) \
	{ \
		union { struct name one; } all; \
		_Static_assert(sizeof all <= STRUCT_SIZE_MAX, "larger than a map"); \
		memset(&all, 0xff, sizeof all); \
		clear_padding(&all); \
		memcpy(bytes, &all, sizeof all); \
	}
#if __has_builtin(__builtin_clear_padding)
#define clear_padding __builtin_clear_padding
enum { PADDING_IS_KNOWN = true };
#else
#define clear_padding(one) ((void)(one))
enum { PADDING_IS_KNOWN = false };
#endif
STRUCTS(X)
X(yardstick)
#undef X

static struct shape {
	const char *name;
	size_t size;
	void (*fields)(unsigned char *bytes);
	const struct field *rows; /* found while the table is walked */
} shapes[] = {
#define X(name) { #name, sizeof(struct name), fields_of_##name, NULL },
	STRUCTS(X)
#undef X
};

static struct shape *shape_of(const char *name)
{
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (strcmp(shapes[i].name, name) == 0)
			return &shapes[i];
	fail_msg("struct %s is in facts, and not in the list of this test", name);
	return NULL;
}

/* ---- which bytes a row stands for ---- */

static size_t size_of(const struct field *f)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_TEXT_OR_NULL:
	case FIELD_LIST:
	case FIELD_POINTER:
		return sizeof(void *);
	case FIELD_CHARS:
	case FIELD_NUMBER:
		return f->size;
	case FIELD_BOOL:
		return sizeof(bool);
	case FIELD_STRUCT:
		return shape_of(f->of->in)->size;
	case FIELD_ARRAY:
		return f->size * f->limit;
	case FIELD_TEXTS:
		return sizeof(struct text_list);
	case FIELD_WIRE:
		return sizeof(struct wire);
	}
	return 0;
}

static bool has_count(const struct field *f)
{
	return f->type == FIELD_LIST || (f->type == FIELD_ARRAY && f->count_offset != (size_t)FIELD_NO_COUNT);
}

static bool has_table(const struct field *f)
{
	return f->type == FIELD_STRUCT || f->type == FIELD_ARRAY || f->type == FIELD_LIST || f->type == FIELD_POINTER;
}

/* ---- the walk ---- */

static void walk(const char *name, const struct field *rows)
{
	struct shape *shape = shape_of(name);

	if (shape->rows == rows)
		return;
	if (shape->rows)
		fail_msg("struct %s has two tables", name);
	shape->rows = rows;
	for (const struct field *f = rows; f->name; f++) {
		if (strcmp(f->in, name) != 0)
			fail_msg("%s.%s stands in the table of struct %s", f->in, f->name, name);
		if (has_table(f) && strcmp(f->of->in, "phase_time") != 0) /* phases: plain numbers, which are rows of an array */
			walk(f->of->in, f->of);
	}
}

struct map {
	unsigned char fields[STRUCT_SIZE_MAX];
	unsigned claims[STRUCT_SIZE_MAX];
};

static void claim(struct map *map, size_t offset, size_t size)
{
	for (size_t i = 0; i < size; i++)
		map->claims[offset + i]++;
}

static void claim_listed(struct map *map, const char *name, const struct span_of_bytes *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].in, name) == 0)
			claim(map, list[i].offset, list[i].size);
}

/* The row or the line before that byte, to find the place by. */
static const char *before(const struct shape *shape, size_t offset)
{
	const char *name = "its start";
	size_t nearest = 0;

	for (const struct field *f = shape->rows; f && f->name; f++)
		if (f->offset <= offset && f->offset >= nearest) {
			nearest = f->offset;
			name = f->name;
		}
	return name;
}

/* How many bytes are wrong. */
static size_t compare(const struct shape *shape, const struct map *map)
{
	size_t wrong = 0;

	for (size_t i = 0; i < shape->size; i++) {
		bool is_field = map->fields[i] != 0;
		if (is_field ? map->claims[i] == 1 : map->claims[i] <= 1)
			continue;
		if (wrong++ == 0)
			print_error("struct %s, byte %zu, behind %s: %s\n", shape->name, i, before(shape, i),
				    map->claims[i] ? "two rows stand for it" : "a field without a row");
	}
	return wrong;
}

static void the_compiler_knows_padding(void **state)
{
	unsigned char bytes[STRUCT_SIZE_MAX];
	struct buf wanted = BUF(1000);

	(void)state;
	if (!PADDING_IS_KNOWN)
		skip(); /* gcc can say what is padding, this compiler cannot */
	buf_text(&wanted, "f...ffff");
	for (int i = 0; i < 20; i++)
		buf_text(&wanted, "fff.");
	buf_text(&wanted, "f.......ffffffff");
	assert_int_equal(wanted.len, sizeof(struct yardstick));
	fields_of_yardstick(bytes);
	for (size_t i = 0; i < sizeof(struct yardstick); i++)
		if ((wanted.at[i] == 'f') != (bytes[i] == 0xff))
			fail_msg("byte %zu", i);
	buf_free(&wanted);
}

static void every_byte_has_one_row(void **state)
{
	size_t wrong = 0;

	(void)state;
	if (!PADDING_IS_KNOWN)
		skip();
	walk("facts", fact_table);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		static struct map map;

		map = (struct map){ 0 };
		shapes[i].fields(map.fields);
		for (const struct field *f = shapes[i].rows; f && f->name; f++) {
			claim(&map, f->offset, size_of(f));
			if (has_count(f))
				claim(&map, f->count_offset, sizeof(size_t));
		}
		claim_listed(&map, shapes[i].name, no_facts, sizeof no_facts / sizeof *no_facts);
		claim_listed(&map, shapes[i].name, by_hand, sizeof by_hand / sizeof *by_hand);
		wrong += compare(&shapes[i], &map);
	}
	assert_int_equal(wrong, 0);
}

static void names_are_unique(void **state)
{
	(void)state;
	walk("facts", fact_table);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		for (const struct field *a = shapes[i].rows; a && a->name; a++)
			for (const struct field *b = a + 1; b->name; b++)
				if (strcmp(a->name, b->name) == 0)
					fail_msg("struct %s has two rows named %s", shapes[i].name, a->name);
}

/* ---- numbers of every width ---- */

static void a_fault_keeps_its_code(void **state)
{
	static const int64_t codes[] = { 0, -1, 2150859173, INT64_MAX, -INT64_MAX };
	struct stopped stopped = { 0 };

	(void)state;
	walk("facts", fact_table);
	for (const struct field *f = shape_of("fault")->rows; f->name; f++)
		for (size_t i = 0; strcmp(f->name, "code") == 0 && i < sizeof codes / sizeof *codes; i++) {
			assert_true(field_set_number(f, &stopped.fault, codes[i]));
			assert_true(stopped.fault.code == codes[i]);
			assert_true(field_number(f, &stopped.fault) == codes[i]);
		}
}

/* ---- what facts are before anything was seen ---- */

/* FIELD_TEXT is a text from the beginning: rules and writers read it without a look. */
static void check_texts(const char *of, const struct field *table, const void *holder)
{
	for (const struct field *f = table; f->name; f++) {
		const void *at = (const char *)holder + f->offset;

		if (f->type == FIELD_TEXT && !*(const char *const *)at)
			fail_msg("%s of %s is NULL: its init function has to make it a text", f->name, of);
		if (f->type == FIELD_STRUCT)
			check_texts(f->name, f->of, at);
	}
}

static void texts_are_there_from_the_beginning(void **state)
{
	struct facts facts;
	struct target target;

	(void)state;
	facts_init(&facts);
	check_texts("facts", fact_table, &facts);
	facts_free(&facts);
	target_init(&target, 1000);
	check_texts("target", fact_target_table, &target);
	arena_free(&target.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_compiler_knows_padding),
		cmocka_unit_test(every_byte_has_one_row),
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(a_fault_keeps_its_code),
		cmocka_unit_test(texts_are_there_from_the_beginning),
	};

	return cmocka_run_group_tests_name("fact_table", tests, NULL, NULL);
}
