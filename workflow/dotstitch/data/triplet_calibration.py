"""Line from computed to measured triplet energies: ``data/quantum/triplet_calibration.yaml``."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from dotstitch.data.reading import read_yaml

TRIPLET_CALIBRATION_FILE = "data/quantum/triplet_calibration.yaml"


class TripletLine(BaseModel):
    """Measured triplet energy = ``intercept_ev + slope * computed``, at one level of theory.

    Attributes
    ----------
    intercept_ev, slope : float
    residual_ev : float
        Root mean square of what the line leaves, degrees of freedom counted.
    leave_one_out_mae_ev, leave_one_out_rms_ev : float
        Errors of each molecule predicted from the others.
    n : int
        Molecules in the fit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    intercept_ev: float
    slope: float
    residual_ev: float
    leave_one_out_mae_ev: float
    leave_one_out_rms_ev: float
    n: int

    def energy_ev(self, computed_ev: float) -> float:
        """Return the energy that experiments would report."""
        return self.intercept_ev + self.slope * computed_ev


class LevelCalibration(BaseModel):
    """What one level has: the line, and the computed energies that it rests on.

    Attributes
    ----------
    level_of_theory : str
    line : TripletLine
    computed_ev : dict of float
        By SMILES.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    level_of_theory: str
    line: TripletLine
    computed_ev: dict[str, float]


@cache
def triplet_calibration() -> dict[str, LevelCalibration]:
    """Return the content of the file by level."""
    return read_yaml(TRIPLET_CALIBRATION_FILE, dict[str, LevelCalibration], "levels")


def triplet_line(level_name: str) -> TripletLine | None:
    """Return the line of a level; ``None`` where none was fitted.

    Examples
    --------
    >>> triplet_line("draft").n >= 10
    True
    """
    row = triplet_calibration().get(level_name)
    return None if row is None else row.line
