"""Whatever is typed as a name, a note, a column, a dot or a recipe is shown as typed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from recorded.screen import BONDLYNX, ESTER
from recorded.table import CONFIG, Entry, write_inputs

from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.tables import read_table
from dotstitch.plan.screen_plan import read_manifest, write_manifest
from dotstitch.report.build import build_report
from dotstitch.screen.photophysics import write_files
from dotstitch.screen.ranking import rank
from dotstitch.screen.results_file import Photophysics, read_photophysics

from .conftest import EVIL, Visits
from .test_page import names, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TYPED = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script><!--",
    '"\' onfocus=alert(1) autofocus x="',
    "{{7*7}}${7*7}<%= 7*7 %>",
    '=HYPERLINK("https://example.invalid","y")',
    "javascript:alert(1)",
    "\N{RIGHT-TO-LEFT OVERRIDE}desrever",
    "n" * 300,
    "__proto__",
    "constructor",
    "&lt;b&gt;&amp;%3Cb%3E+#,;",
    "hasOwnProperty",
)
COUNT = len(TYPED)
DOT = f"dot {EVIL}"
ELEMENTS = "script, img, iframe, object, embed, link, base"


def at(place: int) -> str:
    """Return one of the typed words, round and round."""
    return TYPED[place % COUNT]


def note_of(name: str) -> str:
    return f"note {at(TYPED.index(name) + 3)}"


def cells_of(name: str) -> dict[str, str]:
    """Return the carried columns of a row, as heads and cells."""
    return {head: f"{at(n + TYPED.index(name))} {n}" for n, head in enumerate(TYPED)}


def carried(name: str) -> list[str]:
    """Return its carried cells in the order of the columns: that of the alphabet."""
    return [cell for _, cell in sorted(cells_of(name).items())]


def recipe(n: int) -> str:
    return f"{at(n)} {n}"


def entries() -> list[Entry]:
    ranked = [
        Entry(
            name,
            (ESTER, BONDLYNX)[n % 2],
            0.9 - 0.05 * n,
            0.8,
            columns=cells_of(name),
            warnings=(f"warning {name}",),
        )
        for n, name in enumerate(TYPED)
    ]
    return [*ranked, Entry(f"failed {TYPED[0]}", status="failed")]


def renamed(value: Any, names: dict[str, str]) -> Any:
    """Return JSON with some of its words replaced."""
    if isinstance(value, dict):
        return {key: renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def config() -> Config:
    recipes = tuple(
        one.model_copy(update={"name": recipe(n)}) for n, one in enumerate(CONFIG.recipes)
    )
    update = {"recipes": recipes, "dot": DOT, "molecules": f"tables/{EVIL}.csv"}
    return CONFIG.model_copy(update=update)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a screen whose every word tries to be something else."""
    folder = tmp_path_factory.mktemp("typed")
    files = ResultsFolder(folder)
    write_inputs(folder, entries())
    plan = read_manifest(files.manifest)
    told = tuple(
        one.model_copy(update={"note": note_of(one.name), "source": one.name})
        if one.name in TYPED
        else one
        for one in plan.molecules
    )
    write_manifest(files.manifest, plan.model_copy(update={"molecules": told}))
    new = {old.name: recipe(n) for n, old in enumerate(CONFIG.recipes)} | {CONFIG.dot: DOT}
    found = read_photophysics(files.photophysics).model_dump(mode="json")
    write_files(files, Photophysics.model_validate(renamed(found, new)))
    rank(files.photophysics, files.manifest, config(), folder)
    build_report(folder, config())
    return files.report


@pytest.fixture(scope="module")
def tabs(browser: Browser, hostile: Path) -> Visits:
    return Visits(browser, hostile)


@pytest.fixture
def page(tabs: Visits) -> Iterator[Page]:
    """Open the page anew with all that was carried; nothing may run, ask or load on it."""
    tabs.faults.clear()
    columns = ",".join(quote(head, safe="") for head in TYPED)
    yield tabs(address=f"#columns={quote(columns, safe='')}")
    assert tabs.faults == []


def texts(page: Page, selector: str) -> list[str]:
    """Return what elements say, letter by letter."""
    found: list[str] = page.eval_on_selector_all(
        selector, "all => all.map(one => one.firstChild.textContent)"
    )
    return found


def test_names_heads_and_cells_of_the_table(page: Page) -> None:
    assert set(names(page)) == {*TYPED, f"failed {TYPED[0]}"}
    assert texts(page, "#table thead button")[-COUNT:] == sorted(TYPED)
    for name, row in zip(names(page), page.locator("#table > tbody > tr.ok").all(), strict=False):
        cells = row.locator("td").all_text_contents()[-COUNT:]
        assert cells == carried(name)
    assert page.locator(ELEMENTS).count() == 2
    page.click("thead button[data-key='constructor']")
    assert len(names(page)) == COUNT + 1
    page.fill("#filter", "constructor > 3")
    assert "“constructor” is no column of numbers" in str(page.text_content("#shown"))


def test_title_finding_and_dot(page: Page) -> None:
    assert EVIL in page.title()
    assert EVIL in str(page.text_content("h1"))
    assert TYPED[0] in str(page.text_content("#finding .lead"))
    assert DOT in str(page.text_content("#ranking .context"))
    assert f"failed {TYPED[0]}" in str(page.text_content("#failures"))
    recipes = texts(page, "[aria-label=Recipes] th[scope=row]")
    assert recipes == [recipe(n) for n in range(len(CONFIG.recipes))]


@pytest.mark.parametrize("name", TYPED, ids=range(COUNT))
def test_a_molecule_by_its_address(page: Page, name: str) -> None:
    page.evaluate("(to) => { location.hash = to; }", f"molecule={quote(name, safe='')}")
    page.wait_for_selector("tr.opened .window")
    assert opened(page) == [f"{name} "]
    told = str(page.text_content("tr.opened"))
    assert f"{note_of(name)} · {name}" in told
    assert f"warning {name}" in told
    assert all(cell in told for cell in cells_of(name).values())
    assert all(recipe(n) in told for n in range(len(CONFIG.recipes)))
    assert DOT in told
    assert page.locator(ELEMENTS).count() == 2
    links = page.eval_on_selector_all("a", "all => all.map(one => one.protocol || '')")
    assert "javascript:" not in links


def test_compare_what_if_and_exports(page: Page, hostile: Path, tmp_path: Path) -> None:
    pair = [n for n in names(page) if n in (TYPED[4], TYPED[0])]
    for name in pair:
        page.get_by_label(f"compare {name}", exact=True).check()
    page.click("#compare")
    page.wait_for_selector("#compared .differences")
    assert page.text_content("#compared h3") == " against ".join(pair)
    compared = str(page.text_content("#compared table"))
    assert all(cell in compared for name in pair for cell in cells_of(name).values())
    handed = {}
    for link in page.locator("#ticked a").all():
        with page.expect_download() as found:
            link.click()
        handed[found.value.suggested_filename] = tmp_path / found.value.suggested_filename
        found.value.save_as(handed[found.value.suggested_filename])
    assert set(handed) == {"ticked.csv", "ticked.smi", "molecules.csv"}
    ranking = {row["name"]: row for row in read_table((hostile.parent / "ranking.csv").read_text())}
    kept = read_table(handed["ticked.csv"].read_text("utf-8-sig"))
    assert kept == [ranking[row["name"]] for row in kept]
    with handed["molecules.csv"].open(encoding="utf-8-sig", newline="") as stream:
        assert [row["name"].removeprefix("'") for row in csv.DictReader(stream)] == pair
    page.click(".supposing > summary")
    page.select_option("[name=exposure]", index=0)
    page.select_option("[name=dose]", index=2)
    page.wait_for_selector("#supposed:text-matches('Ranked anew')")
    assert set(names(page)) == {*TYPED, f"failed {TYPED[0]}"}
    first = names(page)[0]
    row = page.locator("#table > tbody > tr.ok").first
    assert row.locator("td").all_text_contents()[-COUNT:] == carried(first)
