"""A measurement in words: what was measured, of what film or solution, and what was found."""

from __future__ import annotations

from collections.abc import Mapping

from dotstitch.contracts.config import FILM_THICKNESS_NM
from dotstitch.contracts.constants import ROOM_TEMPERATURE_K
from dotstitch.contracts.measurement import FILM_QUANTITIES, Measurement, Quantity
from dotstitch.evidence.lu2022 import Observation, crosslinker_smiles

WORDS: dict[Quantity, str] = {
    "epsilon_m1_cm1": "molar absorptivity, M⁻¹ cm⁻¹",
    "lambda_max_nm": "maximum of absorption, nm",
    "homo_ev": "HOMO, eV",
    "lumo_ev": "LUMO, eV",
    "triplet_ev": "triplet energy, eV",
    "gap_st_kcal_mol": "singlet-triplet gap, kcal mol⁻¹",
    "quantum_yield": "quantum yield of photolysis",
    "precursor_left": "photoactive groups left",
    "film_retention": "film retention",
    "pattern": "pattern quality, by film retention",
    "plqy_relative": "PLQY over that of the pristine film",
    "plqy_mixed": "PLQY of the mixed film over that of the pristine film",
    "offset_optical": "HOMO plus optical gap, minus the band edge, eV",
}
"""Each quantity with the unit of its numbers."""
BOUNDS = {"above": "above", "below": "below"}


def molecule(row: Measurement, names: Mapping[str, str]) -> str:
    """Return what a measurement was made on.

    Parameters
    ----------
    row : Measurement
    names : mapping of str to str
        Of the molecules of the screen, by canonical SMILES.

    Examples
    --------
    >>> row = Measurement(id="a", block="a", smiles="C", name="1", quantity="homo_ev", value=-6,
    ...     error_model="gaussian", uncertainty=0.1, default_evidence=True)
    >>> molecule(row, {}), molecule(row, {"C": "methane"})
    ('crosslinker 1', 'methane')
    """
    if row.smiles in names:
        return names[row.smiles]
    return crosslinker(row.name) if row.default_evidence else row.name or row.smiles


def crosslinker(number: str) -> str:
    """Return what a molecule of Lu et al. is called where the screen has no name for it.

    Examples
    --------
    >>> crosslinker("1/4"), crosslinker("")
    ('crosslinker 1/4', '')
    """
    return f"crosslinker {number}" if number else ""


def conditions(row: Measurement) -> str:
    """Return how it was measured; what is usual is not said.

    Examples
    --------
    >>> conditions(Measurement(id="a", block="a", smiles="C", name="", quantity="epsilon_m1_cm1",
    ...     value=1e4, error_model="gaussian", uncertainty=0.1, wavelength_nm=365, solvent="MeCN"))
    '365 nm, in MeCN'
    """
    film = row.quantity in FILM_QUANTITIES
    exposed = film and bool(row.dose_mj_cm2)
    parts = [
        _lamp(row) if row.wavelength_nm and (exposed or not film) else "",
        _dose(row) if exposed else "not exposed" if film else "",
        f"{row.loading_wt_percent:.3g} wt%" if row.loading_wt_percent else "",
        ("air" if row.air else "N2") if exposed else "",
        f"{row.film_thickness_nm:g} nm thick"
        if film and row.film_thickness_nm != FILM_THICKNESS_NM
        else "",
        f"{row.temperature_k:g} K" if row.temperature_k != ROOM_TEMPERATURE_K else "",
        f"in {row.solvent}" if row.solvent else "",
        row.dot,
    ]
    return ", ".join(part for part in parts if part)


def _lamp(row: Measurement) -> str:
    width = f" ({row.lamp_fwhm_nm:g} nm wide)" if row.lamp_fwhm_nm else ""
    return f"{row.wavelength_nm:g} nm{width}"


def _dose(row: Measurement) -> str:
    return f"{row.dose_mj_cm2:g} mJ cm⁻²{' (assumed)' if row.dose_assumed else ''}"


def measured(
    row: Measurement, names: Mapping[str, str], compared_with: Measurement | None = None
) -> str:
    """Return what was found.

    Parameters
    ----------
    row : Measurement
    names : mapping of str to str
        See :func:`molecule`.
    compared_with : Measurement or None
        The row that an order names.
    """
    if row.error_model == "less_than" and compared_with is not None:
        other = (
            f" of {molecule(compared_with, names)}" if compared_with.smiles != row.smiles else ""
        )
        return f"less than{other} at {conditions(compared_with)}"
    if row.word:
        return row.word
    if row.value is None:
        return ""
    found = f"{BOUNDS.get(row.error_model, '')} {row.value:g}".strip()
    return f"{found} or {row.alternative:g}" if row.alternative is not None else found


def observed_molecule(row: Observation, names: Mapping[str, str]) -> str:
    """Return what an observation was made on."""
    smiles = crosslinker_smiles().get(row.crosslinker, "")
    return names.get(smiles) or crosslinker(row.crosslinker)


def observed_conditions(row: Observation) -> str:
    """Return the conditions of an observation that is not modelled."""
    parts = [
        f"{row.wavelength_nm} nm" if row.wavelength_nm else "",
        "" if row.dose_mj_cm2 is None else f"{row.dose_mj_cm2:g} mJ cm⁻²",
        "" if row.loading_wt_percent is None else f"{row.loading_wt_percent:.3g} wt%",
        row.atmosphere,
        row.stage,
        row.nanocrystal,
    ]
    return ", ".join(part for part in parts if part)
