#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Which room may include which: the rooms of CONTRIBUTING.md, executable. Prints each breach; exit 1 when there is one.
set -eu
cd "$(dirname "$0")/../.."
status=0

breach() { # FOUND EXPLANATION
	[ -z "$1" ] && return 0
	printf '%s\n  %s\n' "$1" "$2"
	status=1
}

sources=$(find common plugins -name '*.[ch]' | sort)

# room: the rooms whose headers it may include besides its own
may_include() {
	case $1 in
	base) ;;
	model) echo base ;;
	codec) echo base model ;;
	net) echo base model codec ;;
	tls) echo base model codec net ;;
	remote) echo base model codec net tls ;;
	probe) echo base model codec net tls remote ;;
	judge) echo base model ;;
	report) echo base model codec judge ;;
	cli) echo base model codec ;;
	app) echo base model codec judge report cli ;;
	esac
}

# room: single headers of rooms that it may not include
may_include_headers() {
	case $1 in
	app) echo probe/prepare.h probe/run.h ;;
	esac
}

for path in common/*/; do
	room=$(basename "$path")
	allowed=$(echo "$room $(may_include "$room")" | sed 's/ *$//; s/ /|/g')
	headers=$(may_include_headers "$room" | sed 's/ /|/g; s/\./\\./g')
	breach "$(find "$path" -name '*.[ch]' -exec grep -nHE '^#include "' {} + | grep -vE "\"(($allowed)/|(${headers:-none})\"$)" |
		grep -v '^common/cli/nagiosplug.c' || true)" "common/$room may include only: $allowed${headers:+|$headers}"
done
breach "$(grep -nE '^#include "' plugins/*.c | grep -vE '"(judge|cli|model)/|"probe/steps.h"|"app/main.h"' || true)" \
	'plugins may include judge, cli, model, probe/steps.h and app/main.h'

for header in $(echo "$sources" | grep '^common/.*\.h$'); do
	room=${header#common/}
	guard=$(printf '%s_%s_H' "${room%%/*}" "$(basename "$header" .h)" | tr '[:lower:]' '[:upper:]')
	grep -qx "#ifndef $guard" "$header" || breach "$header" "its guard is $guard: a header that moved takes the name of its room"
done

# vendor HEADERS HOMES WHAT: a vendor's header, and the files that are its home
vendor() {
	breach "$(echo "$sources" | xargs grep -nHE "^#include <($1)" | grep -vE "^common/($2):" || true)" "$3 has its home in common/($2)"
}
vendor 'openssl/' 'tls/openssl\.h' OpenSSL
vendor 'curl/' 'remote/http(_memory\.c|_state\.h)' libcurl
vendor 'gssapi' 'remote/ticket\.c' GSSAPI
vendor 'krb5' 'remote/ticket_cache\.c' libkrb5
vendor 'ares' 'net/cares\.h' c-ares
vendor 'expat' 'codec/xml\.c' expat
vendor 'zlib' 'codec/gunzip\.c' zlib
vendor 'jansson' 'codec/json_memory\.h' jansson
vendor 'seccomp' 'app/filter(_rules)?\.c' libseccomp
vendor 'utils_base|extra_opts|parse_ini' 'cli/nagiosplug\.c' libnagiosplug

# home HEADER FILES WHAT: who may include a header of ours that shows a vendor's types
home() {
	breach "$(echo "$sources" | xargs grep -nHE "^#include \"$1\"" | grep -vE "^common/($2):" || true)" "$3"
}
home 'tls/openssl\.h' 'tls/[a-z_]*\.c' "only tls/ sees OpenSSL's types"
home 'remote/http_state\.h' 'remote/http(_failure)?\.c' "only http and http_failure see libcurl's types"
home 'codec/json_memory\.h' 'codec/json(_memory|_value)?\.[ch]' "only json sees jansson's types"
home 'net/cares\.h' 'net/[a-z_]*\.c' "only net/ sees c-ares' types"
home 'probe/prepared\.h' 'probe/(prepare\.c|session\.h)' 'what was prepared is one opaque value to all but prepare and the steps'
home 'probe/material\.h' 'probe/(material\.c|prepared\.h)' "the operator's files are prepare's own"

# The same for tests: those of a room may see what stands behind its headers, no other test may.
tests=$(find tests/unit tests/lib tests/fuzz -name '*.[ch]' | sort)
tests_home() { # HEADER FILES WHAT
	breach "$(echo "$tests" | xargs grep -nHE "^#include \"$1\"" | grep -vE "^tests/($2):" || true)" "$3"
}
tests_home 'tls/openssl\.h' 'unit/test_(cert|identity|tls|tls_start)\.c' "of the tests only those of tls/ see what its files share"
tests_home 'net/cares\.h' 'none' "no test sees c-ares' types: resolve.h and srv.h are what is tested"
tests_home 'remote/http_state\.h' 'none' "no test sees libcurl's types: http.h is what is tested"
tests_home 'codec/json_memory\.h' 'none' "no test sees jansson's types: json.h is what is tested"
tests_home 'probe/prepared\.h' 'unit/test_pool_steps\.c' 'of the tests only that of the steps sees what was prepared'
tests_home 'probe/material\.h' 'unit/test_(material|wiped)\.c' "of the tests only its own see the operator's files"

# only CALLS FILES WHAT: what only one room may do
only() {
	breach "$(echo "$sources" | grep '\.c$' | xargs grep -nHE "(^|[^a-z_>.\"])($1)\(" | grep -vE "^common/($2):|^[^:]*:[0-9]*:[ 	]*(\*|//)" || true)" "$3"
}
only 'socket|connect|recv|send|sendto|recvfrom' 'net/[a-z_]*\.c' 'only net/ opens and uses sockets'
only 'printf|puts|putchar|fprintf|perror|exit|_exit|abort' 'app/[a-z_]*\.c|cli/nagiosplug\.c' 'only app/ prints or ends the program'
only 'clock_gettime' 'base/clock\.c' 'only base/clock.c reads the monotonic clock'
only 'time|gettimeofday|localtime|gmtime' 'app/[a-z_]*\.c' 'only app/ knows the calendar'
only 'poll|select|usleep|sleep|nanosleep|epoll_wait' '(net|probe|remote)/[a-z_]*\.c|base/effort\.c' 'only net/, remote/ and probe/ wait; base/effort.c looks, with a wait of 0'
exit $status
