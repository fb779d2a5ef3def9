"""Made-up species records for the tests of the kinetics: numbers with a shape, no molecules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from dotstitch.contracts.bands import INTEGRAL_EV_M1_CM1
from dotstitch.contracts.manifest import Arm, Electrophore, Manifest, Molecule, Species
from dotstitch.contracts.records import ErrorNote, Record, write_json, write_record
from dotstitch.optics.calibration import correction

GRID = np.arange(240.0, 451.0)
EV_NM = 1239.84
LEVEL = "draft"
NITRENE = "[N]c1c(F)c(F)c(C(=O)OC)c(F)c1F"


def band(centre_nm: float, width_ev: float, height: float) -> np.ndarray:
    """Return a Gaussian band in photon energy."""
    return height * np.exp(-(((EV_NM / GRID - EV_NM / centre_nm) / width_ev) ** 2))


def excitations_of(curve: np.ndarray, share: float) -> dict[str, Any]:
    """Return one narrow excitation per wavelength that together make up a curve once calibrated.

    All have the same share of the electron in sigma*(N-N2).
    """
    known = correction(LEVEL, "pi_pi")
    energy = EV_NM / GRID[::-1]
    strength = curve[::-1] * np.gradient(energy) / INTEGRAL_EV_M1_CM1
    weak = known.strength_factor * known.strength_floor**known.strength_exponent
    return {
        "excitation_ev": ((energy - known.intercept_ev) / (1.0 + known.slope)).tolist(),
        "oscillator_strength": (strength / weak).tolist(),
        "dissociative_share": [share] * energy.size,
        "band_fwhm_ev": 0.0666,
        "band_skewness": 1.0,
    }


class Screen:
    """A results folder with a plan and records, written step by step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.species: dict[str, Species] = {}
        self.molecules: list[Molecule] = []

    def closed_shell(
        self,
        key: str,
        curve: np.ndarray,
        lumo_ks_ev: float,
        *,
        homo_ks_ev: float = -7.0,
        dissociative_share: float = 0.6,
        failed: str = "",
    ) -> str:
        """Write ground state and spectrum of one species."""
        self._species(key, "closed_shell")
        self._record(key, "geometry", {"energy_ev": -1.0})
        if failed == "ground_state":
            self._record(key, "ground_state", {}, failed=True)
            return key
        ground = {"homo_ks_ev": homo_ks_ev, "lumo_ks_ev": lumo_ks_ev, "energy_hartree": -1.0}
        self._record(key, "ground_state", ground)
        spectrum = {
            "wavelength_nm": GRID.tolist(),
            "epsilon_m1_cm1": curve.tolist(),
            "triplet_ev": 2.4,
            **excitations_of(curve, dissociative_share),
        }
        self._record(key, "spectrum", spectrum)
        return key

    def intermediate(self, key: str, kind: str, gap_kcal_mol: float) -> str:
        """Write the gap of one nitrene or carbene."""
        self._species(key, kind, NITRENE if kind == "nitrene" else "C")
        self._record(key, "geometry", {"energy_ev": -1.0})
        values = {
            "gap_st_kcal_mol": gap_kcal_mol,
            "gap_free_energy_kcal_mol": gap_kcal_mol,
            "gap_st_uncertainty_kcal_mol": 1.5,
        }
        self._record(key, "gap", values)
        return key

    def molecule(self, name: str, *parts: Electrophore, mass: float = 480.0) -> None:
        """Add a row to the plan."""
        arms = sum(p.count * a.n_equivalent for p in parts for a in p.arms)
        self.molecules.append(
            Molecule(
                name=name,
                smiles="C",
                inchikey=name.upper(),
                source_file="made-up.csv",
                source_row=len(self.molecules) + 2,
                status="ok",
                molar_mass_g_mol=mass,
                n_arms=arms,
                electrophores=parts,
            )
        )

    def conjugated_azide(self, name: str, *, failed: str = "") -> None:
        """Add a molecule whose two azides share one chromophore and take electrons."""
        curve = band(340, 0.5, 26000) + band(254, 0.4, 12000)
        keys = (
            self.closed_shell(f"{name}0", curve, -3.6, failed=failed),
            self.closed_shell(f"{name}1", band(350, 0.5, 25000), -3.4),
            self.closed_shell(f"{name}2", band(355, 0.5, 24000), -3.2),
        )
        nitrene = self.intermediate(f"{name}n", "nitrene", 15.0)
        arm = Arm(warhead="aryl_azide", n_equivalent=2, intermediate=nitrene, ortho_fluorines=2)
        part = Electrophore(species=keys[0], count=1, arms=(arm,), states=keys)
        self.molecule(name, part, mass=460.0)

    def separate_azide(self, name: str) -> None:
        """Add a molecule with two separate azides that absorb below 300 nm only."""
        keys = (
            self.closed_shell(f"{name}0", band(262, 0.2, 18000), -2.4),
            self.closed_shell(f"{name}1", band(270, 0.2, 14000), -1.9),
        )
        nitrene = self.intermediate(f"{name}n", "nitrene", 15.0)
        arm = Arm(warhead="aryl_azide", n_equivalent=1, intermediate=nitrene, ortho_fluorines=2)
        part = Electrophore(species=keys[0], count=2, arms=(arm,), states=keys)
        self.molecule(name, part, mass=496.0)

    def azide_with_donor(self, name: str) -> None:
        """Add a molecule with two separate azides and a donor without warhead between them."""
        keys = (
            self.closed_shell(f"{name}0", band(262, 0.2, 18000), -2.4),
            self.closed_shell(f"{name}1", band(270, 0.2, 14000), -1.9),
        )
        donor = self.closed_shell(f"{name}x", band(300, 0.3, 20000), -0.5, homo_ks_ev=-5.0)
        nitrene = self.intermediate(f"{name}n", "nitrene", 15.0)
        arm = Arm(warhead="aryl_azide", n_equivalent=1, intermediate=nitrene, ortho_fluorines=2)
        part = Electrophore(species=keys[0], count=2, arms=(arm,), states=keys)
        self.molecule(name, part, Electrophore(species=donor, count=1), mass=750.0)

    def separate_diazirine(self, name: str, gap_kcal_mol: float = 2.5) -> None:
        """Add a molecule with two separate diazirines."""
        keys = (
            self.closed_shell(f"{name}0", band(360, 0.25, 160) + band(235, 0.3, 8000), -1.6),
            self.closed_shell(f"{name}1", band(235, 0.3, 6000), -1.2),
        )
        diazo = self.closed_shell(f"{name}d", band(300, 0.4, 9000), -2.0)
        carbene = self.intermediate(f"{name}c", "carbene", gap_kcal_mol)
        arm = Arm(warhead="aryl_cf3_diazirine", n_equivalent=1, intermediate=carbene, diazo=diazo)
        part = Electrophore(species=keys[0], count=2, arms=(arm,), states=keys)
        self.molecule(name, part, mass=538.0)

    def write(self) -> Path:
        """Write the plan and return its path."""
        manifest = Manifest(
            level=LEVEL, molecules=tuple(self.molecules), species=self.species, labels={}
        )
        path = self.folder / "manifest.json"
        write_json(path, manifest.model_dump(mode="json"))
        return path

    def manifest(self) -> Manifest:
        """Return the plan."""
        return Manifest.model_validate_json(self.write().read_text(encoding="utf-8"))

    def _species(self, key: str, kind: Any, smiles: str = "C") -> None:
        self.species[key] = Species(key=key, smiles=smiles, kind=kind, charge=0, n_atoms=5)

    def _record(self, key: str, step: str, values: dict[str, Any], *, failed: bool = False) -> None:
        note = ErrorNote(
            kind="convergence", message="no rung of the ladder held", remedy="try again so"
        )
        record = Record(
            method_version=1,
            key=key,
            step=step,
            smiles="C",
            status="failed" if failed else "ok",
            error=note if failed else None,
            level_of_theory="made up",
            values=values,
            diagnostics={"converged": not failed},
            provenance={"cpu_s": 1.0, "wall_s": 1.0, "versions": {}},
        )
        write_record(self.folder / "species" / key / f"{step}.json", record)
