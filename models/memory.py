"""What work on many small objects, and a short question, can do without."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def rest_collector() -> Iterator[None]:
    """Let the cycle collector rest inside the block; it runs again afterwards if it ran before.

    A paper is some 100,000 small tuples, a warehouse millions of rows, that live until the work is done and hold no
    cycles: looking through them again and again takes a fifth of the time of reading a paper (bench/extraction.py),
    and as long as the work itself when methods are told apart.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def without_pandas() -> Iterator[None]:
    """Keep DuckDB from loading pandas inside the block, to look whether a parameter is one of its values: half of what `show` takes."""
    is_first = "pandas" not in sys.modules
    if is_first:
        sys.modules["pandas"] = None  # type: ignore[assignment] # Python's own way to say that there is none
    try:
        yield
    finally:
        if is_first:
            del sys.modules["pandas"]
