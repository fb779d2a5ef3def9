"""Which ligands attack which crosslinkers before any light."""

from __future__ import annotations

import pytest

from dotstitch.contracts.smiles import parse_smiles
from dotstitch.data.dots import ligands
from dotstitch.dot.dark_chemistry import dark_reactions, dark_warnings
from dotstitch.dot.dots import load_dot

AZIDE = "Cc1ccc(N=[N+]=[N-])cc1"
DIENONE = "O=C(/C=C/c1ccccc1)/C=C/c1ccc(N=[N+]=[N-])cc1"
PERFLUORINATED = "COC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F"
DIAZIRINE = "FC(F)(F)C1(c2ccccc2)N=N1"
STAUDINGER, REDUCTION, MICHAEL, SUBSTITUTION = (row.name for row in dark_reactions())


@pytest.mark.parametrize(
    ("smiles", "ligand", "names"),
    [
        (AZIDE, "trioctylphosphine", [STAUDINGER]),
        (AZIDE, "trioctylphosphine oxide", []),
        (AZIDE, "dodecanethiolate", [REDUCTION]),
        (AZIDE, "oleylamine", []),
        (AZIDE, "oleate", []),
        (DIENONE, "octylamine", [MICHAEL]),
        (DIENONE, "octanethiolate", [REDUCTION, MICHAEL]),
        (PERFLUORINATED, "butylamine", [SUBSTITUTION]),
        (PERFLUORINATED, "oleate", []),
        (DIAZIRINE, "octylamine", []),
        (DIAZIRINE, "trioctylphosphine", []),
        ("Fc1ccccc1N=[N+]=[N-]", "octylamine", []),  # one fluorine activates nothing
    ],
)
def test_each_pair(smiles: str, ligand: str, names: list[str]) -> None:
    dot = load_dot("cdse_oleate_4.1nm").model_copy(update={"ligand": ligand})
    told = dark_warnings(parse_smiles(smiles), [dot])
    assert [text.rpartition("(")[2].rstrip(")") for text in told] == names
    assert all(ligand in text for text in told)


def test_ligands_of_several_dots_are_told_together() -> None:
    dots = [load_dot(name) for name in ("hgte_dodecanethiol", "lu_red_cdznse_cdzns_zns")]
    (told,) = dark_warnings(parse_smiles(AZIDE), dots)
    assert "dodecanethiolate, octanethiolate" in told


def test_every_reaction_has_a_partner_among_the_ligands_and_a_source() -> None:
    dot = load_dot("cdse_oleate_4.1nm").model_copy(
        update={"ligand": ";".join({row.name for row in ligands().values()})}
    )
    met = " ".join(
        text
        for smiles in (DIENONE, PERFLUORINATED)
        for text in dark_warnings(parse_smiles(smiles), [dot])
    )
    for row in dark_reactions():
        assert row.name in met
        assert row.doi.startswith("10.")
