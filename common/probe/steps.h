// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * steps - what a plugin can have done, and the runner that does it
 *
 * The only header of probe/ that plugins include: they make tables of these.
 */
#ifndef PROBE_STEPS_H
#define PROBE_STEPS_H

#include "model/job.h"

/*
 * Before any connection is made. An identity that cannot be used stops the run before a packet leaves (facts->identity.fault), and
 * so do roots that cannot be used, and memory that is not there (facts->run_fault). Names that cannot be resolved stop only their own targets.
 */
bool step_identity(struct run *);
bool step_capture(struct run *); /* a captured request that cannot be read stops it too (facts->capture.fault) */
bool step_confine(struct run *); /* behind what reads our identity, before what reads anything from others */
bool step_resolve(struct run *);

/*
 * SRV records, for --own-domain (of --domain and of our own) and for --direct without --proxy (of --domain), and the address of
 * the partner's access edge for --direct. Nothing is looked up without them. What fails here stops nothing.
 */
bool step_survey(struct run *);

/*
 * For every endpoint: TCP, TLS, and the planned requests. Under TLS 1.3 the peer may refuse our certificate only after the
 * handshake: that ends in PHASE_TLS too, as under 1.2. With --no-client-cert nothing is sent once TLS stands. With --trace the
 * way is traced behind the planned requests.
 */
bool step_connect(struct session *);
bool step_handshake(struct session *);
bool step_talk(struct session *);

/*
 * The settings of a pool. Exports that were handed in as files are read once, before anything is connected to: one that cannot be
 * read ends the run (facts->pool->fault). Every endpoint (pool, OCS 2007 R2 Edge, web server with an export) is then asked over
 * HTTPS, and writes a part of the settings of its own; the parts are joined when all have ended. The remote shell that is opened is
 * deleted whatever happens, in the last seconds of the deadline or after a signal. step_login names the keytab to Kerberos, in the
 * environment, before there is a thread.
 */
bool step_exports(struct run *);
bool step_login(struct run *);
bool step_settings(struct session *);
void step_settings_join(const struct run *, const struct session *, size_t count); /* of the same table: steps->join */

/* Autodiscover and the services behind it (--mobility), in a third of the time that is left. Needs step_exports before it. */
bool step_mobility(struct run *);

/* Runs a plugin's steps: job->steps->once, then ->each (if any) for every endpoint, side by side, and ->join. */
job_runner steps_run;

#endif
