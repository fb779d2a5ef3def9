"""Lines that say how far a screen has come."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from dotstitch.contracts.manifest import Manifest, Species
from dotstitch.contracts.paths import ResultsFolder


class Progress:
    """Prints which species is where, and how many are done, on standard error.

    Parameters
    ----------
    species : Species
    manifest : Manifest or None
        The screen it belongs to; ``None`` for a species computed on its own.
    results_dir : Path
    """

    def __init__(self, species: Species, manifest: Manifest | None, results_dir: Path) -> None:
        self.species = species
        self.manifest = manifest
        self.results_dir = results_dir
        self.started = time.perf_counter()

    def __call__(self, verb: str, steps: Sequence[str], detail: str = "") -> None:
        """Print one line, for example ``[3/17 done] 1: nitrene - gap: start``."""
        elapsed = "" if verb == "start" else f", {time.perf_counter() - self.started:.0f} s"
        line = f"{self._counter()} {self._label()} - {' + '.join(steps)}: {verb}{elapsed}"
        print(f"{line} ({detail})" if detail else line, file=sys.stderr, flush=True)

    def _counter(self) -> str:
        if self.manifest is None:
            return "[alone]"
        keys, results = self.manifest.species, ResultsFolder(self.results_dir)
        done = sum(results.species(key).summary.exists() for key in keys)
        return f"[{done}/{len(keys)} done]"

    def _label(self) -> str:
        if self.manifest is None:
            return self.species.smiles
        return self.manifest.labels.get(self.species.key, self.species.smiles)
