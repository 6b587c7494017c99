# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# apt.sh - what scripts share that use apt: the last word, a home of its own, and where this machine's Debian comes from (sourced)
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

# debian_sources SUITE: the archives of this machine's Debian, for that suite, as lines of sources.list; false: there are none
debian_sources() {
	local own
	# shellcheck source=/dev/null
	own=$(. /etc/os-release && echo "$VERSION_CODENAME")
	# shellcheck disable=SC2016
	apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' |
		awk -v own="$own" -v suite="$1" '
			$1 ~ /debian(-security)?\/?$/ && $3 == "main" && sub(own, suite, $2) && !seen[$0]++ { print "deb", $1, $2, "main"; found = 1 }
			END { exit !found }'
}
