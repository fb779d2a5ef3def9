"""A reader with a mouse, and one with a keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOUSE, KEYBOARD = "mouse", "keyboard"
TRAVELS = 400
"""Steps of the tabulator after which a control counts as out of reach."""


@dataclass
class Hand:
    """What a reader does, by one means only.

    Attributes
    ----------
    by : str
        ``mouse`` or ``keyboard``.
    """

    page: Page
    by: str

    def find(self, what: str | Locator) -> Locator:
        """Return one element of the page."""
        return self.page.locator(what).first if isinstance(what, str) else what

    def press(self, what: str | Locator, key: str = "Enter") -> None:
        """Press a button, a head or a link, or open a panel."""
        found = self.find(what)
        if self.by == MOUSE:
            found.click()
        else:
            found.focus()
            self.page.keyboard.press(key)

    def tick(self, what: str | Locator) -> None:
        """Turn a box on or off."""
        self.press(what, "Space")

    def choose(self, what: str, label: str) -> None:
        """Choose from a list; its pop-up belongs to the system, so a mouse sets it at once."""
        found = self.find(what)
        if self.by == MOUSE:
            found.select_option(label=label)
            return
        labels = found.locator("option").all_inner_texts()
        found.focus()
        self.page.keyboard.press("Home")
        for _ in range(labels.index(label)):
            self.page.keyboard.press("ArrowDown")

    def write(self, what: str, words: str) -> None:
        """Replace what stands in a field."""
        found = self.find(what)
        if self.by == MOUSE:
            found.click(click_count=3)
        else:
            found.focus()
            self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(words)

    def leave(self) -> None:
        """Close a panel: beside it, or with the key for that."""
        if self.by == MOUSE:
            self.page.mouse.click(2, 2)
        else:
            self.page.keyboard.press("Escape")

    @contextmanager
    def saved(self, path: Path) -> Iterator[None]:
        """Keep the file that is handed over meanwhile."""
        with self.page.expect_download() as found:
            yield
        found.value.save_as(path)


def reached(page: Page, wanted: set[str]) -> set[str]:
    """Walk through the page with the tabulator; return which of some controls were met."""
    met: set[str] = set()
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    for _ in range(TRAVELS):
        page.keyboard.press("Tab")
        met |= set(
            page.evaluate(
                "(wanted) => wanted.filter((one) => document.activeElement.matches(one))",
                sorted(wanted),
            )
        )
        if met == wanted:
            break
    return met
