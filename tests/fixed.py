"""fixed.py GATE5XX: AWS's SAM translator takes templates that --fix changed as it took them before.

On the SAM templates of examples/ and tests/rules and, where the corpus is there, on those of the corpus that have a fix."""

import json
import logging
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from unittest.mock import MagicMock
from unittest.mock import patch

from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("GATE5XX_SHARED", ROOT.parent / "shared"))
MOST = 100
logging.disable(logging.CRITICAL)


def without_local_files(value):
    """What `sam package` would put in the place of local paths."""
    if isinstance(value, dict):
        local = ("CodeUri", "ContentUri", "DefinitionUri")
        return {
            key: "s3://bucket/key" if key in local and isinstance(inner, str) else without_local_files(inner)
            for key, inner in value.items()
        }
    return [without_local_files(item) for item in value] if isinstance(value, list) else value


def accepted(text):
    """Whether the translator takes a template, and what it makes of it or why not."""
    template = without_local_files(yaml_parse(text))
    policies = MagicMock()
    policies.load.return_value = {}
    parameters = {
        name: parameter["Default"] if "Default" in parameter else "x"
        for name, parameter in (template.get("Parameters") or {}).items()
    }
    try:
        with patch("samtranslator.translator.arn_generator._get_region_from_session", return_value="us-east-1"), patch(
            "boto3.session.Session.region_name", "us-east-1"
        ):
            made = transform(template, parameters, policies)
        # A deployment's id ends with a hash of what is deployed.
        return True, sorted(re.sub(r"(Deployment)[0-9a-f]{10}$", r"\1", name) for name in made["Resources"])
    except InvalidDocumentException as error:
        return False, sorted(str(cause.message) for cause in error.causes)
    except Exception as error:  # A fault of the translator's own is a refusal, too.
        return False, repr(error)


def is_sam(text):
    return "AWS::Serverless" in text


def candidates():
    for folder in [ROOT / "examples", ROOT / "tests" / "rules", SHARED / "corpus" / "templates"]:
        if not folder.is_dir():
            print(f"skipped: there is no {folder}")
            continue
        report = subprocess.run(
            [sys.argv[1], "lint", "-f", "json", "--exit-zero", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
        findings = json.loads(report.stdout)["findings"]
        fixes = [finding["fix"] for finding in findings if finding["fix"] and not finding["suppressed"]]
        files = sorted({replacement["file"] for fix in fixes for replacement in fix["replacements"]})
        sam = [path for path in map(pathlib.Path, files) if is_sam(path.read_text(encoding="utf-8-sig"))]
        yield from sam[:MOST]


def main():
    changed, refused, wrong = 0, 0, []
    for path in candidates():
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder) / "copy"
            shutil.copytree(path.parent, copy)
            template = copy / path.name
            copy.chmod(0o755)
            template.chmod(0o644)
            before = template.read_text(encoding="utf-8-sig")
            subprocess.run([sys.argv[1], "lint", "--fix", "-q", "--exit-zero", str(template)], stdout=subprocess.DEVNULL, check=False)
            after = template.read_text(encoding="utf-8-sig")
        if after == before:
            continue
        changed += 1
        was, now = accepted(before), accepted(after)
        refused += not was[0]
        if was[0] != now[0] or (not was[0] and was != now) or not (not was[0] or set(was[1]) <= set(now[1])):
            wrong.append(f"{path}: before {was}, after {now}")
    print(f"{changed} fixed SAM templates: {changed - refused} taken as before, {refused} refused as before, {len(wrong)} otherwise")
    print(*wrong, sep="\n")
    sys.exit(1 if wrong or changed == refused else 0)


main()
