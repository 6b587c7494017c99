#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# valid.py SCHEMA: does the JSON document on standard input fit the schema? Says what does not, and exits 1.
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
validator = jsonschema.Draft202012Validator(schema)
validator.check_schema(schema)
errors = list(validator.iter_errors(json.load(sys.stdin)))
for error in errors:
    print(f"{'/'.join(map(str, error.absolute_path)) or 'document'}: {error.message[:300]}")
sys.exit(bool(errors))
