"""Numbers as people read them: fixed decimals, thin spaces, a dash for what is absent."""

from __future__ import annotations

import math

DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"


def parse(text: str | float | None) -> float | None:
    """Read a cell of a CSV table; an empty cell is absent.

    Examples
    --------
    >>> parse("") is None, parse("0.25")
    (True, 0.25)
    """
    return None if text is None or text == "" else float(text)


def number(value: float | None, decimals: int = 2) -> str:
    """Write one number with fixed decimals.

    Examples
    --------
    >>> number(0.71234), number(None)
    ('0.71', '–')
    >>> number(-0.2, 1), number(-0.001, 1)
    ('−0.2', '0.0')
    >>> number(36012, 0).replace(THIN, " ")
    '36 012'
    """
    if value is None:
        return DASH
    text = f"{value:,.{decimals}f}".replace(",", THIN)
    if float(text.replace(THIN, "")) == 0.0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def interval(low: float | None, high: float | None, decimals: int = 2) -> str:
    """Write an interval; empty when either end is absent.

    Examples
    --------
    >>> interval(0.6, 0.8)
    '0.60 – 0.80'
    >>> interval(-1.0, 0.5, 1)
    '−1.0 – 0.5'
    >>> interval(None, None)
    ''
    """
    if low is None or high is None:
        return ""
    return f"{number(low, decimals)} {DASH} {number(high, decimals)}"


def plus_minus(value: float | None, uncertainty: float | None, decimals: int = 2) -> str:
    """Write a value with its standard uncertainty where there is one.

    Examples
    --------
    >>> plus_minus(-3.5, 0.25), plus_minus(1.0, None, 1), plus_minus(None, None)
    ('−3.50 ± 0.25', '1.0', '–')
    """
    if value is None or uncertainty is None:
        return number(value, decimals)
    return f"{number(value, decimals)} ± {number(uncertainty, decimals)}"


def rounded(value: float, uncertainty: float | None) -> str:
    """Write a value with as many digits as its uncertainty leaves, two of them uncertain.

    Examples
    --------
    >>> rounded(7922.4, 913.0).replace(THIN, " "), rounded(0.13, 0.2), rounded(442.0, None)
    ('7 920 ± 910', '< 1', '442')
    """
    if uncertainty is None:
        return number(value, 0)
    if value + uncertainty < 1.0:
        return "< 1"
    step = 10.0 ** max(math.floor(math.log10(max(uncertainty, 1.0))) - 1, 0)
    return " ± ".join(number(round(x / step) * step, 0) for x in (value, uncertainty))


def percent(share: float) -> str:
    """Write a share in percent.

    Examples
    --------
    >>> [percent(share).replace(THIN, " ") for share in (0.2298, 0.0154, 0.0)]
    ['23 %', '1.5 %', '0 %']
    """
    decimals = 0 if share >= 0.0995 or share == 0.0 else 1
    return f"{number(100.0 * share, decimals)}{THIN}%"


def recipe(wavelength_nm: float, dose_mj_cm2: float, loading_wt_percent: float) -> str:
    """Write an exposure in one line.

    Examples
    --------
    >>> recipe(365.0, 50.0, 3.0)
    '365 nm, 50 mJ cm⁻², 3 wt%'
    """
    return f"{wavelength_nm:.4g} nm, {dose_mj_cm2:.3g} mJ cm⁻², {loading_wt_percent:.2g} wt%"


def duration(seconds: float) -> str:
    """Write a time span.

    Examples
    --------
    >>> duration(4.2), duration(252), duration(7500)
    ('4.2 s', '4.2 min', '2.1 h')
    """
    if seconds < 100:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.1f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
