"""The word lists of config/references: what parts of entries and citations are told by."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.config_files import config_dir, load_lists, one_of


@dataclass(frozen=True, slots=True)
class ReferenceWords:
    """What is known of words in bibliographies and citations."""

    venue: re.Pattern[str]
    """How what follows a title begins."""
    organisation: re.Pattern[str]
    particles: frozenset[str]
    name_suffixes: frozenset[str]
    short_in_names: frozenset[str]
    short_in_titles: frozenset[str]
    lead: re.Pattern[str]
    """What stands before the names in a citation in parentheses."""
    not_name: re.Pattern[str]
    name: str
    """A word of a name, as a regular expression: capitalised, or a particle."""


def reference_words() -> ReferenceWords:
    """Return the word lists of the configuration, read once a process (`text_words` says why they are no parameter)."""
    return load_reference_words(config_dir())


@cache
def load_reference_words(folder: Path) -> ReferenceWords:
    """Return the word lists of a config folder; raises ConfigError naming the file that is wrong."""
    entries, citations = folder / "references" / "entries.toml", folder / "references" / "citations.toml"
    venues, organisations, particles, suffixes, in_names, in_titles = load_lists(
        entries, "venues", "organisations", "particles", "name_suffixes", "short_in_names", "short_in_titles"
    )
    cues, leads, not_names = load_lists(citations, "cues", "leads", "not_names")
    cue, lead = one_of(citations, cues), one_of(citations, leads)
    return ReferenceWords(
        venue=re.compile(rf"^{one_of(entries, venues)}", re.IGNORECASE),
        organisation=re.compile(rf"\b{one_of(entries, organisations)}\b", re.IGNORECASE),
        particles=frozenset(particles),
        name_suffixes=frozenset(suffixes),
        short_in_names=frozenset(in_names),
        short_in_titles=frozenset(in_titles),
        lead=re.compile(rf"^(?:(?:.*?[\s(,])?{cue},?\s+|(?:{lead},?\s+)+)", re.IGNORECASE),
        not_name=re.compile(rf"\b{one_of(citations, not_names)}$", re.IGNORECASE),
        name=rf"(?:[A-ZÀ-Þ0-9][^\s,;()\[\]]*|{one_of(entries, particles)}(?=\s))",
    )
