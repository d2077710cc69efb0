"""validate.py GATE5XX: check the reports on every example with a validator that is not the one of the Rust tests."""

import json
import pathlib
import subprocess
import sys

from jsonschema import Draft7Validator
from jsonschema import Draft202012Validator

ROOT = pathlib.Path(__file__).resolve().parent.parent


def schema(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def run(*arguments):
    done = subprocess.run([sys.argv[1], *arguments], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{arguments}: exit code {done.returncode}")
    return done.stdout.decode("utf-8")


def check(name, validator, document):
    errors = [f"  {'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator.iter_errors(document)]
    print(f"{'FAILS' if errors else 'valid':6} {name}", *errors, sep="\n")
    return not errors


def main():
    sarif = Draft7Validator(schema("tests/schemas/sarif-2.1.0.json"))
    report = Draft202012Validator(schema("src/report/schema/report-v1.schema.json"))
    model = Draft202012Validator(schema("src/cli/model/model-v1.schema.json"))
    for validator in (sarif, report, model):
        validator.check_schema(validator.schema)
    fine = True
    for example in sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir()):
        path = str(example.relative_to(ROOT))
        fine &= check(f"SARIF 2.1.0  {path}", sarif, json.loads(run("lint", "-f", "sarif", path)))
        fine &= check(f"JSON         {path}", report, json.loads(run("lint", "-f", "json", path)))
        for line in run("model", path).splitlines():
            fine &= check(f"model        {path}", model, json.loads(line))
    sys.exit(0 if fine else 1)


main()
