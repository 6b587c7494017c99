// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * report - how the writers write numbers
 */
#include "report/report.h"

#include <math.h>
#include <stdio.h>

bool report_number_text(double value, int decimals, char text[REPORT_NUMBER_MAX])
{
	static const int64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };

	if (!isfinite(value) || fabs(value) >= 1e9)
		return false;
	int64_t power = powers[decimals], whole = (int64_t)(fabs(value) * (double)power + 0.5);
	const char *sign = value < 0 && whole > 0 ? "-" : "";
	int len = snprintf(text, REPORT_NUMBER_MAX, "%s%lld.%0*lld", sign, (long long)(whole / power), decimals + 1,
			   (long long)(whole % power) * 10); /* one digit more: decimals 0 still prints one */
	while (text[len - 1] == '0')
		len--;
	text[text[len - 1] == '.' ? len - 1 : len] = '\0';
	return true;
}

void report_duration_text(int64_t us, char text[REPORT_NUMBER_MAX])
{
	char number[REPORT_NUMBER_MAX];
	bool seconds = us >= 999500;
	double value = (double)us / (seconds ? 1e6 : 1e3);

	if (!report_number_text(value, seconds || us < 1000 ? 1 : 0, number))
		number[0] = '\0';
	snprintf(text, REPORT_NUMBER_MAX, "%.*s %s", REPORT_NUMBER_MAX - 4, number, seconds ? "s" : "ms");
}
