"""Rules of axe-core on the page: light and dark, wide and narrow, closed and open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = ("moderate", "serious", "critical")


@pytest.mark.parametrize(("width", "palette"), [(1400, "light"), (390, "dark")])
def test_axe_finds_nothing(visit: Callable[..., Page], width: int, palette: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit(width, color_scheme=palette)
    page.click("button.open >> text=azide")
    page.wait_for_selector("tr.opened .window")
    found: dict[str, Any] = axe.Axe().run(page).response
    grave = {
        one["id"]: [n["html"][:200] for n in one["nodes"]][:3]
        for one in found["violations"]
        if one["impact"] in GRAVE
    }
    assert grave == {}
