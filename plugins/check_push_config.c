// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * check_push_config - is the server configured so that push can work?
 *
 * Reads what Get-Cs* shows, live over remote PowerShell or from an export; never changes anything.
 */
#include "app/main.h"
#include "cli/option_rows.h"
#include "judge/judge.h"
#include "judge/rules/measure.h"
#include "judge/rules/measure_pool.h"
#include "judge/rules/rule_cert.h"
#include "judge/rules/rule_config.h"
#include "judge/rules/rule_files.h"
#include "judge/rules/rule_identity.h"
#include "judge/rules/rule_mobility.h"
#include "judge/rules/rule_partner.h"
#include "judge/rules/rule_pool.h"
#include "judge/rules/rule_run.h"
#include "judge/rules/rule_scope.h"
#include "judge/rules/rule_srv.h"
#include "judge/rules/rule_topology.h"
#include "probe/steps.h"

static const struct option options[] = {
	OPTION_COMMON("443", "50:unknown", "reading the settings"),
	OPTION_POOL,
	OPTION_GENERAL,
	{ 0 }
};

static prepare_step *const prepare_steps[] = { step_identity, step_login, step_own_addresses, NULL };
static const struct run_step once[] = {
	{ PHASE_READ, step_exports }, { PHASE_DNS, step_resolve }, { PHASE_READ, step_mobility }, { 0 }
};
static const struct session_step each[] = { { PHASE_READ, step_settings }, { 0 } };
static const struct run_step after[] = { { PHASE_DNS, step_sip_domains }, { PHASE_READ, step_external_web }, { 0 } };
static const struct steps steps = { .prepare = prepare_steps, .once = once, .each = each, .join = step_settings_join, .after = after,
				     .closing_us = STEPS_CLOSING_US };

static const struct rule rules[] = { /* all are asked; among findings of one state the first is the sentence */
	RULES_RUN,
	RULE_OWN_USABLE,
	RULES_POOL_REACH,
	RULES_CONFIG,
	RULES_TOPOLOGY,
	RULES_SCOPE,
	RULES_PARTNER,
	RULE_SRV_OWN,
	RULES_SCOPE_LESSER,
	RULES_TOPOLOGY_LESSER,
	RULES_CONFIG_LESSER,
	RULES_MOBILITY,
	RULE_CERT_EXPIRY,
	RULE_CERT_REVOCATION,
	RULES_OWN_KIND,
	RULES_FILES,
	RULES_POOL,
	{ 0 }
};

static const struct metric metrics[] = {
	{ "time", "s", METRIC_HIGHEST, measure_time, "the whole exchange" },
	METRICS_POOL,
	METRICS_CERT,
	{ 0 }
};

static const char *const examples[] = {
	"the live pool, login and password file in the ini file", "--extra-opts -H pool.contoso.com -v",
	"an export of Export-PushConfig.ps1", "-F push-config.xml -v",
	"the PowerShell that would mend every finding", "-F push-config.xml --remedy",
	"what a phone would find", "--extra-opts --mobility=contoso.com -v",
	NULL
};

static const struct plugin check_push_config = {
	.name = "check_push_config",
	.service = "PUSH CONFIG",
	.purpose = "Is the server configured so that push can work?",
	.subject = SUBJECT_SETTINGS,
	.options = options,
	.steps = &steps,
	.rules = rules,
	.examples = examples,
	.metrics = metrics,
};

int main(int argc, char **argv)
{
	return plugin_main(&check_push_config, argc, argv);
}
