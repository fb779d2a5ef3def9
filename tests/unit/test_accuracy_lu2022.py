"""The comparison with Lu et al., run on made-up records: its plumbing, not its numbers."""

import json

import pytest
from accuracy import command, lu2022
from synthetic_species import LEVEL, Screen

from dotstitch.dot.levels import FilmLevels
from dotstitch.screen import inputs


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.setattr(
        inputs, "film_levels", lambda homo, lumo, _level: FilmLevels(homo, 0.2, lumo, 0.2)
    )
    screen = Screen(tmp_path)
    screen.conjugated_azide("a")
    screen.separate_azide("b")
    screen.conjugated_azide("c", failed="ground_state")
    screen.separate_diazirine("d")
    keys = [lu2022.key_of(row["smiles"]) for row in lu2022.read_table(lu2022.CROSSLINKERS)]
    screen.molecules = [
        m.model_copy(update={"inchikey": key})
        for m, key in zip(screen.molecules, keys, strict=True)
    ]
    screen.write()
    return tmp_path


def test_every_comparable_row_and_statement_is_reported(results, capsys):
    out = results / "out.json"
    arguments = ["lu2022", "--level", LEVEL, "--results", str(results), "--json", str(out)]
    assert command.main(arguments) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    rows = {row["name"]: row for row in found["rows"]}
    assert rows["plqy-1-mix"]["fitted"]
    assert not rows["plqy-4-mix"]["fitted"]
    assert rows["plqy-2-254"]["error"] is None
    assert rows["pattern-3-365"]["status"].startswith("failed")
    assert all(0.0 <= s["probability"] <= 1.0 for s in found["statements"])
    assert len(found["statements"]) >= 9
    assert found["fitted_parameters"]
    assert "PLQY 4 > 1" in capsys.readouterr().out


def test_sixth_film_is_predicted_from_the_other_five():
    for row in lu2022.luminescence_readings():
        assert row["measured"] == pytest.approx(0.20)
        assert abs(row["error"]) < 0.03


def test_bare_film_rows_are_reproduced_by_what_was_fitted_on_them(results):
    found = lu2022.run(None, LEVEL, results)
    for row in found["rows"]:
        if row["name"].startswith("plqy-uv"):
            assert row["fitted"]
            assert abs(row["error"]) < 0.03


def test_a_missing_screen_is_said_plainly(tmp_path):
    with pytest.raises(SystemExit, match="make screen"):
        lu2022.run(None, LEVEL, tmp_path)
