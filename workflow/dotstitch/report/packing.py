"""Many alike contents in few compressed packs; ``packed.js`` takes them out again."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

TOGETHER = 32
"""Contents of one pack: enough to share what is alike, few enough to open one of them quickly."""
LONG = 6
"""Whole numbers from which a list is written as letters."""
ZERO = 35
"""Code point of the letter for zero; JSON escapes no letter from there on but the backslash."""
MOST = 0xD7FF - ZERO
"""Above lie code points that no text can hold."""
ORDERS = (0, 1, 2)
"""How often neighbours are subtracted before a list is written; the shortest text is taken."""


def packs(contents: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Pack contents in groups of :data:`TOGETHER`, base64 of deflated JSON.

    A pack holds, key by key, a list of what its contents have there, so that alike lies beside
    alike: deflate looks back only 32 kB. Lists of whole numbers become letters, see :func:`coded`.

    Examples
    --------
    >>> len(packs([{"a": 1}] * 33))
    2
    """
    starts = range(0, len(contents), TOGETHER)
    return tuple(_packed(contents[start : start + TOGETHER]) for start in starts)


def coded(value: Any) -> Any:
    """Return a value of JSON with a letter for every number of its long lists of whole numbers.

    Such a list becomes an object: ``of`` holds the letters, 0, -1, 1, -2 ... from :data:`ZERO`
    on, ``order`` says how often each number was subtracted from the next before.

    Examples
    --------
    >>> coded({"a": [0, 2, 4, 6, 8, 10], "b": [1, 2]})
    {'a': {'of': "#'+/37", 'order': 0}, 'b': [1, 2]}
    """
    if isinstance(value, Mapping):
        return {name: coded(item) for name, item in value.items()}
    if not isinstance(value, list | tuple):
        return value
    if len(value) < LONG or not all(type(one) is int for one in value):
        return [coded(one) for one in value]
    texts = {}
    for order in ORDERS:
        steps = np.array(value)
        for _ in range(order):
            steps = np.diff(steps, prepend=0)
        folded = np.where(steps < 0, -2 * steps - 1, 2 * steps)
        if folded.max() <= MOST:
            texts[order] = "".join(chr(ZERO + int(one)) for one in folded)
    if not texts:
        return list(value)
    order = min(texts, key=lambda one: len(texts[one].encode()))
    return {"of": texts[order], "order": order}


def _packed(group: Sequence[Mapping[str, Any]]) -> str:
    keys = dict.fromkeys(key for one in group for key in one)
    content = {key: [coded(one.get(key)) for one in group] for key in keys}
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()
