"""One thread for every library, as in a quantum job, set before any of them is imported."""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

from hypothesis import settings  # noqa: E402

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
"""A busy machine is no fault of the code."""
settings.register_profile("mutants", max_examples=15, derandomize=True, deadline=None)
"""For ``tests/benchmarks/mutants.py``: few examples, and the same ones for every mutant."""

collect_ignore = ["benchmarks/accuracy.py", "benchmarks/speed.py"]
"""Entry points that share their names with the folders beside them; they hold no example."""
