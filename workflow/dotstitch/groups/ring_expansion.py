"""Ring expansion of a singlet aryl nitrene from what stands on its ring.

The rate-limiting step closes an azirine onto one of the two ortho carbons, so with barriers E_1
and E_2 of the two paths

    k = (A / 2) [exp(-E_1 / RT) + exp(-E_2 / RT)],

and each barrier is that of phenylnitrene plus an increment per substituent: at the attacked carbon,
at the opposite ortho carbon (fluorine alone), meta and para. log10 A is common, since at room
temperature only k matters and the measured pairs of Ea and log10 A compensate each other; the
activation energy given is the one that yields k at 298.15 K with that A.
``ring_expansion_rule.yaml`` holds the increments, fitted to ``ring_expansion.csv`` by
:mod:`dotstitch.evidence.fits.ring_expansion`.

References
----------
Gritsan, Platz, Chem. Rev. 2006, 106, 3844: the two steps and most of the measured rates.
Smith, Cramer, J. Am. Chem. Soc. 1996, 118, 5490: why fluorine acts from the opposite ortho carbon
too, but hardly from meta.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from pydantic import BaseModel, ConfigDict, Field

from dotstitch.contracts.constants import GAS_CONSTANT_KCAL_MOL_K, ROOM_TEMPERATURE_K
from dotstitch.contracts.draws import Array
from dotstitch.data.reading import read_yaml
from dotstitch.groups.ring_substitution import PARENT, Paths, closing_paths

RULE_FILE = "data/groups/ring_expansion_rule.yaml"
Solvent = Literal["alkane", "dichloromethane"]
KCAL_MOL_PER_DECADE = GAS_CONSTANT_KCAL_MOL_K * ROOM_TEMPERATURE_K * float(np.log(10.0))
"""Change of the barrier that changes the rate at 298.15 K tenfold."""


@dataclass(frozen=True)
class RingExpansion:
    """Arrhenius parameters of the ring expansion of one nitrene.

    Attributes
    ----------
    activation_energy_kcal_mol : float
    uncertainty_kcal_mol : float
        One standard deviation of the barrier at the given ``log10_a``.
    log10_a : float
        Of the rate in s-1.
    notes : tuple of str
        Why the uncertainty is wider than that of the rule; empty inside its domain.
    """

    activation_energy_kcal_mol: float
    uncertainty_kcal_mol: float
    log10_a: float
    notes: tuple[str, ...] = ()

    def rate_per_s(self, temperature_k: ArrayLike, normals: ArrayLike = 0.0) -> Array:
        """Return the rate, s-1.

        Parameters
        ----------
        temperature_k : array_like
        normals : array_like
            Errors of the barrier in standard deviations, broadcast against ``temperature_k``.

        Examples
        --------
        >>> bool(ring_expansion("[N]c1ccccc1").rate_per_s(298.15) > 1e8)
        True
        """
        barrier = self.activation_energy_kcal_mol + self.uncertainty_kcal_mol * np.asarray(normals)
        thermal = GAS_CONSTANT_KCAL_MOL_K * np.asarray(temperature_k, dtype=np.float64)
        return np.asarray(10.0**self.log10_a * np.exp(-barrier / thermal))


class Increment(BaseModel):
    """What one substituent in one position adds to the barrier, and its standard deviation."""

    model_config = ConfigDict(frozen=True)

    value_kcal_mol: float
    uncertainty_kcal_mol: float = Field(gt=0)


class LeftOut(BaseModel):
    """Errors of nitrenes that were left out of the fit, root mean square."""

    model_config = ConfigDict(frozen=True)

    rms_log10_k: float
    rms_kcal_mol: float


class PreExponential(BaseModel):
    """Common logarithm of A, s-1."""

    model_config = ConfigDict(frozen=True)

    value: float


class Rule(BaseModel):
    """What is read of ``data/groups/ring_expansion_rule.yaml``; the rest documents the fit.

    Attributes
    ----------
    increments : dict of Increment
        Measured ones, by position and group; ``parent`` is phenylnitrene.
    outside : dict of Increment
        What widens the barrier where nothing was measured.
    """

    model_config = ConfigDict(frozen=True)

    log10_a: PreExponential
    leave_one_out: LeftOut
    increments: dict[str, Increment]
    outside: dict[str, Increment]


@cache
def rule() -> Rule:
    """Return the rule."""
    return read_yaml(RULE_FILE, Rule)


def apparent_barrier_kcal_mol(paths: Paths, increments: Mapping[str, float]) -> float:
    """Return the activation energy that the two paths have together at 298.15 K.

    Examples
    --------
    Half of the rate is left when one of two equal paths is closed:

    >>> half = Paths((("parent",), ("parent", "attacked_x")))
    >>> round(apparent_barrier_kcal_mol(half, {"parent": 5.0, "attacked_x": 99.0}), 3)
    5.411
    """
    each = [sum(increments[name] for name in names) for names in paths.increments]
    decades = -np.array(each) / KCAL_MOL_PER_DECADE
    return float(-KCAL_MOL_PER_DECADE * np.log10(np.mean(10.0**decades)))


@cache
def ring_expansion(smiles: str, solvent: Solvent = "alkane") -> RingExpansion:
    """Return barrier, uncertainty and log10 A of the ring expansion of a nitrene.

    The uncertainty is the leave-one-out error of the rule. Every kind of increment that was never
    measured adds the half change of the barrier over one standard deviation either way, in
    quadrature.

    Parameters
    ----------
    smiles : str
        Of the nitrene, its nitrogen written with two unpaired electrons.
    solvent : str
        A film resembles an alkane.

    Raises
    ------
    ValueError
        Without a nitrene on an aromatic ring.

    Examples
    --------
    >>> bare, blocked = ring_expansion("[N]c1ccccc1"), ring_expansion("[N]c1c(F)cccc1F")
    >>> blocked.activation_energy_kcal_mol > bare.activation_energy_kcal_mol + 2.0
    True
    >>> ring_expansion("[N]c1cccc(OC)c1").notes
    ('no measured nitrene has this meta substituent',)
    """
    table = rule()
    increments = {name: row.value_kcal_mol for name, row in table.increments.items()}
    widening = table.outside
    values = increments | {name: row.value_kcal_mol for name, row in widening.items()}
    if solvent != "alkane":
        values[PARENT] += increments[solvent]
    paths = closing_paths(smiles, increments.keys())
    variance = table.leave_one_out.rms_kcal_mol**2
    for name, row in widening.items():
        spread = row.uncertainty_kcal_mol
        high, low = (
            apparent_barrier_kcal_mol(paths, values | {name: values[name] + sign * spread})
            for sign in (1.0, -1.0)
        )
        variance += (0.5 * (high - low)) ** 2
    return RingExpansion(
        activation_energy_kcal_mol=apparent_barrier_kcal_mol(paths, values),
        uncertainty_kcal_mol=float(variance**0.5),
        log10_a=table.log10_a.value,
        notes=paths.notes,
    )
