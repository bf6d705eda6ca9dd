"""Extraction in processes of its own: one hostile or broken PDF costs its own process, never the run.

Processes, not threads (PyMuPDF is not thread-safe), started fresh rather than forked, kept between papers, each with a
memory limit; a paper that takes too long has its process killed.
"""

import ctypes
import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, NoReturn, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from extractors.fingerprint import content_fingerprint
from models.errors import MethodDriftError, PaperError
from models.rows import ExtractedPaper, PaperMeta, Reference

logger = logging.getLogger(__name__)

TASKS_PER_PROCESS = 200
"""Papers after which a process is replaced: MuPDF's caches and the allocator's holes grow with every document."""
AHEAD_PER_PROCESS = 3
"""Papers handed out beyond the one at work: enough to keep a process busy, few enough to keep the queue in memory small."""
WORN_SHARE = 0.6
"""Share of the memory limit from which a process that is between two papers is replaced: what one paper left taken is the next one's
failure. All libraries loaded, and a usual paper read, take a tenth of the default limit."""
MOST_STARTS = 4
"""How often a paper is handed out before its process's memory counts as its own fault; each time a used-up process goes."""
ACKNOWLEDGED_SECONDS = 0.3
"""A process waits this long before it ends itself, so that the pool has noted by then which paper it was at."""
_PR_SET_PDEATHSIG = 1
"""Asks the kernel for a signal when the process that started this one is gone, even by `kill -9`: a hung paper has no other end."""
_WORN, _OUT_OF_MEMORY = 75, 76
"""Exit codes: the paper has not been tried on a clean process; it has, and needs more than there is."""
_MEMORY_WORDS = ("alloc", "out of memory", "can't start new thread")
"""What MuPDF (malloc, calloc, realloc) and the system say when the memory limit is reached, where there is no MemoryError."""

_STATM = Path("/proc/self/statm")

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Job:
    """One paper to extract: its PDF in the store, what is known of it, and the fingerprint its rows will carry."""

    path: Path
    meta: PaperMeta
    pdf_sha256: str
    fingerprint: str
    config_dir: Path
    stage_dir: Path | None = None
    """Where what PDFs hold is kept between runs; None where it is read anew."""

    @property
    def name(self) -> str:
        """How a person knows the paper: its file name, else its id."""
        return self.meta.source_file or self.meta.paper_id


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T, R]):
    """What became of one job: a value or an error, and the seconds it took."""

    job: T
    value: R | None
    error: PaperError | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What extraction may use; a paper over its time or memory is recorded as failed."""

    n_workers: int
    timeout_seconds: float
    memory_mb: int


def extract_job(job: Job) -> ExtractedPaper:
    """Return the paper's rows; runs in a worker process. Raises PaperError when the PDF cannot be read."""
    from extractors.paper import extract_paper  # imported here: the parent process never needs spaCy and PyMuPDF
    from extractors.stage_cache import Stage

    rules = load_rules_once(job.config_dir, job.meta.topic)
    stage = Stage(job.stage_dir, content_fingerprint(job.config_dir)) if job.stage_dir else None
    return extract_paper(job.path, job.meta, rules, job.pdf_sha256, job.fingerprint, stage)


@cache
def load_rules_once(config_dir: Path, topic: str | None) -> Any:
    """Return the rules of a topic, read once a process."""
    from extractors.paper import load_rule_set  # as above

    return load_rule_set(config_dir, topic)


def read_bibliography(path: Path) -> list[Reference]:
    """Return the bibliography of a PDF; runs in a worker process. Raises PaperError when the PDF cannot be read."""
    from extractors.reading import read_content  # as above

    return list(read_content(path).text.references)


def _prepare_process(memory_mb: int) -> None:
    """Set the memory limit of this process, let the parent alone answer Ctrl-C and write to stdout, and end with it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.dup2(2, 1)  # libraries below Python print; stdout is what a command was asked for
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    size = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


_n_begun = 0
"""Jobs that this process has begun."""


def _run(function: Callable[[T], R], job: T) -> tuple[R | None, PaperError | None, float]:
    """Return value or error and seconds; a process that has run out of memory, or nearly, ends instead.

    After a failed allocation nothing in a process can be relied on: libraries keep half-made things, and the memory is not given back.
    """
    global _n_begun
    _n_begun += 1
    if _n_begun > 1 and _is_worn():
        _end_process(_WORN)
    start = time.perf_counter()
    try:
        return function(job), None, time.perf_counter() - start
    except Exception as error:
        if _is_about_memory(error):
            _end_process(_OUT_OF_MEMORY if _n_begun == 1 else _WORN)
        if isinstance(error, PaperError):
            return None, error, time.perf_counter() - start
        raise


def _is_worn() -> bool:
    """Tell whether this process holds so much memory that the next paper would have too little; False where the system does not tell."""
    try:
        n_pages = int(_STATM.read_text(encoding="ascii").split()[0])
    except OSError:
        return False
    return n_pages * resource.getpagesize() > WORN_SHARE * resource.getrlimit(resource.RLIMIT_AS)[0]


def _is_about_memory(error: BaseException) -> bool:
    """Tell whether an allocation failed, in the error or in what caused it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError) or any(word in str(cause).lower() for word in _MEMORY_WORDS):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _end_process(code: int) -> NoReturn:
    time.sleep(ACKNOWLEDGED_SECONDS)
    os._exit(code)


def _name(job: object) -> str:
    """Return how a person knows the paper: the job's `name`, which a path has too."""
    return str(getattr(job, "name", job))


@contextmanager
def hold_interrupts() -> Iterator[None]:
    """Let no Ctrl-C through during the block, nor ever to the processes that are started in it: they would print where they were."""
    resource_tracker.ensure_running()  # multiprocessing's own; starting it in the block, by whatever thread, would let them through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class WorkerPool:
    """Worker processes, started with the first job and kept until the pool is closed. Use it in a `with` block."""

    def __init__(self, limits: Limits) -> None:
        """Nothing is started yet: a run with nothing to do costs no process."""
        self._limits = limits
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        """Return the pool itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the processes; after an error without waiting for what they are doing."""
        self._close(is_hurried=error is not None)

    def _close(self, *, is_hurried: bool) -> None:
        if self._pool is None:
            return
        if is_hurried:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()
        self._pool = None

    def _start(self) -> ProcessPool:
        if self._pool is None:
            # One thread each: two processes already fill two cores, and every BLAS thread takes address space.
            for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
                os.environ.setdefault(name, "1")
            self._pool = ProcessPool(
                max_workers=self._limits.n_workers,
                max_tasks=TASKS_PER_PROCESS,
                context=get_context("spawn"),
                initializer=_prepare_process,
                initargs=(self._limits.memory_mb,),
            )
        return self._pool

    def map(self, function: Callable[[T], R], jobs: Iterable[T]) -> Iterator[Outcome[T, R]]:
        """Yield an outcome for every job as it finishes, in no fixed order; never raises for what a job does."""
        source = iter(jobs)
        running: dict[Any, tuple[T, int]] = {}

        def hand_out(job: T, n_starts: int) -> None:
            with hold_interrupts():
                future = self._start().schedule(_run, (function, job), timeout=self._limits.timeout_seconds)
            running[future] = (job, n_starts)

        while True:
            while len(running) < self._limits.n_workers * AHEAD_PER_PROCESS and (job := next(source, None)) is not None:
                hand_out(job, 1)
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                job, n_starts = running.pop(future)
                if n_starts < MOST_STARTS and _is_untried(future):
                    hand_out(job, n_starts + 1)
                else:
                    yield self._outcome(future, job)

    def _outcome(self, future: Any, job: T) -> Outcome[T, Any]:
        limit, name = self._limits.timeout_seconds, _name(job)
        try:
            value, error, seconds = future.result()
            return Outcome(job, value, error, seconds)
        except TimeoutError:
            reason = f"not done after {limit:g} s (paper_timeout_seconds); its process was ended"
            return Outcome(job, None, PaperError("timeout", name, reason), limit)
        except ProcessExpired as error:
            return Outcome(job, None, _explain_exit(name, error.exitcode), 0.0)
        except BrokenExecutor as error:
            self._close(is_hurried=True)
            return Outcome(job, None, PaperError("crashed", name, f"the worker processes broke down ({error}); run again"), 0.0)
        except MethodDriftError:
            raise
        except Exception as error:
            logger.exception("%s: extraction failed unexpectedly", name)
            reason = f"unexpected {type(error).__name__}: {error}; please report it"
            return Outcome(job, None, PaperError("internal", name, reason), 0.0)


def _is_untried(future: Any) -> bool:
    """Tell whether the process ended itself, used up by earlier papers, before this one could fail by its own fault."""
    error = future.exception()
    return isinstance(error, ProcessExpired) and error.exitcode == _WORN


def _explain_exit(name: str, code: int | None) -> PaperError:
    if code in (_WORN, _OUT_OF_MEMORY):
        return PaperError("out_of_memory", name, "it needs more memory than paper_memory_mb allows")
    if code is not None and code < 0:
        by = signal.Signals(-code)
        reason = f"its process was killed by {by.name}" + ("; the machine may have run out of memory" if by == signal.SIGKILL else "")
    else:
        reason = f"its process ended with exit code {code}"
    return PaperError("crashed", name, reason)
