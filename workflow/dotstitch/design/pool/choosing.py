"""Which molecules the pool is computed from: chromophores that are unlike each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from dotstitch.contracts.smiles import composition, parse_smiles
from dotstitch.design.descriptors import describe
from dotstitch.design.listing import Candidate

LARGEST_ATOMS = 45
"""Of a chromophore; one of sixty atoms takes the time of five of thirty."""


def spread_out(smiles: Sequence[str], known: Sequence[str], number: int) -> list[str]:
    """Return molecules of which each is the farthest from those before it.

    Parameters
    ----------
    smiles : sequence of str
        To choose from.
    known : sequence of str
        At hand already.
    number : int

    Notes
    -----
    Distances are of :mod:`dotstitch.design.descriptors`, each in units of its spread; of equal
    ones the first in the order of the SMILES comes first.

    Examples
    --------
    >>> azides = ["[N-]=[N+]=Nc1ccccc1", "[N-]=[N+]=Nc1ccc(C)cc1", "[N-]=[N+]=Nc1ccc(F)cc1"]
    >>> spread_out(azides, azides[:1], 1)
    ['[N-]=[N+]=Nc1ccc(F)cc1']
    """
    ordered = sorted(set(smiles) - set(known))
    counts = describe([*known, *ordered])
    spread = np.where(np.ptp(counts, axis=0) > 0.0, counts.std(axis=0), 1.0)
    scaled = counts / spread
    own = scaled[len(known) :]
    far = np.full(len(ordered), np.inf)
    for place in scaled[: len(known)]:
        far = np.minimum(far, ((own - place) ** 2).sum(axis=1))
    chosen: list[int] = []
    while len(chosen) < min(number, len(ordered)):
        best = max((n for n in range(len(ordered)) if n not in chosen), key=lambda n: (far[n], -n))
        chosen.append(best)
        far = np.minimum(far, ((own - own[best]) ** 2).sum(axis=1))
    return [ordered[n] for n in chosen]


def pool_molecules(
    space: Iterable[Candidate], known: Sequence[str], number: int
) -> tuple[Candidate, ...]:
    """Return molecules that hold a number of new chromophores, and every other part there is.

    Chromophores of more than :data:`LARGEST_ATOMS` atoms are left to the campaigns.

    Parameters
    ----------
    space : iterable of Candidate
    known : sequence of str
        SMILES of the parts that are computed already.
    number : int
        Of chromophores.
    """
    open_ones = [one for one in space if one.likeness is not None and not one.reasons]
    chromophores = {smiles for one in open_ones for smiles in one.chromophores}
    sizes = {smiles: composition(parse_smiles(smiles)).total() for smiles in chromophores}
    small = sorted(smiles for smiles, n_atoms in sizes.items() if n_atoms <= LARGEST_ATOMS)
    wanted = spread_out(small, sorted(chromophores & set(known)), number)
    covered = set(wanted) | set(known)
    rated = sorted(open_ones, key=lambda one: (len(set(one.chromophores) - covered), _effort(one)))
    missing = set(wanted) | _parts(open_ones) - chromophores - set(known)
    chosen = []
    for one in rated:
        if missing & _parts([one]):
            chosen.append(one)
            missing -= _parts([one])
    return tuple(chosen)


def _effort(candidate: Candidate) -> tuple[int, int, str]:
    return len(_parts([candidate])), len(candidate.made.steps), candidate.name


def _parts(candidates: Iterable[Candidate]) -> set[str]:
    """Return the SMILES of all parts of some molecules."""
    likenesses = (one.likeness for one in candidates)
    return {smiles for one in likenesses if one is not None for smiles in one.smiles}
