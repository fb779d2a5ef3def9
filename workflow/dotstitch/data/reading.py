"""The one door for data files: YAML and CSV into typed content, each fault with file and place.

A name such as ``data/dot/dots.csv`` is a file of this package, a :class:`~pathlib.Path` one of the
user. Every reader takes the type its content must have (a pydantic model, a dataclass,
``dict[str, float]``) and lists all faults together.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

import yaml
from pydantic import TypeAdapter, ValidationError

from dotstitch.data.strict_yaml import fault_in_yaml, parse_yaml

Content = TypeVar("Content")
Source = str | Path


class DataFileError(ValueError):
    """A data file that does not hold what it must; the message lists every fault."""


def package_path(name: str) -> Path:
    """Return the path of a file of this package, for a program that opens it itself."""
    with as_file(files("dotstitch").joinpath(name)) as path:
        return path


def read_text(source: Source) -> str:
    """Return the text of a file (UTF-8, a byte order mark is dropped).

    Raises
    ------
    DataFileError
        When it cannot be read or is no UTF-8.
    """
    path = package_path(source) if isinstance(source, str) else source
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        told = f"{source}: no UTF-8 at byte {error.start}; save it in that encoding"
        raise DataFileError(told) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataFileError(f"{source}: cannot be read ({reason})") from None


def read_yaml(source: Source, shape: type[Content], section: str | None = None) -> Content:
    """Return a YAML file, or one section of it, as a given type.

    Parameters
    ----------
    source : str or Path
    shape : type
        What the content must be.
    section : str, optional
        Key at the top of the file below which the content stands.

    Raises
    ------
    DataFileError
        With one line per fault: where, what is wrong, what was found.

    Examples
    --------
    >>> read_yaml("data/quantum/ris_auxiliary.yaml", dict[str, float], "radius_angstrom")["H"]
    0.5292
    """
    text = read_text(source)
    try:
        content = parse_yaml(text)
    except (yaml.YAMLError, ValueError) as error:
        raise DataFileError(f"{source}: not valid YAML, {fault_in_yaml(error)}") from None
    if section is not None:
        if not isinstance(content, dict) or section not in content:
            raise DataFileError(f"{source}: has no section {section!r}")
        content = content[section]
    try:
        return TypeAdapter(shape).validate_python(content)
    except ValidationError as error:
        raise _faults(source, _described(error)) from None


def read_rows(source: Source, row_type: type[Content]) -> tuple[Content, ...]:
    """Return the rows of a CSV file as a model or dataclass with one field per column.

    An empty cell is ``None`` where the field allows that and an empty text otherwise; ``yes`` and
    ``no`` are truth values.

    Parameters
    ----------
    source : str or Path
    row_type : type
        Model or dataclass of one row. A model that forbids extra fields forbids extra columns.

    Raises
    ------
    DataFileError
        With one line per fault; rows are counted as in a spreadsheet, the header is row 1.
    """
    may_be_absent = {
        name for name, hint in get_type_hints(row_type).items() if NoneType in get_args(hint)
    }
    adapter = TypeAdapter(row_type)
    rows, faults = [], []
    for number, cells in enumerate(_cells(source), 2):
        content = {
            column: None if text == "" and column in may_be_absent else text
            for column, text in cells.items()
        }
        try:
            rows.append(adapter.validate_python(content))
        except ValidationError as error:
            faults += [f"row {number}, {line}" for line in _described(error)]
    if faults:
        raise _faults(source, faults)
    return tuple(rows)


def row_named(rows: Mapping[str, Content], name: str, kind: str) -> Content:
    """Return the row called ``name``.

    Raises
    ------
    KeyError
        When no such row exists; the message lists the names.

    Examples
    --------
    >>> row_named({"water": 78.4}, "water", "solvent")
    78.4
    """
    if name not in rows:
        raise KeyError(f"no {kind} {name!r}; choose one of {', '.join(rows)}")
    return rows[name]


def _cells(source: Source) -> list[dict[str, str]]:
    """Return the rows of a table as texts by column."""
    import pandas as pd  # a quantum job reads no table and starts a third of a second sooner

    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        try:
            table = pd.read_csv(
                io.StringIO(read_text(source)), dtype=str, na_filter=False, index_col=False
            )
        except (pd.errors.ParserError, pd.errors.EmptyDataError, pd.errors.ParserWarning) as error:
            raise DataFileError(f"{source}: not a table with a header: {error}") from None
    return [
        {str(column): str(text) for column, text in row.items()}
        for row in table.to_dict(orient="records")
    ]


def _described(error: ValidationError) -> list[str]:
    """Return one line per fault of a validation: place, reason, what was found."""
    lines = []
    for fault in error.errors():
        place = ".".join(str(part) for part in fault["loc"])
        reason = fault["msg"].removeprefix("Value error, ")
        given: Any = fault["input"]
        value = "" if isinstance(given, (dict, list)) else f" (given: {given!r})"
        lines.append(f"{place}: {reason}{value}" if place else f"{reason}{value}")
    return lines


def _faults(source: Source, lines: Iterable[str]) -> DataFileError:
    return DataFileError("\n".join(f"{source}: {line}" for line in lines))
