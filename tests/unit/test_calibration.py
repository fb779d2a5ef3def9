"""The calibration of the sampler, on so few data sets that it only shows that it runs."""

from __future__ import annotations

import json

import numpy as np
from conditioning import calibration
from conditioning.ranks import DRAWS


def test_five_data_sets_are_ranked_and_judged(tmp_path, capsys):
    out = tmp_path / "calibration.json"
    small = ["--sets", "5", "--points", "40", "--moves", "10", "--processes", "1"]
    assert calibration.main([*small, "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    rows = found["rows"]
    scores = [row for row in rows if row["quantity"].startswith("score of ")]
    parameters = [row for row in rows if row not in scores]
    assert (len(scores), len(parameters)) == (2, calibration.PARAMETERS)
    contractions = [row["contraction"] for row in parameters]
    assert contractions == sorted(contractions, reverse=True)
    assert contractions[0] > 0.0
    assert all(0.0 <= row["mean_rank"] <= DRAWS for row in rows)
    assert found["data_sets"] == 5
    assert "mean_rank" in capsys.readouterr().out


def test_a_data_set_does_not_depend_on_what_ran_before():
    first, again = (calibration.run_one("draft", 30, 10, 2) for _ in range(2))
    np.testing.assert_array_equal(first.ranks, again.ranks)
    other = calibration.run_one("draft", 30, 10, 3)
    assert (first.ranks != other.ranks).any()


def test_a_data_set_tells_of_the_two_crosslinkers_alone():
    evidence, latent = calibration.case("draft")
    assert {row.name for row in evidence.rows} == {"1", "4"}
    assert len(evidence.rows) == len(calibration.ROWS) == 8
    assert len(evidence.molecules) == 2
    assert len(set(latent.names)) == len(latent.names)
