"""arXiv's Atom feed as papers; refuses what no honest feed holds (a DTD, entities) and reports what is not a feed."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError  # nosec - types only; parsing is defusedxml's

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from models.arxiv_id import ArxivId, parse_arxiv_id, pdf_address
from models.rows import PaperMeta

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_ERROR_ID = "arxiv.org/api/errors"
_FROM_A_VENUE = (
    r"(?!\s+(?:by\s+(?:the\s+|its\s+)?authors?\s+)?(?:from|at)\s+(?!(?:the\s+)?(?:arxiv|publication|circulation)\b))"
    r"(?!(?:\s+[^\s.;:,]+){0,4}\s+submission\b)"
)
"""Who takes a submission back from a conference leaves the paper on arXiv."""
WITHDRAWN = re.compile(
    r"(?:\b(?:paper|article|submission|manuscript|preprint|version|work)\s+(?:has|have|is|was)\s+(?:been\s+)?(?:temporarily\s+)?withdrawn\b"
    rf"|^\W*withdrawn\b){_FROM_A_VENUE}",
    re.IGNORECASE,
)
"""How authors and arXiv say that a paper is withdrawn, in the comment or in place of the abstract."""


class FeedError(Exception):
    """The answer is not a feed of papers; `can_retry` unless it is hostile or arXiv names an error in the query."""

    def __init__(self, reason: str, *, can_retry: bool, is_refusal: bool = False) -> None:
        """`reason` is what a user sees; `is_refusal` when arXiv does not take what it was asked."""
        self.reason = reason
        self.can_retry = can_retry
        self.is_refusal = is_refusal
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class ArxivPaper:
    """A paper as arXiv lists it."""

    arxiv_id: ArxivId
    title: str
    authors: tuple[str, ...]
    abstract: str
    categories: tuple[str, ...]
    published: dt.date | None
    updated: dt.date | None
    is_withdrawn: bool = False

    def to_meta(self, topic: str, source: str = "arxiv", survey_id: str | None = None) -> PaperMeta:
        """Return the paper as one of the topic."""
        return PaperMeta(
            topic=topic,
            paper_id=self.arxiv_id.base,
            version=self.arxiv_id.version,
            title=self.title,
            authors=list(self.authors),
            abstract=self.abstract,
            categories=list(self.categories),
            published=self.published,
            updated=self.updated,
            source=source,
            survey_id=survey_id,
            pdf_url=pdf_address(self.arxiv_id),
        )


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a result set."""

    n_total: int
    papers: tuple[ArxivPaper, ...]
    n_entries: int
    """Entries on the page; more than papers when some are damaged."""


def parse_feed(body: bytes) -> Feed:
    """Return the page; raises FeedError."""
    root = _parse_xml(body)
    if root.tag != f"{_ATOM}feed":
        raise FeedError("arXiv's answer is not an Atom feed", can_retry=True)
    entries = root.findall(f"{_ATOM}entry")
    for entry in entries:
        if _ERROR_ID in _text(entry, f"{_ATOM}id"):
            raise FeedError(
                f"arXiv refuses the query: {_text(entry, f'{_ATOM}summary') or 'no reason given'}", can_retry=False, is_refusal=True
            )
    total = _text(root, f"{_OPENSEARCH}totalResults")
    if not total.isdecimal():
        raise FeedError("arXiv's answer does not say how many papers there are", can_retry=True)
    papers = (_to_paper(entry) for entry in entries)
    return Feed(int(total[:9]), tuple(p for p in papers if p), len(entries))


def _parse_xml(body: bytes) -> Element:
    try:
        root: Element = defusedxml.ElementTree.fromstring(body, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FeedError("arXiv's answer declares XML entities, as no feed does: refused", can_retry=False) from error
    except (ParseError, ValueError, LookupError) as error:
        start = body[:60].decode("utf-8", "replace").strip()
        raise FeedError(f"arXiv's answer is not readable as XML ({error}); it begins: {clean_text(start)!r}", can_retry=True) from error
    return root


def _to_paper(entry: Element) -> ArxivPaper | None:
    """Return the entry as a paper; None when its id is not arXiv's."""
    arxiv_id = parse_arxiv_id(_text(entry, f"{_ATOM}id"))
    if arxiv_id is None:
        return None
    abstract = _text(entry, f"{_ATOM}summary")
    return ArxivPaper(
        arxiv_id=arxiv_id,
        title=_text(entry, f"{_ATOM}title"),
        authors=tuple(filter(None, (_text(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author")))),
        abstract=abstract,
        categories=_categories(entry),
        published=_date(_text(entry, f"{_ATOM}published")),
        updated=_date(_text(entry, f"{_ATOM}updated")),
        is_withdrawn=is_withdrawn(_text(entry, f"{_ARXIV}comment"), abstract),
    )


def is_withdrawn(comment: str, abstract: str) -> bool:
    """Tell whether the comment, or an abstract that is only a notice, says that the paper is withdrawn."""
    notice_length = 300
    return bool(WITHDRAWN.search(comment) or (len(abstract) < notice_length and WITHDRAWN.search(abstract)))


def _categories(entry: Element) -> tuple[str, ...]:
    """Return the categories, primary first, each once."""
    primary = entry.find(f"{_ARXIV}primary_category")
    terms = [primary.get("term", "")] if primary is not None else []
    terms += [element.get("term", "") for element in entry.findall(f"{_ATOM}category")]
    return tuple(dict.fromkeys(clean_text(term) for term in terms if term))


def _text(parent: Element, tag: str) -> str:
    return clean_text(parent.findtext(tag) or "")


def clean_text(text: str) -> str:
    """Return the text on one line, without control and direction characters that could act on a terminal or a page."""
    kept = "".join(ch if ch.isspace() or unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Co") else "" for ch in text)
    return " ".join(kept.split())


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
