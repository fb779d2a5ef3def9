"""What the model predicts for each measurement, sample by sample.

The films of one molecule are simulated together. What a molecule shows by itself stands in
:mod:`dotstitch.evidence.molecular`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np

from dotstitch.contracts.draws import Array, Draws
from dotstitch.contracts.measurement import FILM_QUANTITIES, Measurement
from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.data.error_models import number
from dotstitch.dot.samples import DotSamples
from dotstitch.evidence import molecular
from dotstitch.film.bare import bare_film
from dotstitch.film.exposure import Case, dose_grid
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.simulate import simulate

UNEXPOSED_MJ_CM2 = 1.0
"""Of a film that was not exposed; its mixed PLQY does not depend on it."""
MIXED = "plqy_mixed"
FIELD = {"pattern": "film_retention"}
"""Quantity to the field of a simulation, where they differ."""


class Films(Protocol):
    """What a simulation gives; arrays of shape (doses, cases, samples)."""

    @property
    def film_retention(self) -> Array:
        """Share of the film that stays."""

    @property
    def plqy_relative(self) -> Array:
        """Over the pristine film."""


def by_smiles(molecules: Iterable[MoleculeInput]) -> dict[str, MoleculeInput]:
    """Return molecules by canonical SMILES, as measurements name them."""
    return {canonical(parse_smiles(molecule.smiles)): molecule for molecule in molecules}


def why_not(row: Measurement, molecules: Mapping[str, MoleculeInput]) -> str:
    """Return why the model cannot predict a row; empty where it can."""
    if not row.smiles:
        bare = ("film_retention", "pattern", "plqy_relative", MIXED)
        return "" if row.quantity in bare else f"a film without crosslinker has no {row.quantity}"
    molecule = molecules.get(row.smiles)
    if molecule is None:
        return "the molecule was not computed"
    if row.quantity == "triplet_ev" and all(c.triplet_ev is None for c in molecule.chromophores):
        return "no triplet energy was computed at this level"
    arms = [arm for part in molecule.chromophores for arm in part.arms]
    if row.quantity == "gap_st_kcal_mol" and not any(arm.intermediate for arm in arms):
        return "no intermediate of it has a singlet-triplet gap"
    return ""


def predict(
    measurements: Sequence[Measurement],
    molecules: Mapping[str, MoleculeInput],
    draws: Draws,
    dots: Mapping[str, DotSamples],
) -> dict[str, Array]:
    """Return the prediction of every modelled row, and of those that it is compared with.

    Parameters
    ----------
    measurements : sequence of Measurement
    molecules : mapping of str to MoleculeInput
        By canonical SMILES, see :func:`by_smiles`.
    draws : Draws
    dots : mapping of str to DotSamples
        Every dot that a row names, at least one.

    Returns
    -------
    dict of str to ndarray, shape (samples,)
        By ``id``, in the unit of the quantity; a pattern as its retention. Rows that
        :func:`why_not` gives a reason for are left out.
    """
    partners = {row.compared_with for row in measurements if row.modelled}
    rows = [
        row
        for row in measurements
        if (row.modelled or row.id in partners) and not why_not(row, molecules)
    ]
    films: dict[str, list[Measurement]] = {}
    found: dict[str, Array] = {}
    for row in rows:
        if row.quantity in FILM_QUANTITIES:
            films.setdefault(row.smiles, []).append(row)
        else:
            found[row.id] = _molecular(row, molecules[row.smiles], draws, dots)
    for smiles, exposed in films.items():
        found |= _films(exposed, molecules.get(smiles), draws, dots)
    return {row.id: found[row.id] for row in rows}


def _molecular(
    row: Measurement, molecule: MoleculeInput, draws: Draws, dots: Mapping[str, DotSamples]
) -> Array:
    """Return what the model says of a molecule by itself."""
    match row.quantity:
        case "epsilon_m1_cm1":
            return molecular.epsilon_m1_cm1(row, molecule, draws)
        case "lambda_max_nm":
            shift = molecular.spectrum_shift_ev(row, draws)
            return molecular.lambda_max_nm(molecule, draws, shift)
        case "homo_ev":
            return molecular.frontier_levels_ev(molecule, draws)[0]
        case "lumo_ev":
            return molecular.frontier_levels_ev(molecule, draws)[1]
        case "triplet_ev":
            return molecular.triplet_ev(molecule, draws)
        case "gap_st_kcal_mol":
            return molecular.gap_st_kcal_mol(molecule, draws, dots)
        case "quantum_yield":
            return molecular.quantum_yield(row, molecule, draws, dots)
        case "offset_optical":
            return molecular.optical_offset_ev(molecule, draws, dots[row.dot])
    raise ValueError(f"{row.id}: {row.quantity} is no property of a molecule")


def _films(
    rows: Sequence[Measurement],
    molecule: MoleculeInput | None,
    draws: Draws,
    dots: Mapping[str, DotSamples],
) -> dict[str, Array]:
    """Return what the films of one molecule, or of none, show."""
    case_of = _cases(rows)
    cases = list(dict.fromkeys(case_of.values()))
    at = {row_id: cases.index(case) for row_id, case in case_of.items()}
    films: Films
    if molecule is None:
        mixed, films = np.ones((len(cases), draws.n)), bare_film(cases, draws, dots)
    else:
        outcome = simulate(molecule, cases, draws, dots)
        mixed, films = outcome.plqy_mixed, outcome
    return {
        row.id: mixed[at[row.id]]
        if row.quantity == MIXED
        else _at_dose(row, films, cases[at[row.id]], at[row.id], draws)
        for row in rows
    }


def _cases(rows: Sequence[Measurement]) -> dict[str, Case]:
    """Return the exposure of each row.

    A film that was only mixed shares the exposure of one that was exposed later, where there is
    one of the same loading, dot and temperature.
    """
    cases = {row.id: _case(row) for row in rows if row.quantity != MIXED}
    known = {(c.loading_wt_percent, c.dot, c.temperature_k): c for c in cases.values()}
    for row in rows:
        if row.quantity == MIXED:
            key = (row.loading_wt_percent or 0.0, row.dot, row.temperature_k)
            cases[row.id] = known.setdefault(key, _case(row))
    return cases


def _case(row: Measurement) -> Case:
    dose = row.dose_mj_cm2 or UNEXPOSED_MJ_CM2
    return Case(
        wavelength_nm=row.wavelength_nm or molecular.USUAL_NM,
        dose_mj_cm2=dose_grid(dose * number("longest_dose") if row.dose_assumed else dose),
        irradiance_mw_cm2=row.irradiance_mw_cm2,
        loading_wt_percent=row.loading_wt_percent or 0.0,
        air=row.air,
        thickness_nm=row.film_thickness_nm,
        temperature_k=row.temperature_k,
        dot=row.dot,
        lamp_fwhm_nm=row.lamp_fwhm_nm,
    )


def _at_dose(row: Measurement, films: Films, case: Case, index: int, draws: Draws) -> Array:
    """Return a film at the dose of a row, which may be drawn."""
    curve: Array = getattr(films, FIELD.get(row.quantity, row.quantity))[:, index]
    if not row.dose_assumed:
        return np.asarray(curve[-1])
    doses = np.array(case.dose_mj_cm2)
    factor = number("dose_factor") ** draws.normals(f"dose:{row.block}")
    drawn = np.minimum((row.dose_mj_cm2 or 0.0) * factor, doses[-1])
    upper = np.clip(np.searchsorted(doses, drawn), 1, doses.size - 1)
    share = (drawn - doses[upper - 1]) / (doses[upper] - doses[upper - 1])
    sample = np.arange(drawn.size)
    low, high = curve[upper - 1, sample], curve[upper, sample]
    return np.asarray(low + share * (high - low))
