"""All candidates that can be judged at one level, beside the molecules that were screened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.constants import WAVELENGTHS_NM
from dotstitch.contracts.draws import Draws
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.data.recorded import recorded_folder
from dotstitch.design.listing import Candidate
from dotstitch.design.tiers.evaluate import Films, evaluate
from dotstitch.design.tiers.expected import ChromophoreModel
from dotstitch.design.tiers.known import Planned, plan_likenesses
from dotstitch.design.tiers.likeness import Likeness, Subject
from dotstitch.design.tiers.stand_in import Guesses
from dotstitch.film.molecule import Chromophore, MoleculeInput
from dotstitch.plan.screen_plan import read_manifest
from dotstitch.screen.conditioning import posterior_for
from dotstitch.screen.context import ScreenContext, prepare_context
from dotstitch.screen.inputs import RecordBook, read_chromophore


@dataclass(frozen=True, eq=False)
class Judged:
    """Candidates with a film of their own.

    Attributes
    ----------
    candidates : tuple of Candidate
        Those that could be judged and may be proposed.
    screened : tuple of Subject
        Those of the screened table that could be judged.
    films : Films
        Of both.
    planned : Planned
    unknown : tuple of Likeness
        Those that rest on species which nobody has computed.
    failed : mapping of Likeness to str
        Why a species of theirs failed.
    """

    context: ScreenContext
    candidates: tuple[Candidate, ...]
    screened: tuple[Subject, ...]
    films: Films
    planned: Planned
    unknown: tuple[Likeness, ...]
    failed: Mapping[Likeness, str]

    def row(self, subject: Subject) -> int:
        """Return the row of a molecule among the films."""
        return self.films.places[subject.pair]

    def in_short(self) -> str:
        """Return how many could be judged, and why others could not, in words."""
        lines = [f"{len(self.candidates)} candidates judged at {self.context.config.level}"]
        if self.unknown:
            lines.append(f"{len(self.unknown)} kinds of molecules rest on species not yet computed")
        why = Counter(self.failed.values())
        lines += [f"{count} kinds of molecules fail: {what}" for what, count in why.most_common()]
        return "\n".join(lines)


def judge_space(
    space: Sequence[Candidate],
    screened: Sequence[Subject],
    config: Config,
    results: Path,
    *,
    guess: bool,
) -> Judged:
    """Evaluate every candidate whose species are computed, or can be guessed.

    Parameters
    ----------
    space : sequence of Candidate
    screened : sequence of Subject
    config : Config
        With the level.
    results : Path
        Holds ``species``; and ``draws.npz`` where the configuration names measurements.
    guess : bool
        Whether a model stands in for what was not computed.
    """
    open_ones = [(one, one.subject) for one in space if not (one.reasons or one.cells["known_as"])]
    asked = [(one, subject) for one, subject in open_ones if subject is not None]
    planned = plan_likenesses([s for _, s in asked] + list(screened), config, [results])
    known: dict[str, Chromophore | str | None] = dict(planned.computed)
    if guess:
        known = _guessed(planned, config) | known
    inputs: dict[Likeness, MoleculeInput] = {}
    unknown: list[Likeness] = []
    failed: dict[Likeness, str] = {}
    for likeness, molecule in planned.molecules.items():
        parts = [known.get(part.species) for part in molecule.electrophores]
        found = [part for part in parts if isinstance(part, Chromophore)]
        why = [part for part in parts if isinstance(part, str)]
        if why:
            failed[likeness] = why[0]
        elif len(found) < len(parts):
            unknown.append(likeness)
        else:
            inputs[likeness] = _joined(molecule, found)
    judged = tuple(one for one, subject in asked if subject.likeness in inputs)
    base = tuple(subject for subject in screened if subject.likeness in inputs)
    pairs = [s.pair for _, s in asked if s.likeness in inputs] + [s.pair for s in base]
    context = prepare_context(config, _draws(config, results))
    films = evaluate(pairs, inputs.__getitem__, context)
    return Judged(context, judged, base, films, planned, tuple(unknown), failed)


def _draws(config: Config, results: Path) -> Draws | None:
    """Return the draws of a screen; None for those of the priors."""
    posterior = posterior_for(config, results)
    return posterior.draws(config.samples, config.seed) if posterior else None


def _guessed(planned: Planned, config: Config) -> dict[str, Chromophore | str | None]:
    """Return stand-ins for the parts that nobody has computed."""
    relatives = _relatives(planned, config)
    model = ChromophoreModel.fit(relatives)
    if model is None:
        return {}
    guesses = Guesses(model, planned, relatives, config.sweep.wavelength_nm)
    missing = planned.parts.keys() - planned.computed.keys()
    return {key: guesses.of(planned.parts[key]) for key in sorted(missing)}


def _relatives(planned: Planned, config: Config) -> tuple[Chromophore, ...]:
    """Return every computed part of the space and those of the molecules that are recorded."""
    folder = recorded_folder(config.level)
    book = RecordBook(read_manifest(ResultsFolder(folder).manifest), folder)
    recorded = (p for one in book.manifest.molecules for p in one.electrophores)
    known = {part.species: read_chromophore(part, book) for part in recorded}
    good = {key: one for key, one in planned.computed.items() if isinstance(one, Chromophore)}
    return tuple((known | good).values())


def _joined(molecule: Molecule, parts: Iterable[Chromophore]) -> MoleculeInput:
    """Return the inputs of a planned molecule from those of its parts."""
    if molecule.molar_mass_g_mol is None:
        raise ValueError(f"{molecule.smiles} was planned without a molar mass")
    counted = zip(parts, molecule.electrophores, strict=True)
    return MoleculeInput(
        name=molecule.name,
        smiles=molecule.smiles,
        molar_mass_g_mol=molecule.molar_mass_g_mol,
        n_tertiary_amines=molecule.n_tertiary_amines,
        wavelength_nm=WAVELENGTHS_NM,
        chromophores=tuple(replace(part, count=own.count) for part, own in counted),
    )
