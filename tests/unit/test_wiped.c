// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_wiped - once a password was used, our memory holds it no more
 *
 * The key that it opens has to live as long as the run, in OpenSSL.
 *
 * All of our writable memory is searched, stack and freed heap too. The password stands disguised in this program, and a child
 * writes it to the files, so that whatever is found was left behind by what is tested.
 */
#include "pki.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe/material.h"
#include "remote/http.h"
#include "tls/tls.h"

/* Freed memory loses its first bytes to malloc: the end of the secret is what is searched for. */
enum { SECRET_LEN = 67, TAIL_LEN = 20, DISGUISE = 0x55, PIECE = 1 << 20 };
enum { CREDENTIAL_LETTERS = 116, PIECE_LETTERS = 12 };

static const unsigned char secret[SECRET_LEN + 1] = ":%0;x!=0x1::'x3:'x;:7:1,x7 !x!=<&x:;0x8:;<!:'x4;1x!=0;x&= !x<!xbbdl"; /* each byte ^ DISGUISE */

static char dir[] = "/tmp/test_wiped.XXXXXX";

/* ---- looking for it ---- */

static bool is_tail(const unsigned char *at)
{
	for (size_t i = 0; i < TAIL_LEN; i++)
		if (at[i] != (secret[SECRET_LEN - TAIL_LEN + i] ^ DISGUISE))
			return false;
	return true;
}

/* Of "monitor@contoso.com:SECRET" in Base64, as Basic sends it, a piece of some letters: nothing here ever holds the whole. */
static const char login[] = "monitor@contoso.com";

static unsigned credential_byte(size_t i)
{
	size_t before = sizeof login; /* with the colon */

	return i < before ? (unsigned char)(i + 1 < before ? login[i] : ':') : secret[i - before] ^ DISGUISE;
}

static char credential_letter(size_t i)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t first = i / 4 * 3;
	unsigned three = credential_byte(first) << 16 | credential_byte(first + 1) << 8 | credential_byte(first + 2);

	return letters[three >> (18 - 6 * (i % 4)) & 63];
}

static bool is_credential(const unsigned char *at)
{
	for (size_t from = 40; from + PIECE_LETTERS <= CREDENTIAL_LETTERS; from += PIECE_LETTERS) {
		size_t same = 0;
		while (same < PIECE_LETTERS && at[same] == (unsigned char)credential_letter(from + same))
			same++;
		if (same == PIECE_LETTERS)
			return true;
	}
	return false;
}

static size_t count_in(int memory, unsigned long from, unsigned long to, unsigned char *room)
{
	size_t found = 0;

	for (unsigned long at = from; at < to; at += PIECE - TAIL_LEN) {
		size_t want = to - at < PIECE ? to - at : PIECE;
		ssize_t got = pread(memory, room, want, (off_t)at);
		for (ssize_t i = 0; i + TAIL_LEN <= got; i++)
			found += room[i] && (is_tail(room + i) || is_credential(room + i)); /* most of what a sanitizer maps is zero */
		if (got < PIECE)
			break;
	}
	return found;
}

/* In all that we can write to, but for what a sanitizer keeps for itself. */
static size_t count_secrets(void)
{
	unsigned char *room = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	FILE *maps = fopen("/proc/self/maps", "re");
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	char line[512];
	size_t found = 0;

	if (!room || room == MAP_FAILED || !maps || memory < 0)
		fail();
	while (fgets(line, sizeof line, maps)) { /* from-to rights ... */
		char *end;
		unsigned long from = strtoul(line, &end, 16), to = strtoul(end + 1, &end, 16);
		if (end[2] == 'w' && to - from < 1UL << 30 && !((unsigned long)room >= from && (unsigned long)room < to))
			found += count_in(memory, from, to, room);
	}
	fclose(maps);
	close(memory);
	munmap(room, PIECE);
	return found;
}

/* ---- files, made by a child ---- */

static void reveal(char to[SECRET_LEN + 1])
{
	for (size_t i = 0; i < SECRET_LEN; i++)
		to[i] = (char)(secret[i] ^ DISGUISE);
	to[SECRET_LEN] = '\0';
}

static void write_file(const char *name, const void *bytes, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	close(fd);
}

static void write_buf(const char *name, struct buf *b)
{
	write_file(name, b->at, b->len);
	buf_free(b);
}

static void write_files(void)
{
	struct pki_cert ours = pki_make(&(struct pki_wish){ .name = "ours" });
	struct buf b = BUF(1 << 16);
	unsigned char *der = NULL;
	char word[SECRET_LEN + 1];

	reveal(word);
	write_file("password", word, SECRET_LEN);
	pki_pem(&b, ours.x);
	write_buf("cert.pem", &b);
	pki_pem_key(&b, ours.key, word);
	write_buf("key.pem", &b);
	PKCS12 *p12 = PKCS12_create(word, "ours", ours.key, ours.x, NULL, 0, 0, 0, 0, 0);
	int len = i2d_PKCS12(p12, &der);
	assert_true(len > 0);
	write_file("ours.p12", der, (size_t)len);
}

static int make_world([[maybe_unused]] void **state)
{
	int status;

	if (!mkdtemp(dir) || chdir(dir) != 0)
		return -1;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		write_files();
		_exit(0);
	}
	return waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static int remove_world([[maybe_unused]] void **state)
{
	static const char *const files[] = { "password", "cert.pem", "key.pem", "ours.p12" };

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(files[i]);
	return chdir("/") || rmdir(dir);
}

/* ---- the identity ---- */

static const struct {
	const char *name;
	struct plan plan;
} identities[] = {
	{ "an encrypted key", { .client_cert = "cert.pem", .private_key = "key.pem", .key_password_file = "password" } },
	{ "PKCS#12", { .client_cert = "ours.p12", .key_password_file = "password" } },
};

static void one_identity(const char *name, struct plan plan)
{
	struct arena arena = ARENA(1 << 20);
	struct identity identity;
	struct material m;
	struct fault f = { 0 };

	plan.ca_cert = "cert.pem";
	plan.tls_min = TLS_1_2;
	plan.security_level = -1;
	assert_true(material_read(&plan, &m, &f));
	if (count_secrets() == 0)
		fail_msg("%s: the search finds nothing", name);
	struct tls_setup *setup = tls_setup_new(&plan, &m.tls, PKI_NOW, &identity, &arena, &f);
	if (!setup || identity.fault.kind != FAULT_NONE)
		fail_msg("%s: %s%s", name, f.text, identity.fault.text);
	material_wipe_identity(&m);
	size_t left = count_secrets();
	if (left)
		fail_msg("%s: %zu times in memory", name, left);
	tls_setup_free(setup);
	material_wipe(&m);
	arena_free(&arena);
}

static void test_identity([[maybe_unused]] void **state)
{
	for (size_t i = 0; i < sizeof identities / sizeof *identities; i++)
		one_identity(identities[i].name, identities[i].plan);
}

/* ---- the login ---- */

static int word_of_key(char *to, int size, int, void *)
{
	if (size <= SECRET_LEN)
		return 0;
	reveal(to);
	return SECRET_LEN;
}

static void refuse_one(int listener)
{
	static const char answer[] = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	char request[4096];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!ctx)
		_exit(1);
	SSL_CTX_set_default_passwd_cb(ctx, word_of_key);
	if (SSL_CTX_use_certificate_file(ctx, "cert.pem", SSL_FILETYPE_PEM) != 1 || SSL_CTX_use_PrivateKey_file(ctx, "key.pem", SSL_FILETYPE_PEM) != 1)
		_exit(1);
	SSL *ssl = SSL_new(ctx);
	if (!ssl)
		_exit(1);
	SSL_set_fd(ssl, accept(listener, NULL, NULL));
	if (SSL_accept(ssl) == 1 && SSL_read(ssl, request, sizeof request) > 0)
		SSL_write(ssl, answer, sizeof answer - 1);
	SSL_shutdown(ssl);
	_exit(0);
}

/* A server that takes one login, and refuses it. */
static uint16_t server_start(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(listener, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
	fflush(NULL);
	if (fork() == 0)
		refuse_one(listener);
	close(listener);
	return ntohs(at.sin_port);
}

static void one_login(enum auth auth)
{
	struct address closed = { .text = "127.0.0.1", .family = AF_INET };
	struct addresses addresses = { &closed, 1 };
	struct plan plan = { .settings.login = login, .settings.password_file = "password", .settings.auth = auth, .ca_cert = "cert.pem", .tls_min = TLS_1_2,
			     .security_level = -1, .insecure = true };
	struct arena arena = ARENA(1 << 20);
	struct identity identity;
	struct material m;
	struct fault f = { 0 };
	struct http_answer answer;
	static const char body[3000];
	const struct http_request request = { .path = "/OcsPowershell", .content_type = "application/soap+xml;charset=UTF-8", .max = 1000,
					      .body = { body, sizeof body }, .deadline = { clock_us() + 5000000, -1 } };

	assert_true(material_read(&plan, &m, &f));
	struct http_server server = { .host = "pool.contoso.com", .name = "pool.contoso.com", .port = server_start(), .addresses = &addresses,
				      .password = buf_span(&m.login_password.bytes), .auth = auth };
	struct tls_setup *setup = tls_setup_new(&plan, &m.tls, PKI_NOW, &identity, &arena, &f);
	assert_non_null(setup);
	struct http *http = http_new(&server, &plan, setup, &arena, &f);
	assert_non_null(http);
	if (!http_ask(http, &request, &answer, &f) || answer.status != 401)
		fail_msg("status %d: %s", answer.status, f.text);
	buf_free(&answer.body);
	material_wipe(&m);
	assert_true(count_secrets() > 0);
	http_free(http);
	tls_setup_free(setup);
	size_t left = count_secrets();
	if (left)
		fail_msg("%zu times in memory", left);
	arena_free(&arena);
	assert_true(wait(NULL) > 0);
}

static void test_login([[maybe_unused]] void **state)
{
	one_login(AUTH_BASIC);
	one_login(AUTH_NTLM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_login),
	};

	return cmocka_run_group_tests(tests, make_world, remove_world);
}
