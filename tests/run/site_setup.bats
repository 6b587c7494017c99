#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# site_setup - probe-csr makes an identity that the internal CA can sign and the Edge takes, and overwrites nothing

load lib

setup_file() { lab_start "$LAB" contoso; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() {
	lab_use "$LAB"
	DIR=$BATS_TEST_TMPDIR/probe
}

csr() { "$TOP/contrib/site-setup/probe-csr" --dir "$DIR" "$@"; }
site() { csr --edge "$EDGE" --domain "$ORG_DOMAIN" --name "$PROBE" "$@"; }

# refused WORDS OPTION...: it says so, and leaves nothing behind
refused() {
	run -1 --separate-stderr csr "${@:2}"
	[[ $stderr == "probe-csr: "*"$1"* && ! $output ]] || fail "another reason than: $1" "$stderr$output"
	[[ ! -e $DIR ]] || fail "it left something" "$(ls -l "$DIR")"
}

@test "the request verifies, and asks for the names and both usages" {
	site --pool "probes.$ORG_DOMAIN" --bits 3072
	run -0 openssl req -in "$DIR/probe.csr" -verify -noout -text
	shown=$(tr -s ' \n' ' ' <<<"$output")
	for words in 'verify OK' "Subject: CN = probes.$ORG_DOMAIN " '(3072 bit)' "DNS:probes.$ORG_DOMAIN, DNS:$PROBE" \
		'Key Usage: critical Digital Signature, Key Encipherment' 'TLS Web Server Authentication, TLS Web Client Authentication' \
		sha256WithRSAEncryption; do
		[[ $shown == *"$words"* ]] || fail "the request lacks: $words" "$shown"
	done
	[[ $(openssl pkey -in "$DIR/probe.key" -pubout) == "$(openssl req -in "$DIR/probe.csr" -noout -pubkey)" ]]
}

@test "signed by the internal CA, it is taken by the Edge" {
	site
	openssl x509 -req -copy_extensions copy -days 30 -in "$DIR/probe.csr" -CA "$PKI/internal-issuing.crt" \
		-CAkey "$PKI/internal-issuing.key" -out "$DIR/probe.pem" 2>/dev/null
	cat "$PKI/internal-issuing.crt" >>"$DIR/probe.pem"
	cp "$PKI/ca.pem" "$DIR/ca.pem"
	probe federation --extra-opts="check_push_federation@$DIR/check_push.ini" --strict-files -C 20
	is OK "push.lync.com answered 200"
	probe notification --extra-opts="check_push_notification@$DIR/check_push.ini" --strict-files -C 20
	is OK
}

@test "before it is signed, the plugin says what is missing" {
	site
	probe federation --extra-opts="check_push_federation@$DIR/check_push.ini"
	is UNKNOWN "--client-cert: $DIR/probe.pem does not exist"
}

@test "the settings have their section too: all it lacks is a login" {
	site
	cp "$PKI/ca.pem" "$DIR/ca.pem"
	probe config --extra-opts="@$DIR/check_push.ini" -F /dev/null
	is UNKNOWN "/dev/null"
	sed -i 's/^#login = .*/login = CONTOSO\\monitor/' "$DIR/check_push.ini"
	probe config --extra-opts="@$DIR/check_push.ini" -H "$POOL"
	is UNKNOWN "--login"
}

@test "modes and owner: the key is for one user alone" {
	site
	[[ $(cd "$DIR" && stat -c '%a %U %n' -- *) == "644 $(id -un) check_push.ini"$'\n'"644 $(id -un) probe.csr"$'\n'"400 $(id -un) probe.key" ]]
	((EUID == 0)) || return 0
	rm -r "$DIR"
	site --owner nobody
	[[ $(cd "$DIR" && stat -c '%a %U' probe.key) == '400 nobody' ]]
	[[ $(stat -c '%a %U' "$DIR") == '755 root' ]]
}

@test "nothing is overwritten" {
	local file
	for file in probe.key probe.csr check_push.ini; do
		rm -rf "$DIR"
		mkdir -p "$DIR"
		echo precious >"$DIR/$file"
		run -1 site
		[[ $output == *"$DIR/$file is there already; nothing was changed" ]]
		[[ $(ls "$DIR") == "$file" && $(<"$DIR/$file") == precious ]]
	done
	rm -rf "$DIR"
	mkdir -p "$DIR"
	ln -s "$BATS_TEST_TMPDIR/elsewhere" "$DIR/probe.key"
	run -1 site
	[[ ! -e $BATS_TEST_TMPDIR/elsewhere ]]
}

@test "what cannot be a name is refused" {
	refused '--edge is missing' --domain "$ORG_DOMAIN"
	refused '--domain is missing' --edge "$EDGE"
	refused '--name: "probe" is no' --edge "$EDGE" --domain "$ORG_DOMAIN" --name probe
	refused '--name: "*.contoso.com" is no' --edge "$EDGE" --domain "$ORG_DOMAIN" --name '*.contoso.com'
	refused '--pool: "a b.contoso.com" is no' --edge "$EDGE" --domain "$ORG_DOMAIN" --name "$PROBE" --pool 'a b.contoso.com'
	refused '--edge: "x.com
strict =" is no' --edge $'x.com\nstrict =' --domain "$ORG_DOMAIN" --name "$PROBE"
	refused '--bits: "1024" is none' --edge "$EDGE" --domain "$ORG_DOMAIN" --name "$PROBE" --bits 1024
	refused 'unknown option --force' --force
	refused '--bits needs a value' --bits
}
