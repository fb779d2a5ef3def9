"""What dots absorb from the ultraviolet to beyond their first exciton."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dotstitch.contracts.constants import AVOGADRO_PER_MOL, EV_NM, WAVELENGTHS_NM
from dotstitch.data.dots import dot_classes, dot_names, exciton_absorptions
from dotstitch.dot.absorption import TABULATED_NM, absorption_scale, dot_absorption_scale
from dotstitch.dot.dots import load_dot
from dotstitch.dot.samples import sample_dot
from dotstitch.evidence.prior import prior_draws

DRAWS = prior_draws(400, 2)
LAMPS_NM = np.array([405.0, 436.0, 455.0, 488.0, 550.0])


@pytest.mark.parametrize("name", dot_names())
def test_the_table_holds_where_it_says_something(name: str) -> None:
    dot = load_dot(name)
    found = dot_absorption_scale(dot, np.array([200.0, *TABULATED_NM]))
    given = [dot.scale_254, dot.scale_254, dot.scale_313, 1.0, dot.scale_365, dot.scale_405]
    assert found == pytest.approx(given)


@pytest.mark.parametrize("name", dot_names())
def test_absorption_falls_to_the_exciton_and_vanishes_beyond_it(name: str) -> None:
    dot = load_dot(name)
    assert np.all(np.diff(dot_absorption_scale(dot, WAVELENGTHS_NM)) <= 0.0)
    beyond_nm = EV_NM / (dot.optical_gap_ev - 0.3)
    at, beyond = dot_absorption_scale(dot, np.array([dot.first_exciton_nm, beyond_nm]))
    assert 0.0 < beyond < 1e-4 * at


def test_no_step_at_the_ends_of_the_pieces() -> None:
    fine = np.linspace(380.0, 700.0, 6401)
    for name in dot_names():
        steps = np.diff(np.log(dot_absorption_scale(load_dot(name), fine)))
        bends = np.abs(np.diff(steps))
        assert bends.max() < 5e-3, name


def test_a_bare_core_has_its_molar_absorptivity_at_the_exciton() -> None:
    """5857 D^2.65 M-1 cm-1 (Yu et al. 2003) of one dot of CdSe."""
    dot = load_dot("cdse_oleate_4.1nm")
    at = float(dot_absorption_scale(dot, np.array([EV_NM / dot.optical_gap_ev]))[0])
    volume = math.pi / 6.0 * (1e-7 * dot.diameter_nm) ** 3
    molar = dot.absorption_350_cm1 * at * volume * AVOGADRO_PER_MOL / (1e3 * math.log(10.0))
    assert molar == pytest.approx(5857.0 * dot.diameter_nm**2.65, rel=0.05)


def test_a_shell_dilutes_the_core_at_its_exciton() -> None:
    bare, shelled = load_dot("cdse_oleate_4.1nm"), load_dot("lu_red_cdznse_cdzns_zns")
    whole = [
        dot.absorption_350_cm1 * dot_absorption_scale(dot, np.array([EV_NM / dot.optical_gap_ev]))
        for dot in (bare, shelled)
    ]
    core_share = (shelled.core_diameter_nm / shelled.diameter_nm) ** 3
    assert whole[1] == pytest.approx(core_share * whole[0])


def test_every_core_has_an_absorption_at_its_exciton() -> None:
    assert set(exciton_absorptions()) == set(dot_classes())


def test_what_is_drawn_is_sure_where_tabulated_and_unsure_at_the_exciton() -> None:
    dot = load_dot("cdse_oleate_4.1nm")
    found = absorption_scale(dot, sample_dot(dot, DRAWS).exciton, LAMPS_NM)
    assert found.shape == (DRAWS.n, LAMPS_NM.size)
    spread = np.log10(found).std(axis=0)
    assert spread[0] == pytest.approx(0.0, abs=1e-9)
    assert np.all(np.diff(spread) > 0.0)
    assert 0.2 < spread[-1] < 0.4
    nominal = dot_absorption_scale(dot, LAMPS_NM)
    assert np.median(found, axis=0) == pytest.approx(nominal, rel=0.05)
