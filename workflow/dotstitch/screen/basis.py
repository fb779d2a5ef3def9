"""What a ranking rests on, in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dotstitch.contracts.measurement import Measurement

PRIORS = "The ranking rests on literature priors"


def basis_sentence(measurements: Sequence[Measurement], used: Collection[str]) -> str:
    """Return what a ranking rests on.

    Parameters
    ----------
    measurements : sequence of Measurement
    used : collection of str
        Those that condition the draws, by ``id``.

    Examples
    --------
    >>> basis_sentence((), ())
    'The ranking rests on literature priors alone: no measurement conditions it.'
    """
    told = [row.default_evidence for row in measurements if row.id in used]
    parts = [
        *_counted(told.count(True), "observation", "of Lu et al. (2022)"),
        *_counted(told.count(False), "measurement", "of yours"),
    ]
    if not parts:
        return f"{PRIORS} alone: no measurement conditions it."
    return f"{PRIORS} conditioned on {' and '.join(parts)}."


def _counted(count: int, what: str, whose: str) -> list[str]:
    return [f"{count} {what}{'' if count == 1 else 's'} {whose}"] if count else []
