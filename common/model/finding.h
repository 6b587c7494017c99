// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * finding - one result of a rule
 *
 * The sentence is for the pager: which host failed towards which, and what was seen; at most FINDING_SENTENCE_MAX characters, no full
 * stop. Cause and remedy are for the console: `cause` is a key of stable spelling ("tls-refused"; machines match it), `because` is the
 * same in words, `remedy` says who has to do what.
 */
#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

#include "base/arena.h"
#include "model/cause.h"
#include "model/state.h"

enum { NO_TARGET = -1 };

/*
 * The first line has at most FINDING_LINE_MAX characters before the bar. A sentence fits behind the longest beginning of that line,
 * "PUSH NOTIFICATION CRITICAL - ".
 */
enum { FINDING_LINE_MAX = 120, FINDING_SENTENCE_MAX = FINDING_LINE_MAX - 29 };

struct finding {
	struct finding *next;
	const char *rule;     /* id of the rule, as --ignore names it */
	enum state state;
	bool note;	      /* shown with -v only, never the headline, never part of the state */
	bool standing;	      /* a note that says the same at every run of this host: finding_note_standing() */
	bool ignored;	      /* --ignore: shown, no part of the state */
	bool summary;	      /* says at once what findings of its state say one by one: goes before them in the first line */
	bool aside;	      /* a WARNING about certificates or our own files where no target could be judged: shown, no part of the state */
	bool spared;	      /* about a target that --min-ok can do without: counts as WARNING unless it is OK */
	int target;	      /* index in facts->targets, or NO_TARGET */
	bool partner;	      /* about the partner's access edge, as --direct sees it */
	int hop;	      /* 1: from us to the server asked; 2: the next; 0: no hop (our own files, DNS, configuration) */
	int status;	      /* the SIP status that it judges; 0: it judges no answer */
	const char *sentence; /* never NULL; may hold bytes from outside, cleaned by the report */
	enum cause cause;      /* CAUSE_NONE: nothing to explain */
	enum actor actor;      /* has to act, where it is not the one who usually has to for this cause; ACTOR_NONE: it is */
	const char *because;  /* NULL or a sentence */
	const char *remedy;   /* NULL or a sentence */
	const char *fix;      /* NULL or the PowerShell line that would mend it, with this site's values (--remedy) */
	bool fix_is_record;   /* fix is a line of a DNS zone instead */
};

struct findings {
	struct finding *first, *last;
	const char *rule; /* the rule being asked and what it is asked about: set by judge() */
	int target;
	bool partner;
	struct finding spare; /* what finding_add() returns without memory */
	struct arena arena;
};

void findings_init(struct findings *);
void findings_free(struct findings *);

/*
 * Appends a finding of the rule being asked and returns it, so that the rule may fill hop, cause, because and remedy (static
 * texts or ones from findings_text()). Never NULL: without memory it is the spare, and findings->arena.failed is set, which
 * the report turns into UNKNOWN.
 */
[[gnu::format(printf, 3, 4)]] struct finding *finding_add(struct findings *, enum state, const char *format, ...);

/* A text that lives as long as the findings. */
[[gnu::format(printf, 2, 3)]] const char *findings_text(struct findings *, const char *format, ...);

/* The first of what was added since `last` was f->last, NULL then: of all. NULL: nothing was. */
struct finding *findings_since(const struct findings *, const struct finding *last);

/* Makes it a note that says the same at every run of this host, shown with -vv only. */
void finding_note_standing(struct finding *);

/* Does it count towards a state: is it neither a note nor ignored? */
bool finding_counts(const struct finding *);

/* The state that it counts as: OK for one that does not count, WARNING for a spared one that is not OK. */
enum state finding_counts_as(const struct finding *);

/* The worst state of all findings that count; OK without any. */
enum state findings_state(const struct findings *);

/* The worst state of the findings that count about one target, or about none (NO_TARGET). */
enum state findings_target_state(const struct findings *, int target);

/* The first finding of the worst state, a summary before others: the one the first line quotes. NULL without any that counts. */
const struct finding *findings_headline(const struct findings *);

#endif
