"""The rules of names, read from config/names: data an analyst can extend without touching code."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from models.aliases import load_aliases
from models.config_files import load_known_lists, told_together, with_topic

WordList = Literal[
    "name_nouns",
    "not_method_nouns",
    "not_names",
    "common_methods",
    "fields",
    "not_methods",
    "not_techniques",
    "general_activities",
    "name_ends",
    "quantities",
    "field_activities",
    "dropped_words",
    "technique_nouns",
    "kind_heads",
    "usual_kinds",
    "general_heads",
    "plain_kinds",
    "plain_starts",
    "plain_ends",
    "class_nouns",
    "data_nouns",
    "called_nouns",
    "comparing",
    "faults",
    "plain_determiners",
    "pointing_determiners",
    "clause_openers",
    "before_methods",
    "before_rivals",
    "kept_nouns",
    "naming_nouns",
]
"""The lists of words.toml, each explained there."""


@dataclass(frozen=True, slots=True)
class NameRules:
    """All that config/ says about names, for one topic."""

    aliases: tuple[tuple[str, str], ...]
    """Spellings and the name they stand for, from names.csv."""
    words: Mapping[str, frozenset[str]]
    """Word lists by name, from words.toml: all that `WordList` names."""

    def word_list(self, name: WordList) -> frozenset[str]:
        """Return a word list."""
        return self.words[name]


def load_name_rules(folder: Path, topic: str | None) -> NameRules:
    """Return the rules of a folder with those of the topic's own below it; raises ConfigError naming each file and what is wrong."""
    with told_together() as one_file:
        with one_file():
            aliases = tuple(row for path in with_topic(folder, topic, "names.csv") for row in load_aliases(path))
        with one_file():
            words = load_known_lists(with_topic(folder, topic, "words.toml"), get_args(WordList))
    return NameRules(aliases, words)
