"""What a model that needs no quantum chemistry expects of a chromophore, and how wrong it may be.

One Gaussian process (:mod:`dotstitch.design.gaussian_process`) on the counts of
:mod:`dotstitch.design.descriptors` for each number: the logarithm of the absorptivity at nodes over
the spectrum, HOMO, LUMO, triplet energy, and the singlet-triplet gap by photoactive group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dotstitch.contracts.constants import WAVELENGTHS_NM
from dotstitch.contracts.draws import Array
from dotstitch.design.descriptors import describe
from dotstitch.design.gaussian_process import GaussianProcess
from dotstitch.film.molecule import Chromophore

NODE_SPACING_NM = 15.0
SMALLEST_EPSILON_M1_CM1 = 1.0
"""Smaller absorptivities are alike: a film of any dose here does not see them."""
LEAST_TRAINING = 5
"""Fewer values than this make no model."""
NODES_NM = np.linspace(
    WAVELENGTHS_NM[0],
    WAVELENGTHS_NM[-1],
    1 + round(float(np.ptp(WAVELENGTHS_NM)) / NODE_SPACING_NM),
)
Value = tuple[float, float]
"""A value and its standard deviation."""


@dataclass(frozen=True, eq=False)
class Expected:
    """What is expected of one chromophore.

    Attributes
    ----------
    decades : ndarray, shape (nodes,)
        Common logarithm of the absorptivity, M-1 cm-1.
    decades_error : ndarray, shape (nodes,)
    levels : mapping of str to (float, float)
        ``homo_ev``, ``lumo_ev`` and ``triplet_ev``, each with its standard deviation; what no
        model is there for is absent.
    """

    decades: Array
    decades_error: Array
    levels: Mapping[str, Value]

    def error_at(self, wavelengths_nm: Sequence[float]) -> float:
        """Return the largest error of the absorptivity at some lamps, decades."""
        return float(np.interp(wavelengths_nm, NODES_NM, self.decades_error).max())


@dataclass(frozen=True, eq=False)
class ChromophoreModel:
    """Fitted models.

    Attributes
    ----------
    nodes : tuple of GaussianProcess or float
        A number where all training values are that number.
    levels : mapping of str to GaussianProcess
    gaps : mapping of str to GaussianProcess
        By photoactive group; they take the SMILES of the intermediate.
    """

    nodes: tuple[GaussianProcess | float, ...]
    levels: Mapping[str, GaussianProcess]
    gaps: Mapping[str, GaussianProcess]

    @classmethod
    def fit(cls, training: Iterable[Chromophore]) -> ChromophoreModel | None:
        """Fit all models; None where there are too few chromophores.

        Parameters
        ----------
        training : iterable of Chromophore
            Computed ones at one level.
        """
        known = {one.smiles: one for one in training}
        if len(known) < LEAST_TRAINING:
            return None
        x = describe(known)
        curves = np.array([log_absorptivity(one, 0) for one in known.values()])
        levels = {name: dict[str, float]() for name in ("homo_ev", "lumo_ev", "triplet_ev")}
        gaps: dict[str, dict[str, float]] = {}
        for smiles, one in known.items():
            levels["homo_ev"][smiles] = one.states[0].levels.homo_ev
            levels["lumo_ev"][smiles] = one.states[0].levels.lumo_ev
            if one.triplet_ev is not None:
                levels["triplet_ev"][smiles] = one.triplet_ev
            for arm in one.arms:
                if arm.intermediate is not None and arm.gap is not None:
                    of_group = gaps.setdefault(arm.group.name, {})
                    of_group[arm.intermediate.smiles] = arm.gap.gap_st_kcal_mol
        return cls(
            tuple(_fit_or_constant(x, column) for column in curves.T),
            _fit_named(levels),
            _fit_named(gaps),
        )

    def expect(self, smiles: str) -> Expected:
        """Return what is expected of a chromophore."""
        x = describe([smiles])
        pairs = [_predict(model, x) for model in self.nodes]
        values, errors = (np.array(column) for column in zip(*pairs, strict=True))
        levels = {name: _predict(model, x) for name, model in self.levels.items()}
        return Expected(values, errors, levels)

    def gap_kcal_mol(self, group: str, intermediate: str) -> Value | None:
        """Return the gap of an intermediate and its error; None without a model of its group."""
        model = self.gaps.get(group)
        return None if model is None else _predict(model, describe([intermediate]))


def log_absorptivity(chromophore: Chromophore, state: int) -> Array:
    """Return the common logarithm of the absorptivity of one state at the nodes."""
    curve = np.maximum(chromophore.states[state].epsilon_m1_cm1, SMALLEST_EPSILON_M1_CM1)
    return np.asarray(np.interp(NODES_NM, WAVELENGTHS_NM, np.log10(curve)))


def _fit_or_constant(x: Array, values: Array) -> GaussianProcess | float:
    return GaussianProcess.fit(x, values) if np.ptp(values) else float(values[0])


def _fit_named(tables: Mapping[str, Mapping[str, float]]) -> dict[str, GaussianProcess]:
    """Fit one model per table of values by SMILES, where there are enough different ones."""
    return {
        name: GaussianProcess.fit(describe(values), np.array(list(values.values())))
        for name, values in tables.items()
        if len(values) >= LEAST_TRAINING and len(set(values.values())) > 1
    }


def _predict(model: GaussianProcess | float, x: Array) -> Value:
    if isinstance(model, float):
        return model, 0.0
    mean, error = model.predict(x)
    return float(mean[0]), float(error[0])
