// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * plan - what was asked
 *
 * Built once by cli/options from the command line and ini files, constant afterwards. Its texts live as long as the
 * program. It holds no secret: only the names of the files that do. Defaults stand in the option tables of plugins/.
 */
#ifndef MODEL_PLAN_H
#define MODEL_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "model/range.h"
#include "model/state.h"

struct texts {
	const char **at;
	size_t count;
};

enum { FEDERATION_PORT = 5061 }; /* SIP over TLS between servers (RFC 3261 19.1.2) */

struct host_port {
	const char *name; /* host name, or address where that was allowed; without brackets; NULL: not given */
	uint16_t port;	  /* 0: none named */
};

/* The service that a server is asked for, which gives its faults their meaning. */
enum target_kind {
	TARGET_EDGE,	 /* an Access Edge, Front End or Director: a SIP request */
	TARGET_PARTNER,	 /* the partner's access edge: TCP and TLS only (--direct) */
	TARGET_SETTINGS, /* a pool: its settings, over remote PowerShell */
	TARGET_EXPORT,	 /* a web server: an export of settings (--url) */
	TARGET_OCS_EDGE, /* an OCS 2007 R2 Edge: its WMI settings (--edge-host) */
	TARGET_WEB,	 /* a web server on the way of a phone (--mobility) */
	TARGET_EXTERNAL, /* the external side of our own Edge: TCP and TLS only (--external) */
};

/* Are settings read from such a target? Then its route is one hop, and what stops the reading leaves the settings unknown. */
bool target_reads_settings(enum target_kind);

/* A server that the check asks. */
struct plan_host {
	const char *name; /* host name, or address; without brackets */
	uint16_t port;	  /* 0: none named */
	enum target_kind kind;
};

struct hosts {
	struct plan_host *at;
	size_t count;
};

/* Life left of a certificate below which it alerts: the sooner of the two that are set. Negative: not set. */
struct life_limit {
	double days;
	double percent; /* of the whole lifetime */
};

/* How a SIP answer counts (--expect). */
struct expect {
	int first, last; /* status, inclusive */
	enum state state;
};

struct expects {
	struct expect *at;
	size_t count;
};

enum tls_version { TLS_1_0 = 0x0301, TLS_1_1, TLS_1_2, TLS_1_3 };

/* How to prove to a web server who we are; NONE: not at all. */
enum auth { AUTH_NONE = -1, AUTH_NTLM, AUTH_NEGOTIATE, AUTH_BASIC, AUTH_CERTIFICATE };

enum server_kind { SERVER_NOT_TOLD = -1, SERVER_2010, SERVER_2013, SERVER_2015, SERVER_2019, SERVER_SE };

enum edge_kind { EDGE_LYNC, EDGE_OCS2007R2 };

/* https://HOST[:PORT][PATH] */
struct url {
	const char *text; /* as it was given; NULL: not given */
	struct host_port host;
	const char *path; /* begins with "/" */
};

/* In the order of the words of --output-format. */
enum output_format { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_OPENMETRICS, OUTPUT_COUNT };

/* The plan of the plugins that send a SIP request. */
struct plan_sip {
	/* the request */
	const char *uri;	      /* -u: Request-URI */
	const char *from;	      /* -f: From URI; NULL: guessed, for each host its own */
	const char *user_agent;
	uint64_t max_forwards;
	const char *method;	      /* -m; NULL: OPTIONS */
	const char *content_type;     /* --content-type */
	struct texts headers;	      /* --header: "NAME: value" */
	const char *body_file;	      /* --body-file */
	const char *request_template; /* --request-template: a captured request */

	bool via_front_end;	      /* --via-front-end: -H is a Front End or Director, with the Edge behind it */

	/* further requests, which show where the route breaks */
	bool trace;		      /* --trace: Max-Forwards 0, 1, 2, ... */
	bool no_extra_request;	      /* --no-extra-request: no OPTIONS with Max-Forwards 0 behind a success */
	bool direct;		      /* --direct: the partner's access edge, straight from here */
	bool external;		      /* --external: our own Edge's external side, straight from here */
	const char *external_host;    /* --external=HOST; NULL: what DNS names for own_domains */
	struct texts own_domains;     /* --own-domain: whose SRV records are looked up, with domain's; none: neither */

	/* samples of the round trip */
	uint64_t count;		      /* -n; 0: one */
	int64_t interval_us;	      /* -i */
	int64_t wait_us;	      /* --wait: after which a sample counts as lost; 0: the deadline */
	double loss_warning, loss_critical; /* --loss: percent, at or above; negative: not set */

	/* the verdict */
	struct expects expect;	      /* --expect, the last match wins */
	bool strict;		      /* --strict: only 2xx is OK */
	bool no_client_cert;	      /* --no-client-cert: judge up to the peer's demand for one */
};

/* The plan of the plugin that reads settings. */
struct plan_settings {
	/* where they come from */
	struct texts files;	      /* -F: exports; "-" is standard input */
	struct url url;		      /* -u: an export over HTTPS */
	const char *login;	      /* -l */
	const char *password_file;
	const char *keytab;
	enum auth auth;		      /* -a, or what follows from the other options */
	struct host_port http_proxy;  /* -x; name NULL: none, whatever the environment says */
	const char *path;	      /* --path */
	const char *configuration;    /* --configuration */
	enum server_kind server;      /* --server */
	enum edge_kind edge;	      /* --edge */
	struct host_port edge_host;   /* --edge-host; name NULL: its settings are not asked over the network */
	const char *route_edge;	      /* --edge-host of a later Edge: it is not asked, the federation route is compared with it */
	double max_age_warning_h, max_age_critical_h; /* --max-age; negative: not set */
	bool mobility;		      /* --mobility */
	const char *mobility_domain;  /* --mobility=DOMAIN; NULL: the host's own */

	struct host_port external_web; /* --external-web; name NULL: with mobility the name that Get-CsService gives */

	/* what they must be */
	const char *push_uri;	      /* --push-uri */
	bool require_apple, require_microsoft; /* --require; neither: both are wanted, misses judged by scope */
	const char *site;	      /* --site; NULL: every scope */
	bool remedy;		      /* --remedy */
};

/* The subject of a plugin: which of the two parts of its plan is filled. */
enum plan_subject { SUBJECT_ROUTE, SUBJECT_SETTINGS };

struct plan {
	enum plan_subject subject;
	struct plan_sip sip;
	struct plan_settings settings;

	/* what to ask, and how to get there */
	struct hosts hosts;	      /* -H, in the order given, then the hosts of -u and --edge-host; ports filled in once
					 options are complete; none only where settings are read from files */
	const char *address;	      /* -I: connect here instead of resolving; NULL: resolve */
	uint16_t port;		      /* -p */
	int family;		      /* AF_UNSPEC, AF_INET (-4), AF_INET6 (-6) */
	const char *bind;	      /* --bind; NULL: any */
	struct host_port dns_server;  /* --dns-server: an address */
	bool all_addresses;	      /* --all-addresses: waits for those of both families; else asking each is the default */
	bool first_address;	      /* --first-address: of each host the first that answers */
	uint64_t min_ok;	      /* --min-ok; 0: not given. Then one host suffices, with all its addresses, and settings must all be read */
	const char *domain;	      /* -d: federated domain; of the push service, where settings are read */
	struct host_port proxy;	      /* -P: partner's access edge; name NULL: no Route header */

	/* limits */
	int64_t timeout_us;	      /* -t, for the whole check */
	enum state timeout_state;     /* -t N:STATE */
	struct range warning;	      /* -w: seconds of the whole exchange (notification: mean round trip) */
	struct range critical;	      /* -c */
	struct life_limit life_warning, life_critical; /* -C */

	/* files of this host */
	struct texts ini_files;	      /* that --extra-opts read */
	bool strict_files;	      /* --strict-files: refuse files of ours that others on this host can change, and secrets that they can read */

	/* TLS */
	const char *client_cert;      /* -J: file; NULL: none */
	const char *private_key;      /* -K: file; NULL: in client_cert's file */
	const char *key_password_file;
	const char *ca_cert;	      /* --ca-cert: file or directory; NULL: the system's */
	const char *crl;	      /* --crl: file or directory of revocation lists; NULL: none is looked at */
	bool ocsp;		      /* --ocsp: ask for, and judge, the stapled answer */
	const char *verify_name;      /* --verify-name; NULL: each host's own name */
	bool insecure;		      /* -k */
	enum tls_version tls_min;     /* --tls-min */
	int security_level;	      /* --security-level 0..5; -1: OpenSSL's, or 0 with tls_min below 1.2 */

	struct texts ignore;	      /* --ignore: rule ids */
	bool no_sandbox;	      /* --no-sandbox: keep all rights, and core dumps, for debugging */

	/* the output */
	const char *record;	      /* --record: file to write; NULL: none */
	const char *record_on_problem; /* --record-on-problem: directory, for a run that is not OK; NULL: none */
	const char *replay;	      /* --replay: recording to judge instead of a run */
	const char *since;	      /* --since: an older recording to compare it with */
	uint64_t verbose;	      /* -v, -vv, -vvv */
	enum output_format output_format; /* --output-format */
};

enum { PLAN_ADDRESSES_MAX = 8 }; /* of one host that are asked, each as a target */

/* Is a server asked that shows a public certificate, at ports that DNS names: --direct, --external? */
bool plan_looks_outside(const struct plan *);

/* Is each address of a host a target? Else a host is one, and the first address that answers is used. */
bool plan_asks_each_address(const struct plan *);

#endif
