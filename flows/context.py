"""What the steps of one run share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from extractors.sources.http import Breaker
from extractors.worker import Limits, WorkerPool
from models.relations import ExtractionRuns
from models.settings import Settings


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


def open_pool(settings: Settings) -> WorkerPool:
    """Return worker processes with the limits of the settings."""
    return WorkerPool(Limits(settings.n_workers, settings.paper_timeout_seconds, settings.paper_memory_mb))


class Context:
    """Settings, worker processes and how to talk to a person; not a dataclass, so that Prefect does not look inside."""

    def __init__(self, settings: Settings, config_dir: Path, options: Options, pool: WorkerPool, progress: Progress) -> None:
        """Keep what is given; nothing is started."""
        self.settings = settings
        self.config_dir = config_dir
        self.options = options
        self.pool = pool
        self.progress = progress
        self.arxiv_breaker = Breaker()

    @property
    def root(self) -> Path:
        """The data root."""
        return self.settings.data
