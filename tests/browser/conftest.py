"""One browser and one rendered page for all tests; without Chromium they are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from recorded.screen import BONDLYNX, ESTER
from recorded.table import CONFIG, Entry, write_screen

from dotstitch.report.build import build_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 20_000
"""Of a step on the page; a busy machine is no fault of the page."""
WIDTHS = (1400, 1280, 740, 600, 390)
EVIL = "<img src=x onerror=alert(1)>\"'&"
ENTRIES = [
    Entry("azide", retention=0.7, plqy=0.6, warnings=("look at its gap", "shared")),
    Entry("diazirine", BONDLYNX, retention=0.72, plqy=0.9, warnings=("shared",)),
    Entry(EVIL, retention=0.2, columns={"price": EVIL}, warnings=(EVIL, "shared")),
    Entry("dark", ESTER, retention=0.0, plqy=0.99, warnings=("shared",)),
    *(
        Entry(f"other {n}", (ESTER, BONDLYNX)[n % 2], 0.3 + 0.02 * n, 0.5, warnings=("shared",))
        for n in range(8)
    ),
    Entry(EVIL + "2", status="failed"),
    Entry("twice", status="duplicate"),
    Entry("stubborn", status="unconverged"),
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium, driven by playwright."""
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        pytest.skip("Chromium is missing: install it to test the page in a browser")
    driver = pytest.importorskip(
        "playwright.sync_api", reason="run make env: playwright is missing"
    )
    with driver.sync_playwright() as running:
        found = running.chromium.launch(executable_path=chromium, args=list(OPTIONS))
        yield found
        found.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a small screen with names that try to be markup."""
    folder = tmp_path_factory.mktemp("results")
    write_screen(folder, ENTRIES)
    build_report(folder, CONFIG)
    return folder / "report.html"


@dataclass
class Visits:
    """Visits to the page, one tab for each set of options, and what went wrong on them."""

    browser: Browser
    report: Path
    tabs: dict[str, Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __call__(self, width: int = 1400, address: str = "", **options: Any) -> Page:
        """Open the page at a width, with an address behind its name."""
        name = str(sorted(options.items()))
        page = self.tabs.get(name) or self._tab(name, options)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="screen")
        page.goto("about:blank")
        page.goto(self.report.as_uri() + address)
        if options.get("java_script_enabled", True):
            page.wait_for_selector(".thumb svg", state="attached")
            page.wait_for_selector("#table[aria-busy=false]")
        return page

    def _tab(self, name: str, options: dict[str, Any]) -> Page:
        page = self.browser.new_page(accept_downloads=True, **options)
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.faults.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: self._request(request.url))
        self.tabs[name] = page
        return page

    def _request(self, url: str) -> None:
        if not url.startswith((self.report.as_uri(), "data:", "blob:", "about:")):
            self.faults.append(f"request: {url}")


@pytest.fixture(scope="session")
def visits(browser: Browser, report: Path) -> Visits:
    """Return the tabs that all tests share."""
    return Visits(browser, report)


@pytest.fixture
def visit(visits: Visits) -> Iterator[Visits]:
    """Return a function that opens the page anew; nothing may go wrong on it."""
    visits.faults.clear()
    yield visits
    assert visits.faults == []
