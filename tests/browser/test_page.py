"""The page in a browser: what a reader does by mouse and keyboard, at every width."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import ENTRIES, EVIL, WIDTHS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Visit = Callable[..., "Page"]
SHIFTED = """() => {
  const shown = (cell) => cell.getClientRects().length > 0;
  const faults = [];
  for (const table of document.querySelectorAll('table')) {
    const grid = [];
    [...table.rows].filter((row) => row.getClientRects().length).forEach((row, y) => {
      grid[y] ??= [];
      let x = 0;
      for (const cell of [...row.cells].filter(shown)) {
        while (grid[y][x]) x++;
        for (let i = 0; i < cell.rowSpan; i++) for (let j = 0; j < cell.colSpan; j++) {
          grid[y + i] ??= [];
          grid[y + i][x + j] = cell;
        }
      }
    });
    const heads = [];
    for (const line of grid) line.forEach((cell, x) => {
      if (cell.parentElement.parentElement === table.tHead) { heads[x] = cell; return; }
      if (cell.colSpan > 1 || !heads[x] || heads[x].colSpan > 1) return;
      const [head, own] = [heads[x].getBoundingClientRect(), cell.getBoundingClientRect()];
      if (Math.abs(head.left - own.left) > 1 || Math.abs(head.right - own.right) > 1) {
        faults.push(`${heads[x].textContent}: ${cell.textContent}`);
      }
    });
  }
  return faults;
}"""
SMALLEST_TEXT = """() => {
  const sizes = [...document.querySelectorAll('#overview svg text')].map((text) => {
    const { a, b } = text.getScreenCTM();
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
  });
  return Math.min(...sizes);
}"""


def names(page: Page) -> list[str]:
    """Return the names in the table, in the order they stand."""
    return [
        text.strip()
        for text in page.eval_on_selector_all(
            "#table > tbody > tr:not(.opened) > th",
            "cells => cells.map(c => (c.querySelector('button') || c.firstChild).textContent)",
        )
    ]


def opened(page: Page) -> list[str]:
    """Return the molecules whose details stand open."""
    return page.eval_on_selector_all("tr.opened h3", "heads => heads.map(h => h.firstChild.data)")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_head_stands_over_its_own_column(visit: Visit, width: int) -> None:
    page = visit(width)
    page.click("button.open >> nth=0")
    page.wait_for_selector("tr.opened .detail table")
    page.eval_on_selector_all("details.provenance", "all => all.forEach(d => { d.open = true; })")
    assert page.evaluate(SHIFTED) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_panel_of_columns_lies_on_the_screen(visit: Visit, width: int) -> None:
    page = visit(width)
    page.click(".chooser > summary")
    box = page.locator(".choices").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    assert not page.locator(".choices").is_visible()


def test_rows_sort_by_mouse_and_by_keyboard(visit: Visit) -> None:
    page = visit()
    ranked = names(page)
    assert ranked[0] == "diazirine"
    page.click("#table thead button >> text=Molecule")
    up = names(page)
    assert up == sorted(up, key=str.lower) != ranked
    page.focus("#table thead button >> text=Score")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Score"
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert names(page)[: len(ranked) - 3] == ranked[: len(ranked) - 3][::-1]


def test_rows_filter_by_words_and_by_ranges(visit: Visit) -> None:
    page = visit()
    page.fill("#filter", "other")
    assert {name.split()[0] for name in names(page)} == {"other"}
    page.fill("#filter", "retention > 0.69 plqy<0.7")
    assert names(page) == ["azide"]
    assert page.text_content("#shown") == f"1 of {len(ENTRIES)} shown."
    page.fill("#filter", "beauty > 3")
    assert "“beauty” is no column of numbers; try rank, score, best" in str(
        page.text_content("#shown")
    )


def test_columns_come_and_go_and_the_address_keeps_them(visit: Visit) -> None:
    page = visit()
    page.click(".chooser > summary")
    page.check("label:has-text('SMILES')")
    assert "SMILES" in str(page.text_content("#table thead"))
    page.uncheck("label:has-text('Recipe')")
    assert "Recipe" not in str(page.text_content("#table thead"))
    page.click("#table thead button >> text=Molecule")
    page.fill("#filter", "other")
    kept = page.evaluate("location.hash")
    before = names(page), page.text_content("#table thead")
    again = visit(address=kept)
    assert (names(again), again.text_content("#table thead")) == before
    assert again.input_value("#filter") == "other"


def test_a_row_opens_and_closes_by_mouse_and_by_keyboard(visit: Visit) -> None:
    page = visit()
    page.click("button.open >> text=azide")
    page.wait_for_selector("tr.opened .window")
    assert opened(page) == ["azide "]
    page.keyboard.press("Enter")
    assert opened(page) == []
    page.keyboard.press("Space")
    page.wait_for_selector("tr.opened .window")
    page.focus("tr.opened .window")
    page.keyboard.press("ArrowLeft")
    told = page.locator("tr.opened [data-window] .readout").text_content()
    assert "mJ cm⁻²" in str(told)
    assert "score" in str(told)


def test_all_rows_open_and_it_can_be_stopped(visit: Visit) -> None:
    page = visit()
    page.click("#open-all")
    page.wait_for_selector("#open-all:text-is('Open all drawn')")
    assert len(opened(page)) == 12
    stopped = visit()
    stopped.evaluate("const b = document.getElementById('open-all'); b.click(); b.click();")
    stopped.wait_for_timeout(300)
    assert len(opened(stopped)) < 12


def test_a_link_opens_a_molecule_that_the_filter_hides(visit: Visit) -> None:
    page = visit(address="#molecule=other%203&filter=azide")
    page.wait_for_selector("tr.opened .detail")
    assert opened(page) == ["other 3 "]
    assert page.input_value("#filter") == ""
    assert page.text_content("#shown") == "The filter hid other 3 and is cleared."
    assert page.evaluate("document.activeElement.textContent") == "other 3"


def test_a_link_to_nobody_says_so(visit: Visit) -> None:
    page = visit(address="#molecule=nobody")
    assert page.text_content("#shown") == "No molecule of this screen is called “nobody”."


def test_a_point_of_the_map_opens_its_molecule_however_often(visit: Visit) -> None:
    page = visit()
    point = page.locator("#map a[aria-label^='azide,']")
    for _ in range(2):
        point.click()
        page.wait_for_selector("tr.opened .detail")
        assert opened(page) == ["azide "]
        page.click("button.open >> text=azide")
        assert opened(page) == []
    page.fill("#filter", "retention > 0.71")
    assert page.locator("#map a").count() == 1


def test_the_finding_leads_to_its_molecules(visit: Visit) -> None:
    page = visit()
    page.click("#finding .lead a >> nth=0")
    page.wait_for_selector("tr.opened .detail")
    assert opened(page) == ["diazirine "]


def test_paper_shows_every_structure_and_each_molecule_on_its_own_page(visit: Visit) -> None:
    page = visit()
    page.click("button.open >> text=azide")
    page.wait_for_selector("tr.opened .detail")
    page.emulate_media(media="print")
    assert page.locator(".thumb svg").count() == 12
    hidden = "all => all.filter(s => !s.getBoundingClientRect().height).length"
    assert page.eval_on_selector_all(".thumb svg", hidden) == 0
    style = "getComputedStyle(document.querySelector('.opened')).breakBefore"
    assert page.evaluate(style) == "page"
    assert page.evaluate(SHIFTED) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_levels_of_a_dozen_molecules_can_be_read(visit: Visit, width: int) -> None:
    page = visit(width)
    assert page.locator("#overview .level").count() == 24
    assert page.evaluate(SMALLEST_TEXT) >= 10.0


def test_what_was_typed_is_shown_as_typed(visit: Visit) -> None:
    page = visit(address=f"#columns=price,smiles&molecule={EVIL.replace('&', '%26')}")
    page.wait_for_selector("tr.opened .detail")
    assert page.locator("img").count() == 0
    assert opened(page) == [f"{EVIL} "]
    assert EVIL in page.locator("tr.opened .facts").inner_text()
    assert EVIL in page.locator("#failures").inner_text()
    assert EVIL in str(page.text_content("#table tbody"))


def test_the_download_is_the_ranking(visit: Visit, report: Path, tmp_path: Path) -> None:
    page = visit()
    with page.expect_download() as found:
        page.click("#download")
    found.value.save_as(tmp_path / "mine.csv")
    expected = codecs.BOM_UTF8 + (report.parent / "ranking.csv").read_bytes()
    assert (tmp_path / "mine.csv").read_bytes() == expected


def test_without_scripts_the_page_says_what_is_missing(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    assert "the map and the details of each molecule need scripts" in page.inner_text("#ranking")
    assert "leads with a score" in page.inner_text("#finding")


def test_a_browser_that_cannot_unpack_says_so(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(report.as_uri())
    page.wait_for_selector("#notice:not([hidden])")
    assert "lacks DecompressionStream" in page.inner_text("#notice")
    assert len(names(page)) == len(ENTRIES)
    page.close()
