// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * test_material - reading the operator's files: what is taken, and the sentence for each that is not
 */
#include <setjmp.h>
#include <stdarg.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "probe/material.h"

static char dir[] = "/tmp/test_material.XXXXXX";

/* ---- a small world ---- */

static void write_file(const char *name, const char *bytes, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	close(fd);
}

static void write_zeros(const char *name, int size)
{
	write_file(name, "", 0);
	assert_int_equal(truncate(name, size), 0);
}

static void write_text(const char *name, const char *text)
{
	write_file(name, text, strlen(text));
}

static int make_world(void **state)
{
	(void)state;
	umask(022);
	if (!mkdtemp(dir) || chdir(dir) != 0 || chmod(".", 0755) != 0)
		return -1;
	write_text("cert.pem", "a certificate");
	write_text("key.pem", "a key");
	write_text("password", "sesame\n");
	write_text("body", "hello");
	write_text("template", "MESSAGE sip:push@push.lync.com SIP/2.0\r\n");
	write_text("nothing", "");
	write_text("keytab", "\5\2 and so on");
	write_text("wide", "\xff\xfesesame");
	write_text("packed", "\x1f\x8bsesame");
	mkdir("roots", 0755);
	mkdir("roots/sub", 0755);
	write_text("roots/b.pem", "root b");
	write_text("roots/a.pem", "root a");
	write_text("roots/.hidden", "not a root");
	mkdir("hashed", 0755);
	write_text("hashed/0a1b2c3d.0", "root");
	write_text("hashed/README", "roots");
	mkdir("untidy", 0755);
	write_text("untidy/a.pem", "root a");
	write_text("untidy/b.pem", "");
	mkdir("rehashed", 0755);
	write_text("rehashed/1a1b2c3d.0", "root");
	write_text("rehashed/linked.pem", "root a");
	write_text("rehashed/own.pem", "root b");
	write_text("rehashed/server.key", "a key");
	chmod("rehashed/server.key", 0);
	mkdir("left", 0755);
	write_text("left/a.pem", "");
	mkdir("empty", 0755);
	mkdir("only_dirs", 0755);
	mkdir("only_dirs/sub", 0755);
	mkdir("closed", 0700);
	write_text("closed/key.pem", "a key");
	return symlink("closed/key.pem", "link.pem") || symlink("nowhere", "dangling.pem") || symlink("nowhere", "untidy/c.pem") ||
	       symlink("nowhere", "rehashed/0a1b2c3d.0") || symlink("linked.pem", "rehashed/2a1b2c3d.0") ||
	       symlink("../cert.pem", "rehashed/3a1b2c3d.0") || symlink("loop.pem", "left/loop.pem") || mkfifo("fifo", 0600);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int remove_world(void **state)
{
	(void)state;
	return chdir("/") || nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- what is taken ---- */

static void assert_blob(const struct blob *b, const char *path, const char *bytes)
{
	assert_string_equal(b->path, path);
	assert_int_equal(b->bytes.len, strlen(bytes));
	assert_memory_equal(b->bytes.at, bytes, b->bytes.len);
}

static void read_good(const struct plan *plan, struct material *m)
{
	struct fault f = { 0 };

	if (!material_read(plan, m, &f))
		fail_msg("%s", f.text);
}

static void test_files(void **state)
{
	struct plan plan = { .client_cert = "cert.pem", .private_key = "key.pem", .key_password_file = "password",
			     .ca_cert = "cert.pem", .sip.body_file = "body", .sip.request_template = "template" };
	struct material m;

	(void)state;
	read_good(&plan, &m);
	assert_blob(&m.tls.client_cert, "cert.pem", "a certificate");
	assert_blob(&m.tls.private_key, "key.pem", "a key");
	assert_blob(&m.tls.key_password, "password", "sesame");
	assert_blob(&m.body, "body", "hello");
	assert_blob(&m.request_template, "template", "MESSAGE sip:push@push.lync.com SIP/2.0\r\n");
	assert_int_equal(m.tls.root_count, 1);
	assert_blob(&m.tls.roots[0], "cert.pem", "a certificate");
	material_wipe(&m);
	assert_null(m.tls.client_cert.path);
	assert_null(m.tls.client_cert.bytes.at);
	assert_null(m.tls.roots);
	material_wipe(&m);
}

static void test_nothing_named(void **state)
{
	struct plan plan = { 0 };
	struct material m;

	(void)state;
	read_good(&plan, &m);
	assert_null(m.tls.client_cert.path);
	assert_int_equal(m.tls.root_count, 0);
}

static void test_directory(void **state)
{
	struct plan plan = { .ca_cert = "roots" };
	struct material m;

	(void)state;
	read_good(&plan, &m);
	assert_int_equal(m.tls.root_count, 2);
	assert_blob(&m.tls.roots[0], "roots/a.pem", "root a");
	assert_blob(&m.tls.roots[1], "roots/b.pem", "root b");
	material_wipe(&m);
}

/* Hash links say nothing of the files beside them: those are read too, each once. */
static void test_hashed_directory(void **state)
{
	struct plan hashed = { .ca_cert = "hashed" }, rehashed = { .ca_cert = "rehashed" };
	struct material m;

	(void)state;
	read_good(&hashed, &m);
	assert_int_equal(m.tls.root_count, 2);
	assert_blob(&m.tls.roots[0], "hashed/0a1b2c3d.0", "root");
	assert_blob(&m.tls.roots[1], "hashed/README", "roots");
	material_wipe(&m);
	read_good(&rehashed, &m);
	assert_int_equal(m.tls.root_count, 4 + (geteuid() == 0)); /* root may read the key too */
	assert_blob(&m.tls.roots[0], "rehashed/1a1b2c3d.0", "root");
	assert_blob(&m.tls.roots[1], "rehashed/3a1b2c3d.0", "a certificate");
	assert_blob(&m.tls.roots[2], "rehashed/linked.pem", "root a");
	assert_blob(&m.tls.roots[3], "rehashed/own.pem", "root b");
	material_wipe(&m);
}

/* Empty files and links that lead nowhere are left behind when a root goes: they are no reason not to look. */
static void test_untidy_directories(void **state)
{
	struct plan untidy = { .ca_cert = "untidy" };
	struct material m;

	(void)state;
	read_good(&untidy, &m);
	assert_int_equal(m.tls.root_count, 1);
	assert_blob(&m.tls.roots[0], "untidy/a.pem", "root a");
	material_wipe(&m);
}

static void test_no_hash_links(void **state)
{
	static const char *const names[] = { "0A1B2C3D.0", "0a1b2c3.0", "0a1b2c3d4.0", "0a1b2c3d.r0", "0a1b2c3d.", "0a1b2c3d" };
	struct plan plan = { .ca_cert = "likely" };
	struct material m;

	(void)state;
	assert_int_equal(mkdir("likely", 0755), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[64];
		snprintf(path, sizeof path, "likely/%s", names[i]);
		write_text(path, "root");
	}
	read_good(&plan, &m);
	assert_int_equal(m.tls.root_count, sizeof names / sizeof *names);
	material_wipe(&m);
}

/* Opened, not read: as large as they may be, or empty; standard input is left as it is. */
static void test_exports(void **state)
{
	const char *files[] = { "largest-export", "-", "nothing" };
	struct plan plan = { .settings.files = { files, 3 } };
	const struct timespec then[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };
	struct material m;

	(void)state;
	write_zeros("largest-export", MATERIAL_EXPORT_MAX);
	assert_int_equal(utimensat(AT_FDCWD, "largest-export", then, 0), 0);
	read_good(&plan, &m);
	assert_int_equal(m.export_count, 3);
	assert_string_equal(m.exports[0].path, "largest-export");
	assert_int_equal(m.exports[0].modified_at, 1000000000);
	assert_string_equal(m.exports[1].path, "standard input");
	assert_int_equal(m.exports[1].fd, STDIN_FILENO);
	assert_int_equal(m.exports[1].modified_at, -1);
	assert_true(m.exports[2].fd > STDERR_FILENO && m.exports[2].modified_at > 1000000000);
	int opened = m.exports[0].fd;
	material_wipe(&m);
	assert_int_equal(fcntl(opened, F_GETFD), -1);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0 || errno == EBADF);
	assert_int_equal(m.export_count, 0);
	unlink("largest-export");
}

static void test_login(void **state)
{
	struct plan plan = { .settings.login = "CONTOSO\\monitor", .settings.password_file = "password", .settings.keytab = "keytab" };
	struct material m;

	(void)state;
	read_good(&plan, &m);
	assert_blob(&m.login_password, "password", "sesame");
	material_wipe(&m);
}

static void test_largest(void **state)
{
	struct plan plan = { .sip.body_file = "largest" };
	struct material m;

	(void)state;
	write_zeros("largest", MATERIAL_BODY_MAX);
	read_good(&plan, &m);
	assert_int_equal(m.body.bytes.len, MATERIAL_BODY_MAX);
	material_wipe(&m);
}

static const struct {
	const char *bytes, *password;
} passwords[] = {
	{ "sesame", "sesame" },	      { "sesame\n", "sesame" }, { "sesame\r\n", "sesame" }, { "\xef\xbb\xbfsesame\r\n", "sesame" }, { " two words ", " two words " },
	{ "Z\xc3\xbcrich\n", "Z\xc3\xbcrich" }, { "\n", "" },	{ "sesame\r", "sesame" },
};

static void test_passwords(void **state)
{
	struct plan plan = { .key_password_file = "password2" };

	(void)state;
	for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++) {
		struct material m;
		write_text("password2", passwords[i].bytes);
		read_good(&plan, &m);
		assert_blob(&m.tls.key_password, "password2", passwords[i].password);
		assert_int_equal(m.tls.key_password.bytes.at[m.tls.key_password.bytes.len], '\0');
		material_wipe(&m);
	}
}

/* ---- what is not ---- */

static void assert_refused(const struct plan *plan, const char *want)
{
	struct material m;
	struct fault f = { 0 };

	if (material_read(plan, &m, &f))
		fail_msg("taken, instead of: %s", want);
	if (strcmp(f.text, want) != 0)
		fail_msg("\"%s\", not \"%s\"", f.text, want);
	assert_int_equal(f.kind, FAULT_FILE);
	assert_null(m.tls.client_cert.path);
	assert_null(m.tls.client_cert.bytes.at);
	assert_null(m.tls.roots);
}

/* A value that may be the secret itself. */
#define NOT_SHOWN "no such file, or the secret itself: name a file as /PATH or ./NAME"

static const struct {
	struct plan plan;
	const char *want;
} refused[] = {
	{ { .client_cert = "cert.pem", .private_key = "none.pem" }, "--private-key: none.pem does not exist" },
	{ { .client_cert = "none/sub/cert.pem" }, "--client-cert: none/sub/cert.pem: there is no directory none" },
	{ { .client_cert = "roots/none/cert.pem" }, "--client-cert: roots/none/cert.pem: there is no directory roots/none" },
	{ { .client_cert = "cert.pem/cert.pem" }, "--client-cert: cert.pem/cert.pem: cert.pem is not a directory" },
	{ { .client_cert = "dangling.pem" }, "--client-cert: dangling.pem does not exist" },
	{ { .client_cert = "roots" }, "--client-cert: roots is not a file but a directory" },
	{ { .client_cert = "fifo" }, "--client-cert: fifo is not a file but a named pipe" },
	{ { .client_cert = "/dev/null" }, "--client-cert: /dev/null is not a file but a device" },
	{ { .client_cert = "nothing" }, "--client-cert: nothing is empty" },
	{ { .client_cert = "cert.pem", .sip.body_file = "nothing" }, "--body-file: nothing is empty" },
	{ { .ca_cert = "none" }, "--ca-cert: none does not exist" },
	{ { .ca_cert = "empty" }, "--ca-cert: the directory empty is empty: it must hold the roots to trust" },
	{ { .ca_cert = "only_dirs" }, "--ca-cert: the directory only_dirs holds no file with a root in it" },
	{ { .ca_cert = "left" }, "--ca-cert: the directory left holds no file with a root in it" },
	{ { .ca_cert = "fifo" }, "--ca-cert: fifo is not a file but a named pipe" },
	{ { .settings.password_file = "nothing" }, "--password-file: nothing is empty" },
	{ { .settings.password_file = "wide" }, "--password-file: wide is UTF-16: save it as UTF-8, as iconv -f UTF-16 -t UTF-8 does" },
	{ { .settings.password_file = "packed" }, "--password-file: packed is packed with gzip: unpack it" },
	{ { .client_cert = "cert.pem", .key_password_file = "wide" },
	  "--key-password-file: wide is UTF-16: save it as UTF-8, as iconv -f UTF-16 -t UTF-8 does" },
	{ { .settings.keytab = "key.pem" }, "--keytab: key.pem is no keytab, which ktpass, ktutil or adcli write" },
	{ { .settings.keytab = "nothing" }, "--keytab: nothing is no keytab, which ktpass, ktutil or adcli write" },
	{ { .settings.keytab = "none.settings.keytab" }, "--keytab: none.settings.keytab does not exist" },
	{ { .settings.keytab = "/none" }, "--keytab: /none does not exist" },
	{ { .client_cert = "cert.pem", .private_key = "./none" }, "--private-key: ./none does not exist" },
	/* it may be the secret itself */
	{ { .settings.keytab = "secret" }, "--keytab: " NOT_SHOWN },
	{ { .client_cert = "cert.pem", .private_key = "secret" }, "--private-key: " NOT_SHOWN },
	{ { .client_cert = "cert.pem", .key_password_file = "sec/ret" }, "--key-password-file: " NOT_SHOWN },
	{ { .settings.login = "u", .settings.password_file = "secret.7" }, "--password-file: " NOT_SHOWN },
	{ { .settings.login = "u", .settings.password_file = "cert.pem/secret" }, "--password-file: " NOT_SHOWN },
	{ { .settings.files = { (const char *[]){ "key.pem", "none" }, 2 } }, "--file: none does not exist" },
	{ { .settings.files = { (const char *[]){ "roots" }, 1 } }, "--file: roots is not a file but a directory" },
	{ { .settings.files = { (const char *[]){ "fifo" }, 1 } }, "--file: fifo is not a file but a named pipe" },
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_refused(&refused[i].plan, refused[i].want);
}

static void test_too_large(void **state)
{
	(void)state;
	write_zeros("large", MATERIAL_BODY_MAX + 1);
	assert_refused(&(struct plan){ .sip.body_file = "large" },
		       "--body-file: large is larger than 64 KiB, the most that is read");
	write_zeros("large", MATERIAL_FILE_MAX + 1);
	assert_refused(&(struct plan){ .client_cert = "large" },
		       "--client-cert: large is larger than 1 MiB, the most that is read");
	write_zeros("large", 10 * MATERIAL_TEMPLATE_MAX);
	assert_refused(&(struct plan){ .sip.request_template = "large" },
		       "--request-template: large is larger than 1 MiB, the most that is read");
	write_zeros("large", MATERIAL_ROOTS_MAX + 1);
	assert_refused(&(struct plan){ .ca_cert = "large" },
		       "--ca-cert: large is larger than 16 MiB, the most that is read");
	write_zeros("large", MATERIAL_EXPORT_MAX + 1);
	assert_refused(&(struct plan){ .settings.files = { (const char *[]){ "large" }, 1 } },
		       "--file: large is larger than 64 MiB, the most that is read");
	assert_int_equal(unlink("large"), 0);
}

/* All roots of a directory together have one ceiling. */
static void test_too_many_roots(void **state)
{
	struct material m;
	struct fault f = { 0 };
	struct plan plan = { .ca_cert = "many" };

	(void)state;
	assert_int_equal(mkdir("many", 0755), 0);
	write_zeros("many/a", MATERIAL_ROOTS_MAX / 2);
	write_zeros("many/b", MATERIAL_ROOTS_MAX / 2);
	read_good(&plan, &m);
	material_wipe(&m);
	write_text("many/c", "x");
	assert_false(material_read(&plan, &m, &f));
	assert_string_equal(f.text, "--ca-cert: many holds more than 16 MiB");
}

/* A file whose size says nothing: the ceiling is kept while reading. */
static void test_size_unknown(void **state)
{
	struct fault f = { 0 };
	struct buf b;

	(void)state;
	assert_true(file_read("/proc/self/status", 65536, &b, &f));
	assert_true(b.len > 100);
	buf_wipe(&b);
	assert_false(file_read("/proc/self/status", 100, &b, &f));
	assert_non_null(strstr(f.text, "is larger than"));
	assert_null(b.at);
}

static void test_no_password(void **state)
{
	(void)state;
	write_text("password3", "one\ntwo\n");
	assert_refused(&(struct plan){ .key_password_file = "password3" },
		       "--key-password-file: password3 must hold the password and nothing else, on one line");
	write_file("password3", "a\0b\n", 4);
	assert_refused(&(struct plan){ .key_password_file = "password3" },
		       "--key-password-file: password3 must hold the password and nothing else, on one line");
	write_text("password3", "");
	assert_refused(&(struct plan){ .key_password_file = "password3" }, "--key-password-file: password3 is empty");
}

static void test_socket(void **state)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "socket" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
	assert_refused(&(struct plan){ .client_cert = "socket" },
		       "--client-cert: socket cannot be read: No such device or address");
	close(fd);
}

/* ---- who may not ---- */

static const char *user(void)
{
	const struct passwd *p = getpwuid(geteuid());

	return p ? p->pw_name : "65534";
}

/* Compares the whole sentence; the owner in it is the user who runs the test. */
static void expect_denied(const struct plan *plan, const char *where, const char *what, const char *mode)
{
	struct material m;
	struct fault f = { 0 };
	char begin[300], end[40];

	snprintf(begin, sizeof begin, "--%s: user %s may not %s (", where, user(), what);
	snprintf(end, sizeof end, ", %s)", mode);
	if (material_read(plan, &m, &f) || f.kind != FAULT_FILE || f.code != EACCES ||
	    strncmp(f.text, begin, strlen(begin)) != 0 || strcmp(f.text + strlen(f.text) - strlen(end), end) != 0) {
		fprintf(stderr, "# \"%s\", not \"%s...%s\"\n", f.text, begin, end);
		_exit(1);
	}
}

static void as_nobody(void)
{
	char file[100], where[150], what[150];

	expect_denied(&(struct plan){ .client_cert = "own.pem" }, "client-cert: own.pem", "read it", "0000");
	expect_denied(&(struct plan){ .client_cert = "closed/key.pem" }, "client-cert: closed/key.pem",
		      "enter closed", "0000");
	expect_denied(&(struct plan){ .client_cert = "link.pem" }, "client-cert: link.pem", "enter closed", "0000");
	expect_denied(&(struct plan){ .ca_cert = "closed" }, "ca-cert: closed", "read it", "0000");
	expect_denied(&(struct plan){ .ca_cert = "listed" }, "ca-cert: listed/0a1b2c3d.0", "enter listed", "0444");
	expect_denied(&(struct plan){ .ca_cert = "half" }, "ca-cert: half/b.pem", "read it", "0000");

	snprintf(file, sizeof file, "%s/closed/key.pem", dir);
	snprintf(where, sizeof where, "client-cert: %s", file);
	snprintf(what, sizeof what, "enter %s/closed", dir);
	expect_denied(&(struct plan){ .client_cert = file }, where, what, "0000");
}

/* Run as root, root's powers are laid down first. */
static void test_denied(void **state)
{
	int status;

	(void)state;
	write_text("own.pem", "a certificate");
	mkdir("listed", 0755);
	write_text("listed/0a1b2c3d.0", "root");
	mkdir("half", 0755);
	write_text("half/a.pem", "root");
	write_text("half/b.pem", "root");
	assert_int_equal(chmod("own.pem", 0), 0);
	assert_int_equal(chmod("closed", 0), 0);
	assert_int_equal(chmod("listed", 0444), 0);
	assert_int_equal(chmod("half/b.pem", 0), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
			_exit(2);
		as_nobody();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(chmod("closed", 0700), 0);
	assert_int_equal(chmod("listed", 0755), 0);
}

/* ---- who else may ---- */

/* What is named, with the mode of its file and of the directory around it; what is noted of it. */
static const struct {
	const char *name;
	struct plan plan;
	mode_t file, around;
	const char *option; /* NULL: nothing is noted */
} modes[] = {
	{ "a key for its owner", { .client_cert = "cert.pem", .private_key = "own/secret" }, 0600, 0755, NULL },
	{ "a key for the group", { .client_cert = "cert.pem", .private_key = "own/secret" }, 0640, 0755, NULL },
	{ "a key for all", { .client_cert = "cert.pem", .private_key = "own/secret" }, 0644, 0755, "private-key" },
	{ "a key for others than the group", { .client_cert = "cert.pem", .private_key = "own/secret" }, 0604, 0755, "private-key" },
	{ "a key behind a door", { .client_cert = "cert.pem", .private_key = "own/secret" }, 0644, 0750, NULL },
	{ "a key behind a door for all", { .client_cert = "cert.pem", .private_key = "own/secret" }, 0644, 0711, "private-key" },
	{ "a certificate with a key of its own file", { .client_cert = "own/secret", .private_key = "closed/key.pem" }, 0644, 0755, NULL },
	{ "a certificate and key in one", { .client_cert = "own/secret" }, 0644, 0755, "client-cert" },
	{ "a password of the key", { .key_password_file = "own/secret" }, 0644, 0755, "key-password-file" },
	{ "a password", { .settings.password_file = "own/secret" }, 0644, 0755, "password-file" },
	{ "a keytab", { .settings.keytab = "own/secret" }, 0644, 0755, "keytab" },
	{ "a key behind a link", { .private_key = "to_secret" }, 0644, 0755, "private-key" },
	{ "a key behind a link behind a door", { .private_key = "to_secret" }, 0644, 0750, NULL },
	{ "roots", { .ca_cert = "own/secret" }, 0644, 0755, NULL },
	{ "roots that everybody can change", { .ca_cert = "own/secret" }, 0646, 0755, "ca-cert" },
	{ "roots in a closed directory", { .ca_cert = "own/secret" }, 0646, 0750, NULL },
	{ "roots behind a link that everybody can change", { .ca_cert = "to_secret" }, 0666, 0755, "ca-cert" },
	{ "a directory of roots that everybody can add to", { .ca_cert = "own" }, 0644, 0777, "ca-cert" },
	{ "an ini file that everybody can change", { .ini_files = { (const char *[]){ "own/secret" }, 1 } }, 0642, 0755, "extra-opts" },
	{ "an ini file that everybody can read", { .ini_files = { (const char *[]){ "own/secret" }, 1 } }, 0644, 0755, NULL },
	{ "a certificate that everybody can change, its key apart", { .client_cert = "own/secret", .private_key = "closed/key.pem" }, 0646, 0755, "client-cert" },
	{ "a key that is not there", { .private_key = "none" }, 0644, 0755, NULL },
};

static void check_mode(const char *name, const struct plan *plan, const char *option)
{
	struct facts facts;
	struct fault f = { 0 };

	facts_init(&facts);
	assert_true(material_check(plan, &facts, &f));
	if (facts.open_file_count != (option ? 1 : 0) || (option && strcmp(facts.open_files[0].option, option) != 0))
		fail_msg("%s: %zu noted", name, facts.open_file_count);
	facts_free(&facts);
}

static void check_strict(const char *name, struct plan plan, const char *option)
{
	struct facts facts;
	struct fault f = { 0 };

	plan.strict_files = true;
	facts_init(&facts);
	if (material_check(&plan, &facts, &f) != !option || (option && f.kind != FAULT_FILE) || (option && !strstr(f.text, option)))
		fail_msg("%s: %s", name, f.text);
	facts_free(&facts);
}

static void test_modes(void **state)
{
	(void)state;
	mkdir("own", 0755);
	write_text("own/secret", "a secret");
	assert_int_equal(symlink("own/secret", "to_secret"), 0);
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		assert_int_equal(chmod("own/secret", modes[i].file), 0);
		assert_int_equal(chmod("own", modes[i].around), 0);
		check_mode(modes[i].name, &modes[i].plan, modes[i].option);
		check_strict(modes[i].name, modes[i].plan, modes[i].option);
	}
}

/* Where others may put another file in its place, and where the sticky bit keeps them from it. */
static void test_strict_directories(void **state)
{
	(void)state;
	assert_int_equal(chmod("own/secret", 0600), 0);
	assert_int_equal(chmod("own", 0777), 0);
	check_mode("a key that others can replace", &(struct plan){ .private_key = "own/secret" }, NULL);
	check_strict("a key that others can replace", (struct plan){ .private_key = "own/secret" }, "private-key");
	check_strict("the same behind a link", (struct plan){ .private_key = "to_secret" }, "private-key");
	check_strict("roots that others can replace", (struct plan){ .ca_cert = "own/secret" }, "ca-cert");
	assert_int_equal(chmod("own", 01777), 0);
	check_strict("a key in a sticky directory", (struct plan){ .private_key = "own/secret" }, NULL);
	assert_int_equal(chmod("own", 0755), 0);
	if (geteuid() != 0)
		return;
	assert_int_equal(chown("own/secret", 1, 0), 0);
	check_mode("a key of another user", &(struct plan){ .private_key = "to_secret" }, "private-key");
	check_strict("a key of another user", (struct plan){ .private_key = "to_secret" }, "private-key");
	assert_int_equal(chown("own/secret", 0, 0), 0);
	assert_int_equal(chown("own", 1, 0), 0);
	check_mode("a key in another user's directory", &(struct plan){ .private_key = "own/secret" }, NULL);
	check_strict("a key in another user's directory", (struct plan){ .private_key = "own/secret" }, "private-key");
	assert_int_equal(chown("own", 0, 0), 0);
}

static void test_strict_sentence(void **state)
{
	struct facts facts;
	struct fault f = { 0 };

	(void)state;
	write_text("wide.key", "a key");
	facts_init(&facts);
	assert_false(material_check(&(struct plan){ .private_key = "wide.key", .strict_files = true }, &facts, &f));
	assert_string_equal(f.text, "--private-key: wide.key is world-readable (mode 0644), which --strict-files refuses: chmod o-rwx it");
	facts_free(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_nothing_named),
		cmocka_unit_test(test_directory),
		cmocka_unit_test(test_hashed_directory),
		cmocka_unit_test(test_untidy_directories),
		cmocka_unit_test(test_no_hash_links),
		cmocka_unit_test(test_exports),
		cmocka_unit_test(test_login),
		cmocka_unit_test(test_largest),
		cmocka_unit_test(test_passwords),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_too_many_roots),
		cmocka_unit_test(test_size_unknown),
		cmocka_unit_test(test_no_password),
		cmocka_unit_test(test_socket),
		cmocka_unit_test(test_denied),
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_strict_directories),
		cmocka_unit_test(test_strict_sentence),
	};

	return cmocka_run_group_tests(tests, make_world, remove_world);
}
