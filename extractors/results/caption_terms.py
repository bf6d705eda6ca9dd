"""What a caption says for the whole table: the metric, its direction, and the condition all numbers share."""

import re

from extractors.results.labels import split_label
from extractors.results.vocabulary import Direction, TableVocabulary, find_caption_metrics, read_arrow
from models.ligatures import join_ligatures

MAX_PHRASES = 4
"""Conditions taken from one caption; more would bury the reader."""

_TITLE = re.compile(r"^\s*(?:table|tab\.?)\s*[\w.]+\s*[.:|]?\s*", re.IGNORECASE)
_ENTITY = (
    r"(?:[A-Z]+/\d+\w*|[A-Za-z]*\d[\w.+×/-]*\w|[A-Z][a-z]*[A-Z][\w.+×/-]*\w(?:[’']\d\d)?|\w+(?:[-.]\w+)*[-+][A-Z\d]\w*(?:[-.×/]\w+)*"
    r"|[a-z]+\.[a-z]{2,}|[A-Z]\w+-[\w.+×-]*\w|[A-Z]{3,}\w*(?:[’']\d\d)?|\d*[A-Za-z]+\d+)"
)
_COUNTED = r"(?:\s(?:tokens|steps|epochs|iterations|updates|(?:\w+\s)?GPUs?|parameters|params|experts|layers|bits?)\b)"
"""What a number counts belongs to the condition: 100k steps, 1T tokens."""
_PAIR = r"(?:[A-Z][a-z]\s?(?:→|->|–|-)\s?[A-Z][a-z](?=\W|$))"
"""A pair of languages: En→De."""
_NO_MODIFIER = (
    r"(?:and|or|vs\.?|versus|other|different|various|several|multiple|respect|which|that|where|when|we|is|are|each|all|both|between|among|format|form|order|terms"
    r"|from|to|by|of|on|for|in|at|using|with|without|over|across|under|after|than|as|the|a|an|comparable|popular)"
)
_PLACED = re.compile(
    rf"(?:\b(?P<about>(?i:compar(?:isons?|ing)|differences?)\s+(?:of|to|with))|\b(?:on|for|of|using|with|under|at|in|over|across|after))\s+"
    rf"(?:the\s+|a\s+|an\s+|our\s+|single\s+)?(?:[A-Z]\w+[’']s\s+)?(?:(?!{_NO_MODIFIER}\s)[a-z][a-z-]*\s+){{0,2}}"
    rf"(?P<what>{_ENTITY}(?:\s+{_ENTITY}|\s+{_PAIR}|\s+[A-Z][a-z]+(?=\W|$))*{_COUNTED}?)"
)
_HEAD = re.compile(
    rf"^(?i:(?:full|detailed|complete|individual|overall|main|additional|more|per-\w+|[a-z]+-shot|evaluation|comparison)\s+(?:of\s+)?)*"
    rf"(?![A-Z][a-z]+-[a-z]+\b)(?P<what>{_ENTITY})(?:\s[\w-]+){{0,3}}?\s(?i:results?|performances?|scores?|evaluations?|benchmarks?|leaderboard)\b"
)
"""A data set or model that heads the caption's noun: "T5-XYZ results"."""
_NAMED = re.compile(
    r"\b(?:language|task|data ?set|domain|model|split|corpus|subset|category):\s+(?P<what>[A-Z][\w-]*(?:\s\([a-z-]+\))?)"
    r"(?!,| and\b| or\b|/)"
)
_LISTED = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:,\s*(?:and\s+|or\s+)?|and\s+|or\s+|vs\.?\s+|versus\s+|/\s*|&\s*)(?:the\s+)?"
    rf"(?:{_ENTITY}|[A-Z][\w-]+|other\b)"
)
"""What follows the first of several things: the table tells those apart."""
_LISTS_ON = re.compile(r"(?:,|\band|\bor|\bvs\.?|/|&)\s+(?:the\s+)?$")
_COUNTED_TASKS = re.compile(
    r"^(?:[\w-]+\s){1,3}(?:\([^()]*\)\s)?(?:on|for|in)\s(?:the\s)?"
    r"(?P<what>(?:(?!(?:all|different|various|several|other|each|the|and|or|on|in)\b)[\w-]+\s){0,3}"
    r"\d+\s(?:(?!(?:all|different|various|several|other|each|unseen|and|or)\b)[\w-]+\s){0,2}"
    r"(?:tasks|data ?sets|domains|languages|classes))\b"
)
"""How many tasks are measured, and how: "accuracy for the sequential learning of 6 tasks"."""
_TECHNIQUE = re.compile(
    r"\s(?:strateg(?:y|ies)|methods?|approach(?:es)?|algorithms?|loss|routing|router|gating|layers?|modules?|mechanisms?|variants?|techniques?)\b"
)
"""Nouns of a thing that is tried out, not of a condition."""
_ABBREVIATED = re.compile(r"\s\((?P<short>[A-Z][\w-]{0,11})\)")
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
_MEASURED = re.compile(
    r"^(?:(?i:comparisons?|evaluations?|results?|analysis|summary|breakdown|measurements?) (?i:of|on|in|for) (?:the )?)?"
    r"(?:(?!(?i:and|or|of|on|in|for|by|with|without|that|which|when|while|under|at|to|is|are|than|as|using|from|vs\.?)\b)"
    r"(?!(?!(?:Train|Test|Process|Serv|Decod|Prefetch|Fine-tun|Pre-train)ing)[A-Z][a-z-]+ing\b)(?![a-z]+(?:[^s]s|es)\b)[\w/-]+[ -]){0,4}$"
    r"|\b(?i:effects?|impacts?|influence) of [^.]{3,60} on (?:the )?$"
    r"|\b(?:in terms of|measured (?:by|in|as)|evaluated by|metric is|report(?:ing)?(?: the)?)\s(?:the\s|average\s|mean\s)*$"
    r"|\((?:mean\s|average\s|avg\.\s|test\s)*$"
)
"""What stands before the metric of all numbers: the start of the caption, "in terms of", a bracket."""
_COMPARED_LOSSES = re.compile(r"(?:pre-?training |training )?losses", re.IGNORECASE)
"""Losses that a table compares by their effect, not by their value."""
MAX_ACRONYM = 6
_GOES_ON = ("-", ",", "/", " and ", " or ", " & ")
_JOINTS = ("+", "-", "–")
_DOUBTFUL = ("mos", "jitter", "is", "map", "per", "loss", "losses", "step-time")
"""Metrics by name that are parts of many other names."""


def caption_body(caption: str) -> str:
    """Return the caption without its "Table 3:", words that were broken at a line's end joined."""
    body = _TITLE.sub("", join_ligatures(caption), count=1)
    return re.sub(r"(?<=[a-z])- (?=[a-z]{3})", "", re.sub(r"(?<=\w)- (?=[A-Z\d])", "-", body))


def caption_settings(caption: str) -> list[str]:
    """Return the condition the caption states for all numbers: data sets, models, shots, ratios, as printed."""
    title = _title(caption)
    found: list[str] = []
    phrases = [m.group() for m in _SHOTS.finditer(title)] + [m.group("what") for m in _HEAD.finditer(title)]
    phrases += [m.group("what") for m in _PLACED.finditer(title) if _is_condition(m, title)]
    phrases += [m.group("what") for m in (*_NAMED.finditer(title), *_COUNTED_TASKS.finditer(title))]
    for phrase in phrases + [m.group() for m in _RATIO.finditer(title)]:
        if not title.isupper() or any(ch.isdigit() for ch in phrase):
            _add(found, phrase.strip(" .,:;"))
    return found[:MAX_PHRASES]


def _title(caption: str) -> str:
    """Return the caption's first sentence."""
    first = split_label(caption_body(caption)).text
    return re.split(r"(?<=[\w)%”][.;:])\s+(?=[A-Z“])", first)[0] if not _NAMED.search(first) else first


def _is_condition(placed: re.Match[str], title: str) -> bool:
    """Tell whether a phrase holds for the whole table: it is no thing compared or tried out, and none of several."""
    rest, before = title[placed.end("what") :], title[: placed.start("what")]
    if placed.group("about") or _TECHNIQUE.match(rest) or _ABBREVIATED.match(rest):
        return False
    return not _LISTED.match(rest) and not _LISTS_ON.search(before)


def _add(found: list[str], phrase: str) -> None:
    if len(phrase) > 1 and not _NOT_A_CONDITION.match(phrase) and not any(phrase.lower() in f.lower() for f in found):
        found[:] = [f for f in found if f.lower() not in phrase.lower()]
        found.append(phrase)


def caption_direction(caption: str, vocabulary: TableVocabulary) -> Direction:
    """Return the direction the caption tells for the whole table, by arrow, in words, or by the metrics it names."""
    told = read_arrow(caption)
    if told != "unknown":
        return told
    body = caption_body(caption)
    named = [m for m in find_caption_metrics(body, vocabulary) if not _COMPARED_LOSSES.fullmatch(body[m.start : m.end].strip())]
    found = {match.direction for match in named}
    return found.pop() if len(found) == 1 else "unknown"


def caption_measure(caption: str, vocabulary: TableVocabulary) -> str:
    """Return the metric that the caption's first sentence says all numbers are of; empty where it merely speaks of metrics."""
    title = _title(caption)
    for match in find_caption_metrics(title, vocabulary):
        before, after = title[: match.start], title[match.end :]
        name = title[match.start : match.end].rstrip(" .:;")
        is_part = after.startswith(_GOES_ON) or before.endswith(_JOINTS)
        is_whole = not is_part and name.lower() not in _DOUBTFUL
        if is_whole and _MEASURED.search(before) and (before.count("(") == before.count(")") or after.startswith(")")):
            return _to_singular(name)
    return ""


def _to_singular(name: str) -> str:
    """Return a metric's name as other papers print it: Hit rates is hit rate, PPL stays."""
    words = [word if word.isupper() and len(word) <= MAX_ACRONYM and not name.isupper() else word.lower() for word in name.split()]
    if not words[-1].isupper():
        words[-1] = re.sub(r"(?<=[^s])s$", "", re.sub(r"ies$", "y", re.sub(r"sses$", "ss", words[-1])))
    return " ".join(words)


def caption_metric(caption: str, vocabulary: TableVocabulary) -> str:
    """Return the metric the caption names first, with a unit in brackets behind it; empty when it names none."""
    body = caption_body(caption)
    for match in find_caption_metrics(body, vocabulary):
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
