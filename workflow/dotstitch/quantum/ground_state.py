"""Ground state and spectrum of a closed-shell species, in one job."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dotstitch.contracts.bands import BandShape
from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.contracts.records import StepResult
from dotstitch.contracts.results import GroundStateValues, SpectrumValues, StateCharacter
from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine import Excitations, MeanField, closed_shell
from dotstitch.quantum.response.character import state_characters
from dotstitch.quantum.response.dissociation import dissociative_share
from dotstitch.quantum.response.full import full_response
from dotstitch.quantum.response.ris import singlet_excitations
from dotstitch.quantum.response.vibronic import SLOPE_LEVEL, vibronic_band


class ClosedShellResults(NamedTuple):
    """What one job finds of a closed shell."""

    ground_state: StepResult[GroundStateValues]
    spectrum: StepResult[SpectrumValues]


def compute_closed_shell(structure: Structure, level: Level, scratch: Path) -> ClosedShellResults:
    """Return the steps ``ground_state`` and ``spectrum`` of one closed-shell structure.

    Parameters
    ----------
    structure : Structure
        Singlet geometry.
    level : Level
    scratch : Path
        Directory for the orbitals, which the step ``triplet`` reads.

    Raises
    ------
    StepError
        ``convergence`` when the mean field or a root does not converge.
    """
    shape, origin, warnings = _band_shape(structure, level)
    mean_field = closed_shell(structure, level, checkpoint=scratch / "ground_state.chk")
    excitations = _excitations(mean_field, level)
    share = dissociative_share(mean_field, excitations.amplitude)
    characters = state_characters(mean_field, excitations.amplitude)
    return ClosedShellResults(
        ground_state=_ground_state_result(mean_field),
        spectrum=_spectrum_result(excitations, share, characters, shape, origin, warnings),
    )


def _band_shape(
    structure: Structure, level: Level
) -> tuple[BandShape, dict[str, Any], tuple[str, ...]]:
    """Return the shape of bands, where it comes from, and warnings."""
    if level.disorder_fwhm_ev is None:
        return level.band_shape, {"band_width_from": "assumed"}, ()
    band = vibronic_band(structure, level.disorder_fwhm_ev)
    source = load_level(SLOPE_LEVEL).label("spectrum")
    if band is None:
        disorder = BandShape(level.disorder_fwhm_ev, 1.0)
        return disorder, {"band_width_from": "disorder"}, (f"{source} has no band to widen",)
    origin = {
        "band_width_from": f"vibrations, {source}",
        "band_vertical_ev": band.vertical_ev,
        "band_maximum_ev": band.maximum_ev,
        "band_reorganisation_ev": band.reorganisation_ev,
    }
    return band.shape, origin, ()


def _ground_state_result(mean_field: MeanField) -> StepResult[GroundStateValues]:
    homo = mean_field.occupied_energies_hartree.max()
    lumo = mean_field.virtual_energies_hartree.min()
    if lumo <= homo:
        raise StepError(
            "wrong_state",
            f"the lowest virtual orbital lies {(homo - lumo) * HARTREE_EV:.2f} eV below the HOMO",
            "none here: it is no closed shell at this geometry; leave the molecule out",
            {"converged": True},
        )
    return StepResult(
        values=GroundStateValues(
            energy_hartree=mean_field.energy_hartree,
            homo_ks_ev=float(homo * HARTREE_EV),
            lumo_ks_ev=float(lumo * HARTREE_EV),
            dipole_debye=float(np.linalg.norm(mean_field.dipole_debye())),
        ),
        diagnostics={
            "converged": True,
            "scf_rung": mean_field.convergence.rung,
            "scf_cycles": mean_field.convergence.cycles,
            "s2": 0.0,
            "s2_expected": 0.0,
            "n_basis": mean_field.atomic_orbitals.n_orbitals,
        },
        warnings=mean_field.convergence.warnings,
    )


def _excitations(mean_field: MeanField, level: Level) -> Excitations:
    respond = singlet_excitations if level.excitations == "tddft_ris" else full_response
    return respond(mean_field, level.window_ev, tamm_dancoff=level.tamm_dancoff)


def _spectrum_result(
    excitations: Excitations,
    share: NDArray[np.float64],
    characters: tuple[StateCharacter, ...],
    shape: BandShape,
    origin: dict[str, Any],
    warnings: tuple[str, ...],
) -> StepResult[SpectrumValues]:
    """Turn excitations into the values of the step ``spectrum``."""
    return StepResult(
        values=SpectrumValues(
            excitation_ev=tuple(excitations.energy_ev.tolist()),
            oscillator_strength=tuple(excitations.oscillator_strength.tolist()),
            dissociative_share=tuple(share.round(6).tolist()),
            characters=characters,
            band_fwhm_ev=shape.fwhm_ev,
            band_skewness=shape.skewness,
        ),
        diagnostics={"converged": True, "n_states": int(excitations.energy_ev.size), **origin},
        warnings=warnings,
    )
