"""From samples to plain numbers: medians and 16 to 84 % intervals."""

from __future__ import annotations

from typing import Any

import numpy as np

from dotstitch.contracts.constants import INTERVAL_PERCENT
from dotstitch.contracts.draws import Array

Row = dict[str, Any]


def median(values: Array) -> float:
    """Return the median as a plain number."""
    return float(np.median(values))


def interval(name: str, values: Array) -> Row:
    """Return median and 16 to 84 % interval of samples as three cells.

    Examples
    --------
    >>> interval("x", np.arange(101.0))
    {'x': 50.0, 'x_low': 16.0, 'x_high': 84.0}
    """
    low, high = np.percentile(values, INTERVAL_PERCENT)
    return {name: median(values), f"{name}_low": float(low), f"{name}_high": float(high)}
