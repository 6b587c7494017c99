# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# graphs.bash - in a lab, Prometheus, Graphite and InfluxDB with results of real runs: for the dashboards' test, and for README's pictures
#
# Prometheus asks node_exporter, whose textfile collector reads --output-format=openmetrics. Graphite and InfluxDB get what a running
# Icinga 2 sends, of services that contrib/icinga2/services.conf applies. Everything lives in $GRAPHS, listens inside the lab, and ends
# with it. Wants tests/run/lib.bash, and lab_use.

PROMETHEUS=http://127.0.0.1:9090
GRAPHITE=http://127.0.0.1:8080
INFLUXDB=http://127.0.0.1:8086

# daemon NAME COMMAND...: it runs until the lab ends
daemon() { inside "${@:2}" >"$GRAPHS/$1.log" 2>&1 </dev/null 3>&- & }

fetch() { inside curl -sf --noproxy '*' --max-time 20 "$@"; }

# answers NAME URL: the daemon does, within a minute
answers() { until_true 60 fetch -o "$GRAPHS/answer" "$2" || { tail -n 20 "$GRAPHS/$1.log"; return 1; }; }

# an export whose settings are not all right
make_export() { echo '{"AllowedDomain":[]}' >"$GRAPHS/export.json"; }

# ---- Prometheus ----

# run_to_textfiles: the three plugins, as a timer would run them
run_to_textfiles() {
	write_metrics federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}"
	write_metrics notification -H "$EDGE:$EDGE_PORT" "${OURS[@]}" -n 5 -i 0.02
	write_metrics config -F "$GRAPHS/export.json"
}

# write_metrics PLUGIN [OPTION...]: whole or not at all, for the collector may look at any time
write_metrics() {
	inside "$PLUGIN_DIR/check_push_$1" --output-format=openmetrics "${@:2}" >"$GRAPHS/new" || true
	mv "$GRAPHS/new" "$GRAPHS/textfiles/check_push_$1.prom"
}

prometheus_start() {
	mkdir -p "$GRAPHS/textfiles"
	make_export
	run_to_textfiles
	daemon node_exporter prometheus-node-exporter --web.listen-address=127.0.0.1:9100 --collector.disable-defaults \
		--collector.textfile --collector.textfile.directory="$GRAPHS/textfiles"
	printf '%s\n' 'global: { scrape_interval: 1s }' 'scrape_configs: [ { job_name: node, static_configs: [ { targets: ["127.0.0.1:9100"] } ] } ]' \
		>"$GRAPHS/prometheus.yml"
	daemon prometheus prometheus --config.file="$GRAPHS/prometheus.yml" --storage.tsdb.path="$GRAPHS/tsdb" \
		--web.listen-address=127.0.0.1:9090
	until_true 60 scraped || { tail -n 20 "$GRAPHS/prometheus.log"; return 1; }
}

# scraped: the metrics of all three
scraped() { [[ $(fetch -g "$PROMETHEUS/api/v1/query?query=check_push_state" | jq '.data.result | length') == 3 ]]; }

# ---- Graphite, and Icinga that sends to it ----

graphite_start() {
	mkdir -p "$GRAPHS"/graphite/{whisper,log,conf}
	printf '%s\n' '[cache]' "STORAGE_DIR = $GRAPHS/graphite" "LOCAL_DATA_DIR = $GRAPHS/graphite/whisper" "CONF_DIR = $GRAPHS/graphite/conf" \
		"LOG_DIR = $GRAPHS/graphite/log" "PID_DIR = $GRAPHS/graphite" 'MAX_CREATES_PER_MINUTE = inf' 'LINE_RECEIVER_INTERFACE = 127.0.0.1' \
		'PICKLE_RECEIVER_INTERFACE = 127.0.0.1' 'CACHE_QUERY_INTERFACE = 127.0.0.1' >"$GRAPHS/graphite/conf/carbon.conf"
	printf '%s\n' '[all]' 'pattern = .*' 'retentions = 5s:1h' >"$GRAPHS/graphite/conf/storage-schemas.conf"
	printf '%s = "%s"\n' STORAGE_DIR "$GRAPHS/graphite" LOG_DIR "$GRAPHS/graphite/log" CONF_DIR "$GRAPHS/graphite/conf" \
		STATIC_ROOT /usr/share/graphite-web/static SECRET_KEY test TIME_ZONE UTC >"$GRAPHS/graphite/conf/graphite_of_test.py"
	daemon carbon carbon-cache --config="$GRAPHS/graphite/conf/carbon.conf" --nodaemon start
	graphite_web migrate --run-syncdb >"$GRAPHS/migrate.log" 2>&1 || { cat "$GRAPHS/migrate.log"; return 1; }
	graphite_web runserver --noreload 127.0.0.1:8080 >"$GRAPHS/graphite.log" 2>&1 </dev/null 3>&- &
	answers graphite "$GRAPHITE/metrics/find?query=*"
}

graphite_web() {
	inside env GRAPHITE_SETTINGS_MODULE=graphite_of_test DJANGO_SETTINGS_MODULE=graphite.settings PYTHONPATH="$GRAPHS/graphite/conf" \
		/usr/bin/python3 -W ignore -m django "$@"
}

# ---- InfluxDB ----

influxdb_start() {
	mkdir -p "$GRAPHS/influxdb"
	cat >"$GRAPHS/influxdb/influxdb.conf" <<-END
		reporting-disabled = true
		bind-address = "127.0.0.1:8088"
		[meta]
		dir = "$GRAPHS/influxdb/meta"
		[data]
		dir = "$GRAPHS/influxdb/data"
		wal-dir = "$GRAPHS/influxdb/wal"
		[http]
		bind-address = "127.0.0.1:8086"
	END
	daemon influxdb influxd run -config "$GRAPHS/influxdb/influxdb.conf"
	answers influxdb "$INFLUXDB/ping"
	fetch -d 'q=CREATE DATABASE icinga2' "$INFLUXDB/query" >/dev/null
}

# influxdb_query QUERY: its answer
influxdb_query() { fetch -G "$INFLUXDB/query" -d db=icinga2 --data-urlencode "q=$1"; }

# influxdb_writer: Icinga's own example, with its comments taken for settings
influxdb_writer() {
	sed -n '/^object InfluxdbWriter/,/^}/p' /etc/icinga2/features-available/influxdb.conf |
		sed 's,//,,; s/^object.*/&\nenable_send_metadata = true/; s/flush_interval = .*/flush_interval = 1s/'
}

# icinga_start: services that are checked every second
icinga_start() {
	local directory plugin
	mkdir -p "$GRAPHS/icinga/check_push"
	for plugin in federation notification config; do "$PLUGIN_DIR/document_check_push_$plugin" icinga2; done >"$GRAPHS/icinga/commands.conf"
	sed 's/_interval = .*/_interval = 1s/' "$TOP/contrib/icinga2/services.conf" >"$GRAPHS/icinga/services.conf"
	icinga_ini >"$GRAPHS/icinga/check_push.ini"
	cat >"$GRAPHS/icinga/icinga2.conf" <<-END
		const PluginDir = "/usr/lib/nagios/plugins"
		include <itl>
		include <plugins>
		const PluginContribDir = "$PLUGIN_DIR"
		include "commands.conf"
		include "services.conf"
		object CheckerComponent "checker" {}
		object GraphiteWriter "graphite" { enable_send_metadata = true; enable_send_thresholds = true }
		$([ ! -d "$GRAPHS/influxdb" ] || influxdb_writer)
		object Host "$EDGE" {
			import "push-edge"
			vars.push_extra_opts = "@$GRAPHS/icinga/check_push.ini"
			vars.push_count = 5
			vars.push_interval = 0.02
		}
		object Host "$POOL" {
			check_command = "dummy"
			vars.push_role_pool = true
			vars.push_extra_opts = "@$GRAPHS/icinga/check_push.ini"
			vars.push_file = "$GRAPHS/export.json"
		}
	END
	directory=()
	for plugin in DataDir LogDir CacheDir SpoolDir InitRunDir; do directory+=(-D "$plugin=$GRAPHS/icinga"); done
	daemon icinga icinga2 daemon -c "$GRAPHS/icinga/icinga2.conf" "${directory[@]}" -D "PidPath=$GRAPHS/icinga/pid" \
		-D "RunAsUser=$(id -un)" -D "RunAsGroup=$(id -gn)"
	until_true 60 arrived || { tail -n 20 "$GRAPHS/icinga.log"; return 1; }
}

icinga_ini() {
	printf '%s\n' '[check_push_federation]' "client-cert = $PKI/probe.pem" "private-key = $PKI/probe.key" "ca-cert = $PKI/ca.pem" \
		"from = sip:monitor@$ORG_DOMAIN" "port = $EDGE_PORT" | tee "$GRAPHS/icinga/section"
	sed 's/federation/notification/' "$GRAPHS/icinga/section"
	printf '%s\n' '[check_push_config]' "domain = $PUSH_DOMAIN"
}

# arrived: at Graphite, of all three services
arrived() { [[ $(fetch "$GRAPHITE/metrics/expand?query=icinga2.*.services.*.push_*.perfdata.time.value" | jq '.results | length') == 3 ]]; }
