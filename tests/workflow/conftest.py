"""Fixtures of the workflow tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import Screen


@pytest.fixture
def screen(tmp_path: Path) -> Screen:
    """Return an empty screen."""
    return Screen(tmp_path)
