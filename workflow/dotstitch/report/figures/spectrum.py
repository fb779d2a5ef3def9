"""Absorption of a molecule and of what becomes of it: bands and drawn intervals, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from dotstitch.contracts.bands import BandShape
from dotstitch.contracts.manifest import Electrophore, Molecule
from dotstitch.contracts.photophysics import ScreenedMolecule
from dotstitch.contracts.photophysics.close_up import Observed
from dotstitch.contracts.results import SpectrumValues
from dotstitch.groups.registry import GROUPS
from dotstitch.optics.calibration import calibrated_states
from dotstitch.report.figures.charts import lamp_marks, short
from dotstitch.report.inputs import Screen

DRAWN_STEP = 5
"""Points of the grid from one drawn value to the next that the page carries."""
DECADES = 1000.0
"""Steps of a decade in drawn absorptivities."""
DARK_M1_CM1 = 1e-3
NAMES = {"intact": "intact", "half": "half-reacted", "product": "product"}
"""States of a molecule as the page calls them; isomers follow by their name."""


class Part(NamedTuple):
    """A species in the place of an electrophore, so many times."""

    key: str
    weight: float


def spectrum_data(screen: Screen, molecule: Molecule, result: ScreenedMolecule) -> dict[str, Any]:
    """Return bands state by state, raw ones of the intact molecule, and what the draws make of it.

    Returns
    -------
    dict
        ``shapes``: widths to the red and to the blue (1/e, eV) and height of unit strength;
        ``states`` and ``raw``: flat lists of shape, energy and height of each band; ``drawn``:
        milli-decades of median and of the distance to both ends of the interval, every
        :data:`DRAWN_STEP` nm; see ``spectrum.js``.
    """
    shapes: list[BandShape] = []
    states = {
        NAMES.get(state, state): _bands(screen, parts, shapes, calibrated=True)
        for state, parts in state_parts(molecule).items()
    }
    raw = _bands(screen, state_parts(molecule)["intact"], shapes, calibrated=False)
    middle, low, high = (
        np.rint(DECADES * np.log10(np.maximum(curve[::DRAWN_STEP], DARK_M1_CM1))).astype(int)
        for curve in map(
            np.array, (result.spectrum.drawn, result.spectrum.drawn_low, result.spectrum.drawn_high)
        )
    )
    return {
        "shapes": [_shape(one) for one in shapes],
        "states": states,
        "raw": raw,
        "drawn": [middle.tolist(), (middle - low).tolist(), (high - middle).tolist()],
        "marks": lamp_marks(screen.config),
        "lamp": result.best.wavelength_nm,
        "seen": list(_seen(result.close_up.observed)),
    }


def state_parts(molecule: Molecule) -> dict[str, list[Part]]:
    """Return the species that make up each state of a molecule, with how often they count.

    See :func:`dotstitch.screen.summaries.state_curves` for what is half-reacted, and for isomers.
    """
    states: dict[str, list[Part]] = {"intact": [], "half": [], "product": []}
    for part in molecule.electrophores:
        keys = part.states if part.arms else (part.species,)
        between = keys[1:-1] or (keys[0], keys[-1])
        states["intact"].append(Part(keys[0], part.count))
        states["half"] += [Part(key, part.count / len(between)) for key in between]
        states["product"].append(Part(keys[-1], part.count))
    own = [_isomers(part) for part in molecule.electrophores]
    for name in dict.fromkeys(name for isomers in own for name in isomers):
        states[name] = [
            one
            for part, isomers in zip(molecule.electrophores, own, strict=True)
            for one in isomers.get(name, [Part(part.species, part.count)])
        ]
    return states


def _isomers(part: Electrophore) -> dict[str, list[Part]]:
    """Return the isomers that absorb while their warhead waits, each by its share of the arms."""
    found: dict[str, list[tuple[str, int]]] = {}
    for arm in part.arms:
        for role, data in GROUPS[arm.group].roles.items():
            if SpectrumValues in data.steps and role in arm.roles:
                found.setdefault(data.words, []).append((arm.roles[role], arm.n_equivalent))
    return {
        name: [Part(key, part.count * n / sum(n for _, n in arms)) for key, n in arms]
        for name, arms in found.items()
    }


def _bands(
    screen: Screen, parts: Iterable[Part], shapes: list[BandShape], *, calibrated: bool
) -> list[float]:
    """Return shape, energy (eV) and height (M-1 cm-1) of every band, one after the other."""
    flat: list[float] = []
    for key, weight in parts:
        record = screen.records[key][SpectrumValues.step].result
        assert isinstance(record, SpectrumValues)
        energy, strength = np.array(record.excitation_ev), np.array(record.oscillator_strength)
        if calibrated:
            smiles = screen.manifest.species[key].smiles
            states = calibrated_states(record, smiles, screen.manifest.level)
            energy, strength = states.energy_ev, states.strength
        shape = record.band_shape
        if shape not in shapes:
            shapes.append(shape)
        heights = weight * shape.height_m1_cm1 * strength
        for position, height in zip(short(energy.tolist(), 6), heights.tolist(), strict=True):
            flat += [shapes.index(shape), position, float(f"{height:.4g}")]
    return flat


def _shape(shape: BandShape) -> list[float]:
    red, blue = shape.widths_ev(np.array([-1.0, 1.0])).tolist()
    return short([red, blue, shape.height_m1_cm1], 7)


def _seen(observed: Sequence[Observed]) -> Iterator[list[Any]]:
    """Yield wavelength, value and factor of the uncertainty of every measured absorptivity."""
    for one in observed:
        if one.quantity == "epsilon_m1_cm1" and one.wavelength_nm is not None:
            for value in one.values:
                solvent = f" in {one.solvent}" if one.solvent else ""
                yield [one.wavelength_nm, value, round(10.0**one.uncertainty, 3), solvent]
