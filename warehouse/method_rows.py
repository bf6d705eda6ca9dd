"""Names, ids and origins of the methods that identity tells apart."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from models.rows import row_id
from warehouse.evidence import Key, LabelRow, MethodRow, Topic, Use, find_cited, main_method
from warehouse.spelling import core_key, label_key, short_title, to_slug
from warehouse.works import Work

MIN_FULL_SHARE = 1 / 3


def write_methods(topic: Topic, uses: list[Use], methods: list[Key]) -> tuple[list[MethodRow], list[LabelRow]]:
    """Return the methods, each with its name, id and origin, and the method of every use; `methods` are those of `uses`, in order."""
    votes, users = _count_votes(topic, uses, methods)
    for paper in topic.papers.values():
        if paper.own and not paper.is_survey:
            users[main_method(topic, paper.paper_id)].add(paper.paper_id)
    names = {method: _choose_name(topic, method, votes[method]) for method in users}
    ids = _choose_ids(names, users)
    rows = [
        _to_row(topic, method, ids[method], names[method], votes[method], users[method])
        for method in sorted(users, key=lambda m: ids[m])
        if method[0] != "generic"
    ]
    return rows, [LabelRow(*use, ids[method], names[method], method[0] != "generic") for use, method in zip(uses, methods, strict=True)]


def _count_votes(topic: Topic, uses: list[Use], methods: list[Key]) -> tuple[dict[Key, dict[str, set[str]]], dict[Key, set[str]]]:
    """Return for each method the labels printed for it, each with the papers that do so, and the papers that use it."""
    votes: defaultdict[Key, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    users: defaultdict[Key, set[str]] = defaultdict(set)
    for use, method in zip(uses, methods, strict=True):
        users[method].add(use.paper_id)
        work = topic.works.get((use.paper_id, use.cited_ref))
        if method[0] == "generic" or not (use.is_own or _is_no_name(topic, use.label, work)):
            votes[method][use.label].add(use.paper_id)
    for paper_id, label, method in topic.meanings:
        votes[topic.merged.get(method, method)][label].add(paper_id)
    for paper in topic.papers.values():
        for i, (label, _) in enumerate(paper.own):
            votes["own", paper.paper_id, str(i)][label].add(paper.paper_id)
    return votes, users


def _is_no_name(topic: Topic, label: str, work: Work | None) -> bool:
    return topic.key(label) in topic.areas or find_cited(topic, label, work)[0]


def _choose_name(topic: Topic, method: Key, votes: Mapping[str, set[str]]) -> str:
    """Return the name of names.csv, else the spelling most papers print; of a work without a name its short title."""
    for label in sorted(votes):
        if label_key(label) in topic.aliases:
            return topic.aliases[label_key(label)]
    labels = dict(votes)
    if method[0] == "own":
        # Others may print only a variant; the paper's own word for its method is the name, others choose how it is spelt.
        own = topic.papers[method[1]].own[int(method[2])][0]
        labels = {label: found for label, found in votes.items() if label_key(label) == label_key(own)} or {own: set()}
    if labels:
        return _choose_spelling(labels)
    if method[0] == "cited":
        return _title_of(topic, method[1]) or method[1]
    return method[1]


def _choose_spelling(labels: Mapping[str, set[str]]) -> str:
    """Return the spelling that most papers print, of those with a head noun ("BASE Layer", not "BASE") if they are not rare."""
    full = {label: found for label, found in labels.items() if core_key(label) != label_key(label)}
    n_most = max(map(len, labels.values()))
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


def _choose_ids(names: Mapping[Key, str], users: Mapping[Key, set[str]]) -> dict[Key, str]:
    """Return an id for every method: its name as a slug, with a hash behind it for all but the best known of one name."""
    by_slug: defaultdict[str, list[Key]] = defaultdict(list)
    for method, name in names.items():
        prefix = "generic-" if method[0] == "generic" else ""
        by_slug[prefix + to_slug(name, "|".join(method))].append(method)
    ids = {}
    for slug, methods in by_slug.items():
        first, *rest = sorted(methods, key=lambda method: (-len(users[method]), method))
        ids[first] = slug
        ids.update({method: f"{slug}-{row_id(*method)[:6]}" for method in rest})
    return ids


def _to_row(topic: Topic, method: Key, method_id: str, name: str, votes: Mapping[str, set[str]], users: set[str]) -> MethodRow:
    paper_id, title, first_seen = _introduced(topic, method)
    if first_seen is None:
        dates = [topic.papers[user].published for user in users if user in topic.papers]
        first_seen = min((date for date in dates if date), default=None)
    return MethodRow(method_id, name, paper_id, title, first_seen, sorted({*votes, *_own_names(topic, method)} - {name}))


def _own_names(topic: Topic, method: Key) -> list[str]:
    """Return what else the method's own paper calls it; names that only go on after its name are those of its variants."""
    if method[0] != "own":
        return []
    label, others = topic.papers[method[1]].own[int(method[2])]
    key = label_key(label)
    return [other for other in others if label_key(other) == key or not label_key(other).startswith(key)]


def _introduced(topic: Topic, method: Key) -> tuple[str | None, str | None, dt.date | None]:
    """Return paper, title and date of the work that introduced the method, as far as known."""
    if method[0] == "own":
        paper = topic.papers[method[1]]
        return paper.paper_id, paper.title, paper.published
    if method[0] in ("work", "cited"):
        work = topic.by_key.get(method[-1])
        if work:
            return work.paper_id, work.title or None, work.first_seen
        if method[-1].removeprefix("paper:") in topic.papers:
            paper = topic.papers[method[-1].removeprefix("paper:")]
            return paper.paper_id, paper.title, paper.published
    return None, None, None
