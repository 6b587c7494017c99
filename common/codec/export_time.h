// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * export_time - times as exports write them
 *
 * Source: RFC 3339; what ConvertTo-Json of Windows PowerShell 5.1 writes.
 */
#ifndef CODEC_EXPORT_TIME_H
#define CODEC_EXPORT_TIME_H

#include <stdbool.h>
#include <stdint.h>

/*
 * ISO 8601 with Z or offset ("2026-11-23T16:38:09.1234567+01:00"; without either UTC), or "/Date(1795451889000)/". Seconds since 1970;
 * false: neither.
 */
[[nodiscard]] bool export_time_read(const char *text, int64_t *seconds);

#endif
