// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * option_reader - the readers of each type of option, for cli/option_value.c alone
 *
 * A reader takes the whole of value->text, stores it into its field and returns true; or it leaves the plan as it was and
 * returns false with a fault whose code is the byte that is wrong.
 */
#ifndef CLI_OPTION_READER_H
#define CLI_OPTION_READER_H

#include "base/span.h"
#include "cli/option_value.h"

typedef bool option_reader(const struct option_value *, struct fault *);

option_reader option_number_choice, option_number_number, option_number_port, option_number_seconds, option_number_timeout,
	option_number_range, option_number_life, option_number_percents, option_number_hours;
option_reader option_text_text, option_text_login, option_text_file, option_text_name, option_text_cert_name, option_text_address,
	option_text_address_port, option_text_name_port, option_text_mobility, option_text_uri, option_text_method, option_text_product, option_text_media_type;
option_reader option_list_hosts, option_list_files, option_list_headers, option_list_expects, option_list_rules,
	option_list_services, option_list_names;
option_reader option_url_url, option_url_proxy, option_url_path;

/* ---- what they share ---- */

static inline void *option_reader_field(const struct option_value *v)
{
	return (char *)v->plan + v->option->offset;
}

static inline void *option_reader_other(const struct option_value *v)
{
	return (char *)v->plan + v->option->other;
}

/* Where in the value `part` begins: its end for a part that is not there. */
int64_t option_reader_place(const struct option_value *, struct span part);

/* "PART is not WHAT", at the part's place. Returns false. */
bool option_reader_is_not(const struct option_value *, struct span part, const char *what, struct fault *);

[[nodiscard]] bool option_reader_state(const struct option_value *, struct span text, enum state *, struct fault *);

#endif
