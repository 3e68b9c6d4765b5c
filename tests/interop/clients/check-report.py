"""Reads a report of devcert as CI systems do, and prints what it found as JSON.

check-report.py junit FILE            with junitparser
check-report.py sarif FILE SCHEMA     against the JSON schema of SARIF
check-report.py schemas DIR FILE...   the JSON of commands, each against its schema in DIR
"""

import json
import sys


def junit(path):
    import junitparser

    suites = junitparser.JUnitXml.fromfile(path)
    cases = [case for suite in suites for case in suite]
    return {
        "tests": suites.tests,
        "failures": suites.failures,
        "errors": suites.errors,
        "cases": [
            {
                "file": case.classname,
                "name": case.name,
                "result": [type(result).__name__.lower() for result in case.result],
                "message": [result.message for result in case.result],
            }
            for case in cases
        ],
    }


def sarif(path, schema):
    import jsonschema

    with open(path, encoding="utf-8") as file, open(schema, encoding="utf-8") as rules:
        log, rules = json.load(file), json.load(rules)
    jsonschema.Draft4Validator.check_schema(rules)
    found = jsonschema.Draft4Validator(rules, format_checker=jsonschema.FormatChecker()).iter_errors(log)
    return {"faults": [f"{'/'.join(map(str, fault.path))}: {fault.message[:200]}" for fault in found]}


def schemas(folder, *paths):
    import pathlib

    import jsonschema

    folder = pathlib.Path(folder)
    known = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.json")}
    for schema in known.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    found = []
    for path in paths:
        output = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        schema = known[output.get("command", "error").replace(" ", "-") + ".json"]
        # The schemas refer to each other by file name.
        resolver = jsonschema.RefResolver(f"{folder.as_uri()}/", schema)
        faults = jsonschema.Draft202012Validator(schema, resolver=resolver).iter_errors(output)
        found.append([fault.message[:200] for fault in faults])
    return {"schemas": len(known), "faults": found}


if __name__ == "__main__":
    print(json.dumps({"junit": junit, "sarif": sarif, "schemas": schemas}[sys.argv[1]](*sys.argv[2:])))
