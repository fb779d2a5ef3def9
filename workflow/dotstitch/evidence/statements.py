"""What Lu et al. state without a number, as probabilities under the draws of a model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dotstitch.contracts.draws import Array
from dotstitch.evidence.films import FilmModel
from dotstitch.film.pattern import GOOD_PATTERN, POOR_PATTERN

CONTRADICTED = 0.2
"""Probability below which a statement counts as contradicted."""
NEEDED = frozenset({"1", "2", "4"})


@dataclass(frozen=True)
class Statement:
    """One statement, the share of samples in which it holds, and what follows."""

    statement: str
    probability: float | None
    verdict: str


def statements(model: FilmModel) -> list[Statement]:
    """Return the probability of each statement of Lu et al."""
    if not set(model.molecules) >= NEEDED:
        text = "crosslinkers 1, 2 and 4 are not all in this screen"
        return [Statement(text, None, "not tested")]
    rows = []
    for text, truth in _truths(model).items():
        p = float(np.mean(truth))
        verdict = "contradicted" if p < CONTRADICTED else "not contradicted"
        rows.append(Statement(text, p, verdict))
    return rows


def _truths(model: FilmModel) -> dict[str, NDArray[np.bool_]]:
    """Return whether each statement holds, sample by sample."""
    films = {
        "1": model.at("1", 365, 50, 3),
        "1 air": model.at("1", 365, 50, 3, air=True),
        "1 254": model.at("1", 254, 50, 3),
        "2": model.at("2", 365, 50, 3),
        "2 254": model.at("2", 254, 50, 3),
        "4": model.at("4", 365, 200, 6),
        "4 air": model.at("4", 365, 200, 6, air=True),
        "4 air 1000": model.at("4", 365, 1000, 6, air=True),
    }
    kept = {name: film["film retention"] for name, film in films.items()}
    light = {name: film["relative PLQY"] for name, film in films.items()}

    def bonds_lost(name: str) -> Array:
        in_n2 = np.maximum(films[name]["arms"], 1e-12)
        return np.asarray(1.0 - films[f"{name} air"]["arms"] / in_n2)

    def film_lost(name: str) -> Array:
        return np.asarray(kept[name] - kept[f"{name} air"])

    first, second = light["4"] > light["1"], light["1"] > light["1 254"]
    return {
        "2 gives no pattern at 365 nm": kept["2"] < POOR_PATTERN,
        "2 gives a good pattern at 254 nm": kept["2 254"] >= GOOD_PATTERN,
        "1 gives a good pattern at 365 nm in N2": kept["1"] >= GOOD_PATTERN,
        "1 gives a good pattern at 365 nm in air": kept["1 air"] >= GOOD_PATTERN,
        "4 gives a good pattern at 365 nm in N2": kept["4"] >= GOOD_PATTERN,
        "4 loses more of its bonds to air than 1": bonds_lost("4") > bonds_lost("1"),
        "4 loses more of its film to air than 1": film_lost("4") > film_lost("1"),
        "4 at 1000 mJ cm-2 in air is weaker than at 200 in N2": kept["4 air 1000"] < kept["4"],
        "PLQY of 4 at 365 nm exceeds that of 1 at 365 nm": first,
        "PLQY of 1 at 365 nm exceeds that of 1 at 254 nm": second,
        "PLQY 4 > 1 at 365 nm > 1 at 254 nm": first & second,
    }
