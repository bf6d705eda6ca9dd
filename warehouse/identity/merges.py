"""Methods that two rules found apart and that one name makes one, and the abbreviations that a table uses for cited names."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set

from models.spelling import name_key, name_words
from warehouse.identity.evidence import CLASS_WORDS, Key, Topic, work_key
from warehouse.identity.label_rules import LabelRule, find_rule
from warehouse.identity.spelling import is_distinctive, is_made_of, is_named_in, name_in_title, spelled_at

MIN_HEAD = 4
"""Letters of a name that a longer one may be taken for: shorter ones are areas and initials (AI)."""
MIN_CORE = 7
"""Letters of a last word that tells a method by itself."""
_NO_METHODS = ("bench", "benchmark", "agent", "trajectorie", "challenge", "dataset", "data")
"""What the words of a name end with that is measured on, or that runs on it."""
_LISTED = ("model", "technique")
"""Kinds of names on the lists: they mean one thing whatever is cited for them, and no longer name is taken for them."""
MIN_SPELLED = 2
"""Words of a title that two names must both spell to be one: one word alone may be that of a whole field."""
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
        printed[topic.key(label)].add(topic.split(label)[0])
    for paper in topic.papers.values():
        for label, _ in paper.own:
            printed[topic.key(label)].add(topic.split(label)[0])
    for method in methods:
        if method[0] == "name":
            by_name[method[1]].add(method)
    for name, methods_of_name in sorted(by_name.items()):
        if len(methods_of_name) > 1:
            is_common = any(find_rule(label, rules, _LISTED) for label in printed[name])
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
    target = max(pool, key=lambda method: (len(topic.seen[name].get(method, ())), -_first_day(topic, method), method))
    for method in found - {target}:
        if method not in owners and (is_common or not owners or method not in titled):
            topic.merged.setdefault(method, target)


def _first_day(topic: Topic, method: Key) -> int:
    """Return the day of the method's work as a number, the greatest where none is known: of two works of a name the older introduces it."""
    first = topic.by_key[method[2]].first_seen if method[0] == "work" else None
    return first.toordinal() if first else dt.date.max.toordinal()


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


def merge_beside(topic: Topic, rules: tuple[LabelRule, ...]) -> None:
    """Make names beside one work one method where one is a short form of the other, or goes on with more words than the titled one."""
    beside: defaultdict[str, dict[Key, str]] = defaultdict(dict)
    for method, label in topic.printed.items():
        beside[work_key(method)][method] = topic.split(label)[0]
    for paper in topic.papers.values():
        for label, _ in paper.own[:1]:
            beside[f"paper:{paper.paper_id}"]["own", paper.paper_id, "0"] = topic.split(label)[0]
    for work, names in beside.items():
        if len(names) > 1:
            title = topic.by_key[work].title
            _merge_short_forms(topic, names)
            _merge_longer_names(topic, names, title, rules)
            _merge_spelled(topic, names, title, rules)


def _merge_short_forms(topic: Topic, names: Mapping[Key, str]) -> None:
    """Merge initials into the name they stand for, and a name into the same with a mere class word behind it (Lark, Lark-MoE)."""
    for short, a in sorted(names.items()):
        fitting = {long for long, b in names.items() if long != short and _is_short_form(a, b)}
        if len(fitting) == 1 and _is_free(topic, short, a):
            topic.merged.setdefault(short, fitting.pop())


def _merge_longer_names(topic: Topic, names: Mapping[Key, str], title: str, rules: tuple[LabelRule, ...]) -> None:
    """Merge a longer name into the titled one that it begins or ends with: Gull IR into Gull, "moe larking" into "deep larking".

    Models are left apart, where another size or version goes on with a word as well, and so are data and what runs on them.
    """
    for longer, name in sorted(names.items()):
        others = {m: x for m, x in names.items() if len(x) >= MIN_HEAD and topic.final(m) != topic.final(longer)}
        heads = [m for m, head in others.items() if _goes_on(name, head) and is_named_in(head, title)]
        said = [name, *(names[method] for method in heads)]
        if len(heads) == 1 and _is_free(topic, longer, name) and not any(find_rule(x, rules, _LISTED) for x in said):
            topic.merged.setdefault(longer, heads[0])


def _merge_spelled(topic: Topic, names: Mapping[Key, str], title: str, rules: tuple[LabelRule, ...]) -> None:
    """Merge names that the same words of their work's title spell (LarK, "layered river kites"): into the one most papers print."""
    words = name_words(title)
    spelled = {m: found for m, x in names.items() if len(found := spelled_at(x, words)) >= MIN_SPELLED and not find_rule(x, rules, _LISTED)}
    by_use = sorted(spelled, key=lambda m: (m[0] != "own", -len(topic.seen[topic.key(names[m])].get(m, ())), m))
    for k, other in enumerate(by_use):
        alike = [m for m in by_use[:k] if topic.final(m) == m and _is_spelled_alike(spelled[m], spelled[other], words)]
        if alike and _is_free(topic, other, names[other]):
            topic.merged.setdefault(other, alike[0])


def _is_spelled_alike(one: Set[int], other: Set[int], words: Sequence[str]) -> bool:
    """Tell whether one name spells all the words that the other does, and no version or data beside them."""
    return (one <= other or other <= one) and not any(_is_of_another(words[i]) for i in one ^ other)


def _is_of_another(word: str) -> bool:
    """Tell whether a word more makes a name that of something else: a version, or what is measured on or runs on the method."""
    return any(ch.isdigit() for ch in word) or word.removesuffix("s").endswith(_NO_METHODS)


def _is_free(topic: Topic, method: Key, name: str) -> bool:
    """Tell whether a method is no paper's own, and its name means nothing else anywhere."""
    return method[0] != "own" and len(topic.seen[topic.key(name)]) == 1


def _goes_on(name: str, head: str) -> bool:
    """Tell whether a name begins or ends with all words of the head's, or has its last word behind nothing but a class word."""
    words, first = name_words(name), name_words(head)
    n = len(first)
    rest = words[n:] if words[:n] == first else words[:-n] if words[-n:] == first else None
    if rest:
        return not any(map(_is_of_another, (*rest, *first)))
    core = [word for word in words if word not in CLASS_WORDS]
    return len(words) > 1 and len(core) == 1 and len(core[0]) >= MIN_CORE and n > 1 and first[-1] == core[0]


def _is_short_form(short: str, long: str) -> bool:
    """Tell whether one printed name is a short form of the other."""
    words = name_words(long)
    if len(words) > 2 and any("".join(words[:k]) + "".join(w[0] for w in words[k:]) == name_key(short) for k in range(1, len(words) - 1)):
        return True  # a word and the initials of the others: SeaGoN of "sea gulls on nests"
    if is_made_of(short, words) or _lacks_a_capital(short, long):
        return True
    if len(words) > 1 and short.isalpha() and short.isupper() and len(short) > 1:
        initials = iter("".join(word[0] for word in words).upper())
        return short[0] == words[0][0].upper() and all(letter in initials for letter in short)
    rest = name_key(long).removeprefix(name_key(short))
    if is_distinctive(short) and re.search(rf"[\w-]-{re.escape(short)}$", long, re.IGNORECASE):
        return True  # with and without the family in front: Gull-Larknet
    return rest != name_key(long) and rest in CLASS_WORDS


def _lacks_a_capital(short: str, long: str) -> bool:
    """Tell whether a name is another one without one of its capitals behind the first: L-Net and LG-Net."""
    places = (i for i in range(1, len(long)) if long[i].isupper())
    return is_distinctive(short) and any(long[:i] + long[i + 1 :] == short for i in places)


def find_abbreviated(topic: Topic, paper_id: str, label: str) -> Key | None:
    """Return the one method the paper names beside a citation whose initials or capitals an uncited label is (GS of Gull Stork).

    Of several names of one work (Gull Stork, Gull Stork+SD) it is the one that the paper has oftenest beside it.
    """
    short = label.strip()
    if not (short.isupper() and short.isalpha() and 2 <= len(short) <= MAX_ABBREVIATION):
        return None
    fitting: Counter[Key] = Counter()
    for method, papers in topic.abbreviated.get(short, ()):
        fitting[topic.final(method)] += papers.get(paper_id, 0)
    is_one_work = len({work_key(method) for method in +fitting}) == 1
    return max(fitting, key=lambda method: (fitting[method], method)) if is_one_work else None


def abbreviate(name: str) -> str:
    """Return the capitals a table may print for a name: first letters of its words, or of the parts of one word."""
    words = name_words(name)
    return "".join(word[0] for word in words).upper() if len(words) > 1 else "".join(ch for ch in name if ch.isupper())
