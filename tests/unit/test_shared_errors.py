"""What molecules, dots or bands have in common is drawn once; totals stay what they were."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from dotstitch.contracts.bands import BandError
from dotstitch.data.dots import dot_names
from dotstitch.data.parameters import load_parameters
from dotstitch.dot.dots import load_dot
from dotstitch.dot.levels import FilmLevels, film_levels, polarisation_uncertainty_ev
from dotstitch.dot.samples import sample_dot
from dotstitch.dot.transfer import Acceptor, drawn_levels_ev, drawn_offsets_ev
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.molecule import Chromophore
from dotstitch.optics.families import family

DRAWS = prior_draws(4000, 11)
STYRYL_KETONE, STILBENE = "CC(=O)/C=C/c1ccccc1", "C(=C/c1ccccc1)\\c1ccccc1"
DIAZIRINE, METHOXYSTILBENE = "FC(F)(F)C1(c2ccccc2)N=N1", "COc1ccc(/C=C/c2ccccc2)cc1"


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def acceptors(residual_ev: float = 0.15) -> list[Acceptor]:
    levels = FilmLevels(-6.5, residual_ev, -2.8, residual_ev)
    return [Acceptor("one", levels), Acceptor("other", replace(levels, lumo_ev=-3.3))]


@pytest.mark.parametrize("carrier", ["electron", "hole"])
def test_two_species_share_the_polarisation_of_the_film_and_nothing_else(carrier):
    residual, film = 0.15, polarisation_uncertainty_ev(carrier)
    which = 0 if carrier == "electron" else 1
    one, other = (drawn_levels_ev(x, DRAWS)[which] for x in acceptors(residual))
    expected = film**2 / (film**2 + residual**2)
    assert correlation(one, other) == pytest.approx(expected, abs=0.03)
    assert np.std(one - other) == pytest.approx(np.sqrt(2.0) * residual, rel=0.05)


def test_levels_keep_their_total_uncertainty():
    levels = film_levels(-8.5, -2.0, "standard")
    lumo, homo = drawn_levels_ev(Acceptor("molecule", levels), DRAWS)
    assert np.std(lumo) == pytest.approx(levels.lumo_uncertainty_ev, rel=0.03)
    assert np.std(homo) == pytest.approx(levels.homo_uncertainty_ev, rel=0.03)
    assert np.mean(lumo) == pytest.approx(levels.lumo_ev, abs=0.01)


def test_more_polarisation_narrows_the_gap_of_every_molecule_alike():
    known = {f"film:polarisation_{x}": np.ones(DRAWS.n) for x in ("electron", "hole")}
    for one in acceptors():
        before = drawn_levels_ev(one, DRAWS)
        after = drawn_levels_ev(one, replace(DRAWS, errors=known))
        still = {label: np.zeros(DRAWS.n) for label in known}
        middle = drawn_levels_ev(one, replace(DRAWS, errors=still))
        shifts = [a - m for a, m in zip(after, middle, strict=True)]
        assert shifts[0] == pytest.approx(-polarisation_uncertainty_ev("electron"))
        assert shifts[1] == pytest.approx(polarisation_uncertainty_ev("hole"))
        assert np.std(before[0]) > np.std(after[0])


def test_offsets_of_two_molecules_from_one_dot_differ_by_their_own_errors_only():
    dot = sample_dot(load_dot("lu_red_cdznse_cdzns_zns"), DRAWS)
    one, other = (drawn_offsets_ev(x, dot, DRAWS)[0] for x in acceptors(0.15))
    assert np.std(one - other) == pytest.approx(np.sqrt(2.0) * 0.15, rel=0.05)
    assert correlation(one, other) > 0.9


def test_dots_share_the_scale_of_their_edges():
    samples = [sample_dot(load_dot(name), DRAWS) for name in dot_names()]
    share = load_parameters()["dot_edge_scale_share"].value
    assert 0.0 < share < 1.0
    for sample in samples:
        assert np.std(sample.edge_normal) == pytest.approx(1.0, abs=0.04)
    for one, other in pairwise(samples):
        assert correlation(one.edge_normal, other.edge_normal) == pytest.approx(share, abs=0.05)
        assert abs(correlation(one.gap_normal, other.gap_normal)) < 0.06


def chromophore(smiles: str) -> Chromophore:
    error = BandError(family(smiles), (0.12, 0.06), (0.1, 0.2))
    return Chromophore("key", smiles, 1, (), (), error, None, None)


@pytest.mark.parametrize(
    ("drawn", "parts"),
    [(Chromophore.band_shift_ev, (0.12, 0.06)), (Chromophore.intensity_decades, (0.1, 0.2))],
)
def test_chromophores_of_one_scaffold_share_part_of_the_error_of_their_bands(drawn, parts):
    smiles = (STILBENE, METHOXYSTILBENE, STYRYL_KETONE, DIAZIRINE)
    errors = [drawn(chromophore(one), DRAWS) for one in smiles]
    for error in errors:
        assert np.std(error) == pytest.approx(np.hypot(*parts), rel=0.04)
    common = parts[0] ** 2 / (parts[0] ** 2 + parts[1] ** 2)
    assert correlation(errors[0], errors[1]) == pytest.approx(common, abs=0.05)
    assert abs(correlation(errors[0], errors[2])) < 0.06


def test_position_and_intensity_are_drawn_apart():
    one = chromophore(STILBENE)
    assert abs(correlation(one.band_shift_ev(DRAWS), one.intensity_decades(DRAWS))) < 0.06
