"""What a measurement must say of itself."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from dotstitch.contracts.measurement import Measurement

FILM = {
    "id": "a",
    "smiles": "",
    "name": "",
    "quantity": "plqy_relative",
    "value": 0.9,
    "error_model": "gaussian",
    "uncertainty": 0.02,
    "wavelength_nm": 365.0,
    "dose_mj_cm2": 50.0,
    "loading_wt_percent": 0.0,
    "dot": "a dot",
    "block": "film",
}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"value": None}, "value"),
        ({"uncertainty": 0.0}, "uncertainty"),
        ({"error_model": "class"}, "word"),
        ({"error_model": "either"}, "alternative"),
        ({"error_model": "less_than"}, "compared_with"),
        ({"dot": ""}, "dot"),
        ({"loading_wt_percent": None}, "loading"),
        ({"dose_mj_cm2": 0.0}, "dose"),
        ({"quantity": "epsilon_m1_cm1", "wavelength_nm": None}, "wavelength"),
    ],
)
def test_what_the_error_model_needs_is_asked_for(changes, missing):
    Measurement.model_validate(FILM)
    with pytest.raises(ValidationError, match=missing):
        Measurement.model_validate({**FILM, **changes})


def test_what_is_not_modelled_needs_no_number():
    bare = Measurement(
        id="b", smiles="", name="", quantity="pattern", error_model="not_modelled", block="b"
    )
    assert not bare.modelled
