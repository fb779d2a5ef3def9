"""Compare bands at two levels; write one level of data/optics/carried_bands.yaml.

The small molecules of ``data/optics/absorption_bands.csv`` are computed at both as in a screen, in
the film where the level has one. No measured position enters. The shape of bands is that
of the level they are carried to, so that heights differ by strengths alone.

    python -m dotstitch.evidence.fits.carried_bands --level reference --like standard --store DIR

What the store holds is not computed again.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import ArrayLike

from dotstitch.contracts.files import write_text_atomically
from dotstitch.contracts.levels import Level
from dotstitch.data.levels import load_level
from dotstitch.data.reading import package_path, read_yaml
from dotstitch.evidence.fits.bands.assignment import ComputedBand, computed_band
from dotstitch.evidence.fits.bands.rows import MeasuredBand, own_bands, usable
from dotstitch.evidence.fits.levels import atom_count
from dotstitch.evidence.fits.spectra import Asked, fill_store, stored_spectrum
from dotstitch.optics.carried_bands import CARRIED_BANDS

HEADER = """\
# Bands of one level over those of another (like), made by
# python -m dotstitch.evidence.fits.carried_bands from small molecules of
# data/optics/absorption_bands.csv. position_ev, decades: like minus level, the median; uncertainty:
# root mean square about it. bands: positions (eV) and log10 heights at level, then at like.
"""


class Compared(NamedTuple):
    """One band at both levels."""

    row: MeasuredBand
    here: ComputedBand
    there: ComputedBand


def shift(differences: ArrayLike) -> tuple[float, float]:
    """Return the median of some differences and their root mean square about it.

    Examples
    --------
    >>> shift([0.1, 0.2, 0.3])
    (0.2, 0.1)
    """
    values = np.asarray(differences, dtype=float)
    middle = float(np.median(values))
    spread = float(np.sqrt(np.sum((values - middle) ** 2) / (values.size - 1)))
    return round(middle, 4), round(spread, 4)


def carried(bands: Sequence[Compared], like: str) -> dict[str, Any]:
    """Return one level of the file."""
    position_ev, uncertainty_ev = shift([b.there.position_ev - b.here.position_ev for b in bands])
    heights = [b.there.log10_height - b.here.log10_height for b in bands]
    decades, uncertainty_decades = shift(heights)
    return {
        "like": like,
        "position_ev": position_ev,
        "uncertainty_ev": uncertainty_ev,
        "decades": decades,
        "uncertainty_decades": uncertainty_decades,
        "n_bands": len(bands),
        "bands": {
            f"{b.row.smiles} {b.row.kind}": [
                round(float(value), 3)
                for band in (b.here, b.there)
                for value in (band.position_ev, band.log10_height)
            ]
            for b in bands
        },
    }


def compared(
    rows: Sequence[MeasuredBand], level_name: str, like: str, store: Path, processes: int
) -> list[Compared]:
    """Return bands at both levels; what cannot be computed is printed and left out."""
    shape = load_level(like).band_shape
    pairs = [
        (
            row,
            Asked(row.smiles, _shaped(load_level(level_name), like)),
            Asked(row.smiles, load_level(like)),
        )
        for row in rows
    ]
    failed = fill_store(store, [one for _, *both in pairs for one in both], processes)
    for smiles, reason in failed.items():
        print(f"{smiles}: not computed, {reason}")
    return [
        Compared(
            row,
            *(computed_band(stored_spectrum(store, one), row.kind, shape) for one in (here, there)),
        )
        for row, here, there in pairs
        if row.smiles not in failed
    ]


def _shaped(level: Level, like: str) -> Level:
    """Return a level with the width of bands of another, which no excitation depends on."""
    other = load_level(like)
    names = ("band_fwhm_ev", "band_skewness", "disorder_fwhm_ev")
    return level.model_copy(update={name: getattr(other, name) for name in names})


def main() -> None:
    """Compute what the store lacks, compare, write."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--level", default="reference")
    parser.add_argument("--like", default="standard", help="a level with calibrated bands")
    parser.add_argument("--max-atoms", type=int, default=15)
    parser.add_argument("--store", type=Path, required=True, help="folder of computed spectra")
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    rows = [row for row in usable(own_bands())[0] if atom_count(row.smiles) <= given.max_atoms]
    rows = list({(row.smiles, row.kind): row for row in rows}.values())
    rows.sort(key=lambda row: (atom_count(row.smiles), row.smiles))
    bands = compared(rows, given.level, given.like, given.store, given.processes)
    known = read_yaml(CARRIED_BANDS, dict[str, Any])
    known["levels"][given.level] = carried(bands, given.like)
    text = yaml.safe_dump(known, sort_keys=False, default_flow_style=None, width=100)
    write_text_atomically(package_path(CARRIED_BANDS), HEADER + text)
    print(yaml.safe_dump(known["levels"][given.level], sort_keys=False, default_flow_style=None))


if __name__ == "__main__":
    main()
