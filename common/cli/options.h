// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * options - from the command line and ini files to a plan
 *
 * One table of rows gives parsing, defaults and help, so they cannot disagree. A row holds an offset into struct plan and
 * its default as the user would type it: defaults go through the same reader as the user's text.
 *
 * Options are given as getopt_long(3) takes them: -p 5061, -p5061, -vk, --port 5061, --port=5061, long names abbreviated as
 * long as they stay unambiguous, and do not name a password instead of its file. Not getopt itself: it can neither take
 * arguments from an ini file first nor tell the character that is wrong. A later value replaces an earlier one; lists grow, but
 * hosts of the command line replace a file's.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "model/plan.h"
#include "model/rule.h"

enum option_type {
	OPT_HEADING,	  /* no option: `help` is the heading of the rows that follow */
	OPT_HELP,
	OPT_VERSION,
	OPT_LIST_RULES,
	OPT_EXPLAIN,	  /* a code, or any text; it is kept in struct options. Value may be missing */
	OPT_EXTRA_OPTS,	  /* value may be missing */
	OPT_REPLAY,	  /* const char *: a recording, whose options come before all others */
	OPT_SINCE,	  /* const char *: an older recording, to compare that one with */
	OPT_FLAG,	  /* bool, no value */
	OPT_SET,	  /* int, no value: stores `low` */
	OPT_COUNT,	  /* uint64_t, no value: how often it was given */
	OPT_CHOICE,	  /* int or enum: one of the words of `argument` ("1.0|1.1"): stores low + its place; unset: -1 */
	OPT_NUMBER,	  /* uint64_t, low to high */
	OPT_PORT,	  /* uint16_t, 1 to 65535 */
	OPT_SECONDS,	  /* int64_t, microseconds: "0.5"; low to high are microseconds */
	OPT_TIMEOUT,	  /* the same, and ":STATE" in `other` */
	OPT_RANGE,	  /* struct range */
	OPT_LIFE,	  /* struct life_limit, the second in `other`: DAYS, N% or DAYS/N%, twice with a comma between */
	OPT_PERCENTS,	  /* double, the second in `other`: "5" or "5,20"; unset: -1 */
	OPT_HOURS,	  /* double, the second in `other`: "26" or "26,74"; unset: -1 */
	OPT_TEXT,	  /* const char *, no control characters */
	OPT_PRODUCT,	  /* the same, what may stand in User-Agent */
	OPT_MEDIA_TYPE,	  /* the same, what may stand in Content-Type */
	OPT_LOGIN,	  /* const char *: name of a user, without a password */
	OPT_FILE,	  /* const char *: a name, not the content of a key or certificate */
	OPT_FILES,	  /* struct texts, grows: files */
	OPT_NAME,	  /* const char *: host name */
	OPT_NAMES,	  /* struct texts, grows: host names */
	OPT_CERT_NAME,	  /* const char *: host name, or one with "*" as its first label */
	OPT_ADDRESS,	  /* const char *: IPv4 or IPv6 address, no brackets */
	OPT_ADDRESS_PORT, /* struct host_port: address, [address] for IPv6 with a port */
	OPT_NAME_PORT,	  /* struct host_port: host name */
	OPT_HOSTS,	  /* struct hosts, grows: host name or address, with or without port */
	OPT_URL,	  /* struct url: https://HOST[:PORT][/PATH] */
	OPT_HTTP_PROXY,	  /* struct host_port: http://HOST:PORT */
	OPT_PATH,	  /* const char *: path of a URL, begins with "/" */
	OPT_MOBILITY,	  /* bool, and in `other` const char *: a domain or host name, which may be missing */
	OPT_SERVICES,	  /* bool, the second in `other`: "apple", "microsoft" or both */
	OPT_URI,	  /* const char *: SIP URI */
	OPT_METHOD,	  /* const char *: SIP method */
	OPT_HEADERS,	  /* struct texts, grows: "NAME: value" */
	OPT_EXPECTS,	  /* struct expects, grows: "404,480-489:warning" */
	OPT_RULES,	  /* struct texts, grows: ids of rules, comma between */
};

struct option {
	char letter;	      /* 'H'; 0: none */
	const char *name;     /* "hostname"; NULL: only a letter, or a heading */
	const char *argument; /* what it takes, as help shows it; NULL: no value */
	enum option_type type;
	size_t offset, other; /* in struct plan */
	uint64_t low, high;   /* limits of a number */
	const char *fallback; /* default, as the user would type it; NULL: none. One of a URI or a method is not used with
				 --request-template, and may say {domain} for the value of --domain */
	const char *help;     /* no full stop at the end; NULL ends the table */
};

#define OPT(l, n, a, t, field, f, h) { .letter = (l), .name = (n), .argument = (a), .type = (t), \
	.offset = offsetof(struct plan, field), .fallback = (f), .help = (h) }
/* with limits of a number; and for OPT_SET the value in lo */
#define OPT_LIMITED(l, n, a, t, field, lo, hi, f, h) { .letter = (l), .name = (n), .argument = (a), .type = (t), \
	.offset = offsetof(struct plan, field), .low = (lo), .high = (hi), .fallback = (f), .help = (h) }
/* one text, two fields */
#define OPT_PAIR(l, n, a, t, field, second, f, h) { .letter = (l), .name = (n), .argument = (a), .type = (t), \
	.offset = offsetof(struct plan, field), .other = offsetof(struct plan, second), .fallback = (f), .help = (h) }
#define OPT_TIME(l, n, a, t, field, second, lo, hi, f, h) { .letter = (l), .name = (n), .argument = (a), .type = (t), \
	.offset = offsetof(struct plan, field), .other = offsetof(struct plan, second), .low = (lo), .high = (hi), \
	.fallback = (f), .help = (h) }
/* no field: help, version, ... */
#define OPT_OURS(l, n, a, t, h) { .letter = (l), .name = (n), .argument = (a), .type = (t), .help = (h) }
#define OPT_GROUP(h) { .type = OPT_HEADING, .help = (h) }

enum { OPTION_HOSTS_MAX = 1024, OPTION_MEMORY_MAX = 1024 * 1024 };

struct option_items;

struct options {
	/* given by the caller */
	const char *plugin;	     /* name of the program, and of its section in ini files */
	const struct option *table;
	const struct rule *rules;    /* what --ignore may name */
	enum plan_subject subject;
	struct deadline began;	     /* when the check began, and its signal: -t counts from here. All zero: nothing is read in haste */

	/* the outcome */
	struct plan plan;	     /* its texts live in the arena */
	struct texts given;	     /* what was given, from wherever: "--name=value", for a recording */
	const char *explain;	     /* OPTIONS_EXPLAIN: what is to be explained, as it was given; NULL: standard input has it */
	struct effort effort;	     /* of what comes before the plan, as reading a recording, until the command line's deadline */
	struct buf replay;	     /* the recording's bytes; empty without --replay */
	struct buf since;	     /* the same of --since */
	enum output_format format;   /* in which an error is to be written, whatever the result: as far as one was asked for */
	struct fault fault;	     /* OPTIONS_BAD: one self-sufficient line; else FAULT_NONE */
	int at;			     /* OPTIONS_BAD: index in argv of the argument at fault; 0: none of them (ini file, cross check),
					or one that may hold a secret */
	size_t column;		     /* and the byte in it */
	size_t end;		     /* only so much of it may be shown; 0: all of it */
	bool separate;		     /* it is the value of the option that is the argument before it */
	struct option_items *line, *files; /* of the command line and of files (option_items.h) */
	char **argv;		     /* as it was given to options_split() */
	int argc;
	struct arena arena;
};

enum options_result {
	OPTIONS_RUN,	    /* all is right so far; behind options_plan() the plan is complete */
	OPTIONS_HELP,	    /* -h, -V, --list-rules or --explain, the first of them; no value is looked at, and no ini file */
	OPTIONS_VERSION,
	OPTIONS_LIST_RULES,
	OPTIONS_EXPLAIN,
	OPTIONS_BAD,	    /* fault, at, column say what and where; FAULT_USAGE, FAULT_FILE for an ini file, FAULT_MEMORY */
};

/*
 * Splits argv[1..], which is left as it is and has to stay; opens nothing. Fills in format, and the deadline of effort. OPTIONS_RUN: options_open()
 * has to follow, and then options_plan().
 */
[[nodiscard]] enum options_result options_split(struct options *, int argc, char **argv);

/* Reads the files of --extra-opts and the bytes of the recordings of --replay and --since; nothing else is opened. OPTIONS_RUN or OPTIONS_BAD. */
[[nodiscard]] enum options_result options_open(struct options *);

/* Was --no-sandbox given, by the command line, or by an ini file that options_open() has read? */
bool options_no_sandbox(const struct options *);

/*
 * Decodes the recording, which a stranger may have written, and makes the plan; opens nothing. Options of files come first, so that the
 * command line wins. OPTIONS_RUN or OPTIONS_BAD.
 */
[[nodiscard]] enum options_result options_plan(struct options *);
void options_free(struct options *);

#endif
