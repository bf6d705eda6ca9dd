"""What method identity works on: uses of labels, the evidence of a topic, and the rows it gives."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from models.spelling import title_key
from warehouse.identity.spelling import is_citation, is_name_and_year, is_named_in, label_key, name_in_title
from warehouse.identity.variants import added_word, method_core, method_key, split_variant
from warehouse.identity.works import MIN_TITLE_LETTERS, Paper, Precision, Work, is_same_title

Key = tuple[str, ...]
"""What makes a method: ("own", paper, index), ("work", core of its name, work), ("cited", work), ("name", key) and ("name", key, paper)
for names that no citation explains, ("generic", key)."""

Papers = Set[str]
"""Ids of papers, never changed: most sets of them stand in several places."""
K = TypeVar("K")

Kind = Literal["method", "model", "technique", "component", "row", "work"]
"""What goes by a name: only methods are ranked."""


CITATION = "citation alone"
"""Rule of a label that only cites and is no name."""
OTHER_NAME = "own row of another name"
"""Rule of a row of the authors' own that goes on after the method's name (Lark Stage-1, Lark-Sing): a part of the method, or the
rival that was built after it. It neither wins nor loses for the method, and stands under its own name."""
SHORTENED = "short for the name of the work"
"""Rule of a label that is another work's name, beside a work whose longer name begins with it (Lark [3], of "Lark-Sing: ...")."""
MIN_AGREEING = 2
"""Papers that must name a method beside a work whose title does not have the name."""


class Use(NamedTuple):
    """A label as one paper uses it, in a critique or a table."""

    paper_id: str
    label: str
    said: int | None
    """The place of what the entry says that the label is held to cite."""
    is_cited: bool
    """Whether the citation is printed there."""
    is_own: bool
    is_generic: bool
    is_proven: bool = True
    """Whether a table or a counted critique of the paper has the label beside the entry."""
    is_criticised: bool = False
    """Whether a counted critique has."""
    row: int = 0
    """Of the staged table."""


class Decided(NamedTuple):
    """The method of uses of a label, and which piece of evidence decided: own rows alone, or none of them."""

    label: str
    method: Key
    rule: str
    uses: Sequence[Use]


class Named(NamedTuple):
    """A name that stands beside citations of entries that say one thing."""

    label: str
    said: int
    """The place of what they say."""
    paper_ids: Sequence[str]
    n_mentions: Sequence[int]
    """How often each of the papers does so; a paper may come twice."""


class LabelRow(NamedTuple):
    """The method of uses of a label."""

    uses: Sequence[Use]
    method_id: str
    method: str
    is_method: bool
    """False when the label turned out to be generic."""
    variant: str = ""
    rule: str = ""
    """Which piece of evidence decided."""


class MethodRow(NamedTuple):
    """A method of the topic; title and date of a paper of the topic are left to the warehouse."""

    method_id: str
    method: str
    paper_id: str | None
    paper_title: str | None
    first_seen: dt.date | None
    aliases: list[str]
    kind: Kind
    kind_reason: str
    first_seen_precision: Precision | None


@dataclass
class Topic:
    """All evidence of one topic, indexed."""

    papers: dict[str, Paper]
    works: Sequence[Work | None]
    """The work of what entries say, by its place."""
    aliases: Mapping[str, str]
    own: dict[str, dict[str, int]] = field(default_factory=dict)
    """Paper to key or core of its own labels to their index."""
    local: dict[str, list[tuple[str, Mapping[str, int]]]] = field(default_factory=lambda: defaultdict(list))
    """Key or core of a name to the works it stands beside, each with the papers where it does and how often."""
    by_key: dict[str, Work] = field(default_factory=dict)
    seen: dict[str, dict[Key, Papers]] = field(default_factory=lambda: defaultdict(dict))
    """Key of a name to the methods it means where that is sure, each with the papers that say so."""
    generic: set[str] = field(default_factory=set)
    merged: dict[Key, Key] = field(default_factory=dict)
    beside: dict[str, dict[Key, Papers]] = field(default_factory=lambda: defaultdict(dict))
    """Work to the methods named beside it, each with the papers that do so."""
    other_names: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    """Key of a name to the methods whose own paper also calls them that."""

    abbreviated: dict[str, list[tuple[Key, Mapping[str, int]]]] = field(default_factory=lambda: defaultdict(list))
    """Capitals that a table may print for a name to the methods so named beside citations, each with the papers that do so."""
    meanings: dict[tuple[str, Key], Papers] = field(default_factory=dict)
    """Name and what it means, with the papers that say so: many print the same name beside the same work."""
    printed: dict[Key, str] = field(default_factory=dict)
    """What some paper prints for a method that it names beside a work: capitals tell which words of a title are its own."""
    decided: dict[tuple[str, str], Key] = field(default_factory=dict)
    """What a name means beside a work, so that it is worked out once."""
    cites: dict[tuple[str, str], tuple[bool, Work | None]] = field(default_factory=dict)
    """Whether a label beside a work only cites, and the work, for the same reason."""
    keys: dict[str, str] = field(default_factory=dict)
    """The same of the key of a label."""
    agreed: dict[str, Key | None] = field(default_factory=dict)
    """And of what all papers together mean by the key of a name."""
    by_title: dict[str, Work] = field(default_factory=dict)
    shortened: set[tuple[str, str]] = field(default_factory=set)
    """Labels beside works, of those that were asked for, that stand for a longer name."""
    heads: set[str] = field(default_factory=set)
    """Keys of the names that titles begin with."""
    whole: frozenset[str] = frozenset()
    """Those of them that end in what is a size behind other names: Lark-XL is a method, where a title says so."""
    areas: set[str] = field(default_factory=set)
    """Keys of names that many titles have in them: of a field or a family, not of one method."""

    def final(self, method: Key) -> Key:
        """Return the method that this one was merged into, itself where it was not."""
        if method not in self.merged:
            return method
        seen = {method}
        while method in self.merged and self.merged[method] not in seen:
            method = self.merged[method]
            seen.add(method)
        return method

    def canonical(self, label: str) -> str:
        """Return the canonical name that names.csv has for the label or for its name without the variant, else the label."""
        if not self.aliases:
            return label
        return self.aliases.get(label_key(label)) or self.aliases.get(method_key(label, self.whole)) or label

    def key(self, label: str) -> str:
        """Return the key of the method the label names, whatever variant."""
        key = self.keys.get(label)
        if key is None:
            key = self.keys[label] = method_key(self.canonical(label), self.whole)
        return key

    def core(self, label: str) -> str:
        """Return the method's key without head nouns."""
        return method_core(self.canonical(label), self.whole)

    def split(self, label: str) -> tuple[str, str]:
        """Return the name in a label, and what the label adds to it."""
        return split_variant(label, self.whole)


def add_papers(found: dict[K, Papers], key: K, papers: Papers) -> None:
    """Add the papers to those that are found under the key."""
    found[key] = found[key] | papers if key in found else papers


CLASS_WORDS = frozenset({"moe", "llm", "lm", "net", "model", "peft"})
"""What a name is printed with or without beside the same work."""
_KEY = re.compile(r"[A-Z]{1,4}\+?(\d\d)[a-z]?")
_SIZE_NAME = re.compile(r"_?\d+x\d+b$")
"""8x7B is a name of its own, but not beside the work that owns what stands before it."""


def of_work(topic: Topic, label: str, work: Work) -> Key:
    """Return the method a name means that stands beside a work."""
    method = topic.decided.get((label, work.key))
    if method is None:
        method = topic.decided[label, work.key] = _of_work(topic, label, work)
    return method


def name_beside(topic: Topic, label: str, work: Work) -> str:
    """Return the name that a label stands for beside a work: the longer one in front of its title where the label is another work's."""
    if topic.key(label) not in topic.heads:
        return label
    head = name_in_title(work.title)
    rest = added_word(head, label)
    if not rest or rest in CLASS_WORDS:
        return label
    topic.shortened.add((label, work.key))
    return head


def _of_work(topic: Topic, label: str, work: Work) -> Key:
    label = name_beside(topic, label, work)
    if work.paper_id:
        own = topic.own[work.paper_id]
        is_sized = any(map(_SIZE_NAME.search, own))
        for key in (topic.key(label), topic.core(label), "" if is_sized else _SIZE_NAME.sub("", topic.key(label))):
            if key in own:
                return ("own", work.paper_id, str(own[key]))
    return ("work", topic.core(label), work.key)


def find_cited(topic: Topic, label: str, work: Work | None) -> tuple[bool, Work | None]:
    """Tell whether a label only cites, by authors and year or by title, and return the work it cites, if known."""
    place = (label, work.key if work else "")
    cited = topic.cites.get(place)
    if cited is None:
        cited = topic.cites[place] = _find_cited(topic, label, work)
    return cited


def _find_cited(topic: Topic, label: str, work: Work | None) -> tuple[bool, Work | None]:
    if is_citation(label) or (work is not None and (is_name_and_year(label) or _is_key(label, work))):
        return True, work
    key = title_key(label) if len(label) >= MIN_TITLE_LETTERS else ""
    if len(key) < MIN_TITLE_LETTERS:
        return False, work
    if work is None:
        return key in topic.by_title, topic.by_title.get(key)
    return any(is_same_title(key, other) for other in {title_key(work.title), *work.title_keys}), work


def _is_key(label: str, work: Work) -> bool:
    """Tell whether a label is the citation's key, initials and the year (LW19), and no name."""
    key = _KEY.fullmatch(label.strip())
    return key is not None and work.first_seen is not None and abs(int(key[1]) - work.first_seen.year % 100) <= 1


def work_key(method: Key) -> str:
    """Return the key of the work that an own, named or cited method belongs to."""
    return f"paper:{method[1]}" if method[0] == "own" else method[-1]


def main_method(topic: Topic, paper_id: str, index: int = 0) -> Key:
    """Return the paper's own method; where it names none, the one others name beside it, else the paper itself."""
    if topic.own[paper_id]:
        return ("own", paper_id, str(index))
    return of_unnamed(topic, f"paper:{paper_id}")


def of_unnamed(topic: Topic, work: str) -> Key:
    """Return the method of a work that is cited without a name: what most call it, else the name in its title, else the work."""
    name = name_in_title(topic.by_key[work].title)
    return most_named(topic, work) or (_of_work(topic, name, topic.by_key[work]) if name else ("cited", work))


def most_named(topic: Topic, work: str) -> Key | None:
    """Return the method most papers name beside a work, if it is the only one or most of them agree.

    One that the title names need not be agreed on: by its key, else, where others do not agree either, as it is printed.
    """
    counts = {method: len(papers) for method, papers in topic.beside.get(work, {}).items()}
    title = topic.by_key[work].title
    pool = {method: n for method, n in counts.items() if is_named_in(method[1], title)}
    if not pool and max(counts.values(), default=0) < MIN_AGREEING:
        pool = {method: n for method, n in counts.items() if is_named_in(topic.printed[method], title)}
    is_titled, pool = bool(pool), pool or counts
    best = max(pool, key=lambda method: (pool[method], method), default=None)
    if best is None or not (is_titled or pool[best] >= MIN_AGREEING):
        return None
    return best if pool[best] * 2 >= sum(pool.values()) else None
