"""What of an excitation tells how far its computed band lies from the measured one."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.draws import Array
from dotstitch.contracts.results import SpectrumValues

DESCRIPTORS = (
    "energy_ev",
    "log10_strength",
    "charge_transfer_angstrom",
    "overlap",
    "oxygen_lone_pair",
    "nitrogen_lone_pair",
    "nitrogen_donor",
    "fluorinated",
    "log10_atoms",
    "polarity",
    "charge_transfer_in_field_angstrom",
)
"""Columns of :func:`describe`; what the last but one and the last mean stands there."""
WEAKEST = 1e-3
"""Oscillator strengths below this are taken as this: vibrations make what a rigid molecule lacks."""


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
    strength = np.maximum(np.asarray(spectrum.oscillator_strength), WEAKEST)
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
            np.log10(one.n_atoms),
            polarity,
            polarity * one.charge_transfer_angstrom,
        )
        for energy, logarithm, one in zip(
            spectrum.excitation_ev, np.log10(strength), spectrum.characters, strict=True
        )
    ]
    return np.array(rows).reshape(-1, len(DESCRIPTORS))
