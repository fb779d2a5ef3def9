"""What each stage rests on: knobs of the configuration, and after quantum chemistry code and data.

A rule runs again when, and only when, one of these changed: a rate, a dot or a template edited by
hand never leaves an old ranking in place, and a report in other colours predicts nothing anew.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dotstitch.contracts.config import Config
from dotstitch.contracts.files import content_key, write_text_atomically

LIBRARY = Path(__file__).parents[1]

_DRAWS = ("level", "engine", "seed", "samples", "evidence", "measurements", "dots")
_PHYSICS = (*_DRAWS, "dot", "rank_at", "targets", "sweep", "recipes")
STAGE_KNOBS = {
    "species": ("level", "engine", "seed"),
    "condition": (*_DRAWS, "dot", "sweep"),
    "photophysics": _PHYSICS,
    "ranking": ("level", "engine", "targets"),
    "report": (*_PHYSICS, "fragments", "molecules"),
    "propose": tuple(Config.model_fields),
}
"""The sections of the configuration that each stage reads: a change elsewhere leaves it alone."""

STAGE_MODULES = {
    "condition": "screen/conditioning.py",
    "photophysics": "screen/photophysics.py",
    "ranking": "screen/ranking.py",
    "report": "report/build.py",
    "propose": "design/campaign/whole.py",
}
"""The module in which each stage starts."""


_FILES = ("measurements", "dots", "proposals.blocks", "proposals.reactions")
"""Knobs that name a file, whose content counts and not its name alone."""


def write_sections(config: Config, sections: Iterable[str], folder: Path) -> Path:
    """Write some knobs to a file and return its path.

    The file is named by its content and by that of the user's tables, so that an edited table
    repeats the stages that read it.
    """
    knobs = {name: config.model_dump(mode="json")[name] for name in sections}
    paths = {name: Path(named) for name in _FILES if (named := _knob(knobs, name))}
    tables = {name: file_digest(path) for name, path in paths.items() if path.is_file()}
    path = folder / f"config-{content_key({**knobs, **tables})}.json"
    text = json.dumps(knobs, indent=1, sort_keys=True) + "\n"
    if not path.exists() or path.read_bytes() != text.encode():
        write_text_atomically(path, text)
    return path


def _knob(knobs: Mapping[str, Any], name: str) -> str:
    """Return a knob of a section or at the top; nothing where it is not among them."""
    section, _, own = name.partition(".")
    found = knobs.get(section, "")
    return str(found[own] if own and found else found)


def file_digest(path: Path) -> str:
    """Return a hash of the content of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def stage_modules(stage: str, library: Path = LIBRARY) -> frozenset[Path]:
    """Return the modules that a stage loads, directly or not."""
    modules: set[Path] = set()
    ahead = [library / STAGE_MODULES[stage]]
    while ahead:
        path = ahead.pop()
        if path not in modules:
            modules.add(path)
            ahead += _imported(path, library)
    return frozenset(modules)


def stage_digest(stage: str, library: Path = LIBRARY) -> str:
    """Return a hash of the modules a stage loads and of the data and templates of their rooms.

    Examples
    --------
    >>> stage_digest("ranking") == stage_digest("report")
    False
    """
    modules = stage_modules(stage, library)
    rooms = {library / path.relative_to(library).parts[0] for path in modules}
    content = {
        path
        for room in rooms
        for path in room.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    digest = hashlib.sha256()
    for path in sorted(modules | content):
        digest.update(f"{path.relative_to(library).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _imported(module: Path, library: Path) -> Iterator[Path]:
    """Yield the modules of this library that one imports when it is loaded.

    An import inside a function is a job's way to quantum chemistry, which no later stage goes.
    """
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            package, *parts = node.module.split(".")
            if package == library.name:
                places = [parts, *([*parts, alias.name] for alias in node.names)]
                for place in filter(None, places):
                    here = library.joinpath(*place)
                    files = (here.with_suffix(".py"), here / "__init__.py")
                    yield from (path for path in files if path.is_file())
