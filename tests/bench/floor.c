// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * floor - the least that a check over mutual TLS can be: connect, shake hands, verify with one CA, send one OPTIONS, read the answer
 *
 * What the others are compared to, so it may not grow: no options, no names looked up, no time-outs, no OpenSSL configuration,
 * nothing judged but "SIP/2.0 200". COUNT: so many connections, one after the other; the further ones cost what an endpoint costs.
 */
#include <arpa/inet.h>
#include <err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static SSL_CTX *context_of(char **file)
{
	SSL_CTX *context;

	OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	context = SSL_CTX_new(TLS_client_method());
	if (!context || SSL_CTX_use_certificate_chain_file(context, file[0]) != 1 ||
	    SSL_CTX_use_PrivateKey_file(context, file[1], SSL_FILETYPE_PEM) != 1 || SSL_CTX_load_verify_file(context, file[2]) != 1)
		errx(3, "certificate, key or CA cannot be used");
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	return context;
}

static int connected(const char *address, const char *port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((unsigned short)strtoul(port, NULL, 10)) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (inet_pton(AF_INET, address, &to.sin_addr) != 1 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		err(2, "%s", address);
	return fd;
}

static void ask(SSL *ssl, const char *domain, const char *from)
{
	static int number;
	char text[1024];

	number++;
	int len = snprintf(text, sizeof text,
			   "OPTIONS sip:Options_User@%s SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK%d.%d\r\nMax-Forwards: 70\r\n"
			   "From: <%s>;tag=%d\r\nTo: <sip:Options_User@%s>\r\nCall-ID: %d.%d\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
			   domain, (int)getpid(), number, from, number, domain, (int)getpid(), number);

	if (SSL_write(ssl, text, len) != len || SSL_read(ssl, text, sizeof text) < 12 || memcmp(text, "SIP/2.0 200 ", 12) != 0)
		errx(2, "no 200");
}

int main(int argc, char **argv)
{
	if (argc < 9)
		errx(3, "usage: floor ADDRESS PORT NAME CERTIFICATE KEY CA DOMAIN FROM [COUNT]");
	SSL_CTX *context = context_of(argv + 4);
	for (long left = argc > 9 ? strtol(argv[9], NULL, 10) : 1; left > 0; left--) {
		SSL *ssl = SSL_new(context);
		int fd = connected(argv[1], argv[2]);

		if (!ssl || SSL_set_tlsext_host_name(ssl, argv[3]) != 1 || SSL_set1_host(ssl, argv[3]) != 1 || SSL_set_fd(ssl, fd) != 1 ||
		    SSL_connect(ssl) != 1)
			errx(2, "no TLS");
		ask(ssl, argv[7], argv[8]);
		SSL_shutdown(ssl);
		SSL_free(ssl);
		close(fd);
	}
	SSL_CTX_free(context);
	return 0;
}
