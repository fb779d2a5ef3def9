"""Reads a user's table of measurements; every fault is found before anything is computed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.measurement import Measurement
from dotstitch.contracts.smiles import canonical, inchikey, parse_smiles
from dotstitch.dot.user_dots import known_dots
from dotstitch.evidence.lu2022 import crosslinker_smiles
from dotstitch.optics.solvents import permittivities
from dotstitch.plan.tables.faults import (
    Fault,
    InputTableError,
    column_faults,
    read_records,
)
from dotstitch.plan.tables.measurement_row import RECIPE, Known, MeasurementReader

REQUIRED = ("quantity", "value")
NAMING = ("name", "smiles")
"""One of them names the molecule."""
COLUMNS = (
    *NAMING,
    *REQUIRED,
    "uncertainty",
    "unit",
    *RECIPE,
    "atmosphere",
    "dot",
    "solvent",
    "source",
    "note",
)


def read_measurements(
    path: Path, molecules: Mapping[str, str], dots: Collection[str], config: Config
) -> tuple[Measurement, ...]:
    """Read a table of measurements.

    Parameters
    ----------
    path : Path
        CSV, UTF-8, header in the first row; columns :data:`COLUMNS`.
    molecules : mapping of str to str
        Names of the screened molecules to their SMILES.
    dots : collection of str
        Names of all dots, the user's own among them.
    config : Config
        Gives what rows leave blank: dot, irradiance, film thickness and temperature of the sweep.

    Returns
    -------
    tuple of Measurement
        ``id`` is ``measured-`` and the row as a spreadsheet counts. Rows of one molecule, solvent
        and source are one spectrum; films of one recipe, dot and source are one film.

    Raises
    ------
    InputTableError
        With all faults of the table together.
    """
    faults: list[Fault] = []
    first = "a header row with name, quantity and value, and the measurements"
    records = read_records(path, faults, "measurements", first)
    header = [cell.strip() for cell in records[0]] if records else []
    required = REQUIRED if set(NAMING) & set(header) else (*REQUIRED, NAMING[0])
    faults += column_faults(path, header, required, COLUMNS) if records else []
    body = [(n, record) for n, record in enumerate(records[1:], 2) if any(map(str.strip, record))]
    if header and not body:
        faults.append(Fault(str(path), None, "", "", "the table has no rows", "add a measurement"))
    if faults:
        raise InputTableError(faults, "the table of measurements")
    known = _known(molecules, dots, config)
    rows: list[Measurement | None] = []
    for number, record in body:
        if len(record) != len(header):
            problem = f"{len(record)} cells where the header has {len(header)}"
            remedy = "quote cells that contain commas"
            faults.append(Fault(str(path), number, "", ",".join(record), problem, remedy))
            continue
        cells = {column: cell.strip() for column, cell in zip(header, record, strict=True)}
        reader = MeasurementReader(str(path), number, cells, known)
        rows.append(reader.read())
        faults += reader.faults
    if faults:
        raise InputTableError(faults, "the table of measurements")
    return tuple(row for row in rows if row is not None)


def user_measurements(config: Config, manifest: Manifest) -> tuple[Measurement, ...]:
    """Return the measurements of the configuration's own table; none without one.

    Raises
    ------
    InputTableError
        With all faults of the table together.
    """
    if not config.measurements:
        return ()
    planned = {molecule.name: molecule.smiles for molecule in manifest.molecules}
    return read_measurements(Path(config.measurements), planned, known_dots(config.dots), config)


def _known(molecules: Mapping[str, str], dots: Collection[str], config: Config) -> Known:
    parsed = {name: parse_smiles(smiles) for name, smiles in molecules.items()}
    named = {name: canonical(mol) for name, mol in parsed.items()}
    shipped = {inchikey(parse_smiles(text)): text for text in crosslinker_smiles().values()}
    screened = {inchikey(mol): named[name] for name, mol in parsed.items()}
    return Known(named, shipped | screened, dots, tuple(permittivities()), config)
