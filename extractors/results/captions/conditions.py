"""The conditions that a caption states for all numbers: data sets, models, shots, ratios, as printed."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.results.captions.partial import LISTS_ON, OF_LAST, SHOTS
from extractors.results.captions.patterns import DATA_NAME, ENTITY, patterns
from extractors.results.captions.phrases import JOINT, CaptionPhrase, find_phrases, is_of_some
from extractors.results.captions.scope import find_later_data
from extractors.results.captions.stated import stated_conditions
from extractors.results.captions.text import caption_text, caption_title
from extractors.results.vocabulary import TableVocabulary, is_kind
from extractors.results.words import bare

MAX_PHRASES = 4
"""Conditions taken from one caption; more would bury the reader."""

_LISTED = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:,\s*(?:and\s+|or\s+)?|and\s+|as well(?: as)?\s+|or\s+|vs\.?\s+|versus\s+|/\s*|&\s*)(?:the\s+)?"
    rf"(?:{ENTITY}|[“\"]?[A-Z][\w-]+|other\b)"
)
"""What follows the first of several things: the table tells those apart."""
_OTHER_SIZE = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:,|and|or|/|&)\s*(?:small|medium|base|large|huge)\b")
"""What follows a model of one size where another follows: "Lark medium (M) and large (L)"."""
_OTHER_VALUE = re.compile(r"(?<==)\s?\d[\d.]*(?:\s?,|\s?/|\s(?:and|or))\s?\d[\d.]*(?=\s?(?:[,.;:)]|$|(?:and|or)\b))")
"""The values of what takes several: "K=5,10", "n = 2 and 4"."""
_JOINED_BEFORE = re.compile(r"(?:\b(?:and|or|vs\.?|versus|than|(?:improvement|gain)s? over)|/|&)\s+(?:the\s+)?$")
"""What stands before the last of them, or what they are set against; a comma, unlike above, may part a condition from another."""
_PART = re.compile(r"\b(?:set|split|subset|fold|part|portion|half)$", re.IGNORECASE)
_OF_WHOLE = re.compile(rf"\sof\s(?:the\s)?{DATA_NAME}(?:\s(?:data ?set|benchmark|corpus)\b)?")
"""A part of data, and what it is a part of."""
_VARIED = re.compile(
    r"\b(?:different|various|varying) (?:numbers?|amounts?|choices|settings|configurations|variants|versions) of (?:the )?$"
)
"""What stands before a thing of which the table tries out more and less."""
_PANEL = re.compile(r"\([a-z]\)\s*$")
"""What stands before words for one panel of a table."""
_IN_BRACKETS = re.compile(r"\((?P<what>[A-Z][\w.]*(?:-[\w.]+)*-\d+(?:\.\d+)?B(?![\w-])[^(),;]*)(?:[,;][^()]*)?\)(?=\s?\.?$)")
"""A model of a size, in brackets at the end of a title: "Lark across budgets (Finch-8B → 4B, half pruned)"."""
_TUNED_MODELS = re.compile(
    r"^(?:performance|results?|accurac(?:y|ies)|evaluation)\s(?:of|for)\s(?:the\s)?(?:\d+\s)?(?P<what>(?:fine|instruction)-?tuned)\s(?:models|LLMs)\b",
    re.IGNORECASE,
)
"""How a title begins that is about tuned models alone: "Performance of 310 fine-tuned models"."""
_SIZED_MODEL = re.compile(r"\b(?:of|using|with|in|for)\s(?:the|an?)\s(?P<what>\d+(?:\.\d+)?[MB][- ]parameter\s(?:[a-z]+\s)?model)\b")
"""The one model of all numbers by its size: "evaluation of the 770M parameter model"."""
_SEVERAL = re.compile(r"\b(?:tasks|benchmarks?|datasets|sets|domains|problems)$", re.IGNORECASE)
"""What ends a phrase for several data sets at once."""
_ABBREVIATED = re.compile(r"\s\((?P<short>[A-Z][\w-]{0,11})\)")
_TRAINED = re.compile(r"(?<![A-Z]-)\b(?:fine-?|pre-?)?(?:tun|train)(?:ed|ing)\s(?:on|over)\s(?:the\s)?$")
"""What stands before the data that a model was made with."""
_KINDS = re.compile(r"\b(?:Tasks?|Benchmarks|Prompts|Problems|Datasets)$")
"""What ends a phrase in capitals that names a kind of data sets, not one."""


def caption_settings(caption: str, vocabulary: TableVocabulary) -> list[str]:
    """Return the condition the caption states for all numbers: data sets, models, shots, ratios, as printed.

    What was learned of captions and the patterns of the configuration each see what the other does not.
    """
    title, text = caption_title(caption), caption_text(caption)
    found: list[str] = []
    for phrase in _placed_conditions(title):
        _add(found, _with_whole(phrase, title).strip(" .,:;"))
    phrases = find_phrases(text, vocabulary)
    later = (
        *_later_model(text, len(title), phrases, vocabulary),
        *find_later_data(text, len(title), vocabulary),
        *stated_conditions(text[len(title) :]),
    )
    placed = list(found)
    for phrase in (*(_with_whole(x, title) for x in _learned_conditions(title, phrases)), *later):
        if not any(known.lower() in phrase.lower() and not _goes_on(phrase, known) for known in (*placed, *found)):
            _add(found, phrase.strip(" .,:;"))
    return [phrase for phrase in found if not (SHOTS.match(phrase) and OF_LAST.search(title.partition(phrase)[0]))][:MAX_PHRASES]


def _with_whole(phrase: str, title: str) -> str:
    """Return a phrase for a part of data with what it is a part of ("the development set of Natural Questions"), empty where others follow.

    A bracket that it leaves open is left out.
    """
    phrase = phrase if phrase.count("(") == phrase.count(")") else phrase.partition("(")[0]
    behind = title.partition(phrase)[2]
    found = _OF_WHOLE.match(behind) if _PART.search(phrase) else None
    if found is None:
        return phrase
    return "" if _LISTED.match(behind[found.end() :]) else phrase + found.group()


def _goes_on(phrase: str, known: str) -> bool:
    """Tell whether a phrase is a known one and what tells it from others: a version, a size, a split, what a number counts."""
    return phrase.startswith(f"{known} ") and bool(bare("telling_ends").fullmatch(phrase.removeprefix(f"{known} ")))


def _learned_conditions(title: str, phrases: Iterable[CaptionPhrase]) -> list[str]:
    """Return what was learned says of all numbers; of several things named together the table tells which is which."""
    phrases = [phrase for phrase in phrases if phrase.kind in ("data", "condition") and phrase.end <= len(title)]
    listed = {
        phrase
        for first, second in pairwise(phrases)
        if first.kind == second.kind and JOINT.fullmatch(title[first.end : second.start])
        for phrase in (first, second)
    }
    alone = [
        phrase
        for phrase in phrases
        if phrase not in listed
        and not _OTHER_SIZE.match(title[phrase.end :])
        and not any(m.start() < phrase.end < m.end() for m in _OTHER_VALUE.finditer(title))
        and not any(x.search(title[: phrase.start]) for x in (_JOINED_BEFORE, _TRAINED, _PANEL))
    ]
    texts = [(phrase.kind, title[phrase.start : phrase.end]) for phrase in alone]
    return [text for kind, text in texts if kind == "condition" or not _SEVERAL.search(text)]


def _later_model(text: str, end: int, phrases: Sequence[CaptionPhrase], vocabulary: TableVocabulary) -> list[str]:
    """Return the model that the sentences behind the title say all was run with, where they name one alone and the title none."""
    models = [(x, name) for x in phrases if x.kind == "condition" and is_kind(name := text[x.start : x.end], "model_name", vocabulary)]
    is_partial = any(x.start < end or is_of_some(x, phrases, text, is_measure=False) for x, _ in models)
    names = {name for _, name in models}
    return [] if is_partial or len(names) != 1 else list(names)


def _placed_conditions(title: str) -> list[str]:
    """Return what the patterns find: things behind a preposition, data sets by their noun, shots, ratios."""
    known = patterns()
    phrases = [m.group() for m in SHOTS.finditer(title) if not LISTS_ON.search(title[: m.start()])]
    phrases += [m.group("what") for x in (known.head, known.head_data) for m in x.finditer(title) if _is_condition(m, title)]
    phrases += [m.group("what") for m in known.placed.finditer(title) if _is_condition(m, title)]
    phrases += [
        m.group("what")
        for x in (known.named, known.used, known.counted_tasks, known.task, _IN_BRACKETS, _TUNED_MODELS, _SIZED_MODEL)
        for m in x.finditer(title)
    ]
    data = [*known.data.finditer(title), *(m for m in known.placed_data.finditer(title) if _is_proper(m, title))]
    phrases += [m.group("what") for m in data if _is_condition(m, title) and not _TRAINED.search(title[: m.start("what")])]
    phrases += [
        m.group("what")
        for m in known.described.finditer(title)
        if _is_condition(m, title) and not _TRAINED.search(title[: m.start("what")]) and not any(x in m.group() for x in phrases)
    ]
    phrases += [m.group() for m in known.ratio.finditer(title)]
    return [phrase for phrase in phrases if not title.isupper() or any(ch.isdigit() for ch in phrase)]


def _is_condition(placed: re.Match[str], title: str) -> bool:
    """Tell whether a phrase holds for the whole table: it is no thing compared or tried out, and none of several."""
    rest, before = title[placed.end("what") :], title[: placed.start("what")]
    if placed.groupdict().get("about") or patterns().technique.match(rest) or _ABBREVIATED.match(rest):
        return False
    return not rest.startswith("+") and not _LISTED.match(rest) and not LISTS_ON.search(before) and not _VARIED.search(before)


def _is_proper(named: re.Match[str], title: str) -> bool:
    """Tell whether a phrase is a name: it has a capital inside, or stands where other words have none."""
    name = named.group("what")
    if _KINDS.search(name):
        return False
    others = re.findall(r"[A-Za-z]{4,}", title.replace(name, " "))[1:]
    return bool(re.search(r"[a-z&][A-Z]", name)) or sum(word[0].isupper() for word in others) * 2 < len(others) or not others


def _add(found: list[str], phrase: str) -> None:
    if len(phrase) > 1 and not bare("no_conditions").fullmatch(phrase) and not any(phrase.lower() in f.lower() for f in found):
        found[:] = [f for f in found if f.lower() not in phrase.lower()]
        found.append(phrase)
