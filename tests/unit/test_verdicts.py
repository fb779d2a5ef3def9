"""The verdicts on the explanations of Lu et al. follow the evidence, in the right direction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dotstitch.evidence.verdicts import ArmEvidence, MoleculeEvidence, explain

NITRENE = ArmEvidence(
    group="aryl_azide",
    bond=0.5,
    bond_in_air=0.5,
    bond_without_return=0.5,
    reaches_triplet=0.1,
    returns=0.0,
    bonding_rate_per_s=1e6,
    ring_expansion=0.3,
)
CARBENE = ArmEvidence(
    group="aryl_diazirine",
    bond=0.9,
    bond_in_air=0.7,
    bond_without_return=0.6,
    reaches_triplet=0.6,
    returns=0.8,
    bonding_rate_per_s=1e9,
    ring_expansion=0.0,
)


def molecule(name: str, arm: ArmEvidence, **changed: object) -> MoleculeEvidence:
    """Return a molecule of one kind of arm, with changes."""
    plain = MoleculeEvidence(
        name=name,
        exposures=((0.1, 0.1, 0.0), (3.0, 0.9, 0.8)),
        arms=(arm,),
        takes_electron=0.1,
        optical_offset_ev=None,
        plqy_mixed=0.99,
        quenching={"harmful products": 2.0, "UV damage": 1.0},
        plqy=0.7,
        plqy_without_expansion=0.9,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def verdict(letter: str, *molecules: MoleculeEvidence) -> str:
    """Return the verdict on one explanation."""
    return explain(molecules)[letter].verdict


BOTH = (molecule("azide", NITRENE), molecule("diazirine", CARBENE))


def exposed(*rows: tuple[float, float, float]) -> tuple[MoleculeEvidence, ...]:
    """Return one molecule per exposure."""
    return tuple(molecule(f"m{i}", NITRENE, exposures=(row,)) for i, row in enumerate(rows))


def test_absorption_is_supported_where_photons_order_the_warheads_spent() -> None:
    rising = ((0.1, 0.1, 0.0), (0.5, 0.4, 0.3), (2.0, 0.9, 0.8))
    assert verdict("a", *exposed(*rising)) == "supported"
    assert verdict("a", *exposed(*((p, 1.0 - s, r) for p, s, r in rising))) == "contradicted"
    dark = (*rising[:2], (2.0, 0.9, 0.2))
    assert verdict("a", *exposed(*dark)) == "partly supported"
    assert "m2" in explain(exposed(*dark))["a"].evidence
    assert verdict("a", *exposed(*rising[:2])) == "not tested"
    unexposed = [replace(m, exposures=()) for m in exposed(*rising)]
    assert explain(exposed(*rising[:2]))["a"].evidence == (
        "The screen holds fewer than three molecules."
    )
    assert explain(unexposed)["a"].evidence.startswith("No recipe exposes at 365 nm under N2")


def test_the_reservoir_is_supported_where_it_returns_and_decides() -> None:
    assert verdict("b", *BOTH) == "supported"
    shut = replace(CARBENE, bond_without_return=0.89)
    assert verdict("b", BOTH[0], molecule("diazirine", shut)) == "partly supported"
    never = replace(CARBENE, returns=0.1, bonding_rate_per_s=1e6)
    assert verdict("b", BOTH[0], molecule("diazirine", never)) == "contradicted"
    assert verdict("b", BOTH[0]) == verdict("b", BOTH[1]) == "not tested"


def test_oxygen_is_supported_where_it_costs_carbenes_much_more() -> None:
    assert verdict("c", *BOTH) == "supported"
    little = replace(CARBENE, bond_in_air=0.88)
    assert verdict("c", BOTH[0], molecule("diazirine", little)) == "partly supported"
    tender = replace(NITRENE, bond_in_air=0.1)
    assert verdict("c", molecule("azide", tender), BOTH[1]) == "contradicted"


def test_ring_expansion_is_contradicted_where_hardly_any_ring_expands() -> None:
    assert verdict("d", *BOTH) == "supported"
    kept = molecule("azide", replace(NITRENE, ring_expansion=0.01))
    assert verdict("d", kept, BOTH[1]) == "contradicted"
    harmless = molecule("azide", NITRENE, plqy_without_expansion=0.71)
    assert verdict("d", harmless, BOTH[1]) == "partly supported"
    assert verdict("d", BOTH[1]) == "not tested"
    assert "loss of light of 1 of 1 azides" in explain(BOTH)["d"].evidence


def test_electron_transfer_is_supported_where_takers_are_darker() -> None:
    def pair(takes: float, spares: float) -> tuple[MoleculeEvidence, ...]:
        return (
            molecule("taker", NITRENE, takes_electron=0.9, plqy_mixed=takes),
            molecule("other", CARBENE, takes_electron=0.1, plqy_mixed=spares),
        )

    assert verdict("e", *pair(0.6, 0.95)) == "supported"
    assert verdict("e", *pair(0.93, 0.95)) == "partly supported"
    assert verdict("e", *pair(0.95, 0.6)) == "contradicted"
    assert verdict("e", *BOTH) == "not tested"


def test_arms_of_a_third_group_are_no_part_of_the_contrast() -> None:
    stranger = replace(NITRENE, group="benzophenone", returns=0.9, bond_in_air=0.0)
    with_stranger = explain((*BOTH, molecule("ketone", stranger)))
    assert {k: with_stranger[k] for k in "bcd"} == {k: explain(BOTH)[k] for k in "bcd"}


@pytest.mark.parametrize("letter", list("abcde"))
def test_every_verdict_comes_with_its_evidence(letter: str) -> None:
    found = explain(BOTH)[letter]
    assert found.verdict
    assert found.evidence.endswith(".")
