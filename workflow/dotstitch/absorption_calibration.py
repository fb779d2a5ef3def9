"""Computed excitations moved to where measured bands are, crosslinkers of Lu et al. left out.

One shift and one factor for the intensities of all bands, and a pair of their own for the weak
n-pi* band of diazirines, whose intensity is borrowed from vibrations and missing from a vertical
calculation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from rdkit import Chem

from dotstitch.absorption import absorptivity

Array = NDArray[np.float64]
DIAZIRINE = "C1N=N1"


@dataclass(frozen=True)
class BandCorrection:
    """What is added to energies and multiplies oscillator strengths.

    Attributes
    ----------
    shift_ev : float
        Measured minus computed position of the maximum.
    strength_factor : float
        Measured over computed maximum absorptivity.
    """

    shift_ev: float
    strength_factor: float


@cache
def _levels() -> dict[str, Any]:
    text = files("dotstitch.data").joinpath("absorption_calibration.yaml").read_text("utf-8")
    content: dict[str, Any] = yaml.safe_load(text)["levels"]
    return content


def is_calibrated(level_name: str) -> bool:
    """Return whether bands were calibrated at a level; if not, they are used as computed."""
    return level_name in _levels()


def correction(level_name: str, kind: str) -> BandCorrection:
    """Return the correction of one kind of band, nothing at an uncalibrated level.

    Parameters
    ----------
    level_name : str
    kind : str
        ``pi_pi`` (every band but) or ``diazirine_n_pi``.

    Examples
    --------
    >>> correction("no such level", "pi_pi")
    BandCorrection(shift_ev=0.0, strength_factor=1.0)
    """
    if not is_calibrated(level_name):
        return BandCorrection(0.0, 1.0)
    row = _levels()[level_name][kind]
    return BandCorrection(float(row["shift_ev"]), float(row["strength_factor"]))


def count_diazirines(smiles: str) -> int:
    """Return the number of diazirine rings.

    Examples
    --------
    >>> count_diazirines("FC(F)(F)C1(c2ccccc2)N=N1")
    1
    """
    molecule = Chem.MolFromSmiles(smiles)
    return len(molecule.GetSubstructMatches(Chem.MolFromSmarts(DIAZIRINE)))


def calibrated_bands(
    energy_ev: Array, strength: Array, smiles: str, level_name: str
) -> tuple[Array, Array]:
    """Return the corrected energies (eV) and oscillator strengths of one species.

    The lowest excitations, one for each diazirine ring, are its n-pi* bands.

    Parameters
    ----------
    energy_ev, strength : ndarray, shape (n_states,)
        As computed, lowest first; the result keeps their order.
    smiles : str
    level_name : str
    """
    weak = np.arange(energy_ev.size) < count_diazirines(smiles)
    moved, scaled = energy_ev.copy(), strength.copy()
    for chosen, kind in ((weak, "diazirine_n_pi"), (~weak, "pi_pi")):
        band = correction(level_name, kind)
        moved[chosen] += band.shift_ev
        scaled[chosen] *= band.strength_factor
    return moved, scaled


def calibrated_curve(
    energy_ev: Array, strength: Array, width_ev: float, smiles: str, level_name: str
) -> Array:
    """Return the corrected molar absorptivity of one species.

    Parameters
    ----------
    energy_ev, strength : ndarray, shape (n_states,)
        As computed, lowest first.
    width_ev : float
    smiles : str
    level_name : str

    Returns
    -------
    ndarray, shape (211,)
        M-1 cm-1 on the package's wavelength grid.
    """
    return absorptivity(*calibrated_bands(energy_ev, strength, smiles, level_name), width_ev)
