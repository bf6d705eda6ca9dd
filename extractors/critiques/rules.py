"""The rules of critiques and names, read from config/: data an analyst can extend without touching code."""

from dataclasses import dataclass
from pathlib import Path

from extractors.critiques.patterns import Pattern, load_patterns, load_toml
from extractors.english import word_set
from models.aliases import load_aliases
from models.errors import ConfigError

EVIDENCE = word_set("""
threshold named named_cited narrative name_modifies cited_work cited_in_subject prior_work_cites object_of_cue own_against
name_owns oblique_in_subject tested_on topic_of_sentence clause_subject clause_object clause_cited same_pronoun same_noun same_pointer
same_fact same_measure same_definite same_expletive same_none in_which in_that same_other by_pronoun by_pointer by_prior
by_generic by_fact by_event by_drawback by_measure by_action by_definite by_kind by_unknown_name by_expletive by_other by_none
reach_subject reach_object reach_work reach_citation reach_used reach_heading distance_1 distance_2 distance_3 ambiguous
number_mismatch repeats_word pointing_opener topic_repeated topic_from_start topic_rival topic_left topic_is_thing
topic_near_own contrast_opener several_cues criticised_before own_answers bare_numbers hedged own_in_sentence conditional
contrast_without_own
bare_contrast far_from_verb in_what_it_proposes section_related section_introduction section_abstract section_experiment
section_end section_appendix section_other technique uncited
""")
"""Every weight confidence.toml must name, and no others."""


@dataclass(frozen=True, slots=True)
class Rules:
    """All that config/ says about critiques and names, for one topic."""

    patterns: tuple[Pattern, ...]
    aliases: tuple[tuple[str, str], ...]
    """Spellings and the name they stand for, from names.csv."""
    words: dict[str, frozenset[str]]
    """Word lists by name, from words.toml."""
    weights: dict[str, float]
    """Weights of the evidence and the threshold, from confidence.toml."""

    def word_list(self, name: str) -> frozenset[str]:
        """Return a word list; raises KeyError when words.toml has no list of that name."""
        return self.words[name]

    def weight(self, name: str) -> float:
        """Return the weight of a piece of evidence; raises KeyError when confidence.toml does not name it."""
        return self.weights[name]


def load_rules(config_dir: Path, topic: str | None) -> Rules:
    """Return the rules of config/, with the topic's own patterns; raises ConfigError naming file and line."""
    return Rules(
        patterns=load_patterns(config_dir / "patterns", topic),
        aliases=load_aliases(config_dir / "names" / "names.csv"),
        words=_load_words(config_dir / "words.toml"),
        weights=_load_weights(config_dir / "confidence.toml"),
    )


def _load_words(path: Path) -> dict[str, frozenset[str]]:
    lists: dict[str, frozenset[str]] = {}
    for name, text in load_toml(path).items():
        if not isinstance(text, str):
            raise ConfigError(f"{path.name}: {name} must be a text of words")
        entries = text.split("\n") if "\n" in text.strip() and "," not in text else text.replace("\n", ",").split(",")
        lists[name] = frozenset(e.strip() for e in entries if e.strip())
    return lists


def _load_weights(path: Path) -> dict[str, float]:
    weights: dict[str, float] = {}
    for name, value in load_toml(path).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigError(f"{path.name}: {name} must be a number")
        weights[name] = float(value)
    if weights.keys() != EVIDENCE:
        raise ConfigError(f"{path.name}: missing {sorted(EVIDENCE - weights.keys())}, unknown {sorted(weights.keys() - EVIDENCE)}")
    return weights
