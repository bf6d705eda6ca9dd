"""One request at a time and a gap between any two, for all processes of the machine.

A lock file says whose turn it is, and a stamp in it says when the next request may start. The stamp is set before a
request leaves and again when its answer begins, so that the other side never sees two requests within the gap, and not
even `kill -9` in the middle of one shortens it.
"""

import fcntl
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.05
"""How often to look whether the lock is free; flock itself cannot wait with a limit."""
LONGEST_HOLD_SECONDS = 3600.0
"""A stamp further ahead than this is damage, not a wish of the server."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class PaceTimeoutError(Exception):
    """The turn did not come before the deadline."""


class Turn:
    """The right to send requests, held by one process at a time."""

    def __init__(self, descriptor: int, gap_seconds: float) -> None:
        """`descriptor` is the locked file."""
        self._descriptor = descriptor
        self._gap_seconds = gap_seconds

    def wait(self, deadline: float) -> None:
        """Sleep until the next request may start and reserve the gap after it; raises PaceTimeoutError when that is after the deadline."""
        start = self._read_stamp()
        if start > deadline:
            raise PaceTimeoutError(f"the next request may start in {start - time.monotonic():.0f} s")
        time.sleep(max(0.0, start - time.monotonic()))
        self.hold()

    def hold(self, seconds: float = 0.0) -> None:
        """Let no request start for the gap, or for `seconds` where that is longer."""
        seconds = min(max(seconds, self._gap_seconds), LONGEST_HOLD_SECONDS)
        text = f"{_boot_id()} {time.monotonic() + seconds:.6f}\n".encode()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text, 0)

    def _read_stamp(self) -> float:
        """Return when the next request may start, on the monotonic clock; now when the stamp is of another boot or damaged."""
        text = os.pread(self._descriptor, 200, 0).decode("ascii", "replace")
        match = re.fullmatch(r"(\S+) (\d{1,12}\.\d{6})\n", text)
        now = time.monotonic()
        if not match or match[1] != _boot_id():
            return now
        return min(float(match[2]), now + LONGEST_HOLD_SECONDS)


class Pace:
    """The gap that all processes of this machine keep towards one host."""

    def __init__(self, host: str, gap_seconds: float, folder: Path | None = None) -> None:
        """`folder` is the machine's temporary folder unless given."""
        name = re.sub(r"[^a-z0-9.-]", "_", host.lower())[:100]
        self._path = (folder or Path(tempfile.gettempdir())) / f"method-drift-{name}.pace"
        self._gap_seconds = gap_seconds

    @contextmanager
    def turn(self, deadline: float) -> Iterator[Turn]:
        """Hold the turn; raises PaceTimeoutError when another process keeps it past the deadline (monotonic clock)."""
        descriptor = _open_shared(self._path)
        try:
            _lock(descriptor, deadline)
            yield Turn(descriptor, self._gap_seconds)
        finally:
            os.close(descriptor)


def _open_shared(path: Path) -> int:
    """Open the file for all users; links are not followed, since the folder is open to everybody."""
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        descriptor = os.open(path, flags | os.O_CREAT, 0o666)
        if os.fstat(descriptor).st_uid == os.geteuid():
            os.fchmod(descriptor, 0o666)
        return descriptor


def _lock(descriptor: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise PaceTimeoutError("another process on this machine kept the connection") from None
            time.sleep(POLL_SECONDS)
        else:
            return


def _boot_id() -> str:
    """Return what changes when the monotonic clock starts anew; a constant where the system does not tell."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return "boot"
