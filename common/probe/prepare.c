// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * prepare - all that comes before the sandbox: the operator's files are opened, and what is the operator's own is decoded
 */
#include "probe/prepare.h"

#include <stdlib.h>

#include "probe/prepared.h"
#include "probe/steps.h"

bool step_identity(struct prepared *p)
{
	struct facts *facts = p->facts;
	struct fault *own = &facts->identity.fault, f = { 0 };

	if (p->plan->hosts.count == 0 && !p->plan->settings.mobility)
		return true; /* settings are read from files only: nothing is connected to */
	p->tls = tls_setup_new(p->plan, &p->material.tls, facts->taken_at, &facts->identity, &facts->arena, &f);
	if (!p->tls && f.kind == FAULT_NONE)
		fault(&f, FAULT_MEMORY, 0, "no memory for TLS");
	if (!p->tls)
		facts->run_fault = f;
	else
		facts->tls_denied = tls_setup_denied(p->tls);
	if (own->kind == FAULT_MEMORY) { /* says nothing of the files */
		facts->run_fault = *own;
		*own = (struct fault){ 0 };
	}
	tls_directories(p->plan, &facts->arena, &p->root_directories);
	return !facts_run_failed(facts);
}

struct prepared *prepare(const struct steps *steps, const struct plan *plan, struct facts *facts, struct fault *f)
{
	struct prepared *p = calloc(1, sizeof *p);

	if (!p) {
		fault(f, FAULT_MEMORY, 0, "no memory for the run");
		return NULL;
	}
	*p = (struct prepared){ .plan = plan, .facts = facts };
	if (!steps->prepare || !steps->prepare[0]) {
		fault(f, FAULT_SYSTEM, 0, "this plugin prepares nothing before the sandbox, so it does not run");
		goto bad;
	}
	if (!material_check(plan, facts, f) || !material_read(plan, &p->material, f))
		goto bad;
	for (prepare_step *const *step = steps->prepare; *step && (*step)(p); step++)
		;
	material_wipe_identity(&p->material);
	return p;
bad:
	prepare_free(p);
	return NULL;
}

const struct text_list *prepare_root_directories(const struct prepared *p)
{
	return &p->root_directories;
}

void prepare_free(struct prepared *p)
{
	if (!p)
		return;
	tls_setup_free(p->tls);
	material_wipe(&p->material);
	free(p);
}
