"""Which topics a run is about, and where their papers come from: a folder, arXiv or a snapshot."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from extractors.sources.arrivals import Arrivals
from extractors.sources.arxiv import ArxivClient
from extractors.sources.catalogue import Listed
from extractors.sources.discover import Discovery, Places, Recall, discover_papers, fetch_papers, find_news, look_at_disk
from extractors.sources.folder import Listing, list_folder, read_stamp
from extractors.worker import read_bibliography
from flows.context import Context
from models.errors import ConfigError, PaperError, SourceError
from models.rows import PaperMeta, Reference
from models.settings import Topic, load_topic, load_topics

WORTH_RETRYING = frozenset({"timeout", "out_of_memory", "crashed", "download"})
"""Kinds of failure that can end otherwise another night; the rest is tried again when PDF, metadata, rules or code change."""


@dataclass(frozen=True, slots=True)
class Found:
    """The papers of a source, each with its PDF on this disk, and what went wrong on the way."""

    listing: Listing
    problems: tuple[str, ...] = ()
    n_waiting: int = 0
    """Papers that `limit` leaves to be fetched by the next run."""
    is_complete: bool = False
    """Whether a paper that is not listed has gone from the source: only a folder can say so."""
    arrivals: Arrivals | None = None
    """Papers that are being fetched, beside those listed."""
    is_settled: bool = False
    """Whether the same folder gives the same another night: nothing was asked of arXiv, and no file is to be looked at again."""
    named: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Why each paper is in the topic: reasons with their detail, by paper_id."""


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


def discover(context: Context, topic: Topic, recall: Recall, removed: Set[str] = frozenset()) -> Found:
    """Return the topic's papers without the removed ones; of its stored papers, `recall` gives those that the source does not name.

    Raises ConfigError when the source cannot be used and SourceError when it does not answer.
    """
    if topic.source == "directory" and topic.path is not None:
        return _look_into(context, topic, topic.path, recall, removed)
    places, today = Places.under(context.root, topic), dt.datetime.now(dt.UTC).date()
    say = context.progress.say
    with ExitStack() as stack:
        client = stack.enter_context(ArxivClient(context.settings, context.arxiv_breaker))
        ask = recall if topic.source == "arxiv" else _only_fetched(recall)
        discovery = discover_papers(
            client, topic, places, today, lambda path, meta: _read_references(context, path, meta), ask, is_full=context.options.is_forced
        )
        say(f"{topic.title}: {len(discovery.listed):,} papers known")
        found, waiting = _fetch_few(context, client, _without(discovery, removed), places)
        if not waiting:
            return found
        stack.pop_all()  # the client is the arrivals' from here
    say(f"{topic.title}: {len(waiting):,} papers to fetch; they are extracted as they arrive")
    return replace(found, arrivals=Arrivals(client, waiting, places, lambda text: say(f"{topic.title}: {text}")))


def _fetch_few(context: Context, client: ArxivClient, discovery: Discovery, places: Places) -> tuple[Found, list[Listed]]:
    """Return the papers on this disk, and those to fetch; with a limit, no more are fetched than it allows, and at once."""
    limit = _fetch_limit(context)
    if limit is None:
        listing, waiting = look_at_disk(discovery, places)
        return Found(listing, discovery.problems, named=discovery.named), waiting
    listing = fetch_papers(client, discovery, places, context.progress.note, limit)
    n_known = len(discovery.listed) + len(discovery.found) + len(discovery.rejected)
    n_waiting = n_known - len(listing.papers) - len(listing.rejected)
    return Found(listing, discovery.problems, n_waiting=n_waiting, named=discovery.named), []


def _fetch_limit(context: Context) -> int | None:
    return 0 if context.options.is_dry else context.options.limit


def _without(discovery: Discovery, removed: Set[str]) -> Discovery:
    return replace(
        discovery,
        listed=tuple(listed for listed in discovery.listed if listed.meta.paper_id not in removed),
        found=tuple(paper for paper in discovery.found if paper.meta.paper_id not in removed),
        rejected=tuple(rejected for rejected in discovery.rejected if rejected.meta.paper_id not in removed),
    )


def _only_fetched(recall: Recall) -> Recall:
    """Return those that came from arXiv one by one: a topic that asks arXiv for nothing else is not made to."""
    return lambda known: [meta for meta in recall(known) if meta.source in ("backfill", "survey") and not meta.source_file]


def _look_into(context: Context, topic: Topic, folder: Path, recall: Recall, removed: Set[str]) -> Found:
    """Return the papers of a folder, and what arXiv has new of those that were backfilled from there."""
    cache, max_pdf_mb = listing_cache(context.root, folder), context.settings.max_pdf_mb
    listing = list_folder(folder, topic.key, cache, lambda paths: read_stamps(context, paths), max_pdf_mb)
    papers = [paper for paper in listing.papers if removed.isdisjoint((paper.meta.paper_id, paper.pdf_sha256))]
    rejected = [item for item in listing.rejected if item.meta.paper_id not in removed]
    metas = [paper.meta for paper in papers] + [item.meta for item in rejected if item.is_failure]
    asked = _only_fetched(recall)({meta.paper_id for meta in metas})
    news = _ask_for_news(context, topic, asked)
    return Found(
        Listing([*papers, *news.listing.papers], [*rejected, *news.listing.rejected]),
        (*listing.problems, *news.problems),
        news.n_waiting,
        is_complete=not listing.problems,
        is_settled=not asked and not listing.unread,
        named={meta.paper_id: (("folder", meta.source_file),) for meta in metas},
    )


def listing_cache(root: Path, folder: Path) -> Path:
    """Return where it is kept what is known of the folder's files."""
    return root / "cache" / f"folder-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}.json"


def _ask_for_news(context: Context, topic: Topic, metas: Sequence[PaperMeta]) -> Found:
    """Return what arXiv has new of these papers; an arXiv that does not answer is a problem, and no more."""
    if not metas:
        return Found(Listing())
    places = Places.under(context.root, topic)
    try:
        with ArxivClient(context.settings, context.arxiv_breaker) as client:
            news = Discovery(tuple(find_news(client, topic, metas)))
            listing = fetch_papers(client, news, places, context.progress.note, _fetch_limit(context))
    except SourceError as error:
        return Found(Listing(), (f"{error}; whether {len(metas):,} backfilled papers have new versions is not known",))
    return Found(listing, n_waiting=len(news.listed) - len(listing.papers) - len(listing.rejected))


def read_stamps(context: Context, paths: Iterable[Path]) -> dict[Path, str]:
    """Return the stamps; a PDF whose reading was ended has none this time, and its bytes name it."""
    outcomes = context.pool.map(read_stamp, paths)
    return {o.job: o.value or "" for o in outcomes if o.error is None or o.error.kind not in WORTH_RETRYING}


def _read_references(context: Context, path: Path, meta: PaperMeta) -> list[Reference]:
    """Return the bibliography of a survey's PDF, read in a worker process like every PDF."""
    [outcome] = context.pool.map(read_bibliography, [path])
    if outcome.error is not None:
        raise PaperError(outcome.error.kind, meta.paper_id, outcome.error.reason)
    return outcome.value or []
