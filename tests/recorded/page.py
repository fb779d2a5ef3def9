"""Read back what a page holds of its molecules."""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import Any

import numpy as np

from dotstitch.report.packing import TOGETHER, ZERO


def page_data(html: str) -> dict[str, Any]:
    """Return what the script of a page draws."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert found
    content: dict[str, Any] = json.loads(found[1])
    return content


def taken_out(packs: list[str], at: int) -> dict[str, Any]:
    """Return one content of its pack, the sections of its fragment joined."""
    pack, place = divmod(at, TOGETHER)
    found = json.loads(zlib.decompress(base64.b64decode(packs[pack])))
    content = {key: decoded(values[place]) for key, values in found.items()}
    sections = [content[key] for key in content if key.startswith("html ")]
    return content | ({"html": "".join(sections)} if sections else {})


def decoded(value: Any) -> Any:
    """Turn letters back into whole numbers, wherever they stand in a value."""
    if isinstance(value, list):
        return [decoded(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "of" not in value:
        return {name: decoded(one) for name, one in value.items()}
    folded = np.array([ord(letter) - ZERO for letter in value["of"]])
    steps = np.where(folded % 2 == 1, -(folded + 1) // 2, folded // 2)
    for _ in range(value["order"]):
        steps = np.cumsum(steps)
    return list(steps.tolist())
