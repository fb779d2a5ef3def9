"""Why a proposal: which part of it bought what, what limits it, what would settle it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
from dotstitch.film.molecule import MoleculeInput
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
    """Return what a candidate gains on a screened molecule by its pi systems and by its mass.

    The pi systems are exchanged at the mass of the screened molecule, which is what its arms bring,
    with the linker where that is conjugated; what then is left to the linker is its mass: how many
    arms stand in a film of the same loading.

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
    halfway = subject.likeness, known.molar_mass_g_mol
    inputs = judged.films.inputs[judged.row(subject)]
    between = evaluate([halfway], lambda _: inputs, judged.context, tell=lambda _: None)
    films = [_means(judged.films, known.pair), _means(between, halfway)]
    films.append(_means(judged.films, subject.pair))
    told = []
    if subject.likeness != known.likeness:
        change = f"{arms} ({_exchange(subject.likeness, known.likeness)})"
        told.append(Bought(change, *films[1] - films[0]))
    if subject.molar_mass_g_mol != known.molar_mass_g_mol:
        new, old = subject.molar_mass_g_mol, known.molar_mass_g_mol
        change = f"{linker} ({new:.0f} in place of {old:.0f} g/mol)"
        told.append(Bought(change, *films[2] - films[1]))
    return tuple(told)


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


def _exchange(new: Likeness, old: Likeness) -> str:
    gone = [smiles for smiles, _ in old.parts if smiles not in dict(new.parts)]
    come = [smiles for smiles, _ in new.parts if smiles not in dict(old.parts)]
    text = f"pi system {' and '.join(come)}" if come else "same pi systems"
    text += f" in place of {' and '.join(gone)}" if gone else ""
    amines = new.n_tertiary_amines - old.n_tertiary_amines
    return text + (f", {amines:+d} tertiary amines" if amines else "")


def _fingerprint(smiles: str) -> Any:
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2)
    return generator.GetFingerprint(Chem.MolFromSmiles(smiles))
