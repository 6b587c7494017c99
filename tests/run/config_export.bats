#!/usr/bin/env bats
# shellcheck disable=SC1091,SC2154 # results are set by lib.bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# config_export - exports: every shape that a site can write, every file that is none, age, rules; no network
#
# The files are those of tests/data/exports, whose README says how a site gets one like each.

load lib

EXPORTS=${EXPORTS:-$TOP/tests/data/exports}
ALWAYS=(--ignore export.age)	# the files grow old

setup() {
	[[ -x $PLUGIN_DIR/check_push_config ]] || { echo "no plugins in $PLUGIN_DIR: make, or set PLUGIN_DIR"; return 1; }
	FILE=$BATS_TEST_TMPDIR/export
}

judge() {
	recorded config "$@"
	observe timeout -k 2 "$LIMIT" "${PROBE_RUN[@]}"
}

# ---- shapes ----

# shape FILE [OPTION...]: read whole, all rules hold
shape() {
	judge -F "$EXPORTS/$1" "${ALWAYS[@]}" "${@:2}"
	is OK
	has rules_failed=0 rules_unknown=0 time
	lacks time_open requests cert_days
	((${metric[rules_ok]%%;*} >= 11)) || fail "only ${metric[rules_ok]} rules held"
}

@test "CLIXML, a hashtable" { shape clixml-hashtable.xml; has export_age; }
@test "CLIXML, UTF-16" { shape clixml-utf16.xml; }
@test "CLIXML, UTF-16, the other byte order" {
	iconv -f UTF-16 -t UTF-16BE "$EXPORTS/clixml-utf16.xml" | { printf '\376\377'; cat; } >"$FILE"
	EXPORTS='' shape "$FILE"
}
@test "CLIXML, a mixed list from a remote session" { shape clixml-mixed-remote.xml; }
@test "CLIXML of powershell -OutputFormat XML" {
	{ printf '#< CLIXML\r\n'; cat "$EXPORTS/clixml-mixed-remote.xml"; } >"$FILE"
	EXPORTS='' shape "$FILE"
}
@test "JSON of Windows PowerShell 5.1" { shape json-5.1.json; has export_age; }
@test "JSON of PowerShell 7" { shape json-7.json; }
@test "JSON from a remote session" { shape json-remote.json; }
@test "JSON with texts and single objects" { shape json-texts-and-single-objects.json; }
@test "one file for each cmdlet" {
	local file files=()
	for file in "$EXPORTS"/one-for-each/*; do files+=(-F "$file"); done
	judge "${files[@]}" "${ALWAYS[@]}"
	is OK
	has rules_failed=0 rules_unknown=0
}
# with_store CHANGE: an export, and beside it that of an Edge's own replica, changed by a line of Python
with_store() {
	/usr/bin/python3 - "$EXPORTS/json-7.json" "$FILE" "$1" <<-'EOF'
		import json, sys
		edge = json.load(open(sys.argv[1], encoding="utf-8-sig"))
		edge["LocalStore"] = "edge01.contoso.com"
		exec(sys.argv[3])
		json.dump(edge, open(sys.argv[2], "w", encoding="utf-8"))
	EOF
	judge -F "$EXPORTS/json-7.json" -F "$FILE" "${ALWAYS[@]}" -v
}

@test "an Edge's own replica beside the pool's settings" {
	with_store pass
	is OK
	finds OK edge.store edge01.contoso.com
}
@test "an Edge's own replica, where a setting never arrived" {
	with_store 'edge["AllowedDomain"] = []'
	is WARNING store-differs Get-CsAllowedDomain edge01.contoso.com
	with_store 'edge["AccessEdgeConfiguration"][0]["AllowFederatedUsers"] = False'
	is WARNING store-differs AllowFederatedUsers edge01.contoso.com
	with_store 'edge["HostingProvider"][-1]["IsLocal"] = True'
	is WARNING store-differs IsLocal edge01.contoso.com
}
@test "the own replicas of two Edges: each is compared" {
	with_store 'edge["BlockedDomain"] = []'
	cp "$FILE" "$FILE.1"
	with_store 'edge["LocalStore"] = "edge02.contoso.com"'
	judge -F "$EXPORTS/json-7.json" -F "$FILE.1" -F "$FILE" "${ALWAYS[@]}" -v
	is WARNING store-differs Get-CsBlockedDomain edge01.contoso.com
	finds OK edge.store edge02.contoso.com
}
@test "an Edge's certificate beside the pool's settings is judged" {
	with_store 'edge["Certificate"] = [{"Use": "AccessEdgeExternal", "NotBefore": "2020-01-01T00:00:00Z", "NotAfter": "2021-01-01T00:00:00Z"}]'
	is CRITICAL cert-expired AccessEdgeExternal
}
@test "an Edge's own replica alone" {
	with_store pass
	judge -F "$FILE" "${ALWAYS[@]}" -v
	is OK
	finds_no edge.store
}
@test "standard input" {
	# shellcheck disable=SC2016
	observe bash -c '"$1" -F - "${@:2}" <"$0"' "$EXPORTS/clixml-utf16.xml" "$PLUGIN_DIR/check_push_config" "${ALWAYS[@]}"
	is OK
	has rules_failed=0 rules_unknown=0
}

# edge FILE: the Edge's half alone; the settings of the pool are reported as not asked
edge() {
	judge -F "$EXPORTS/$1" --edge=ocs2007r2 "${ALWAYS[@]}" -v
	is OK
	has rules_failed=0 rules_unknown=0
	finds OK partner.direct push.lync.com sipfed.online.lync.com
	finds NOTE push.services Get-CsPushNotificationConfiguration
}

@test "an old Edge's, by winrm" { edge edge-winrm.xml; }
@test "an old Edge's, by Get-WmiObject" { edge edge-wmi.xml; }
@test "an old Edge's, of which nothing was said" {
	judge -F "$EXPORTS/edge-winrm.xml" "${ALWAYS[@]}" -v
	is UNKNOWN not-seen edge-winrm.xml
	finds UNKNOWN provider.one 'OCS 2007 R2' --edge=ocs2007r2
}
@test "an old Edge's and a pool's" {
	judge -F "$EXPORTS/edge-winrm.xml" -F "$EXPORTS/json-7.json" --edge=ocs2007r2 "${ALWAYS[@]}" -v
	is OK -
	finds OK partner.direct push.lync.com sipfed.online.lync.com
	finds OK push.services Apple Global
}
@test "an old Edge's and a pool's, whose hosting providers are not those of the Edge" {
	sed 's/"HostingProvider": \[/"HostingProvider": [], "Other": [/' "$EXPORTS/json-7.json" >"$FILE"
	judge -F "$FILE" "${ALWAYS[@]}"
	is CRITICAL provider-missing sipfed.online.lync.com
	judge -F "$EXPORTS/edge-winrm.xml" -F "$FILE" --edge=ocs2007r2 "${ALWAYS[@]}" -v
	is OK -
	finds NOTE provider.one Get-CsHostingProvider
}

# ---- what it says ----

# changed STATE CAUSE VALUE SED [OPTION...]: json-7.json, with a change
changed() {
	sed -E "$4" "$EXPORTS/json-7.json" >"$FILE"
	! cmp -s "$EXPORTS/json-7.json" "$FILE" || fail "nothing was changed by: $4" ''
	judge -F "$FILE" "${ALWAYS[@]}" "${@:5}"
	is "$1" "$2" "$3"
}

# with_nul CMDLET SED: a value of json-7.json, then of its CLIXML twin, goes on behind a NUL; what it is cannot be known
with_nul() {
	changed UNKNOWN not-seen "$1" "$2"
	[[ ${metric[rules_failed]%%;*} == 0 ]] || fail 'a rule failed'
}
with_nul_xml() {
	sed -E "$2" "$EXPORTS/clixml-hashtable.xml" >"$FILE"
	! cmp -s "$EXPORTS/clixml-hashtable.xml" "$FILE" || fail "nothing was changed by: $2" ''
	judge -F "$FILE" "${ALWAYS[@]}"
	is UNKNOWN not-seen "$1"
	[[ ${metric[rules_failed]%%;*} == 0 ]] || fail 'a rule failed'
}

@test "a NUL in a value: no shorter value is judged in its place" {
	with_nul Get-CsAllowedDomain 's/("(Identity|Domain)": "push.lync.com)"/\1\\u0000.evil.example"/'
	with_nul Get-CsHostingProvider 's/"sipfed.online.lync.com"/"sipfed.online.lync.com\\u0000.evil.example"/'
	with_nul Get-CsHostingProvider 's/"UseSourceVerification"/"UseSourceVerification\\u0000x"/'
	with_nul Get-CsHostingProvider 's/"Enabled": true/"Enabled": "true\\u0000"/'
	with_nul Get-CsBlockedDomain 's/"spam.example.com"/"push.lync.com\\u0000.evil.example"/'
	with_nul Get-CsAccessEdgeConfiguration 's/"AllowFederatedUsers": true/"AllowFederatedUsers": "true\\u0000x"/'
	with_nul Get-CsPushNotificationConfiguration 's/"EnableApplePushNotificationService": true/"EnableApplePushNotificationService": "True\\u0000"/'
	with_nul Get-CsMcxConfiguration 's/"sip:push@push.lync.com"/"sip:push@push.lync.com\\u0000.evil.example"/'
	with_nul Get-CsImFilterConfiguration 's/"callto:"/"http:\\u0000x"/'
	with_nul Get-CsMobilityPolicy 's/"EnableMobility": true/"EnableMobility": "true\\u0000"/'
	with_nul Get-CsManagementStoreReplicationStatus 's/"UpToDate": true/"UpToDate": "true\\u0000"/'
	with_nul_xml Get-CsAllowedDomain 's/(N="(Identity|Domain)">push.lync.com)</\1_x0000_.evil.example</'
	with_nul_xml Get-CsHostingProvider 's/>sipfed.online.lync.com</>sipfed.online.lync.com_x0000_.evil.example</'
	with_nul_xml Get-CsMcxConfiguration 's/(N="PushNotificationProxyUri">[^<]*)</\1_x0000_x</'
	with_nul_xml Get-CsHostingProvider 's/<ToString>UseSourceVerification</<ToString>UseSourceVerification_x0000_x</'
}
@test "a NUL in what no rule looks at" { changed OK - '' 's/"Comment": null/"Comment": "a\\u0000b"/'; }

@test "a provider that is disabled" { changed CRITICAL provider-disabled LyncOnline 's/"Enabled": true/"Enabled": false/'; }
@test "a level by number" { changed OK - '' 's/"UseSourceVerification"/2/'; }
@test "a level by another number" { changed OK - '' 's/"UseSourceVerification"/0/' -v; finds NOTE provider-verification 'VerificationLevel 0'; }
@test "a filter by number" { changed UNKNOWN not-seen 'Action 1' 's/"callto:"/"http:"/; s/"Action": "Block"/"Action": 1/' -v; finds UNKNOWN not-seen Export-PushConfig.ps1; }
@test "a filter by the number of the default" { changed OK - '' 's/"callto:"/"http:"/; s/"Action": "Block"/"Action": 0/'; }
@test "a 2015 by the book" {
	judge -F "$EXPORTS/skype-2015-by-the-book.xml" "${ALWAYS[@]}" --server=2015 -v
	is OK
	has rules_failed=0 rules_unknown=0
	shows 'checks passed'
	hides 'push is off'
	finds OK push.services Microsoft
	judge -F "$EXPORTS/skype-2015-by-the-book.xml" "${ALWAYS[@]}" --server=2019 -v
	is OK
	finds NOTE push.services Apple 2019
	judge -F "$EXPORTS/skype-2015-by-the-book.xml" "${ALWAYS[@]}" --server=2013 -v
	is WARNING push-off Apple
	judge -F "$EXPORTS/skype-2015-by-the-book.xml" "${ALWAYS[@]}" -v
	is WARNING push-off Apple
	shows --server
}
@test "enumerations by number: what is not judged is no success" {
	judge -F "$EXPORTS/json-enums-as-numbers.json" "${ALWAYS[@]}" -v
	is UNKNOWN not-seen 'Action 1'
	has rules_unknown=1 rules_failed=0
	hides 'all '
	hides UseSourceVerification
}
@test "a filter whose prefixes are one text" {
	/usr/bin/python3 - "$EXPORTS/json-7.json" "$FILE" <<-'END'
		import json, sys
		settings = json.load(open(sys.argv[1]))
		for row in settings["ImFilterConfiguration"]:
		    row["Prefixes"] = " ".join(row["Prefixes"] + ["http:"])
		json.dump(settings, open(sys.argv[2], "w"))
	END
	judge -F "$FILE" "${ALWAYS[@]}"
	is WARNING im-filter http:
}
@test "a proxy in other letters, with a dot" { changed OK - '' 's/"sipfed.online.lync.com"/"SIPFED.Online.lync.com."/'; }
@test "a longer proxy" { changed CRITICAL provider-missing ' sipfed.online.lync.com' 's/"sipfed.online.lync.com"/"xsipfed.online.lync.com"/'; }
@test "a member that is not there" { changed UNKNOWN not-seen AllowFederatedUsers 's/"AllowFederatedUsers"/"AllowOthers"/'; }
@test "a cmdlet that is not there" { changed UNKNOWN not-seen Get-CsBlockedDomain 's/"BlockedDomain"/"Other"/'; }
@test "a lesser cmdlet that is not there" {
	changed OK - '' 's/"MobilityPolicy"/"Other"/' -v
	finds NOTE mobility.policy Get-CsMobilityPolicy
}
@test "a cmdlet that ran and gave nothing" {
	/usr/bin/python3 - "$EXPORTS/json-7.json" "$FILE" <<-'END'
		import json, sys
		settings = json.load(open(sys.argv[1]))
		settings["AllowedDomain"] = []
		json.dump(settings, open(sys.argv[2], "w"))
	END
	judge -F "$FILE" "${ALWAYS[@]}"
	is CRITICAL domain-not-allowed push.lync.com
}
@test "a cmdlet that failed and left null" {
	changed UNKNOWN not-seen Get-CsBlockedDomain 's/"BlockedDomain"/"BlockedDomain": null, "Other"/'
}
@test "a cmdlet that failed and left its own file empty" {
	local own=$BATS_TEST_TMPDIR/Get-CsBlockedDomain.json
	: >"$own"
	sed 's/"BlockedDomain"/"Other"/' "$EXPORTS/json-7.json" >"$FILE"
	judge -F "$own" -F "$FILE" "${ALWAYS[@]}"
	is UNKNOWN not-seen Get-CsBlockedDomain
}
@test "a cmdlet that failed when it was written" {
	judge -F "$EXPORTS/json-with-errors.json" "${ALWAYS[@]}" -v
	is UNKNOWN not-seen
	finds UNKNOWN domain.allowed Get-CsAllowedDomain
	hides CsViewOnlyAdministrator
}
@test "too small a -Depth" {
	judge -F "$EXPORTS/json-cut-by-depth.json" "${ALWAYS[@]}" -v
	is UNKNOWN not-seen
	finds UNKNOWN not-seen '2 of 2' -Depth 'Export-PushConfig.ps1 C:\push-config.xml'
}

# ---- settings that only an export has ----

# with_more CHANGE [OPTION...]: json-7.json, changed by a line of Python
with_more() {
	/usr/bin/python3 - "$EXPORTS/json-7.json" "$FILE" "$1" <<-'EOF'
		import json, sys
		export = json.load(open(sys.argv[1], encoding="utf-8-sig"))
		exec(sys.argv[3])
		json.dump(export, open(sys.argv[2], "w", encoding="utf-8"))
	EOF
	judge -F "$FILE" "${ALWAYS[@]}" "${@:2}"
}

@test "a Windows service that is stopped where the export was written" {
	with_more 'export["WindowsService"] = [{"Name": "RTCSRV", "Status": "Stopped"}, {"Name": "REPLICA", "Status": "Running"}]' -v --remedy
	is CRITICAL service-stopped RTCSRV
	shows 'Start-CsWindowsService'
	with_more 'export["WindowsService"] = [{"Name": "RTCSRV", "Status": "Running"}, {"Name": "REPLICA", "Status": "Stopped"}]' -v
	is WARNING service-stopped REPLICA
}
@test "a public provider with the proxy of a hosting provider: no server takes that" {
	with_more 'export["PublicProvider"] = [{"Identity": "X", "ProxyFqdn": "sipfed.online.lync.com", "NameDecorationDomain": "x", "Enabled": True}]' -v
	is OK
	finds NOTE provider-shared X proxy
}
@test "a short interval that is not below the long one: no server takes that" {
	with_more 'export["McxConfiguration"][0].update(SessionExpirationInterval=259200, SessionShortExpirationInterval=259200)' -v
	is OK
	finds NOTE push.session Global
}
@test "a replica that never reported what changed, as the export was written" {
	local replica='"ReplicaFqdn": "accessproxy.contoso.com", "LastStatusReport": "2026-11-23T08:15:31Z", "LastUpdateCreation": "2026-11-23T08:15:00Z"'
	with_more 'export["ManagementStoreReplicationStatus"] = [{"UpToDate": False, '"$replica"'}]; export["ExportedAt"] = "2026-11-23T08:55:00Z"' -v
	is OK
	finds NOTE edge.replica accessproxy.contoso.com
	with_more 'export["ManagementStoreReplicationStatus"] = [{"UpToDate": False, '"$replica"'}]; export["ExportedAt"] = "2026-11-23T11:00:00Z"' -v
	is WARNING replica-behind accessproxy.contoso.com
	with_more 'export["ManagementStoreReplicationStatus"] = [{"UpToDate": True, '"${replica/11-23T08:15:31/11-20T08:15:31}"'}]' -v
	is WARNING replica-behind accessproxy.contoso.com
}

# ---- large sites ----

# large FORM MIB: 50,000 allowed domains and 500 SIP domains
large() {
	"$TOP/tests/data/large_export" "$1" 50000 500 >"$FILE"
	observe "$BATS_TEST_DIRNAME/memory" "$BATS_TEST_TMPDIR/memory" timeout -k 2 "$LIMIT" "$PLUGIN_DIR/check_push_config" -F "$FILE" "${ALWAYS[@]}"
	is OK
	ldd "$PLUGIN_DIR/check_push_config" | grep -q libasan || (($(<"$BATS_TEST_TMPDIR/memory") < $2 * 1024)) ||
		fail "it took $(<"$BATS_TEST_TMPDIR/memory") KiB"
}

@test "50,000 allowed domains of a dozen members, in JSON" { large json 64; }
@test "50,000 allowed domains, as Windows PowerShell 5.1 wraps lists" { large json-5.1 64; }
@test "50,000 allowed domains, in CLIXML" { large clixml 48; }

# ---- age ----

# written HOURS: json-7.json as if written then
written() {
	sed -E "s/(\"ExportedAt\": \")[^\"]*/\1$(date -u -d "now - $1 hours" +%Y-%m-%dT%H:%M:%S.0000000Z)/" "$EXPORTS/json-7.json" >"$FILE"
}

@test "a fresh one" { written 1; judge -F "$FILE"; is OK; (($(value export_age) >= 3600000000)); }
@test "one of yesterday" { written 30; judge -F "$FILE"; is WARNING export-old '30.0 hours'; }
@test "one of last week" { written 170; judge -F "$FILE"; is CRITICAL export-old; }
@test "one whose time inside is older than the file's" { written 30; touch "$FILE"; judge -F "$FILE"; is WARNING export-old; }
@test "one without a time inside" {
	sed '/ExportedAt/d' "$EXPORTS/json-7.json" >"$FILE"
	judge -F "$FILE"
	is OK
	touch -d '30 hours ago' "$FILE"
	judge -F "$FILE"
	is WARNING export-old
}
@test "the oldest of several" {
	written 30
	judge -F "$EXPORTS/one-for-each/Get-CsHostingProvider.xml" -F "$FILE" --max-age=20,8000
	finds WARNING export-old '30.0 hours'
}

# ---- files that are none ----

# bad [VALUE...]: the file is refused, or cannot be read: UNKNOWN with one line that names it, in less than 64 MiB
bad() {
	recorded config -F "$FILE"
	observe "$BATS_TEST_DIRNAME/memory" "$BATS_TEST_TMPDIR/memory" timeout -k 2 "$LIMIT" "${PROBE_RUN[@]}"
	if is_refusal; then refuses "${FILE##*/}" "$@"; else is UNKNOWN export-unreadable "${FILE##*/}" "$@"; fi
	ldd "$PLUGIN_DIR/check_push_config" | grep -q libasan || (($(<"$BATS_TEST_TMPDIR/memory") < 65536)) ||
		fail "it took $(<"$BATS_TEST_TMPDIR/memory") KiB"
}

repeat() { printf "%0$2d" 0 | sed "s/0/$1/g"; }

@test "no file" { bad; }
@test "a directory" { mkdir "$FILE"; bad; }
@test "an empty file" { : >"$FILE"; bad; }
@test "what is no export has no age" {
	: >"$FILE"
	judge -F "$FILE" -v
	is UNKNOWN export-unreadable "$FILE"
	lacks export_age
	has rules_ok=0
	finds_no export.age
}
@test "blanks" { printf '  \n\n' >"$FILE"; bad; }
@test "a byte order mark alone" { printf '\377\376' >"$FILE"; bad; }
@test "a text" { echo 'Identity : LyncOnline' >"$FILE"; bad 'a list from a screen' Export-Clixml; }
@test "bytes" { head -c 100000 /dev/urandom >"$FILE"; bad; }
@test "JSON of something else" { echo '{"a": 1}' >"$FILE"; bad; }
@test "XML of something else" { echo '<a><b/></a>' >"$FILE"; bad; }
@test "the zip of Export-CsConfiguration" { printf 'PK\3\4rest' >"$FILE"; bad zip; }
@test "100 MB of blanks" { head -c 100000000 /dev/zero | tr '\0' ' ' >"$FILE"; bad MiB; }
@test "100 MB of JSON" {
	{ echo '{"AllowedDomain": ["'; head -c 100000000 /dev/zero | tr '\0' a; } >"$FILE"
	bad MiB
}
@test "100 MB of CLIXML" {
	{ echo '<Objs><S>'; head -c 100000000 /dev/zero | tr '\0' a; } >"$FILE"
	bad MiB
}
@test "an endless file" { ln -s /dev/zero "$FILE"; bad; }
@test "a pipe without a writer" {
	mkfifo "$FILE"
	judge -F "$FILE" -t 1
	is UNKNOWN
}
@test "an entity bomb" {
	printf '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Objs><S>&b;</S></Objs>' >"$FILE"
	bad
}
@test "deep CLIXML" { repeat '<Obj><LST>' 5000 >"$FILE"; bad; }
@test "deep JSON" { repeat '[' 100000 >"$FILE"; bad; }
@test "truncated UTF-16 CLIXML" { head -c 10001 "$EXPORTS/clixml-utf16.xml" >"$FILE"; bad; }
@test "truncated UTF-16 JSON" { head -c 3001 "$EXPORTS/json-5.1.json" >"$FILE"; bad; }
@test "half a surrogate pair" { printf '\377\376{\0"\0\0\330"\0:\0001\0}\0' >"$FILE"; bad; }
@test "UTF-16 that declares UTF-8" {
	{ printf '\377\376'; { echo '<?xml version="1.0" encoding="utf-8"?>'; cat "$EXPORTS/clixml-hashtable.xml"; } | iconv -f UTF-8 -t UTF-16LE; } >"$FILE"
	bad UTF-16
}
@test "JSON that names a key twice" {
	sed 's/"ExportedAt"/"HostingProvider": [], &/' "$EXPORTS/json-7.json" >"$FILE"
	bad Provider
}
@test "JSON with something behind it" {
	{ cat "$EXPORTS/json-7.json"; echo '{}'; } >"$FILE"
	bad
}
@test "JSON with half a number" { echo '{"AllowedDomain": [{"Identity": 1e}]}' >"$FILE"; bad; }
@test "CLIXML whose references lead nowhere" {
	echo '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TNRef RefId="99"/><LST><Ref RefId="0"/><Ref RefId="4294967295"/></LST></Obj></Objs>' >"$FILE"
	bad
}
@test "a million objects" {
	{ echo '['; repeat '{"Identity":"x","Domain":"y","ProxyFqdn":""},' 1000000; echo '{}]'; } >"$FILE"
	bad
}

# ---- certificates of an Edge ----

# with_certificate USE DAYS NAME...: an export with a certificate that ends in so many days
with_certificate() {
	/usr/bin/python3 - "$EXPORTS/json-7.json" "$@" >"$FILE" <<-'END'
		import datetime, json, sys
		export = json.load(open(sys.argv[1], encoding="utf-8-sig"))
		now = datetime.datetime.now(datetime.timezone.utc)
		time = lambda days: (now + datetime.timedelta(days=days, hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
		export["Certificate"] = [{"Use": sys.argv[2], "Subject": "CN=edge", "Issuer": "CN=CA", "NotBefore": time(-300),
		                          "NotAfter": time(int(sys.argv[3])), "AlternativeNames": sys.argv[4:]}]
		export["SipDomain"] = [{"Identity": "contoso.com", "Name": "contoso.com", "IsDefault": True}]
		json.dump(export, sys.stdout)
	END
}

@test "Get-CsCertificate of an Edge: the external and the internal certificate" {
	with_certificate AccessEdgeExternal 200 sip.contoso.com
	judge -F "$FILE" "${ALWAYS[@]}" --ignore=dns.own -v
	finds OK edge.certificate AccessEdgeExternal '200 days'
	with_certificate AccessEdgeExternal 3 sip.contoso.com
	judge -F "$FILE" "${ALWAYS[@]}" -v
	is CRITICAL cert-expiring AccessEdgeExternal '3 days'
	with_certificate Internal -3 edge.contoso.com
	judge -F "$FILE" "${ALWAYS[@]}" -v
	is CRITICAL cert-expired Internal '2 days'
	with_certificate AccessEdgeExternal 200 access.contoso.com
	judge -F "$FILE" "${ALWAYS[@]}" -v
	finds WARNING edge.certificate sip.contoso.com
	with_certificate Default 1 fe01.contoso.com
	judge -F "$FILE" "${ALWAYS[@]}" -v
	finds_no edge.certificate
}
