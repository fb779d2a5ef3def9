"""Figures of one molecule: drawn from numbers, read by pointer and keyboard, told in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from recorded.screen import BONDLYNX
from recorded.table import CONFIG, Entry, write_screen

from dotstitch.contracts.records import read_record, write_record
from dotstitch.contracts.results import GeometryValues
from dotstitch.geometry.structure import Structure, write_xyz
from dotstitch.report.build import build_report
from dotstitch.report.inputs import read_screen

from .conftest import Visits
from .test_everyone import GRAVE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (1280, 390)
SMALLEST_TEXT = """(chosen) => Math.min(...[...document.querySelectorAll(chosen)].map((text) => {
  const { a, b } = text.getScreenCTM();
  return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
}))"""
CUT = """(selector) => [...document.querySelectorAll(selector)].flatMap((svg) => {
  const { left, right } = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const own = text.getBoundingClientRect();
    return own.left < left - 1 || own.right > right + 1;
  }).map((text) => text.textContent);
})"""
PIXELS = "canvas => canvas.toDataURL()"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the screen of an azide and a diazirine; one intermediate has its structures."""
    folder = tmp_path_factory.mktemp("molecules")
    write_screen(folder, [Entry("azide", retention=0.7), Entry("diazirine", BONDLYNX)])
    screen = read_screen(folder, CONFIG)
    gap = screen.results["azide"].arms[0].gap
    assert gap is not None
    place = screen.folder.species(gap.intermediate)
    bent = np.array([[0.0, 0, 0], [1.4, 0, 0], [1.9, 1.2, 0], [-0.5, 0.4, 0.8]])
    digests = {
        state: write_xyz(place.xyz(state), Structure(("C", "C", "N", "H"), scale * bent))
        for state, scale in (("singlet", 1.0), ("triplet", 1.05))
    }
    record = read_record(place, GeometryValues)
    write_record(place, record.model_copy(update={"structures": digests}))
    build_report(folder, CONFIG)
    return folder


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[str, Any]:
    content = json.loads((folder / "photophysics.json").read_text(encoding="utf-8"))
    return {m["name"]: m for m in content["molecules"]}


@pytest.fixture(scope="module")
def visits(browser: Browser, folder: Path) -> Visits:
    return Visits(browser, folder / "report.html")


@pytest.fixture
def visit(visits: Visits) -> Iterator[Visits]:
    visits.faults.clear()
    yield visits
    assert visits.faults == []


def opened(visit: Visits, name: str, width: int = 1400, **options: Any) -> Page:
    """Open the details of a molecule."""
    page = visit(width, f"#molecule={name}", **options)
    page.wait_for_selector("tr.opened .flow path")
    return page


def figure(name: str) -> str:
    return f"tr.opened [data-figure={name}]"


def test_the_spectrum_reads_the_numbers_of_the_screen(
    visit: Visits, results: dict[str, Any]
) -> None:
    for name, found in results.items():
        page = opened(visit, name)
        page.focus(f"{figure('spectrum')} svg[tabindex]")
        told = page.inner_text(f"{figure('spectrum')} .readout").replace("\u202f", "")
        spectrum = found["spectrum"]
        at = spectrum["wavelength_nm"].index(365.0)
        assert told.startswith("365 nm: median")
        numbers = [float(x) for x in re.findall(r"(\d+)(?= \(|;)", told)]
        assert numbers[0] == pytest.approx(spectrum["drawn"][at], rel=0.01, abs=1.0)
        assert numbers[-1] == pytest.approx(spectrum["states"]["intact"][at], rel=0.01, abs=1.0)
        logarithmic = page.is_checked(f"{figure('spectrum')} input[type=checkbox]")
        curve = np.array(spectrum["drawn"])
        assert logarithmic == (np.log10(curve.max() / curve[at]) > 1.5)
        assert page.locator(f"{figure('spectrum')} .stick").count() > 0
        page.select_option(f"{figure('spectrum')} select", label="what it becomes")
        keys = page.locator(f"{figure('spectrum')} .key").all_inner_texts()
        assert keys[:3] == ["intact", "half-reacted", "product"]


def test_measured_points_stand_on_the_curve_of_their_film(
    visit: Visits, results: dict[str, Any]
) -> None:
    page = opened(visit, "azide")
    box = figure("dose")
    assert page.locator(f"{box} .seen").count() == 0
    page.select_option(f"{box} select", label="365nm-200mJ-3wt-N2")
    assert page.locator(f"{box} .seen").count() > 0
    assert "Measured at 50 mJ cm⁻²: pattern none." in page.inner_text(f"{box} .told")


def test_shares_of_the_flow_are_told_and_add_up(visit: Visits) -> None:
    for name in ("azide", "diazirine"):
        page = opened(visit, name)
        for told in page.locator(f"{figure('flow')} .told").all_inner_texts():
            shares = [float(x) for x in re.findall(r"([\d.]+)\u202f%", told.split("formed")[0])]
            ends = re.findall(r"(< )?([\d.]+)\u202f%", told.split("their ends:")[1])
            total = sum(shares) + sum(float(x) for less, x in ends if not less)
            assert total == pytest.approx(100.0, abs=1.5)
        svg = page.locator(f"{figure('flow')} svg[role=img]").first
        assert "left over" in str(svg.get_attribute("aria-label"))
        only = page.locator(f"{figure('flow')} input[type=checkbox]")
        for checked in (True, False):
            only.set_checked(checked)
            title = page.inner_text(f"{figure('flow')} h4 >> nth=0")
            assert ("that reacted" in title) == checked


def test_spin_states_and_levels_are_told_in_words(visit: Visits, results: dict[str, Any]) -> None:
    page = opened(visit, "diazirine")
    gap = results["diazirine"]["arms"][0]["gap"]
    spin = page.inner_text(figure("spin"))
    assert f"{gap['gap_st_kcal_mol']:.1f} ± {gap['gap_st_uncertainty_kcal_mol']:.1f}" in spin
    assert "⟨S²⟩" in spin
    rates = page.locator(f"{figure('spin')} tbody th[scope=row]").all_inner_texts()
    assert {"insertion", "ring expansion", "triplet", "oxidation"} <= set(rates)
    levels = page.inner_text(figure("levels"))
    known = results["diazirine"]["properties"]
    assert f"LUMO {known['lumo_ev']:.2f}".replace("-", "−") in levels
    assert "HOMO plus optical gap" in levels


@pytest.mark.parametrize("width", WIDTHS)
def test_structures_turn_by_pointer_and_by_keys(visit: Visits, width: int) -> None:
    page = opened(visit, "azide", width)
    canvas = page.locator(f"{figure('shapes')} canvas")
    pictures = [canvas.evaluate(PIXELS)]
    canvas.focus()
    page.keyboard.press("ArrowRight")
    pictures.append(canvas.evaluate(PIXELS))
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 50)
    page.mouse.up()
    pictures.append(canvas.evaluate(PIXELS))
    page.click(f"{figure('shapes')} button >> text=triplet")
    pictures.append(canvas.evaluate(PIXELS))
    assert len(set(pictures)) == len(pictures)
    assert "C2HN, 4 atoms" in page.inner_text(f"{figure('shapes')} .told")
    assert "triplet" in str(canvas.get_attribute("aria-label"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_figures_can_be_read_on_a_phone(visit: Visits) -> None:
    page = opened(visit, "azide", 390)
    for name in ("levels", "spin", "flow"):
        assert page.evaluate(SMALLEST_TEXT, f"{figure(name)} svg[role=img] text") >= 9.0
        cut = page.evaluate(CUT, f"{figure(name)} svg[role=img]")
        assert cut == []


def test_axe_finds_nothing_in_the_figures(visit: Visits) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(visit, "azide")
    found: dict[str, Any] = axe.Axe().run(page).response
    grave = [one["id"] for one in found["violations"] if one["impact"] in GRAVE]
    assert grave == []


def test_a_molecule_without_structures_has_no_canvas(visit: Visits) -> None:
    page = opened(visit, "diazirine")
    assert page.locator(f"{figure('shapes')}").count() == 0
