"""How fast an excited dot gives an electron, a hole or its energy to a molecule.

Marcus theory in the normal region and a plateau beyond it, because the second carrier takes up
the excess energy and no inverted region is seen for dots (Zhu et al., Nano Lett. 2014, 14, 1263,
doi 10.1021/nl4041687), times a tunnelling factor for the shell and the ligands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dotstitch.contracts.constants import BOLTZMANN_EV_K, COULOMB_EV_NM
from dotstitch.data.reading import read_yaml
from dotstitch.dot.dots import FILM_PERMITTIVITY, Dot

Carrier = Literal["electron", "hole"]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class TransferParameters:
    """Parameters of the rate law, from ``data/dot/alignment.yaml``.

    Attributes
    ----------
    contact_rate_per_s : float
        Plateau rate of one molecule touching a bare core.
    reorganisation_energy_ev : float
    ligand_gap_nm, ligand_attenuation_per_nm : float
        Tunnelling through the ligand shell.
    triplet_contact_rate_per_s : float
        The same for energy transfer.
    triplet_uncertainty_ev : float
    decay_rate_per_s : float
        Decay of the exciton for dots whose own rates are not known.
    """

    contact_rate_per_s: float
    reorganisation_energy_ev: float
    ligand_gap_nm: float
    ligand_attenuation_per_nm: float
    triplet_contact_rate_per_s: float
    triplet_uncertainty_ev: float
    decay_rate_per_s: float


@cache
def alignment_table() -> dict[str, dict[str, dict[str, Any]]]:
    """Return ``data/dot/alignment.yaml``: value, uncertainty, unit, source of every parameter."""
    return read_yaml("data/dot/alignment.yaml", dict[str, dict[str, dict[str, Any]]])


@cache
def transfer_parameters() -> TransferParameters:
    """Return the central values of the parameters."""
    rows = alignment_table()["transfer"]
    return TransferParameters(**{name: float(row["value"]) for name, row in rows.items()})


def marcus_plateau(
    free_energy_ev: ArrayLike, reorganisation_ev: ArrayLike, temperature_k: float = 298.15
) -> Array:
    """Return the Marcus factor in the normal region, one beyond it.

    Parameters
    ----------
    free_energy_ev : array_like
        Of the transfer; negative is downhill.
    reorganisation_ev : array_like
        Positive.

    Returns
    -------
    ndarray
        Between 0 and 1, broadcast over the arguments.

    Examples
    --------
    >>> float(marcus_plateau(-1.0, 0.4))
    1.0
    >>> bool(marcus_plateau(0.2, 0.4) < marcus_plateau(0.0, 0.4))
    True
    """
    energy, reorganisation = np.asarray(free_energy_ev, float), np.asarray(reorganisation_ev, float)
    climb = np.maximum(energy + reorganisation, 0.0)
    factor = np.exp(-(climb**2) / (4.0 * reorganisation * BOLTZMANN_EV_K * temperature_k))
    return np.asarray(factor, dtype=np.float64)


def pair_energy_ev(dot: Dot) -> float:
    """Return what it costs to part the exciton into dot and molecule, beyond the level offset.

    The electron-hole attraction in the dot minus the attraction left between the charged dot and
    the molecule outside, which a sphere of any permittivity leaves at e2/(4 pi eps0 eps_film d).
    """
    distance = 0.5 * dot.diameter_nm + transfer_parameters().ligand_gap_nm
    return max(0.0, dot.exciton_binding_ev - COULOMB_EV_NM / (FILM_PERMITTIVITY * distance))


def tunnelling(dot: Dot, carrier: Carrier, parameters: TransferParameters | None = None) -> float:
    """Return the factor by which shell and ligands slow the transfer of one carrier."""
    parameters = parameters or transfer_parameters()
    shell = (
        dot.electron_barrier_nm * dot.electron_attenuation_per_nm
        if carrier == "electron"
        else dot.hole_barrier_nm * dot.hole_attenuation_per_nm
    )
    ligands = parameters.ligand_gap_nm * parameters.ligand_attenuation_per_nm
    return float(np.exp(-shell - ligands))


def charge_transfer_rate_per_s(
    offset_ev: ArrayLike,
    dot: Dot,
    carrier: Carrier,
    *,
    temperature_k: float = 298.15,
    parameters: TransferParameters | None = None,
) -> Array:
    """Return the rate at which an exciton gives one carrier to one molecule in the ligand shell.

    Parameters
    ----------
    offset_ev : array_like
        ``electron_offset_ev`` or ``hole_offset_ev``; negative: the molecule takes the carrier.
    dot : Dot
    carrier : str
        ``electron`` or ``hole``.
    parameters : TransferParameters, optional
        One draw of the parameters; the central values by default.

    Returns
    -------
    ndarray
        s-1 per molecule, shape of ``offset_ev``.
    """
    parameters = parameters or transfer_parameters()
    free_energy = np.asarray(offset_ev, float) + pair_energy_ev(dot)
    marcus = marcus_plateau(free_energy, parameters.reorganisation_energy_ev, temperature_k)
    return parameters.contact_rate_per_s * tunnelling(dot, carrier, parameters) * marcus


def electron_transfer_rate_per_s(
    offset_ev: ArrayLike,
    dot: Dot,
    *,
    temperature_k: float = 298.15,
    parameters: TransferParameters | None = None,
) -> Array:
    """Return the rate of electron transfer; see :func:`charge_transfer_rate_per_s`."""
    return charge_transfer_rate_per_s(
        offset_ev, dot, "electron", temperature_k=temperature_k, parameters=parameters
    )


def energy_transfer_rate_per_s(
    offset_ev: ArrayLike,
    dot: Dot,
    *,
    temperature_k: float = 298.15,
    parameters: TransferParameters | None = None,
) -> Array:
    """Return the rate of triplet energy transfer to one molecule.

    Both carriers must tunnel (Dexter), so the shell factors multiply; the ligand layer counts
    once more than for one carrier.

    Parameters
    ----------
    offset_ev : array_like
        Triplet energy of the molecule minus optical gap of the dot.
    """
    parameters = parameters or transfer_parameters()
    marcus = marcus_plateau(offset_ev, parameters.reorganisation_energy_ev, temperature_k)
    both = tunnelling(dot, "electron", parameters) * tunnelling(dot, "hole", parameters)
    return parameters.triplet_contact_rate_per_s * both * marcus


def exciton_decay_rate_per_s(dot: Dot, parameters: TransferParameters | None = None) -> float:
    """Return the decay rate of the pristine exciton, the default where it was not measured."""
    own = dot.decay_rate_per_us
    return (parameters or transfer_parameters()).decay_rate_per_s if own is None else 1e6 * own
