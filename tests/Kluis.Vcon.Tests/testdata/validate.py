"""Validates every file named after the schema; prints one line for each failure."""
import datetime
import json
import re
import sys
from urllib.parse import urlsplit

import jsonschema

formats = jsonschema.FormatChecker(formats=["uuid"])
date_time = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


@formats.checks("date-time", raises=ValueError)
def is_date_time(value):
    if isinstance(value, str):
        if not date_time.fullmatch(value):
            return False
        datetime.datetime.strptime(value[:19].upper(), "%Y-%m-%dT%H:%M:%S")
    return True


@formats.checks("uri", raises=ValueError)
def is_uri(value):
    return not isinstance(value, str) or (bool(urlsplit(value).scheme) and value.isascii() and " " not in value)


with open(sys.argv[1], encoding="utf-8") as schema:
    validator = jsonschema.Draft7Validator(json.load(schema), format_checker=formats)
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as document:
        for error in validator.iter_errors(json.load(document)):
            print(f"{name}: {error.json_path}: {error.validator}")
