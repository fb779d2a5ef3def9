"""Doses for one curve, dense where film or light change."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.constants import INTERVAL_PERCENT
from dotstitch.contracts.draws import Array
from dotstitch.film.simulate import Outcome

FURTHER = 30
"""Points that are put between those of an outcome."""
EVERYWHERE = 0.01
"""Change that every interval counts at least for, so that none stays empty-handed by chance."""


def dense_doses(outcome: Outcome, case: int, dose_mj_cm2: float) -> tuple[float, ...]:
    """Return the doses of a case, one dose, and further ones where film or light change.

    Parameters
    ----------
    outcome : Outcome
    case : int
    dose_mj_cm2 : float
        Within the doses of the case.
    """
    doses = outcome.conditions.doses[:, case]
    ends = (*INTERVAL_PERCENT, 50.0)
    curves = [
        np.percentile(field[:, case], ends, axis=-1)
        for field in (outcome.film_retention, outcome.plqy_relative)
    ]
    change = sum((np.abs(np.diff(x, axis=-1)).sum(axis=0) for x in curves), np.zeros(1))
    return denser(doses, change, dose_mj_cm2)


def denser(doses: Array, change: Array, dose_mj_cm2: float) -> tuple[float, ...]:
    """Return ascending doses with further ones in proportion to a change between them.

    Parameters
    ----------
    doses : ndarray, shape (n,)
        Ascending from zero.
    change : ndarray, shape (n - 1,)
        Between neighbours.
    dose_mj_cm2 : float
        Takes part.

    Examples
    --------
    >>> found = denser(np.array([0.0, 1.0, 10.0, 100.0]), np.array([0.0, 0.0, 1.0]), 100.0)
    >>> sum(dose < 10.0 for dose in found), len(found)
    (2, 33)
    """
    weights = change + EVERYWHERE
    share = FURTHER * weights / weights.sum()
    found = {*doses.tolist(), dose_mj_cm2}
    for low, high, number in zip(doses[:-1], doses[1:], np.rint(share).astype(int), strict=True):
        space = np.linspace if low == 0.0 else np.geomspace
        found |= set(space(low, high, number + 2)[1:-1].tolist())
    return tuple(sorted(found))
