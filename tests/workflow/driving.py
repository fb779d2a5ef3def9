"""A screen in a folder of its own, driven by real Snakemake runs."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.jobs.files import write_summary
from dotstitch.plan.screen_plan import build_manifest

REPOSITORY = Path(__file__).parents[2]
TERMINAL = "iso-8859-1"
"""Encoding of the terminal that the user sits at: it has no Greek letters."""
RESULT_FILES = (
    "manifest.json",
    "photophysics.json",
    "predictions.csv",
    "arms.csv",
    "ranking.csv",
    "failures.csv",
    "report.html",
)


@dataclass
class Screen:
    """One working directory with a table."""

    folder: Path

    @property
    def table(self) -> Path:
        return self.folder / "table.csv"

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def write_table(self, *rows: tuple[str, str]) -> None:
        lines = ["name,smiles", *(f"{name},{smiles}" for name, smiles in rows)]
        self.table.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def command(self, *arguments: str, config: tuple[str, ...] = ()) -> list[str]:
        """Return the command that screens the table at level draft."""
        return [
            *(sys.executable, "-P", "-m", "snakemake", "--cores", "1", "--nocolor"),
            *("--snakefile", str(REPOSITORY / "Snakefile"), "--directory", str(self.folder)),
            *arguments,
            *("--config", "molecules=table.csv", "level=draft", *config),
        ]

    def snakemake(
        self, *arguments: str, config: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run Snakemake to its end; standard error holds its messages."""
        return subprocess.run(
            self.command(*arguments, config=config),
            capture_output=True,
            encoding=TERMINAL,
            check=False,
            cwd=self.folder,
            env=self.environment(),
        )

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a command that the program printed, as a user would in this folder."""
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        return subprocess.run(
            command,
            shell=True,
            capture_output=True,
            encoding=TERMINAL,
            check=False,
            cwd=self.folder,
            env={**self.environment(), "PATH": path},
        )

    def read_table(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table of results."""
        with (self.results / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def environment(self) -> dict[str, str]:
        """Return the environment of a run, with the saboteur's folder on the path."""
        path = (self.folder / "saboteur", REPOSITORY / "workflow")
        return os.environ | {
            "OMP_NUM_THREADS": "1",
            "PYTHONIOENCODING": TERMINAL,
            "PYTHONPATH": os.pathsep.join(str(folder) for folder in path),
        }

    def replay(self) -> None:
        """Let the quantum jobs of this screen replay recorded steps (:mod:`replay`)."""
        here = str(Path(__file__).parent)
        self.sabotage(
            "dotstitch.jobs.worker",
            f"sys.path.insert(0, {here!r}); import replay; replay.replayed_steps().__enter__()",
        )

    def sabotage_workers(self, statement: str) -> None:
        """Make every quantum job run this statement (os, sys, time are there) and nothing else."""
        self.sabotage("dotstitch.jobs.worker", f"{statement}; sys.exit(1)")

    def sabotage(self, word: str, statement: str) -> None:
        """Make every Python that has this word on its command line begin with this statement."""
        folder = self.folder / "saboteur"
        folder.mkdir(exist_ok=True)
        (folder / "sitecustomize.py").write_text(
            f"import os, sys, time\nif {word!r} in sys.orig_argv:\n    {statement}\n"
        )

    def jobs(self, *config: str) -> dict[str, int]:
        """Return how often each rule would run now."""
        run = self.snakemake("-n", config=config)
        assert run.returncode == 0, run.stdout + run.stderr
        text = run.stdout + run.stderr
        if "Nothing to be done" in text:
            return {}
        table = text.split("Job stats:")[1].split("total")[0]
        found = re.findall(r"^(\w+) +(\d+)$", table, flags=re.MULTILINE)
        return {rule: int(count) for rule, count in found}

    def species_jobs(self) -> set[str]:
        """Return the keys of the species that would be computed now."""
        run = self.snakemake("-n")
        assert run.returncode == 0, run.stdout + run.stderr
        return set(re.findall(r"Species ([0-9a-f]{16}) ", run.stdout + run.stderr))

    def pretend_finished(self) -> None:
        """Leave outputs as a finished run would, and let Snakemake note how they were made."""
        manifest = build_manifest(Config(level="draft", molecules="table.csv"), self.table)
        for key, species in manifest.species.items():
            write_summary(ResultsFolder(self.results).species(key), species, {})
        for name in RESULT_FILES:
            (self.results / name).write_text("", encoding="utf-8")
        self.touch()

    def touch(self, *config: str) -> None:
        """Stamp every stage, and let Snakemake take all outputs for new."""
        planned = self.snakemake("-n", config=config).stdout
        (plan,) = self.results.glob(".plan/*/manifest.json")
        shutil.copy(plan, self.results / "manifest.json")
        for stamp in set(re.findall(r"results/\.made/[\w-]+", planned)):
            (self.folder / stamp).parent.mkdir(exist_ok=True)
            (self.folder / stamp).write_text("{}")
        touched = self.snakemake("--touch", "--forceall", config=config)
        assert touched.returncode == 0, touched.stderr
