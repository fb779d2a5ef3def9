"""YAML without its traps: no key twice, no number that is read as another one."""

from __future__ import annotations

import re
from typing import Any

import yaml

_TRAP = re.compile(r"[-+]?(?:0[0-9_]+|[0-9_]*_[0-9_.]*|[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?)")
"""Octal numbers, underscores, and numbers to the base of sixty."""


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if key.tag.endswith(":merge") or not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                problem = f"{key.value} stands in line {seen[key.value]} too; remove one of them"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen[key.value] = line
        return super().construct_mapping(node, deep=deep)

    def number(self, node: yaml.ScalarNode) -> Any:
        kind = node.tag.rpartition(":")[2]
        read = self.construct_yaml_int if kind == "int" else self.construct_yaml_float
        value = read(node)
        if _TRAP.fullmatch(node.value):
            problem = f"YAML reads {node.value} as {value}; write the number without 0, _ or :"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        return value


for _kind in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_kind}", _Loader.number)


def parse_yaml(text: str) -> Any:
    """Return the content of a YAML text.

    Raises
    ------
    yaml.YAMLError
        Where it is no YAML, names a key twice, or holds a number that YAML reads as another one.

    Examples
    --------
    >>> parse_yaml("a: 1.5e3")
    {'a': '1.5e3'}
    >>> parse_yaml("a: 0365")
    Traceback (most recent call last):
    ...
    yaml.constructor.ConstructorError: YAML reads 0365 as 245; write the number ...
    """
    return yaml.load(text, Loader=_Loader)


def fault_in_yaml(error: Exception) -> str:
    r"""Say in one line what :func:`parse_yaml` stumbled over: where, what, and what to do.

    Examples
    --------
    >>> fault_in_yaml(ValueError("two\n lines"))
    'two lines'
    """
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return " ".join(str(error).split())
    told = f"line {error.problem_mark.line + 1}: {error.problem}"
    if isinstance(error, yaml.constructor.ConstructorError):
        return told
    if "'\\t'" in told:
        return f"{told}; indent with blanks in place of tabs"
    return f"{told}; look there and in the lines before for a missing bracket, quote or colon"
