"""The word lists of config/text: headings, abbreviations, parts of broken words."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.config_files import config_dir, load_lists, one_of, told_together

_NUMBERED = r"^(?:\d{1,2}\.?\s+|[IVX]+\.\s+)?"


@dataclass(frozen=True, slots=True)
class TextWords:
    """What is known of words before a paper is read."""

    abstract: re.Pattern[str]
    references: re.Pattern[str]
    appendix: re.Pattern[str]
    section: re.Pattern[str]
    """Any heading that is known by its words."""
    last_section: re.Pattern[str]
    masthead: re.Pattern[str]
    abbreviation: re.Pattern[str]
    """At the end of a text: a word whose full stop ends no sentence."""
    may_end: re.Pattern[str]
    lettered_part: re.Pattern[str]
    endings: frozenset[str]
    joining: frozenset[str]
    keeping: frozenset[str]
    prefixes: frozenset[str]


def text_words() -> TextWords:
    """Return the word lists of the configuration, read once a process.

    They are asked for where they are used: each is a matter of one function deep below the reading of a page, and a
    parameter for them would pass through a score of functions that do not care.
    """
    return load_text_words(config_dir())


@cache
def load_text_words(folder: Path) -> TextWords:
    """Return the word lists of a config folder; raises ConfigError naming each file that is wrong."""
    headings, sentences, hyphens = (folder / "text" / f"{name}.toml" for name in ("headings", "sentences", "hyphens"))
    with told_together() as one_file:
        with one_file():
            lists = load_lists(headings, "abstract", "references", "appendix", "sections", "last_sections", "mastheads")
            abstract, references, appendix, sections, last, mastheads = (one_of(headings, words) for words in lists)
        with one_file():
            lists = load_lists(sentences, "abbreviations", "abbreviations_that_end", "lettered_parts")
            abbreviations, may_end, parts = (one_of(sentences, words) for words in lists)
        with one_file():
            endings, joining, keeping, prefixes = load_lists(hyphens, "endings", "joining", "keeping", "prefixes")
    return TextWords(
        abstract=re.compile(rf"^\W*{abstract}\W*$", re.IGNORECASE),
        references=re.compile(rf"{_NUMBERED}{references}\s*[.:]?$", re.IGNORECASE),
        appendix=re.compile(rf"^{appendix}", re.IGNORECASE),
        section=re.compile(rf"^(?:{abstract}|{references}|{sections}):?\.?$", re.IGNORECASE),
        last_section=re.compile(rf"\b{last}\b", re.IGNORECASE),
        masthead=re.compile(rf"\b{mastheads}(?!\w)", re.IGNORECASE),
        abbreviation=re.compile(rf"(?:^|[\s(\[{{“\"‘/–—-]){abbreviations}\.$", re.IGNORECASE),
        may_end=re.compile(rf"(?:^|[\s(\[-]){may_end}\.$", re.IGNORECASE),
        lettered_part=re.compile(rf"{parts}\s[A-Z]\.$"),
        endings=frozenset(endings),
        joining=frozenset(joining),
        keeping=frozenset(keeping),
        prefixes=frozenset(prefixes),
    )
