"""From the plan and the records of its species to the inputs of the kinetics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from dotstitch.contracts.constants import WAVELENGTHS_NM
from dotstitch.contracts.draws import Array
from dotstitch.contracts.failure import FailedError, Failure, StepError
from dotstitch.contracts.files import UntrustedFileError
from dotstitch.contracts.manifest import Arm, Electrophore, Manifest, Molecule
from dotstitch.contracts.paths import ResultsFolder, SpeciesFolder
from dotstitch.contracts.records import Record, Values, read_record
from dotstitch.contracts.remedies import COMPUTE_AGAIN
from dotstitch.contracts.results import (
    STEP_VALUES,
    GapValues,
    GroundStateValues,
    SpectrumValues,
    StepValues,
    TripletValues,
)
from dotstitch.data.species_kinds import species_kind
from dotstitch.dot.levels import film_levels
from dotstitch.film.molecule import ArmInput, Chromophore, MoleculeInput, State
from dotstitch.groups.protocol import RoleSpecies
from dotstitch.groups.registry import GROUPS
from dotstitch.optics.calibration import band_error, calibrated_curve, calibrated_states


@dataclass
class RecordBook:
    """Records of a screen, each read once.

    Attributes
    ----------
    manifest : Manifest
    results_dir : Path
        Holds ``species/<key>/<step>.json``.
    further : tuple of Path
        Folders of the same form, for species that it does not hold.
    """

    manifest: Manifest
    results_dir: Path
    further: tuple[Path, ...] = ()
    _read: dict[tuple[str, str], Record[StepValues]] = field(default_factory=dict)

    def get(self, key: str, values: type[Values]) -> Record[Values]:
        """Return one good record of a species, typed by what its step finds.

        Raises
        ------
        FailedError
            When this step or one before it failed, or left no record.
        """
        if (key, values.step) not in self._read:
            self._read[key, values.step] = self._load(key, values)
        return cast(Record[Values], self._read[key, values.step])

    def _load(self, key: str, values: type[Values]) -> Record[Values]:
        species = self.manifest.species[key]
        folder = self.folder(key)
        steps = species_kind(species.kind).steps
        if values.step not in steps:
            raise KeyError(f"species {key} has no step {values.step!r}")
        for step in steps[: steps.index(values.step) + 1]:
            record = self._trusted(key, STEP_VALUES[step], folder)
            if record.error is not None:
                message = f"{self.label(key)}: {record.error.message}"
                raise FailedError(record.error.model_copy(update={"message": message}))
        return self._trusted(key, values, folder)

    def folder(self, key: str) -> SpeciesFolder:
        """Return where the records of a species lie, or should lie."""
        places = [ResultsFolder(one).species(key) for one in (self.results_dir, *self.further)]
        return next((one for one in places if one.path.is_dir()), places[0])

    def _trusted(self, key: str, values: type[Values], folder: SpeciesFolder) -> Record[Values]:
        """Read one record; that it is missing or damaged is a failure like any other."""
        if not folder.record(values.step).exists():
            message = f"the step {values.step} left no record"
        else:
            try:
                return read_record(folder, values)
            except UntrustedFileError as error:
                message = str(error)
        message = f"{self.label(key)}: {message}"
        failure = Failure(stage=values.step, kind="resource", message=message, remedy=COMPUTE_AGAIN)
        raise FailedError(failure)

    def label(self, key: str) -> str:
        """Return a human name of a species."""
        return self.manifest.labels.get(key, self.manifest.species[key].smiles)


def needed_records(molecule: Molecule) -> Iterator[tuple[str, type[StepValues]]]:
    """Yield the species key and values of every record that a molecule rests on."""
    for part in molecule.electrophores:
        yield from records_of(part)


def records_of(part: Electrophore) -> Iterator[tuple[str, type[StepValues]]]:
    """Yield the species key and values of every record that a part of a molecule rests on."""
    for key in dict.fromkeys((part.species, *part.states)):
        yield key, GroundStateValues
        yield key, SpectrumValues
    for arm in part.arms:
        roles = GROUPS[arm.group].roles
        for role, key in arm.roles.items():
            for step in roles[role].steps:
                yield key, step


def read_molecule(molecule: Molecule, book: RecordBook) -> MoleculeInput:
    """Read all that the kinetics needs of one molecule.

    Raises
    ------
    FailedError
        For the first species without a good record.
    """
    chromophores = tuple(read_chromophore(part, book) for part in molecule.electrophores)
    if molecule.molar_mass_g_mol is None:
        again = "plan again (python -m dotstitch plan)"
        lack = StepError("bug", "the plan gives no molar mass", again)
        raise FailedError(lack.at("plan"))
    return MoleculeInput(
        name=molecule.name,
        smiles=molecule.smiles,
        molar_mass_g_mol=molecule.molar_mass_g_mol,
        n_tertiary_amines=molecule.n_tertiary_amines,
        wavelength_nm=WAVELENGTHS_NM,
        chromophores=chromophores,
    )


def read_chromophore(part: Electrophore, book: RecordBook) -> Chromophore:
    """Read one part of a molecule, or raise as :func:`read_molecule` does."""
    for key, values in records_of(part):
        book.get(key, values)
    try:
        return _chromophore(part, book)
    except StepError as error:
        raise FailedError(error.at("photophysics")) from error


def _chromophore(part: Electrophore, book: RecordBook) -> Chromophore:
    states = part.states if part.arms else (part.species,)
    triplet_ev, uncertainty_ev = _triplet(book, part.species)
    smiles = book.manifest.species[part.species].smiles
    return Chromophore(
        key=part.species,
        smiles=smiles,
        count=part.count,
        arms=tuple(_arm(arm, book) for arm in part.arms),
        states=tuple(_state(book, key) for key in states),
        band_error=band_error(
            book.get(part.species, SpectrumValues).result, smiles, book.manifest.level
        ),
        triplet_ev=triplet_ev,
        triplet_uncertainty_ev=uncertainty_ev,
    )


def _triplet(book: RecordBook, key: str) -> tuple[float | None, float | None]:
    """Return the triplet energy and its uncertainty; none where that step failed."""
    if not has_triplet(book, key) or triplet_failure(book, key) is not None:
        return None, None
    triplet = book.get(key, TripletValues).result
    return triplet.triplet_ev, triplet.triplet_uncertainty_ev


def has_triplet(book: RecordBook, key: str) -> bool:
    """Tell whether a species is of a kind that gets a triplet energy."""
    return TripletValues.step in species_kind(book.manifest.species[key].kind).steps


def triplet_failure(book: RecordBook, key: str) -> Failure | None:
    """Return why a species has no triplet energy, which fails no molecule.

    Without it only energy transfer from the dot is left out of the prediction.
    """
    try:
        book.get(key, TripletValues)
    except FailedError as error:
        if error.failure.stage != TripletValues.step:
            raise
        return error.failure
    return None


def _arm(arm: Arm, book: RecordBook) -> ArmInput:
    group = GROUPS[arm.group]
    return ArmInput(
        group=group,
        warhead=arm.warhead,
        n_equivalent=arm.n_equivalent,
        species={
            role: read_role(arm.roles[role], role_data.steps, book)
            for role, role_data in group.roles.items()
            if role in arm.roles
        },
        descriptors=arm.descriptors,
    )


def read_role(key: str, steps: tuple[type[StepValues], ...], book: RecordBook) -> RoleSpecies:
    """Read what the kinetics needs of one species that an arm turns into."""
    return RoleSpecies(
        key=key,
        smiles=book.manifest.species[key].smiles,
        gap=book.get(key, GapValues).result if GapValues in steps else None,
        epsilon_m1_cm1=_curve(book, key) if SpectrumValues in steps else None,
    )


def _curve(book: RecordBook, key: str) -> Array:
    smiles = book.manifest.species[key].smiles
    return calibrated_curve(book.get(key, SpectrumValues).result, smiles, book.manifest.level)


def _state(book: RecordBook, key: str) -> State:
    ground = book.get(key, GroundStateValues).result
    levels = film_levels(ground.homo_ks_ev, ground.lumo_ks_ev, book.manifest.level)
    excited = calibrated_states(
        book.get(key, SpectrumValues).result,
        book.manifest.species[key].smiles,
        book.manifest.level,
    )
    return State(_curve(book, key), levels, excited)
