"""Why a proposal: which part of it bought what, what limits it, what would settle it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator

from dotstitch.contracts.draws import Array
from dotstitch.contracts.photophysics.advice import Settling
from dotstitch.design.listing import Candidate
from dotstitch.design.tiers.evaluate import Films, evaluate
from dotstitch.design.tiers.judge import Judged
from dotstitch.design.tiers.likeness import Likeness, Subject
from dotstitch.film.molecule import Chromophore, MoleculeInput
from dotstitch.screen.advice.experiments import experiments_on
from dotstitch.screen.advice.settling import settling
from dotstitch.screen.sweep import halves

LEAST_TOLD = 0.005
"""Differences of retention and PLQY below this are told as none."""


@dataclass(frozen=True)
class Bought:
    """What one change against the nearest screened molecule does to film and light.

    Attributes
    ----------
    change : str
        In words.
    film_retention, plqy_relative : float
        Difference of the means, over draws that chose nothing.
    """

    change: str
    film_retention: float
    plqy_relative: float

    def __str__(self) -> str:
        parts = [
            f"{name} {value:+.2f}"
            for name, value in (
                ("retention", self.film_retention),
                ("PLQY", self.plqy_relative),
            )
            if abs(value) >= LEAST_TOLD
        ]
        return f"{self.change}: {', '.join(parts) or 'no difference'}"


def nearest(candidate: Subject, screened: Sequence[Subject]) -> Subject | None:
    """Return the screened molecule that shares most with a candidate; None where there is none.

    That is chromophores first, then the environments of atoms (Morgan, radius 2, Tanimoto).
    """
    own = _fingerprint(candidate.smiles)
    parts = candidate.likeness.smiles

    def shared(other: Subject) -> tuple[int, float, str]:
        alike = DataStructs.TanimotoSimilarity(own, _fingerprint(other.smiles))
        return len(parts & other.likeness.smiles), alike, other.name

    return max(screened, key=shared, default=None)


def bought(
    candidate: Candidate, known: Subject, judged: Judged, linkers: Collection[str]
) -> tuple[Bought, ...]:
    """Return what a candidate gains on a screened molecule, change after change.

    First the pi systems with photoactive groups are exchanged, which the arms bring, with the
    linker where that is conjugated; then all else but mass that the linker brings: pi systems of
    its own, tertiary amines, groups that bind the dot; at last the mass: how many arms stand in a
    film of the same loading.

    Parameters
    ----------
    candidate : Candidate
    known : Subject
        The screened molecule.
    judged : Judged
    linkers : collection of str
        Names of the blocks that are linkers.
    """
    subject = candidate.subject
    if subject is None:
        return ()
    arms = " and ".join(name for name in candidate.made.blocks if name not in linkers)
    linker = " and ".join(name for name in candidate.made.blocks if name in linkers)
    own, old = (judged.films.inputs[judged.row(one)] for one in (subject, known))
    halfway = _with_arms_of(own, old)
    exchanged = replace(known.likeness, parts=_parts(halfway.chromophores))
    mass = known.molar_mass_g_mol
    read = {exchanged: halfway, subject.likeness: own}
    between = evaluate(
        ((one, mass) for one in read), read.__getitem__, judged.context, tell=lambda _: None
    )
    films = [
        _means(judged.films, known.pair),
        *(_means(between, (one, mass)) for one in (exchanged, subject.likeness)),
        _means(judged.films, subject.pair),
    ]
    masses = f"{subject.molar_mass_g_mol:.0f} in place of {mass:.0f} g/mol"
    changes = [
        (arms, _exchange(exchanged, known.likeness)),
        (linker, _exchange(subject.likeness, exchanged)),
        (linker, masses if subject.molar_mass_g_mol != mass else ""),
    ]
    return tuple(
        Bought(f"{block} ({change})", *films[place + 1] - films[place])
        for place, (block, change) in enumerate(changes)
        if change
    )


def settled_by(molecule: MoleculeInput, score: Array, judged: Judged) -> tuple[Settling, ...]:
    """Return the experiments that would settle the score of a candidate best."""
    context = judged.context
    return settling(score, experiments_on(molecule, context), context.draws.seed)


def _means(films: Films, pair: tuple[Likeness, float]) -> Array:
    """Return mean retention and PLQY over the draws that choose nothing."""
    row = films.places[pair]
    _, showing = halves(films.retention.shape[1])
    both = np.stack([films.retention[row, showing], films.plqy[row, showing]])
    return np.asarray(both.mean(axis=1))


def _with_arms_of(own: MoleculeInput, old: MoleculeInput) -> MoleculeInput:
    """Return a molecule with the chromophores of another one where they have photoactive groups."""
    active = (part for part in own.chromophores if part.arms)
    others = (part for part in old.chromophores if not part.arms)
    return replace(old, chromophores=(*active, *others))


def _parts(chromophores: Sequence[Chromophore]) -> tuple[tuple[str, int], ...]:
    return tuple((part.smiles, part.count) for part in chromophores)


def _exchange(new: Likeness, old: Likeness) -> str:
    """Return what differs, in words; nothing where nothing does."""
    come = [_times(one) for one in new.parts if one not in old.parts]
    gone = [_times(one) for one in old.parts if one not in new.parts]
    amines = new.n_tertiary_amines - old.n_tertiary_amines
    if come and gone:
        told = [f"{' and '.join(come)} in place of {' and '.join(gone)}"]
    else:
        told = [f"with {' and '.join(come)}"] if come else []
        told += [f"without {' and '.join(gone)}"] if gone else []
    told += [f"{amines:+d} tertiary amines"] if amines else []
    if new.is_anchored != old.is_anchored:
        told.append("bound to the dot" if new.is_anchored else "not bound to the dot")
    return ", ".join(told)


def _times(part: tuple[str, int]) -> str:
    smiles, count = part
    return smiles if count == 1 else f"{count} {smiles}"


def _fingerprint(smiles: str) -> Any:
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2)
    return generator.GetFingerprint(Chem.MolFromSmiles(smiles))
