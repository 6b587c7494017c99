// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * fault - why something did not work, as a value
 */
#include "base/fault.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

bool fault(struct fault *f, enum fault_kind kind, long code, const char *format, ...)
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

static const char *const words[] = {
#define X(kind, word) word,
	FAULT_KINDS(X)
#undef X
};

const char *fault_word(enum fault_kind kind)
{
	return words[kind];
}

bool fault_kind_of(const char *word, enum fault_kind *kind)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], word) == 0) {
			*kind = (enum fault_kind)i;
			return true;
		}
	return false;
}
