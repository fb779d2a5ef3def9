"""What became of every warhead: shares that add up to one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.contracts.photophysics.close_up import Flow, FlowEnd
from dotstitch.film.consumption import Consumption
from dotstitch.film.prepare import ArmFate
from dotstitch.film.simulate import Outcome
from dotstitch.groups.chain import solve_by_state
from dotstitch.groups.group_data import End
from dotstitch.groups.registry import ends_of


def flow(outcome: Outcome, gas: str, case: int, dose: int, samples: slice, n_arms: int) -> Flow:
    """Return the mean shares of all warheads of a molecule at one dose of one case.

    Parameters
    ----------
    outcome : Outcome
    gas : str
        Of the case.
    case, dose : int
        Which of the outcome.
    samples : slice
        Over which means are taken.
    n_arms : int
        Warheads of the molecule.
    """
    spent = waiting = 0.0
    by_light: dict[str, float] = {}
    by_transfer: dict[str, float] = {}
    ends: dict[tuple[str, str], tuple[End, float]] = {}
    here = (dose, case, samples)
    for part, number, fate in _arms(outcome):
        group, each = fate.arm.group, part.chromophore.count / n_arms
        waiting += each * float(np.mean(part.history.waiting[number][here]))
        for start, amount, formed in (
            (group.state_by_light, part.history.by_light[number][here], by_light),
            (group.state_by_transfer, part.history.by_transfer[number][here], by_transfer),
        ):
            formed[start] = formed.get(start, 0.0) + each * float(np.mean(amount))
            for key, (end, share) in _ends(fate, start, amount, case, samples).items():
                known = ends.get(key, (end, 0.0))[1]
                ends[key] = end, known + each * share
    for part in outcome.consumption:
        spent += part.chromophore.count / n_arms * float(np.mean(part.history.dead[here]))
    return Flow(
        atmosphere=gas,
        intact=float(np.mean(outcome.precursor_left[here])),
        spent=spent,
        waiting=waiting,
        by_light=by_light,
        by_transfer=by_transfer,
        ends=tuple(
            FlowEnd(state=state, words=end.words, outcome=end.outcome, share=share)
            for (state, _), (end, share) in ends.items()
        ),
    )


def _arms(outcome: Outcome) -> Iterator[tuple[Consumption, int, ArmFate]]:
    """Yield every set of arms: its chromophore, its number there, its fate."""
    fates = iter(outcome.fates)
    for part in outcome.consumption:
        for number in range(len(part.chromophore.arms)):
            yield part, number, next(fates)


def _ends(
    fate: ArmFate, start: str, amount: Array, case: int, samples: slice
) -> dict[tuple[str, str], tuple[End, float]]:
    """Return the ends of what formed in one state, by state and words, and how many they are."""
    known = ends_of(fate.arm.group.name)
    solved = solve_by_state(fate.chain, start)
    return {
        (state, known[name].words): (known[name], float(np.mean(amount * p[case, samples])))
        for (state, name), p in solved.items()
    }
