"""How much memory this process may use: that of its container, not of the machine around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import psutil

MEMBERSHIP = Path("/proc/self/cgroup")
HIERARCHIES = Path("/sys/fs/cgroup")
USABLE = 0.9
"""Share that jobs may take; the rest is for Snakemake and the system."""


def usable_memory_mb() -> int:
    """Return what all jobs on this machine may use together, MB."""
    total = psutil.virtual_memory().total
    return int(USABLE * min([total, *container_limits()]) / 1e6)


def container_limits(
    membership: Path = MEMBERSHIP, hierarchies: Path = HIERARCHIES
) -> Iterator[int]:
    """Yield every limit that a control group (version 2 or 1) sets on this process, bytes.

    The limit of any group above counts too. A container may see its own group as the root and
    still be told its path outside, so the root is looked at in any case.

    Parameters
    ----------
    membership : Path
        Lists the groups of this process, one line ``number:controllers:path`` per hierarchy.
    hierarchies : Path
        Where they are mounted.
    """
    for line in _text(membership).splitlines():
        _, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        if controllers == "":
            yield from _limits(hierarchies, group, "memory.max")
        elif "memory" in controllers.split(","):
            yield from _limits(hierarchies / "memory", group, "memory.limit_in_bytes")


def _limits(root: Path, group: str, name: str) -> Iterator[int]:
    inside = PurePosixPath(group.lstrip("/"))
    for folder in (inside, *inside.parents):
        text = _text(root / folder / name).strip()
        if text.isdecimal():
            yield int(text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
