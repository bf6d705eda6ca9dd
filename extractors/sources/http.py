"""Getting one address politely: the pace, the limits and, in this one place, the retries.

Nothing above this module retries, and nothing below it does (the connection adapter is told not to).
"""

import contextlib
import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import BinaryIO, TypeVar
from urllib.parse import urljoin

import requests
import urllib3

from extractors.sources.hosts import HostError, HostRules
from extractors.sources.pace import Pace, PaceTimeoutError, Turn
from models.errors import FailureKind

T = TypeVar("T")

MAX_ATTEMPTS = 5
CONNECT_SECONDS = 15.0
SILENCE_SECONDS = 30.0
"""Longest time without a single byte; the deadline bounds bodies that drip."""
MAX_REDIRECTS = 4
CHUNK_BYTES = 1 << 16
LONGEST_DELAY_SECONDS = 60.0
"""Where the doubling of the delays ends."""
JITTER = 0.5
"""Delays vary by this share in both directions, so that processes stopped together do not come back together."""
FAILURES_TO_OPEN = 5
"""Outages in a row after which the rest of the run asks no more: every one of them has been retried already."""
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


class FetchError(Exception):
    """An address could not be got; the message is the reason a user sees."""

    def __init__(
        self,
        kind: FailureKind,
        reason: str,
        *,
        can_retry: bool = False,
        is_outage: bool = False,
        is_refusal: bool = False,
        after: float = 0.0,
    ) -> None:
        """`is_outage`: the service, not this one address; `is_refusal`: the question itself; `after`: seconds the server asks to wait."""
        self.kind: FailureKind = kind
        self.reason = reason
        self.can_retry = can_retry
        self.is_outage = is_outage
        self.is_refusal = is_refusal
        self.after = after
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address may cost, retries included."""

    seconds: float
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Head:
    """How an answer begins."""

    url: str
    status: int
    """200, or 400: arXiv says in the body of such an answer what is wrong with the query."""
    content_type: str


class Breaker:
    """Stops a run from knocking at a closed door: opens after outages in a row, or when told to come back much later."""

    def __init__(self) -> None:
        """A breaker lives as long as a run."""
        self._n_outages = 0
        self._reason = ""

    def check(self) -> None:
        """Raise FetchError when the breaker is open."""
        if self._reason:
            raise FetchError("download", f"not asked for: {self._reason}; the next run tries again")

    def record(self, error: FetchError | None) -> None:
        """Note how a request ended, after its retries."""
        if error is None:
            self._n_outages = 0
        elif error.is_outage:
            self._n_outages += 1
            if self._n_outages >= FAILURES_TO_OPEN:
                self._reason = f"{self._n_outages} requests in a row failed in this run (last: {error.reason})"

    def open(self, reason: str) -> None:
        """Ask no more in this run."""
        self._reason = reason


class Fetcher:
    """One connection to the allowed hosts, at the pace all processes of the machine share."""

    def __init__(self, rules: HostRules, pace: Pace, breaker: Breaker, user_agent: str, first_delay_seconds: float) -> None:
        """`first_delay_seconds` is the delay before the second attempt; it doubles from there."""
        self._rules = rules
        self._pace = pace
        self._first_delay_seconds = first_delay_seconds
        self._breaker = breaker
        self._session = requests.Session()
        self._session.auth = _send_nothing
        self._session.trust_env = not rules.is_on_this_machine  # a proxy knows nothing of this machine's loopback
        # Uncompressed, so that Content-Length says how long the file is and no small body unpacks into a large one.
        self._session.headers.update({"User-Agent": user_agent, "Accept-Encoding": "identity"})
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=0))

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def fetch(self, url: str, limits: Limits, body: BinaryIO, accept: Callable[[Head], T]) -> T:
        """Write what is at `url` to `body` and return what `accept` makes of it.

        `accept` reads the body and may raise FetchError; what can be retried is asked for again, with growing delays,
        until the limits are reached. Raises FetchError.
        """
        self._breaker.check()
        deadline = time.monotonic() + limits.seconds
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                value = self._try(url, limits, body, deadline, accept)
            except FetchError as error:
                self._pause_or_give_up(error, attempt, deadline)
            else:
                self._breaker.record(None)
                return value
        raise AssertionError("the last attempt gives up")

    def _pause_or_give_up(self, error: FetchError, attempt: int, deadline: float) -> None:
        delay = max(error.after, self._delay(attempt))
        is_late = time.monotonic() + delay > deadline
        if error.can_retry and attempt < MAX_ATTEMPTS and not is_late:
            time.sleep(delay)
            return
        if error.after and is_late:
            error.reason += f"; it asks to wait {error.after:.0f} s, longer than one paper may take"
            self._breaker.open(error.reason)
        elif attempt > 1:
            error.reason += f" ({attempt} attempts)"
        self._breaker.record(error)
        raise error

    def _delay(self, attempt: int) -> float:
        delay = min(self._first_delay_seconds * 2.0 ** (attempt - 1), LONGEST_DELAY_SECONDS)
        return delay * (1 + JITTER * (2 * random.random() - 1))  # noqa: S311 - spreads retries, guards nothing

    def _try(self, url: str, limits: Limits, body: BinaryIO, deadline: float, accept: Callable[[Head], T]) -> T:
        body.seek(0)
        body.truncate()
        try:
            with self._pace.turn(deadline) as turn:
                head = self._read(turn, url, limits, body, deadline)
        except PaceTimeoutError as error:
            raise FetchError("timeout", f"its turn did not come within {limits.seconds:.0f} s: {error}") from error
        body.seek(0)
        return accept(head)

    def _read(self, turn: Turn, url: str, limits: Limits, body: BinaryIO, deadline: float) -> Head:
        for _ in range(MAX_REDIRECTS + 1):
            self._check_host(url)
            turn.wait(deadline)
            with _named_errors(limits, deadline), self._open(url, deadline) as response:
                turn.hold(_retry_after(response))
                if response.is_redirect:
                    url = urljoin(url, response.headers["Location"])
                    continue
                _check_status(response)
                _copy(response, body, limits, deadline)
                return Head(url, response.status_code, response.headers.get("Content-Type", "").partition(";")[0].strip().lower())
        raise FetchError("download", f"redirected more than {MAX_REDIRECTS} times")

    def _check_host(self, url: str) -> None:
        try:
            self._rules.check(url)
        except HostError as error:
            raise FetchError("download", f"refused: {error}") from error
        except OSError as error:
            raise FetchError("download", str(error), can_retry=True, is_outage=True) from error

    def _open(self, url: str, deadline: float) -> requests.Response:
        left = max(0.1, deadline - time.monotonic())
        timeout = (min(CONNECT_SECONDS, left), min(SILENCE_SECONDS, left))
        return self._session.get(url, stream=True, allow_redirects=False, timeout=timeout)


def _send_nothing(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep requests from taking passwords out of ~/.netrc."""
    return request


@contextlib.contextmanager
def _named_errors(limits: Limits, deadline: float) -> Iterator[None]:
    """Turn the errors of the connection into reasons."""
    try:
        yield
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        _check_deadline(limits, deadline)
        raise FetchError("timeout", f"no answer within {SILENCE_SECONDS:.0f} s", can_retry=True, is_outage=True) from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise FetchError("download", f"the connection failed: {_root_cause(error)}", can_retry=True, is_outage=True) from error


def _root_cause(error: BaseException) -> str:
    """Return the innermost error in words: what urllib3 wraps twice says little on the outside."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, OSError) and inner.strerror:
            return inner.strerror.lower()
        reason = getattr(inner, "reason", None)
        nested = reason if isinstance(reason, BaseException) else next((a for a in inner.args if isinstance(a, BaseException)), None)
        if nested is None and inner.__context__ is None:
            return str(inner)[:200] or type(inner).__name__
        inner = nested or inner.__context__
    return type(error).__name__


def _retry_after(response: requests.Response) -> float:
    """Return the seconds the server asks to wait, from either form of the header; 0 when it does not say."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    if when.tzinfo is None:
        return 0.0
    return max(0.0, (when - dt.datetime.now(dt.UTC)).total_seconds())


def _check_status(response: requests.Response) -> None:
    status = response.status_code
    if status in (200, 400):
        return
    if status in _BUSY:
        raise FetchError("download", f"HTTP {status}", can_retry=True, is_outage=True, after=_retry_after(response))
    if status in (404, 410):
        raise FetchError("missing", f"HTTP {status}: there is no such page")
    is_ban = status in (401, 403)
    raise FetchError("download", f"HTTP {status}{': the server refuses this client' if is_ban else ''}", is_outage=is_ban)


def _copy(response: requests.Response, body: BinaryIO, limits: Limits, deadline: float) -> None:
    """Write the body, bounded in bytes and time, and compare its length with what was announced."""
    announced = _content_length(response)
    _check_size(announced or 0, limits)
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("identity", ""):
        raise FetchError("download", "it came compressed although that was not asked for")
    response.raw.enforce_content_length = False  # the length is compared below, in words a user understands
    n_bytes = 0
    while chunk := response.raw.read1(CHUNK_BYTES, decode_content=False):
        n_bytes += len(chunk)
        _check_size(n_bytes, limits)
        body.write(chunk)
        _check_deadline(limits, deadline)
    if announced is not None and n_bytes != announced:
        raise FetchError("download", f"cut short: {n_bytes:,} of {announced:,} bytes came", can_retry=True)


def _content_length(response: requests.Response) -> int | None:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _check_size(n_bytes: int, limits: Limits) -> None:
    if n_bytes > limits.max_bytes:
        raise FetchError("too_large", f"larger than {limits.max_bytes / 1e6:.0f} MB")


def _check_deadline(limits: Limits, deadline: float) -> None:
    if time.monotonic() > deadline:
        raise FetchError("timeout", f"not finished within {limits.seconds:.0f} s", is_outage=True)
