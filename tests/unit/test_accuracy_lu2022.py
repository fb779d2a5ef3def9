"""The comparison with Lu et al., run on recorded screens: its plumbing, not its numbers."""

import json

import pytest
from accuracy import command, lu2022
from recorded.screen import DIAZIRINE, DIENONE, ESTER, LEVEL, PIPERIDONE, RecordedScreen

from dotstitch.evidence.plqy_readings import plqy_readings


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Return a screen of the crosslinkers, one of them failed."""
    screen = RecordedScreen(tmp_path_factory.mktemp("lu"), DIENONE, ESTER, PIPERIDONE, DIAZIRINE)
    note = {"kind": "convergence", "message": "no rung of the ladder held", "remedy": "try so"}
    screen.fail(screen.keys(PIPERIDONE, "ground_state")[0], "ground_state", **note)
    return screen.folder


def test_every_comparable_row_and_statement_is_reported(results, capsys):
    out = results / "out.json"
    arguments = ["lu2022", "--level", LEVEL, "--results", str(results), "--json", str(out)]
    assert command.main(arguments) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    rows = {row["name"]: row for row in found["rows"]}
    assert not rows["plqy-1-mix"]["fitted"]
    assert not rows["plqy-4-mix"]["fitted"]
    assert rows["plqy-2-254"]["error"] is None
    assert rows["pattern-3-365"]["status"].startswith("failed")
    assert all(0.0 <= s["probability"] <= 1.0 for s in found["statements"])
    assert len(found["statements"]) >= 9
    assert found["fitted_parameters"] == []
    assert "PLQY 4 > 1" in capsys.readouterr().out


def test_sixth_film_is_predicted_from_the_other_five():
    for row in plqy_readings():
        assert row.measured == pytest.approx(0.20)
        assert abs(row.error) < 0.03


def test_a_missing_screen_is_said_plainly(tmp_path):
    with pytest.raises(SystemExit, match="make screen"):
        lu2022.run(None, LEVEL, tmp_path)
