"""Reads a report of `devcert expires` as CI systems do, and prints what it found as JSON.

check-report.py junit FILE            with junitparser
check-report.py sarif FILE SCHEMA     against the JSON schema of SARIF
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


if __name__ == "__main__":
    print(json.dumps({"junit": junit, "sarif": sarif}[sys.argv[1]](*sys.argv[2:])))
