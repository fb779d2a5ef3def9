"""From the plan and the records of its species to the inputs of the kinetics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dotstitch.contracts.bands import BandShape, ExcitedStates
from dotstitch.contracts.draws import Array
from dotstitch.contracts.manifest import Arm, Electrophore, Manifest, Molecule
from dotstitch.contracts.records import Record, StepError, read_record
from dotstitch.data.species_kinds import species_kind
from dotstitch.dot.levels import film_levels
from dotstitch.film.molecule import ArmInput, Chromophore, MoleculeInput, State
from dotstitch.groups.ring_expansion import ring_expansion
from dotstitch.jobs.files import retry_command, species_folder
from dotstitch.optics.calibration import calibrated_bands, calibrated_curve


class SpeciesFailedError(Exception):
    """A species that a molecule needs has no trustworthy record.

    Attributes
    ----------
    stage : str
        The step that failed.
    kind, message, remedy : str
        As in the record.
    """

    def __init__(self, stage: str, kind: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.stage, self.kind, self.message, self.remedy = stage, kind, message, remedy


@dataclass
class RecordBook:
    """Records of a screen, each read once.

    Attributes
    ----------
    manifest : Manifest
    results_dir : Path
        Holds ``species/<key>/<step>.json``.
    """

    manifest: Manifest
    results_dir: Path
    _read: dict[tuple[str, str], Record] = field(default_factory=dict)

    def get(self, key: str, step: str) -> Record:
        """Return one good record.

        Raises
        ------
        SpeciesFailedError
            When this step or one before it failed, or left no record.
        """
        if (key, step) not in self._read:
            self._read[key, step] = self._load(key, step)
        return self._read[key, step]

    def _load(self, key: str, step: str) -> Record:
        species = self.manifest.species[key]
        folder = species_folder(self.results_dir, key)
        for earlier in species_kind(species.kind).steps:
            path = folder / f"{earlier}.json"
            if not path.exists():
                raise SpeciesFailedError(
                    earlier,
                    "bug",
                    f"{self.label(key)}: the step {earlier} left no record",
                    f"To try again: {retry_command(folder)}",
                )
            record = read_record(path)
            if record.status == "failed" or record.error is not None:
                note = record.error
                if note is None:
                    raise SpeciesFailedError(earlier, "bug", "a failure without a reason", "")
                raise SpeciesFailedError(
                    earlier, note.kind, f"{self.label(key)}: {note.message}", note.remedy
                )
            if earlier == step:
                return record
        raise KeyError(f"species {key} has no step {step!r}")

    def label(self, key: str) -> str:
        """Return a human name of a species."""
        return self.manifest.labels.get(key, self.manifest.species[key].smiles)


def needed_records(molecule: Molecule) -> Iterator[tuple[str, str]]:
    """Yield the species key and step of every record that a molecule rests on."""
    for part in molecule.electrophores:
        for key in dict.fromkeys((part.species, *part.states)):
            yield key, "ground_state"
            yield key, "spectrum"
        for arm in part.arms:
            yield arm.intermediate, "gap"
            if arm.diazo is not None:
                yield arm.diazo, "spectrum"


def species_roles(molecule: Molecule) -> dict[str, str]:
    """Return the part that each species plays, role to key."""
    roles: dict[str, str] = {}
    for number, part in enumerate(molecule.electrophores, start=1):
        name = f"chromophore {number}" if part.arms else f"electrophore {number}"
        roles[name] = part.species
        for reacted, key in enumerate(part.states[1:], start=1):
            roles[f"{name}, {reacted} of {len(part.states) - 1} reacted"] = key
        for index, arm in enumerate(part.arms, start=1):
            suffix = f" {index}" if len(part.arms) > 1 else ""
            roles[f"{name}, intermediate{suffix}"] = arm.intermediate
            if arm.diazo is not None:
                roles[f"{name}, diazo isomer{suffix}"] = arm.diazo
    return roles


def read_molecule(molecule: Molecule, book: RecordBook) -> MoleculeInput:
    """Read all that the kinetics needs of one molecule.

    Raises
    ------
    SpeciesFailedError
        For the first species without a good record.
    """
    for key, step in needed_records(molecule):
        book.get(key, step)
    if molecule.molar_mass_g_mol is None:
        raise SpeciesFailedError("plan", "bug", "the plan gives no molar mass", "plan again")
    try:
        chromophores = tuple(_chromophore(part, book) for part in molecule.electrophores)
    except StepError as error:
        raise SpeciesFailedError("photophysics", error.kind, error.message, error.remedy) from error
    first = book.get(molecule.electrophores[0].species, "spectrum")
    return MoleculeInput(
        name=molecule.name,
        smiles=molecule.smiles,
        molar_mass_g_mol=molecule.molar_mass_g_mol,
        n_tertiary_amines=molecule.n_tertiary_amines,
        wavelength_nm=np.asarray(first.values["wavelength_nm"], dtype=np.float64),
        chromophores=chromophores,
    )


def _chromophore(part: Electrophore, book: RecordBook) -> Chromophore:
    states = part.states if part.arms else (part.species,)
    diazo = [arm.diazo for arm in part.arms if arm.diazo is not None]
    weights = [arm.n_equivalent for arm in part.arms if arm.diazo is not None]
    curves = [_curve(book, key) for key in diazo]
    return Chromophore(
        key=part.species,
        smiles=book.manifest.species[part.species].smiles,
        count=part.count,
        arms=tuple(_arm(arm, book) for arm in part.arms),
        states=tuple(_state(book, key) for key in states),
        diazo_epsilon_m1_cm1=np.average(curves, axis=0, weights=weights) if curves else None,
        triplet_ev=book.get(part.species, "spectrum").values["triplet_ev"],
    )


def _arm(arm: Arm, book: RecordBook) -> ArmInput:
    values: dict[str, Any] = book.get(arm.intermediate, "gap").values
    species = book.manifest.species[arm.intermediate]
    return ArmInput(
        warhead=arm.warhead,
        n_equivalent=arm.n_equivalent,
        intermediate=arm.intermediate,
        smiles=species.smiles,
        gap_kcal_mol=float(values["gap_st_kcal_mol"]),
        gap_uncertainty_kcal_mol=float(values["gap_st_uncertainty_kcal_mol"]),
        gap_free_energy_kcal_mol=float(values["gap_free_energy_kcal_mol"]),
        ortho_fluorines=arm.ortho_fluorines,
        expansion=ring_expansion(species.smiles) if species.kind == "nitrene" else None,
    )


def _curve(book: RecordBook, key: str) -> Array:
    values = book.get(key, "spectrum").values
    return calibrated_curve(
        np.asarray(values["excitation_ev"], dtype=np.float64),
        np.asarray(values["oscillator_strength"], dtype=np.float64),
        _shape(values),
        book.manifest.species[key].smiles,
        book.manifest.level,
    )


def _shape(values: Mapping[str, Any]) -> BandShape:
    return BandShape(float(values["band_fwhm_ev"]), float(values["band_skewness"]))


def _excited(book: RecordBook, key: str) -> ExcitedStates:
    values = book.get(key, "spectrum").values
    energy, strength = calibrated_bands(
        np.asarray(values["excitation_ev"], dtype=np.float64),
        np.asarray(values["oscillator_strength"], dtype=np.float64),
        book.manifest.species[key].smiles,
        book.manifest.level,
    )
    share = np.asarray(values["dissociative_share"], dtype=np.float64)
    return ExcitedStates(energy, strength, share, _shape(values))


def _state(book: RecordBook, key: str) -> State:
    ground = book.get(key, "ground_state").values
    levels = film_levels(ground["homo_ks_ev"], ground["lumo_ks_ev"], book.manifest.level)
    return State(_curve(book, key), levels, _excited(book, key))
