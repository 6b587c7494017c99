// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fuzz_dns - what a name server answers: the question's own header and name, then the bytes
 *
 * Every question of a lookup (AAAA, A; SRV and the addresses behind it) gets the same answer.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <unistd.h>

#include "fuzz.h"
#include "net/srv.h"

enum { HEADER = 12, PACKET_MAX = 4096 };

struct server {
	int fd;
	uint16_t port;
	pthread_mutex_t lock; /* of the answer: a question may still wait when its lookup is over */
	unsigned char answer[PACKET_MAX];
	size_t len;
};

static size_t question_length(const unsigned char *at, size_t len)
{
	size_t end = HEADER;

	while (end < len && at[end])
		end += at[end] + 1u;
	return end + 5 <= len ? end + 5 : len;
}

/* Makes the question its answer; returns the answer's length. */
static size_t answer_write(struct server *s, unsigned char *packet, size_t len)
{
	pthread_mutex_lock(&s->lock);
	size_t more = s->len < 8 ? 0 : s->len - 8;

	len = question_length(packet, len);
	more = more < PACKET_MAX - len ? more : PACKET_MAX - len;
	packet[2] = s->answer[0] | 0x80;
	packet[3] = s->answer[1];
	memcpy(packet + 6, s->answer + 2, 6);
	memcpy(packet + len, s->answer + 8, more);
	pthread_mutex_unlock(&s->lock);
	return len + more;
}

static void *serve(void *of)
{
	struct server *s = of;
	unsigned char packet[PACKET_MAX];
	struct sockaddr_in from;

	for (;;) {
		socklen_t size = sizeof from;
		ssize_t got = recvfrom(s->fd, packet, sizeof packet, 0, (struct sockaddr *)&from, &size);

		if (got >= HEADER)
			(void)!sendto(s->fd, packet, answer_write(s, packet, (size_t)got), 0, (struct sockaddr *)&from, size);
	}
	return NULL;
}

static void answer_set(struct server *s, struct span bytes)
{
	pthread_mutex_lock(&s->lock);
	s->len = bytes.len < PACKET_MAX ? bytes.len : PACKET_MAX;
	memset(s->answer, 0, sizeof s->answer);
	memcpy(s->answer, bytes.at, s->len);
	pthread_mutex_unlock(&s->lock);
}

static struct server *server(void)
{
	static struct server s = { .fd = -1, .lock = PTHREAD_MUTEX_INITIALIZER };
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof here;
	pthread_t thread = 0;

	if (s.fd >= 0)
		return &s;
	s.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	fuzz_must(s.fd >= 0 && bind(s.fd, (struct sockaddr *)&here, size) == 0 &&
		  getsockname(s.fd, (struct sockaddr *)&here, &size) == 0 && pthread_create(&thread, NULL, serve, &s) == 0);
	pthread_detach(thread);
	s.port = ntohs(here.sin_port);
	return &s;
}

FUZZ(bytes)
{
	struct server *s = server();
	struct arena arena = ARENA(FUZZ_MEMORY_MAX);
	struct host host = { .name = "a.example", .port = 5061 };
	struct srv srv = { .domain = "a.example" };
	struct resolve_params params = { .server = { "127.0.0.1", s->port } };

	if (bytes.len)
		answer_set(s, bytes);
	params.deadline = (struct deadline){ clock_us() + 20000, -1 };
	resolve_hosts(&params, &host, 1, &arena);
	params.deadline = (struct deadline){ clock_us() + 20000, -1 };
	srv_look_up(&params, &srv, 1, &arena);
	for (size_t i = 0; i < host.addresses.count; i++)
		fuzz_look_text(host.addresses.at[i].text);
	fuzz_must(host.addresses.count <= RESOLVE_ADDRESSES_MAX && srv.target_count <= SRV_TARGETS_MAX);
	fuzz_must((host.addresses.count > 0) == (host.fault.kind == FAULT_NONE));
	fuzz_reached(host.addresses.count > 0 || srv.target_count > 0);
	arena_free(&arena);
}
