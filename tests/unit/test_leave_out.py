"""A posterior without some rows equals the one that never saw them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from dotstitch.contracts.draws import Draws
from dotstitch.contracts.measurement import Measurement
from dotstitch.evidence.conditioning import Evidence, total
from dotstitch.evidence.posterior import Posterior
from dotstitch.evidence.prior import prior_draws
from dotstitch.evidence.sampling.proposals import Pilot, gaussian_of
from dotstitch.evidence.scorecard.left_out import ENOUGH, MOVED_RUNS, leave_out
from dotstitch.evidence.scorecard.plans import plans
from dotstitch.screen.conditioning import default_evidence

NAMES = ("a", "b", "c")
RUNS, POINTS = 4, 250


def film(number: int, value: float) -> Measurement:
    return Measurement(
        id=f"film {number}",
        block=f"film {number}",
        smiles="CC",
        name="ethane",
        quantity="plqy_relative",
        value=value,
        error_model="gaussian",
        uncertainty=0.03,
        wavelength_nm=365.0,
        dose_mj_cm2=50.0,
        loading_wt_percent=3.0,
        dot="red",
    )


@dataclass(frozen=True, eq=False)
class Linear(Evidence):
    """Three films that share what decides them; the third tells little that the others do not."""

    def predict(self, draws: Draws) -> dict[str, np.ndarray]:
        a, b, c = (draws.normals(name) for name in NAMES)
        return {
            "film 1": 0.6 + 0.1 * a + 0.02 * c,
            "film 2": 0.6 + 0.1 * a + 0.15 * b,
            "film 3": 0.6 + 0.05 * a + 0.01 * c,
        }

    @property
    def counting(self) -> tuple[Measurement, ...]:
        return self.rows


ROWS = (film(1, 0.7), film(2, 0.3), film(3, 0.64))
EVIDENCE = Linear(ROWS, {}, {})


def weighed(rows: tuple[Measurement, ...], n: int, seed: int) -> np.ndarray:
    """Return points of the posterior of some rows, by weights of very many of the prior."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((200_000, len(NAMES)))
    level = total(rows, EVIDENCE.predict(Draws(0, {}, dict(zip(NAMES, z.T, strict=True)))))
    weights = np.exp(level - level.max())
    return z[rng.choice(len(z), n, p=weights / weights.sum())]


@pytest.mark.parametrize(("number", "piloted"), [(2, True), (2, False), (3, True)])
def test_leaving_out_undoes_what_a_film_told(number: int, piloted: bool) -> None:
    z = weighed(ROWS, RUNS * POINTS, 1).reshape(RUNS, POINTS, len(NAMES))
    zeros = np.zeros((RUNS, POINTS))
    posterior = Posterior(NAMES, z, zeros, zeros[:, 0], ((),) * RUNS, "draft", "")
    pilot = Pilot(NAMES, gaussian_of(z.reshape(-1, len(NAMES)), 1000)) if piloted else None
    name = f"film {number}"
    plan = next(plan for plan in plans(ROWS) if plan.what == name)
    found = leave_out(posterior, EVIDENCE, pilot, plan)
    assert (found.effective < ENOUGH) == (number == 2)
    runs = MOVED_RUNS if number == 2 else RUNS
    kept = tuple(row for row in ROWS if row.id != name)
    fresh = weighed(kept, 20_000, 2)
    right = EVIDENCE.predict(Draws(0, {}, dict(zip(NAMES, fresh.T, strict=True))))[name]
    assert found.predicted[name].shape == (runs, POINTS)
    assert found.predicted[name].mean() == pytest.approx(right.mean(), abs=0.2 * right.std())
    assert found.predicted[name].std() == pytest.approx(right.std(), rel=0.2)
    before = EVIDENCE.predict(Draws(0, {}, dict(zip(NAMES, z.reshape(-1, 3).T, strict=True))))
    if number == 2:
        assert abs(before[name].mean() - right.mean()) > right.std()


def test_what_a_plan_leaves_and_takes_adds_up_to_all() -> None:
    evidence = default_evidence("draft")
    predicted = evidence.predict(prior_draws(40, 3))
    everything = total(evidence.counting, predicted)
    for plan in plans(evidence.rows):
        stays = tuple(row for row in evidence.counting if row.id not in plan.ids)
        out = tuple(row for row in evidence.counting if row.id in plan.ids)
        np.testing.assert_allclose(
            total(stays, predicted) + total(out, predicted), everything, rtol=1e-9
        )
