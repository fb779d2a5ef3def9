"""Run one program of a folder by its dotted name, from any place.

    python tests/benchmarks bakeoff.gaps --cache FOLDER

Every program is a module with a function ``main``; ``accuracy.py`` and ``speed.py`` beside this
file are ``accuracy.command`` and ``speed.command`` under shorter names.
"""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    del sys.argv[0]
    sys.path.append(str(Path(__file__).resolve().parents[1]))  # recorded results
    raise SystemExit(importlib.import_module(sys.argv[0]).main())
