// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fault - why something did not work, as a value
 */
#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>

bool fault(struct fault *f, enum fault_kind kind, int64_t code, const char *format, ...)
{
	va_list args;

	f->kind = kind;
	f->code = code;
	va_start(args, format);
	if (vsnprintf(f->text, sizeof f->text, format, args) < 0)
		f->text[0] = '\0';
	va_end(args);
	return false;
}

bool fault_is_ours(enum fault_kind kind)
{
	return kind == FAULT_SYSTEM || kind == FAULT_MEMORY || kind == FAULT_FILE || kind == FAULT_IDENTITY || kind == FAULT_USAGE ||
	       kind == FAULT_FORBIDDEN;
}

const char *fault_word(enum fault_kind kind)
{
	static const char *const words[] = {
#define X(kind, word) word,
		FAULT_KINDS(X)
#undef X
	};

	return words[kind];
}
