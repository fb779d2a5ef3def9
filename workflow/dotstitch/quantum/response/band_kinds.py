"""What kind of band each excitation of a molecule makes, by ``data/optics/band_kinds.yaml``."""

from __future__ import annotations

from functools import cache

from rdkit import Chem

from dotstitch.data.reading import read_yaml


@cache
def _patterns(strength: str) -> dict[str, Chem.Mol]:
    patterns = read_yaml("data/optics/band_kinds.yaml", dict[str, str], strength)
    return {kind: Chem.MolFromSmarts(pattern) for kind, pattern in patterns.items()}


@cache
def band_kinds(smiles: str, n_states: int) -> tuple[str, ...]:
    """Return the kind of each excitation of a species, lowest first.

    Examples
    --------
    >>> band_kinds("FC(F)(F)C1(c2ccccc2)N=N1", 3)
    ('aryl_diazirine_n_pi', 'pi_pi', 'pi_pi')
    >>> band_kinds("CNc1ccccc1", 1)
    ('amine_pi_pi',)
    """
    molecule = Chem.MolFromSmiles(smiles)
    weak = [
        kind
        for kind, pattern in _patterns("weak").items()
        for _ in molecule.GetSubstructMatches(pattern)
    ]
    fitting = (
        k for k, pattern in _patterns("strong").items() if molecule.HasSubstructMatch(pattern)
    )
    return (*weak, *(next(fitting, "pi_pi"),) * n_states)[:n_states]


def has_weak_band(smiles: str) -> bool:
    """Return whether the lowest excitation makes a weak band.

    Examples
    --------
    >>> has_weak_band("CC1(C)N=N1"), has_weak_band("[N-]=[N+]=Nc1ccccc1")
    (True, False)
    """
    return band_kinds(smiles, 1)[0] in _patterns("weak")
