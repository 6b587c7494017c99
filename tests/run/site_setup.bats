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

# csr_fails VALUE OPTION...: it says so, and leaves nothing behind
csr_fails() {
	run -1 --separate-stderr csr "${@:2}"
	[[ $stderr == "probe-csr: "*"$1"* && ! $output ]] || fail "it does not name $1" "$stderr$output"
	[[ ! -e $DIR ]] || fail "it left something" "$(ls -l "$DIR")"
}

@test "the request verifies, and asks for the names and serverAuth alone" {
	site --pool "probes.$ORG_DOMAIN" --bits 3072
	run -0 openssl req -in "$DIR/probe.csr" -verify -noout -text
	shown=$(tr -s ' \n' ' ' <<<"$output")
	for words in 'verify OK' "Subject: CN = probes.$ORG_DOMAIN " '(3072 bit)' "DNS:probes.$ORG_DOMAIN, DNS:$PROBE" \
		'Key Usage: critical Digital Signature, Key Encipherment' 'TLS Web Server Authentication Signature' \
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
	world edge-schannel
	probe federation --extra-opts="@$DIR/check_push.ini" --strict-files -C 20
	answered
	probe notification --extra-opts="@$DIR/check_push.ini" --strict-files -C 20
	is OK
	world
}

@test "before it is signed, the plugin says what is missing" {
	site
	probe federation --extra-opts="@$DIR/check_push.ini"
	refuses --client-cert "$DIR/probe.pem"
}

@test "the settings have their section too: all it lacks is a login" {
	site
	cp "$PKI/ca.pem" "$DIR/ca.pem"
	probe config --extra-opts="@$DIR/check_push.ini" -F /dev/null
	refuses --file /dev/null
	sed -i 's/^#login = .*/login = CONTOSO\\monitor/' "$DIR/check_push.ini"
	probe config --extra-opts="@$DIR/check_push.ini" -H "$POOL"
	refuses --login
}

@test "modes and owner: the key is for one user alone" {
	site
	[[ $(cd "$DIR" && stat -c '%a %U %n' -- *) == "644 $(id -un) check_push.ini"$'\n'"644 $(id -un) probe.csr"$'\n'"400 $(id -un) probe.key" ]]
	((EUID == 0)) || return 0
	rm -r "$DIR"
	site --owner daemon
	[[ $(cd "$DIR" && stat -c '%a %U' probe.key) == '400 daemon' ]]
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

@test "the package's ini file is replaced if it is unchanged; a changed one stays" {
	mkdir -p "$DIR" "$BATS_TEST_TMPDIR/share"
	cp "$TOP/contrib/site-setup/probe-csr" "$TOP/contrib/check_push.ini" "$BATS_TEST_TMPDIR/share/"
	packaged() { "$BATS_TEST_TMPDIR/share/probe-csr" --dir "$DIR" --edge "$EDGE" --domain "$ORG_DOMAIN" --name "$PROBE"; }
	cp "$TOP/contrib/check_push.ini" "$DIR/check_push.ini"
	echo '# changed' >>"$DIR/check_push.ini"
	run -1 packaged
	[[ $output == *"$DIR/check_push.ini is there already; nothing was changed" && $(ls "$DIR") == check_push.ini ]]
	cp "$TOP/contrib/check_push.ini" "$DIR/check_push.ini"
	run -0 packaged
	grep -qx "hostname = $EDGE" "$DIR/check_push.ini"
	[[ $output == *"/usr/lib/nagios/plugins/check_push_federation --extra-opts=@$DIR/check_push.ini -v"* ]] || fail "no full path" "$output"
}

@test "what cannot be a name is refused" {
	csr_fails --edge --domain "$ORG_DOMAIN"
	csr_fails --domain --edge "$EDGE"
	csr_fails '--name: "probe"' --edge "$EDGE" --domain "$ORG_DOMAIN" --name probe
	csr_fails '--name: "*.contoso.com"' --edge "$EDGE" --domain "$ORG_DOMAIN" --name '*.contoso.com'
	csr_fails '--pool: "a b.contoso.com"' --edge "$EDGE" --domain "$ORG_DOMAIN" --name "$PROBE" --pool 'a b.contoso.com'
	csr_fails '--edge: "x.com
strict ="' --edge $'x.com\nstrict =' --domain "$ORG_DOMAIN" --name "$PROBE"
	csr_fails '--bits: "1024"' --edge "$EDGE" --domain "$ORG_DOMAIN" --name "$PROBE" --bits 1024
	csr_fails --force --force
	csr_fails --bits --bits
}
