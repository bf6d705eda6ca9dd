"""Techniques in lower case that a citation belongs to ("gradient surgery [3]"), where they come back as what a clause is about."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from extractors.english import CLOSED, FUNCTION_WORDS, MODALS, RELATIVES, SUBORDINATORS, has_verb_form, is_only_verb, word_set
from extractors.names.rules import NameRules
from extractors.names.shapes import any_of, find_mentions
from models.document import Marker, PaperText, Sentence, Technique

MAX_WORDS = 4
MAX_WORKS = 4
"""Works a technique may be cited with; more, and it is a field."""

_BETWEEN = re.compile(r"\s?(?:,|;|and|,? and)?\s?")
"""What stands between two citations of one thing: "[1], [2]"."""
_IN_NOTE = re.compile(r"\s*\((?:as (?:\w+ ){0,2}|used |proposed |see |e\.g\.,? |cf\. )(?:e\.g\.,? )?(?:in |by |of )?$")
"""The start of a note in brackets that cites: "wing pruning (as used in [3])"."""
_NOTE = re.compile(r"\s+\([^()]*\)$")
_NOT_WORDS = re.compile(r"[^A-Za-z\s-]")
_ACTIVITY = re.compile(r"[a-z-]{3,}(?:ing|ism|isms|tion|tions|sion|ment|out)")
"""What a technique's last word looks like where it is an activity."""
_JOINS = word_set("like including using based involving via such versus etc")
_STOPS = FUNCTION_WORDS | CLOSED["ADV"] | SUBORDINATORS | RELATIVES | _JOINS
_NEXT = re.compile(r"\s+(?:\([^)]*\)\s+|\[[^\]]*\]\s+)?((?:also|still|only|often|typically|usually|alone|itself|then|thus)\s+)?([a-z]+)")


def find_techniques(text: PaperText, labels: Iterable[str], rules: NameRules) -> tuple[Technique, ...]:
    """Return the cited techniques that the text speaks of again, in order of their first citation; then those of table labels."""
    works: defaultdict[str, set[int]] = defaultdict(set)
    for sentence in text.sentences:
        for phrase, refs in _cited_phrases(sentence, rules):
            works[phrase].update(refs)
    for label in labels:
        phrase = phrase_before(label.lower(), rules)
        if " " in phrase and phrase == label.lower():
            works[phrase].update(())
    whole = "\n".join(s.text for s in text.sentences).lower()
    title = text.title.lower()
    return tuple(
        Technique(phrase, next(iter(refs)) if len(refs) == 1 else None)
        for phrase, refs in works.items()
        if len(refs) <= MAX_WORKS and not _is_topic(phrase, title) and _comes_back(phrase, whole, rules)
    )


def _is_topic(phrase: str, title: str) -> bool:
    """Tell whether the paper itself is about a technique: its title has it, and not as what it leaves behind."""
    return phrase in title and not re.search(rf"\b(?:beyond|without|versus|vs\.?|no|not|than|instead of)\s+{re.escape(phrase)}", title)


def _cited_phrases(sentence: Sentence, rules: NameRules) -> Iterator[tuple[str, set[int]]]:
    """Yield the noun phrases in lower case right before a sentence's citations, with the works cited."""
    groups: defaultdict[int, list[Marker]] = defaultdict(list)
    for marker in sentence.markers:
        groups[marker.group].append(marker)
    phrase, end = "", -1
    for markers in groups.values():
        refs = {m.ref_index for m in markers if m.ref_index is not None}
        start = markers[0].start
        if not _BETWEEN.fullmatch(sentence.text[end:start] if end > 0 else ""):
            phrase = ""
        is_example = _EXAMPLE.search(sentence.text, 0, start) is not None or _EXAMPLE_IN.match(sentence.text, start) is not None
        if not phrase and not is_example and sentence.text[start : start + 1] in "([":
            phrase = phrase_before(_IN_NOTE.sub("", sentence.text[max(0, start - 100) : start]), rules)
        end = markers[0].end
        if refs and phrase:
            yield phrase, refs


_EXAMPLE = re.compile(r"\be\.g\.,?\s*$")
_EXAMPLE_IN = re.compile(r"[(\[]\s*e\.g\.")
"""A work that is one example of a technique is not what the technique's name means."""


def phrase_before(head: str, rules: NameRules) -> str:
    """Return the technique that a text ends with, in lower case; empty where it ends with none."""
    words = _NOT_WORDS.split(_NOTE.sub("", head.rstrip()))[-1].split()
    kept: list[str] = []
    for word in reversed(words):
        if word.lower() in _STOPS or is_only_verb(word.lower()) or word.lower().endswith("ly") or len(kept) == MAX_WORDS:
            break
        kept.insert(0, word.lower())
        if word[0].isupper():
            if word != words[0] or word[1:] != word[1:].lower():
                return ""  # a name stands there, or a capital inside the sentence
            break
    while kept and kept[0] in rules.word_list("dropped_words"):
        kept.pop(0)
    if not kept or not _ends_technique(kept[-1], rules) or (kept[-1] in rules.word_list("not_techniques") and not _is_device(kept)):
        return ""
    phrase = " ".join(kept)
    if _FIELD.search(phrase):
        return ""
    return "" if phrase in rules.word_list("general_activities") or len(phrase) < MIN_LETTERS else phrase


def _ends_technique(word: str, rules: NameRules) -> bool:
    """Tell whether a technique can end with a word: an activity, or one of the nouns that name parts and devices of methods."""
    before, hyphen, noun = word.rpartition("-")
    is_device = noun in rules.word_list("technique_nouns") and (bool(before) or not hyphen)
    return is_device or _ACTIVITY.fullmatch(word) is not None


def _is_device(words: list[str]) -> bool:
    """Tell whether words are a certain mechanism and not just one: "the attention mechanism"."""
    return len(words) > 1 and words[-1].startswith("mechanism") and not words[-2].endswith(("ive", "ed", "al", "ic", "able", "ful"))


_FIELD = re.compile(r"\b(?:deep|machine|reinforcement|supervised|unsupervised|self-supervised|representation|transfer) learning$")
MIN_LETTERS = 7
"""Letters of the shortest technique ("dropout"): shorter words mean too many things."""
MIN_MENTIONS = 3
"""Mentions with which words are a technique here even where they are no clause's subject."""


def _comes_back(phrase: str, whole: str, rules: NameRules) -> bool:
    """Tell whether the text mentions the phrase again and again, or makes it the subject of a clause."""
    places = [(start, end) for start, end in find_mentions(phrase, whole) if not whole[end : end + 1].isalnum()]
    return len(places) >= MIN_MENTIONS or any(is_subject_place(whole, start, end, rules) for start, end in places)


def is_subject_place(text: str, start: int, end: int, rules: NameRules) -> bool:
    """Tell whether words between two places of a text are the subject of a clause: before them it opens, after them is its verb."""
    following = _NEXT.match(text, end)
    is_verb = following is not None and (following.group(1) or following.group(2) in MODALS or has_verb_form(following.group(2)))
    if not is_verb:
        return False
    determiners = rules.word_list("plain_determiners") | rules.word_list("pointing_determiners")
    return bool(_opens(rules.word_list("clause_openers"), determiners).search(text, max(0, start - 40), start))


def is_compared_place(text: str, start: int, rules: NameRules) -> bool:
    """Tell whether words that start at a place of a text are what something is compared with or is wrong with."""
    compared = _compared(rules.word_list("comparing"), rules.word_list("faults"), rules.word_list("plain_determiners"))
    return bool(compared.search(text, max(0, start - 40), start))


@lru_cache(maxsize=8)
def _opens(openers: frozenset[str], determiners: frozenset[str]) -> re.Pattern[str]:
    """Return what stands before the subject of a clause."""
    return re.compile(rf"(?:^|[.,;:?!—\n(]\s*|\b(?:{any_of(openers)})\s+)(?:(?:{any_of(determiners)})\s+)?$")


@lru_cache(maxsize=8)
def _compared(comparing: frozenset[str], faults: frozenset[str], determiners: frozenset[str]) -> re.Pattern[str]:
    """Return what stands before something that another is compared with, or that has a fault."""
    return re.compile(rf"\b(?:{any_of(comparing)}|(?:{any_of(faults)})s? (?:of|with|in))\s+(?:(?:{any_of(determiners)})\s+)?$")
