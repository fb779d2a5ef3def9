"""Every dot is cited, and its numbers agree with each other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dotstitch.contracts.config import Config
from dotstitch.contracts.constants import AVOGADRO_PER_MOL, EV_NM
from dotstitch.data.dots import dot_names
from dotstitch.dot.dots import Dot, load_dot
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.prior import prior_draws

DRAWS = prior_draws(500, 3)
DOTS = [load_dot(name) for name in dot_names()]
EACH = pytest.mark.parametrize("dot", DOTS, ids=[dot.name for dot in DOTS])


@EACH
def test_every_group_of_numbers_is_cited(dot: Dot) -> None:
    for group in ("size", "levels", "absorption", "barrier", "ligand"):
        assert getattr(dot, f"{group}_source"), group
        cited = getattr(dot, f"{group}_doi").startswith("10.")
        assert cited or getattr(dot, f"{group}_confidence") == "assumption", group
    measured = dot.radiative_rate_per_us is not None
    assert measured == bool(dot.luminescence_source)
    assert measured == (dot.luminescence_confidence is not None)


@EACH
def test_edge_gap_is_optical_gap_plus_coulomb_term(dot: Dot) -> None:
    edge_gap = dot.conduction_band_ev - dot.valence_band_ev
    assert edge_gap == pytest.approx(dot.optical_gap_ev + dot.exciton_binding_ev, abs=0.02)
    assert 0.02 < dot.exciton_binding_ev < 0.4


def test_cdse_edges_agree_with_both_size_relations() -> None:
    """Jasieniak et al., ACS Nano 2011: the two fits differ by more than the optical gap.

    What is missing is the electron-hole attraction with its polarisation part.
    """
    dot = load_dot("cdse_oleate_4.1nm")
    d = dot.diameter_nm
    assert dot.valence_band_ev == pytest.approx(-5.23 - 0.74 * d**-0.95, abs=0.02)
    assert dot.conduction_band_ev == pytest.approx(-3.49 + 2.97 * d**-1.24, abs=0.05)


@EACH
def test_first_exciton_agrees_with_optical_gap(dot: Dot) -> None:
    assert EV_NM / dot.first_exciton_nm == pytest.approx(dot.optical_gap_ev, rel=0.01)


@EACH
def test_sizes_and_levels_are_sane(dot: Dot) -> None:
    assert dot.core_diameter_nm <= dot.diameter_nm
    shell_nm = 0.5 * (dot.diameter_nm - dot.core_diameter_nm)
    assert (dot.shell == "") == (shell_nm == 0.0)
    assert max(dot.electron_barrier_nm, dot.hole_barrier_nm) <= shell_nm + 1e-9
    assert -7.0 < dot.valence_band_ev < dot.conduction_band_ev < -2.0
    assert min(dot.valence_band_uncertainty_ev, dot.conduction_band_uncertainty_ev) >= 0.3
    assert dot.scale_254 > dot.scale_313 > 1.0 > dot.scale_365 > dot.scale_405


def test_zinc_blende_cdse_agrees_with_the_sizing_curve_of_lu() -> None:
    dot = load_dot("cdse_oleate_4.1nm")
    diameter = 1280.0 / (810.0 - dot.first_exciton_nm) - 1.9
    assert diameter == pytest.approx(dot.diameter_nm, abs=dot.diameter_uncertainty_nm)


def test_cdse_agrees_with_the_2003_sizing_curve() -> None:
    """Yu, Qu, Guo, Peng, Chem. Mater. 2003, 15, 2854; curves differ by 0.3 nm and more."""
    dot = load_dot("cdse_oleate_4.1nm")
    x = dot.first_exciton_nm
    diameter = 1.6122e-9 * x**4 - 2.6575e-6 * x**3 + 1.6242e-3 * x**2 - 0.4277 * x + 41.57
    assert diameter == pytest.approx(dot.diameter_nm, abs=0.6)


def test_pbs_agrees_with_its_sizing_curve() -> None:
    """Moreels et al., ACS Nano 2009, 3, 3023."""
    dot = load_dot("pbs_oleate_4.0nm")
    d = dot.diameter_nm
    gap = 0.41 + 1.0 / (0.0252 * d**2 + 0.283 * d)
    assert gap == pytest.approx(dot.optical_gap_ev, abs=dot.optical_gap_uncertainty_ev)


def test_absorption_of_cdse_is_leatherdales() -> None:
    """Cross section 5.501e5 a^3 (cm2, a in cm) at 350 nm."""
    dot = load_dot("cdse_oleate_4.1nm")
    radius = 0.5e-7 * dot.diameter_nm
    coefficient = 5.501e5 * radius**3 / (4.0 / 3.0 * math.pi * radius**3)
    assert dot.absorption_350_cm1 == pytest.approx(coefficient, rel=0.01)


def test_absorption_of_pbs_is_moreels() -> None:
    """Molar absorptivity 2.33e4 d^3 at 400 nm."""
    dot = load_dot("pbs_oleate_4.0nm")
    volume = math.pi / 6.0 * (1e-7 * dot.diameter_nm) ** 3
    molar = 2.33e4 * dot.diameter_nm**3
    coefficient = math.log(10.0) * 1e3 * molar / (AVOGADRO_PER_MOL * volume)
    assert dot.absorption_350_cm1 * dot.scale_405 == pytest.approx(coefficient, rel=0.1)


def test_ligands_of_cdse_are_lus_184() -> None:
    assert load_dot("cdse_oleate_4.1nm").ligands_per_dot == pytest.approx(184, rel=0.05)


@pytest.mark.parametrize(("wt_percent", "count"), [(1, 3.9), (3, 11.6), (5, 19.3)])
def test_crosslinkers_per_dot_of_lu(wt_percent: float, count: float) -> None:
    """Crosslinker 1 (460.2 g/mol) on 4.1 nm CdSe; 2.1 to 10.5 mol% of the ligands."""
    dot = load_dot("cdse_oleate_4.1nm")
    found = wt_percent / 100.0 * dot.mass_g_mol / 460.2
    assert found == pytest.approx(count, rel=0.03)
    assert 0.02 < found / dot.ligands_per_dot < 0.11


@EACH
def test_ligand_phase_concentrations(dot: Dot) -> None:
    assert 90.0 < dot.ch_concentration_m < 120.0
    if dot.double_bonds_low is not None:
        assert 0.0 < dot.double_bond_concentration_m < 3.15
    elif dot.ligand.startswith("oleate"):
        assert dot.double_bond_concentration_m == pytest.approx(3.15, abs=0.1)
    else:
        assert dot.double_bond_concentration_m == 0.0


def test_defaults_of_the_configuration_exist() -> None:
    config = Config()
    wanted = {config.dot} | {recipe.dot for recipe in config.recipes if recipe.dot}
    assert wanted <= set(dot_names())
    red = load_dot(config.dot)
    assert red.radiative_rate_per_us is not None
    assert red.nonradiative_rate_per_us is not None
    decay = red.radiative_rate_per_us + red.nonradiative_rate_per_us
    assert decay == pytest.approx(47.0)
    assert np.isclose(red.radiative_rate_per_us / decay, 0.53, atol=0.005)
    low, high = (
        red.diameter_nm - 2 * red.diameter_uncertainty_nm,
        red.diameter_nm + 2 * (red.diameter_uncertainty_nm),
    )
    assert low < 8.0
    assert high > 13.0


def test_unknown_dot_lists_the_names() -> None:
    with pytest.raises(KeyError, match="cdse_oleate"):
        load_dot("nosuch")


@EACH
def test_samples_of_a_dot_are_centred_on_its_row(dot: Dot) -> None:
    """Sphere, ligands and light at the median; the volume follows the diameter cubed."""
    sample = sample_dot(dot, DRAWS)
    sphere = math.pi / 6.0 * dot.diameter_nm**3
    assert np.median(sample.core_volume_nm3) == pytest.approx(sphere, rel=0.03)
    spread = 3.0 * dot.diameter_uncertainty_nm / dot.diameter_nm
    assert np.std(np.log(sample.core_volume_nm3)) == pytest.approx(spread, rel=0.15)
    assert np.median(sample.mass_g_mol) == pytest.approx(dot.mass_g_mol, rel=0.05)
    each = dot.ligand_molar_mass_g_mol / dot.ligand_density_g_cm3 / AVOGADRO_PER_MOL * 1e21
    assert np.median(sample.ligand_volume_nm3) == pytest.approx(
        dot.ligands_per_dot * each, rel=0.05
    )
    assert np.median(sample.absorption_cm1) == pytest.approx(dot.absorption_350_cm1, rel=0.02)
    assert np.std(np.log(sample.absorption_cm1)) == pytest.approx(
        dot.absorption_350_uncertainty, rel=0.05
    )
    radiative, nonradiative = dot.radiative_rate_per_us, dot.nonradiative_rate_per_us
    if radiative is not None and nonradiative is not None:
        assert np.all(sample.decay == pytest.approx(radiative + nonradiative))


@EACH
def test_heavier_dots_are_larger_ones(dot: Dot) -> None:
    """Inorganic mass by the density, plus the ligands by their volume."""
    sample = sample_dot(dot, DRAWS)
    grams = sample.core_volume_nm3 * dot.density_g_cm3
    grams = grams + sample.ligand_volume_nm3 * dot.ligand_density_g_cm3
    assert sample.mass_g_mol == pytest.approx(grams * 1e-21 * AVOGADRO_PER_MOL, rel=1e-9)


UNCERTAIN = [dot for dot in DOTS if dot.double_bonds_low is not None]
"""Core/shell dots whose ligands are named but not counted."""


def test_the_core_shell_dots_of_lu_have_uncertain_ligand_sets() -> None:
    assert [dot.name for dot in UNCERTAIN] == [n for n in dot_names() if n.startswith("lu_")]


@EACH
def test_ligand_shares_lie_within_their_bounds(dot: Dot) -> None:
    """Uniform between them; a dot without bounds has the shares of its row."""
    sample = sample_dot(dot, DRAWS)
    for name, low, high, value in (
        ("thiol", dot.thiol_low, dot.thiol_high, dot.thiol_fraction),
        ("amine", dot.amine_low, dot.amine_high, dot.amine_fraction),
    ):
        share = getattr(sample, f"{name}_concentration_m") / dot.ligand_concentration_m
        if low is None or high is None:
            assert share == pytest.approx(value)
        else:
            assert low <= share.min() < share.max() <= high
            assert np.std(share) == pytest.approx((high - low) / math.sqrt(12.0), rel=0.02)
            assert np.mean(share) == pytest.approx(value, rel=0.02)
    double_bonds = sample.double_bond_concentration_m / dot.ligand_concentration_m
    if dot.double_bonds_low is None or dot.double_bonds_high is None:
        assert double_bonds == pytest.approx(dot.double_bonds_per_ligand)
    else:
        assert dot.double_bonds_low <= double_bonds.min()
        assert double_bonds.max() <= dot.double_bonds_high


def test_a_thiol_carries_no_double_bond() -> None:
    for dot in UNCERTAIN:
        sample = sample_dot(dot, DRAWS)
        both = sample.double_bond_concentration_m + sample.thiol_concentration_m
        assert np.all(both <= dot.ligand_concentration_m * (1.0 + 1e-12))


def test_ligand_shares_are_drawn_for_each_dot_by_its_name() -> None:
    red, green, *_ = (sample_dot(dot, DRAWS).thiol_concentration_m for dot in UNCERTAIN)
    assert abs(np.corrcoef(red, green)[0, 1]) < 0.15


@EACH
def test_shell_is_what_the_core_leaves_of_the_dot(dot: Dot) -> None:
    """With one error for shell and barriers; a bare core has no shell."""
    sample = sample_dot(dot, DRAWS)
    middle = 0.5 * (dot.diameter_nm - dot.core_diameter_nm)
    assert np.median(sample.shell_nm) == pytest.approx(middle, abs=0.03)
    if not dot.shell:
        assert np.all(sample.shell_nm == 0.0)
        return
    assert np.std(sample.shell_nm) == pytest.approx(dot.barrier_uncertainty_nm, rel=0.05)
    assert np.corrcoef(sample.shell_nm, sample.hole_barrier)[0, 1] > 0.3


def test_only_dots_of_lu_take_numbers_from_lu() -> None:
    """Size and coverage of a dot of theirs describe it; no other dot borrows them."""
    lu = "10.1002/anie.202202633"
    assert [dot.name for dot in DOTS if dot.ligand_doi == lu] == ["cdse_oleate_4.1nm"]
    measured = [dot.name for dot in DOTS if dot.luminescence_doi == lu]
    assert measured == ["lu_red_cdznse_cdzns_zns"]
    assert all(lu not in (dot.levels_doi, dot.absorption_doi, dot.barrier_doi) for dot in DOTS)
