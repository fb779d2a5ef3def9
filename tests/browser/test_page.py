"""The page in a browser: what a reader does by mouse and keyboard, at every width."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import ENTRIES, WIDTHS

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
  const sizes = [...document.querySelectorAll('#overview svg text, #map text')].map((text) => {
    const { a, b } = text.getScreenCTM();
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
  });
  return Math.min(...sizes);
}"""


def names(page: Page) -> list[str]:
    """Return the names in the table, in the order they stand, once all are drawn."""
    page.wait_for_selector("#table[aria-busy=false]")
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


@pytest.mark.parametrize("width", WIDTHS)
def test_levels_of_a_dozen_molecules_and_the_map_can_be_read(visit: Visit, width: int) -> None:
    page = visit(width)
    assert page.locator("#overview .level").count() == 24
    assert page.evaluate(SMALLEST_TEXT) >= 10.0


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
