"""All molecules in one job: records of their species to predictions of film and light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.failure import FailedError, Failure, retry_command
from dotstitch.contracts.manifest import Manifest, Molecule
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.photophysics import (
    FailedMolecule,
    MoleculeResult,
    ScreenedMolecule,
    Sources,
)
from dotstitch.contracts.photophysics.advice import MovedScore
from dotstitch.contracts.results import (
    STEP_VALUES,
    GapValues,
    GeometryValues,
    SpectrumValues,
    TripletValues,
)
from dotstitch.contracts.smiles import parse_smiles
from dotstitch.contracts.tables import write_table
from dotstitch.data.job_limits import job_limits
from dotstitch.data.parameters import load_parameters
from dotstitch.dot.dark_chemistry import dark_warnings
from dotstitch.evidence.verdicts import explain
from dotstitch.film.molecule import MoleculeInput
from dotstitch.screen.advice.moved import moved_score
from dotstitch.screen.advice.next_measurement import next_measurements
from dotstitch.screen.applicability.marks import applicability
from dotstitch.screen.arms import arm_columns, arm_row
from dotstitch.screen.basis import basis_sentence
from dotstitch.screen.context import ScreenContext, prepare_context
from dotstitch.screen.evidence import Conditioned, conditioned
from dotstitch.screen.inputs import (
    RecordBook,
    has_triplet,
    needed_records,
    read_molecule,
    triplet_failure,
)
from dotstitch.screen.properties import LevelsOfTheory, Told, dot_edges
from dotstitch.screen.rank_statistics import with_gaps_moved
from dotstitch.screen.results_file import Photophysics, in_short, write_photophysics
from dotstitch.screen.screening import Screened, screen_molecule
from dotstitch.screen.summaries import PREDICTION_COLUMNS


def run_photophysics(manifest_path: Path, results_dir: Path, config: Config) -> None:
    """Predict every molecule of a plan; write three files.

    Parameters
    ----------
    manifest_path : Path
    results_dir : Path
        Holds ``species/<key>/<step>.json``; gets ``photophysics.json``, ``predictions.csv`` and
        ``arms.csv``.
    config : Config

    Notes
    -----
    A molecule that rests on a failed species becomes a failed entry with its reason; the others
    go on.
    """
    manifest = Manifest.model_validate_json(manifest_path.read_text(encoding="utf-8"))
    book = RecordBook(manifest, results_dir)
    rests_on = conditioned(config, manifest, results_dir)
    context = replace(
        prepare_context(config, rests_on.draws, rests_on.measurements),
        chromophores=rests_on.chromophores,
    )
    planned = [m for m in manifest.molecules if m.status == "ok"]
    results: list[MoleculeResult] = []
    screened: list[Screened] = []
    for number, molecule in enumerate(planned, start=1):
        print(f"photophysics {number}/{len(planned)}: {molecule.name}", flush=True)
        one = _one(molecule, book, context, rests_on.lacking)
        if isinstance(one, Screened):
            screened.append(one)
        results.append(in_short(one.result if isinstance(one, Screened) else one))
    ranked = with_gaps_moved(results, {m.name: m.inchikey for m in planned})
    photophysics = Photophysics(
        dot=context.dots[config.dot].dot,
        edges=dot_edges(context.dots[config.dot]),
        surrogate=surrogate_sentence(),
        basis=basis_sentence(context.measurements, rests_on.lacking),
        sampler=rests_on.sampler,
        molecules=ranked,
        explanations=explain([one.evidence for one in screened]),
        evidence=rests_on.lines,
        advice=next_measurements(
            [one.inputs for one in screened], [one.score for one in screened], context
        ),
        moved=_moved(screened, rests_on, context),
    )
    write_files(ResultsFolder(results_dir), photophysics)


def _moved(
    screened: Sequence[Screened], rests_on: Conditioned, context: ScreenContext
) -> tuple[MovedScore, ...]:
    """Return what a user's measurements moved; nothing where there are none."""
    if rests_on.before is None:
        return ()
    before = prepare_context(context.config, rests_on.before)
    return tuple(moved_score(one.inputs, one.case, before, context) for one in screened)


def write_files(folder: ResultsFolder, photophysics: Photophysics) -> None:
    """Write ``photophysics.json`` and the two tables that are a part of it."""
    good = [m for m in photophysics.molecules if isinstance(m, ScreenedMolecule)]
    write_photophysics(folder.photophysics, photophysics)
    predictions = [row.model_dump() for m in good for row in m.predictions]
    write_table(folder.predictions, PREDICTION_COLUMNS, predictions)
    write_table(folder.arms, arm_columns(), [arm_row(arm) for m in good for arm in m.arms])


def _one(
    molecule: Molecule, book: RecordBook, context: ScreenContext, lacking: str
) -> Screened | FailedMolecule:
    try:
        inputs = read_molecule(molecule, book)
    except FailedError as stopped:
        return FailedMolecule(
            name=molecule.name,
            smiles=molecule.smiles,
            failure=with_retry(stopped.failure, molecule.name),
            warnings=molecule.warnings,
            sources=Sources(species=molecule.species_roles()),
        )
    dots = [one.dot for one in context.dots.values()]
    outside = applicability(inputs, book, context.config, dots)
    alone = [f"{lacking}: ranked on priors alone"] if lacking else []
    told = Told(
        levels=_levels_of_theory(molecule, inputs, book),
        warnings=(
            *_warnings(molecule, inputs, book),
            *dark_warnings(parse_smiles(inputs.smiles), dots),
            *outside,
            *alone,
        ),
        applicability=outside,
        sources=Sources(species=molecule.species_roles()),
    )
    return screen_molecule(inputs, context, told)


def with_retry(failure: Failure, molecule: str) -> Failure:
    """Add the command that computes a failed step again, and say where that alone cannot help."""
    if failure.stage not in STEP_VALUES:
        return failure
    when = (
        "To try again"
        if job_limits().retries[failure.kind]
        else "As it is it fails again; after an update of the program"
    )
    told = failure.remedy.rstrip(".")
    remedy = f"{told}. {when}: {retry_command(molecule)}"
    return failure.model_copy(update={"remedy": remedy})


def _levels_of_theory(
    molecule: Molecule, inputs: MoleculeInput, book: RecordBook
) -> LevelsOfTheory:
    spectrum = book.get(molecule.electrophores[0].species, SpectrumValues).level_of_theory
    with_gap = [key for key, values in needed_records(molecule) if values is GapValues]
    with_triplet = [part.key for part in inputs.chromophores if part.triplet_ev is not None]
    return LevelsOfTheory(
        spectrum=f"{spectrum}, bands and levels calibrated",
        gaps={key: book.get(key, GapValues).level_of_theory for key in with_gap},
        triplets={key: book.get(key, TripletValues).level_of_theory for key in with_triplet},
    )


def _warnings(molecule: Molecule, inputs: MoleculeInput, book: RecordBook) -> list[str]:
    """Return what the records of a molecule warn of, and what they lack."""
    records = [
        book.get(key, step)
        for key, values in dict.fromkeys(needed_records(molecule))
        for step in (GeometryValues, values)
    ]
    texts = [f"{book.label(one.key)}: {text}" for one in records for text in one.warnings]
    for part in inputs.chromophores:
        texts += _triplet_notes(book, part.key) if part.arms else []
    return list(dict.fromkeys(texts))


def _triplet_notes(book: RecordBook, key: str) -> list[str]:
    """Return what is to be said of the triplet of one chromophore."""
    if not has_triplet(book, key):
        return [f"{book.label(key)}: energy transfer from the dot is left out: no triplet energy"]
    failure = triplet_failure(book, key)
    if failure is not None:
        return [f"{failure.message}: energy transfer from the dot is left out"]
    return [f"{book.label(key)}: {text}" for text in book.get(key, TripletValues).warnings]


def surrogate_sentence() -> str:
    """Return one plain sentence on what the model is and what its priors rest on.

    Examples
    --------
    >>> "Lu et al." in surrogate_sentence()
    True
    """
    uncertain = [p for p in load_parameters().values() if p.distribution != "fixed"]
    return (
        "A kinetic model of light, intermediates, bonds, network and luminescence stands in for "
        f"the exposed film; the priors of its {len(uncertain)} uncertain parameters are literature "
        "values or stated assumptions, none is taken from the films of Lu et al.; levels and bands "
        "are calibrated on other molecules."
    )
