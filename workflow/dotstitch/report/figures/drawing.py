"""2D drawings of molecules with their warheads highlighted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rdkit import Chem
from rdkit.Chem.Draw import rdMolDraw2D

from dotstitch.plan.patterns import find_warheads
from dotstitch.report.figures.svg import escape

_ELEMENT = re.compile(r"<(path|ellipse|text)\b([^>]*?)/?>(?:([^<]*)</text>)?")
_ATTRIBUTE = re.compile(r"(\w+)='([^']*)'")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DEFAULTS = re.compile(
    r"(?:stroke-(?:linecap|linejoin|opacity|miterlimit)|fill-(?:rule|opacity)"
    r"|font-(?:style|weight)|text-anchor):[^;]*;?"
)
"""What a browser assumes anyway."""
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
    canvas = rdMolDraw2D.MolDraw2DSVG(width, height, -1, -1, True)
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
    """Keep what a page needs, one element for all lines or letters of a style, and name the image.

    RDKit writes every half of a bond and every letter by itself, the grounds first.
    """
    body = drawing[drawing.index("<!-- END OF HEADER -->") :]
    lines: dict[str, list[str]] = {}
    letters: dict[str, list[tuple[str, str, str]]] = {}
    spots = []
    for tag, text, content in _ELEMENT.findall(body):
        found = dict(_ATTRIBUTE.findall(text))
        style = _DEFAULTS.sub("", found["style"]).strip("; ")
        if tag == "path":
            lines.setdefault(style, []).append(_NUMBER.sub(_rounded, found["d"]).replace(" ", ""))
        elif tag == "text":
            place = (_NUMBER.sub(_rounded, found["x"]), _NUMBER.sub(_rounded, found["y"]))
            letters.setdefault(style, []).append((*place, content))
        else:
            spots.append(_spot(found, style))
    paths = {style: f'<path d="{"".join(d)}" style="{style}"/>' for style, d in lines.items()}
    grounds = [one for style, one in paths.items() if "fill:none" not in style]
    bonds = [one for style, one in paths.items() if "fill:none" in style]
    written = [_written(style, places) for style, places in letters.items()]
    parts = "".join((*grounds, *spots, *bonds, *written))
    opening = f'<svg class="molecule" viewBox="0 0 {width} {height}" role="img"'
    return f'{opening} aria-label="{escape(label)}">{parts}</svg>'


def _spot(found: dict[str, str], style: str) -> str:
    numbers = " ".join(f'{name}="{found[name]}"' for name in ("cx", "cy", "rx", "ry"))
    return f'<ellipse {numbers} style="{style}"/>'


def _written(style: str, letters: Sequence[tuple[str, str, str]]) -> str:
    """Write letters, each at its own place, as one element."""
    x, y, content = zip(*letters, strict=True)
    return f'<text x="{" ".join(x)}" y="{" ".join(y)}" style="{style}">{"".join(content)}</text>'


def _rounded(found: re.Match[str]) -> str:
    """Write a coordinate to half a unit."""
    return f"{round(2.0 * float(found[0])) / 2.0:g}"
