"""What a caption says of some lines alone: with how many examples models were prompted, what a label is explained by."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from extractors.results.captions.text import BETWEEN_NAMES, LISTED_NAMES
from extractors.results.facts import ValueLine
from extractors.results.labels import MIN_NAME_LENGTH
from extractors.results.vocabulary import TableVocabulary, find_caption_metrics
from extractors.results.words import bare, choice

SHOTS = re.compile(r"\b(?:zero|one|two|three|four|five|ten|few|\d+)[- ]shot\b", re.IGNORECASE)
LISTS_ON = re.compile(r"(?:,|\band|\bor|\bvs\.?|\bthan|\b(?:improvement|gain)s? over|/|&)\s+(?:the\s+)?$")
"""What stands before a further thing of a list."""
OF_LAST = re.compile(r"\sand\s[^(),.;]{3,60}\s\($")
"""What stands before a condition of the last of several things: "on tides and three reefs (zero-shot)"."""
_ON_DATA = re.compile(
    rf"(?P<shots>{SHOTS.pattern})(?:\s[a-z]+)?\s(?:on|for)\s(?:the\s)?(?P<names>(?:(?!{SHOTS.pattern})[^.;:()])+)", re.IGNORECASE
)
"""What is told of data by name: "5-shot performance on Reef, Tide; 10-shot on Gulf"."""
_BESIDE_TEXT = r"\b{of_text}(?:\s?\([^()]*\)|\s[a-z]+){{0,2}},?\s(?:and|&)\s[^,.;]{{0,60}}$"
"""What stands before them where they are joined to perplexity: "PPL (↓) and"."""
_IS_SAID = (
    r"(?:\s(?:columns?|scores?))?\s(?:is|refers\sto|denotes|represents|means|stands\sfor|reports)\s(?:the\s)?(?P<what>[^.;()]{4,120})"
)
"""What stands behind a label that a caption explains."""
_AVERAGE_OF = re.compile(rf"(?:[a-z-]+\s)?(?:average|mean)(?:\s\w+)?\s(?:of|over)\s(?:the\s)?(?P<names>{LISTED_NAMES})(?!\w)")
"""An average of data that are named: "the average of Reef and Tide"."""


@dataclass(frozen=True, slots=True)
class Shots:
    """How many examples a caption gives for scores alone, not for perplexity, and for data by name."""

    of_scores: str = ""
    by_name: Mapping[str, str] = field(default_factory=dict)


def find_partial_shots(title: str, text: str) -> Shots | None:
    """Return what a caption says of some lines: its title beside perplexity ("perplexity and zero-shot accuracy"), or all of it by name."""
    if not SHOTS.search(text):
        return None
    told = [m for m in SHOTS.finditer(title) if LISTS_ON.search(title[: m.start()]) or OF_LAST.search(title[: m.start()])]
    beside_text = re.compile(_BESIDE_TEXT.format(of_text=choice("of_text")), re.IGNORECASE)
    beside = [m for m in told if beside_text.search(title[: m.start()])]
    named = [(name.strip(), match["shots"]) for match in _ON_DATA.finditer(text) for name in BETWEEN_NAMES.split(match["names"])]
    by_name = {name: told for name, told in named if name[:1].isupper()}
    several = by_name if len({shots.lower() for shots in by_name.values()}) > 1 else {}
    return Shots(beside[0].group() if len(beside) == len(told) == 1 else "", several)


def with_shots(line: ValueLine, shots: Shots | None) -> ValueLine:
    """Return a line with the examples that the caption gives for it: by its data, else for a score that is no rate of speed."""
    if shots is None:
        return line
    named = next((told for name, told in shots.by_name.items() if _abbreviates(line.benchmark, name)), "")
    is_score = line.direction == "higher" and not bare("asides").match(line.benchmark)
    told = named or (shots.of_scores if is_score else "")
    common = tuple(x for x in line.common if not (told and bare("of_text").fullmatch(x)))
    return replace(line, common=(*common, told)) if told else line


def find_explained(text: str, labels: Iterable[str], vocabulary: TableVocabulary) -> dict[str, str]:
    """Return the data that a caption explains labels by: "PPL refers to Reef perplexity", "Eval+ is the average of Reef and Tide"."""
    found: dict[str, str] = {}
    for label in {x for x in labels if x in text}:
        said = re.search(rf"(?<![\w-]){re.escape(label)}[”\"’]?{_IS_SAID}", text)
        if said and (data := _data_of(said["what"], vocabulary)) and label not in data:
            found[label] = data
    return found


def _data_of(what: str, vocabulary: TableVocabulary) -> str:
    """Return the names that an explanation averages over, or the one that stands before its metric."""
    if averaged := _AVERAGE_OF.match(what):
        return averaged["names"]
    metric = next(iter(find_caption_metrics(what, vocabulary)), None)
    before = what[: metric.start].strip() if metric else ""
    return before if metric and metric.end == len(what.rstrip()) and re.fullmatch(r"[A-Z][\w&-]*\d*(?:\s[A-Z\d][\w-]*)?", before) else ""


def with_explained(line: ValueLine, explained: Mapping[str, str]) -> ValueLine:
    """Return a line with the data that the caption explains its label by."""
    told = next((data for label, data in explained.items() if line.benchmark == label or line.benchmark.endswith(f" {label}")), "")
    return replace(line, common=(*line.common, told)) if told and told not in line.common else line


def _abbreviates(label: str, name: str) -> bool:
    """Tell whether a label is a name, or has the beginning of each of its words: "ARC-C" of ARC-Challenge, "Hell." of HellaSwag."""
    short, whole = (re.split(r"[-_\s]", x.strip(" .↑%()").lower()) for x in (label, name))
    is_begun = len(short) == len(whole) and all(a and b.startswith(a) for a, b in zip(short, whole, strict=True))
    return is_begun and len(short[0]) >= MIN_NAME_LENGTH
