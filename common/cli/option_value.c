// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_value - one option's text, checked whole and stored into the plan
 */
#include "cli/option_value.h"

#include "cli/host_text.h"
#include "cli/option_reader.h"

/* ---- what readers share ---- */

int64_t option_reader_place(const struct option_value *v, struct span part)
{
	return part.at ? part.at - v->text : (int64_t)strlen(v->text);
}

bool option_reader_is_not(const struct option_value *v, struct span part, const char *what, struct fault *f)
{
	char shown[HOST_SHOWN];

	fault(f, FAULT_USAGE, option_reader_place(v, part), "%s is not %s",
	      part.len ? host_text_shown(shown, part) : "\"\"", what);
	return false;
}

bool option_reader_state(const struct option_value *v, struct span text, enum state *state, struct fault *f)
{
	char name[16];

	if (span_copy(name, sizeof name, text) && state_named(name, state))
		return true;
	return option_reader_is_not(v, text, "ok, warning, critical or unknown", f);
}

/* ---- flags ---- */

static bool read_flag(const struct option_value *v, struct fault *f)
{
	(void)f;
	*(bool *)option_reader_field(v) = true;
	return true;
}

static bool read_set(const struct option_value *v, struct fault *f)
{
	(void)f;
	*(int *)option_reader_field(v) = (int)v->option->low;
	return true;
}

static bool read_count(const struct option_value *v, struct fault *f)
{
	(void)f;
	++*(uint64_t *)option_reader_field(v);
	return true;
}

/* ---- the types ---- */

static const struct {
	option_reader *read;
	bool no_value;
} types[] = {
	[OPT_FLAG] = { read_flag, true },
	[OPT_SET] = { read_set, true },
	[OPT_COUNT] = { read_count, true },
	[OPT_HELP] = { NULL, true },
	[OPT_VERSION] = { NULL, true },
	[OPT_LIST_RULES] = { NULL, true },
	[OPT_EXPLAIN] = { NULL, false },
	[OPT_EXTRA_OPTS] = { NULL, false },
	[OPT_CHOICE] = { option_number_choice, false },
	[OPT_NUMBER] = { option_number_number, false },
	[OPT_PORT] = { option_number_port, false },
	[OPT_SECONDS] = { option_number_seconds, false },
	[OPT_TIMEOUT] = { option_number_timeout, false },
	[OPT_RANGE] = { option_number_range, false },
	[OPT_LIFE] = { option_number_life, false },
	[OPT_PERCENTS] = { option_number_percents, false },
	[OPT_HOURS] = { option_number_hours, false },
	[OPT_TEXT] = { option_text_text, false },
	[OPT_PRODUCT] = { option_text_product, false },
	[OPT_MEDIA_TYPE] = { option_text_media_type, false },
	[OPT_LOGIN] = { option_text_login, false },
	[OPT_FILE] = { option_text_file, false },
	[OPT_FILES] = { option_list_files, false },
	[OPT_REPLAY] = { option_text_file, false },
	[OPT_SINCE] = { option_text_file, false },
	[OPT_NAME] = { option_text_name, false },
	[OPT_NAMES] = { option_list_names, false },
	[OPT_CERT_NAME] = { option_text_cert_name, false },
	[OPT_ADDRESS] = { option_text_address, false },
	[OPT_ADDRESS_PORT] = { option_text_address_port, false },
	[OPT_NAME_PORT] = { option_text_name_port, false },
	[OPT_HOSTS] = { option_list_hosts, false },
	[OPT_URL] = { option_url_url, false },
	[OPT_HTTP_PROXY] = { option_url_proxy, false },
	[OPT_PATH] = { option_url_path, false },
	[OPT_MOBILITY] = { option_text_mobility, false },
	[OPT_SERVICES] = { option_list_services, false },
	[OPT_URI] = { option_text_uri, false },
	[OPT_METHOD] = { option_text_method, false },
	[OPT_HEADERS] = { option_list_headers, false },
	[OPT_EXPECTS] = { option_list_expects, false },
	[OPT_RULES] = { option_list_rules, false },
};

bool option_value_wanted(enum option_type type)
{
	return !types[type].no_value;
}

bool option_value_optional(enum option_type type)
{
	return type == OPT_EXTRA_OPTS || type == OPT_MOBILITY || type == OPT_EXPLAIN;
}

void option_value_unset(const struct option *option, struct plan *plan)
{
	struct option_value v = { .option = option, .plan = plan };

	if (option->type == OPT_HOSTS)
		*(struct hosts *)option_reader_field(&v) = (struct hosts){ 0 };
	if (option->type == OPT_COUNT)
		*(uint64_t *)option_reader_field(&v) = 0;
	if (option->type == OPT_CHOICE)
		*(int *)option_reader_field(&v) = -1;
	if (option->type == OPT_PERCENTS || option->type == OPT_HOURS)
		*(double *)option_reader_field(&v) = *(double *)option_reader_other(&v) = -1;
	if (option->type == OPT_LIFE)
		*(struct life_limit *)option_reader_field(&v) = *(struct life_limit *)option_reader_other(&v) = (struct life_limit){ -1, -1 };
}

bool option_value_read(const struct option_value *v, struct fault *f)
{
	if (v->text && !*v->text)
		return fault(f, FAULT_USAGE, 0, "the value is empty, it takes %s", v->option->argument);
	return types[v->option->type].read(v, f);
}
