"""The comparison with Lu et al.: its plumbing, on draws that are made up, not its numbers."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from accuracy import command, lu2022
from recorded.screen import DIAZIRINE, DIENONE, ESTER, LEVEL, PIPERIDONE, RecordedScreen

from dotstitch.data.reading import package_path
from dotstitch.evidence.likelihood import NUMBERS
from dotstitch.evidence.lu2022 import TABLE, measurements
from dotstitch.evidence.plqy_readings import plqy_readings
from dotstitch.evidence.posterior import Posterior
from dotstitch.evidence.sampling.latent import PARAMETER, labels_used
from dotstitch.evidence.scorecard.table import ScoreRow
from dotstitch.screen.conditioning import default_evidence

NEEDED = {
    *("name", "smiles", "reference", "value", "error", "uncertainty", "within", "status"),
    *("observable", "tolerance", "prior", "posterior", "left_out", "used", "pass"),
}
ORIGINAL = 15
"""Columns of the table before error models were appended."""
LEARNED = "retention_ceiling"
RUNS, POINTS = 4, 40


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Return a screen of the crosslinkers, one of them failed."""
    screen = RecordedScreen(tmp_path_factory.mktemp("lu"), DIENONE, ESTER, PIPERIDONE, DIAZIRINE)
    note = {"kind": "convergence", "message": "no rung of the ladder held", "remedy": "try so"}
    screen.fail(screen.keys(PIPERIDONE, "ground_state")[0], "ground_state", **note)
    return screen.folder


@pytest.fixture(scope="module")
def posterior():
    """Return the prior, but for one parameter that something was learned of."""
    names = labels_used(default_evidence("draft").predict)
    z = np.random.default_rng(1).standard_normal((RUNS, POINTS, len(names)))
    z[..., names.index(PARAMETER + LEARNED)] = 1.0 + 0.1 * z[..., 0]
    zeros = np.zeros((RUNS, POINTS))
    return Posterior(names, z, zeros, zeros[:, 0], ((),) * RUNS, "draft", "made up")


@pytest.fixture(scope="module")
def conditioned(posterior):
    """Put the made-up posterior and a made-up scorecard in place of what ships."""
    rows = tuple(
        ScoreRow(
            *("film", row.block, row.id),
            *(0.5, 0.4, 0.6) * 3,
            *((None,) * 3 if row.error_model in NUMBERS else (0.3, 0.6, 0.4)),
            *(0.01, 0.02),
            0.5 if row.error_model == "gaussian" else None,
            False,
            "made up",
        )
        for row in measurements()
        if row.modelled
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lu2022, "shipped_posterior", lambda level: posterior)
        patch.setattr(lu2022, "read_scorecard", lambda level: rows)
        yield


@pytest.fixture(scope="module")
def scored(conditioned, tmp_path_factory):
    """Return the benchmark without a finished screen, and its rows by name."""
    return run(tmp_path_factory.mktemp("scored"), "--level", "draft")


def run(tmp_path, *more):
    out = tmp_path / "out.json"
    assert command.main(["lu2022", *more, "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    return found, {row["name"]: row for row in found["rows"]}


def original_table(tmp_path, **changed):
    """Write the observations with their original columns, some values changed."""
    path = tmp_path / "observations.csv"
    with package_path(TABLE).open(encoding="utf-8", newline="") as file:
        header, *rows = (line[:ORIGINAL] for line in csv.reader(file))
    assert header[-1] == "doi"
    for row in rows:
        row[header.index("value")] = changed.get(row[0], row[header.index("value")])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_every_observation_is_a_line_without_a_finished_screen(scored):
    found, rows = scored
    modelled = {row.id for row in measurements() if row.modelled}
    assert all(set(row) >= NEEDED for row in rows.values())
    assert modelled < set(rows)
    for name, row in rows.items():
        assert row["used"] == (name in modelled)
        assert (row["pass"] is not None) == (name in modelled)
        assert (row["left_out"] is not None) == (name in modelled)
        assert row["status"] == "ok" or row["status"].startswith("not modelled: ")
    assert (found["modelled"], found["coverage"]) == (len(modelled), 1.0)
    assert found["fitted_parameters"] == [LEARNED]
    assert all(0.0 <= s["probability"] <= 1.0 for s in found["statements"])
    assert len(found["statements"]) >= 9


def test_a_number_passes_by_its_error_and_a_word_by_its_probability(scored):
    _, rows = scored
    for row in rows.values():
        if row["error"] is not None:
            assert row["pass"] == (abs(row["error"]) <= row["tolerance"])
            assert row["value"] == row["posterior"]
        elif row["pass"] is not None:
            assert row["pass"] == (row["posterior"] >= 0.5)
    number, logarithm = rows["plqy-1-365"], rows["eps-1-365"]
    assert number["error"] == pytest.approx(number["value"] - 0.55)
    assert logarithm["reference"] == pytest.approx(np.log10(12000.0))
    either = rows["plqy-2-254"]
    assert abs(either["error"]) == pytest.approx(
        min(abs(either["value"] - reading) for reading in (0.42, 0.58))
    )


def test_left_out_plqy_is_that_of_films_with_a_crosslinker_each_once(scored):
    found, _ = scored
    errors = found["leave_one_out_plqy"]
    assert set(errors) == {"plqy-1-365", "plqy-1-254", "plqy-2-254", "plqy-4-365"}
    expected = np.mean([0.05, 0.12, 0.08, 0.4])
    assert found["leave_one_out_plqy_mae"] == pytest.approx(expected)
    numbers = {row.id for row in measurements() if row.error_model == "gaussian"}
    twice = {name for name in numbers if name.startswith("trpl")}
    assert found["coverage_counts"]["numbers"] == len(numbers - twice)


def test_former_priors_stand_beside_the_posterior(scored):
    found, _ = scored
    shipped, *former = found["former_priors"]
    assert shipped["effective"] == RUNS * POINTS
    assert shipped["passed"] == found["passed"]
    for row in former:
        assert 0.0 <= row["effective"] <= RUNS * POINTS + 1e-6
        assert 0.0 < row["reached"] <= 1.0


def test_a_finished_screen_is_read_and_a_failed_molecule_fails_its_rows(results, tmp_path):
    _, rows = run(tmp_path, "--level", LEVEL, "--results", str(results))
    assert rows["pattern-3-365"]["status"].startswith("failed: ")
    assert "no rung" in rows["pattern-3-365"]["status"]
    assert rows["plqy-1-365"]["status"] == "ok"


def test_a_table_with_the_original_columns_is_compared_and_what_differs_is_not_used(
    tmp_path, conditioned, capsys
):
    changed = original_table(tmp_path, **{"plqy-1-365": "0.70", "plqy-4-365": "much"})
    _, rows = run(tmp_path, "--level", "draft", "--reference", str(changed))
    assert rows["plqy-1-365"]["reference"] == pytest.approx(0.70)
    assert rows["plqy-1-365"]["posterior"] is not None
    assert not rows["plqy-1-365"]["used"]
    assert rows["plqy-1-365"]["left_out"] is None
    assert rows["plqy-4-365"]["status"].startswith("failed: ")
    assert rows["plqy-1-254"]["used"]
    assert rows["plqy-1-254"]["left_out"] is not None
    assert "PLQY 4 > 1" in capsys.readouterr().out


def test_sixth_film_is_predicted_from_the_other_five():
    for row in plqy_readings():
        assert row.measured == pytest.approx(0.20)
        assert abs(row.error) < 0.03


def test_a_missing_screen_is_said_plainly(tmp_path):
    with pytest.raises(SystemExit, match="make screen"):
        lu2022.run(None, LEVEL, tmp_path)
