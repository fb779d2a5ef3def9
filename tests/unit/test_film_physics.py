"""What must hold for the film of any molecule: balances, limits, closed forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from recorded.screen import (
    DIAZIRINE,
    DIENONE,
    ESTER,
    LEVEL,
    PIPERIDONE,
    RecordedScreen,
    context_with,
)

from dotstitch.contracts.bands import BandError
from dotstitch.contracts.config import Config
from dotstitch.contracts.constants import AVOGADRO_PER_MOL
from dotstitch.dot.samples import sample_dot
from dotstitch.film.exposure import Case, dose_grid, photons_per_mj, stack_cases
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.prepare import compose, surroundings
from dotstitch.film.simulate import Outcome

CONFIG = Config(level=LEVEL, samples=100)
RED = CONFIG.dot
PLAIN = Case(365.0, dose_grid(60.0), 1.7, 3.0, False, 30.0, 298.15, RED)
DARK_DOT = frozenset({"electron_transfer", "energy_transfer"})
Molecules = dict[str, MoleculeInput]


@pytest.fixture(scope="module")
def molecules(tmp_path_factory: pytest.TempPathFactory) -> Molecules:
    screen = RecordedScreen(tmp_path_factory.mktemp("recorded"))
    return {m.name: screen.inputs(m.name) for m in screen.manifest.molecules}


def simulate(molecule: MoleculeInput, *cases: Case, **parameters: float) -> Outcome:
    """Simulate one molecule with some parameters held at a value."""
    return context_with(CONFIG, **parameters).simulate(molecule, cases)


def rates(outcome: Outcome, case: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return radiative and non-radiative rate of the pristine dot, us-1."""
    dot = outcome.conditions.dots[case]
    return dot.radiative, dot.nonradiative


def with_levels(molecule: MoleculeInput, change: Callable) -> MoleculeInput:
    """Return a molecule with the levels of every state changed."""
    return replace(
        molecule,
        chromophores=tuple(
            replace(c, states=tuple(replace(s, levels=change(s.levels)) for s in c.states))
            for c in molecule.chromophores
        ),
    )


def acceptor(molecule: MoleculeInput) -> MoleculeInput:
    """Return a molecule every state of which takes electrons from the dot alike, and no holes."""
    return with_levels(molecule, lambda levels: replace(levels, lumo_ev=-3.6, homo_ev=-12.0))


def with_triplet(molecule: MoleculeInput, triplet_ev: float) -> MoleculeInput:
    """Return a molecule whose chromophores have a triplet energy."""
    parts = (
        replace(c, triplet_ev=triplet_ev, triplet_uncertainty_ev=0.1) for c in molecule.chromophores
    )
    return replace(molecule, chromophores=tuple(parts))


# Light of the dot


@pytest.mark.parametrize("name", [DIENONE, ESTER, DIAZIRINE])
def test_every_rate_that_is_reported_is_lost_light(molecules: Molecules, name: str) -> None:
    case = replace(PLAIN, wavelength_nm=254.0)
    molecule = with_triplet(acceptor(molecules[name]), 1.5)
    found = simulate(molecule, case, passivation_fraction=0.0)
    radiative, nonradiative = rates(found)
    added = sum(rate[0] for rate in found.quenching.values())
    pristine = radiative / (radiative + nonradiative)
    expected = radiative / (radiative + nonradiative + added) / pristine
    assert found.plqy_relative[-1, 0] == pytest.approx(expected, rel=1e-12)
    assert all(np.all(rate > 0.0) for rate in found.quenching.values())


def test_harm_grows_with_every_harmful_event(molecules: Molecules) -> None:
    rare, often = (
        simulate(molecules[DIENONE], PLAIN, harmful_event_rate_per_us=rate) for rate in (1.0, 3.0)
    )
    harm = "harmful products"
    assert often.quenching[harm] == pytest.approx(3.0 * rare.quenching[harm], rel=1e-9)
    assert np.all(often.plqy_relative[-1] < rare.plqy_relative[-1])


def base_rate(found: Outcome) -> np.ndarray:
    """Return what is left of the non-radiative rate of the dot itself at the full dose."""
    radiative, nonradiative = rates(found)
    total = (radiative + nonradiative) / found.plqy_relative[-1, 0]
    return total - radiative - sum(rate[0] for rate in found.quenching.values())


@pytest.mark.parametrize("name", [DIENONE, ESTER])
def test_azides_heal_no_dot(molecules: Molecules, name: str) -> None:
    case = replace(PLAIN, wavelength_nm=254.0)
    found = simulate(molecules[name], case, passivation_fraction=0.9)
    assert np.any(found.quenching["harmful products"] > 0.0)
    assert base_rate(found) == pytest.approx(rates(found)[1], rel=1e-9)


def test_dots_heal_with_the_carbenes_that_were_made(molecules: Molecules) -> None:
    molecule = molecules[DIAZIRINE]
    case = replace(PLAIN, off=DARK_DOT | {"diazo"})
    found = [simulate(molecule, replace(case, off=off)) for off in (case.off, DARK_DOT)]
    draws = context_with(CONFIG).draws
    carbenes = found[0].crosslinkers_per_dot[0] * molecule.n_arms
    carbenes = carbenes * (1.0 - found[0].precursor_left[-1, 0])
    taken = 1.0 - np.exp(-carbenes / draws["passivation_carbenes_per_dot"])
    nonradiative = rates(found[0])[1]
    expected = nonradiative * (1.0 - draws["passivation_fraction"] * taken)
    assert base_rate(found[0]) == pytest.approx(expected, rel=1e-9)
    assert np.all(base_rate(found[1]) > base_rate(found[0]))


# What stays in the film and takes light


@pytest.mark.parametrize("name", [DIENONE, ESTER])
def test_before_exposure_the_developer_decides_who_quenches(
    molecules: Molecules, name: str
) -> None:
    molecule = acceptor(molecules[name])
    kept = simulate(molecule, PLAIN, washout_fraction=0.0)
    gone = simulate(molecule, PLAIN, washout_fraction=1.0)
    assert kept.plqy_relative[0] == pytest.approx(kept.plqy_mixed, rel=1e-12)
    assert np.median(kept.plqy_mixed) < 0.95
    assert gone.plqy_relative[0] == pytest.approx(1.0, rel=1e-12)


def test_without_acceptors_no_light_is_lost_and_more_of_them_take_more(
    molecules: Molecules,
) -> None:
    """Charge and energy go to crosslinkers alone; the rates of all of them add up."""
    molecule = with_triplet(acceptor(molecules[DIENONE]), 1.5)
    loadings = [1e-9, 1.0, 2.0, 4.0]
    found = simulate(molecule, *(replace(PLAIN, loading_wt_percent=x) for x in loadings))
    none, *some = found.plqy_mixed
    assert none == pytest.approx(1.0, abs=1e-4)
    assert all(np.all(b <= a) for a, b in pairwise(some))
    taken = [1.0 / light - 1.0 for light in some]
    assert taken[1] == pytest.approx(2.0 * taken[0], rel=1e-6, abs=1e-12)
    assert taken[2] == pytest.approx(4.0 * taken[0], rel=1e-6, abs=1e-12)


def test_holes_are_taken_from_the_light_like_electrons(molecules: Molecules) -> None:
    donor = with_levels(
        molecules[DIENONE], lambda levels: replace(levels, lumo_ev=0.0, homo_ev=-4.5)
    )
    bare = replace(PLAIN, dot="cdse_oleate_4.1nm")
    kept = simulate(donor, bare, washout_fraction=0.0)
    assert kept.plqy_relative[0] == pytest.approx(kept.plqy_mixed, rel=1e-12)
    assert np.median(kept.plqy_mixed) < 0.95
    assert np.all(kept.quenching["charge transfer"] >= 0.0)
    assert np.median(kept.quenching["charge transfer"]) > 0.1


@pytest.mark.parametrize("name", [DIENONE, ESTER])
@pytest.mark.parametrize("washout", [0.4, 1.0])
def test_a_molecule_stays_when_one_arm_is_bonded(
    molecules: Molecules, name: str, washout: float
) -> None:
    """Where all states quench alike, what quenches is what stays.

    With P1 and P2 the probabilities of one and of two bonded arms, P1 + P2 = 2 <arms> - P2.
    """
    molecule, case = acceptor(molecules[name]), replace(PLAIN, wavelength_nm=254.0)
    found = simulate(molecule, case, washout_fraction=washout)
    everyone = simulate(molecule, case, washout_fraction=0.0)
    bonded = 2.0 * found.arm_conversion[-1] - found.crosslink_yield[-1]
    stays = bonded + (1.0 - bonded) * (1.0 - washout)
    transfer = "charge transfer"
    assert found.quenching[transfer] == pytest.approx(
        stays * everyone.quenching[transfer], rel=1e-9
    )
    assert 0.05 < np.median(bonded) < 0.95


# Band edges


def test_the_edge_of_the_dot_is_drawn_and_shared_by_both_carriers(molecules: Molecules) -> None:
    """A conduction band that lies higher gives electrons more readily, a valence band so fewer."""
    context = context_with(CONFIG)
    dot = context.dots[RED]

    def mixed(molecule: MoleculeInput, shift: float) -> np.ndarray:
        normal = np.full_like(dot.edge_normal, shift)
        moved = replace(context, dots={**context.dots, RED: replace(dot, edge_normal=normal)})
        return moved.simulate(molecule, (PLAIN,)).plqy_mixed

    takes_electrons = with_levels(
        molecules[DIENONE], lambda levels: replace(levels, lumo_ev=-3.2, homo_ev=-9.0)
    )
    low, middle, high = (mixed(takes_electrons, shift) for shift in (-1.0, 0.0, 1.0))
    assert np.all((high <= middle) & (middle <= low))
    assert high.mean() < middle.mean() < low.mean()
    takes_holes = with_levels(
        molecules[DIENONE], lambda levels: replace(levels, lumo_ev=0.0, homo_ev=-5.2)
    )
    low, high = (mixed(takes_holes, shift) for shift in (-1.0, 1.0))
    assert np.all(low <= high)
    assert low.mean() < high.mean()


# Ends of the intermediates


ENDS = ("ring expansion", "trapping", "reduction", "azine", "triplet sink", "oxygen")


@pytest.mark.parametrize("name", [DIENONE, DIAZIRINE])
def test_air_books_its_losses_as_oxygen(molecules: Molecules, name: str) -> None:
    found = simulate(molecules[name], PLAIN, replace(PLAIN, air=True))
    sealed, aired = ({k: v[i] for k, v in found.losses.items()} for i in (0, 1))
    assert np.all(sealed["oxygen"] == 0.0)
    assert np.all(aired["oxygen"] > 0.0)
    for other in (set(ENDS) & set(sealed)) - {"oxygen"}:
        assert np.all(aired[other] <= sealed[other] + 1e-12), other


@pytest.mark.parametrize("name", [DIENONE, ESTER, DIAZIRINE])
@pytest.mark.parametrize("air", [False, True])
def test_every_intermediate_is_a_bond_or_a_named_loss(
    molecules: Molecules, name: str, air: bool
) -> None:
    case = replace(PLAIN, wavelength_nm=254.0, air=air, off=DARK_DOT)
    found = simulate(molecules[name], case)
    lost = sum(1.0 - np.exp(-found.losses[end]) for end in ENDS if end in found.losses)
    (fate,) = found.fates
    assert lost + fate.bond == pytest.approx(1.0, abs=1e-9)
    assert sum(fate.ends.values()) == pytest.approx(1.0, abs=1e-9)


def test_arms_convert_as_their_intermediates_bond(molecules: Molecules) -> None:
    for name in (DIENONE, ESTER, DIAZIRINE):
        found = simulate(molecules[name], replace(PLAIN, off=DARK_DOT | {"diazo"}))
        spent = 1.0 - found.precursor_left[-1]
        assert found.arm_conversion[-1] == pytest.approx(spent * found.fates[0].bond, rel=1e-9)


@pytest.mark.parametrize("name", [DIENONE, ESTER, DIAZIRINE])
def test_every_warhead_that_is_gone_is_accounted_for(molecules: Molecules, name: str) -> None:
    """Dead arms, diazo isomers and intermediates born as singlets or triplets add up."""
    case = replace(PLAIN, wavelength_nm=254.0)
    found = simulate(with_triplet(acceptor(molecules[name]), 1.6), case)
    seen = -np.expm1(-found.photons_per_arm)
    gone = seen * np.exp(-found.losses["quantum yield"])
    spent = 1.0 - found.precursor_left[-1]
    assert gone == pytest.approx(np.minimum(spent, seen), rel=1e-6)


@pytest.mark.parametrize("name", [DIENONE, ESTER, DIAZIRINE])
def test_energy_of_the_dot_only_ever_adds_spent_warheads(molecules: Molecules, name: str) -> None:
    case = replace(PLAIN, wavelength_nm=254.0, off=frozenset({"electron_transfer"}))
    molecule = with_triplet(acceptor(molecules[name]), 1.6)
    found, shut = simulate(molecule, case, replace(case, off=DARK_DOT)).precursor_left[-1]
    assert np.all(found <= shut + 1e-12)
    assert found.mean() < shut.mean()


@pytest.mark.parametrize("name", [DIENONE, ESTER, DIAZIRINE])
def test_intermediates_born_by_energy_are_bonds_or_named_losses_too(
    molecules: Molecules, name: str
) -> None:
    case = replace(PLAIN, wavelength_nm=254.0, off=frozenset({"electron_transfer", "diazo"}))
    found = simulate(with_triplet(molecules[name], 1.0), case)
    shut = simulate(molecules[name], case)
    assert np.any(found.precursor_left[-1] < shut.precursor_left[-1] - 1e-3)
    lost = sum(1.0 - np.exp(-found.losses[end]) for end in ENDS if end in found.losses)
    bonds = found.arm_conversion[-1] / (1.0 - found.precursor_left[-1])
    assert lost + bonds == pytest.approx(1.0, abs=1e-9)


def pair_of_arms(molecule: MoleculeInput, *, as_sets: bool) -> MoleculeInput:
    """Return a molecule with two warheads on its chromophore, as one set of arms or as two."""
    (one,) = molecule.chromophores
    (arm,) = one.arms
    states = (*one.states[:2], one.states[-1])
    single, double = replace(arm, n_equivalent=1), replace(arm, n_equivalent=2)
    arms = (single, single) if as_sets else (double,)
    return replace(molecule, chromophores=(replace(one, count=1, arms=arms, states=states),))


@pytest.mark.parametrize("name", [DIENONE, DIAZIRINE])
def test_two_sets_of_one_arm_are_one_set_of_two(molecules: Molecules, name: str) -> None:
    case = replace(PLAIN, wavelength_nm=254.0, air=True)
    molecule = with_triplet(acceptor(molecules[name]), 1.0)
    one, two = (simulate(pair_of_arms(molecule, as_sets=split), case) for split in (False, True))
    for field in ("precursor_left", "arm_conversion", "crosslink_yield", "plqy_relative"):
        assert getattr(two, field) == pytest.approx(getattr(one, field), rel=1e-9, abs=1e-12)
    for losses in ("losses", "quenching"):
        expected = getattr(one, losses)
        for cause, found in getattr(two, losses).items():
            assert found == pytest.approx(expected[cause], rel=1e-6, abs=1e-9), cause


@pytest.mark.parametrize("group", ["amine", "thiol", "acid"])
def test_ligands_that_end_in_a_trap_trap_by_their_share(molecules: Molecules, group: str) -> None:
    context, molecule = context_with(CONFIG, free_group_share=0.05), molecules[PIPERIDONE]
    sample = context.dots[RED]
    known = {f"{name}_{end}": None for name in ("amine", "thiol") for end in ("low", "high")}
    dots = [sample.dot.model_copy(update=known | {f"{group}_fraction": x}) for x in (0.0, 0.2)]
    films = []
    for dot in dots:
        conditions = stack_cases((PLAIN,), {RED: sample_dot(dot, context.draws)})
        composition = compose(molecule, conditions, context.draws)
        films.append(surroundings(molecule, (), composition, conditions, context.draws))
    none, some = (getattr(film, f"{group}_m") for film in films)
    ligands_m = 1000.0 * sample.dot.ligand_density_g_cm3 / sample.dot.ligand_molar_mass_g_mol
    assert some - none == pytest.approx(0.2 * 0.05 * ligands_m, rel=1e-9)
    assert np.all(none > 0.0) if group == "amine" else np.all(none == 0.0)  # its own amine


# Diazo isomers


def test_part_of_a_diazirine_waits_as_diazo_isomer(molecules: Molecules) -> None:
    molecule = molecules[DIAZIRINE]
    early = replace(PLAIN, dose_mj_cm2=dose_grid(1.0), off=DARK_DOT)
    found = simulate(molecule, early, diazo_branching=0.4)
    waiting = 1.0 - np.exp(-found.losses["diazo reservoir"])
    assert waiting == pytest.approx(0.4, abs=0.02)
    without = simulate(molecule, replace(early, off=DARK_DOT | {"diazo"}))
    assert without.losses["diazo reservoir"] == pytest.approx(0.0, abs=1e-12)
    assert np.all(without.arm_conversion[-1] > found.arm_conversion[-1])


def test_an_azide_has_no_diazo_isomer(molecules: Molecules) -> None:
    found = simulate(molecules[DIENONE], PLAIN)
    assert "diazo reservoir" not in found.losses


# Light in the film


def with_sure_bands(molecule: MoleculeInput) -> MoleculeInput:
    """Return a molecule whose calibrated bands are taken as exact."""
    sure = BandError("made up", (0.0, 0.0), (0.0, 0.0))
    parts = tuple(replace(part, band_error=sure) for part in molecule.chromophores)
    return replace(molecule, chromophores=parts)


@pytest.mark.parametrize("name", [DIENONE, ESTER, DIAZIRINE])
def test_photons_per_arm_follow_from_the_spectrum(molecules: Molecules, name: str) -> None:
    molecule = with_sure_bands(molecules[name])
    found = simulate(molecule, PLAIN)
    epsilon = sum(
        c.count * np.interp(365.0, molecule.wavelength_nm, c.states[0].epsilon_m1_cm1)
        for c in molecule.chromophores
    )
    section = 1000.0 * np.log(10.0) * epsilon / AVOGADRO_PER_MOL
    expected = 60.0 * photons_per_mj(365.0) * section / molecule.n_arms
    assert found.photons_per_arm == pytest.approx(expected, rel=1e-9)


def test_few_photons_spend_warheads_as_their_yield_says(molecules: Molecules) -> None:
    thin = replace(
        PLAIN,
        dose_mj_cm2=dose_grid(1e-4),
        thickness_nm=1e-6,
        wavelength_nm=254.0,
        off=DARK_DOT | {"diazo"},
    )
    for name in (DIENONE, ESTER, DIAZIRINE):
        found = simulate(molecules[name], thin)
        spent = 1.0 - found.precursor_left[-1]
        share = spent / found.photons_per_arm
        assert share == pytest.approx(np.exp(-found.losses["quantum yield"]), rel=1e-4)
        assert found.losses["absorption"] == pytest.approx(-np.log(found.photons_per_arm), rel=1e-4)


def test_a_tertiary_amine_of_the_crosslinker_lowers_the_yield(molecules: Molecules) -> None:
    with_amine = molecules[PIPERIDONE]
    assert with_amine.n_tertiary_amines == 1
    without = replace(with_amine, n_tertiary_amines=0)
    case = replace(PLAIN, off=DARK_DOT)
    found = [simulate(m, case) for m in (with_amine, without)]
    assert np.all(found[0].precursor_left[-1] > found[1].precursor_left[-1])
    assert np.all(found[0].losses["trapping"] > found[1].losses["trapping"])


# Film and network


def test_loading_is_by_weight_over_dots_with_ligands(molecules: Molecules) -> None:
    found = simulate(molecules[DIENONE], PLAIN, replace(PLAIN, loading_wt_percent=6.0))
    mass = found.conditions.dots[0].mass_g_mol
    expected = 0.03 * mass / molecules[DIENONE].molar_mass_g_mol
    assert found.crosslinkers_per_dot[0] == pytest.approx(expected, rel=1e-12)
    assert found.crosslinkers_per_dot[1] == pytest.approx(2.0 * expected, rel=1e-12)


def test_retention_is_the_gel_below_its_ceiling(molecules: Molecules) -> None:
    found = simulate(molecules[DIENONE], PLAIN, retention_ceiling=0.8)
    assert found.film_retention == pytest.approx(0.8 * found.gel)
    assert np.all(found.gel[0] == 0.0)
    assert np.mean(found.gel[-1] > 0.5) > 0.1


def test_an_idle_exposure_leaves_everything_as_it_was(molecules: Molecules) -> None:
    idle = replace(PLAIN, dose_mj_cm2=dose_grid(1e-9))
    found = simulate(molecules[DIENONE], idle)
    assert found.precursor_left[-1] == pytest.approx(1.0, abs=1e-6)
    assert np.all(found.gel[-1] == 0.0)
    assert np.all(found.losses["absorption"] > 10.0)
