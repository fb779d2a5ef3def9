"""Many alike contents in few compressed packs."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TOGETHER = 16
"""Contents of one pack: enough to share what is alike, few enough to open one of them quickly."""


def packs(contents: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Pack contents in groups of :data:`TOGETHER`, base64 of deflated JSON; see ``detail.js``.

    A pack holds, key by key, a list of what its contents have there, so that alike lies beside
    alike: deflate looks back only 32 kB.

    Examples
    --------
    >>> len(packs([{"a": 1}] * 17))
    2
    """
    return tuple(_packed(contents[start : start + TOGETHER]) for start in _starts(contents))


def places(number: int) -> Iterator[tuple[int, int]]:
    """Yield the pack of each content and its place in it.

    Examples
    --------
    >>> list(places(17))[-2:]
    [(0, 15), (1, 0)]
    """
    for index in range(number):
        yield divmod(index, TOGETHER)


def _starts(contents: Sequence[Mapping[str, Any]]) -> range:
    return range(0, len(contents), TOGETHER)


def _packed(group: Sequence[Mapping[str, Any]]) -> str:
    keys = dict.fromkeys(key for one in group for key in one)
    content = {key: [one.get(key) for one in group] for key in keys}
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()
