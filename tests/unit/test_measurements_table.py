"""The user's table of measurements: what it says, and every fault it may have."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from dotstitch.contracts.config import Config
from dotstitch.contracts.constants import EV_NM
from dotstitch.contracts.measurement import user_quantities
from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.data.dots import dot_names
from dotstitch.data.error_models import quantity_errors
from dotstitch.evidence.lu2022 import crosslinker_smiles
from dotstitch.evidence.measurements_table import read_measurements
from dotstitch.plan.tables.faults import InputTableError

MINE = "O=C(c1ccc(N=[N+]=[N-])cc1)c1ccc(N=[N+]=[N-])cc1"
FILM = {
    "name": "mine",
    "quantity": "film_retention",
    "value": "0.6",
    "wavelength_nm": "365",
    "dose_mj_cm2": "50",
    "loading_wt_percent": "3",
}
BARE = {**FILM, "name": "", "loading_wt_percent": "0"}
SPECTRUM = {
    "name": "mine",
    "quantity": "epsilon_m1_cm1",
    "value": "12000",
    "wavelength_nm": "365",
    "solvent": "MeCN",
}


def read(tmp_path: Path, *rows: dict[str, str], config: Config | None = None):
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [",".join(columns)]
    lines += [",".join(row.get(column, "") for column in columns) for row in rows]
    table = tmp_path / "mine.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_measurements(table, {"mine": MINE}, dot_names(), config or Config())


def fault_of(tmp_path: Path, *rows: dict[str, str]):
    with pytest.raises(InputTableError) as caught:
        read(tmp_path, *rows)
    assert len(caught.value.faults) == 1, caught.value
    return caught.value.faults[0]


def test_blanks_take_the_configuration(tmp_path):
    config = Config.model_validate(
        {"dot": "cdse_oleate_4.1nm", "sweep": {"irradiance_mw_cm2": 20.0, "temperature_k": 310.0}}
    )
    (row,) = read(tmp_path, FILM, config=config)
    assert (row.dot, row.irradiance_mw_cm2, row.temperature_k) == ("cdse_oleate_4.1nm", 20.0, 310.0)
    assert row.uncertainty == quantity_errors("film_retention").uncertainty
    assert not row.air
    assert not row.default_evidence
    assert row.smiles == canonical(parse_smiles(MINE))


def test_what_a_row_gives_stands(tmp_path):
    given = {
        **FILM,
        "uncertainty": "0.02",
        "lamp_fwhm_nm": "10",
        "irradiance_mw_cm2": "5",
        "atmosphere": "air",
        "film_thickness_nm": "60",
        "dot": "cdse_oleate_4.1nm",
        "note": "second batch",
    }
    (row,) = read(tmp_path, given)
    assert (row.uncertainty, row.lamp_fwhm_nm, row.irradiance_mw_cm2) == (0.02, 10.0, 5.0)
    assert (row.air, row.film_thickness_nm, row.note) == (True, 60.0, "second batch")


@pytest.mark.parametrize("quantity", ["film_retention", "plqy_relative", "precursor_left"])
def test_percentages_are_shares(tmp_path, quantity):
    row = {**FILM, "quantity": quantity, "value": "60", "uncertainty": "5", "unit": "percent"}
    (found,) = read(tmp_path, row)
    assert found.value == pytest.approx(0.6)
    assert found.uncertainty == pytest.approx(0.05)


def test_a_band_may_be_given_as_an_energy(tmp_path):
    row = {"name": "mine", "quantity": "lambda_max_nm", "value": "3.5", "unit": "eV"}
    (found,) = read(tmp_path, {**row, "uncertainty": "0.05"})
    assert found.value == pytest.approx(EV_NM / 3.5)
    slope = EV_NM / 3.45 - EV_NM / 3.55
    assert found.uncertainty == pytest.approx(0.5 * slope, rel=1e-3)


def test_uncertainty_of_an_absorptivity_is_turned_into_decades(tmp_path):
    (found,) = read(tmp_path, {**SPECTRUM, "uncertainty": "600"})
    assert found.uncertainty == pytest.approx(0.05 / math.log(10.0))
    (same,) = read(tmp_path, {**SPECTRUM, "value": "1200", "unit": "m2 mol-1"})
    assert same.value == pytest.approx(12000.0)


@pytest.mark.parametrize(
    ("unit", "value"), [("kcal/mol", 46.12), ("kJ/mol", 192.97), ("cm-1", 16131.0), ("eV", 2.0)]
)
def test_energies_are_converted(tmp_path, unit, value):
    row = {"name": "mine", "quantity": "triplet_ev", "value": str(value), "unit": unit}
    (found,) = read(tmp_path, row)
    assert found.value == pytest.approx(2.0, rel=1e-3)


def test_films_without_crosslinker_need_no_name(tmp_path):
    (row,) = read(tmp_path, {**BARE, "quantity": "plqy_relative"})
    assert (row.smiles, row.name, row.loading_wt_percent) == ("", "", 0.0)


def test_a_pattern_is_a_word(tmp_path):
    (row,) = read(tmp_path, {**FILM, "quantity": "pattern", "value": "poor"})
    assert (row.word, row.error_model, row.value) == ("poor", "class", None)


def test_a_mixed_film_needs_no_light(tmp_path):
    row = {"name": "mine", "quantity": "plqy_mixed", "value": "0.9", "loading_wt_percent": "3"}
    for dose in ("", "0"):
        (found,) = read(tmp_path, {**row, "dose_mj_cm2": dose})
        assert found.dose_mj_cm2 is None


def test_crosslinkers_of_lu_need_not_be_screened(tmp_path):
    (row,) = read(tmp_path, {**SPECTRUM, "name": "", "smiles": crosslinker_smiles()["2"]})
    assert row.smiles == crosslinker_smiles()["2"]


def test_rows_of_one_spectrum_and_of_one_film_share_a_block(tmp_path):
    other = {**SPECTRUM, "wavelength_nm": "254"}
    apart = {**SPECTRUM, "solvent": "toluene"}
    light = {**FILM, "quantity": "plqy_relative"}
    weaker = {**FILM, "dose_mj_cm2": "20"}
    rows = read(tmp_path, SPECTRUM, other, apart, FILM, light, weaker)
    blocks = [row.block for row in rows]
    assert blocks[0] == blocks[1] != blocks[2]
    assert blocks[3] == blocks[4] != blocks[5]
    assert len({row.id for row in rows}) == len(rows)


def test_a_solvent_has_many_names_and_one_spectrum(tmp_path):
    rows = read(tmp_path, SPECTRUM, {**SPECTRUM, "solvent": "acetonitrile"})
    assert {row.solvent for row in rows} == {"MeCN"}
    assert len({row.block for row in rows}) == 1


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"quantity": "film_retenton"}, "quantity", "did you mean film_retention"),
        ({"quantity": ""}, "quantity", "empty"),
        ({"value": ""}, "value", "empty"),
        ({"value": "0,6x"}, "value", "not a number"),
        ({"value": "nan"}, "value", "not a number"),
        ({"value": "60"}, "value", "percent"),
        ({"value": "-0.1"}, "value", "not within"),
        ({"uncertainty": "0"}, "uncertainty", "above zero"),
        ({"uncertainty": "small"}, "uncertainty", "not a number"),
        ({"unit": "per cent"}, "unit", "did you mean percent"),
        ({"name": "mein"}, "name", "did you mean mine"),
        ({"name": ""}, "name", "without crosslinker"),
        ({"name": "", "smiles": "C1CC"}, "smiles", "correct the SMILES"),
        ({"name": "", "smiles": "CCO"}, "smiles", "crosslinkers 1 to 4"),
        ({"smiles": crosslinker_smiles()["1"]}, "smiles", "two molecules"),
        ({"loading_wt_percent": ""}, "loading_wt_percent", "needs it"),
        ({"loading_wt_percent": "0"}, "loading_wt_percent", "no molecule"),
        ({"loading_wt_percent": "90"}, "loading_wt_percent", "no loading"),
        ({"wavelength_nm": ""}, "wavelength_nm", "needs it"),
        ({"wavelength_nm": "193"}, "wavelength_nm", "computed spectra"),
        ({"wavelength_nm": "blue"}, "wavelength_nm", "not a number"),
        ({"lamp_fwhm_nm": "90"}, "lamp_fwhm_nm", "60"),
        ({"dose_mj_cm2": ""}, "dose_mj_cm2", "needs it"),
        ({"dose_mj_cm2": "0"}, "dose_mj_cm2", "above zero"),
        ({"temperature_k": "25"}, "temperature_k", "write 298.15"),
        ({"atmosphere": "argon"}, "atmosphere", "N2"),
        ({"dot": "my dot"}, "dot", "use one of"),
        ({"solvent": "acetonitril"}, "solvent", "did you mean acetonitrile?"),
        ({"solvent": "treacle"}, "solvent", "use one of"),
        ({"quantity": "pattern", "value": "goood"}, "value", "did you mean good"),
    ],
)
def test_every_fault_of_a_film_says_where_and_what_to_do(tmp_path, changes, column, said):
    row = {k: f'"{v}"' for k, v in {**FILM, **changes}.items()}
    fault = fault_of(tmp_path, row)
    assert (fault.row, fault.column) == (2, column)
    assert said in f"{fault.problem} {fault.remedy}"
    assert fault.remedy


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ({**SPECTRUM, "wavelength_nm": ""}, "wavelength_nm", "needs it"),
        ({**SPECTRUM, "value": "0"}, "value", "smallest absorptivity"),
        ({**BARE, "quantity": "precursor_left"}, "quantity", "without crosslinker"),
        ({"name": "mine", "quantity": "homo_ev", "value": "6.1"}, "value", "write -6.1"),
        ({"name": "mine", "quantity": "lambda_max_nm", "value": "3.4"}, "value", "eV"),
        ({**FILM, "quantity": "plqy_mixed"}, "dose_mj_cm2", "not exposed"),
    ],
)
def test_faults_of_other_quantities(tmp_path, row, column, said):
    fault = fault_of(tmp_path, row)
    assert fault.column == column
    assert said in f"{fault.problem} {fault.remedy}"


def test_all_faults_come_together(tmp_path):
    bad = {**FILM, "value": "x", "dose_mj_cm2": "-1", "name": "other"}
    with pytest.raises(InputTableError) as caught:
        read(tmp_path, bad, FILM, {**FILM, "quantity": "colour"})
    places = {(fault.row, fault.column) for fault in caught.value.faults}
    assert places == {(2, "value"), (2, "dose_mj_cm2"), (2, "name"), (4, "quantity")}
    assert "table of measurements" in str(caught.value)
    assert "mine.csv, row 4, column quantity" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("name,quantity,value\n", "no rows"),
        ("quantity,value\nhomo_ev,-6\n", "column called 'name'"),
        ("name,quantity\nmine,homo_ev\n", "column called 'value'"),
        ("Name,quantity,value\nmine,homo_ev,-6\n", "spell the column"),
        ("name,quantity,value,dose\nmine,homo_ev,-6,3\n", "no such column"),
        ("name,quantity,value,value\nmine,homo_ev,-6,3\n", "share this name"),
        ("name,quantity,value\nmine,homo_ev,-6,3\n", "4 cells"),
        ('name,quantity,value\nmine,homo_ev,"-6\n', "quotation mark"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path, text, said):
    table = tmp_path / "mine.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(InputTableError, match=said):
        read_measurements(table, {"mine": MINE}, dot_names(), Config())


def test_every_quantity_of_a_table_has_its_errors():
    for quantity in user_quantities():
        errors = quantity_errors(quantity)
        assert errors.uncertainty > 0.0
        assert errors.lowest < errors.highest
        assert next(iter(errors.units.values())) == 1.0
        assert errors.reason
