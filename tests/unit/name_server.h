// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * name_server - a name server on loopback with a zone of one's own, for the tests of lookups
 *
 * Answers over UDP, each record after its delay, or never. It is the peer of the test's clock (still_clock.h), so a delay takes no
 * time. Included by tests only, once in each.
 */
#ifndef TESTS_NAME_SERVER_H
#define TESTS_NAME_SERVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/span.h"
#include "still_clock.h"

enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28, TYPE_SRV = 33 };
enum { NOERROR = 0, SERVFAIL = 2, NXDOMAIN = 3, REFUSED = 5, SILENT = -1 };
enum { NAME_SERVER_ANSWERS = 4 };

/* What is answered for a name and a type; a name that is in no record does not exist. */
struct record {
	const char *name;
	int type;
	int rcode;
	int delay_ms;
	/* Addresses, or "priority weight port target"; "=name" in front: a CNAME leads there, and the others are that name's. */
	const char *answers[NAME_SERVER_ANSWERS];
};

struct name_server_reply {
	int64_t due_us; /* 0: free */
	struct sockaddr_in to;
	size_t len;
	unsigned char bytes[512];
};

struct name_server {
	const struct record *zone;
	size_t records;
	int fd;
	uint16_t port;
	size_t queried;
	struct name_server_reply replies[64];
};

static inline const struct record *name_server_find(const struct name_server *s, const char *name, int type, bool *exists)
{
	const struct record *found = NULL;

	*exists = false;
	for (const struct record *r = s->zone; r < s->zone + s->records; r++)
		if (span_equal_nocase(span_of(r->name), span_of(name))) {
			*exists = true;
			if (r->type == type)
				found = r;
		}
	return found;
}

static inline void put(struct name_server_reply *r, const void *bytes, size_t len)
{
	assert_true(r->len + len <= sizeof r->bytes);
	memcpy(r->bytes + r->len, bytes, len);
	r->len += len;
}

static inline void put_number(struct name_server_reply *r, unsigned number)
{
	unsigned char bytes[] = { (unsigned char)(number >> 8), (unsigned char)number };

	put(r, bytes, sizeof bytes);
}

/* "." is the root; "~" goes out as a NUL. */
static inline void put_name(struct name_server_reply *r, const char *name)
{
	for (struct span rest = span_of(name), label; rest.len > 0 && strcmp(name, ".") != 0;) {
		label = span_split(rest, '.', &rest);
		put(r, &(unsigned char){ (unsigned char)label.len }, 1);
		for (size_t i = 0; i < label.len; i++)
			put(r, label.at[i] == '~' ? "" : label.at + i, 1);
	}
	put(r, "", 1);
}

static inline void put_data(struct name_server_reply *r, int type, const char *text)
{
	unsigned char address[16];
	unsigned priority, weight, port;
	char target[128];

	if (type == TYPE_CNAME) {
		put_name(r, text);
	} else if (type == TYPE_SRV) {
		assert_int_equal(sscanf(text, "%u %u %u %127s", &priority, &weight, &port, target), 4);
		put_number(r, priority);
		put_number(r, weight);
		put_number(r, port);
		put_name(r, target);
	} else {
		assert_int_equal(inet_pton(type == TYPE_AAAA ? AF_INET6 : AF_INET, text, address), 1);
		put(r, address, type == TYPE_AAAA ? 16 : 4);
	}
}

/* owner NULL: the name of the question */
static inline void put_answer(struct name_server_reply *r, const char *owner, int type, const char *text)
{
	if (owner)
		put_name(r, owner);
	else
		put_number(r, 0xc00c);
	put_number(r, (unsigned)type);
	put_number(r, 1);
	put_number(r, 0);
	put_number(r, 60);
	size_t at = r->len;
	put_number(r, 0);
	put_data(r, type, text);
	r->bytes[at + 1] = (unsigned char)(r->len - at - 2);
	r->bytes[7]++;
}

static inline void put_answers(struct name_server_reply *r, const struct record *record)
{
	const char *owner = NULL;

	for (size_t i = 0; i < NAME_SERVER_ANSWERS && record->answers[i]; i++) {
		const char *text = record->answers[i];

		put_answer(r, owner, *text == '=' ? TYPE_CNAME : record->type, *text == '=' ? text + 1 : text);
		if (*text == '=')
			owner = text + 1;
	}
}

/* Only the question is kept of the request: whatever stands behind it (EDNS) goes unanswered. */
static inline void name_server_answer(struct name_server *s, const unsigned char *request, const struct sockaddr_in *from)
{
	char name[256] = "";
	size_t at = 12;
	bool exists;

	while (request[at]) {
		snprintf(name + strlen(name), sizeof name - strlen(name), "%s%.*s", *name ? "." : "", request[at],
			 (const char *)request + at + 1);
		at += request[at] + 1u;
	}
	const struct record *record = name_server_find(s, name, request[at + 2], &exists);
	if (record && record->rcode == SILENT)
		return;
	struct name_server_reply *r = s->replies;
	while (r->due_us)
		r++;
	*r = (struct name_server_reply){ .to = *from, .len = at + 5, .due_us = clock_us() + (record ? record->delay_ms * 1000 : 0) };
	memcpy(r->bytes, request, r->len);
	memset(r->bytes + 6, 0, 6);
	r->bytes[2] = 0x81;
	r->bytes[3] = (unsigned char)(0x80 | (record ? record->rcode : exists ? NOERROR : NXDOMAIN));
	if (record)
		put_answers(r, record);
}

/* Takes what was asked, answers what is due. When the next answer is due, INT64_MAX: none is under way. */
static inline int64_t name_server_act(void *self)
{
	struct name_server *s = self;
	unsigned char request[512] = { 0 };
	struct sockaddr_in from;
	socklen_t size = sizeof from;
	int64_t next = INT64_MAX;

	while (recvfrom(s->fd, request, sizeof request - 1, MSG_DONTWAIT, (struct sockaddr *)&from, &size) > 12) {
		s->queried++;
		name_server_answer(s, request, &from);
		memset(request, 0, sizeof request);
	}
	for (struct name_server_reply *r = s->replies; r < s->replies + 64; r++) {
		if (r->due_us && r->due_us <= clock_us()) {
			sendto(s->fd, r->bytes, r->len, 0, (struct sockaddr *)&r->to, sizeof r->to);
			r->due_us = 0;
		}
		if (r->due_us && r->due_us < next)
			next = r->due_us;
	}
	return next;
}

/* zone and records are set; the port is one that was free. */
static inline int name_server_start(struct name_server *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;

	s->fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&at, size), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&at, &size), 0);
	s->port = ntohs(at.sin_port);
	still_peer.act = name_server_act;
	still_peer.self = s;
	return 0;
}

static inline void name_server_stop(struct name_server *s)
{
	still_peer.act = NULL;
	close(s->fd);
}

#endif
