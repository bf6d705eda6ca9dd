"""What goes by a name: a method, a model, a technique, a part of a paper's own method, a mere row, or a work without a name."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from warehouse.identity.evidence import Key, Kind
from warehouse.identity.label_rules import LabelRule, find_rule
from warehouse.identity.spelling import is_citation, is_distinctive, is_named_in, label_key, name_in_title

CONFIG_KINDS = ("model", "technique", "row", "model title", "row title")
"""Kinds of config/warehouse/kinds.csv: of a name, or of the title of the work that introduces it."""
MIN_PAPERS = 2
"""Papers that must name what nobody cites before it counts for more than a row of one table."""
MIN_OWN_LABELS = 3
"""Labels that the own paper alone must have for a further method of it, where its title does not name it: a variant, a part of the
method and a rival read as its own have one or two."""
MIN_SIZED_SHARE = 0.5
"""Share of the labels that carry billions of parameters from which on a name is that of a model."""
# No year of a citation: "Dove et al., 2031b".
_BILLIONS = re.compile(r"(?<!\d)\d{1,3}(?:\.\d+)?b\b", re.IGNORECASE)
MAX_TITLE_WORDS = 5
"""A title of so many words may be what a paper calls its method; a longer one is a title."""
_PHRASE = re.compile(r"[A-Za-z][a-z-]*(?: [a-z-]+)+s?")


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What the kinds need beside identity: the rules, the benchmarks and words."""

    rules: tuple[LabelRule, ...] = ()
    benchmarks: frozenset[str] = frozenset()
    """Keys of what the topic's tables have for benchmarks."""
    kept_words: frozenset[str] = frozenset()
    """Words that a label may have beside the name of its paper's own method and still mean it."""


NO_FACTS = KindFacts()


class KindEvidence(NamedTuple):
    """A method as identity leaves it."""

    key: Key
    name: str
    title: str
    labels: frozenset[str]
    """What papers print, variants and all."""
    n_papers: int
    is_criticised: bool
    is_main: bool
    """Whether it is the main method of a paper of the topic."""
    has_rows: bool
    """Whether its own paper has it in a table."""
    is_proven: bool = False
    """Whether a table or a counted critique has it."""
    base: str = ""
    """A shorter name beside the same work that this one goes on from."""
    others: tuple[str, ...] = ()
    """What else its own paper calls it."""
    is_cited_only: bool = False
    """Whether tables and critiques have it, but never by a name: they cite the work, whatever of it they mean."""


def decide_kind(named: KindEvidence, facts: KindFacts) -> tuple[Kind, str]:
    """Return the kind and why."""
    rules = facts.rules
    # A work without a name goes by its title, which is no name to look up.
    listed = find_rule(named.name, rules, ("model", "technique", "row")) if named.key[0] != "cited" else None
    if named.name.isupper() and named.key[0] == "own":
        # A study calls what it studies by letters, too.
        listed = listed or next(filter(None, (find_rule(other, rules, ("technique",)) for other in named.others)), None)
    if listed is not None:
        return _to_kind(listed.kind), f"the name is on the list of {listed.kind}s"
    is_thin = not named.is_proven and (not named.labels or named.n_papers < MIN_PAPERS)
    if is_thin and not named.is_main and label_key(named.name) in facts.benchmarks:
        return "row", "the topic's tables have it for a benchmark"
    # A report on a model may introduce a method, too; a work on a data set introduces little else.
    is_in_title = is_named_in(named.name, named.title)
    is_of_title = not named.is_main or label_key(name_in_title(named.title) or "-") == label_key(named.name)
    titles = tuple(kind for kind, is_meant in (("model title", is_in_title), ("row title", is_of_title)) if is_meant)
    titled = find_rule(named.title, rules, titles)
    if titled is not None:
        return _to_kind(titled.kind.partition(" ")[0]), "the title of its work"
    n_sized = sum(1 for label in named.labels if _BILLIONS.search(label))
    # The own paper may print the size of what it trains beside its method, but not always.
    least = 1.0 if named.key[0] == "own" else MIN_SIZED_SHARE
    if not named.is_main and n_sized and n_sized >= least * len(named.labels):
        return "model", "its labels carry billions of parameters"
    return _by_evidence(named)


def _to_kind(name: str) -> Kind:
    return "model" if name == "model" else "technique" if name == "technique" else "row"


def _by_evidence(named: KindEvidence) -> tuple[Kind, str]:
    kind = named.key[0]
    if kind == "cited":
        is_title = not named.is_main or len(re.findall(r"\w+", named.name)) > MAX_TITLE_WORDS
        return ("work", "cited without a name") if is_title else ("method", "a paper of the topic that goes by its title")
    if named.is_main and named.is_cited_only and not any(is_named_in(name, named.title) for name in (named.name, *named.others)):
        return "work", "cited as a work, which has more than this method"
    if named.is_main:
        return "method", "the main method of a paper of the topic"
    is_shown = named.has_rows and (len(named.labels) >= MIN_OWN_LABELS or is_named_in(named.name, named.title))
    if kind == "own" and named.n_papers < MIN_PAPERS and not is_shown:
        return "component", "a part of its paper's method, compared in a row or two at most"
    if kind == "own":
        return "method", "one of several methods of a paper of the topic"
    if kind == "work":
        return _by_work(named)
    return _by_use(named)


def _by_work(named: KindEvidence) -> tuple[Kind, str]:
    """Return the kind of a name beside a cited work: the work's title says whose name it is, else what is done with it must."""
    is_shared = named.n_papers >= MIN_PAPERS
    if not named.labels and not is_shared:
        # Nothing could stand on its page.
        return "work", "named once, in no table and no critique"
    if is_named_in(named.name, named.title):
        return "method", "a name beside a cited work"
    if named.base and not is_shared:
        return "row", f"more than the name {named.base} of its work"
    if named.is_proven or (is_shared and is_distinctive(named.name)):
        return "method", "a name beside a cited work"
    return "work", "words beside a title that does not have them, in no table and no critique"


def _by_use(named: KindEvidence) -> tuple[Kind, str]:
    """Return the kind of a name that cites no work."""
    if named.labels and all(map(is_citation, named.labels)):
        return "work", "a citation that was not found in the bibliography"
    if _PHRASE.fullmatch(named.name):
        return ("technique", "words that cite no work") if named.n_papers >= MIN_PAPERS else ("row", "words in one paper alone")
    if named.n_papers >= MIN_PAPERS:
        return "method", f"named by {named.n_papers} papers"
    return "row", "one paper alone, uncited"
