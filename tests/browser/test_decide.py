"""What if and compare: the page ranks anew and sets molecules side by side."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from dotstitch.contracts.tables import read_table

from .test_page import names

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]


@pytest.fixture(scope="module")
def results(report: Path) -> dict[str, Any]:
    """Return what was predicted of each molecule, by name."""
    content = json.loads((report.parent / "photophysics.json").read_text(encoding="utf-8"))
    return {m["name"]: m for m in content["molecules"] if m["status"] == "ok"}


def supposed(result: dict[str, Any], lamp: float, gas: str) -> dict[str, Any]:
    """Return the grids of a molecule at one lamp and gas."""
    grids: list[dict[str, Any]] = result["what_if"]["grids"]
    return next(g for g in grids if (g["wavelength_nm"], g["atmosphere"]) == (lamp, gas))


def test_the_table_ranks_anew_at_another_lamp_and_back(
    visit: Visit, results: dict[str, Any]
) -> None:
    page = visit()
    before = names(page)
    page.click(".supposing > summary")
    page.select_option("[name=exposure]", label="254 nm in air")
    page.select_option("[name=dose]", index=6)
    page.select_option("[name=loading]", index=3)
    page.wait_for_selector("#what-if:not([aria-busy])")
    scores = {
        name: supposed(result, 254.0, "air")["score"][5][2] for name, result in results.items()
    }
    shown = [name for name in names(page) if name in scores]
    assert [scores[name] for name in shown] == sorted(scores.values(), reverse=True)
    assert "Ranked anew: 254 nm in air" in page.inner_text("#supposed")
    told = page.locator("#table tbody td.score strong").all_inner_texts()
    expected = [f"{scores[name]:.1f}" for name in shown]
    assert [float(x) for x in told] == pytest.approx([float(x) for x in expected], abs=0.1001)
    page.click("#what-if button[type=reset]")
    page.wait_for_selector("#supposed:text-matches('^As the')", state="attached")
    assert names(page) == before


def test_each_takes_its_own_best_where_it_is_left_free(
    visit: Visit, results: dict[str, Any]
) -> None:
    page = visit()
    page.click(".supposing > summary")
    page.select_option("[name=exposure]", label="365 nm in air")
    page.wait_for_selector("#what-if:not([aria-busy])")
    best = {n: np.max(supposed(r, 365.0, "air")["score"]) for n, r in results.items()}
    told = page.locator("#table tbody td.score strong").all_inner_texts()
    assert [float(x) for x in told] == pytest.approx(
        sorted(best.values(), reverse=True), abs=0.0601
    )


def front_of(grids: dict[str, dict[str, Any]]) -> set[str]:
    """Return who is not beaten in film and light together, each at the best cell of its grid."""
    points = {}
    for name, grid in grids.items():
        best = np.unravel_index(np.argmax(grid["score"]), np.shape(grid["score"]))
        kept = (np.array(grid[kind])[best] for kind in ("film_retention", "plqy_relative"))
        points[name] = tuple(round(250 * value) for value in kept)
    films = {name: point for name, point in points.items() if point[0] > 2}
    return {
        name
        for name, own in films.items()
        if not any(o[0] >= own[0] and o[1] >= own[1] and o != own for o in films.values())
    }


def test_targets_are_judged_anew(visit: Visit) -> None:
    page = visit()
    page.click(".supposing > summary")
    page.fill("[name=film]", "0")
    page.fill("[name=light]", "0")
    page.press("[name=light]", "Tab")
    page.wait_for_selector("#what-if:not([aria-busy])")
    column = page.evaluate(
        "[...document.querySelectorAll('#table thead th')].findIndex("
        "h => h.textContent.startsWith('On target')) + 1"
    )
    cells = page.locator(f"#table tbody tr.ok > :nth-child({column})").all_inner_texts()
    assert {cell.split()[0] for cell in cells} == {"yes"}


def figures_side_by_side(page: Page, molecules: list[dict[str, Any]]) -> None:
    """Check structures, spectra with lamps and dot, dose curves, and levels in one frame."""
    names = [one["name"] for one in molecules]
    assert page.locator("#compared figure .molecule").count() == len(molecules)
    spectra, doses, levels = page.locator("#compared .chart:has(svg:not(.molecule))").all()
    assert spectra.locator(".key").all_inner_texts() == names
    assert spectra.locator("path.ground").count() == 1
    assert "365 nm" in spectra.locator("svg text").all_text_contents()
    assert spectra.get_by_label("logarithmic").is_checked()
    assert doses.locator("path.shade").count() == len(molecules)
    doses.locator("select").select_option("light kept")
    doses.locator("svg[role=img]").focus()
    page.keyboard.press("End")
    told = doses.locator(".readout").inner_text()
    for one in molecules:
        curve = next(c for c in one["close_up"]["dose_curves"] if c["recipe"] == "N2")
        ends = [curve[f"plqy_relative{end}"][-1] for end in ("", "_low", "_high")]
        found = re.search(rf"{one['name']} (\S+) \((\S+) – (\S+)\)", told)
        assert found is not None
        assert [float(x) for x in found.groups()] == pytest.approx(ends, abs=0.006)
    assert levels.locator(".doubt").count() == 2
    told = levels.inner_text().replace("−", "-")
    for one in molecules:
        p = one["properties"]
        ev = [f"{p[f'{k}_ev']:.2f} ± {p[f'{k}_uncertainty_ev']:.2f} eV" for k in ("lumo", "homo")]
        assert f"{one['name']}: LUMO {ev[0]}, HOMO {ev[1]}" in told


def test_ticked_molecules_are_compared_and_exported(
    visit: Visit, report: Path, results: dict[str, Any], tmp_path: Path
) -> None:
    page = visit()
    page.check("input[aria-label='compare azide']")
    assert page.is_disabled("#compare")
    page.check("input[aria-label='compare diazirine']")
    page.focus("#compare")
    page.keyboard.press("Enter")
    page.wait_for_selector("#compared .differences")
    assert page.inner_text("#compared h3") == "diazirine against azide"
    own, other = (np.array(results[n]["best"]["score_samples"]) for n in ("diazirine", "azide"))
    wins = page.locator("#compared tr:has(th:text-is('Beats azide in')) td").all_inner_texts()
    assert wins == [f"{100 * np.mean(own > other):.0f} % of the samples", ""]
    figures_side_by_side(page, [results[name] for name in ("diazirine", "azide")])
    ranking = (report.parent / "ranking.csv").read_text(encoding="utf-8")
    for label, path in (("CSV", "a.csv"), ("SMILES", "a.smi"), ("Input table", "b.csv")):
        with page.expect_download() as found:
            page.click(f"#ticked a >> text={label}")
        found.value.save_as(tmp_path / path)
    rows = {row["name"]: row for row in read_table(ranking)}
    exported = read_table((tmp_path / "a.csv").read_text("utf-8-sig"))
    assert exported == [rows["diazirine"], rows["azide"]]
    smiles = [rows[name]["smiles"] for name in ("diazirine", "azide")]
    assert (tmp_path / "a.smi").read_text().splitlines() == [
        f"{smiles[0]} diazirine",
        f"{smiles[1]} azide",
    ]
    assert [
        row["smiles"] for row in read_table((tmp_path / "b.csv").read_text("utf-8-sig"))
    ] == smiles
    page.click("#untick")
    assert not page.is_visible("#compared")


def test_an_opened_molecule_stands_out_on_the_map(visit: Visit) -> None:
    page = visit()
    page.click("button.open >> text=azide")
    point = page.locator("#map a[aria-label^='azide,'] circle")
    assert "open" in str(point.get_attribute("class"))
    page.click("button.open >> text=azide")
    assert "open" not in str(point.get_attribute("class"))


def test_the_first_columns_fit_beside_a_scroll_bar(visit: Visit) -> None:
    page = visit(1385)
    assert page.locator(".frame.wider").count() == 0


def test_no_more_than_four_are_compared(visit: Visit) -> None:
    page = visit()
    for box in page.locator("input.tick").all()[:4]:
        box.check()
    assert page.locator("input.tick:disabled").count() == page.locator("input.tick").count() - 4
