"""One run at a time on a shared store: a lease with an owner and an expiry, renewed while the run lives.

`lease/<number>.json` says who holds the store until when; the highest number counts. To take the lease over, or to renew it,
is to create the next number, which a store lets one of two do: no clock, no lock service and no overwriting is trusted.
"""

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flows.lock import LockedError
from warehouse.mirror import SharedStore

FOLDER = "lease"
RENEWALS = 4
"""So often within its time a lease is renewed: three renewals may fail before the store is taken to be free."""
_POLL_SECONDS = 1.0


class LostLeaseError(LockedError):
    """Another run has taken the store over, because this one did not renew its lease in time."""


@dataclass(frozen=True, slots=True)
class Held:
    """A lease as it lies in the store; times are seconds since 1970."""

    number: int
    owner: str
    expires: float
    """0 where the lease was given back."""
    since: float
    """When its owner took it first."""


class Lease:
    """The hold of one run on a store. Use `hold_store`."""

    def __init__(self, shared: SharedStore, seconds: float) -> None:
        """Nothing is held yet."""
        self._shared, self._seconds = shared, seconds
        self.owner = f"{socket.gethostname()} process {os.getpid()} {uuid.uuid4().hex[:8]}"
        self._since = time.time()
        self._held: Held | None = None
        self._is_ended = threading.Event()
        self._renewal = threading.Thread(target=self._keep, name="lease", daemon=True)

    def take(self) -> Held | None:
        """Take the lease and return None, or return who holds it."""
        last = self.read_last()
        if last is not None and last.owner != self.owner and last.expires > time.time():
            return last
        number, self._since = (last.number if last else 0) + 1, time.time()
        if not self._write(number) or self._is_behind(number):
            self._held = None
            return self.read_last()
        self._renewal.start()
        return None

    def check(self) -> None:
        """Raise LostLeaseError when the store may be another run's by now."""
        if self._held is None or self._held.expires <= time.time():
            raise LostLeaseError(
                f"{self._shared.place.url}: the lease could not be renewed in time, and another run may be at work; run again"
            )

    def give_back(self) -> None:
        """Let the next run begin at once."""
        self._is_ended.set()
        self._renewal.join()
        if self._held is not None and self._held.expires > time.time():
            self._write(self._held.number + 1, expires=0.0)

    def _keep(self) -> None:
        while not self._is_ended.wait(self._seconds / RENEWALS):
            try:
                if self._held is None or not self._write(self._held.number + 1):
                    self._held = None
                    return
            except Exception:  # noqa: S112 - a store that does not answer is asked again; the lease ends by itself
                continue

    def _write(self, number: int, expires: float | None = None) -> bool:
        held = Held(number, self.owner, time.time() + self._seconds if expires is None else expires, self._since)
        if not self._shared.create(_name(number), json.dumps({"owner": held.owner, "expires": held.expires, "since": held.since}).encode()):
            return False
        self._held = held
        self._shared.remove([_name(number - 1)] if number > 1 else [])
        return True

    def _is_behind(self, number: int) -> bool:
        """Tell whether another run has long gone on: a number that it used and removed can be created again by who looked before."""
        return any(_number(name) > number for name in self._shared.list(FOLDER))

    def read_last(self) -> Held | None:
        """Return the lease of the highest number, of whomever and whether it still holds or not; None before the first."""
        names = sorted(self._shared.list(FOLDER))
        if not names:
            return None
        found = self._shared.read(names[-1:])
        if not found:  # replaced by the next one just now
            return Held(_number(names[-1]), "unknown", time.time() + self._seconds, time.time())
        try:
            said = json.loads(found[names[-1]])
            expires = float(said["expires"])
            return Held(_number(names[-1]), str(said["owner"]), expires, float(said.get("since", expires - self._seconds)))
        except (KeyError, ValueError, TypeError):
            return Held(_number(names[-1]), "unknown", 0.0, 0.0)


def _name(number: int) -> str:
    return f"{FOLDER}/{number:012d}.json"


def _number(name: str) -> int:
    return int(name.rpartition("/")[2].removesuffix(".json"))


def find_holder(shared: SharedStore, seconds: float) -> Held | None:
    """Return who holds the store now, by leases of so many seconds; None when nobody does."""
    last = Lease(shared, seconds).read_last()
    return last if last is not None and last.expires > time.time() else None


@contextmanager
def hold_store(shared: SharedStore, seconds: float, wait_seconds: float, say: Callable[[str], None]) -> Iterator[Lease]:
    """Hold the store for this run; raises LockedError when another run does not end within `wait_seconds`."""
    lease, url, has_said = Lease(shared, seconds), shared.place.url, False
    deadline = time.monotonic() + wait_seconds
    while (holder := lease.take()) is not None:
        if not has_said:
            say(f"another run ({holder.owner}) is at work on {url}; waiting for it to end, at most {wait_seconds:g} s (lock_wait_seconds)")
            has_said = True
        if time.monotonic() > deadline:
            raise LockedError(f"{url}: another run ({holder.owner}) has not ended after {wait_seconds:g} s; try again later")
        time.sleep(min(_POLL_SECONDS, seconds / RENEWALS))
    try:
        yield lease
    finally:
        lease.give_back()
