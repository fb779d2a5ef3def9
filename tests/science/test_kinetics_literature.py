"""Kinetics against published numbers."""

import numpy as np
import pytest

from dotstitch.dot.dots import load_dot
from dotstitch.dot.sizes import dot_mass_g_mol
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.composition import crosslinkers_per_dot
from dotstitch.film.exposure import photons_per_mj
from dotstitch.film.light import CROSS_SECTION_CM2
from dotstitch.film.luminescence import plqy_additive
from dotstitch.film.network import gel_mean_field
from dotstitch.groups.aryl_azide import nitrene_rates
from dotstitch.groups.aryl_diazirine import carbene_rates
from dotstitch.groups.chain import Chain, solve_fate
from dotstitch.groups.registry import GROUPS, all_channels
from dotstitch.groups.ring_expansion import ring_expansion
from dotstitch.groups.spin_pair import SINGLET, TRIPLET
from dotstitch.groups.surroundings import Surroundings

N = 4000
DRAWS = prior_draws(N, 2022)
ERRORS = DRAWS.normals("ring_expansion")
PHENYL = "[N]c1ccccc1"
PERFLUOROPHENYL = "[N]c1c(F)c(F)c(F)c(F)c1F"
TETRAFLUOROCYANOPHENYL = "[N]c1c(F)c(F)c(C#N)c(F)c1F"
MOLAR_MASS_1 = 460.24


def solvent(cyclohexane_m: float) -> Surroundings:
    """Return an alkane without alkenes, groups or oxygen, under weak light."""
    zero, one = np.zeros(1), np.ones(1)
    return Surroundings(
        ch_m=np.array([12.0 * cyclohexane_m]),
        cc_m=zero,
        amine_m=zero,
        thiol_m=zero,
        acid_m=zero,
        warheads_m=dict.fromkeys(GROUPS, zero),
        air=zero,
        temperature_k=np.array([298.15]),
        formation_m_s=zero,
        on=dict.fromkeys(all_channels(), one),
    )


CYCLOHEXANE = solvent(9.26)


def nitrene(smiles: str) -> Chain:
    """Return the rates of an aryl nitrene in cyclohexane."""
    expansion = ring_expansion(smiles).rate_per_s(CYCLOHEXANE.temperature_k, ERRORS)
    return nitrene_rates(DRAWS, np.full(N, 15.0), expansion, CYCLOHEXANE)


def test_perfluoroaryl_nitrene_inserts_into_cyclohexane():
    """75 to 80 % for 4-azidotetrafluorobenzonitrile, doi 10.1039/c39940001841: the record.

    The rate is that of esters and enones, so the record lies in the upper tail.
    """
    insertion = solve_fate(nitrene(TETRAFLUOROCYANOPHENYL), SINGLET)["insertion"]
    median, high = np.percentile(insertion, [50, 99])
    assert median < 0.75
    assert high >= 0.75


def test_lifetimes_of_singlet_nitrenes():
    """About 30 ns and up for C6F5N and its relatives, about 1 ns for phenylnitrene.

    Gritsan et al., J. Phys. Chem. A 1997, 101, 2833; J. Am. Chem. Soc. 1999, 121, 1202. Insertion
    into the alkane is not counted.
    """
    windows = {PERFLUOROPHENYL: (20e-9, 400e-9), PHENYL: (0.5e-9, 2e-9)}
    for smiles, (low, high) in windows.items():
        chain = nitrene(smiles)
        expansion = chain.ends[SINGLET]["ring_expansion"]
        life = 1.0 / (chain.moves[SINGLET, TRIPLET] + expansion)
        assert low < np.median(life) < high


def test_unfluorinated_nitrene_expands_its_ring():
    """Two ortho fluorines are needed to retard it, doi 10.1021/bc00020a010."""
    assert np.median(solve_fate(nitrene(PHENYL), SINGLET)["ring_expansion"]) > 0.8
    assert np.median(solve_fate(nitrene(PERFLUOROPHENYL), SINGLET)["ring_expansion"]) < 0.6


def test_aryl_cf3_carbene_inserts_at_least_half_in_cyclohexane():
    """Brunner, Senn, Richards, J. Biol. Chem. 1980, 255, 3313."""
    ends = solve_fate(carbene_rates(DRAWS, np.full(N, 2.5), CYCLOHEXANE), SINGLET)
    assert np.median(ends["insertion"]) >= 0.5


def test_spin_equilibrated_arylcarbene_lives_nanoseconds_in_cyclohexane():
    """1 to 20 ns for 4-biphenylylcarbene, Wang et al., J. Org. Chem. 2006; one decade either side.

    Naphthylcarbene lives longer (1.5e6 M-1 s-1: 72 ns), and both are inside the samples.

    The lifetime of the equilibrium follows from the chain: every visit to the singlet ends in a
    bond with the probability that it inserts before it crosses again.
    """
    chain = carbene_rates(DRAWS, np.full(N, 3.0), CYCLOHEXANE)
    leave_s, leave_t = chain.leaving(SINGLET), chain.leaving(TRIPLET)
    crossing, back = chain.moves[SINGLET, TRIPLET], chain.moves[TRIPLET, SINGLET]
    life = 1.0 / (leave_t + back * leave_s / (leave_s + crossing))
    low, high = np.percentile(life, [16, 84])
    assert low < 200e-9
    assert high > 0.1e-9


def test_crosslinkers_per_dot_and_ligand_share():
    """1, 3 and 5 wt% of 1 on 4.1 nm CdSe: 3.9, 11.6, 19.3 per dot, 2 to 10 mol% of 184 ligands.

    Lu et al., doi 10.1002/anie.202202633, SI discussion 1.
    """
    mass = dot_mass_g_mol(4.1, 5.82, 184.0, 281.46)
    count = crosslinkers_per_dot([1.0, 3.0, 5.0], MOLAR_MASS_1, mass)
    assert count == pytest.approx([3.9, 11.6, 19.3], abs=0.15)
    assert 100.0 * count / 184.0 == pytest.approx([2.1, 6.3, 10.5], abs=0.2)


def test_crosslinkers_per_dot_of_the_dot_table():
    """The same from the row of the dot, whose coverage of 3.6 nm-2 gives 190 ligands."""
    dot = load_dot("cdse_oleate_4.1nm")
    count = crosslinkers_per_dot([1.0, 3.0, 5.0], MOLAR_MASS_1, dot.mass_g_mol)
    assert count == pytest.approx([3.9, 11.6, 19.3], rel=0.05)
    share = 100.0 * count / dot.ligands_per_dot
    assert share[0] == pytest.approx(2.0, abs=0.3)
    assert share[2] == pytest.approx(10.0, abs=0.8)


def test_photons_absorbed_at_the_doses_of_lu():
    """2.1 photons per azide of 1 at 50 mJ cm-2, 0.21 per diazirine of 4 at 200."""
    per_dose = photons_per_mj(365.0) * CROSS_SECTION_CM2
    assert 6000.0 * per_dose * 50.0 == pytest.approx(2.1, abs=0.05)
    assert 150.0 * per_dose * 200.0 == pytest.approx(0.21, abs=0.005)


def test_inner_filter_of_a_cdse_film():
    """25 nm at 50 vol% absorb about 15 % at 350 nm, from Leatherdale, doi 10.1021/jp025698c."""
    depth = load_dot("cdse_oleate_4.1nm").absorption_350_cm1 * 0.5 * 25e-7
    assert 1.0 - np.exp(-depth) == pytest.approx(0.15, abs=0.01)


def test_gel_of_the_rough_estimate():
    """Mean degrees of 1.9 to 2.9 gel to 0.75 to 0.9, and 0.6 to 1.0 to none or little."""
    assert gel_mean_field([1.9, 2.9]) == pytest.approx([0.77, 0.93], abs=0.03)
    assert np.all(gel_mean_field([0.6, 1.0]) < 0.05)


def test_yields_follow_from_the_rates_of_the_films():
    """SI Table S1 of Lu et al.: k_r, k_nr and PLQY of six films agree within rounding."""
    k_r = [25.0, 26.0, 25.0, 19.0, 18.0, 15.0]
    k_nr = [22.0, 32.0, 24.0, 47.0, 40.0, 59.0]
    measured = [0.53, 0.45, 0.51, 0.29, 0.31, 0.20]
    assert plqy_additive(k_r, k_nr) == pytest.approx(measured, abs=0.01)
