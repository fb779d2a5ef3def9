"""What to compute next: a table of molecules that hold the chromophores worth it.

An order is named by all that it was chosen from, so a campaign that was stopped finds its own and
goes on with it, though some of what it asks for was computed meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.files import content_key
from dotstitch.contracts.results import METHOD_VERSION
from dotstitch.contracts.tables import read_table, write_table
from dotstitch.data.levels import load_level
from dotstitch.design.listing import Candidate
from dotstitch.design.output.proposals import choose, representatives
from dotstitch.design.tiers.judge import Judged
from dotstitch.design.tiers.known import Planned
from dotstitch.design.tiers.likeness import Subject

ORDER_COLUMNS = ("name", "smiles", "route", "chromophores")
CHOICES_PER_CHROMOPHORE = 3
"""Films are chosen until so many per wanted chromophore, since those of one share it."""


def order_path(
    folder: Path, config: Config, space: Sequence[Candidate], screened: Sequence[Subject]
) -> Path:
    """Return the file of an order at the level of a configuration."""
    knobs = config.model_dump(mode="json", exclude={"threads_per_job", "molecules", "recipes"})
    key = content_key(
        {
            "knobs": knobs,
            "level": load_level(config.level, config.engine).key_content(),
            "methods": METHOD_VERSION,
            "space": [one.name for one in space if not one.reasons],
            "screened": [one.smiles for one in screened],
        }
    )
    return folder / f"{config.level}-{key}.csv"


def write_order(path: Path, screened: Sequence[Subject], chosen: Sequence[Candidate]) -> None:
    """Write an order: what is lacking of the screened molecules, and the chosen ones."""
    rows = [{"name": one.name, "smiles": one.smiles} for one in screened]
    write_table(path, ORDER_COLUMNS, rows + [one.row for one in chosen])


def holds_any(path: Path) -> bool:
    """Tell whether an order asks for anything."""
    return bool(read_table(path.read_text(encoding="utf-8")))


def worth_computing(
    judged: Judged, known: Collection[str], n_chromophores: int
) -> tuple[Candidate, ...]:
    """Return molecules whose films promise most among those that hold something not yet computed.

    Parameters
    ----------
    judged : Judged
    known : collection of str
        SMILES of the parts that were computed at the level of the order.
    n_chromophores : int
        Together they hold at most so many new chromophores.
    """
    made = representatives(judged)
    rows = [row for row, one in made.items() if _new(one, known)]
    wanted: set[str] = set()
    found = []
    for row in choose(judged, CHOICES_PER_CHROMOPHORE * n_chromophores, rows, 1):
        with_it = wanted | set(_new(made[row], known))
        if len(with_it) <= n_chromophores:
            wanted = with_it
            found.append(made[row])
    return tuple(found)


def _new(candidate: Candidate, known: Collection[str]) -> list[str]:
    return [smiles for smiles in candidate.chromophores if smiles not in known]


def computed_smiles(planned: Planned) -> frozenset[str]:
    """Return the SMILES of the parts that were computed, well or not."""
    return frozenset(planned.smiles(key) for key in planned.computed)
