"""The rule for the ring expansion of aryl nitrenes, and the file that holds it."""

from typing import Any

import numpy as np
import pytest
from rdkit import Chem
from recorded.screen import DIAZIRINE, ESTER, RecordedScreen

from dotstitch.data.reading import read_yaml
from dotstitch.evidence.fits.ring_expansion import fit_rule
from dotstitch.groups.protocol import RoleSpecies
from dotstitch.groups.ring_expansion import KCAL_MOL_PER_DECADE, RULE_FILE, ring_expansion

NITRENE = "[N]c1c(F)c(F)c(C(=O)OC)c(F)c1F"
PERFLUORO = "[N]c1c(F)c(F)c(F)c(F)c1F"
BIPHENYLYL = "[N]c1c(F)c(F)c(-c2c(F)c(F)c(F)c(F)c2F)c(F)c1F"


def decades(smiles: str, solvent="alkane") -> float:
    """Return log10 k at 298.15 K."""
    return float(np.log10(ring_expansion(smiles, solvent).rate_per_s(298.15)))


def test_phenylnitrene_has_its_measured_rate():
    """log10 k = 9.0 at 298 K, Gritsan et al., J. Am. Chem. Soc. 1999, 121, 1202."""
    assert decades("[N]c1ccccc1") == pytest.approx(9.0, abs=0.3)


@pytest.mark.parametrize(
    ("smiles", "solvent", "measured"),
    [
        (PERFLUORO, "alkane", 7.08),
        (PERFLUORO, "dichloromethane", 7.35),
        (BIPHENYLYL, "dichloromethane", 6.31),
    ],
)
def test_perfluoroaryl_nitrenes_agree_within_the_stated_uncertainty(smiles, solvent, measured):
    """Gritsan et al., J. Phys. Chem. A 1997, 101, 2833; J. Am. Chem. Soc. 2001, 123, 1951."""
    error = ring_expansion(smiles, solvent).uncertainty_kcal_mol / KCAL_MOL_PER_DECADE
    assert abs(decades(smiles, solvent) - measured) < error


def test_ortho_fluorines_retard_one_after_the_other():
    none, one, two = (decades(s) for s in ("[N]c1ccccc1", "[N]c1ccccc1F", "[N]c1c(F)cccc1F"))
    assert none > one > two
    assert one - two > 1.0


def test_methyl_retards_at_both_ortho_carbons_and_cyano_at_none():
    assert decades("[N]c1c(C)cccc1C") < decades("[N]c1ccccc1C") - 0.3
    assert decades("[N]c1ccccc1C#N") >= decades("[N]c1ccccc1")


def test_para_cyano_slows():
    assert decades("[N]c1ccc(C#N)cc1") < decades("[N]c1ccccc1") - 0.3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[N]c1c(F)cccc1C", "[N]c1c(C)cccc1F"),
        ("Fc1ccc(Cl)cc1[N]", "[N]c1cc(Cl)ccc1F"),
        ("[N]c1c(Cl)cc(OC)cc1CC", "CCc1cc(OC)cc(Cl)c1[N]"),
    ],
)
def test_the_side_of_the_ring_does_not_matter(one, other):
    assert ring_expansion(one) == ring_expansion(other)


def test_rate_rises_with_temperature_and_falls_with_the_barrier():
    found = ring_expansion(PERFLUORO)
    rates = found.rate_per_s(np.linspace(150.0, 400.0, 26))
    assert np.all(np.diff(rates) > 0.0)
    low, high = found.rate_per_s(298.15, np.array([1.0, -1.0]))
    spread = 2.0 * found.uncertainty_kcal_mol / KCAL_MOL_PER_DECADE
    assert np.log10(high / low) == pytest.approx(spread, rel=1e-6)


@pytest.mark.parametrize(
    ("smiles", "words"),
    [
        ("[N]c1ccc(OC)cc1", "para substituent"),
        ("[N]c1c(Cl)cccc1Cl", "attacked substituent"),
        ("[N]c1cccc(C)c1", "meta substituent"),
        ("[N]c1c(F)c(F)c(C=CC(C)=O)c(F)c1F", "relative, aryl"),
        ("[N]c1c(F)c(F)c(C(=O)NC)c(F)c1F", "relative, acyl"),
        ("[N]c1ccc2ccccc2c1", "fused"),
        ("[N]c1cccnc1", "heteroaromatic"),
        ("[N]c1cccs1", "heteroaromatic"),
    ],
)
def test_outside_the_domain_it_is_less_sure_and_says_why(smiles, words):
    found = ring_expansion(smiles)
    assert any(words in note for note in found.notes)
    assert found.uncertainty_kcal_mol > ring_expansion(PERFLUORO).uncertainty_kcal_mol + 0.05


@pytest.mark.parametrize("smiles", ["[N]c1ccccc1", PERFLUORO, NITRENE, BIPHENYLYL])
def test_inside_the_domain_there_is_nothing_to_note(smiles):
    assert ring_expansion(smiles).notes == ()


def test_1_naphthylnitrene_lies_within_what_a_fused_ring_may_be_off():
    """A lifetime of 12 ps, Burdzinski et al., doi 10.1021/ja061520i."""
    found = ring_expansion("[N]c1cccc2ccccc12")
    error = found.uncertainty_kcal_mol / KCAL_MOL_PER_DECADE
    assert decades("[N]c1cccc2ccccc12") == pytest.approx(10.92, abs=error)


@pytest.mark.parametrize("smiles", ["C[N]", "CN", "c1ccccc1"])
def test_only_an_aryl_nitrene_has_a_ring_to_expand(smiles):
    with pytest.raises(ValueError, match="no nitrene"):
        ring_expansion(smiles)


def test_the_file_is_what_the_calibration_gives():
    fresh, stored = fit_rule(), read_yaml(RULE_FILE, dict[str, Any])
    error = stored["leave_one_out"]
    assert fresh["leave_one_out"]["rms_log10_k"] == pytest.approx(error["rms_log10_k"], abs=0.005)
    assert error["rms_kcal_mol"] == pytest.approx(
        error["rms_log10_k"] * KCAL_MOL_PER_DECADE, abs=1e-3
    )
    for section in ("increments", "outside"):
        assert fresh[section].keys() == stored[section].keys()
        for name, row in stored[section].items():
            again = fresh[section][name]["value_kcal_mol"]
            assert again == pytest.approx(row["value_kcal_mol"], abs=0.01), name


def test_every_increment_states_where_it_comes_from():
    for name, row in read_yaml(RULE_FILE, dict[str, Any])["increments"].items():
        assert row["source"], name
        assert row["n_rows"] >= 1, name
        assert row["uncertainty_kcal_mol"] > 0.0, name


def test_an_arm_gets_the_rule_of_its_own_nitrene(tmp_path):
    screen = RecordedScreen(tmp_path, ESTER, DIAZIRINE)
    (azide,), (diazirine,) = (screen.inputs(n).chromophores[0].arms for n in (ESTER, DIAZIRINE))
    note = "rate of ring expansion: no rate was measured for a nitrene on a heteroaromatic ring"
    assert Chem.CanonSmiles(azide.species["intermediate"].smiles) == Chem.CanonSmiles(NITRENE)
    pyridyl = {"intermediate": RoleSpecies("key", "[N]c1cccnc1")}
    assert note in azide.group.cautions(pyridyl)
    for arm in (azide, diazirine):
        assert arm.group.cautions(arm.species) == ()
