#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# host - what the monitoring host itself forbids, lacks or mangles: it is said so, and no server is blamed for it
#
# host.tsv: a world of host_world, a command without check_push_, state, cause ("-": none), and words that stand in the output ("!word":
# one that must not), between "|". A world that this kernel, or this account, cannot make skips its rows; the last test names them.

load lib

setup_file() {
	[[ -x $PLUGIN_DIR/check_push_federation ]] || { echo "no plugins in $PLUGIN_DIR: make, or set PLUGIN_DIR"; return 1; }
	cd "$BATS_FILE_TMPDIR" || return
	openssl req -x509 -newkey rsa:2048 -nodes -keyout k.key -out k.pem -subj /CN=probe.example -days 30 2>/dev/null
	install -m 0600 <(echo secret) password
	openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -subj /CN=other.example -days 30 2>/dev/null
	mkdir ca-linked ca-old-hash
	cp k.pem other.pem ca-linked
	ln -s other.pem "ca-linked/$(openssl x509 -in other.pem -noout -hash).0"
	cp k.pem ca-old-hash
	ln -s k.pem "ca-old-hash/$(openssl x509 -in k.pem -noout -subject_hash_old).0"
	make_identities 2>/dev/null
	make_mangled
	install -m 0644 k.key open.key
	install -m 0644 /dev/null empty.keytab
	export_of() { jq --arg time "$1" '.ExportedAt = $time' "$TOP/tests/data/exports/json-7.json" >"$2"; }
	export_of "$(date -u +%FT%TZ)" now.json
	export_of 2030-01-02T03:04:05Z future.json
	export_of 'yesterday noon' unreadable-time.json
}

# What a CA's database keeps in files, and certificates with dates of their own: of a root, of a CA below it that has expired, and of ours.
make_identities() {
	day() { date -u -d "$1 days" +%Y%m%d%H%M%SZ; }
	# issue NAME CN SECTION FIRST-DAY LAST-DAY SIGNER...
	issue() {
		openssl req -new -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2"
		openssl ca -config ca.cnf -batch -notext -in "$1.csr" -extensions "$3" -startdate "$(day "$4")" -enddate "$(day "$5")" \
			-out "$1.pem" "${@:6}"
	}
	printf '%s\n' '[ca]' 'default_ca=x' '[x]' 'database=index' 'rand_serial=yes' 'new_certs_dir=.' 'unique_subject=no' 'policy=p' \
		'default_md=sha256' '[p]' 'commonName=supplied' '[authority]' 'basicConstraints=critical,CA:TRUE' '[server]' \
		'extendedKeyUsage=serverAuth,clientAuth' >ca.cnf
	: >index
	issue root Root authority -1000 1000 -selfsign -keyfile root.key
	issue old-ca 'Issuing CA' authority -400 -35 -cert root.pem -keyfile root.key
	issue own own.example server -30 300 -cert old-ca.pem -keyfile old-ca.key
	issue old own.example server -400 -35 -cert root.pem -keyfile root.key
	cat old-ca.pem >>own.pem
}

# Files as people have them
make_mangled() {
	local mark=$'\xef\xbb\xbf'
	printf '%s[check_push_federation]\r\nhostname = edge.example\r\nIP-address = 127.0.0.1\r\ntimeout = 5\r\n' "$mark" >marked.ini
	iconv -f UTF-8 -t UTF-16 marked.ini >wide.ini
	gzip -c marked.ini >packed.ini
	install -m 0600 <(printf '%ssecret\r\n' "$mark") marked.password
	install -m 0600 <(iconv -f UTF-8 -t UTF-16 password) wide.password
	install -m 0600 <(echo other) other.password
	openssl req -new -key k.key -subj /CN=probe.example -out request.pem
	iconv -f UTF-8 -t UTF-16 k.pem >wide.pem
	sed 's/^/  /' k.pem >indented.pem
	openssl pkcs12 -export -legacy -in k.pem -inkey k.key -passout pass:secret -out rc2.p12 2>/dev/null
	openssl req -new -x509 -key old.key -subj /CN=renewed.example -days 300 -out renewed.only
	cat old.pem renewed.only >renewed.pem
	chmod 0600 ./*.p12 ./*.key
}

# lacking STATE CAUSE WORDS: what the answer in $out, with exit code $code, has or lacks
lacking() {
	local words word seen
	seen=$(jq -r '"\(.state) \(.cause // "-")"' <<<"$out" 2>/dev/null) || seen="no JSON"
	[[ $seen == "$1 $2" && ${STATES[code]-} == "$1" ]] || echo "it is $seen ($code), not $1 $2; "
	IFS='|' read -ra words <<<"$3"
	for word in "${words[@]}"; do
		if [[ $word == !* ]]; then
			[[ $out != *"${word#!}"* ]] || echo "it says ${word#!}; "
		else
			[[ $word == - || $out == *"$word"* ]] || echo "it does not say $word; "
		fi
	done
}

@test "each row of host.tsv" {
	local line world command state cause words out code said wrong='' skipped=''
	cd "$BATS_FILE_TMPDIR" || return
	while IFS= read -r line; do
		[[ $line && $line != \#* ]] || continue
		IFS=$'\t' read -r world command state cause words <<<"$line"
		code=0
		out=$(eval "timeout 30 $BATS_TEST_DIRNAME/host_world '$world' $PLUGIN_DIR/check_push_$command --output-format=json" </dev/null 2>&1) ||
			code=$?
		[[ $code != 77 ]] || { skipped+=" $world"; continue; }
		said=$(lacking "$state" "$cause" "$words")
		[[ ! $said ]] || wrong+="$world: $command: $said$(jq -r '.sentence, .because, .remedy' <<<"$out" 2>/dev/null || echo "$out")"$'\n'
	done <"$BATS_TEST_DIRNAME/host.tsv"
	echo "$skipped" | xargs -n 1 | sort -u >skipped
	[[ ! $wrong ]] || fail "$wrong"
}

@test "every world of host.tsv can be made here" {
	[[ ! $(<"$BATS_FILE_TMPDIR/skipped") ]] || skip "not here: $(xargs <"$BATS_FILE_TMPDIR/skipped")"
}

# in_small_disk COMMAND...: its standard output is a file where there is room for 4 KiB; sets code and said, of standard error
in_small_disk() {
	code=0
	# shellcheck disable=SC2016
	said=$(unshare -m bash -c 'mount -t tmpfs -o size=4k none "$1" && cd "$1" && exec "${@:2}" >out' - "$BATS_FILE_TMPDIR/small" "$@" 2>&1) ||
		code=$?
}

@test "a full disk under the output: one line, and no OK" {
	local code said
	mkdir "$BATS_FILE_TMPDIR/small"
	unshare -m mount -t tmpfs -o size=4k none "$BATS_FILE_TMPDIR/small" 2>/dev/null || skip "mounts are refused here"
	cd "$BATS_FILE_TMPDIR" || return
	in_small_disk "$PLUGIN_DIR/check_push_config" -F "$PWD/now.json" --output-format=json
	[[ $code == 3 && $said == *check_push_config*'No space left'* && $(wc -l <<<"$said") == 1 ]] || fail "an OK" "$code: $said"
	in_small_disk "$PLUGIN_DIR/check_push_config" -F "$PWD/future.json" --output-format=json
	[[ $code == 1 && $said == *'No space left'* ]] || fail "a WARNING stays one" "$code: $said"
	in_small_disk "$PLUGIN_DIR/check_push_config" -F "$PWD/now.json"
	[[ $code == 0 && ! $said ]] || fail "there is room for a line" "$code: $said"
	code=0
	said=$("$PLUGIN_DIR/check_push_config" -F now.json 2>&1 >/dev/full) || code=$?
	[[ $code == 3 && $said == *'No space left'* ]] || fail "/dev/full" "$code: $said"
	said=$( (ulimit -f 1; trap '' XFSZ; "$PLUGIN_DIR/check_push_config" -F now.json --output-format=json 2>&1 >big) ) || code=$?
	[[ $code == 3 && $said == *'File too large'* ]] || fail "a limit of the shell" "$code: $said"
}

@test "a reader that has gone leaves the code as it is, and nothing is said" {
	local said
	cd "$BATS_FILE_TMPDIR" || return
	said=$({ sleep 0.3; "$PLUGIN_DIR/check_push_config" -F now.json 2>&1 >&3; echo "$?" >code; } 3>&1 >said | :; cat said)
	[[ $(<code) == 0 && ! $said ]] || fail "it is not the disk" "$(<code): $said"
}

@test "the manual page's recipe for a textfile collector installs no cut file" {
	local recipe
	recipe=$(sed -n '/^cd \/var\/lib\/prometheus/,/^\.Ed/{/^\.Ed/d;s/\\-/-/g;s/\\e$/\\/;p}' "$TOP/contrib/man/check_push.7.in")
	[[ $recipe == *check_push.prom* ]] || fail "there is no recipe"
	mkdir -p "$BATS_FILE_TMPDIR/small"
	unshare -m mount -t tmpfs -o size=4k none "$BATS_FILE_TMPDIR/small" 2>/dev/null || skip "mounts are refused here"
	cd "$BATS_FILE_TMPDIR" || return
	recipe=${recipe/cd \/var\/lib\/prometheus\/node-exporter/cd small}
	recipe=${recipe/check_push_federation --extra-opts/$PLUGIN_DIR/check_push_config -F $PWD/now.json}
	# shellcheck disable=SC2016
	unshare -m bash -c 'mount -t tmpfs -o size=4k none small; head -c 4096 /dev/zero >small/full; (eval "$0") 2>/dev/null; ls small' \
		"$recipe" >listing
	[[ $(<listing) == $'check_push.new\nfull' ]] || fail "a cut file was installed" "$(<listing)"
	# shellcheck disable=SC2016
	unshare -m bash -c 'mount -t tmpfs -o size=64k none small; (eval "$0") 2>/dev/null; ls small' "$recipe" >listing
	[[ $(<listing) == check_push.prom ]] || fail "a whole file was not installed" "$(<listing)"
}
