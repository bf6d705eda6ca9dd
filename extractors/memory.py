"""How a paper's reading uses memory."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def rest_collector() -> Iterator[None]:
    """Let the cycle collector rest inside the block; it runs again afterwards if it ran before.

    A paper is some 100,000 small tuples that live until it is done and hold no cycles; looking through them again
    and again takes the collector about a fifth of the time of reading (bench/extraction.py).
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
