"""Any file at all gives rows or faults, never another error; what was written is what is read."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotstitch.contracts.config import Config
from dotstitch.contracts.tables import write_table
from dotstitch.data.dots import dot_classes, dot_names
from dotstitch.evidence.measurements_table import read_measurements
from dotstitch.plan.config_file import render_config
from dotstitch.plan.configure import ConfigurationError, load_config, validate_config
from dotstitch.plan.table import read_table
from dotstitch.plan.tables.dots import DOTS, names_of_dots, read_dots_table
from dotstitch.plan.tables.faults import InputTableError
from dotstitch.plan.tables.measurement_row import MEASUREMENTS

AZIDE = "Cc1ccc(N=[N+]=[N-])cc1"
SEEN = "".join(map(chr, range(32, 127))) + "äß€µ−\u00a0\u200b\u2028\u0085\v\t"
TYPED = ("", "=1+1", "#NAME?", "1-Jun", "0,6", "1.234,5", "11,800", "-6.1", "nan", '"', "a\nb", "'")
WORDS = (AZIDE, "homo_ev", "CdSe", "oleate 0.7; oleylamine 0.3", "365", "0", "air", "azide", "62%")
CELL = st.sampled_from(TYPED + WORDS) | st.text(SEEN, max_size=8) | st.text(max_size=4)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def tables(columns: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    """Draw tables that nearly are one, and bytes that are none."""

    def written(rows: list[list[str]], separator: str) -> str:
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=separator).writerows(rows)
        return stream.getvalue()

    header = st.lists(st.sampled_from(columns), min_size=1, max_size=6) | st.just(list(columns))
    rows = header.flatmap(
        lambda head: st.lists(
            st.lists(CELL, min_size=len(head), max_size=len(head)) | st.lists(CELL, max_size=3),
            max_size=4,
        ).map(lambda body: [head, *body])
    )
    text = st.builds(written, rows, st.sampled_from(",;\t|")) | st.text(max_size=40)
    coded = st.builds(
        lambda text, code: text.encode(code, "replace"),
        text,
        st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252")),
    )
    return coded | st.binary(max_size=40)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "any.csv"


def explained(read, *arguments: object) -> bool:
    """Tell whether a reader reads, or finds faults that each name a problem and a remedy."""
    try:
        read(*arguments)
    except InputTableError as error:
        return bool(error.faults) and all(one.problem and one.remedy for one in error.faults)
    return True


def configured(read, *arguments: object) -> Config | None:
    """Return the configuration that is read; None where its faults are told."""
    try:
        return read(*arguments)
    except ConfigurationError:
        return None


@FEW
@given(tables(("name", "smiles", "note", "batch", "Name")))
def test_any_table_of_molecules_is_read_or_explained(file, content):
    file.write_bytes(content)
    assert explained(read_table, file)


@FEW
@given(tables((*DOTS.read, "colour")))
def test_any_table_of_dots_is_read_or_explained(file, content):
    file.write_bytes(content)
    assert explained(read_dots_table, file)
    names_of_dots(file)


@FEW
@given(tables((*MEASUREMENTS.read, "colour")))
def test_any_table_of_measurements_is_read_or_explained(file, content):
    file.write_bytes(content)
    assert explained(read_measurements, file, {"azide": AZIDE}, dot_names(), Config())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=5,
)
KNOBS = (*Config.model_fields, "colour")


@FEW
@given(st.dictionaries(st.sampled_from(KNOBS) | st.text(max_size=5), JSON, max_size=4))
def test_any_knobs_make_a_configuration_or_faults(knobs):
    config = configured(validate_config, knobs)
    assert config is None or validate_config(config.model_dump()) == config


@FEW
@given(st.binary(max_size=60) | (st.text(max_size=60) | JSON.map(yaml.dump)).map(str.encode))
def test_any_configuration_file_is_read_or_explained(file, content):
    file.write_bytes(content)
    assert isinstance(configured(load_config, [file]), Config | None)


PRINTED = st.text(SEEN, min_size=1, max_size=8).filter(str.isprintable)
NAMES = PRINTED.map(str.strip).filter(lambda name: name and name[0] != "#")
NAMED = st.tuples(NAMES, st.text(SEEN, max_size=8))


@FEW
@given(st.lists(NAMED, min_size=1, max_size=4, unique_by=lambda row: row[0]))
def test_molecules_that_were_written_are_read(file, rows):
    write_table(
        file,
        ("name", "smiles", "note"),
        [{"name": name, "smiles": AZIDE, "note": note} for name, note in rows],
    )
    found, _ = read_table(file)
    assert [row.name for row in found] == [name for name, _ in rows]


@FEW
@given(
    NAMES,
    st.sampled_from(list(dot_classes())),
    st.floats(0.001, 1.0).map(lambda number: float(f"{number:.6g}")),
)
def test_dots_that_were_written_are_read(file, name, core, plqy):
    write_table(file, ("name", "core", "plqy"), [{"name": name, "core": core, "plqy": plqy}])
    (row,) = read_dots_table(file)
    assert (row.name, row.core, row.plqy) == (name, core, plqy)


@FEW
@given(st.floats(-10.0, -3.0).map(lambda number: float(f"{number:.6g}")), st.text(SEEN, max_size=6))
def test_measurements_that_were_written_are_read(file, value, note):
    row = {"name": "azide", "quantity": "homo_ev", "value": value, "note": note}
    write_table(file, tuple(row), [row])
    (found,) = read_measurements(file, {"azide": AZIDE}, dot_names(), Config())
    assert found.value == value


@FEW
@given(
    st.integers(100, 5000),
    st.floats(0.5, 40.0),
    st.floats(41.0, 900.0),
    PRINTED,
)
def test_a_configuration_that_was_written_is_read(file, samples, low, high, name):
    recipe = {"name": name, "wavelength_nm": 365, "dose_mj_cm2": high, "loading_wt_percent": 3}
    knobs = {"samples": samples, "sweep": {"dose_mj_cm2": [low, high]}, "recipes": [recipe]}
    config = validate_config(knobs)
    file.write_text(render_config(config), encoding="utf-8")
    assert load_config([file]) == config
