"""What goes by a name: a method, a model, a technique, a part of a paper's own method, a mere row, or a work without a name."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from warehouse.identity.evidence import Key, Kind
from warehouse.identity.label_rules import LabelRule, find_rule
from warehouse.identity.spelling import is_citation, is_named_in, label_key

CONFIG_KINDS = ("model", "technique", "row", "model title", "row title")
"""Kinds of config/warehouse/kinds.csv: of a name, or of the title of the work that introduces it."""
MIN_PAPERS = 2
"""Papers that must name what nobody cites before it counts for more than a row of one table."""
MIN_SIZED_SHARE = 0.5
"""Share of the labels that carry billions of parameters from which on a name is that of a model."""
_BILLIONS = re.compile(r"\d(?:\.\d+)?b\b", re.IGNORECASE)
MAX_TITLE_WORDS = 5
"""A title of so many words may be what a paper calls its method; a longer one is a title."""
_PHRASE = re.compile(r"[A-Za-z][a-z-]*(?: [a-z-]+)+s?")


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What the kinds need beside identity: the rules, and which uses (paper, label, cited entry) are critiques, and the benchmarks."""

    rules: tuple[LabelRule, ...] = ()
    criticised: frozenset[tuple[str, str, int]] = frozenset()
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


def decide_kind(named: KindEvidence, facts: KindFacts) -> tuple[Kind, str]:
    """Return the kind and why."""
    rules = facts.rules
    # A work without a name goes by its title, which is no name to look up.
    listed = find_rule(named.name, rules, ("model", "technique", "row")) if named.key[0] != "cited" else None
    if listed is not None:
        return _to_kind(listed.kind), f"the name is on the list of {listed.kind}s"
    if not named.labels and not named.is_main and label_key(named.name) in facts.benchmarks:
        return "row", "the topic's tables have it for a benchmark"
    # A report on a model may introduce a method, too; a work on a data set introduces little else.
    is_in_title = is_named_in(named.name, named.title)
    titled = find_rule(named.title, rules, ("model title", "row title") if is_in_title else ("row title",)) if not named.is_main else None
    titled = titled or (find_rule(named.title, rules, ("model title",)) if is_in_title else None)
    if titled is not None:
        return _to_kind(titled.kind.partition(" ")[0]), "the title of its work"
    n_sized = sum(1 for label in named.labels if _BILLIONS.search(label))
    if not named.is_main and n_sized and n_sized >= MIN_SIZED_SHARE * len(named.labels):
        return "model", "its labels carry billions of parameters"
    return _by_evidence(named)


def _to_kind(name: str) -> Kind:
    return "model" if name == "model" else "technique" if name == "technique" else "row"


def _by_evidence(named: KindEvidence) -> tuple[Kind, str]:
    kind = named.key[0]
    if kind == "cited":
        is_title = not named.is_main or len(re.findall(r"\w+", named.name)) > MAX_TITLE_WORDS
        return ("work", "cited without a name") if is_title else ("method", "a paper of the topic that goes by its title")
    if named.is_main:
        return "method", "the main method of a paper of the topic"
    if kind == "own" and named.n_papers < MIN_PAPERS and not named.has_rows:
        return "component", "a part of its paper's method, compared nowhere"
    if kind == "own":
        return "method", "one of several methods of a paper of the topic"
    if kind == "work":
        # Nothing could stand on its page.
        is_passing = not named.labels and named.n_papers < MIN_PAPERS
        return ("work", "named once, in no table and no critique") if is_passing else ("method", "a name beside a cited work")
    return _by_use(named)


def _by_use(named: KindEvidence) -> tuple[Kind, str]:
    """Return the kind of a name that cites no work."""
    if named.labels and all(map(is_citation, named.labels)):
        return "work", "a citation that was not found in the bibliography"
    if _PHRASE.fullmatch(named.name):
        return ("technique", "words that cite no work") if named.n_papers >= MIN_PAPERS else ("row", "words in one paper alone")
    if named.n_papers >= MIN_PAPERS:
        return "method", f"named by {named.n_papers} papers"
    if not named.is_criticised:
        return "row", "one paper's table alone, uncited"
    # Words put together for one comparison (Dense-Lark, Token MoE) are no name that others would know.
    return ("row", "words of one paper alone") if re.search(r"[\s-]", named.name) else ("method", "criticised by name")
