"""Methods that two rules found apart and that one name makes one, and the abbreviations that a table uses for cited names."""

import re
from collections import defaultdict

from models.spelling import name_key, name_words
from warehouse.identity.evidence import Key, Topic
from warehouse.identity.label_rules import LabelRule, find_rule
from warehouse.identity.spelling import is_distinctive, is_made_of, is_named_in, name_in_title
from warehouse.identity.variants import split_variant

CLASS_WORDS = frozenset({"moe", "llm", "lm", "net", "model", "peft"})
"""What a name is printed with or without beside the same work."""
MAX_YEARS_APART = 2
MAX_ABBREVIATION = 4
"""Letters of an abbreviation that only one paper's tables use."""


def merge_names(topic: Topic, methods: list[Key], rules: tuple[LabelRule, ...]) -> None:
    """Make methods of one distinctive name one, into the one that a paper of the topic owns or most papers mean.

    They stay apart where two papers of the topic own the name, or two works have it in their titles.
    """
    by_name: defaultdict[str, set[Key]] = defaultdict(set)
    printed: defaultdict[str, set[str]] = defaultdict(set)
    for key, found in topic.seen.items():
        by_name[key] |= {topic.final(method) for method in found}
    for label, _ in topic.meanings:
        printed[topic.key(label)].add(split_variant(label)[0])
    for paper in topic.papers.values():
        for label, _ in paper.own:
            printed[topic.key(label)].add(split_variant(label)[0])
    for method in methods:
        if method[0] == "name":
            by_name[method[1]].add(method)
    for name, methods_of_name in sorted(by_name.items()):
        if len(methods_of_name) > 1:
            is_common = any(find_rule(label, rules, ("model", "technique")) for label in printed[name])
            if is_common or any(map(is_distinctive, printed[name])) or _is_heading(topic, name, methods_of_name):
                _merge_group(topic, name, methods_of_name, is_common=is_common)


def _merge_group(topic: Topic, name: str, found: set[Key], *, is_common: bool) -> None:
    """Merge; what a name on the lists means is one thing whatever is cited for it."""
    owners = {method for method in found if method[0] == "own"}
    if len({method[1] for method in owners}) > 1:
        return
    titled = {method for method in found if method[0] == "work" and is_named_in(name, topic.by_key[method[2]].title)}
    # "Lark: …" introduces Lark; "Lark-Sing: …" only has the name in it.
    titled = {method for method in titled if topic.key(name_in_title(topic.by_key[method[2]].title) or "-") == name} or titled
    sure = owners or titled
    if not owners and not is_common and _is_conflict(topic, titled):
        return
    pool = sure or found
    target = max(pool, key=lambda method: (len(topic.seen[name].get(method, ())), method))
    for method in found - {target}:
        if method not in owners and (is_common or not owners or method not in titled):
            topic.merged.setdefault(method, target)


def _is_heading(topic: Topic, name: str, methods: set[Key]) -> bool:
    """Tell whether the titles of several works all begin with the name: versions of one work."""
    titles = [topic.by_key[method[2]].title for method in methods if method[0] == "work"]
    return len(titles) > 1 and all(topic.key(name_in_title(title) or "-") == name for title in titles)


def _is_conflict(topic: Topic, methods: set[Key]) -> bool:
    """Tell whether the works of the methods cannot be one: two ids, or years too far apart."""
    works = [topic.by_key[method[2]] for method in methods]
    years = [work.first_seen.year for work in works if work.first_seen]
    n_ids = len({work.key for work in works if work.key.startswith(("arxiv:", "paper:"))})
    return n_ids > 1 or (len(years) > 1 and max(years) - min(years) > MAX_YEARS_APART)


def merge_short_forms(topic: Topic) -> None:
    """Make names beside one work one method where one is the other's initials or goes on with a mere class word (Lark, Lark-MoE)."""
    beside: defaultdict[str, dict[Key, str]] = defaultdict(dict)
    for label, method in topic.meanings:
        work = f"paper:{method[1]}" if method[0] == "own" else method[-1]
        beside[work].setdefault(method, split_variant(label)[0])
    for names in beside.values():
        for short, a in sorted(names.items()):
            fitting = {long for long, b in names.items() if long != short and _is_short_form(a, b)}
            is_sole = len(topic.seen[topic.key(a)]) == 1
            if len(fitting) == 1 and short[0] != "own" and is_sole:
                topic.merged.setdefault(short, fitting.pop())


def _is_short_form(short: str, long: str) -> bool:
    """Tell whether one printed name is a short form of the other."""
    words = name_words(long)
    if is_made_of(short, words):
        return True
    if len(words) > 1 and short.isalpha() and short.isupper() and len(short) > 1:
        initials = iter("".join(word[0] for word in words).upper())
        return short[0] == words[0][0].upper() and all(letter in initials for letter in short)
    rest = name_key(long).removeprefix(name_key(short))
    if is_distinctive(short) and re.search(rf"[\w-]-{re.escape(short)}$", long, re.IGNORECASE):
        return True  # with and without the family in front: Gull-Larknet
    return rest != name_key(long) and rest in CLASS_WORDS


def find_abbreviated(topic: Topic, paper_id: str, label: str) -> Key | None:
    """Return the one method the paper names beside a citation whose initials or capitals an uncited label is (GS of Gull Stork)."""
    short = label.strip()
    if not (short.isupper() and short.isalpha() and 2 <= len(short) <= MAX_ABBREVIATION):
        return None
    fitting = {topic.final(method) for method, papers in topic.abbreviated.get(short, ()) if paper_id in papers}
    return fitting.pop() if len(fitting) == 1 else None


def abbreviate(name: str) -> str:
    """Return the capitals a table may print for a name: first letters of its words, or of the parts of one word."""
    words = name_words(name)
    return "".join(word[0] for word in words).upper() if len(words) > 1 else "".join(ch for ch in name if ch.isupper())
