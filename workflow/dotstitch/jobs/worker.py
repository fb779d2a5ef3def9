"""One species, as the child process that :mod:`dotstitch.jobs.supervise` starts."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from dotstitch.contracts.manifest import Species
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.data.levels import load_level
from dotstitch.jobs.files import write_summary
from dotstitch.jobs.species import run_species

OUT_OF_MEMORY_EXIT = 75
"""Exit status of the child that ran out of memory (EX_TEMPFAIL: try again with more)."""


def main(arguments: list[str]) -> int:
    """Run one species as the supervised child; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--species", type=Species.model_validate_json, required=True)
    parser.add_argument("--level", required=True)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--progress-fd", type=int, required=True)
    job: Any = parser.parse_args(arguments)
    with os.fdopen(job.progress_fd, "w", buffering=1) as progress:
        try:
            records = run_species(
                job.species,
                load_level(job.level, job.engine),
                job.seed,
                job.results,
                job.threads,
                announce=lambda line: print(line, file=progress),
            )
        except MemoryError as error:
            print(error, file=sys.stderr)
            return OUT_OF_MEMORY_EXIT
    write_summary(ResultsFolder(job.results).species(job.species.key), job.species, records)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
