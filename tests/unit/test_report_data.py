"""What the report shows is what the tables and records hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from recorded.screen import BONDLYNX, ESTER, PIPERIDONE
from recorded.table import CONFIG, Entry, write_screen

from dotstitch.report.build import _counts, _levels_of_theory, _molecules
from dotstitch.report.figures.charts import lamp_marks
from dotstitch.report.figures.levels import molecule_levels, overview_levels
from dotstitch.report.figures.process_window import process_windows
from dotstitch.report.inputs import Screen, read_screen
from dotstitch.report.molecule.arms import arm_lines
from dotstitch.report.molecule.channels import ChannelCell, channels
from dotstitch.report.molecule.detail import _prediction
from dotstitch.report.molecule.provenance import (
    cpu_seconds,
    species_lines,
    versions,
)
from dotstitch.report.table.cells import Cell, cell, marked_cell
from dotstitch.report.table.columns import carried_columns, columns
from dotstitch.report.table.rows import common_warnings, table_rows, warnings
from dotstitch.report.wording import duration, interval, number, parse, plus_minus, recipe

LIMITS = CONFIG.sweep
ENTRIES = [
    Entry("azide", retention=0.5, plqy=0.6, warnings=("trust it less",)),
    Entry("diazirine", BONDLYNX, retention=0.9, plqy=0.95, columns={"price": "12"}),
    Entry("salt", status="failed"),
    Entry("again", status="duplicate"),
    Entry("stubborn", status="unconverged"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_screen(folder, ENTRIES)
    return folder


@pytest.fixture(scope="module")
def screen(folder: Path) -> Screen:
    return read_screen(folder, CONFIG)


def column(key: str):
    return next(c for c in columns() if c.key == key)


# Words and numbers


def test_numbers_are_written_as_people_read_them() -> None:
    assert (parse(None), parse(""), parse("0.25"), parse(3)) == (None, None, 0.25, 3.0)
    assert (number(None), number(-0.004), number(-1.5, 1)) == ("–", "0.00", "−1.5")
    assert number(1234567.0, 0).replace("\N{NARROW NO-BREAK SPACE}", " ") == "1 234 567"
    assert interval(0.1, None) == interval(None, 0.1) == ""
    assert plus_minus(2.0, None) == "2.00"
    assert recipe(254.0, 33.33, 2.5) == "254 nm, 33.3 mJ cm⁻², 2.5 wt%"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(99.9, "99.9 s"), (100.0, "1.7 min"), (5999.0, "100.0 min"), (6000.0, "1.7 h")],
)
def test_a_duration_changes_its_unit_where_it_reads_better(seconds: float, words: str) -> None:
    assert duration(seconds) == words


# Cells of the table


def test_cells_show_what_their_column_says() -> None:
    row = {
        "film_retention": "0.712",
        "film_retention_low": "0.6",
        "film_retention_high": "0.8",
        "electron_offset_ev": "-0.331",
        "electron_offset_uncertainty_ev": "0.5",
        "best_dose_mj_cm2": "80.9",
        "best_wavelength_nm": "365",
        "best_loading_wt_percent": "4",
        "limited_by": "ring expansion",
        "epsilon_365_m1_cm1": "7922.4",
        "epsilon_365_uncertainty_m1_cm1": "913",
        "probability_best": "0.868",
        "pareto": "true",
        "smiles": "C",
        "epsilon_254_m1_cm1": "",
        "n_arms": "2",
    }
    retention = cell(column("film_retention"), row, LIMITS)
    assert (retention.value, retention.below, retention.sort) == ("0.71", "0.60 – 0.80", "0.712")
    offset = cell(column("electron_offset_ev"), row, LIMITS)
    assert (offset.value, offset.below, offset.sort) == ("−0.33 ± 0.50", "", "-0.331")
    exposure = cell(column("best_dose_mj_cm2"), row, LIMITS)
    assert (exposure.value, exposure.below, exposure.hint) == ("365 nm, 4 wt%", "80.9 mJ cm⁻²", "")
    assert cell(column("limited_by"), row, LIMITS).value == "nitrenes lost to ring expansion"
    assert cell(column("pareto"), row, LIMITS).value == "yes"
    assert cell(column("smiles"), row, LIMITS).value == "C"
    assert cell(column("epsilon_254_m1_cm1"), row, LIMITS) == Cell("", "", "")
    assert cell(column("n_arms"), row, LIMITS).value == "2"
    height = cell(column("epsilon_365_m1_cm1"), row, LIMITS).value
    assert height.replace("\N{NARROW NO-BREAK SPACE}", " ") == "7 920 ± 910"
    assert cell(column("probability_best"), row, LIMITS).value == "87\N{NARROW NO-BREAK SPACE}%"
    assert not column("limited_by").numeric
    assert not column("smiles").numeric
    assert column("n_arms").numeric


def test_a_recipe_at_an_end_of_the_sweep_is_marked() -> None:
    low, high = LIMITS.loading_wt_percent
    row = {
        "film_retention": "0.7",
        "best_wavelength_nm": "365",
        "best_dose_mj_cm2": str(LIMITS.dose_mj_cm2[1]),
        "best_loading_wt_percent": str(high),
    }
    exposure = column("best_dose_mj_cm2")
    assert cell(exposure, row, LIMITS).hint == "highest dose and highest loading tried"
    assert cell(exposure, row, None).hint == ""
    row["best_loading_wt_percent"] = str((low + high) / 2)
    assert cell(exposure, row, LIMITS).hint == "highest dose tried"


def test_without_a_film_nothing_is_said_of_it_but_the_lamp_that_would_do() -> None:
    row = {
        "film_retention": "0.001",
        "film_retention_low": "0",
        "film_retention_high": "0.002",
        "plqy_relative": "0.99",
        "pareto": "true",
        "best_wavelength_nm": "365",
        "best_dose_mj_cm2": "10",
        "best_loading_wt_percent": "1",
        **{f"epsilon_{lamp}_m1_cm1": "3" for lamp in (313, 365, 405)},
        "epsilon_254_m1_cm1": "36012",
        "epsilon_254_uncertainty_m1_cm1": "4000",
    }
    for key in ("plqy_relative", "pareto", "best_dose_mj_cm2"):
        assert cell(column(key), row, LIMITS).value == "no film"
        assert marked_cell(column(key), row, {key: "a film"}, LIMITS).mark == ""
    assert marked_cell(column("film_retention"), row, {"film_retention": "a film"}, None).mark
    assert cell(column("film_retention"), row, LIMITS).value == "0.00"
    hint = cell(column("best_dose_mj_cm2"), row, LIMITS).hint
    assert hint.replace("\N{NARROW NO-BREAK SPACE}", " ") == "absorbs at 254 nm: ε 36 000 ± 4 000"
    dark = row | {"epsilon_254_m1_cm1": "12"}
    assert cell(column("best_dose_mj_cm2"), dark, LIMITS).hint == ""


def test_rows_follow_the_ranking(screen: Screen) -> None:
    molecules = _molecules(screen)
    assert [m.name if m else None for m in molecules] == ["diazirine", "azide", None, None, None]
    rows = table_rows(screen, molecules, columns())
    assert [row.name for row in rows] == [row["name"] for row in screen.ranking]
    best, second, *rest = rows
    assert best.score == float(screen.ranking[0]["score"])
    assert best.ranks == "1 – 1"
    samples = screen.results["diazirine"].best.score_samples
    assert sum(best.strip) == len(samples)
    middle = sum((n + 0.5) * 2.5 * count for n, count in enumerate(best.strip)) / len(samples)
    assert middle == pytest.approx(best.score, abs=1.25)
    assert (best.warnings, second.warnings) == ((), ("trust it less",))
    assert (best.pareto, second.pareto) == (True, False)
    assert best.retention == pytest.approx((0.9, 0.78, 1.0))
    for row in rest:
        assert (row.score, row.rank, row.strip, row.warnings) == (None, None, (), ())
    assert "diazirine" in overview_levels(screen)
    unranked = replace(screen, ranking=screen.ranking[2:])
    assert overview_levels(unranked) == ""


def test_what_all_molecules_warn_of_is_said_once(tmp_path: Path) -> None:
    both = [Entry("a", warnings=("x", "own")), Entry("b", warnings=("x",))]
    write_screen(tmp_path, both)
    screen = read_screen(tmp_path, CONFIG)
    molecules = _molecules(screen)
    assert common_warnings(screen, molecules) == ["x"]
    rows = {row.name: row for row in table_rows(screen, molecules, columns())}
    assert (rows["a"].warnings, rows["b"].warnings) == (("own",), ())
    assert common_warnings(screen, molecules[:1]) == []


def test_the_chosen_recipe_is_ringed_at_its_own_lamp_only(screen: Screen) -> None:
    result = screen.results["azide"]
    best = result.best
    sweep = result.sweep.model_copy(
        update={"wavelength_nm": (best.wavelength_nm, 254.0), "score": result.sweep.score[:1] * 2}
    )
    there, elsewhere = process_windows("azide", result.model_copy(update={"sweep": sweep}))
    dose, loading = there["best"]
    assert sweep.dose_mj_cm2[dose] == pytest.approx(best.dose_mj_cm2)
    assert sweep.loading_wt_percent[loading] == pytest.approx(best.loading_wt_percent)
    assert elsewhere["best"] is None
    between = best.model_copy(update={"dose_mj_cm2": 1.01 * best.dose_mj_cm2})
    moved = result.model_copy(update={"best": between})
    assert process_windows("azide", moved)[0]["best"] is None


def test_a_window_holds_the_score_of_every_cell(screen: Screen) -> None:
    result = screen.results["azide"]
    (window,) = process_windows("azide", result)
    assert len(window["score"]) == len(window["dose"]) == len(result.sweep.dose_mj_cm2)
    for line, told in zip(result.sweep.score[0], window["score"], strict=True):
        assert told == pytest.approx(line, abs=0.051)


def test_only_columns_of_the_input_are_carried(screen: Screen) -> None:
    carried = carried_columns(list(screen.ranking[0]))
    assert [(c.key, c.show) for c in carried] == [("price", "verbatim")]


def test_the_width_of_an_led_follows_its_lamp_in_brackets(screen: Screen) -> None:
    recipe_ = CONFIG.recipes[0].model_copy(update={"name": "led", "lamp_fwhm_nm": 15.0})
    config = CONFIG.model_copy(update={"recipes": (recipe_,)})
    marks = lamp_marks(config)
    assert [mark["label"] for mark in marks if mark["x"] == recipe_.wavelength_nm] == [
        f"{recipe_.wavelength_nm:g} nm (15)"
    ]


# Summary, failures, provenance


def test_the_summary_counts_rows_species_and_time(screen: Screen) -> None:
    counts = {what: value for value, what, _ in _counts(screen)}
    assert counts["ranked"] == "2"
    assert counts["failed"] == "2"
    assert counts["repeated"] == "1"
    targets = [float(row["probability_of_target"] or 0.0) for row in screen.ranking]
    assert counts["likely on target"] == str(sum(p >= 0.5 for p in targets)) == "1"
    assert counts["species computed"] == str(len(screen.manifest.species))
    jobs = sum(
        ("geometry" in steps)
        + ("ground_state" in steps or "spectrum" in steps)
        + ("triplet" in steps)
        + ("gap" in steps)
        for steps in screen.records.values()
    )
    assert counts["of CPU time"] == duration(float(jobs))


def test_a_job_counts_its_time_once(screen: Screen) -> None:
    steps = screen.records[species_key(screen, "azide")]
    cost = {"geometry": 2.0, "ground_state": 30.0, "spectrum": 32.0}
    records = {
        step: steps[step].model_copy(
            update={"provenance": steps[step].provenance.model_copy(update={"cpu_s": seconds})}
        )
        for step, seconds in cost.items()
    }
    assert cpu_seconds(records) == 34.0
    assert cpu_seconds({"geometry": records["geometry"]}) == 2.0
    assert cpu_seconds({}) == 0.0


def species_key(screen: Screen, name: str) -> str:
    """Return the chromophore of a molecule."""
    return next(m for m in screen.manifest.molecules if m.name == name).electrophores[0].species


def test_every_species_of_a_molecule_is_listed_with_its_steps(screen: Screen) -> None:
    molecule = next(m for m in screen.manifest.molecules if m.name == "diazirine")
    lines = species_lines(screen, molecule)
    keys = dict.fromkeys(molecule.species_roles().values())
    assert [line.key for line in lines] == list(keys)
    assert len({line.role for line in lines}) == len(lines) == 4
    for line in lines:
        species = screen.manifest.species[line.key]
        assert (line.smiles, line.n_atoms) == (species.smiles, species.n_atoms)
        assert line.steps[0].step == "geometry"
        assert all((step.status, step.converged) == ("ok", "yes") for step in line.steps)
        assert all("_" not in step.step for step in line.steps)
    stubborn = next(m for m in screen.manifest.molecules if m.name == "stubborn")
    failed = [s for line in species_lines(screen, stubborn) for s in line.steps if s.status != "ok"]
    assert [(step.step, step.converged) for step in failed] == [("ground state", "no")]


def test_versions_and_levels_of_theory_are_those_of_the_records(screen: Screen) -> None:
    records = [r for steps in screen.records.values() for r in steps.values()]
    found = versions(records)
    assert found == sorted(set(found))
    assert any(text.startswith("pyscf ") for text in found)
    levels = _levels_of_theory(screen)
    assert {"geometry", "ground state", "spectrum", "gap"} <= set(levels)
    assert levels["geometry"] == "GFN2-xTB"


# Details of one molecule


def test_arms_show_gap_fate_and_what_hangs_on_the_gap(screen: Screen) -> None:
    molecule = next(m for m in screen.manifest.molecules if m.name == "diazirine")
    (line,) = arm_lines(screen, molecule)
    assert (line.kind, line.count, line.gap) == ("carbene", 2, "3.1 ± 1.8")
    assert line.fate == (
        "bond 0.60 (in air 0.55); ring expansion 0.22; trapping 0.10; escape 0.05; oxidation 0.03"
    )
    assert line.gap_matters == "score −0.31 per kcal mol⁻¹; rank 2 to 3 within the uncertainty"
    widths = [float(w) for w in re.findall(r'<rect[^>]* width="([\d.]+)"', str(line.fate_bar))]
    assert sum(widths) == pytest.approx(200.0)
    found = screen.results["diazirine"]
    (arm,) = found.arms
    assert arm.gap is not None
    same = arm.model_copy(update={"gap": arm.gap.model_copy(update={"rank_gap_high": 3})})
    results = {**screen.results, "diazirine": found.model_copy(update={"arms": (same,)})}
    (line,) = arm_lines(replace(screen, results=results), molecule)
    assert line.gap_matters.endswith("; rank 3 within the uncertainty")


def test_warnings_of_plan_and_photophysics_are_told_once(screen: Screen) -> None:
    molecule = screen.manifest.molecules[0].model_copy(update={"warnings": ("a", "b")})
    result = screen.results["azide"].model_copy(update={"warnings": ("b", "c")})
    assert warnings(molecule, result) == ["a", "b", "c"]


def test_channels_are_compared_with_the_model_in_full(screen: Screen) -> None:
    molecule = next(m for m in screen.manifest.molecules if m.name == "azide")
    lines = {one.channel: one for one in channels(molecule, screen.results["azide"])}
    assert lines["ring expansion"].cells["best"] == (
        ChannelCell("0.55", "+0.05"),
        ChannelCell("0.55", "−0.05"),
    )
    assert lines["oxidation"].cells["best"][0] == ChannelCell("0.50", "0.00")
    assert {one.absent for one in lines.values() if one.cells} == {""}


def test_a_channel_that_was_left_out_has_no_numbers(screen: Screen) -> None:
    molecule = next(m for m in screen.manifest.molecules if m.name == "azide")
    result = screen.results["azide"].model_copy(update={"triplets": ()})
    lines = {one.channel: one for one in channels(molecule, result)}
    assert lines["energy transfer"].absent == "left out: no triplet energy"
    assert lines["diazo"].absent == "does not occur in its groups"
    assert lines["energy transfer"].cells == lines["diazo"].cells == {}
    full = {one.channel: one for one in channels(molecule, screen.results["azide"])}
    assert full["energy transfer"].cells


def test_predictions_are_written_with_their_intervals(screen: Screen) -> None:
    told = _prediction(screen.results["azide"].predictions[0])
    assert (told["film_retention"], told["film_retention_interval"]) == ("0.50", "0.38 – 0.60")
    assert (told["plqy_relative"], told["plqy_relative_interval"]) == ("0.60", "0.50 – 0.66")
    assert told["limited_by"] == "ring expansion"


def test_levels_of_the_diagram_are_those_of_the_molecule(screen: Screen) -> None:
    properties = screen.results["azide"].properties
    levels = molecule_levels("azide", screen.results["azide"])
    assert (levels.homo_ev, levels.lumo_ev) == (properties.homo_ev, properties.lumo_ev)
    assert levels.lumo_uncertainty_ev == properties.lumo_uncertainty_ev


def test_read_screen_keeps_the_text_of_the_ranking(screen: Screen, folder: Path) -> None:
    assert screen.ranking_csv == (folder / "ranking.csv").read_text(encoding="utf-8")
    found = json.loads((folder / "photophysics.json").read_text(encoding="utf-8"))
    assert set(screen.results) == {
        entry["name"] for entry in found["molecules"] if entry["status"] == "ok"
    }
    assert {ESTER, PIPERIDONE}.isdisjoint(screen.results)
