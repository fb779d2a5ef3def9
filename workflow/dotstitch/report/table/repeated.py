"""Texts that many rows repeat stand once; the rows hold their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dotstitch.report.page_data import RowData

SHORTEST = 8
"""Letters from which a number is shorter than a text."""


def repeated(rows: Sequence[RowData]) -> tuple[tuple[str, ...], tuple[RowData, ...]]:
    """Return the texts that several cells or warnings share, and the rows with their numbers."""
    counted = Counter(
        text
        for row in rows
        for part in (*row.cells, row.warnings)
        for text in part
        if isinstance(text, str) and len(text) >= SHORTEST
    )
    texts = tuple(text for text, count in counted.items() if count > 1)
    places: dict[str | int, int] = {text: place for place, text in enumerate(texts)}

    def numbered(part: Sequence[str | int]) -> tuple[str | int, ...]:
        return tuple(places.get(text, text) for text in part)

    return texts, tuple(
        row.model_copy(
            update={
                "cells": tuple(numbered(cell) for cell in row.cells),
                "warnings": numbered(row.warnings),
            }
        )
        for row in rows
    )
