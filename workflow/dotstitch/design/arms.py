"""What blocks turn into before they meet a linker: arms with a photoactive group, or without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdkit import Chem

from dotstitch.design.applying import Bench
from dotstitch.design.blocks import Block
from dotstitch.design.reactions import Reaction
from dotstitch.design.routes import Made
from dotstitch.plan.patterns import find_warheads

MOST_STEPS = 12
"""Of a preparation; from an aniline to a benzaldehyde with a diazirine are eight."""


def prepared(starts: Iterable[Made], bench: Bench, *stages: str) -> tuple[Made, ...]:
    """Return everything that some molecules turn into, themselves included, by the fewest steps.

    Parameters
    ----------
    starts : iterable of Made
    bench : Bench
    *stages : str
        Of the reactions that may run.
    """
    known = {made.smiles: made for made in starts}
    reactions = bench.toolbox.of_stage(*stages)
    front = list(known.values())
    for _ in range(MOST_STEPS):
        found: dict[str, Made] = {}
        for made in front:
            for one in _next(made, reactions, bench):
                if one.smiles not in known:
                    best = found.setdefault(one.smiles, one)
                    found[one.smiles] = min(best, one, key=lambda made: made.effort)
        known |= found
        front = list(found.values())
    return tuple(known.values())


def _next(made: Made, reactions: Iterable[Reaction], bench: Bench) -> Iterator[Made]:
    for reaction in reactions:
        outcome = bench.transform(reaction.row.name, made.smiles)
        if outcome is not None:
            yield Made(outcome.smiles, reaction.row.name, n_warheads(outcome.smiles), (made,))


def bought(block: Block) -> Made:
    """Return a block as the start of a route."""
    return Made(block.smiles, block.name, n_warheads(block.smiles))


def n_warheads(smiles: str) -> int:
    """Count the photoactive groups of a molecule.

    Examples
    --------
    >>> n_warheads("[N-]=[N+]=Nc1ccc(N=[N+]=[N-])cc1")
    2
    """
    return len(find_warheads(Chem.MolFromSmiles(smiles)))


@dataclass(frozen=True)
class Joins:
    """Which molecules can be one reactant of a join, at a single atom.

    Attributes
    ----------
    partners : dict
        By name of the join and position of the reactant.
    """

    partners: dict[tuple[str, int], tuple[Made, ...]]

    @classmethod
    def of(cls, arms: Iterable[Made], bench: Bench) -> Joins:
        """Sort arms by what they can do.

        A join that comes before the photoactive group takes blocks as they are bought, any other
        takes arms with their group.
        """
        reactions = bench.toolbox.of_stage("join")
        partners: dict[tuple[str, int], list[Made]] = {}
        for arm in sorted(arms, key=lambda made: made.effort):
            for reaction in reactions:
                fits = not arm.parts if reaction.is_late else arm.n_warheads > 0
                for position in (0, 1) if fits else ():
                    name = reaction.row.name
                    if bench.sites(name, position, arm.smiles) == 1:
                        partners.setdefault((name, position), []).append(arm)
        return cls({key: tuple(found) for key, found in partners.items()})

    def onto(self, made: Made, allowed: Iterable[str], bench: Bench) -> Iterator[Made]:
        """Yield what comes of a molecule with each arm that can join it.

        Parameters
        ----------
        made : Made
        allowed : iterable of str
            Names of joins.
        bench : Bench
        """
        for (name, position), arms in self.partners.items():
            if name not in allowed or not bench.sites(name, 1 - position, made.smiles):
                continue
            for arm in arms:
                parts = (arm, made) if position == 0 else (made, arm)
                outcome = bench.join(name, parts[0].smiles, parts[1].smiles)
                if outcome is not None:
                    carried = zip(outcome.times, parts, strict=True)
                    held = sum(times * part.n_warheads for times, part in carried)
                    yield Made(outcome.smiles, name, held, parts)


def joins_of(block: Block, bench: Bench) -> tuple[str, ...]:
    """Return the names of the joins that a block may take part in."""
    return block.reactions or tuple(one.row.name for one in bench.toolbox.of_stage("join"))


def all_arms(blocks: Iterable[Block], bench: Bench) -> Joins:
    """Return the arms that blocks give, made longer by extenders where these take them."""
    blocks = tuple(blocks)
    starts = [bought(block) for block in blocks if block.role == "arm"]
    arms = prepared(starts, bench, "prepare", "protect")
    short = Joins.of(arms, bench)
    longer = [
        made
        for block in blocks
        if block.role == "extender"
        for made in short.onto(bought(block), joins_of(block, bench), bench)
    ]
    return Joins.of({made.smiles: made for made in (*longer, *arms)}.values(), bench)
