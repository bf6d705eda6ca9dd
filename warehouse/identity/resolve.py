"""Method identity: which labels of which papers mean the same method, decided over the whole topic.

A label is never enough on its own where papers disagree. In this order a use of a label is decided by: the paper's own
methods; the work it cites there; the work the same paper cites beside the same name; the one method all other papers mean by that
name. What stays open stays apart: two methods made one would put a critique under the wrong name.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from models.spelling import name_words, title_key
from warehouse.identity.evidence import (
    CITATION,
    OTHER_NAME,
    SHORTENED,
    Decided,
    Key,
    LabelRow,
    MethodRow,
    Named,
    Papers,
    Topic,
    Use,
    add_papers,
    find_cited,
    main_method,
    name_beside,
    of_unnamed,
    of_work,
)
from warehouse.identity.kinds import NO_FACTS, KindFacts
from warehouse.identity.label_rules import LabelRule, find_rule
from warehouse.identity.merges import abbreviate, find_abbreviated, merge_beside, merge_names
from warehouse.identity.method_rows import write_methods
from warehouse.identity.registry import Registry
from warehouse.identity.spelling import frequent_grams, is_citation, is_named_in, is_nameless, label_key, name_in_title
from warehouse.identity.variants import added_word, method_key, split_variant
from warehouse.identity.works import Paper, Said, Work, find_works

MIN_MAJORITY_PAPERS = 3
MINORITY_SHARE = 1 / 3
"""A name beside another work than usual is taken for the usual one only if the other work's title does not have the name, and it is
at most this share of the papers that cite the usual one, of which there are at least three."""
MIN_AREA_PAPERS = 5
MIN_AREA_SHARE = 0.05
"""A name that so many papers, and this share of the topic, have in their titles is that of a field or a family ("mixture of experts")."""
CLEAR_SHARE = 0.8
"""Share of the papers that must agree on a name's method before a use without citation is given to it."""
NO_NAME = "own row without a name"
"""Rule of a row that is the own method's and prints none of its names but what it was tried on (a data set, a base model)."""
MIN_NAMED_ROWS = 2
"""Labels of own rows that must have one name before it is that of a method which the text never introduces by it."""
_OURS = ("our", "ours", "this work", "proposed")
_VERSION = re.compile(r"_?v?\d+(\.\d+)*")
_SIZE_WORD = re.compile(r"[^\W\d_]+")
"""A size or stage that is a word, not a number of parameters: a title may be that of a model of 7B."""


def identify(
    papers: Iterable[Paper],
    said: Sequence[Said],
    named: Iterable[Named],
    uses: Iterable[Use],
    aliases: Mapping[str, str],
    facts: KindFacts = NO_FACTS,
    registry: Registry | None = None,
) -> tuple[list[MethodRow], list[LabelRow]]:
    """Return the methods of a topic and the method of every use; the same rows in any order give the same answer.

    `aliases` maps the label key of a name to the canonical name; `registry` has the ids of earlier builds and gets new ones.
    """
    uses = list(uses)
    named_by_rows = _name_by_rows((_name_as_titled(paper, facts.rules) for paper in papers), uses, facts)
    papers = sorted(named_by_rows, key=lambda paper: paper.paper_id)
    topic = Topic({paper.paper_id: paper for paper in papers}, find_works(papers, said), aliases)
    _index_works(topic, facts.rules)
    _index_own(topic)
    _index_names(topic, named, uses)
    _merge_minorities(topic)
    merge_beside(topic, facts.rules)
    by_label: defaultdict[str, list[Use]] = defaultdict(list)
    for use in uses:
        by_label[use.label].append(use)
    decided = [found for label, alike in by_label.items() for found in _decide_label(topic, label, alike, facts)]
    merge_names(topic, [found.method for found in decided], facts.rules)
    decided = [found._replace(method=topic.final(found.method)) for found in decided]
    return write_methods(topic, decided, facts, registry or Registry())


def _name_as_titled(paper: Paper, rules: tuple[LabelRule, ...]) -> Paper:
    """Return the paper with its main method called as its title begins: Lark v2, or Lark-XL, where it was read as Lark."""
    if not paper.own:
        return paper
    (label, others), head = paper.own[0], name_in_title(paper.title)
    version = method_key(head).removeprefix(method_key(label)) if head else ""
    is_longer = bool(head) and not version and label_key(head) != label_key(label) and _is_whole(head, rules)
    if not is_longer and not _VERSION.fullmatch(version):
        return paper
    return paper._replace(own=((head, tuple(o for o in others if method_key(o) != method_key(label))), *paper.own[1:]))


def _is_whole(head: str, rules: tuple[LabelRule, ...]) -> bool:
    """Tell whether a name that a title begins with ends like a size or stage, and is none of a language model, which have these."""
    name, ending = split_variant(head)
    return _SIZE_WORD.fullmatch(ending) is not None and find_rule(name, rules, ("model",)) is None


def _name_by_rows(papers: Iterable[Paper], uses: Iterable[Use], facts: KindFacts) -> Iterator[Paper]:
    """Yield the papers; one whose own rows have none of its names, but one name in common, has that as its main method's."""
    rows: defaultdict[str, set[str]] = defaultdict(set)
    for use in uses:
        if use.is_own and not use.is_generic:
            rows[use.paper_id].add(use.label)
    for paper in papers:
        name = _find_common(rows.get(paper.paper_id, set()), paper, facts)
        yield paper._replace(own=((name, ()), *paper.own)) if name else paper


def _find_common(labels: Set[str], paper: Paper, facts: KindFacts) -> str:
    """Return the name that most of the own rows' labels have, each with something more; "" where a label has a name of the paper."""
    known = [label_key(name) for label, others in paper.own for name in (label, *others)]
    if len(labels) < MIN_NAMED_ROWS or any(key in label_key(label) for key in known for label in labels):
        return ""
    name, n = Counter(split_variant(label)[0] for label in labels).most_common(1)[0]
    is_name = not is_nameless(name) and label_key(name) not in _OURS and find_rule(name, facts.rules, ("model", "technique", "row")) is None
    return name if n >= MIN_NAMED_ROWS and 2 * n > len(labels) and is_name else ""


def _index_works(topic: Topic, rules: tuple[LabelRule, ...]) -> None:
    topic.by_key = {work.key: work for work in topic.works if work is not None}
    works = sorted(topic.by_key.values(), key=lambda work: work.key)
    topic.by_title = {key: work for work in works for key in (*work.title_keys, title_key(work.title))}
    for paper in topic.papers.values():
        work = Work(f"paper:{paper.paper_id}", paper.title, paper.paper_id, paper.published, paper.precision)
        topic.by_key.setdefault(work.key, work)
        topic.by_title[title_key(paper.title)] = work
    heads = {head for work in topic.by_key.values() if (head := name_in_title(work.title))}
    topic.whole = frozenset(label_key(head) for head in heads if _is_whole(head, rules))
    topic.heads = {topic.key(head) for head in heads}
    n_least = max(MIN_AREA_PAPERS, MIN_AREA_SHARE * len(topic.papers))
    topic.areas = frequent_grams([paper.title for paper in topic.papers.values()], n_least)


def _index_own(topic: Topic) -> None:
    for paper in topic.papers.values():
        index = topic.own.setdefault(paper.paper_id, {})
        if paper.is_survey:
            continue
        keys = [topic.key(label) for label, _ in paper.own]
        for i, key in enumerate(keys):
            index.setdefault(key, i)
            add_papers(topic.seen[key], ("own", paper.paper_id, str(index[key])), {paper.paper_id})
        for i, (label, others) in enumerate(paper.own):
            for name in (label, *others):
                key = topic.key(name)
                if not is_citation(name) and not _is_other_version(keys[i], key):
                    index.setdefault(key, i)
                    index.setdefault(topic.core(name), i)
                    topic.other_names[key].add(("own", paper.paper_id, str(i)))


def _is_other_version(key: str, longer: str) -> bool:
    """Tell whether the longer name goes on with the digits the key ends with: V3 and V3.2, V1 and V10."""
    rest = longer.removeprefix(key)
    return longer.startswith(key) and key[-1:].isdigit() and rest[:1] in {".", *"0123456789"}


def _index_names(topic: Topic, named: Iterable[Named], uses: Iterable[Use]) -> None:
    """Index what each paper says a name means, from names beside citations and from labels that cite."""
    for (printed, work_key), papers in sorted(_gather_names(topic, named, uses).items()):
        label = name_beside(topic, printed, topic.by_key[work_key])
        meaning = _read_meaning(topic, label, topic.by_key[work_key])
        if meaning is not None:
            add_papers(topic.seen[meaning.name], meaning.method, papers.keys())
            add_papers(topic.meanings, (label, meaning.method), papers.keys())
            topic.printed[meaning.method] = min(label, topic.printed.get(meaning.method, label))
            topic.abbreviated[abbreviate(label)].append((meaning.method, papers))
            for key in meaning.keys | {topic.key(printed)}:
                topic.local[key].append((work_key, papers))
    for methods in topic.seen.values():
        for method, found in methods.items():
            if method[0] == "work":
                add_papers(topic.beside[method[2]], method, found)
    topic.generic = {topic.key(u.label) for u in uses if u.is_generic} - set(topic.seen)


def _gather_names(topic: Topic, named: Iterable[Named], uses: Iterable[Use]) -> dict[tuple[str, str], dict[str, int]]:
    """Return label and key of the work it stands beside to the papers where it does, and how often."""
    beside: defaultdict[tuple[str, str], defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    cited = (Named(u.label, u.said, (u.paper_id,), (1,)) for u in uses if u.said is not None and not u.is_own and not u.is_generic)
    for label, said, paper_ids, counts in itertools.chain(named, cited):
        work = topic.works[said]
        if work is not None:
            papers = beside[label, work.key]
            for paper_id, n in zip(paper_ids, counts, strict=True):
                papers[paper_id] += n
    return dict(beside)


class _Meaning(NamedTuple):
    """What a name means beside a work, in whatever paper."""

    name: str
    keys: frozenset[str]
    method: Key


def _read_meaning(topic: Topic, label: str, work: Work) -> _Meaning | None:
    """Return what the name means beside the work; None where it is that of a field, or only cites."""
    name = topic.key(label)
    if name in topic.areas or find_cited(topic, label, work)[0]:
        return None
    return _Meaning(name, frozenset({name, topic.core(label)}), of_work(topic, label, work))


def _merge_minorities(topic: Topic) -> None:
    """Give the rare use of a name beside an unfitting work to the method nearly all papers mean by it."""
    for key, methods in sorted(topic.seen.items()):
        major = max(methods, key=lambda m: (len(methods[m]), m))
        n_major = len(methods[major])
        if n_major < MIN_MAJORITY_PAPERS or key in topic.areas:
            continue
        for minor in methods:
            if minor == major or minor[0] != "work" or len(topic.beside[minor[2]][minor]) > n_major * MINORITY_SHARE:
                continue
            if major not in topic.merged and not is_named_in(key, topic.by_key[minor[2]].title):
                topic.merged.setdefault(minor, major)


class _Name(NamedTuple):
    """What a label says in whatever paper."""

    key: str
    is_area: bool
    is_generic: bool
    """Where it cites nothing."""
    alone: tuple[bool, Work | None]
    """What `find_cited` finds where no work stands beside it."""
    beside: Sequence[Sequence[tuple[str, Mapping[str, int]]]]
    """Works that papers have beside its key, and beside its core."""


def _read_name(topic: Topic, label: str) -> _Name:
    key, cited = topic.key(label), find_cited(topic, label, None)
    beside = [topic.local.get(name, ()) for name in (key, topic.core(label))]
    return _Name(key, key in topic.areas, key in topic.generic or is_nameless(label), cited, beside)


def _decide_label(topic: Topic, label: str, uses: Iterable[Use], facts: KindFacts) -> list[Decided]:
    """Return the methods that papers mean by a label, each with the name of the rule that decided, and its uses."""
    name = _read_name(topic, label)
    found: defaultdict[tuple[Key, str], list[Use]] = defaultdict(list)
    for use in uses:
        found[_decide_own(topic, use, facts) if use.is_own else _decide_other(topic, use, name)].append(use)
    return [Decided(label, topic.final(method), rule, alike) for (method, rule), alike in found.items()]


def _prints_name(topic: Topic, use: Use) -> bool:
    """Tell whether an own row's label has a name of the paper's methods in it, or a word of one."""
    key = label_key(use.label)
    if any(name in key for name in topic.own[use.paper_id]):
        return True
    words = set(name_words(use.label))
    return any(not words.isdisjoint(name_words(name)) for label, others in topic.papers[use.paper_id].own for name in (label, *others))


def _has_other_name(topic: Topic, use: Use, method: Key, facts: KindFacts) -> bool:
    """Tell whether the label goes on after the method's name in a word that makes it another model or a part of the method."""
    word = added_word(use.label, topic.papers[method[1]].own[int(method[2])][0])
    return bool(word) and word not in facts.kept_words and find_rule(word, facts.rules, ("model",)) is None


def _begins_with(topic: Topic, use: Use) -> int:
    """Return the place of the own method whose name an own row's label goes on from, unless that goes on from the main one's; else 0."""
    words = name_words(use.label)
    starts = [name_words(label) for label, _ in topic.papers[use.paper_id].own]
    found = (i for i, start in enumerate(starts) if words[: len(start)] == start and start[: len(starts[0])] != starts[0])
    return next(found, 0)


def _decide_own(topic: Topic, use: Use, facts: KindFacts) -> tuple[Key, str]:
    """Return the own method a row belongs to: the one it names, else the paper's main one, of which it is a variant."""
    own = topic.own[use.paper_id]
    index = own.get(topic.key(use.label), own.get(topic.core(use.label)))
    method = main_method(topic, use.paper_id, _begins_with(topic, use) if index is None else index)
    if method[0] != "own":
        return method, "own row"
    if _has_other_name(topic, use, method, facts):
        key = topic.key(use.label)
        known = {topic.final(found) for found in topic.seen.get(key, ())} - {method}
        return known.pop() if len(known) == 1 else ("name", key, use.paper_id), OTHER_NAME
    return method, "own row" if _prints_name(topic, use) else NO_NAME


def _decide_other(topic: Topic, use: Use, name: _Name) -> tuple[Key, str]:
    work = None if use.said is None else topic.works[use.said]
    is_cited, work = find_cited(topic, use.label, work) if work else name.alone
    if use.is_generic or (work is None and name.is_generic):
        return ("generic", name.key), "generic"
    own = topic.own[use.paper_id]
    if name.is_area and name.key not in own:
        if work is None or not use.is_cited:
            return ("generic", name.key), "name of a field"
        is_cited = True
    if is_cited:
        return _of_citation(topic, use, work), CITATION
    if work is not None:
        method = of_work(topic, use.label, work)
        return method, SHORTENED if (use.label, work.key) in topic.shortened else "cites the work"
    if name.key in own:
        return ("own", use.paper_id, str(own[name.key])), "own name"
    work = _local_work(topic, use.paper_id, name)
    if work is not None:
        method = of_work(topic, use.label, work)
        return method, SHORTENED if (use.label, work.key) in topic.shortened else "cited elsewhere in the paper"
    short = find_abbreviated(topic, use.paper_id, use.label)
    return (short, "abbreviation") if short else (_by_name(topic, name.key, use.paper_id), "name alone")


def _of_citation(topic: Topic, use: Use, work: Work | None) -> Key:
    """Return the method of a label that only cites: the cited paper's own, else the one it is cited for, else the work."""
    if work is None:
        return ("name", topic.key(use.label), use.paper_id)
    if work.paper_id and not topic.papers[work.paper_id].is_survey:
        return main_method(topic, work.paper_id)
    return of_unnamed(topic, work.key)


def _local_work(topic: Topic, paper_id: str, name: _Name) -> Work | None:
    """Return the work this paper cites beside the name, when most of its mentions agree."""
    for beside in name.beside:
        works: dict[str, int] = {}
        for work, papers in beside:
            if paper_id in papers:
                works[work] = works.get(work, 0) + papers[paper_id]
        if works:
            best, n = min(works.items(), key=lambda item: (-item[1], item[0])) if len(works) > 1 else next(iter(works.items()))
            return topic.by_key[best] if n * 2 > sum(works.values()) else None
    return None


def _by_name(topic: Topic, key: str, paper_id: str) -> Key:
    """Return the method the other papers mean by the name; apart from all others where they disagree."""
    if key not in topic.agreed:
        topic.agreed[key] = _agree(topic, key)
    return topic.agreed[key] or ("name", key, paper_id)


def _agree(topic: Topic, key: str) -> Key | None:
    methods: dict[Key, Papers] = {}
    for method, papers in topic.seen.get(key, {}).items():
        add_papers(methods, topic.final(method), papers)
    if not methods:
        others = topic.other_names.get(key, set())
        return next(iter(others)) if len(others) == 1 else ("name", key)
    best = max(methods, key=lambda method: (len(methods[method]), method))
    if len(methods) == 1 or len(methods[best]) >= CLEAR_SHARE * sum(map(len, methods.values())):
        return best
    return None
