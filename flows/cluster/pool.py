"""Extraction on the workers of a Dask cluster: a worker needs the project, the store's address and nothing else.

A worker takes the PDF from the store by its hash, reads it in a process of its own with the same limits as on one machine, and
hands the rows in with one PUT; only what became of the paper goes over the scheduler. The run that holds the store's lease
takes the rows from the inbox and commits them as it does its own.
"""

import logging
import os
import signal
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from extractors.fingerprint import rules_fingerprint
from extractors.worker import Job, Limits, Outcome, WorkerPool, extract_job
from flows.printing import printable
from models.config_files import config_dir
from models.errors import ConfigError, PaperError
from models.rows import ExtractedPaper
from models.settings import Execution
from warehouse.mirror import INBOX, Mirror, Place, SharedStore
from warehouse.store import dump_paper, parse_paper

MOST_STARTS = 4
"""So often a paper is handed out whose worker has gone: a machine that is taken away is no fault of the paper's."""
AHEAD_PER_THREAD = 3
"""Papers handed out beyond the one at work on each thread of the cluster."""
CONNECT_SECONDS = 10.0

logger = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Errand:
    """What a worker is asked to do."""

    job: Job
    place: Place
    limits: Limits
    rules: str
    """The hash of the rules and code that the rows shall be of."""
    inbox_name: str


class DaskPool:
    """A pool whose extraction runs on a cluster; everything else it is asked runs on this machine. Use it in a `with` block."""

    def __init__(self, execution: Execution, limits: Limits, mirror: Mirror, say: Callable[[str], None]) -> None:
        """Nothing is connected yet: a run with nothing to extract needs no cluster. `say` tells a person what the run waits for."""
        self._address, self._limits, self._mirror, self._say = execution.dask_address, limits, mirror, say
        self._local = WorkerPool(limits)
        self._client: Any = None

    def __enter__(self) -> Self:
        """Return the pool itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave the cluster, which goes on without this run, and end the processes here."""
        if self._client is not None:
            self._client.close()
        self._local.__exit__(kind, error, trace)

    def map(self, function: Callable[[T], R], jobs: Iterable[T]) -> Iterator[Outcome[T, R]]:
        """Yield an outcome for every job as it finishes, in no fixed order; never raises for what a job does."""
        if function is not extract_job:
            return self._local.map(function, jobs)
        return self._extract(jobs)  # type: ignore[arg-type, return-value]  # extract_job takes jobs and gives papers

    def _extract(self, jobs: Iterable[Job]) -> Iterator[Outcome[Job, ExtractedPaper]]:
        source, running = iter(jobs), dict[Any, tuple[Errand, int]]()
        client, dask = self._connect(), _import_dask()
        if not self._n_threads():
            self._say(f"no worker has joined the cluster yet; waiting for one: method-drift worker {self._address}")

        def hand_out(errand: Errand, n_starts: int) -> None:
            # A name of its own for each start: the cluster would else answer with what it has of the last.
            running[client.submit(run_errand, errand, key=f"extract-{uuid.uuid4().hex}", pure=False, retries=0)] = (errand, n_starts)

        while True:
            while len(running) < self._n_ahead() and (job := next(source, None)) is not None:
                hand_out(self._to_errand(job), 1)
            if not running:
                return
            for future in dask.wait(list(running), return_when="FIRST_COMPLETED").done:
                errand, n_starts = running.pop(future)
                if n_starts < MOST_STARTS and _is_worker_gone(future):
                    self._say(f"{errand.job.name}: its worker has gone; it is handed out again")
                    hand_out(errand, n_starts + 1)
                else:
                    yield self._take(errand, future)

    def _to_errand(self, job: Job) -> Errand:
        inbox_name = f"{INBOX}/{job.pdf_sha256}-{uuid.uuid4().hex}.parquet"
        return Errand(job, self._mirror.shared.place, self._limits, rules_fingerprint(config_dir()), inbox_name)

    def _connect(self) -> Any:
        if self._client is None:
            try:
                self._client = _import_dask().Client(self._address, timeout=CONNECT_SECONDS)
            except (OSError, TimeoutError, ValueError) as error:
                raise ConfigError(f"[execution] dask_address {self._address}: no scheduler answers ({error or 'in time'})") from error
        return self._client

    def _n_ahead(self) -> int:
        """Return how many papers to hand out: workers come and go, and the first may come late."""
        return max(1, self._n_threads()) * AHEAD_PER_THREAD

    def _n_threads(self) -> int:
        return sum(int(worker["nthreads"]) for worker in self._client.scheduler_info(n_workers=-1)["workers"].values())

    def _take(self, errand: Errand, future: Any) -> Outcome[Job, ExtractedPaper]:
        """Return what became of the paper, with its rows, which then leave the inbox."""
        job, error = errand.job, future.exception()
        if error is not None:
            if isinstance(error, ConfigError):
                raise error
            reason = f"its worker did not say what became of it ({type(error).__name__}: {error}); run again"
            return Outcome(job, None, PaperError("crashed", job.name, reason), 0.0)
        outcome: Outcome[Job, None] = future.result()
        if outcome.error is not None:
            return Outcome(job, None, outcome.error, outcome.seconds)
        found = self._mirror.shared.read([errand.inbox_name]).get(errand.inbox_name)
        paper = parse_paper(found) if found is not None else None
        self._mirror.shared.remove([errand.inbox_name])
        if paper is None:
            reason = "the rows that its worker handed in are not in the store; run again"
            return Outcome(job, None, PaperError("crashed", job.name, reason), outcome.seconds)
        return Outcome(job, paper, None, outcome.seconds)


def _import_dask() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise ConfigError(
            "[execution] runner dask: needs the extra `cluster`: install requirements-dev.lock, as docs/cluster.md says"
        ) from error
    return distributed


def _is_worker_gone(future: Any) -> bool:
    return type(future.exception()).__name__ in ("KilledWorker", "CancelledError", "FutureCancelledError", "CommClosedError")


_kept = threading.local()
"""A worker's own process, one for each of its threads, kept between papers."""


def run_errand(errand: Errand) -> Outcome[Job, None]:
    """Read one paper on a worker, hand its rows in and log how it went; return what became of it without them."""
    start = time.monotonic()
    try:
        outcome = _read(errand)
    except Exception as error:
        logger.warning(printable(f"{errand.job.name}: not read: {error}"))
        raise
    failure = f"failed ({outcome.error.kind}): {outcome.error.reason}" if outcome.error else ""
    logger.info(printable(f"{errand.job.name}: {failure or 'read, rows handed in'} ({time.monotonic() - start:.1f} s)"))
    return outcome


def _read(errand: Errand) -> Outcome[Job, None]:
    if rules_fingerprint(config_dir()) != errand.rules:
        worker = f"the worker {socket.gethostname()} process {os.getpid()}"
        raise ConfigError(f"{worker} has other code or rules than this run; stop it, or bring it to the run's version")
    shared = SharedStore(errand.place)
    with tempfile.TemporaryDirectory(prefix="method-drift-") as folder:
        path = Path(folder, f"{errand.job.pdf_sha256}.pdf")
        path.write_bytes(shared.read_pdf(errand.job.pdf_sha256))
        job = replace(errand.job, path=path, config_dir=config_dir(), stage_dir=None)
        [outcome] = _pool(errand.limits).map(extract_job, [job])
    if outcome.value is not None:
        shared.write(errand.inbox_name, dump_paper(outcome.value))
    return Outcome(errand.job, None, outcome.error, outcome.seconds)


def _pool(limits: Limits) -> WorkerPool:
    pool: WorkerPool | None = getattr(_kept, "pool", None)
    if pool is None:
        pool = _kept.pool = WorkerPool(replace(limits, n_workers=1))
    return pool


def serve_cluster(address: str, n_threads: int) -> None:
    """Work for the cluster at the address until told to end; each thread keeps a process for the paper at work.

    Raises KeyboardInterrupt after Ctrl-C, when the worker has left the cluster: in the middle of its talk Dask would show where that was.
    """
    import asyncio

    dask = _import_dask()

    async def work() -> bool:
        interrupted = asyncio.Event()
        async with dask.Worker(address, nthreads=n_threads, name=f"method-drift-{uuid.uuid4().hex[:8]}") as worker:
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
            ends = [asyncio.ensure_future(end) for end in (worker.finished(), interrupted.wait())]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if interrupted.is_set():
                logging.disable(logging.ERROR)  # a talk that ends in the middle is no news
        return interrupted.is_set()

    if asyncio.run(work()):
        raise KeyboardInterrupt
