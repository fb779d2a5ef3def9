"""Computed excitations moved to where measured bands are, crosslinkers of Lu et al. left out.

Bands of one kind share one correction: a line in energy where enough of them were measured, else a
shift, and a factor for the intensity. The kinds are what an excitation does:

* ``pi_pi``: every band without a kind of its own;
* ``amine_pi_pi``: bands of chromophores that carry an aromatic amine, whose charge-transfer states
  polarise their surroundings, which a vertical linear response leaves out;
* ``diazirine_n_pi`` and ``diazo_n_pi``: the weak lowest bands of these groups, whose intensity is
  partly borrowed from vibrations and missing from a vertical calculation.
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
WEAK_BANDS = {"diazirine_n_pi": "C1N=N1", "diazo_n_pi": "C=[N+]=[N-]"}
AROMATIC_AMINE = "[NX3;!$(N-C=O);!$(N=*);!$(N~N)]-c"


@dataclass(frozen=True)
class BandCorrection:
    """What turns a computed band into an expected one.

    Attributes
    ----------
    intercept_ev, slope : float
        Measured minus computed position is ``intercept_ev + slope * computed``.
    strength_factor : float
        Measured over computed maximum absorptivity.
    """

    intercept_ev: float
    slope: float
    strength_factor: float

    def position(self, energy_ev: Array) -> Array:
        """Return corrected positions, eV.

        Examples
        --------
        >>> float(BandCorrection(0.3, -0.1, 1.0).position(np.array(4.0)).round(3))
        3.9
        """
        return energy_ev + self.intercept_ev + self.slope * energy_ev


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
        See the module's docstring.

    Examples
    --------
    >>> correction("no such level", "pi_pi")
    BandCorrection(intercept_ev=0.0, slope=0.0, strength_factor=1.0)
    """
    if not is_calibrated(level_name):
        return BandCorrection(0.0, 0.0, 1.0)
    row = _levels()[level_name][kind]
    return BandCorrection(
        float(row["intercept_ev"]), float(row["slope"]), float(row["strength_factor"])
    )


def band_kinds(smiles: str, n_states: int) -> list[str]:
    """Return the kind of each excitation of a species, lowest first.

    The lowest excitations, one for each diazirine or diazo group, are the weak bands of these.

    Examples
    --------
    >>> band_kinds("FC(F)(F)C1(c2ccccc2)N=N1", 3)
    ['diazirine_n_pi', 'pi_pi', 'pi_pi']
    >>> band_kinds("CNc1ccccc1", 1)
    ['amine_pi_pi']
    """
    molecule = Chem.MolFromSmiles(smiles)

    def count(pattern: str) -> int:
        return len(molecule.GetSubstructMatches(Chem.MolFromSmarts(pattern)))

    weak = [kind for kind, pattern in WEAK_BANDS.items() for _ in range(count(pattern))]
    strong = "amine_pi_pi" if count(AROMATIC_AMINE) else "pi_pi"
    return (weak + [strong] * n_states)[:n_states]


def calibrated_bands(
    energy_ev: Array, strength: Array, smiles: str, level_name: str
) -> tuple[Array, Array]:
    """Return the corrected energies (eV) and oscillator strengths of one species.

    Parameters
    ----------
    energy_ev, strength : ndarray, shape (n_states,)
        As computed, lowest first; the result keeps their order.
    smiles : str
    level_name : str
    """
    moved, scaled = energy_ev.copy(), strength.copy()
    kinds = np.array(band_kinds(smiles, energy_ev.size))
    for kind in dict.fromkeys(kinds.tolist()):
        band, chosen = correction(level_name, kind), kinds == kind
        moved[chosen] = band.position(energy_ev[chosen])
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
