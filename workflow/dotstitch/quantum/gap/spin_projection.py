"""What the S2 of a determinant of broken spin symmetry tells."""

from __future__ import annotations

import numpy as np


def yamaguchi_singlet(
    broken_symmetry: float, triplet_energy: float, s2_broken: float, s2_triplet: float
) -> float:
    """Remove the triplet's share from a broken-symmetry energy.

    Parameters
    ----------
    broken_symmetry, triplet_energy : float
        Energies at one geometry, any unit.
    s2_broken, s2_triplet : float
        Expectation values of S2.

    Returns
    -------
    float
        Energy of the pure singlet, same unit.

    References
    ----------
    Yamaguchi, Jensen, Dorigo, Houk, Chem. Phys. Lett. 1988, 149, 537.

    Examples
    --------
    A determinant that is half triplet lies half way:

    >>> yamaguchi_singlet(-0.5, -1.0, 1.0, 2.0)
    0.0
    """
    share = s2_broken / (s2_triplet - s2_broken)
    return broken_symmetry + share * (broken_symmetry - triplet_energy)


def configuration_weights(s2: float) -> tuple[float, float]:
    """Return the weights of the two leading configurations of a singlet, from S2 = 1 - T^2.

    The spin-projected determinant has two of them, in natural orbitals: both electrons in one of
    the two frontier orbitals, or both in the other.

    Examples
    --------
    >>> configuration_weights(0.0), configuration_weights(1.02)
    ((1.0, 0.0), (0.5, 0.5))
    """
    doubly_excited = diradical_character(s2) / 2.0
    return 1.0 - doubly_excited, doubly_excited


def diradical_character(s2: float) -> float:
    """Return 1 - 2T/(1 + T^2), T the overlap of the two unpaired electrons with S2 = 1 - T^2.

    It is 0 for a closed shell and 1 for two electrons that share no orbital; half of it is the
    weight of the double excitation to the lowest empty orbital.

    Examples
    --------
    >>> diradical_character(0.0), diradical_character(1.02)
    (0.0, 1.0)
    """
    overlap = float(np.sqrt(max(0.0, 1.0 - s2)))
    return 1.0 - 2.0 * overlap / (1.0 + overlap**2)
