"""Papers given by hand: PDF files, arXiv ids in any form, and papers that the topic has or had, by their id."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from extractors.sources.arxiv import ArxivClient
from extractors.sources.discover import Places, fetch_papers, look_up
from extractors.sources.folder import FoundPaper, Listing, list_files
from flows.context import Context
from flows.sources import Found, read_stamps
from models.arxiv_id import parse_arxiv_id
from models.errors import ConfigError
from models.rows import PaperMeta
from models.settings import Topic
from warehouse import ledger, store
from warehouse.membership import read_members


def find_given(context: Context, topic: Topic, papers: Sequence[str]) -> Found:
    """Return papers given by hand; a file that the topic has or had is the same paper, whatever it is called now.

    Raises ConfigError for what is neither a PDF file, an arXiv id nor a paper of the topic.
    """
    files = [Path(paper).expanduser() for paper in papers if _is_file(paper)]
    ids = [(paper, parse_arxiv_id(paper)) for paper in dict.fromkeys(papers) if not _is_file(paper)]
    kept = [_find_kept(context, topic, paper) for paper, arxiv_id in ids if arxiv_id is None]
    here = list({paper.meta.paper_id: paper for paper in (*_list_files(context, topic, files), *kept)}.values())
    asked = [arxiv_id for _, arxiv_id in ids if arxiv_id]
    if not asked:
        return Found(Listing(here))
    places = Places.under(context.root, topic)
    with ArxivClient(context.settings, context.arxiv_breaker) as client:
        discovery = look_up(client, topic, asked)
        fetched = fetch_papers(client, discovery, places, context.progress.note)
    return Found(Listing([*here, *fetched.papers], fetched.rejected), discovery.problems)


def _is_file(paper: str) -> bool:
    return ("://" not in paper and paper.lower().endswith(".pdf") and parse_arxiv_id(paper) is None) or Path(paper).is_file()


def _list_files(context: Context, topic: Topic, files: Sequence[Path]) -> list[FoundPaper]:
    if not files:
        return []
    had, gone = ledger.read_known_ids(context.root, topic.key), _read_removed(context.root, topic)
    found = list_files(files, topic.key, lambda paths: read_stamps(context, paths), had, gone)
    for paper in found:
        if paper.pdf_sha256 in had:
            context.progress.say(f"{paper.path.name}: topic {topic.key} has it, as {paper.meta.paper_id}")
    return [_as_known(context.root, paper) for paper in found]


def _read_removed(root: Path, topic: Topic) -> dict[str, str]:
    """Return the ids of the papers that somebody took out, by the hash of their PDFs."""
    return {row.detail: row.paper_id for row in read_members(root, topic.key) if row.reason == "removed" and row.detail}


def _as_known(root: Path, paper: FoundPaper) -> FoundPaper:
    """Return the paper with what the topic knows of it, so that it is not stale, unless the file or what lies beside it says otherwise."""
    known, meta = ledger.read_known(root, paper.meta.topic, paper.meta.paper_id), paper.meta
    if known is None or known.pdf_sha256 != paper.pdf_sha256:
        return paper
    told = [name for name in PaperMeta.model_fields if name not in ("source", "source_file") and getattr(meta, name)]
    return replace(paper, meta=known.meta) if all(getattr(meta, name) == getattr(known.meta, name) for name in told) else paper


def _find_kept(context: Context, topic: Topic, paper_id: str) -> FoundPaper:
    """Return a paper that the topic has or had, from the PDF that is kept of it."""
    known = ledger.read_known(context.root, topic.key, paper_id)
    had = next((sha256 for sha256, removed in _read_removed(context.root, topic).items() if removed == paper_id), "")
    sha256 = known.pdf_sha256 if known else had
    if not sha256:
        forms = "2401.06066, arXiv:2401.06066v2, cs/0112017, an address"
        raise ConfigError(f"{paper_id}: neither a PDF file nor an arXiv id ({forms}), and topic {topic.key} has no paper of this id")
    path = store.pdf_path(context.root, sha256)
    if not path.is_file():
        raise ConfigError(f"{paper_id}: its PDF is not kept any more; give the file")
    meta = known.meta if known else PaperMeta(topic=topic.key, paper_id=paper_id, source="backfill", source_file=f"{paper_id}.pdf")
    return FoundPaper(path, meta, sha256)
