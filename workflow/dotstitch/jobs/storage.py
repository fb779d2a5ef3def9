"""Faults of the disk: told apart from faults of the program, and said in one sentence."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from dotstitch.data.job_limits import job_limits

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)
BROKEN = (errno.EIO, errno.ESTALE, errno.ENODEV, errno.ENOTCONN)
BLOCKED = (errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)


def storage_fault(error: OSError) -> str | None:
    """Return what is wrong with the disk and what to do; None when it is not the disk.

    Examples
    --------
    >>> storage_fault(OSError(errno.ENOSPC, "No space left on device", "results/a"))
    'results/a: No space left on device. Free some space and run again.'
    >>> storage_fault(OSError(errno.EISDIR, "Is a directory", ".a.new", None, "results/a"))
    'results/a: Is a directory. Move away what lies there and run again.'
    >>> storage_fault(FileNotFoundError(errno.ENOENT, "No such file or directory", "a"))
    """
    remedies = {
        FULL: "Free some space and run again.",
        CLOSED: "Make the folder writable for you and run again.",
        BROKEN: "Look at the disk or the network, then run again.",
        BLOCKED: "Move away what lies there and run again.",
    }
    for numbers, remedy in remedies.items():
        if error.errno in numbers:
            path = error.filename2 or error.filename
            where = f"{path}: " if path else ""
            return f"{where}{error.strerror}. {remedy}"
    return None


def require_room(folder: Path) -> None:
    """Refuse to start where the disk has no room for what a job writes.

    Raises
    ------
    OSError
        ENOSPC.
    """
    least = job_limits().free_disk_mb
    free = shutil.disk_usage(folder).free / 1e6
    if free < least:
        told = f"Only {free:.0f} MB left on the device, a job needs {least:.0f}"
        raise OSError(errno.ENOSPC, told, str(folder))
