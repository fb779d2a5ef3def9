"""Measured rates of the ring expansion of aryl nitrenes, and the increments that fit them.

Fitted is log10 k at 298 K of the rows in pentane and dichloromethane, all with the same standard
deviation, under a normal prior about zero for every increment and with bounds; log10 A is a mean of
its own, since k says nothing about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from dotstitch.contracts.draws import Array
from dotstitch.data.reading import read_rows
from dotstitch.groups.ring_expansion import KCAL_MOL_PER_DECADE, apparent_barrier_kcal_mol
from dotstitch.groups.ring_substitution import PARENT, Paths, closing_paths

TABLE = "data/groups/ring_expansion.csv"
RATE_SD_DECADES = 0.2
"""Assumed error of a measured log10 k at 298 K together with that of adding increments up."""
LOG10_A_PRIOR = (13.15, 0.325)
"""Mean and standard deviation: 12.5 to 13.8 are two of them either way."""
USUAL_SD = 0.3
"""Of a log10 A whose uncertainty is not given; the usual one of the table."""
PARENT_PRIOR = (5.6, 5.0, 3.0, 9.0)
"""Mean, standard deviation and bounds of the barrier of phenylnitrene, kcal/mol."""
WEAK, STRONG = 1.0, 2.0
FREE, RETARDS = (-3.0, 3.0), (0.0, 6.0)
PRIORS: dict[str, tuple[float, tuple[float, float]]] = {
    "attacked_fluoro": (STRONG, RETARDS),
    "attacked_methyl": (STRONG, RETARDS),
    "attacked_cyano": (STRONG, FREE),
    **dict.fromkeys(("opposite_fluoro", "meta_fluoro"), (WEAK, FREE)),
    **{
        f"para_{group}": (WEAK, FREE)
        for group in ("fluoro", "methyl", "trifluoromethyl", "acyl", "chloro", "cyano", "aryl")
    },
    "dichloromethane": (WEAK, FREE),
}
"""Increment to the standard deviation of its prior and its bounds, kcal/mol."""
NAMES = (PARENT, *PRIORS)
SOLVENTS = {"pentane": None, "dichloromethane": "dichloromethane"}


@dataclass(frozen=True)
class RateRow:
    """One row of ``data/groups/ring_expansion.csv``, as far as the rule reads it."""

    name: str
    smiles: str
    solvent: str
    activation_energy_kcal_mol: float | None
    log10_a: float | None
    log10_a_uncertainty: float | None
    log10_k_298: float | None
    source: str
    doi: str
    confidence: str


@dataclass(frozen=True)
class MeasuredRate:
    """One measured rate and the paths that the rule sees in it."""

    row: RateRow
    log10_k: float
    paths: Paths


def measured_rates() -> list[MeasuredRate]:
    """Return the rows that give a rate, with their paths; the solvent acts on both."""
    rates = []
    for row in read_rows(TABLE, RateRow):
        if row.log10_k_298 is None:
            continue
        paths = closing_paths(row.smiles, PRIORS.keys())
        solvent = SOLVENTS.get(row.solvent)
        extra = (solvent,) if solvent else ()
        first, second = paths.increments
        both = Paths((first + extra, second + extra), paths.notes)
        rates.append(MeasuredRate(row, row.log10_k_298, both))
    return rates


def fitted_rates() -> list[MeasuredRate]:
    """Return the rates of the fit: in pentane or dichloromethane, no substituent unknown."""
    return [r for r in measured_rates() if r.row.solvent in SOLVENTS and not r.paths.notes]


def common_log10_a() -> tuple[float, float, int]:
    """Return the common log10 A, the scatter of single nitrenes about it, and the rows used.

    Every measured value counts with its own uncertainty and that of the prior together.
    """
    mean, spread = LOG10_A_PRIOR
    known = [
        (rate.row.log10_a, rate.row.log10_a_uncertainty or USUAL_SD)
        for rate in measured_rates()
        if rate.row.log10_a is not None
    ]
    values, sd = np.array(known).T
    weights = np.append(1.0 / (sd**2 + spread**2), 1.0 / spread**2)
    centre = float(np.average(np.append(values, mean), weights=weights))
    return centre, float(np.sqrt(np.mean((values - centre) ** 2))), len(known)


def predicted_log10_k(rates: Sequence[MeasuredRate], x: Array, log10_a: float) -> Array:
    """Return log10 k of every row with the increments ``x`` in the order of the names."""
    values = dict(zip(NAMES, x, strict=True))
    barriers = [apparent_barrier_kcal_mol(rate.paths, values) for rate in rates]
    return np.asarray(log10_a - np.array(barriers) / KCAL_MOL_PER_DECADE)


def fit_increments(rates: Sequence[MeasuredRate], log10_a: float) -> tuple[Array, Array]:
    """Return the increments and their standard errors, both in the order of the names."""
    start, parent_sd, *parent_bounds = PARENT_PRIOR
    centre = np.array([start] + [0.0] * len(PRIORS))
    prior = np.array([parent_sd] + [sd for sd, _ in PRIORS.values()])
    low, high = np.array([parent_bounds] + [list(bounds) for _, bounds in PRIORS.values()]).T
    measured = np.array([rate.log10_k for rate in rates])

    def misfit(x: Array) -> Array:
        off = (predicted_log10_k(rates, x, log10_a) - measured) / RATE_SD_DECADES
        return np.concatenate([off, (x - centre) / prior])

    solution = least_squares(misfit, centre + 0.01, bounds=(low, high), xtol=1e-10, ftol=1e-10)
    slopes = np.asarray(solution.jac, dtype=np.float64)
    return solution.x, np.sqrt(np.diag(np.linalg.inv(slopes.T @ slopes)))


def left_out_log10_k(rates: Sequence[MeasuredRate], log10_a: float) -> Array:
    """Return measured minus predicted log10 k of every nitrene, all its rows left out.

    C6F5N counts twice, once per solvent, and both of its rows are left out together.
    """
    errors = []
    for rate in rates:
        others = [r for r in rates if r.row.smiles != rate.row.smiles]
        x, _ = fit_increments(others, log10_a)
        errors.append(rate.log10_k - float(predicted_log10_k([rate], x, log10_a)[0]))
    return np.array(errors)
