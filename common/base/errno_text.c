// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * errno_text - the system's words for an error number, and what it means for a connection
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

enum fault_kind errno_fault(int error)
{
	switch (error) {
	case ECONNREFUSED:
		return FAULT_REFUSED;
	case ETIMEDOUT:
		return FAULT_TIMEOUT;
	case ECONNRESET:
	case ECONNABORTED:
	case EPIPE:
		return FAULT_RESET;
	case ENETUNREACH:
	case EHOSTUNREACH:
	case EADDRNOTAVAIL:
	case ENETDOWN:
	case EHOSTDOWN:
	case ENONET:
	case EINVAL:
		return FAULT_UNREACHABLE;
	default:
		return errno_is_policy(error) ? FAULT_FORBIDDEN : FAULT_SYSTEM;
	}
}

bool errno_is_shortage(int error)
{
	return error == ENOMEM || error == ENOBUFS || error == EMFILE || error == ENFILE;
}
