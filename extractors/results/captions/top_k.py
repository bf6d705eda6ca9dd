"""Whether "Top-1" and "Top-5" are of errors or of hits, as the caption or the values themselves tell."""

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.results.facts import Fact, benchmark_of, setting_of
from extractors.results.vocabulary import TableVocabulary, find_metric
from models.spelling import name_key

MIN_PAIRS = 3
"""Methods whose Top-1 value is above the Top-5 value from which a table shows that it prints errors."""

_TOP_K = re.compile(r"(?:^|\s)top[- ]?(?P<k>[15])(?:\s?\(%\)|\s?%)?$", re.IGNORECASE)
"""A heading that says how many guesses a model has, and not whether its hits or its errors are counted."""


def read_top_k(facts: list[Fact], caption_measure: str, vocabulary: TableVocabulary) -> list[Fact]:
    """Return the facts of a table, those headed by a bare "Top-1" or "Top-5" as errors where the caption or the values say so.

    What is among five guesses is a hit at least as often as the first one: only of errors are there more at Top-1 than at Top-5.
    """
    error = caption_measure if _is_error(caption_measure, vocabulary) else ""
    return [_as_error(fact, error) for fact in facts] if error or _shows_errors(facts) else facts


def _is_error(measure: str, vocabulary: TableVocabulary) -> bool:
    known = find_metric(measure, vocabulary)
    return "error" in measure.lower() and known is not None and known.direction == "lower"


def _shows_errors(facts: list[Fact]) -> bool:
    """Tell whether there is less at Top-5 than at Top-1, wherever a method has both."""
    pairs = list(_find_pairs(facts))
    return len(pairs) >= MIN_PAIRS and all(first > among_five for first, among_five in pairs)


def _find_pairs(facts: list[Fact]) -> Iterator[tuple[float, float]]:
    """Yield the Top-1 and the Top-5 value of each method that has both under one heading and setting."""
    values: dict[tuple[str, str, tuple[str, ...]], dict[str, float]] = {}
    for fact in facts:
        if found := _TOP_K.search(name := benchmark_of(fact)):
            key = (fact.method.label.text, name[: found.start()], setting_of(fact))
            values.setdefault(key, {})[found["k"]] = fact.number.value
    yield from ((by_k["1"], by_k["5"]) for by_k in values.values() if len(by_k) > 1)


def _as_error(fact: Fact, error: str) -> Fact:
    """Return a fact under a bare Top-k as less is better, with the error that the caption names, if any."""
    if not _TOP_K.search(benchmark_of(fact)):
        return fact
    common = tuple(x for x in fact.line.common if name_key(x) not in name_key(error))
    return replace(fact, line=replace(fact.line, direction="lower", common=(*common, error) if error else fact.line.common))
