// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * errno_text - the system's words for an error number
 */
#ifndef BASE_ERRNO_TEXT_H
#define BASE_ERRNO_TEXT_H

#include <stdbool.h>

/* "Connection refused"; for a number that the system does not know, words that say so. Never NULL; any thread may call it. */
const char *errno_text(int error);

/*
 * A policy of this host says no to a socket or a connection: SELinux, a firewall, systemd (IPAddressDeny, RestrictAddressFamilies), a
 * kernel without IPv6. EACCES may also be a router's answer, over IPv6 (ICMPv6, administratively prohibited).
 */
bool errno_is_policy(int error);

#endif
