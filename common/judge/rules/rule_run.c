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
	int64_t code; /* 0: any */
} rows[] = {
	{ FAULT_FILE, CAUSE_ROOTS_UNUSABLE, "give the root above the server's certificate with --ca-cert", 0 },
	{ FAULT_IDENTITY, CAUSE_ROOTS_UNUSABLE, "give the root above the server's certificate with --ca-cert", 0 },
	{ FAULT_TLS, CAUSE_TLS_POLICY,
	  "look at MinProtocol and MaxProtocol in openssl.cnf (OPENSSL_CONF), at update-crypto-policies --show, and at --tls-min", TLS_NO_VERSION },
	{ FAULT_TLS, CAUSE_OWN_HOST, "check --tls-min and --security-level, and the settings of OpenSSL on this host", 0 },
	{ FAULT_AUTH, CAUSE_LOGIN_UNSENDABLE,
	  "give --keytab for Kerberos, or say -a basic where Basic is offered; or install gss-ntlmssp, for servers that offer Negotiate", 0 },
	{ FAULT_MEMORY, CAUSE_OWN_HOST, "free memory on this host, or raise the limit under which the check is started (ulimit -v)", 0 },
	{ FAULT_CANCELLED, CAUSE_CANCELLED, NULL, 0 },
	{ FAULT_NONE, CAUSE_OWN_HOST, NULL, 0 },
};

void rule_run_setup(const struct view *v, struct findings *f)
{
	const struct fault *fault = &v->facts->run_fault;
	size_t row = 0;

	if (fault->kind == FAULT_NONE)
		return;
	while (rows[row].kind != FAULT_NONE && (rows[row].kind != fault->kind || (rows[row].code && rows[row].code != fault->code)))
		row++;
	struct finding *finding = finding_add(f, STATE_UNKNOWN, "%s", fault->text);
	finding->cause = rows[row].cause;
	finding->remedy = rows[row].remedy;
	if (fault->kind == FAULT_FILE && !v->plan->ca_cert)
		finding->remedy = "install the package ca-certificates, or give the root above the server's certificate with --ca-cert";
}
