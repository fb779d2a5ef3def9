"""A user's table of dots: what is given stands, what is blank is lent, what is wrong is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dotstitch.contracts.config import Config
from dotstitch.contracts.constants import EV_NM
from dotstitch.data.dots import dot_classes, dot_names, ligands, sizing_curves
from dotstitch.dot.dots import Dot, load_dot
from dotstitch.dot.samples import sample_dot
from dotstitch.dot.user_dots import known_dots
from dotstitch.dot.user_ligands import ligand_counts
from dotstitch.evidence.prior import prior_draws
from dotstitch.plan.configure import ConfigurationError, validate_config
from dotstitch.plan.tables.dots import read_dots_table
from dotstitch.plan.tables.faults import InputTableError
from dotstitch.screen.context import prepare_context

FULL = (
    "name,core,shell,diameter_nm,core_diameter_nm,exciton_nm,valence_band_ev,ligands,"
    "ligand_coverage_nm2,plqy,lifetime_ns,source\n"
    "mine,CdSe,ZnS,6.0,4.0,590,-5.6,oleic acid 0.7; oleylamine 0.3,3.2,0.8,20,notebook 12\n"
)
DRAWS = prior_draws(500, 3)


@pytest.fixture
def write(tmp_path: Path):
    """Return what writes a table and gives its path."""

    def table(text: str) -> str:
        path = tmp_path / "dots.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return table


def blank(write, core: str, **cells: object) -> Dot:
    """Return the dot of a row that holds a core and little else."""
    header = ",".join(("name", "core", *cells))
    row = ",".join(str(cell) for cell in ("mine", core, *cells.values()))
    return known_dots(write(f"{header}\n{row}\n"))["mine"]


def test_what_a_full_row_gives_stands(write):
    dot = known_dots(write(FULL))["mine"]
    assert (dot.core, dot.shell, dot.diameter_nm, dot.core_diameter_nm) == ("CdSe", "ZnS", 6.0, 4.0)
    assert dot.optical_gap_ev == pytest.approx(EV_NM / 590.0)
    assert dot.first_exciton_nm == pytest.approx(590.0)
    assert dot.valence_band_ev == -5.6
    assert dot.ligand == "oleate;oleylamine"
    assert dot.amine_fraction == pytest.approx(0.3)
    assert dot.ligand_coverage_nm2 == 3.2
    assert dot.hole_barrier_nm == pytest.approx(1.0)
    assert dot.radiative_rate_per_us == pytest.approx(40.0)
    assert dot.nonradiative_rate_per_us == pytest.approx(10.0)
    sources = (dot.size_source, dot.levels_source, dot.ligand_source, dot.luminescence_source)
    assert set(sources) == {"notebook 12"}


@pytest.mark.parametrize("core", dot_classes())
def test_blanks_take_the_class_with_wider_uncertainty(write, core):
    dot, like = blank(write, core), load_dot(dot_classes()[core].typical)
    assert (dot.density_g_cm3, dot.permittivity) == (like.density_g_cm3, like.permittivity)
    assert dot.optical_gap_ev == like.optical_gap_ev
    assert dot.valence_band_ev == pytest.approx(like.valence_band_ev)
    for name in ("optical_gap", "valence_band", "conduction_band"):
        field = f"{name}_uncertainty_ev"
        assert getattr(dot, field) > getattr(like, field)
    assert dot.diameter_uncertainty_nm / dot.diameter_nm > 0.2
    assert dot.absorption_350_uncertainty >= like.absorption_350_uncertainty
    assert dot.ligand_coverage_uncertainty_nm2 >= like.ligand_coverage_uncertainty_nm2
    assert (dot.electron_barrier_nm, dot.hole_barrier_nm) == (0.0, 0.0)
    assert {dot.size_confidence, dot.levels_confidence, dot.ligand_confidence} == {"assumption"}


@pytest.mark.parametrize("core", dot_classes())
def test_a_wider_gap_lifts_one_edge_and_lowers_the_other(write, core):
    gap = load_dot(dot_classes()[core].typical).optical_gap_ev
    low, high = (blank(write, core, exciton_ev=gap + step) for step in (0.0, 0.1))
    assert high.conduction_band_ev > low.conduction_band_ev
    assert high.valence_band_ev < low.valence_band_ev
    for dot in (low, high):
        charged = dot.conduction_band_ev - dot.valence_band_ev
        assert charged == pytest.approx(dot.optical_gap_ev + dot.exciton_binding_ev)


def test_diameter_and_exciton_of_a_bare_core_follow_each_other(write):
    from_exciton = blank(write, "CdSe", exciton_nm=596)
    assert from_exciton.diameter_nm == pytest.approx(4.1, abs=0.05)
    from_diameter = blank(write, "CdSe", diameter_nm=from_exciton.diameter_nm)
    assert from_diameter.first_exciton_nm == pytest.approx(596.0, abs=0.1)
    assert from_diameter.optical_gap_uncertainty_ev > from_exciton.optical_gap_uncertainty_ev
    larger = blank(write, "CdSe", diameter_nm=6.0)
    assert larger.first_exciton_nm > from_diameter.first_exciton_nm


def test_the_sizing_curve_is_its_own_inverse():
    for curve in sizing_curves().values():
        for exciton_nm in np.linspace(*curve.exciton_nm, 5):
            there = curve.diameter_nm(exciton_nm)
            assert curve.exciton_of_nm(there) == pytest.approx(exciton_nm)


def test_ligands_are_counted_from_their_structures():
    """Against the shipped rows, whose numbers were written by hand."""
    for name in ("cdse_oleate_4.1nm", "hgte_dodecanethiol"):
        dot = load_dot(name)
        for column, value in ligand_counts(ligands()[dot.ligand]).items():
            assert value == pytest.approx(getattr(dot, column), abs=0.1), column


def test_shares_of_ligands_that_are_not_given_are_drawn(write):
    for cells, certain in (
        ({"ligands": "oleate; octanethiol"}, False),
        ({}, False),
        ({"ligands": "oleate 0.6; octanethiol 0.4"}, True),
        ({"ligands": "oleylamine"}, True),
    ):
        sample = sample_dot(blank(write, "CdSe", **cells), DRAWS)
        shells = (sample.thiol_concentration_m, sample.double_bond_concentration_m)
        assert all((np.ptp(shell) == 0.0) == certain for shell in shells), cells
    both = sample_dot(blank(write, "CdSe", ligands="oleate; oleylamine"), DRAWS)
    assert np.ptp(both.double_bond_concentration_m) == 0.0 < np.ptp(both.amine_concentration_m)


@pytest.mark.parametrize(
    ("cells", "plqy", "total"),
    [
        ({"plqy": 0.8}, 0.8, None),
        ({"lifetime_ns": 50}, None, 20.0),
        ({"plqy": 0.2, "lifetime_ns": 100}, 0.2, 10.0),
    ],
)
def test_drawn_rates_meet_what_is_known_of_the_luminescence(write, cells, plqy, total):
    sample = sample_dot(blank(write, "InP", **cells), DRAWS)
    share = sample.radiative / sample.decay
    if plqy is not None:
        np.testing.assert_allclose(share, plqy)
    else:
        assert np.std(share) > 0.03
    if total is not None:
        np.testing.assert_allclose(sample.decay, total)
    else:
        assert np.std(sample.decay) > 0.1 * np.mean(sample.decay)


def test_dots_of_the_user_are_known_wherever_a_dot_is_named(write):
    table = write(FULL)
    recipe = {"name": "a", "wavelength_nm": 365, "dose_mj_cm2": 50, "loading_wt_percent": 3}
    config = validate_config({"dots": table, "dot": "mine", "recipes": [{**recipe, "dot": "mine"}]})
    assert config.dot in known_dots(config.dots)
    assert set(dot_names()) < set(known_dots(config.dots))
    with pytest.raises(ConfigurationError, match="no dot 'mine'"):
        validate_config({"dot": "mine"})
    with pytest.raises(ConfigurationError, match=r"no dot 'other'; use .* or mine"):
        validate_config({"dots": table, "dot": "other"})


def test_a_screen_draws_the_dots_of_the_user(write):
    context = prepare_context(Config(dots=write(FULL), dot="mine", samples=100))
    assert context.dots["mine"].dot.core_diameter_nm == 4.0
    assert {case.dot for case in context.grid.cases} == {"mine"}


FAULTY = (
    "name,core,shel,shell,diameter_nm,core_diameter_nm,exciton_nm,exciton_ev,ligands,plqy,"
    "lifetime_ns,valence_band_ev\n"
    "lu_blue_cdznse_zns,CdTe,,,0.2,,2.1,,oleat,85,-3,5.4\n"
    "mine,CdSe,,,,3,590,2.1,oleate 0.7; oleylamine,x,,\n"
    "mine,CdSe,,ZnS,4,5,,,,,,\n"
    ",CdSe\n"
    "far,CdSe,,,,,720,,,,nan,\n"
)
FAULTS = (
    ("row 1, column shel", "or remove it"),
    ("row 2, column name", "choose another name"),
    ("row 2, column core", "use one of CdSe, CdZnSe, InP, PbS, HgTe, CsPbBr3"),
    ("row 2, column diameter_nm", "leave it blank"),
    ("row 2, column exciton_nm", "in the column exciton_ev"),
    ("row 2, column ligands", "use oleate"),
    ("row 2, column plqy", "write 0.85"),
    ("row 2, column lifetime_ns", "leave it blank"),
    ("row 2, column valence_band_ev", "write -5.4"),
    ("row 3, column core_diameter_nm", "name the shell"),
    ("row 3, column exciton_ev", "leave one of the two blank"),
    ("row 3, column ligands", "oleate 0.7; oleylamine 0.3"),
    ("row 3, column plqy", "leave it blank"),
    ("row 4, column name", "its own name"),
    ("row 4, column core_diameter_nm", "correct the two"),
    ("row 5", "10 more commas"),
    ("row 6, column exciton_nm", "give diameter_nm"),
    ("row 6, column lifetime_ns", "leave it blank"),
)


def test_all_faults_of_the_table_are_told_together_with_their_remedies(write):
    with pytest.raises(ConfigurationError) as caught:
        validate_config({"dots": write(FAULTY), "dot": "mine", "samples": 1})
    head, *lines = str(caught.value).split("\n  ")
    assert head.startswith(f"{len(FAULTS) + 1} faults")
    for place, remedy in FAULTS:
        found = [line for line in lines if f", {place}: " in line and "Remedy: " in line]
        assert any(remedy in line.split("Remedy: ")[1] for line in found), place


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("name,core\n", "no rows"),
        ("Name,core\nmine,CdSe\n", "spell the column 'name'"),
        ('name,core\n"mine,CdSe\n', "none closes it"),
    ],
)
def test_a_table_that_is_none_is_explained(write, text, words):
    with pytest.raises(InputTableError, match=words):
        read_dots_table(Path(write(text)))


@pytest.mark.parametrize("knob", ["dots", "measurements"])
def test_missing_table_is_a_fault_of_the_configuration(knob):
    with pytest.raises(ConfigurationError, match=rf"{knob}: nowhere.csv: cannot be read"):
        validate_config({knob: "nowhere.csv"})
