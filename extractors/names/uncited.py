"""Names of methods that stand beside no citation: labels of compared methods, and names that come back in the text."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from extractors.english import MODALS, has_verb_form
from extractors.names.rules import NameRules
from extractors.names.shapes import any_of, find_mentions, is_acronym_plural, is_ordinal, is_strong
from extractors.names.variants import is_variant
from models.document import PaperText, Table
from models.rows import OwnMethod, Reference
from models.spelling import name_key

MIN_MENTIONS = 2
"""Times a word with capitals, digits or a hyphen inside must stand in the text before it is a name."""
MIN_PLAIN_MENTIONS = 3
"""The same for a word that is only capitalised, or a phrase of such words."""
MAX_DATA_SHARE = 0.35
"""Share of a name's mentions beside "on", "dataset", "GPU", "accuracy": more, and it is no method."""

_CAPITAL = re.compile(
    r"(?<![\w./@-])(?=[a-z\d]{0,3}[A-Z]|[a-z]{2,}\d[a-z]{2})"
    r"[A-Za-z\d](?:[\w+×*²-]|\.(?=\d))*(?:\.[a-z]{2,4}(?![\w.]))?(?![\w/@])"
)
_PHRASE = re.compile(r"[A-Z\d](?<=[a-z,] .)(?:(?<=[A-Z])|(?<=\d)D)[\w-]*(?: [A-Z][\w-]+){1,3}(?=[\s,.;:)('’])")
STYLE_END = re.compile(r"-(?:based|style|like|type|inspired|only|trained|variant|family|specific|powered|aware|enabled|free|driven)s?$")
_LIST = re.compile(
    r"\b(?:compare[sd]? (?:\w+ )?(?:to|with|against)|outperform\w*|baselines?|than|against|versus)\s[^.;:]{3,90}(?:,|\band|\bor) $", re.I
)
"""A list of what something is compared with, before a name that stands in it."""
_DATA_BEFORE = re.compile(
    r"\b(?:[Oo]n|[Ii]n) (?:the |an? )?$|(?:[=∈∩∪≤≥<>∑∏∥|]|\d|\b(?:[Tt]able|[Ff]igure|[Ss]ection|[Ee]quation|[Ss]tage|[Ss]tep)) $"
)


@lru_cache(maxsize=8)
def _rival(words: frozenset[str]) -> re.Pattern[str]:
    """Return a name that what is said is compared with."""
    return re.compile(
        rf"\b(?:{any_of(words)})\s+(?:(?:the|vanilla|standard|original)\s+)?"
        r"((?=[a-z]{0,3}[A-Z])[A-Za-z](?:[\w+×*²-]|\.(?=\d)){3,})(?![\w/@])"
    )


@lru_cache(maxsize=8)
def _before(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(words)}|e\.g\.,)\s+(?:(?:the|a|an|vanilla|standard|plain|original)\s+)?$", re.IGNORECASE)


class _Places(NamedTuple):
    """How often a name stands where a method can, where data or machines do, and at all."""

    n_method: int
    n_data: int
    n_all: int


def find_uncited(
    text: PaperText,
    tables: list[Table],
    own: list[OwnMethod],
    cited: set[str],
    rules: NameRules,
    lower: frozenset[str],
    printed: Counter[str],
) -> tuple[str, ...]:
    """Return names without a citation: a label of a table that the text prints, or a name the text uses as one uses a method's.

    `printed` counts what stands between blanks in the text.
    """
    closed = rules.word_list("not_names") | rules.word_list("not_methods") | rules.word_list("fields")
    whole = "\n".join(s.text for s in text.sentences)
    known = cited | {name_key(name) for method in own for name in (method.method_label, *method.aliases)}
    authors = frozenset(word for r in text.references for word in _author_words(r))
    found: dict[str, str] = {}
    labels = {label for label in compared_labels(tables, known) if _is_label(label, lower)}
    for label, floor in _candidates(whole, labels, rules, printed, lower, authors):
        key = name_key(label)
        is_listed = label in labels
        if key in known or key in found or not _stands_for_itself(label, closed, is_listed=is_listed):
            continue
        places = _places(label, whole, rules, is_shy=not is_listed and _is_shy(label, own))
        if places.n_all >= floor and places.n_method and places.n_data < MAX_DATA_SHARE * places.n_all:
            found[key] = label
    return tuple(found.values())


def _candidates(
    whole: str, labels: set[str], rules: NameRules, printed: Counter[str], lower: frozenset[str], authors: frozenset[str]
) -> Iterator[tuple[str, int]]:
    """Yield labels with the number of mentions each needs: table labels first, then words and phrases of the text."""
    yield from ((label, 1) for label in sorted(labels))
    for word, n in _count_capitals(printed).items():
        name = STYLE_END.sub("", word)
        if n < MIN_MENTIONS and name == word:
            continue
        if is_strong(name):
            yield name, MIN_MENTIONS
        elif name.isalpha() and len(name) > 2 and name[1:].islower() and name.lower() not in lower and name not in authors:
            yield name, MIN_PLAIN_MENTIONS
    yield from (
        (name, 1)
        for name in sorted(set(_rival(rules.word_list("before_rivals")).findall(whole)))
        if is_strong(name) and not STYLE_END.search(name)
    )
    not_names = rules.word_list("not_names")
    for phrase, n in Counter(_PHRASE.findall(whole)).items():
        words = phrase.split()
        if n >= MIN_PLAIN_MENTIONS and words[0].lower() not in not_names and not authors.intersection(words):
            yield phrase, MIN_PLAIN_MENTIONS


def _count_capitals(printed: Counter[str]) -> Counter[str]:
    """Return how often words stand in the text that have the shape of a name."""
    found: Counter[str] = Counter()
    for word, n in printed.items():
        if not (word.isalpha() and word.islower()):
            for name in _CAPITAL.findall(word):
                found[name] += n
    return found


def _author_words(reference: Reference) -> list[str]:
    """Return the words of an entry before its title: its authors' names."""
    head = reference.raw.partition(reference.title)[0] if reference.title else reference.raw
    return re.split(r"[\s,.;&()\[\]]+", head)


def _stands_for_itself(name: str, closed: frozenset[str], *, is_listed: bool) -> bool:
    """Tell whether a name is no machine, metric, data set, number or kind of model by closed word lists.

    A label of a table may be put together from such words ("GRU-CNN").
    """
    words = name.split()
    parts = [w for word in words for w in word.split("-")]
    plain = [w for w in parts if is_ordinal(w) or {w.lower(), w.lower().rstrip("s")} & closed or (w.islower() and not is_strong(w))]
    if len(plain) == len(parts) and not is_listed:
        return False
    low = name.lower()
    if _DATA_NAME.search(name) or _SYMBOL.match(name) or (len(words) == 1 and low[:-1] in closed):
        return False
    return (
        low not in closed
        and low.rstrip("s") not in closed
        and not (len(words) == 1 and is_acronym_plural(name))
        and len(name_key(name)) > 2
    )


_DATA_NAME = re.compile(r"(?:[Bb]ench|[Ee]val|QA|GLUE|Arena|Corpus|Verify)(?:[-+\s].*)?$")
_SYMBOL = re.compile(r"[A-Za-zα-ω]{1,2}(?:max|min|avg|cutoff|total|in|out)$")


def _is_shy(name: str, own: list[OwnMethod]) -> bool:
    """Tell whether a name has the shape of people, places and quantities too ("Reef", "North Reef", "RFQ") and is no own one's."""
    is_acronym = name.isupper() and name.isalpha() and len(name) <= MAX_ACRONYM
    is_plain = not any(is_strong(word) for word in name.split())
    return (is_plain or is_acronym) and not any(is_variant(name, method.method_label) for method in own)


MAX_ACRONYM = 4
"""Letters of an acronym that is a quantity's or a thing's as often as a method's."""


def _places(name: str, whole: str, rules: NameRules, *, is_shy: bool) -> _Places:
    """Count where a name stands: as a subject or compared ("than X", "X is"), or as something to run or measure on.

    A shy name is a method's only where it is compared or said to be one ("the X model"): people and places do things as well.
    """
    stands_before = _before(rules.word_list("before_methods"))
    data, then_class = _data_after(rules.word_list("data_nouns")), _then_class(rules.word_list("class_nouns"))
    n_method = n_data = n_all = 0
    for start, end in find_mentions(name, whole):
        if whole[end : end + 1].isalnum():
            continue
        n_all += 1
        before = whole[max(0, start - 30) : start]
        if data.match(whole, end) or _DATA_BEFORE.search(before):
            n_data += 1
            continue
        is_said = bool(then_class.match(whole, end)) if is_shy else _is_subject(before, whole, end, rules)
        n_method += is_said or bool(stands_before.search(before)) or bool(_LIST.search(whole, max(0, start - 120), start))
    return _Places(n_method, n_data, n_all)


def _is_subject(before: str, whole: str, end: int, rules: NameRules) -> bool:
    """Tell whether a name that ends at a place is a clause's subject or owns something: "X is", "X's", but not "of X is"."""
    after = _after_name(rules.word_list("class_nouns")).match(whole, end)
    if after is None or _OBLIQUE.search(before):
        return False
    return after.group(1) is None or _is_verb(after.group(1))


@lru_cache(maxsize=8)
def _then_class(nouns: frozenset[str]) -> re.Pattern[str]:
    """Return what stands behind a name that is said to be a method's: "the X model"."""
    return re.compile(rf"\s+(?:{any_of(nouns)})\b")


@lru_cache(maxsize=8)
def _after_name(nouns: frozenset[str]) -> re.Pattern[str]:
    """Return what stands behind a name up to the word that may be its verb: "X and Y also", "the X model's"."""
    return re.compile(
        rf"(?:\s+(?:{any_of(nouns)}))?"
        r"(?:['’]s\b|(?:\s+(?:and|or)\s+[A-Z][\w+-]*)?(?:\s+(?:also|still|only|often|typically|not|simply|itself))*\s+([a-z]+))"
    )


@lru_cache(maxsize=8)
def _data_after(nouns: frozenset[str]) -> re.Pattern[str]:
    """Return what stands behind a name of data, machines or quantities: "= 4", "dataset"."""
    return re.compile(rf"\s*[=∈∩∪≤≥<>×∑∏∥|]|\s+(?:{any_of(nouns)})\b")


def _is_verb(word: str) -> bool:
    return word in MODALS or has_verb_form(word)


_OBLIQUE = re.compile(r"\b(?:of|on|in|for|from|at|with|to|by|under|through|into|between|per|via)\s+(?:(?:the|a|an|both|each)\s+)?$")


def _is_label(label: str, lower: frozenset[str]) -> bool:
    """Tell whether a table's label has the shape of a name: capitals, and no leading sign, preposition or number."""
    words = label.split()
    if not words or len(words) > MAX_LABEL_WORDS or len(label) < 3 or not label[0].isalpha():
        return False
    if words[0].lower() in ("w/o", "w/", "no", "with", "without", "all") or "," in label or label.endswith("."):
        return False
    return any(is_strong(w) for w in words) or (words[0][0].isupper() and words[0].lower() not in lower)


MAX_LABEL_WORDS = 4


def compared_labels(tables: list[Table], known: set[str]) -> Iterator[str]:
    """Yield the labels, without marks and notes in brackets, that stand in line with those of own or cited methods."""
    for table in tables:
        for line in _label_lines(table):
            own = known | {"our"}
            labels = [_GENERIC_END.sub("", bare_label(label)) for label in line]
            if any(name_key(label) in own or any(name_key(word) in own for word in label.split()) for label in labels):
                yield from labels


def _label_lines(table: Table) -> Iterator[list[str]]:
    """Yield the texts of the first column and of each header row: where the compared methods can stand."""
    yield [c.text for c in table.cells if c.col == 0 and c.row >= table.n_header_rows]
    for row in range(table.n_header_rows):
        yield [c.text for c in table.cells if c.row == row and c.col > 0]


_GENERIC_END = re.compile(r"(?<=\w)\s+(?:models?|methods?|approach|baselines?|algorithm|architecture|framework|system)$")


def bare_label(label: str) -> str:
    """Return a table's label without notes in brackets and footnote marks."""
    return re.sub(r"\s*(?:[(\[][^)\]]*[)\]]|[†‡*§¶])\s*", " ", label).strip()
