"""Structures on disk: readable, stable, and older files are still read."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dotstitch.geometry.structure import Structure, read_xyz, write_xyz

RANDOM = np.random.default_rng(3).normal(scale=5.0, size=(4, 3))
NITRENE = Structure(("N", "C", "H", "Cl"), RANDOM, charge=-1, multiplicity=3)


def test_a_structure_comes_back_and_is_written_the_same_again(tmp_path: Path) -> None:
    first, second = tmp_path / "first.xyz", tmp_path / "second.xyz"
    write_xyz(first, NITRENE, key="0123456789abcdef")
    found = read_xyz(first)
    assert found.symbols == NITRENE.symbols
    assert (found.charge, found.multiplicity) == (-1, 3)
    np.testing.assert_allclose(found.positions_angstrom, RANDOM, rtol=0, atol=5e-9)
    write_xyz(second, found, key="0123456789abcdef")
    assert first.read_bytes() == second.read_bytes()
    assert not [path for path in tmp_path.iterdir() if path not in (first, second)]


def test_the_file_reads_well(tmp_path: Path) -> None:
    path = tmp_path / "water.xyz"
    positions = np.array([[0.0, 0.0, 0.0], [0.757, 0.586, 0.0], [-0.757, 0.586, 0.0]])
    write_xyz(path, Structure(("O", "H", "H"), positions), key="ab", level="pbe0/def2-svp")
    count, note, oxygen, *_ = path.read_text(encoding="utf-8").splitlines()
    assert count == "3"
    assert "charge=0 multiplicity=1 key=ab level=pbe0/def2-svp" in note
    assert oxygen.split() == ["O", "0.00000000", "0.00000000", "0.00000000"]


def test_a_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "old.xyz"
    path.write_text(
        "2\ncharge=1 multiplicity=3 key=1234567890123456 pbe0/def2-svp\n"
        "N      0.00000000     0.00000000     0.00000000\n"
        "H      1.03612345     0.00000000    -0.00000001\n"
    )
    found = read_xyz(path)
    assert found.symbols == ("N", "H")
    assert (found.charge, found.multiplicity) == (1, 3)
    assert found.positions_angstrom[1].tolist() == [1.03612345, 0.0, -1e-8]
