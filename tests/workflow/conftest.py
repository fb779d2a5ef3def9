"""Fixtures of the workflow tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import Screen


@pytest.fixture
def screen(tmp_path: Path) -> Screen:
    """Return an empty screen in a folder with an awkward name."""
    folder = tmp_path / "Bob's zwölf Dots [α] {key} (2)"
    folder.mkdir()
    return Screen(folder)
