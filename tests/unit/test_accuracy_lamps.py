"""The comparison of absorptivities at single wavelengths, with made-up excitations."""

from __future__ import annotations

import numpy as np
import pytest
from accuracy import lamps

from dotstitch.contracts.results import SpectrumValues, StateCharacter
from dotstitch.evidence.fits.spectra import Asked
from dotstitch.optics.solvents import permittivity

PI_PI = StateCharacter(
    charge_transfer_angstrom=0.5,
    separation_angstrom=3.0,
    overlap=0.9,
    oxygen_lone_pair=0.0,
    nitrogen_lone_pair=0.0,
    nitrogen_donor=0.0,
    fluorinated=0.1,
    alkyne=0.0,
    fused=0.0,
    n_atoms=10.0,
)
ARM = "COC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F"
TWO_ARMS = ARM.replace("COC", "O(C(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F)CCOC", 1)


@pytest.fixture
def solvents(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """Compute nothing; keep the solvents that were asked for."""
    seen: list[float | None] = []

    def compute(asked: Asked) -> SpectrumValues:
        seen.append(asked.level.film_permittivity)
        return SpectrumValues(
            excitation_ev=(3.6, 4.8),
            oscillator_strength=(0.8, 0.4),
            dissociative_share=(0.0, 0.0),
            characters=(PI_PI, PI_PI),
            band_fwhm_ev=0.5,
            band_skewness=1.4,
        )

    monkeypatch.setattr(lamps, "compute_spectrum", compute)
    lamps.light_sensitive.cache_clear()
    return seen


def test_equal_arms_count_each_and_are_computed_once(solvents: list[float | None]) -> None:
    one, two = (lamps.light_sensitive(smiles, "standard") for smiles in (ARM, TWO_ARMS))
    assert sum(part.number for part in two) == 2 * sum(part.number for part in one)
    at_rest = np.zeros((1, 2, 1))
    assert lamps.absorptivity_at(two, 300.0, at_rest) == pytest.approx(
        2.0 * lamps.absorptivity_at(one, 300.0, at_rest)
    )
    assert solvents == [permittivity("MeCN")] * 2


def test_errors_are_decades_and_a_measured_zero_has_none(solvents: list[float | None]) -> None:
    result = lamps.run(None, "standard")
    rows = {row["name"]: row for row in result["rows"]}
    row = rows["crosslinker 1 at 365 nm"]
    assert row["error"] == pytest.approx(np.log10(row["value"] / row["reference"]), abs=2e-3)
    assert row["low_95"] < row["value"] < row["high_95"]
    assert 0.0 <= row["share_below"] <= 1.0
    assert rows["crosslinker 2 at 300 nm"]["error"] is None
    assert result["max_absolute_error"] >= result["mean_absolute_error"] > 0.0
    assert len(solvents) == 4
