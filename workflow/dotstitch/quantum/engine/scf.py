"""Kohn-Sham calculations with PySCF: how they are set up and how they are made to converge."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyscf import dft, gto

from dotstitch.contracts.levels import Level
from dotstitch.contracts.records import StepError
from dotstitch.data.reading import read_yaml
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine.continuum import CachedPCM
from dotstitch.quantum.engine.exchange import ScreenedDF
from dotstitch.quantum.engine.quadrature import BlockedNumInt
from dotstitch.quantum.engine.two_level import applies, solve_two_level

Array = NDArray[np.float64]
DEFAULT_MEMORY_MB = 6000


@dataclass(frozen=True, eq=False)
class Convergence:
    """How a self-consistent field was reached.

    Attributes
    ----------
    rung : str
        Of the ladder, the one that held.
    cycles : int
        Evaluations of the full potential.
    warnings : tuple of str
        Rungs that did not hold.
    density : ndarray
        The one that the energy belongs to.
    """

    rung: str
    cycles: int
    warnings: tuple[str, ...]
    density: Array


@cache
def _ladder() -> dict[str, Any]:
    return read_yaml("data/quantum/scf_ladder.yaml", dict[str, Any])


def gap_gradient_tolerance() -> float:
    """Return the norm of the orbital gradient at which a state of a gap is converged."""
    return float(_ladder()["gap_gradient_tolerance"])


def build_molecule(structure: Structure, basis: str) -> gto.Mole:
    """Return PySCF's molecule for a structure.

    The memory it may use comes from ``PYSCF_MAX_MEMORY`` (MB), which the workflow sets to what the
    job was granted; PySCF's own default would spill density fitting to disk.
    """
    return gto.M(
        atom=list(zip(structure.symbols, structure.positions_angstrom.tolist(), strict=True)),
        basis=basis,
        charge=structure.charge,
        spin=structure.multiplicity - 1,
        unit="Angstrom",
        verbose=0,
        max_memory=float(os.environ.get("PYSCF_MAX_MEMORY", DEFAULT_MEMORY_MB)),
    )


def kohn_sham(mol: gto.Mole, level: Level, *, unrestricted: bool) -> Any:
    """Return a density-fitted Kohn-Sham object of ``level``, not yet converged.

    PySCF's object, with our quadrature and our fitted exchange in the place of PySCF's: the same
    numbers, sooner.

    Density fitting goes on before the continuum: the other way round PySCF loses the continuum in
    gradients.
    """
    mean_field = dft.UKS(mol) if unrestricted else dft.RKS(mol)
    mean_field.xc = level.functional
    mean_field = mean_field.density_fit()
    mean_field.with_df = ScreenedDF(mol, mean_field.with_df.auxbasis)
    mean_field._numint = BlockedNumInt()
    mean_field.grids.atom_grid = level.grid
    if level.film_permittivity is not None:
        mean_field = mean_field.PCM(CachedPCM(mol, level.film_permittivity))
    mean_field.conv_tol = float(_ladder()["energy_tolerance_hartree"])
    mean_field.conv_tol_grad = float(_ladder()["gradient_tolerance"])
    return mean_field


def _run_rung(mean_field: Any, rung: dict[str, Any], density: Array | None) -> Array:
    """Run one solver in place; return the density it ended with."""
    settings = {k: v for k, v in rung.items() if k not in ("name", "solver")}
    for name, value in settings.items():
        setattr(mean_field, name, value)
    if rung["solver"] == "two_level":
        reached: Array = solve_two_level(mean_field, density)
        return reached
    if rung["solver"] == "second_order":
        solver = mean_field.newton()
        solver.max_cycle = rung["max_cycle"]
        solver.kernel(dm0=density)
        for name in ("mo_coeff", "mo_occ", "mo_energy", "e_tot", "converged"):
            setattr(mean_field, name, getattr(solver, name))
    else:
        mean_field.kernel(dm0=density)
    result: Array = mean_field.make_rdm1()
    return result


def converge(mean_field: Any, density: Array | None = None) -> Convergence:
    """Walk the ladder of ``data/quantum/scf_ladder.yaml`` until the field converges.

    Parameters
    ----------
    mean_field : pyscf Kohn-Sham object
        Converged in place.
    density : ndarray, optional
        Starting density matrix.

    Raises
    ------
    StepError
        Kind ``convergence`` when no rung holds.
    """
    failed: list[str] = []
    for rung in _ladder()["rungs"]:
        if rung["solver"] == "two_level" and not applies(mean_field):
            continue
        density = _run_rung(mean_field, rung, density)
        if mean_field.converged:
            warnings = tuple(f"SCF did not converge with {name}" for name in failed)
            cycles = int(getattr(mean_field, "cycles", 0) or 0)
            return Convergence(rung["name"], cycles, warnings, density)
        failed.append(rung["name"])
    raise StepError(
        "convergence",
        f"the self-consistent field did not converge with {', '.join(failed)}",
        "look at the geometry for an unusual bond; another level of theory may converge",
        {"converged": False, "rungs": failed},
    )
