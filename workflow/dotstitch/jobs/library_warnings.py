"""Catches what a library only warns of, so that it stands in the record of the step."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from rdkit import rdBase

LONGEST = 200
"""Characters kept of one warning."""
ABOUT_CODE = (DeprecationWarning, PendingDeprecationWarning, FutureWarning, ResourceWarning)
"""Kinds that say nothing of a number."""
_LOGGER = logging.getLogger("rdkit")


class _Kept(logging.Handler):
    """Keeps the messages of a logger."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.messages.append(record.getMessage())


@contextmanager
def library_warnings() -> Iterator[list[str]]:
    """Collect warnings of Python, of RDKit and, by way of Python's, of PySCF.

    Yields
    ------
    list of str
        Filled when the block ends, each warning once.

    Examples
    --------
    >>> with library_warnings() as heard:
    ...     warnings.warn("a stand-in was used")
    >>> heard
    ['a stand-in was used']
    """
    found: list[str] = []
    kept = _Kept()
    _LOGGER.addHandler(kept)
    propagated, _LOGGER.propagate = _LOGGER.propagate, False
    rdBase.LogToPythonLogger()
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield found
    finally:
        rdBase.LogToCppStreams()
        _LOGGER.removeHandler(kept)
        _LOGGER.propagate = propagated
    told = (str(one.message) for one in caught if not issubclass(one.category, ABOUT_CODE))
    texts = [*told, *kept.messages]
    lines = (" ".join(text.split())[:LONGEST] for text in texts)
    found += dict.fromkeys(filter(None, lines))
