"""Names, ids and origins of the methods that identity tells apart."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    Papers,
    Topic,
    add_papers,
    main_method,
    of_unnamed,
    work_key,
)
from warehouse.identity.kinds import KindEvidence, KindFacts, decide_kind
from warehouse.identity.registry import UNNAMED, WEAK, Candidate, Registry, give_ids
from warehouse.identity.spelling import bare, core_key, is_distinctive, is_named_in, label_key, name_in_title, short_title, to_slug
from warehouse.identity.works import Precision, Work

MIN_FULL_SHARE = 1 / 3
MIN_BASE_LETTERS = 5
"""Letters of a title's word that is a name by itself where a longer name begins with it."""
MIN_NAMERS = 2
"""Papers that must name a method beside a citation for it to be one of the topic, when no table and no critique has it."""


def write_methods(topic: Topic, decided: Sequence[Decided], facts: KindFacts, registry: Registry) -> tuple[list[MethodRow], list[LabelRow]]:
    """Return the methods, each with its name, id, origin and kind, and the method of every use."""
    votes, users = _count_votes(topic, decided)
    main = _add_users(topic, users)
    names = {method: _choose_name(topic, method, votes[method]) for method in users}
    ids = _choose_ids(topic, names, users, registry)
    seen = _gather_labels(decided)
    beside = _gather_beside(topic, names)
    rows = []
    for method in sorted((method for method in users if method[0] != "generic"), key=lambda m: ids[m]):
        title = _introduced(topic, method)[1] or ""
        evidence = KindEvidence(
            method,
            names[method],
            title,
            frozenset(seen.labels[method]),
            len(users[method]),
            method in seen.criticised,
            method in main,
            method in seen.compared,
            method in seen.proven,
            _find_base(topic, method, names, beside),
            tuple(_own_names(topic, method)),
            _is_cited_only(topic, method, seen),
        )
        rows.append(_to_row(topic, ids[method], evidence, votes[method], users[method], facts))
    told = {method: (ids[method], name, method[0] != "generic") for method, name in names.items()}
    return rows, [LabelRow(uses, *told[method], topic.split(label)[1], rule) for label, method, rule, uses in decided]


def _add_users(topic: Topic, users: dict[Key, Papers]) -> set[Key]:
    """Add the papers that introduce or merely name a method to those that use it, and return the main methods of papers."""
    main = _find_main(topic)
    for method, paper_id in main.items():
        if method[0] == "own" or method in users:
            add_papers(users, method, {paper_id})
    for paper in topic.papers.values():
        for i in set(topic.own[paper.paper_id].values()):
            add_papers(users, topic.final(("own", paper.paper_id, str(i))), {paper.paper_id})
    namers, distinctive = _find_namers(topic)
    for method, papers in namers.items():
        if method in users or len(papers) >= MIN_NAMERS or _is_titled(topic, method, is_sure=method in distinctive):
            add_papers(users, method, papers)
    return set(main)


def _is_titled(topic: Topic, method: Key, *, is_sure: bool) -> bool:
    """Tell whether the title of the method's work begins with its name, or has it in it if the name is a sure one."""
    if method[0] != "work":
        return False
    title = topic.by_key[method[2]].title
    return method[1] == topic.core(name_in_title(title) or "-") or (is_sure and is_named_in(method[1], title))


def _find_main(topic: Topic) -> dict[Key, str]:
    """Return the main method of each paper but the surveys; that of a paper which names none only where tables or critiques have it."""
    found = ((main_method(topic, paper.paper_id), paper) for paper in topic.papers.values() if not paper.is_survey)
    return {topic.final(method): paper.paper_id for method, paper in found}


def _find_namers(topic: Topic) -> tuple[dict[Key, Papers], set[Key]]:
    """Return method to the papers that name it beside a citation, and the methods that one of them calls by a distinctive name."""
    namers: dict[Key, Papers] = {}
    distinctive = set()
    for (label, method), papers in topic.meanings.items():
        add_papers(namers, topic.final(method), papers)
        if is_distinctive(label):
            distinctive.add(topic.final(method))
    return namers, distinctive


class Seen(NamedTuple):
    """What tables and critiques print for each method."""

    labels: dict[Key, set[str]]
    criticised: set[Key]
    compared: set[Key]
    """Methods that stand in a table of their own paper."""
    proven: set[Key]
    """Methods that a table or a counted critique has."""
    named: set[Key]
    """Methods that one of their labels names, and does not only cite, elsewhere than in their own paper."""
    cited: set[Key]
    """Methods that a label means which only cites."""


def _gather_labels(decided: Iterable[Decided]) -> Seen:
    seen = Seen(defaultdict(set), set(), set(), set(), set(), set())
    for label, method, rule, uses in decided:
        seen.labels[method].add(label)
        if rule == CITATION:
            seen.cited.add(method)
        elif not uses[0].is_own:
            seen.named.add(method)
        if any(use.is_proven for use in uses):
            seen.proven.add(method)
        if uses[0].is_own:
            seen.compared.add(method)
        elif any(use.is_criticised for use in uses):
            seen.criticised.add(method)
    return seen


def _is_cited_only(topic: Topic, method: Key, seen: Seen) -> bool:
    """Tell whether others cite a method's work and never name it, and neither does its title or abstract, or no table of its own."""
    is_untold = method[0] == "own" and not topic.papers[method[1]].is_told
    return method in seen.cited and method not in seen.named and (is_untold or method not in seen.compared)


def _gather_beside(topic: Topic, names: Mapping[Key, str]) -> dict[str, dict[str, str]]:
    """Return work to the names beside it, by their keys: those of methods and the one its title begins with."""
    beside: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for method, name in sorted(names.items()):
        work = _work_of(topic, method)
        if work is not None and method[0] != "cited":
            head = name_in_title(work.title)
            beside[work.key] |= {topic.key(name): name} | ({topic.key(head): head} if head else {})
    return beside


def _find_base(topic: Topic, method: Key, names: Mapping[Key, str], beside: Mapping[str, Mapping[str, str]]) -> str:
    """Return the longest shorter name beside the same work, or the long word of its title, that a method's name goes on from."""
    if method[0] != "work":
        return ""
    shorter = [name for key, name in beside[method[2]].items() if method[1].startswith(key) and topic.core(name) != method[1]]
    first = name_words(names[method])[:1]
    if first and MIN_BASE_LETTERS <= len(first[0]) < len(method[1]) and first[0] in name_words(topic.by_key[method[2]].title):
        shorter += first
    return max(shorter, key=len, default="")


def _count_votes(topic: Topic, decided: Iterable[Decided]) -> tuple[dict[Key, dict[str, Papers]], dict[Key, Papers]]:
    """Return for each method the labels printed for it, each with the papers that do so, and the papers that use it."""
    votes: defaultdict[Key, dict[str, Papers]] = defaultdict(dict)
    users: dict[Key, Papers] = {}
    for label, method, rule, uses in decided:
        papers = {use.paper_id for use in uses}
        add_papers(users, method, papers)
        is_name = (not uses[0].is_own or rule == OTHER_NAME) and rule not in (CITATION, SHORTENED) and topic.key(label) not in topic.areas
        # A citation that no entry was found for has no other name than what is printed.
        if is_name or method[0] == "generic" or (rule == CITATION and method[0] == "name"):
            add_papers(votes[method], topic.split(label)[0], papers)
    for (label, method), namers in topic.meanings.items():
        add_papers(votes[topic.final(method)], topic.split(label)[0], namers)
    for paper in topic.papers.values():
        for i, (label, _) in enumerate(paper.own):
            method = ("own", paper.paper_id, str(topic.own[paper.paper_id].get(topic.key(label), i)))
            add_papers(votes[topic.final(method)], topic.split(label)[0], {paper.paper_id})
    return votes, users


def _choose_name(topic: Topic, method: Key, votes: Mapping[str, Papers]) -> str:
    """Return the name of names.csv, else the spelling most papers print; of a work without a name its short title."""
    for label in sorted(votes):
        if label_key(label) in topic.aliases:
            return topic.aliases[label_key(label)]
    labels = dict(votes)
    if method[0] == "own":
        # Others may print only a variant; the paper's own word for its method is the name, others choose how it is spelt.
        own = bare(topic.papers[method[1]].own[int(method[2])][0])
        labels = {label: found for label, found in votes.items() if label_key(label) == label_key(own)} or {own: set()}
    if labels:
        return _choose_spelling(labels)
    if method[0] == "cited":
        return _title_of(topic, method[1]) or method[1]
    if method[0] == "work":
        return name_in_title(topic.by_key[method[2]].title) or method[1]
    return method[1]


def _choose_spelling(labels: Mapping[str, Papers]) -> str:
    """Return the spelling that most papers print, of those with a head noun ("BASE Layer", not "BASE") if they are not rare."""
    n_most = max(map(len, labels.values()))
    usual = {core_key(label) for label, found in labels.items() if len(found) == n_most}
    full = {label: found for label, found in labels.items() if label_key(label) != core_key(label) in usual}
    if any(len(found) >= MIN_FULL_SHARE * n_most for found in full.values()):
        labels = full
    return min(labels, key=lambda label: (-len(labels[label]), _is_shouted(label), len(label), label))


def _is_shouted(label: str) -> bool:
    """Tell whether a word is in capitals that are hardly an acronym: small capitals come out of a PDF like that."""
    return any(word.isupper() and len(word) > 4 for word in label.split())


def _title_of(topic: Topic, work: str) -> str:
    paper = topic.papers.get(work.removeprefix("paper:"))
    title = paper.title if paper else topic.by_key[work].title
    return short_title(title)


def _choose_ids(topic: Topic, names: Mapping[Key, str], users: Mapping[Key, Papers], registry: Registry) -> dict[Key, str]:
    """Return an id for every method: the one it has had, else its name as a slug."""
    known: defaultdict[Key, list[str]] = defaultdict(list)
    for method in names:
        known[method] += _anchors(topic, method)
    for method in sorted(topic.merged):
        known[topic.final(method)] += _anchors(topic, method)
    for work in sorted(topic.by_key.values(), key=lambda work: work.key):
        # What was only a cited work until now has become the method it is cited for.
        is_topic = work.paper_id in topic.papers
        known[topic.final(main_method(topic, work.paper_id or "") if is_topic else of_unnamed(topic, work.key))] += _work_anchors("", work)
    anchors = {method: tuple(dict.fromkeys(known[method])) for method in names}
    candidates = [
        Candidate(anchors[method], ("generic-" if method[0] == "generic" else "") + to_slug(name, "|".join(method)), len(users[method]))
        for method, name in names.items()
    ]
    ids = give_ids(registry, candidates)
    return {method: ids[anchors[method]] for method in names}


def _anchors(topic: Topic, method: Key) -> list[str]:
    """Return what the method is known by from build to build, the surest first."""
    if method[0] == "own":
        label, work = topic.papers[method[1]].own[int(method[2])][0], topic.by_key[f"paper:{method[1]}"]
        main = [f"main:{method[1]}"] if method[2] == "0" else []
        return [f"own:{method[1]}:{topic.key(label)}", *main, *_work_anchors(topic.core(label), work), f"{WEAK}{topic.key(label)}"]
    if method[0] == "work":
        return [*_work_anchors(method[1], topic.by_key[method[2]]), f"{WEAK}{method[1]}"]
    if method[0] == "cited":
        return _work_anchors("", topic.by_key[method[1]])
    return [f"{WEAK if method[0] == 'name' else 'generic:'}{'@'.join(method[1:])}"]


def _work_anchors(name: str, work: Work) -> list[str]:
    """Return what a name beside a work is known by, also while the work's paper is not in the topic yet."""
    titles = dict.fromkeys((title_key(work.title), *work.title_keys))
    keys = [f"arxiv:{work.paper_id}" if work.paper_id else work.key, *(f"title:{title}" for title in titles)]
    return [f"{UNNAMED if not name else f'work:{name}:'}{key}" for key in dict.fromkeys(keys)]


def _to_row(
    topic: Topic, method_id: str, evidence: KindEvidence, votes: Mapping[str, Papers], users: Papers, facts: KindFacts
) -> MethodRow:
    method, name = evidence.key, evidence.name
    paper_id, title, first_seen, precision = _introduced(topic, method)
    if first_seen is None:
        dates = [topic.papers[user].published for user in users if user in topic.papers]
        first_seen = min((date for date in dates if date), default=None)
        precision = "named" if first_seen else None
    aliases = sorted({*votes, *evidence.others} - {name})
    return MethodRow(method_id, name, paper_id, title, first_seen, aliases, *decide_kind(evidence, facts), precision)


def _own_names(topic: Topic, method: Key) -> list[str]:
    """Return what else the method's own paper calls it; names that only go on after its name are those of its variants."""
    if method[0] != "own":
        return []
    label, others = topic.papers[method[1]].own[int(method[2])]
    key = label_key(label)
    return [other for other in others if label_key(other) == key or not label_key(other).startswith(key)]


def _work_of(topic: Topic, method: Key) -> Work | None:
    """Return the work that introduced the method, if known."""
    if method[0] not in ("own", "work", "cited"):
        return None
    return topic.by_key.get(work_key(method))


def _introduced(topic: Topic, method: Key) -> tuple[str | None, str | None, dt.date | None, Precision | None]:
    """Return paper, title, date and its precision of the work that introduced the method, as far as known."""
    work = _work_of(topic, method)
    if work is None:
        return None, None, None, None
    return work.paper_id, work.title or None, work.first_seen, work.precision if work.first_seen else None
