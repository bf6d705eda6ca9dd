"""What a caption says for the whole table: the metric, its direction, and the condition all numbers share."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from extractors.results.caption_phrases import IN_BRACKETS, CaptionPhrase, find_later_data, find_phrases
from extractors.results.labels import MIN_NAME_LENGTH, split_label
from extractors.results.vocabulary import Direction, TableVocabulary, find_caption_metrics, find_metric, is_kind, read_arrow
from extractors.results.words import bare, choice
from models.config_files import config_dir
from models.ligatures import join_ligatures

MAX_PHRASES = 4
"""Conditions taken from one caption; more would bury the reader."""

_TITLE = re.compile(r"^\s*(?:table|tab\.?)\s*[\w.]+\s*[.:|]?\s*", re.IGNORECASE)
_ENTITY = (
    r"(?:[A-Z]+/\d+\w*|[A-Za-z]*\d[\w.+×/-]*\w|[A-Z][a-z]*[A-Z][\w.+×/-]*\w(?:[’']\d\d)?|\w+(?:[-.]\w+)*[-+][A-Z\d]\w*(?:[-.×/]\w+)*"
    r"|[a-z]+\.[a-z]{2,}|[A-Z]{2,};[A-Z]{2,}|[A-Z]\w+-[\w.+×-]*\w|[A-Z]{3,}\w*(?:[’']\d\d)?|\d*[A-Za-z]+\d+)"
)
_PAIR = r"(?:[A-Z][a-z]\s?(?:→|->|–|-)\s?[A-Z][a-z](?=\W|$))"
"""A pair of languages: En→De."""
_LISTED = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:,\s*(?:and\s+|or\s+)?|and\s+|or\s+|vs\.?\s+|versus\s+|/\s*|&\s*)(?:the\s+)?"
    rf"(?:{_ENTITY}|[A-Z][\w-]+|other\b)"
)
"""What follows the first of several things: the table tells those apart."""
_LISTS_ON = re.compile(r"(?:,|\band|\bor|\bvs\.?|\bthan|\b(?:improvement|gain)s? over|/|&)\s+(?:the\s+)?$")
_JOINT = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:,|,?\s?\b(?:and|or|vs\.?|versus)\b|/|&)\s*(?:the\s)?")
"""What stands between two things that are named together."""
_JOINED_BEFORE = re.compile(r"(?:\b(?:and|or|vs\.?|versus|than|(?:improvement|gain)s? over)|/|&)\s+(?:the\s+)?$")
"""What stands before the last of them, or what they are set against; a comma, unlike above, may part a condition from another."""
_VARIED = re.compile(r"\b(?:different|various|varying) (?:numbers?|amounts?|choices) of (?:the )?$")
"""What stands before a thing of which the table tries out more and less."""
_PANEL = re.compile(r"\([a-z]\)\s*$")
"""What stands before words for one panel of a table."""
_PREPOSITION = re.compile(r"\b(?:of|at|on|in|for|that|to|with|by|per|and|or)\b")
"""Where a measure's name ends: the phrase was cut too late."""
_FOR_DATA = re.compile(r"(?:\s\([^()]*\))?\s(?:for|on|of)\s(?:the\s)?")
"""What stands between a measure and its data: "F1 for Reef"."""
_OF_DATA = re.compile(
    r"\s(?:(?:reported\s)?(?:metrics?|tasks?|environments?|benchmarks?|data ?sets?),?\s)?(?:(?:(?:is|are)"
    r"(?:\s(?:evaluat|measur|scor|report|assess)ed)?|uses?|(?:we )?reports?|records?)(?:\s(?:using|by|with|in|as))?\s(?:the\s)?)?"
)
"""What stands between data and their measure: "Reef and Tide are evaluated using F1", "Reef F1"."""
_FOR_SOME = re.compile(r"(?:For|On|In)\s(?:the\s)?[A-Z]")
"""How a later sentence begins that is about some data alone."""
_PERCENT = re.compile(r"\s?\(\s?%\s?\)$")
"""A unit that no other name of the metric has."""
_SEVERAL = re.compile(r"\b(?:tasks|benchmarks?|datasets|sets|domains|problems)$", re.IGNORECASE)
"""What ends a phrase for several data sets at once."""
_ABBREVIATED = re.compile(r"\s\((?P<short>[A-Z][\w-]{0,11})\)")
_DATA_NAME = r"(?:[A-Za-z&]*[A-Z][\w&²→+-]*(?:\.\d+)?)(?:\s(?:[A-Z][\w&²→+-]*|\d+(?:\.\d+)?))*"
"""A name of a data set in plain letters: Kinetics, arXiv, Open Reef 2."""
_ABBREVIATION = r"(?<!\bvs\.)(?<!\bi\.e\.)(?<!\be\.g\.)(?<!\bcf\.)(?<!\bw\.r\.t\.)"
_SENTENCE = re.compile(rf"(?<=[\w)%”][.;]){_ABBREVIATION}\s+(?=[A-Z“#])")
_TITLE_END = re.compile(rf"(?<=[\w)%”][.;:]){_ABBREVIATION}\s+(?=[A-Z“#])")
_SHOTS = re.compile(r"\b(?:zero|one|two|three|four|five|ten|few|\d+)[- ]shot\b", re.IGNORECASE)
_OF_LAST = re.compile(r"\sand\s[^(),.;]{3,60}\s\($")
"""What stands before a condition of the last of several things: "on tides and three reefs (zero-shot)"."""
_JOINED = re.compile(r"\b[\w-]+ (?:and|or) $")
_QUALIFIER = re.compile(r"^(?:overall|average|mean|total|percent)\s", re.IGNORECASE)
"""What stands before a metric that two adjectives share: "per-batch and overall accuracy" speaks of accuracy."""
_TRAINED = re.compile(r"(?<![A-Z]-)\b(?:fine-?|pre-?)?(?:tun|train)(?:ed|ing)\s(?:on|over)\s(?:the\s)?$")
"""What stands before the data that a model was made with."""
_KINDS = re.compile(r"\b(?:Tasks?|Benchmarks|Prompts|Problems|Datasets)$")
"""What ends a phrase in capitals that names a kind of data sets, not one."""
_ARROW = re.compile(r"^\s?\([↑↓]\)")
_ALL_ARE = re.compile(
    r"^All\s(?:the\s)?(?:reported\s)?(?:numbers|values|results|scores|metrics)\b[^.]{0,40}\s(?:are|use|show)\s(?:the\s)?$"
)
"""How a later sentence of a caption says what all numbers are."""
_USED = re.compile(r"\s(?:is|was) used as (?:the |an? )?(?:evaluation )?metric")
_SAID_TO_BE = r"(?:reports?|denotes?|shows?|measures?|is|means|stands for)\s(?P<what>[^;,.]{3,40})"
MAX_ACRONYM, MAX_METRIC = 6, 40
"""Letters of an acronym; characters behind a heading in which a caption names what is measured there."""
_GOES_ON = ("-", ",", "/", " and ", " or ", " & ")
_JOINTS = ("+", "-", "–")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What is looked for in captions, with the words of the configuration in their places."""

    placed: re.Pattern[str]
    """A preposition and what the numbers were measured on."""
    head: re.Pattern[str]
    """A data set or model that heads the caption's noun: "T5-XYZ results"."""
    head_data: re.Pattern[str]
    """A data set in plain letters that heads it: "Kinetics test set results"."""
    described: re.Pattern[str]
    """What was measured on, described and not named: "on the speech data set"."""
    named: re.Pattern[str]
    """What a colon gives the name of: "language: Spanish"."""
    counted_tasks: re.Pattern[str]
    """How many tasks are measured, and how: "accuracy for the sequential learning of 6 tasks"."""
    used: re.Pattern[str]
    """How it was done, by a name in plain letters: "using Uniform quantization"."""
    data: re.Pattern[str]
    """A data set named in plain letters, which its noun tells: "on the Criteo dataset"."""
    placed_data: re.Pattern[str]
    """One without a noun, where it ends the phrase: "accuracy on Kinetics with"."""
    technique: re.Pattern[str]
    """A thing that is tried out, not a condition."""
    ratio: re.Pattern[str]
    measured: re.Pattern[str]
    """What stands before the metric of all numbers: the start of the caption, "in terms of", a bracket."""


def _patterns() -> _Patterns:
    return _write_out(config_dir())


@cache
def _write_out(_: Path) -> _Patterns:
    """Return the patterns of a config folder; its words are read by their lists' names."""
    not_modifier = rf"(?!{choice('no_modifiers')}\s)"
    not_adjective = r"(?!(?:all|different|various|several|other|each|unseen|the|and|or|on|in)\b)"
    return _Patterns(
        placed=re.compile(
            rf"(?:\b(?P<about>(?i:compar(?:isons?|ing)|differences?)\s+(?:of|to|with))|\b{choice('placing')})\s+"
            rf"(?:the\s+|a\s+|an\s+|our\s+|single\s+)?(?:[A-Z]\w+[’']s\s+)?(?:{not_modifier}[a-z][a-z-]*\s+){{0,2}}"
            rf"(?P<what>{_ENTITY}(?:\s+{_ENTITY}|\s+{_PAIR}|\s+[A-Z][a-z]+(?=\W|$))*(?:\s{choice('counted')}\b(?!/))?)"
        ),
        head=re.compile(
            rf"^(?i:{choice('heads')}\s+(?:of\s+)?)*"
            rf"(?![A-Z][a-z]+-[a-z]+\b)(?P<what>{_ENTITY})(?!\s(?:and|or)\b)(?:\s[\w-]+){{0,3}}?\s(?i:{choice('headed')})\b"
        ),
        head_data=re.compile(
            rf"^(?P<led>(?:(?i:{choice('heads')})\s+(?:of\s+|on\s+)?)+)?(?P<what>{_DATA_NAME})\s"
            rf"(?i:(?(led){choice('data_nouns')}|(?:test|dev|development|validation)[ -]set))\s"
        ),
        described=re.compile(
            rf"\b(?:on|over|in|for)\s(?:the\s|our\s)*(?P<what>(?:{not_modifier}{not_adjective}[\w&’'/-]+\s){{1,5}}?(?i:{choice('described')}))"
            r"(?=[.,;:]|$|\s(?:with|using|for|in|at|under|by|when|of|between|across|and|to|from)\b|\s\()"
        ),
        named=re.compile(rf"\b{choice('named')}:\s+(?P<what>[A-Z][\w-]*(?:\s\([a-z-]+\))?)(?!,| and\b| or\b|/)"),
        counted_tasks=re.compile(
            r"^(?:[\w-]+\s){1,3}(?:\([^()]*\)\s)?(?:on|for|in)\s(?:the\s)?"
            rf"(?P<what>(?:{not_adjective}[\w-]+\s){{0,3}}\d+\s(?:{not_adjective}[\w-]+\s){{0,2}}{choice('counted_tasks')})\b"
        ),
        used=re.compile(rf"\busing (?:the )?(?P<what>[A-Z][a-z]+) {choice('used')}\b"),
        data=re.compile(
            rf"\b(?:on|for|in|over|across)\s(?:the\s)?(?P<what>{_DATA_NAME})\s(?:[a-z-]+\s)?(?i:{choice('data_nouns')})(?=\W|$)"
        ),
        placed_data=re.compile(
            rf"\b(?:on|over)\s(?:the\s)?(?P<what>{_DATA_NAME}?)(?:\s(?i:{choice('data_nouns')}))?(?=[.,;:(](?!\w)|$|\s\(|\s(?:with|using|for|in|at|under|by|when)\b)"
        ),
        technique=re.compile(rf"\s{choice('techniques')}\b"),
        ratio=re.compile(rf"\b\d+(?:\.\d+)?\s?%\s+(?:[A-Za-z]+\s)?{choice('ratios')}(?:\s{choice('ratio_ends')})?\b", re.IGNORECASE),
        measured=re.compile(
            rf"^(?:(?i:{choice('measured_heads')}) (?i:of|on|in|for) (?:the )?)?(?:(?:[\w/-]+ )?(?i:validation|valid|dev|train) and test |"
            rf"(?:(?!(?i:{choice('measured_breaks')})\b)"
            rf"(?!(?!{choice('activities')}ing)[A-Z][a-z-]+ing\b)(?![a-z]+(?:[^s]s|es)\b)[\w/-]+[ -]){{0,4}})$"
            r"|\b(?i:effects?|impacts?|influence) of [^.]{3,60} on (?:the )?$"
            r"|\b(?:in terms of|measured (?:by|in|as)|evaluated by|metric is|report(?:ing)?(?: the)?)\s"
            r"(?:the\s|average\s|mean\s|percent\s)*$"
            r"|\((?:[\w-]+(?:\s[\w-]+)?,\s)?(?:mean\s|average\s|avg\.\s|test\s)*$"
        ),
    )


def caption_body(caption: str) -> str:
    """Return the caption without its "Table 3:", words that were broken at a line's end joined."""
    body = _TITLE.sub("", join_ligatures(caption), count=1)
    return re.sub(r"(?<=[a-z])- (?=[a-z]{3})", "", re.sub(r"(?<=\w)- (?=[A-Z\d])", "-", body))


@lru_cache(maxsize=2_000)
def caption_text(caption: str) -> str:
    """Return the whole caption without its number and citations."""
    return split_label(caption_body(caption)).text


def caption_settings(caption: str, vocabulary: TableVocabulary) -> list[str]:
    """Return the condition the caption states for all numbers: data sets, models, shots, ratios, as printed.

    What was learned of captions and the patterns of the configuration each see what the other does not.
    """
    title, text = caption_title(caption), caption_text(caption)
    found: list[str] = []
    for phrase in _placed_conditions(title):
        _add(found, phrase.strip(" .,:;"))
    phrases = find_phrases(text, vocabulary)
    later = (*_later_model(text, len(title), phrases, vocabulary), *find_later_data(text, len(title), vocabulary))
    for phrase in (*_learned_conditions(title, phrases), *later):
        if not any(known.lower() in phrase.lower() for known in found):
            _add(found, phrase.strip(" .,:;"))
    return [phrase for phrase in found if not (_SHOTS.match(phrase) and _OF_LAST.search(title.partition(phrase)[0]))][:MAX_PHRASES]


def _learned_conditions(title: str, phrases: Iterable[CaptionPhrase]) -> list[str]:
    """Return what was learned says of all numbers; of several things named together the table tells which is which."""
    phrases = [phrase for phrase in phrases if phrase.kind in ("data", "condition") and phrase.end <= len(title)]
    listed = {
        phrase
        for first, second in pairwise(phrases)
        if first.kind == second.kind and _JOINT.fullmatch(title[first.end : second.start])
        for phrase in (first, second)
    }
    alone = [
        phrase
        for phrase in phrases
        if phrase not in listed and not any(x.search(title[: phrase.start]) for x in (_JOINED_BEFORE, _TRAINED, _PANEL))
    ]
    texts = [(phrase.kind, title[phrase.start : phrase.end]) for phrase in alone]
    return [text for kind, text in texts if kind == "condition" or not _SEVERAL.search(text)]


def _later_model(text: str, end: int, phrases: Sequence[CaptionPhrase], vocabulary: TableVocabulary) -> list[str]:
    """Return the model that the sentences behind the title say all was run with, where they name one alone and the title none."""
    models = [(x, name) for x in phrases if x.kind == "condition" and is_kind(name := text[x.start : x.end], "model_name", vocabulary)]
    is_of_some = any(x.start < end or _is_of_some(x, phrases, text, is_measure=False) for x, _ in models)
    names = {name for _, name in models}
    return [] if is_of_some or len(names) != 1 else list(names)


def _placed_conditions(title: str) -> list[str]:
    """Return what the patterns find: things behind a preposition, data sets by their noun, shots, ratios."""
    patterns = _patterns()
    phrases = [m.group() for m in _SHOTS.finditer(title) if not _LISTS_ON.search(title[: m.start()])]
    phrases += [m.group("what") for x in (patterns.head, patterns.head_data) for m in x.finditer(title) if _is_condition(m, title)]
    phrases += [m.group("what") for m in patterns.placed.finditer(title) if _is_condition(m, title)]
    phrases += [m.group("what") for x in (patterns.named, patterns.used, patterns.counted_tasks, IN_BRACKETS) for m in x.finditer(title)]
    data = [*patterns.data.finditer(title), *(m for m in patterns.placed_data.finditer(title) if _is_proper(m, title))]
    phrases += [m.group("what") for m in data if _is_condition(m, title) and not _TRAINED.search(title[: m.start("what")])]
    phrases += [
        m.group("what")
        for m in patterns.described.finditer(title)
        if _is_condition(m, title) and not _TRAINED.search(title[: m.start("what")]) and not any(x in m.group() for x in phrases)
    ]
    phrases += [m.group() for m in patterns.ratio.finditer(title)]
    return [phrase for phrase in phrases if not title.isupper() or any(ch.isdigit() for ch in phrase)]


def caption_title(caption: str) -> str:
    """Return the first sentence of a caption, without its number and citations."""
    first = caption_text(caption)
    return _TITLE_END.split(first)[0] if not _patterns().named.search(first) else first


def _is_condition(placed: re.Match[str], title: str) -> bool:
    """Tell whether a phrase holds for the whole table: it is no thing compared or tried out, and none of several."""
    rest, before = title[placed.end("what") :], title[: placed.start("what")]
    if placed.groupdict().get("about") or _patterns().technique.match(rest) or _ABBREVIATED.match(rest):
        return False
    return not rest.startswith("+") and not _LISTED.match(rest) and not _LISTS_ON.search(before) and not _VARIED.search(before)


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


def caption_direction(caption: str, vocabulary: TableVocabulary) -> Direction:
    """Return the direction the caption tells for the whole table, by arrow, in words, or by the metrics it names."""
    told = read_arrow(caption)
    if told != "unknown":
        return told
    text, title = caption_text(caption), caption_title(caption)
    named = [(m, text[m.start : m.end].strip(" .")) for m in find_caption_metrics(text, vocabulary)]
    found = {
        m.direction
        for m, name in named
        if not bare("compared_losses").fullmatch(name) and (m.start < len(title) or not bare("asides").fullmatch(name))
    }
    return found.pop() if len(found) == 1 else "unknown"


def measured_direction(name: str, caption: str, vocabulary: TableVocabulary) -> Direction:
    """Return the direction of the metric that the caption prints right behind a heading, or says it to be: "TO reports timeout rate"."""
    short = name.partition(" (")[0]
    said = re.search(rf"(?<!\w){re.escape(short)}\s{_SAID_TO_BE}", caption) if short in caption else None
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
    names = {_to_singular(text[m.start : m.end].strip(" .:;")) for m in find_caption_metrics(text, vocabulary)}
    if len(names) > 1:
        return ""
    sentences = [sentence for sentence in map(str.strip, _SENTENCE.split(text[len(title) :])) if not _FOR_SOME.match(sentence)]
    later = (_sentence_measure(sentence, vocabulary, is_later=True) for sentence in sentences)
    return _longer(next(filter(None, later), ""), _learned_measure(text, len(title), len(text), vocabulary))


def _longer(told: str, learned: str) -> str:
    """Return the learned measure where it says more of the same than the patterns do, else theirs."""
    return learned if told in learned else told


def _is_of_some(said: CaptionPhrase, phrases: Sequence[CaptionPhrase], text: str, *, is_measure: bool = True) -> bool:
    """Tell whether a measure is said of some data alone: "Reef uses pass@1, Tide uses F1"; or a model, of data that begin the sentence."""
    sentence = _SENTENCE.split(text[: said.start])[-1]
    data = [text[x.start : x.end] for x in phrases if x.kind == "data" and said.start - len(sentence) <= x.start < said.start]
    return bool(_FOR_SOME.match(sentence)) or any(is_measure or sentence.removeprefix("The ").startswith(x) for x in data)


def _learned_measure(text: str, start: int, end: int, vocabulary: TableVocabulary) -> str:
    """Return the one measure that a part of a caption tells, as other papers print it; empty where it tells several, or no metric."""
    phrases = [x for x in find_phrases(text, vocabulary) if start <= x.start and x.end <= end]
    found = [text[x.start : x.end] for x in phrases if x.kind == "measure" and not (start and _is_of_some(x, phrases, text))]
    names = {name for x in found if (name := _name_measure(x))}
    name = names.pop() if len(names) == 1 and not any(bare("compared_losses").fullmatch(x) for x in found) else ""
    known = find_metric(name, vocabulary) if "/" not in name else None
    return name if known is not None and (known.kind == "metric" or (known.kind != "benchmark" and " " in name)) else ""


def named_measures(caption: str, vocabulary: TableVocabulary) -> dict[str, str]:
    """Return the measures that the caption gives to some data alone: "Reef and Tide use accuracy", "F1 for Reef", "the Reef accuracy"."""
    told = caption_text(caption)
    given: dict[str, str] = {}
    names: list[str] = []
    measure, end = "", 0
    for phrase in find_phrases(told, vocabulary):
        text, between = told[phrase.start : phrase.end], told[end : phrase.start]
        if phrase.kind == "data":
            names = [*(names if _JOINT.fullmatch(between) else []), text]
            given |= {text: measure} if measure and _FOR_DATA.fullmatch(between) else {}
        else:
            measure = _name_measure(text) if phrase.kind == "measure" else ""
            given |= {data: measure for data in names if _OF_DATA.fullmatch(between)}
            names = []
        end = phrase.end
    return {data: measure for data, measure in given.items() if find_metric(measure, vocabulary)}


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
    name = _PERCENT.sub("", _PREPOSITION.split(shared or phrase)[0].strip(" .,:;"))
    return name if name.count("(") == name.count(")") else name.partition("(")[0]


def _sentence_measure(sentence: str, vocabulary: TableVocabulary, *, is_later: bool = False) -> str:
    """Return the metric that a sentence of a caption says all numbers are of."""
    for match in find_caption_metrics(sentence, vocabulary):
        before, after = sentence[: match.start], _ARROW.sub("", sentence[match.end :])
        name = sentence[match.start : match.end].strip(" .:;")
        is_part = after.startswith(_GOES_ON) or before.endswith(_JOINTS)
        is_whole = not is_part and not bare("doubtful").fullmatch(name)
        is_measured = _patterns().measured.search(before) or (is_later and _ALL_ARE.search(before)) or _USED.match(after)
        if is_whole and is_measured and (before.count("(") == before.count(")") or after.startswith(")")):
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
        name = body[match.start : match.end]
        if _JOINED.search(body[: match.start]):
            name = _QUALIFIER.sub("", name)
        return split_label(name + (unit.group() if unit else "")).text
    return ""
