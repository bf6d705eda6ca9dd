"""How work on many small objects uses memory."""

import gc
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
