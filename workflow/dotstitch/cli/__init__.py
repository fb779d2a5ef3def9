"""The command line: every step of a screen, by hand, on one molecule or many."""

from __future__ import annotations

import argparse
import inspect
import io
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, get_args

from dotstitch.cli import commands
from dotstitch.cli.again import retry
from dotstitch.cli.compute import species
from dotstitch.cli.options import UsageError
from dotstitch.cli.propose import propose
from dotstitch.cli.verify import verify
from dotstitch.contracts.failure import ErrorKind
from dotstitch.contracts.files import UntrustedFileError
from dotstitch.data.reading import DataFileError
from dotstitch.data.species_kinds import species_kinds
from dotstitch.jobs.runs.owner import RunError
from dotstitch.jobs.storage import storage_fault
from dotstitch.plan.configure import ConfigurationError

DESCRIPTION = """\
Screen photocrosslinkers for the direct optical patterning of colloidal quantum dots.

The steps of a screen, in order. `snakemake --cores N` runs them all; each can be run by hand.

  config        Print every knob with its default, its unit and a comment.
  plan          Read the table of molecules, find their warheads, cut them into the species that
                quantum chemistry must see, and write manifest.json. Faults are listed together.
  species       Compute one species: conformers and GFN2-xTB geometry, then ground state and
                spectrum (closed shells), the lowest triplet too (chromophores), or the
                singlet-triplet gap (nitrenes, carbenes).
                One record per step in species/<key>/.
  condition     Weigh your own measurements in (knob measurements): draws.npz.
  photophysics  Align levels with the dot, follow the photochemistry, predict film retention and
                photoluminescence at every recipe: photophysics.json, predictions.csv, arms.csv.
  rank          Score and order the molecules: ranking.csv and failures.csv.
  report        Write the page to look at: report.html.

  propose       Compute what is worth it of the crosslinkers that named reactions make of
                building blocks, and write those worth making: molecules/proposed.csv.

  retry         List what failed in the last screen of a folder, and compute exactly that again
                with the screen's own configuration.
  verify        Check every file of a results folder and say what to do about what is wrong.
"""

EPILOG = """\
One molecule from SMILES to report, by hand, in a folder of its own:

  python -m dotstitch plan --smiles 'Cc1ccc(N=[N+]=[N-])cc1' --config level=draft --results try
  python -m dotstitch species --all --config level=draft --results try
  python -m dotstitch photophysics --config level=draft --results try
  python -m dotstitch rank --config level=draft --results try
  python -m dotstitch report --config level=draft --results try

`python -m dotstitch STEP --help` explains the options of one step.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    signal.signal(signal.SIGTERM, _stop)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (ConfigurationError, DataFileError, UsageError, RunError) as error:
        print(error, file=sys.stderr)
        return 2
    except UntrustedFileError as error:
        print(f"{error}. Delete it and run again.", file=sys.stderr)
        return 2
    except OSError as error:
        told = storage_fault(error)
        if told is None:
            raise
        print(told, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="python -m dotstitch",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    steps = parser.add_subparsers(title="steps", metavar="STEP", required=True)
    _add(steps, "config", commands.show_config, "print the configuration as commented YAML")
    _add_plan(steps)
    _add_species(steps)
    _add_stage(steps, "condition", commands.condition, "weigh your own measurements in")
    _add_stage(
        steps, "photophysics", commands.photophysics, "predict film and light of every molecule"
    )
    _add_stage(steps, "rank", commands.rank, "score and order the molecules")
    _add_stage(steps, "report", commands.report, "write the report")
    _add_propose(steps)
    _add(steps, "verify", verify, "check every file of a results folder")
    _add_retry(steps)
    return parser


def _add_stage(steps: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    parser = _add(steps, name, run, text)
    parser.add_argument(
        "--stamp", type=Path, metavar="FILE", help="empty file to leave when all went well"
    )
    return parser


def _add_plan(steps: Any) -> None:
    parser = _add(steps, "plan", commands.plan, "turn a table of molecules into a list of species")
    parser.add_argument("--smiles", help="plan this one molecule instead of a table")
    parser.add_argument("--name", default="molecule", help="its name (default: molecule)")


def _add_species(steps: Any) -> None:
    parser = _add(steps, "species", species, "compute one species, or all of a plan")
    which = parser.add_argument_group("which species")
    which.add_argument("key", nargs="?", help="key of a species in the manifest")
    which.add_argument("--all", action="store_true", help="every species of the manifest in turn")
    which.add_argument("--smiles", help="a species of its own, written as SMILES")
    which.add_argument(
        "--kind",
        choices=tuple(species_kinds()),
        help="what is asked of --smiles (default: by its unpaired electrons)",
    )
    which.add_argument(
        "--manifest", type=Path, help="manifest to read (default: manifest.json in --results)"
    )
    how = parser.add_argument_group("how")
    how.add_argument("--threads", type=int, help="threads (default: threads_per_job)")
    how.add_argument("--memory-mb", type=int, help="memory, MB (default: by size)")
    how.add_argument(
        "--attempt",
        type=int,
        help="which attempt this is; a crash on any but the last asks for another by exit status 1",
    )


def _add_propose(steps: Any) -> None:
    parser = _add_stage(steps, "propose", propose, "propose molecules to make")
    parser.add_argument(
        "--list-space", type=Path, metavar="FILE", help="list what could be made, and stop there"
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("molecules/proposed.csv"),
        metavar="FILE",
        help="table of proposals (default: molecules/proposed.csv)",
    )
    parser.add_argument("--cores", type=int, default=1, help="jobs at a time (default: 1)")


def _add_retry(steps: Any) -> None:
    parser = _explained(steps, "retry", retry, "compute again what failed in a screen")
    parser.add_argument("--kind", choices=get_args(ErrorKind), help="only failures of this kind")
    parser.add_argument("--name", help="only what this molecule rests on")
    parser.add_argument("--list", action="store_true", help="list it and compute nothing")
    parser.add_argument("--cores", type=int, default=1, help="jobs at a time (default: 1)")
    parser.add_argument("--memory-mb", type=int, help="memory of each, MB (default: by size)")


def _add(steps: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    parser = _explained(steps, name, run, text)
    parser.add_argument(
        "--configfile",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="YAML files with knobs, later ones over earlier ones",
    )
    parser.add_argument(
        "--config",
        nargs="+",
        default=[],
        metavar="KNOB=VALUE",
        help="single knobs, for example level=draft targets.plqy_relative=0.9",
    )
    return parser


def _explained(steps: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = steps.add_parser(
        name,
        help=text,
        description=inspect.getdoc(run),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--results", type=Path, default=Path("results"), help="folder of results (default: results)"
    )
    parser.set_defaults(run=run)
    return parser


def _stop(*_: Any) -> NoReturn:
    sys.exit(143)
