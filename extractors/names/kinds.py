"""Kinds of method that a paper speaks of again and again as others': "token-choice routing", "the Top-k gate", "z loss"."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from extractors.names.rules import NameRules
from extractors.names.shapes import acronym_fits, any_of, find_mentions, spells
from extractors.names.techniques import is_compared_place, is_subject_place
from models.document import PaperText
from models.spelling import name_key

MIN_MENTIONS = 3
"""Times the text must speak of a kind: fewer, and the words only describe."""
MAX_OWN_SHARE = 0.2
"""Share of the mentions as "our ..." or what "we use" from which on a kind is the paper's own."""

_CLASS = re.compile(r"([A-Z](?<![\w-].)[A-Za-z]{0,3}[A-Z])(?:s|(?= (?:models?|layers?|networks?)\b))")
"""An acronym that means a kind of model: its plural, or what kind of layer or network it is. What stands before it is looked at
behind its capital: only so does the search skip to the next one."""
MIN_COMPARED = 2
"""Times a text must compare something with a whole kind of model before it is a rival and not a field."""
_DOING = re.compile(r"[A-Z]+[ -](?:[a-z]+ )?(?:training|tuning|loss(?:es)?|sampling|decoding)")
"""What is done in a whole field, called by its acronym: "RL training", "KD loss"."""
_PLURAL = re.compile(r"(?<!s)s$")
_OWN_BEFORE = re.compile(
    r"\b(?:[Oo]ur|[Tt]he proposed|[Ww]e (?:\w+ly |also |then |first )?(?:propose|introduce|present|use|adopt|employ|apply|develop))"
    r"(?: \w+){0,2} $"
)


def find_kinds(text: PaperText, own: set[str], rules: NameRules) -> tuple[str, ...]:
    """Return the kinds of method the text sets itself against or says something of, none of them in its title or its own."""
    whole = "\n".join(s.text for s in text.sentences)
    flat = whole.lower().replace("-", " ")
    title = name_key(text.title)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    heads = rules.word_list("kind_heads")
    told, usual = _kind_pattern(heads), _usual_pattern(rules.word_list("usual_kinds"), heads - rules.word_list("general_heads"))
    for match in (*told.finditer(whole), *usual.finditer(flat)):
        label = whole[slice(*match.span())]
        if _is_telling(match.group(1), rules) and not _DOING.fullmatch(label):
            forms[_PLURAL.sub("", label.lower().replace("-", " "))][label] += 1
    found = []
    for phrase, labels in forms.items():
        key = name_key(phrase)
        if key in title or any(o in key or key in o for o in own):
            continue
        places = list(find_mentions(phrase, flat))
        if len(places) >= MIN_MENTIONS and _is_others(places, whole, rules):
            found.append(_choose(labels))
    classes = _rival_classes(whole, text.title, own, rules)
    return (*found, *classes, *(form for label in classes for form in _long_forms(label, whole, own)))


@lru_cache(maxsize=8)
def _kind_pattern(heads: frozenset[str]) -> re.Pattern[str]:
    """Return what a kind looks like: a hyphenated word, a name's shape or a letter ("z loss"), perhaps one more word, and what it is."""
    return re.compile(
        r"(?<![\w-])([A-Za-z]\w*+(?:-\w++)+|[A-Z]\w*[A-Z]\w*|(?=[A-Z])(?!The |In |A |An |Our |This )[A-Z][a-z]+ [A-Z][a-z]+|[a-z])[ -]"
        rf"(?:[a-z]+ )?(?:{any_of(heads)})(?![\w-])"
    )


@lru_cache(maxsize=8)
def _usual_pattern(usual: frozenset[str], heads: frozenset[str]) -> re.Pattern[str]:
    """Return what a general activity looks like where it is what one usually does ("full attention"), in lower case without hyphens."""
    spaced = frozenset(head.replace("-", " ") for head in heads)
    return re.compile(rf"\b({any_of(usual)}) (?:[a-z]+ )?(?:{any_of(spaced)})\b")


def _rival_classes(whole: str, title: str, own: set[str], rules: NameRules) -> list[str]:
    """Return acronyms of whole kinds of model that the text sets itself against again and again ("faster than CNNs")."""
    compared = Counter(m.group(1) for m in _CLASS.finditer(whole) if is_compared_place(whole, m.start(), rules))
    return [
        label
        for label, n in compared.items()
        if n >= MIN_COMPARED and not spells(label, title) and not any(name_key(label) in o for o in own) and not _is_own_class(label, whole)
    ]


def _long_forms(label: str, whole: str, own: set[str]) -> Iterator[str]:
    """Yield what a class's acronym is defined to stand for ("mixture-of-nests (MoN) networks"), if that is no own name's."""
    for match in re.finditer(rf"((?:[A-Za-z-]+ ){{1,5}})\({label}s?\)", whole):
        words = match.group(1).split()
        forms = (" ".join(words[-n:]) for n in range(1, len(words) + 1))
        form = next((f for f in forms if f[0].lower() == label[0].lower() and acronym_fits(label, f)), "")
        if form and not any(name_key(form) in o or o in name_key(form) for o in own):
            yield form
            return


def _is_own_class(label: str, whole: str) -> bool:
    return re.search(rf"\b(?:[Oo]ur|[Ww]e (?:propose|introduce|present|train)) (?:\w+ ){{0,2}}{label}s?\b", whole) is not None


def _choose(labels: Counter[str]) -> str:
    """Return the usual spelling, one in lower case first: a capital may only begin a sentence."""
    lower = Counter({label: n for label, n in labels.items() if label[0].islower()})
    return (lower or labels).most_common(1)[0][0]


def _is_telling(word: str, rules: NameRules) -> bool:
    """Tell whether a word says what kind something is, and not only how large, good or general it is."""
    if word.lower() in rules.word_list("plain_kinds"):
        return False
    _, hyphen, end = word.rpartition("-")
    is_plain = bool(hyphen) and end in rules.word_list("plain_ends")
    return not is_plain and not any(word.lower().startswith(f"{start}-") for start in rules.word_list("plain_starts"))


def _is_others(places: list[tuple[int, int]], whole: str, rules: NameRules) -> bool:
    """Tell whether a kind is talked of, as a clause's subject or what something is compared with, and seldom as the paper's own."""
    n_own = sum(1 for start, _ in places if _OWN_BEFORE.search(whole, max(0, start - 60), start))
    if n_own > MAX_OWN_SHARE * len(places):
        return False
    return any(is_compared_place(whole, start, rules) or is_subject_place(whole, start, _end(whole, end), rules) for start, end in places)


def _end(whole: str, end: int) -> int:
    return end + (whole[end : end + 1] == "s")
