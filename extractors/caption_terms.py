"""What a caption says for the whole table: the metric, its direction, and the condition all numbers share."""

import re

from extractors.metrics import Direction, Metrics, find_caption_metrics, read_arrow
from extractors.table_labels import join_ligatures, split_label

MAX_PHRASES = 4
"""Conditions taken from one caption; more would bury the reader."""

_TITLE = re.compile(r"^\s*(?:table|tab\.?)\s*[\w.]+\s*[.:|]?\s*", re.IGNORECASE)
_ENTITY = (
    r"(?:[A-Za-z]*\d[\w.+×/-]*\w|[A-Z][a-z]*[A-Z][\w.+×/-]*\w|\w+(?:[-.]\w+)*[-+][A-Z\d]\w*(?:[-.×]\w+)*"
    r"|[a-z]+\.[a-z]{2,}|[A-Z]\w+-[\w.+×-]*\w|[A-Z]{3,}\w*|\d*[A-Za-z]+\d+)"
)
_PLACED = re.compile(
    rf"\b(?:on|for|of|using|with|under|at|in|over|across)\s+(?:the\s+|a\s+|an\s+|our\s+|single\s+|pruned\s+|compressed\s+)*"
    rf"(?P<what>{_ENTITY}(?:\s+{_ENTITY}|\s+[A-Z][a-z]+(?=\W|$))*)"
)
_SHOTS = re.compile(r"\b(?:zero|one|two|three|four|five|ten|few|\d+)[- ]shot\b", re.IGNORECASE)
_RATIO = re.compile(
    r"\b\d+(?:\.\d+)?\s?%\s+(?:[A-Za-z]+\s)?(?:sparsity|compression|ratio|rate|pruning|pruned|retention|parameters?|experts?|reduction|density"
    r"|data|training|budget|activated|weights)(?:\s(?:ratio|rate|retention|reduction|compression|sparsity))?\b",
    re.IGNORECASE,
)
_NOT_A_CONDITION = re.compile(
    r"^(?:(?:table|figure|fig|section|sec|appendix|eq)\b.*|bold|underlined?|§.*|see|i\.e|e\.g|we|the|these|this|table\s?\d+|moes?|mixtures?-of-experts|llms?|lms?|ai"
    r"|ours?|sota|nlp|gpus?|ffns?|[\d.]+[x×]?|[()\d]+)$",
    re.IGNORECASE,
)
_FORMAT = re.compile(r"\b(?:format|as|form|order(?:ed)?)\s+(?:of\s+|as\s+)?[“\"'(]?([\w%@.-]+(?:\s?/\s?[\w%@.-]+)+)")


def caption_body(caption: str) -> str:
    """Return the caption without its "Table 3:", words that were broken at a line's end joined."""
    body = _TITLE.sub("", join_ligatures(caption), count=1)
    return re.sub(r"(?<=[a-z])- (?=[a-z]{3})", "", re.sub(r"(?<=\w)- (?=[A-Z\d])", "-", body))


def caption_settings(caption: str) -> list[str]:
    """Return the condition the caption states for all numbers: data sets, models, shots, ratios, as printed."""
    first = split_label(caption_body(caption)).text
    title = re.split(r"(?<=[\w)%”][.;:])\s+(?=[A-Z“])", first)[0]
    found: list[str] = []
    phrases = [m.group() for m in _SHOTS.finditer(title)] + [m.group("what") for m in _PLACED.finditer(title)]
    for phrase in phrases + [m.group() for m in _RATIO.finditer(title)]:
        _add(found, phrase.strip(" .,:;"))
    return found[:MAX_PHRASES]


def _add(found: list[str], phrase: str) -> None:
    if len(phrase) > 1 and not _NOT_A_CONDITION.match(phrase) and phrase.lower() not in (f.lower() for f in found):
        found.append(phrase)


def caption_direction(caption: str, metrics: Metrics) -> Direction:
    """Return the direction the caption tells for the whole table, by arrow, in words, or by the metrics it names."""
    told = read_arrow(caption)
    if told != "unknown":
        return told
    found = {match.direction for match in find_caption_metrics(caption_body(caption), metrics)}
    return found.pop() if len(found) == 1 else "unknown"


def caption_metric(caption: str, metrics: Metrics) -> str:
    """Return the metric the caption names first, with a unit in brackets behind it; empty when it names none."""
    body = caption_body(caption)
    for match in find_caption_metrics(body, metrics):
        unit = re.match(r"\s?\([^()]{1,14}\)", body[match.end :])
        return split_label(body[match.start : match.end] + (unit.group() if unit else "")).text
    return ""


def value_parts(caption: str, n_parts: int) -> list[str]:
    """Return the names the caption gives to the parts of cells like `27.3/22.7`; empty when it gives none."""
    for match in _FORMAT.finditer(caption):
        parts = [part.strip() for part in match.group(1).strip(").,'\"”").split("/")]
        if len(parts) == n_parts:
            return parts
    return []
