"""Which labels head differences of two results, which are none themselves, and which only look so."""

import re

from extractors.results.labels import Label
from extractors.results.panels import Level
from extractors.results.vocabulary import TableVocabulary, find_metric, has_arrow, is_kind, names_benchmark
from extractors.results.words import bare

MIN_KNOWN_BESIDE = 2
"""Beside so many known data sets set as it is, a word for a difference (DROP) is one of them."""
_NAMED_GAP = re.compile(r"[∆Δ△][A-Z]{2}")


def is_difference(level: Level, label: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label of a level heads differences: neither data, nor a gap or delta that is a measure of its own."""
    is_so_called = is_kind(label.text, "difference", vocabulary)
    return is_so_called and not (_names_data(level, label, vocabulary) or _is_of_solvers(level, label) or _is_named(label, vocabulary))


def _is_named(label: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether a delta is part of a metric's own name: ∆DP ↓, of which no metric DP is known, unlike ∆PPL ↓."""
    return has_arrow(label.raw) and _NAMED_GAP.match(label.text) is not None and find_metric(label.text[1:], vocabulary) is None


def _is_of_solvers(level: Level, label: Label) -> bool:
    """Tell whether a gap stands beside an objective: it is that to the best solution."""
    return bare("gaps").fullmatch(label.text) is not None and any(bare("objectives").match(x.text) for x in level.labels.values())


def _names_data(level: Level, label: Label, vocabulary: TableVocabulary) -> bool:
    """Tell whether a word for a difference is a data set, as DROP is: in capitals or small letters as known ones beside it.

    So it is in capitals below "Dataset". Behind an average it is what was lost.
    """
    if label.text.isupper() and is_kind(level.header, "benchmark_header", vocabulary):
        return True
    texts = [other.text for other in level.labels.values()]
    before = texts[: texts.index(label.text)][-1:]
    is_set_alike = str.isupper if label.text.isupper() else str.islower
    known = {text for text in texts if is_set_alike(text) and names_benchmark(text, vocabulary)}
    is_behind_average = any((match := find_metric(text, vocabulary)) and match.direction == "unknown" for text in before)
    return label.text in known and len(known) > MIN_KNOWN_BESIDE and not is_behind_average
