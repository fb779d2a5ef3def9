"""The marks of one molecule: what of it lies outside what its methods were tested on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isclose

from dotstitch.contracts.config import Config
from dotstitch.contracts.results import GroundStateValues, SpectrumValues
from dotstitch.contracts.smiles import parse_smiles
from dotstitch.data.dots import sizing_curves
from dotstitch.dot.dots import Dot
from dotstitch.film.molecule import ArmInput, Chromophore, MoleculeInput
from dotstitch.optics.calibration import is_strange
from dotstitch.plan.admission.charges import is_dipole
from dotstitch.screen.applicability.domain import Domain, Subject, domains
from dotstitch.screen.applicability.frontier import beyond
from dotstitch.screen.inputs import RecordBook

AMINES = "amine_quenching"
"""Channel of a group whose yield a tertiary amine lowers."""
DOT_ABSORPTION_NM = (254.0, 405.0)
"""Within these the absorption of a dot is tabulated."""


def applicability(
    inputs: MoleculeInput, book: RecordBook, config: Config, dots: Iterable[Dot] = ()
) -> tuple[str, ...]:
    """Return where numbers lie outside what their methods were tested on, each with its reason.

    Parameters
    ----------
    inputs : MoleculeInput
    book : RecordBook
        Of the records that they were read from.
    config : Config
        Recipes whose lamps may lie outside too.
    dots : iterable of Dot
        Of the recipes.
    """
    arms = [arm for part in inputs.chromophores for arm in part.arms]
    texts = [
        f"{book.label(next(iter(arm.species.values())).key)}: {text}"
        for arm in arms
        for text in arm.group.cautions(arm.species)
    ]
    texts += [
        f"{book.label(part.key)}: bands unlike those that were measured"
        for part in inputs.chromophores
        if is_strange(book.get(part.key, SpectrumValues).result, part.smiles, book.manifest.level)
    ]
    if inputs.n_tertiary_amines and any(AMINES in arm.group.channels for arm in arms):
        texts.append("quantum yield beside a tertiary amine: an assumed factor, none was measured")
    for part in inputs.chromophores:
        ground = book.get(part.key, GroundStateValues).result
        texts += [f"{book.label(part.key)}: {text}" for text in beyond(ground, book.manifest.level)]
    for domain in domains():
        for smiles in _subjects(inputs, domain):
            texts += [f"{domain.row.number}: {reason}" for reason in domain.outside(smiles)]
    if any(len(part.arms) > 1 for part in inputs.chromophores):
        texts.append("absorption of half-reacted unequal arms: one order of reaction alone")
    if is_dipole(parse_smiles(inputs.smiles)):
        texts.append("all levels and bands: no ylide and no mesoionic ring was tested")
    return tuple(dict.fromkeys([*texts, *_lamps(config), *filter(None, map(_held, dots))]))


def _subjects(inputs: MoleculeInput, domain: Domain) -> Iterator[str]:
    """Yield the SMILES of what a domain speaks of."""
    for part in inputs.chromophores:
        arms = [arm for arm in part.arms if domain.row.group in (None, arm.group.name)]
        if _is_subject(part, arms, domain.row.of):
            yield part.smiles
        for arm in arms:
            if arm.intermediate is not None and domain.covers(arm.intermediate.smiles):
                yield arm.intermediate.smiles


def _is_subject(part: Chromophore, arms: list[ArmInput], subject: Subject) -> bool:
    if subject == "triplet":
        return part.triplet_ev is not None
    return subject == "part" or (subject == "chromophore" and bool(arms))


def _lamps(config: Config) -> list[str]:
    """Say at which wavelengths of the recipes the absorption of a dot is not known."""
    low, high = DOT_ABSORPTION_NM
    lamps = {recipe.wavelength_nm for recipe in config.recipes} | set(config.sweep.wavelength_nm)
    bluer = f"is that at {low:g} nm"
    redder = f"falls from that at {high:g} nm to an estimate at its first exciton"
    return [
        f"light at {lamp:g} nm: the absorption of the dot there {bluer if lamp < low else redder}"
        for lamp in sorted(lamps)
        if not low <= lamp <= high
    ]


def _held(dot: Dot) -> str:
    """Say where the exciton of a dot is that of the end of a sizing curve; empty elsewhere."""
    curve = sizing_curves().get(dot.core)
    if curve is None:
        return ""
    low, high = curve.limits_nm
    end = min(max(dot.core_diameter_nm, low), high)
    if end == dot.core_diameter_nm or not isclose(curve.exciton_of_nm(end), dot.first_exciton_nm):
        return ""
    return (
        f"dot {dot.name}: a core of {dot.core_diameter_nm:g} nm lies beyond its sizing curve "
        f"({low:.1f} to {high:.1f} nm); its exciton is that of {end:.1f} nm"
    )
