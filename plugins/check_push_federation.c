// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * check_push_federation - is the federation route to the push service open?
 *
 * The request is the one that Test-CsFederatedPartner sends.
 */
#include "app/main.h"
#include "cli/option_rows.h"
#include "judge/judge.h"
#include "judge/rules/measure.h"
#include "judge/rules/rule_cert.h"
#include "judge/rules/rule_direct.h"
#include "judge/rules/rule_external.h"
#include "judge/rules/rule_files.h"
#include "judge/rules/rule_identity.h"
#include "judge/rules/rule_route.h"
#include "judge/rules/rule_run.h"
#include "judge/rules/rule_push.h"
#include "judge/rules/rule_sip.h"
#include "judge/rules/rule_srv.h"
#include "judge/rules/rule_trace.h"
#include "probe/steps.h"

static const struct option options[] = {
	OPTION_COMMON("5061", "30:critical", "the whole exchange"),
	OPTION_SIP("sip:Options_User@{domain}"),
	OPT_GROUP("Where it breaks"),
	OPT(0, "trace", NULL, OPT_FLAG, sip.trace, NULL,
	    "send the request again with Max-Forwards 0, 1, 2, ... and show who answers, without -v too; a fifth of the time is "
	    "kept for it"),
	OPT(0, "direct", NULL, OPT_FLAG, sip.direct, NULL,
	    "beside the route open TCP and TLS straight to the partner's access edge (--proxy, else by its SRV record), without our "
	    "certificate, for 5 s at most; trusts the system's roots and those of --ca-cert"),
	OPT_PAIR(0, "external", "HOST", OPT_MOBILITY, sip.external, sip.external_host, NULL,
		 "judge the certificate of our Edge's external side as a partner sees it: of the servers in the SRV record of --own-domain and "
		 "sip.DOMAIN, or of HOST, at 5061 and 443, without our certificate, for 5 s at most; UNKNOWN where it cannot be seen from here"),
	OPT(0, "own-domain", "DOMAIN", OPT_NAMES, sip.own_domains, NULL,
	    "look up the federation's SRV records of --domain and of this SIP domain of ours, as --dns-server gives them; repeatable; "
	    "without it and --direct none is looked up"),
	OPTION_GENERAL,
	{ 0 }
};

static prepare_step *const prepare_steps[] = { step_identity, NULL };
static const struct run_step once[] = { { PHASE_DNS, step_resolve }, { PHASE_DNS, step_survey }, { 0 } };
static const struct session_step each[] = { /* stop at the first that fails */
	{ PHASE_CONNECT, step_connect }, { PHASE_TLS, step_handshake }, { PHASE_SIP, step_talk }, { 0 }
};
static const struct steps steps = { .prepare = prepare_steps, .once = once, .each = each };

static const struct rule rules[] = { /* all are asked; among findings of one state the first is the sentence */
	RULES_ROUTE,
	RULES_SIP,
	RULES_CERT,
	RULES_RUN,
	RULES_OWN,
	RULES_FILES,
	RULES_ADDRESS,
	RULES_DIRECT,
	RULES_SRV,
	RULES_EXTERNAL,
	RULES_TRACE,
	RULES_TARGETS,
	RULE_PUSH_WORTH,
	{ 0 }
};

static const struct metric metrics[] = {
	{ "time", "s", METRIC_HIGHEST, measure_time, "the whole exchange" },
	METRICS_PHASES,
	METRICS_CERT,
	METRICS_TARGETS,
	{ 0 }
};

static const char *const examples[] = {
	"by hand, with the route, causes and remedies", "-H edge.contoso.com -J probe.pem --ca-cert=ca.pem -v",
	"options from /etc/check_push/check_push.ini", "--extra-opts",
	"no certificate yet: how far is the Edge reachable", "-H edge.contoso.com --no-client-cert -v",
	"where on the route does it break", "--extra-opts --trace --direct -v",
	"what does a code of an ms-diagnostics header mean", "--explain=1047",
	NULL
};

static const struct plugin check_push_federation = {
	.name = "check_push_federation",
	.service = "PUSH FEDERATION",
	.purpose = "Is the federation route to the push service open, from an Access Edge to the partner and beyond?",
	.subject = SUBJECT_ROUTE,
	.options = options,
	.steps = &steps,
	.rules = rules,
	.examples = examples,
	.metrics = metrics,
};

int main(int argc, char **argv)
{
	return plugin_main(&check_push_federation, argc, argv);
}
