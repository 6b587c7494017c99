# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# faults.sh - what can be wrong with the pool (sourced); as lib/faults.sh

POOL_FAULTS='
pool-down             nothing listens where the pool is
'
fault_pool_down() { PART[pool]=none; }
