"""What stands around a cue whatever it is about: the part of the paper, numbers, the authors' own voice and answer."""

import re
from functools import lru_cache
from typing import Literal

from extractors.critiques.case import Case
from extractors.critiques.rules import CritiqueRules, Evidence, WordList
from extractors.grammar.tokens import has_own
from extractors.names.shapes import any_of
from models.document import Sentence

SectionKind = Literal["related", "introduction", "abstract", "experiment", "end", "appendix", "other"]


def view_surroundings(case: Case) -> list[Evidence]:
    """Return evidence of the sentence as a whole."""
    discourse, sentence = case.discourse, case.sentence
    evidence = [_SECTIONS[section_kind(sentence, case.rules)]]
    if re.search(r"\d+(?:\.\d+)?\s*(?:%|×|x\b|points|ms\b)", sentence.text):
        evidence.append("bare_numbers")
    if has_own(case.tokens):
        evidence.append("own_in_sentence")
    answer = answer_pattern(case.rules.word_list("answer_openers"), case.rules.word_list("answering"))
    if discourse.goes_on(case.i + 1) and answer.match(discourse.sentences[case.i + 1].text):
        evidence.append("own_answers")
    return evidence


def section_kind(sentence: Sentence, rules: CritiqueRules) -> SectionKind:
    """Return what part of the paper a sentence stands in, by its kind and the section's title; related work may stand in the appendix."""
    if sentence.kind == "abstract":
        return "abstract"
    part = _part_of(sentence.section, tuple(rules.word_list(name) for _, name in _TITLES))
    return "appendix" if sentence.kind == "appendix" and part != "related" else part


@lru_cache(maxsize=1 << 12)
def _part_of(title: str, lists: tuple[frozenset[str], ...]) -> SectionKind:
    """Return the first part of which the title has a word: the lists are those of `_TITLES`."""
    low = title.lower()
    return next((part for (part, _), words in zip(_TITLES, lists, strict=True) if any(word in low for word in words)), "other")


_TITLES: tuple[tuple[SectionKind, WordList], ...] = (
    ("related", "related_titles"),
    ("introduction", "introduction_titles"),
    ("experiment", "experiment_titles"),
    ("end", "end_titles"),
)
_SECTIONS: dict[SectionKind, Evidence] = {
    "related": "section_related",
    "introduction": "section_introduction",
    "abstract": "section_abstract",
    "experiment": "section_experiment",
    "end": "section_end",
    "appendix": "section_appendix",
    "other": "section_other",
}


def view_other_surroundings(case: Case) -> list[Evidence]:
    """Return the same where the authors' own work belongs to what is said: "unlike X, ours ..."."""
    return [e for e in view_surroundings(case) if e != "own_in_sentence"]


@lru_cache(maxsize=8)
def answer_pattern(openers: frozenset[str], remedies: frozenset[str]) -> re.Pattern[str]:
    """Return how a sentence begins with which the authors answer what they have just said of others."""
    return re.compile(
        rf"(?:{any_of(openers)}|(?:Therefore|Thus|Hence|So|Here|Consequently|Accordingly), (?:we|our)"
        rf"|(?:In order )?[Tt]o (?:{any_of(remedies)}))\b"
    )
