"""What is used as it stands and may have been meant otherwise is said."""

from __future__ import annotations

import pytest

from dotstitch.contracts.config import Config
from dotstitch.plan.tables.user_tables import reading_notes


def test_nothing_of_the_defaults_is_in_doubt():
    assert reading_notes(Config()) == ()


def test_loadings_of_the_configuration_that_look_like_fractions_are_told():
    recipe = {"wavelength_nm": 365, "dose_mj_cm2": 80}
    config = Config.model_validate(
        {
            "sweep": {"loading_wt_percent": [0.3, 8]},
            "recipes": [
                {"name": "a tenth", "loading_wt_percent": 0.1, **recipe},
                {"name": "usual", "loading_wt_percent": 3, **recipe},
            ],
        }
    )
    assert reading_notes(config) == (
        "sweep.loading_wt_percent: 0.3 is taken as 0.3 wt%; for a fraction of 0.3 write 30",
        "recipes[a tenth].loading_wt_percent: 0.1 is taken as 0.1 wt%; for a fraction of 0.1 "
        "write 10",
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("film_retention,0.6,0.3,", "row 2, column loading_wt_percent: 0.3 is taken as 0.3 wt%"),
        ("film_retention,0.6,3,", ""),
        ("film_retention,0.6,0,", ""),
        ("lambda_max_nm,330,,Freon-113", "row 2, column solvent: no band that spectra"),
        ("lambda_max_nm,330,,MeCN", ""),
        ("lambda_max_nm,330,,acetonitrile", ""),
        ("homo_ev,-6,,Freon-113", ""),
    ],
)
def test_measurements_in_doubt_are_told(tmp_path, row, said):
    table = tmp_path / "mine.csv"
    text = f"name,quantity,value,loading_wt_percent,solvent\nazide,{row}\n"
    table.write_text(text, encoding="utf-8")
    notes = reading_notes(Config(measurements=str(table)))
    assert [said in note for note in notes] == ([True] if said else [])
