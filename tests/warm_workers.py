"""Worker processes that stay between the runs of one test session: each takes seconds to load its libraries, a small paper none."""

from collections.abc import Iterator
from contextlib import contextmanager

from extractors.worker import Limits, WorkerPool
from models.config_files import config_dir

Rules = frozenset[str]


class WarmWorkers:
    """The processes of the last limits and rules asked for: what a run is lent in place of processes of its own."""

    def __init__(self) -> None:
        self._pool: WorkerPool | None = None
        self._fitting: tuple[Limits, Rules] | None = None

    @contextmanager
    def lend(self, limits: Limits) -> Iterator[WorkerPool]:
        fitting = (limits, _list_rules())
        if self._pool is None or self._fitting != fitting:
            self.end()
            self._pool, self._fitting = WorkerPool(limits), fitting
        try:
            yield self._pool
        except BaseException:
            self.end()  # as after a run: nobody waits for what they are doing
            raise

    def end(self) -> None:
        if self._pool is not None:
            self._pool.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
            self._pool = None


def _list_rules() -> Rules:
    """Return the files of the rules as they are now, links followed: processes read them once. No test changes a topic's words."""
    folder = config_dir()
    files = [path for entry in folder.iterdir() if entry.name != "topics" for path in (entry.resolve(), *entry.resolve().rglob("*"))]
    return frozenset(f"{path} {path.stat().st_mtime_ns}" for path in files)
