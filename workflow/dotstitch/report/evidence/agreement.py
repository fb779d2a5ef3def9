"""How well predictions agree with measured numbers: before, without and after these."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from dotstitch.contracts.evidence import EvidenceLine
from dotstitch.report.wording import number

SHARES = ("PLQY", "film retention", "photoactive groups")
"""How quantities begin that are shares of film, light or groups."""
HEIGHTS = ("molar absorptivity",)


def agreement(lines: Sequence[EvidenceLine]) -> list[str]:
    """Return one sentence for each kind of number: count, coverage of intervals, mean error.

    Examples
    --------
    >>> told = {"id": "a", "molecule": "", "conditions": "", "used": True, "measured": "0.5"}
    >>> prior = {"prior": 0.3, "prior_low": 0.1, "prior_high": 0.6}
    >>> after = {"posterior": 0.52, "posterior_low": 0.51, "posterior_high": 0.55}
    >>> agreement([EvidenceLine(quantity="PLQY of a film", **told, **prior, **after)])[0]
    'Shares of film, light and groups, 1 measured: prior intervals hold 1 of 1, mean error 0.20; \
those given the evidence 0 of 1, mean error 0.02.'
    """
    kinds: tuple[tuple[str, tuple[str, ...], Callable[[float, float], float], str], ...] = (
        ("Shares of film, light and groups", SHARES, _difference, "mean error {}"),
        ("Absorptivities", HEIGHTS, _factor, "mean error a factor of {}"),
    )
    told = []
    for title, starts, error, words in kinds:
        own = [line for line in lines if line.quantity.startswith(starts) and _is_number(line)]
        if own:
            parts = [
                f"{whose} {held(some, name)} of {len(some)}, "
                f"{words.format(number(mean_error(some, name, error)))}"
                for name, (whose, some) in _known(own).items()
            ]
            told.append(f"{title}, {len(own)} measured: {'; '.join(parts)}.")
    return told


def _known(lines: Sequence[EvidenceLine]) -> dict[str, tuple[str, Sequence[EvidenceLine]]]:
    """Return, by prediction, how its intervals are called and the lines that have it."""
    found = {
        "prior": ("prior intervals hold", lines),
        "left_out": ("left-out ones", [line for line in lines if line.left_out is not None]),
        "posterior": ("those given the evidence", lines),
    }
    return {name: one for name, one in found.items() if one[1]}


def held(lines: Sequence[EvidenceLine], name: str) -> int:
    """Return how many measured numbers lie within the 16 to 84 % interval of a prediction."""
    return sum(
        getattr(x, f"{name}_low") <= float(x.measured) <= getattr(x, f"{name}_high") for x in lines
    )


def mean_error(
    lines: Sequence[EvidenceLine], name: str, error: Callable[[float, float], float]
) -> float:
    """Return the mean error of the medians of a prediction; a factor where logarithms count."""
    mean = sum(error(getattr(x, name), float(x.measured)) for x in lines) / len(lines)
    return math.exp(mean) if error is _factor else mean


def _difference(predicted: float, measured: float) -> float:
    return abs(predicted - measured)


def _factor(predicted: float, measured: float) -> float:
    return abs(math.log(max(predicted, 1e-9) / measured))


def _is_number(line: EvidenceLine) -> bool:
    try:
        float(line.measured)
    except ValueError:
        return False
    return line.prior is not None and line.posterior is not None
