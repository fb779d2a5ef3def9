"""One door at mean field and excitations; no other room sees an object of PySCF.

Two engines stand behind it. ``plain`` is PySCF's own path: its self-consistent field with density
fitting, its quadrature, its continuum, its thresholds. ``fast`` is ours, on PySCF's integrals:
screened exchange, tabulated quadrature and continuum, deferred correction of an approximate Fock
build. A test shows how closely they agree, so that a doubt can be settled. The products of the full
response are PySCF's with either; TDDFT-ris, which PySCF does not have, is ours with either, on the
orbitals of the engine (:mod:`dotstitch.quantum.response`).
"""

from dotstitch.quantum.engine.determinants import (
    Followed,
    Tables,
    atomic_orbitals,
    closed_shell,
    release_tables,
    shared_tables,
    spin_state,
    stored_closed_shell,
)
from dotstitch.quantum.engine.excitations import Excitations, response_products
from dotstitch.quantum.engine.integrals import (
    COULOMB,
    AtomicOrbitals,
    Gaussians,
    Operator,
    Shell,
    exact_exchange,
)
from dotstitch.quantum.engine.mean_field import Convergence, MeanField

__all__ = [
    "COULOMB",
    "AtomicOrbitals",
    "Convergence",
    "Excitations",
    "Followed",
    "Gaussians",
    "MeanField",
    "Operator",
    "Shell",
    "Tables",
    "atomic_orbitals",
    "closed_shell",
    "exact_exchange",
    "release_tables",
    "response_products",
    "shared_tables",
    "spin_state",
    "stored_closed_shell",
]
