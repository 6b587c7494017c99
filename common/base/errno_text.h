// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * errno_text - the system's words for an error number, and what it means for a connection
 */
#ifndef BASE_ERRNO_TEXT_H
#define BASE_ERRNO_TEXT_H

#include <stdbool.h>

#include "base/fault.h"

/* "Connection refused"; for a number that the system does not know, words that say so. Never NULL; any thread may call it. */
const char *errno_text(int error);

/*
 * A policy of this host says no to a socket or a connection: SELinux, a firewall, systemd (IPAddressDeny, RestrictAddressFamilies), a
 * kernel without IPv6. EACCES may also be a router's answer, over IPv6 (ICMPv6, administratively prohibited).
 */
bool errno_is_policy(int error);

/*
 * The meaning of a failed connect, send or receive: FAULT_REFUSED, FAULT_TIMEOUT, FAULT_RESET, FAULT_UNREACHABLE, FAULT_FORBIDDEN (a policy);
 * FAULT_SYSTEM for all else, which this host failed at.
 */
enum fault_kind errno_fault(int error);

/* This host has too little of something: memory, buffers, descriptors. */
bool errno_is_shortage(int error);

#endif
