#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# secrets - a secret that is given where it must not be is shown nowhere: not on standard output or error, in any format, with any
# verbosity, on a terminal, nor in a recording
#
# MARK is the secret. The options are those of the programs themselves: --help names them.

load lib

setup_file() { lab_start "$LAB" contoso; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }
setup() {
	lab_use "$LAB"
	FILE=$BATS_TEST_TMPDIR/file
}

MARK=Geheim7x
PLUGINS=(config federation notification)

# A server that is never asked: every run with a secret is refused before.
SERVER=server.example.com

# long_options PLUGIN: their names
long_options() { "$PLUGIN_DIR/check_push_$1" --help | sed -nE 's/^ +(-., )?--([a-z-]+).*/\2/p'; }

# secret_options PLUGIN: those that are, or begin as, a password or a key
secret_options() { long_options "$1" | grep -E 'pass|key'; }

# unread PLUGIN WORD...: refused without the mark to a program that reads; hidden PLUGIN WORD...: to a person at a terminal too
unread() {
	local code=0
	"$PLUGIN_DIR/check_push_$1" "${@:2}" >"$FILE.out" 2>"$FILE.err" </dev/null || code=$?
	((code == 3)) || fail "exit code $code: $*" "$(<"$FILE.out")"
	[[ -s $FILE.out ]] || fail "nothing was said: $*" ''
	! grep -F -- "$MARK" "$FILE".{out,err} || fail "it is shown: $*" ''
}
hidden() {
	unread "$@"
	script -qec "$(printf '%q ' "$PLUGIN_DIR/check_push_$1" "${@:2}")" /dev/null >"$FILE.terminal" </dev/null || true
	[[ -s $FILE.terminal ]] || fail "nothing was said at a terminal: $*" ''
	! grep -F -- "$MARK" "$FILE.terminal" || fail "it is shown at a terminal: $*" ''
}

# everywhere PLUGIN NAME: that name with the mark in every form that a long option takes, in every format, and in an ini file
everywhere() {
	local format
	hidden "$1" -H "$SERVER" -vvv --record="$FILE.record" "--$2=$MARK"
	hidden "$1" -H "$SERVER" --record="$FILE.record" "--$2" "$MARK"
	for format in json openmetrics; do
		unread "$1" -H "$SERVER" --output-format="$format" -vvv --record="$FILE.record" "--$2=$MARK"
	done
	printf '[x]\nH=%s\n%s = %s\n' "$SERVER" "$2" "$MARK" >"$FILE"
	unread "$1" --extra-opts="x@$FILE" --record="$FILE.record"
	[[ ! -e $FILE.record ]] || fail "there is a recording of --$2" "$(<"$FILE.record")"
}

@test "every option that is a password or a key, and every abbreviation of it" {
	local plugin name length count=0
	for plugin in "${PLUGINS[@]}"; do
		for name in $(secret_options "$plugin"); do
			for ((length = 1; length <= ${#name}; length++)); do
				everywhere "$plugin" "${name:0:length}"
				count=$((count + 1))
			done
		done
	done
	((count > 80)) || fail "only $count names" ''
}

@test "names of passwords that are no option" {
	local plugin name
	for plugin in "${PLUGINS[@]}"; do
		for name in password passwd passphrase pass pwd secret login-password key-pass key-passphrase private-key-password \
			PASSWORD passwordfile password_file token key-file api-key; do
			everywhere "$plugin" "$name"
		done
	done
}

# says_file FILE PLUGIN WORD...: hidden, and the way out is named
says_file() {
	hidden "${@:2}"
	grep -qF "put the password in a file: --$1" "$FILE.out" || fail "the way out is not --$1: ${*:2}" "$(<"$FILE.out")"
}

@test "the way out is the file" {
	local name plugin
	for name in password passwo pass pas password-; do
		says_file password-file config -H p "--$name=$MARK"
		says_file password-file config -H p "--$name" "$MARK"
		printf '[x]\n%s = %s\n' "$name" "$MARK" >"$FILE"
		says_file password-file config -H p "--extra-opts=x@$FILE"
	done
	for plugin in "${PLUGINS[@]}"; do
		for name in key-password key-pass key-p key-password-; do
			says_file key-password-file "$plugin" -H p "--$name=$MARK"
		done
	done
	says_file key-password-file federation -H p "--password=$MARK"
	for name in "-luser%$MARK" "--login=user%$MARK" "--log=CONTOSO\\user%$MARK" "-luser:$MARK"; do
		says_file password-file config -H p "$name"
	done
	says_file password-file config -H p -l "user%$MARK"
	printf '[x]\nl = user%%%s\n' "$MARK" >"$FILE"
	says_file password-file config -H p "--extra-opts=x@$FILE"
}

@test "abbreviations that name a file are taken" {
	local name
	echo secret >"$FILE"
	for name in password-f password-file; do
		observe "$PLUGIN_DIR/check_push_config" -H p -l user "--$name=$FILE.none"
		refuses "--password-file: $FILE.none"
	done
	probe federation -H p -J "$PKI/probe.p12" -K "$PKI/probe.p12" --key-password-f "$FILE.none"
	refuses "--key-password-file: $FILE.none"
}

@test "passwords and keys where a file is named" {
	local option plugin
	for plugin in "${PLUGINS[@]}"; do
		hidden "$plugin" -H p -J "$PKI/probe.pem" -K "$MARK"
		for option in json openmetrics; do
			unread "$plugin" -H p -J "$PKI/probe.pem" -K "$MARK" --output-format="$option"
		done
		hidden "$plugin" -H p -K "$MARK"
		hidden "$plugin" -H p "-K$MARK" --frob
		hidden "$plugin" -H p -K "$MARK" --frob
		for option in -K -J --private-key --key-password-file; do
			hidden "$plugin" -H p "$option" $'-----BEGIN PRIVATE KEY-----\n'"$MARK"$'\n-----END PRIVATE KEY-----'
		done
		hidden "$plugin" -H p -J "$PKI/probe.p12" --key-password-file="$MARK"
		hidden "$plugin" -H p -J "$PKI/probe.p12" --key-password-file="$MARK/x"
		hidden "$plugin" -H p --key-password-file="$MARK"
	done
	hidden config -H p --password-file="$MARK"
	hidden config -H p -l user --password-file="$MARK"
	hidden config -H p --keytab="$MARK"
	hidden config -H p --keytab="$MARK" -l user --password-file="$MARK"
}

@test "passwords beside their option" {
	local plugin word
	for plugin in "${PLUGINS[@]}"; do
		for word in "-password=$MARK" "-pass=$MARK" "-passwd:$MARK" "-key-password=$MARK" "-key-pass=$MARK" "-p$MARK" \
			"--password$MARK" "--password:$MARK" "--password $MARK" "--keytab$MARK" "--private-key$MARK" \
			"--key-password-file$MARK" "--PASSWORD$MARK" "--login user%$MARK" "--login:user%$MARK" "password=$MARK" \
			"user%$MARK" "%$MARK" "=$MARK" "--=$MARK" "--%$MARK" "user:$MARK@pool.example.com" "-W$MARK" "-vW$MARK" "--no-such=$MARK" "--insecure=$MARK"; do
			hidden "$plugin" -H p "$word"
			hidden "$plugin" -H p -v "$word" -v
		done
		hidden "$plugin" -H p -p "$MARK"
		hidden "$plugin" -H p --password-file "$MARK" --frob
		hidden "$plugin" -H p -l "$MARK" -frob
	done
	hidden config -H p -l "user%$MARK" --port=70000
	hidden config -H p -l "user%$MARK" --frob
	hidden config -H p -a "user:$MARK"
	printf '[x]\npassword %s=\n' "$MARK" >"$FILE"
	hidden config "--extra-opts=x@$FILE"
	printf '[x]\npassword: %s=\n' "$MARK" >"$FILE"
	hidden config "--extra-opts=x@$FILE"
	printf '[x]\npassword %s\n' "$MARK" >"$FILE"
	hidden config "--extra-opts=x@$FILE"
}

@test "logins in an address" {
	local word
	for word in "https://user:$MARK@pool.example.com/x" "http://user:$MARK@pool.example.com/x" "user:$MARK@pool.example.com" \
		"https://user:$MARK/x@pool.example.com/" "https://user:x/$MARK@pool.example.com/" "https://user:1/$MARK@pool.example.com/" \
		"https://user:$MARK?x@pool.example.com:1" "https://user:x#$MARK@pool.example.com:1" "https://$MARK@pool.example.com:1/" \
		"https://user@example.com:$MARK@pool.example.com/"; do
		hidden config -u "$word"
		hidden config "--url=$word"
		hidden config -H p -x "$word"
		hidden config -H p "--http-proxy=${word/https:/http:}"
		hidden config -H "$word"
		hidden config -H p -d "$word"
		hidden federation -H "$word"
		hidden federation -H p -u "$word"
		hidden federation -H p -P "$word"
		hidden federation -H p --dns-server="$word"
	done
	for word in "sip:user:$MARK@contoso.com" "sips:user:$MARK@contoso.com" "sip:user:$MARK@contoso.com:5061;x=y"; do
		hidden federation -H "$word"
		hidden federation -H p -u "$word"
		hidden federation -H p -f "$word"
		hidden config -H p --push-uri="$word"
	done
}

# Header fields with a credential: what is sent, and what is kept, differ.
FIELDS=(Authorization Proxy-Authorization Authentication-Info Cookie Cookie2 Set-Cookie X-Api-Key Api-Key apikey Ocp-Apim-Subscription-Key
	X-Auth-Token X-Access-Token x-csrf-token PRIVATE-TOKEN X-Vault-Token X-Amz-Security-Token Token X-Secret X-Client-Secret
	X-Password X-Passwd X-PWD X-Auth X-Authorization X-Credentials X-Session-Id SessionID JWT-Assertion X-Goog-Authenticated-User-Jwt)

@test "credentials in a header are sent, and kept nowhere" {
	local field given=()
	for field in "${FIELDS[@]}"; do given+=(--header "$field: Bearer $MARK"); done
	forget edge
	ask notification "${given[@]}" --header 'X-Site: shown' -vvv --record="$FILE.record"
	is OK
	heard edge "$MARK"
	for field in "${FIELDS[@]}"; do shows "$field: (not shown)"; done
	shows 'X-Site: shown'
	! grep -c "$MARK" "$FILE.record" "$BATS_TEST_TMPDIR/run.out" || fail 'a credential is there' "$(grep -h "$MARK" "$FILE.record")"
	"$PLUGIN_DIR/check_push_notification" --replay="$FILE.record" >"$FILE.replay" || true
	cmp "$FILE.replay" "$BATS_TEST_TMPDIR/run.out" || fail 'the replay differs' ''
	inside "$PLUGIN_DIR/check_push_notification" --replay="$FILE.record" --output-format=json >"$FILE.json" || true
	grep -q '"state": "OK"' "$FILE.json" || fail 'the JSON is another result' "$(<"$FILE.json")"
	! grep -F "$MARK" "$FILE.json" || fail 'a credential is there' ''
}

@test "credentials in a header that is none" {
	local value
	for value in "Cookie: $MARK"$'\r\nX: y' "Cookie $MARK" "Cookie=$MARK" "X-Api-Key $MARK" "Authorization Bearer $MARK" "Cookie; $MARK" \
		"Via: $MARK" $'Cookie:\n'"$MARK"; do
		hidden notification -H p "--header=$value"
		hidden notification -H p --header "$value"
		hidden notification -H p --header "$value" --frob
	done
}
