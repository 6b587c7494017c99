// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * trust - the roots a peer's chain must end in
 *
 * The system's are looked up by hash, one file when it is needed: reading the whole bundle would cost more than a check.
 */
#include "tls/openssl.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "tls/tls.h"

/* ---- directories with hash links ---- */

static bool has_hashes(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = file_is_hash_link(entry->d_name);
	if (dir)
		closedir(dir);
	return found;
}

static bool add_dir(X509_STORE *store, const char *path)
{
	X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());

	return lookup && X509_LOOKUP_add_dir(lookup, path, X509_FILETYPE_PEM) == 1;
}

/* ---- the system's ---- */

static const char *environment(const char *name, const char *otherwise)
{
	const char *value = secure_getenv(name);

	return value && *value ? value : otherwise;
}

/* SSL_CERT_DIR may name several, with colons between them; those with hash links are added. */
static bool add_dirs(X509_STORE *store, const char *paths)
{
	struct span rest = span_of(paths);
	char one[4096];
	bool any = false;

	while (rest.at) {
		struct span path = span_split(rest, ':', &rest);

		if (path.len && span_copy(one, sizeof one, path) && has_hashes(one))
			any = add_dir(store, one) || any;
	}
	return any;
}

static size_t dirs_in(const char *paths)
{
	size_t count = 1;

	while ((paths = strchr(paths, ':'))) {
		paths++;
		count++;
	}
	return count;
}

void tls_directories(const struct plan *plan, struct arena *a, struct text_list *list)
{
	bool system = !plan->ca_cert || plan_looks_outside(plan);
	struct span rest = span_of(system ? environment(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()) : "");

	list->at = arena_list(a, dirs_in(rest.at), sizeof *list->at);
	if (!list->at)
		return;
	while (rest.at) {
		struct span path = span_split(rest, ':', &rest);
		if (path.len)
			list->at[list->count++] = arena_text(a, path);
	}
}

static bool add_bundle(X509_STORE *store, const char *dir)
{
	static const char *const names[] = { "ca-certificates.crt", "ca-bundle.crt" };
	char path[4096];

	if (access(X509_get_default_cert_file(), R_OK) == 0)
		return X509_STORE_load_file(store, X509_get_default_cert_file()) == 1;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (snprintf(path, sizeof path, "%s/%s", dir, names[i]) < (int)sizeof path && access(path, R_OK) == 0)
			return X509_STORE_load_file(store, path) == 1;
	return false;
}

static bool add_system(X509_STORE *store)
{
	const char *dirs = environment(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
	const char *file = environment(X509_get_default_cert_file_env(), NULL);
	bool any = add_dirs(store, dirs);

	if (file)
		return X509_STORE_load_file(store, file) == 1 || any;
	return any || add_bundle(store, dirs);
}

X509_STORE *trust_system(struct fault *f)
{
	X509_STORE *store = X509_STORE_new();

	if (!store)
		fault(f, FAULT_MEMORY, 0, "no memory for the trusted roots");
	else if (!add_system(store)) {
		X509_STORE_free(store);
		store = NULL;
	}
	ERR_clear_error();
	return store;
}

/* ---- --ca-cert ---- */

static bool add_blob(X509_STORE *store, const struct blob *from, size_t *count, struct fault *f)
{
	static const struct blob no_password = { 0 };
	struct cert_file cert_file = { 0 };
	bool ok = cert_file_read(&cert_file, from, CERT_FILE_CERTS, &no_password, f);

	for (int i = 0; ok && i < sk_X509_num(cert_file.certs); i++, ++*count)
		if (!X509_STORE_add_cert(store, sk_X509_value(cert_file.certs, i)))
			ok = fault(f, FAULT_FILE, 0, "a certificate in %s cannot serve as a root", from->path);
	cert_file_free(&cert_file);
	return ok;
}

static bool add_given(X509_STORE *store, const struct plan *plan, const struct tls_files *m, struct fault *f)
{
	size_t count = 0;

	for (size_t i = 0; i < m->root_count; i++)
		if (!add_blob(store, &m->roots[i], &count, f))
			return false;
	const char *other = m->root_count == 1 ? cert_file_other(&m->roots[0]) : NULL;
	if (!count && other)
		return fault(f, FAULT_FILE, 0, "--ca-cert: %.250s %s", plan->ca_cert, other);
	return count || fault(f, FAULT_FILE, 0, "no certificate in %s: --ca-cert wants PEM, DER or PKCS#7", plan->ca_cert);
}

/* A peer's issuing CA, given by itself, is enough of a root: it was given to be trusted. */
static X509_STORE *trust_given(const struct plan *plan, const struct tls_files *m, struct fault *f)
{
	X509_STORE *store = X509_STORE_new();

	if (!store) {
		fault(f, FAULT_MEMORY, 0, "no memory for the trusted roots");
		return NULL;
	}
	if (add_given(store, plan, m, f) && X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN))
		return store;
	X509_STORE_free(store);
	return NULL;
}

X509_STORE *trust_both(const struct plan *plan, const struct tls_files *m, struct fault *f)
{
	X509_STORE *store = trust_given(plan, m, f);

	if (store)
		add_system(store);
	ERR_clear_error();
	return store;
}

X509_STORE *trust_new(const struct plan *plan, const struct tls_files *m, struct fault *f)
{
	X509_STORE *store;

	if (plan->ca_cert)
		return trust_given(plan, m, f);
	*f = (struct fault){ 0 };
	store = trust_system(f);
	if (!store && plan->insecure && f->kind == FAULT_NONE)
		return X509_STORE_new();
	if (!store && f->kind == FAULT_NONE)
		fault(f, FAULT_FILE, 0, "this host has no trusted roots in %s: install ca-certificates or give --ca-cert",
		      X509_get_default_cert_dir());
	return store;
}
