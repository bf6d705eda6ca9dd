"""Cited works over the whole topic: which bibliography entries of which papers are the same work."""

import datetime as dt
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from models.spelling import title_key

MIN_TITLE_LETTERS = 16
"""A shorter title ("Attention") does not identify a work."""
MIN_PREFIX_LETTERS = 40
MIN_PREFIX_SHARE = 0.75
"""Two titles are one when one begins with the other and is this much of it (a word cut off, a venue glued on); of different
papers also this long."""

_ARXIV_STAMP = re.compile(r"^(?:[a-z-]+(?:\.[A-Z]{2})?/)?(\d{2})(0[1-9]|1[0-2])(?:\d{3}|\.\d{4,5})$")


class Paper(NamedTuple):
    """A paper of the topic, as far as identity needs it."""

    paper_id: str
    title: str
    published: dt.date | None
    is_survey: bool
    own: tuple[tuple[str, tuple[str, ...]], ...]
    """Label and aliases of each method the paper introduces, the main one first."""


class Entry(NamedTuple):
    """A bibliography entry that some label cites."""

    paper_id: str
    ref_index: int
    title: str
    arxiv_id: str
    cited_paper_id: str | None


class Work(NamedTuple):
    """A cited work; `paper_id` only when it is a paper of the topic."""

    key: str
    title: str
    paper_id: str | None
    first_seen: dt.date | None


EntryKey = tuple[str, int]


def find_works(papers: Iterable[Paper], entries: Iterable[Entry]) -> dict[EntryKey, Work]:
    """Return the work of every entry that has an arXiv id, a linked paper or a title long enough; the others are unknown works."""
    papers, entries = list(papers), list(entries)
    groups = _group(papers, entries)
    by_id = {paper.paper_id: paper for paper in papers}
    titles: defaultdict[str, Counter[str]] = defaultdict(Counter)
    members: dict[EntryKey, str] = {}
    for entry in entries:
        names = _names(entry, groups.ambiguous)
        if names:
            root = groups.find(names[0])
            members[entry.paper_id, entry.ref_index] = root
            if entry.title:
                titles[root][entry.title] += 1
    works = {root: _describe(root, groups, by_id, titles[root]) for root in sorted(set(members.values()))}
    return {key: works[root] for key, root in members.items()}


def _describe(root: str, groups: "_Groups", by_id: Mapping[str, Paper], titles: Counter[str]) -> Work:
    paper = by_id.get(groups.paper_ids.get(root, ""))
    if paper:
        return Work(f"paper:{paper.paper_id}", paper.title, paper.paper_id, paper.published)
    title = min(titles, key=lambda text: (-titles[text], text.isupper(), text)) if titles else ""
    return Work(root, title, None, to_date(groups.arxiv_ids.get(root, "")))


def to_date(arxiv_id: str) -> dt.date | None:
    """Return the first of the month an arXiv id tells; None for other ids."""
    match = _ARXIV_STAMP.match(arxiv_id)
    if not match:
        return None
    year = int(match[1])
    return dt.date(year + (1900 if year >= 91 else 2000), int(match[2]), 1)


class _Groups:
    """Disjoint sets of names of works; no set ever has two arXiv ids or two papers of the topic."""

    def __init__(self) -> None:
        self.parents: dict[str, str] = {}
        self.arxiv_ids: dict[str, str] = {}
        self.paper_ids: dict[str, str] = {}
        self.ambiguous: set[str] = set()

    def find(self, name: str) -> str:
        """Return the representative of the name's set."""
        if name not in self.parents:
            self.parents[name] = name
            if name.startswith("arxiv:"):
                self.arxiv_ids[name] = name.removeprefix("arxiv:")
            if name.startswith("paper:"):
                self.paper_ids[name] = name.removeprefix("paper:")
        while self.parents[name] != name:
            self.parents[name] = self.parents[self.parents[name]]
            name = self.parents[name]
        return name

    def join(self, a: str, b: str) -> None:
        """Make both sets one, unless that would say that two papers are the same."""
        a, b = sorted((self.find(a), self.find(b)))
        if a == b or any(a in ids and b in ids and ids[a] != ids[b] for ids in (self.arxiv_ids, self.paper_ids)):
            return
        self.parents[b] = a
        for ids in (self.arxiv_ids, self.paper_ids):
            if b in ids:
                ids.setdefault(a, ids[b])


def _group(papers: list[Paper], entries: list[Entry]) -> _Groups:
    groups = _Groups()
    groups.ambiguous = _ambiguous_titles(papers, entries)
    for paper in papers:
        groups.join(f"paper:{paper.paper_id}", f"arxiv:{paper.paper_id}")
        for name in _title_names(paper.title, groups.ambiguous):
            groups.join(f"paper:{paper.paper_id}", name)
    for entry in entries:
        names = _names(entry, groups.ambiguous)
        for other in names:
            groups.join(names[0], other)
    _join_prefixes(groups)
    return groups


def _ambiguous_titles(papers: list[Paper], entries: list[Entry]) -> set[str]:
    """Return title keys seen with different arXiv ids: something that is no title was read as one."""
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for paper in papers:
        ids[title_key(paper.title)].add(paper.paper_id)
    for entry in entries:
        identifier = entry.cited_paper_id or entry.arxiv_id
        if identifier:
            ids[title_key(entry.title)].add(identifier)
    return {key for key, found in ids.items() if len(found) > 1}


def _names(entry: Entry, ambiguous: set[str]) -> list[str]:
    """Return what identifies the entry's work, the surest first."""
    names = [f"paper:{entry.cited_paper_id}"] if entry.cited_paper_id else []
    if entry.arxiv_id:
        names.append(f"arxiv:{entry.arxiv_id}")
    return names + _title_names(entry.title, ambiguous)


def _title_names(title: str, ambiguous: set[str]) -> list[str]:
    key = title_key(title)
    return [f"title:{key}"] if len(key) >= MIN_TITLE_LETTERS and key not in ambiguous else []


def is_same_title(a: str, b: str) -> bool:
    """Tell whether two title keys are equal but for something more at the end of one."""
    short, long = sorted((a, b), key=len)
    return long.startswith(short) and len(short) >= MIN_TITLE_LETTERS and len(short) >= MIN_PREFIX_SHARE * len(long)


def _join_prefixes(groups: _Groups) -> None:
    titles = sorted(name.removeprefix("title:") for name in groups.parents if name.startswith("title:"))
    for short, long in itertools.pairwise(titles):
        if len(short) >= MIN_PREFIX_LETTERS and is_same_title(short, long):
            groups.join(f"title:{short}", f"title:{long}")
