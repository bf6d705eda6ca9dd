"""`python -m flows`: the same as `method-drift`."""

import sys

from flows.cli import main

if __name__ == "__main__":
    sys.exit(main())
