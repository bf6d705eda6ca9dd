"""A topic's papers on arXiv: what its query finds, what its surveys name, and their PDFs on this disk."""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from extractors.sources.arxiv import MOST_RESULTS, ArxivClient, Download, clear_parts
from extractors.sources.atom import ArxivPaper
from extractors.sources.catalogue import Catalogue, Listed, SurveyState, read_catalogue, write_catalogue
from extractors.sources.downloads import Downloads
from extractors.sources.folder import FoundPaper, Listing, Rejected
from extractors.sources.snapshot import search_snapshot
from extractors.sources.surveys import resolve_references
from models.arxiv_id import ArxivId, parse_arxiv_id
from models.errors import PaperError, SourceError
from models.rows import PaperMeta, Reference
from models.settings import Topic

logger = logging.getLogger(__name__)

OVERLAP_DAYS = 7
"""How far a window reaches back before the last search: papers appear up to five days after their date over holidays."""
FULL_SEARCH_DAYS = 28
"""After this long everything is searched again: papers that moderators held back appear weeks after their date."""
WITHDRAWN_REASON = "the paper has been withdrawn: it counts for nothing in the review"
ReferenceReader = Callable[[Path, PaperMeta], Sequence[Reference]]
"""Reads the bibliography of a survey's PDF; hostile files are its caller's business. Raises PaperError."""
Recall = Callable[[Set[str]], Sequence[PaperMeta]]
"""Gives what is known of the topic's stored papers, without those of the given ids."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where discovery keeps what it knows and fetches, under the data root."""

    catalogue: Path
    downloads: Path
    pdfs: Path

    @classmethod
    def under(cls, root: Path, topic: Topic) -> "Places":
        """Return the places of a topic; downloads are shared by all topics."""
        return cls(root / "cache" / f"arxiv-{topic.key}.json", root / "cache" / "arxiv-pdfs.tsv", root / "pdf")


@dataclass(frozen=True, slots=True)
class Discovery:
    """The topic's papers, and what went wrong on the way: each problem is a sentence a user can act on."""

    listed: tuple[Listed, ...]
    found: tuple[FoundPaper, ...] = ()
    """Surveys that are not on arXiv, with their PDF."""
    rejected: tuple[Rejected, ...] = ()
    problems: tuple[str, ...] = ()
    named: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Why each paper is in the topic: reasons with their detail, by paper_id."""


@dataclass(slots=True)
class _Search:
    """One discovery under way."""

    client: ArxivClient
    topic: Topic
    catalogue: Catalogue
    found: list[FoundPaper] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    outages: list[str] = field(default_factory=list)
    """What arXiv did not answer."""
    told: set[str] = field(default_factory=set)
    """Papers of which arXiv has told in this search."""


def _recall_none(_: Set[str]) -> Sequence[PaperMeta]:
    return ()


def discover_papers(
    client: ArxivClient,
    topic: Topic,
    places: Places,
    today: dt.date,
    read_references: ReferenceReader,
    recall: Recall = _recall_none,
    *,
    is_full: bool = False,
) -> Discovery:
    """Return every paper of the topic, those of earlier nights and those new or updated since.

    Stored papers that neither query nor survey names are among them where arXiv has them in a newer version, or withdrawn.
    Where arXiv does not answer, the papers known so far are returned with the problem; raises SourceError when none are.
    """
    catalogue = read_catalogue(places.catalogue, _describe_query(topic))
    search = _Search(client, topic, catalogue)
    try:
        with _noting_outages(search):
            _search_query(search, today, is_full)
        _search_surveys(search, places, read_references, is_full)
        _forget_unnamed(search)
        others = _look_again(search, recall(set(catalogue.papers)))
    finally:
        write_catalogue(places.catalogue, catalogue)
    if search.outages and not catalogue.papers:
        raise SourceError("; ".join(search.outages))
    search.problems += [f"{outage}; the {len(catalogue.papers):,} papers known so far are used" for outage in search.outages]
    listed = (*catalogue.papers.values(), *others)
    return Discovery(listed, tuple(search.found), tuple(search.rejected), tuple(search.problems), _list_reasons(search))


@contextmanager
def _noting_outages(search: _Search, name: str = "") -> Iterator[None]:
    """Note that arXiv did not answer one of the questions; the others are asked nevertheless."""
    try:
        yield
    except SourceError as error:
        search.outages.append(f"survey {name}: {error}" if name else str(error))


def _describe_query(topic: Topic) -> str:
    """Return what makes a catalogue this topic's: another query, other categories or another source start it anew."""
    return "\n".join((topic.source, topic.query, ",".join(topic.categories), str(topic.max_papers), str(topic.path or "")))


def _search_query(search: _Search, today: dt.date, is_full: bool) -> None:
    topic, catalogue = search.topic, search.catalogue
    if topic.source == "snapshot" and topic.path:
        _add_all(search, search_snapshot(topic.path, topic.query), "snapshot")
        catalogue.in_query &= search.told
    elif topic.query:
        since = None if is_full else _window_start(catalogue, today)
        n_found = _add_all(search, search.client.search(topic.query, since, topic.max_papers), "arxiv")
        catalogue.searched_fully = catalogue.searched_fully if since else today
        # Where there are more papers than are taken, nobody knows which of the others the query still finds.
        if since is None and n_found < min(topic.max_papers, MOST_RESULTS):
            catalogue.in_query &= search.told
    catalogue.searched = today


def _window_start(catalogue: Catalogue, today: dt.date) -> dt.date | None:
    """Return the day from which papers are asked for; None for all of them."""
    if catalogue.searched is None or catalogue.searched_fully is None:
        return None
    if max(catalogue.searched, catalogue.searched_fully) > today:
        return None  # the clock was once ahead: nobody knows when the last search was
    is_due = today - catalogue.searched_fully >= dt.timedelta(days=FULL_SEARCH_DAYS)
    return None if is_due else catalogue.searched - dt.timedelta(days=OVERLAP_DAYS)


def _add_all(search: _Search, papers: Iterable[ArxivPaper], source: str) -> int:
    """Put what the query finds, in the topic's categories, into the catalogue as it comes, and return how much it found."""
    wanted, n_found = set(search.topic.categories), 0
    for paper in papers:
        n_found += 1
        if not wanted or wanted.intersection(paper.categories):
            _add(search, paper, source)
            search.catalogue.in_query.add(paper.arxiv_id.base)
    return n_found


def _add(search: _Search, paper: ArxivPaper, source: str, survey_id: str | None = None) -> None:
    """Put the paper into the catalogue; what a search or an earlier survey said of it stays."""
    old = search.catalogue.papers.get(paper.arxiv_id.base)
    meta = paper.to_meta(search.topic.key, source, survey_id)
    if old:
        kept_source = old.meta.source if source == "survey" else source
        known = {"source": kept_source, "survey_id": old.meta.survey_id or survey_id, "is_survey": old.meta.is_survey}
        meta = meta.model_copy(update=known)
    search.catalogue.papers[meta.paper_id] = Listed(meta=meta, is_withdrawn=paper.is_withdrawn)
    search.told.add(meta.paper_id)


def _search_surveys(search: _Search, places: Places, read_references: ReferenceReader, is_full: bool) -> None:
    """Bring the papers of the surveys up to date; a survey that cannot be read does not stop the others."""
    for name in search.topic.surveys:
        try:
            with _noting_outages(search, name):
                meta, download = _fetch_survey(search, places, name)
                known = search.catalogue.surveys.get(name)
                if known is None or known.pdf_sha256 != download.sha256 or is_full:
                    _read_survey(search, name, meta, download, read_references)
        except PaperError as error:
            problem = PaperError(error.kind, name, f"survey: {error.reason}")
            search.rejected.append(Rejected(_bare_meta(search.topic.key, name), problem, is_failure=True))


def _read_survey(search: _Search, name: str, meta: PaperMeta, download: Download, read_references: ReferenceReader) -> None:
    finds = resolve_references(search.client, read_references(download.path, meta))
    for paper in finds.papers:
        if paper.arxiv_id.base != meta.paper_id:
            _add(search, paper, "survey", meta.paper_id)
    search.catalogue.surveys[name] = SurveyState(
        paper_id=meta.paper_id,
        pdf_sha256=download.sha256,
        n_unresolved=finds.n_unresolved,
        papers=tuple(paper.arxiv_id.base for paper in finds.papers),
    )
    if finds.refused:
        search.problems.append(f"survey {name}: arXiv refuses {', '.join(map(str, finds.refused))} of its bibliography; left out")
    counts = (finds.n_by_id, finds.n_by_title, finds.n_unresolved)
    logger.info("survey %s: %d papers by arXiv id, %d by title, %d entries not on arXiv or not certain", name, *counts)


def _fetch_survey(search: _Search, places: Places, name: str) -> tuple[PaperMeta, Download]:
    """Return the survey as a paper of the topic, with its PDF on this disk."""
    arxiv_id = parse_arxiv_id(name)
    if arxiv_id:
        return _fetch_arxiv_survey(search, places, arxiv_id)
    if urlsplit(name).scheme in ("http", "https"):
        download = search.client.download_from(name, places.pdfs)
    else:
        download = _look_at_file(Path(name).expanduser())
    meta = _bare_meta(search.topic.key, name, download.sha256)
    search.found.append(FoundPaper(download.path, meta, download.sha256))
    return meta, download


def _fetch_arxiv_survey(search: _Search, places: Places, arxiv_id: ArxivId) -> tuple[PaperMeta, Download]:
    found = search.client.find_ids([arxiv_id])
    if found.missing:
        raise PaperError("missing", str(arxiv_id), "arXiv knows no paper of this id and version")
    _add(search, found.papers[0], "survey")
    listed = search.catalogue.papers[arxiv_id.base]
    listed = listed.model_copy(update={"meta": listed.meta.model_copy(update={"is_survey": True})})
    search.catalogue.papers[arxiv_id.base] = listed
    return listed.meta, fetch_pdf(search.client, Downloads(places.downloads, places.pdfs), found.papers[0].arxiv_id, places.pdfs)


def _look_at_file(path: Path) -> Download:
    if not path.is_file():
        raise PaperError("missing", str(path), "neither an arXiv id, an address nor a file")
    with path.open("rb") as file:
        return Download(path, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _bare_meta(topic: str, name: str, sha256: str = "") -> PaperMeta:
    """Return a survey of which nothing but its name or its bytes is known."""
    arxiv_id = parse_arxiv_id(name)
    digest = sha256 or hashlib.sha256(name.encode()).hexdigest()
    paper_id = arxiv_id.base if arxiv_id else f"{'pdf' if sha256 else 'survey'}-{digest[:12]}"
    return PaperMeta(topic=topic, paper_id=paper_id, is_survey=True, source="survey", source_file="" if arxiv_id else Path(name).name)


def _list_reasons(search: _Search) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return why each paper is in the topic, by paper_id; a survey is named by the topic's file itself."""
    reasons: dict[str, list[tuple[str, str]]] = {paper_id: [("query", "")] for paper_id in search.catalogue.in_query}
    for state in search.catalogue.surveys.values():
        for paper_id in dict.fromkeys((state.paper_id, *state.papers)):
            reasons.setdefault(paper_id, []).append(("survey", state.paper_id))
    surveys = {arxiv_id.base for name in search.topic.surveys if (arxiv_id := parse_arxiv_id(name))} & set(search.catalogue.papers)
    for paper_id in surveys | {paper.meta.paper_id for paper in search.found}:  # its bibliography may be unread
        if ("survey", paper_id) not in reasons.setdefault(paper_id, []):
            reasons[paper_id].append(("survey", paper_id))
    return {paper_id: tuple(found) for paper_id, found in reasons.items()}


def _forget_unnamed(search: _Search) -> None:
    """Forget surveys that the topic has no more, and papers that nothing names: those with rows are kept by them alone."""
    catalogue = search.catalogue
    catalogue.surveys = {name: state for name, state in catalogue.surveys.items() if name in search.topic.surveys}
    named = _list_reasons(search)
    catalogue.papers = {paper_id: listed for paper_id, listed in catalogue.papers.items() if paper_id in named}


def _look_again(search: _Search, stored: Sequence[PaperMeta]) -> list[Listed]:
    """Ask for the papers that no search brings up to date; return what is new of those that are not in the catalogue."""
    catalogue = search.catalogue
    with _noting_outages(search):
        named = set(catalogue.papers) - search.told - catalogue.in_query
        for paper in search.client.find_ids(ArxivId(i, None) for i in sorted(named)).papers:
            _add(search, paper, "survey")
        return find_news(search.client, search.topic, stored)
    return []


def find_news(client: ArxivClient, topic: Topic, stored: Sequence[PaperMeta]) -> list[Listed]:
    """Return those of the papers that arXiv has in a newer version, or withdrawn; raises SourceError.

    Each keeps its place in the topic. A paper of which no version is known, as of a file without arXiv's stamp, is not replaced.
    """
    known = {meta.paper_id: meta for meta in stored if parse_arxiv_id(meta.paper_id)}
    news: list[Listed] = []
    for paper in client.find_ids(ArxivId(paper_id, None) for paper_id in known).papers:
        old = known[paper.arxiv_id.base]
        if paper.is_withdrawn or (old.version and (paper.arxiv_id.version or 0) > old.version):
            meta = paper.to_meta(topic.key, old.source, old.survey_id).model_copy(update={"is_survey": old.is_survey})
            news.append(Listed(meta=meta, is_withdrawn=paper.is_withdrawn))
    return news


def look_up(client: ArxivClient, topic: Topic, ids: Iterable[ArxivId]) -> Discovery:
    """Return single papers by id, as backfill asks for them; ids arXiv does not know are rejected. Raises SourceError."""
    found = client.find_ids(ids)
    refusal = "arXiv refuses this id"
    listed = (Listed(meta=paper.to_meta(topic.key, "backfill"), is_withdrawn=paper.is_withdrawn) for paper in found.papers)
    error = "arXiv knows no paper of this id and version"
    reasons = {i: refusal if i in found.refused else error for i in found.missing}
    missing = (Rejected(_unknown(topic.key, i), PaperError("missing", str(i), why), is_failure=True) for i, why in reasons.items())
    return Discovery(tuple(listed), rejected=tuple(missing))


def _unknown(topic: str, arxiv_id: ArxivId) -> PaperMeta:
    return PaperMeta(topic=topic, paper_id=arxiv_id.base, version=arxiv_id.version, source="backfill")


def fetch_papers(client: ArxivClient, discovery: Discovery, places: Places, say: Callable[[str], None], most: int | None = None) -> Listing:
    """Return the papers with their PDFs on this disk, fetching those that are not, `most` of them at the most."""
    listing, waiting = look_at_disk(discovery, places)
    downloads = Downloads(places.downloads, places.pdfs)
    for listed in waiting[:most]:
        arrived = fetch_one(client, downloads, listed, places.pdfs)
        if isinstance(arrived, Rejected):
            listing.rejected.append(arrived)
            continue
        listing.papers.append(arrived)
        say(f"fetched {ArxivId(listed.meta.paper_id, listed.meta.version)}")
    return listing


def look_at_disk(discovery: Discovery, places: Places) -> tuple[Listing, list[Listed]]:
    """Return the papers whose PDF is on this disk, with those that are withdrawn, and the others, which are to be fetched."""
    clear_parts(places.pdfs)
    downloads = Downloads(places.downloads, places.pdfs)
    listing, waiting = Listing(list(discovery.found), list(discovery.rejected)), list[Listed]()
    for listed in discovery.listed:
        arxiv_id = ArxivId(listed.meta.paper_id, listed.meta.version)
        here = downloads.find(arxiv_id)
        if listed.is_withdrawn:
            listing.rejected.append(Rejected(listed.meta, PaperError("withdrawn", str(arxiv_id), WITHDRAWN_REASON), is_failure=False))
        elif here:
            listing.papers.append(FoundPaper(here.path, listed.meta, here.sha256))
        else:
            waiting.append(listed)
    return listing, waiting


def fetch_one(client: ArxivClient, downloads: Downloads, listed: Listed, pdfs: Path) -> FoundPaper | Rejected:
    """Return the paper with its PDF on this disk, or why there is none."""
    try:
        download = fetch_pdf(client, downloads, ArxivId(listed.meta.paper_id, listed.meta.version), pdfs)
    except PaperError as error:
        return Rejected(listed.meta, error, is_failure=True)
    return FoundPaper(download.path, listed.meta, download.sha256)


def fetch_pdf(client: ArxivClient, downloads: Downloads, arxiv_id: ArxivId, pdfs: Path) -> Download:
    """Return the PDF of this version, from the disk where it is there; raises PaperError."""
    known = downloads.find(arxiv_id)
    if known:
        return known
    download = client.download(arxiv_id, pdfs)
    downloads.add(arxiv_id, download)
    return download
