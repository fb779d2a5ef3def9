"""Campaigns with real runs of the workflow, whose quantum steps are replayed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from quick_screen import KNOBS, ReplayedScreen

from dotstitch.contracts.tables import read_table, write_table
from dotstitch.data.reading import package_path
from dotstitch.design import blocks

pytestmark = pytest.mark.snakemake

POOR = "O=C(OCCOC(=O)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F)c1c(F)c(F)c(N=[N+]=[N-])c(F)c1F"
"""Crosslinker 2: all that the space holds improves on it."""
CHOSEN = ("1-bromo-4-iodobenzene", "1-bromo-3-iodobenzene", "1,3-diiodohexafluoropropane")
"""Blocks of a space with one chromophore that nobody has computed."""
ONE_EACH = ("proposals.draft_chromophores=1", "proposals.standard_chromophores=1")


@dataclass
class ReplayedCampaign(ReplayedScreen):
    """A campaign over a few blocks."""

    def prepare(self) -> None:
        """Write a table, leave few blocks, and let every quantum job replay."""
        self.folder.mkdir(exist_ok=True)
        self.write_table(("bis-azide 2", POOR))
        rows = read_table(package_path(blocks.SHIPPED).read_text(encoding="utf-8"))
        few = self.folder / "blocks.csv"
        write_table(few, list(rows[0]), [row for row in rows if row["name"] in CHOSEN])
        self.replay()
        path = self.folder / "saboteur" / "sitecustomize.py"
        patch = f"import dotstitch.design.blocks as table; table.SHIPPED = {str(few)!r}"
        text = f"{path.read_text()}if 'propose' in sys.orig_argv:\n    {patch}\n"
        path.write_text(text, encoding="utf-8")

    def campaign(self, cores: int) -> subprocess.Popen[bytes]:
        """Start a campaign, as the leader of a process group of its own."""
        return subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "dotstitch", "propose", "--cores", str(cores)),
                *("--output", "proposed.csv", "--config", "molecules=table.csv"),
                *KNOBS,
                *ONE_EACH,
            ],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def proposed(self) -> Path:
        return self.folder / "proposed.csv"

    def kill_after_first_record(self, campaign: subprocess.Popen[bytes]) -> None:
        """Kill a campaign and all it started as soon as a step was computed."""
        while not self.computed() and campaign.poll() is None:
            time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(campaign.pid, signal.SIGKILL)
        campaign.wait()
        self.end_orphans()


def test_a_killed_campaign_ends_as_an_undisturbed_one_on_other_cores(tmp_path: Path) -> None:
    whole, killed = ReplayedCampaign(tmp_path / "whole"), ReplayedCampaign(tmp_path / "killed")
    for campaign in (whole, killed):
        campaign.prepare()
    assert whole.campaign(cores=2).wait() == 0
    rows = read_table(whole.proposed.read_text(encoding="utf-8"))
    assert rows
    computed = whole.computed()
    assert len(computed) == len(set(computed))

    killed.kill_after_first_record(killed.campaign(cores=1))
    assert not killed.proposed.exists()
    assert killed.campaign(cores=1).wait() == 0
    assert killed.proposed.read_bytes() == whole.proposed.read_bytes()

    assert whole.campaign(cores=1).wait() == 0
    assert whole.computed() == computed
    assert killed.proposed.read_bytes() == whole.proposed.read_bytes()


def test_the_target_of_the_workflow_proposes(tmp_path: Path) -> None:
    screen = ReplayedCampaign(tmp_path / "target")
    screen.prepare()
    knobs = (*KNOBS, "proposals={draft_chromophores: 0, standard_chromophores: 0}")
    run = screen.snakemake("propose_molecules", config=knobs)
    assert run.returncode == 0, run.stdout + run.stderr
    assert read_table((screen.folder / "molecules" / "proposed.csv").read_text(encoding="utf-8"))
    again = screen.snakemake("propose_molecules", config=knobs)
    assert "Nothing to be done" in again.stdout + again.stderr
