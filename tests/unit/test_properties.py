"""Properties follow the draws; what was computed stands beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from recorded.screen import BONDLYNX, ESTER, LEVEL, RecordedScreen

from dotstitch.contracts.config import Config
from dotstitch.contracts.constants import LAMP_LINES_NM
from dotstitch.contracts.draws import Draws
from dotstitch.contracts.photophysics.properties import Properties
from dotstitch.dot.dots import load_dot
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.exposure import Case, dose_grid
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.simulate import simulate
from dotstitch.screen.properties import (
    LevelsOfTheory,
    dot_edges,
    least_converting,
    molecule_properties,
)

CONFIG = Config(level=LEVEL)
DRAWS = prior_draws(1000, 7)
RED = load_dot(CONFIG.dot)
LEVELS = ("homo_ev", "lumo_ev", "electron_offset_ev", "hole_offset_ev", "gap_st_kcal_mol")


@pytest.fixture(scope="module")
def molecules(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MoleculeInput]:
    screen = RecordedScreen(tmp_path_factory.mktemp("screen"))
    names = [molecule.name for molecule in screen.manifest.molecules]
    return {name: screen.inputs(name) for name in names}


def properties(molecule: MoleculeInput, draws: Draws = DRAWS) -> Properties:
    """Return the properties of a molecule beside the red dot under some draws."""
    dot = sample_dot(RED, draws)
    case = Case(365.0, dose_grid(50.0), 1.7, 3.0, False, 30.0, 298.15, RED.name)
    fate = least_converting(simulate(molecule, (case,), draws, {RED.name: dot}).fates, 0)
    intermediates = [a.intermediate for c in molecule.chromophores for a in c.arms]
    levels = LevelsOfTheory("spectrum", {one.key: "gap" for one in intermediates if one}, {})
    return molecule_properties(molecule, dot, draws, fate, 0.5, levels)


def known(errors: dict[str, float]) -> Draws:
    """Return draws in which some errors are known exactly."""
    return replace(DRAWS, errors={label: np.full(DRAWS.n, z) for label, z in errors.items()})


def uncertainty(name: str) -> str:
    quantity, unit = name.removesuffix("_kcal_mol"), "kcal_mol"
    if quantity == name:
        quantity, unit = name.rsplit("_", 1)
    return f"{quantity}_uncertainty_{unit}"


def test_under_priors_levels_and_gaps_are_the_computed_ones(molecules):
    """Within three standard errors of a median, 1.25 sd over the root of the number of draws."""
    for molecule in molecules.values():
        found = properties(molecule)
        for name in LEVELS:
            drawn, computed = getattr(found, name), getattr(found.computed, name)
            sd = getattr(found.computed, uncertainty(name))
            assert drawn == pytest.approx(computed, abs=3 * 1.25 * sd / DRAWS.n**0.5), name
            assert getattr(found, uncertainty(name)) == pytest.approx(sd, rel=0.1), name


def test_under_priors_bands_stay_within_their_uncertainty(molecules):
    """A shifted band is no longer at its top, so the median of a curve may lie below the curve."""
    for name, molecule in molecules.items():
        found = properties(molecule)
        assert found.lambda_max_nm is not None
        assert found.computed.lambda_max_nm is not None
        width = found.lambda_max_uncertainty_nm
        assert abs(found.lambda_max_nm - found.computed.lambda_max_nm) < 0.5 * width, name
        for lamp in LAMP_LINES_NM:
            column = f"epsilon_{lamp}_m1_cm1"
            drawn, computed = getattr(found, column), getattr(found.computed, column)
            assert 0.6 * computed - 20.0 < drawn < 1.6 * computed + 20.0, (name, column)


def test_what_is_known_of_a_molecule_moves_its_properties_and_no_computed_one(molecules):
    molecule = molecules[ESTER]
    label = molecule.chromophores[0].smiles
    before = properties(molecule)
    after = properties(molecule, known({f"{label}:lumo": -1.5, f"{label}:homo": 1.0}))
    assert after.computed == before.computed
    sd = before.computed.lumo_uncertainty_ev
    assert -1.55 * sd < after.lumo_ev - before.computed.lumo_ev < -0.5 * sd
    assert after.homo_ev > before.homo_ev
    assert after.lumo_uncertainty_ev < before.lumo_uncertainty_ev
    assert after.electron_offset_ev < before.electron_offset_ev
    assert after.p_electron_transfer > before.p_electron_transfer


def test_a_known_error_of_the_bands_moves_the_maximum_to_the_blue(molecules):
    molecule = molecules[ESTER]
    label = molecule.chromophores[0].smiles
    before = properties(molecule)
    bluer, redder = (properties(molecule, known({f"{label}:band": z})) for z in (1.0, -1.0))
    assert bluer.lambda_max_nm < before.lambda_max_nm < redder.lambda_max_nm
    assert redder.epsilon_365_m1_cm1 > before.epsilon_365_m1_cm1 > bluer.epsilon_365_m1_cm1
    assert bluer.computed == redder.computed


def test_a_known_gap_is_shown_with_what_is_left_of_its_uncertainty(molecules):
    molecule = molecules[BONDLYNX]
    one = molecule.chromophores[0].arms[0].intermediate
    assert one is not None
    found = properties(molecule, known({f"{one.smiles}:gap": 1.0}))
    computed = found.computed
    moved = computed.gap_st_kcal_mol + computed.gap_st_uncertainty_kcal_mol
    assert found.gap_st_kcal_mol == pytest.approx(moved)
    assert found.gap_st_uncertainty_kcal_mol == pytest.approx(0.0, abs=1e-9)


def test_known_edges_of_the_dot_move_every_offset_alike(molecules):
    errors = {f"dot:{RED.name}:edges": 1.0, "dots:edges": 1.0}
    edges = dot_edges(sample_dot(RED, known(errors)))
    assert edges.conduction_band_ev > RED.conduction_band_ev + 0.1
    moves = []
    for molecule in molecules.values():
        before, after = properties(molecule), properties(molecule, known(errors))
        assert after.lumo_ev == before.lumo_ev
        moves.append(after.electron_offset_ev - before.electron_offset_ev)
    assert max(moves) < -0.1
    assert np.ptp(moves) < 0.1
