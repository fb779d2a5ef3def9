"""What was computed already of the parts of candidates, wherever the records lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import FailedError
from dotstitch.contracts.manifest import Electrophore, Manifest, Molecule
from dotstitch.contracts.tables import write_table
from dotstitch.data.recorded import recorded_folder
from dotstitch.design.pool.archive import pool_folder
from dotstitch.design.tiers.likeness import Likeness, Subject
from dotstitch.film.molecule import Chromophore
from dotstitch.plan.screen_plan import build_manifest
from dotstitch.screen.inputs import RecordBook, read_chromophore, records_of


@dataclass(frozen=True, eq=False)
class Planned:
    """One molecule of each likeness as a screen would plan it.

    Attributes
    ----------
    book : RecordBook
        Records of all of them.
    molecules : mapping of Likeness to Molecule
    """

    book: RecordBook
    molecules: Mapping[Likeness, Molecule]

    @cached_property
    def parts(self) -> dict[str, Electrophore]:
        """Every electrophore of all of them by the key of its species, each once."""
        molecules = self.molecules.values()
        return {part.species: part for one in molecules for part in one.electrophores}

    @cached_property
    def computed(self) -> dict[str, Chromophore | str]:
        """Every part whose species are all computed, or why one of them failed."""
        return {key: self._read(part) for key, part in self.parts.items() if self._ended(part)}

    def smiles(self, key: str) -> str:
        """Return the SMILES of a species."""
        return self.book.manifest.species[key].smiles

    def has(self, key: str, step: str) -> bool:
        """Tell whether a step of a species was computed, or one before it has failed."""
        folder = self.book.folder(key)
        return folder.summary.exists() or folder.record(step).exists()

    def _ended(self, part: Electrophore) -> bool:
        return all(self.has(key, values.step) for key, values in records_of(part))

    def _read(self, part: Electrophore) -> Chromophore | str:
        try:
            return read_chromophore(part, self.book)
        except FailedError as stopped:
            return stopped.failure.message


def record_folders(results: Path, level: str) -> tuple[Path, Path, Path]:
    """Return where records of a level lie: a screen, the recorded molecules, the pool."""
    return results, recorded_folder(level), pool_folder(level)


def plan_likenesses(
    subjects: Iterable[Subject], config: Config, folders: Sequence[Path]
) -> Planned:
    """Plan one molecule of every likeness.

    Parameters
    ----------
    subjects : iterable of Subject
    config : Config
        With the level.
    folders : sequence of Path
        Folders of results, the first that holds a species before the others.
    """
    first: dict[Likeness, Subject] = {}
    for one in subjects:
        first.setdefault(one.likeness, one)
    manifest = _manifest(first.values(), config)
    book = RecordBook(manifest, folders[0], tuple(folders[1:]))
    return Planned(book, dict(zip(first, manifest.molecules, strict=True)))


def _manifest(subjects: Iterable[Subject], config: Config) -> Manifest:
    """Return the plan of a screen of some molecules, in their order."""
    with TemporaryDirectory() as folder:
        table = Path(folder) / "subjects.csv"
        rows = ({"name": str(n), "smiles": one.smiles} for n, one in enumerate(subjects, 1))
        write_table(table, ("name", "smiles"), rows)
        return build_manifest(config, table)
