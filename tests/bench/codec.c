// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * codec - what a message costs to decode: nanoseconds per SIP message, per object of a CLIXML file, and of expat on the same file
 *
 * usage: codec FILE.xml; writes "NAME NUMBER" lines. The best of several rounds counts: nothing makes a decoder faster than it is.
 */
#include <err.h>
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "codec/clixml.h"
#include "codec/sip_msg.h"

enum { ROUNDS = 7, FILE_MOST = 8 << 20 };

/* What an Edge answers: seven headers of its own and ours, and what it has to say. */
static const char answer[] = "SIP/2.0 504 Server time-out\r\n"
			     "Via: SIP/2.0/TLS 10.1.2.3:40312;branch=z9hG4bK0123456789abcdef;ms-received-port=40312;ms-received-cid=3A2F00\r\n"
			     "From: <sip:monitor@contoso.com>;tag=0123456789;epid=0123456789\r\n"
			     "To: <sip:Options_User@push.lync.com>;tag=4A7C1E93D0B2F5A1\r\n"
			     "Call-ID: 0123456789abcdef0123456789abcdef\r\nCSeq: 1 OPTIONS\r\nServer: RTC/5.0\r\n"
			     "ms-diagnostics: 1047;reason=\"Failed to complete TLS negotiation with a federated peer server\";"
			     "WinsockFailureCode=\"10054(WSAECONNRESET)\";source=\"accessproxy.contoso.com\"\r\nContent-Length: 0\r\n\r\n";

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void read_sip(struct span bytes)
{
	static struct sip_msg msg;

	if (sip_msg_decode(bytes, &msg).end != DECODE_DONE)
		errx(1, "the SIP message is none");
}

static size_t objects_in(const struct tree *t)
{
	size_t count = t->kind == TREE_OBJECT;

	for (t = t->first; t; t = t->next)
		count += objects_in(t);
	return count;
}

static size_t read_clixml(struct span bytes)
{
	struct source_memory source = source_memory(bytes);
	struct arena a = ARENA(64 << 20);
	struct fault f = { 0 };
	struct tree *objects;

	if (!clixml_decode(&source.source, &(struct tree_wish){ &a, NULL }, &objects, &f))
		errx(1, "%s", f.text);
	size_t count = objects_in(objects);
	arena_free(&a);
	return count;
}

static void clixml_once(struct span bytes)
{
	(void)read_clixml(bytes);
}

static void XMLCALL start([[maybe_unused]] void *data, [[maybe_unused]] const XML_Char *name, [[maybe_unused]] const XML_Char **more)
{
}

static void XMLCALL end([[maybe_unused]] void *data, [[maybe_unused]] const XML_Char *name)
{
}

static void XMLCALL text([[maybe_unused]] void *data, [[maybe_unused]] const XML_Char *at, [[maybe_unused]] int len)
{
}

static void read_expat(struct span bytes)
{
	XML_Parser parser = XML_ParserCreate(NULL);

	XML_SetElementHandler(parser, start, end);
	XML_SetCharacterDataHandler(parser, text);
	if (XML_Parse(parser, bytes.at, (int)bytes.len, 1) != XML_STATUS_OK)
		errx(1, "expat: %s", XML_ErrorString(XML_GetErrorCode(parser)));
	XML_ParserFree(parser);
}

static double best_ns(void (*once)(struct span), struct span bytes, int times)
{
	double best = 0;

	for (int round = 0; round < ROUNDS; round++) {
		double began = now_ns();

		for (int i = 0; i < times; i++)
			once(bytes);
		double took = (now_ns() - began) / times;
		if (round == 0 || took < best)
			best = took;
	}
	return best;
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
	char *bytes = malloc(FILE_MOST);

	if (!file || !bytes)
		errx(1, "usage: codec FILE.xml");
	struct span document = { bytes, fread(bytes, 1, FILE_MOST, file) };
	fclose(file);
	size_t count = read_clixml(document);
	printf("sip %.0f\n", best_ns(read_sip, (struct span){ answer, sizeof answer - 1 }, 20000));
	printf("clixml %.0f\n", best_ns(clixml_once, document, 5) / (double)count);
	printf("expat %.0f\n", best_ns(read_expat, document, 5) / (double)count);
	printf("objects %zu\n", count);
	free(bytes);
	return 0;
}
