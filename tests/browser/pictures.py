"""Pictures of a finished page: three widths, dark, high contrast, print, details, comparison.

Run ``python tests/browser/pictures.py results/report.html FOLDER`` with playwright and Chromium
installed, and look at what lies in FOLDER.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PICTURES: dict[str, dict[str, Any]] = {
    "wide": {"width": 1400},
    "tablet": {"width": 740},
    "phone": {"width": 390},
    "dark": {"width": 1400, "color_scheme": "dark"},
    "contrast": {"width": 1400, "contrast": "more"},
    "forced": {"width": 1400, "forced_colors": "active"},
    "print": {"width": 1040, "media": "print"},
}


def open_first(page: Page) -> None:
    """Open the best molecule and compare it with the next."""
    page.click("button.open >> nth=0")
    page.wait_for_selector("tr.opened .window")
    for box in page.locator("input.tick").all()[:2]:
        box.check()
    page.click("#compare")
    page.wait_for_selector("#compared .differences")


def main() -> None:
    """Take every picture twice: the first screen, and the whole page with details."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("report", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=OPTIONS)
        for name, wanted in PICTURES.items():
            media = dict(wanted)
            page = browser.new_page(viewport={"width": media.pop("width"), "height": 1000})
            page.emulate_media(**media)
            page.goto(options.report.resolve().as_uri())
            page.wait_for_selector(".thumb svg", state="attached")
            page.wait_for_timeout(300)
            page.screenshot(path=options.folder / f"{name}.png")
            if name != "print":
                open_first(page)
            page.evaluate("() => scrollTo(0, 0)")
            page.screenshot(path=options.folder / f"{name}-whole.png", full_page=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
