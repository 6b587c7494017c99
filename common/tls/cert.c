// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cert - certificates as facts, and the names that they carry
 *
 * DNS names, common names and addresses are compared by OpenSSL. Only SIP URIs, which OpenSSL does not read, are compared here.
 * Source: RFC 5280, RFC 5922 7, RFC 6125 6.
 */
#include "tls/openssl.h"

#include <time.h>

#include "base/calendar.h"
#include "codec/sip_uri.h"

/* ---- texts ---- */

enum { NAME_MOST = 4096 };

/* A NUL inside a name would end it for us but not for its issuer. */
static const char *escaped(struct arena *a, struct span text)
{
	struct buf b = BUF(NAME_MOST);

	for (size_t i = 0; i < text.len; i++)
		if (text.at[i])
			buf_add(&b, (struct span){ text.at + i, 1 });
		else
			buf_add(&b, SPAN("\\00"));
	if (b.out_of_memory)
		a->failed = a->out_of_memory = true;
	const char *copy = b.failed ? "" : arena_text(a, buf_span(&b));
	buf_free(&b);
	return copy;
}

static struct span span_of_asn1(const ASN1_STRING *s)
{
	return (struct span){ (const char *)ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s) };
}

static const char *bio_text(struct arena *a, BIO *bio)
{
	char *at = NULL;
	long len = BIO_get_mem_data(bio, &at);

	return arena_text(a, (struct span){ at, len > 0 ? (size_t)len : 0 });
}

static const char *whole_name(struct arena *a, const X509_NAME *name)
{
	BIO *bio = BIO_new(BIO_s_mem());
	const char *text = "";

	if (bio && X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0)
		text = bio_text(a, bio);
	BIO_free(bio);
	return text;
}

static const char *last_common_name(struct arena *a, const X509_NAME *name)
{
	int at = -1, last = -1;
	unsigned char *utf8 = NULL;

	while ((at = X509_NAME_get_index_by_NID(name, NID_commonName, at)) >= 0)
		last = at;
	if (last < 0)
		return "";
	int len = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
	const char *text = len > 0 ? escaped(a, (struct span){ (char *)utf8, (size_t)len }) : "";
	OPENSSL_free(utf8);
	return text;
}

static const char *hex(struct arena *a, const unsigned char *at, size_t count)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(a, 2 * count + 1);

	for (size_t i = 0; text && i < count; i++) {
		text[2 * i] = digits[at[i] >> 4];
		text[2 * i + 1] = digits[at[i] & 15];
	}
	return text ? text : "";
}

static const char *serial(struct arena *a, const X509 *x)
{
	const ASN1_INTEGER *number = X509_get0_serialNumber(x);

	return hex(a, ASN1_STRING_get0_data(number), (size_t)ASN1_STRING_length(number));
}

const char *cert_fingerprint(const X509 *x, struct arena *a)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	return X509_digest(x, EVP_sha256(), digest, &len) == 1 ? hex(a, digest, len) : "";
}

/* A time that cannot be read is 0: long past. OpenSSL's verification names it. */
static int64_t seconds(const ASN1_TIME *t)
{
	struct tm tm;

	if (!t || ASN1_TIME_to_tm(t, &tm) != 1)
		return 0;
	return calendar_seconds(&(struct calendar){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec });
}

/* The DNS name, or the host of a SIP URI; at NULL: neither. */
static struct span alternative(const GENERAL_NAME *name, int type)
{
	static const struct span scheme = { "sip:", 4 };

	if (name->type != type)
		return (struct span){ 0 };
	struct span text = span_of_asn1(name->d.ia5);
	if (type == GEN_DNS)
		return text;
	if (!span_starts_nocase(text, scheme))
		return (struct span){ 0 };
	return (struct span){ text.at + scheme.len, text.len - scheme.len };
}

static void alternatives(struct text_list *list, const GENERAL_NAMES *names, int type, struct arena *a)
{
	int count = sk_GENERAL_NAME_num(names);

	list->at = count > 0 ? arena_list(a, (size_t)count, sizeof *list->at) : NULL;
	for (int i = 0; list->at && i < count; i++) {
		struct span text = alternative(sk_GENERAL_NAME_value(names, i), type);

		if (text.at)
			list->at[list->count++] = escaped(a, text);
	}
}

const char *cert_subject(const X509 *x, struct arena *a)
{
	return whole_name(a, X509_get_subject_name(x));
}

static void read_names(const X509 *x, struct cert *c, struct arena *a)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);

	c->subject = cert_subject(x, a);
	c->common_name = last_common_name(a, X509_get_subject_name(x));
	c->issuer = whole_name(a, X509_get_issuer_name(x));
	alternatives(&c->dns_names, names, GEN_DNS, a);
	alternatives(&c->sip_names, names, GEN_URI, a);
	GENERAL_NAMES_free(names);
}

static void read_key(const X509 *x, struct cert *c, struct arena *a)
{
	const EVP_PKEY *key = X509_get0_pubkey(x);
	const char *type = key ? EVP_PKEY_get0_type_name(key) : NULL;

	c->key_type = arena_text(a, span_of(type ? type : "unknown"));
	c->key_bits = key ? EVP_PKEY_get_bits(key) : 0;
}

static void read_usage(X509 *x, struct cert *c)
{
	uint32_t flags = X509_get_extension_flags(x);
	uint32_t extended = X509_get_extended_key_usage(x);
	uint32_t usage = X509_get_key_usage(x); /* all bits without the extension */

	c->is_ca = X509_check_ca(x) > 0;
	c->self_signed = X509_self_signed(x, 0) == 1;
	c->key_usage_present = flags & EXFLAG_KUSAGE;
	c->may_sign = usage & KU_DIGITAL_SIGNATURE;
	c->may_serve = usage & (KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT);
	c->may_issue = usage & KU_KEY_CERT_SIGN;
	c->limits_names = X509_get_ext_by_NID(x, NID_name_constraints, -1) >= 0;
	c->unreadable = flags & EXFLAG_INVALID;
	if (flags & EXFLAG_XKUSAGE)
		c->eku = CERT_EKU_PRESENT | ((extended & XKU_SSL_SERVER) ? CERT_EKU_SERVER : 0U) |
			 ((extended & XKU_SSL_CLIENT) ? CERT_EKU_CLIENT : 0U) | ((extended & XKU_ANYEKU) ? CERT_EKU_ANY : 0U);
}

/* RFC 5280 4.2.1.13: a full name is one place, under each of its URIs. */
static enum cert_crl crl_of(const X509 *x)
{
	static const struct span http = { "http://", 7 };
	STACK_OF(DIST_POINT) *points = X509_get_ext_d2i(x, NID_crl_distribution_points, NULL, NULL);
	enum cert_crl crl = sk_DIST_POINT_num(points) > 0 ? CERT_CRL_ELSEWHERE : CERT_CRL_NOWHERE;

	for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
		const DIST_POINT_NAME *name = sk_DIST_POINT_value(points, i)->distpoint;
		const GENERAL_NAMES *full = name && name->type == 0 ? name->name.fullname : NULL;
		for (int j = 0; j < sk_GENERAL_NAME_num(full); j++) {
			const GENERAL_NAME *at = sk_GENERAL_NAME_value(full, j);
			if (at->type == GEN_URI && span_starts_nocase(span_of_asn1(at->d.ia5), http))
				crl = CERT_CRL_HTTP;
		}
	}
	CRL_DIST_POINTS_free(points);
	return crl;
}

void cert_read(X509 *x, struct cert *c, struct arena *a)
{
	*c = (struct cert){ 0 };
	read_names(x, c, a);
	c->serial = serial(a, x);
	c->sha256 = cert_fingerprint(x, a);
	c->not_before = seconds(X509_get0_notBefore(x));
	c->not_after = seconds(X509_get0_notAfter(x));
	c->signature = arena_text(a, span_of(OBJ_nid2ln(X509_get_signature_nid(x))));
	read_key(x, c, a);
	read_usage(x, c);
	c->crl = crl_of(x);
	ERR_clear_error();
}

void cert_chain(const STACK_OF(X509) *from, struct chain *to, struct arena *a)
{
	int count = sk_X509_num(from);

	*to = (struct chain){ .at = count > 0 ? arena_list(a, (size_t)count, sizeof *to->at) : NULL };
	for (int i = 0; to->at && i < count; i++)
		cert_read(sk_X509_value(from, i), &to->at[to->count++], a);
}

/* ---- names ---- */

/* RFC 5922 7.1: the host of a sip: URI without a user; port and parameters do not count. */
static bool uri_names(const ASN1_STRING *text, struct span wanted)
{
	struct sip_uri uri;

	return !sip_uri_read(span_of_asn1(text), &uri) && !uri.user.at && span_equal_nocase(uri.host, wanted);
}

static bool limits_names(const STACK_OF(X509) *chain)
{
	for (int i = 0; i < sk_X509_num(chain); i++)
		if (X509_get_ext_by_NID(sk_X509_value(chain, i), NID_name_constraints, -1) >= 0)
			return true;
	return false;
}

enum uri_result { URI_NONE, URI_OTHER, URI_WANTED };

static enum uri_result find_uri(X509 *leaf, struct span wanted)
{
	static const struct span scheme = { "sip:", 4 };
	GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
	enum uri_result found = URI_NONE;

	for (int i = 0; i < sk_GENERAL_NAME_num(names) && found != URI_WANTED; i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		if (name->type == GEN_URI && span_starts_nocase(span_of_asn1(name->d.ia5), scheme))
			found = uri_names(name->d.ia5, wanted) ? URI_WANTED : URI_OTHER;
	}
	GENERAL_NAMES_free(names);
	return found;
}

static bool carries_name(X509 *leaf, struct span wanted, enum cert_names names, const STACK_OF(X509) *chain)
{
	unsigned flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;

	if (names == CERT_NAMES_SIP) {
		enum uri_result uri = find_uri(leaf, wanted);
		/* Name constraints of DNS names do not bind URIs: an issuer with constraints could certify any host by a SIP URI. */
		if (uri == URI_WANTED && !limits_names(chain))
			return true;
		flags = X509_CHECK_FLAG_NO_WILDCARDS | (uri == URI_NONE ? 0U : X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	}
	return X509_check_host(leaf, wanted.at, wanted.len, flags, NULL) == 1;
}

bool cert_carries(X509 *leaf, const char *name, enum cert_names names, const STACK_OF(X509) *chain)
{
	struct span wanted = span_of(name);
	ASN1_OCTET_STRING *address = a2i_IPADDRESS(name);
	bool found = false;

	/* Only the wanted name loses its final dot: name constraints do not cover a name in a certificate that ends in one. */
	if (wanted.len > 1 && wanted.at[wanted.len - 1] == '.')
		wanted.len--;
	if (address)
		found = X509_check_ip(leaf, ASN1_STRING_get0_data(address), (size_t)ASN1_STRING_length(address), 0) == 1;
	else if (wanted.len && wanted.at[0] != '.') /* OpenSSL takes a leading dot for "any host below" */
		found = carries_name(leaf, wanted, names, chain);
	ASN1_OCTET_STRING_free(address);
	ERR_clear_error();
	return found;
}
