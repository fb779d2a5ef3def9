"""Tables that depend on the nuclei alone, lent to all spin states at one geometry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dotstitch.contracts.levels import Level
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.engine.scf import build_molecule, gap_gradient_tolerance, kohn_sham

LENT = ("with_df", "grids", "_numint", "with_solvent")


@contextmanager
def shared_tables(structure: Structure, level: Level) -> Iterator[Any]:
    """Lend what depends on the nuclei alone to several states at one geometry and in one basis.

    Yields
    ------
    pyscf object
        A field whose fitted integrals, grid with the orbitals on it, and continuum are lent.
    """
    lender = kohn_sham(
        build_molecule(_with_multiplicity(structure, 1), level.basis), level, unrestricted=False
    )
    try:
        yield lender
    finally:
        let_go(lender)


def let_go(field: Any) -> None:
    """Forget all tables of a field."""
    field.with_df.reset()
    field._numint.forget()
    if hasattr(field, "with_solvent"):
        field.with_solvent.reset()


def spin_field(
    structure: Structure,
    multiplicity: int,
    level: Level,
    lender: Any | None,
    *,
    unrestricted: bool = True,
) -> Any:
    """Return a field of this multiplicity, not converged, on the tables of ``lender`` if given."""
    mol = build_molecule(_with_multiplicity(structure, multiplicity), level.basis)
    field = kohn_sham(mol, level, unrestricted=unrestricted)
    field.conv_tol_grad = gap_gradient_tolerance()
    if lender is not None:
        for name in LENT:
            if hasattr(lender, name):
                setattr(field, name, getattr(lender, name))
    return field


def _with_multiplicity(structure: Structure, multiplicity: int) -> Structure:
    return Structure(
        structure.symbols, structure.positions_angstrom, structure.charge, multiplicity
    )
