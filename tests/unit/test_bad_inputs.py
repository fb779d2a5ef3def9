"""What is told of bad inputs names the place and the remedy, and the remedy works."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from dotstitch.cli import main

FOLDER = Path(__file__).parents[1] / "bad_inputs"
MOLECULES = "name,smiles\nazide,Cc1ccc(N=[N+]=[N-])cc1\n"
KNOB = {"tables": "molecules", "molecules": "molecules", "measurements": "measurements"}
KNOB |= {"dots": "dots", "config": ""}


@dataclass(frozen=True)
class Case:
    """One input of one file of the corpus, named by its kind."""

    file: str
    kind: str
    content: dict[str, Any]


def kinds() -> list[tuple[str, dict[str, Any]]]:
    read = {name: yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")) for name in KNOB}
    return [(name, kind) for name, file in read.items() for kind in file]


CASES = [Case(name, kind["kind"], content) for name, kind in kinds() for content in kind["cases"]]


def plan(
    folder: Path, file: str, text: str, encoding: str = "utf-8", molecules: str = MOLECULES
) -> int:
    """Run the planning stage on one input; return its exit status."""
    (folder / "molecules.csv").write_text(molecules, encoding="utf-8")
    name = "config.yaml" if file == "config" else "input.csv"
    (folder / name).write_bytes(text.encode(encoding))
    knobs = ["level=draft", "molecules=molecules.csv"]
    knobs += [f"{KNOB[file]}=input.csv"] if KNOB[file] else []
    arguments = ["plan", "--config", *([] if file == "config" else knobs)]
    if file == "config":
        (folder / "usual.yaml").write_text("level: draft\nmolecules: molecules.csv\n")
        arguments = ["plan", "--configfile", "usual.yaml", "config.yaml"]
    return main([*arguments, "--results", "results"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}-{case.kind}")
def test_what_is_told_names_the_place_and_a_remedy_that_works(case, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    content = case.content
    status = plan(tmp_path, case.file, content["input"], content.get("encoding", "utf-8"))
    told = capsys.readouterr().err
    assert "Traceback" not in told
    for words in content.get("faults", []) + content.get("read", []):
        assert words in told
    if "read" in content:
        assert status == 0
        assert bool(told) == bool(content["read"])
        return
    assert status == 2
    assert case.file == "config" or "Remedy: " in told
    molecules = content.get("molecules", MOLECULES)
    mended = plan(tmp_path, case.file, content["mended"], molecules=molecules)
    assert mended == 0, capsys.readouterr().err


def test_the_corpus_is_wide_and_taken_from_life():
    with (FOLDER / "refused_rows.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = [kind for _, kind in kinds()]
    sources = [kind["source"] for kind in found] + [row["source"] for row in rows]
    reported = [source for source in sources if source != "own"]
    assert len(found) >= 40
    assert len({kind["kind"] for kind in found}) == len(found)
    assert 2 * len(reported) >= len(sources)
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+#\d+", source) for source in reported)
    assert all(1 <= len(kind["cases"]) <= 10 for kind in found)
    assert len(CASES) + len(rows) <= 250
