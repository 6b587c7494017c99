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
#include "judge/rules/rule_mobility.h"
#include "judge/rules/rule_partner.h"
#include "judge/rules/rule_pool.h"
#include "judge/rules/rule_run.h"
#include "judge/rules/rule_scope.h"
#include "probe/steps.h"

static const struct option options[] = {
	OPTION_COMMON("443", "50:unknown", "reading the settings"),
	OPTION_POOL,
	OPTION_GENERAL,
	{ 0 }
};

static const struct run_step once[] = {
	{ PHASE_IDENTITY, step_identity }, { PHASE_IDENTITY, step_login }, { PHASE_IDENTITY, step_confine },
	{ PHASE_READ, step_exports }, { PHASE_DNS, step_resolve }, { PHASE_READ, step_mobility }, { 0 }
};
static const struct session_step each[] = { { PHASE_READ, step_settings }, { 0 } };
static const struct steps steps = { once, each, step_settings_join };

static const struct rule rules[] = { /* all are asked; among findings of one state the first is the sentence */
	RULES_RUN,
	RULE_OWN_USABLE,
	RULES_POOL_REACH,
	RULES_CONFIG,
	RULES_SCOPE,
	RULES_PARTNER,
	RULES_SCOPE_LESSER,
	RULES_MOBILITY,
	RULE_CERT_EXPIRY,
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
	.peers = "servers",
	.subject = SUBJECT_SETTINGS,
	.options = options,
	.run = steps_run,
	.steps = &steps,
	.rules = rules,
	.examples = examples,
	.metrics = metrics,
};

int main(int argc, char **argv)
{
	return plugin_main(&check_push_config, argc, argv);
}
