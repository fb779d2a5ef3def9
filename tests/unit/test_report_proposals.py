"""The section of the page on proposals, and its map."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from dotstitch.contracts.proposals import (
    Interval,
    MapCell,
    MapPoint,
    ProposalsFile,
    ProposedMolecule,
)
from dotstitch.report.proposals.section import proposals_section

SMILES = "FC(F)(F)C1(c2ccc(C(F)(F)C(F)(F)C(F)(F)c3ccc(C4(C(F)(F)F)N=N4)cc3)cc2)N=N1"


def share(value: float) -> Interval:
    return Interval(value=value, low=value - 0.1, high=value + 0.1)


@pytest.fixture
def content() -> ProposalsFile:
    proposal = ProposedMolecule(
        name="proposal 1",
        smiles=SMILES,
        blocks=("1-bromo-4-iodobenzene", "a <b>bold</b> linker"),
        route=("copper_coupling: 1-bromo-4-iodobenzene + a linker", "oxime_formation: #1"),
        recipe="365 nm, 300 mJ cm-2, 5 wt%, N2",
        score=Interval(value=60.0, low=50.0, high=70.0),
        film_retention=share(0.7),
        plqy_relative=share(0.8),
        probability_of_improvement=0.75,
        probability_above_best=0.6,
        limited_by="absorption",
        nearest="bis-diazirine 4",
        bought=("a linker (520 in place of 570 g/mol): retention +0.02",),
        settled_by="",
        warnings=("may explode: 5.0 heavy atoms",),
    )
    return ProposalsFile(
        level="standard",
        judged=12,
        waiting=3,
        objectives=("film_retention", "plqy_relative"),
        cells=50,
        map=(
            MapCell(film_retention=0, plqy_relative=49, count=10),
            MapCell(film_retention=30, plqy_relative=40, count=2),
        ),
        screened=(
            MapPoint(name="good", film_retention=0.7, plqy_relative=0.9),
            MapPoint(name="beaten", film_retention=0.5, plqy_relative=0.5),
            MapPoint(name="bright", film_retention=0.2, plqy_relative=0.95),
        ),
        proposals=(proposal,),
    )


def page(content: ProposalsFile) -> str:
    environment = Environment(
        loader=PackageLoader("dotstitch.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    template = environment.get_template("proposals.html.j2")
    return template.render(proposed=proposals_section(content))


def test_every_proposal_is_shown_with_route_numbers_and_reasons(content: ProposalsFile) -> None:
    html = page(content)
    ElementTree.fromstring(html)  # well formed
    assert "a &lt;b&gt;bold&lt;/b&gt; linker" in html
    assert html.count("<li>oxime formation: #1</li>") == 1
    words = re.sub(r"\s+", " ", html)
    for text in ("bis-diazirine 4", "520 in place of 570", "May explode", "limited by", "12 cand"):
        assert text in words
    assert "Would settle" not in html


def test_map_joins_the_screened_molecules_that_no_other_beats(content: ProposalsFile) -> None:
    section = proposals_section(content)
    assert section is not None
    svg = ElementTree.fromstring(str(section.map))
    assert [one.get("class") for one in svg.iter("rect")] == ["tint-7", "tint-2"]
    corners = next(svg.iter("polyline")).get("points", "").split()
    assert len(corners) == 2
    circles = [one.get("class") for one in svg.iter("circle")]
    assert circles.count("front") == len(content.proposals)
    assert circles.count(None) == len(content.screened)


def test_a_campaign_without_proposals_says_so(content: ProposalsFile) -> None:
    assert "No molecule that could be judged improves" in page(
        content.model_copy(update={"proposals": (), "map": (), "screened": ()})
    )
    assert proposals_section(None) is None
