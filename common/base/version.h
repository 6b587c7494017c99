// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * version - the one place that knows it
 */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define VERSION "0.2.0"

/* Where bugs are reported; a release is made with HOMEPAGE=ADDRESS in its place. */
#define REPORT_TO "check_push maintainers <check-push@example.org>"

#endif
