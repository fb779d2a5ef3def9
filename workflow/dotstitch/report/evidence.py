"""What was measured beside what the model says of it, and what to measure next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dotstitch.contracts.evidence import EvidenceLine
from dotstitch.report.wording import interval, number

BARE = "film without crosslinker"
"""What stands in the place of a molecule's name."""
MARKS = {
    "met": "good",
    "missed": "warn",
    "contradicted by the model": "bad",
    "not judged": "",
    "not modelled": "",
}
"""Pass marks, each with the colour of its badge."""


@dataclass(frozen=True)
class Told:
    """A prediction: the number, the interval, the probability of a word, bound or order."""

    value: str
    interval: str
    probability: str


@dataclass(frozen=True)
class EvidenceRow:
    """One measurement of the table."""

    line: EvidenceLine
    prior: Told
    posterior: Told
    left_out: Told
    mark: str
    colour: str


@dataclass(frozen=True)
class Evidence:
    """All measurements of a screen.

    Attributes
    ----------
    groups : list of (str, list of EvidenceRow)
        Modelled rows by molecule.
    unmodelled : list of EvidenceLine
    tally : str
        One sentence.
    left_out : bool
        Whether anything is known of predictions without the row itself.
    """

    groups: list[tuple[str, list[EvidenceRow]]]
    unmodelled: list[tuple[str, EvidenceLine]]
    tally: str
    left_out: bool


def evidence(lines: Sequence[EvidenceLine]) -> Evidence:
    """Return the measurements as the page shows them."""
    groups: dict[str, list[EvidenceRow]] = {}
    for line in lines:
        if not line.reason:
            groups.setdefault(_molecule(line), []).append(_row(line))
    return Evidence(
        groups=sorted(groups.items(), key=lambda group: group[0] == BARE),
        unmodelled=[(_molecule(line), line) for line in lines if line.reason],
        tally=tally(lines),
        left_out=any(_known(line, "left_out") for line in lines),
    )


def mark(line: EvidenceLine) -> str:
    """Return the pass mark of a measurement.

    Examples
    --------
    >>> line = {"id": "a", "molecule": "", "quantity": "", "conditions": "", "measured": ""}
    >>> mark(EvidenceLine(**line, used=True, passed=False, contradicted=True))
    'contradicted by the model'
    """
    if line.reason:
        return "not modelled"
    if line.contradicted:
        return "contradicted by the model"
    if line.passed is None:
        return "not judged"
    return "met" if line.passed else "missed"


def tally(lines: Iterable[EvidenceLine]) -> str:
    """Return in one sentence how many measurements bear each mark."""
    marks = [mark(line) for line in lines]
    counted = {name: marks.count(name) for name in MARKS}
    modelled = len(marks) - counted.pop("not modelled")
    parts = [f"{count} {name}" for name, count in counted.items() if count]
    sentence = f"Of {len(marks)} observations {modelled} have a counterpart in the model"
    return f"{sentence}: {', '.join(parts)}." if parts else f"{sentence}."


def plain(value: float | None) -> str:
    """Write a number of any size: two decimals, fewer for large ones.

    Examples
    --------
    >>> plain(0.5512), plain(-35.04), plain(None)
    ('0.55', '−35.0', '–')
    """
    return number(value, _decimals(value))


def _decimals(value: float | None) -> int:
    size = abs(value or 0.0)
    return 2 if size < 10.0 else 1 if size < 100.0 else 0


def _molecule(line: EvidenceLine) -> str:
    return line.molecule or BARE


def _row(line: EvidenceLine) -> EvidenceRow:
    word = mark(line)
    return EvidenceRow(
        line=line,
        prior=_told(line, "prior", line.prior_probability),
        posterior=_told(line, "posterior", line.probability),
        left_out=_told(line, "left_out", line.left_out_probability),
        mark=word,
        colour=MARKS[word],
    )


def _known(line: EvidenceLine, name: str) -> bool:
    return getattr(line, name) is not None


def _told(line: EvidenceLine, name: str, probability: float | None) -> Told:
    value = getattr(line, name)
    ends = getattr(line, f"{name}_low"), getattr(line, f"{name}_high")
    return Told(
        value=plain(value),
        interval=interval(*ends, _decimals(value)),
        probability="" if probability is None else f"holds: {number(probability)}",
    )
