#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# chains - servers whose certificates are wrong in one way each: no chain is accepted that `openssl verify` refuses, and each gets its
# cause, with the right certificate in the sentence. chains.tsv says what is right; tests/lab/chains makes and serves them.

load lib

CHAINS=$TOP/tests/lab/chains

setup_file() {
	export PKI=$BATS_FILE_TMPDIR/pki
	"$CHAINS" --make "$PKI"
	mkfifo "$PKI.stdin"
	"$CHAINS" "$PKI" <"$PKI.stdin" >"$PKI.ports" 3>&- &
	exec 9>"$PKI.stdin"
	until_true 60 grep -q '^$' "$PKI.ports"
}

# The servers end with their standard input.
teardown_file() {
	exec 9>&-
	wait
}

port() { awk -v chain="$1" '$1 == chain { print $2 }' "$PKI.ports"; }

# meets CHAIN: sets verdict to "STATE CAUSE", said to the sentences about certificates, counted to those of all that counts
meets() {
	"$PLUGIN_DIR/check_push_federation" -H "edge.contoso.example:$(port "$1")" -I 127.0.0.1 --ca-cert "$PKI/$1/root.pem" -t 20 \
		--output-format=json </dev/null >"$BATS_TEST_TMPDIR/out" || true
	verdict=$(jq -r '"\(.state) \(.cause // "-")"' "$BATS_TEST_TMPDIR/out")
	counted=$(jq -r '.findings[] | select(.state != "OK" and (.note | not)) | .sentence' "$BATS_TEST_TMPDIR/out")
	said=$(jq -r '.findings[] | select(.rule | startswith("cert.")) | .sentence' "$BATS_TEST_TMPDIR/out")
}

# What OpenSSL says of the chain, with the security level of this host's TLS.
openssl_accepts() {
	openssl verify -purpose sslserver -partial_chain -auth_level 2 -verify_hostname edge.contoso.example -no-CApath -no-CAstore \
		-CAfile "$PKI/$1/root.pem" -untrusted "$PKI/$1/sent.pem" "$PKI/$1/sent.pem" >/dev/null 2>&1
}

@test "every chain has its verdict, and none is accepted that OpenSSL refuses" {
	local chain state cause values value missed=0
	while IFS=$'\t' read -r chain state cause values; do
		[[ $chain != '#'* && $chain ]] || continue
		meets "$chain"
		[[ $verdict == "$state $cause" ]] || { echo "$chain: $verdict, wanted: $state $cause: $said"; missed=1; }
		[[ $(grep -c . <<<"$counted") -le 1 ]] || { echo "$chain: one fault, several findings: $counted"; missed=1; }
		IFS='|' read -ra values <<<"$values"
		for value in "${values[@]}"; do
			[[ $value == - || $said == *"$value"* ]] || { echo "$chain: \"$value\" does not stand in: $said"; missed=1; }
		done
		# A SIP URI is a name for SIP, and none for OpenSSL.
		[[ $verdict != OK* || $chain == name-uri* ]] || openssl_accepts "$chain" || { echo "$chain: OpenSSL refuses it"; missed=1; }
	done <"$BATS_TEST_DIRNAME/chains.tsv"
	[[ $missed == 0 ]]
}

@test "chains.tsv has every chain" {
	diff <(awk -F'\t' '!/^#/ && NF { print $1 }' "$BATS_TEST_DIRNAME/chains.tsv" | sort) <(awk 'NF { print $1 }' "$PKI.ports" | sort)
}
