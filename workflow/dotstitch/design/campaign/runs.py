"""Computes what an order asks for: a run of the ordinary workflow in a folder of its own.

Its species lie in the results folder that the campaign belongs to, where every later screen finds
them. Only species are computed; nothing is predicted or ranked.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import dotstitch
from dotstitch.contracts.config import Config
from dotstitch.contracts.files import write_text_atomically
from dotstitch.plan.config_file import render_config

SNAKEFILE = Path(dotstitch.__file__).parents[2] / "Snakefile"


@dataclass(frozen=True)
class Workflow:
    """The workflow of this program, run on some cores.

    Attributes
    ----------
    cores : int
    """

    cores: int

    def compute(self, order: Path, config: Config, results: Path) -> int:
        """Compute every species of an order that is not computed yet; return the exit status.

        Parameters
        ----------
        order : Path
            Table of molecules.
        config : Config
            With the level.
        results : Path
            Gets the species.
        """
        folder = order.parent / config.level
        _share_species(folder / "results", results)
        knobs = folder / "config.yaml"
        write_text_atomically(knobs, render_config(_of_order(config, order)))
        command = [
            *(sys.executable, "-m", "snakemake", "--snakefile", str(SNAKEFILE)),
            *("--directory", str(folder), "--configfile", str(knobs.absolute())),
            *("--cores", str(self.cores), "--until", "compute_species"),
        ]
        return subprocess.run(command, check=False).returncode


def _of_order(config: Config, order: Path) -> Config:
    """Return a configuration that screens an order; measurements move no species."""
    dots = str(Path(config.dots).absolute()) if config.dots else ""
    update = {"molecules": str(order.absolute()), "measurements": "", "dots": dots}
    return config.model_copy(update=update)


def _share_species(inner: Path, results: Path) -> None:
    """Let a folder of results hold the species of another one."""
    species, link = results.absolute() / "species", inner / "species"
    species.mkdir(parents=True, exist_ok=True)
    inner.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(species, target_is_directory=True)
