"""Figures of one molecule: bands, doses, spin states, shares, structures as the page has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from recorded.screen import BONDLYNX
from recorded.table import CONFIG, Entry, write_screen

from dotstitch.contracts.constants import EV_NM, WAVELENGTHS_NM
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.records import read_record, write_record
from dotstitch.contracts.results import GeometryValues
from dotstitch.geometry.structure import Structure, write_xyz
from dotstitch.report.figures.charts import dose_curves
from dotstitch.report.figures.spectrum import DRAWN_STEP, spectrum_data, state_parts
from dotstitch.report.inputs import Screen, read_screen
from dotstitch.report.molecule.shapes import STEPS_PER_ANGSTROM, Shapes
from dotstitch.report.molecule.states import flow_data, level_data, spin_data

NAMES = ("azide", "diazirine")
WORDS = {"half": "half-reacted"}


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Screen:
    folder = tmp_path_factory.mktemp("results")
    write_screen(folder, [Entry("azide"), Entry("diazirine", BONDLYNX)])
    return read_screen(folder, CONFIG)


def molecule_of(screen: Screen, name: str) -> Molecule:
    return next(m for m in screen.manifest.molecules if m.name == name)


def curve_of(data: dict[str, Any], flat: list[float]) -> np.ndarray:
    """Return the sum of bands as the page's script adds them up."""
    off = EV_NM / WAVELENGTHS_NM[:, None] - np.array(flat[1::3])
    shapes = np.array(data["shapes"])[np.array(flat[::3], dtype=int)]
    widths = np.where(off > 0.0, shapes[:, 1], shapes[:, 0])
    return np.asarray(np.exp(-((off / widths) ** 2)) @ np.array(flat[2::3]))


@pytest.mark.parametrize("name", NAMES)
def test_curves_run_through_the_calibrated_bands(screen: Screen, name: str) -> None:
    result = screen.results[name]
    data = spectrum_data(screen, molecule_of(screen, name), result)
    assert set(data["states"]) == {WORDS.get(state, state) for state in result.spectrum.states}
    for state, curve in result.spectrum.states.items():
        drawn = curve_of(data, data["states"][WORDS.get(state, state)])
        assert drawn == pytest.approx(np.array(curve), rel=2e-3, abs=0.05)
    raw = curve_of(data, data["raw"])
    assert np.abs(raw / curve_of(data, data["states"]["intact"]) - 1.0).max() > 0.2
    middle, down, up = (np.array(steps) / 1000.0 for steps in data["drawn"])
    for steps, curve in (
        (middle, result.spectrum.drawn),
        (middle - down, result.spectrum.drawn_low),
        (middle + up, result.spectrum.drawn_high),
    ):
        known = np.array(curve)[::DRAWN_STEP]
        assert 10.0**steps == pytest.approx(np.maximum(known, 1e-3), rel=3e-3)


def test_a_state_counts_every_chromophore_as_often_as_the_molecule_has_it(screen: Screen) -> None:
    for name in NAMES:
        molecule = molecule_of(screen, name)
        whole = sum(part.count for part in molecule.electrophores)
        for parts in state_parts(molecule).values():
            assert sum(part.weight for part in parts) == pytest.approx(whole)


def test_doses_start_with_the_ranked_one_and_show_what_was_measured(
    tmp_path: Path, screen: Screen
) -> None:
    result = screen.results["azide"]
    curves = dose_curves(result, CONFIG)
    assert [c["choice"] for c in curves[:2]] == ["best recipe, N2", "best recipe, air"]
    assert [c["choice"] for c in curves[2:]] == [r.name for r in CONFIG.recipes]
    fine, _ = result.close_up.dose_curves
    assert curves[0]["at"] == pytest.approx(fine.dose_mj_cm2[1:], rel=1e-3)
    assert curves[0]["film"][0] == pytest.approx(1e3 * np.array(fine.film_retention[1:]), abs=0.5)
    assert curves[0]["mark"] == pytest.approx(result.best.dose_mj_cm2, rel=1e-3)
    ranked = CONFIG.model_copy(update={"rank_at": CONFIG.recipes[3].name})
    assert dose_curves(result, ranked)[0]["choice"] == f"{CONFIG.recipes[3].name}, air"
    seen = {c["choice"]: c["seen"] for c in curves}
    at = seen["365nm-200mJ-3wt-N2"]
    observed = [
        one
        for one in result.close_up.observed
        if (one.wavelength_nm, one.loading_wt_percent, one.atmosphere, one.dot)
        == (365.0, 3.0, "N2", CONFIG.dot)
        and one.dose_mj_cm2
        and one.quantity != "epsilon_m1_cm1"
    ]
    assert len(at) == sum(max(len(one.values), 1) for one in observed) > 0
    assert {words for *_, words in at if words.startswith("pattern")} <= {"pattern none"}
    assert all(low <= high for _, _, low, high, _ in at)


def test_spin_states_and_rates_are_those_of_the_records(screen: Screen) -> None:
    for name in NAMES:
        result = screen.results[name]
        (arm,) = spin_data(screen, molecule_of(screen, name), result)
        gap = result.arms[0].gap
        assert gap is not None
        record = screen.records[gap.intermediate]["gap"]
        values = record.result.model_dump()
        assert arm["gap"][0] == pytest.approx(values["gap_st_kcal_mol"], rel=1e-3)
        routes = {name: value for name, _, value in arm["routes"]}
        if values["gap_check_kcal_mol"] is not None:
            assert routes["check"] == pytest.approx(values["gap_check_kcal_mol"], rel=1e-3)
        assert arm["s2"]["triplet"] == pytest.approx(2.0, abs=0.1)
        told = {(state, to): (rate, barrier) for state, to, rate, *_, barrier in arm["rates"]}
        assert told["singlet", "insertion"][0] > 0.0
        faster, slower = told["singlet", "insertion"], told["triplet", "recombination"]
        assert (faster[0] > slower[0]) == (faster[1] < slower[1])
        assert ("triplet", "oxidation") in told


def test_shares_of_the_flow_add_up_to_one(screen: Screen) -> None:
    for name in NAMES:
        n2, air = flow_data(screen.results[name])
        assert (n2["gas"], air["gas"]) == ("N2", "air")
        for one in (n2, air):
            ends = sum(share for *_, share in one["ends"])
            rest = one["intact"] + one["spent"] + one["waiting"]
            assert rest + ends == pytest.approx(1.0, abs=1e-3)
            formed = sum(one["light"].values()) + sum(one["transfer"].values())
            assert ends == pytest.approx(formed, abs=1e-3)


def test_levels_are_told_for_every_state_and_both_conventions(screen: Screen) -> None:
    result = screen.results["azide"]
    data = level_data(result)
    assert [state for state, *_ in data["states"]] == ["intact", "half-reacted", "product"]
    assert data["states"][0][1] == pytest.approx(result.properties.homo_ev, abs=1e-3)
    assert data["optical"][0] == pytest.approx(result.close_up.optical_lumo_ev, abs=1e-3)


def test_structures_keep_their_distances_and_their_hand(tmp_path: Path) -> None:
    write_screen(tmp_path, [Entry("azide"), Entry("another")])
    found = read_screen(tmp_path, CONFIG)
    assert Shapes(found.folder).of_molecule(found, molecule_of(found, "azide")) == []
    gap = found.results["azide"].arms[0].gap
    assert gap is not None
    folder = found.folder.species(gap.intermediate)
    hand = np.array([[0.0, 0, 0], [1.3, 0, 0], [0, 1.1, 0], [0, 0, 0.9]])
    moved = {"singlet": hand @ np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]]), "triplet": hand + 3.0}
    digests = {
        state: write_xyz(folder.xyz(state), Structure(("C", "N", "F", "H"), positions))
        for state, positions in moved.items()
    }
    record = read_record(folder, GeometryValues)
    write_record(folder, record.model_copy(update={"structures": digests}))
    shapes = Shapes(found.folder)
    screen = read_screen(tmp_path, CONFIG)
    first, second = (
        shapes.of_molecule(screen, molecule_of(screen, n)) for n in ("azide", "another")
    )
    assert first == second
    assert len(shapes.found) == len(first) == 2
    assert [name.rpartition(", ")[2] for name, *_ in first] == ["singlet", "triplet"]
    assert "length" in first[0][2]
    places = [np.array(one["at"]).reshape(-1, 3) / STEPS_PER_ANGSTROM for one in shapes.found]
    assert places[0] == pytest.approx(places[1], abs=1.5 / STEPS_PER_ANGSTROM)
    for at in places:
        arms = at[1:] - at[0]
        assert np.linalg.norm(arms, axis=1) == pytest.approx([1.3, 1.1, 0.9], abs=0.03)
        assert np.linalg.det(arms) == pytest.approx(1.3 * 1.1 * 0.9, abs=0.1)
    assert set(shapes.elements()) == {"C", "F", "H", "N"}
    folder.xyz("singlet").write_text("damaged")
    left = Shapes(screen.folder).of_molecule(screen, molecule_of(screen, "azide"))
    assert [name.rpartition(", ")[2] for name, *_ in left] == ["triplet"]
