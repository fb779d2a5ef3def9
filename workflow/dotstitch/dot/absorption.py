"""Absorption of a dot against wavelength, from the ultraviolet to beyond its first exciton.

Tabulated at five wavelengths up to 405 nm. From there the logarithm of the coefficient is linear in
photon energy down to the first exciton, where the core alone absorbs; beyond it follows the red
side of a Gaussian.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.constants import EV_NM
from dotstitch.contracts.draws import Array
from dotstitch.data.dots import dot_numbers, exciton_absorptions
from dotstitch.dot.dots import Dot

TABULATED_NM = (254.0, 313.0, 350.0, 365.0, 405.0)
"""Wavelengths at which a row of ``data/dot/dots.csv`` gives the coefficient."""


@dataclass(frozen=True, eq=False)
class Exciton:
    """The red end of a dot's absorption; arrays of shape (samples,).

    Attributes
    ----------
    energy_ev : ndarray
        Of the first exciton.
    scale : ndarray
        Coefficient there over the one at 350 nm.
    """

    energy_ev: Array
    scale: Array


def exciton(dot: Dot, gap_normal: Array, absorption_normal: Array) -> Exciton:
    """Return the first exciton of a dot with its place and its absorption drawn.

    The coefficient of the core's volume times its share of the inorganic volume.

    Parameters
    ----------
    dot : Dot
    gap_normal, absorption_normal : ndarray, shape (samples,)
        Standard normals.
    """
    core_share = (dot.core_diameter_nm / dot.diameter_nm) ** 3
    at_exciton = core_share * exciton_absorptions()[dot.core] / dot.absorption_350_cm1
    decades = dot_numbers()["exciton_absorption_decades"] * absorption_normal
    return Exciton(
        energy_ev=dot.optical_gap_ev + dot.optical_gap_uncertainty_ev * gap_normal,
        scale=np.minimum(at_exciton * 10.0**decades, dot.scale_405),
    )


def absorption_scale(dot: Dot, red_end: Exciton, wavelength_nm: Array) -> Array:
    """Return the absorption of a dot at each wavelength over that at 350 nm.

    Log-interpolated between the wavelengths of the table, held below the shortest.

    Parameters
    ----------
    dot : Dot
    red_end : Exciton
    wavelength_nm : ndarray, shape (n,)

    Returns
    -------
    ndarray, shape (samples, n)
    """
    scales = [dot.scale_254, dot.scale_313, 1.0, dot.scale_365, dot.scale_405]
    tabulated = np.interp(wavelength_nm, TABULATED_NM, np.log(scales))
    end_ev = EV_NM / TABULATED_NM[-1]
    below_ev = np.maximum(end_ev - EV_NM / np.asarray(wavelength_nm), 0.0)
    room_ev = np.maximum(end_ev - red_end.energy_ev, 0.0)[:, None]
    fall = np.log(red_end.scale / dot.scale_405)[:, None]
    way = np.minimum(below_ev, room_ev) / np.where(room_ev > 0.0, room_ev, 1.0)
    beyond = np.maximum(below_ev - room_ev, 0.0) / dot_numbers()["exciton_edge_ev"]
    return np.asarray(np.exp(tabulated + fall * way - 0.5 * beyond**2))


def dot_absorption_scale(dot: Dot, wavelength_nm: Array) -> Array:
    """Return the same as :func:`absorption_scale` with nothing drawn, shape (n,).

    Examples
    --------
    >>> from dotstitch.dot.dots import load_dot
    >>> nm = np.array([350.0, 405.0, 488.0, 550.0])
    >>> dot_absorption_scale(load_dot("cdse_oleate_4.1nm"), nm).round(1).tolist()
    [1.0, 0.6, 0.3, 0.2]
    """
    at_rest = np.zeros(1)
    return np.asarray(absorption_scale(dot, exciton(dot, at_rest, at_rest), wavelength_nm)[0])
