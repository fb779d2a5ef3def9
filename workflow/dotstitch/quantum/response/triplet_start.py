"""Which orbitals a triplet has its two electrons in: a start for its mean field.

Left to itself a determinant with two unpaired electrons keeps the symmetry it began with:
benzaldehyde then ends 0.5 eV up, in pi-pi* instead of n-pi*. The response of the closed shell
orders these states rightly, and costs next to nothing: excitations of triplet spin feel exact
exchange only, the exchange-correlation kernel left out as in
:mod:`dotstitch.quantum.response.ris`.
"""

from __future__ import annotations

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.quantum.engine import MeanField
from dotstitch.quantum.response.ris import PRIMARY_CONFIGURATIONS
from dotstitch.quantum.response.ris_integrals import dense_exchange, response_integrals

Array = NDArray[np.float64]
CANDIDATES = 2
CLOSE_EV = 0.15
"""Excitations closer than this may change places when the triplets relax: in dibenzylideneacetone
0.02 eV of n-pi* below pi-pi* turn into 0.2 to 0.3 eV above it."""


def promoted_orbitals(mean_field: MeanField) -> tuple[tuple[Array, Array], ...]:
    """Return the occupied orbitals of the triplets that may be the lowest, not relaxed.

    Parameters
    ----------
    mean_field : MeanField
        Closed shell.

    Returns
    -------
    tuple of (alpha, beta), shapes (n_ao, n_pairs + 1) and (n_ao, n_pairs - 1)
        One electron taken from the leading natural transition orbital of a triplet excitation
        (Tamm-Dancoff) and put into its partner; of the lowest excitation, and of the next
        where it is close.
    """
    integrals = response_integrals(mean_field)
    difference = integrals.difference
    order = np.argsort(difference, axis=None)[:PRIMARY_CONFIGURATIONS]
    i, a = np.unravel_index(order, difference.shape)
    matrix = np.diag(difference[i, a])
    if integrals.exact_exchange:
        matrix -= dense_exchange(integrals, i, a)
    energies, vectors = scipy.linalg.eigh(matrix, subset_by_index=(0, CANDIDATES - 1))
    promoted = []
    for energy, vector in zip(energies, vectors.T, strict=True):
        if energy - energies[0] < CLOSE_EV / HARTREE_EV:
            amplitude = np.zeros(difference.shape)
            amplitude[i, a] = vector
            holes, _, particles = np.linalg.svd(amplitude)
            occupied = mean_field.occupied @ holes
            particle = mean_field.virtual @ particles[0]
            promoted.append((np.column_stack([occupied, particle]), occupied[:, 1:]))
    return tuple(promoted)
