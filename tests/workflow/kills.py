"""Random kills of a screen: nothing that ended is lost or computed again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from quick_screen import ReplayedScreen, undisturbed_ranking

ROWS = (("phenyl azide", "[N-]=[N+]=Nc1ccccc1"), ("hexane", "CCCCCC"))
STEPS = 18
"""Records, summaries, lists of attempts and stamps of a screen of these rows, less the last."""


@dataclass
class Figures:
    """What became of the screens.

    Attributes
    ----------
    kills_of_groups, kills_of_single_processes : int
    plain_commands_that_failed : int
        Of those that followed a kill and ran to their end.
    records_finished, records_lost, records_computed_again : int
        At the kills; of those that then were missing or changed; that were computed once more.
    rankings_that_differ : int
    """

    kills_of_groups: int = 0
    kills_of_single_processes: int = 0
    plain_commands_that_failed: int = 0
    records_finished: int = 0
    records_lost: int = 0
    records_computed_again: int = 0
    rankings_that_differ: int = 0

    def clean(self) -> bool:
        """Tell whether nothing was lost and every ranking is that of an undisturbed run."""
        return not any(
            (
                self.plain_commands_that_failed,
                self.records_lost,
                self.records_computed_again,
                self.rankings_that_differ,
            )
        )


@dataclass(frozen=True)
class Kill:
    """The moment of one kill.

    Attributes
    ----------
    finished : dict
        Records of every calculation that had ended.
    n_computed : int
        Lines of the journal.
    """

    finished: dict[str, dict[Path, bytes]]
    n_computed: int


def kill_screens(kills: int, in_a_row: int, seed: int, folder: Path) -> Figures:
    """Kill screens at random, let the plain command follow, and count.

    Parameters
    ----------
    kills : int
        In all: of a whole process group and of a single process in turn.
    in_a_row : int
        Kills of one screen: the plain command that follows one is itself killed, but for the last.
    seed : int
    folder : Path
        Where the screens go.
    """
    draw, figures = random.Random(seed), Figures()
    expected = undisturbed_ranking(folder / "undisturbed", ROWS)
    for first in range(0, kills, in_a_row):
        screen = ReplayedScreen(folder / f"killed-{first}")
        screen.folder.mkdir()
        screen.write_table(*ROWS)
        screen.replay()
        numbers = range(first, min(first + in_a_row, kills))
        moments = [_kill_once(screen, number % 2 == 0, draw, figures) for number in numbers]
        figures.plain_commands_that_failed += screen.start().wait() != 0
        screen.end_orphans()
        for moment in moments:
            _count(screen, moment, figures)
        ranking = screen.results / "ranking.csv"
        figures.rankings_that_differ += not ranking.exists() or ranking.read_bytes() != expected
        print(f"after {numbers.stop} kills: {asdict(figures)}", flush=True)
    return figures


def _kill_once(screen: ReplayedScreen, group: bool, draw: random.Random, figures: Figures) -> Kill:
    """Start the plain command and kill it, or one process of it, at a random moment."""
    goal = draw.randint(_progress(screen), STEPS)
    pause = draw.uniform(0.0, 2.0)
    run = screen.start()
    while run.poll() is None and _progress(screen) < goal:
        time.sleep(0.02)
    time.sleep(pause)
    moment = Kill(screen.finished_records(), len(screen.computed()))
    family = [run.pid]
    with contextlib.suppress(psutil.Error):
        family += [one.pid for one in psutil.Process(run.pid).children(recursive=True)]
    with contextlib.suppress(ProcessLookupError):
        if group:
            os.killpg(run.pid, signal.SIGKILL)
        else:
            os.kill(draw.choice(family), signal.SIGKILL)
    run.wait()
    figures.kills_of_groups += group
    figures.kills_of_single_processes += not group
    return moment


def _progress(screen: ReplayedScreen) -> int:
    """Return how many records and stamps there are."""
    return sum(1 for _ in screen.results.glob("species/*/*.json")) + sum(
        1 for _ in screen.results.glob(".made/*")
    )


def _count(screen: ReplayedScreen, kill: Kill, figures: Figures) -> None:
    """Count what was lost or done twice since a kill."""
    later = screen.computed()[kill.n_computed :]
    for first, records in kill.finished.items():
        figures.records_finished += len(records)
        figures.records_lost += sum(
            not path.exists() or path.read_bytes() != content for path, content in records.items()
        )
        figures.records_computed_again += len(records) * later.count(first)
