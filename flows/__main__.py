"""`python -m flows`: the same as `method-drift`."""

import sys

from flows.operator.interrupts import answer_interrupts


def run() -> int:
    """Run the command line as a process of its own, and return its exit code."""
    answer_interrupts()
    from flows.cli import main  # a Ctrl-C from here on is answered

    return main()


if __name__ == "__main__":
    sys.exit(run())
