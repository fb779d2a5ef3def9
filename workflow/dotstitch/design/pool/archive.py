"""The pool as one file: a table of molecules and a results folder with the records they rest on."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.records import Record, read_record, write_record
from dotstitch.contracts.results import STEP_VALUES, StepValues, TripletValues
from dotstitch.data.reading import package_path
from dotstitch.data.species_kinds import species_kind

TABLE = "molecules.csv"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Date of every entry, so that equal records make equal files."""
NO_TIMINGS = {
    "threads": 1,
    "wall_s": 0.0,
    "cpu_s": 0.0,
    "peak_memory_mb": 0.0,
    "started_at": "1980-01-01T00:00:00+00:00",
}
"""What stands in the place of what differs from machine to machine."""


def pool_path(level: str) -> Path:
    """Return the file of the pool at a level; it may be missing."""
    return package_path(f"data/design/pool_{level}.zip")


@cache
def pool_folder(level: str) -> Path:
    """Return the pool of a level as a results folder, unpacked to the end of this process.

    Empty where no pool ships at the level.
    """
    folder = Path(tempfile.mkdtemp(prefix="dotstitch-pool-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = pool_path(level)
    if path.exists():
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
    return folder


def pool_table(level: str) -> Path:
    """Return the table of molecules that the pool of a level was computed for."""
    return pool_folder(level) / TABLE


def held_by(folders: Sequence[Path], manifest: Manifest) -> frozenset[str]:
    """Return the keys of the species of a plan that some folder holds with all their steps."""
    return frozenset(
        key for key, species in manifest.species.items() if _found(folders, key, species.kind)
    )


def write_pool(path: Path, folders: Sequence[Path], table: Path, manifest: Manifest) -> int:
    """Pack a table and the records of the species of its plan; return how many species there are.

    Structures stay behind, and with them the hashes that a record keeps of them; so do times.

    Parameters
    ----------
    path : Path
    folders : sequence of Path
        Each holds ``species``; the first that has all of a species gives it.
    table : Path
    manifest : Manifest
        Of that table; species that failed or were not computed are left out.
    """
    n_species = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        packed = ResultsFolder(Path(folder))
        for key, species in manifest.species.items():
            found = _found(folders, key, species.kind)
            for record in found:
                write_record(packed.species(key), record)
            n_species += bool(found)
        shutil.copy(table, packed.path / TABLE)
        _zip(path, packed.path)
    return n_species


def _found(folders: Sequence[Path], key: str, kind: str) -> list[Record[StepValues]]:
    for folder in folders:
        records = _good_records(ResultsFolder(folder).species(key), kind)
        if records:
            return records
    return []


def _good_records(folder: SpeciesFolder, kind: str) -> list[Record[StepValues]]:
    """Return the records of a species without what differs between machines; none unless all good.

    A species that goes without its triplet counts as good: no molecule fails by that.
    """
    found = []
    for step in species_kind(kind).steps:
        if not folder.record(step).exists():
            return []
        record = read_record(folder, STEP_VALUES[step])
        if record.error is not None and step != TripletValues.step:
            return []
        provenance = record.provenance.model_copy(update=NO_TIMINGS)
        found.append(record.model_copy(update={"structures": {}, "provenance": provenance}))
    return found


def _zip(path: Path, folder: Path) -> None:
    """Write all files of a folder into an archive that depends on nothing but their content."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), date_time=EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
