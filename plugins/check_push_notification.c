// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * check_push_notification - does a push request come back answered, and how fast?
 *
 * What Test-CsMcxPushNotification asks: the way, the trust and the service, not whether a device rings. Its request is not
 * documented; the default is an OPTIONS to the same URI, and a captured request can be sent instead.
 */
#include "app/main.h"
#include "cli/option_rows.h"
#include "judge/judge.h"
#include "judge/rules/measure.h"
#include "judge/rules/rule_cert.h"
#include "judge/rules/rule_files.h"
#include "judge/rules/rule_identity.h"
#include "judge/rules/rule_push.h"
#include "judge/rules/rule_route.h"
#include "judge/rules/rule_run.h"
#include "probe/steps.h"

static const struct option options[] = {
	OPTION_COMMON("5061", "30:critical", "the round trip, mean of the samples,"),
	OPTION_SIP("sip:push@{domain}"),
	OPTION_PUSH,
	OPTION_GENERAL,
	{ 0 }
};

static prepare_step *const prepare_steps[] = { step_identity, NULL };
static const struct run_step once[] = { { PHASE_IDENTITY, step_capture }, { PHASE_DNS, step_resolve }, { 0 } };
static const struct session_step each[] = { /* stop at the first that fails */
	{ PHASE_CONNECT, step_connect }, { PHASE_TLS, step_handshake }, { PHASE_SIP, step_talk }, { 0 }
};
static const struct steps steps = { .prepare = prepare_steps, .once = once, .each = each };

static const struct rule rules[] = { /* all are asked; among findings of one state the first is the sentence */
	RULES_ROUTE,
	RULES_PUSH,
	RULES_CERT,
	RULES_RUN,
	RULES_OWN,
	RULES_FILES,
	RULES_ADDRESS,
	RULES_TARGETS,
	RULE_PUSH_WORTH,
	{ 0 }
};

static const struct metric metrics[] = {
	{ "time", "s", METRIC_HIGHEST, measure_whole, "the whole exchange" },
	METRICS_ROUND_TRIP,
	METRICS_PHASES,
	METRICS_CERT,
	METRICS_TARGETS,
	{ 0 }
};

static const char *const examples[] = {
	"ten samples in two seconds, limits of their mean", "--extra-opts -n 10 -i 0.2 -w 1 -c 3",
	"options from /etc/check_push/check_push.ini, with the route and causes", "--extra-opts -v",
	"a request that was captured at this site", "--extra-opts --request-template=push.xml",
	NULL
};

static const struct plugin check_push_notification = {
	.name = "check_push_notification",
	.service = "PUSH NOTIFICATION",
	.purpose = "Does a push request come back answered, and how fast?",
	.subject = SUBJECT_ROUTE,
	.options = options,
	.steps = &steps,
	.rules = rules,
	.examples = examples,
	.metrics = metrics,
};

int main(int argc, char **argv)
{
	return plugin_main(&check_push_notification, argc, argv);
}
