"""What a reader does on the page, at every width, by mouse and by keyboard.

One visit for each width and hand: every test leaves the page as it found it.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dotstitch.contracts.tables import read_table

from .conftest import ENTRIES, WIDTHS, Visits
from .hands import KEYBOARD, MOUSE, Hand, reached
from .test_page import SHIFTED, names, opened

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONTROLS = {
    "#finding .lead a",
    "#map a",
    ".supposing > summary",
    "#filter",
    ".chooser > summary",
    "#open-all",
    "#download",
    "#table thead button",
    "input.tick",
    "button.open",
    "tr.failed a",
}
IN_VIEW = """(box) => {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return left >= 0 && right <= innerWidth && bottom > 0 && top < innerHeight;
}"""


@pytest.fixture(
    scope="module", params=[(w, by) for w in WIDTHS for by in (MOUSE, KEYBOARD)], ids=str
)
def hand(visits: Visits, request: pytest.FixtureRequest) -> Hand:
    """Return a reader at one width with one hand, on a page opened anew."""
    width, by = request.param
    return Hand(visits(width), by)


@pytest.fixture(autouse=True)
def no_faults(visits: Visits) -> Iterator[None]:
    """See that nothing goes wrong meanwhile: no error, no dialog, no request."""
    visits.faults.clear()
    yield
    assert visits.faults == []


@pytest.fixture
def page(hand: Hand) -> Page:
    return hand.page


def test_rows_sort(hand: Hand, page: Page) -> None:
    ranked = names(page)
    hand.press("#table thead button >> text=Molecule")
    up = names(page)
    assert up == sorted(up, key=str.lower) != ranked
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    hand.press("#table thead button >> text=Molecule")
    assert names(page) == up[::-1]
    assert page.evaluate("document.activeElement.textContent") == "Molecule"
    hand.press("#table thead button >> text=Rank")
    assert names(page) == ranked


def test_rows_filter(hand: Hand, page: Page) -> None:
    everything = names(page)
    hand.write("#filter", "other")
    assert {name.split()[0] for name in names(page)} == {"other"}
    hand.write("#filter", "retention > 0.69 plqy<0.7")
    assert names(page) == ["azide"]
    assert page.text_content("#shown") == f"1 of {len(ENTRIES)} shown."
    assert page.locator("#map a").count() == 1
    hand.write("#filter", "")
    assert names(page) == everything


def test_columns_come_and_go(hand: Hand, page: Page) -> None:
    panel, box = ".choices", ".choices label:has-text('SMILES') input"
    hand.press(".chooser > summary")
    assert page.locator(panel).evaluate(IN_VIEW)
    hand.tick(box)
    assert "SMILES" in str(page.text_content("#table thead"))
    assert page.evaluate(SHIFTED) == []
    hand.tick(box)
    assert "SMILES" not in str(page.text_content("#table thead"))
    hand.leave()
    assert not page.locator(panel).is_visible()


def test_a_molecule_opens_and_closes(hand: Hand, page: Page) -> None:
    button = page.locator("button.open", has_text="azide").first
    for start in (button, page.locator("#map a[aria-label^='azide,']")):
        hand.press(start)
        page.wait_for_selector("tr.opened .window")
        assert opened(page) == ["azide "]
        assert button.get_attribute("aria-expanded") == "true"
        assert page.evaluate(SHIFTED) == []
        hand.press(button)
        assert opened(page) == []
    assert button.get_attribute("aria-expanded") == "false"


def test_a_link_leads_to_its_molecule(hand: Hand, page: Page) -> None:
    hand.write("#filter", "azide")
    hand.press("#finding .lead a")
    page.wait_for_selector("tr.opened .detail")
    assert opened(page) == ["diazirine "]
    assert page.input_value("#filter") == ""
    page.wait_for_selector("button.open:focus:text-is('diazirine')")
    assert page.evaluate("location.hash") == "#molecule=diazirine"
    hand.press("button.open >> text=diazirine")
    assert opened(page) == []


def test_molecules_are_compared_and_exported(
    hand: Hand, page: Page, report: Path, tmp_path: Path
) -> None:
    for name in ("azide", "diazirine"):
        hand.tick(f"input[aria-label='compare {name}']")
    hand.press("#compare")
    page.wait_for_selector("#compared .differences")
    assert page.inner_text("#compared h3") == "diazirine against azide"
    assert page.evaluate("document.activeElement.matches('#compared h3')")
    assert page.evaluate(SHIFTED) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    rows = {row["name"]: row for row in read_table((report.parent / "ranking.csv").read_text())}
    with hand.saved(tmp_path / "ticked.csv"):
        hand.press("#ticked a[download='ticked.csv']")
    kept = read_table((tmp_path / "ticked.csv").read_text("utf-8-sig"))
    assert kept == [rows["diazirine"], rows["azide"]]
    hand.press("#untick")
    assert not page.is_visible("#compared")


def test_the_table_ranks_anew(hand: Hand, page: Page) -> None:
    before = names(page)
    hand.press(".supposing > summary")
    hand.choose("[name=exposure]", "254 nm in air")
    page.wait_for_selector("#supposed:text-matches('Ranked anew: 254 nm in air')")
    assert page.evaluate(SHIFTED) == []
    assert "mean" in page.inner_text("#table tbody tr.ok >> nth=0")
    hand.press("#what-if button[type=reset]")
    page.wait_for_selector("#supposed:text-matches('^As the')")
    assert names(page) == before
    hand.press(".supposing > summary")
    assert not page.is_visible("#what-if")


def test_the_ranking_is_exported(hand: Hand, page: Page, report: Path, tmp_path: Path) -> None:
    with hand.saved(tmp_path / "mine.csv"):
        hand.press("#download")
    expected = codecs.BOM_UTF8 + (report.parent / "ranking.csv").read_bytes()
    assert (tmp_path / "mine.csv").read_bytes() == expected


def test_paper_shows_every_structure(hand: Hand, page: Page) -> None:
    hand.press("button.open >> text=azide")
    page.wait_for_selector("tr.opened .window")
    page.emulate_media(media="print")
    page.wait_for_selector("#table[aria-busy=false]")
    assert page.locator(".thumb svg").count() == 12
    hidden = "all => all.filter(s => !s.getBoundingClientRect().height).length"
    assert page.eval_on_selector_all(".thumb svg", hidden) == 0
    style = "getComputedStyle(document.querySelector('.opened')).breakBefore"
    assert page.evaluate(style) == "page"
    assert page.evaluate(SHIFTED) == []
    page.emulate_media(media="screen")
    hand.press("button.open >> text=azide")


def test_every_head_stands_over_its_column(hand: Hand, page: Page) -> None:
    assert page.evaluate(SHIFTED) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_tabulator_reaches_every_control(hand: Hand, page: Page) -> None:
    if hand.by == KEYBOARD:
        assert reached(page, CONTROLS) == CONTROLS
