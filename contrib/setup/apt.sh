# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# apt.sh - what the scripts beside this file share: the last word, and apt with a home of its own (sourced)
#
# The machine's package lists, its cache and its hooks after an update are left alone; its sources, keys and
# proxy stay in force.

# fail SENTENCE: say it and give up
fail() {
	printf '%s: %s\n' "${0##*/}" "$1" >&2
	exit 1
}

# apt_home DIR: write DIR/apt.conf, which keeps apt's lists and cache inside DIR; use it as apt-get -c DIR/apt.conf
apt_home() {
	local dir
	dir=$(realpath -m -- "$1")
	case $dir in *[[:space:]\"\;]*) fail "apt cannot work in a directory whose name has blanks or quotes: $dir" ;; esac
	mkdir -p "$dir/lists" "$dir/cache/archives/partial" 2>/dev/null || fail "cannot write to $dir"
	cat >"$dir/apt.conf" <<-END
		Dir::State::Lists "$dir/lists";
		Dir::Cache "$dir/cache";
		Dir::Cache::pkgcache "";
		Dir::Cache::srcpkgcache "";
		Acquire::Languages "none";
		Acquire::GzipIndexes "true";
		Acquire::Retries "2";
		Acquire::http::Timeout "20";
		Acquire::https::Timeout "20";
		APT::Update::Error-Mode "any";
		#clear APT::Update::Pre-Invoke;
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
	END
}
