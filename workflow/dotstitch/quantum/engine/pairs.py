"""Pairs of atomic orbitals that overlap: in a large molecule fewer than half of all pairs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyscf.scf import _vhf

PAIR_CUTOFF = 1e-10


def overlapping_pairs(mol: Any) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns (row >= column) of the pairs that Schwarz's inequality keeps."""
    bound = _vhf._VHFOpt(mol, "int2e", "CVHFnrs8_prescreen", "CVHFnr_int2e_q_cond").q_cond
    shells = np.exp(bound) if np.min(bound) < 0 else bound
    significant = shells * shells.max() > PAIR_CUTOFF
    sizes = np.diff(mol.ao_loc)
    pairs = np.repeat(np.repeat(significant, sizes, axis=0), sizes, axis=1)
    rows, columns = np.tril_indices(mol.nao)
    kept = pairs[rows, columns]
    return rows[kept], columns[kept]


def neighbour_lists(
    n_ao: int, rows: Any, columns: Any
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return, for each orbital, the numbers of its pairs and its partners in them."""
    number = np.full((n_ao, n_ao), -1, dtype=np.intp)
    number[rows, columns] = number[columns, rows] = np.arange(rows.size)
    partners = [np.flatnonzero(line >= 0) for line in number]
    return [(number[ao, others], others) for ao, others in enumerate(partners)]
