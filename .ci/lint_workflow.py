"""Run ``snakemake --lint`` and compare its findings with those in lint-findings.txt."""

import re
import subprocess
import sys
from pathlib import Path

JUSTIFIED = Path(__file__).with_name("lint-findings.txt")


def findings() -> list[str]:
    """Return one line per finding: where, and what."""
    snakemake = Path(sys.executable).with_name("snakemake")
    run = subprocess.run([snakemake, "--lint"], capture_output=True, text=True, check=False)
    place, found = "", []
    for line in run.stderr.splitlines():
        if match := re.match(r"Lints for (?:rule|snakefile) (\S+?)(?: \(.*|:)$", line):
            place = Path(match[1]).name
        elif match := re.match(r"    \* (.+?):?$", line):
            found.append(f"{place}: {match[1]}")
    if run.returncode and not found:
        sys.exit(f"snakemake --lint failed:\n{run.stdout}{run.stderr}")
    return sorted(found)


def main() -> int:
    """Print what is new and what is gone; return the exit status."""
    lines = JUSTIFIED.read_text(encoding="utf-8").splitlines()
    known = sorted(line for line in lines if line and not line.startswith("#"))
    found = findings()
    for line in sorted(set(found) - set(known)):
        print(f"new finding, fix it or justify it in {JUSTIFIED.name}: {line}")
    for line in sorted(set(known) - set(found)):
        print(f"no longer found, strike it from {JUSTIFIED.name}: {line}")
    return int(found != known)


if __name__ == "__main__":
    sys.exit(main())
