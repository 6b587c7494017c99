// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fact_table - the fields of facts, as rows
 */
#include "model/fact_table.h"

#include "model/pool.h"

/* ---- how a row is made ---- */

#define SIZE_OF(holder, field) sizeof(((struct holder *)0)->field)
#define ROW(holder, field, t) .name = #field, .in = #holder, .type = (t), .offset = offsetof(struct holder, field)

#define TEXT(holder, field) { ROW(holder, field, FIELD_TEXT) }
#define TEXT_OR_NULL(holder, field) { ROW(holder, field, FIELD_TEXT_OR_NULL) }
#define CHARS(holder, field) { ROW(holder, field, FIELD_CHARS), .size = SIZE_OF(holder, field) }
#define BOOL(holder, field) { ROW(holder, field, FIELD_BOOL) }
#define NUMBER(holder, field, from, to) \
	{ ROW(holder, field, FIELD_NUMBER), .size = SIZE_OF(holder, field), .low = (from), .high = (to) }
#define STRUCT(holder, field, table) { ROW(holder, field, FIELD_STRUCT), .of = (table) }
#define TEXTS(holder, field) { ROW(holder, field, FIELD_TEXTS) }
#define ITEMS(holder, label, field, count, most, table) \
	{ .name = (label), .in = #holder, .type = FIELD_LIST, .offset = offsetof(struct holder, field), \
	  .size = sizeof *((struct holder *)0)->field, .count_offset = offsetof(struct holder, count), .limit = (most), \
	  .of = (table) }

/* Ranges: times in microseconds up to a day, dates up to the year 9999, sizes as a list may have. */
#define DAY_US INT64_C(86400000000)
#define LAST_SECOND INT64_C(253402300799)
#define MANY 1000000

/* ---- what stands in several places ---- */

static const struct field fault_fields[] = {
	NUMBER(fault, kind, FAULT_NONE, FAULT_REMOTE),
	NUMBER(fault, code, -INT64_MAX, INT64_MAX),
	CHARS(fault, text),
	{ 0 }
};

static const struct field stopped_fields[] = {
	NUMBER(stopped, phase, 0, PHASE_COUNT - 1),
	STRUCT(stopped, fault, fault_fields),
	{ 0 }
};

static const struct field cert_fields[] = {
	TEXT(cert, subject),
	TEXT(cert, common_name),
	TEXT(cert, issuer),
	TEXT(cert, serial),
	TEXT(cert, sha256),
	NUMBER(cert, not_before, INT64_MIN / 2, INT64_MAX / 2),
	NUMBER(cert, not_after, INT64_MIN / 2, INT64_MAX / 2),
	TEXTS(cert, dns_names),
	TEXTS(cert, sip_names),
	BOOL(cert, self_signed),
	BOOL(cert, is_ca),
	TEXT(cert, key_type),
	NUMBER(cert, key_bits, 0, MANY),
	TEXT(cert, signature),
	NUMBER(cert, eku, 0, 15),
	BOOL(cert, key_usage_present),
	BOOL(cert, may_sign),
	{ 0 }
};

static const struct field address_fields[] = {
	CHARS(address, text),
	NUMBER(address, family, 0, 64),
	{ 0 }
};

/* ---- TLS ---- */

static const struct field verify_error_fields[] = {
	NUMBER(verify_error, code, 0, 10000),
	NUMBER(verify_error, depth, -1, 1000),
	TEXT(verify_error, text),
	TEXT(verify_error, subject),
	{ 0 }
};

/* For recordings older than the field: a certificate of the wanted name without an error had been verified. */
static bool was_verified(const void *holder)
{
	const struct tls *tls = holder;

	return tls->chain.count > 0 && tls->error_count == 0 && tls->name_matches;
}

static const struct field tls_fields[] = {
	BOOL(tls, peer_spoke),
	BOOL(tls, handshake_done),
	TEXT(tls, version),
	TEXT(tls, cipher),
	NUMBER(tls, alert_sent, -1, 255),
	NUMBER(tls, alert_received, -1, 255),
	BOOL(tls, certificate_asked),
	BOOL(tls, certificate_given),
	NUMBER(tls, ca_names, 0, MANY),
	NUMBER(tls, issuer_in_ca_names, KNOWN_NOT, KNOWN_YES),
	{ .name = "errors", .in = "tls", .type = FIELD_ARRAY, .offset = offsetof(struct tls, errors), .size = sizeof(struct verify_error),
	  .count_offset = offsetof(struct tls, error_count), .limit = VERIFY_ERRORS_MAX, .of = verify_error_fields },
	BOOL(tls, name_matches),
	TEXT(tls, wanted_name),
	ITEMS(tls, "chain", chain.at, chain.count, MANY, cert_fields),
	{ ROW(tls, verified, FIELD_BOOL), .absent = was_verified },
	{ 0 }
};

/* ---- SIP ---- */

static const struct field param_fields[] = { TEXT(param, name), TEXT(param, value), { 0 } };

static const struct field diag_fields[] = {
	NUMBER(diag, header, DIAG_INTERNAL, DIAG_PUBLIC),
	NUMBER(diag, code, 0, UINT32_MAX),
	TEXT(diag, reason),
	TEXT(diag, source),
	ITEMS(diag, "params", params, param_count, MANY, param_fields),
	{ 0 }
};

static const struct field answer_fields[] = {
	NUMBER(answer, status, 0, 699),
	TEXT(answer, reason),
	TEXT(answer, server),
	TEXT(answer, contact),
	TEXT(answer, warning),
	TEXT(answer, reason_header),
	TEXT(answer, allow),
	TEXT(answer, www_authenticate),
	TEXT(answer, via),
	NUMBER(answer, retry_after_s, -1, UINT32_MAX),
	ITEMS(answer, "diags", diags, diag_count, MANY, diag_fields),
	{ 0 }
};

static const struct field sample_fields[] = {
	NUMBER(sample, sent_us, -1, DAY_US),
	NUMBER(sample, took_us, -1, DAY_US),
	NUMBER(sample, provisional, 0, MANY),
	STRUCT(sample, answer, answer_fields),
	{ 0 }
};

/* ---- endpoints ---- */

static const struct field passed_over_fields[] = {
	STRUCT(passed_over, address, address_fields),
	STRUCT(passed_over, fault, fault_fields),
	BOOL(passed_over, own_network),
	{ 0 }
};

static const struct field host_fields[] = {
	TEXT(host, name),
	NUMBER(host, port, 0, UINT16_MAX),
	NUMBER(host, kind, 0, TARGET_WEB),
	ITEMS(host, "addresses", addresses.at, addresses.count, MANY, address_fields),
	TEXT(host, alias_of),
	NUMBER(host, dns_us, -1, DAY_US),
	STRUCT(host, fault, fault_fields),
	{ 0 }
};

static const struct field srv_target_fields[] = {
	NUMBER(srv_target, priority, 0, UINT16_MAX),
	NUMBER(srv_target, weight, 0, UINT16_MAX),
	STRUCT(srv_target, host, host_fields),
	{ 0 }
};

static const struct field srv_fields[] = {
	TEXT(srv, name),
	TEXT(srv, domain),
	ITEMS(srv, "targets", targets, target_count, MANY, srv_target_fields),
	NUMBER(srv, dns_us, -1, DAY_US),
	STRUCT(srv, fault, fault_fields),
	{ 0 }
};

/* An array of plain numbers is one of structs that hold nothing else. */
struct phase_time {
	int64_t us;
};

static const struct field phase_time_fields[] = { NUMBER(phase_time, us, -1, DAY_US), { 0 } };

const struct field fact_target_table[] = {
	NUMBER(target, kind, 0, TARGET_WEB),
	TEXT(target, host),
	NUMBER(target, port, 0, UINT16_MAX),
	TEXT(target, address),
	TEXT(target, method),
	TEXT(target, uri),
	TEXT(target, from),
	STRUCT(target, stopped, stopped_fields),
	{ .name = "phases", .in = "target", .type = FIELD_ARRAY, .offset = offsetof(struct target, phase_us), .size = sizeof(struct phase_time),
	  .count_offset = (size_t)FIELD_NO_COUNT, .limit = PHASE_COUNT, .of = phase_time_fields },
	ITEMS(target, "passed_over", passed_over, passed_over_count, MANY, passed_over_fields),
	STRUCT(target, tls, tls_fields),
	ITEMS(target, "samples", samples, sample_count, MANY, sample_fields),
	ITEMS(target, "trace", trace, trace_count, MANY, sample_fields),
	NUMBER(target, strangers, 0, MANY),
	NUMBER(target, requests, 0, MANY),
	NUMBER(target, bytes, 0, INT64_MAX),
	{ ROW(target, wire, FIELD_WIRE) },
	{ 0 }
};

/* ---- settings ---- */

static const struct field object_fields[] = {
	TEXT_OR_NULL(pool_object, identity),
	TEXT_OR_NULL(pool_object, proxy_fqdn),
	TEXT_OR_NULL(pool_object, verification_level),
	NUMBER(pool_object, enabled, KNOWN_NOT, KNOWN_YES),
	NUMBER(pool_object, is_local, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, domain),
	TEXT_OR_NULL(pool_object, edge_proxy_address),
	NUMBER(pool_object, allow_federated_users, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, routing_method),
	TEXT_OR_NULL(pool_object, default_route_fqdn),
	NUMBER(pool_object, enable_partner_discovery, KNOWN_NOT, KNOWN_YES),
	NUMBER(pool_object, apple, KNOWN_NOT, KNOWN_YES),
	NUMBER(pool_object, microsoft, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, push_proxy_uri),
	TEXT_OR_NULL(pool_object, action),
	TEXTS(pool_object, prefixes),
	NUMBER(pool_object, enable_mobility, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, replica_fqdn),
	NUMBER(pool_object, up_to_date, KNOWN_NOT, KNOWN_YES),
	NUMBER(pool_object, enable_federation, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, default_route),
	{ 0 }
};

static const struct field section_fields[] = {
	NUMBER(pool_section, how, POOL_NOT_ASKED, POOL_BAD),
	STRUCT(pool_section, fault, fault_fields),
	ITEMS(pool_section, "objects", objects, count, MANY, object_fields),
	{ 0 }
};

static const struct field mobility_place_fields[] = {
	TEXT(mobility_place, url),
	TEXT(mobility_place, host),
	NUMBER(mobility_place, status, 0, 999),
	STRUCT(mobility_place, fault, fault_fields),
	STRUCT(mobility_place, tls, tls_fields),
	{ 0 }
};

static const struct field mobility_fields[] = {
	TEXT(mobility, domain),
	ITEMS(mobility, "places", places, count, MOBILITY_PLACES_MAX, mobility_place_fields),
	TEXT_OR_NULL(mobility, root),
	NUMBER(mobility, mcx, -1, MOBILITY_PLACES_MAX - 1),
	NUMBER(mobility, ucwa, -1, MOBILITY_PLACES_MAX - 1),
	{ 0 }
};

static const struct field pool_fields[] = {
	{ .name = "sections", .in = "pool", .type = FIELD_ARRAY, .offset = offsetof(struct pool, sections), .size = sizeof(struct pool_section),
	  .count_offset = (size_t)FIELD_NO_COUNT, .limit = POOL_SECTION_COUNT, .of = section_fields },
	TEXT(pool, version),
	NUMBER(pool, exported_at, -1, LAST_SECOND),
	STRUCT(pool, fault, fault_fields),
	{ ROW(pool, mobility, FIELD_POINTER), .size = sizeof(struct mobility), .of = mobility_fields },
	{ 0 }
};

/* ---- the run ---- */

static const struct field identity_fields[] = {
	BOOL(identity, given),
	ITEMS(identity, "chain", chain.at, chain.count, MANY, cert_fields),
	BOOL(identity, chain_complete),
	STRUCT(identity, fault, fault_fields),
	{ 0 }
};

static const struct field capture_fields[] = {
	NUMBER(capture, line, 0, INT32_MAX),
	NUMBER(capture, requests, 0, MANY),
	STRUCT(capture, fault, fault_fields),
	{ 0 }
};

static const struct field sandbox_fields[] = {
	BOOL(sandbox, entered),
	BOOL(sandbox, calls),
	STRUCT(sandbox, filter, fault_fields),
	NUMBER(sandbox, landlock, 0, MANY),
	BOOL(sandbox, ports),
	{ 0 }
};

static const struct field open_file_fields[] = {
	TEXT(open_file, option),
	TEXT(open_file, path),
	NUMBER(open_file, mode, 0, 07777),
	{ 0 }
};

const struct field fact_table[] = {
	NUMBER(facts, taken_at, 0, LAST_SECOND),
	NUMBER(facts, took_us, 0, DAY_US),
	STRUCT(facts, run_fault, fault_fields),
	STRUCT(facts, identity, identity_fields),
	STRUCT(facts, capture, capture_fields),
	STRUCT(facts, sandbox, sandbox_fields),
	ITEMS(facts, "open_files", open_files, open_file_count, MANY, open_file_fields),
	ITEMS(facts, "hosts", hosts, host_count, MANY, host_fields),
	ITEMS(facts, "targets", targets, target_count, MANY, fact_target_table),
	ITEMS(facts, "srvs", srvs, srv_count, MANY, srv_fields),
	ITEMS(facts, "direct", direct, direct_count, 1, fact_target_table),
	{ ROW(facts, pool, FIELD_POINTER), .size = sizeof(struct pool), .of = pool_fields },
	{ 0 }
};

/* ---- numbers of any width ---- */

int64_t field_number(const struct field *f, const void *holder)
{
	const char *at = (const char *)holder + f->offset;
	uint16_t two;
	int32_t four;
	int64_t eight;

	switch (f->size) {
	case sizeof two:
		memcpy(&two, at, sizeof two);
		return two;
	case sizeof four:
		memcpy(&four, at, sizeof four);
		return f->low < 0 ? four : (int64_t)(uint32_t)four;
	default:
		memcpy(&eight, at, sizeof eight);
		return eight;
	}
}

bool field_set_number(const struct field *f, void *holder, int64_t value)
{
	char *at = (char *)holder + f->offset;

	if (value < f->low || value > f->high)
		return false;
	switch (f->size) {
	case sizeof(uint16_t):
		memcpy(at, &(uint16_t){ (uint16_t)value }, sizeof(uint16_t));
		return true;
	case sizeof(uint32_t):
		memcpy(at, &(uint32_t){ (uint32_t)value }, sizeof(uint32_t));
		return true;
	default:
		memcpy(at, &value, sizeof value);
		return true;
	}
}
