"""run.py GATE5XX [--cfn-lint CFN_LINT]: wall time and peak memory of whole processes, side by side with cfn-lint.

Where hyperfine and GNU time are installed they measure gate5xx; otherwise, and for cfn-lint (one run), this script does.
"""

import argparse
import json
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STOP = 120  # seconds after which cfn-lint is stopped


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gate5xx")
    parser.add_argument("--cfn-lint", default="")
    arguments = parser.parse_args()
    cfn_lint = arguments.cfn_lint if os.access(arguments.cfn_lint, os.X_OK) else None
    with tempfile.TemporaryDirectory() as folder:
        print(f"{os.cpu_count()} cores, whole processes, wall time and peak memory\n")
        print(f"{'':28}{'gate5xx':>22}{'cfn-lint':>24}{'target':>20}")
        for name, paths, folder_name, target in workloads(pathlib.Path(folder)):
            own = measure([arguments.gate5xx, "lint", "--quiet", folder_name], runs=10)
            other = measure([cfn_lint, *paths], runs=1) if cfn_lint else None
            print(f"{name:28}{shown(own):>22}{shown(other):>24}{target:>20}", flush=True)


def workloads(folder):
    """Name, files for cfn-lint, path for gate5xx, what the project promises."""
    one = ROOT / "examples/shop/template.yaml"
    yield "one template", [str(one)], str(one), "30 ms, 20 MB"
    examples = sorted(ROOT.glob("examples/*/template.*"))
    for number in range(200):
        source = examples[number % len(examples)]
        target = folder / f"{number:03}"
        shutil.copytree(source.parent, target)
    copies = sorted(str(path) for path in folder.glob("*/template.*"))
    yield "200 templates", copies, str(folder), "300 ms"
    corpus = pathlib.Path(os.environ.get("GATE5XX_SHARED", ROOT.parent / "shared")) / "corpus/templates"
    if corpus.is_dir():
        texts = (path for path in sorted(corpus.rglob("*")) if path.suffix in (".yaml", ".yml", ".json", ".template"))
        templates = [str(path) for path in texts if b"AWS::" in path.read_bytes()]
        yield f"corpus ({len(templates)} templates)", templates, str(corpus), "2000 ms"


def measure(command, runs):
    """Median seconds, peak bytes; None as the first where it was stopped."""
    seconds, peak = once(command)
    if runs == 1 or seconds is None:
        return seconds, peak
    if os.access("/usr/bin/time", os.X_OK):
        peak = peak_of(command)
    if shutil.which("hyperfine"):
        return hyperfine(command, runs), peak
    return statistics.median(once(command)[0] for _ in range(runs)), peak


def once(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    while True:
        done, _, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - start
        if done:
            return seconds, usage.ru_maxrss * 1024
        if seconds > STOP:
            process.kill()
            _, _, usage = os.wait4(process.pid, 0)
            return None, usage.ru_maxrss * 1024
        time.sleep(0.0005 if seconds < 1 else 0.05)


def peak_of(command):
    """Peak bytes by GNU time, whose own memory is small: what a child of this script is charged with includes the script's."""
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run(
            ["/usr/bin/time", "--format=%M", f"--output={file.name}", *command],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return int(file.read().split()[-1]) * 1024


def hyperfine(command, runs):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        options = ["--shell=none", "--ignore-failure", "--warmup=2", f"--min-runs={runs}", "--style=none"]
        subprocess.run(
            ["hyperfine", *options, f"--export-json={file.name}", shlex.join(command)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return json.load(file)["results"][0]["median"]


def shown(measured):
    if measured is None:
        return "not installed"
    seconds, peak = measured
    memory = f"{peak / 1024 / 1024:.0f} MB"
    if seconds is None:
        return f"> {STOP} s (stopped), {memory}"
    return f"{seconds * 1000:.1f} ms, {memory}" if seconds < 10 else f"{seconds:.0f} s, {memory}"


main()
