// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * measure - the numbers of a run, for perfdata
 *
 * What did not happen has no number.
 */
#ifndef JUDGE_MEASURE_H
#define JUDGE_MEASURE_H

#include "model/rule.h"

bool measure_time(const struct view *, struct measured *);  /* the whole exchange, with -w and -c */
bool measure_whole(const struct view *, struct measured *); /* without: where they are about the round trip */
bool measure_dns(const struct view *, struct measured *);
bool measure_connect(const struct view *, struct measured *);
bool measure_tls(const struct view *, struct measured *);
bool measure_sip(const struct view *, struct measured *);
bool measure_cert_days(const struct view *, struct measured *); /* the least of the judged chain; negative once expired */
bool measure_cert_used(const struct view *, struct measured *); /* the most of the judged chain, 0 to 100 */
bool measure_own_cert_days(const struct view *, struct measured *);
bool measure_own_cert_used(const struct view *, struct measured *);
bool measure_targets(const struct view *, struct measured *);
bool measure_targets_ok(const struct view *, struct measured *); /* neither CRITICAL nor UNKNOWN */
bool measure_rta(const struct view *, struct measured *); /* of the answered samples: mean, least, most */
bool measure_rtmin(const struct view *, struct measured *);
bool measure_rtmax(const struct view *, struct measured *);
bool measure_loss(const struct view *, struct measured *);

#define METRICS_PHASES \
	{ "time_dns", "s", METRIC_HIGHEST, measure_dns, "lookup of the name" }, \
	{ "time_connect", "s", METRIC_HIGHEST, measure_connect, "TCP connection" }, \
	{ "time_tls", "s", METRIC_HIGHEST, measure_tls, "TLS handshake" }, \
	{ "time_sip", "s", METRIC_HIGHEST, measure_sip, "SIP, up to the last answer; under TLS 1.3 what came before the verdict on our certificate is TLS" }
#define METRICS_CERT \
	{ "cert_days", "", METRIC_LOWEST, measure_cert_days, \
	  "life left of the server's certificate, or of an issuer's that ends sooner" }, \
	{ "own_cert_days", "", METRIC_ONCE, measure_own_cert_days, "life left of our certificate" }, \
	{ "cert_used", "%", METRIC_HIGHEST, measure_cert_used, \
	  "lifetime gone of the server's certificate, or of an issuer's that is further" }, \
	{ "own_cert_used", "%", METRIC_ONCE, measure_own_cert_used, "lifetime gone of our certificate" }
#define METRICS_TARGETS \
	{ "targets_ok", "", METRIC_ONCE, measure_targets_ok, "targets that are neither CRITICAL nor UNKNOWN" }, \
	{ "targets", "", METRIC_ONCE, measure_targets, "targets that were asked" }
#define METRICS_ROUND_TRIP \
	{ "rta", "s", METRIC_HIGHEST, measure_rta, "round trip of the answered samples, mean" }, \
	{ "rtmin", "s", METRIC_HIGHEST, measure_rtmin, "round trip of the answered samples, least" }, \
	{ "rtmax", "s", METRIC_HIGHEST, measure_rtmax, "round trip of the answered samples, most" }, \
	{ "loss", "%", METRIC_HIGHEST, measure_loss, "samples without an answer" }

#endif
