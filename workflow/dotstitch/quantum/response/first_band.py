"""Which excitation makes the band that a spectrum shows first, from the red."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dotstitch.contracts.bands import BandShape
from dotstitch.data.parameters import load_parameters

Array = NDArray[np.float64]


def first_band(energy_ev: Array, strength: Array, shape: BandShape) -> int:
    """Return the index of the reddest excitation that stands out of the flanks of all others.

    Where none does, it is the strongest. What is too faint is not seen beside others.

    Parameters
    ----------
    energy_ev, strength : ndarray, shape (n_states,)
    shape : BandShape

    Examples
    --------
    A weak band is seen where it stands alone, and hidden by a strong one close by:

    >>> shape = BandShape(0.5, 1.4)
    >>> first_band(np.array([3.0, 4.5]), np.array([0.005, 0.8]), shape)
    0
    >>> first_band(np.array([4.2, 4.5]), np.array([0.005, 0.8]), shape)
    1
    """
    faintest = load_parameters()["faintest_seen_absorptivity"].value
    heights = shape.height_m1_cm1 * strength
    others = shape.profile(energy_ev[:, None] - energy_ev)
    np.fill_diagonal(others, 0.0)
    seen = np.flatnonzero((heights > others @ heights) & (heights >= faintest))
    return int(seen[0]) if seen.size else int(np.argmax(strength))
