"""One molecule where it is ranked, looked at closely."""

from __future__ import annotations

from dataclasses import replace

from dotstitch.contracts.photophysics.close_up import CloseUp
from dotstitch.film.exposure import Case
from dotstitch.film.molecule import MoleculeInput
from dotstitch.film.simulate import Outcome
from dotstitch.screen.close_up.doses import dense_doses
from dotstitch.screen.close_up.flows import flow
from dotstitch.screen.close_up.levels import optical_lumo, state_levels
from dotstitch.screen.close_up.observed import observed
from dotstitch.screen.context import ScreenContext
from dotstitch.screen.summaries import dose_curve
from dotstitch.screen.sweep import halves

GASES = ("N2", "air")


def close_up(
    molecule: MoleculeInput, case: Case, outcome: Outcome, curve: int, context: ScreenContext
) -> CloseUp:
    """Look closely at a molecule where it is ranked.

    Parameters
    ----------
    molecule : MoleculeInput
    case : Case
        Where it is ranked.
    outcome : Outcome
        Of all its exposures.
    curve : int
        Number of the exposure along whose dose it is ranked.
    context : ScreenContext
    """
    doses = dense_doses(outcome, curve, case.dose_mj_cm2[-1])
    twins = tuple(replace(case, dose_mj_cm2=doses, air=air) for air in (False, True))
    closely = context.simulate(molecule, twins)
    _, scoring = halves(context.config.samples)
    at = doses.index(case.dose_mj_cm2[-1])
    in_n2, in_air = (
        flow(closely, gas, number, at, scoring, molecule.n_arms) for number, gas in enumerate(GASES)
    )
    lumo, uncertainty = optical_lumo(molecule, context.draws)
    return CloseUp(
        dose_curves=(dose_curve(GASES[0], closely, 0), dose_curve(GASES[1], closely, 1)),
        flows=(in_n2, in_air),
        levels=state_levels(molecule, context.draws),
        optical_lumo_ev=lumo,
        optical_lumo_uncertainty_ev=uncertainty,
        observed=observed(molecule, context.measurements),
    )
