// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * lax_host - a host whose OpenSSL offers more than a check may take
 *
 * For one file of each test program: it stands in for a function of OpenSSL.
 */
#ifndef TESTS_LAX_HOST_H
#define TESTS_LAX_HOST_H

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/conf.h>

#include "pki.h"

typedef int lax_host_security(const SSL *, const SSL_CTX *, int, int, int, void *, void *);

static bool lax_host_leaves_nothing_out;

/* Without ours, what the host offers is offered: does the proof hold where a suite without a certificate comes about all the same? */
void SSL_CTX_set_security_callback(SSL_CTX *context, lax_host_security *callback)
{
	void (*real)(SSL_CTX *, lax_host_security *);

	*(void **)&real = dlsym(RTLD_NEXT, "SSL_CTX_set_security_callback");
	if (!lax_host_leaves_nothing_out)
		real(context, callback);
}

/* As OPENSSL_CONF would set it, for every SSL_CTX that is made from then on. */
static inline void lax_host_ciphers(const char *list)
{
	char path[] = "/tmp/lax_host.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_true(dprintf(fd, "openssl_conf = x\n[x]\nssl_conf = tls\n[tls]\nsystem_default = all\n[all]\nCipherString = %s\n", list) > 0);
	assert_int_equal(close(fd), 0);
	assert_true(CONF_modules_load_file(path, NULL, 0) > 0);
	unlink(path);
}

static inline void lax_host_begin(bool leaves_nothing_out)
{
	lax_host_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0");
	lax_host_leaves_nothing_out = leaves_nothing_out;
}

static inline void lax_host_end(void)
{
	lax_host_ciphers("DEFAULT");
	lax_host_leaves_nothing_out = false;
}

#endif
