// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * basket - one basket of Icinga Director out of those of the plugins, with a service set for each kind of server
 *
 *	basket check_push_federation.json check_push_notification.json check_push_config.json
 *
 * A set is added to a host, or to a host template, and brings its services. Data fields are numbered anew, for each plugin counts
 * its own from 1; the Director gives them other numbers when it restores them.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const struct set {
	const char *name, *description;
	struct set_service {
		const char *name, *template;
	} services[2];
} sets[] = {
	{ "push edge", "An Access Edge, its internal side: is the route to the push service open, and does a push come back answered?",
	  { { "push federation", "push_federation" }, { "push notification", "push_notification" } } },
	{ "push pool", "A pool: do its settings let push work?", { { "push config", "push_config" } } },
};

static json_t *services_of(const struct set *set)
{
	json_t *services = json_object();

	for (size_t i = 0; i < COUNT(set->services) && set->services[i].name; i++)
		json_object_set_new(services, set->services[i].name,
				    json_pack("{ss ss s[s]}", "object_name", set->services[i].name, "object_type", "object", "imports",
					      set->services[i].template));
	return services;
}

static json_t *all_sets(void)
{
	json_t *list = json_object();

	for (const struct set *set = sets; set < sets + COUNT(sets); set++)
		json_object_set_new(list, set->name,
				    json_pack("{ss ss ss so}", "object_name", set->name, "object_type", "template", "description",
					      set->description, "services", services_of(set)));
	return list;
}

/* A field's number in the new basket: those that were there before count first. */
static void renumber(json_t *fields, size_t before)
{
	json_t *field;
	size_t i;

	json_array_foreach(fields, i, field)
	{
		json_t *id = json_object_get(field, "datafield_id");
		json_integer_set(id, json_integer_value(id) + (json_int_t)before);
	}
}

static void add_fields(json_t *to, json_t *from)
{
	const char *key;
	json_t *field;
	char number[20];

	json_object_foreach(from, key, field)
	{
		snprintf(number, sizeof number, "%zu", json_object_size(to) + 1);
		json_object_set(to, number, field);
	}
}

static void add_basket(json_t *to, json_t *from)
{
	json_t *fields = json_object_get(to, "Datafield"), *command;
	const char *name;

	json_object_foreach(json_object_get(from, "Command"), name, command)
	{
		renumber(json_object_get(command, "fields"), json_object_size(fields));
	}
	add_fields(fields, json_object_get(from, "Datafield"));
	json_object_update(json_object_get(to, "Command"), json_object_get(from, "Command"));
	json_object_update(json_object_get(to, "ServiceTemplate"), json_object_get(from, "ServiceTemplate"));
}

int main(int argc, char **argv)
{
	json_t *all = json_pack("{s{} s{} s{}}", "Datafield", "Command", "ServiceTemplate");
	json_error_t error;

	for (int i = 1; i < argc; i++) {
		json_t *one = json_load_file(argv[i], 0, &error);
		if (!one) {
			fprintf(stderr, "basket: %s, line %d: %s\n", argv[i], error.line, error.text);
			return 1;
		}
		add_basket(all, one);
		json_decref(one);
	}
	json_object_set_new(all, "ServiceSet", all_sets());
	int written = json_dumpf(all, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	json_decref(all);
	return written != 0 || puts("") == EOF || fflush(stdout) != 0;
}
