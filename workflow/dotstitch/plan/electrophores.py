"""A molecule as a list of electrophores: conjugated parts worth computing, each with its count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from rdkit import Chem

from dotstitch.plan.cutting import MoleculeGraph, Part, cut
from dotstitch.plan.fragments import Fragment, capped_smiles, describe


@dataclass(frozen=True)
class Dissection:
    """What a molecule falls into.

    Attributes
    ----------
    electrophores : tuple of (Fragment, int)
        Parts that must be computed and how often the molecule carries each; those with warheads
        first, then by SMILES.
    spectators : tuple of Fragment
        Parts that neither absorb nor hold a frontier level.
    warnings : tuple of str
    """

    electrophores: tuple[tuple[Fragment, int], ...]
    spectators: tuple[Fragment, ...]
    warnings: tuple[str, ...]

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """All parts, each once."""
        return tuple(fragment for fragment, _ in self.electrophores) + self.spectators


def dissect(mol: Chem.Mol, fragments: Literal["cut", "whole"] = "cut") -> Dissection:
    """Cut a molecule into electrophores, or keep it whole.

    A strong donor and an acceptor that a single saturated atom separates are kept together,
    because they can form a charge-transfer state: coupling through one sp3 atom (as in
    diphenylmethanes) is of the order of 0.1 eV and falls by about a factor of two per further
    bond, while through longer bridges the two keep their own bands.

    Parameters
    ----------
    mol : rdkit.Chem.Mol
        From :func:`dotstitch.contracts.smiles.parse_smiles`.
    fragments : str
        ``cut`` or ``whole``.

    Examples
    --------
    >>> two_arms = Chem.MolFromSmiles("[N-]=[N+]=Nc1ccc(CCCCc2ccc(N=[N+]=[N-])cc2)cc1")
    >>> [(part.smiles, count) for part, count in dissect(two_arms).electrophores]
    [('Cc1ccc(N=[N+]=[N-])cc1', 2)]
    """
    if fragments == "whole":
        whole = describe(str(Chem.MolToSmiles(mol)))
        return Dissection(((whole, 1),), (), whole.warnings)
    graph = MoleculeGraph(mol)
    bridges: frozenset[int] = frozenset()
    while True:
        parts = cut(graph, bridges)
        pieces = [describe(capped_smiles(mol, part)) for part in parts]
        contacts = _contacts(graph, parts, pieces) - bridges
        if not contacts:
            return _summary(pieces, has_contact=bool(bridges))
        bridges |= contacts


def _contacts(graph: MoleculeGraph, parts: list[Part], pieces: list[Fragment]) -> frozenset[int]:
    """Return the saturated atoms that alone separate a strong donor from an acceptor."""
    donors = {n for n, piece in enumerate(pieces) if piece.donor}
    if not donors:
        return frozenset()
    active = graph.pi | {atom for atom in graph.donors if graph.elements[atom] == 7}
    owner = {atom: n for n, part in enumerate(parts) for atom in part.core}
    contacts = set()
    for atom, around in enumerate(graph.neighbours):
        if atom in owner:
            continue
        touched = {owner[near] for near in around if near in owner and near in active}
        for first in touched & donors:
            if any(pieces[other].acceptor for other in touched - {first}):
                contacts.add(atom)
    return frozenset(contacts)


def _summary(pieces: list[Fragment], *, has_contact: bool) -> Dissection:
    counts = Counter(pieces)
    ordered = sorted(counts, key=lambda piece: (piece.n_warheads == 0, piece.smiles))
    warnings = list(dict.fromkeys(text for piece in ordered for text in piece.warnings))
    if has_contact:
        warnings.append(
            "a donor and an acceptor one saturated atom apart can form a charge-transfer state; "
            "they are computed as one part"
        )
    elif any(p.donor and not p.n_warheads for p in ordered) and any(p.acceptor for p in ordered):
        warnings.append(
            "holds a strong donor apart from an acceptor: electron transfer between them after "
            "excitation is not modelled"
        )
    return Dissection(
        electrophores=tuple((piece, counts[piece]) for piece in ordered if piece.computed),
        spectators=tuple(piece for piece in ordered if not piece.computed),
        warnings=tuple(warnings),
    )
