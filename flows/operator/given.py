"""Papers given by hand: PDF files, arXiv ids in any form, and papers that the topic has or had, by their id."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from extractors.sources.arxiv import ArxivClient
from extractors.sources.discover import Places, fetch_papers, look_up
from extractors.sources.folder import FoundPaper, Listing, list_files, name_file
from flows.context import Context
from flows.sources import Found, read_stamps
from models.arxiv_id import ArxivId, parse_arxiv_id
from models.errors import ConfigError
from models.rows import PaperMeta
from models.settings import Topic
from warehouse import ledger, store


def find_given(context: Context, topic: Topic, papers: Sequence[str], gone: Mapping[str, str]) -> Found:
    """Return papers given by hand; a file that the topic has or had is the same paper, whatever it is called now.

    `gone` are the ids of papers that were taken out, by the SHA-256 of their PDFs. Raises ConfigError for what is neither a PDF file,
    an arXiv id nor a paper of the topic.
    """
    files = [Path(paper).expanduser() for paper in papers if _is_file(paper)]
    asked, kept = list[ArxivId](), list[FoundPaper]()
    for paper in dict.fromkeys(paper for paper in papers if not _is_file(paper)):
        arxiv_id = parse_arxiv_id(paper)
        known = _recall(context.root, topic, arxiv_id.base if arxiv_id else paper, gone)
        # Where arXiv may not be asked, what is kept of its papers does.
        if arxiv_id and (context.settings.arxiv_contact or not known):
            asked.append(arxiv_id)
        else:
            kept.append(_check_kept(known, paper, topic))
    here = list({paper.meta.paper_id: paper for paper in (*_list_files(context, topic, files, gone), *kept)}.values())
    if not asked:
        return Found(Listing(here))
    places = Places.under(context.root, topic)
    with ArxivClient(context.settings, context.arxiv_breaker) as client:
        discovery = look_up(client, topic, asked)
        fetched = fetch_papers(client, discovery, places, context.progress.note)
    return Found(Listing([*here, *fetched.papers], fetched.rejected), discovery.problems)


def _is_file(paper: str) -> bool:
    return ("://" not in paper and paper.lower().endswith(".pdf") and parse_arxiv_id(paper) is None) or Path(paper).is_file()


def _list_files(context: Context, topic: Topic, files: Sequence[Path], gone: Mapping[str, str]) -> list[FoundPaper]:
    if not files:
        return []
    had = ledger.read_known_ids(context.root, topic.key)
    found = list_files(files, topic.key, lambda paths: read_stamps(context, paths), had, gone)
    for paper in found:
        if paper.pdf_sha256 in had:
            context.progress.say(f"{paper.path.name}: topic {topic.key} has it, as {paper.meta.paper_id}")
    return [_as_known(context.root, paper) for paper in found]


def _as_known(root: Path, paper: FoundPaper) -> FoundPaper:
    """Return the paper with what the topic knows of it, so that it is not stale, unless the file or what lies beside it says otherwise."""
    known, meta = ledger.read_known(root, paper.meta.topic, paper.meta.paper_id), paper.meta
    if known is None or known.pdf_sha256 != paper.pdf_sha256:
        return paper
    told = [name for name in PaperMeta.model_fields if name not in ("source", "source_file") and getattr(meta, name)]
    return replace(paper, meta=known.meta) if all(getattr(meta, name) == getattr(known.meta, name) for name in told) else paper


def _recall(root: Path, topic: Topic, paper_id: str, gone: Mapping[str, str]) -> FoundPaper | None:
    """Return a paper that the topic has or had, with the place of its PDF in the store, whether it is still there or not."""
    known = ledger.read_known(root, topic.key, paper_id)
    if known:
        return FoundPaper(store.pdf_path(root, known.pdf_sha256), known.meta, known.pdf_sha256)
    had = next((sha256 for sha256, removed in gone.items() if removed == paper_id), "")
    return FoundPaper(store.pdf_path(root, had), name_file(topic.key, paper_id, had), had) if had else None


def _check_kept(found: FoundPaper | None, paper: str, topic: Topic) -> FoundPaper:
    """Return the paper; raises ConfigError where the topic does not know it or its PDF is gone."""
    if found is None:
        forms = "2401.06066, arXiv:2401.06066v2, cs/0112017, an address"
        raise ConfigError(f"{paper}: neither a PDF file nor an arXiv id ({forms}), and topic {topic.key} has no paper of this id")
    if not found.path.is_file():
        raise ConfigError(f"{paper}: its PDF is not kept any more; give the file")
    return found
