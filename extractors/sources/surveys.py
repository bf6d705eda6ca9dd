"""A survey's bibliography as papers of the topic, one step deep: by the arXiv id of an entry, else by its title.

A title counts only when it is the same word for word, an author of the paper stands in the entry, and the years agree; of
two papers with the same title none is taken.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.sources.arxiv import ArxivClient
from extractors.sources.atom import ArxivPaper
from models.arxiv_id import ArxivId, parse_arxiv_id
from models.rows import Reference
from models.spelling import title_key

TITLES_A_CALL = 8
"""Titles asked for together: one request each would take the night for a survey of 300 entries."""
RESULTS_A_TITLE = 6
"""Results asked for per title; titles that hold this title as a part are found with it."""
MIN_TITLE_WORDS = 3
MIN_TITLE_LETTERS = 15
"""Shorter titles are shared by too many works."""
MAX_QUERY_WORDS = 12
"""Words of a title that are asked for; the whole title is compared afterwards."""
MAX_YEARS_APART = 3
"""A paper is printed up to this long after, or in a new edition before, its first version on arXiv."""


@dataclass(frozen=True, slots=True)
class SurveyFinds:
    """What a bibliography gives."""

    papers: tuple[ArxivPaper, ...]
    n_by_id: int
    n_by_title: int
    n_unresolved: int
    """Entries without a paper on arXiv, or with a title too short or held by two papers."""


def resolve_references(client: ArxivClient, references: Sequence[Reference]) -> SurveyFinds:
    """Return the papers the entries name, each once, in the order of the bibliography; raises SourceError."""
    by_entry = _find_by_id(client, references)
    n_by_id = len(by_entry)
    by_entry |= _find_by_title(client, [r for r in references if r.ref_index not in by_entry])
    papers = {by_entry[r.ref_index].arxiv_id.base: by_entry[r.ref_index] for r in references if r.ref_index in by_entry}
    return SurveyFinds(tuple(papers.values()), n_by_id, len(by_entry) - n_by_id, len(references) - len(by_entry))


def _find_by_id(client: ArxivClient, references: Iterable[Reference]) -> dict[int, ArxivPaper]:
    ids = {r.ref_index: parsed for r in references if r.arxiv_id and (parsed := parse_arxiv_id(r.arxiv_id))}
    found = client.find_ids(ArxivId(i.base, None) for i in ids.values())
    by_base = {paper.arxiv_id.base: paper for paper in found.papers}
    return {index: by_base[i.base] for index, i in ids.items() if i.base in by_base}


def _find_by_title(client: ArxivClient, references: Iterable[Reference]) -> dict[int, ArxivPaper]:
    entries = [r for r in references if _is_telling(r.title)]
    found: dict[int, ArxivPaper] = {}
    for first in range(0, len(entries), TITLES_A_CALL):
        some = entries[first : first + TITLES_A_CALL]
        papers = client.search_titles([_to_phrase(r.title) for r in some], most=RESULTS_A_TITLE * len(some))
        by_title: dict[str, list[ArxivPaper]] = defaultdict(list)
        for paper in papers:
            by_title[title_key(paper.title)].append(paper)
        found |= {r.ref_index: only for r in some if (only := _only(r, by_title[title_key(r.title)]))}
    return found


def _only(entry: Reference, papers: list[ArxivPaper]) -> ArxivPaper | None:
    """Return the one paper of this title that the entry can mean."""
    fitting = [paper for paper in papers if is_same_work(entry, paper)]
    return fitting[0] if len(fitting) == 1 else None


def is_same_work(entry: Reference, paper: ArxivPaper) -> bool:
    """Tell whether title, an author and the year agree."""
    if title_key(entry.title) != title_key(paper.title):
        return False
    words = set(_plain(entry.raw).split())
    surnames = [_plain(name).split()[-1:] for name in paper.authors]
    if not any(name and name[0] in words for name in surnames):
        return False
    return not (entry.year and paper.published) or abs(entry.year - paper.published.year) <= MAX_YEARS_APART


def _is_telling(title: str) -> bool:
    return len(_plain(title).split()) >= MIN_TITLE_WORDS and len(title_key(title)) >= MIN_TITLE_LETTERS


def _to_phrase(title: str) -> str:
    """Return the title as a phrase query: words alone, since arXiv's parser gives other signs a meaning."""
    return " ".join(re.findall(r"\w+", title)[:MAX_QUERY_WORDS])


def _plain(text: str) -> str:
    """Return the words in lower case without accents."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(ch for ch in letters if not unicodedata.combining(ch))))
