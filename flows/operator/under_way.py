"""Which runs are under way now, for `status`: on the data root, and elsewhere on its store."""

import datetime as dt
import socket

from flows.cluster.lease import find_holder as find_store_holder
from flows.context import shared_store
from flows.lock import find_holder
from models.errors import MethodDriftError
from models.settings import Settings
from review.text import plural
from warehouse import ledger


def describe_runs(settings: Settings) -> list[str]:
    """Return a line a run: who, since when, and of a run on the data root how many papers it has read; none when all is quiet.

    A store that cannot be asked is a line too: a monitor may have no keys to it.
    """
    here = find_holder(settings.data)
    lines = []
    if here is not None:
        n_read = _count_read(settings, here.since)
        lines.append(f"a run is under way: process {here.process}, {_tell_since(here.since)}, {plural(n_read, 'paper')} read so far")
    try:
        there = find_store_holder(shared_store(settings), settings.store.lease_seconds) if settings.store.url else None
    except MethodDriftError as error:
        return [*lines, f"whether a run elsewhere is under way is not known: {error}"]
    is_known = here is not None and there is not None and there.owner.startswith(f"{socket.gethostname()} process {here.process} ")
    if there is not None and not is_known:
        lines.append(f"a run is under way on {settings.store.url}: {there.owner}, {_tell_since(there.since)}")
    return lines


def _count_read(settings: Settings, since: float) -> int:
    """Return how many papers the ledger has entered since: the ledger has them to the second."""
    start = dt.datetime.fromtimestamp(int(since), dt.UTC)
    ended = (run.finished_at for run in ledger.read_runs(settings.data))
    return sum((time if time.tzinfo else time.replace(tzinfo=dt.UTC)) >= start for time in ended)


def _tell_since(since: float) -> str:
    minutes = max(0.0, dt.datetime.now().timestamp() - since) / 60
    return f"since {dt.datetime.fromtimestamp(since, dt.UTC):%Y-%m-%d %H:%M} UTC ({minutes:,.0f} min)"
