// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ticket - a Kerberos ticket for a web server, fetched before it is needed
 */
#include "remote/ticket.h"

#include "base/buf.h"
#include "base/span.h"

#include <errno.h>
#include <gssapi/gssapi.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WORDS_MAX = 250 };
enum outcome { NOT_YET, GOT, REFUSED };

/* Shared by the two threads; who leaves it last clears it away. */
struct errand {
	char name[264]; /* HTTP@host */
	char why[WORDS_MAX];
	_Atomic enum outcome outcome;
	int done; /* an eventfd: readable when the outcome is known */
	atomic_bool one_has_left;
};

static void errand_free(struct errand *errand)
{
	if (errand->done >= 0)
		close(errand->done);
	free(errand);
}

static void errand_leave(struct errand *errand)
{
	if (atomic_exchange(&errand->one_has_left, true))
		errand_free(errand);
}

static struct errand *errand_new(const char *host)
{
	struct errand *errand = calloc(1, sizeof *errand);

	if (!errand)
		return NULL;
	errand->done = eventfd(0, EFD_CLOEXEC);
	if (errand->done >= 0 && snprintf(errand->name, sizeof errand->name, "HTTP@%s", host) < (int)sizeof errand->name)
		return errand;
	errand_free(errand);
	return NULL;
}

/* ---- on its own thread ---- */

/* The mechanism's words; where it has none, GSSAPI's. */
static void why_not(struct errand *errand, OM_uint32 major, OM_uint32 minor)
{
	OM_uint32 ignored, more = 0;
	gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
	bool own = minor != 0;

	if (gss_display_status(&ignored, own ? minor : major, own ? GSS_C_MECH_CODE : GSS_C_GSS_CODE, GSS_C_NO_OID, &more, &text) ==
	    GSS_S_COMPLETE)
		snprintf(errand->why, sizeof errand->why, "%.*s", (int)text.length, (const char *)text.value);
	gss_release_buffer(&ignored, &text);
}

/* Without any credential SPNEGO gives no reason, but Kerberos names the places where it looked. Sends nothing. */
static void why_nothing(struct errand *errand)
{
	gss_OID_desc kerberos = { 9, (void *)(uintptr_t)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02" };
	gss_OID_set_desc only = { 1, &kerberos };
	gss_cred_id_t credential = GSS_C_NO_CREDENTIAL;
	OM_uint32 minor, ignored;

	OM_uint32 major = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, &credential, NULL, NULL);
	if (GSS_ERROR(major))
		why_not(errand, major, minor);
	gss_release_cred(&ignored, &credential);
}

/* As libcurl does for Negotiate. The token is thrown away: the ticket stays in the cache. */
static bool fetch(struct errand *errand)
{
	gss_OID_desc spnego = { 6, (void *)(uintptr_t)"\x2b\x06\x01\x05\x05\x02" };
	gss_buffer_desc name = { strlen(errand->name), errand->name }, token = GSS_C_EMPTY_BUFFER;
	gss_ctx_id_t context = GSS_C_NO_CONTEXT;
	gss_name_t target = GSS_C_NO_NAME;
	OM_uint32 minor, ignored;

	OM_uint32 major = gss_import_name(&minor, &name, GSS_C_NT_HOSTBASED_SERVICE, &target);
	if (!GSS_ERROR(major))
		major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, target, &spnego,
					     GSS_C_REPLAY_FLAG | GSS_C_MUTUAL_FLAG, 0, GSS_C_NO_CHANNEL_BINDINGS, GSS_C_NO_BUFFER, NULL,
					     &token, NULL, NULL);
	if (GSS_ERROR(major)) {
		why_not(errand, major, minor);
		why_nothing(errand);
	}
	gss_release_buffer(&ignored, &token);
	gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
	gss_release_name(&ignored, &target);
	return !GSS_ERROR(major);
}

static void *work(void *shared)
{
	struct errand *errand = shared;

	atomic_store(&errand->outcome, fetch(errand) ? GOT : REFUSED);
	eventfd_write(errand->done, 1);
	errand_leave(errand);
	return NULL;
}

/* No signal is for it. False: there is none. */
static bool thread_begin(struct errand *errand)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, before;

	if (pthread_attr_init(&attr) != 0)
		return false;
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool begun = pthread_create(&thread, &attr, work, errand) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return begun;
}

/* ---- in the caller's thread ---- */

static bool wait_for(const struct errand *errand, struct deadline deadline, struct fault *f)
{
	struct pollfd fds[] = { { .fd = errand->done, .events = POLLIN }, { .fd = deadline.cancel_fd, .events = POLLIN } };

	while (!fds[0].revents) {
		if (deadline_passed(deadline))
			return fault(f, FAULT_TIMEOUT, 0, "no KDC gave a ticket for %s in time", errand->name);
		if (poll(fds, 2, deadline_left_ms(deadline)) < 0 && errno != EINTR)
			return fault(f, FAULT_SYSTEM, errno, "cannot wait for a Kerberos ticket");
		if (fds[1].revents)
			return fault(f, FAULT_CANCELLED, 0, "stopped while waiting for a ticket for %s", errand->name);
	}
	return true;
}

bool ticket_fetch(const char *host, struct deadline deadline, struct fault *f)
{
	struct errand *errand = errand_new(host);

	if (!errand)
		return fault(f, FAULT_MEMORY, 0, "no memory to ask for a Kerberos ticket");
	if (!thread_begin(errand)) {
		errand_free(errand);
		return fault(f, FAULT_SYSTEM, 0, "no thread to ask for a Kerberos ticket");
	}
	bool got = wait_for(errand, deadline, f);
	if (got && atomic_load(&errand->outcome) == REFUSED)
		got = fault(f, FAULT_AUTH, 0, "no ticket for %s: %s", errand->name, errand->why);
	errand_leave(errand);
	return got;
}

/* ---- NTLM ---- */

/* Also loads the mechanism, because the sandbox forbids that later. Sends nothing. */
static bool has_ntlm(void)
{
	gss_OID_desc ntlm = { 10, (void *)(uintptr_t)"\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a" };
	gss_OID_set_desc only = { 1, &ntlm };
	gss_cred_id_t credential = GSS_C_NO_CREDENTIAL;
	OM_uint32 minor, ignored;

	OM_uint32 major = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, &credential, NULL, NULL);
	gss_release_cred(&ignored, &credential);
	return !GSS_ERROR(major);
}

/* "CONTOSO:monitor:password"; a name without a domain before it has an empty one. */
static bool put_line(struct buf *line, const char *login, struct span password)
{
	struct span user, domain = span_split(span_of(login), '\\', &user);

	if (user.at)
		buf_add(line, domain);
	buf_text(line, ":");
	buf_add(line, user.at ? user : domain);
	buf_text(line, ":");
	return buf_add(line, password) && buf_text(line, "\n");
}

bool ticket_use_ntlm(const char *login, struct span password)
{
	int fd = memfd_create("check_push login", MFD_CLOEXEC);
	static const char placeholder[] = "none:none:none\n";
	struct buf line = BUF(8192);
	char path[40];

	if (fd < 0)
		return false;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	/* First a placeholder: the mechanism does not wipe what it read, so it reads the real login only when it needs it. */
	bool has = write(fd, placeholder, sizeof placeholder - 1) == sizeof placeholder - 1 && setenv("NTLM_USER_FILE", path, 1) == 0 &&
		   setenv("KRB5CCNAME", "MEMORY:check_push_none", 1) == 0 &&
		   setenv("KRB5_CLIENT_KTNAME", "MEMORY:check_push_none", 1) == 0 && has_ntlm();
	bool put = has && put_line(&line, login, password) && ftruncate(fd, 0) == 0 && pwrite(fd, line.at, line.len, 0) == (ssize_t)line.len;
	buf_wipe(&line);
	if (put)
		return true;
	unsetenv("NTLM_USER_FILE");
	close(fd);
	return false;
}
