"""Numbers that must not drift unnoticed: raise METHOD_VERSION when one of them has to change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dotstitch.contracts.results import METHOD_VERSION
from dotstitch.data.levels import load_level
from dotstitch.geometry.optimise import optimise_species
from dotstitch.quantum.gap.adiabatic import compute_gap
from dotstitch.quantum.ground_state import compute_closed_shell

pytestmark = pytest.mark.quantum

GOLDENS = json.loads(Path(__file__).with_name("goldens.json").read_text(encoding="utf-8"))
TOLERANCE = {
    "energy_ev": 0.005,
    "energy_hartree": 2e-4,
    "homo_ks_ev": 0.02,
    "lumo_ks_ev": 0.02,
    "first_excitation_ev": 0.03,
    "gap_st_kcal_mol": 0.3,
}


def measured(smiles: str, kind: str) -> dict[str, float]:
    """Return the numbers of one species at draft."""
    level = load_level("draft")
    structures, geometry = optimise_species(smiles, kind, level, seed=2022)  # type: ignore[arg-type]
    if kind != "closed_shell":
        gap = compute_gap(structures, kind, level, smiles)  # type: ignore[arg-type]
        return {"gap_st_kcal_mol": gap.values.gap_st_kcal_mol}
    steps = compute_closed_shell(structures["geometry"], level, Path("unused"))
    ground, spectrum = steps.ground_state.values, steps.spectrum.values
    return {
        "energy_ev": geometry.values.states["geometry"].energy_ev,
        "energy_hartree": ground.energy_hartree,
        "homo_ks_ev": ground.homo_ks_ev,
        "lumo_ks_ev": ground.lumo_ks_ev,
        "first_excitation_ev": spectrum.excitation_ev[0],
    }


@pytest.mark.parametrize("golden", GOLDENS["species"], ids=lambda golden: golden["smiles"])
def test_numbers_of_a_small_species(
    golden: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert GOLDENS["method_version"] == METHOD_VERSION
    found = measured(str(golden["smiles"]), str(golden["kind"]))
    wanted = golden["values"]
    assert isinstance(wanted, dict)
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        assert found[name] == pytest.approx(value, abs=TOLERANCE[name]), name
