"""One run at a time on a data root: the second waits, and says so."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from models.errors import MethodDriftError
from warehouse.files import naming

LOCK_FILE = "run.lock"
_RETRY_SECONDS = 0.2


class LockedError(MethodDriftError):
    """Another run holds the data root and did not end in time."""


class Holder(NamedTuple):
    """Who holds a data root."""

    process: str
    since: float
    """Seconds since 1970."""


def find_holder(root: Path) -> Holder | None:
    """Return who holds the data root now; None when nobody does."""
    try:
        file = (root / LOCK_FILE).open(encoding="utf-8")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return Holder(file.read().strip() or "unknown", os.fstat(file.fileno()).st_mtime)
    return None


@contextmanager
def hold_data_root(root: Path, wait_seconds: float, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the data root for this process; raises LockedError when another run does not end within `wait_seconds`.

    The kernel gives the lock back when a process ends in whatever way, so that a killed run leaves none behind.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK_FILE).open("a+", encoding="utf-8") as file:
        if not _try_lock(file.fileno()):
            _wait(root, file.fileno(), wait_seconds, say)
        with naming(root):
            (root / LOCK_FILE).write_text(f"{os.getpid()}\n", encoding="utf-8")
            yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(root: Path, descriptor: int, wait_seconds: float, say: Callable[[str], None]) -> None:
    holder = (root / LOCK_FILE).read_text(encoding="utf-8").strip() or "unknown"
    say(f"another run (process {holder}) is at work on {root}; waiting for it to end, at most {wait_seconds:g} s (lock_wait_seconds)")
    deadline = time.monotonic() + wait_seconds
    while not _try_lock(descriptor):
        if time.monotonic() > deadline:
            raise LockedError(f"{root}: another run (process {holder}) has not ended after {wait_seconds:g} s; try again later")
        time.sleep(_RETRY_SECONDS)
