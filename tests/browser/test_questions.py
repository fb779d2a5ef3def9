"""Ten questions of a chemist, each answered by the page in two clicks, and the answers true."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from dotstitch.contracts.tables import read_table
from dotstitch.report.wording import THIN

from .test_decide import supposed
from .test_page import names

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOTE = Path(__file__).parents[2] / "workflow" / "evidence" / "report.md"
MOST_CLICKS = 2
INP = "inp_znse_zns"
SCREEN_PX = 900


@dataclass
class Reader:
    """Someone who clicks; a choice from a list counts as one."""

    page: Page
    clicks: int = 0

    def click(self, selector: str) -> None:
        """Click one element."""
        self.page.click(selector)
        self.clicks += 1

    def suppose(self, **choice: Any) -> list[str]:
        """Ask "what if" and return the molecules as they then stand."""
        self.click(".supposing > summary")
        ((name, label),) = choice.items()
        self.page.select_option(f"[name={name}]", label=label)
        self.page.wait_for_selector("#what-if:not([aria-busy])")
        self.clicks += 1
        return names(self.page)

    def read(self, selector: str) -> str:
        """Return the words of one element, spaces made plain."""
        return self.page.inner_text(selector).replace(THIN, " ").replace("\n", " ")


@dataclass
class Data:
    """What was predicted, read from the files beside the page."""

    folder: Path
    raw: dict[str, Any]
    molecules: dict[str, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        ok = [m for m in self.raw["molecules"] if m["status"] == "ok"]
        self.molecules = {m["name"]: m for m in ok}

    def samples(self, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return the scores of a molecule."""
        return np.array(self.molecules[name]["best"]["score_samples"])

    @property
    def order(self) -> list[str]:
        """Names by mean score."""
        return sorted(self.molecules, key=lambda name: -self.samples(name).mean())

    def by_grid(self, lamp: float, gas: str, dose: int | None = None) -> list[str]:
        """Return the names by the best score of a grid, or by that at one of its doses."""
        best = {}
        for name, molecule in self.molecules.items():
            score = np.array(supposed(molecule, lamp, gas)["score"])
            best[name] = score.max() if dose is None else score[dose].max()
        return sorted(best, key=lambda name: (-round(best[name], 2), self.order.index(name)))


@pytest.fixture(scope="module")
def data(report: Path) -> Data:
    raw = json.loads((report.parent / "photophysics.json").read_text(encoding="utf-8"))
    return Data(report.parent, raw)


def percent(share: float) -> str:
    return f"{100 * share:.{0 if share >= 0.0995 or share == 0 else 1}f} %"


def which_wins(reader: Reader, data: Data) -> None:
    assert reader.read("#finding .lead").startswith(f"{data.order[0]} leads")


def how_sure(reader: Reader, data: Data) -> None:
    scores = np.array([data.samples(name) for name in data.order])
    wins = np.mean(scores[0] == scores.max(axis=0))
    assert f"is the best in {percent(wins)} of the samples" in reader.read("#finding .lead")


def why_not_the_next(reader: Reader, data: Data) -> None:
    first, second = data.order[:2]
    wins = np.mean(data.samples(first) > data.samples(second))
    why = reader.read("#finding .found > div:has(dt:text-is('Why')) dd")
    assert why.startswith(f"It scores higher than {second}, the next, in {percent(wins)}")


def what_at_20_mj(reader: Reader, data: Data) -> None:
    doses = next(iter(data.molecules.values()))["sweep"]["dose_mj_cm2"]
    nearest = int(np.argmin(np.abs(np.array(doses) - 20.0)))
    assert abs(doses[nearest] - 20.0) < 2.0
    found = reader.suppose(dose=f"{float(f'{doses[nearest]:.3g}'):g} mJ cm⁻²")
    assert found[: len(data.order)] == data.by_grid(365.0, "N2", nearest)


def what_in_air(reader: Reader, data: Data) -> None:
    found = reader.suppose(exposure="365 nm in air")
    assert found[: len(data.order)] == data.by_grid(365.0, "air")


def what_on_inp(reader: Reader, data: Data) -> None:
    first = data.order[0]
    reader.click(f"button.open >> text={first}")
    reader.page.wait_for_selector("tr.opened .detail")
    told = reader.read(f"tr.opened tr:has(th:text-is('{INP}')) td >> nth=0")
    dots = {one["dot"]: one for one in data.molecules[first]["what_if"]["dots"]}
    assert float(told) == pytest.approx(dots[INP]["score"], abs=0.051)


def which_at_254_nm(reader: Reader, data: Data) -> None:
    found = reader.suppose(exposure="254 nm in N2")
    assert found[: len(data.order)] == data.by_grid(254.0, "N2")


def does_the_model_agree(reader: Reader, data: Data) -> None:
    lines = [one for one in data.raw["evidence"] if not one["reason"]]
    met = sum(one["passed"] is True for one in lines)
    told = re.findall(r"\d+", reader.read("#evidence p:has-text('counterpart in the model')"))
    assert told[:3] == [str(len(data.raw["evidence"])), str(len(lines)), str(met)]


def what_is_wrong_with_the_failed_one(reader: Reader, data: Data) -> None:
    failures = read_table((data.folder / "failures.csv").read_text(encoding="utf-8"))
    lost = next(row for row in failures if row["name"] == "stubborn")
    assert lost["message"] in reader.read("tr.failed:has-text('stubborn')")
    reader.click("tr.failed:has-text('stubborn') a")
    row = "#failures tr:has-text('stubborn')"
    assert lost["remedy"].rstrip(".") in reader.read(row)
    box = reader.page.locator(row).bounding_box()
    assert box is not None
    assert 0 <= box["y"] < SCREEN_PX


def what_to_measure_next(reader: Reader, data: Data) -> None:
    top = max(data.raw["advice"], key=lambda one: one["expected_fall"])
    told = reader.read("#finding .found > div:has(dt:text-is('Measure next')) dd")
    asked = f"{top['experiment']} of {top['molecule']} ({top['conditions']}): expected to remove "
    assert told.lower().startswith(f"{asked}{percent(top['expected_fall'])}".lower())


QUESTIONS: dict[str, Callable[[Reader, Data], None]] = {
    "which wins?": which_wins,
    "how sure is that?": how_sure,
    "why not the next?": why_not_the_next,
    "what at 20 mJ cm⁻²?": what_at_20_mj,
    "what in air?": what_in_air,
    "what on InP?": what_on_inp,
    "which molecule at 254 nm?": which_at_254_nm,
    "does the model agree with what was measured?": does_the_model_agree,
    "what is wrong with the failed one?": what_is_wrong_with_the_failed_one,
    "what do I measure next?": what_to_measure_next,
}


def test_ten_questions_are_answered_in_two_clicks(visit: Callable[..., Page], data: Data) -> None:
    clicks = {}
    for question, answer in QUESTIONS.items():
        reader = Reader(visit())
        answer(reader, data)
        clicks[question] = reader.clicks
        print(f"{reader.clicks} clicks: {question}")
    assert max(clicks.values()) <= MOST_CLICKS
    noted = re.findall(r"^\| (.+\?) \| (\d) \|", NOTE.read_text(encoding="utf-8"), re.M)
    assert {question: int(count) for question, count in noted} == clicks
