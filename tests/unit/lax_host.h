// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * lax_host - a host whose OpenSSL offers more than a check may take
 */
#ifndef TESTS_LAX_HOST_H
#define TESTS_LAX_HOST_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/conf.h>

#include "pki.h"

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

static inline void lax_host_begin(void)
{
	lax_host_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0");
}

static inline void lax_host_end(void)
{
	lax_host_ciphers("DEFAULT");
}

#endif
