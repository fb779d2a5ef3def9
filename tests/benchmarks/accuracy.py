"""Accuracy against measurement; see :mod:`accuracy.command` in the folder beside this file."""

from accuracy.command import main

if __name__ == "__main__":
    raise SystemExit(main())
