"""What is counted of spent warheads: bonds, harm, losses, each arm by its own ends."""

from __future__ import annotations

from itertools import zip_longest

import numpy as np
import pytest

from dotstitch.contracts.bands import BandError
from dotstitch.film.consumption import Consumption, consume
from dotstitch.film.light import Absorber
from dotstitch.film.molecule import ArmInput, Chromophore
from dotstitch.film.photolysis import History
from dotstitch.film.prepare import ArmFate
from dotstitch.groups.chain import Chain
from dotstitch.groups.registry import GROUPS, ends_of

ONE = np.ones((1, 1))
ERROR = BandError("C", (0.0, 0.0), (0.0, 0.0))


def fate(group: str, n_equivalent: int, by_transfer: str = "", **ends: float) -> ArmFate:
    """Return the fate of an arm with these ends, and one end after energy from a dot."""
    late = {by_transfer: 1.0} if by_transfer else ends
    return ArmFate(
        ArmInput(GROUPS[group], group, n_equivalent, {}, {}),
        Chain({}, {}),
        {name: ends.get(name, 0.0) * ONE for name in ends_of(group)},
        {name: late.get(name, 0.0) * ONE for name in ends_of(group)},
    )


def consumed(
    *fates: ArmFate,
    by_light: tuple[float, ...] = (0.0,),
    by_transfer: tuple[float, ...] = (0.0,),
    dead: float = 0.0,
    waiting: float = 0.0,
) -> Consumption:
    """Return what became of the warheads of a chromophore, counted arm by arm."""
    spent = [
        light + transfer for light, transfer in zip_longest(by_light, by_transfer, fillvalue=0.0)
    ]
    spent[-1] += dead + waiting
    shares = {
        tuple(int(arm == number) for arm in range(len(fates))): x * ONE[None]
        for number, x in enumerate(spent)
    }
    shares = {(0,) * len(fates): (1.0 - sum(spent)) * ONE[None]} | shares
    light, transfer = ([x * ONE[None] for x in counts] for counts in (by_light, by_transfer))
    transfer += [0.0 * ONE[None]] * (len(light) - len(transfer))
    return consume(
        Chromophore("key", "C", 1, tuple(one.arm for one in fates), (), ERROR, None, None),
        Absorber(1, (), (), ()),
        History(shares, dead * ONE[None], tuple(light), tuple(transfer), ()),
        fates,
    )


AZIDE = {
    "insertion": 0.5,
    "ring_expansion": 0.2,
    "trapping": 0.1,
    "oxidation": 0.05,
    "escape": 0.15,
}


def test_wanted_ends_are_bonds_and_the_others_are_losses_by_their_name() -> None:
    found = consumed(fate("aryl_azide", 1, **AZIDE), by_light=(0.8,))
    assert found.bond_shares[0] == pytest.approx(0.5)
    lost = {name: float(share[0, 0]) for name, share in found.lost.items()}
    assert lost == pytest.approx(
        {"ring expansion": 0.2, "trapping": 0.1, "oxygen": 0.05, "triplet sink": 0.15}
    )


def test_harm_is_what_strips_ligands_and_what_an_electron_left() -> None:
    found = consumed(fate("aryl_azide", 1, **AZIDE), by_light=(0.6,), dead=0.1)
    assert found.harmful == pytest.approx(0.6 * (0.2 + 0.1) + 0.1)
    assert found.bond_shares[0] == pytest.approx(0.6 * 0.5 / 0.7)


def test_intermediates_formed_by_transfer_meet_the_ends_of_their_own_state() -> None:
    found = consumed(
        fate("aryl_azide", 1, by_transfer="escape", **AZIDE), by_light=(0.3,), by_transfer=(0.1,)
    )
    assert found.bond_shares[0] == pytest.approx(0.3 * 0.5 / 0.4)
    assert found.lost["triplet sink"] == pytest.approx((0.3 * 0.15 + 0.1) / 0.4)


def test_arms_of_two_groups_end_each_in_its_own_way() -> None:
    azide, diazirine = fate("aryl_azide", 2, insertion=1.0), fate("aryl_diazirine", 1, azine=1.0)
    found = consumed(azide, diazirine, by_light=(0.1, 0.3), waiting=0.1)
    assert [float(one[0, 0, 0]) for one in found.bond_shares] == pytest.approx([1.0, 0.0])
    assert found.lost["azine"] == pytest.approx(0.3 / 0.4)
    assert found.passivating == pytest.approx(0.3)


def test_a_part_without_arms_counts_nothing() -> None:
    history = History({(): np.ones((1, 1, 1))}, np.zeros((1, 1, 1)), (), (), ())
    part = Chromophore("key", "C", 1, (), (), ERROR, None, None)
    found = consume(part, Absorber(1, (), (), ()), history, ())
    assert found.lost == {}
    assert np.all(found.harmful == 0.0)
    assert np.all(found.unbound == 1.0)
