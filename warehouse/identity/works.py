"""Cited works over the whole topic: which bibliography entries of which papers are the same work."""

import datetime as dt
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from models.spelling import name_key, title_key

MIN_TITLE_LETTERS = 16
"""A shorter title ("Attention") does not identify a work."""
MIN_PREFIX_LETTERS = 40
MIN_PREFIX_SHARE = 0.75
"""Two titles are one when one begins with the other and is this much of it (a word cut off, a venue glued on); of different
papers also this long."""

MIN_HEAD_LETTERS, MAX_HEAD_LETTERS = 3, 24
"""Letters and digits of a name before the colon of a title that tells a work apart together with its author and year."""

MIN_NEAR_WORDS, MIN_NEAR_SHARE = 5, 0.6
"""Words of a title long enough to be compared word by word, and the share of all words of two titles that both have when they are one."""

_ARXIV_STAMP = re.compile(r"^(?:[a-z-]+(?:\.[A-Z]{2})?/)?(\d{2})(0[1-9]|1[0-2])(?:\d{3}|\.\d{4,5})$")


Precision = Literal["day", "month", "year", "by_year", "named"]
"""How well a date is known; `by_year`: in that year or earlier; `named`: it is that of the earliest paper that names the method."""


class Paper(NamedTuple):
    """A paper of the topic, as far as identity needs it."""

    paper_id: str
    title: str
    published: dt.date | None
    is_survey: bool
    own: tuple[tuple[str, tuple[str, ...]], ...]
    """Label and aliases of each method the paper introduces, the main one first."""
    precision: Precision = "day"
    is_told: bool = True
    """Whether its title or abstract has a name of its main method."""


class Entry(NamedTuple):
    """A bibliography entry that some label cites, or one of the same title."""

    paper_id: str
    ref_index: int
    title: str
    arxiv_id: str
    cited_paper_id: str | None
    year: int | None = None
    author: str = ""
    """Last name of the first author, in plain letters."""
    doi: str = ""
    month: int | None = None
    """Month the entry prints before the year."""
    is_first_year: bool = False
    """Whether the work came out in the year it prints, and not before its venue printed it."""


class Work(NamedTuple):
    """A cited work; `paper_id` only when it is a paper of the topic."""

    key: str
    title: str
    paper_id: str | None
    first_seen: dt.date | None
    precision: Precision = "month"
    title_keys: tuple[str, ...] = ()
    """Keys of all titles it is cited by."""


Said = tuple[Entry, int]
"""What entries say, in the first that says it, and how many do: papers cite the same works, most in the same words.
Entries that say the same may stand apart: it only takes longer."""
NamedEntry = tuple[Entry, list[str]]
"""An entry and what identifies its work."""
Year = tuple[int, int, bool]
"""Year, month, 0 where an entry prints none, and whether the work came out in that year and not before."""


def find_works(papers: Iterable[Paper], said: Sequence[Said]) -> list[Work | None]:
    """Return the work that each of `said` cites, None where it has no arXiv id, no linked paper and no title long enough."""
    papers = list(papers)
    order = sorted(range(len(said)), key=said.__getitem__)
    in_order = _drop_foreign_ids([said[i] for i in order])
    ambiguous = _ambiguous_titles(papers, in_order)
    names_of = [_names(entry, ambiguous) for entry, _ in in_order]
    groups = _group(papers, [(entry, names) for (entry, _), names in zip(in_order, names_of, strict=True) if names], ambiguous)
    roots = [groups.find(names[0]) if names else "" for names in names_of]
    titles: defaultdict[str, Counter[str]] = defaultdict(Counter)
    years: defaultdict[str, Counter[Year]] = defaultdict(Counter)
    for (entry, n), root in zip(in_order, roots, strict=True):
        if entry.title:
            titles[root][entry.title] += n
        if entry.year:
            years[root][entry.year, entry.month or 0, entry.is_first_year] += n
    by_id = {paper.paper_id: paper for paper in papers}
    works = {root: _describe(root, groups, by_id, titles[root], years[root]) for root in sorted(set(roots) - {""})}
    found = {i: works.get(root) for i, root in zip(order, roots, strict=True)}
    return [found[i] for i in range(len(said))]


def _drop_foreign_ids(said: list[Said]) -> list[Said]:
    """Return the entries without arXiv ids that others give to a work of another author and title."""
    with_id: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    without = {title_key(entry.title) for entry, _ in said if not entry.arxiv_id}
    for entry, n in said:
        if entry.arxiv_id:
            with_id[entry.arxiv_id][title_key(entry.title), entry.author] += n

    def is_foreign(entry: Entry) -> bool:
        key, date = title_key(entry.title), to_date(entry.arxiv_id)
        found = with_id[entry.arxiv_id]
        others = [n for (title, author), n in found.items() if not is_same_title(key, title) and author != entry.author]
        if not others or not entry.author:
            return False
        # What was written before the id is not the id's. A title that was cut or misread is in no other entry.
        is_older = date is not None and entry.year is not None and date.year > entry.year
        return is_older or (key in without and max(others) > found[key, entry.author])

    def cleaned(entry: Entry) -> Entry:
        return entry._replace(arxiv_id="", cited_paper_id=None) if entry.arxiv_id and is_foreign(entry) else entry

    return [(cleaned(entry), n) for entry, n in said]


def _describe(root: str, groups: "_Groups", by_id: Mapping[str, Paper], titles: Counter[str], years: Counter[Year]) -> Work:
    paper = by_id.get(groups.paper_ids.get(root, ""))
    by_year, precision = _find_year(years)
    keys = tuple(sorted(map(title_key, titles)))
    if paper:
        return Work(
            f"paper:{paper.paper_id}",
            paper.title,
            paper.paper_id,
            paper.published or by_year,
            paper.precision if paper.published else precision,
            keys,
        )
    title = min(titles, key=lambda text: (-titles[text], text.isupper(), text)) if titles else ""
    by_id_date = to_date(groups.arxiv_ids.get(root, ""))
    return Work(root, title, None, by_id_date or by_year, "month" if by_id_date else precision, keys)


def _find_year(years: Counter[Year]) -> tuple[dt.date | None, Precision]:
    """Return the first day of the year most entries print, and of its month; of the year before if some do: proceedings come later.

    For the same reason the work may be older than that year, unless a preprint's entry prints it.
    """
    counts = Counter[int]()
    for (year, _, _), n in years.items():
        counts[year] += n
    if not counts:
        return None, "year"
    usual = min(counts, key=lambda year: (-counts[year], year))
    first = usual - 1 if usual - 1 in counts else usual
    month = min((month for year, month, _ in years if year == first and month), default=0)
    if month:
        return dt.date(first, month, 1), "month"
    return dt.date(first, 1, 1), "year" if any(year == first and is_first for year, _, is_first in years) else "by_year"


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


def _group(papers: list[Paper], named: list[NamedEntry], ambiguous: set[str]) -> _Groups:
    groups = _Groups()
    for paper in papers:
        groups.join(f"paper:{paper.paper_id}", f"arxiv:{paper.paper_id}")
        for name in _title_names(paper.title, ambiguous):
            groups.join(f"paper:{paper.paper_id}", name)
    for _, names in named:
        for other in names[1:]:
            groups.join(names[0], other)
        groups.find(names[0])
    _join_prefixes(groups)
    _join_short_names(groups, named)
    _join_near_titles(groups, named)
    return groups


def _join_short_names(groups: _Groups, named: list[NamedEntry]) -> None:
    """Join works of one name before the colon, one author in front and years at most one apart: titles change between versions."""
    headed: defaultdict[str, list[tuple[Entry, list[str]]]] = defaultdict(list)
    for entry, names in named:
        # Lark+ is not Lark: a head is a name, no mere words.
        head = name_key(entry.title.partition(":")[0]) if ":" in entry.title else ""
        if MIN_HEAD_LETTERS <= len(head) <= MAX_HEAD_LETTERS:
            headed[head].append((entry, names))
    for _, found in sorted(headed.items()):
        # Nearly every name is that of one work already.
        if len({groups.find(names[0]) for _, names in found}) > 1:
            _join_versions(groups, sorted(found))


def _join_versions(groups: _Groups, headed: list[tuple[Entry, list[str]]]) -> None:
    known: list[tuple[str, str, int]] = []
    for entry, names in headed:
        for name, author, year in known:
            if entry.author and author == entry.author and abs((entry.year or year) - year) <= 1:
                groups.join(name, names[0])
                break
        else:
            known.append((names[0], entry.author, entry.year or 0))


def _join_near_titles(groups: _Groups, named: list[NamedEntry]) -> None:
    """Join works of one first author, of years at most one apart and of titles that share most words, the digits and an end."""
    alike: defaultdict[tuple[str, ...], dict[str, tuple[frozenset[str], int]]] = defaultdict(dict)
    # One title of one author is one work already.
    for entry, names in {(entry.author, entry.title): (entry, names) for entry, names in reversed(named)}.values():
        words = _title_words(entry.title)
        if entry.author and entry.year and len(words) >= MIN_NEAR_WORDS:
            digits = "".join(filter(str.isdigit, entry.title))
            for end in (words[:2], words[-2:]):
                alike[entry.author, *end, digits].setdefault(groups.find(names[0]), (frozenset(words), entry.year))
    for _, found in sorted(alike.items()):
        for (a, (one, year)), (b, (other, other_year)) in itertools.combinations(sorted(found.items()), 2):
            if abs(year - other_year) <= 1 and len(one & other) >= MIN_NEAR_SHARE * len(one | other):
                groups.join(a, b)


def _title_words(title: str) -> list[str]:
    return re.findall(r"[^\W_]+", title.lower())


def _ambiguous_titles(papers: list[Paper], said: list[Said]) -> set[str]:
    """Return title keys seen with different arXiv ids: something that is no title was read as one."""
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for paper in papers:
        ids[title_key(paper.title)].add(paper.paper_id)
    for entry, _ in said:
        identifier = entry.cited_paper_id or entry.arxiv_id
        if identifier:
            ids[title_key(entry.title)].add(identifier)
    return {key for key, found in ids.items() if len(found) > 1}


def _names(entry: Entry, ambiguous: set[str]) -> list[str]:
    """Return what identifies the entry's work, the surest first."""
    names = [f"paper:{entry.cited_paper_id}"] if entry.cited_paper_id else []
    if entry.arxiv_id:
        names.append(f"arxiv:{entry.arxiv_id}")
    if entry.doi:
        names.append(f"doi:{entry.doi.lower()}")
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
