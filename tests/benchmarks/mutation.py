"""Mutants: small changes of a function's code, found in its syntax tree and put in place."""

from __future__ import annotations

import ast
import copy
import importlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult,
}
OPPOSITES = {
    "maximum": "minimum",
    "minimum": "maximum",
    "max": "min",
    "min": "max",
    "any": "all",
    "all": "any",
    "median": "max",
    "mean": "min",
}
SMALLEST = 1e-8
SKIPPED = (ast.Raise, ast.JoinedStr, ast.Assert)
"""Messages are not physics."""


@dataclass(frozen=True)
class Mutant:
    """One change of one function.

    Attributes
    ----------
    file : str
        Relative to the folder of the package.
    function : str
        Qualified name.
    change : str
        Source before and after.
    code : CodeType
        Of the changed function.
    """

    name: str
    file: str
    function: str
    line: int
    change: str
    code: CodeType


@dataclass(frozen=True)
class _Place:
    """One change that can be made to a tree: where, and how."""

    line: int
    column: int
    before: str
    after: str
    make: Callable[[ast.AST], None]


def candidates(path: Path, root: Path) -> list[Mutant]:
    """Return every mutant of a file, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    file = path.relative_to(root).as_posix()
    mutants = []
    for qualified, function in _functions(tree):
        index = {id(node): i for i, node in enumerate(ast.walk(function))}
        for node in _alive(function):
            for place in _places(node):
                changed = copy.deepcopy(function)
                place.make(list(ast.walk(changed))[index[id(node)]])
                change = f"{place.before} -> {place.after}"
                code = _compiled(changed, qualified, str(path))
                mutants.append(Mutant("", file, qualified, place.line, change, code))
    return mutants


def named(row: dict[str, str], root: Path) -> Mutant:
    """Return a mutant that is written down as text before and after.

    Raises
    ------
    ValueError
        When the text does not stand exactly once in the function: the code has moved on, and the
        mutant must be found again.
    """
    path = root / row["file"]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    function = dict(_functions(tree)).get(row["function"])
    source = "" if function is None else ast.unparse(function)
    if function is None or source.count(row["before"]) != 1:
        raise ValueError(f"{row['name']}: {row['before']!r} stands not once in {row['function']}")
    changed = ast.parse(source.replace(row["before"], row["after"])).body[0]
    code = _compiled(changed, row["function"], str(path))
    change = f"{row['before']} -> {row['after']}"
    return Mutant(row["name"], row["file"], row["function"], function.lineno, change, code)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _alive(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of the body, without messages, annotations, defaults and length checks."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, SKIPPED):
            continue
        yield node
        if isinstance(node, ast.FunctionDef):
            waiting += node.body
        elif isinstance(node, ast.keyword) and node.arg == "strict":
            continue
        elif isinstance(node, ast.AnnAssign):
            waiting += [node.value] if node.value else []
        else:
            waiting += ast.iter_child_nodes(node)


def _places(node: ast.AST) -> Iterator[_Place]:
    """Yield the changes that can be made at one node."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        yield _place(node, lambda n: n.ops.__setitem__(0, COMPARISONS[type(n.ops[0])]()))
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        if not any(_is_text(side) for side in (node.left, node.right)):
            yield _place(node, lambda n: setattr(n, "op", OPERATORS[type(n.op)]()))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield _place(node, _drop_sign)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield _place(node, lambda n: setattr(n, "op", other()))
    elif isinstance(node, ast.IfExp):
        yield _place(node, _swap_branches)
    elif isinstance(node, ast.Constant) and _is_number(node.value):
        yield _place(node, lambda n: setattr(n, "value", _other_number(n.value)))
    elif isinstance(node, ast.Name) and node.id in OPPOSITES:
        yield _place(node, lambda n: setattr(n, "id", OPPOSITES[n.id]))
    elif isinstance(node, ast.Attribute) and node.attr in OPPOSITES:
        yield _place(node, lambda n: setattr(n, "attr", OPPOSITES[n.attr]))
    if isinstance(node, ast.Return | ast.Assign) and isinstance(node.value, ast.BinOp):
        yield _place(node, lambda n: setattr(n, "value", n.value.left))
        yield _place(node, lambda n: setattr(n, "value", n.value.right))


def _is_number(value: Any) -> bool:
    """Tell numbers, without those so small that they only keep a division or logarithm defined."""
    return type(value) in (bool, int, float) and not 0.0 < abs(value) < SMALLEST


def _is_text(node: ast.AST) -> bool:
    """Tell text and paths, whose operators are no arithmetic."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _drop_sign(node: Any) -> None:
    """Turn -x into x, and not x into bool(x)."""
    if isinstance(node.op, ast.USub):
        node.op = ast.UAdd()
    else:
        node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _swap_branches(node: Any) -> None:
    node.body, node.orelse = node.orelse, node.body


def _other_number(value: bool | int | float) -> bool | int | float:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return 2.0 * value if value else 1.0


def _place(node: ast.AST, make: Callable[[Any], None]) -> _Place:
    changed = copy.deepcopy(node)
    make(changed)
    before, after = (ast.unparse(ast.fix_missing_locations(n)) for n in (node, changed))
    return _Place(node.lineno, node.col_offset, before, after, make)  # type: ignore[attr-defined]


def _compiled(function: ast.AST, qualified: str, filename: str) -> CodeType:
    """Compile one function as a member of its class, if it has one, and return its code."""
    function = copy.deepcopy(function)
    function.decorator_list = []  # type: ignore[attr-defined]
    owner, _, name = qualified.rpartition(".")
    body: Any = function
    if owner:
        body = ast.parse(f"class {owner}: pass").body[0]
        body.body = [function]
    future = ast.ImportFrom("__future__", [ast.alias("annotations")], 0)
    tree = ast.fix_missing_locations(ast.Module([future, body], []))
    outer = compile(tree, filename, "exec", dont_inherit=True)
    inner = _code_in(outer, owner) if owner else outer
    return _code_in(inner, name)


def _code_in(outer: CodeType, name: str) -> CodeType:
    return next(c for c in outer.co_consts if isinstance(c, CodeType) and c.co_name == name)


def put_in_place(mutant: Mutant) -> None:
    """Give the live function the code of the mutant; every module that holds it is changed."""
    module = importlib.import_module(mutant.file.removesuffix(".py").replace("/", "."))
    function = _live(module, mutant.function)
    if function.__code__.co_freevars != mutant.code.co_freevars:
        raise ValueError(f"{mutant.function} closes over other names than its mutant")
    function.__code__ = mutant.code
    _forget_cached()


def _live(module: ModuleType, qualified: str) -> FunctionType:
    owner, _, name = qualified.rpartition(".")
    function: Any = vars(vars(module)[owner])[name] if owner else vars(module)[name]
    function = getattr(function, "fget", None) or getattr(function, "__func__", function)
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    if not isinstance(function, FunctionType):
        raise TypeError(f"{qualified} is no plain function")
    return function


def _forget_cached() -> None:
    """Empty every cache of the package: what lies there was made by the unchanged code."""
    for name, module in list(sys.modules.items()):
        if name.startswith("dotstitch"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
