#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# revocation - --crl and --ocsp, by lists and stapled answers that openssl makes, and a server of its own (s_server)
#
# A server with a certificate that was revoked gets nothing of ours and is CRITICAL; what a list or an answer leaves open is a note.

load lib

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	cat >ca.cnf <<-'END'
		[ca]
		default_ca = all
		[all]
		database = index.txt
		serial = serial
		crlnumber = crlnumber
		new_certs_dir = .
		default_md = sha256
		default_days = 90
		default_crl_days = 7
		policy = any
		unique_subject = no
		copy_extensions = copy
		[any]
		commonName = supplied
		[root]
		basicConstraints = critical, CA:TRUE
		keyUsage = critical, keyCertSign, cRLSign
		subjectKeyIdentifier = hash
		[responder]
		extendedKeyUsage = OCSPSigning
		[req]
		distinguished_name = name
		[name]
	END
	: >index.txt
	echo 1000 >serial
	echo 01 >crlnumber
	{
		openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=Root -days 365 -config ca.cnf -extensions root
		openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -subj /CN=Root -days 365 -config ca.cnf -extensions root
		local name
		for name in good bad; do
			openssl req -newkey rsa:2048 -nodes -keyout "$name.key" -out "$name.csr" -subj /CN=edge.contoso.com -config ca.cnf \
				-addext subjectAltName=DNS:edge.contoso.com -addext extendedKeyUsage=serverAuth
			openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in "$name.csr" -out "$name.pem" -notext
		done
		openssl req -newkey rsa:2048 -nodes -keyout responder.key -out responder.csr -subj /CN=Responder -config ca.cnf
		openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in responder.csr -out responder.pem -extensions responder -notext
		openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -gencrl -out before.pem
		openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -revoke bad.pem
		openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -gencrl -out crl.pem
		openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -gencrl -out old.pem \
			-crl_lastupdate 20200101000000Z -crl_nextupdate 20200201000000Z
		openssl ca -config ca.cnf -cert other.pem -keyfile other.key -gencrl -out forged.pem	# of the same name, by another key
		openssl crl -in crl.pem -outform DER -out crl.der
		for name in good bad; do
			answer "$name" "$name.der"
			answer "$name" "$name-delegated.der" -rsigner responder.pem -rkey responder.key
			answer "$name" "$name-forged.der" -rsigner other.pem -rkey other.key
		done
	} >log 2>&1 || { cat log; return 1; }
	mkdir lists
	cp crl.der lists/one
	echo 'no list' >lists/README
}

# answer NAME FILE [OPTION...]: the responder's answer about that certificate
answer() {
	local signer=(-rsigner ca.pem -rkey ca.key)
	[[ $* != *-rsigner* ]] || signer=()
	openssl ocsp -index index.txt -CA ca.pem "${signer[@]}" -issuer ca.pem -cert "$1.pem" -respout "$2" -no_nonce -ndays 7 "${@:3}"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
	SERVER=
}
teardown() { [[ ! $SERVER ]] || kill "$SERVER" 2>/dev/null || true; }

# serve NAME [OPTION...]: a TLS server with that certificate, on PORT
serve() {
	PORT=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	openssl s_server -accept "127.0.0.1:$PORT" -cert "$1.pem" -key "$1.key" -verify 1 -quiet "${@:2}" >server 2>&1 3>&- &
	SERVER=$!
	until (: <"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; do sleep 0.1; done
}

# check [OPTION...]: that server, up to its demand for a certificate
check() {
	RECORDING=$BATS_TEST_TMPDIR/verdict.json PROBE_RUN=("$PLUGIN_DIR/check_push_federation")
	rm -f "$RECORDING"
	observe timeout -k 2 20 "$PLUGIN_DIR/check_push_federation" -H edge.contoso.com -I 127.0.0.1 -p "$PORT" --ca-cert ca.pem --no-client-cert \
		-f sip:monitor@contoso.com -t 10 --record="$RECORDING" -vv "$@"
}

@test "--crl: revoked is CRITICAL, in PEM, DER and from a directory; without the option nothing is said" {
	serve bad
	check
	is OK
	check --crl=crl.pem
	is CRITICAL cert-revoked edge.contoso.com
	check --crl=crl.der
	is CRITICAL cert-revoked edge.contoso.com
	check --crl=lists
	is CRITICAL cert-revoked edge.contoso.com
	check --crl=crl.pem --insecure
	is WARNING cert-revoked edge.contoso.com
	check --crl=old.pem	# it was revoked, however old the list
	is CRITICAL cert-revoked edge.contoso.com
	check --crl=before.pem
	is OK
}

@test "--crl: a certificate that is on no list is OK, what is not known is a note" {
	serve good
	check --crl=crl.pem
	is OK
	finds NOTE cert.revocation edge.contoso.com --crl
	check --crl=old.pem
	is OK
	finds NOTE cert.revocation unknown 'out of date'
	check --crl=forged.pem
	is OK
	finds NOTE cert.revocation unknown 'no list'
}

@test "--crl: a file without a list is refused" {
	serve good
	observe "$PLUGIN_DIR/check_push_federation" -H a -p "$PORT" -I 127.0.0.1 --ca-cert ca.pem --no-client-cert --crl=ca.pem
	is UNKNOWN
	says 'no revocation list' ca.pem
	observe "$PLUGIN_DIR/check_push_federation" -H a -p "$PORT" -I 127.0.0.1 --ca-cert ca.pem --no-client-cert --crl=/no/such
	refuses --crl /no/such
}

@test "--ocsp: a stapled answer that says revoked is CRITICAL, under TLS 1.2 and 1.3" {
	local version
	for version in -tls1_2 -tls1_3; do
		serve bad -status_file bad.der "$version"
		check
		is OK
		check --ocsp
		is CRITICAL cert-revoked edge.contoso.com
		kill "$SERVER"
		serve bad -status_file bad-delegated.der "$version"
		check --ocsp
		is CRITICAL cert-revoked edge.contoso.com
		kill "$SERVER"
	done
	SERVER=
}

@test "--ocsp: a good answer, and what leaves it open" {
	serve good -status_file good.der
	check --ocsp
	is OK
	finds NOTE cert.revocation edge.contoso.com 'not revoked'
	kill "$SERVER"
	serve good
	check --ocsp
	is OK
	finds NOTE cert.revocation unknown 'no answer'
	kill "$SERVER"
	serve bad -status_file bad-forged.der	# who may not say so
	check --ocsp
	is OK
	finds NOTE cert.revocation unknown 'not signed'
	kill "$SERVER"
	serve bad -status_file good.der
	check --ocsp
	is OK
	finds NOTE cert.revocation unknown 'another certificate'
	kill "$SERVER"
	printf '\x30\x03\x0a\x01\x03' >later.der	# tryLater
	serve good -status_file later.der
	check --ocsp
	is OK
	finds NOTE cert.revocation unknown 'gave no answer'
}
