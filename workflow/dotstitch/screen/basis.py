"""What a ranking rests on, and the numbers of one molecule."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dotstitch.contracts.constants import LAMP_LINES_NM
from dotstitch.contracts.measurement import FILM_QUANTITIES, Measurement, Quantity
from dotstitch.contracts.photophysics import Measured
from dotstitch.contracts.smiles import canonical, parse_smiles
from dotstitch.evidence.scorecard.words import conditions

LAMP_LINE_REACH_NM = 2.0
"""An absorptivity this close to a lamp line is that of its column."""
SHORT: dict[Quantity, tuple[str, str]] = {
    "epsilon_m1_cm1": ("absorptivity", ""),
    "lambda_max_nm": ("absorption maximum", "lambda_max_nm"),
    "homo_ev": ("HOMO", "homo_ev"),
    "lumo_ev": ("LUMO", "lumo_ev"),
    "triplet_ev": ("triplet energy", ""),
    "gap_st_kcal_mol": ("singlet-triplet gap", "gap_st_kcal_mol"),
    "quantum_yield": ("quantum yield", "quantum_yield"),
    "precursor_left": ("groups left", "arm_conversion"),
    "film_retention": ("retention", "film_retention"),
    "pattern": ("pattern", "film_retention"),
    "plqy_relative": ("PLQY", "plqy_relative"),
    "plqy_mixed": ("PLQY as mixed", "plqy_relative"),
    "offset_optical": ("optical offset", ""),
}
"""Each quantity in short, and the column of ``ranking.csv`` that shows it."""
OF_THE_WHOLE = (*FILM_QUANTITIES, "offset_optical")
"""Quantities that say nothing of another molecule with the same chromophore."""
LU_DOI = "10.1002/anie.202202633"
PRIORS = "The ranking rests on literature priors"


def basis_sentence(measurements: Sequence[Measurement], lacking: str = "") -> str:
    """Return what a ranking rests on.

    Parameters
    ----------
    measurements : sequence of Measurement
        Those that condition the draws.
    lacking : str
        Why there are none though they were asked for.

    Examples
    --------
    >>> basis_sentence(())
    'The ranking rests on literature priors alone: no measurement conditions it.'
    """
    shipped = [row.doi == LU_DOI for row in measurements if row.default_evidence]
    parts = [
        *_counted(shipped.count(True), "observation", "of Lu et al. (2022)"),
        *_counted(shipped.count(False), "observation", "of other work"),
        *_counted(len(measurements) - len(shipped), "measurement", "of yours"),
    ]
    if not parts:
        return f"{PRIORS} alone: {lacking or 'no measurement conditions it'}."
    *first, last = parts
    told = f"{', '.join(first)} and {last}" if first else last
    return f"{PRIORS} conditioned on {told}."


def _counted(count: int, what: str, whose: str) -> list[str]:
    return [f"{count} {what}{'' if count == 1 else 's'} {whose}"] if count else []


def measured_numbers(
    smiles: str, measurements: Sequence[Measurement], sharing: Collection[str] = ()
) -> tuple[Measured, ...]:
    """Return what of a molecule rests on a measurement.

    Parameters
    ----------
    smiles : str
        Of the molecule.
    measurements : sequence of Measurement
        Those that condition the draws. Films of one exposure and source are told together.
    sharing : collection of str
        Other molecules that hold one of its chromophores, with its bands, levels, gap and yield.
    """
    own = canonical(parse_smiles(smiles))
    told: dict[tuple[str, str], list[Measurement]] = {}
    for row in measurements:
        shared = row.smiles in sharing and row.quantity not in OF_THE_WHOLE
        if row.modelled and (row.smiles == own or shared):
            whose = "" if row.smiles == own else f" of {row.name or row.smiles} (same chromophore)"
            told.setdefault((_how(row) + whose, row.doi or row.source), []).append(row)
    return tuple(
        Measured(columns=_columns(rows), text=_told(how, source, rows))
        for (how, source), rows in told.items()
    )


def _how(row: Measurement) -> str:
    """Return how a row was measured; rows of one film share it."""
    where = conditions(row)
    if row.quantity in FILM_QUANTITIES:
        return f"film, {where}" if row.quantity == "plqy_mixed" else f"film at {where}"
    return f"{SHORT[row.quantity][0]} {_preposition(row)}{where}".rstrip()


def _preposition(row: Measurement) -> str:
    return "at " if row.wavelength_nm is not None else ""


def _told(how: str, source: str, rows: Sequence[Measurement]) -> str:
    films = dict.fromkeys(SHORT[r.quantity][0] for r in rows if r.quantity in FILM_QUANTITIES)
    what = f" ({', '.join(films)})" if films else ""
    return f"{how}{what}{f', {source}' if source else ''}"


def _columns(rows: Sequence[Measurement]) -> tuple[str, ...]:
    found = [
        f"epsilon_{lamp}_m1_cm1"
        for row in rows
        for lamp in LAMP_LINES_NM
        if row.quantity == "epsilon_m1_cm1"
        and row.wavelength_nm is not None
        and abs(row.wavelength_nm - lamp) <= LAMP_LINE_REACH_NM
    ]
    found += [SHORT[row.quantity][1] for row in rows]
    return tuple(column for column in dict.fromkeys(found) if column)
