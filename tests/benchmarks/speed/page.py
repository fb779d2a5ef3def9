"""Size and speed of the report's page with few and with thousands of molecules.

    python tests/benchmarks speed.page --molecules 5 1000 2000 --json page.json

The molecules are variants of the recorded ones (:mod:`speed.many`), the page is written by the
program itself and opened in headless Chromium from a file. Times are medians with the smallest and
the largest, in milliseconds of wall time as the page itself tells them:

- interactive: from the start of the navigation until the heads of the columns can be clicked and
  the first rows have been painted with their structures, in a fresh tab;
- sort, filter: from a click on a head, or from a letter typed, to the next painted frame, by the
  browser's own account of its input (Event Timing, in steps of 8 ms). The frame shows the rows of a
  screenful; the others of a hundred, and the map, follow;
- cpu: processor time of the tab's main thread (Chromium's ``ThreadTime``) until nothing is left to
  do. It does not grow when other programs take the processor away.

The load averages of the machine over 1, 5 and 15 minutes stand beside them, before and after: wall
times of a loaded machine are upper bounds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from printing import print_table

from dotstitch.contracts.paths import ResultsFolder
from dotstitch.report.inputs import Screen
from speed.many import recorded_screen, write_many

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
PATIENCE_MS = 120_000
COLUMNS = (
    *("molecules", "size_mb", "what", "wall_ms", "wall_ms_min", "wall_ms_max", "cpu_ms"),
    *("load_before", "load_after"),
)
SORTED = ("film_retention", "name", "score")
"""Columns that are sorted by, in turn."""
TYPED = "variant 1"
"""What is typed into the filter, letter by letter, again and again."""
SETTLED_MS = 600
"""Within which all rows and the map have been drawn."""
SHORTEST_MS = 16
"""Inputs that were answered faster are not told by the browser."""
READY = """() => {
  const [{ startTime: start }] = performance.getEntriesByType("navigation");
  if (!document.querySelector("#table tbody tr .thumb svg")) return false;
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  });
}"""
WATCH = f"""() => {{
  window.answered = [];
  new PerformanceObserver((list) => {{
    for (const entry of list.getEntries()) window.answered.push(entry.duration);
  }}).observe({{ type: "event", durationThreshold: {SHORTEST_MS} }});
}}"""

Timing = tuple[float, float]
"""Wall time and processor time of the main thread, ms."""


def work_ms(session: CDPSession) -> float:
    """Return the processor time of a tab's main thread so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000.0 * next(float(m["value"]) for m in metrics if m["name"] == "ThreadTime")


def opened(browser: Browser, report: Path) -> tuple[Page, CDPSession, Timing]:
    """Open the page in a fresh tab; return when it could be used."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = work_ms(session)
    page.goto(report.as_uri(), wait_until="commit")
    wall = float(page.wait_for_function(READY, polling=20).json_value())
    return page, session, (wall, work_ms(session) - before)


def answered(page: Page, session: CDPSession, act: Callable[[], None]) -> Timing:
    """Do one thing on the page and return how long the answer took."""
    page.evaluate("() => { window.answered.length = 0; }")
    before = work_ms(session)
    act()
    page.wait_for_timeout(SETTLED_MS)
    worked = work_ms(session) - before
    return max(page.evaluate("() => window.answered") or [SHORTEST_MS]), worked


def measure(browser: Browser, report: Path, repeats: int) -> dict[str, list[Timing]]:
    """Open the page ``repeats`` times, then sort and filter it as often."""
    found: dict[str, list[Timing]] = {"interactive": [], "sort": [], "filter": []}
    for _ in range(repeats):
        page, session, timing = opened(browser, report)
        found["interactive"].append(timing)
        page.close()
    page, session, _ = opened(browser, report)
    page.wait_for_timeout(SETTLED_MS)
    page.evaluate(WATCH)
    page.locator("#filter").scroll_into_view_if_needed()
    for number in range(repeats):
        head = page.locator(f"thead button[data-key={SORTED[number % len(SORTED)]}]")
        found["sort"].append(answered(page, session, head.click))
    page.focus("#filter")
    for number in range(repeats):
        letter = TYPED[number % len(TYPED)]
        if number and number % len(TYPED) == 0:
            page.fill("#filter", "")
        press = partial(page.keyboard.press, letter)
        found["filter"].append(answered(page, session, press))
    page.close()
    return found


def rows(count: int, report: Path, repeats: int) -> list[dict[str, Any]]:
    """Measure one page."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    before = os.getloadavg()
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=list(OPTIONS))
        found = measure(browser, report, repeats)
        browser.close()
    common = {
        "molecules": count,
        "size_mb": report.stat().st_size / 1e6,
        "repeats": repeats,
        "load_before": _load(before),
        "load_after": _load(os.getloadavg()),
    }
    return [common | {"what": what} | _summary(timings) for what, timings in found.items()]


def _load(averages: Sequence[float]) -> str:
    """Write load averages over 1, 5 and 15 minutes."""
    return "/".join(f"{one:.1f}" for one in averages)


def _summary(timings: Sequence[Timing]) -> dict[str, float]:
    wall, cpu = zip(*timings, strict=True)
    return {
        "wall_ms": statistics.median(wall),
        "wall_ms_min": min(wall),
        "wall_ms_max": max(wall),
        "cpu_ms": statistics.median(cpu),
    }


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--molecules", nargs="+", type=int, default=[5, 1000, 2000])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--pages", type=Path, help="keep the pages here, and reuse them")
    parser.add_argument("--json", type=Path, help="also write the result here")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write and measure every page."""
    options = parse(arguments)
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        few: Screen | None = None
        for count in options.molecules:
            folder = (options.pages or Path(name)) / str(count)
            report = ResultsFolder(folder).report
            if not report.exists():
                print(f"writing the page of {count} molecules", file=sys.stderr)
                folder.mkdir(parents=True, exist_ok=True)
                few = few or recorded_screen(Path(name) / "recorded")
                write_many(few, count, folder)
            found += rows(count, report, options.repeats)
            if options.json:
                text = json.dumps({"rows": found}, indent=1)
                options.json.write_text(text + "\n", encoding="utf-8")
    print_table(found, COLUMNS)
    return 0
