#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who may include whom: the floors of CONTRIBUTING.md, executable. Prints each breach; exit 1 when there is one.
set -eu
cd "$(dirname "$0")/../.."
status=0

breach() { # FOUND EXPLANATION
	[ -z "$1" ] && return 0
	printf '%s\n  %s\n' "$1" "$2"
	status=1
}

# floor: the floors whose headers it may include besides its own
may_include() {
	case $1 in
	base) ;;
	model) echo base ;;
	codec) echo base model ;;
	probe) echo base model codec ;;
	judge) echo base model ;;
	front) echo base model codec judge ;;
	esac
}

for floor in base model codec probe judge front; do
	allowed=$(echo "$floor $(may_include "$floor")" | sed 's/ *$//; s/ /|/g')
	breach "$(grep -nE '^#include "' "common/$floor"/*.[ch] 2>/dev/null | grep -vE "\"($allowed)/" |
		grep -v 'common/front/nagiosplug.c' || true)" "common/$floor may include only: $allowed"
done
breach "$(grep -nE '^#include "' plugins/*.c 2>/dev/null | grep -vE '"(front|judge|model)/|"probe/steps.h"' || true)" \
	'plugins include front, judge, model and probe/steps.h'

# vendor's header: the files that are its home
vendor() { # HEADERS HOMES WHAT
	breach "$(grep -nE "^#include <($1)" common/*/*.[ch] plugins/*.c 2>/dev/null | grep -vE "^common/($2):" || true)" \
		"$3 has its home in common/($2)"
}
vendor 'openssl/' 'probe/openssl\.h' OpenSSL
vendor 'curl/' 'probe/http(_memory)?\.c' libcurl
vendor 'gssapi' 'probe/ticket\.c' GSSAPI
vendor 'ares' 'probe/cares\.h' c-ares
vendor 'expat' 'codec/xml\.c' expat
vendor 'jansson' 'codec/json\.c' jansson
vendor 'krb5' 'probe/ticket_cache\.c' libkrb5
vendor 'seccomp' 'front/sandbox\.c' libseccomp
vendor 'utils_base|extra_opts|parse_ini' 'front/nagiosplug\.c' libnagiosplug

# words: what only one floor may do
only() { # CALLS ALLOWED WHAT
	breach "$(grep -nE "(^|[^a-z_>.\"])($1)\(" common/*/*.c plugins/*.c 2>/dev/null | grep -vE "^common/($2):|^[^:]*:[0-9]*:[ 	]*(\*|//)" || true)" "$3"
}
only 'socket|connect|recv|send|sendto|recvfrom' 'probe/[a-z_]*\.c' 'only probe/ opens and uses sockets'
only 'printf|puts|putchar|fprintf|perror|exit|_exit|abort' 'front/[a-z_]*\.c' 'only front/ prints or ends the program'
only 'clock_gettime' 'base/clock\.c' 'only base/clock.c reads the monotonic clock'
only 'time|gettimeofday|localtime|gmtime' 'front/[a-z_]*\.c' 'only front/ knows the calendar'
only 'poll|select|usleep|sleep|nanosleep|epoll_wait' 'probe/[a-z_]*\.c' 'only probe/ waits'
exit $status
