"""Two readings of the luminescence of Lu et al.: losses as rates, or as dark dots and rates.

Additive: every loss adds a non-radiative rate to every dot. Static: part of the dots is dark and
the rest decays with its own rates. Predictions use the additive reading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dotstitch.contracts.draws import Array
from dotstitch.evidence.lu2022 import read_observations
from dotstitch.film.luminescence import plqy_additive


@dataclass(frozen=True)
class Reading:
    """The sixth film as one reading of the other five predicts it; absolute PLQY."""

    reading: str
    predicted: float
    measured: float
    error: float


def plqy_readings() -> list[Reading]:
    """Predict the film with 1 exposed at 254 nm from the other five rows, by both readings.

    What 1 does at 365 nm beyond the light itself is carried over to 254 nm: as a rate (additive),
    or as a dark share and a rate (static). No parameter of the model enters.

    Examples
    --------
    >>> [(row.reading, abs(row.error) < 0.03) for row in plqy_readings()]
    [('additive', True), ('static', True)]
    """
    measured = {}
    for row in read_observations():
        if row.id.startswith("trpl-"):
            plqy, _, k_r, k_nr = (float(x) for x in row.value.split(";"))
            measured[row.id.removeprefix("trpl-")] = (plqy / 100.0, k_r, k_nr)
    k_r = measured["pristine"][1]
    rate = {name: additive_reading(plqy, k_r) for name, (plqy, *_) in measured.items()}
    static = {name: static_reading(a, b, k_r) for name, (_, a, b) in measured.items()}
    additive = plqy_additive(k_r, rate["254"] + rate["1-365"] - rate["365"])
    bright = (1 - static["254"][0]) * (1 - static["1-365"][0]) / (1 - static["365"][0])
    both = plqy_static(k_r, static["254"][1] + static["1-365"][1] - static["365"][1], 1.0 - bright)
    reference = measured["1-254"][0]
    return [
        Reading(name, float(value), reference, float(value) - reference)
        for name, value in (("additive", additive), ("static", both))
    ]


def plqy_static(radiative: ArrayLike, nonradiative: ArrayLike, dark_fraction: ArrayLike) -> Array:
    """Return the yield when a share of the dots is dark.

    Examples
    --------
    >>> round(float(plqy_static(25.0, 25.0, 0.5)), 2)
    0.25
    """
    return (1.0 - np.asarray(dark_fraction)) * plqy_additive(radiative, nonradiative)


def static_reading(
    apparent_radiative: float, apparent_nonradiative: float, radiative: float
) -> tuple[float, float]:
    """Return dark fraction and non-radiative rate of one measured film, k_r fixed at ``radiative``.

    A dark dot lowers PLQY and leaves the lifetime, so PLQY over lifetime falls with it.

    Examples
    --------
    >>> dark, k_nr = static_reading(19.0, 47.0, 25.0)
    >>> round(dark, 2), round(k_nr, 1)
    (0.24, 41.0)
    """
    total = apparent_radiative + apparent_nonradiative
    return 1.0 - apparent_radiative / radiative, total - radiative


def additive_reading(plqy: float, radiative: float) -> float:
    """Return the non-radiative rate that explains a PLQY with k_r fixed at ``radiative``.

    Examples
    --------
    >>> round(additive_reading(0.5, 25.0), 1)
    25.0
    """
    return radiative * (1.0 / plqy - 1.0)
