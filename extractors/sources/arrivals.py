"""PDFs fetched beside the work on those that are here: arXiv's pace leaves hours in which processes would idle."""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Self

from extractors.sources.arxiv import ArxivClient
from extractors.sources.catalogue import Listed
from extractors.sources.discover import Places, fetch_one
from extractors.sources.downloads import Downloads
from extractors.sources.folder import FoundPaper, Listing, Rejected

TOLD_EVERY = 50
"""A log is told of so many papers together: at arXiv's pace, every two or three minutes."""

Arrived = FoundPaper | Rejected


class Arrivals:
    """Downloads under way in a thread of their own; in a `with` block, iterate to get them as they come."""

    def __init__(self, client: ArxivClient, waiting: Sequence[Listed], places: Places, tell: Callable[[str], None]) -> None:
        """Nothing is fetched before the block; the client is closed when all has come."""
        self.paper_ids = frozenset(listed.meta.paper_id for listed in waiting)
        self._client, self._waiting, self._places, self._tell = client, tuple(waiting), places, tell
        self._arrived: queue.SimpleQueue[Arrived | BaseException | None] = queue.SimpleQueue()
        self._is_stopped = threading.Event()

    def __enter__(self) -> Self:
        """Begin to fetch. The thread ends with the process: what is half fetched then is swept by the next run."""
        threading.Thread(target=self._fetch, name="fetch", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Fetch no more than the paper under way."""
        self._is_stopped.set()

    def _fetch(self) -> None:
        end: BaseException | None = None
        try:
            with self._client as client:
                downloads = Downloads(self._places.downloads, self._places.pdfs)
                for n_fetched, listed in enumerate(self._waiting, start=1):
                    if self._is_stopped.is_set():
                        break
                    self._arrived.put(fetch_one(client, downloads, listed, self._places.pdfs))
                    if n_fetched % TOLD_EVERY == 0 or n_fetched == len(self._waiting):
                        self._tell(f"fetched {n_fetched:,} of {len(self._waiting):,} papers")
        except BaseException as error:
            end = error
        self._arrived.put(end)

    def __iter__(self) -> Iterator[Listing]:
        """Yield what has come since the last time, waiting for one paper at least; raises what ended the fetching."""
        while True:
            batch = [self._arrived.get()]
            while not self._arrived.empty():
                batch.append(self._arrived.get())
            papers = [item for item in batch if isinstance(item, FoundPaper)]
            rejected = [item for item in batch if isinstance(item, Rejected)]
            if papers or rejected:
                yield Listing(papers, rejected)
            last = batch[-1]
            if isinstance(last, BaseException):
                raise last
            if last is None:
                return
