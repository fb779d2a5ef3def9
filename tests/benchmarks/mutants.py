"""Change the code on purpose and see whether a fast test notices.

Mutants are drawn by a seeded program from the operators, comparisons, numbers, branches and
returned terms of the rooms that make and show the numbers, and the named ones of ``mutants.yaml``
are added: changes that no test noticed once, or that would do most harm. Each runs in a process of
its own, forked after everything was imported: the code of the changed function is put in place of
the one that all modules hold already, so that a mutant costs no import. The examples of its module
run first, then tests of physics and contracts, the golden tables last; the table says which of them
noticed.

    python tests/benchmarks/mutants.py --number 120 --seed 1 --json mutants.json

A survivor is a change that no test of the list notices; those that change nothing that can be
seen are declared in ``mutants.yaml`` with their reason.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sys
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import pytest  # noqa: E402
import yaml  # noqa: E402
from mutation import Mutant, candidates, named, put_in_place  # noqa: E402

LONGEST_S = 100
"""A mutant that needs more processor time counts as noticed: it hangs."""
NOTICED, SURVIVED, EQUIVALENT, HANGS = "noticed", "survived", "equivalent", "hangs"


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant."""

    name: str
    file: str
    function: str
    line: int
    change: str
    status: str
    noticed_by: str
    reason: str
    seconds: float


class _First:
    """Remembers the first test that failed."""

    def __init__(self) -> None:
        self.name = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the name of the first failure."""
        if report.failed and not self.name:
            self.name = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Count a file that cannot be imported as a failure."""
        if report.failed and not self.name:
            self.name = report.nodeid


def settings() -> dict[str, Any]:
    """Return ``mutants.yaml``: rooms, tests in their order, named and equivalent mutants."""
    content: dict[str, Any] = yaml.safe_load(HERE.joinpath("mutants.yaml").read_text("utf-8"))
    return content


def run_tests(files: list[str], first: _First) -> int:
    """Run tests in this process until one fails; return pytest's exit status."""
    quiet = ["-x", "-q", "--no-header", "--no-summary", "-p", "no:cacheprovider"]
    return int(pytest.main([*quiet, "--hypothesis-profile=mutants", *files], plugins=[first]))


def judge(mutant: Mutant | None, files: list[str]) -> tuple[str, str, float]:
    """Run the tests against one mutant in a forked process; return status, test and seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receive)
        _in_child(mutant, files, send)
    os.close(send)
    with os.fdopen(receive, encoding="utf-8") as stream:
        told = stream.read()
    _, status = os.waitpid(child, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return HANGS, told, seconds
    return (NOTICED if code else SURVIVED), told, seconds


def _in_child(mutant: Mutant | None, files: list[str], send: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S + 5))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    first, status = _First(), 1
    try:
        if mutant:
            put_in_place(mutant)
        status = run_tests(files, first)
    except BaseException as error:
        first.name = f"{type(error).__name__} while the change was put in place"
    os.write(send, first.name.encode())
    os._exit(1 if status else 0)


def chosen(number: int, seed: int, table: dict[str, Any]) -> list[Mutant]:
    """Draw mutants evenly from the rooms, with a seed, and add the named ones."""
    rng = random.Random(seed)
    package = ROOT / "workflow" / "dotstitch"
    drawn: list[Mutant] = []
    for count, patterns in zip(
        _shares(number, len(table["rooms"])), table["rooms"].values(), strict=True
    ):
        paths = sorted({path for pattern in patterns for path in package.glob(pattern)})
        mutants = [mutant for path in paths for mutant in candidates(path, package.parent)]
        drawn += rng.sample(mutants, min(count, len(mutants)))
    return [named(row, package.parent) for row in table["named"]] + drawn


def _shares(number: int, rooms: int) -> list[int]:
    return [number // rooms + (i < number % rooms) for i in range(rooms)]


def run(mutants: list[Mutant], table: dict[str, Any]) -> list[Verdict]:
    """Judge every mutant and say so as it goes."""
    reasons = {
        (row["file"], row["function"], row["change"]): row["reason"] for row in table["equivalent"]
    }
    verdicts = []
    for number, mutant in enumerate(mutants, start=1):
        reason = reasons.get((mutant.file, mutant.function, mutant.change), "")
        examples = f"workflow/{mutant.file}"
        status, test, seconds = judge(mutant, [examples, *table["tests"]])
        if status == SURVIVED and reason:
            status = EQUIVALENT
        verdict = Verdict(
            mutant.name,
            mutant.file,
            mutant.function,
            mutant.line,
            mutant.change,
            status,
            test,
            reason if status == EQUIVALENT else "",
            round(seconds, 1),
        )
        verdicts.append(verdict)
        print(
            f"{number:4d}/{len(mutants)}  {verdict.status:10} {seconds:5.1f} s  "
            f"{verdict.file}:{verdict.line} {verdict.function}: {verdict.change}"
            f"{f'  [{verdict.name}]' if verdict.name else ''}  {test.split('/')[-1]}",
            flush=True,
        )
    return verdicts


def summary(verdicts: list[Verdict], golden: str) -> dict[str, Any]:
    """Count what became of the mutants."""
    status = Counter(v.status for v in verdicts)
    counted = len(verdicts) - status[EQUIVALENT]
    return {
        "mutants": len(verdicts),
        "noticed": status[NOTICED] + status[HANGS],
        "noticed_by_golden_tables_only": sum(golden in v.noticed_by for v in verdicts),
        "equivalent": status[EQUIVALENT],
        "survived": status[SURVIVED],
        "survived_percent": round(100.0 * status[SURVIVED] / max(counted, 1), 1),
        "seconds": round(sum(v.seconds for v in verdicts), 1),
    }


def main() -> int:
    """Draw mutants, run the tests against each, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--number", type=int, default=120, help="mutants to draw (default: 120)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the draw (default: 1)")
    parser.add_argument("--json", type=Path, help="file for the result")
    parser.add_argument("--only", default="", help="only mutants whose file or name contains this")
    options = parser.parse_args()
    os.chdir(ROOT)
    table = settings()
    quiet = ["-q", "--collect-only", "-p", "no:cacheprovider", "--hypothesis-profile=mutants"]
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        pytest.main([*quiet, *table["tests"]])
    status, test, seconds = judge(None, table["tests"])
    if status != SURVIVED:
        print(f"the tests fail without any change: {test}", file=sys.stderr)
        return 2
    print(f"without any change the tests pass in {seconds:.0f} s")
    mutants = [
        m
        for m in chosen(options.number, options.seed, table)
        if options.only in m.file or options.only in m.name
    ]
    verdicts = run(mutants, table)
    totals = {"seed": options.seed, **summary(verdicts, table["tests"][-1])}
    print("\n".join(f"{name:32} {value}" for name, value in totals.items()))
    if options.json:
        rows = [asdict(v) for v in verdicts]
        options.json.write_text(json.dumps({**totals, "rows": rows}, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
