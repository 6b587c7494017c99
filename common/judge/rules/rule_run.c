// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rule_run - what failed on our side as a whole, before a packet left
 */
#include "judge/rules/rule_run.h"

/* The last row is for every other kind. Which file is at fault stands in the fault's own sentence. */
static const struct {
	enum fault_kind kind;
	enum cause cause;
	const char *remedy;
} rows[] = {
	{ FAULT_FILE, CAUSE_ROOTS_UNUSABLE, "give the root above the server's certificate with --ca-cert" },
	{ FAULT_IDENTITY, CAUSE_ROOTS_UNUSABLE, "give the root above the server's certificate with --ca-cert" },
	{ FAULT_TLS, CAUSE_OWN_HOST, "check --tls-min and --security-level, and the settings of OpenSSL on this host" },
	{ FAULT_MEMORY, CAUSE_OWN_HOST, "free memory on this host, or raise the limit under which the check is started (ulimit -v)" },
	{ FAULT_CANCELLED, CAUSE_CANCELLED, NULL },
	{ FAULT_NONE, CAUSE_OWN_HOST, NULL },
};

void rule_run_setup(const struct view *v, struct findings *f)
{
	const struct fault *fault = &v->facts->run_fault;
	size_t row = 0;

	if (fault->kind == FAULT_NONE)
		return;
	while (rows[row].kind != fault->kind && rows[row].kind != FAULT_NONE)
		row++;
	struct finding *finding = finding_add(f, STATE_UNKNOWN, "%s", fault->text);
	finding->cause = rows[row].cause;
	finding->remedy = rows[row].remedy;
	if (fault->kind == FAULT_FILE && !v->plan->ca_cert)
		finding->remedy = "install the package ca-certificates, or give the root above the server's certificate with --ca-cert";
}
