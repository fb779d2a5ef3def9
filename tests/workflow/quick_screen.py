"""Screens that take seconds: real Snakemake runs whose quantum steps are replayed."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from driving import Screen
from replay import JOURNAL, replayed_steps

from dotstitch.cli import main
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.data.levels import load_level
from dotstitch.jobs.species import run_species
from dotstitch.jobs.steps import COMPUTATIONS
from dotstitch.plan.screen_plan import read_manifest

Row = tuple[str, str]
KNOBS = (
    "samples=100",
    "evidence=none",
    "recipes=[{name: mine, wavelength_nm: 365, dose_mj_cm2: 80, loading_wt_percent: 3}]",
)
"""One recipe and few draws, so that the stages after quantum chemistry are quick too."""


@dataclass
class ReplayedScreen(Screen):
    """A screen at draft that keeps a journal of the steps it replays."""

    @property
    def journal(self) -> Path:
        return self.folder / "journal.txt"

    def computed(self) -> list[str]:
        """Return what was computed so far: ``KEY STEP``, in order."""
        return self.journal.read_text().splitlines() if self.journal.exists() else []

    def environment(self) -> dict[str, str]:
        return {**super().environment(), JOURNAL: str(self.journal)}

    def start(self, knobs: Sequence[str] = KNOBS) -> subprocess.Popen[bytes]:
        """Start the plain command, as the leader of a process group of its own."""
        return subprocess.Popen(
            self.command(config=tuple(knobs)),
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def finished_records(self) -> dict[str, dict[Path, bytes]]:
        """Return the records of every calculation that has ended, by ``KEY STEP`` of its first."""
        found = {}
        for folder in self.results.glob("species/*"):
            for one in COMPUTATIONS:
                paths = [folder / f"{step}.json" for step in one.steps]
                if all(path.exists() for path in paths):
                    content = {path: path.read_bytes() for path in paths}
                    found[f"{folder.name} {one.steps[0]}"] = content
        return found

    def end_orphans(self) -> None:
        """Kill what a killed run of this screen left going."""
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.environ().get(JOURNAL) == str(self.journal):
                    process.kill()


def undisturbed_ranking(folder: Path, rows: Sequence[Row], knobs: Sequence[str] = KNOBS) -> bytes:
    """Return the ranking of a screen that nothing disturbs, made in this process."""
    folder.mkdir()
    screen, results = Screen(folder), folder / "results"
    screen.write_table(*rows)
    config = ["--config", f"molecules={screen.table}", "level=draft", *knobs]
    assert main(["plan", *config, "--results", str(results)]) == 0
    with replayed_steps():
        for species in read_manifest(ResultsFolder(results).manifest).species.values():
            run_species(species, load_level("draft", "fast"), 2022, results, 1)
    for stage in ("photophysics", "rank"):
        assert main([stage, *config, "--results", str(results)]) == 0
    return ResultsFolder(results).ranking.read_bytes()
