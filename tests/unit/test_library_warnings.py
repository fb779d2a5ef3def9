"""What a library only warns of stands in the record of the step."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from pyscf.lib import logger
from rdkit import Chem

from dotstitch.contracts.manifest import Species
from dotstitch.contracts.records import StepResult
from dotstitch.contracts.results import GeometryValues
from dotstitch.data.levels import load_level
from dotstitch.geometry.structure import Structure
from dotstitch.jobs import species as jobs
from dotstitch.jobs.library_warnings import library_warnings
from dotstitch.jobs.steps import Computation
from dotstitch.quantum.engine.molecule import build_molecule

HYDROGEN = Structure(("H", "H"), np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.74]]))


def test_each_library_is_heard_once_and_code_is_not() -> None:
    mol = build_molecule(HYDROGEN, "def2-svp")
    with library_warnings() as heard:
        for _ in range(2):
            warnings.warn("a stand-in basis", UserWarning, stacklevel=1)
            warnings.warn("an old name", DeprecationWarning, stacklevel=1)
            logger.warn(mol, "Even tempered %s", "Gaussians")
            logger.warn(mol, "HOMO %.3g >= LUMO %.3g", 1.0, 0.5)
            logger.warn(mol, "PCM is an experimental feature.")
            logger.note(mol, "nothing to worry about")
            Chem.MolFromSmiles("C1CC")
    assert heard[:2] == ["a stand-in basis", "PySCF: Even tempered Gaussians"]
    assert any("C1CC" in text for text in heard[2:])
    assert len(heard) == len(set(heard))


def test_what_was_heard_is_part_of_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_: object) -> list[StepResult[GeometryValues]]:
        warnings.warn("parameters of a relative were used", RuntimeWarning, stacklevel=1)
        return [StepResult(GeometryValues(states={}), {"converged": True}, ("own",))]

    monkeypatch.setattr(jobs, "COMPUTATIONS", (Computation(("geometry",), run),))
    one = Species(key="k", smiles="C", kind="closed_shell", charge=0, n_atoms=5)
    records = jobs.run_species(one, load_level("draft"), 1, tmp_path, 1)
    assert records["geometry"].warnings == ("own", "parameters of a relative were used")
