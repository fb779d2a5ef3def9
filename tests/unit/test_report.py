"""The report: complete, escaped, offline, light. No browser is needed here."""

from __future__ import annotations

import base64
import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from recorded.page import page_data, taken_out
from recorded.screen import BONDLYNX, ESTER
from recorded.table import CONFIG, Entry, write_screen

from dotstitch.contracts.photophysics.properties import DotEdges
from dotstitch.data.parameters import load_parameters
from dotstitch.dot.dots import load_dot
from dotstitch.report.build import build_report
from dotstitch.report.figures.drawing import draw
from dotstitch.report.figures.levels import Levels, level_diagram
from dotstitch.report.table.columns import columns
from dotstitch.screen.photophysics import surrogate_sentence
from dotstitch.screen.ranking import RANKING_COLUMNS

AZIDE = "O=C(OCCOC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F"
DIAZIRINE = "FC(F)(F)C1(c2ccc(C(c3ccc(C4(C(F)(F)F)N=N4)cc3)(C(F)(F)F)C(F)(F)F)cc2)N=N1"
EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>\"&"
SCREEN = [
    Entry("azide", retention=0.7, plqy=0.6, warnings=("trust it less",)),
    Entry("diazirine", BONDLYNX, retention=0.7, plqy=0.9, columns={"price": "12"}),
    Entry(EVIL, retention=0.2, columns={"price": EVIL}, warnings=(EVIL,)),
    Entry(EVIL + "2", status="failed"),
    Entry("stubborn", status="unconverged"),
]
VOID = {"meta", "input", "img", "link", "br"}


class Page(HTMLParser):
    """Collects tags, checks that they close, and keeps what a browser would run or load."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    write_screen(folder, SCREEN)
    build_report(folder, CONFIG)
    return folder


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def details(html: str) -> list[dict[str, Any]]:
    data = page_data(html)
    packed = data["packs"]
    ranked = [row for row in data["rows"] if row["status"] == "ok"]
    return [
        taken_out(packed["details"], at) | taken_out(packed["drawings"], at)
        for at in range(len(ranked))
    ]


def test_one_line_on_the_model_stands_below_the_finding_and_the_rest_under_limits(
    html: str,
) -> None:
    assert html.index('id="finding"') < html.index('<a href="#limits">')
    assert html.index('<a href="#limits">') < html.index('<table id="table">')
    assert html.index('id="limits"') < html.index(surrogate_sentence()[:60])
    assert "<h1>Crosslinkers, ranked for CdZnSe/CdZnS/ZnS dots</h1>" in html


def test_the_level_of_theory_stands_above_the_table_and_warnings_in_their_row(
    folder: Path, html: str
) -> None:
    results = json.loads((folder / "photophysics.json").read_text(encoding="utf-8"))["molecules"]
    above = html[html.index('id="ranking-title"') : html.index('<table id="table">')]
    assert results[0]["properties"]["level_of_theory"] in unescape(above)
    rows = {row["name"]: row for row in page_data(html)["rows"]}
    assert [len(rows[name]["warnings"]) for name in ("azide", "diazirine", EVIL)] == [1, 0, 1]
    assert rows["azide"]["warnings"] == ["trust it less"]
    assert rows[EVIL + "2"]["message"] == "no photoactive arm was found"


def test_a_warning_of_all_molecules_is_told_once(tmp_path: Path) -> None:
    names = ("one", "two")
    write_screen(tmp_path, [Entry(n, warnings=(f"own of {n}", "shared by all")) for n in names])
    build_report(tmp_path, CONFIG)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    data = page_data(html)
    assert Page(html).text.count("shared by all") == 1
    for place, row in enumerate(data["rows"]):
        fragment = taken_out(data["packs"]["details"], place)["html"]
        assert "shared by all" not in fragment
        assert f"own of {row['name']}" in fragment


def test_the_page_is_well_formed_and_labelled(html: str, details: list[dict[str, Any]]) -> None:
    page = Page(html)
    assert page.all("html") == [{"lang": "en"}]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {str(a["href"])[1:] for a in page.all("a") if str(a["href"]).startswith("#")}
    names = {row["name"] for row in page_data(html)["rows"]}
    linked = {unquote(t.removeprefix("molecule=")) for t in targets if "=" in t}
    assert linked <= names
    assert {t for t in targets if "=" not in t} <= set(ids)
    for detail in details:
        for fragment in (detail["html"], detail["drawing"]):
            parts = Page(fragment)
            assert all(svg.get("aria-label") for svg in parts.all("svg"))


def test_names_from_the_table_are_never_markup(html: str, details: list[dict[str, Any]]) -> None:
    page = Page(html)
    assert EVIL in page.text
    assert len(page.all("script")) == 2
    assert page.all("img") == []
    for detail in details:
        for fragment in (detail["html"], detail["drawing"]):
            tags = {name for name, _ in Page(fragment).tags}
            assert not tags & {"script", "img", "iframe", "object"}
    assert any(EVIL in Page(detail["html"]).text for detail in details)


def test_nothing_is_loaded_from_anywhere(html: str, details: list[dict[str, Any]]) -> None:
    pages = [
        Page(html),
        *(Page(d["html"]) for d in details),
        *(Page(d["drawing"]) for d in details),
    ]
    for page in pages:
        for tag, attributes in page.tags:
            assert tag not in {"link", "iframe", "object", "embed", "base", "use"}
            assert "src" not in attributes
            if tag != "a":
                assert not {"href", "xlink:href"} & set(attributes)
            assert not [name for name in attributes if name.startswith("on")]
    style = html[html.index("<style>") : html.index("</style>")]
    assert "@import" not in style
    assert "url(" not in style
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|import)\s*\(", html)


def test_only_our_own_script_may_run(html: str) -> None:
    import hashlib

    script = html[html.rindex("<script>") + len("<script>") : html.rindex("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; script-src 'sha256-{digest}';" in html.replace("&#39;", "'")


def test_the_download_is_the_ranking_itself(folder: Path, html: str) -> None:
    data = page_data(html)
    packed = data["packs"]["records"]
    records = [taken_out(packed, at)["record"] for at in range(len(data["rows"]))]
    text = data["csv_head"] + "".join(records)
    assert text == (folder / "ranking.csv").read_text(encoding="utf-8")


def test_details_hold_what_the_row_promises(details: list[dict[str, Any]]) -> None:
    assert len(details) == 3
    best = details[0]
    text = Page(best["html"]).text
    for words in ("365nm-50mJ-3wt-air", "ring expansion", "aryl cf3 diazirine", "3.1 ± 1.8", "12"):
        assert words in text
    spectrum, dose = best["spectrum"], best["dose"]
    assert list(spectrum["states"]) == ["intact", "half-reacted", "product", "diazo isomer"]
    assert [mark["x"] for mark in spectrum["marks"]] == [254.0, 365.0]
    assert [one["choice"] for one in dose[:2]] == ["best recipe, N2", "best recipe, air"]
    assert [one["choice"] for one in dose[2:]] == [recipe.name for recipe in CONFIG.recipes]
    for one in dose:
        assert min(one["at"]) > 0
        assert {len(x) for x in (*one["film"], *one["light"])} == {len(one["at"])}
    assert "carbene" in text
    assert "3-aryl-3H-diazirine: diazirines lose N2 when heated" in text
    assert "bond 0.60 (in air 0.55); ring expansion 0.22; trapping 0.10; escape 0.05" in text
    assert "converged" in text.lower()


def test_the_gap_of_an_arm_says_what_hangs_on_it(details: list[dict[str, Any]]) -> None:
    text = Page(details[0]["html"]).text
    assert "score −0.31 per kcal mol⁻¹; rank 2 to 3 within the uncertainty" in text


def test_channels_show_the_change_from_the_full_model(details: list[dict[str, Any]]) -> None:
    text = Page(details[0]["html"]).text
    assert "0.77" in text
    assert "+0.07" in text


def test_failures_offer_a_way_to_try_again(html: str) -> None:
    part = html[html.index('<section id="failures"') : html.index('<section id="methods"')]
    assert "did not converge on any rung" in part
    assert "look at the geometry." in part
    assert part.count("python -m dotstitch retry --name &#39;") == 1


def test_the_run_and_the_source_of_every_parameter_stand_on_the_page(
    html: str, details: list[dict[str, Any]]
) -> None:
    text = Page(html).text
    for words in (CONFIG.molecules, f"{CONFIG.seed}, {CONFIG.samples} samples", "--configfile"):
        assert words in text
    cited = [one.doi for one in load_parameters().values() if one.doi]
    links = [str(a["href"]) for a in Page(html).all("a")]
    assert len(cited) > 10
    assert {f"https://doi.org/{doi}" for doi in cited} <= set(links)
    for detail in details:
        told = Page(detail["html"]).text
        assert f"of {CONFIG.molecules}" in " ".join(told.split())
        assert "aryl azide" in told or "diazirine" in told


def test_explanations_keep_their_verdicts(html: str) -> None:
    part = html[html.index('<div id="explanations"') : html.index('<section id="failures"')]
    verdicts = re.findall(r'<span class="badge (\w+)">([\w ]+)</span>', part)
    assert verdicts == [
        ("good", "supported"),
        ("good", "supported"),
        ("warn", "partly supported"),
        ("warn", "contradicted"),
        ("good", "supported"),
    ]
    assert "no measurement against the authors" in part


def test_two_builds_give_the_same_bytes(folder: Path, html: str) -> None:
    build_report(folder, CONFIG)
    assert (folder / "report.html").read_text(encoding="utf-8") == html


def test_a_report_without_any_ranked_molecule_is_still_made(tmp_path: Path) -> None:
    write_screen(tmp_path, SCREEN[3:])
    build_report(tmp_path, CONFIG)
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "no photoactive arm was found" in page.text


def test_names_stand_as_typed_beside_what_was_read_differently(tmp_path: Path) -> None:
    write_screen(tmp_path, [Entry("=1+1 azide")])
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    manifest["notes"] = ["table.csv: columns are separated by <semicolons>"]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    build_report(tmp_path, CONFIG)
    assert ",'=1+1 azide," in (tmp_path / "ranking.csv").read_text(encoding="utf-8")
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "=1+1 azide" in page.words
    assert manifest["notes"][0] in page.words


def test_a_hundred_molecules_stay_light(tmp_path: Path) -> None:
    entries = [Entry(f"c{i}", (ESTER, BONDLYNX)[i % 2], retention=i / 100) for i in range(100)]
    write_screen(tmp_path, entries)
    build_report(tmp_path, CONFIG)
    assert (tmp_path / "report.html").stat().st_size < 100 * 10_000 + 300_000


def test_columns_of_the_table_exist_in_the_ranking() -> None:
    for column in columns():
        assert column.key in RANKING_COLUMNS
        assert column.meaning.endswith(".")
        if column.uncertainty:
            assert column.uncertainty in RANKING_COLUMNS
        if column.show == "interval":
            assert f"{column.key}_low" in RANKING_COLUMNS


def test_drawing_highlights_every_warhead_and_nothing_else() -> None:
    assert draw("two", AZIDE).count("<ellipse") == 6
    assert draw("two", DIAZIRINE).count("<ellipse") == 6
    assert draw("none", "c1ccccc1").count("<ellipse") == 0
    with pytest.raises(ValueError, match="cannot draw"):
        draw("broken", "C(")


def test_level_diagram_puts_deeper_levels_lower() -> None:
    dot = load_dot(CONFIG.dot)
    edges = DotEdges.model_validate(dot.model_dump(include=set(DotEdges.model_fields)))
    svg = level_diagram(dot.name, edges, [Levels("a", -7.0, 0.2, -3.5, None)])
    heights = {
        kind: float(re.search(rf'y1="([\d.]+)"[^>]*class="level {kind}"', svg)[1])  # type: ignore[index]
        for kind in ("homo", "lumo")
    }
    assert heights["homo"] > heights["lumo"]
    assert svg.count('class="whisker') == 1


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


PAIRS = [
    ("ink", "page"),
    ("ink", "ground"),
    ("soft", "page"),
    ("soft", "ground"),
    ("accent", "page"),
    ("accent", "ground"),
    ("on-good", "good"),
    ("on-warn", "warn"),
    ("on-warn", "page"),
    ("on-bad", "bad"),
    ("ink", "notice"),
    ("ink", "quiet"),
]
"""Colours of text and what they stand on."""


@pytest.mark.parametrize("palette", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_has_the_contrast_of_wcag_aa(html: str, ink: str, ground: str, palette: int) -> None:
    style = html[html.index("<style>") : html.index("</style>")]
    both = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in palettes(style)]
    colours = both[palette]
    shades = sorted(luminance(colours[name]) for name in (ink, ground))
    assert (shades[1] + 0.05) / (shades[0] + 0.05) >= 4.5


def palettes(style: str) -> list[str]:
    """Return the declarations of the light and of the dark palette."""
    dark = style.index("@media (prefers-color-scheme: dark)")
    return [style[:dark], style[dark : style.index("@media (prefers-contrast")]]
