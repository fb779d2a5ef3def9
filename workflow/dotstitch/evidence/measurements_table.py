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
from dotstitch.optics.solvents import solvent_names
from dotstitch.plan.tables.faults import InputTableError
from dotstitch.plan.tables.measurement_row import MEASUREMENTS, Known, MeasurementReader
from dotstitch.plan.tables.sheet import read_sheet


def read_measurements(
    path: Path, molecules: Mapping[str, str], dots: Collection[str], config: Config
) -> tuple[Measurement, ...]:
    """Read a table of measurements.

    Parameters
    ----------
    path : Path
        CSV with a header and the columns of :data:`MEASUREMENTS`.
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
    sheet = read_sheet(path, MEASUREMENTS)
    known = _known(molecules, dots, config)
    rows: list[Measurement | None] = []
    for number, cells in sheet.rows:
        reader = MeasurementReader(str(path), number, cells, known)
        rows.append(reader.read())
        sheet.findings.add(*reader.faults)
    if sheet.findings.faults:
        raise InputTableError(sheet.findings.faults, MEASUREMENTS.title)
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
    return Known(named, shipped | screened, dots, solvent_names(), config)
