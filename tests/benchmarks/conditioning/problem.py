"""Measurements, the molecules they speak of, and the space in which both meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.manifest import Manifest
from dotstitch.contracts.measurement import Measurement
from dotstitch.data.recorded import recorded_folder
from dotstitch.dot.dots import load_dot
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.latent import Latent, labels_used
from dotstitch.evidence.likelihood import log_likelihood
from dotstitch.evidence.lu2022 import crosslinkers, measurements
from dotstitch.evidence.predict import by_smiles, predict
from dotstitch.film.molecule import MoleculeInput
from dotstitch.screen.inputs import RecordBook, read_molecule

SEED = 0
"""Of what no measurement asks for; it moves nothing here."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Measurements of molecules as functions of standard normals.

    Attributes
    ----------
    measurements : tuple of Measurement
    molecules : mapping of str to MoleculeInput
        By canonical SMILES.
    """

    measurements: tuple[Measurement, ...]
    molecules: Mapping[str, MoleculeInput]

    @cached_property
    def latent(self) -> Latent:
        """The coordinates that the predictions ask for."""
        return Latent(labels_used(self._predict))

    def draws(self, z: Array) -> Draws:
        """Return the draws of coordinates, shape (n, d)."""
        return self.latent.draws(z, SEED)

    def predict(self, z: Array) -> dict[str, Array]:
        """Return the prediction of each measurement, shape (n,)."""
        return self._predict(self.draws(z))

    def log_likelihood(self, z: Array) -> Array:
        """Return the log density of all measurements, shape (n,)."""
        blocks = log_likelihood(self.measurements, self.predict(z))
        return np.asarray(sum(blocks.values(), np.zeros(len(z))))

    def given(self, rows: Sequence[Measurement]) -> Problem:
        """Return the same problem with other readings of the same quantities."""
        other = replace(self, measurements=tuple(rows))
        other.__dict__["latent"] = self.latent
        return other

    def _predict(self, draws: Draws) -> dict[str, Array]:
        names = {row.dot for row in self.measurements if row.dot}
        dots = {name: sample_dot(load_dot(name), draws) for name in names}
        return predict(self.measurements, self.molecules, draws, dots)


def recorded_crosslinkers(level: str) -> dict[str, MoleculeInput]:
    """Return crosslinkers 1 to 4 as they ship at a level, by their numbers."""
    folder, wanted = recorded_folder(level), crosslinkers()
    manifest = Manifest.model_validate_json((folder / "manifest.json").read_text("utf-8"))
    book = RecordBook(manifest, folder)
    return {
        wanted[molecule.inchikey]: read_molecule(molecule, book)
        for molecule in manifest.molecules
        if molecule.inchikey in wanted
    }


def default_problem(level: str, ids: Sequence[str] | None = None) -> Problem:
    """Return the default evidence with the shipped inputs, or some rows of it."""
    rows = measurements()
    chosen = rows if ids is None else tuple(row for row in rows if row.id in ids)
    return Problem(chosen, by_smiles(recorded_crosslinkers(level).values()))
