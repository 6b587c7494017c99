// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * dashboard - the Grafana dashboard, over Prometheus, Graphite or InfluxDB 1, from one table
 *
 *	dashboard prometheus|graphite|influxdb
 *
 * Prometheus: metrics of --output-format=openmetrics, by node_exporter's textfile collector. Graphite and InfluxDB: what Icinga 2's
 * GraphiteWriter and InfluxdbWriter send with enable_send_metadata, of services whose check commands are push_federation,
 * push_notification and push_config. A panel without a query for a source is left out of its dashboard.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Of the targets that the reader chooses. */
#define PROMETHEUS(name, more) "check_push_" name "{target=~\"$target\"" more "}"
#define OF(plugin) ",plugin=\"check_push_" plugin "\""
/* icinga2(0) . host(1) . services(2) . service(3) . command(4) . perfdata(5) . label(6) . value(7) */
#define GRAPHITE(command, what) "icinga2.$host.services.$service." command "." what
/* As features-available/influxdb.conf names it: a measurement is a check command; tags are hostname, service and metric (a label). */
#define INFLUX(field, command, where, by) \
	"SELECT mean(\"" field "\") FROM /^" command "$/ WHERE \"hostname\" =~ /^$host$/ AND \"service\" =~ /^$service$/" where \
	" AND $timeFilter GROUP BY time($__interval), \"service\"" by " fill(none)"
#define INFLUX_STATE(command) INFLUX("state", command, "", "")
#define INFLUX_LABELS(command, labels) INFLUX("value", command, " AND \"metric\" =~ /^(" labels ")$/", ", \"metric\"")
#define BY_SERVICE(what) "aliasByNode(" what ", 3)"
#define BY_LABEL(what) "aliasByNode(" what ", 3, 6)"

enum source_kind { SOURCE_PROMETHEUS, SOURCE_GRAPHITE, SOURCE_INFLUXDB, SOURCE_COUNT };
enum { QUERIES_MAX = 3 };

struct query {
	const char *text, *legend;
};

static const struct panel {
	const char *title, *description, *type, *unit;
	int width; /* of 24 */
	bool stacked;
	struct query queries[SOURCE_COUNT][QUERIES_MAX];
} panels[] = {
	{
		"State", "0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN", "state-timeline", "none", 24, false,
		{ { { PROMETHEUS("state", ""), "{{plugin}} {{target}}" } },
		  { { BY_SERVICE(GRAPHITE("push_*", "metadata.state")), NULL } },
		  { { INFLUX_STATE("push_.*"), "$tag_service" } } },
	}, {
		"Federation: phases", "What the time of a check went to: DNS, connecting, TLS, the answer", "timeseries", "s", 12, true,
		{ { { "max by (target, phase) (" PROMETHEUS("phase_seconds", OF("federation")) ")", "{{phase}} {{target}}" } },
		  { { BY_LABEL(GRAPHITE("push_federation", "perfdata.time_{dns,connect,tls,sip}.value")), NULL } },
		  { { INFLUX_LABELS("push_federation", "time_(dns|connect|tls|sip)"), "$tag_service.$tag_metric" } } },
	}, {
		"Notification: phases", "The last one lasts as long as all samples together", "timeseries", "s", 12, true,
		{ { { "max by (target, phase) (" PROMETHEUS("phase_seconds", OF("notification")) ")", "{{phase}} {{target}}" } },
		  { { BY_LABEL(GRAPHITE("push_notification", "perfdata.time_{dns,connect,tls,sip}.value")), NULL } },
		  { { INFLUX_LABELS("push_notification", "time_(dns|connect|tls|sip)"), "$tag_service.$tag_metric" } } },
	}, {
		"Notification: round trip", "Of the samples that were answered: mean, least and most", "timeseries", "s", 12, false,
		{ { { PROMETHEUS("rta_seconds", ""), "mean {{target}}" }, { PROMETHEUS("rtmin_seconds", ""), "least {{target}}" },
		    { PROMETHEUS("rtmax_seconds", ""), "most {{target}}" } },
		  { { BY_LABEL(GRAPHITE("push_notification", "perfdata.{rta,rtmin,rtmax}.value")), NULL } },
		  { { INFLUX_LABELS("push_notification", "rta|rtmin|rtmax"), "$tag_service.$tag_metric" } } },
	}, {
		"Notification: loss", "Samples without an answer", "timeseries", "percent", 12, false,
		{ { { "100 * " PROMETHEUS("loss_ratio", ""), "{{target}}" } },
		  { { BY_LABEL(GRAPHITE("push_notification", "perfdata.loss.value")), NULL } },
		  { { INFLUX_LABELS("push_notification", "loss"), "$tag_service.$tag_metric" } } },
	}, {
		"Certificates: days left", "The least of the server's chain, and ours", "timeseries", "d", 12, false,
		{ { { PROMETHEUS("cert_left_seconds", "") " / 86400", "server, {{plugin}} {{target}}" },
		    { PROMETHEUS("own_cert_left_seconds", "") " / 86400", "ours, {{plugin}} {{target}}" } },
		  { { BY_LABEL(GRAPHITE("push_*", "perfdata.{cert_days,own_cert_days}.value")), NULL } },
		  { { INFLUX_LABELS("push_.*", "cert_days|own_cert_days"), "$tag_service.$tag_metric" } } },
	}, {
		"Certificates: end of each", "Days left, of the whole chain", "table", "d", 12, false,
		{ { { "min by (subject) ((" PROMETHEUS("certificate_end_timestamp_seconds", "") " or "
		      PROMETHEUS("own_certificate_end_timestamp_seconds", "") ") - time()) / 86400", "{{subject}}" } } },
	}, {
		"Findings", "What is wrong now: rule, hop of the route, cause", "table", "none", 24, false,
		{ { { "sum by (plugin, target, rule, state, hop, cause) (" PROMETHEUS("findings", "") ")",
		      "{{plugin}} {{rule}} {{state}} {{cause}}" } } },
	}, {
		"Settings: rules", "Rules of check_push_config that failed, or could not be judged", "timeseries", "none", 12, true,
		{ { { PROMETHEUS("rules_failed", ""), "failed {{target}}" }, { PROMETHEUS("rules_unknown", ""), "unknown {{target}}" } },
		  { { BY_LABEL(GRAPHITE("push_config", "perfdata.{rules_failed,rules_unknown}.value")), NULL } },
		  { { INFLUX_LABELS("push_config", "rules_failed|rules_unknown"), "$tag_service.$tag_metric" } } },
	}, {
		"Age of the results", "Time since the last check: does the timer still run?", "timeseries", "s", 12, false,
		{ { { "time() - " PROMETHEUS("run_timestamp_seconds", ""), "{{plugin}} {{target}}" } } },
	},
};

static const struct source {
	const char *name, *title, *uid, *all; /* all: what Grafana puts in for "All" */
	/* what the reader chooses, one or any number: a query for the values, a pattern that takes them out */
	struct variable {
		const char *name, *label, *query, *regex;
		bool many;
	} variables[2];
} sources[SOURCE_COUNT] = {
	[SOURCE_PROMETHEUS] = { "prometheus", "Push notifications (Prometheus)", "check-push-prometheus", ".*",
	  { { "target", "Target", "label_values(check_push_state, target)", "", true } } },
	[SOURCE_GRAPHITE] = { "graphite", "Push notifications (Icinga, Graphite)", "check-push-graphite", "*",
	  { { "host", "Host", "expand(icinga2.*.services.*.push_*)", "/^icinga2\\.([^.]+)\\./", false },
	    { "service", "Service", "expand(icinga2.$host.services.*.push_*)", "/^icinga2\\.[^.]+\\.services\\.([^.]+)\\./", true } } },
	[SOURCE_INFLUXDB] = { "influxdb", "Push notifications (Icinga, InfluxDB)", "check-push-influxdb", ".*",
	  { { "host", "Host", "SHOW TAG VALUES FROM /^push_/ WITH KEY = \"hostname\"", "", false },
	    { "service", "Service", "SHOW TAG VALUES FROM /^push_/ WITH KEY = \"service\" WHERE \"hostname\" =~ /^$host$/", "", true } } },
};

static enum source_kind kind_of(const struct source *source)
{
	return (enum source_kind)(source - sources);
}

static json_t *datasource(const struct source *source)
{
	return json_pack("{ss ss}", "type", source->name, "uid", "${datasource}");
}

/* ---- panels ---- */

static json_t *target(const struct source *source, const struct panel *panel, const struct query *query, size_t index)
{
	char id[] = { (char)('A' + index), 0 };
	bool is_table = strcmp(panel->type, "table") == 0;

	if (kind_of(source) == SOURCE_INFLUXDB)
		return json_pack("{ss so ss sb ss ss}", "refId", id, "datasource", datasource(source), "query", query->text, "rawQuery", 1,
				 "resultFormat", "time_series", "alias", query->legend);
	if (kind_of(source) == SOURCE_GRAPHITE)
		return json_pack("{ss so ss}", "refId", id, "datasource", datasource(source), "target", query->text);
	return json_pack("{ss so ss ss sb sb ss}", "refId", id, "datasource", datasource(source), "expr", query->text,
			 "legendFormat", query->legend, "instant", is_table, "range", !is_table,
			 "format", is_table ? "table" : "time_series");
}

static json_t *targets(const struct source *source, const struct panel *panel, const struct query *queries)
{
	json_t *list = json_array();

	for (size_t i = 0; i < QUERIES_MAX && queries[i].text; i++)
		json_array_append_new(list, target(source, panel, &queries[i], i));
	return list;
}

static json_t *state_mappings(void)
{
	return json_pack("[{ss s{s{ss ss si} s{ss ss si} s{ss ss si} s{ss ss si}}}]", "type", "value", "options",
			 "0", "text", "OK", "color", "green", "index", 0, "1", "text", "WARNING", "color", "yellow", "index", 1,
			 "2", "text", "CRITICAL", "color", "red", "index", 2, "3", "text", "UNKNOWN", "color", "purple", "index", 3);
}

static json_t *field_config(const struct panel *panel)
{
	json_t *defaults = json_pack("{ss}", "unit", panel->unit);

	if (strcmp(panel->type, "state-timeline") == 0)
		json_object_set_new(defaults, "mappings", state_mappings());
	if (strcmp(panel->type, "timeseries") == 0) {
		json_object_set_new(defaults, "min", json_integer(0));
		json_object_set_new(defaults, "custom",
				    json_pack("{ss si s{ss ss}}", "drawStyle", "line", "fillOpacity", panel->stacked ? 40 : 0,
					      "stacking", "mode", panel->stacked ? "normal" : "none", "group", "A"));
	}
	return json_pack("{so s[]}", "defaults", defaults, "overrides");
}

static json_t *options(const struct panel *panel)
{
	if (strcmp(panel->type, "table") == 0)
		return json_pack("{sb}", "showHeader", 1);
	return json_pack("{s{ss ss sb}}", "legend", "displayMode", "list", "placement", "bottom", "showLegend", 1);
}

/* From left to right, a new row where it is full. */
static json_t *all_panels(const struct source *source)
{
	enum { HEIGHT = 8, WIDTH = 24 };
	json_t *list = json_array();
	int x = 0, y = 0;

	for (const struct panel *p = panels; p < panels + sizeof panels / sizeof *panels; p++) {
		const struct query *queries = p->queries[kind_of(source)];
		if (!queries[0].text)
			continue;
		if (x + p->width > WIDTH)
			x = 0, y += HEIGHT;
		json_array_append_new(list,
			json_pack("{si ss ss ss so s{si si si si} so so so}", "id", (int)(p - panels) + 1, "type", p->type,
				  "title", p->title, "description", p->description, "datasource", datasource(source), "gridPos", "x", x,
				  "y", y, "w", p->width, "h", HEIGHT, "targets", targets(source, p, queries), "fieldConfig",
				  field_config(p), "options", options(p)));
		x += p->width;
	}
	return list;
}

/* ---- the whole ---- */

static json_t *variables(const struct source *source)
{
	json_t *list = json_pack("[{ss ss ss ss}]", "type", "datasource", "name", "datasource", "label", "Data source", "query",
				 source->name);

	for (const struct variable *v = source->variables; v < source->variables + 2 && v->name; v++)
		json_array_append_new(list,
			json_pack("{ss ss ss so ss ss si si sb sb ss}", "type", "query", "name", v->name, "label", v->label,
				  "datasource", datasource(source), "query", v->query, "regex", v->regex, "refresh", 2, "sort", 1,
				  "multi", v->many, "includeAll", v->many, "allValue", source->all));
	return list;
}

static int write_dashboard(const struct source *source)
{
	json_t *dashboard = json_pack("{ss ss s[ss] si ss si s{ss ss} so s{so}}", "title", source->title, "uid", source->uid, "tags",
				      "check_push", source->name, "schemaVersion", 36, "refresh", "1m", "version", 1, "time", "from",
				      "now-24h", "to", "now", "panels", all_panels(source), "templating", "list", variables(source));
	bool written = dashboard && json_dumpf(dashboard, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER) == 0 && puts("") != EOF &&
		       fflush(stdout) == 0;

	json_decref(dashboard);
	return !written;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < sizeof sources / sizeof *sources; i++)
		if (strcmp(argv[1], sources[i].name) == 0)
			return write_dashboard(&sources[i]);
	fprintf(stderr, "usage: %s prometheus|graphite|influxdb\n", argv[0]);
	return 1;
}
