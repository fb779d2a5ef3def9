"""What a developed pattern looks like at a film retention; thresholds are assumptions."""

from __future__ import annotations

GOOD_PATTERN = 0.5
POOR_PATTERN = 0.15


def pattern(retention: float) -> str:
    """Return what the pattern looks like at a film retention.

    Examples
    --------
    >>> pattern(0.7), pattern(0.3), pattern(0.1)
    ('good', 'poor', 'none')
    """
    if retention >= GOOD_PATTERN:
        return "good"
    return "poor" if retention >= POOR_PATTERN else "none"
