"""Basis sets of the levels and benchmarks: how many functions, which core potentials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict, field_validator

from dotstitch.contracts.failure import StepError
from dotstitch.data.reading import read_yaml, row_named

_SHELLS = re.compile(r"(\d+)([spdfg])")
_WIDTH = {"s": 1, "p": 3, "d": 5, "f": 7, "g": 9}


class BasisSet(BaseModel):
    """One row of ``data/elements/basis_sets.yaml``.

    Attributes
    ----------
    source, core_source : str
    functions : dict of str
        Contracted functions by element, as in ``3s2p1d``.
    core_electrons : dict of int
        Electrons that a core potential stands for, by element; absent for all-electron sets.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    functions: dict[str, str]
    core_electrons: dict[str, int] = {}
    core_source: str = ""

    @field_validator("functions")
    @classmethod
    def _contractions(cls, functions: dict[str, str]) -> dict[str, str]:
        for element, text in functions.items():
            if not re.fullmatch(r"(\d+[spdfg])+", text):
                raise ValueError(f"{element}: {text!r} is no contraction such as 3s2p1d")
        return functions

    def n_functions(self, element: str) -> int:
        """Return the number of functions of an element.

        Raises
        ------
        StepError
            ``input`` for an element that the set was not looked up for.

        Examples
        --------
        >>> basis_set("def2-svp").n_functions("C")
        14
        """
        if element not in self.functions:
            raise StepError(
                "input",
                f"the basis set has no row for {element}",
                f"leave the molecule out: only {' '.join(self.functions)} can be computed",
            )
        return sum(int(n) * _WIDTH[kind] for n, kind in _SHELLS.findall(self.functions[element]))


@cache
def basis_sets() -> Mapping[str, BasisSet]:
    """Return all basis sets by name."""
    return read_yaml("data/elements/basis_sets.yaml", dict[str, BasisSet])


def basis_set(name: str) -> BasisSet:
    """Return the basis set called ``name``.

    Raises
    ------
    KeyError
        When no such set is listed.
    """
    return row_named(basis_sets(), name, "basis set")


def core_potentials(bases: Iterable[str], elements: Iterable[str]) -> dict[str, int]:
    """Return the core electrons of every element that needs a potential in one of these bases.

    Examples
    --------
    >>> core_potentials(["def2-svp"], ["C", "H", "I"])
    {'I': 28}
    """
    needed = {
        element: electrons
        for name in bases
        for element, electrons in basis_set(name).core_electrons.items()
    }
    return {element: needed[element] for element in sorted(set(elements) & set(needed))}
