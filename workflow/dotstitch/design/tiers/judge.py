"""All candidates that can be judged at one level, beside the molecules that were screened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.constants import WAVELENGTHS_NM
from dotstitch.contracts.manifest import Molecule
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.design.listing import Candidate
from dotstitch.design.tiers.evaluate import Films, evaluate
from dotstitch.design.tiers.expected import ChromophoreModel
from dotstitch.design.tiers.known import Planned, plan_likenesses, record_folders
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
    recorded: Path | None = None,
    processes: int = 1,
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
    recorded : Path, optional
        Results folder in place of the molecules that are recorded in the package.
    processes : int
        Share the films.
    """
    results, shipped, pool = record_folders(results, config.level)
    recorded = recorded or shipped
    open_ones = [(one, one.subject) for one in space if not (one.reasons or one.cells["known_as"])]
    asked = [(one, subject) for one, subject in open_ones if subject is not None]
    everyone = [*(subject for _, subject in asked), *screened]
    planned = plan_likenesses(everyone, config, (results, recorded, pool))
    known: dict[str, Chromophore | str | None] = dict(planned.computed)
    if guess:
        known = _guessed(planned, config, recorded) | known
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
            inputs[likeness] = joined(molecule, found)
    judged = tuple(one for one, subject in asked if subject.likeness in inputs)
    base = tuple(subject for subject in screened if subject.likeness in inputs)
    pairs = [one.pair for one in everyone if one.likeness in inputs]
    context = screen_context(config, results)
    films = evaluate(pairs, inputs.__getitem__, context, processes=processes)
    return Judged(context, judged, base, films, planned, tuple(unknown), failed)


def screen_context(config: Config, results: Path) -> ScreenContext:
    """Return what the molecules of a screen share, with the draws that it would use."""
    posterior = posterior_for(config, results)
    draws = posterior.draws(config.samples, config.seed) if posterior else None
    return prepare_context(config, draws)


def _guessed(
    planned: Planned, config: Config, recorded: Path
) -> dict[str, Chromophore | str | None]:
    """Return stand-ins for the parts that nobody has computed."""
    relatives = relatives_of(planned, recorded)
    model = ChromophoreModel.fit(relatives)
    if model is None:
        return {}
    guesses = Guesses(model, planned, relatives, config.sweep.wavelength_nm)
    missing = planned.parts.keys() - planned.computed.keys()
    return {key: guesses.of(planned.parts[key]) for key in sorted(missing)}


def relatives_of(planned: Planned, recorded: Path) -> tuple[Chromophore, ...]:
    """Return every computed part of the space and those of the molecules that are recorded."""
    book = RecordBook(read_manifest(ResultsFolder(recorded).manifest), recorded)
    parts = (part for one in book.manifest.molecules for part in one.electrophores)
    known = {part.species: read_chromophore(part, book) for part in parts}
    good = {key: one for key, one in planned.computed.items() if isinstance(one, Chromophore)}
    return tuple((known | good).values())


def joined(molecule: Molecule, parts: Iterable[Chromophore]) -> MoleculeInput:
    """Return the inputs of a planned molecule from those of its parts, in their order."""
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
