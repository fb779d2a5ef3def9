"""PySCF's molecule for a structure, counted before anything is computed with it."""

from __future__ import annotations

import io
import os
import warnings
from typing import NamedTuple

from pyscf import gto
from pyscf.data.elements import charge as protons
from pyscf.lib import logger

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.remedies import REPORT_SMILES
from dotstitch.data.basis_sets import basis_set, core_potentials
from dotstitch.geometry.structure import Structure

DEFAULT_MEMORY_MB = 6000
SETTLED = ("HOMO ", "alpha nocc", "beta  nocc", "PCM is an experimental feature")
"""Warnings about orders of orbitals on the way, for the state reached is judged by its S2 and gap,
and about the continuum, which is compared with ours."""


class _AsWarnings(io.TextIOBase):
    """Turns what PySCF writes into Python's warnings, but for what is settled here."""

    def write(self, text: str) -> int:
        """Warn of a message; blank lines around it are left out."""
        message = text.strip().removeprefix("WARN: ")
        if message and not message.startswith(SETTLED):
            warnings.warn(f"PySCF: {message}", RuntimeWarning, stacklevel=2)
        return len(text)


class Count(NamedTuple):
    """What a molecule has to hold: electrons outside core potentials, functions, open spins."""

    electrons: int
    functions: int
    unpaired: int


def build_molecule(structure: Structure, basis: str) -> gto.Mole:
    """Return PySCF's molecule for a structure, core potentials included.

    PySCF gives an element its core potential only where asked, and only warns without it.

    The memory it may use comes from ``PYSCF_MAX_MEMORY`` (MB), which the workflow sets to what the
    job was granted; PySCF's own default would spill density fitting to disk.

    Raises
    ------
    StepError
        ``input`` for an element that the basis does not know; ``bug`` when the molecule does not
        hold the electrons and functions it must.
    """
    expected = expected_count(structure, basis)
    mol = gto.M(
        atom=list(zip(structure.symbols, structure.positions_angstrom.tolist(), strict=True)),
        basis=basis,
        ecp=dict.fromkeys(core_potentials([basis], structure.symbols), basis),
        charge=structure.charge,
        spin=structure.multiplicity - 1,
        unit="Angstrom",
        verbose=0,
        max_memory=float(os.environ.get("PYSCF_MAX_MEMORY", DEFAULT_MEMORY_MB)),
    )
    check_count(mol, expected)
    mol.verbose, mol.stdout = logger.WARN, _AsWarnings()
    return mol


def expected_count(structure: Structure, basis: str) -> Count:
    """Return what a structure has to hold by ``data/elements/basis_sets.yaml``."""
    row = basis_set(basis)
    return Count(
        electrons=sum(protons(e) - row.core_electrons.get(e, 0) for e in structure.symbols)
        - structure.charge,
        functions=sum(row.n_functions(element) for element in structure.symbols),
        unpaired=structure.multiplicity - 1,
    )


def check_count(mol: gto.Mole, expected: Count) -> None:
    """Compare what PySCF built with what it has to be.

    Raises
    ------
    StepError
        ``bug`` when they differ.
    """
    alpha, beta = mol.nelec
    found = Count(alpha + beta, int(mol.nao), alpha - beta)
    if found != expected:
        raise StepError(
            "bug",
            f"PySCF built {found.electrons} electrons in {found.functions} functions, "
            f"{found.unpaired} unpaired, in place of {expected.electrons} in "
            f"{expected.functions}, {expected.unpaired} unpaired",
            f"{REPORT_SMILES} and the version of PySCF",
            {"converged": False},
        )
