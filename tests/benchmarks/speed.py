"""CPU time against plain PySCF; see :mod:`speed.command` in the folder beside this file."""

from speed.command import main

if __name__ == "__main__":
    raise SystemExit(main())
