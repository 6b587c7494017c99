// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * director - a plugin as a basket of Icinga Director: its command, a data field for each option, and a service template
 *
 *	icingacli director basket restore <director-check_push_federation.json
 *
 * The command is the one of icinga2.c in the Director's words; the Director knows no separator, so values stand behind their
 * options. Data fields have numbers of the basket's own: the Director gives them others.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "document.h"

#define TYPE(name) "Icinga\\Module\\Director\\DataType\\DataType" name

/* ---- the command's arguments ---- */

static json_t *described(const struct option *row)
{
	return json_pack("{ss}", "description", row->help);
}

/* "$NAME$", with words before it */
static void set_macro(json_t *argument, const char *property, const char *before, const char *name)
{
	json_object_set_new(argument, property, json_sprintf("%s$%s$", before, name));
}

/* "--mobility" by a switch, or with a domain, which must be one word with it */
static void add_argument_of_two_kinds(json_t *arguments, const char *key, const char *name, const struct option *row)
{
	char before[ICINGA_NAME_MAX + 1], with_domain[ICINGA_NAME_MAX + sizeof "_domain"];
	json_t *alone = described(row), *with = described(row);

	snprintf(before, sizeof before, "%s=", key);
	snprintf(with_domain, sizeof with_domain, "%s_domain", name);
	set_macro(alone, "set_if", "", name);
	set_macro(with, "value", before, with_domain);
	json_object_set_new(with, "skip_key", json_true());
	json_object_set_new(arguments, key, alone);
	json_object_set_new(arguments, with_domain, with);
}

/* Once for each level; the key is in the value, for the Director gives an argument no other key than its name. */
static void add_argument_that_counts(json_t *arguments, const char *key, const struct option *row)
{
	char name[ICINGA_NAME_MAX + sizeof "-3"], expression[ICINGA_EXPRESSION_MAX];

	for (int level = 1; level <= ICINGA_LEVELS; level++) {
		json_t *argument = described(row);

		snprintf(name, sizeof name, level == 1 ? "%s" : "%s-%d", key, level);
		icinga_when_level(row, level, expression);
		json_object_set_new(argument, "value", json_string(key));
		json_object_set_new(argument, "skip_key", json_true());
		json_object_set_new(argument, "set_if", json_sprintf("return %s", expression));
		json_object_set_new(argument, "set_if_format", json_string("expression"));
		json_object_set_new(arguments, name, argument);
	}
}

/* There is nothing to check without it. */
static bool needs(const struct plugin *plugin, const struct option *needed)
{
	EACH_OPTION(row, plugin)
		if (row->name && strcmp(row->name, "file") == 0)
			return false;
	return needed->type == OPT_HOSTS;
}

static void add_argument(json_t *arguments, const struct plugin *plugin, const struct option *row)
{
	char key[ICINGA_NAME_MAX], name[ICINGA_NAME_MAX];
	json_t *argument;

	icinga_key(row, key);
	icinga_variable(row, name);
	if (row->type == OPT_MOBILITY) {
		add_argument_of_two_kinds(arguments, key, name, row);
		return;
	}
	if (row->type == OPT_COUNT) {
		add_argument_that_counts(arguments, key, row);
		return;
	}
	argument = described(row);
	set_macro(argument, row->argument ? "value" : "set_if", "", name);
	if (icinga_is_list(row))
		json_object_set_new(argument, "repeat_key", json_true());
	if (needs(plugin, row))
		json_object_set_new(argument, "required", json_true());
	if (row->letter == 'I') {
		json_object_set_new(argument, "set_if", json_string(icinga_when_one_host));
		json_object_set_new(argument, "set_if_format", json_string("expression"));
	}
	json_object_set_new(arguments, key, argument);
}

/* ---- the data fields ---- */

static const char *data_type(const struct option *row)
{
	if (row->type == OPT_COUNT)
		return TYPE("Number");
	if (!row->argument || row->type == OPT_MOBILITY)
		return TYPE("Boolean");
	if (icinga_is_list(row))
		return TYPE("Array");
	return row->type == OPT_NUMBER || row->type == OPT_PORT ? TYPE("Number") : TYPE("String");
}

static void add_field(json_t *datafields, json_t *fields, const char *name, const struct option *row, const char *type)
{
	int id = (int)json_object_size(datafields) + 1;
	char key[12], option[ICINGA_NAME_MAX];
	json_t *caption;

	snprintf(key, sizeof key, "%d", id);
	icinga_key(row, option);
	caption = row->argument ? json_sprintf("%s=%s", option, row->argument) : json_string(option);
	json_object_set_new(datafields, key,
		json_pack("{ss so ss ss sn sn s{}}", "varname", name, "caption", caption, "description", row->help,
			  "datatype", type, "format", "category", "settings"));
	json_array_append_new(fields, json_pack("{si ss sn}", "datafield_id", id, "is_required", "n", "var_filter"));
}

static void add_fields(json_t *datafields, json_t *fields, const struct option *row)
{
	char name[ICINGA_NAME_MAX], with_domain[ICINGA_NAME_MAX + sizeof "_domain"];

	icinga_variable(row, name);
	add_field(datafields, fields, name, row, data_type(row));
	if (row->type != OPT_MOBILITY)
		return;
	snprintf(with_domain, sizeof with_domain, "%s_domain", name);
	add_field(datafields, fields, with_domain, row, TYPE("String"));
}

/* ---- the basket ---- */

static json_t *command(const struct plugin *plugin, const char *name, json_t *arguments, json_t *fields)
{
	return json_pack("{s{so so so ss ss ss so s{ss}}}", name, "arguments", arguments, "command",
			 json_sprintf("PluginContribDir + /%s", plugin->name), "fields", fields, "methods_execute", "PluginCheck",
			 "object_name", name, "object_type", "object", "timeout", json_integer(icinga_timeout(plugin)), "vars",
			 "push_IP_address", "$address$");
}

/* Settings change seldom, the route at any time. */
static json_t *service_template(const char *name)
{
	bool is_config = strcmp(name, "push_config") == 0;

	return json_pack("{s{ss ss ss si si si s[] s{s[s] ss si}}}", name, "object_name", name, "object_type", "template",
			 "check_command", name, "check_interval", is_config ? 3600 : 300, "retry_interval", is_config ? 300 : 60,
			 "max_check_attempts", is_config ? 2 : 3, "fields", "vars", "push_hostname", "$host.name$",
			 "push_extra_opts", "@/etc/check_push/check_push.ini", "push_verbose", 1);
}

void director_write(const struct plugin *plugin)
{
	const char *name = plugin->name + strlen("check_");
	json_t *arguments = json_object(), *fields = json_array(), *datafields = json_object(), *basket;

	EACH_OPTION(row, plugin) {
		if (!icinga_is_for_services(row))
			continue;
		add_argument(arguments, plugin, row);
		add_fields(datafields, fields, row);
	}
	basket = json_pack("{so so so}", "Datafield", datafields, "Command", command(plugin, name, arguments, fields),
			   "ServiceTemplate", service_template(name));
	json_dumpf(basket, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	puts("");
	json_decref(basket);
}
