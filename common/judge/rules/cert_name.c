// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cert_name - what a certificate is called in a sentence
 */
#include "judge/rules/cert_name.h"

#include "base/buf.h"

enum { NAME_MAX_LEN = 512, FINGERPRINT_SHOWN = 16 };

/* Up to the next attribute: a comma or plus behind a backslash is part of the value. */
static struct span attribute_cut(struct span *rest)
{
	struct span part = *rest;
	size_t len = 0;

	while (len < rest->len && rest->at[len] != ',' && rest->at[len] != '+')
		len += rest->at[len] == '\\' && len + 1 < rest->len ? 2 : 1;
	part.len = len;
	*rest = span_skip(*rest, len + 1 > rest->len ? rest->len : len + 1);
	return span_trim(part);
}

static const char *unescaped(struct span value, struct findings *f)
{
	struct buf text = BUF(NAME_MAX_LEN);

	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] == '\\' && i + 1 < value.len && strchr(",+\"\\<>;=# ", value.at[i + 1]))
			i++;
		buf_add(&text, (struct span){ value.at + i, 1 });
	}
	const char *kept = arena_text(&f->arena, buf_span(&text));
	buf_free(&text);
	return kept;
}

/* NULL: there is no such attribute, or it is empty. */
static const char *attribute(const char *name, struct span key, struct findings *f)
{
	for (struct span rest = span_of(name); rest.len > 0;) {
		struct span part = attribute_cut(&rest);
		if (span_starts_nocase(part, key) && part.len > key.len)
			return unescaped(span_skip(part, key.len), f);
	}
	return NULL;
}

static const char *name_text(const char *name, struct findings *f)
{
	const char *common = attribute(name, SPAN("CN="), f);

	if (!common)
		common = attribute(name, SPAN("O="), f);
	return common ? common : name;
}

const char *cert_name_issuer(const char *name, struct findings *f)
{
	return *name ? name_text(name, f) : "an issuer without a name";
}

const char *cert_name_ca(const struct cert *c, struct findings *f)
{
	if (*c->subject)
		return name_text(c->subject, f);
	return findings_text(f, "the CA %.*s... (SHA-256)", FINGERPRINT_SHOWN, c->sha256);
}

const char *cert_name_first(const struct cert *c, struct findings *f)
{
	if (c->dns_names.count)
		return c->dns_names.at[0];
	if (c->sip_names.count)
		return findings_text(f, "%.*s", (int)strcspn(c->sip_names.at[0], ":;?"), c->sip_names.at[0]);
	return *c->common_name ? c->common_name : NULL;
}

const char *cert_name_server(const struct cert *c, struct findings *f)
{
	size_t count = c->dns_names.count + c->sip_names.count;
	const char *first = cert_name_first(c, f);

	if (!first)
		return *c->subject ? c->subject : "an unnamed host";
	return count > 1 ? findings_text(f, "%s and %zu more", first, count - 1) : first;
}
