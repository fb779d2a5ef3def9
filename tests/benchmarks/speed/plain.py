"""The plain side of ``speed.py``: how it is run, and how its states are paired with ours."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyscf import dft, tdscf
from scipy.optimize import linear_sum_assignment

from dotstitch.contracts.constants import HARTREE_EV
from dotstitch.contracts.levels import Level
from dotstitch.geometry.structure import Structure
from dotstitch.jobs.provenance import peak_memory_mb
from dotstitch.quantum.engine import Excitations, MeanField
from dotstitch.quantum.engine.molecule import build_molecule

Array = NDArray[np.float64]
Measured = dict[str, Any]

WATER = Structure(("O", "H", "H"), np.array([[0, 0, 0], [0.757, 0.586, 0], [-0.757, 0.586, 0]]))
"""Computed before every measurement, so that loading libraries is not counted."""


class CutOffError(Exception):
    """The CPU time granted to this process is spent."""


MORE_ROOTS = 8
DEGENERATE_EV = 0.05
BRIGHT = 0.1
COUNTERPART = 0.5


def in_fresh_process(work: Callable[..., Measured], *arguments: Any) -> Measured:
    """Return what ``work`` returns in a new Python process."""
    with TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.npz"
        process = get_context("spawn").Process(target=_save, args=(answer, work, arguments))
        process.start()
        process.join()
        if process.exitcode != 0:
            raise RuntimeError(f"{work.__name__} ended with exit status {process.exitcode}")
        with np.load(answer) as arrays:
            return {key: arrays[key] for key in arrays.files}


def _save(answer: Path, work: Callable[..., Measured], arguments: tuple[Any, ...]) -> None:
    np.savez(answer, **work(*arguments))


def stop_after(cpu_s: float) -> None:
    """Raise :class:`CutOffError` once this process has used ``cpu_s`` more seconds of CPU."""

    def stop(*_: Any) -> None:
        # The system would repeat the signal every second, to a process that is ending, too.
        resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        raise CutOffError

    signal.signal(signal.SIGXCPU, stop)
    used_s = int(process_time() + cpu_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used_s, resource.RLIM_INFINITY))


def measure_plain(structure: Structure, level: Level, n_roots: int, limit_s: float) -> Measured:
    """Return times, memory and states of plain PySCF, after a warm-up on water.

    Parameters
    ----------
    structure : Structure
    level : Level
        Functional, basis, grid, Tamm-Dancoff or not, and energy window; always in vacuum.
    n_roots : int
        Roots to ask for. If they do not reach beyond the window, the response is run again with
        more, and only the last run is counted.
    limit_s : float
        CPU time after which the response is given up; ``cut_off`` then says so, and the time spent
        is a lower bound.
    """
    _run(WATER, level.model_copy(update={"window_ev": 0.0}), 3)
    stop_after(limit_s)
    return _run(structure, level, n_roots)


def _run(structure: Structure, level: Level, n_roots: int) -> Measured:
    start = process_time()
    mol = build_molecule(structure, level.basis)
    field = dft.RKS(mol, xc=level.functional).density_fit()
    field.grids.atom_grid = level.grid
    field.kernel()
    ground_cpu_s = process_time() - start
    ground_memory_mb = peak_memory_mb()
    if not field.converged:
        raise RuntimeError("the plain self-consistent field did not converge")
    ground = {
        "energy_hartree": field.e_tot,
        "ground_cpu_s": ground_cpu_s,
        "ground_memory_mb": ground_memory_mb,
    }
    start = process_time()
    try:
        spectrum = _respond(field, level, n_roots)
    except CutOffError:
        spectrum = {"cut_off": True, "spectrum_cpu_s": process_time() - start, "n_roots": n_roots}
    total_cpu_s = ground_cpu_s + spectrum["spectrum_cpu_s"]
    return ground | spectrum | {"total_cpu_s": total_cpu_s, "total_memory_mb": peak_memory_mb()}


def _respond(field: Any, level: Level, n_roots: int) -> Measured:
    method = tdscf.TDA if level.tamm_dancoff else tdscf.TDDFT
    while True:
        start = process_time()
        response = method(field)
        response.nstates = n_roots
        response.kernel()
        strengths = response.oscillator_strength()
        spectrum_cpu_s = process_time() - start
        energies = np.asarray(response.e) * HARTREE_EV
        if energies.size < n_roots or energies.max() > level.window_ev:
            break
        n_roots += MORE_ROOTS
    inside = energies < level.window_ev
    return {
        "cut_off": False,
        "spectrum_cpu_s": spectrum_cpu_s,
        "n_roots": energies.size,
        "n_not_converged": int(np.sum(~np.asarray(response.converged, dtype=bool) & inside)),
        "energy_hartree": field.e_tot,
        "overlap": field.get_ovlp(),
        "occupied": field.mo_coeff[:, field.mo_occ > 0],
        "virtual": field.mo_coeff[:, field.mo_occ == 0],
        **_by_energy(energies, strengths, np.array([x + y for x, y in response.xy])),
    }


def states(mean_field: MeanField, excited: Excitations) -> Measured:
    """Return what the comparison of two sides needs of ours."""
    return {
        "energy_hartree": mean_field.energy_hartree,
        "overlap": mean_field.atomic_orbitals.overlap(),
        "occupied": mean_field.occupied,
        "virtual": mean_field.virtual,
        **_by_energy(excited.energy_ev, excited.oscillator_strength, excited.amplitude),
    }


def _by_energy(energy_ev: Array, strength: Array, amplitude: Array) -> Measured:
    order = np.argsort(energy_ev)
    return {
        "energy_ev": energy_ev[order],
        "strength": np.asarray(strength)[order],
        "amplitude": amplitude[order],
    }


def _unit(amplitude: Array) -> Array:
    norm: Array = np.linalg.norm(amplitude, axis=(1, 2), keepdims=True)
    return amplitude / norm


def transition_overlaps(ours: Measured, plain: Measured) -> Array:
    """Return the overlap of every plain transition density (row) with every one of ours."""
    occupied = plain["occupied"].T @ plain["overlap"] @ ours["occupied"]
    virtual = ours["virtual"].T @ plain["overlap"] @ plain["virtual"]
    turned = occupied @ _unit(ours["amplitude"]) @ virtual
    reference = _unit(plain["amplitude"])
    result: Array = np.einsum("mia,nia->mn", reference, turned)
    return result


def compare(ours: Measured, plain: Measured, window_ev: float) -> dict[str, float | int | None]:
    """Pair states by transition density and return the errors of those below the window.

    Every plain state below ``window_ev`` (plain energy) that has a partner counts, however small
    their overlap; ``n_states_below_half_overlap`` says how many partners are doubtful.
    """
    squared = transition_overlaps(ours, plain) ** 2
    rows, columns = linear_sum_assignment(squared, maximize=True)
    kept = plain["energy_ev"][rows] < window_ev
    rows, columns = rows[kept], columns[kept]
    errors = np.abs(ours["energy_ev"][columns] - plain["energy_ev"][rows])
    return {
        "excitation_mae_ev": float(errors.mean()) if errors.size else None,
        "excitation_max_ev": float(errors.max()) if errors.size else None,
        "n_states_compared": int(errors.size),
        "n_states_without_partner": int(np.sum(plain["energy_ev"] < window_ev) - errors.size),
        "n_states_below_half_overlap": int(np.sum(squared[rows, columns] < COUNTERPART)),
        "oscillator_strength_worst_ratio": _worst_ratio(
            plain["energy_ev"][rows], plain["strength"][rows], ours["strength"][columns]
        ),
    }


def _worst_ratio(energy_ev: Array, plain: Array, ours: Array) -> float | None:
    """Return the worst ratio of bright oscillator strengths, as a factor of at least 1.

    States closer than 0.05 eV mix at will, so their strengths are summed before the comparison.
    """
    if energy_ev.size == 0:
        return None
    first = np.flatnonzero(np.diff(energy_ev, prepend=-np.inf) > DEGENERATE_EV)
    plain_sums, our_sums = np.add.reduceat(plain, first), np.add.reduceat(ours, first)
    bright = plain_sums >= BRIGHT
    if not bright.any():
        return None
    ratio = our_sums[bright] / plain_sums[bright]
    return float(np.maximum(ratio, 1 / ratio).max())
