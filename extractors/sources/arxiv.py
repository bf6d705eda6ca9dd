"""arXiv: search with paging and incremental windows, lists of ids, titles, PDFs.

The terms of its API are kept by `pace` (one request every three seconds, one connection, all processes together), `http`
(retries, limits, where requests may go) and the User-Agent, which says whom to write to.
"""

import datetime as dt
import hashlib
import io
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import urlencode, urlsplit

import requests

from extractors.sources.atom import ArxivPaper, Feed, FeedError, parse_feed
from extractors.sources.hosts import HostRules, is_loopback
from extractors.sources.http import Breaker, Fetcher, FetchError, Head, Limits
from extractors.sources.pace import Pace
from models.arxiv_id import ArxivId
from models.errors import ConfigError, PaperError, SourceError
from models.settings import Settings

logger = logging.getLogger(__name__)

PAGE_SIZE = 200
"""Results a call: arXiv allows 2,000, but large pages are slow and are the ones that come back empty."""
MOST_RESULTS = 30_000
"""arXiv gives no more results of one query."""
IDS_A_CALL = 100
"""Keeps the address short enough for every server on the way."""
MOST_REFUSALS = 40
"""Refusals of one list after which it is given up: three bad ids among a hundred are found within them."""
MIN_TOTAL_SHARE = 0.9
"""A later page may say that there are a little fewer papers, as some are updated meanwhile; below this share it is a fault."""
MAX_FEED_BYTES = 50_000_000
FEED_SECONDS = 300.0
PART_SECONDS = 3600.0
"""Age from which a half-written file belongs to nobody: no download may take that long."""
_PDF_MARK = b"%PDF-"
_MARK_WITHIN = 1024
"""Readers find the mark within this many bytes, whatever stands before it."""


@dataclass(frozen=True, slots=True)
class FoundIds:
    """What arXiv knows of a list of ids."""

    papers: tuple[ArxivPaper, ...]
    missing: tuple[ArxivId, ...]
    refused: tuple[ArxivId, ...] = ()
    """Ids of which arXiv does not even take the question; they are among the missing."""


@dataclass(frozen=True, slots=True)
class Download:
    """A PDF on disk, named by its content."""

    path: Path
    sha256: str
    n_bytes: int


class RefusedError(SourceError):
    """arXiv does not take what it was asked, and would not another time."""


class ArxivClient:
    """A connection to arXiv; use it as a context manager."""

    def __init__(self, settings: Settings, breaker: Breaker | None = None) -> None:
        """`breaker` is that of the run; raises ConfigError when arXiv would not know whom to write to."""
        host = urlsplit(settings.arxiv_base_url).hostname or ""
        if not settings.arxiv_contact and not is_loopback(host):
            raise ConfigError("arxiv_contact: arXiv asks for a mail address or URL it can write to; set it in config/settings.toml")
        self._base_url = settings.arxiv_base_url
        self._pdf_limits = Limits(settings.download_timeout_seconds, int(settings.max_pdf_mb * 1e6))
        rules = HostRules(settings.arxiv_base_url, settings.allowed_hosts)
        pace = Pace(urlsplit(settings.arxiv_base_url).netloc, settings.arxiv_gap_seconds)
        agent = f"method-drift/{version('method-drift')} ({settings.arxiv_contact or 'no contact set'})"
        self._fetcher = Fetcher(rules, pace, breaker or Breaker(), agent, first_delay_seconds=settings.arxiv_gap_seconds)

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connection."""
        self._fetcher.close()

    def search(self, query: str, since: dt.date | None = None, limit: int = MOST_RESULTS) -> Iterator[ArxivPaper]:
        """Yield the papers of an arXiv query, each once, last updated first, down to those updated before `since`.

        Raises SourceError when arXiv does not answer; the papers before that have been yielded.
        """
        seen: set[str] = set()
        for paper in self._page_through(query, min(limit, MOST_RESULTS)):
            if since and paper.updated and paper.updated < since:
                return
            if paper.arxiv_id.base not in seen:
                seen.add(paper.arxiv_id.base)
                yield paper

    def _page_through(self, query: str, limit: int) -> Iterator[ArxivPaper]:
        start, n_total = 0, 1
        while start < min(n_total, limit):
            feed = self._get_page(query, start, min(PAGE_SIZE, limit - start), n_total if start else 0)
            yield from feed.papers
            n_total = feed.n_total
            start += feed.n_entries or PAGE_SIZE
        if n_total > limit:
            logger.warning("the query has %s papers, of which the %s updated last are taken: %s", f"{n_total:,}", f"{limit:,}", query)

    def _get_page(self, query: str, start: int, size: int, n_before: int) -> Feed:
        parameters: dict[str, str | int] = {"search_query": query, "start": start, "max_results": size}
        parameters |= {"sortBy": "lastUpdatedDate", "sortOrder": "descending"}
        feed = self._get_feed(parameters, n_before)
        # arXiv's index now and then knows nothing for a moment: a topic without papers is believed when it is said twice.
        return feed if feed.n_total or start else self._get_feed(parameters)

    def find_ids(self, ids: Iterable[ArxivId]) -> FoundIds:
        """Return what arXiv knows of the ids (the version asked for, else the latest); raises SourceError.

        A list that arXiv refuses is halved until the bad ids are known by name: one of them costs no other.
        """
        wanted = list(dict.fromkeys(ids))
        papers, refused = list[ArxivPaper](), list[ArxivId]()
        waiting = [wanted[first : first + IDS_A_CALL] for first in reversed(range(0, len(wanted), IDS_A_CALL))]
        n_refusals = 0
        while waiting:
            some = waiting.pop()
            try:
                papers += self._get_feed({"id_list": ",".join(map(str, some)), "max_results": len(some)}).papers
            except RefusedError:
                n_refusals += 1
                if n_refusals > MOST_REFUSALS:
                    raise
                middle = len(some) // 2
                waiting += [some[middle:], some[:middle]] if middle else []
                refused += [] if middle else some
        known = {p.arxiv_id for p in papers} | {ArxivId(p.arxiv_id.base, None) for p in papers}
        return FoundIds(tuple(papers), tuple(i for i in wanted if i not in known), tuple(refused))

    def search_titles(self, titles: Iterable[str], most: int) -> tuple[ArxivPaper, ...]:
        """Return papers, `most` of them, whose title holds one of these word for word; raises SourceError."""
        query = " OR ".join(f'ti:"{title}"' for title in titles)
        return self._get_feed({"search_query": query, "start": 0, "max_results": most}).papers

    def download(self, arxiv_id: ArxivId, folder: Path) -> Download:
        """Put the paper's PDF into the folder as `<sha256>.pdf` and return where it is; raises PaperError."""
        return self._download(str(arxiv_id), f"{self._base_url}/pdf/{arxiv_id}", folder)

    def download_from(self, url: str, folder: Path) -> Download:
        """Put the PDF at an allowed address into the folder as `<sha256>.pdf`; raises PaperError."""
        return self._download(url, url, folder)

    def _get_feed(self, parameters: dict[str, str | int], n_before: int = 0) -> Feed:
        """Return the page; `n_before` is the total that the page before it told."""
        url = f"{self._base_url}/api/query?{urlencode(parameters)}"
        body = io.BytesIO()
        try:
            limits = Limits(FEED_SECONDS, MAX_FEED_BYTES)
            return self._fetcher.fetch(url, limits, body, lambda head: _read_feed(head, body, parameters, n_before))
        except FetchError as error:
            kind = RefusedError if error.is_refusal else SourceError
            raise kind(f"arXiv search: {error.reason} ({url[:300]})") from error

    def _download(self, name: str, url: str, folder: Path) -> Download:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return _write_aside(folder, lambda body: self._fetcher.fetch(url, self._pdf_limits, body, lambda head: _check_pdf(head, body)))
        except FetchError as error:
            raise PaperError(error.kind, name, _download_reason(error)) from error


def _read_feed(head: Head, body: BinaryIO, parameters: dict[str, str | int], n_before: int) -> Feed:
    """Return the page; an empty one before the end of the result set, or a result set that is gone, is a fault that passes."""
    try:
        feed = parse_feed(body.read())
    except FeedError as error:
        if head.status != requests.codes.ok and error.can_retry:
            raise FetchError("metadata", f"HTTP {head.status}", is_refusal=True) from error
        refusal = {"can_retry": error.can_retry, "is_outage": error.can_retry, "is_refusal": error.is_refusal}
        raise FetchError("metadata", error.reason, **refusal) from error
    if feed.n_entries == 0 and "search_query" in parameters and int(parameters["start"]) < feed.n_total:
        reason = f"an empty page at {parameters['start']} of {feed.n_total:,} papers"
        raise FetchError("metadata", reason, can_retry=True, is_outage=True)
    if feed.n_total < MIN_TOTAL_SHARE * n_before:
        reason = f"{feed.n_total:,} papers at {parameters['start']} of what were {n_before:,}"
        raise FetchError("metadata", reason, can_retry=True, is_outage=True)
    return feed


def clear_parts(folder: Path) -> None:
    """Remove what killed downloads left behind; younger files may be of a download under way."""
    for part in folder.glob("*.part"):
        with suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > PART_SECONDS:
                part.unlink()


def _write_aside(folder: Path, fill: Callable[[BinaryIO], None]) -> Download:
    """Write a new file under a temporary name and rename it to its hash; a killed process leaves no half file under a final name."""
    descriptor, name = tempfile.mkstemp(suffix=".part", dir=folder)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as body:
            fill(body)
            body.seek(0)
            sha256 = hashlib.file_digest(body, "sha256").hexdigest()
            n_bytes = body.tell()
            os.fchmod(body.fileno(), 0o644)
            os.fsync(body.fileno())
        path = folder / f"{sha256}.pdf"
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return Download(path, sha256, n_bytes)


def _check_pdf(head: Head, body: BinaryIO) -> None:
    """Raise FetchError when what came is no PDF; arXiv answers with a page while it makes one."""
    if head.status != requests.codes.ok:
        raise FetchError("download", f"HTTP {head.status}")
    start = body.read(_MARK_WITHIN)
    if not start:
        raise FetchError("download", "an empty file came instead of the PDF", can_retry=True)
    if _PDF_MARK in start:
        return
    is_page = head.content_type == "text/html" or start.lstrip().lower().startswith((b"<!doctype html", b"<html"))
    what = "an HTML page" if is_page else f"something else ({head.content_type or 'of no type'})"
    raise FetchError("download", f"{what} came instead of the PDF", can_retry=True)


def _download_reason(error: FetchError) -> str:
    if error.kind == "missing":
        return "arXiv has no PDF of this paper and version (HTTP 404)"
    if error.kind == "too_large":
        return f"the PDF is {error.reason} (setting max_pdf_mb)"
    return f"the PDF could not be downloaded: {error.reason}"
