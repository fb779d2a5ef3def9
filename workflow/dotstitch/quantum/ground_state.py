"""Ground state and spectrum of a closed-shell species, in one job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyscf import tdscf

from dotstitch.contracts.bands import BandShape
from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.contracts.levels import Level
from dotstitch.contracts.records import StepError, StepResult
from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure
from dotstitch.optics.absorptivity import WAVELENGTHS_NM, absorptivity, longest_maximum_nm
from dotstitch.quantum.engine.scf import Convergence, build_molecule, converge, kohn_sham
from dotstitch.quantum.response.dissociation import dissociative_share
from dotstitch.quantum.response.ris import Excitations, singlet_excitations
from dotstitch.quantum.response.vibronic import SLOPE_LEVEL, vibronic_band

FULL_RESPONSE_ROOTS = 30
LAMP_LINES_NM = (254, 313, 365, 405)


def compute_closed_shell(
    structure: Structure, level: Level, scratch: Path, smiles: str
) -> dict[str, StepResult]:
    """Return the steps ``ground_state`` and ``spectrum`` of one closed-shell structure.

    Parameters
    ----------
    structure : Structure
        Singlet geometry.
    level : Level
    scratch : Path
        Directory for PySCF's checkpoint; a run that was cut short starts from it.
    smiles : str
        Of the species.

    Raises
    ------
    StepError
        ``convergence`` when the field or a root does not converge.
    """
    shape, origin, warnings = _band_shape(structure, smiles, level)
    mol = build_molecule(structure, level.basis)
    field = kohn_sham(mol, level, unrestricted=False)
    checkpoint = scratch / "ground_state.chk"
    density = field.from_chk(str(checkpoint)) if checkpoint.exists() else None
    scratch.mkdir(parents=True, exist_ok=True)
    field.chkfile = str(checkpoint)
    convergence = converge(field, density)
    excitations = _excitations(field, level)
    share = dissociative_share(field.mol, field.mo_coeff, field.mo_occ, excitations.amplitude)
    return {
        "ground_state": _ground_state_result(field, convergence),
        "spectrum": _spectrum_result(excitations, share, shape, origin, warnings),
    }


def _band_shape(
    structure: Structure, smiles: str, level: Level
) -> tuple[BandShape, dict[str, Any], tuple[str, ...]]:
    """Return the shape of bands, where it comes from, and warnings."""
    if level.disorder_fwhm_ev is None:
        return level.band_shape, {"band_width_from": "assumed"}, ()
    band = vibronic_band(structure, smiles, level.disorder_fwhm_ev)
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


def _ground_state_result(field: Any, convergence: Convergence) -> StepResult:
    occupied = field.mo_occ > 0
    homo, lumo = field.mo_energy[occupied].max(), field.mo_energy[~occupied].min()
    if lumo <= homo:
        raise StepError(
            "wrong_state",
            f"the lowest virtual orbital lies {(homo - lumo) * HARTREE_EV:.2f} eV below the HOMO",
            "the molecule is not a closed shell at this geometry",
            {"converged": True},
        )
    dipole = np.asarray(field.dip_moment(unit="Debye", verbose=0))
    return StepResult(
        values={
            "energy_hartree": float(field.e_tot),
            "homo_ks_ev": float(homo * HARTREE_EV),
            "lumo_ks_ev": float(lumo * HARTREE_EV),
            "dipole_debye": float(np.linalg.norm(dipole)),
        },
        diagnostics={
            "converged": True,
            "scf_rung": convergence.rung,
            "scf_cycles": convergence.cycles,
            "s2": 0.0,
            "s2_expected": 0.0,
            "n_basis": int(field.mol.nao),
        },
        warnings=convergence.warnings,
    )


def _excitations(field: Any, level: Level) -> Excitations:
    if level.excitations == "tddft_ris":
        return singlet_excitations(field, level.window_ev, tamm_dancoff=level.tamm_dancoff)
    return _full_response(field, level)


def _full_response(field: Any, level: Level) -> Excitations:
    """Return PySCF's own linear response, the kernel of the functional included."""
    response = tdscf.TDA(field) if level.tamm_dancoff else tdscf.TDDFT(field)
    response.nstates = FULL_RESPONSE_ROOTS
    response.kernel()
    energy = np.asarray(response.e) * HARTREE_EV
    inside = energy < level.window_ev
    if not np.asarray(response.converged)[inside].all():
        raise StepError(
            "convergence",
            "a root of the full response below the window did not converge",
            "narrow window_ev, or use the level standard",
            {"converged": False},
        )
    if inside.all():
        raise StepError(
            "convergence",
            f"all {FULL_RESPONSE_ROOTS} roots lie below {level.window_ev} eV; some are missing",
            "narrow window_ev",
            {"converged": False},
        )
    amplitude = np.array([np.asarray(x) + np.asarray(y) for x, y in response.xy])
    return Excitations(
        energy_ev=energy[inside],
        oscillator_strength=np.asarray(response.oscillator_strength())[inside],
        amplitude=amplitude[inside] * np.sqrt(2.0),
    )


def _spectrum_result(
    excitations: Excitations,
    share: NDArray[np.float64],
    shape: BandShape,
    origin: dict[str, Any],
    warnings: tuple[str, ...],
) -> StepResult:
    """Turn excitations into the values of the step ``spectrum``.

    ``lambda_max_nm`` is the maximum of longest wavelength that reaches a twentieth of the highest
    one between 240 and 450 nm; ``None`` when the curve only rises towards its ends.
    """
    curve = absorptivity(excitations.energy_ev, excitations.oscillator_strength, shape)
    lines = {
        f"epsilon_{line}_m1_cm1": float(np.interp(line, WAVELENGTHS_NM, curve))
        for line in LAMP_LINES_NM
    }
    return StepResult(
        values={
            "wavelength_nm": WAVELENGTHS_NM.tolist(),
            "epsilon_m1_cm1": curve.tolist(),
            "lambda_max_nm": longest_maximum_nm(curve),
            "excitation_ev": excitations.energy_ev.tolist(),
            "oscillator_strength": excitations.oscillator_strength.tolist(),
            "dissociative_share": share.round(6).tolist(),
            "band_fwhm_ev": shape.fwhm_ev,
            "band_skewness": shape.skewness,
            "triplet_ev": None,
            **lines,
        },
        diagnostics={"converged": True, "n_states": int(excitations.energy_ev.size), **origin},
        warnings=warnings,
    )
