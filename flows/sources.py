"""Which topics a run is about, and where their papers come from: a folder, arXiv, a snapshot, or ids and files given by hand."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.sources.arxiv import ArxivClient
from extractors.sources.discover import Places, discover_papers, fetch_papers, look_up
from extractors.sources.folder import Listing, list_files, list_folder, read_stamp
from extractors.worker import read_bibliography
from flows.context import Context
from models.arxiv_id import parse_arxiv_id
from models.errors import ConfigError, PaperError
from models.rows import PaperMeta, Reference
from models.settings import Topic, load_topic, load_topics


@dataclass(frozen=True, slots=True)
class Found:
    """The papers of a source, each with its PDF on this disk, and what went wrong on the way."""

    listing: Listing
    problems: tuple[str, ...] = ()
    n_waiting: int = 0
    """Papers that `limit` leaves to be fetched by the next run."""
    is_complete: bool = False
    """Whether a paper that is not listed has gone from the source: only a folder can say so."""


def select_topics(keys: list[str], folder: str | Path | None = None) -> list[Topic]:
    """Return the named topics, or all nightly ones; `folder` becomes the source of the one named. Raises ConfigError."""
    topics = [load_topic(key) for key in dict.fromkeys(keys)] or [topic for topic in load_topics().values() if topic.nightly]
    if folder is None:
        return topics
    if len(set(keys)) != 1:
        raise ConfigError(f"--from {folder}: name one topic that the PDFs belong to (method-drift refresh TOPIC --from {folder})")
    path = Path(folder).expanduser().resolve()
    if not path.is_dir():
        raise ConfigError(f"--from {folder}: no such folder")
    return [topics[0].model_copy(update={"source": "directory", "path": path})]


def discover(context: Context, topic: Topic) -> Found:
    """Return the topic's papers; raises ConfigError when its source cannot be used and SourceError when it does not answer."""
    if topic.source == "directory" and topic.path is not None:
        name = hashlib.sha256(str(topic.path).encode()).hexdigest()[:16]
        cache = context.root / "cache" / f"folder-{name}.json"
        listing = list_folder(topic.path, topic.key, cache, lambda paths: _read_stamps(context, paths), context.settings.max_pdf_mb)
        return Found(listing, is_complete=True)
    places, today = Places.under(context.root, topic), dt.datetime.now(dt.UTC).date()
    with ArxivClient(context.settings, context.arxiv_breaker) as client:
        discovery = discover_papers(
            client, topic, places, today, lambda path, meta: _read_references(context, path, meta), is_full=context.options.is_forced
        )
        context.progress.say(f"{topic.title}: {len(discovery.listed):,} papers known")
        listing = fetch_papers(client, discovery, places, context.progress.note, context.options.limit)
    n_known = len(discovery.listed) + len(discovery.found) + len(discovery.rejected)
    return Found(listing, discovery.problems, n_waiting=n_known - len(listing.papers) - len(listing.rejected))


def find_given(context: Context, topic: Topic, papers: Sequence[str]) -> Found:
    """Return papers given by hand: PDF files, and arXiv ids in any form; raises ConfigError for what is neither."""
    files = [Path(paper).expanduser() for paper in papers if _is_file(paper)]
    ids = [(paper, parse_arxiv_id(paper)) for paper in papers if not _is_file(paper)]
    unknown = [paper for paper, arxiv_id in ids if arxiv_id is None]
    if unknown:
        raise ConfigError(f"{unknown[0]}: neither a PDF file nor an arXiv id (2401.06066, arXiv:2401.06066v2, cs/0112017, an address)")
    listing = list_files(files, topic.key, lambda paths: _read_stamps(context, paths))
    if not ids:
        return Found(listing)
    places = Places.under(context.root, topic)
    with ArxivClient(context.settings, context.arxiv_breaker) as client:
        discovery = look_up(client, topic, [arxiv_id for _, arxiv_id in ids if arxiv_id])
        fetched = fetch_papers(client, discovery, places, context.progress.note)
    return Found(Listing([*listing.papers, *fetched.papers], [*listing.rejected, *fetched.rejected]), discovery.problems)


def _is_file(paper: str) -> bool:
    return ("://" not in paper and paper.lower().endswith(".pdf") and parse_arxiv_id(paper) is None) or Path(paper).is_file()


def _read_stamps(context: Context, paths: Iterable[Path]) -> dict[Path, str]:
    return {outcome.job: outcome.value or "" for outcome in context.pool.map(read_stamp, paths)}


def _read_references(context: Context, path: Path, meta: PaperMeta) -> list[Reference]:
    """Return the bibliography of a survey's PDF, read in a worker process like every PDF."""
    [outcome] = context.pool.map(read_bibliography, [path])
    if outcome.error is not None:
        raise PaperError(outcome.error.kind, meta.paper_id, outcome.error.reason)
    return outcome.value or []
