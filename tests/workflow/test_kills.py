"""Screens that are killed, damaged and long: short forms, or all with ``--whole -s``."""

from __future__ import annotations

import pytest
from kills import kill_screens
from many_rows import faulty_rows, good_rows
from quick_screen import ReplayedScreen
from replay import FAILING, failing
from walk import walk

pytestmark = pytest.mark.snakemake


def test_plain_command_after_kills_loses_nothing_and_computes_nothing_again(tmp_path, whole):
    """Whole: 50 screens, each killed once; else one that is killed three times in a row."""
    kills, in_a_row = (50, 1) if whole else (3, 3)
    figures = kill_screens(kills, in_a_row, seed=7, folder=tmp_path)
    print(figures)
    assert figures.kills_of_groups + figures.kills_of_single_processes == kills
    assert figures.records_finished > 0
    assert figures.clean(), figures


def test_disturbed_screen_ranks_as_an_undisturbed_one_does(tmp_path, whole):
    for done, ranking, expected in walk(20 if whole else 2, seed=3, folder=tmp_path):
        print(done)
        assert b"phenyl azide" in expected or b"another name" in expected
        assert ranking == expected, done


def test_rows_fail_as_they_are_to_and_others_do_not():
    rows = dict(faulty_rows())
    for pattern in FAILING:
        assert failing(rows[f"fails: {pattern}"]) == [pattern]
    assert not any(failing(smiles) for _, smiles in good_rows(475))


def test_every_row_of_500_is_ranked_or_explained_in_one_run(tmp_path, whole):
    if not whole:
        pytest.skip("takes minutes: --whole")
    screen = ReplayedScreen(tmp_path)
    good, faulty = 475, faulty_rows()
    screen.write_table(*good_rows(good), *faulty)
    screen.replay()
    assert screen.start().wait() == 0
    ranked = [row for row in screen.read_table("ranking.csv") if row["rank"]]
    explained = {row["name"]: row for row in screen.read_table("failures.csv")}
    for row in explained.values():
        print(f"{row['name']:16} {row['stage']:12} {row['kind']:12} {row['message'][:100]}")
    print(f"{len(ranked)} ranked, {len(explained)} explained")
    assert len(ranked) == good
    assert len(faulty) == 25
    assert set(explained) == {name for name, _ in faulty}
    assert all(row["message"] and row["remedy"] for row in explained.values())
