// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * openmetrics - the result for Prometheus and its kin, by a collector that takes a file of text
 *
 * Gauges only, named check_push_..., in base units (seconds, ratios), without times of their own: what OpenMetrics and
 * Prometheus' older text format read alike. Each sample says which plugin, what was asked (target) and for which domain; those
 * about one target also its host. So the files of several services may stand side by side. Nothing of a sentence is in a
 * label: one would be another series every time.
 * Source: OpenMetrics 1.0; what node_exporter's textfile collector and promtool take.
 */
#ifndef REPORT_OPENMETRICS_H
#define REPORT_OPENMETRICS_H

#include "base/buf.h"
#include "report/report.h"

enum { OPENMETRICS_MAX = 16 * 1024 * 1024 };

/* False: no memory; nothing usable was appended. */
[[nodiscard]] bool openmetrics_write(const struct report *, struct buf *);

/* UNKNOWN, and why nothing was checked. */
[[nodiscard]] bool openmetrics_refuse(const struct plugin *, const struct plan *, const char *why, struct buf *);

#endif
