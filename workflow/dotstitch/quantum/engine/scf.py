"""Kohn-Sham calculations with PySCF: how they are set up and how they are made to converge."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from pyscf import dft, gto

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.levels import Level
from dotstitch.contracts.remedies import OTHER_LEVEL
from dotstitch.data.reading import read_yaml
from dotstitch.quantum.engine.continuum import CachedPCM
from dotstitch.quantum.engine.exchange import ScreenedDF
from dotstitch.quantum.engine.mean_field import Convergence
from dotstitch.quantum.engine.quadrature import BlockedNumInt
from dotstitch.quantum.engine.two_level import applies, solve_two_level

Array = NDArray[np.float64]
FEW_CYCLES = 4


class Rung(BaseModel):
    """One way to converge, by PySCF's names; what it does not set keeps PySCF's default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    solver: Literal["two_level", "first_order", "second_order"]
    max_cycle: int
    level_shift: float | None = None
    damp: float | None = None
    diis_start_cycle: int | None = None

    @property
    def settings(self) -> dict[str, float]:
        """What is set on PySCF's object."""
        return self.model_dump(exclude={"name", "solver"}, exclude_none=True)


class Ladder(BaseModel):
    """Contents of ``data/quantum/scf_ladder.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    energy_tolerance_hartree: float
    gradient_tolerance: float
    gap_gradient_tolerance: float
    rungs: tuple[Rung, ...]


@cache
def _ladder() -> Ladder:
    return read_yaml("data/quantum/scf_ladder.yaml", Ladder)


def gap_gradient_tolerance() -> float:
    """Return the norm of the orbital gradient at which a state of a gap is converged."""
    return _ladder().gap_gradient_tolerance


def kohn_sham(mol: gto.Mole, level: Level, *, unrestricted: bool) -> Any:
    """Return a density-fitted Kohn-Sham object of ``level``, not yet converged.

    The engine ``plain`` gives PySCF's object as it comes, with its own fitted integrals,
    quadrature, continuum (COSMO, 302 points a sphere) and thresholds. The engine ``fast`` puts ours
    in the place of these: the same numbers, sooner.

    Density fitting goes on before the continuum: the other way round PySCF loses the continuum in
    gradients.
    """
    solver = dft.UKS(mol) if unrestricted else dft.RKS(mol)
    solver.xc = level.functional
    solver = solver.density_fit()
    solver.grids.atom_grid = level.grid
    if level.engine == "plain":
        if level.film_permittivity is not None:
            solver = solver.PCM()
            solver.with_solvent.method = "COSMO"
            solver.with_solvent.eps = level.film_permittivity
        return solver
    solver.with_df = ScreenedDF(mol, solver.with_df.auxbasis)
    solver._numint = BlockedNumInt()
    if level.film_permittivity is not None:
        solver = solver.PCM(CachedPCM(mol, level.film_permittivity))
    solver.conv_tol = _ladder().energy_tolerance_hartree
    solver.conv_tol_grad = _ladder().gradient_tolerance
    return solver


def _run_rung(solver: Any, rung: Rung, density: Array | None) -> Array:
    """Run one solver in place; return the density it ended with."""
    for name, value in rung.settings.items():
        setattr(solver, name, value)
    if rung.solver == "two_level":
        reached: Array = solve_two_level(solver, density)
        return reached
    if rung.solver == "second_order":
        newton = solver.newton()
        newton.max_cycle = rung.max_cycle
        newton.kernel(dm0=density)
        for name in ("mo_coeff", "mo_occ", "mo_energy", "e_tot", "converged"):
            setattr(solver, name, getattr(newton, name))
    else:
        solver.kernel(dm0=density)
    result: Array = solver.make_rdm1()
    return result


def converge(
    solver: Any, density: Array | None = None, *, patient: bool = True
) -> tuple[Convergence, Array]:
    """Go through the ladder of ``data/quantum/scf_ladder.yaml`` until a rung holds.

    Returns the density that the energy belongs to, too.

    Parameters
    ----------
    solver : pyscf Kohn-Sham object
        Converged in place.
    density : ndarray, optional
        Starting density matrix.
    patient : bool
        Else only the first rung is tried, for a few cycles: enough for a start near its state.

    Raises
    ------
    StepError
        Kind ``convergence`` when no rung holds.
    """
    failed: list[str] = []
    for rung in _ladder().rungs:
        if rung.solver == "two_level" and not applies(solver):
            continue
        if not patient:
            rung = rung.model_copy(update={"max_cycle": FEW_CYCLES})
        density = _run_rung(solver, rung, density)
        if solver.converged:
            warnings = tuple(f"SCF did not converge with {name}" for name in failed)
            cycles = int(getattr(solver, "cycles", 0) or 0)
            return Convergence(rung.name, cycles, warnings), density
        failed.append(rung.name)
        if not patient:
            break
    raise StepError(
        "convergence",
        f"the self-consistent field did not converge with {', '.join(failed)}",
        f"{OTHER_LEVEL}; an unusual bond in its geometry may tell why",
        {"converged": False, "rungs": failed},
    )
