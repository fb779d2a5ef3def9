"""How fast an intermediate leaves each of its states."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.draws import Array, interval, median
from dotstitch.contracts.photophysics.close_up import ChainRate
from dotstitch.film.prepare import ArmFate


def chain_rates(fate: ArmFate) -> tuple[ChainRate, ...]:
    """Return the rates of an arm's intermediate, state by state.

    Parameters
    ----------
    fate : ArmFate
        Whose first two cases are the ranked one under N2 and in air.
    """
    shape = next(iter(fate.ends.values())).shape
    steps = dict(fate.chain.moves)
    for state, ends in fate.chain.ends.items():
        steps |= {(state, end): rate for end, rate in ends.items()}
    return tuple(
        _rate(state, to, np.broadcast_to(rate, shape))
        for (state, to), rate in sorted(steps.items())
    )


def _rate(state: str, to: str, rate: Array) -> ChainRate:
    return ChainRate(state=state, to=to, **interval("per_s", rate[0]), in_air_per_s=median(rate[1]))
