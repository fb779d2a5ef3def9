"""Small tables and what a plan makes of them."""

from __future__ import annotations

import csv
from pathlib import Path

from dotstitch.contracts.config import Config
from dotstitch.contracts.manifest import Manifest, Molecule
from dotstitch.plan.screen_plan import build_manifest


def table(tmp_path: Path, rows: list[tuple[str, str]], name: str = "table.csv") -> Path:
    path = tmp_path / name
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerows([("name", "smiles"), *rows])
    return path


def plan(tmp_path: Path, *rows: tuple[str, str], config: Config | None = None) -> Manifest:
    return build_manifest(config or Config(), table(tmp_path, list(rows)))


def only(tmp_path: Path, smiles: str, config: Config | None = None) -> Molecule:
    (molecule,) = plan(tmp_path, ("x", smiles), config=config).molecules
    return molecule
