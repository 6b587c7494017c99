// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * export_time - times as exports write them
 */
#include "codec/export_time.h"

#include "base/calendar.h"
#include "base/span.h"

static bool digits_at(struct span *text, size_t count, uint64_t low, uint64_t high, int64_t *value)
{
	uint64_t number;

	if (text->len < count || !span_number((struct span){ text->at, count }, high, &number) || number < low)
		return false;
	*value = (int64_t)number;
	*text = (struct span){ text->at + count, text->len - count };
	return true;
}

static bool byte_at(struct span *text, char byte)
{
	if (text->len == 0 || text->at[0] != byte)
		return false;
	*text = (struct span){ text->at + 1, text->len - 1 };
	return true;
}

static bool offset_at(struct span text, int64_t *seconds)
{
	int64_t hours, minutes;
	bool east = byte_at(&text, '+');

	*seconds = 0;
	if (!east && !byte_at(&text, '-'))
		return text.len == 0 || (byte_at(&text, 'Z') && text.len == 0);
	if (!digits_at(&text, 2, 0, 14, &hours) || !byte_at(&text, ':') || !digits_at(&text, 2, 0, 59, &minutes) || text.len)
		return false;
	*seconds = (hours * 3600 + minutes * 60) * (east ? 1 : -1);
	return true;
}

static bool iso_time(struct span text, int64_t *seconds)
{
	struct calendar at;
	int64_t offset;

	if (!digits_at(&text, 4, 1970, 9999, &at.year) || !byte_at(&text, '-') || !digits_at(&text, 2, 1, 12, &at.month) ||
	    !byte_at(&text, '-') || !digits_at(&text, 2, 1, 31, &at.day) || !byte_at(&text, 'T') ||
	    !digits_at(&text, 2, 0, 23, &at.hour) || !byte_at(&text, ':') || !digits_at(&text, 2, 0, 59, &at.minute) ||
	    !byte_at(&text, ':') || !digits_at(&text, 2, 0, 60, &at.second))
		return false;
	if (byte_at(&text, '.'))
		while (text.len && text.at[0] >= '0' && text.at[0] <= '9')
			byte_at(&text, text.at[0]);
	if (!offset_at(text, &offset))
		return false;
	*seconds = calendar_seconds(&at) - offset;
	return true;
}

bool export_time_read(const char *text, int64_t *seconds)
{
	static const struct span start = { "/Date(", 6 }, end = { ")/", 2 };
	struct span all = span_trim(span_of(text));
	uint64_t ms;

	if (!span_starts_nocase(all, start))
		return iso_time(all, seconds);
	if (!span_ends_nocase(all, end) ||
	    !span_number((struct span){ all.at + start.len, all.len - start.len - end.len }, INT64_MAX, &ms))
		return false;
	*seconds = (int64_t)(ms / 1000);
	return true;
}
