"""Of which rows a caption's condition can hold, beside what the table's own labels say."""

import re
from collections.abc import Iterable
from functools import lru_cache

from extractors.results.captions.scope import Scope
from extractors.results.labels import MIN_NAME_LENGTH, MODEL_SIZE, tokens
from extractors.results.panels import Level
from extractors.results.vocabulary import TableVocabulary, find_metric, is_kind, is_measure, is_metric_name
from extractors.results.words import bare, inside
from models.spelling import name_key

_BIT_WIDTH = re.compile(
    r"(?<![\w.])(\d+)[- ]?bits?\b|\b(?:fp|bf|int)-?(\d+)\b|\bw(\d+)(?:a(\d+))?(?:g-?\d+)?\b|#?\bw(?:-?bits?)?\s(\d+)\b", re.IGNORECASE
)
"""In how many bits something is kept: 4-bit, FP16, W4A8, #W 4."""
_QUANTIZED = re.compile(r"\bquanti[sz]|\bnf\d", re.IGNORECASE)
FULL_PRECISION = 16
"""Bits of a number from which it was not quantized."""
_SIZED = re.compile(rf"(?P<family>[A-Za-z][\w.]*)[- ]{MODEL_SIZE.pattern}")
"""A model with its size behind it: Lark-8B."""
_CODE = re.compile(r"\s\((?P<code>[A-Z][A-Z\d]{0,3})\)$")
"""The code of a thing, behind it: task 2 (T2)."""
_VERSIONS = re.compile(r"(?P<stem>[A-Za-z]+[ -]?)\d/\d(?:-\d+[BM])?")
"""Several versions of one model: Lark2/3, Lark1/2-7B."""
_UNTUNED = re.compile(
    r"\btun\w*[^.;]{0,20}\snot\s(?:obtained|available|reported)\sfor\s(?P<names>[^;:]+?)(?=[.;:]?$|[.;:]\s)", re.IGNORECASE
)
_OF_DATA = re.compile(r"^[\w&]+-(?:Bench|Eval)$")
"""A benchmark that is named after something else."""


def is_printed(phrase: str, printed: set[str]) -> bool:
    """Tell whether a phrase of the caption prints a label of the table, all folded, or lists several: what tells rows apart is of none.

    A label that lacks the size which the caption gives its model ("Lark" beside "the Lark-8B model") is not what the caption says, nor
    is one that lacks what makes a name one of data ("Reef" beside "Reef-Bench").
    """
    if names_data(phrase):
        return any(name_key(phrase) in name for name in printed)
    if (sized := _SIZED.fullmatch(phrase)) and name_key(sized["family"]) in printed and name_key(phrase) not in printed:
        return False
    if (code := _CODE.search(phrase)) and any(name.startswith(name_key(code["code"])) for name in printed):
        return True
    if (versions := _VERSIONS.fullmatch(phrase)) and any(re.match(rf"{name_key(versions['stem'])}\d", name) for name in printed):
        return True
    listed = [name_key(part) for part in phrase.split("/")]
    is_list = len(listed) > 1 and all(part and any(name.startswith(part) for name in printed) for part in listed)
    return is_list or any(name_key(phrase) in name or _prints(phrase, name) for name in printed if name)


def names_data(phrase: str) -> bool:
    """Tell whether a phrase is the name of a benchmark that is named after something else, which may be a method."""
    return bool(_OF_DATA.search(phrase))


def with_family(settings: tuple[str, ...], title: str, levels: list[Level], vocabulary: TableVocabulary) -> tuple[str, ...]:
    """Return the conditions with the one model that a title names where a level prints its bare sizes: "of Lark-7B, 13B" over 7B, 13B.

    None is added where the table or another condition names it, or where the sizes describe models that have names.
    """
    words = [_SIZED.sub(r"\g<family>", word) for word in re.split(r"[\s,;()]+", title)]
    found = {word.strip(".:") for word in words if is_kind(word, "model_name", vocabulary)}
    if len(found) != 1 or not any(_prints_sizes(level, vocabulary) for level in levels):
        return settings
    family = found.pop()
    texts = (*settings, *(label.text for level in levels for label in level.labels.values()))
    return settings if any(family.lower() in text.lower() for text in texts) else (family, *settings)


def _prints_sizes(level: Level, vocabulary: TableVocabulary) -> bool:
    """Tell whether a level has nothing but several sizes, and no heading that says whose they are (# Params)."""
    sizes = {label.text for label in level.labels.values()}
    return len(sizes) > 1 and all(MODEL_SIZE.fullmatch(x) for x in sizes) and not is_kind(level.header, "descriptor", vocabulary)


def hangs_on_one(phrase: str, caption: str, names: set[str]) -> bool:
    """Tell whether a caption that names several methods gives the value of a symbol to one: "X, and Y with b = 3", "X vs Y (b = 3)"."""
    if "=" not in phrase:
        return False
    named = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", caption)]
    told = (" (", " with ", " using ", " at ")
    return len(named) > 1 and any(f"{name}{joint}{phrase}" in caption for name in named for joint in told)


def _prints(phrase: str, name: str) -> bool:
    """Tell whether a phrase prints a label: a short one only as a word, a number as the first one."""
    words = tokens(phrase)
    if name.isdigit():
        return words[:1] == [name]
    return name in (name_key(phrase) if len(name) >= MIN_NAME_LENGTH else words)


def hold(conditions: Iterable[str], labels: Iterable[str], caption: str, vocabulary: TableVocabulary) -> tuple[str, ...]:
    """Return what the caption says of all rows, as far as it can hold for one of these labels.

    Rows of full precision, uncompressed, zero-shot, of people and of earlier records were not compressed, tuned or prompted so; nor
    tuned those of which the caption says that there is no such score.
    """
    labels = [label for label in labels if label]
    untuned = _find_untuned(caption)
    is_untuned = bool(untuned) and any(name_key(label) in untuned for label in labels)
    return tuple(told for x in conditions if (told := _suit(x, labels, vocabulary, is_untuned=is_untuned)))


@lru_cache(maxsize=500)
def _find_untuned(caption: str) -> frozenset[str]:
    """Return the names, folded, of which a caption says that they have no score of tuning: "tuning scores were not obtained for Lark"."""
    said = _UNTUNED.search(caption)
    return frozenset(name_key(x) for x in re.split(r",\s(?:or\s|and\s)?|\s(?:or|and)\s", said["names"])) if said else frozenset()


def spread(
    scope: Scope | None, names: tuple[str, ...], conditions: Iterable[str], told: tuple[str, ...], vocabulary: TableVocabulary
) -> tuple[str, ...]:
    """Return what a number is averaged over as its caption says, where no name of its benchmark and no condition names data.

    That holds for averages, for what the caption says is averaged, and for the languages of a test set of programs. `names` are what
    stands across from the method, then what stands beside it; `told` is what the caption says of all numbers: that is not said again.
    """
    if scope is None:
        return ()
    texts = (*names, *conditions)
    is_other = any(not is_measure(x, vocabulary) and not bare("summaries").fullmatch(x) for x in names[1:])
    if is_other or any(_names_data(x, scope, vocabulary) for x in texts):
        return ()
    is_average = any(_is_average(x, scope, vocabulary) for x in texts)
    is_average = is_average or (scope.is_joint and bool(bare("programming_languages").fullmatch(names[0])))
    if not is_average and not _is_averaged(scope.measure, names[0], told, vocabulary):
        return ()
    said = [key for x in told if (key := name_key(x))]
    return tuple(x for x in scope.conditions if not any(key in name_key(x) or name_key(x) in key for key in said))


def _is_average(text: str, scope: Scope, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label is that of an average, alone or, of what is said to be averaged, behind its measure: "accuracy (%) Avg"."""
    measure, _, last = text.rpartition(" ")
    label = last if measure and not scope.is_joint and is_measure(measure, vocabulary) else text
    return bool(bare("summaries").fullmatch(label)) and label.lower() != "all"


def _names_data(text: str, scope: Scope, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label names a benchmark, or one of the data that the caption names together."""
    known, key = find_metric(text, vocabulary), name_key(text)
    return (known is not None and known.kind == "benchmark") or (
        len(key) >= MIN_NAME_LENGTH and any(key in name_key(x) for x in scope.conditions)
    )


def _is_averaged(measure: str, benchmark: str, told: tuple[str, ...], vocabulary: TableVocabulary) -> bool:
    """Tell whether a number is of the measure that is averaged: of a metric with its direction, or of no other."""
    own, averaged = find_metric(benchmark, vocabulary), find_metric(measure, vocabulary)
    if own and averaged and own.kind == "metric" and is_metric_name(benchmark, vocabulary):
        return own.direction == averaged.direction
    return averaged is not None and any(x.startswith("average ") for x in told)


def _suit(phrase: str, labels: list[str], vocabulary: TableVocabulary, *, is_untuned: bool) -> str:
    """Return a condition, or of a measure what is left of it, empty where the labels contradict it."""
    bits = _read_bits(phrase)
    if bits and any((own := _read_bits(label)) and min(own) > max(bits) for label in labels):
        return ""
    if inside("compressed").search(phrase) and any(bare("untouched").fullmatch(label) for label in labels):
        return ""
    is_full = any((own := _read_bits(label)) and min(own) >= FULL_PRECISION for label in labels)
    if is_full and not bits and _QUANTIZED.search(phrase):
        return ""
    if any(bare("records").fullmatch(label) for label in labels) and is_kind(phrase, "model_name", vocabulary):
        return ""
    is_untrained = is_untuned or any(inside("untrained").search(label) for label in labels)
    if is_untrained and inside("trained").search(phrase) and not inside("untrained").search(phrase):
        left = inside("trained").sub("", phrase).strip(" -")
        return left if is_measure(left, vocabulary) else ""
    return phrase


@lru_cache(maxsize=1024)
def _read_bits(text: str) -> frozenset[int]:
    return frozenset(int(n) for match in _BIT_WIDTH.finditer(text) for n in match.groups() if n)
