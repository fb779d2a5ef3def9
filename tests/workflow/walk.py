"""A screen that is killed, damaged and edited at random ranks as an undisturbed one does."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from quick_screen import KNOBS, ReplayedScreen, undisturbed_ranking

PHENYL_AZIDE = "[N-]=[N+]=Nc1ccccc1"
TABLES = {
    "one": (("phenyl azide", PHENYL_AZIDE), ("hexane", "CCCCCC")),
    "two": (
        ("hexane", "CCCCCC"),
        ("another name", PHENYL_AZIDE),
        ("methyl", "Cc1ccc(N=[N+]=[N-])cc1"),
    ),
}
CHOICES = {"as it is": KNOBS, "other dot": (*KNOBS, "dot=cdse_oleate_4.1nm")}
DAMAGED_AT_ONCE = 3


def walk(steps: int, seed: int, folder: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Disturb one screen and yield what was done, its ranking, and that of an undisturbed one.

    Parameters
    ----------
    steps : int
        Each kills a run, damages files, edits the table or changes a knob, and runs to the end.
    seed : int
    folder : Path
    """
    draw = random.Random(seed)
    states = list(product(TABLES, CHOICES))
    expected: dict[tuple[str, str], bytes] = {}
    screen = ReplayedScreen(folder / "disturbed")
    screen.folder.mkdir()
    screen.replay()
    for step in range(steps):
        state = table, knobs = states[step % len(states)] if step else states[0]
        screen.write_table(*TABLES[table])
        moment = draw.uniform(0, 10)
        _kill(screen, CHOICES[knobs], moment)
        damaged = [_damage(screen, draw) for _ in range(DAMAGED_AT_ONCE)]
        status = screen.start(CHOICES[knobs]).wait()
        screen.end_orphans()
        if state not in expected:
            place = folder / f"undisturbed-{len(expected)}"
            expected[state] = undisturbed_ranking(place, TABLES[table], CHOICES[knobs])
        ranking = (screen.results / "ranking.csv").read_bytes() if status == 0 else b""
        done = f"table {table}, {knobs}; killed after {moment:.1f} s; {'; '.join(damaged)}"
        yield f"{done}; status {status}", ranking, expected[state]


def _kill(screen: ReplayedScreen, knobs: tuple[str, ...], moment: float) -> None:
    run = screen.start(knobs)
    end = time.monotonic() + moment
    while run.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    if run.poll() is None:
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def _damage(screen: ReplayedScreen, draw: random.Random) -> str:
    """Damage one file, or the whole folder, of the program or of Snakemake; say how."""
    state = screen.folder / ".snakemake"
    files = sorted(p for top in (screen.results, state) for p in top.rglob("*") if p.is_file())
    how = draw.choice(("flip", "flip", "cut", "remove", "all notes"))
    if how == "all notes" or not files:
        shutil.rmtree(state, ignore_errors=True)
        return "no .snakemake"
    path = draw.choice(files)
    content = bytearray(path.read_bytes())
    if how == "remove":
        path.unlink()
    elif how == "flip" and content:
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        path.write_bytes(content)
    else:
        path.write_bytes(content[: len(content) // 2])
    return f"{how} {path.relative_to(screen.folder)}"
