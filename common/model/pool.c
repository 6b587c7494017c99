// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * pool - the settings of a pool, and of an OCS 2007 R2 Edge, as they were read
 */
#include "model/pool.h"

const char *pool_section_source(enum pool_section_id id)
{
	static const char *const sources[] = {
#define X(id, cmdlet, type) cmdlet,
		POOL_SECTIONS(X)
#undef X
	};

	return sources[id];
}
