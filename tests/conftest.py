"""One thread for every library, as in a quantum job, set before any of them is imported."""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
"""A busy machine is no fault of the code."""
settings.register_profile("mutants", max_examples=15, derandomize=True, deadline=None)
"""For ``tests/benchmarks/mutants.py``: few examples, and the same ones for every mutant."""

collect_ignore = ["benchmarks/accuracy.py", "benchmarks/speed.py"]
"""Entry points that share their names with the folders beside them; they hold no example."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let ``--whole`` ask for every case of tests that otherwise try a share of them."""
    parser.addoption("--whole", action="store_true", help="try every fault, not a share of them")


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    """Tell whether every case is asked for."""
    return bool(request.config.getoption("--whole", default=False))
