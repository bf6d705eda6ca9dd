"""What the short name of a measure stands for: spelt out before it in brackets anywhere in the paper, or by its initials in the caption."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from extractors.results.vocabulary import MetricMatch, TableVocabulary, find_metric

MIN_CAPITALS = 2
"""Capitals of a short name that is looked for: "Acc" is a word cut off."""
MAX_INITIALS = 5
"""Letters of a short name that is looked for by initials alone."""
MAX_LONG = 90
"""Characters before the bracket in which the long form stands."""
_WORD = re.compile(r"[A-Za-z][a-z]+|[^\w\s-]")
_SHORT = re.compile(r"\((?P<short>[A-Za-z][A-Za-z-]{1,7})s?\)")
_BEHIND = re.compile(r"(?:\s*[@(\[].*|\s*%|[ ↑↓])$")
"""A unit, a level or an arrow behind a short name: "NME (%)"."""
_LEVEL = re.compile(r"\s?@\s?(?=[^@]*[A-Za-z]{2}).*$")
"""The level of another measure at which one is read: "TAR@FAR=1e-4"."""
_SMALL = frozenset({"of", "the", "and", "for", "in", "to", "on", "per", "at", "over", "with", "a"})
"""Words of a long form that give no letter."""


def find_spelt(texts: Iterable[str]) -> dict[str, str]:
    """Return the long form of each short name that a text spells out: {"NME": "normalized mean error"} of "normalized mean error (NME)"."""
    spelt: dict[str, str] = {}
    for text in texts:
        for match in _SHORT.finditer(text) if "(" in text else ():
            long = _long_form(text[max(0, match.start() - MAX_LONG) : match.start()], match["short"])
            if long:
                spelt.setdefault(match["short"], long)
    return spelt


def _long_form(before: str, short: str) -> str:
    """Return the last words whose initials are the letters of the short name, small words left aside; empty where they are not."""
    letters = [x.lower() for x in short if x.isalpha()]
    if sum(x.isupper() for x in short) < MIN_CAPITALS:
        return ""
    taken: list[str] = []
    for word in reversed(re.split(r"[\s-]+", before.strip())):
        if word[:1].lower() == letters[-1]:
            letters.pop()
        elif not taken or word.lower() not in _SMALL:
            return ""
        taken.append(word)
        if not letters:
            return " ".join(reversed(taken))
    return ""


def find_measure(label: str, caption: str, spelt: Mapping[str, str], vocabulary: TableVocabulary) -> MetricMatch | None:
    """Return the metric that a label names: by what its letters stand for, where that names one that is better one way, else by itself."""
    short = _BEHIND.sub("", label)
    for long in (spelt.get(short, ""), _initials_in(caption, short)):
        match = find_metric(long, vocabulary) if long else None
        is_whole = match is not None and (match.end == len(long) or match.start == 0)
        if match is not None and is_whole and match.kind != "benchmark" and match.direction != "unknown":
            return match
    return find_metric(_LEVEL.sub("", label), vocabulary)


def _initials_in(caption: str, short: str) -> str:
    """Return the words of a caption that begin with the letters of a short name in capitals; empty where there are none."""
    if not (short.isascii() and short.isalpha() and short.isupper() and MIN_CAPITALS <= len(short) <= MAX_INITIALS):
        return ""
    words, initials = _split(caption)
    at = initials.find(short.lower())
    return " ".join(words[at : at + len(short)]) if at >= 0 else ""


@lru_cache(maxsize=1_000)
def _split(caption: str) -> tuple[list[str], str]:
    """Return the words of a caption, small ones left out, and their first letters; what stands between words is a blank in both."""
    words = [x for x in _WORD.findall(caption) if x.lower() not in _SMALL]
    return words, "".join(x[0].lower() if len(x) > 1 else " " for x in words)
