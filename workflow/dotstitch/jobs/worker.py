"""One species, as the child process that :mod:`dotstitch.jobs.supervise` starts."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import IO, Any

from dotstitch.contracts.failure import StepError
from dotstitch.contracts.manifest import Species
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.data.levels import load_level
from dotstitch.jobs.files import write_summary
from dotstitch.jobs.species import run_species
from dotstitch.jobs.storage import storage_fault

OUT_OF_MEMORY_EXIT = 75
"""Exit status of the child that ran out of memory (EX_TEMPFAIL: try again with more)."""
STORAGE_EXIT = 74
"""Exit status of the child whose disk failed (EX_IOERR)."""


def main(arguments: list[str]) -> int:
    """Run one species as the supervised child; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--species", type=Species.model_validate_json, required=True)
    parser.add_argument("--level", required=True)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--time-limit", type=int, required=True)
    parser.add_argument("--progress-fd", type=int, required=True)
    job: Any = parser.parse_args(arguments)
    signal.alarm(job.time_limit)  # ends the process, whatever code it is in, with nobody watching
    with os.fdopen(job.progress_fd, "w", buffering=1) as progress:
        try:
            _run(job, progress)
        except (MemoryError, StepError) as error:
            _tell(
                progress,
                f"out of memory: {error}" if isinstance(error, MemoryError) else str(error),
            )
            return OUT_OF_MEMORY_EXIT
        except OSError as error:
            told = storage_fault(error)
            if told is None:
                raise
            _tell(progress, told)
            return STORAGE_EXIT
    return 0


def _run(job: Any, progress: IO[str]) -> None:
    level = load_level(job.level, job.engine)
    records = run_species(
        job.species,
        level,
        job.seed,
        job.results,
        job.threads,
        announce=lambda line: print(line, file=progress),
    )
    write_summary(ResultsFolder(job.results).species(job.species.key), job.species, records)


def _tell(progress: IO[str], reason: str) -> None:
    print(f"ended | {' '.join(reason.split())}", file=progress)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
