// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * shapes - the worst inputs that we know for each decoder, in growing sizes
 *
 * usage: shapes SIZE. For each shape, four processes decode 0, SIZE, 2 SIZE and 4 SIZE bytes of it; each writes
 * "PID SHAPE FACTOR" first. tests/run/linear counts their instructions.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#include "base/clean.h"
#include "codec/autodiscover.h"
#include "codec/export.h"
#include "codec/pool_facts.h"
#include "codec/psrp_msg.h"
#include "codec/record.h"
#include "codec/sip_template.h"
#include "codec/wsman_msg.h"

enum { CEILING = 256 << 20 };

/* ---- decoders: the outcome is of no interest, only the work ---- */

static void read_export(struct span bytes)
{
	struct arena a = ARENA(CEILING), facts = ARENA(CEILING);
	struct source_memory source = source_memory(bytes);
	struct pool_export content = { .named = POOL_IM_FILTER };
	struct pool pool = { 0 };
	struct fault f = { 0 };
	struct tree *root;

	if (export_decode(&source.source, &(struct tree_wish){ &a, NULL }, &root, &f)) {
		content.root = root;
		(void)pool_facts_add_export(&content, &facts, &pool);
	}
	arena_free(&facts);
	arena_free(&a);
}

static void read_autodiscover(struct span bytes)
{
	struct arena a = ARENA(CEILING);
	struct autodiscover root;
	struct fault f = { 0 };

	(void)autodiscover_decode(bytes, &a, &root, &f);
	arena_free(&a);
}

static void read_envelope(struct span bytes)
{
	struct arena a = ARENA(CEILING);
	struct buf streams = BUF(WSMAN_STREAM_MAX);
	struct wsman_answer answer;
	struct fault f = { 0 };

	(void)wsman_answer_decode(bytes, &a, &streams, &answer, &f);
	buf_free(&streams);
	arena_free(&a);
}

static void read_fragments(struct span bytes)
{
	struct psrp_reader reader = { 0 };
	struct psrp_message message;
	struct fault f = { 0 };

	while (bytes.len && psrp_reader_next(&reader, &bytes, &message, &f))
		;
	psrp_reader_free(&reader);
}

static void read_template(struct span bytes)
{
	struct arena a = ARENA(CEILING);
	struct sip_template_params params = { .file = bytes, .push_uri = "sip:push@push.lync.com" };
	struct sip_template made;
	struct fault f = { 0 };

	(void)sip_template_read(&params, &a, &made, &f);
	arena_free(&a);
}

static void read_recording(struct span bytes)
{
	struct facts facts;
	struct plan plan = { 0 };
	struct fault f = { 0 };

	facts_init(&facts);
	(void)record_read_facts(bytes, &(struct record_reader){ .plugin = "check_push_config", .plan = &plan }, &facts, &f);
	facts_free(&facts);
}

static void clean_text(struct span bytes)
{
	struct buf to = BUF(CEILING);

	(void)clean_add(&to, bytes, (struct clean_style){ .utf8 = true });
	buf_free(&to);
}

/* ---- shapes: `first`, then `again` (with its number in it) up to the size, then `last`; \1 stands for as many letters as a third of it ---- */

#define ENVELOPE "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>"
#define FOLDED "OPTIONS sip:push@push.lync.com SIP/2.0\r\nSubject: x\r\n"
#define RECORDING "{\"check_push_recording\": 2, \"plugin\": \"check_push_config\", \"facts\": {"

static const struct {
	const char *name;
	void (*read)(struct span);
	const char *first, *again, *last;
} shapes[] = {
	{ "xml-long-namespace", read_export, "<Objs xmlns:p=\"\1\">", "<p:a/>", "</Objs>" },
	{ "xml-long-namespace-attributes", read_export, "<Objs xmlns:p=\"\1\"><a", " p:a%zu=\"\"", "/></Objs>" },
	{ "xml-default-namespace", read_autodiscover, "<a xmlns=\"\1\">", "<b/>", "</a>" },
	{ "xml-many-namespaces", read_envelope, ENVELOPE, "<a xmlns:p%zu=\"u\"/>", "</s:Body></s:Envelope>" },
	{ "xml-long-comment", read_envelope, ENVELOPE "<!--", "abcdefghijkl", "--></s:Body></s:Envelope>" },
	{ "xml-entities", read_export, "<Objs><S>", "&amp;", "</S></Objs>" },
	{ "clixml-names", read_export, "<Objs>", "<S N=\"name%zu\">x</S>", "</Objs>" },
	{ "clixml-long-type", read_export, "<Objs><Obj><TN RefId=\"0\"><T>\1</T></TN></Obj>", "<Obj><TNRef RefId=\"0\"/></Obj>", "</Objs>" },
	{ "clixml-long-text", read_export, "<Objs><Obj RefId=\"0\"><Props><S N=\"Identity\">\1</S></Props></Obj>",
	  "<Ref RefId=\"0\"/>", "</Objs>" },
	{ "clixml-objects", read_export, "<Objs>", "<Obj RefId=\"%zu\"><Props><S N=\"Domain\">d%zu</S></Props></Obj>", "</Objs>" },
	{ "clixml-members", read_export, "<Objs><Obj><Props>", "<S N=\"m%zu\">x</S>", "</Props></Obj></Objs>" },
	{ "clixml-escapes", read_export, "<Objs><S>", "_x0041_", "</S></Objs>" },
	{ "wmi-names", read_export, "<Results>", "<p:MSFT_A xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/MSFT_A\"><p:n%zu>1</p:n%zu></p:MSFT_A>", "</Results>" },
	{ "json-names", read_export, "{", "\"name%zu\":1,", "\"x\":1}" },
	{ "json-objects", read_export, "[", "{\"Domain\":\"d%zu\"},", "{}]" },
	{ "json-numbers", read_export, "[", "1e300,", "1]" },
	{ "json-long-number", read_export, "[1", "1234567890", "]" },
	{ "json-escapes", read_export, "[\"", "\\u0041", "\"]" },
	{ "json-words", read_export, "[{\"Prefixes\":\"a", " b", "\"}]" },
	{ "json-blank-words", read_export, "[{\"Prefixes\":\"a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h", " ", "\"}]" },
	{ "json-links", read_autodiscover, "{\"_links\":{", "\"l%zu\":{\"href\":\"x\"},", "\"x\":{}}}" },
	{ "wsman-values", read_envelope, ENVELOPE, "<RelatesTo>x</RelatesTo>", "</s:Body></s:Envelope>" },
	{ "wsman-streams", read_envelope, ENVELOPE, "<Stream>AAAA</Stream>", "</s:Body></s:Envelope>" },
	{ "psrp-empty-fragments", read_fragments, "", "\2", "" },
	{ "sip-blank-folds", read_template, FOLDED, "\t\n", "" },
	{ "sip-words-folded", read_template, FOLDED, " a\r\n", "" },
	{ "sip-routes", read_template, "OPTIONS sip:push@push.lync.com SIP/2.0\r\n", "Route: a\r\n", "" },
	{ "sip-requests", read_template, "", "OPTIONS sip:push@push.lync.com SIP/2.0\r\n", "" },
	{ "sip-blank-lines", read_template, "", " \t ", "" },
	{ "sip-entities", read_template, "<a>", "&lt;", "" },
	{ "sip-brackets", read_template, "<a>", "<", "" },
	{ "record-unknown", read_recording, RECORDING, "\"x%zu\": 1, ", "\"y\": 1}}" },
	{ "record-base64", read_recording, RECORDING "\"run_fault\": {\"text\": {\"base64\": \"", "AAAA", "\"}}}}" },
	{ "clean-blanks", clean_text, "", " ", "x" },
	{ "clean-line-ends", clean_text, "", "\r\n \t", "x" },
	{ "clean-noise", clean_text, "", "\xff\xe2\x80", "x" },
};

/* An empty fragment of an object that began and does not end. */
static void put_fragment(struct buf *b, size_t number)
{
	unsigned char head[21] = { [7] = 1, [16] = number == 0 };

	for (int i = 0; i < 8; i++)
		head[15 - i] = (unsigned char)(number >> 8 * i);
	buf_add(b, (struct span){ (const char *)head, sizeof head });
}

static struct buf made_of(size_t shape, size_t size)
{
	struct buf b = BUF(CEILING);
	const char *hole = strchr(shapes[shape].first, '\1');

	buf_add(&b, (struct span){ shapes[shape].first, hole ? (size_t)(hole - shapes[shape].first) : strlen(shapes[shape].first) });
	for (size_t i = 0; hole && i < size / 3; i++)
		buf_text(&b, "a");
	buf_text(&b, hole ? hole + 1 : "");
	for (size_t i = 0; b.len < size; i++)
		if (shapes[shape].again[0] == '\2')
			put_fragment(&b, i);
		else {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			buf_printf(&b, shapes[shape].again, i, i);
#pragma GCC diagnostic pop
		}
	buf_text(&b, shapes[shape].last);
	if (b.failed)
		errx(1, "no memory for %s", shapes[shape].name);
	return b;
}

int main(int argc, char **argv)
{
	static const size_t factors[] = { 0, 1, 2, 4 };
	size_t size = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	int bad = 0, status;

	if (!size)
		errx(2, "usage: shapes SIZE");
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		for (size_t n = 0; n < sizeof factors / sizeof *factors; n++) {
			struct buf input = made_of(i, size * factors[n]); /* by the parent: making it is not counted */
			pid_t child = fork();
			if (child == 0) {
				dprintf(STDOUT_FILENO, "%d %s %zu\n", (int)getpid(), shapes[i].name, factors[n]);
				CALLGRIND_ZERO_STATS;
				shapes[i].read(buf_span(&input));
				_exit(0);
			}
			if (child < 0 || waitpid(child, &status, 0) < 0)
				err(1, "fork");
			bad |= status;
			buf_free(&input);
		}
	return bad != 0;
}
