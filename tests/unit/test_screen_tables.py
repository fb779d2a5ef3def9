"""The tables of a screen agree with each other, with the records and with what they are named."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from recorded.screen import LEVEL, RecordedScreen

from dotstitch.contracts.config import Config
from dotstitch.contracts.constants import EV_NM
from dotstitch.film.simulate import Outcome
from dotstitch.screen.photophysics import run_photophysics
from dotstitch.screen.ranking import rank
from dotstitch.screen.summaries import limited_by

CONFIG = Config(level=LEVEL, samples=100)
ENDS = {
    "insertion": "bond",
    "addition": "bond",
    "recombination": "bond",
    "radical_link": "bond",
    "ring_expansion": "lost",
    "trapping": "lost",
    "reduction": "lost",
    "azine": "lost",
    "escape": "lost",
    "capping": "lost",
    "oxidation": "lost",
    "dimer": "lost",
    "unspent": "lost",
}


class Results:
    """Everything that one screen wrote."""

    def __init__(self, folder: Path) -> None:
        self.screen = RecordedScreen(folder)
        run_photophysics(self.screen.manifest_path, folder, CONFIG)
        rank(folder / "photophysics.json", self.screen.manifest_path, CONFIG, folder)
        text = (folder / "photophysics.json").read_text(encoding="utf-8")
        self.content: dict[str, Any] = json.loads(text)
        self.molecules = {m["name"]: m for m in self.content["molecules"]}
        self.ranking, self.predictions, self.arms = (
            self.read(folder / name) for name in ("ranking.csv", "predictions.csv", "arms.csv")
        )

    @staticmethod
    def read(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return Results(tmp_path_factory.mktemp("results"))


def test_ends_of_every_arm_add_up_and_bonds_are_the_wanted_ones(results: Results) -> None:
    for row in results.arms:
        shares = {end: float(row[end] or 0.0) for end in ENDS}
        wanted = sum(share for end, share in shares.items() if ENDS[end] == "bond")
        assert sum(shares.values()) == pytest.approx(1.0, abs=1e-5)
        assert float(row["bond"]) == pytest.approx(wanted, abs=1e-5)
        assert float(row["bond_in_air"]) < float(row["bond"])
        assert shares["oxidation"] == 0.0
        assert row["recipe"] == "best"
        assert 0.0 < float(row["quantum_yield"]) < 1.0


def test_arms_hold_the_gaps_of_their_records(results: Results) -> None:
    for row in results.arms:
        path = results.screen.folder / "species" / row["intermediate"] / "gap.json"
        values = json.loads(path.read_text(encoding="utf-8"))["values"]
        for name in ("gap_st_kcal_mol", "gap_st_uncertainty_kcal_mol", "gap_free_energy_kcal_mol"):
            assert float(row[name]) == pytest.approx(values[name], rel=1e-5)
        plan = results.screen.manifest.species[row["intermediate"]]
        assert row["intermediate_smiles"] == plan.smiles


def test_the_ranking_shows_the_arm_that_converts_least(results: Results) -> None:
    for row in results.ranking:
        arms = [arm for arm in results.arms if arm["name"] == row["name"]]
        assert sum(int(arm["n_arms"]) for arm in arms) == int(row["n_arms"])
        least = min(arms, key=lambda arm: float(arm["bond"]))
        computed = results.molecules[row["name"]]["properties"]["computed"]
        gap = pytest.approx(computed["gap_st_kcal_mol"], rel=1e-5)
        assert float(least["gap_st_kcal_mol"]) == gap
        assert row["quantum_yield"] == least["quantum_yield"]


def test_predictions_state_the_recipes_of_the_configuration(results: Results) -> None:
    rows = iter(results.predictions)
    for molecule in results.molecules:
        for recipe in CONFIG.recipes:
            row = next(rows)
            assert (row["name"], row["recipe"]) == (molecule, recipe.name)
            assert row["atmosphere"] == recipe.atmosphere
            assert row["dot"] == (recipe.dot or CONFIG.dot)
            for field in ("wavelength_nm", "dose_mj_cm2", "irradiance_mw_cm2"):
                assert float(row[field]) == getattr(recipe, field)
            assert float(row["loading_wt_percent"]) == recipe.loading_wt_percent
    assert next(rows, None) is None


def test_predictions_are_ordered_shares_and_the_pattern_follows_them(results: Results) -> None:
    for row in results.predictions:
        for name in ("film_retention", "plqy_relative"):
            low, middle, high = (float(row[f"{name}{end}"]) for end in ("_low", "", "_high"))
            assert 0.0 <= low <= middle <= high
        kept = float(row["film_retention"])
        wanted = "good" if kept >= 0.5 else "poor" if kept >= 0.15 else "none"
        assert row["pattern"] == wanted
        assert 0.0 <= float(row["crosslink_yield"]) <= float(row["arm_conversion"]) <= 1.0
        left = float(row["precursor_left"])
        assert float(row["arm_conversion"]) <= 1.0 - left + 1e-6
        assert 0.0 <= float(row["plqy_mixed"]) <= 1.0


def test_more_light_leaves_fewer_warheads(results: Results) -> None:
    rows = {
        (row["name"], row["recipe"]): float(row["precursor_left"]) for row in results.predictions
    }
    for name in results.molecules:
        assert rows[name, "365nm-200mJ-3wt-N2"] <= rows[name, "365nm-50mJ-3wt-N2"]


def test_computed_absorption_is_that_of_the_spectrum(results: Results) -> None:
    for name, molecule in results.molecules.items():
        spectrum, properties = molecule["spectrum"], molecule["properties"]["computed"]
        grid, curve = np.array(spectrum["wavelength_nm"]), np.array(spectrum["epsilon_m1_cm1"])
        for lamp in (254, 313, 365, 405):
            expected = np.interp(lamp, grid, curve)
            assert properties[f"epsilon_{lamp}_m1_cm1"] == pytest.approx(expected, rel=1e-6)
        peak = properties["lambda_max_nm"]
        inner = (grid > grid[0]) & (grid < grid[-1])
        rising = np.diff(curve)
        tops = [i for i in range(1, grid.size - 1) if inner[i] and rising[i - 1] > 0.0 >= rising[i]]
        assert peak == grid[max(tops, key=lambda i: curve[i])]
        width = properties["lambda_max_uncertainty_nm"] * EV_NM / peak**2
        assert 0.05 < width < 0.3, name


def test_spectra_of_the_states_follow_from_those_of_the_chromophores(results: Results) -> None:
    for name, molecule in results.molecules.items():
        chromophores = results.screen.inputs(name).chromophores
        states = molecule["spectrum"]["states"]
        first, last = (
            sum(c.count * c.states[k].epsilon_m1_cm1 for c in chromophores) for k in (0, -1)
        )
        assert states["intact"] == pytest.approx(first, rel=1e-6)
        assert states["product"] == pytest.approx(last, rel=1e-6)
        (one,) = chromophores
        between = [s.epsilon_m1_cm1 for s in one.states[1:-1]] or [
            s.epsilon_m1_cm1 for s in one.states
        ]
        assert states["half"] == pytest.approx(one.count * np.mean(between, axis=0), rel=1e-6)
        isomers = {
            arm.group.roles[role].words: one.count * species.epsilon_m1_cm1
            for arm in one.arms
            for role, species in arm.species.items()
            if species.epsilon_m1_cm1 is not None
        }
        assert set(states) == {"intact", "half", "product", *isomers}
        for words, expected in isomers.items():
            assert states[words] == pytest.approx(expected, rel=1e-6)


def test_levels_are_the_outermost_and_offsets_are_taken_from_the_dot(results: Results) -> None:
    dot = results.content["dot"]
    for name, molecule in results.molecules.items():
        properties = molecule["properties"]["computed"]
        levels = [c.states[0].levels for c in results.screen.inputs(name).chromophores]
        assert properties["homo_ev"] == pytest.approx(max(x.homo_ev for x in levels))
        assert properties["lumo_ev"] == pytest.approx(min(x.lumo_ev for x in levels))
        electron = properties["lumo_ev"] - dot["conduction_band_ev"]
        hole = dot["valence_band_ev"] - properties["homo_ev"]
        assert properties["electron_offset_ev"] == pytest.approx(electron, abs=1e-6)
        assert properties["hole_offset_ev"] == pytest.approx(hole, abs=1e-6)
        spread = np.hypot(properties["lumo_uncertainty_ev"], dot["conduction_band_uncertainty_ev"])
        assert properties["electron_offset_uncertainty_ev"] == pytest.approx(spread, rel=1e-6)


def test_the_score_is_that_of_the_samples_and_orders_the_table(results: Results) -> None:
    scores = [float(row["score"]) for row in results.ranking]
    assert scores == sorted(scores, reverse=True)
    assert [int(row["rank"]) for row in results.ranking] == list(range(1, len(scores) + 1))
    for row in results.ranking:
        best = results.molecules[row["name"]]["best"]
        assert float(row["score"]) == pytest.approx(np.mean(best["score_samples"]), rel=1e-5)
        assert float(row["best_dose_mj_cm2"]) == pytest.approx(best["dose_mj_cm2"], rel=1e-5)
        assert float(row["film_retention"]) == pytest.approx(
            np.median(best["retention_samples"]), rel=1e-5
        )
        assert float(row["plqy_relative"]) == pytest.approx(
            np.median(best["plqy_samples"]), rel=1e-5
        )
        assert row["message"] == "; ".join(results.molecules[row["name"]]["warnings"])


def test_a_gap_left_alone_leaves_the_rank_alone(results: Results) -> None:
    ranks = {row["name"]: int(row["rank"]) for row in results.ranking}
    for row in results.arms:
        low, high = sorted((int(row["rank_gap_low"]), int(row["rank_gap_high"])))
        if abs(float(row["score_per_gap_kcal_mol"])) < 1e-3:
            assert low == high == ranks[row["name"]]


def test_every_channel_is_switched_off_at_both_recipes_once(results: Results) -> None:
    for molecule in results.molecules.values():
        rows = [(row["recipe"], row["channel"]) for row in molecule["channels_off"]]
        assert len(rows) == len(set(rows))
        recipes = {recipe for recipe, _ in rows}
        in_air = [r for r in CONFIG.recipes if r.atmosphere == "air"]
        assert recipes == {"best", max(in_air, key=lambda r: r.dose_mj_cm2).name}


def test_sources_name_every_species_of_a_molecule(results: Results) -> None:
    for name, molecule in results.molecules.items():
        named = set(molecule["sources"]["species"].values())
        needed = {key for step in ("spectrum", "gap") for key in results.screen.keys(name, step)}
        assert named == needed


def test_what_limits_an_exposure_is_judged_at_its_full_dose() -> None:
    one = np.ones(3)
    outcome = SimpleNamespace(
        gel=np.stack([[0.1 * one], [0.99 * one]]),  # the film forms with the last of the dose
        plqy_relative=np.stack([[0.9 * one], [0.5 * one]]),
        losses={"absorption": np.array([one])},
        quenching={"UV damage": np.array([one])},
    )
    assert limited_by(cast(Outcome, outcome), 0) == "UV damage"
