# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
#
# names.sh - the pool's names and addresses that follow from names.env (sourced)

REALM=${ORG_DOMAIN^^}
POOL_BY_CERTIFICATE=cert.$POOL
POOL_IP=127.0.0.50
POOL_BEHIND_PORT=4443	# the pool once more, as WinRM offers its logins
OLD_EDGE_IP=127.0.0.51
DISCOVER_IP=127.0.0.52
SERVICE_IP=127.0.0.53
KDC_IP=127.0.0.54
PROXY_IP=127.0.0.55
