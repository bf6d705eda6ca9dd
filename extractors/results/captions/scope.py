"""What a caption says its averages are over, and its numbers beside those of some data."""

import re
from dataclasses import dataclass
from itertools import pairwise

from extractors.results.captions.phrases import CaptionPhrase, find_phrases
from extractors.results.captions.text import BETWEEN_NAMES, LISTED_NAMES
from extractors.results.vocabulary import TableVocabulary, find_caption_metrics
from extractors.results.words import bare, choice, inside

_REST = r"(?:all\s)?(?:the\s)?(?:others|rest|(?:other|remaining)\s(?:tasks|data ?sets|benchmarks|environments|ones))\b"
_FOR_REST = re.compile(rf"(?:\s\(%\))?\s(?:(?:for|on)\s{_REST}|of\s(?:each|every)\s\w)", re.IGNORECASE)
_OF_REST = re.compile(
    rf"\b{_REST}(?:\s(?:are|is))?(?:\s(?:evaluated|measured|reported|scored|use))?(?:\s(?:using|by|with|in))?:?\s(?:the\s)?$", re.IGNORECASE
)
"""What stands behind, or before, the measure of all data that no other is said of."""
_MEASURED_ON = re.compile(
    r"\b(?:evaluat(?:ed?|ing)|measured|tested|(?:[Rr]esults|[Nn]umbers|[Vv]alues|[Ss]cores) are [\w@-]+"
    r"|[Ww]e (?:show|report) (?:the )?[\w@-]+(?: with [^.,;]{3,30})?) on (?:the )?$"
)
"""What stands before the data of all numbers in a later sentence: "We report perplexity on"."""
_AVERAGED = (
    r"\b(?:averag(?:e|es|ed|ing)|mean)\b(?P<measure>[^.;:]{{0,50}}?)\b(?:over|across|on|of|for)\s(?:the\s)?(?:scores\sof\s)?"
    r"(?P<what>(?:all\s(?:{several}\sin\s)?)?{n}\s(?:[\w-]+\s){{0,4}}?{several}\b"
    rf"|{LISTED_NAMES})(?!\w|\s(?:\([^()]*\)\s)?and\b|\s(?:models|LLMs|methods|tokens)\b)"
    r"(?:\s\((?P<how>[\w]+-shot)\))?"
)
"""How a caption says what is averaged over: "averaged over seven reef tasks (zero-shot)", "all tasks in 9 environments"."""
_DEFINES = re.compile(
    r"(?P<name>[^.;:,]*\w)\W*\s(?:represents?|denotes?|means?|indicates?|stands for|is(?=\sthe)|are(?=\sthe))\s(?:the\s)?$"
)
"""What stands before an average that a name is explained by: "Low-25 means the average of"."""
_PLACED = re.compile(r"\b(?:on|over|across)\s(?:the\s)?$")
MAX_MEASURE = 30
"""Characters before such words in which a caption names what is averaged: "Accuracy is averaged over"."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What several data sets a caption says its averages are over: "accuracy averaged over seven reefs", "on Reef and Tide"."""

    conditions: tuple[str, ...]
    measure: str = ""
    """The metric that is averaged; empty where only lines of averages are meant."""
    is_joint: bool = False
    """Whether its title merely names the data together: of a measure that has an average of its own others may be left out."""


def find_rest_measure(text: str, vocabulary: TableVocabulary) -> str:
    """Return the metric that a caption gives to all data but those it names: "F1 for Reef, and accuracy for the other tasks".

    So it does where it says "the average error, and the overlap of each fish".
    """
    for match in find_caption_metrics(text, vocabulary):
        if _FOR_REST.match(text[match.end :]) or _OF_REST.search(text[: match.start]):
            return text[match.start : match.end].lower().strip(" .:;%")
    return ""


def find_later_data(text: str, end: int, vocabulary: TableVocabulary) -> tuple[str, ...]:
    """Return the data on which the sentences behind a caption's title (`end`) say all was measured, where the title names none."""
    data = [x for x in find_phrases(text, vocabulary) if x.kind == "data"]
    names = {text[x.start : x.end] for x in data if _MEASURED_ON.search(text[end : x.start])}
    is_named = len(names) == 1 and any(ch.isupper() for name in names for ch in name)
    return tuple(names) if is_named and not any(x.start < end for x in data) else ()


def find_scope(text: str, end: int, vocabulary: TableVocabulary) -> Scope | None:
    """Return what a caption says is averaged over; else the data that its title, which ends at `end`, names together."""
    for match in re.finditer(_AVERAGED.format(several=choice("several"), n=choice("counts_of_data")), text, re.IGNORECASE):
        defined = _DEFINES.search(text[: match.start()])
        if defined is None or inside("summaries").search(defined["name"]):
            shots = (match["how"],) if match["how"] else ()
            around = text[max(0, match.start() - MAX_MEASURE) : match.end("measure")]
            found = find_caption_metrics(around, vocabulary) if defined is None else ()
            return Scope((match["what"], *shots), around[found[-1].start : found[-1].end] if found else "")
    return _find_joint_data(text, [x for x in find_phrases(text, vocabulary) if x.kind == "data" and x.end <= end])


def _find_joint_data(text: str, named: list[CaptionPhrase]) -> Scope | None:
    """Return the data of a title from its first name to the last, where nothing else stands between; "all tasks" says nothing."""
    told = text[named[0].start : named[-1].end] if named else ""
    is_joint = all(BETWEEN_NAMES.fullmatch(text[a.end : b.start]) for a, b in pairwise(named))
    words = {word for x in named for word in text[x.start : x.end].split()}
    is_counted = bare("counts_of_data").match(told)
    is_vague = not is_counted and any(bare("no_modifiers").fullmatch(word) for word in words)
    return Scope((told,), is_joint=True) if told and is_joint and not is_vague and _PLACED.search(text[: named[0].start]) else None
