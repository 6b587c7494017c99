// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_text - texts, files, names and addresses among the options
 */
#include "cli/host_text.h"
#include "cli/option_reader.h"
#include "codec/sip_request.h"

static void store_text(const struct option_value *v, struct span text)
{
	*(const char **)option_reader_field(v) = arena_text(v->arena, text);
}

bool option_text_text(const struct option_value *v, struct fault *f)
{
	for (const char *c = v->text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return fault(f, FAULT_USAGE, c - v->text, "the value has a control character in it");
	store_text(v, span_of(v->text));
	return true;
}

bool option_text_media_type(const struct option_value *v, struct fault *f)
{
	return sip_request_check_length(v->text, f) && option_text_text(v, f);
}

/* The habit of other programs: "user%password", "user:password". Neither character stands in the name of a user. */
bool option_text_login(const struct option_value *v, struct fault *f)
{
	if (strpbrk(v->text, "%:"))
		return fault(f, FAULT_USAGE, -1, "put the password in a file: --password-file");
	return option_text_text(v, f);
}

bool option_text_file(const struct option_value *v, struct fault *f)
{
	if (strstr(v->text, "-----BEGIN"))
		return fault(f, FAULT_USAGE, -1, "the value is a key or a certificate itself: put it in a file, and give its name");
	store_text(v, span_of(v->text));
	return true;
}

bool option_text_name(const struct option_value *v, struct fault *f)
{
	struct span name = span_of(v->text);

	if (host_text_family(name))
		return option_reader_is_not(v, name, "a name: it is an address", f);
	if (!host_text_check_name(name, f))
		return false;
	store_text(v, host_text_without_dot(name));
	return true;
}

bool option_text_mobility(const struct option_value *v, struct fault *f)
{
	if (v->text && host_text_family(span_of(v->text)))
		return option_reader_is_not(v, span_of(v->text), "a domain: it is an address", f);
	if (v->text && !host_text_check_name(span_of(v->text), f))
		return false;
	*(bool *)option_reader_field(v) = true;
	*(const char **)option_reader_other(v) = v->text ? arena_text(v->arena, host_text_without_dot(span_of(v->text))) : NULL;
	return true;
}

bool option_text_cert_name(const struct option_value *v, struct fault *f)
{
	struct span name = span_of(v->text);
	bool wildcard = span_starts_nocase(name, SPAN("*."));
	struct span rest = { name.at + (wildcard ? 2 : 0), name.len - (wildcard ? 2 : 0) };

	if (host_text_family(name))
		return option_reader_is_not(v, name, "a name: it is an address", f);
	if (!host_text_check_name(rest, f)) {
		f->code += wildcard ? 2 : 0;
		return false;
	}
	store_text(v, host_text_without_dot(name));
	return true;
}

bool option_text_address(const struct option_value *v, struct fault *f)
{
	struct span address = span_of(v->text);

	if (address.len > 2 && address.at[0] == '[' && address.at[address.len - 1] == ']')
		address = (struct span){ address.at + 1, address.len - 2 };
	struct host_text with_port;
	if (!host_text_family(address) && host_text_split(address, &with_port, f) && with_port.family)
		return option_reader_is_not(v, address, "an address alone: give the port with -p", f);
	if (!host_text_family(address))
		return option_reader_is_not(v, span_of(v->text), "an IPv4 or IPv6 address", f);
	store_text(v, address);
	return true;
}

/* Splits and copies; family 0: a name. */
static bool endpoint(const struct option_value *v, struct host_port *to, int *family, struct fault *f)
{
	struct host_text h;

	if (!host_text_split(span_of(v->text), &h, f))
		return false;
	*to = (struct host_port){ arena_text(v->arena, h.host), h.port };
	*family = h.family;
	return true;
}

bool option_text_address_port(const struct option_value *v, struct fault *f)
{
	struct host_port server;
	int family;

	if (!endpoint(v, &server, &family, f))
		return false;
	if (!family)
		return option_reader_is_not(v, span_of(v->text), "an IPv4 or IPv6 address, with or without a port", f);
	*(struct host_port *)option_reader_field(v) = server;
	return true;
}

bool option_text_name_port(const struct option_value *v, struct fault *f)
{
	struct host_port server;
	int family;

	if (!endpoint(v, &server, &family, f))
		return false;
	if (family)
		return option_reader_is_not(v, span_of(v->text), "a name: it is an address", f);
	*(struct host_port *)option_reader_field(v) = server;
	return true;
}

bool option_text_uri(const struct option_value *v, struct fault *f)
{
	if (host_text_has_login(span_of(v->text)))
		return fault(f, FAULT_USAGE, -1, "the value has a password in it, for all to see: leave it out");
	return sip_request_check_uri(v->text, f) && option_text_file(v, f);
}

bool option_text_product(const struct option_value *v, struct fault *f)
{
	for (const char *c = v->text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return option_text_text(v, f); /* which says so */
	return sip_request_check_product(v->text, f) && option_text_text(v, f);
}

bool option_text_method(const struct option_value *v, struct fault *f)
{
	return sip_request_check_method(v->text, f) && option_text_file(v, f);
}
