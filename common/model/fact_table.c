// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fact_table - the fields of facts, as rows
 */
#include "model/fact_table.h"

#include "model/pool.h"

/* ---- how a row is made ---- */

#define SIZE_OF(holder, field) sizeof(((struct holder *)0)->field)
#define NAMED(label, holder, field, t) .name = (label), .in = #holder, .type = (t), .offset = offsetof(struct holder, field)
#define ROW(holder, field, t) NAMED(#field, holder, field, t)

#define TEXT(holder, field) { ROW(holder, field, FIELD_TEXT) }
#define TEXT_OR_NULL(holder, field) { ROW(holder, field, FIELD_TEXT_OR_NULL) }
#define CHARS(holder, field) { ROW(holder, field, FIELD_CHARS), .size = SIZE_OF(holder, field) }
#define BOOL(holder, field) { ROW(holder, field, FIELD_BOOL) }
#define NUMBER(holder, field, from, to) \
	{ ROW(holder, field, FIELD_NUMBER), .size = SIZE_OF(holder, field), .low = (from), .high = (to) }
#define NUMBER_CALLED(label, holder, field, from, to) \
	{ NAMED(label, holder, field, FIELD_NUMBER), .size = SIZE_OF(holder, field), .low = (from), .high = (to) }
#define STRUCT(holder, field, table) { ROW(holder, field, FIELD_STRUCT), .of = (table) }
#define TEXTS(holder, field) { ROW(holder, field, FIELD_TEXTS) }
#define ITEMS(holder, label, field, count, max, table) \
	{ .name = (label), .in = #holder, .type = FIELD_LIST, .offset = offsetof(struct holder, field), \
	  .size = sizeof *((struct holder *)0)->field, .count_offset = offsetof(struct holder, count), .limit = (max), \
	  .of = (table) }

/* Ranges: times in microseconds up to a day, dates up to the year 9999, sizes as a list may have. */
#define DAY_US INT64_C(86400000000)
#define LAST_SECOND INT64_C(253402300799)
#define MANY 1000000

/* ---- what stands in several places ---- */

static const struct field fault_fields[] = {
	NUMBER(fault, kind, FAULT_NONE, FAULT_FORBIDDEN),
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
	BOOL(cert, may_serve),
	BOOL(cert, may_issue),
	NUMBER(cert, crl, 0, CERT_CRL_HTTP),
	BOOL(cert, limits_names),
	BOOL(cert, unreadable),
	{ 0 }
};

static const struct field address_fields[] = {
	CHARS(address, text),
	NUMBER(address, family, 0, 64),
	BOOL(address, no_network),
	{ 0 }
};

/* ---- TLS ---- */

static const struct field verify_error_fields[] = {
	NUMBER(verify_error, code, 0, 10000),
	NUMBER(verify_error, depth, -1, 1000),
	TEXT(verify_error, text),
	TEXT(verify_error, subject),
	TEXT(verify_error, sha256),
	BOOL(verify_error, namesake),
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
	NUMBER(tls, crl, REVOCATION_NOT_ASKED, REVOCATION_UNKNOWN),
	NUMBER(tls, ocsp, REVOCATION_NOT_ASKED, REVOCATION_UNKNOWN),
	TEXT(tls, crl_why),
	TEXT(tls, ocsp_why),
	BOOL(tls, name_matches),
	TEXT(tls, wanted_name),
	ITEMS(tls, "chain", chain.at, chain.count, MANY, cert_fields),
	ITEMS(tls, "unused", unused.at, unused.count, MANY, cert_fields),
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
	TEXT(answer, challenger),
	TEXT(answer, realm),
	TEXT(answer, schemes),
	TEXT(answer, via),
	NUMBER(answer, retry_after_s, -1, UINT32_MAX),
	ITEMS(answer, "diags", diags, diag_count, MANY, diag_fields),
	{ 0 }
};

static const struct field sample_fields[] = {
	NUMBER(sample, sent_us, -1, DAY_US),
	NUMBER(sample, took_us, -1, DAY_US),
	TEXT(sample, call_id),
	NUMBER(sample, provisional, 0, MANY),
	STRUCT(sample, answer, answer_fields),
	{ 0 }
};

/* ---- endpoints ---- */

static const struct field failed_address_fields[] = {
	STRUCT(failed_address, address, address_fields),
	STRUCT(failed_address, fault, fault_fields),
	BOOL(failed_address, own_network),
	{ 0 }
};

static const struct field host_fields[] = {
	TEXT(host, name),
	NUMBER(host, port, 0, UINT16_MAX),
	NUMBER(host, kind, 0, TARGET_EXTERNAL),
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
	NUMBER(target, kind, 0, TARGET_EXTERNAL),
	TEXT(target, host),
	NUMBER(target, port, 0, UINT16_MAX),
	TEXT(target, address),
	TEXT(target, own_end),
	TEXT(target, method),
	TEXT(target, uri),
	TEXT(target, from),
	STRUCT(target, stopped, stopped_fields),
	{ .name = "phases", .in = "target", .type = FIELD_ARRAY, .offset = offsetof(struct target, phase_us), .size = sizeof(struct phase_time),
	  .count_offset = (size_t)FIELD_NO_COUNT, .limit = PHASE_COUNT, .of = phase_time_fields },
	ITEMS(target, "passed_over", failed_addresses, failed_address_count, MANY, failed_address_fields),
	STRUCT(target, tls, tls_fields),
	ITEMS(target, "samples", samples, sample_count, MANY, sample_fields),
	ITEMS(target, "trace", trace, trace_count, MANY, sample_fields),
	STRUCT(target, trace_fault, fault_fields),
	STRUCT(target, nearest, sample_fields),
	NUMBER_CALLED("strangers", target, unmatched, 0, MANY),
	TEXT(target, unmatched_start),
	NUMBER(target, unmatched_why, 0, WIRE_DISCARD_COUNT - 1),
	NUMBER(target, cut_off, 0, INT32_MAX),
	TEXT(target, cut_off_start),
	NUMBER(target, requests, 0, MANY),
	NUMBER(target, bytes, 0, INT64_MAX),
	{ ROW(target, wire, FIELD_WIRE) },
	{ 0 }
};

/* ---- settings ---- */

static const struct field detail_fields[] = {
	TEXT_OR_NULL(pool_detail, site),
	TEXT_OR_NULL(pool_detail, site_type),
	TEXT_OR_NULL(pool_detail, federation_route),
	TEXT_OR_NULL(pool_detail, external_sip_port),
	TEXT_OR_NULL(pool_detail, external_fqdn),
	TEXT_OR_NULL(pool_detail, external_https_port),
	TEXT_OR_NULL(pool_detail, pool),
	TEXT_OR_NULL(pool_detail, name),
	TEXT_OR_NULL(pool_detail, status),
	NUMBER(pool_detail, reported_at, 0, LAST_SECOND),
	NUMBER(pool_detail, updated_at, 0, LAST_SECOND),
	BOOL(pool_detail, zone_untold),
	NUMBER(pool_detail, session_s, 0, UINT32_MAX),
	NUMBER(pool_detail, short_session_s, 0, UINT32_MAX),
	TEXT_OR_NULL(pool_detail, exposed_url),
	NUMBER(pool_detail, federation_access, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_detail, use),
	TEXT_OR_NULL(pool_detail, subject),
	NUMBER(pool_detail, not_before, 0, LAST_SECOND),
	NUMBER(pool_detail, not_after, 0, LAST_SECOND),
	TEXTS(pool_detail, alternative_names),
	{ 0 }
};

const struct field fact_object_table[] = {
	TEXT_OR_NULL(pool_object, identity),
	TEXT_OR_NULL(pool_object, proxy_fqdn),
	TEXT_OR_NULL(pool_object, verification_level),
	NUMBER(pool_object, enabled, KNOWN_NOT, KNOWN_YES),
	NUMBER(pool_object, is_local, KNOWN_NOT, KNOWN_YES),
	NUMBER(pool_object, shared_address_space, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, domain),
	TEXT_OR_NULL(pool_object, edge_proxy_address),
	NUMBER(pool_object, allow_federated_users, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, routing_method),
	TEXT_OR_NULL(pool_object, default_route_fqdn),
	NUMBER(pool_object, enable_partner_discovery, KNOWN_NOT, KNOWN_YES),
	NUMBER(pool_object, enable_user_replicator, KNOWN_NOT, KNOWN_YES),
	NUMBER(pool_object, apple, KNOWN_NOT, KNOWN_YES),
	NUMBER(pool_object, microsoft, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, push_proxy_uri),
	TEXT_OR_NULL(pool_object, action),
	TEXTS(pool_object, prefixes),
	NUMBER(pool_object, enable_mobility, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, replica_fqdn),
	NUMBER(pool_object, up_to_date, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, product_version),
	TEXT_OR_NULL(pool_object, version),
	TEXT_OR_NULL(pool_object, pool_fqdn),
	NUMBER(pool_object, enable_federation, KNOWN_NOT, KNOWN_YES),
	TEXT_OR_NULL(pool_object, default_route),
	{ ROW(pool_object, detail, FIELD_POINTER), .size = sizeof(struct pool_detail), .of = detail_fields },
	{ 0 }
};

static const struct field section_fields[] = {
	NUMBER(pool_section, how, POOL_NOT_ASKED, POOL_ASKS),
	STRUCT(pool_section, fault, fault_fields),
	ITEMS(pool_section, "objects", objects, count, MANY, fact_object_table),
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

static const struct field external_web_fields[] = {
	TEXT(external_web, host),
	NUMBER(external_web, port, 0, UINT16_MAX),
	STRUCT(external_web, root, mobility_place_fields),
	STRUCT(external_web, mcx, mobility_place_fields),
	STRUCT(external_web, ucwa, mobility_place_fields),
	TEXT(external_web, user_host),
	ITEMS(external_web, "plain", plain, plain_count, EXTERNAL_WEB_PLAIN_MAX, mobility_place_fields),
	{ 0 }
};

static const struct field pool_store_fields[] = {
	TEXT(pool_store, name),
	{ .name = "sections", .in = "pool_store", .type = FIELD_ARRAY, .offset = offsetof(struct pool_store, sections),
	  .size = sizeof(struct pool_section), .count_offset = (size_t)FIELD_NO_COUNT, .limit = POOL_SECTION_COUNT, .of = section_fields },
	{ 0 }
};

static const struct field pool_fields[] = {
	{ .name = "sections", .in = "pool", .type = FIELD_ARRAY, .offset = offsetof(struct pool, sections), .size = sizeof(struct pool_section),
	  .count_offset = (size_t)FIELD_NO_COUNT, .limit = POOL_SECTION_COUNT, .of = section_fields },
	TEXT(pool, version),
	TEXTS(pool, warnings),
	STRUCT(pool, unclosed, fault_fields),
	NUMBER(pool, exported_at, -1, LAST_SECOND),
	NUMBER(pool, exported_last, -1, LAST_SECOND),
	TEXT_OR_NULL(pool, exported_unread),
	STRUCT(pool, fault, fault_fields),
	{ ROW(pool, mobility, FIELD_POINTER), .size = sizeof(struct mobility), .of = mobility_fields },
	ITEMS(pool, "stores", stores, store_count, POOL_STORES_MAX, pool_store_fields),
	NUMBER(pool, stores_left_out, 0, MANY),
	{ ROW(pool, external, FIELD_POINTER), .size = sizeof(struct external_web), .of = external_web_fields },
	{ 0 }
};

/* ---- the run ---- */

/* For recordings older than the field. */
static bool was_complete(const void *holder)
{
	return ((const struct identity *)holder)->chain_complete;
}

static const struct field identity_fields[] = {
	BOOL(identity, given),
	ITEMS(identity, "chain", chain.at, chain.count, MANY, cert_fields),
	ITEMS(identity, "others", others.at, others.count, MANY, cert_fields),
	BOOL(identity, chain_complete),
	{ ROW(identity, of_our_roots, FIELD_BOOL), .absent = was_complete },
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
	NUMBER(open_file, risk, 0, FILE_OF_STRANGER),
	NUMBER(open_file, mode, 0, 07777),
	TEXT(open_file, owner),
	{ 0 }
};

const struct field fact_table[] = {
	NUMBER(facts, taken_at, 0, LAST_SECOND),
	NUMBER(facts, took_us, 0, DAY_US),
	NUMBER(facts, clean_up_us, 0, DAY_US),
	NUMBER(facts, tls_denied, 0, 15),
	STRUCT(facts, run_fault, fault_fields),
	STRUCT(facts, identity, identity_fields),
	STRUCT(facts, capture, capture_fields),
	STRUCT(facts, sandbox, sandbox_fields),
	ITEMS(facts, "open_files", open_files, open_file_count, MANY, open_file_fields),
	ITEMS(facts, "hosts", hosts, host_count, MANY, host_fields),
	ITEMS(facts, "targets", targets, target_count, MANY, fact_target_table),
	ITEMS(facts, "srvs", srvs, srv_count, MANY, srv_fields),
	ITEMS(facts, "direct", direct, direct_count, 1, fact_target_table),
	ITEMS(facts, "externals", externals, external_count, FACTS_EXTERNALS_MAX, fact_target_table),
	NUMBER(facts, externals_left_out, 0, MANY),
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
