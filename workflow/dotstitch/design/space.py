"""The space of candidates: every linker with the arms that its ends take, by named reactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dotstitch.design.applying import Bench
from dotstitch.design.arms import Joins, all_arms, bought, joins_of, prepared
from dotstitch.design.blocks import Block
from dotstitch.design.routes import Made

ENDS_OF_A_KIND = 2
"""Joins in a row: the ends of one kind, then those of another."""


def enumerate_space(blocks: Iterable[Block], bench: Bench) -> tuple[Made, ...]:
    """Return every finished crosslinker once, by its shortest route, sorted by SMILES.

    Parameters
    ----------
    blocks : iterable of Block
    bench : Bench
    """
    blocks = tuple(blocks)
    arms = all_arms(blocks, bench)
    best: dict[str, Made] = {}
    for block in blocks:
        if block.role == "linker":
            for made in _crosslinkers(block, arms, bench):
                known = best.get(made.smiles)
                if known is None or made.effort < known.effort:
                    best[made.smiles] = made
    return tuple(best[smiles] for smiles in sorted(best))


def _crosslinkers(block: Block, arms: Joins, bench: Bench) -> Iterator[Made]:
    """Yield what one linker gives: with armed arms, and with arms that get their group later."""
    reactions = bench.toolbox.reactions
    names = joins_of(block, bench)
    early = frozenset(name for name in names if not reactions[name].is_late)
    for made in _joined(bought(block), early, arms, bench, ENDS_OF_A_KIND):
        if is_finished(made, bench):
            yield made
    late = frozenset(names) - early
    for made in _joined(bought(block), late, arms, bench, ENDS_OF_A_KIND):
        for built in prepared([made], bench, "prepare", "protect"):
            if is_finished(built, bench):
                yield built


def _joined(
    made: Made, names: frozenset[str], arms: Joins, bench: Bench, ends: int
) -> Iterator[Made]:
    """Yield a molecule with arms on its ends of one kind, and of as many further kinds."""
    if not names or not ends:
        return
    for start in prepared([made], bench, "protect"):
        for joined in arms.onto(start, names, bench):
            yield joined
            if bench.is_open(joined.smiles):
                yield from _joined(joined, names, arms, bench, ends - 1)


def is_finished(made: Made, bench: Bench) -> bool:
    """Tell a molecule with two photoactive groups or more and no end left to react."""
    return made.n_warheads > 1 and not bench.is_open(made.smiles)
