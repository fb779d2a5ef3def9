"""``python -m dotstitch.screen.scorecard``: make the scorecards of the package."""

import sys

from dotstitch.screen.scorecard.make import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
