"""Every remedy that is told names what there is, and works when it is followed."""

from __future__ import annotations

import argparse
import copy
import csv
import importlib.util
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from followers import AZIDE, CRASHES, HANGS, INSTRUCTIONS, Fault, Person
from many_rows import REFUSED
from pydantic import BaseModel
from test_remedies_of_commands import FOLLOWED
from told import LIBRARY, remedies, remedies_of_knobs, remedies_of_tables
from unit.test_bad_inputs import CASES, plan

from dotstitch.cli import build_parser
from dotstitch.contracts.config import Config
from dotstitch.contracts.paths import ResultsFolder

ROWS = Path(__file__).parents[1] / "bad_inputs" / "refused_rows.csv"


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        for below in (action.choices or {}) if isinstance(action.choices, dict) else ():
            yield below
            yield from options(action.choices[below])


def knobs(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from knobs(field.annotation)


TOLD = sorted(remedies(), key=lambda told: (told.by, told.text, told.kind))
KNOWN = {*options(build_parser()), "--directory"}
"""Options of ours, and one of Snakemake."""


def test_remedies_are_found():
    assert len(TOLD) > 40
    assert {told.by for told in TOLD} >= {"StepError", "refusal", "UsageError", "RunError"}


@pytest.mark.parametrize("remedy", sorted({told.text for told in TOLD}))
def test_remedy_names_what_there_is(remedy):
    modules = [importlib.util.find_spec(name) for name in re.findall(r"-m ([\w.]+)", remedy)]
    assert all(modules)
    sources = [Path(spec.origin).read_text("utf-8") for spec in modules if spec and spec.origin]
    for option in re.findall(r"(?<!\S)--[a-z-]+", remedy):
        assert option in KNOWN or any(f'"{option}"' in source for source in sources)
    for command in re.findall(r"python -m dotstitch (\w+)", remedy):
        assert command in KNOWN | {"X"}
    for knob in re.findall(r"\b[a-z]+_[a-z_]+\b", remedy.replace("/", "_ ")):
        files = {path.stem for path in LIBRARY.rglob("*.yaml")}
        assert knob in {*knobs(Config), *files}, knob


def refused() -> list[tuple[str, str]]:
    """Return rows of which each is refused, alone or beside the other rows of a person."""
    with ROWS.open(encoding="utf-8", newline="") as stream:
        rows = [(row["name"], row["smiles"]) for row in csv.DictReader(stream)]
    two = ("two azides in one row", "Clc1ccc(N=[N+]=[N-])cc1.Brc1ccc(N=[N+]=[N-])cc1")
    many = [(f"{name} of many", text) for name, text in REFUSED.items() if "again" not in name]
    return [*rows, two, *many]


WRITTEN = {"N": "[N-]=[N+]=Nc1ccccc1", "C": "FC(F)(F)C1(c2ccccc2)N=N1"}
"""The azide and the diazirine that the refused nitrenes and the carbene come from."""


def instructions(remedy: str) -> list[re.Match[str]]:
    """Return what a remedy tells someone to do."""
    return [found for pattern in INSTRUCTIONS if (found := re.search(pattern, remedy))]


def follow(person: Person, found: re.Match[str]) -> None:
    INSTRUCTIONS[found.re.pattern](person, found)


def text_of(remedy: str, by: str) -> str:
    """Return the text in the library that a remedy was made from."""
    (text,) = (
        told.text
        for told in TOLD
        if told.by == by and re.fullmatch(re.escape(told.text).replace("X", "(.+)"), remedy)
    )
    return text


@pytest.mark.parametrize("row", refused(), ids=lambda row: row[0])
def test_remedy_of_a_refused_row_works(tmp_path, row):
    person = Person(tmp_path, rows=[AZIDE, row], name=row[0])
    person.plan()
    remedy = person.told()[row[0]]
    if text_of(remedy, "refusal") == "give the azide or diazirine that it comes from":
        person.rows[1] = (row[0], WRITTEN["N" if "[N]" in row[1] else "C"])
        person.screen()
    else:
        (found,) = instructions(remedy)
        follow(person, found)
    assert person.told() == {}
    assert AZIDE[0] in {one.name for one in person.manifest.molecules}


def test_every_remedy_of_a_row_is_followed(tmp_path):
    person = Person(tmp_path, rows=[AZIDE, *refused()])
    person.plan()
    told = [one.failure.remedy for one in person.manifest.molecules if one.failure]
    assert {text_of(remedy, "refusal") for remedy in told} == {
        told.text for told in TOLD if told.by == "refusal"
    }


IN_RECORDS = [t for t in TOLD if t.by == "StepError" and t.text not in FOLLOWED]
"""What a failed record of a species may hold."""


def ends(remedy: str) -> int:
    """Return how a process ends of which only the one that supervises it can tell."""
    if "run it when the machine has less to do" in remedy:
        return HANGS
    return CRASHES if "give the job more memory" in remedy else 0


@pytest.mark.parametrize("told", IN_RECORDS, ids=lambda told: f"{told.kind}: {told.text}")
def test_every_remedy_of_a_failed_species_works(tmp_path, told):
    """All that it tells someone to do is done, each on its own."""
    person = Person(tmp_path / "first", Fault(told.kind, told.text, ends(told.text)))
    person.screen()
    assert set(person.told()) == {AZIDE[0]}
    remedy = person.told()[AZIDE[0]]
    assert told.kind == "resource" or told.text in remedy
    assert told.kind != "bug" or "none here, it is a fault of the program" in remedy
    for number, found in enumerate(instructions(remedy)):
        again = copy.deepcopy(person)
        again.folder = tmp_path / str(number)
        shutil.copytree(person.folder, again.folder)
        follow(again, found)
        assert again.told() == {}, found[0]
        assert again.failed() == [], found[0]
    assert instructions(remedy)
    assert len(person.failed()) == 1


@pytest.mark.parametrize("damage", ["gone", "flipped"])
def test_remedy_of_a_record_that_is_no_longer_whole_works(tmp_path, damage):
    person = Person(tmp_path)
    person.screen()
    roles = person.manifest.molecules[0].species_roles()
    record = ResultsFolder(person.results).species(next(iter(roles.values()))).record("spectrum")
    if damage == "gone":
        record.unlink()
    else:
        record.write_bytes(record.read_bytes().replace(b"1", b"2", 1))
    remedy = person.told()[AZIDE[0]]
    assert remedy.startswith("compute it again. To try again: ")
    follow(person, instructions(remedy)[0])
    assert person.told() == {}


def test_nothing_is_told_that_nobody_follows():
    """A new remedy needs an instruction that is followed, or a test that follows it."""
    assert {t.text for t in TOLD} == {
        *(t.text for t in TOLD if t.by in ("refusal", "Failure")),
        *(t.text for t in IN_RECORDS),
        *FOLLOWED,
    }
    for place in filter(None, FOLLOWED.values()):
        file, _, test = place.partition("::")
        assert f"def {test}(" in (Path(__file__).parents[1] / file).read_text("utf-8"), place


def test_every_remedy_of_an_input_is_told_in_the_corpus(tmp_path, monkeypatch, capsys):
    """Each input there has another beside it that follows the remedy (``test_bad_inputs``)."""
    for number, case in enumerate(CASES):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        plan(folder, case.file, case.content["input"], case.content.get("encoding", "utf-8"))
    told = capsys.readouterr().err
    assert len(remedies_of_tables()) > 50
    assert len(remedies_of_knobs()) > 15
    for remedy in remedies_of_tables() | remedies_of_knobs():
        assert re.search(re.escape(remedy).replace("X", ".*"), told), remedy
