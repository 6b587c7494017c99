#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# bad_input - what cannot be done is refused: exit 3, one line that names the thing and the way out, no packet sent
#
# Everything runs in a network of its own that has nothing but a loopback interface, whose counters tell whether a packet left:
# a DNS query or a SYN would be one. Names and files are those of the lab.

load lib

setup_file() { lab_start "$LAB" contoso; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() {
	lab_use "$LAB"
	FILE=$BATS_TEST_TMPDIR/file
	AS=()
}

# alone PLUGIN OPTION...: in the empty network; sets packets
alone() {
	# shellcheck disable=SC2016
	observe inside unshare -n sh -c 'ip link set lo up && "$@"; code=$?; cat /proc/net/dev >"$0"; exit $code' \
		"$BATS_TEST_TMPDIR/dev" "${AS[@]}" timeout -k 2 "$LIMIT" "$PLUGIN_DIR/check_push_$1" "${@:2}"
	packets=$(awk '$1 == "lo:" { print $3 }' "$BATS_TEST_TMPDIR/dev")
}

# refused VALUE VALUE OPTION...: with our identity and the Edge's name before the options
refused() {
	ours_beside "${@:3}"
	alone "${PLUGIN:-federation}" -H "$EDGE" "${ours[@]}" "${@:3}"
	not_begun "$1" "$2"
}

# not_begun VALUE...: UNKNOWN in one line, and no packet was sent
not_begun() {
	is UNKNOWN
	[[ $output == "$first" ]] || fail 'more than one line'
	says "$@"
	[[ $packets == 0 ]] || fail "$packets packets"
}

letters() { head -c "$1" /dev/zero | tr '\0' a; }

# as_nobody FILE MODE: as another user, who may not use that file. Where we are not root there is no other: as ourselves then,
# without root's rights over files, and the file is closed to us too. Sets CLOSED, the mode it has.
as_nobody() {
	CLOSED=$2
	AS=(setpriv --reuid=65534 --regid=65534 --clear-groups --)
	if ((EUID)); then
		CLOSED=000
		AS=(setpriv --bounding-set=-all --)
	fi
	chmod "$CLOSED" "$1"
}

# A directory that everybody can go to, with a copy of the plugin in it: the build may lie in a home that is closed to others.
public_place() {
	PLACE=$(mktemp -d /tmp/check_push-run.XXXXXX)
	chmod 755 "$PLACE"
	cp "$PLUGIN_DIR/check_push_federation" "$PKI/probe.pem" "$PKI/probe.key" "$PKI/ca.pem" "$PLACE"
	chmod 644 "$PLACE"/*.*
	PLUGIN_DIR=$PLACE
}
teardown() { [[ ! ${PLACE-} ]] || { chmod -R u+rwX "$PLACE" && rm -rf "$PLACE"; }; }

@test "the counters see a packet: the name is asked for, or the address" {
	alone federation -H "$EDGE" "${OURS[@]}" -t 2
	is CRITICAL
	says "$EDGE"
	((packets > 0)) || fail 'no packet was seen'
	alone federation -H "$EDGE" "${OURS[@]}" -I 127.0.0.10
	is CRITICAL
	says 127.0.0.10
	((packets > 0)) || fail 'no packet was seen'
}

# ---- the command line ----

@test "no -H" {
	alone federation "${OURS[@]}"
	not_begun --hostname '-H edge.example.com'
}
@test "an unknown option" { refused --no-such-option --help --no-such-option; }
@test "an unknown letter" { refused '-X' '--help' -X; }
@test "an option without its value" { refused '--domain' 'DOMAIN' --domain; }
@test "a positional argument" { refused 'edge7.contoso.com' '-H NAME' edge7.contoso.com; }
@test "port 0" { refused '--port: 0' '1 to 65535' -p 0; }
@test "port 70000" { refused '--port: 70000' '1 to 65535' --port=70000; }
@test "port 5061x" { refused '--port: 5061x' '1 to 65535' -p 5061x; }
@test "port 70000 behind the host" { refused '70000' '1 to 65535' -H "$EDGE:70000"; }
@test "a host name with a space" { refused '--hostname: a b' '' -H 'a b'; }
@test "a host name of 300 characters" { refused 300 253 -H "$(letters 300)"; }
@test "a host name of one label with 64 characters" { refused '--hostname: aaa' 63 -H "$(letters 64).contoso.com"; }
@test "an empty host name" { refused --hostname '' -H ''; }
@test "a host name with a line break" { refused '--hostname' '' -H $'edge\ncontoso.com'; }
@test "-w foo" { refused '--warning: foo' '' -w foo; }
@test "-c 1:2:3" { refused '--critical: 1:2:3' '' -c 1:2:3; }
@test "-w 20:10" { refused '--warning: 20:10' '10' -w 20:10; }
@test "-w nan" { refused '--warning: nan' '' -w nan; }
@test "-w inf" { refused '--warning: inf' '' -w inf; }
@test "-c 0x10" { refused '--critical: 0x10' '' -c 0x10; }
@test "-w '5 '" { refused '--warning: 5 ' '' -w '5 '; }
@test "-w ' 5'" { refused '--warning:  5' '' -w ' 5'; }
@test "-w ''" { refused --warning RANGE -w ''; }
@test "-w 2,5" { refused '--warning: 2,5' '' -w 2,5; }
@test "-t 0" { refused '--timeout: 0' '0.1' -t 0; }
@test "-t 5:yellow" { refused 'yellow' 'warning' -t 5:yellow; }
@test "-t 5x" { refused '--timeout: 5x' '' -t 5x; }
@test "-C 30,40: the warning must come first" { refused '--certificate: 30,40' '' -C 30,40; }
@test "-C 101%" { refused '--certificate: 101%' '100' -C 101%; }
@test "-e abc" { refused '--expect: abc' '200 to 699' -e abc; }
@test "-e 99" { refused '--expect: 99' '699' -e 99; }
@test "-e 404:red" { refused 'red' 'warning' -e 404:red; }
@test "--tls-min=1.4" { refused '--tls-min: 1.4' '1.2' --tls-min=1.4; }
@test "--security-level=6" { refused '--security-level: 6' '0/1/2/3/4/5' --security-level=6; }
@test "--min-ok=2 of one target" { refused '--min-ok' '1' -I 127.0.0.10 --min-ok=2; }
@test "--max-forwards=256" { refused '--max-forwards: 256' '255' --max-forwards=256; }
@test "--ignore of a rule that there is not" { refused 'no.such' '--list-rules' --ignore=no.such; }
@test "-I with two -H" { refused '--IP-address' '-H' -H sip.contoso.com -I 127.0.0.10; }
@test "-I with a name" { refused '--IP-address: edge' '' -I edge; }
@test "-u with a line break" { refused --uri '' -u $'sip:a@b\r\nX: y'; }
@test "-u without a scheme" { refused '--uri: "push@push.lync.com"' sip:push@push.lync.com -u push@push.lync.com; }
@test "-f with a blank" { refused '--from: "sip:a b@contoso.com"' '%HH' -f 'sip:a b@contoso.com'; }
@test "--user-agent with a line break" { refused --user-agent '' --user-agent=$'a\nX: y'; }
@test "--no-client-cert with -J" { refused '--no-client-cert' '--client-cert' --no-client-cert; }
@test "--extra-opts: no such section" {
	echo '[other]' >"$FILE"
	refused "$FILE" nowhere --extra-opts="nowhere@$FILE"
}
@test "--extra-opts: no such file" { refused /no/such.ini '' --extra-opts=@/no/such.ini; }
@test "--extra-opts: an option that there is not" {
	printf '%s\n' '[x]' 'hostnme=a' >"$FILE"
	refused --hostnme "in $FILE, line 2" --extra-opts="x@$FILE"
}

# ---- files ----

@test "a key that does not match" { refused .key .pem -K "$PKI/other.key"; }
@test "a wrong password" {
	echo wrong >"$FILE"
	refused /file .key -K "$PKI/probe-encrypted.key" --key-password-file="$FILE"
	refused /file .p12 -J "$PKI/probe.p12" -K "$PKI/probe.p12" --key-password-file="$FILE"
	refused /file .p12 -J "$PKI/probe-legacy.p12" -K "$PKI/probe-legacy.p12" --key-password-file="$FILE"
}
@test "no password" { refused encrypted.key --key-password-file -K "$PKI/probe-encrypted.key"; }
@test "an empty password file" {
	: >"$FILE"
	refused "$FILE" '' -K "$PKI/probe-encrypted.key" --key-password-file="$FILE"
}
@test "a certificate file without a certificate" { refused probe.key 'exchange -J and -K' -J "$PKI/probe.key"; }
@test "a key file without a key" { refused ca.pem '' -K "$PKI/ca.pem"; }
@test "an empty CA directory" { refused --ca-cert ca-dir-empty --ca-cert="$PKI/ca-dir-empty"; }
@test "a CA file that is none" { refused 'probe.key' 'PKCS#7' --ca-cert="$PKI/probe.key"; }
# blamed PLUGIN [OPTION...]: rule, cause and remedy of the one finding, with our identity
blamed() {
	inside "$PLUGIN_DIR/check_push_$1" -H "$EDGE" -J "$PKI/probe.pem" -K "$PKI/probe.key" --output-format=json "${@:2}" |
		/usr/bin/python3 -c 'import json, sys
d = json.load(sys.stdin)
print(d["state"], *([f["rule"], f["cause"], f["remedy"]] for f in d["findings"]))'
}

@test "roots that cannot be used are not put down to our certificate" {
	local plugin found
	for plugin in federation notification config; do
		found=$(blamed "$plugin" --ca-cert="$PKI/probe.key")
		[[ $found == "UNKNOWN ['run.setup', 'roots-unusable', "*--ca-cert* && $found != *-J* ]] || fail "it blames: $found" ''
		found=$(SSL_CERT_FILE=/nonexistent SSL_CERT_DIR=/nowhere blamed "$plugin")
		[[ $found == "UNKNOWN ['run.setup', 'roots-unusable', "*ca-certificates* && $found != *-J* ]] || fail "it blames: $found" ''
		found=$(blamed "$plugin" -K "$PKI/other.key" --ca-cert="$PKI/ca.pem")
		[[ $found == "UNKNOWN ['own.usable', 'identity-unusable', "*-J* ]] || fail "it blames: $found" ''
	done
}
@test "a file that does not exist" { refused "--private-key: $PKI/such.key" '' -K "$PKI/such.key"; }
@test "a directory that does not exist" { refused '--client-cert: /no/such.pem' '' -J /no/such.pem; }
@test "a directory as a certificate" { refused "--client-cert: $PKI" '' -J "$PKI"; }

@test "a file that we may not read: user, owner and mode are named" {
	public_place
	as_nobody "$PLACE/probe.key" 600
	alone federation -H "$EDGE" -J "$PLACE/probe.pem" -K "$PLACE/probe.key" --ca-cert "$PLACE/ca.pem"
	not_begun "$PLACE/probe.key" "0$CLOSED"
	((EUID)) || not_begun "$(id -un 65534)" root:root
}
@test "a directory that we may not enter is named" {
	public_place
	mkdir "$PLACE/closed"
	cp "$PKI/probe.key" "$PLACE/closed"
	as_nobody "$PLACE/closed" 700
	alone federation -H "$EDGE" -J "$PLACE/probe.pem" -K "$PLACE/closed/probe.key" --ca-cert "$PLACE/ca.pem"
	not_begun "$PLACE/closed" "0$CLOSED"
}

# ---- the file of --record ----

# keeps FILE [OPTION...]: the recording is refused by the name of its file, which stays as it is, bytes, mode, links and all
keeps() {
	local file=${1%/} before
	before=$(state_of "$file")
	refused "--record: $1" '' --record="$1" "${@:2}"
	[[ $(state_of "$file") == "$before" ]] || fail "the file was changed" "$before"$'\n'"$(state_of "$file")"
}
state_of() {
	stat -c '%F %i %h %a %u %s %Y' "$1"
	[[ ! -f $1 ]] || sha256sum <"$1"
}

# older_recording FILE: a recording of an earlier run
older_recording() { cp "$TOP/tests/data/recordings/healthy.json" "$1"; }

# other_user FILE...: they belong to another user, where there is one
other_user() { chown -h 65534:65534 "$@" 2>/dev/null || skip 'there is no other user here'; }

@test "--record: files that another option names" {
	local copy=$BATS_TEST_TMPDIR/copy.pem
	cp "$PKI/probe.pem" "$copy"
	keeps "$copy" -J "$copy"
	keeps "$BATS_TEST_TMPDIR/../${BATS_TEST_TMPDIR##*/}//copy.pem" -J "$copy"
	cp "$PKI/probe.key" "$copy"
	keeps "$copy" -K "$copy"
	cp "$PKI/ca.pem" "$copy"
	keeps "$copy" --ca-cert="$copy"
	cp "$PKI/probe.pass" "$copy"
	keeps "$copy" -J "$PKI/probe.p12" -K "$PKI/probe.p12" --key-password-file="$copy"
	printf '[x]\nport=5061\n' >"$copy"
	keeps "$copy" --extra-opts="x@$copy"
	echo body >"$copy"
	PLUGIN=notification keeps "$copy" --body-file="$copy" --content-type=text/plain
	cp "$TOP/tests/data/exports/clixml-hashtable.xml" "$copy"
	alone config -F "$copy" --record="$copy"
	refuses "--record: $copy"
}
@test "--record: files that are no recording" {
	local text
	for text in 'minutes of a meeting' '{}' '[' '{"plugin": "check_push_federation", "check_push_recording": 1}' \
		'{"check_push_recordings": 1' '"check_push_recording": 1' $'\n' ' ' 'x{"check_push_recording": 1}'; do
		printf %s "$text" >"$FILE"
		keeps "$FILE"
	done
	printf '\0{"check_push_recording": 1}' >"$FILE"
	keeps "$FILE"
}
@test "--record: what is no regular file" {
	mkdir "$FILE.directory"
	keeps "$FILE.directory"
	keeps "$FILE.directory/"
	mkfifo "$FILE.pipe"
	keeps "$FILE.pipe"
	keeps /dev/null
	/usr/bin/python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$FILE.socket"
	keeps "$FILE.socket"
}
@test "--record: a symbolic link, to a recording or to nothing" {
	older_recording "$FILE"
	ln -s "$FILE" "$FILE.link"
	keeps "$FILE.link"
	ln -s "$FILE.new" "$FILE.dangling"
	keeps "$FILE.dangling"
	[[ ! -e $FILE.new ]] || fail 'the file behind the link was made'
}
@test "--record: a recording with two names" {
	older_recording "$FILE"
	ln "$FILE" "$FILE.second"
	keeps "$FILE"
}
@test "--record: a recording, and an empty file, of another user" {
	older_recording "$FILE"
	other_user "$FILE"
	chmod 666 "$FILE"
	keeps "$FILE"
	: >"$FILE"
	keeps "$FILE"
}

# unmade FILE...: no recording goes there, and none is made
unmade() {
	local file
	for file; do
		refused "--record: $file" '' --record="$file"
		[[ ! -e $file ]] || fail "$file was made"
	done
}

@test "--record: a directory behind a link that another user can change" {
	local top=$BATS_TEST_TMPDIR
	mkdir "$top/real" "$top/open" "$top/shared" "$top/good"
	older_recording "$top/real/older"
	ln -s "$top/real" "$top/open/link"
	ln -s ../real "$top/shared/link"
	ln -s ../open/link "$top/good/second"
	chmod 777 "$top/open"
	chmod 770 "$top/shared"
	unmade "$top/open/link/new" "$top/shared/link/new" "$top/good/second/new" "$top/good/../open/link/./new"
	keeps "$top/open/link/older"
}
@test "--record: a directory behind the link of another user" {
	local top=$BATS_TEST_TMPDIR
	chmod 755 "$top"
	mkdir "$top/real" "$top/sticky" "$top/other"
	chmod 1777 "$top/sticky"
	ln -s "$top/real" "$top/link"
	ln -s "$top/real" "$top/sticky/link"
	ln -s "$top/real" "$top/other/link"
	other_user "$top/link" "$top/sticky/link" "$top/other"
	unmade "$top/link/new" "$top/sticky/link/new" "$top/other/link/new"
}
@test "--record: a path that leads nowhere" {
	: >"$FILE"
	refused "--record: $FILE/new" 'is not a directory' --record="$FILE/new"
	refused '--record: /no/such' 'there is no directory /no' --record=/no/such
	ln -s loop "$BATS_TEST_TMPDIR/loop"
	unmade "$BATS_TEST_TMPDIR/loop/new"
	refused '--record: /tmp/aaa' 'File name too long' --record="/tmp/$(letters 256)"
	refused '--record: /aaa' 'File name too long' --record="/$(letters 5000)"
	refused '--record: /aaa' 'File name too long' --record="/$(letters 300)/new"
}

# ---- the push request ----

@test "an empty body file" {
	: >"$FILE"
	PLUGIN=notification refused --body-file '' --body-file="$FILE" --content-type=text/plain
}
@test "a body over 64 KiB" {
	head -c 65537 /dev/zero | tr '\0' x >"$FILE"
	PLUGIN=notification refused '--body-file' '64 KiB' --body-file="$FILE" --content-type=text/plain
}
@test "a body without its type" {
	echo x >"$FILE"
	PLUGIN=notification refused '--body-file' '--content-type' --body-file="$FILE"
}
@test "a header with a line break" { PLUGIN=notification refused --header '' --header=$'X-A: b\r\nX-C: d'; }
@test "a header without a colon" { PLUGIN=notification refused '--header: "X-A"' '"Subject: test"' --header='X-A'; }
@test "a header that is made by us" { PLUGIN=notification refused '--header' 'Call-ID' --header='Call-ID: 1'; }
@test "a method with a space" { PLUGIN=notification refused '--method: "ME SSAGE"' '' -m 'ME SSAGE'; }
@test "an empty method" { PLUGIN=notification refused --method '' -m ''; }
@test "--count=0" { PLUGIN=notification refused '--count: 0' '1000' -n 0; }
@test "--interval=0" { PLUGIN=notification refused '--interval: 0' '0.01' -i 0; }
@test "--loss=101" { PLUGIN=notification refused '--loss: 101' '100' --loss=101; }
@test "a template of 10 MB" {
	yes 'OPTIONS sip:push@push.lync.com SIP/2.0' | head -c 10485760 >"$FILE"
	PLUGIN=notification refused '--request-template' "$FILE" --request-template="$FILE"
}
@test "a template that is binary" {
	head -c 4096 "$PLUGIN_DIR/check_push_federation" >"$FILE"
	PLUGIN=notification refused '/file: line 1' '' --request-template="$FILE"
}
@test "a template without a request" {
	echo 'no request here' >"$FILE"
	PLUGIN=notification refused /file '' --request-template="$FILE"
}
@test "a template that breaks off in its headers" {
	printf 'MESSAGE sip:push@push.lync.com SIP/2.0\r\nFrom: <sip:a@contoso.com\r\nTo: x\r\n' >"$FILE"
	PLUGIN=notification refused '/file: line 2' '' --request-template="$FILE"
}
