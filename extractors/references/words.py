"""The word lists of config/references: what parts of entries and citations are told by."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.config_files import config_dir, load_lists, one_of, told_together


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
    end: re.Pattern[str]
    """How a line begins behind which no entries follow."""
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
    """Return the word lists of a config folder; raises ConfigError naming each file that is wrong."""
    entries, citations = folder / "references" / "entries.toml", folder / "references" / "citations.toml"
    with told_together() as one_file:
        with one_file():
            venues, organisations, particles, suffixes, in_names, in_titles, ends = load_lists(
                entries, "venues", "organisations", "particles", "name_suffixes", "short_in_names", "short_in_titles", "ends"
            )
            venue, organisation, particle, end = (one_of(entries, words) for words in (venues, organisations, particles, ends))
        with one_file():
            cue, lead, not_name = (one_of(citations, words) for words in load_lists(citations, "cues", "leads", "not_names"))
    return ReferenceWords(
        venue=re.compile(rf"^{venue}", re.IGNORECASE),
        organisation=re.compile(rf"\b{organisation}\b", re.IGNORECASE),
        particles=frozenset(particles),
        name_suffixes=frozenset(suffixes),
        short_in_names=frozenset(in_names),
        short_in_titles=frozenset(in_titles),
        end=re.compile(rf"^{end}"),
        lead=re.compile(rf"^(?:(?:.*?[\s(,])?{cue},?\s+|(?:{lead},?\s+)+)", re.IGNORECASE),
        not_name=re.compile(rf"\b{not_name}$", re.IGNORECASE),
        name=rf"(?:(?:[dl][’'])?[A-ZÀ-ÞĀ-ɏḀ-ỿ0-9][^\s,;()\[\]]*|{particle}(?=\s))",
    )
