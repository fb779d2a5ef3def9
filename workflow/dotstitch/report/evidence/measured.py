"""What was measured beside what the model says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dotstitch.contracts.evidence import EvidenceLine
from dotstitch.data.error_models import number as error_model
from dotstitch.report.evidence.agreement import agreement
from dotstitch.report.wording import interval, number

BARE = "film without crosslinker"
"""What stands in the place of a molecule's name."""
MARKS = {
    "met": "good",
    "missed": "warn",
    "contradicted by the model": "bad",
    "outside the prior": "warn",
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
    folded : str
        How many they are.
    tally : str
        One sentence.
    agreement : list of str
        Count, coverage and mean error, one sentence for each kind of number.
    left_out : bool
        Whether anything is known of predictions without the row itself.
    """

    groups: list[tuple[str, list[EvidenceRow]]]
    unmodelled: list[EvidenceLine]
    folded: str
    tally: str
    agreement: list[str]
    left_out: bool


def evidence(lines: Sequence[EvidenceLine]) -> Evidence:
    """Return the measurements as the page shows them."""
    groups: dict[str, list[EvidenceRow]] = {}
    for line in lines:
        if not line.reason:
            groups.setdefault(_molecule(line), []).append(evidence_row(line))
    return Evidence(
        groups=sorted(groups.items(), key=lambda group: group[0] == BARE),
        unmodelled=[line for line in lines if line.reason],
        folded=counted_as(sum(bool(line.reason) for line in lines)),
        tally=tally(lines),
        agreement=agreement(lines),
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
    prior = line.prior_probability
    if line.contradicted and prior is not None and prior < error_model("contradicted_below"):
        return "outside the prior"
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
    sentence = f"Of {counted_as(len(marks))} {modelled} ha{'s' if modelled == 1 else 've'} a "
    sentence += "counterpart in the model"
    return f"{sentence}: {', '.join(parts)}." if parts else f"{sentence}."


def counted_as(count: int) -> str:
    """Write a number of observations.

    Examples
    --------
    >>> counted_as(1), counted_as(3)
    ('1 observation', '3 observations')
    """
    return f"{count} observation{'' if count == 1 else 's'}"


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


def evidence_row(line: EvidenceLine) -> EvidenceRow:
    """Return one measurement as the page shows it."""
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
