# SPDX-License-Identifier: GPL-3.0-or-later
# Length of each function: from its name's line to the brace in the first column. Prints "LINES FILE:LINE NAME".
FNR == 1 { head = "" }
/^[a-zA-Z_\[].*\(/ && !/;$/ && !/^#/ { head = $0; start = FNR }
/^\{/ && head != "" { inside = 1 }
/^\}/ && inside {
	name = head
	sub(/\(.*/, "", name)
	sub(/.*[ *]/, "", name)
	printf "%d %s:%d %s\n", FNR - start + 1, FILENAME, start, name
	inside = 0
	head = ""
}
