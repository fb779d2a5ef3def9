"""What is wrong with a file of a results folder, and what to delete so that a run mends it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dotstitch.contracts.files import UntrustedFileError

Read = TypeVar("Read")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes
    ----------
    path : Path
    reason : str
        Continues a sentence that begins with the path.
    delete : tuple of Path
        Files to delete; the same command then makes them, and what is damaged, anew.
    """

    path: Path
    reason: str
    delete: tuple[Path, ...]

    def __str__(self) -> str:
        *first, last = map(str, self.delete)
        files = f"{', '.join(first)} and {last}" if first else last
        return f"{self.path} {self.reason}. Delete {files} and run the screen again."


Findings = list[Finding]


def attempt(path: Path, read: Callable[[Path], Read], *also: Path) -> tuple[Read | None, Findings]:
    """Read one file; whatever is wrong with it becomes a finding.

    Parameters
    ----------
    path : Path
    read : callable
    also : Path
        What to delete beside the file that is damaged.
    """
    try:
        return read(path), []
    except UntrustedFileError as error:
        path, reason = error.path, error.reason
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        reason = "is damaged, or of another version"
    return None, [Finding(path, reason, (path, *also))]
