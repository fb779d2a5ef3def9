"""Which excitation makes the band that a spectrum shows first, from the red."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dotstitch.contracts.results import StateCharacter

VISIBLE_STRENGTH = 0.01
VISIBLE_LONE_PAIR_STRENGTH = 0.1
LONE_PAIR = 0.4


def first_band(strength: NDArray[np.float64], characters: Sequence[StateCharacter]) -> int:
    """Return the index of the excitation."""
    lone = np.array([one.oxygen_lone_pair + one.nitrogen_lone_pair for one in characters])
    needed = np.where(lone > LONE_PAIR, VISIBLE_LONE_PAIR_STRENGTH, VISIBLE_STRENGTH)
    visible = np.flatnonzero(strength >= needed)
    return int(visible[0]) if visible.size else int(np.argmax(strength))
