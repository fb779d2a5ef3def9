"""The house: no import runs up the street, and no room, module or function grows too large."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import dotstitch

LIBRARY = Path(dotstitch.__file__).parent
STREET = (
    "contracts",
    "data",
    "groups",
    "plan",
    "geometry",
    "quantum",
    "jobs",
    "optics",
    "dot",
    "film",
    "evidence",
    "screen",
    "report",
    "design",
    "cli",
)
DOOR = ("cli", "__main__")
LOOSE_MODULES, FILES, MODULE_LINES, FUNCTION_LINES = 2, 16, 250, 60

MODULES = sorted(LIBRARY.rglob("*.py"))


def place(module: tuple[str, ...]) -> int | None:
    """Return the place on the street of a module of the library; none at its root."""
    room = "cli" if module[:1] and module[0] in DOOR else "".join(module[:1])
    return STREET.index(room) if room in STREET else None


def imports(text: str, package: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what a source of a package imports from the library, late imports included.

    Parameters
    ----------
    text : str
    package : tuple of str
        Below the library: ``("quantum", "gap")``.
    """
    for node in ast.walk(ast.parse(text)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            whole = ("dotstitch", *package)
            base = whole[: len(whole) - node.level + 1] if node.level else ()
            start = (*base, *filter(None, [node.module]))
            names = [".".join((*start, alias.name)) for alias in node.names]
        for name in names:
            top, *below = name.split(".")
            if top == "dotstitch":
                yield tuple(below)


def up_the_street() -> set[str]:
    """Return the imports that run from a room to one further right."""
    found = set()
    for path in MODULES:
        module = path.relative_to(LIBRARY).with_suffix("").parts
        here = place(module)
        for target in imports(path.read_text(encoding="utf-8"), module[:-1]):
            there = place(target)
            if here is not None and there is not None and there > here:
                found.add(f"{'.'.join(module)} -> {target[0]}")
    return found


def long_ones() -> set[str]:
    """Return the modules and functions that are too long."""
    found = set()
    for path in MODULES:
        name = ".".join(path.relative_to(LIBRARY).with_suffix("").parts)
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > MODULE_LINES:
            found.add(name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                if node.end_lineno - first + 1 > FUNCTION_LINES:
                    found.add(f"{name}.{node.name}")
    return found


def test_no_import_runs_up_the_street() -> None:
    assert up_the_street() == set()


def test_no_module_and_no_function_is_too_long() -> None:
    assert long_ones() == set()


def test_every_room_has_its_place_on_the_street() -> None:
    rooms = {p.name for p in LIBRARY.iterdir() if p.is_dir() and any(p.rglob("*.py"))}
    assert rooms <= set(STREET)


def test_few_modules_stand_loose() -> None:
    assert len(list(LIBRARY.glob("*.py"))) <= LOOSE_MODULES


@pytest.mark.parametrize(
    "folder", sorted({p.parent for p in MODULES}), ids=lambda p: p.relative_to(LIBRARY).as_posix()
)
def test_no_folder_is_crowded(folder: Path) -> None:
    assert sum(p.is_file() for p in folder.iterdir()) <= FILES


def test_late_and_relative_imports_are_seen() -> None:
    text = "from ..film import simulate\nfrom dotstitch import report\nimport numpy\n"
    late = "def f():\n    import dotstitch.screen.sweep\n"
    found = list(imports(text + late, ("quantum", "gap")))
    assert found == [("quantum", "film", "simulate"), ("report",), ("screen", "sweep")]
    assert list(imports("from ..film import x", ("quantum",))) == [("film", "x")]
    assert [place(module) for module in found] == [5, 12, 11]
    assert place(("__main__",)) == place(("cli",)) == len(STREET) - 1
