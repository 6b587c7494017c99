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

# refused 'WORDS' 'WORDS' OPTION...: with our identity and the Edge's name before the options
refused() {
	ours_beside "${@:3}"
	alone "${PLUGIN:-federation}" -H "$EDGE" "${ours[@]}" "${@:3}"
	is_refused "$1" "$2"
}

is_refused() {
	is UNKNOWN "$@"
	[[ $output == "$first" ]] || fail 'more than one line'
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
	is CRITICAL "$EDGE"
	((packets > 0)) || fail 'no packet was seen'
	alone federation -H "$EDGE" "${OURS[@]}" -I 127.0.0.10
	is CRITICAL 'refused the connection'
	((packets > 0)) || fail 'no packet was seen'
}

# ---- the command line ----

@test "no -H" {
	alone federation "${OURS[@]}"
	is_refused '--hostname is missing' '-H edge.example.com'
}
@test "an unknown option" { refused '--no-such-option is not an option' '--help' --no-such-option; }
@test "an unknown letter" { refused '-X' '--help' -X; }
@test "an option without its value" { refused '--domain' 'DOMAIN' --domain; }
@test "a positional argument" { refused 'edge7.contoso.com' '-H NAME' edge7.contoso.com; }
@test "port 0" { refused '--port: 0' '1 to 65535' -p 0; }
@test "port 70000" { refused '--port: 70000' '1 to 65535' --port=70000; }
@test "port 5061x" { refused '--port: 5061x' '1 to 65535' -p 5061x; }
@test "port 70000 behind the host" { refused '70000' '1 to 65535' -H "$EDGE:70000"; }
@test "a host name with a space" { refused '--hostname: a b' 'blank' -H 'a b'; }
@test "a host name of 300 characters" { refused '300 characters' 'at most 253' -H "$(letters 300)"; }
@test "a host name of one label with 64 characters" { refused 'label' 'more than 63 characters' -H "$(letters 64).contoso.com"; }
@test "an empty host name" { refused '--hostname' 'empty' -H ''; }
@test "a host name with a line break" { refused '--hostname' '' -H $'edge\ncontoso.com'; }
@test "-w foo" { refused '--warning: foo is not a range' 'e.g. 10' -w foo; }
@test "-c 1:2:3" { refused '--critical: 1:2:3 is not a range' 'e.g. 10' -c 1:2:3; }
@test "-w 20:10" { refused '--warning: 20:10' '10' -w 20:10; }
@test "-w nan" { refused '--warning: nan is not a range' 'e.g. 10' -w nan; }
@test "-w inf" { refused '--warning: inf is not a range' 'e.g. 10' -w inf; }
@test "-c 0x10" { refused '--critical: 0x10 is not a range' 'e.g. 10' -c 0x10; }
@test "-w '5 '" { refused '--warning: 5  is not a range' 'e.g. 10' -w '5 '; }
@test "-w ' 5'" { refused '--warning:  5 is not a range' 'e.g. 10' -w ' 5'; }
@test "-w ''" { refused '--warning: the value is empty' 'RANGE' -w ''; }
@test "-w 2,5" { refused '--warning: 2,5 is not a range' 'e.g. 10' -w 2,5; }
@test "-t 0" { refused '--timeout: 0' '0.1' -t 0; }
@test "-t 5:yellow" { refused 'yellow' 'warning' -t 5:yellow; }
@test "-t 5s" { refused '--timeout: 5s' '' -t 5s; }
@test "-C 30,40: the warning must come first" { refused '--certificate: 30,40' '' -C 30,40; }
@test "-C 101%" { refused '--certificate: 101%' '100' -C 101%; }
@test "-e abc" { refused '--expect: abc' '200 to 699' -e abc; }
@test "-e 99" { refused '--expect: 99' '699' -e 99; }
@test "-e 404:red" { refused 'red' 'warning' -e 404:red; }
@test "--tls-min=1.4" { refused '--tls-min: 1.4' '1.2' --tls-min=1.4; }
@test "--security-level=6" { refused '--security-level: 6' '0/1/2/3/4/5' --security-level=6; }
@test "--min-ok=2 of one target" { refused '--min-ok' '1' --min-ok=2; }
@test "--max-forwards=256" { refused '--max-forwards: 256' '255' --max-forwards=256; }
@test "--ignore of a rule that there is not" { refused 'no.such' '--list-rules' --ignore=no.such; }
@test "-I with two -H" { refused '--IP-address' '-H' -H sip.contoso.com -I 127.0.0.10; }
@test "-I with a name" { refused '--IP-address: edge is no' '' -I edge; }
@test "-u with a line break" { refused '--uri' 'not a SIP URI' -u $'sip:a@b\r\nX: y'; }
@test "-u without a scheme" { refused '--uri: "push@push.lync.com"' 'as sip:push@push.lync.com does' -u push@push.lync.com; }
@test "-f with a blank" { refused '--from: "sip:a b@contoso.com"' '%HH' -f 'sip:a b@contoso.com'; }
@test "--user-agent with a line break" { refused '--user-agent' 'control character' --user-agent=$'a\nX: y'; }
@test "--no-client-cert with -J" { refused '--no-client-cert' '--client-cert' --no-client-cert; }
@test "--extra-opts: no such section" {
	echo '[other]' >"$FILE"
	refused "$FILE" nowhere --extra-opts="nowhere@$FILE"
}
@test "--extra-opts: no such file" { refused /no/such.ini '' --extra-opts=@/no/such.ini; }
@test "--extra-opts: an option that there is not" {
	printf '%s\n' '[x]' 'hostnme=a' >"$FILE"
	refused '--hostnme is not an option' "in [x] of $FILE" --extra-opts="x@$FILE"
}

# ---- files ----

@test "a key that does not match" { refused 'does not match the certificate' 'other.key' -K "$PKI/other.key"; }
@test "a wrong password" {
	echo wrong >"$FILE"
	refused 'the password in' 'does not open' -K "$PKI/probe-encrypted.key" --key-password-file="$FILE"
	refused 'the password in' 'does not open' -J "$PKI/probe.p12" -K "$PKI/probe.p12" --key-password-file="$FILE"
	refused 'the password in' 'does not open' -J "$PKI/probe-legacy.p12" -K "$PKI/probe-legacy.p12" --key-password-file="$FILE"
}
@test "no password" { refused 'is encrypted' '--key-password-file' -K "$PKI/probe-encrypted.key"; }
@test "an empty password file" {
	: >"$FILE"
	refused "$FILE" empty -K "$PKI/probe-encrypted.key" --key-password-file="$FILE"
}
@test "a certificate file without a certificate" { refused 'no certificate in' 'PEM, DER or PKCS#12' -J "$PKI/probe.key"; }
@test "a key file without a key" { refused 'no private key in' '' -K "$PKI/ca.pem"; }
@test "an empty CA directory" { refused '--ca-cert' 'empty' --ca-cert="$PKI/ca-dir-empty"; }
@test "a CA file that is none" { refused 'probe.key' '--ca-cert wants PEM, DER or PKCS#7' --ca-cert="$PKI/probe.key"; }
@test "a file that does not exist" { refused "--private-key: $PKI/such.key" 'does not exist' -K "$PKI/such.key"; }
@test "a directory that does not exist" { refused '--client-cert: /no/such.pem' 'there is no directory /no' -J /no/such.pem; }
@test "a directory as a certificate" { refused "--client-cert: $PKI" 'directory' -J "$PKI"; }

@test "a file that we may not read: user, owner and mode are named" {
	public_place
	as_nobody "$PLACE/probe.key" 600
	alone federation -H "$EDGE" -J "$PLACE/probe.pem" -K "$PLACE/probe.key" --ca-cert "$PLACE/ca.pem"
	is_refused "$PLACE/probe.key" "with mode 0$CLOSED"
	((EUID)) || is_refused 'user nobody may not read it' 'belongs to root:root'
}
@test "a directory that we may not enter is named" {
	public_place
	mkdir "$PLACE/closed"
	cp "$PKI/probe.key" "$PLACE/closed"
	as_nobody "$PLACE/closed" 700
	alone federation -H "$EDGE" -J "$PLACE/probe.pem" -K "$PLACE/closed/probe.key" --ca-cert "$PLACE/ca.pem"
	is_refused "the directory $PLACE/closed" "with mode 0$CLOSED"
}

# ---- the push request ----

@test "an empty body file" {
	: >"$FILE"
	PLUGIN=notification refused '--body-file' empty --body-file="$FILE" --content-type=text/plain
}
@test "a body over 64 KiB" {
	head -c 65537 /dev/zero | tr '\0' x >"$FILE"
	PLUGIN=notification refused '--body-file' '64 KiB' --body-file="$FILE" --content-type=text/plain
}
@test "a body without its type" {
	echo x >"$FILE"
	PLUGIN=notification refused '--body-file' '--content-type' --body-file="$FILE"
}
@test "a header with a line break" { PLUGIN=notification refused '--header' 'line break' --header=$'X-A: b\r\nX-C: d'; }
@test "a header without a colon" { PLUGIN=notification refused '--header: "X-A"' 'as "Subject: test" is' --header='X-A'; }
@test "a header that is made by us" { PLUGIN=notification refused '--header' 'Call-ID' --header='Call-ID: 1'; }
@test "a method with a space" { PLUGIN=notification refused '--method: "ME SSAGE"' 'one word' -m 'ME SSAGE'; }
@test "an empty method" { PLUGIN=notification refused '--method' empty -m ''; }
@test "--count=0" { PLUGIN=notification refused '--count: 0' '1000' -n 0; }
@test "--interval=0" { PLUGIN=notification refused '--interval: 0' '0.01' -i 0; }
@test "--loss=101" { PLUGIN=notification refused '--loss: 101' '100' --loss=101; }
@test "a template of 10 MB" {
	yes 'OPTIONS sip:push@push.lync.com SIP/2.0' | head -c 10485760 >"$FILE"
	PLUGIN=notification refused '--request-template' "$FILE" --request-template="$FILE"
}
@test "a template that is binary" {
	head -c 4096 "$PLUGIN_DIR/check_push_federation" >"$FILE"
	PLUGIN=notification refused "/file: line 1: a NUL byte" 'save the captured request as text' --request-template="$FILE"
}
@test "a template without a request" {
	echo 'no request here' >"$FILE"
	PLUGIN=notification refused '/file' 'no request in it' --request-template="$FILE"
}
@test "a template that breaks off in its headers" {
	printf 'MESSAGE sip:push@push.lync.com SIP/2.0\r\nFrom: <sip:a@contoso.com\r\nTo: x\r\n' >"$FILE"
	PLUGIN=notification refused "/file: line 2: " 'angle bracket nothing closes' --request-template="$FILE"
}
