"""Small parts of hand-made SVG figures: elements, scales and axes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape as _escape

Scale = Callable[[float], float]


def escape(text: object) -> str:
    """Escape text for HTML and SVG, quotes included.

    Examples
    --------
    >>> escape('<b a="1">')
    '&lt;b a=&quot;1&quot;&gt;'
    """
    return _escape(str(text), quote=True)


def element(tag: str, content: str = "", /, **attributes: float | str) -> str:
    """Write one element; ``_`` in attribute names becomes ``-``, a trailing one falls away.

    Parameters
    ----------
    content : str
        Markup, already escaped.

    Examples
    --------
    >>> element("line", x1=0.0, y2=1.256, class_="axis")
    '<line x1="0" y2="1.3" class="axis"/>'
    """
    pairs = (
        f' {name.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{''.join(pairs)}" + (f">{content}</{tag}>" if content else "/>")


def _attribute(value: float | str) -> str:
    return escape(value) if isinstance(value, str) else f"{round(value, 1):g}"


def text(x: float, y: float, words: str, **attributes: float | str) -> str:
    """Write a label; the words are escaped."""
    return element("text", escape(words), x=x, y=y, **attributes)


def figure(
    width: float, height: float, label: str, parts: Sequence[str], class_: str, role: str = "img"
) -> str:
    """Wrap parts into an SVG that a screen reader announces as ``label``.

    ``role`` is ``img``, or ``group`` where the parts hold links.
    """
    return (
        f'<svg class="{class_}" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="{role}" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def scale(low: float, high: float, start: float, end: float) -> Scale:
    """Return the linear map from ``[low, high]`` to ``[start, end]``.

    Examples
    --------
    >>> scale(0.0, 1.0, 100.0, 0.0)(0.25)
    75.0
    """
    return lambda value: start + (value - low) * (end - start) / (high - low)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round numbers within ``[low, high]``.

    Examples
    --------
    >>> ticks(0.0, 1.0)
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    >>> ticks(-7.3, -2.1)
    [-7.0, -6.0, -5.0, -4.0, -3.0]
    """
    raw = (high - low) / about
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = min((m * magnitude for m in (1.0, 2.0, 5.0, 10.0)), key=lambda s: abs(s - raw))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(count * step, 10) for count in range(first, last + 1)]
