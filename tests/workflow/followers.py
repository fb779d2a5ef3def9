"""Someone who does what a remedy says, word for word."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unittest import mock

from rdkit import Chem
from replay import FAILING, replayed_steps

from dotstitch.cli import main
from dotstitch.cli.again import failed_species
from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import ErrorKind, FailedError, StepError
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.tables import write_table
from dotstitch.data.levels import load_level
from dotstitch.jobs import species, supervise
from dotstitch.jobs.child import Ended, Job
from dotstitch.jobs.files import write_summary
from dotstitch.jobs.provenance import input_key
from dotstitch.jobs.runs.settled import unsettle_if_changed
from dotstitch.jobs.steps import Computation, Results, Task
from dotstitch.jobs.worker import OUT_OF_MEMORY_EXIT
from dotstitch.plan.config_file import render_config
from dotstitch.plan.configure import load_config
from dotstitch.plan.screen_plan import cached_manifest
from dotstitch.screen.inputs import RecordBook, read_molecule
from dotstitch.screen.photophysics import with_retry

AZIDE = ("azide", "[N-]=[N+]=Nc1ccc(C)cc1")
NITRENE = Chem.CanonSmiles("[N]c1ccc(C)cc1")
OTHER = ("other", "[N-]=[N+]=Nc1ccc(CC)cc1")
LITTLE_MB, ENOUGH_MB = 900, 9000
with replayed_steps():
    REPLAYS = species.COMPUTATIONS


@dataclass
class Fault:
    """What is wrong with the nitrene of a molecule, at one level, from one seed, in little memory.

    Attributes
    ----------
    ends : int
        Status with which the process ends; 0 when it records the error.
    gone : bool
        Whether something else has changed since, such as the program or the disk.
    """

    kind: ErrorKind
    remedy: str
    ends: int = 0
    gone: bool = False

    def holds(self, job: Job) -> bool:
        asked = (job.level, job.seed, job.memory_mb)
        here = asked == (Config().level, Config().seed, LITTLE_MB)
        return here and not self.gone and job.species.smiles == NITRENE

    def raise_it(self, _: Task) -> Results:
        raise StepError(self.kind, "it is so", self.remedy)


@dataclass
class Person:
    """Someone with a table, whose jobs are done in this process by stand-ins.

    Attributes
    ----------
    name : str
        Of the row whose remedy is followed.
    """

    folder: Path
    fault: Fault | None = None
    rows: list[tuple[str, str]] = field(default_factory=lambda: [AZIDE, OTHER])
    name: str = AZIDE[0]
    config: Config = field(default_factory=Config)
    manifest: Manifest = field(init=False)

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def plan(self) -> None:
        """Read the table, as every command of Snakemake does."""
        table = self.folder / "table.csv"
        rows = [{"name": name, "smiles": smiles} for name, smiles in self.rows]
        write_table(table, ("name", "smiles"), rows)
        self.manifest = cached_manifest(self.config, table, self.results)
        config = ResultsFolder(self.results).config
        config.write_text(render_config(self.config), encoding="utf-8")

    def screen(self, memory_mb: int = LITTLE_MB) -> None:
        """Plan, and compute the species that have not ended."""
        self.plan()
        folder = ResultsFolder(self.results)
        for key, one in self.manifest.species.items():
            unsettle_if_changed(folder.species(key), input_key(one, self.config.seed))
            if not folder.species(key).summary.exists():
                self._compute(
                    Job(
                        species=one,
                        level=self.config.level,
                        engine=self.config.engine,
                        seed=self.config.seed,
                        results_dir=self.results,
                        threads=1,
                        memory_mb=memory_mb,
                        attempt=supervise.LAST_ATTEMPT,
                    )
                )

    def _compute(self, job: Job) -> None:
        with (
            mock.patch.dict(FAILING, clear=True),
            mock.patch.object(supervise, "run_child", self._in_this_process),
        ):
            assert supervise.supervise(job) == 0

    def _in_this_process(self, job: Job, *_: object) -> Ended:
        steps, todo = ("geometry",), REPLAYS
        if self.fault and self.fault.holds(job):
            if self.fault.ends:
                return Ended(self.fault.ends, steps, "", 1.0)
            todo = (Computation(steps, self.fault.raise_it), *REPLAYS[1:])
        level = load_level(job.level, job.engine)
        with mock.patch.object(species, "COMPUTATIONS", todo):
            try:
                records = species.run_species(job.species, level, job.seed, job.results_dir, 1)
            except StepError as error:
                return Ended(OUT_OF_MEMORY_EXIT, steps, error.message, 1.0)
        write_summary(job.folder, job.species, records)
        return Ended(0, (), "", 1.0)

    def told(self) -> dict[str, str]:
        """Return what ``failures.csv`` says to do, by molecule."""
        found = {}
        for one in self.manifest.molecules:
            failure = one.failure
            if one.status == "ok":
                try:
                    read_molecule(one, RecordBook(self.manifest, self.results))
                except FailedError as error:
                    failure = with_retry(error.failure, one.name)
            if failure:
                found[one.name] = failure.remedy
        return found

    def failed(self) -> list[str]:
        return [one.message for one in failed_species(self.manifest, ResultsFolder(self.results))]


Follower = Callable[[Person, re.Match[str]], None]


def rewrite(person: Person, found: re.Match[str]) -> None:
    """Put the SMILES that a remedy names in the place of the row, each in a row of its own."""
    leave_out(person, found)
    texts = found[1].split("; ")
    person.rows += [(f"{person.name} {number}", text) for number, text in enumerate(texts)]
    person.screen()


def leave_out(person: Person, _: re.Match[str]) -> None:
    """Remove the row."""
    person.rows = [row for row in person.rows if row[0] != person.name]
    person.screen()


def turn(person: Person, found: re.Match[str], knob: str = "") -> None:
    """Set a knob to a value that a remedy names, ``knob=value`` where it is not known before."""
    changed = load_config((), [f"{knob}={found[1]}" if knob else found[1]])
    assert changed != Config()
    person.config = changed
    person.screen()


def other_level(person: Person, found: re.Match[str]) -> None:
    """Take the first level of a list that is not the screen's own."""
    level = next(one for one in re.findall(r"level=(\w+)", found[0]) if one != person.config.level)
    person.config = load_config((), [f"level={level}"])
    person.screen()


def retry(person: Person, found: re.Match[str], *options: str, gone: bool = True) -> None:
    """Give the command that a remedy ends with; by then the fault is gone, or the option helps."""
    if person.fault:
        person.fault.gone = gone

    def start(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        memory = re.search(r"compute_species:mem_mb=(\d+)", " ".join(command))
        person.screen(int(memory[1]) if memory else LITTLE_MB)
        return subprocess.CompletedProcess(command, 0)

    command = found.string[found.string.index("python -m dotstitch retry") :]
    with mock.patch.object(subprocess, "run", start):
        arguments = [*shlex.split(command)[3:], *options, "--results", str(person.results)]
        assert main(arguments) == 0


def more_memory(person: Person, found: re.Match[str]) -> None:
    """Give the command with the option that a remedy names."""
    retry(person, found, found[0], str(ENOUGH_MB), gone=False)


INSTRUCTIONS: dict[str, Follower] = {
    r"give its neutral form: (\S+)": rewrite,
    r"give each a row of its own: (.+)": rewrite,
    r"(?:leave|remove) this row(?: out)?|leave the molecule out": leave_out,
    r"set max_atoms to (\d+) or more": partial(turn, knob="max_atoms"),
    r"--config (seed=\d+)": turn,
    r"--config level=\w+(?: or level=\w+)?": other_level,
    r"--memory-mb": more_memory,
    r"compute it again": retry,
    r"run it when the machine has less to do": retry,
    r"To try again: .+": retry,
    r"after an update of the program: .+": retry,
}
"""What a remedy of a molecule may tell someone to do, and who does it."""
HANGS, CRASHES = -signal.SIGALRM, -signal.SIGABRT
