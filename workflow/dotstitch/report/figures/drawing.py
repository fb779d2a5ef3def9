"""2D drawings of molecules with their warheads highlighted."""

from __future__ import annotations

import re
from typing import Any

from rdkit import Chem
from rdkit.Chem.Draw import rdMolDraw2D

from dotstitch.plan.patterns import find_warheads
from dotstitch.report.figures.svg import escape

_HIGHLIGHT = (1.0, 0.80, 0.42)
_INKS = {7: (0.13, 0.27, 0.72), 8: (0.72, 0.10, 0.10), 9: (0.05, 0.42, 0.30), 16: (0.5, 0.38, 0)}


def draw(name: str, smiles: str, width: int = 440, height: int = 230) -> str:
    """Draw a molecule as SVG, its warheads on a coloured ground.

    Parameters
    ----------
    name : str
        For the accessible label.
    smiles : str
        A valid SMILES.

    Returns
    -------
    str
        An ``<svg>`` element that takes its size from the page.

    Raises
    ------
    ValueError
        When the SMILES cannot be parsed.
    """
    mol = Chem.MolFromSmiles(smiles)
    if mol is None:
        raise ValueError(f"cannot draw {smiles!r}")
    atoms = sorted({i for w in find_warheads(mol) for i in w.atoms})
    bonds = [
        b.GetIdx() for b in mol.GetBonds() if {b.GetBeginAtomIdx(), b.GetEndAtomIdx()} <= {*atoms}
    ]
    canvas = rdMolDraw2D.MolDraw2DSVG(width, height)
    options: Any = canvas.drawOptions()
    options.clearBackground = False
    options.padding = 0.03
    options.bondLineWidth = 1.6
    options.setHighlightColour(_HIGHLIGHT)
    options.updateAtomPalette(_INKS)
    rdMolDraw2D.PrepareAndDrawMolecule(
        canvas, mol, highlightAtoms=atoms, highlightBonds=bonds, kekulize=True
    )
    canvas.FinishDrawing()
    return _slim(canvas.GetDrawingText(), f"Structure of {name}, {smiles}", width, height)


def _slim(drawing: str, label: str, width: int, height: int) -> str:
    """Drop what a page does not need, and name the image."""
    body = drawing[drawing.index("<!-- END OF HEADER -->") + len("<!-- END OF HEADER -->") :]
    body = re.sub(r" class='[^']*'", "", body)
    body = re.sub(r"stroke-(?:linecap|linejoin|opacity):[^;']*;?|fill-rule:evenodd;", "", body)
    opening = f'<svg class="molecule" viewBox="0 0 {width} {height}" role="img"'
    return f'{opening} aria-label="{escape(label)}">{body.strip()}'
