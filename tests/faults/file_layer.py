"""A file layer that stops the process, or fails, at a chosen operation below one folder.

Python tells of every file it opens, renames, removes and makes, and syncs are watched too. So what
the program does to files is counted, and nothing of it has to be written for this layer.

A machine that stops loses what was not synced: of files the second half of their bytes, of folders
(in the world ``lost``) the names that were given and taken since they were last synced.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

World = Literal["kept", "lost"]
STOPPED = 77
"""Exit status of a process that the layer stopped."""
_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "open", "fcntl.flock"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class FileLayer:
    """Counts file operations below a folder and does something at the n-th.

    Parameters
    ----------
    folder : Path
    at : int
        The operation, from 1 on.
    fault : callable
        Called instead of it.
    lasting : bool
        Whether every later operation meets the fault too, as on a disk that stays full.
    """

    def __init__(
        self, folder: Path, at: int, fault: Callable[[], Any], *, lasting: bool = False
    ) -> None:
        self.folder = os.fspath(folder.resolve())
        self.at, self.fault, self.lasting = at, fault, lasting
        self.count = 0
        self.unsynced: set[str] = set()
        self.undo: dict[str, list[tuple[str, bytes | None]]] = {}
        self.quiet = False

    def install(self) -> None:
        """Watch this process to its end."""
        sys.addaudithook(self._hook)

        def fsync(handle: int) -> None:
            path = os.readlink(f"/proc/self/fd/{handle}")
            self._operation(path)
            self.unsynced.discard(path)
            self.undo.pop(path, None)

        os.fsync = fsync

    def _hook(self, event: str, given: tuple[Any, ...]) -> None:
        if self.quiet or event not in _EVENTS:
            return
        first = given[0]
        if event == "fcntl.flock":
            first = os.readlink(f"/proc/self/fd/{first}")
        if not isinstance(first, str | os.PathLike):
            return
        path = os.path.abspath(os.fspath(first))
        if not path.startswith(self.folder) or (event == "open" and not given[2] & _WRITES):
            return
        self._operation(path)
        self._remember(event, path, given)

    def _operation(self, path: str) -> None:
        if not path.startswith(self.folder):
            return
        self.count += 1
        if self.count == self.at or (self.lasting and self.count > self.at):
            self.quiet = True
            try:
                self.fault()
            finally:
                self.quiet = False

    def _remember(self, event: str, path: str, given: tuple[Any, ...]) -> None:
        """Note what is lost, and what was there, if the machine stops now."""
        self.quiet = True
        if event == "open":
            self.unsynced.add(path)
        elif event == "os.rename":
            target = os.path.abspath(os.fspath(given[1]))
            self._note(target)
            if path in self.unsynced:
                self.unsynced.discard(path)
                self.unsynced.add(target)
        elif event == "os.remove":
            self._note(path)
            self.unsynced.discard(path)
        self.quiet = False

    def _note(self, path: str) -> None:
        before = Path(path).read_bytes() if os.path.exists(path) else None
        self.undo.setdefault(os.path.dirname(path), []).append((path, before))

    def stop(self, world: World) -> None:
        """Stop as a machine does that loses its power."""
        for path in self.unsynced:
            if os.path.isfile(path):
                os.truncate(path, os.path.getsize(path) // 2)
        if world == "lost":
            for changes in self.undo.values():
                for path, before in reversed(changes):
                    if before is not None:
                        Path(path).parent.mkdir(parents=True, exist_ok=True)
                        Path(path).write_bytes(before)
                    elif os.path.exists(path):
                        os.remove(path)
        os._exit(STOPPED)


def in_a_child(task: Callable[[], Any]) -> int:
    """Run a task in a fork of this process and return its exit status; 1 for an exception."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            task()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
