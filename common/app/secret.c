// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * secret - the files that the operator named, read before any socket is opened
 */
#include "app/secret.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

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

/* The path is a name, as far as can be seen; false: the fault says so without showing it. */
static bool is_name(const char *option, const char *path, struct fault *f)
{
	return !may_be_secret(path) ||
	       fault(f, FAULT_FILE, ENOENT, "--%s: there is no such file; its name is not shown, because it may be the secret itself: "
		     "name a file as /PATH or ./NAME", option);
}

/* ---- single files ---- */

/* The password is the file's one line, without its end. */
static bool cut_line_end(struct blob *password, struct fault *f)
{
	struct buf *b = &password->bytes;

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
	SOURCE("client-cert", client_cert, client_cert, SECRET_FILE_MAX, false, NULL),
	SOURCE("private-key", private_key, private_key, SECRET_FILE_MAX, true, NULL),
	SOURCE("key-password-file", key_password_file, key_password, SECRET_PASSWORD_MAX, true, cut_line_end),
	SOURCE("password-file", settings.password_file, login_password, SECRET_PASSWORD_MAX, true, cut_line_end),
	SOURCE("body-file", sip.body_file, body, SECRET_BODY_MAX, false, NULL),
	SOURCE("request-template", sip.request_template, request_template, SECRET_TEMPLATE_MAX, false, NULL),
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

/* ---- roots ---- */

static bool is_hash_link(const char *name)
{
	size_t hash = strspn(name, "0123456789abcdef");

	return hash == 8 && name[8] == '.' && name[9] && strspn(name + 9, "0123456789") == strlen(name + 9);
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Reads one more root file; the path is copied. `room` is what all roots together may still take. */
static bool add_root(struct material *m, const char *path, size_t *room, struct fault *f)
{
	struct blob *blob = &m->roots[m->root_count];

	if (!file_read(path, *room, &blob->bytes, f))
		return false;
	blob->path = strdup(path);
	m->root_count++;
	*room -= blob->bytes.len;
	return blob->path || fault(f, FAULT_MEMORY, 0, "%.250s: no memory to read it", path);
}

static bool make_room(struct material *m, size_t count, struct fault *f)
{
	m->roots = calloc(count, sizeof *m->roots);
	return m->roots || fault(f, FAULT_MEMORY, 0, "no memory for %zu root files", count);
}

/* A directory, an empty file, a link that leads nowhere: what is left behind when a root goes is no reason not to look. */
static bool holds_none(const char *file)
{
	struct stat st;

	if (stat(file, &st) != 0)
		return errno == ENOENT || errno == ELOOP;
	return !S_ISREG(st.st_mode) || st.st_size == 0;
}

/* Every file of a directory without hash links */
static bool read_entries(const char *path, struct dirent **entries, size_t count, struct material *m, struct fault *f)
{
	size_t room = SECRET_ROOTS_MAX;
	bool good = make_room(m, count, f);

	for (size_t i = 0; good && i < count; i++) {
		char *file;
		if (asprintf(&file, "%s/%s", path, entries[i]->d_name) < 0)
			return fault(f, FAULT_MEMORY, 0, "%.250s: no memory to read it", path);
		if (room == 0)
			good = fault(f, FAULT_FILE, 0, "%.250s holds more than %d MiB", path, SECRET_ROOTS_MAX / 1024 / 1024);
		else if (!holds_none(file))
			good = add_root(m, file, &room, f);
		free(file);
	}
	return good && (m->root_count > 0 || fault(f, FAULT_FILE, 0, "the directory %.250s holds no file with a root in it", path));
}

/* The first hash link that leads to a file, in `to`; false: there is none. */
static bool find_hash_link(const char *path, struct dirent *const *entries, size_t count, char to[PATH_MAX])
{
	for (size_t i = 0; i < count; i++) {
		snprintf(to, PATH_MAX, "%s/%s", path, entries[i]->d_name);
		if (is_hash_link(entries[i]->d_name) && !holds_none(to))
			return true;
	}
	return false;
}

/* OpenSSL looks into the directory later, and would pass over what it cannot read: so one file is tried now. */
static bool use_directory(const char *path, const char *file, struct material *m, struct fault *f)
{
	if (faccessat(AT_FDCWD, file, R_OK, AT_EACCESS) != 0)
		return file_fault(file, errno, f);
	m->root_dir = path;
	return true;
}

static bool read_directory(const char *path, struct material *m, struct fault *f)
{
	char link[PATH_MAX];
	struct dirent **entries;
	int count = scandir(path, &entries, is_shown, alphasort);
	bool good;

	if (count < 0)
		return file_fault(path, errno, f);
	if (find_hash_link(path, entries, (size_t)count, link))
		good = use_directory(path, link, m, f);
	else if (count == 0)
		good = fault(f, FAULT_FILE, 0, "the directory %.250s is empty: it must hold the roots to trust", path);
	else
		good = read_entries(path, entries, (size_t)count, m, f);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return good;
}

static bool read_roots(const char *path, struct material *m, struct fault *f)
{
	size_t room = SECRET_ROOTS_MAX;
	struct stat st;

	if (!path)
		return true;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return read_directory(path, m, f) || name_option("ca-cert", f);
	return (make_room(m, 1, f) && add_root(m, path, &room, f)) || name_option("ca-cert", f);
}

/* ---- who else may read them ---- */

static const struct secret {
	const char *option;
	size_t named; /* const char * in the plan */
} secrets[] = {
	{ "client-cert", offsetof(struct plan, client_cert) }, /* holds the key, unless there is: */
	{ "private-key", offsetof(struct plan, private_key) },
	{ "key-password-file", offsetof(struct plan, key_password_file) },
	{ "password-file", offsetof(struct plan, settings.password_file) },
	{ "keytab", offsetof(struct plan, settings.keytab) },
};

enum { SECRETS = sizeof secrets / sizeof *secrets };

static const char *secret_path(const struct plan *plan, const struct secret *s)
{
	if (s->named == offsetof(struct plan, client_cert) && plan->private_key)
		return NULL;
	return *(const char *const *)((const char *)plan + s->named);
}

bool secret_check(const struct plan *plan, struct facts *facts, struct fault *f)
{
	facts->open_files = arena_list(&facts->arena, SECRETS, sizeof *facts->open_files);
	if (!facts->open_files)
		return fault(f, FAULT_MEMORY, 0, "no memory for the run");
	for (const struct secret *s = secrets; s < secrets + SECRETS; s++) {
		struct open_file file = { .option = s->option, .path = secret_path(plan, s) };

		if (!file.path || !file_open_to_all(file.path, &file.mode))
			continue;
		if (plan->strict_files)
			return fault(f, FAULT_FILE, 0, "--%s: everybody can read %.250s (mode %04o), which --strict-files refuses: "
				     "chmod o-rwx it", file.option, file.path, file.mode);
		facts->open_files[facts->open_file_count++] = file;
	}
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
	if (!file_open(path, SECRET_KEYTAB_MAX, &file, f))
		return name_option("keytab", f);
	close(file.fd);
	return true;
}

static bool open_export(const char *path, struct export_file *export, struct fault *f)
{
	struct file_opened file = { .fd = STDIN_FILENO, .modified_at = -1 };

	if (strcmp(path, "-") != 0 && !file_open(path, EXPORT_FILE_MAX, &file, f))
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

bool secret_read(const struct plan *plan, struct material *m, struct fault *f)
{
	*m = (struct material){ 0 };
	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
		if (!read_source(&sources[i], plan, m, f))
			goto bad;
	if (read_roots(plan->ca_cert, m, f) && try_keytab(plan->settings.keytab, f) && open_exports(&plan->settings.files, m, f))
		return true;
bad:
	secret_wipe(m);
	return false;
}

void secret_wipe_identity(struct material *m)
{
	buf_wipe(&m->client_cert.bytes);
	buf_wipe(&m->private_key.bytes);
	buf_wipe(&m->key_password.bytes);
}

void secret_wipe(struct material *m)
{
	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
		buf_wipe(&blob_of(m, &sources[i])->bytes);
	for (size_t i = 0; i < m->root_count; i++) {
		buf_wipe(&m->roots[i].bytes);
		free((char *)m->roots[i].path);
	}
	free(m->roots);
	for (size_t i = 0; i < m->export_count; i++)
		if (m->exports[i].fd != STDIN_FILENO)
			close(m->exports[i].fd);
	free(m->exports);
	*m = (struct material){ 0 };
}
