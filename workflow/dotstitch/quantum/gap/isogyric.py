"""What functionals get wrong between a closed-shell singlet and a triplet, taken from methylene."""

from __future__ import annotations

import numpy as np

from dotstitch.contracts.constants import HARTREE_KCAL_MOL
from dotstitch.contracts.levels import Level
from dotstitch.data.spin_states import spin_parameters
from dotstitch.geometry.structure import Structure
from dotstitch.quantum.gap.spin import closed_shell_singlet, triplet


def methylene_correction(level: Level) -> float:
    """Return measured minus computed electronic gap of CH2 at this level, kcal/mol.

    The difference of the zero-point energies is taken off the measured gap.

    Adding it to a computed gap is an isogyric reaction with CH2, in which the bias of a functional
    towards the triplet cancels, and with it the error of the basis. The calculation is run, not
    remembered: two small SCFs in vacuum, where the measurement was made.
    """
    reference = spin_parameters()["methylene"]
    alone = {"film_permittivity": None, "gap_check_functional": None}
    vacuum = level.model_copy(update=alone)
    computed = (
        closed_shell_singlet(methylene(**reference["singlet"]), vacuum).energy_hartree
        - triplet(methylene(**reference["triplet"]), vacuum).energy_hartree
    ) * HARTREE_KCAL_MOL
    electronic = reference["gap_kcal_mol"] - reference["zero_point_difference_kcal_mol"]
    return float(electronic - computed)


def methylene(ch_angstrom: float, hch_degree: float) -> Structure:
    """Return CH2 with this bond length and angle."""
    half = np.radians(hch_degree / 2)
    y, z = ch_angstrom * np.sin(half), ch_angstrom * np.cos(half)
    return Structure(("C", "H", "H"), np.array([[0.0, 0.0, 0.0], [0.0, y, z], [0.0, -y, z]]))
