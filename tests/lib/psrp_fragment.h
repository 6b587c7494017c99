// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * psrp_fragment - what a PowerShell server sends, as bytes
 *
 * Source: [MS-PSRP] 2.2.1 (message), 2.2.4 (fragment).
 */
#ifndef TESTS_PSRP_FRAGMENT_H
#define TESTS_PSRP_FRAGMENT_H

#include "base/buf.h"
#include "codec/psrp_msg.h"

enum { PSRP_START = 1, PSRP_END = 2 };

struct psrp_fragment {
	uint64_t object, number;
	int flags;
	struct span blob;
};

static inline void psrp_fragment_put(struct buf *b, const struct psrp_fragment *f)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		buf_printf(b, "%c", (char)(f->object >> shift));
	for (int shift = 56; shift >= 0; shift -= 8)
		buf_printf(b, "%c", (char)(f->number >> shift));
	buf_printf(b, "%c", (char)f->flags);
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_printf(b, "%c", (char)(f->blob.len >> shift));
	buf_add(b, f->blob);
}

/* A whole message to a client, in one fragment. */
static inline void psrp_fragment_put_message(struct buf *b, uint64_t object, enum psrp_type type, const char *clixml)
{
	struct buf blob = BUF(1 << 20);

	for (int shift = 0; shift < 32; shift += 8)
		buf_printf(&blob, "%c", (char)(1 >> shift));
	for (int shift = 0; shift < 32; shift += 8)
		buf_printf(&blob, "%c", (char)((unsigned)type >> shift));
	buf_text(&blob, "0123456789abcdef0123456789abcdef"); /* pool and pipeline */
	buf_text(&blob, clixml);
	psrp_fragment_put(b, &(struct psrp_fragment){ object, 0, PSRP_START | PSRP_END, buf_span(&blob) });
	buf_free(&blob);
}

#endif
