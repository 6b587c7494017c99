// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * hosts_file - addresses of many names out of the hosts file, which is read once
 *
 * c-ares before 1.20 reads it for every name and family. What a line says is as c-ares takes it: an address, a name, aliases; '#' begins
 * a comment. A name that is no address, and a line that is broken, are passed over.
 * Source: hosts(5).
 */
#ifndef NET_HOSTS_FILE_H
#define NET_HOSTS_FILE_H

#include "model/facts.h"

/*
 * Fills the addresses of each host that the file has some for, IPv6 and IPv4 in turns, at most RESOLVE_ADDRESSES_MAX. `family`: AF_UNSPEC, or the
 * one that is wanted. Several hosts may have one name. Names without regard to case. A file that cannot be read has none; what memory lacks
 * for is left to the caller, as if it stood not there. *hosts is sorted.
 */
void hosts_file_find(const char *path, int family, struct host **hosts, size_t count, struct arena *);

#endif
