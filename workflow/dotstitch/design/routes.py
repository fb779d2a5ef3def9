"""How a molecule is made: named reactions from named blocks, as a tree, as text and replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dotstitch.design.applying import Bench, Outcome

BETWEEN_STEPS, BETWEEN_INPUTS, AFTER_REACTION = "; ", " + ", ": "
MARKS = (BETWEEN_STEPS, BETWEEN_INPUTS)
"""What no name of a block holds."""


class RouteError(ValueError):
    """A route that cannot be read or does not run."""


@dataclass(frozen=True)
class Step:
    """One step of a route.

    Attributes
    ----------
    reaction : str
    inputs : tuple of str
        Names of blocks; ``#2`` is the product of step 2.
    product : str
        SMILES.
    """

    reaction: str
    inputs: tuple[str, ...]
    product: str


@dataclass(frozen=True, eq=False)
class Made:
    """A molecule with its origin.

    Attributes
    ----------
    smiles : str
    origin : str
        Name of a block, or of the last reaction.
    n_warheads : int
        Its photoactive groups.
    parts : tuple of Made
        What that reaction started from; empty for a block.
    """

    smiles: str
    origin: str
    n_warheads: int
    parts: tuple[Made, ...] = ()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The route, each compound made once."""
        found: dict[str, Step] = {}
        self._collect(found, {})
        return tuple(found.values())

    def _collect(self, found: dict[str, Step], numbers: dict[str, int]) -> str:
        if not self.parts:
            return self.origin
        if self.smiles not in numbers:
            inputs = tuple(part._collect(found, numbers) for part in self.parts)
            found[self.smiles] = Step(self.origin, inputs, self.smiles)
            numbers[self.smiles] = len(found)
        return f"#{numbers[self.smiles]}"

    @cached_property
    def route(self) -> str:
        """The route as one line, which :func:`replay` reads.

        Examples
        --------
        >>> acid, glycol = Made("CC(=O)O", "acetic acid", 0), Made("OCCO", "ethylene glycol", 0)
        >>> Made("CC(=O)OCCOC(C)=O", "esterification", 0, (acid, glycol)).route
        'esterification: acetic acid + ethylene glycol'
        """
        return BETWEEN_STEPS.join(
            f"{step.reaction}{AFTER_REACTION}{BETWEEN_INPUTS.join(step.inputs)}"
            for step in self.steps
        )

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """Names of the blocks, in the order of their first use."""
        if not self.parts:
            return (self.origin,)
        return tuple(dict.fromkeys(name for part in self.parts for name in part.blocks))

    @property
    def effort(self) -> tuple[int, str]:
        """What orders routes to one molecule: steps, then text."""
        return len(self.steps), self.route


def replay(route: str, blocks: Mapping[str, str], bench: Bench) -> str:
    """Run a route again and return the SMILES of its product.

    Parameters
    ----------
    route : str
        From :attr:`Made.route`.
    blocks : mapping of str to str
        SMILES by name.
    bench : Bench

    Raises
    ------
    RouteError
        Where a step does not run.
    """
    products: list[str] = []
    for number, text in enumerate(route.split(BETWEEN_STEPS), 1):
        name, _, inputs = text.partition(AFTER_REACTION)
        if name not in bench.toolbox.reactions:
            raise RouteError(f"step {number}: no reaction {name!r}")
        reactants = tuple(_find(one, blocks, products) for one in inputs.split(BETWEEN_INPUTS))
        products.append(_run(name, reactants, bench).smiles)
    return products[-1]


def _find(name: str, blocks: Mapping[str, str], products: list[str]) -> str:
    if name.startswith("#"):
        number = int(name[1:]) if name[1:].isdecimal() else 0
        if 0 < number <= len(products):
            return products[number - 1]
    elif name in blocks:
        return blocks[name]
    raise RouteError(f"step {len(products) + 1}: no block or earlier step {name!r}")


def _run(name: str, reactants: tuple[str, ...], bench: Bench) -> Outcome:
    made = None
    if len(reactants) == 1:
        made = bench.transform(name, *reactants)
    elif len(reactants) == 2:
        made = bench.join(name, *reactants)
    if made is None:
        raise RouteError(f"{name} does not run on {' and '.join(reactants)}")
    return made
