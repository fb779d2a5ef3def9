"""What the page's script draws, typed: columns, rows and packed details."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

Triple = tuple[float, float, float]
"""Median with the ends of its 16 to 84 % interval."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnData(_Frozen):
    """Head of one column; see :class:`dotstitch.report.table.columns.Column`."""

    key: str
    ask: str
    title: str
    unit: str
    meaning: str
    numeric: bool
    long: bool
    first: bool


class RowData(_Frozen):
    """One row of the table.

    Attributes
    ----------
    status : str
        ``ok``, ``failed`` or ``duplicate``; only an ``ok`` row has a rank and a detail.
    strip : tuple of int
        Samples of the score by equal bins from 0 to 100.
    retention, plqy : tuple of float or None
    film : bool
        Whether anything is retained.
    cells : tuple of tuple of str or int
        Value, line below, what is sorted by, measurement it rests on, hint; without empty ends.
    warnings : tuple of str or int
        Here and in ``cells`` a number stands for that text of :class:`PageData`.
    observed : str
        How many of its observations are met; empty where there is none.
    missed : bool
        Whether any of them is not.
    levels : tuple of float or None
        HOMO, its uncertainty, LUMO, its uncertainty, eV.
    """

    name: str
    smiles: str
    status: str
    rank: int | None
    ranks: str
    score: float | None
    scores: str
    strip: tuple[int, ...]
    retention: Triple | None
    plqy: Triple | None
    film: bool
    pareto: bool
    cells: tuple[tuple[str | int, ...], ...]
    warnings: tuple[str | int, ...]
    message: str
    observed: str
    missed: bool
    levels: tuple[float, float, float, float] | None


class GridAxes(_Frozen):
    """What the grids of "what if" run over.

    Attributes
    ----------
    exposures : tuple of (float, str)
        Lamp and gas of each grid.
    """

    dose: tuple[float, ...]
    loading: tuple[float, ...]
    exposures: tuple[tuple[float, str], ...]


class Packs(_Frozen):
    """Compressed contents, see :mod:`dotstitch.report.packing`.

    Attributes
    ----------
    together : int
        Contents of one pack.
    drawings, details, grids : tuple of str
        Of the ranked molecules, in their order.
    shapes : tuple of str
        Structures of species.
    records : tuple of str
        Of ``ranking.csv``, one for each row, line ends included.
    """

    together: int
    drawings: tuple[str, ...]
    details: tuple[str, ...]
    grids: tuple[str, ...]
    shapes: tuple[str, ...]
    records: tuple[str, ...]


class DotData(_Frozen):
    """What figures show of the dot.

    Attributes
    ----------
    conduction, valence : tuple of float
        Edges under the draws and their uncertainties, eV.
    optical_gap : float
    shift : float or None
        By how much edges lie elsewhere on the other scale, where one is known.
    absorption : tuple of (float, float)
        Wavelength, absorption over its largest.
    """

    dot: str
    conduction: tuple[float, float]
    valence: tuple[float, float]
    optical_gap: float
    shift: float | None
    absorption: tuple[tuple[float, float], ...]


class PageData(_Frozen):
    """All that the script draws.

    Attributes
    ----------
    texts : tuple of str
        What several rows say.
    csv_head : str
        First record of ``ranking.csv``.
    targets : tuple of float
        Of film and of light.
    axes : GridAxes or None
        Of "what if"; None without any ranked molecule.
    dot : DotData
    packs : Packs
    radii : dict of float
        Covalent radius of every element of a structure, angstrom.
    """

    columns: tuple[ColumnData, ...]
    rows: tuple[RowData, ...]
    texts: tuple[str, ...]
    csv_head: str
    targets: tuple[float, float]
    axes: GridAxes | None
    dot: DotData
    packs: Packs
    radii: dict[str, float]
