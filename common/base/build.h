// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * build - what kind of build this is
 *
 * A sanitizer looks into its own process, writes files, and looks for leaks in exit handlers. Coverage is written by an exit handler,
 * too, but leaves no mark in the compiler's macros: such a build defines BUILD_COVERAGE.
 */
#ifndef BASE_BUILD_H
#define BASE_BUILD_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BUILD_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define BUILD_SANITIZED true
#endif
#endif
#ifndef BUILD_SANITIZED
#define BUILD_SANITIZED false
#endif

/* The process has to return from main(). */
#ifdef BUILD_COVERAGE
#define BUILD_RUNS_EXIT_HANDLERS true
#else
#define BUILD_RUNS_EXIT_HANDLERS BUILD_SANITIZED
#endif

#endif
