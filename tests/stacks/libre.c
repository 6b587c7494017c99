// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * libre - a server with libre that answers every request with 200: a user agent in the place of the Edge
 *
 * usage: libre PORT FILE CA; FILE holds certificate and key. Mutual TLS on 127.0.0.1.
 */
#include <stdint.h>
#include <stdlib.h>

#include <re.h>

static struct sip *stack;

static bool answer(const struct sip_msg *msg, void *arg)
{
	(void)arg;
	sip_treplyf(NULL, NULL, stack, msg, false, 200, "OK", "Server: libre\r\nAllow: OPTIONS\r\nContent-Length: 0\r\n\r\n");
	return true;
}

int main(int argc, char **argv)
{
	struct sip_lsnr *listener = NULL;
	struct tls *tls = NULL;
	struct sa at;

	if (argc != 4 || libre_init() || sa_set_str(&at, "127.0.0.1", (uint16_t)atoi(argv[1])))
		return 2;
	if (tls_alloc(&tls, TLS_METHOD_SSLV23, argv[2], NULL) || tls_add_ca(tls, argv[3]) || sip_alloc(&stack, NULL, 32, 32, 32, "libre", NULL, NULL))
		return 1;
	tls_set_verify_client(tls);
	if (sip_transp_add(stack, SIP_TRANSP_TLS, &at, tls) || sip_listen(&listener, stack, true, answer, NULL))
		return 1;
	return re_main(NULL);
}
