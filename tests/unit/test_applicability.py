"""What lies outside what a method was tested on carries a mark with the reason."""

from __future__ import annotations

import pytest
from recorded.screen import ESTER, LEVEL, RecordedScreen

from dotstitch.contracts.config import Config, Recipe
from dotstitch.data.reading import read_rows
from dotstitch.dot.user_dots import known_dots
from dotstitch.screen.applicability import marks
from dotstitch.screen.applicability.domain import Domain, _Reference, domains
from dotstitch.screen.applicability.frontier import fitted
from dotstitch.screen.applicability.marks import applicability
from dotstitch.screen.inputs import RecordBook


def domain(number: str, of: str) -> Domain:
    """Return the domain of a number, of a subject or of intermediates with this open atom."""
    subjects = ((one, one.row.open_atom or one.row.of) for one in domains())
    return next(one for one, subject in subjects if (one.row.number, subject) == (number, of))


@pytest.mark.parametrize(
    ("number", "of", "smiles", "reason"),
    [
        ("HOMO and LUMO", "part", "Ic1ccc(N=[N+]=[N-])cc1", "nothing with I was tested"),
        ("HOMO and LUMO", "part", "C[Si](C)(C)c1ccccc1", "nothing with Si was tested"),
        ("HOMO and LUMO", "part", "c1ccc(-c2ccc(-c3ccc(-c4ccccc4)cc3)cc2)cc1", "42 atoms"),
        ("absorption", "part", "CP(C)c1ccc(N=[N+]=[N-])cc1", "nothing with P was tested"),
        ("singlet-triplet gap", "N", "[N]c1cccs1", "none on a ring c1ccsc1 was tested"),
        ("singlet-triplet gap", "N", "[N]c1ccc(Br)cc1", "nothing with Br was tested"),
        ("quantum yield", "chromophore", "[N-]=[N+]=Nc1cccs1", "none on a ring c1ccsc1"),
    ],
)
def test_each_way_out_has_its_reason(number: str, of: str, smiles: str, reason: str) -> None:
    assert any(text.startswith(reason) for text in domain(number, of).outside(smiles))


def test_nothing_that_was_tested_is_outside() -> None:
    for one in domains():
        for row in read_rows(one.row.table, _Reference):
            counted = one.row.compound_class in (None, row.compound_class)
            if counted and one.covers(row.smiles):
                assert one.outside(row.smiles) == ()


def test_a_gap_belongs_to_its_own_kind_of_intermediate() -> None:
    assert not domain("singlet-triplet gap", "N").covers("[CH]c1ccccc1")
    assert domain("singlet-triplet gap", "C").covers("[CH]c1ccccc1")
    assert not domain("singlet-triplet gap", "C").covers("c1ccccc1")


def test_marks_of_a_molecule(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = RecordedScreen(tmp_path, ESTER)
    book = RecordBook(screen.manifest, tmp_path)
    blue = Recipe(name="blue", wavelength_nm=440, dose_mj_cm2=50, loading_wt_percent=5)
    config = Config(level=LEVEL, recipes=(blue,))
    found = applicability(screen.inputs(ESTER), book, config)
    assert "triplet energy: nothing with F was tested" in found
    assert "quantum yield: nothing with F was tested" in found
    assert any(text.startswith("light at 440 nm: the absorption of the dot") for text in found)
    assert not any("bands unlike" in text for text in found)
    monkeypatch.setattr(marks, "is_strange", lambda *_: True)
    found = applicability(screen.inputs(ESTER), book, config)
    assert any("bands unlike those that were measured" in text for text in found)


@pytest.mark.parametrize(("diameter", "told"), [(4.0, False), (20.0, True)])
def test_a_dot_beyond_its_sizing_curve_is_told(tmp_path, diameter: float, told: bool) -> None:
    table = tmp_path / "dots.csv"
    table.write_text(f"name,core,diameter_nm\nmine,CdSe,{diameter}\n", encoding="utf-8")
    screen = RecordedScreen(tmp_path / "results", ESTER)
    book = RecordBook(screen.manifest, screen.folder)
    mine = known_dots(str(table))["mine"]
    found = applicability(screen.inputs(ESTER), book, Config(level=LEVEL), [mine])
    assert any("dot mine: a core of" in text for text in found) is told


def test_levels_beyond_their_line_are_told_and_none_that_it_was_fitted_to(tmp_path) -> None:
    screen = RecordedScreen(tmp_path, ESTER)
    book = RecordBook(screen.manifest, tmp_path)
    inputs = screen.inputs(ESTER)
    assert not any("eigenvalue" in one for one in applicability(inputs, book, Config()))
    (key, *_) = screen.keys(ESTER, "ground_state")
    screen.edit(key, "ground_state", homo_ks_ev=-9.8, lumo_ks_ev=0.4)
    book = RecordBook(screen.manifest, tmp_path)
    found = [one for one in applicability(inputs, book, Config()) if "eigenvalue" in one]
    assert [one.split(": ")[-2] for one in found] == ["HOMO", "LUMO"]
    assert "-9.80 eV" in found[0]
    for level in ("draft", "standard", "reference"):
        assert fitted(level, "IE") == pytest.approx((-9.0, -5.9), abs=0.2)
        assert fitted(level, "EA") == pytest.approx((-4.6, -1.3), abs=0.2)
