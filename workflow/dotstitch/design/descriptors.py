"""A chromophore as a few numbers, for a model that needs no quantum chemistry."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from dotstitch.data.reading import read_yaml


@cache
def descriptor_queries() -> dict[str, Chem.Mol]:
    """Return what is counted, by name, in the order of the columns."""
    rows = read_yaml("data/design/descriptors.yaml", dict[str, str])
    return {name: Chem.MolFromSmarts(smarts) for name, smarts in rows.items()}


def describe(smiles: Iterable[str]) -> NDArray[np.float64]:
    """Return one row of counts per molecule.

    Parameters
    ----------
    smiles : iterable of str

    Examples
    --------
    >>> names = list(descriptor_queries())
    >>> row = describe(["[N-]=[N+]=Nc1ccc(F)cc1"])[0]
    >>> [row[names.index(name)] for name in ("azide on a ring", "fluorine on a ring")]
    [np.float64(1.0), np.float64(1.0)]
    """
    queries = descriptor_queries().values()
    molecules = [Chem.MolFromSmiles(one) for one in smiles]
    counts = [[len(mol.GetSubstructMatches(query)) for query in queries] for mol in molecules]
    return np.array(counts, dtype=float).reshape(len(molecules), len(queries))
