"""One molecule where it is ranked, looked at closely: dose, fate, rates, levels, observations."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from dotstitch.contracts.photophysics.curves import DoseCurve


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChainRate(_Frozen):
    """How fast an intermediate leaves one state where the molecule is ranked, s-1.

    Attributes
    ----------
    state, to : str
        Where it is and where it goes: an end, or another state.
    per_s, per_s_low, per_s_high : float
        Median and 16 to 84 % interval under N2.
    in_air_per_s : float
        Median in air.
    """

    state: str
    to: str
    per_s: float
    per_s_low: float
    per_s_high: float
    in_air_per_s: float


class FlowEnd(_Frozen):
    """Share of all warheads whose intermediate ended in one way.

    Attributes
    ----------
    state : str
        The last state that it was in.
    words, outcome : str
        As the group names the end.
    """

    state: str
    words: str
    outcome: Literal["wanted", "harmful", "lost"]
    share: float


class Flow(_Frozen):
    """What became of all warheads where the molecule is ranked, mean shares over the samples.

    ``intact``, ``spent``, ``waiting`` and the ends add up to one; so many as have formed have
    ended.

    Attributes
    ----------
    spent : float
        Taken by an electron of an excited dot.
    waiting : float
        Held by an isomer.
    by_light, by_transfer : dict of float
        Intermediates formed by light and by energy from a dot, by the state that they start in.
    """

    atmosphere: str
    intact: float
    spent: float
    waiting: float
    by_light: dict[str, float]
    by_transfer: dict[str, float]
    ends: tuple[FlowEnd, ...]


class StateLevels(_Frozen):
    """Frontier levels in the film under the draws, against vacuum.

    Attributes
    ----------
    state : str
        ``intact``, ``half`` or ``product``.
    homo_ev, lumo_ev : float
        Minus ionisation energy and electron affinity; medians.
    """

    state: str
    homo_ev: float
    homo_uncertainty_ev: float
    lumo_ev: float
    lumo_uncertainty_ev: float


class Observed(_Frozen):
    """One measurement of the molecule itself, as a number or a word.

    Attributes
    ----------
    quantity : str
        By the names of a table of measurements.
    values : tuple of float
        One, or two readings of which either may hold; empty for a word.
    """

    quantity: str
    values: tuple[float, ...]
    word: str
    uncertainty: float
    wavelength_nm: float | None
    dose_mj_cm2: float | None
    loading_wt_percent: float | None
    atmosphere: str
    dot: str
    solvent: str


class CloseUp(_Frozen):
    """One molecule where it is ranked.

    Attributes
    ----------
    dose_curves : tuple of DoseCurve
        Under N2 and in air, dense where film or light change.
    flows : tuple of Flow
        Under N2 and in air, at the dose where it is ranked.
    levels : tuple of StateLevels
        Of the intact molecule first.
    optical_lumo_ev, optical_lumo_uncertainty_ev : float or None
        The convention of Lu et al.: HOMO plus optical gap; None without a band.
    """

    dose_curves: tuple[DoseCurve, DoseCurve]
    flows: tuple[Flow, Flow]
    levels: tuple[StateLevels, ...]
    optical_lumo_ev: float | None
    optical_lumo_uncertainty_ev: float | None
    observed: tuple[Observed, ...]
