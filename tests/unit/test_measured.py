"""What rests on a measurement, and what lies outside what was tested, is said with the number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from unittest import mock

import pytest
from recorded.page import page_data, taken_out
from recorded.screen import BONDLYNX, ESTER, LEVEL, PIPERIDONE, RecordedScreen

from dotstitch.contracts.config import Config
from dotstitch.evidence.lu2022 import measurements
from dotstitch.report.build import build_report
from dotstitch.report.table.cells import marks
from dotstitch.screen import photophysics
from dotstitch.screen.basis import SHORT, measured_numbers
from dotstitch.screen.context import ScreenContext, prepare_context
from dotstitch.screen.ranking import RANKING_COLUMNS, rank
from dotstitch.screen.results_file import Photophysics, read_photophysics

CONFIG = Config(level=LEVEL, samples=100)


def conditioned(config: Config, *_: object) -> ScreenContext:
    """Return a context whose draws are said to rest on the films of Lu et al."""
    return replace(prepare_context(config), measurements=measurements())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screen")
    screen = RecordedScreen(folder, ESTER, PIPERIDONE, BONDLYNX)
    with mock.patch.object(photophysics, "prepare_context", conditioned):
        photophysics.run_photophysics(screen.manifest_path, folder, CONFIG)
    rank(folder / "photophysics.json", screen.manifest_path, CONFIG, folder)
    build_report(folder, CONFIG)
    return folder


@pytest.fixture(scope="module")
def results(folder: Path) -> Photophysics:
    return read_photophysics(folder / "photophysics.json")


@pytest.fixture(scope="module")
def ranking(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "ranking.csv").open(encoding="utf-8", newline="") as stream:
        return {row["name"]: row for row in csv.DictReader(stream)}


def test_columns_that_rest_on_a_measurement_exist():
    assert {column for _, column in SHORT.values() if column} <= set(RANKING_COLUMNS)


def test_only_measured_molecules_are_said_to_rest_on_a_measurement(ranking):
    for name in (ESTER, PIPERIDONE):
        assert "10.1002/anie.202202633" in ranking[name]["measured"]
    assert ranking[BONDLYNX]["measured"] == ""


def test_rows_of_one_film_are_told_together():
    rows = [row for row in measurements() if row.name == "4" and row.dose_mj_cm2 == 200]
    assert len({row.quantity for row in rows}) > 1
    (told,) = measured_numbers(rows[0].smiles, rows)
    assert set(told.columns) == {"film_retention", "plqy_relative"}
    for words in ("film at 365 nm", "200 mJ", "6 wt%", "N2", "pattern", "PLQY"):
        assert words in told.text


def test_an_absorptivity_marks_the_column_of_its_lamp_line_alone():
    row = next(r for r in measurements() if r.quantity == "epsilon_m1_cm1" and r.name == "4")
    (told,) = measured_numbers(row.smiles, [row])
    assert told.columns == ("epsilon_365_m1_cm1",)
    assert told.text.startswith("absorptivity at 365 nm")
    between = row.model_copy(update={"wavelength_nm": 300.0})
    (told,) = measured_numbers(row.smiles, [between])
    assert told.columns == ()


def test_a_measured_chromophore_marks_other_molecules_that_hold_it():
    """A film belongs to its molecule alone, a band to every molecule with that chromophore."""
    rows = [row for row in measurements() if row.name == "4"]
    own = rows[0].smiles
    marked = measured_numbers("FC(F)(F)C1(c2ccccc2)N=N1", rows, {own})
    assert {column for one in marked for column in one.columns} == {"epsilon_365_m1_cm1"}
    assert all("of 4 (same chromophore)" in one.text for one in marked)
    assert measured_numbers("FC(F)(F)C1(c2ccccc2)N=N1", rows) == ()


def test_molecules_share_by_their_chromophores(tmp_path):
    screen = RecordedScreen(tmp_path / "sharing", ESTER, BONDLYNX)
    ester, other = screen.inputs(ESTER), screen.inputs(BONDLYNX)
    parts = {"x": frozenset(part.smiles for part in ester.chromophores)}
    context = replace(prepare_context(CONFIG), chromophores=parts)
    assert context.sharing(ester) == {"x"}
    assert context.sharing(other) == frozenset()


def test_a_row_without_error_model_marks_nothing():
    row = next(r for r in measurements() if r.name == "1")
    unused = row.model_copy(update={"error_model": "not_modelled"})
    assert measured_numbers(row.smiles, [unused]) == ()


def test_marks_of_the_report_name_their_measurement(results, folder):
    (ester,) = [m for m in results.molecules if m.name == ESTER]
    (free,) = [m for m in results.molecules if m.name == BONDLYNX]
    assert "film at" in marks(ester)["plqy_relative"]
    assert marks(free) == {}
    page = page_data((folder / "report.html").read_text(encoding="utf-8"))
    fragments = " ".join(
        taken_out(page["packs"]["details"], at)["html"] for at in range(len(results.molecules))
    )
    told = " ".join(strings(page)) + unescape(fragments)
    assert all(mark in told for mark in marks(ester).values())


def strings(data: object) -> Iterator[str]:
    """Return every text within the data of a page."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from strings(one)


def test_a_page_without_measurements_has_no_marks(tmp_path):
    screen = RecordedScreen(tmp_path, BONDLYNX)
    photophysics.run_photophysics(screen.manifest_path, tmp_path, CONFIG)
    (one,) = read_photophysics(tmp_path / "photophysics.json").molecules
    assert one.status == "ok"
    assert marks(one) == {}


def test_a_tertiary_amine_beside_an_azide_is_beyond_what_was_tested(ranking):
    assert "tertiary amine" in ranking[PIPERIDONE]["applicability"]
    assert "tertiary amine" not in ranking[ESTER]["applicability"]


def test_every_reason_stands_among_the_warnings_too(ranking):
    for row in ranking.values():
        for reason in filter(None, row["applicability"].split("; ")):
            assert reason in row["message"]
