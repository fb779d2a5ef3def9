"""Sinks and sources of intermediates that literature asks for, and what switching them off does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rdkit import Chem
from recorded.screen import DIAZIRINE, DIENONE, ESTER, PIPERIDONE, RecordedScreen

from dotstitch.dot.dots import load_dot
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.prior import prior_draws
from dotstitch.film.absorbers import quantum_yields
from dotstitch.film.bare import bare_film, compose_dots, ligand_links
from dotstitch.film.carriers import state_rates
from dotstitch.film.exposure import Case, dose_grid, stack_cases
from dotstitch.film.luminescence import harmful_event_per_us
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.prepare import film_of
from dotstitch.film.simulate import simulate
from dotstitch.groups.aryl_azide import nitrene_rates
from dotstitch.groups.aryl_diazirine import ArylDiazirine, carbene_rates
from dotstitch.groups.chain import Chain, solve_fate
from dotstitch.groups.isomerisation import isomerisable_bonds
from dotstitch.groups.registry import all_channels, ends_of, find_sites
from dotstitch.groups.spin_pair import SINGLET, TRIPLET
from dotstitch.groups.surroundings import Surroundings
from dotstitch.plan.anchors import anchors

N = 2000
DRAWS = prior_draws(N, 7)
RED = "lu_red_cdznse_cdzns_zns"
DOTS = {name: sample_dot(load_dot(name), DRAWS) for name in (RED, "cdse_oleate_4.1nm")}
CYCLOHEXANE_M = 9.26
RADICALS = ("radical_link", "capping")


def around(*off: str, air: float = 0.0, **changed: float) -> Surroundings:
    """Return cyclohexane without anything else, with changes."""
    fields = dict.fromkeys(("cc_m", "amine_m", "thiol_m", "acid_m", "formation_m_s"), 0.0)
    fields |= {"ch_m": 12.0 * CYCLOHEXANE_M, "temperature_k": 298.15} | changed
    one = np.ones(1)
    return Surroundings(
        **{name: value * one for name, value in fields.items()},
        warheads_m={ArylDiazirine.name: 0.0 * one},
        air=air * one,
        on={name: 0.0 * one if name in off else one for name in all_channels()},
    )


def carbene(film: Surroundings) -> Chain:
    """Return the rates of an aryl-CF3-carbene."""
    return carbene_rates(DRAWS, 2.5 + 1.0 * DRAWS.normals("gap"), film)


def nitrene(film: Surroundings) -> Chain:
    """Return the rates of a perfluoroaryl nitrene that does not expand its ring."""
    return nitrene_rates(DRAWS, np.full(N, 14.0), np.zeros(N), film)


MAKERS = {"aryl_azide": nitrene, "aryl_diazirine": carbene}


def bonds(group: str, ends: dict[str, np.ndarray]) -> np.ndarray:
    """Return the probability of a wanted bond."""
    outcomes = ends_of(group)
    return np.sum([p for name, p in ends.items() if outcomes[name].outcome == "wanted"], axis=0)


def test_half_to_three_quarters_of_the_carbenes_bond_in_cyclohexane() -> None:
    """The record is 0.50 to 0.77 bonds per aryl-CF3-carbene in cyclohexane."""
    made = bonds("aryl_diazirine", solve_fate(carbene(around()), SINGLET))
    low, middle, high = np.percentile(made, [16.0, 50.0, 84.0])
    assert 0.45 <= low < high <= 0.85
    assert 0.50 <= middle <= 0.77


def test_reduction_takes_its_ratio_of_the_singlet_and_nothing_when_off() -> None:
    ends = solve_fate(carbene(around("crossing")), SINGLET)
    assert ends["reduction"] / ends["insertion"] == pytest.approx(DRAWS["carbene_reduction_ratio"])
    assert np.all(solve_fate(carbene(around("reduction")), SINGLET)["reduction"] == 0.0)


@pytest.mark.parametrize("group", MAKERS)
@pytest.mark.parametrize("air", [0.0, 1.0])
def test_pairs_of_radicals_are_conserved_whatever_becomes_of_them(group: str, air: float) -> None:
    """With both channels off they escape, as many as pair, are capped and escape with them on."""
    full = solve_fate(MAKERS[group](around(air=air)), TRIPLET)
    plain = solve_fate(MAKERS[group](around(*RADICALS, air=air)), TRIPLET)
    escaped = sum(full[name] for name in (*RADICALS, "escape"))
    assert escaped == pytest.approx(plain["escape"], rel=1e-12)
    for name in set(full) - {*RADICALS, "escape"}:
        assert full[name] == pytest.approx(plain[name], rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("group", MAKERS)
def test_radicals_pair_in_nitrogen_and_are_capped_in_air(group: str) -> None:
    sealed, aired = (solve_fate(MAKERS[group](around(air=a)), TRIPLET) for a in (0.0, 1.0))
    paired = sealed["radical_link"] / (sealed["radical_link"] + sealed["escape"])
    assert paired == pytest.approx(DRAWS["radical_link_share"])
    assert np.all(sealed["capping"] == 0.0)
    assert np.all(aired["radical_link"] == 0.0)
    assert np.all(aired["escape"] == 0.0)
    assert np.all(aired["capping"] > 0.0)


# Isomerisation as a rival of the loss of N2


@pytest.mark.parametrize(
    ("smiles", "bonds_that_turn"),
    [
        ("O=C(/C=C/c1ccc(N=[N+]=[N-])cc1)/C=C/c1ccc(N=[N+]=[N-])cc1", 2),
        ("CN1C/C(=C\\c2ccc(N=[N+]=[N-])cc2)C(=O)/C(=C/c2ccc(N=[N+]=[N-])cc2)C1", 2),
        ("[N-]=[N+]=Nc1ccc(/C=C/c2ccccc2)cc1", 1),
        ("[N-]=[N+]=Nc1ccc(C(=O)/C=C/c2ccccc2)cc1", 1),
        ("[N-]=[N+]=Nc1ccc2cc(/C=C/C(C)=O)ccc2c1", 1),
        ("FC(F)(F)C1(c2ccc(/C=C/c3ccccc3)cc2)N=N1", 1),
        ("[N-]=[N+]=Nc1ccccc1", 0),
        ("[N-]=[N+]=Nc1ccc(C=C)cc1", 0),  # two hydrogens at one end
        ("[N-]=[N+]=Nc1ccc(C=C(C)C)cc1", 0),  # two methyls at one end
        ("[N-]=[N+]=Nc1ccc(C2=CCCCC2)cc1", 0),  # held by a ring
        ("[N-]=[N+]=Nc1ccc(C/C=C/C)cc1", 0),  # not conjugated
        ("[N-]=[N+]=Nc1ccc(Cc2ccc(/C=C/c3ccccc3)cc2)cc1", 0),  # on another ring
    ],
)
def test_only_bonds_that_can_turn_beside_the_ring_of_the_warhead_count(
    smiles: str, bonds_that_turn: int
) -> None:
    mol = Chem.MolFromSmiles(smiles)
    assert isomerisable_bonds(mol, find_sites(mol)) == bonds_that_turn


@pytest.fixture(scope="module")
def molecules(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MoleculeInput]:
    screen = RecordedScreen(tmp_path_factory.mktemp("recorded"))
    return {m.name: screen.inputs(m.name) for m in screen.manifest.molecules}


def case_yields(molecule: MoleculeInput, *off: str) -> np.ndarray:
    """Return the yield of the intact chromophore, with channels on and off."""
    case = Case(365.0, dose_grid(50.0), 1.7, 3.0, False, 30.0, 298.15, RED)
    cases = [case, replace(case, off=frozenset(off))]
    conditions = stack_cases(cases, {RED: sample_dot(load_dot(RED), DRAWS)})
    part = molecule.chromophores[0]
    amines = molecule.n_tertiary_amines
    return quantum_yields(part, part.arms[0], amines, conditions, DRAWS)[0]


def test_isomerisation_and_amine_take_their_factors_from_those_that_have_them(
    molecules: dict[str, MoleculeInput],
) -> None:
    turning, quenched = DRAWS["isomerisation_yield_factor"], DRAWS["amine_yield_factor"]
    for name, factor in ((DIENONE, turning), (PIPERIDONE, turning), (ESTER, 1.0), (DIAZIRINE, 1.0)):
        on, off = case_yields(molecules[name], "isomerisation")
        assert on == pytest.approx(factor * off, rel=1e-12)
    on, off = case_yields(molecules[PIPERIDONE], "amine_quenching")
    assert on == pytest.approx(quenched * off, rel=1e-12)
    on, off = case_yields(molecules[DIENONE], "amine_quenching")
    assert np.array_equal(on, off)


# Harm through the shell of a dot


def test_harm_falls_by_its_decades_through_the_reference_shell() -> None:
    bare, half, reference = (
        harmful_event_per_us(DRAWS, np.array(nm), np.ones(1)) for nm in (0.0, 1.5, 3.0)
    )
    assert reference == pytest.approx(DRAWS["harmful_event_rate_per_us"], rel=1e-12)
    decades = np.log10(bare / reference)
    assert decades == pytest.approx(DRAWS["harmful_shell_decades"])
    assert np.log10(half / reference) == pytest.approx(0.5 * decades)
    off = harmful_event_per_us(DRAWS, np.array(0.0), np.zeros(1))
    assert np.array_equal(off, DRAWS["harmful_event_rate_per_us"])


def test_a_bare_core_loses_more_light_to_one_harmful_event() -> None:
    nm = {dot: load_dot(dot).shell_nm for dot in ("cdse_oleate_4.1nm", RED)}
    assert nm["cdse_oleate_4.1nm"] == 0.0
    assert 2.0 < nm[RED] < 4.0


# Links between ligands


def exposures(*off: str, **changed: float) -> list[Case]:
    """Return exposures at 254 and 365 nm up to 50 mJ cm-2 on every kind of dot."""
    case = Case(365.0, dose_grid(50.0), 1.7, 3.0, False, 30.0, 298.15, RED, frozenset(off))
    return [
        replace(case, wavelength_nm=nm, dot=dot, **changed) for nm in (254.0, 365.0) for dot in DOTS
    ]


def test_a_film_without_crosslinker_dissolves() -> None:
    """With every channel on, it keeps less than 0.05 up to 50 mJ cm-2 at 254 and 365 nm."""
    kept = bare_film(exposures(), DRAWS, DOTS).film_retention
    assert np.all(np.mean(kept < 0.05, axis=-1) > 0.95)
    assert np.all(np.median(kept, axis=-1) == 0.0)


def test_links_between_ligands_follow_dose_and_photons() -> None:
    conditions = stack_cases(exposures(), DOTS)
    film = film_of(compose_dots(conditions), conditions)
    links = ligand_links(film, conditions, DRAWS)
    doses = conditions.doses / conditions.doses[-1]
    assert links == pytest.approx(doses[:, :, None] * links[-1], rel=1e-12)
    n = len(DOTS)
    assert np.all(links[-1, :n] > links[-1, n:])
    dark = stack_cases(exposures("ligand_links"), DOTS)
    assert np.all(ligand_links(film, dark, DRAWS) == 0.0)
    aired = stack_cases(exposures(air=True), DOTS)
    assert np.all(ligand_links(film, aired, DRAWS) == 0.0)


def test_enough_links_between_ligands_hold_a_film_alone() -> None:
    far = [replace(case, dose_mj_cm2=dose_grid(1e10)) for case in exposures()[: len(DOTS)]]
    found = bare_film(far, DRAWS, DOTS)
    assert np.all(found.film_retention[0] == 0.0)
    ceiling = DRAWS["retention_ceiling"]
    assert found.film_retention[-1] == pytest.approx(ceiling * np.ones((len(far), N)), rel=1e-2)
    assert np.all(found.plqy_relative[0] == 1.0)
    assert np.all(np.diff(found.plqy_relative, axis=0) <= 0.0)


def test_a_trace_of_crosslinker_makes_a_bare_film(molecules: dict[str, MoleculeInput]) -> None:
    case = replace(exposures()[0], loading_wt_percent=1e-9)
    found, bare = simulate(molecules[ESTER], [case], DRAWS, DOTS), bare_film([case], DRAWS, DOTS)
    assert found.film_retention == pytest.approx(bare.film_retention, abs=1e-6)
    assert found.plqy_relative == pytest.approx(bare.plqy_relative, rel=1e-4)


# Molecules held on a dot


@pytest.mark.parametrize(
    ("smiles", "names"),
    [
        ("OC(=O)c1ccc(N=[N+]=[N-])cc1", ("carboxylic acid",)),
        ("COC(=O)c1ccc(N=[N+]=[N-])cc1", ()),
        ("OP(=O)(O)Cc1ccc(N=[N+]=[N-])cc1", ("phosphonic acid",)),
        ("SCCc1ccc(N=[N+]=[N-])cc1", ("thiol",)),
        ("CSSCc1ccc(N=[N+]=[N-])cc1", ("disulfide",)),
        ("CSCc1ccc(N=[N+]=[N-])cc1", ()),
        ("NCc1ccc(N=[N+]=[N-])cc1", ("primary amine",)),
        ("NC(=O)c1ccc(N=[N+]=[N-])cc1", ()),
        ("Nc1ccc(N=[N+]=[N-])cc1", ()),
    ],
)
def test_groups_that_bind_to_a_dot_are_known(smiles: str, names: tuple[str, ...]) -> None:
    assert anchors(Chem.MolFromSmiles(smiles)) == names


def one_arm(molecule: MoleculeInput, smiles: str) -> MoleculeInput:
    """Return a molecule with one arm, as if it had another structure around its chromophore."""
    part = next(c for c in molecule.chromophores if c.n_warheads == 1)
    return replace(molecule, smiles=smiles, chromophores=(replace(part, count=1),))


def test_one_arm_holds_a_film_only_with_an_anchor(molecules: dict[str, MoleculeInput]) -> None:
    plain = one_arm(molecules[ESTER], "COC(=O)c1ccc(N=[N+]=[N-])cc1")
    held = one_arm(molecules[ESTER], "OC(=O)c1ccc(N=[N+]=[N-])cc1")
    case = replace(exposures("ligand_links")[0], loading_wt_percent=10.0)
    off = replace(case, off=case.off | {"anchoring"})
    assert np.all(simulate(plain, [case], DRAWS, DOTS).gel == 0.0)
    found = simulate(held, [case, off], DRAWS, DOTS)
    assert np.all(found.gel[:, 1] == 0.0)
    assert np.median(found.gel[-1, 0]) > 0.5
    assert found.crosslink_yield[:, 0] == pytest.approx(
        DRAWS["anchored_share"] * found.arm_conversion[:, 0], rel=1e-9, abs=1e-12
    )


def test_anchors_change_nothing_but_the_bridges(molecules: dict[str, MoleculeInput]) -> None:
    bare = molecules[ESTER]
    held = replace(bare, smiles="OC(=O)c1ccc(N=[N+]=[N-])cc1")
    case = exposures()[0]
    free, found = (simulate(m, [case], DRAWS, DOTS) for m in (bare, held))
    assert np.array_equal(found.arm_conversion, free.arm_conversion)
    assert np.array_equal(found.precursor_left, free.precursor_left)
    assert np.all(found.gel >= free.gel)
    shut = simulate(held, [replace(case, off=frozenset({"anchoring"}))], DRAWS, DOTS)
    assert np.array_equal(shut.gel, free.gel)
    assert np.array_equal(shut.plqy_relative, free.plqy_relative)


# Energy from the dot


def test_energy_flows_to_a_dienone_as_its_triplet_allows_and_can_be_switched_off(
    molecules: dict[str, MoleculeInput],
) -> None:
    """Open at the 1.72 eV of dibenzylideneacetone on bare CdSe of 2.1 eV, shut at 2.6 eV."""
    case = exposures()[-1]
    cases = [case, replace(case, off=frozenset({"energy_transfer"}))]
    conditions = stack_cases(cases, DOTS)
    part = molecules[DIENONE].chromophores[0]
    opened, shut = (
        state_rates(replace(part, triplet_ev=ev), conditions, DRAWS)[0] for ev in (1.72, 2.6)
    )
    assert np.all(opened.energy[1] == 0.0)
    assert np.array_equal(*opened.electron)
    decay = DOTS[case.dot].decay
    assert np.median(opened.energy[0] / decay) > 1e-3
    assert np.median(shut.energy[0] / decay) < 1e-6
