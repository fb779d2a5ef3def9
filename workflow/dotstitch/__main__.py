"""``python -m dotstitch``."""

import sys

from dotstitch.cli import main

if __name__ == "__main__":
    sys.exit(main())
