"""Rules of axe-core on the page with every panel open: light and dark, at every width."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import WIDTHS

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = ("moderate", "serious", "critical")


def open_everything(page: Page) -> None:
    """Open a molecule, its provenance, the comparison, what if and the list of columns."""
    page.click("button.open >> text=azide")
    page.wait_for_selector("tr.opened .window")
    page.eval_on_selector_all(
        "details:not(.chooser)", "all => all.forEach(d => { d.open = true; })"
    )
    for name in ("azide", "diazirine"):
        page.check(f"input[aria-label='compare {name}']")
    page.click("#compare")
    page.wait_for_selector("#compared .differences")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(visit: Callable[..., Page], width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(width)
    open_everything(page)
    for palette in ("light", "dark"):
        page.emulate_media(color_scheme=palette)
        found: dict[str, Any] = axe.run(page, options={"resultTypes": ["violations"]}).response
        grave = {
            one["id"]: [n["html"][:200] for n in one["nodes"]][:3]
            for one in found["violations"]
            if one["impact"] in GRAVE
        }
        assert grave == {}, palette
    page.emulate_media(color_scheme="light")
    page.click(".chooser > summary")
    found = axe.run(page, context=".chooser", options={"resultTypes": ["violations"]}).response
    assert [one["id"] for one in found["violations"] if one["impact"] in GRAVE] == []
