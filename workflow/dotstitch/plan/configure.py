"""Reads the configuration of a screen and finds every fault of it before any job starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from dotstitch.contracts.config import Config
from dotstitch.data.reading import DataFileError, read_yaml
from dotstitch.data.strict_yaml import parse_yaml
from dotstitch.plan.config_faults import faults_between


class ConfigurationError(ValueError):
    """A configuration that cannot be used; the message lists every fault."""


def load_config(paths: Iterable[Path] = (), overrides: Sequence[str] = ()) -> Config:
    """Read configuration files, later ones over earlier ones, then ``key=value`` overrides.

    Parameters
    ----------
    paths : iterable of Path
        YAML files; knobs that none of them names keep their defaults.
    overrides : sequence of str
        ``level=draft``; a dot reaches into a section (``targets.film_retention=0.7``), the value
        is YAML.

    Raises
    ------
    ConfigurationError
        With one line per fault.
    """
    merged: dict[str, Any] = {}
    for path in paths:
        _merge(merged, _read_mapping(Path(path)))
    for override in overrides:
        _merge(merged, _parse_override(override))
    return validate_config(merged)


def validate_config(knobs: Mapping[str, Any]) -> Config:
    """Turn plain nested content into a :class:`Config`.

    Raises
    ------
    ConfigurationError
        With one line per fault: where, what was given, what is allowed.

    Examples
    --------
    >>> validate_config({"level": "draft"}).level
    'draft'
    >>> validate_config({"levle": "draft"})
    Traceback (most recent call last):
    ...
    dotstitch.plan.configure.ConfigurationError: 1 fault in the configuration:
      levle: there is no such knob; did you mean level? workflow/config.yaml lists them all
    """
    faults = []
    config = None
    try:
        config = Config.model_validate(dict(knobs))
    except ValidationError as error:
        faults = [_describe(fault, knobs) for fault in error.errors()]
    faults += faults_between(knobs)
    if config is None or faults:
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        raise ConfigurationError("\n  ".join([f"{count} in the configuration:", *faults]))
    return config


def _read_mapping(path: Path) -> dict[str, Any]:
    try:
        content = read_yaml(path, object)
    except DataFileError as error:
        raise ConfigurationError(str(error)) from None
    if not isinstance(content, dict):
        told = "holds no knob" if content is None else "is no list of knobs"
        raise ConfigurationError(f"{path}: {told}; write lines of the form 'knob: value'")
    return content


def _parse_override(override: str) -> dict[str, Any]:
    name, equals, text = override.partition("=")
    if not equals or not name:
        raise ConfigurationError(f"{override!r}: expected knob=value, for example level=draft")
    try:
        value: Any = parse_yaml(text)
    except (yaml.YAMLError, ValueError):
        raise ConfigurationError(f"{override!r}: the value is not valid YAML") from None
    for part in reversed(name.split(".")):
        value = {part: value}
    return dict(value)


def _merge(into: dict[str, Any], extra: Mapping[str, Any]) -> None:
    for name, value in extra.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def _describe(fault: Any, knobs: Mapping[str, Any]) -> str:
    where = _place(fault["loc"], knobs)
    if fault["type"] == "extra_forbidden":
        near = get_close_matches(where, _knob_names(Config), 1)
        meant = f"did you mean {near[0]}? " if near else ""
        return f"{where}: there is no such knob; {meant}workflow/config.yaml lists them all"
    message = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "value_error" or isinstance(fault["input"], Mapping):
        return f"{where}: {message}"
    return f"{where}: {message} (given: {fault['input']!r})"


def _knob_names(model: type[BaseModel]) -> list[str]:
    """Return every knob, those of a section as ``section.knob``."""
    names = []
    for name, field in model.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            names += [f"{name}.{knob}" for knob in section.model_fields]
        names.append(name)
    return names


def _place(parts: Sequence[str | int], knobs: Mapping[str, Any]) -> str:
    """Return where a fault is, a recipe by its name: ``recipes[green].dose_mj_cm2``."""
    place = ""
    content: Any = knobs
    for part in parts:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            content = None
        if isinstance(part, int):
            name = content.get("name", part + 1) if isinstance(content, Mapping) else part + 1
            place += f"[{name}]"
        else:
            place += f".{part}" if place else part
    return place
