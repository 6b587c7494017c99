// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * sofia - a server with Sofia-SIP that answers every OPTIONS with 200: a user agent in the place of the Edge
 *
 * usage: sofia PORT DIR; DIR holds agent.pem (certificate and key) and cafile.pem. Mutual TLS on 127.0.0.1.
 */
#include <stdio.h>

#include <sofia-sip/su.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/tport_tag.h>

static int answer(nta_leg_magic_t *agent, nta_leg_t *leg, nta_incoming_t *request, sip_t const *sip)
{
	(void)agent;
	(void)leg;
	if (sip->sip_request->rq_method != sip_method_options)
		return 405;
	nta_incoming_treply(request, SIP_200_OK, SIPTAG_ALLOW_STR("OPTIONS"), SIPTAG_SERVER_STR("sofia-sip"), TAG_END());
	return 200;
}

int main(int argc, char **argv)
{
	char url[100];

	if (argc != 3)
		return 2;
	snprintf(url, sizeof url, "sips:127.0.0.1:%s;transport=tls", argv[1]);
	su_init();
	su_root_t *root = su_root_create(NULL);
	nta_agent_t *agent = nta_agent_create(root, (url_string_t *)url, NULL, NULL, TPTAG_CERTIFICATE(argv[2]), TPTAG_TLS_VERIFY_POLICY(TPTLS_VERIFY_IN), TAG_END());
	if (!agent || !nta_leg_tcreate(agent, answer, NULL, NTATAG_NO_DIALOG(1), TAG_END()))
		return 1;
	su_root_run(root);
	return 0;
}
