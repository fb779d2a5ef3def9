"""Where every file of a results folder lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SpeciesFolder:
    """What one species leaves on disk.

    Attributes
    ----------
    path : Path

    Examples
    --------
    >>> SpeciesFolder(Path("results/species/0a1b")).record("gap").as_posix()
    'results/species/0a1b/gap.json'
    """

    path: Path

    def record(self, step: str) -> Path:
        """Return the record of one step."""
        return self.path / f"{step}.json"

    def xyz(self, name: str) -> Path:
        """Return one geometry."""
        return self.path / f"{name}.xyz"

    @property
    def summary(self) -> Path:
        """Status of every step; the species has ended when it is there."""
        return self.path / "species.json"

    @property
    def sums(self) -> Path:
        """Hashes of the records and geometries that the species ended with."""
        return self.path / "SHA256SUMS"

    @property
    def attempts(self) -> Path:
        """Every attempt at computing the species."""
        return self.path / "attempts.json"

    @property
    def log(self) -> Path:
        """Output of the programs behind the steps."""
        return self.path / "species.log"

    @property
    def scratch(self) -> Path:
        """Large files of a running species; gone when it has ended."""
        return self.path / "scratch"

    @property
    def lock(self) -> Path:
        """Held by the process that computes the species."""
        return self.path / ".lock"


@dataclass(frozen=True)
class ResultsFolder:
    """The files of one screen.

    Attributes
    ----------
    path : Path
    """

    path: Path

    def species(self, key: str) -> SpeciesFolder:
        """Return the folder of one species."""
        return SpeciesFolder(self.path / "species" / key)

    @property
    def manifest(self) -> Path:
        """The plan."""
        return self.path / "manifest.json"

    @property
    def config(self) -> Path:
        """The configuration of the last run."""
        return self.path / "config.yaml"

    @property
    def draws(self) -> Path:
        """Draws given the measurements of a user."""
        return self.path / "draws.npz"

    @property
    def photophysics(self) -> Path:
        """All that was predicted of every molecule."""
        return self.path / "photophysics.json"

    @property
    def predictions(self) -> Path:
        """One row per molecule and recipe."""
        return self.path / "predictions.csv"

    @property
    def arms(self) -> Path:
        """One row per distinct arm."""
        return self.path / "arms.csv"

    @property
    def ranking(self) -> Path:
        """One row per molecule, best first."""
        return self.path / "ranking.csv"

    @property
    def failures(self) -> Path:
        """One row per molecule without a rank."""
        return self.path / "failures.csv"

    @property
    def proposals(self) -> Path:
        """What a campaign proposes, and what it was chosen from."""
        return self.path / "proposals.json"

    @property
    def report(self) -> Path:
        """The page that shows all of it."""
        return self.path / "report.html"
