"""Links to a molecule of the page, by its name."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup


def molecule_link(name: str) -> Markup:
    """Return a link that opens a molecule.

    Examples
    --------
    >>> molecule_link("a & b")
    Markup('<a href="#molecule=a%20%26%20b">a &amp; b</a>')
    """
    return Markup('<a href="#molecule={}">{}</a>').format(quote(name, safe=""), name)


def listed(parts: Sequence[Markup]) -> Markup:
    """Join parts as a sentence does.

    Examples
    --------
    >>> listed([Markup("a"), Markup("b"), Markup("c")])
    Markup('a, b and c')
    """
    *first, last = parts
    return Markup(", ").join(first) + Markup(" and ") + last if first else last
