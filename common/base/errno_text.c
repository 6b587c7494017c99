// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * errno_text - the system's words for an error number
 *
 * glibc's strerror() translates and may use a buffer of the thread; strerrordesc_np() does neither. musl has only strerror(), whose
 * texts are constant.
 */
#include "base/errno_text.h"

#include <errno.h>
#include <string.h>

#include "base/hardened.h"

const char *errno_text(int error)
{
#ifdef __GLIBC__
	const char *text = strerrordesc_np(error);
#else
	const char *text = strerror(error);
#endif

	return text ? text : "unknown error";
}

bool errno_is_policy(int error)
{
	return error == EACCES || error == EPERM || error == EAFNOSUPPORT;
}
