"""What is looked for in captions, with the words of the configuration in their places."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractors.results.words import choice
from models.config_files import config_dir

ENTITY = (
    r"(?:[A-Z]+/\d+\w*|[A-Za-z]*\d[\w.+×/-]*\w|[A-Z][a-z]*[A-Z][\w.+×/-]*\w(?:[’']\d\d)?|\w+(?:[-.]\w+)*[-+][A-Z\d]\w*(?:[-.×/]\w+)*"
    r"|[a-z]+\.[a-z]{2,}|[A-Z]{2,};[A-Z]{2,}|[A-Z]\w+-[\w.+×-]*\w|[A-Z]{3,}\w*(?:[’']\d\d)?|\d*[A-Za-z]+\d+)"
)
_PAIR = r"(?:[A-Z][a-z]\s?(?:→|->|–|-)\s?[A-Z][a-z](?=\W|$))"
"""A pair of languages: En→De."""
DATA_NAME = r"(?:[A-Za-z&]*[A-Z][\w&²→+-]*(?:\.\d+)?)(?:\s(?:[A-Z][\w&²→+-]*|\d+(?:\.\d+)?))*"
"""A name of a data set in plain letters: Kinetics, arXiv, Open Reef 2."""


@dataclass(frozen=True, slots=True)
class Patterns:
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
    task: re.Pattern[str]
    """A task, where a title says nothing else: "Tide gauge recognition performance."."""
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


def patterns() -> Patterns:
    """Return the patterns, with the words of the configuration."""
    return _write_out(config_dir())


@cache
def _write_out(_: Path) -> Patterns:
    """Return the patterns of a config folder; its words are read by their lists' names."""
    not_words = r"(?:and|or|of|the|on|in|for|with|by|from|under|between|model|our)\b"
    not_modifier = rf"(?!{choice('no_modifiers')}\s)"
    not_adjective = r"(?!(?:all|different|various|several|other|each|unseen|the|and|or|on|in)\b)"
    return Patterns(
        placed=re.compile(
            rf"(?:\b(?P<about>(?i:compar(?:isons?|ing)|differences?)\s+(?:of|to|with))|\b{choice('placing')})\s+"
            rf"(?:the\s+|a\s+|an\s+|our\s+|single\s+)?(?:[A-Z]\w+[’']s\s+)?(?:{not_modifier}[a-z][a-z-]*\s+){{0,2}}"
            rf"(?P<what>{ENTITY}(?:\s+{ENTITY}|\s+{_PAIR}|\s+[A-Z][a-z]+(?=\W|$))*(?:\s{choice('counted')}\b(?!/))?)"
        ),
        head=re.compile(
            rf"^(?i:{choice('heads')}\s+(?:of\s+)?)*"
            rf"(?![A-Z][a-z]+-[a-z]+\b)(?P<what>{ENTITY})(?!\s(?:and|or)\b)(?:\s[\w-]+){{0,3}}?\s(?i:{choice('headed')})\b"
        ),
        head_data=re.compile(
            rf"^(?P<led>(?:(?i:{choice('heads')})\s+(?:of\s+|on\s+)?)+)?(?P<what>{DATA_NAME})\s"
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
        task=re.compile(
            rf"^(?!{choice('heads')}\b)(?P<what>(?:(?!{not_words})[\w→-]+\s){{1,4}}?{choice('task_nouns')}(?:\s\([A-Z][\w-]*\))?)\sperformances?\.?$",
            re.IGNORECASE,
        ),
        used=re.compile(rf"\busing (?:the )?(?P<what>[A-Z][a-z]+) {choice('used')}\b"),
        data=re.compile(
            rf"\b(?:on|for|in|over|across)\s(?:the\s)?(?P<what>{DATA_NAME})\s(?:[a-z-]+\s)?(?i:{choice('data_nouns')})(?=\W|$)"
        ),
        placed_data=re.compile(
            rf"\b(?:on|over)\s(?:the\s)?(?P<what>{DATA_NAME}?)(?:\s(?i:{choice('data_nouns')}))?(?=[.,;:(](?!\w)|$|\s\(|\s(?:with|using|for|in|at|under|by|when)\b)"
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
