// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * steps - what a plugin can have done: the rows of its tables
 *
 * The only header of probe/ that plugins include: they make tables of these.
 */
#ifndef PROBE_STEPS_H
#define PROBE_STEPS_H

#include "model/step.h"

/*
 * To be prepared, before the sandbox: TLS with our certificate and roots. An identity that cannot be used stops the run before a
 * packet leaves (facts->identity.fault), and so do roots that cannot be used, and memory that is not there (facts->run_fault).
 */
prepare_step step_identity;

/* To be prepared: names the keytab to Kerberos, in the environment, and copies the tickets into memory: before there is a thread that reads it. */
prepare_step step_login;

/* To be prepared for step_mobility and step_external_web: this host's own addresses, to which no link may lead. */
prepare_step step_own_addresses;

/*
 * Before any connection is made. A captured request that cannot be read stops the run (facts->capture.fault). Names that cannot be
 * resolved stop only their own targets.
 */
bool step_capture(struct run *);
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
 * deleted whatever happens, in the last seconds of the deadline or after a signal: what was asked for is awaited in half of STEPS_DELETING_US, the
 * deletion in all of it.
 */
enum { STEPS_DELETING_US = 3000000, STEPS_CLOSING_US = STEPS_DELETING_US / 2 + STEPS_DELETING_US };
bool step_exports(struct run *);
bool step_settings(struct session *);
void step_settings_join(const struct run *, const struct session *, size_t count); /* of the same table: steps->join */

/*
 * The external web services by their own name, in half of the time that is left: --external-web, or with --mobility those that the
 * services of the pool name. Needs its settings.
 */
bool step_external_web(struct run *);

/*
 * SRV records of a pool's SIP domains, in a quarter of the time that is left. Of an export's only with --dns-server: where it was
 * written, DNS may have another view. What fails here stops nothing.
 */
bool step_sip_domains(struct run *);

/* Autodiscover and the services behind it (--mobility), in a third of the time that is left. Needs step_exports before it. */
bool step_mobility(struct run *);

#endif
