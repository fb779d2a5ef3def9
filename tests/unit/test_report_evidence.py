"""The section Evidence: every measurement with its numbers, and marks that follow from data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from recorded.table import CONFIG, Entry, write_screen
from test_report import EVIL, Page
from test_report_recorded import unpacked

from dotstitch.contracts.evidence import EvidenceLine
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.contracts.photophysics.advice import Proposal, Settling, VarianceShare
from dotstitch.report.build import build_report
from dotstitch.report.evidence.advice import FIRST, advice
from dotstitch.report.evidence.agreement import agreement
from dotstitch.report.evidence.measured import mark, tally
from dotstitch.report.inputs import read_screen
from dotstitch.report.wording import THIN
from dotstitch.screen.basis import basis_sentence
from dotstitch.screen.results_file import read_photophysics, write_photophysics

BASIS = "The ranking rests on literature priors conditioned on 3 measurements of yours."


def line(id_: str, **more: Any) -> EvidenceLine:
    told = {
        "molecule": "azide",
        "quantity": "PLQY over that of the pristine film",
        "conditions": f"365 nm, {id_}",
        "measured": "0.55",
        "source": f"page of {id_}",
        "used": True,
    }
    return EvidenceLine.model_validate({"id": id_, **told, **more})


def numbers(name: str, middle: float) -> dict[str, float]:
    return {name: middle, f"{name}_low": middle - 0.05, f"{name}_high": middle + 0.07}


LINES = (
    line("met", passed=True, **numbers("prior", 0.31), **numbers("posterior", 0.56)),
    line("missed", passed=False, **numbers("prior", 0.33), **numbers("posterior", 0.72)),
    line("bare", molecule="", passed=True, **numbers("prior", 0.91), **numbers("posterior", 0.92)),
    line(
        "unreached",
        passed=False,
        contradicted=True,
        measured="good",
        **numbers("prior", 0.11),
        **numbers("posterior", 0.13),
        prior_probability=0.31,
        probability=0.02,
    ),
    line("device", used=False, reason="a device, with all its layers", measured="12.6 percent"),
    line("mine", molecule=EVIL, conditions=EVIL, source=EVIL, passed=True),
    line("note", molecule=EVIL, measured=EVIL, used=False, reason=EVIL),
    line("huge", passed=True, prior=12345.6, prior_low=9876.5, prior_high=23456.7),
)


def proposal(rank: int, fall: float, error: float = 0.01, **more: Any) -> Proposal:
    told = {
        "molecule": f"molecule {rank}",
        "experiment": "one film",
        "quantity": "plqy_relative",
        "conditions": "365nm",
        "noise": "0.05",
        "effective_draws": 50.0,
    }
    numbers = {"rank": rank, "expected_fall": fall, "monte_carlo_error": error}
    return Proposal.model_validate({**told, **numbers, **more})


PROPOSALS = (
    proposal(1, 0.62, conditions=EVIL),
    proposal(2, 0.31, effective_draws=4.0),
    *(proposal(rank, 0.2 - 0.01 * rank) for rank in range(3, 12)),
    proposal(12, 0.015),
    proposal(13, -0.003),
)


def page(folder: Path, lines: Sequence[EvidenceLine], basis: str = BASIS, **more: Any) -> str:
    """Return the report of a small screen with other evidence."""
    write_screen(folder, [Entry("azide"), Entry("other", retention=0.3)])
    path = ResultsFolder(folder).photophysics
    found = read_photophysics(path)
    write_photophysics(
        path, found.model_copy(update={"evidence": tuple(lines), "basis": basis, **more})
    )
    build_report(folder, CONFIG)
    return (folder / "report.html").read_text(encoding="utf-8")


def section(html: str) -> str:
    return html[html.index('<section id="evidence"') : html.index('<div id="explanations"')]


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page(tmp_path_factory.mktemp("evidence"), LINES, advice=PROPOSALS)


def rows(html: str) -> dict[str, str]:
    """Return the text of each row that stands in the page, by the measurement's id."""
    found = {}
    for row in re.findall(r"<tr><td>.*?</tr>", section(html), re.S):
        text = Page(row).text
        known = [one.id for one in LINES if f"page of {one.id}" in text]
        found[known[0] if known else "mine" if "PLQY" in text and "met" in text else "note"] = text
    return found


def test_every_measurement_stands_in_the_page_with_its_numbers(html: str) -> None:
    told = rows(html)
    assert set(told) == {one.id for one in LINES}
    for one in LINES:
        assert one.quantity in told[one.id]
        assert one.conditions in told[one.id]
        assert one.measured in told[one.id]
    for name, words in {
        "met": ("0.31", "0.26 – 0.38", "0.56", "0.51 – 0.63"),
        "missed": ("0.33", "0.72", "0.67 – 0.79"),
        "unreached": ("holds: 0.31", "holds: 0.02"),
        "huge": ("12\N{NARROW NO-BREAK SPACE}346", "9\N{NARROW NO-BREAK SPACE}876"),
    }.items():
        for word in words:
            assert word in told[name]


def test_marks_are_words(html: str) -> None:
    told = rows(html)
    for name, word in {
        "met": "met",
        "missed": "missed",
        "unreached": "contradicted by the model",
        "device": "a device, with all its layers",
    }.items():
        assert word in told[name]


def test_a_prediction_that_its_row_did_not_condition_says_so(html: str, tmp_path: Path) -> None:
    assert "not used" not in rows(html)["met"]
    spare = line("met", used=False, passed=True, **numbers("posterior", 0.5))
    assert "not used" in rows(page(tmp_path, [spare]))["met"]


def test_rows_are_grouped_by_molecule_and_what_is_not_modelled_is_folded(html: str) -> None:
    groups = re.findall(r'<tr class="group"><th[^>]*>(.*?)</th>', section(html))
    assert [Page(group).text for group in groups] == ["azide", EVIL, "film without crosslinker"]
    folded = section(html)[section(html).index("<details") :]
    assert "2 observations" in folded
    assert "a device" in folded
    assert "page of met" not in folded


def test_the_tally_counts_every_mark() -> None:
    assert tally(LINES) == (
        "Of 8 observations 6 have a counterpart in the model: 4 met, 1 missed, "
        "1 contradicted by the model."
    )
    assert [mark(one) for one in LINES[:2]] == ["met", "missed"]
    assert mark(line("x")) == "not judged"
    both = {"passed": False, "contradicted": True, "probability": 0.0}
    assert mark(line("x", prior_probability=0.0, **both)) == "outside the prior"
    assert mark(line("x", prior_probability=0.4, **both)) == "contradicted by the model"
    assert tally([line("x", reason="y")]) == "Of 1 observation 0 have a counterpart in the model."
    assert tally([line("x", passed=True)]).startswith("Of 1 observation 1 has a counterpart")


def test_text_of_a_measurement_is_shown_as_typed(html: str) -> None:
    found = Page(html)
    assert EVIL in Page(f"{section(html)}</section>").text
    assert len(found.all("script")) == 2
    assert found.all("img") == []


def test_left_out_predictions_have_a_column_where_they_are_known(html: str, tmp_path: Path) -> None:
    assert "Left out" not in section(html)
    known = section(page(tmp_path, [line("met", passed=True, **numbers("left_out", 0.61))]))
    assert "Left out" in known
    assert "0.56 – 0.68" in known


def test_the_first_screen_says_what_the_ranking_rests_on(html: str) -> None:
    assert html.index(BASIS) < html.index('<table id="table">')
    assert BASIS in section(html)


def test_without_evidence_the_page_says_that_priors_stand_alone(tmp_path: Path) -> None:
    alone = basis_sentence(())
    text = page(tmp_path, (), alone)
    assert alone in section(text)
    assert text.index(alone) < text.index('<table id="table">')
    assert "<table" not in section(text)


def part_next(html: str) -> str:
    return html[html.index('<div id="next"') : html.index('<section id="failures"')]


def test_proposals_stand_by_rank_with_words_and_numbers(html: str) -> None:
    told = re.findall(r'<tr><td class="num">(\d+)</td>(.*?)</tr>', part_next(html), re.S)
    assert [int(rank) for rank, _ in told] == list(range(1, 12))
    assert "62\N{NARROW NO-BREAK SPACE}% ± 1.0\N{NARROW NO-BREAK SPACE}%" in told[0][1]
    assert "tells more than half" in told[0][1]
    assert "at least 31\N{NARROW NO-BREAK SPACE}%" in told[1][1]
    assert "tells much" in told[1][1]
    assert "tells something" in told[4][1]
    assert EVIL in unescape(told[0][1])
    assert EVIL not in told[0][1]
    before_fold = part_next(html)[: part_next(html).index("<details")]
    assert before_fold.count("<tr><td") == FIRST


def test_what_tells_nothing_is_counted_and_not_listed(html: str) -> None:
    assert advice(PROPOSALS).idle == 2
    assert "2 more tell nothing" in part_next(html)
    assert "molecule 12" not in part_next(html)
    assert "molecule 13" not in part_next(html)


def test_without_proposals_the_page_says_so(tmp_path: Path) -> None:
    text = part_next(page(tmp_path, (), advice=()))
    assert "at least two ranked molecules are needed" in text
    assert "<table" not in text


def settle(fall: float, error: float = 0.03, **more: str) -> Settling:
    told = {"experiment": "one film", "quantity": "film_retention", "noise": "0.1"}
    numbers = {"expected_fall": fall, "monte_carlo_error": error}
    return Settling.model_validate({"conditions": "", **told, **numbers, **more})


def test_details_say_what_decides_the_score_and_what_would_settle_it(tmp_path: Path) -> None:
    write_screen(tmp_path, [Entry("azide")])
    screen = read_screen(tmp_path, CONFIG)
    molecule = next(m for m in screen.manifest.molecules if m.name == "azide")

    def detail(**changes: object) -> str:
        result = screen.results["azide"].model_copy(update=changes)
        changed = replace(screen, results={"azide": result})
        text = Page(unpacked(changed, molecule, screen.ranking[0])).text
        return " ".join(text.replace(THIN, " ").split())

    share = VarianceShare(label="x", words=EVIL, share=0.134)
    known = (settle(0.62, conditions=EVIL), settle(0.17, experiment="LUMO"), settle(0.05))
    text = detail(variance=(share,), settling=known)
    assert "What decides the score Share of" in text
    assert f"{EVIL} 13 %" in text
    assert f"one film ({EVIL}) 62 % ± 3.0 % LUMO 17 % ± 3.0 %" in text
    assert "5.0 %" not in text[text.index("What would settle it") :].split("Predicted at")[0]
    idle = detail(variance=(share,), settling=known[2:])
    assert "No experiment within reach tells more of its score than chance." in idle
    assert "What decides the score" not in detail(variance=())


def test_a_molecule_shows_its_own_measurements_beside_predictions(tmp_path: Path) -> None:
    write_screen(tmp_path, [Entry("azide"), Entry("other", retention=0.3)])
    path = ResultsFolder(tmp_path).photophysics
    write_photophysics(path, read_photophysics(path).model_copy(update={"evidence": LINES}))
    screen = read_screen(tmp_path, CONFIG)
    pages = {
        m.name: unpacked(screen, m, row)
        for row in screen.ranking
        for m in screen.manifest.molecules
        if m.name == row["name"]
    }
    part = pages["azide"][pages["azide"].index("Measured against predicted") :]
    for words in ("365 nm, met", "0.31", "0.51 – 0.63", "missed", "contradicted by the model"):
        assert words in part
    assert "a device" not in part
    assert "Measured against predicted" not in pages["other"]


def test_agreement_counts_numbers_and_gives_coverage_and_error() -> None:
    both = [
        line("a", measured="0.50", **numbers("prior", 0.30), **numbers("posterior", 0.52)),
        line("b", measured="0.40", **numbers("prior", 0.44), **numbers("posterior", 0.40)),
        line("c", measured="good", **numbers("prior", 0.4), **numbers("posterior", 0.4)),
    ]
    height = {"quantity": "molar absorptivity, M⁻¹ cm⁻¹", "measured": "1000"}
    ends = {"prior": 2000.0, "prior_low": 900.0, "prior_high": 3000.0}
    after = {"posterior": 1000.0, "posterior_low": 900.0, "posterior_high": 1100.0}
    assert agreement([*both, line("e", **height, **ends, **after)]) == [
        "Shares of film, light and groups, 2 measured: prior intervals hold 1 of 2, "
        "mean error 0.12; those given the evidence 2 of 2, mean error 0.01.",
        "Absorptivities, 1 measured: prior intervals hold 1 of 1, mean error a factor of 2.00; "
        "those given the evidence 1 of 1, mean error a factor of 1.00.",
    ]
    left_out = [both[0].model_copy(update=numbers("left_out", 0.41)), both[1]]
    assert "; left-out ones 0 of 1, mean error 0.09; those" in agreement(left_out)[0]
    assert agreement([]) == []
