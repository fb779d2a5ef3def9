"""Where one intermediate ends: an absorbing Markov chain of its transient states.

The states are eliminated one after the other (state reduction of Grassmann, Taksar and Heyman): the
flow through a state that is taken out goes on to where that state leads, in the shares of its
rates. Only sums, products and quotients of rates that are not negative occur, so nothing cancels,
however stiff they are.

References
----------
Grassmann, Taksar, Heyman, Oper. Res. 1985, 33, 1107 (doi 10.1287/opre.33.5.1107).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.draws import Array


@dataclass(frozen=True, eq=False)
class Chain:
    """First-order rates of one intermediate, s-1, arrays that broadcast to one shape.

    Attributes
    ----------
    moves : mapping of (str, str) to ndarray
        From one transient state to another.
    ends : mapping of str to mapping of str to ndarray
        By transient state, the rates of the ends that leave from it; every state is a key.
    """

    moves: Mapping[tuple[str, str], Array]
    ends: Mapping[str, Mapping[str, Array]]

    @property
    def end_names(self) -> tuple[str, ...]:
        """Names of all ends, each once."""
        return tuple(dict.fromkeys(name for rates in self.ends.values() for name in rates))

    def leaving(self, state: str) -> Array:
        """Return the rate at which a state ends, moves to other states left out."""
        return _total(self.ends[state].values())


def _total(rates: Iterable[Array]) -> Array:
    return np.asarray(sum(rates, np.zeros(())))


def solve_fate(chain: Chain, start: str) -> dict[str, Array]:
    """Return the probability of every end.

    Parameters
    ----------
    chain : Chain
    start : str
        State in which the intermediate is formed.

    Returns
    -------
    dict of str to ndarray
        One array per end, of the shape of the rates; they add up to one.

    Raises
    ------
    ValueError
        When a state that is reached leads nowhere.

    Examples
    --------
    >>> one = np.ones(1)
    >>> chain = Chain({("s", "t"): one}, {"s": {"insertion": one}, "t": {"escape": one}})
    >>> {name: float(p[0]) for name, p in solve_fate(chain, "s").items()}
    {'insertion': 0.5, 'escape': 0.5}
    """
    arrays = (*chain.moves.values(), *(r for rates in chain.ends.values() for r in rates.values()))
    shape = np.broadcast_shapes(*(rate.shape for rate in arrays))
    names, zero = chain.end_names, np.zeros(shape)
    moves = {pair: rate + zero for pair, rate in chain.moves.items() if pair[0] != pair[1]}
    exits = {
        state: np.stack([rates.get(name, zero) + zero for name in names])
        for state, rates in chain.ends.items()
    }
    for state in (other for other in chain.ends if other != start):
        _eliminate(state, moves, exits)
    total = exits[start].sum(axis=0)
    if not np.all(total > 0.0):
        raise ValueError("an intermediate needs an end it can reach")
    return dict(zip(names, exits[start] / total, strict=True))


def solve_by_state(chain: Chain, start: str) -> dict[tuple[str, str], Array]:
    """Return the probability of every end, told apart by the state that it leaves from.

    Parameters
    ----------
    chain : Chain
    start : str

    Returns
    -------
    dict of (state, end) to ndarray
        They add up to one.

    Examples
    --------
    >>> one = np.ones(1)
    >>> chain = Chain({("s", "t"): one}, {"s": {"addition": one}, "t": {"addition": one}})
    >>> {name: float(p[0]) for name, p in solve_by_state(chain, "s").items()}
    {('s', 'addition'): 0.5, ('t', 'addition'): 0.5}
    """
    apart = {
        state: {f"{state}/{end}": rate for end, rate in rates.items()}
        for state, rates in chain.ends.items()
    }
    solved = solve_fate(Chain(chain.moves, apart), start)
    return {(s, end): solved[f"{s}/{end}"] for s, rates in chain.ends.items() for end in rates}


def _eliminate(state: str, moves: dict[tuple[str, str], Array], exits: dict[str, Array]) -> None:
    """Take one state out of a chain and send what flows through it to where it leads."""
    onward = {to: moves.pop((at, to)) for at, to in list(moves) if at == state}
    inward = {at: moves.pop((at, to)) for at, to in list(moves) if to == state}
    own = exits.pop(state)
    out = own.sum(axis=0) + _total(onward.values())
    for at, rate in inward.items():
        if not np.all((out > 0.0) | (rate == 0.0)):
            raise ValueError("an intermediate needs an end it can reach")
        through = np.divide(rate, out, out=np.zeros_like(rate), where=out > 0.0)
        exits[at] = exits[at] + through * own
        for to, further in onward.items():
            if to != at:
                moves[at, to] = moves.get((at, to), 0.0) + through * further
