#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# grafana - every query of the dashboards, asked of a real Prometheus, Graphite and InfluxDB, brings what the panel shows
#
# Grafana itself is in no Debian: how it draws them is not tested here, only what it would ask, and get.

load ../run/lib
load graphs

GRAPHS=$BATS_FILE_TMPDIR/graphs

setup_file() {
	lab_start "$LAB" contoso --pool
	lab_use "$LAB"
	mkdir -p "$GRAPHS"
	"$PLUGIN_DIR/dashboard" prometheus >"$GRAPHS/prometheus.json"
	"$PLUGIN_DIR/dashboard" graphite >"$GRAPHS/graphite.json"
	"$PLUGIN_DIR/dashboard" influxdb >"$GRAPHS/influxdb.json"
	prometheus_start
	graphite_start
	influxdb_start
	icinga_start
}

teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() { lab_use "$LAB"; }

# queries SOURCE: title, legend (or -) and query of each, with what a reader chooses put in for the variables
queries() {
	jq -r '.panels[] as $p | $p.targets[] | [$p.title, .legendFormat // .alias // "-", .expr // .target // .query] | @tsv' "$GRAPHS/$1.json" |
		sed "s/\\\$target/$EDGE:$EDGE_PORT|.*export.json/; s/\\\$host/*/; s/\\\$service/*/"
}

ask_prometheus() { fetch -G "$PROMETHEUS/api/v1/query" --data-urlencode "query=$1"; }

# ask_graphite QUERY: the series that have a value in the last minute, as [{name, value}]
ask_graphite() {
	fetch -G "$GRAPHITE/render" -d format=json -d from=-1min --data-urlencode "target=$1" |
		jq -c '[.[] | {name: .target, value: (.datapoints | map(.[0] | numbers) | last)} | select(.value != null)]'
}

@test "Prometheus: every query brings data, with the labels that its legend names" {
	queries prometheus >"$BATS_TEST_TMPDIR/queries"
	(($(wc -l <"$BATS_TEST_TMPDIR/queries") >= 10))
	while IFS=$'\t' read -r title legend query; do
		answer=$(ask_prometheus "$query") || fail "$title: Prometheus refuses $query"
		(($(jq '.data.result | length' <<<"$answer") > 0)) || fail "$title: nothing for $query" "$answer"
		for label in $(grep -oE '\{\{[a-z]+' <<<"$legend" | tr -d '{'); do
			jq -e --arg l "$label" '.data.result | all(.metric[$l] != null)' <<<"$answer" >/dev/null ||
				fail "$title: a series without $label, which its legend names" "$answer"
		done
	done <"$BATS_TEST_TMPDIR/queries"
}

@test "Prometheus: the numbers are those of the runs" {
	[[ $(ask_prometheus 'check_push_state' | jq -r '[.data.result[] | .metric.plugin + "=" + .value[1]] | sort | join(" ")') == \
		'check_push_config=2 check_push_federation=0 check_push_notification=0' ]]
	phases=$(queries prometheus | awk -F'\t' '$1 == "Federation: phases" { print $3 }')
	[[ $(ask_prometheus "$phases" | jq -r '[.data.result[].metric.phase] | sort | join(" ")') == 'connect dns sip tls' ]]
	days=$(queries prometheus | awk -F'\t' '$1 == "Certificates: days left" && /own_cert/ { print $3 }')
	ask_prometheus "$days" | jq -e '.data.result | length == 2 and all(.value[1] | tonumber | . > 300 and . < 400)' >/dev/null
	ask_prometheus "$(queries prometheus | awk -F'\t' '$1 == "Findings" { print $3 }')" |
		jq -e '.data.result | any(.metric.rule == "domain.allowed" and .metric.state == "CRITICAL")' >/dev/null
}

@test "Prometheus: what the reader chooses a target from" {
	[[ $(jq -r '.templating.list[1].query' "$GRAPHS/prometheus.json") == 'label_values(check_push_state, target)' ]]
	fetch -G "$PROMETHEUS/api/v1/label/target/values" -d 'match[]=check_push_state' |
		jq -e --arg edge "$EDGE:$EDGE_PORT" '.data | length == 2 and any(. == $edge)' >/dev/null
}

@test "Prometheus: a route that breaks is seen" {
	broken() { [[ $(ask_prometheus 'check_push_state{plugin="check_push_federation"}' | jq -r '.data.result[0].value[1]') == 2 ]]; }
	world partner-wrong-name
	run_to_textfiles
	until_true 20 broken || fail "it is not" "$(ask_prometheus check_push_state)"
	ask_prometheus "$(queries prometheus | awk -F'\t' '$1 == "Findings" { print $3 }')" |
		jq -e '.data.result | any(.metric.hop == "2" and .metric.state == "CRITICAL")' >/dev/null
	world
	run_to_textfiles
}

@test "Graphite: every query brings data, under names that tell service and label" {
	queries graphite >"$BATS_TEST_TMPDIR/queries"
	(($(wc -l <"$BATS_TEST_TMPDIR/queries") >= 7))
	while IFS=$'\t' read -r title _ query; do
		answer=$(ask_graphite "$query") || fail "$title: Graphite refuses $query"
		(($(jq length <<<"$answer") > 0)) || fail "$title: nothing for $query" "$answer"
		jq -e 'all(.name | test("^push_(federation|notification|config)([.][a-z_]+)?$"))' <<<"$answer" >/dev/null ||
			fail "$title: other names" "$answer"
	done <"$BATS_TEST_TMPDIR/queries"
}

# shown TITLE: the names that a panel over Graphite shows
shown() { ask_graphite "$(queries graphite | awk -F'\t' -v t="$1" '$1 == t { print $3 }')" | jq -r '[.[].name] | sort | join(" ")'; }

@test "Graphite: each panel shows what it should" {
	[[ $(shown State) == 'push_config push_federation push_notification' ]]
	[[ $(shown 'Federation: phases') == 'push_federation.time_connect push_federation.time_dns push_federation.time_sip push_federation.time_tls' ]]
	[[ $(shown 'Notification: round trip') == 'push_notification.rta push_notification.rtmax push_notification.rtmin' ]]
	[[ $(shown 'Notification: loss') == push_notification.loss ]]
	[[ $(shown 'Settings: rules') == 'push_config.rules_failed push_config.rules_unknown' ]]
	[[ $(shown 'Certificates: days left') == 'push_federation.cert_days push_federation.own_cert_days push_notification.cert_days push_notification.own_cert_days' ]]
}

@test "Graphite: what the reader chooses host and service from" {
	# chosen NAME: its values, as Grafana makes them of query and pattern
	chosen() {
		local query pattern
		query=$(jq -r --arg n "$1" '.templating.list[] | select(.name == $n) | .query' "$GRAPHS/graphite.json")
		pattern=$(jq -r --arg n "$1" '.templating.list[] | select(.name == $n) | .regex[1:-1]' "$GRAPHS/graphite.json")
		query=${query#expand(} query=${query%)} query=${query/\$host/*}
		fetch -G "$GRAPHITE/metrics/expand" --data-urlencode "query=$query" |
			jq -r --arg p "$pattern" '[.results[] | capture($p | sub("[(]"; "(?<x>")).x] | unique | join(" ")'
	}
	[[ $(chosen host) == "${EDGE//./_} ${POOL//./_}" ]]
	[[ $(chosen service) == 'push_config push_federation push_notification' ]]
}

# ask_influxdb LEGEND QUERY: the series that have a value in the last minute, as [{name, value}], named by the legend
ask_influxdb() {
	local query=${2//\$timeFilter/time > now() - 1m}
	query=${query//\$__interval/1m}
	influxdb_query "${query//[*]/.*}" | jq -c --arg legend "$1" '[.results[].series[]? |
		{name: (.tags as $tags | $legend | gsub("[$]tag_(?<t>[a-z]+)"; $tags[.t])), value: (.values | map(.[1] | numbers) | last)} | select(.value != null)]'
}

# over_influxdb TITLE: the names that a panel over InfluxDB shows
over_influxdb() {
	local legend query
	IFS=$'\t' read -r _ legend query < <(queries influxdb | awk -F'\t' -v t="$1" '$1 == t')
	ask_influxdb "$legend" "$query" | jq -r '[.[].name] | unique | join(" ")'
}

@test "InfluxDB: each panel shows what it should, under names that say service and label" {
	stored() { [[ $(over_influxdb State) == 'push config push federation push notification' ]]; }
	until_true 60 stored || fail 'not all services have a state' "$(over_influxdb State)"
	[[ $(over_influxdb 'Federation: phases') == 'push federation.time_connect push federation.time_dns push federation.time_sip push federation.time_tls' ]]
	[[ $(over_influxdb 'Notification: round trip') == 'push notification.rta push notification.rtmax push notification.rtmin' ]]
	[[ $(over_influxdb 'Notification: loss') == 'push notification.loss' ]]
	[[ $(over_influxdb 'Settings: rules') == 'push config.rules_failed push config.rules_unknown' ]]
	[[ $(over_influxdb 'Certificates: days left') == 'push federation.cert_days push federation.own_cert_days push notification.cert_days push notification.own_cert_days' ]]
	(($(queries influxdb | wc -l) == 7))
}

@test "InfluxDB: what the reader chooses host and service from" {
	tags() { influxdb_query "$(jq -r --arg n "$1" '.templating.list[] | select(.name == $n) | .query' "$GRAPHS/influxdb.json" | sed "s/\\\$host/.*/")" |
		jq -r '[.results[].series[].values[][1]] | unique | join(" ")'; }
	[[ $(tags host) == "$EDGE $POOL" ]] || fail "$(tags host)"
	[[ $(tags service) == 'push config push federation push notification' ]] || fail "$(tags service)"
}

@test "a dashboard is what Grafana takes for one: panels side by side, ids and letters once, units and types it knows" {
	for source in prometheus graphite influxdb; do
		jq -e '
			(.panels | map(.id) | length == (unique | length)) and
			(.panels | all(.gridPos.x + .gridPos.w <= 24 and (.type | IN("timeseries", "table", "state-timeline")) and
				(.fieldConfig.defaults.unit | IN("s", "d", "percent", "none")) and
				(.targets | length > 0 and (map(.refId) | length == (unique | length))))) and
			([.panels[] | [range(.gridPos.x; .gridPos.x + .gridPos.w)] as $xs | .gridPos.y as $y | $xs[] | [., $y]] |
				length == (unique | length)) and
			(.schemaVersion == 36) and (.uid | length <= 40) and
			(.templating.list[0] | .type == "datasource") and
			([.. | objects | select(has("datasource")).datasource.uid] | all(. == "${datasource}"))' "$GRAPHS/$source.json" >/dev/null ||
			fail "not so: $source"
	done
}

@test "a dashboard is one for Grafana's own types" {
	local types=$BATS_TEST_TMPDIR/types source
	cp -r "$BATS_TEST_DIRNAME/grafana_types" "$types"
	command -v npm >/dev/null || skip 'there is no npm'
	timeout 120 npm --prefix "$types" ci --no-audit --no-fund >"$types/npm.log" 2>&1 || skip "npm has no registry: $(tail -n 1 "$types/npm.log")"
	for source in prometheus graphite influxdb; do
		# JSON has no enumerations, so the one of a value mapping is named here.
		{
			echo 'import { MappingType, type Dashboard } from "@grafana/schema";'
			echo 'export const dashboard: Dashboard ='
			sed 's/"type": "value"/"type": MappingType.ValueToText/' "$GRAPHS/$source.json"
		} >"$types/$source.ts"
	done
	(cd "$types" && node_modules/.bin/tsc --noEmit --strict --skipLibCheck --module esnext --moduleResolution bundler ./*.ts)
}
