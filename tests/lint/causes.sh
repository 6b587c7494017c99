#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every cause of common/model/cause.h is in the fault matrix or in the wording table, and neither has another. Prints each breach;
# exit 1 when there is one. check_push(7) is made from the same list.
set -eu
cd "$(dirname "$0")/../.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

sed -nE 's/^[	 ]*X\([A-Z0-9_]+, "([a-z0-9-]+)", [A-Z]+,.*/\1/p' common/model/cause.h | sort >"$tmp/causes"
awk -F'\t' '!/^#/ && NF >= 5 && $5 != "-" { print $5 }' tests/run/matrix.tsv | sort -u >"$tmp/matrix"
awk -F'\t' '!/^#/ && NF >= 8 && $4 != "-" { print $4 }' tests/wording.tsv | sort -u >"$tmp/wording"
sort -u "$tmp/matrix" "$tmp/wording" >"$tmp/tested"

status=0
breach() { # FOUND EXPLANATION
	[ -z "$1" ] && return 0
	printf '%s\n  %s\n' "$1" "$2"
	status=1
}
breach "$(comm -13 "$tmp/causes" "$tmp/matrix")" 'tests/run/matrix.tsv expects a cause that common/model/cause.h does not have'
breach "$(comm -13 "$tmp/causes" "$tmp/wording")" 'tests/wording.tsv has a cause that common/model/cause.h does not have'
breach "$(comm -23 "$tmp/causes" "$tmp/tested")" 'no row of a test expects this cause of common/model/cause.h'
exit $status
