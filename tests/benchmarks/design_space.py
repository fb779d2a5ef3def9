"""Spans the space of candidates and says what that costs; routes are run again, rows read back.

python tests/benchmarks/design_space.py [--rows 100000] [--json FILE]

With ``--rows`` amino alcohols of generated lengths join the shipped blocks until the table has so
many rows. CPU seconds of one core; nothing is measured in parallel.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from printing import print_table

from dotstitch.contracts.config import Config
from dotstitch.design.applying import Bench
from dotstitch.design.blocks import load_blocks
from dotstitch.design.listing import Candidate, span_space, write_space
from dotstitch.design.reactions import load_toolbox
from dotstitch.design.routes import replay
from dotstitch.plan.table import read_table

ROWS_PER_BLOCK = 441
"""Of a generated amino alcohol: 21 acids on the amine times 21 on the alcohol."""
SHIPPED_ROWS = 20_000
COLUMNS = ("work", "rows", "cpu_s", "peak_memory_mb")
Result = TypeVar("Result")


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=0, help="rows that the table shall have")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config, table = Config(), Path(folder) / "space.csv"
        if options.rows:
            own = _generated(Path(folder) / "blocks.csv", options.rows)
            config = Config.model_validate({"proposals": {"blocks": str(own)}})
        space, spanning = _timed("span, check and filter", lambda: span_space(config))
        kept = [one for one in space if not one.reasons]
        spanning["rows"] = len(space)
        _, writing = _timed("write", lambda: write_space(table, space))
        rows, reading = _timed("read back", lambda: read_table(table)[0])
        n_same, replaying = _timed("run routes again", lambda: _replayed(kept, config))
    writing["rows"] = reading["rows"] = len(rows)
    replaying["rows"] = n_same
    figures = [spanning, writing, reading, replaying]
    chromophores = {smiles for one in kept for smiles in one.chromophores}
    print_table(figures, COLUMNS)
    print(f"{len(kept)} unique molecules, {len(chromophores)} unique chromophores")
    if options.json:
        found = {"rows": figures, "molecules": len(kept), "chromophores": len(chromophores)}
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0 if n_same == len(kept) == len(rows) else 1


def _timed(work: str, run: Callable[[], Result]) -> tuple[Result, dict[str, object]]:
    start = time.process_time()
    result = run()
    cpu_s = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return result, {"work": work, "cpu_s": cpu_s, "peak_memory_mb": peak}


def _generated(path: Path, n_rows: int) -> Path:
    """Write a table of amino alcohols that adds so many rows."""
    wanted = max(0, n_rows - SHIPPED_ROWS) // ROWS_PER_BLOCK + 1
    lengths = [
        (first, second)
        for total in range(8, 60)
        for first in range(3, total - 2)
        for second in [total - first]
    ]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("name", "smiles", "role", "source"))
        for first, second in lengths[:wanted]:
            smiles = f"N{'C' * first}O{'C' * second}O"
            writer.writerow((f"generated {first} {second}", smiles, "linker", "made up"))
    return path


def _replayed(kept: list[Candidate], config: Config) -> int:
    """Count the routes whose reactions give the molecule again."""
    toolbox = load_toolbox()
    own = Path(config.proposals.blocks) if config.proposals.blocks else None
    blocks = {name: block.smiles for name, block in load_blocks(toolbox, own).items()}
    bench = Bench(toolbox)
    return sum(replay(one.made.route, blocks, bench) == one.made.smiles for one in kept)


if __name__ == "__main__":
    raise SystemExit(main())
