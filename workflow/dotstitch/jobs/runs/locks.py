"""Locks between processes, on file systems that know them."""

from __future__ import annotations

import errno
import fcntl
from typing import IO, Any

UNSUPPORTED = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})
"""What a file system without locks answers."""


def lock_file(stream: IO[Any], *, wait: bool = True) -> bool:
    """Lock an open file until it is closed, which the kernel does when its process dies.

    Parameters
    ----------
    stream : file
    wait : bool
        For another process that holds it.

    Returns
    -------
    bool
        False on a file system without locks.

    Raises
    ------
    BlockingIOError
        When another process holds it and ``wait`` is false.
    """
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        if error.errno in UNSUPPORTED:
            return False
        raise
    return True
