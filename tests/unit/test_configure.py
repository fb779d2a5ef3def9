"""Faults of the configuration: found together, each with its place and what is allowed."""

from __future__ import annotations

import pytest

from dotstitch.contracts.config import Config
from dotstitch.data.dots import dot_names
from dotstitch.data.levels import levels
from dotstitch.dot.levels import calibration_line
from dotstitch.optics.band_model import calibrations
from dotstitch.optics.carried_bands import carried_bands
from dotstitch.plan.configure import ConfigurationError, load_config, validate_config

RECIPE = {"name": "green", "wavelength_nm": 365, "dose_mj_cm2": 80, "loading_wt_percent": 3}


def faults(knobs: dict[str, object]) -> list[str]:
    """Return the faults of a configuration that has some."""
    with pytest.raises(ConfigurationError) as caught:
        validate_config(knobs)
    head, *lines = str(caught.value).split("\n  ")
    assert head.split()[0] == str(len(lines))
    return lines


def the_fault(knobs: dict[str, object]) -> str:
    """Return the only fault of a configuration."""
    (line,) = faults(knobs)
    return line


def test_later_files_and_single_knobs_win(tmp_path):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("level: draft\ntargets: {film_retention: 0.4}\nseed: 1\n")
    second.write_text("seed: 2\n")
    config = load_config([first, second], ["targets.plqy_relative=0.9", "seed=3"])
    assert (config.level, config.seed) == ("draft", 3)
    assert config.targets.film_retention == 0.4
    assert config.targets.plqy_relative == 0.9


def test_all_faults_are_named_together():
    found = faults(
        {
            "level": "best",
            "samples": 1,
            "colour": "red",
            "dot": "InP_3.2nm",
            "rank_at": "blue",
            "recipes": [
                {**RECIPE, "dot": "lu_green", "temperature_k": 25},
                {**RECIPE, "name": "best", "wavelength_nm": 600},
                {**RECIPE, "name": "twice"},
                {**RECIPE, "name": "twice"},
            ],
            "sweep": {
                "wavelength_nm": [],
                "dose_mj_cm2": [300, 10],
                "loading_wt_percent": [0.01, 0.08],
            },
        }
    )
    places = sorted(line.split(": ")[0] for line in found)
    assert places == [
        "colour",
        "dot",
        "level",
        "rank_at",
        "recipes",
        "recipes",
        "recipes[best].wavelength_nm",
        "recipes[green].dot",
        "recipes[green].temperature_k",
        "samples",
        "sweep.dose_mj_cm2",
        "sweep.loading_wt_percent[1]",
        "sweep.loading_wt_percent[2]",
        "sweep.wavelength_nm",
    ]


@pytest.mark.parametrize(
    "knobs", [{"dot": "InP_3.2nm"}, {"recipes": [{**RECIPE, "dot": "InP_3.2nm"}]}]
)
def test_unknown_dot_is_refused_with_the_list_of_dots(knobs):
    line = the_fault(knobs)
    assert "InP_3.2nm" in line
    assert all(name in line for name in dot_names())


@pytest.mark.parametrize(
    ("sweep", "place", "allowed"),
    [
        ({"dose_mj_cm2": [300, 10]}, "dose_mj_cm2", "[10, 300]"),
        ({"loading_wt_percent": [8, 1]}, "loading_wt_percent", "[1, 8]"),
        ({"dose_mj_cm2": [0, 300]}, "dose_mj_cm2[1]", "above zero"),
        ({"dose_mj_cm2": []}, "dose_mj_cm2", "lowest and highest"),
        ({"dose_mj_cm2": [100]}, "dose_mj_cm2", "lowest and highest"),
        ({"dose_mj_cm2": 100}, "dose_mj_cm2", "lowest and highest"),
        ({"dose_mj_cm2": [100, 100]}, "dose_mj_cm2", "a range"),
        ({"dose_mj_cm2": [10, float("inf")]}, "dose_mj_cm2[2]", "finite"),
        ({"wavelength_nm": []}, "wavelength_nm", "at least one lamp"),
        ({"wavelength_nm": [365, 632]}, "wavelength_nm[2]", "240 to 550 nm"),
        ({"temperature_k": 25}, "temperature_k", "write 298.15"),
        ({"temperature_k": 3000}, "temperature_k", "200 to 400 K"),
        ({"loading_wt_percent": [0.01, 8]}, "loading_wt_percent[1]", "write 1"),
        ({"loading_wt_percent": [1, 80]}, "loading_wt_percent[2]", "0.1 to 50 wt%"),
        ({"atmosphere": "argon"}, "atmosphere", "'N2' or 'air'"),
        ({"irradiance_mw_cm2": 0}, "irradiance_mw_cm2", "0.001 to 1e+06 mW cm-2"),
        ({"film_thickness_nm": 1e9}, "film_thickness_nm", "1 to 10000 nm"),
        ({"dose_mj_cm2": [10, 1e9]}, "dose_mj_cm2[2]", "at most 1e+06"),
        ({"wavelength_nm": 365}, "wavelength_nm", "for example [365]"),
        ({"wavelength_nm": [0.365]}, "wavelength_nm[1]", "write 365"),
    ],
)
def test_limits_of_a_sweep_that_are_none_are_refused(sweep, place, allowed):
    line = the_fault({"sweep": sweep})
    assert line.startswith(f"sweep.{place}: ")
    assert allowed in line


@pytest.mark.parametrize(
    ("knob", "value", "allowed"),
    [
        ("dose_mj_cm2", 0, "above zero"),
        ("loading_wt_percent", 0.03, "write 3"),
        ("temperature_k", 20, "write 293.15"),
        ("wavelength_nm", 230, "240 to 550 nm"),
        ("dot", "lu_green", "lu_green_cdznse_znse_zns"),
    ],
)
def test_recipe_is_named_with_its_fault(knob, value, allowed):
    line = the_fault({"recipes": [RECIPE | {"name": "blue"}, {**RECIPE, knob: value}]})
    assert line.startswith(f"recipes[green].{knob}: ")
    assert allowed in line


def test_recipe_without_a_name_is_counted():
    assert the_fault({"recipes": [{k: v for k, v in RECIPE.items() if k != "name"}]}).startswith(
        "recipes[1].name: Field required"
    )


def test_recipe_called_best_and_doubled_names_are_refused():
    assert "'best'" in the_fault({"recipes": [{**RECIPE, "name": "best"}]})
    assert "2 rows share the name 'green'" in the_fault({"recipes": [RECIPE, RECIPE]})


def test_rank_at_names_a_recipe():
    assert "use best or green" in the_fault({"recipes": [RECIPE], "rank_at": "blue"})
    assert validate_config({"recipes": [RECIPE], "rank_at": "green"}).rank_at == "green"
    assert Config().recipes[0].name in the_fault({"rank_at": "blue"})


def test_every_level_is_calibrated():
    for name in levels():
        assert validate_config({"level": name}).level == name
        for quantity in ("IE", "EA"):
            assert calibration_line(name, quantity).n >= 15
        carried = carried_bands(name)
        assert (carried.like if carried else name) in calibrations()


@pytest.mark.parametrize("text", ["level", "=draft", "level=[draft"])
def test_malformed_knob_is_explained(text):
    with pytest.raises(ConfigurationError, match=r"knob=value|not valid YAML"):
        load_config([], [text])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("level: draft\nlevel: standard\n", "stands in line 1 too"),
        ("sweep: {wavelength_nm: [0365]}\n", "YAML reads 0365 as 245"),
        ("samples: 1_000\n", "YAML reads 1_000 as 1000"),
        ("seed: 1:30\n", "YAML reads 1:30 as 90"),
    ],
)
def test_what_yaml_would_read_otherwise_is_refused(tmp_path, text, said):
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        load_config([tmp_path / "mine.yaml"])


@pytest.mark.parametrize("knobs", [{"seed": True}, {"dot": False}, {"sweep": {"atmosphere": True}}])
def test_a_truth_value_is_no_knob(knobs):
    assert "put the word in quotation marks" in the_fault(knobs)


def test_a_share_may_have_been_meant_as_a_percentage():
    assert "write 0.6" in the_fault({"targets": {"film_retention": 60}})


def test_a_misspelt_knob_is_told_its_name():
    assert "did you mean sweep.dose_mj_cm2?" in the_fault({"sweep": {"dose_mj_cm": [1, 2]}})


def test_a_level_that_is_a_list_is_a_fault_like_any_other():
    assert the_fault({"level": ["draft"]}).startswith("level: Input should be 'draft'")


def test_missing_or_broken_file_is_explained(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("level: [draft\n")
    with pytest.raises(ConfigurationError, match="not valid YAML"):
        load_config([broken])
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_config([tmp_path / "none.yaml"])
    broken.write_text("- level\n")
    with pytest.raises(ConfigurationError, match="knob: value"):
        load_config([broken])
