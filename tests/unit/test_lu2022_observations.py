"""The observations of Lu et al. as measurements: what counts, what does not, and why."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.data.reading import package_path
from dotstitch.dot.dots import load_dot
from dotstitch.evidence.lu2022 import (
    TABLE,
    crosslinker_smiles,
    measurements,
    not_modelled,
    read_observations,
)
from dotstitch.optics.solvents import solvent_names

APPENDED = (
    "doi",
    "error_model",
    "tolerance",
    "bound",
    "block",
    "dose_assumed",
    "compared_with",
    "reason",
)
ROWS = {row.id: row for row in measurements()}


def words_of_the_table(path: Path, changes: dict[str, str] | None = None) -> Path:
    """Write the table without the columns that were appended to it."""
    with package_path(TABLE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = [name for name in rows[0] if name not in APPENDED]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore")
        writer.writeheader()
        for row in rows:
            value = (changes or {}).get(row["id"], row["value"])
            writer.writerow({**row, "value": value})
    return path


def test_every_row_is_modelled_or_says_why_not():
    observations = read_observations()
    modelled = [row for row in ROWS.values() if row.modelled]
    assert len(modelled) >= 30
    assert len(modelled) + len(not_modelled()) == len(observations)
    assert all(row.reason for row in observations)
    assert len({row.id for row in observations}) == len(observations)


def test_devices_and_quoted_numbers_are_not_modelled():
    idle = {row.id for row in not_modelled()}
    assert {"el-4-365", "gap-carbene", "rate-insertion", "ligands"} <= idle


def test_what_a_row_names_is_known():
    smiles = set(crosslinker_smiles().values()) | {""}
    for row in ROWS.values():
        assert row.smiles in smiles
        assert not row.dot or load_dot(row.dot)
        assert not row.solvent or row.solvent in solvent_names().values()
        assert not row.compared_with or row.compared_with in ROWS
        assert row.default_evidence
    assert all(text == canonical(parse_smiles(text)) for text in smiles - {""})


def test_time_resolved_rows_share_the_film_of_their_yield():
    """The yield of SI Table S1 and the relative one of the text are one film: one block."""
    films = defaultdict(set)
    for name, row in ROWS.items():
        if row.quantity.startswith("plqy"):
            films[row.block].add(name)
    pairs = [names for names in films.values() if any(name.startswith("trpl") for name in names)]
    assert len(pairs) == 5
    for names in pairs:
        assert len(names) == 2
        first, second = (ROWS[name] for name in names)
        assert first.quantity == second.quantity
        assert first.dose_mj_cm2 == second.dose_mj_cm2
        assert first.value == pytest.approx(second.value, abs=0.02)


def test_decay_of_the_azide_is_an_order_between_two_wavelengths():
    early = ROWS["ftir-254-early"]
    other = ROWS[early.compared_with]
    assert early.error_model == "less_than"
    assert (early.wavelength_nm, other.wavelength_nm) == (254.0, 365.0)
    assert early.dose_mj_cm2 == other.dose_mj_cm2


def test_controls_without_crosslinker_come_from_other_work():
    controls = [row for row in ROWS.values() if row.id.startswith("control")]
    assert {row.wavelength_nm for row in controls} == {254.0, 365.0}
    for row in controls:
        assert not row.smiles
        assert row.word == "none"
        assert row.doi == "10.1039/d0nr01077d"


def test_only_a_dose_that_is_assumed_is_drawn():
    assumed = {name for name, row in ROWS.items() if row.dose_assumed}
    told = {row.id for row in read_observations() if "dose and loading assumed" in row.certainty}
    assert assumed == told


def test_a_table_without_error_models_takes_those_that_were_fixed(tmp_path):
    again = measurements(read_observations(words_of_the_table(tmp_path / "words.csv")))
    assert {row.id: row for row in again} == ROWS


def test_values_of_another_table_are_used(tmp_path):
    changed = {"plqy-1-mix": "0.5", "retention-10mol": "60", "pattern-3-365": "good"}
    table = words_of_the_table(tmp_path / "words.csv", changed)
    again = {row.id: row for row in measurements(read_observations(table))}
    assert again["plqy-1-mix"].value == 0.5
    assert again["retention-10mol"].value == pytest.approx(0.6)
    assert again["pattern-3-365"].word == "good"


@pytest.mark.parametrize(
    ("observable", "value", "unit", "model"),
    [
        ("film retention", "40", "percent", "gaussian"),
        ("film retention", "low", "", "not_modelled"),
        ("relative PLQY", "0.3 or 0.7", "", "either"),
        ("pattern quality", "poor", "", "class"),
        ("pattern quality", "blurred", "", "not_modelled"),
        ("external quantum efficiency", "12", "percent", "not_modelled"),
    ],
)
def test_a_row_that_nobody_has_looked_at_gets_the_usual_error(
    tmp_path, observable, value, unit, model
):
    table = words_of_the_table(tmp_path / "words.csv")
    recipe = "365,50,3,N2,patterned"
    line = f"new,1,red CdZnSe/CdZnS/ZnS,{recipe},{observable},{value},{unit},,,\n"
    table.write_text(table.read_text().splitlines()[0] + "\n" + line)
    observations = read_observations(table)
    assert observations[0].error_model == model
    assert len(measurements(observations)) == (model != "not_modelled")
