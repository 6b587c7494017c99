#!/usr/bin/env bats
# shellcheck disable=SC1091,SC2030,SC2031,SC2034,SC2154 # names and results are set, and HOST read, by lib.bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sandbox - every plugin does its work with the rights it has left, as root and as anybody; secrets are shown and kept nowhere
#
# What the sandbox refuses is the unit test's (tests/unit/test_sandbox.c): here nothing may be refused.

load lib

setup_file() { lab_start "$LAB" contoso --pool; }
teardown_file() { "$LAB_TOOLS/down" "$LAB"; }

setup() {
	lab_use "$LAB"
	. "$LAB_TOOLS/pool/names.sh"
	REALM_DIR=$LAB_ROOT/$LAB/realm SEEN=$BATS_TEST_TMPDIR/calls
	THERE=(-H "$POOL:$POOL_PORT" --ca-cert "$PKI/ca.pem" -d "$PUSH_DOMAIN" -P "$PARTNER" --push-uri "sip:push@$PUSH_DOMAIN")
	NTLM=(-l 'CONTOSO\monitor' --password-file "$REALM_DIR/login.pass")
	export KRB5_CONFIG=$REALM_DIR/krb5.conf KRB5CCNAME=FILE:$BATS_TEST_TMPDIR/tickets
}

needs_sandbox() { [[ $PLUGIN_DIR != */san ]] || skip 'sanitizers run without a sandbox'; }
needs_strace() {
	needs_sandbox
	inside strace -o /dev/null true 2>/dev/null || skip 'strace is not there, or not allowed here'
}

ticket() { inside kinit -k -t "$REALM_DIR/monitor.keytab" monitor; }

# traced PLUGIN [OPTION...]: its system calls are in SEEN
traced() { observe inside timeout -k 2 "$LIMIT" strace -f -o "$SEEN" "$PLUGIN_DIR/check_push_$1" "${@:2}"; }

FILTER='(seccomp\(SECCOMP_SET_MODE_FILTER, 0|prctl\(PR_SET_SECCOMP, SECCOMP_MODE_FILTER),'

# line PATTERN: of the first call that matches; a number past the end if there is none
line() { { grep -nE -m1 -- "$1" "$SEEN" || echo 999999; } | cut -d: -f1; }

# apart: the watchdog's system calls are in SEEN.watchdog, those of all else in SEEN.run. It is the first thread.
apart() {
	local watchdog
	watchdog=$(sed -nE 's/.*clone3?[( ].* = ([0-9]+)$/\1/p' "$SEEN" | head -n 1)
	grep "^${watchdog:-none} " "$SEEN" >"$SEEN.watchdog" || true
	grep -v "^${watchdog:-none} " "$SEEN" >"$SEEN.run"
}

# The watchdog is there before any other thread and any word from outside, and confines itself before it waits. A run without network may
# end before that.
watchdog_is_confined() {
	local filter waits networked SEEN=$SEEN.watchdog
	networked=$(SEEN=${SEEN%.watchdog}.run line 'socket\(')
	waits=$(line '(ppoll|write)\(')
	((waits < 999999 || networked < 999999)) || return 0
	[[ -s $SEEN ]] || fail "there is no watchdog"
	filter=$(line "$FILTER")
	((filter < 999999 && filter < waits)) || fail "it is not confined" "$(<"$SEEN")"
	((filter > $(line 'PR_SET_NO_NEW_PRIVS, 1'))) || fail "it can still gain privileges" "$(<"$SEEN")"
	((filter > $(line 'capset\(.*effective=0, permitted=0, inheritable=0'))) || fail "it has privileges" "$(<"$SEEN")"
}

# The filter stands before the first socket, any thread but the watchdog, and any word from outside; behind it nothing was refused, but
# clone3(2), for which there is clone(2).
stands_first() {
	local filter refused
	apart
	watchdog_is_confined
	local SEEN=$SEEN.run
	filter=$(line "$FILTER")
	((filter < 999999)) || fail "no filter was set"
	((filter > $(line 'PR_SET_NO_NEW_PRIVS, 1'))) || fail "new privileges can still be had"
	((filter < $(line '(socket|connect)\('))) || fail "it stands too late" "$(grep -nE 'seccomp|socket' "$SEEN")"
	(($(head -n "$filter" "$SEEN" | grep -cE '(clone3?|v?fork)\(') == 1)) || fail "a thread is not confined" "$(grep -nE 'seccomp|clone' "$SEEN")"
	refused=$(tail -n +"$filter" "$SEEN" | grep -E ' = -1 (EPERM|EACCES|ENOSYS)' | grep -vE 'clone3( resumed>)?' || true)
	[[ -z $refused ]] || fail "it refused what was needed" "$refused"
}

# ---- every plugin, with what it can be asked to do ----

@test "federation" {
	needs_strace
	traced federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}"
	is OK
	stands_first
}
@test "federation, two Edges side by side" {
	needs_strace
	traced federation -H "$EDGE:$EDGE_PORT" -H "$PROBE:1" --min-ok 1 "${OURS[@]}"
	is WARNING
	stands_first
}
@test "federation, with all that stands beside the route" {
	needs_strace
	traced federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}" --direct --own-domain "$ORG_DOMAIN" --trace -v --record "$BATS_TEST_TMPDIR/record"
	is OK
	stands_first
	[[ $("$PLUGIN_DIR/check_push_federation" --replay "$BATS_TEST_TMPDIR/record") == "$output" ]] ||
		fail "the recording gives another output"
}
@test "a recording: opened behind the inputs and before the sandbox, written once" {
	local record=$BATS_TEST_TMPDIR/record opened fd
	needs_strace
	: >"$record"
	traced federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}" --record "$record"
	is OK
	stands_first
	SEEN=$SEEN.run
	opened=$(line '"record", O_RDWR')
	((opened > $(line 'probe\.key') && opened < $(line "$FILTER"))) || fail "it is opened at call $opened"
	! grep '"record"' "$SEEN" | grep -q O_TRUNC || fail 'it is emptied before there is anything to write'
	fd=$(sed -n "$opened"'s/.* = //p' "$SEEN")
	[[ $(grep -cE " write\($fd, \"\{" "$SEEN") == 1 && $(grep -c " ftruncate($fd, " "$SEEN") == 1 ]] ||
		fail 'more than one write, or ftruncate' "$(grep -E " (write|ftruncate)\($fd, " "$SEEN")"
}
@test "notification" {
	needs_strace
	traced notification -H "$EDGE:$EDGE_PORT" "${OURS[@]}" -n 3 -i 0.01
	is OK
	stands_first
}
@test "settings, by NTLM" {
	needs_strace
	traced config "${THERE[@]}" "${NTLM[@]}"
	is OK
	stands_first
}
@test "settings, by Kerberos with a ticket" {
	needs_strace
	ticket
	traced config "${THERE[@]}"
	is OK
	stands_first
}
@test "settings, by Kerberos with a keytab" {
	needs_strace
	traced config "${THERE[@]}" --keytab "$REALM_DIR/monitor.keytab"
	is OK
	stands_first
}
@test "settings, from an export" {
	needs_strace
	traced config -F "$TOP/tests/data/exports/clixml-utf16.xml" -d "$PUSH_DOMAIN"
	stands_first
}
# What cannot be decoded is refused by its decoder, and by nothing before it.
@test "what a stranger may have written is decoded in the sandbox" {
	local each broken=$BATS_TEST_TMPDIR/broken
	needs_strace
	echo '{"' >"$broken"
	for each in "config -F $broken -d $PUSH_DOMAIN" "notification -H $EDGE ${OURS[*]} --request-template $broken" \
		"federation --replay $broken" 'federation --explain=no-such-thing'; do
		# shellcheck disable=SC2086 # words
		traced $each
		is UNKNOWN
		apart
		(($(SEEN=$SEEN.run line "$FILTER") < $(SEEN=$SEEN.run line ' write\(1, '))) || fail "$each: decoded without a sandbox"
	done
	traced federation --replay "$TOP/tests/data/recordings/healthy.json" --output-format=text
	stands_first
}
@test "tickets that are kept elsewhere" {
	local odd=$BATS_TEST_TMPDIR/krb5.conf place
	mkdir "$BATS_TEST_TMPDIR/cache"
	for place in "DIR:$BATS_TEST_TMPDIR/cache" "FILE:$BATS_TEST_TMPDIR/odd place"; do
		sed "s|\[libdefaults\]|&\n\tdefault_ccache_name = $place|" "$REALM_DIR/krb5.conf" >"$odd"
		unset KRB5CCNAME
		KRB5_CONFIG=$odd ticket
		KRB5_CONFIG=$odd probe config "${THERE[@]}"
		is OK
	done
}
@test "a KDC that is asked over TCP only" {
	sed 's|\[libdefaults\]|&\n\tudp_preference_limit = 1|' "$REALM_DIR/krb5.conf" >"$BATS_TEST_TMPDIR/krb5.conf"
	export KRB5_CONFIG=$BATS_TEST_TMPDIR/krb5.conf
	probe config "${THERE[@]}" --keytab "$REALM_DIR/monitor.keytab"
	is OK
}
@test "as an ordinary user" {
	local plugin
	inside setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null || skip 'there is no other user here'
	chmod 0755 "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "${BATS_TEST_TMPDIR%/*/*}"
	cp "$PKI"/{probe.pem,probe.key,ca.pem} "$PLUGIN_DIR"/check_push_* "$BATS_TEST_TMPDIR/"
	chown 65534 "$BATS_TEST_TMPDIR"/probe.*
	chmod 0644 "$BATS_TEST_TMPDIR/ca.pem"
	HOST=(setpriv --reuid=65534 --regid=65534 --clear-groups) RECORDS=$BATS_TEST_TMPDIR/records
	install -d -o 65534 "$RECORDS"
	PLUGIN_DIR=$BATS_TEST_TMPDIR PKI=$BATS_TEST_TMPDIR
	OURS=(--ca-cert "$PKI/ca.pem" -J "$PKI/probe.pem" -K "$PKI/probe.key" -d "$PUSH_DOMAIN" -f "sip:monitor@$ORG_DOMAIN")
	for plugin in federation notification; do
		ask "$plugin"
		is OK
	done
	cp "$REALM_DIR"/{krb5.conf,monitor.keytab,login.pass} "$BATS_TEST_TMPDIR/"
	chmod 0644 "$BATS_TEST_TMPDIR/krb5.conf"
	KRB5_CONFIG=$BATS_TEST_TMPDIR/krb5.conf
	chown 65534 "$BATS_TEST_TMPDIR"/{monitor.keytab,login.pass}
	THERE[3]=$PKI/ca.pem
	probe config "${THERE[@]}" --keytab "$BATS_TEST_TMPDIR/monitor.keytab"
	is OK
	install -d -o 65534 -m 0700 "$BATS_TEST_TMPDIR/tickets-of-another"
	KRB5CCNAME=FILE:$BATS_TEST_TMPDIR/tickets-of-another/cache
	inside "${HOST[@]}" kinit -k -t "$BATS_TEST_TMPDIR/monitor.keytab" monitor
	probe config "${THERE[@]}"
	is OK
	probe config "${THERE[@]}" -l 'CONTOSO\monitor' --password-file "$BATS_TEST_TMPDIR/login.pass"
	is OK
}

# ---- roots that are looked up ----

# roots DIRECTORY: a hash link there that leads elsewhere
roots() {
	local hash
	mkdir -p "$1" "$BATS_TEST_TMPDIR/elsewhere"
	cp "$PKI/ca.pem" "$BATS_TEST_TMPDIR/elsewhere/"
	hash=$(openssl x509 -in "$PKI/ca.pem" -noout -hash)
	ln -s "$BATS_TEST_TMPDIR/elsewhere/ca.pem" "$1/$hash.0"
}

@test "roots behind links that lead elsewhere" {
	roots "$BATS_TEST_TMPDIR/roots"
	ask federation --ca-cert "$BATS_TEST_TMPDIR/roots"
	is OK
}
@test "the system's roots behind links that lead elsewhere" {
	roots "$BATS_TEST_TMPDIR/roots"
	export SSL_CERT_DIR=/nowhere:$BATS_TEST_TMPDIR/roots
	probe federation -H "$EDGE:$EDGE_PORT" -J "$PKI/probe.pem" -K "$PKI/probe.key" -d "$PUSH_DOMAIN" -f "sip:monitor@$ORG_DOMAIN"
	is OK
}

# ---- the report of it ----

@test "-vv reports it" {
	needs_sandbox
	ask federation -vv
	shows 'sandbox '
	ask federation -v
	hides 'sandbox '
}
@test "--no-sandbox" {
	needs_strace
	traced federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}" --no-sandbox -vv
	is OK
	hides 'sandbox '
	! grep -E '^[0-9]+ +(seccomp|landlock_[a-z_]*|capset)\(|PR_SET_' "$SEEN" || fail "there is one all the same"
}
@test "no core dump" {
	needs_strace
	traced federation -H "$EDGE:$EDGE_PORT" "${OURS[@]}"
	(($(line 'PR_SET_DUMPABLE, (0|SUID_DUMP_DISABLE)') < $(line 'probe\.key'))) || fail "the key was read before core dumps were off"
	(($(line 'RLIMIT_CORE, \{rlim_cur=0, rlim_max=0\}') < $(line 'probe\.key'))) || fail "the key was read before core dumps were off"
}

# ---- secrets ----

# open_key MODE: our key, with that mode, in OPEN
open_key() {
	OPEN=$BATS_TEST_TMPDIR/open.key
	chmod 0755 "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "${BATS_TEST_TMPDIR%/*/*}"
	install -m "$1" "$PKI/probe.key" "$OPEN"
}

@test "a key that everybody can read" {
	open_key 0644
	ask federation -K "$OPEN" -v
	is WARNING file-open-to-all --private-key "$OPEN"
	finds WARNING file-open-to-all "chmod o-rwx $OPEN"
	ask federation -K "$OPEN" --ignore own.files
	answered '(1 ignored)'
	ask federation -K "$OPEN" --strict-files
	refuses --private-key "$OPEN" 0644 --strict-files
	printf '[a]\nverbose = 0\n' >"$BATS_TEST_TMPDIR/a.ini"
	chmod 0666 "$BATS_TEST_TMPDIR/a.ini"
	ask federation --extra-opts="a@$BATS_TEST_TMPDIR/a.ini"
	is WARNING file-changeable --extra-opts a.ini
	cp "$PKI/ca.pem" "$BATS_TEST_TMPDIR/roots.pem"
	chmod 0646 "$BATS_TEST_TMPDIR/roots.pem"
	ask federation --ca-cert "$BATS_TEST_TMPDIR/roots.pem"
	is WARNING file-changeable --ca-cert roots.pem
}
@test "a key that the group can read" {
	open_key 0640
	ask federation -K "$OPEN" --strict-files
	is OK
}

# nowhere WORD FILE...: the word stands in none of these files, as it is or in Base64
nowhere() {
	local form
	for form in "$1" "$(printf %s "$1" | base64)"; do
		! grep -qF -- "$form" "${@:2}" || fail "$form is there" "$(grep -lF -- "$form" "${@:2}")"
	done
}

@test "passwords are shown and kept nowhere" {
	local word
	word=$(<"$PKI/probe.pass")
	[[ ${#word} -ge 6 ]]
	ask federation -J "$PKI/probe.p12" -K "$PKI/probe.p12" --key-password-file "$PKI/probe.pass" -vvv --record "$BATS_TEST_TMPDIR/record"
	is OK
	nowhere "$word" "$BATS_TEST_TMPDIR"/{run.*,record}
	word=$(<"$REALM_DIR/login.pass")
	probe config "${THERE[@]}" -a basic -l "monitor@$REALM" --password-file "$REALM_DIR/login.pass" -vvv --record "$BATS_TEST_TMPDIR/record"
	is OK
	nowhere "$word" "$BATS_TEST_TMPDIR"/{run.*,record}
	nowhere "monitor@$REALM:$word" "$BATS_TEST_TMPDIR"/{run.*,record}
}
@test "credentials in a header are shown and kept nowhere" {
	ask notification --header 'Authorization: Digest only-for-the-edge' -vvv --record "$BATS_TEST_TMPDIR/record"
	shows 'Authorization: (not shown)'
	! grep -q only-for-the-edge "$BATS_TEST_TMPDIR"/{run.out,record} || fail "the credential is there"
}
@test "passwords are never arguments" {
	needs_strace
	traced config "${THERE[@]}" "${NTLM[@]}"
	! grep execve "$SEEN" | grep -qF "$(<"$REALM_DIR/login.pass")" || fail "it is an argument"
}
