"""The metric that a caption names for all numbers, or for some data, and which way is better as it says."""

import re
from collections.abc import Collection, Iterable
from itertools import pairwise

from extractors.results.captions.patterns import patterns
from extractors.results.captions.phrases import JOINT, CaptionPhrase, find_phrases, is_of_some
from extractors.results.captions.text import FOR_SOME, SENTENCE, caption_body, caption_text, caption_title
from extractors.results.labels import MIN_NAME_LENGTH, split_label
from extractors.results.vocabulary import Direction, TableVocabulary, find_caption_metrics, find_metric, is_kind, read_arrow
from extractors.results.words import bare
from models.spelling import name_key

MAX_ACRONYM, MAX_METRIC = 6, 40
"""Letters of an acronym; characters behind a heading in which a caption names what is measured there."""
_PREPOSITION = re.compile(r"\b(?:of|at|on|in|for|that|to|with|by|per|and|or)\b")
"""Where a measure's name ends: the phrase was cut too late."""
_FOR_DATA = re.compile(r"(?:\s\([^()]*\))?\s(?:for|on|of)\s(?:the\s)?")
"""What stands between a measure and its data: "F1 for Reef"."""
_OF_DATA = re.compile(
    r"\s(?:(?:reported\s)?(?:metrics?|tasks?|environments?|benchmarks?|data ?sets?),?\s)?(?:(?:(?:is|are)"
    r"(?:\s(?:evaluat|measur|scor|report|assess)ed)?|uses?|(?:we )?reports?|records?)(?:\s(?:using|by|with|in|as))?"
    r"\s(?:the\s)?(?:official\s)?)?"
)
"""What stands between data and their measure: "Reef and Tide are evaluated using F1", "Reef F1"."""
_AS_METRIC = re.compile(
    r"\bFor (?P<data>[^,;]+?), (?:we )?(?:use|report|adopt)s? (?:the )?(?P<what>[\w@ -]+?) as (?:the|our|its) (?:evaluation )?metric\b"
)
_PERCENT = re.compile(r"\s?\(\s?%\s?\)$")
"""A unit that no other name of the metric has."""
_OWNER = re.compile(r"^.*[a-z][’']s\s(?!correlation|coefficient|kappa|tau|rho|alpha|[a-z]\b)", re.IGNORECASE)
"""Whose measure it is, where no measure is named after somebody: "Lark's accuracy" is accuracy."""
_JOINED = re.compile(r"\b[\w-]+ (?:and|or) $")
_AFTER_COST = re.compile(r"\b(?:speed|times?|costs?|efficiency|latency|throughput|memory|sizes?) and (?:the )?$", re.IGNORECASE)
"""What stands before a metric that is one of two: "a comparison of speed and accuracy"."""
_QUALIFIER = re.compile(r"^(?:overall|average|mean|total|percent)\s", re.IGNORECASE)
"""What stands before a metric that two adjectives share: "per-batch and overall accuracy" speaks of accuracy."""
_ARROW = re.compile(r"^\s?\([↑↓]\)")
_ALL_ARE = re.compile(
    r"^All\s(?:the\s)?(?:reported\s)?(?:numbers|values|results|scores|metrics)\b[^.]{0,40}\s(?:are|use|show)\s(?:the\s)?$"
)
"""How a later sentence of a caption says what all numbers are."""
_MARK = re.compile(
    r"[↑↓][’'”\"]?\s?(?:indicates?|denotes?|marks?|means?|shows?|represents?|stands for)\s(?![^.;]*\b(?:better|best|desir|prefer))[^.;]*",
    re.IGNORECASE,
)
"""An arrow that the caption explains as a mark behind values, which tells nothing of the measure: "↓ indicates a severe drop"."""
_GAIN = re.compile(r"\bimprovements? (?:over|against|relative to|compared (?:to|with)) (?=[\w“\"‘])", re.IGNORECASE)
MAX_BEFORE_GAIN = 25
"""Characters that stand before the word for a gain where all is one: "Average relative", the name of a method."""
_USED = re.compile(r"\s(?:is|was) used as (?:the |an? )?(?:evaluation )?metric")
_SAID_TO_BE = r"(?:\s(?:reports?|denotes?|shows?|measures?|is|means|stands for)\s|\s?[:=]\s?)(?P<what>[^;,.]{3,40})"
_CAMEL = re.compile(r"[a-z][A-Z]")
"""Capitals inside a name, which no everyday word has: mAP, mIoU."""
_GOES_ON = ("-", ",", "/", " and ", " or ", " & ")
_JOINTS = ("+", "-", "–")


def caption_direction(caption: str, vocabulary: TableVocabulary, printed: Collection[str] = ()) -> Direction:
    """Return the direction the caption tells for the whole table, by arrow, in words, or by the metrics it names.

    Behind its title no metric counts that is a label of the table (`printed`, their keys): it is told of that one.
    """
    told = read_arrow(_MARK.sub("", caption))
    if told != "unknown":
        return told
    text, title = caption_text(caption), caption_title(caption)
    named = [(m, text[m.start : m.end].strip(" .")) for m in find_caption_metrics(text, vocabulary)]
    found = {
        m.direction
        for m, name in named
        if not bare("compared_losses").fullmatch(name)
        and (m.start < len(title) or not (bare("asides").fullmatch(name) or bare("doubtful").fullmatch(name) or name_key(name) in printed))
    }
    return found.pop() if len(found) == 1 else "unknown"


def is_of_gains(text: str) -> bool:
    """Tell whether a caption's body or a label begins with what all its numbers are a gain over: the more the better, whatever of."""
    said = _GAIN.search(text)
    return said is not None and said.start() <= MAX_BEFORE_GAIN


def measured_direction(name: str, caption: str, vocabulary: TableVocabulary) -> Direction:
    """Return the direction of the metric that the caption prints right behind a heading, or says it to be.

    So it does by "TO reports timeout rate", and by "TP: true positives".
    """
    short = name.partition(" (")[0]
    said = re.search(rf"(?<!\w){re.escape(short)}{_SAID_TO_BE}", caption) if short in caption else None
    if said and (told := next(iter(find_caption_metrics(said["what"], vocabulary)), None)):
        return told.direction
    _, found, behind = caption.partition(f"{name} ") if len(name) >= MIN_NAME_LENGTH else ("", "", "")
    match = next(iter(find_caption_metrics(behind[:MAX_METRIC], vocabulary)), None) if found else None
    return match.direction if match is not None and match.start <= 1 else "unknown"


def caption_measure(caption: str, vocabulary: TableVocabulary) -> str:
    """Return the metric that the caption says all numbers are of; empty where it merely speaks of metrics.

    Its first sentence is heard, else the later ones, where the caption names no other metric.
    """
    title, text = caption_title(caption), caption_text(caption)
    if measure := _longer(_sentence_measure(title, vocabulary), _learned_measure(text, 0, len(title), vocabulary)):
        return measure
    found = find_caption_metrics(text, vocabulary)
    short = {b.start for a, b in pairwise(found) if text[a.end : b.start] == " ("}
    told = [text[m.start : m.end].strip(" .:;") for m in found if m.start not in short]
    names = {_to_singular(x) for x in told if not bare("asides").fullmatch(x)}
    if len(names) > 1:
        return ""
    sentences = [sentence for sentence in map(str.strip, SENTENCE.split(text[len(title) :])) if not FOR_SOME.match(sentence)]
    later = (_sentence_measure(sentence, vocabulary, is_later=True) for sentence in sentences)
    return _longer(next(filter(None, later), ""), _learned_measure(text, len(title), len(text), vocabulary))


def _longer(told: str, learned: str) -> str:
    """Return the learned measure where it says more of the same than the patterns do, else theirs."""
    return learned if told in learned else told


def _learned_measure(text: str, start: int, end: int, vocabulary: TableVocabulary) -> str:
    """Return the one measure that a part of a caption tells, as other papers print it; empty where it tells several, or no metric."""
    phrases = [x for x in find_phrases(text, vocabulary) if start <= x.start and x.end <= end]
    measures = [x for x in phrases if x.kind == "measure" and not (start and is_of_some(x, phrases, text))]
    if any(_AFTER_COST.search(text[: x.start]) for x in measures):
        return ""
    found = [text[x.start : x.end] for x in measures]
    names = {name for x in found if (name := _name_measure(x))}
    name = names.pop() if len(names) == 1 and not any(bare("compared_losses").fullmatch(x) for x in found) else ""
    known = find_metric(name, vocabulary) if "/" not in name else None
    return name if known is not None and (known.kind == "metric" or (known.kind != "benchmark" and " " in name)) else ""


def named_measures(caption: str, vocabulary: TableVocabulary, labels: Iterable[str] = ()) -> dict[str, str]:
    """Return the measures that the caption gives to some data alone: "Reef and Tide use accuracy", "F1 for Reef", "the Reef accuracy".

    The table's own `labels` are data, too, and known metrics measures, where nothing was learned of them.
    """
    told = caption_text(caption)
    given = {m["data"]: m["what"] for m in _AS_METRIC.finditer(told)}
    names: list[str] = []
    measure, end = "", 0
    for phrase in _with_printed(find_phrases(told, vocabulary), told, labels, vocabulary):
        text, between = told[phrase.start : phrase.end], told[end : phrase.start]
        if phrase.kind == "data":
            names = [*(names if JOINT.fullmatch(between) else []), text]
            given |= {text: measure} if measure and _FOR_DATA.fullmatch(between) else {}
        else:
            measure = _name_measure(text) if phrase.kind == "measure" else ""
            given |= {data: measure for data in names if _OF_DATA.fullmatch(between)}
            names = []
        end = phrase.end
    return {data: measure for data, measure in given.items() if find_metric(measure, vocabulary)}


def _with_printed(phrases: Iterable[CaptionPhrase], told: str, labels: Iterable[str], vocabulary: TableVocabulary) -> list[CaptionPhrase]:
    """Return the phrases and, where none of them is, the labels of the table that the caption prints and the metrics that it names."""
    found = list(phrases)
    names = [re.escape(x) for x in sorted(set(labels), key=len, reverse=True) if x in told and _names_data(x, vocabulary)]
    data = re.finditer(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])", told) if names else ()
    more = [CaptionPhrase("data", m.start(), m.end()) for m in data]
    more += [CaptionPhrase("measure", m.start, m.end) for m in find_caption_metrics(told, vocabulary)]
    for x in more:
        if not any(x.start < y.end and y.start < x.end for y in found):
            found.append(x)
    return sorted(found, key=lambda x: x.start)


def _names_data(label: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a label may be one of data: a name, no size or metric."""
    known = find_metric(label, vocabulary)
    is_name = len(label) >= MIN_NAME_LENGTH and label[0].isascii() and label[0].isalpha()
    return is_name and (known is None or known.kind == "benchmark") and not is_kind(label, "setting_value", vocabulary)


def _name_measure(phrase: str) -> str:
    """Return the measure of a phrase as other papers print it; empty where the phrase holds none."""
    name = _cut(_QUALIFIER.sub("", phrase)).strip(" .,:;")
    return _to_singular(name) if name else ""


def _cut(phrase: str) -> str:
    """Return a measure's name up to its first preposition; of two kinds of one ("agent-level and pair-level accuracy") what they share.

    A bracket that is then left open goes, too: "runtime (in seconds)" is runtime.
    """
    first, joint, second = phrase.partition(" and ")
    shared = second.partition(" ")[2] if joint and " " not in first else ""
    name = _PERCENT.sub("", _OWNER.sub("", _PREPOSITION.split(shared or phrase)[0]).strip(" .,:;"))
    return name if name.count("(") == name.count(")") else name.partition("(")[0].rstrip(" %)")


def _sentence_measure(sentence: str, vocabulary: TableVocabulary, *, is_later: bool = False) -> str:
    """Return the metric that a sentence of a caption says all numbers are of."""
    for match in find_caption_metrics(sentence, vocabulary):
        before, after = sentence[: match.start], _ARROW.sub("", sentence[match.end :])
        name = sentence[match.start : match.end].strip(" .:;")
        is_part = after.startswith(_GOES_ON) or before.endswith(_JOINTS) or bool(_AFTER_COST.search(before))
        is_whole = not is_part and (bool(_CAMEL.search(name)) or not bare("doubtful").fullmatch(name))
        is_measured = patterns().measured.search(before) or (is_later and _ALL_ARE.search(before)) or _USED.match(after)
        if is_whole and is_measured and (before.count("(") == before.count(")") or after.startswith(")")):
            return _to_singular(name)
    return ""


def _to_singular(name: str) -> str:
    """Return a metric's name as other papers print it: Hit rates is hit rate, PPL stays."""
    max_length = 0 if name.isupper() else MAX_ACRONYM
    words = [x if _CAMEL.search(x) or (x.isupper() and len(x) <= max_length) else x.lower() for x in name.split()]
    if not words[-1].isupper():
        words[-1] = re.sub(r"(?<=[^s])s$", "", re.sub(r"ies$", "y", re.sub(r"sses$", "ss", words[-1])))
    return " ".join(words)


def caption_metric(caption: str, vocabulary: TableVocabulary) -> str:
    """Return the metric the caption names first, with a unit in brackets behind it; empty when it names none."""
    body = caption_body(caption)
    for match in find_caption_metrics(body, vocabulary):
        unit = re.match(r"\s?\([^()]{1,14}\)", body[match.end :])
        name = body[match.start : match.end]
        if _JOINED.search(body[: match.start]):
            name = _QUALIFIER.sub("", name)
        return split_label(name + (unit.group() if unit else "")).text
    return ""
