"""What of an excitation tells how far its computed band lies from the measured one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from dotstitch.contracts.draws import Array
from dotstitch.contracts.results import SpectrumValues
from dotstitch.data.parameters import load_parameters

DESCRIPTORS = (
    "energy_ev",
    "log10_strength",
    "charge_transfer_angstrom",
    "overlap",
    "oxygen_lone_pair",
    "nitrogen_lone_pair",
    "nitrogen_donor",
    "fluorinated",
    "alkyne",
    "fused",
    "log10_atoms",
    "polarity",
    "charge_transfer_in_field_angstrom",
)
"""Columns of :func:`describe`; what the last but one and the last mean stands there."""


def describe(spectrum: SpectrumValues, permittivity: float) -> Array:
    """Return the descriptors of every excitation, shape (n_states, n_descriptors).

    Parameters
    ----------
    spectrum : SpectrumValues
        As computed.
    permittivity : float
        Of the surroundings. ``polarity`` is Onsager's (e - 1)/(2 e + 1) of it, the last
        descriptor its product with the length of charge transfer.
    """
    polarity = (permittivity - 1.0) / (2.0 * permittivity + 1.0)
    logarithms = np.log10(at_least_weak(spectrum.oscillator_strength))
    rows = [
        (
            energy,
            logarithm,
            one.charge_transfer_angstrom,
            one.overlap,
            one.oxygen_lone_pair,
            one.nitrogen_lone_pair,
            one.nitrogen_donor,
            one.fluorinated,
            one.alkyne,
            one.fused,
            np.log10(one.n_atoms),
            polarity,
            polarity * one.charge_transfer_angstrom,
        )
        for energy, logarithm, one in zip(
            spectrum.excitation_ev, logarithms, spectrum.characters, strict=True
        )
    ]
    return np.array(rows).reshape(-1, len(DESCRIPTORS))


def at_least_weak(strengths: ArrayLike) -> Array:
    """Return oscillator strengths, none below the parameter ``weakest_oscillator_strength``."""
    weakest = load_parameters()["weakest_oscillator_strength"].value
    return np.asarray(np.maximum(strengths, weakest), dtype=np.float64)
