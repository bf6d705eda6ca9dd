"""What the steps of one run share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from extractors.sources.http import Breaker
from extractors.worker import Limits, WorkerPool
from flows.cluster.lease import hold_store
from flows.cluster.pool import DaskPool
from models.relations import ExtractionRuns
from models.settings import Settings
from review.text import plural
from warehouse.mirror import Mirror, Place, SharedStore


class Progress(Protocol):
    """How a run tells a person where it is."""

    def say(self, text: str) -> None:
        """Show one line."""

    def note(self, text: str) -> None:
        """Show one line to a person who watches."""

    def start(self, title: str, n_papers: int) -> None:
        """Announce how many papers are to come."""

    def advance(self, run: ExtractionRuns) -> None:
        """Tell that a paper is done."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do."""

    is_forced: bool = False
    limit: int | None = None
    is_published: bool = True
    is_dry: bool = False
    """Whether the run is only foreseen: no paper's PDF is fetched."""


Pool = WorkerPool | DaskPool


def open_pool(settings: Settings, mirror: Mirror | None = None, say: Callable[[str], None] = print) -> Pool:
    """Return what papers are extracted by, with the limits of the settings: processes of this machine, or a cluster on the store."""
    limits = Limits(settings.n_workers, settings.paper_timeout_seconds, settings.paper_memory_mb)
    if settings.execution.runner == "dask" and mirror is not None:
        return DaskPool(settings.execution, limits, mirror, say)
    return WorkerPool(limits)


def shared_store(settings: Settings) -> SharedStore:
    """Return the shared store that the settings name; nothing is asked of it yet."""
    return SharedStore(Place(settings.store.url, settings.store.endpoint))


@contextmanager
def open_store(settings: Settings, progress: Progress) -> Iterator[Mirror | None]:
    """Hold the shared store for a run, bring the data root up to date with it, and hand up what the run made; None where there is none.

    Raises LockedError when another run holds the store for too long, StoreError when it does not answer.
    """
    if not settings.store.url:
        yield None
        return
    shared = shared_store(settings)
    with hold_store(shared, settings.store.lease_seconds, settings.lock_wait_seconds, progress.say) as lease:
        mirror = Mirror(settings.data, shared, lease.check)
        n_pulled = mirror.pull()
        progress.note(f"{plural(n_pulled, 'file')} of {shared.place.url} brought up to date")
        yield mirror
        mirror.push()


class Context:
    """Settings, worker processes and how to talk to a person; not a dataclass, so that Prefect does not look inside."""

    def __init__(
        self, settings: Settings, config_dir: Path, options: Options, pool: Pool, progress: Progress, mirror: Mirror | None = None
    ) -> None:
        """Keep what is given; nothing is started."""
        self.settings = settings
        self.config_dir = config_dir
        self.options = options
        self.pool = pool
        self.progress = progress
        self.mirror = mirror
        self.arxiv_breaker = Breaker()
        self.seals = dict[str, str]()
        """Seals of stored folders that this run leaves as they are, by their place under the root."""

    @property
    def root(self) -> Path:
        """The data root."""
        return self.settings.data
