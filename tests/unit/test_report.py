"""The report: complete, escaped, offline, light. No browser is needed here."""

from __future__ import annotations

import base64
import codecs
import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from recorded.screen import BONDLYNX, ESTER
from recorded.table import CONFIG, Entry, write_screen

from dotstitch.contracts.photophysics.properties import DotEdges
from dotstitch.dot.dots import load_dot
from dotstitch.report.build import build_report
from dotstitch.report.figures.drawing import draw
from dotstitch.report.figures.levels import Levels, level_diagram
from dotstitch.report.figures.molecule_map import Point, molecule_map
from dotstitch.report.figures.process_window import INKS, process_window
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
    found = re.search(r'<script type="application/json" id="details">(.*?)</script>', html, re.S)
    assert found
    packed = [text for text in json.loads(found[1]) if text]
    return [json.loads(zlib.decompress(base64.b64decode(text))) for text in packed]


def test_first_screen_says_what_the_surrogate_is_before_the_table(html: str) -> None:
    assert html.index(surrogate_sentence()[:60]) < html.index('<table id="table">')
    assert "Photocrosslinkers, ranked for CdZnSe/CdZnS/ZnS dots" in html


def test_every_row_carries_level_of_theory_and_warnings(folder: Path, html: str) -> None:
    results = json.loads((folder / "photophysics.json").read_text(encoding="utf-8"))["molecules"]
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    rows = re.findall(r'<tr id="m-\d+".*?</tr>', body, re.S)
    assert len(rows) == 5
    for row in rows[:3]:
        assert results[0]["properties"]["level_of_theory"] in row
        assert "no warnings" in row or "1 warning" in row
    assert "trust it less" in body
    assert "no photoactive arm was found" in rows[3]


def test_the_page_is_well_formed_and_labelled(html: str, details: list[dict[str, Any]]) -> None:
    page = Page(html)
    assert page.all("html") == [{"lang": "en"}]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {str(a["href"])[1:] for a in page.all("a") if str(a["href"]).startswith("#")}
    assert targets <= set(ids)
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


def test_the_download_is_the_ranking_marked_as_utf_8(folder: Path, html: str) -> None:
    link = next(a for a in Page(html).all("a") if a.get("download") == "ranking.csv")
    content = base64.b64decode(str(link["href"]).split("base64,")[1])
    assert content == codecs.BOM_UTF8 + (folder / "ranking.csv").read_bytes()


def test_details_hold_what_the_row_promises(details: list[dict[str, Any]]) -> None:
    assert len(details) == 3
    best = details[0]
    text = Page(best["html"]).text
    for words in ("365nm-50mJ-3wt-air", "ring expansion", "aryl cf3 diazirine", "3.1 ± 1.8", "12"):
        assert words in text
    spectrum = best["charts"]["spectrum"][0]
    assert [s["name"] for s in spectrum["series"]] == [
        "intact",
        "half-reacted",
        "product",
        "diazo isomer",
    ]
    assert [mark["x"] for mark in spectrum["marks"]] == [254.0, 365.0]
    assert len(best["charts"]["dose"]) == len(CONFIG.recipes) + 1
    assert best["charts"]["dose"][0]["choice"] == "best recipe"
    assert min(best["charts"]["dose"][0]["at"]) > 0
    for chart in (*best["charts"]["dose"], spectrum):
        assert all(len(s["y"]) == len(chart["at"]) for s in chart["series"])
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


def test_explanations_keep_their_verdicts(html: str) -> None:
    part = html[html.index('<div id="explanations"') : html.index('<section id="failures"')]
    verdicts = re.findall(r'<span class="badge (\w+)">([\w ]+)</span>', part)
    assert verdicts == [
        ("good", "supported"),
        ("good", "supported"),
        ("warn", "partly supported"),
        ("bad", "contradicted"),
        ("good", "supported"),
    ]


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
    assert (tmp_path / "report.html").stat().st_size < 100 * 20_000 + 300_000


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


def test_map_links_every_molecule_and_fills_the_front() -> None:
    points = [
        Point("a", "m-1", 1, True, (0.7, 0.6, 0.8), (0.9, 0.8, 1.0)),
        Point(EVIL, "m-2", 2, False, (0.2, 0.1, 0.3), (0.5, 0.4, 0.6)),
    ]
    svg = molecule_map(points, CONFIG.targets)
    assert [a["href"] for a in Page(svg).all("a")] == ["#m-1", "#m-2"]
    assert [c["class"] for c in Page(svg).all("circle")] == ["front", "behind"]
    assert "<script" not in svg


def test_process_window_tints_follow_the_score() -> None:
    score = np.array([[0.0, 49.0], [51.0, 100.0]])
    svg = process_window([10.0, 100.0], [1.0, 8.0], score.tolist(), (100.0, 8.0), "window")
    cells = [r["fill"] for r in Page(svg).all("rect")[:4]]
    assert cells == [INKS[0], INKS[3], INKS[4], INKS[7]]
    assert len(Page(svg).all("circle")) == 2


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("#17212b", "#ffffff"),
        ("#4a5763", "#f5f7f8"),
        ("#0d5660", "#ffffff"),
        ("#17552b", "#e0f1e5"),
        ("#6b4300", "#fff0cc"),
        ("#8a1c10", "#fbe4e1"),
        ("#4a5763", "#e3e9ec"),
    ],
)
def test_text_has_the_contrast_of_wcag_aa(html: str, ink: str, ground: str) -> None:
    style = html[html.index("<style>") : html.index("</style>")].replace("#fff;", "#ffffff;")
    assert ink in style
    assert ground in style
    assert (luminance(ground) + 0.05) / (luminance(ink) + 0.05) >= 4.5
