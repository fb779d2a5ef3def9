"""Every remedy of a failure that stands in the library, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dotstitch
from dotstitch.contracts import remedies as shared
from dotstitch.plan.tables import decoding, notations

_NOTHING = ast.Module([], [])
LIBRARY = Path(dotstitch.__file__).parent
PLACE = {"StepError": 2, "refusal": 1, "RunError": 0, "UsageError": 0}
"""What tells of a failure, and which of its arguments is the remedy or holds it."""
PASSED_ON = ("remedy", "outcome.remedy", "self.remedy", "str(error)")
"""Remedies that were told elsewhere."""


@dataclass(frozen=True)
class Told:
    """One remedy.

    Attributes
    ----------
    text : str
        With X for what is filled in.
    by : str
        What tells it, as in :data:`PLACE`; ``storage_fault`` for faults of the disk.
    kind : str
        Of a StepError.
    """

    text: str
    by: str
    kind: str = ""


def remedies() -> set[Told]:
    """Return every remedy of a row, a species, a command or a run."""
    found = {Told(text, "storage_fault") for text in _of_the_disk()}
    for path in LIBRARY.rglob("*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(module):
            if isinstance(function, ast.FunctionDef):
                found |= set(_in_function(function, module))
    return found


def _in_function(function: ast.FunctionDef, module: ast.Module) -> Iterator[Told]:
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        by = ast.unparse(node.func)
        if by == "Failure":
            given = next(word.value for word in node.keywords if word.arg == "remedy")
        elif by in PLACE:
            given = node.args[PLACE[by]]
        else:
            continue
        kind = ast.literal_eval(node.args[0]) if by == "StepError" else ""
        for text in _texts(given, function, module):
            yield Told(text, by, kind)


def _texts(given: ast.expr, function: ast.FunctionDef, module: ast.Module) -> Iterator[str]:
    """Yield what an argument may say; one that cannot be read is an error."""
    if isinstance(given, ast.Name) and (texts := list(_assigned(given.id, function))):
        yield from texts
    elif isinstance(given, ast.Call) and (told := _function(ast.unparse(given.func), module)):
        for node in ast.walk(told):
            if isinstance(node, ast.Return) and node.value:
                yield _words(node.value, module)
    elif not ast.unparse(given).startswith(("storage_fault", *PASSED_ON)):
        yield _words(given, module)


def _assigned(name: str, function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            yield _words(node.value, _NOTHING)


def _function(name: str, module: ast.Module) -> ast.FunctionDef | None:
    functions = (node for node in module.body if isinstance(node, ast.FunctionDef))
    return next((one for one in functions if one.name == name), None)


def _words(node: ast.expr, module: ast.Module) -> str:
    """Return a text with X for what is filled in; constants are written out."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part, module) for part in node.values)
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.FormattedValue):
        return _constant(ast.unparse(node.value), module) or "X"
    if isinstance(node, ast.Name) and (text := _constant(node.id, module)):
        return text
    raise AssertionError(f"a remedy that cannot be read: {ast.unparse(node)}")


def _constant(name: str, module: ast.Module) -> str:
    """Return a text that has a name; empty where it is none of this module or shared."""
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return str(node.value.value) if isinstance(node.value, ast.Constant) else ""
    return str(getattr(shared, name, ""))


def _of_the_disk() -> Iterator[str]:
    """Yield what is told of disks (:mod:`dotstitch.jobs.storage`)."""
    source = (LIBRARY / "jobs" / "storage.py").read_text(encoding="utf-8")
    function = _function("storage_fault", ast.parse(source))
    assert function is not None
    table = next(node for node in ast.walk(function) if isinstance(node, ast.Dict))
    yield from (_words(value, _NOTHING) for value in table.values)


READERS = ("fault", "Fault", "NotANumberError", "SmilesError")
"""What tells of a cell or a table; the last of its texts is the remedy."""
CHOOSING = (
    "_hint",
    "choice",
    "_path_remedy",
    "_misnamed",
    "_percent",
    "_energy",
    "_wavelength",
    "_sign",
)
"""Functions that return a remedy."""


def remedies_of_tables() -> set[str]:
    """Return every remedy of a table, with X for what is filled in."""
    rooms = ("plan/tables/*.py", "plan/table.py", "contracts/smiles/*.py")
    found = {remedy for *_, remedy in notations._NOTATIONS} | {decoding.SAVE}
    for path in (path for room in rooms for path in LIBRARY.glob(room)):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(module):
            if isinstance(function, ast.FunctionDef):
                found |= set(_of_a_table(function))
    return found


def remedies_of_knobs() -> set[str]:
    """Return what is told of the configuration and what to do, with X for what is filled in."""
    rooms = ("contracts/config/*.py", "plan/config*.py", "data/strict_yaml.py")
    found = set()
    for path in (path for room in rooms for path in LIBRARY.glob(room)):
        texts = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_text(node)]
        parts = {id(part) for text in texts for part in ast.walk(text) if part is not text}
        found |= {_words(text, _NOTHING) for text in texts if id(text) not in parts}
    return {text for text in found if "; " in text}


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr)


def _of_a_table(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and len(node.args) > 1:
            by = ast.unparse(node.func).rpartition(".")[2]
            if by in READERS:
                yield from _choices(node.args[-1], function)
        elif isinstance(node, ast.Return) and node.value and function.name in CHOOSING:
            yield from _choices(node.value, function)


def _choices(given: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """Yield the texts among which an argument chooses."""
    if isinstance(given, ast.IfExp):
        yield from _choices(given.body, function)
        yield from _choices(given.orelse, function)
    elif isinstance(given, ast.BoolOp):
        for part in given.values:
            yield from _choices(part, function)
    elif isinstance(given, ast.Name):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == given.id:
                yield from _choices(node.value, function)
    elif isinstance(given, ast.JoinedStr | ast.Constant) and (text := _words(given, _NOTHING)):
        yield text
