"""Versions of the numerical methods; part of every species key.

Raise a number whenever a change to a step can change its numbers: records of the older version
are then never reused.
"""

from __future__ import annotations

METHOD_VERSION: dict[str, int] = {
    "geometry": 5,
    "ground_state": 4,
    "spectrum": 7,
    "triplet": 1,
    "gap": 9,
}
"""Computing step to the version of its numerics."""

PLAN_VERSION = 3
"""Version of the rules that turn a table into a manifest; part of the manifest's input key."""
