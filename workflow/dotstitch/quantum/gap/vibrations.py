"""What vibrations add to a singlet-triplet gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from dotstitch.contracts.manifest import SpeciesKind
from dotstitch.geometry.embed import explicit_molecule
from dotstitch.geometry.intermediates import find_centre
from dotstitch.geometry.normal_modes import atoms_near, normal_modes
from dotstitch.geometry.refine import Occupation
from dotstitch.geometry.spin_class import spin_class
from dotstitch.geometry.structure import Structure
from dotstitch.geometry.vibrations import Vibrations, vibrations_of_pair

SURFACES: dict[str, Occupation] = {"open-shell": "unpolarised_triplet", "closed-shell": "closed"}
"""Character of a singlet to the surface that relaxed it."""
AT_REST = Vibrations(0.0, 0.0, imaginary=0, raised=0, left_out=0, atoms=0)


@dataclass(frozen=True)
class VibrationalTerms:
    """Vibrations of both states, GFN2-xTB; differences are singlet minus triplet.

    Attributes
    ----------
    singlet, triplet : Vibrations
    warnings : tuple of str
    """

    singlet: Vibrations
    triplet: Vibrations
    warnings: tuple[str, ...] = ()

    @property
    def zero_point_kcal_mol(self) -> float:
        """Difference of the zero-point energies."""
        return self.singlet.zero_point_kcal_mol - self.triplet.zero_point_kcal_mol

    @property
    def free_energy_kcal_mol(self) -> float:
        """Difference of the vibrational free energies at 298.15 K, zero point included."""
        return self.singlet.free_energy_kcal_mol - self.triplet.free_energy_kcal_mol

    @property
    def label(self) -> str:
        """What stands in the record's method."""
        return "without zero point" if self.singlet is AT_REST else "zero point GFN2-xTB"

    def diagnostics(self) -> dict[str, dict[str, Any]]:
        """Return the vibrations by state, as a record keeps them."""
        return {"singlet": asdict(self.singlet), "triplet": asdict(self.triplet)}


def vibrational_terms(
    structures: Mapping[str, Structure],
    kind: SpeciesKind,
    character: Literal["open-shell", "closed-shell"],
    smiles: str,
) -> VibrationalTerms:
    """Return the vibrations of the atoms near the reactive centre, in both states.

    The closed-shell singlet of an acyl nitrene is no minimum of GFN2-xTB, so both states of it
    stay at rest, with a warning.

    Parameters
    ----------
    structures : mapping
        ``singlet``, the one that counts, and ``triplet``.
    kind : str
    character : str
        Of the singlet.
    smiles : str

    Raises
    ------
    StepError
        ``convergence``.
    """
    if character == "closed-shell" and spin_class(smiles, kind) == "acyl_nitrene":
        note = "vibrations are left out of the gap: the singlet is not a minimum of GFN2-xTB"
        return VibrationalTerms(AT_REST, AT_REST, (note,))
    molecule = explicit_molecule(smiles)
    near = atoms_near(molecule, find_centre(molecule, kind).atom)
    singlet, triplet = vibrations_of_pair(
        normal_modes(structures["singlet"], SURFACES[character], near),
        normal_modes(structures["triplet"], "polarised_triplet", near),
    )
    return VibrationalTerms(singlet, triplet)
