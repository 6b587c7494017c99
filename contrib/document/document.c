// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * document - what a plugin's tables say, in the languages of others
 *
 *	document_check_push_federation man <TEMPLATE
 *	document_check_push_federation bash|zsh|icinga2|director
 */
#include "document.h"

#include <stdio.h>
#include <string.h>

int document_main(const struct plugin *, int argc, char **argv);

int document_main(const struct plugin *plugin, int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*write)(const struct plugin *);
	} languages[] = { { "man", man_write }, { "bash", bash_write }, { "zsh", zsh_write }, { "icinga2", icinga2_write },
			{ "director", director_write } };

	for (size_t i = 0; argc == 2 && i < sizeof languages / sizeof *languages; i++)
		if (strcmp(argv[1], languages[i].name) == 0) {
			languages[i].write(plugin);
			return ferror(stdin) || ferror(stdout) || fflush(stdout) != 0;
		}
	fprintf(stderr, "usage: %s man|bash|zsh|icinga2|director\n", argv[0]);
	return 1;
}
