// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * material - the files that the operator named, opened before any socket is
 */
#include "probe/material.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Puts the option's name before the sentence. */
static bool name_option(const char *option, struct fault *f)
{
	struct fault said = *f;

	return fault(f, said.kind, said.code, "--%s: %s", option, said.text);
}

/*
 * A secret may have been given instead of the name of its file. What names a place, or ends as a name does, or leads to a file, is a
 * name.
 */
static bool may_be_secret(const char *value)
{
	static const char *const starts[] = { "/", "./", "../" };
	static const char *const ends[] = { ".pem", ".key", ".der", ".p8", ".p12", ".pfx", ".keytab" };
	struct stat st;

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (span_starts(span_of(value), span_of(starts[i])))
			return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (span_ends_nocase(span_of(value), span_of(ends[i])))
			return false;
	return lstat(value, &st) != 0 && (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG);
}

/* False: the value may be the secret itself. The fault says so and does not repeat the value. */
static bool is_name(const char *option, const char *path, struct fault *f)
{
	return !may_be_secret(path) ||
	       fault(f, FAULT_FILE, ENOENT, "--%s: no such file, or the secret itself: name a file as /PATH or ./NAME", option);
}

/* ---- single files ---- */

/* The password is the file's one line, without its end. */
static bool cut_line_end(struct blob *password, struct fault *f)
{
	struct buf *b = &password->bytes;
	const char *other = file_no_text(buf_span(b));
	size_t mark = b->len - file_text(buf_span(b)).len;

	if (other)
		return fault(f, FAULT_FILE, 0, "%.250s %s", password->path, other);
	memmove(b->at, b->at + mark, b->len - mark);
	b->len -= mark;
	if (b->len && b->at[b->len - 1] == '\n')
		b->len--;
	if (b->len && b->at[b->len - 1] == '\r')
		b->len--;
	b->at[b->len] = '\0';
	if (strpbrk(b->at, "\r\n") || strlen(b->at) != b->len)
		return fault(f, FAULT_FILE, 0, "%.250s must hold the password and nothing else, on one line", password->path);
	return true;
}

static const struct source {
	const char *option;
	size_t named;  /* const char * in the plan */
	size_t blob;   /* struct blob in the material */
	size_t ceiling;
	bool is_secret; /* all of it */
	bool (*polish)(struct blob *, struct fault *);
} sources[] = {
#define SOURCE(option, named, blob, ceiling, is_secret, polish) \
	{ option, offsetof(struct plan, named), offsetof(struct material, blob), ceiling, is_secret, polish }
	SOURCE("client-cert", client_cert, tls.client_cert, MATERIAL_FILE_MAX, false, NULL),
	SOURCE("private-key", private_key, tls.private_key, MATERIAL_FILE_MAX, true, NULL),
	SOURCE("key-password-file", key_password_file, tls.key_password, MATERIAL_PASSWORD_MAX, true, cut_line_end),
	SOURCE("password-file", settings.password_file, login_password, MATERIAL_PASSWORD_MAX, true, cut_line_end),
	SOURCE("body-file", sip.body_file, body, MATERIAL_BODY_MAX, false, NULL),
	SOURCE("request-template", sip.request_template, request_template, MATERIAL_TEMPLATE_MAX, false, NULL),
#undef SOURCE
};

static struct blob *blob_of(struct material *m, const struct source *s)
{
	return (struct blob *)((char *)m + s->blob);
}

static bool read_source(const struct source *s, const struct plan *plan, struct material *m, struct fault *f)
{
	const char *path = *(const char *const *)((const char *)plan + s->named);
	struct blob *blob = blob_of(m, s);

	if (!path)
		return true;
	if (s->is_secret && !is_name(s->option, path, f))
		return false;
	if (!file_read(path, s->ceiling, &blob->bytes, f))
		return name_option(s->option, f);
	blob->path = path;
	return !s->polish || s->polish(blob, f) || name_option(s->option, f);
}

/* ---- roots and revocation lists: a file, or all files of a directory ---- */

/* The file of an option, and the blob that gets its bytes. */
struct reading {
	const char *option, *what, *all;
	struct blob **blobs;
	size_t *count;
};

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Reads one more file; the path is copied. `room` is what all of them together may still take. */
static bool add_file(const struct reading *r, const char *path, size_t *room, struct fault *f)
{
	struct blob *blob = &(*r->blobs)[*r->count];

	if (!file_read(path, *room, &blob->bytes, f))
		return false;
	blob->path = strdup(path);
	++*r->count;
	*room -= blob->bytes.len;
	return blob->path || fault(f, FAULT_MEMORY, 0, "%.250s: no memory to read it", path);
}

static bool make_room(const struct reading *r, size_t count, struct fault *f)
{
	*r->blobs = calloc(count, sizeof **r->blobs);
	if (*r->blobs)
		return true;
	fault(f, FAULT_MEMORY, 0, "no memory for %zu files", count);
	return false;
}

/* A directory, an empty file or a broken link may be left when a root was removed: the check goes on without it. */
static bool holds_none(const char *file)
{
	struct stat st;

	if (stat(file, &st) != 0)
		return errno == ENOENT || errno == ELOOP;
	return !S_ISREG(st.st_mode) || st.st_size == 0;
}

/* A link to a file of the same directory, which is read by its own name. */
static bool leads_beside(const char *file)
{
	char target[PATH_MAX];
	ssize_t len = readlink(file, target, sizeof target);

	return len > 0 && target[0] != '.' && !memchr(target, '/', (size_t)len);
}

/*
 * Reads every file of a directory, also of one with hash links: a link may lead to another CA or have an older hash, and does not show
 * that the other files are unused. A file without a link may be a private key: if we may not read it, it is skipped, as OpenSSL does.
 */
static bool read_entries(const char *path, struct dirent **entries, size_t count, const struct reading *r, struct fault *f)
{
	size_t room = MATERIAL_ROOTS_MAX;
	bool good = make_room(r, count, f), by_hash = false;

	for (size_t i = 0; i < count; i++)
		by_hash |= file_is_hash_link(entries[i]->d_name);
	for (size_t i = 0; good && i < count; i++) {
		char *file;
		if (asprintf(&file, "%s/%s", path, entries[i]->d_name) < 0)
			return fault(f, FAULT_MEMORY, 0, "%.250s: no memory to read it", path);
		bool readable = faccessat(AT_FDCWD, file, R_OK, AT_EACCESS) == 0;
		bool passed = holds_none(file) || (readable ? leads_beside(file) : by_hash && !file_is_hash_link(entries[i]->d_name));
		if (!passed && room == 0)
			good = fault(f, FAULT_FILE, 0, "%.250s holds more than %d MiB", path, MATERIAL_ROOTS_MAX / 1024 / 1024);
		else if (!passed)
			good = add_file(r, file, &room, f);
		free(file);
	}
	return good && (*r->count > 0 || fault(f, FAULT_FILE, 0, "the directory %.250s holds no file with a %s in it", path, r->what));
}

static bool read_directory(const char *path, const struct reading *r, struct fault *f)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_shown, alphasort);
	bool good;

	if (count < 0)
		return file_fault(path, errno, f);
	if (count == 0)
		good = fault(f, FAULT_FILE, 0, "the directory %.250s is empty: it must hold the %s", path, r->all);
	else
		good = read_entries(path, entries, (size_t)count, r, f);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return good;
}

static bool read_all(const char *path, const struct reading *r, struct fault *f)
{
	size_t room = MATERIAL_ROOTS_MAX;
	struct stat st;

	if (!path)
		return true;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return read_directory(path, r, f) || name_option(r->option, f);
	return (make_room(r, 1, f) && add_file(r, path, &room, f)) || name_option(r->option, f);
}

/* ---- who else may read them ---- */

static const struct own_file {
	const char *option;
	size_t named; /* const char * in the plan */
	bool secret;
} own_files[] = {
	{ "client-cert", offsetof(struct plan, client_cert), true }, /* holds the key, unless there is: */
	{ "private-key", offsetof(struct plan, private_key), true },
	{ "key-password-file", offsetof(struct plan, key_password_file), true },
	{ "password-file", offsetof(struct plan, settings.password_file), true },
	{ "keytab", offsetof(struct plan, settings.keytab), true },
	{ "ca-cert", offsetof(struct plan, ca_cert), false },
};

enum { OWN_FILES = sizeof own_files / sizeof *own_files };

/* The error of --strict-files, which also looks at the directories above. */
static bool refuse_file(const struct open_file *file, const struct file_exposure *found, struct fault *f)
{
	switch (file->risk) {
	case FILE_READ_BY_ALL:
		return fault(f, FAULT_FILE, 0, "--%s: %.250s is world-readable (mode %04o), which --strict-files refuses: chmod o-rwx it",
			     file->option, file->path, found->mode);
	case FILE_WRITTEN_BY_ALL:
		return fault(f, FAULT_FILE, 0, "--%s: %.250s is world-writable (mode %04o), which --strict-files refuses: chmod o-w it",
			     file->option, file->path, found->mode);
	case FILE_OF_STRANGER:
		return fault(f, FAULT_FILE, 0, "--%s: %.250s belongs to %s, which --strict-files refuses: chown it to root", file->option,
			     file->path, found->owner);
	case FILE_REPLACEABLE:
		break;
	}
	return fault(f, FAULT_FILE, 0, "--%s: others can replace %.150s in %.150s (of %s, mode %04o), which --strict-files refuses",
		     file->option, file->path, found->place, found->owner, found->mode);
}

/* Notes the worst of what others may do with it. False: --strict-files refuses it. */
static bool look_at(const struct plan *plan, struct open_file file, bool secret, struct facts *facts, struct fault *f)
{
	static const enum file_risk worst_first[] = { FILE_WRITTEN_BY_ALL, FILE_OF_STRANGER, FILE_READ_BY_ALL, FILE_REPLACEABLE };
	struct file_exposure found;

	for (size_t i = 0; file.path && i < sizeof worst_first / sizeof *worst_first; i++) {
		file.risk = worst_first[i];
		if ((file.risk == FILE_READ_BY_ALL && !secret) || (file.risk == FILE_REPLACEABLE && !plan->strict_files) ||
		    !file_exposed(file.path, file.risk, &found))
			continue;
		if (plan->strict_files)
			return refuse_file(&file, &found, f);
		file.mode = found.mode;
		file.owner = arena_text(&facts->arena, span_of(found.owner));
		facts->open_files[facts->open_file_count++] = file;
		return true;
	}
	return true;
}

bool material_check(const struct plan *plan, struct facts *facts, struct fault *f)
{
	facts->open_files = arena_list(&facts->arena, OWN_FILES + plan->ini_files.count, sizeof *facts->open_files);
	if (!facts->open_files)
		return fault(f, FAULT_MEMORY, 0, "no memory for the run");
	for (const struct own_file *own = own_files; own < own_files + OWN_FILES; own++) {
		struct open_file file = { .option = own->option, .path = *(const char *const *)((const char *)plan + own->named) };
		bool secret = own->secret && !(own->named == offsetof(struct plan, client_cert) && plan->private_key);

		if (!look_at(plan, file, secret, facts, f))
			return false;
	}
	for (size_t i = 0; i < plan->ini_files.count; i++)
		if (!look_at(plan, (struct open_file){ .option = "extra-opts", .path = plan->ini_files.at[i] }, false, facts, f))
			return false;
	return true;
}

/* ---- what others read ---- */

/* Kerberos reads it, and would only say that there are no credentials. */
static bool try_keytab(const char *path, struct fault *f)
{
	struct file_opened file;

	if (!path)
		return true;
	if (!is_name("keytab", path, f))
		return false;
	if (!file_open(path, MATERIAL_KEYTAB_MAX, &file, f))
		return name_option("keytab", f);
	char start[2] = "";
	ssize_t got = read(file.fd, start, sizeof start);
	close(file.fd);
	/* Two versions of the format are in use, and begin so. */
	return (got == sizeof start && start[0] == 5 && (start[1] == 1 || start[1] == 2)) ||
	       fault(f, FAULT_FILE, 0, "--keytab: %.250s is no keytab, which ktpass, ktutil or adcli write", path);
}

static bool open_export(const char *path, struct export_file *export, struct fault *f)
{
	struct file_opened file = { .fd = STDIN_FILENO, .modified_at = -1 };

	if (strcmp(path, "-") != 0 && !file_open(path, MATERIAL_EXPORT_MAX, &file, f))
		return name_option("file", f);
	*export = (struct export_file){ strcmp(path, "-") == 0 ? "standard input" : path, file.fd, file.modified_at };
	return true;
}

static bool open_exports(const struct texts *files, struct material *m, struct fault *f)
{
	if (files->count && !(m->exports = calloc(files->count, sizeof *m->exports)))
		return fault(f, FAULT_MEMORY, 0, "no memory for %zu exports", files->count);
	for (; m->export_count < files->count; m->export_count++)
		if (!open_export(files->at[m->export_count], &m->exports[m->export_count], f))
			return false;
	return true;
}

/* ---- the whole ---- */

bool material_read(const struct plan *plan, struct material *m, struct fault *f)
{
	*m = (struct material){ 0 };
	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
		if (!read_source(&sources[i], plan, m, f))
			goto bad;
	const struct reading roots = { "ca-cert", "root", "roots to trust", &m->tls.roots, &m->tls.root_count };
	const struct reading lists = { "crl", "revocation list", "revocation lists", &m->tls.crls, &m->tls.crl_count };
	if (read_all(plan->ca_cert, &roots, f) && read_all(plan->crl, &lists, f) && try_keytab(plan->settings.keytab, f) && open_exports(&plan->settings.files, m, f))
		return true;
bad:
	material_wipe(m);
	return false;
}

void material_wipe_identity(struct material *m)
{
	buf_wipe(&m->tls.client_cert.bytes);
	buf_wipe(&m->tls.private_key.bytes);
	buf_wipe(&m->tls.key_password.bytes);
}

static void blobs_free(struct blob *at, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_wipe(&at[i].bytes);
		free((char *)at[i].path);
	}
	free(at);
}

void material_wipe(struct material *m)
{
	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
		buf_wipe(&blob_of(m, &sources[i])->bytes);
	blobs_free(m->tls.roots, m->tls.root_count);
	blobs_free(m->tls.crls, m->tls.crl_count);
	for (size_t i = 0; i < m->export_count; i++)
		if (m->exports[i].fd != STDIN_FILENO)
			close(m->exports[i].fd);
	free(m->exports);
	*m = (struct material){ 0 };
}
