"""The rules of critiques, read from config/: data an analyst can extend without touching code."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from extractors.critiques.model import Joined, Model, load_joined, load_model
from extractors.critiques.patterns import Pattern, load_patterns, load_word_classes
from extractors.english import inflect
from extractors.grammar.evidence import PointerEvidence
from extractors.names.rules import NameRules, load_name_rules
from models.config_files import is_number, load_known_lists, load_toml, told_together, with_topic
from models.errors import ConfigError

Evidence = Literal[
    PointerEvidence,
    "named",
    "named_cited",
    "narrative",
    "cited_work",
    "cited_in_subject",
    "own_against",
    "name_owns",
    "oblique_in_subject",
    "tested_on",
    "contrast_opener",
    "several_cues",
    "criticised_before",
    "own_answers",
    "bare_numbers",
    "hedged",
    "own_in_sentence",
    "conditional",
    "contrast_without_own",
    "bare_contrast",
    "far_from_verb",
    "in_what_it_proposes",
    "section_related",
    "section_introduction",
    "section_abstract",
    "section_experiment",
    "section_end",
    "section_appendix",
    "section_other",
    "technique",
    "uncited",
]
"""What can speak for or against a target; confidence.toml says what each adds."""
Weight = Literal[Evidence, "threshold", "threshold_rise", "threshold_of_many", "contrast_threshold"]
"""Every number confidence.toml must name, and no others."""
WordList = Literal[
    "avoiding_verbs",
    "not_avoiding",
    "gains",
    "little_gain",
    "small_cost",
    "praise",
    "had",
    "finding_verbs",
    "earlier",
    "usual",
    "answer_openers",
    "answering",
    "related_titles",
    "introduction_titles",
    "experiment_titles",
    "end_titles",
    "data_sections",
    "beside_data_sections",
    "trial_sections",
    "future",
    "left_by",
    "means",
    "data_works",
    "model_works",
    "survey_works",
    "method_works",
    "model_families",
    "method_nouns",
    "pointing_at_prior",
    "plain_determiners",
    "measured_things",
    "comparing",
    "turning_openers",
    "telling_openers",
    "tool_works",
    "supporting",
    "praising",
]
StemList = Literal["proposal_stems", "exhibit_stems", "judging_stems", "outdoing_stems", "likening_stems", "announcing_stems"]
"""The lists of checks.toml, each explained there."""


@dataclass(frozen=True, slots=True)
class CritiqueRules:
    """All that config/ says about critiques, for one topic."""

    patterns: tuple[Pattern, ...]
    weights: dict[str, float]
    """Weights of the evidence and the threshold, from confidence.toml: all that `Weight` names."""
    names: NameRules
    """The rules of the names that critiques are about."""
    words: Mapping[str, frozenset[str]]
    """Word lists of the checks, from checks.toml: all that `WordList` names, verbs in all their forms."""
    stem_lists: Mapping[str, tuple[str, ...]]
    """Beginnings of words, from checks.toml: all that `StemList` names."""
    word_classes: Mapping[str, tuple[str, ...]]
    """The lists of the patterns that a word is in: evidence of its own."""
    model: Model
    """The learned decision, from receipts_model.json."""
    joined: Joined
    """How that and the encoder make one confidence, from joined.toml."""
    encoder_folder: Path
    """Where the encoder is: it is loaded by the first sentence that needs it."""

    def threshold(self, n_methods: int, *, is_mere_contrast: bool) -> float:
        """Return the confidence from which a receipt counts, all of it the operator's to set.

        It rises with how many methods the sentence seems to blame (`n_methods`), and is another where that only contrasts.
        """
        least = self.weights["threshold"]
        risen = least + self.weights["threshold_rise"] * math.log2(max(1, n_methods))
        of_many = max(least, min(risen, self.weights["threshold_of_many"]))
        return max(of_many, self.weights["contrast_threshold"]) if is_mere_contrast else of_many

    def weight(self, name: Weight) -> float:
        """Return the weight of a piece of evidence."""
        return self.weights[name]

    def word_list(self, name: WordList) -> frozenset[str]:
        """Return a word list of the checks."""
        return self.words[name]

    def stems(self, name: StemList) -> tuple[str, ...]:
        """Return the beginnings of the words of a list of the checks, as `str.startswith` takes them."""
        return self.stem_lists[name]


def load_rules(config_dir: Path, topic: str | None) -> CritiqueRules:
    """Return the rules of config/ for critiques and names, with the topic's own; raises ConfigError naming each wrong file and its line."""
    folder = config_dir / "critiques"
    known: tuple[str, ...] = (*get_args(WordList), *get_args(StemList))
    with told_together() as one_file:
        with one_file():
            lists = load_known_lists(with_topic(folder, topic, "checks.toml"), known)
        with one_file():
            patterns = load_patterns(folder, topic)
        with one_file():
            word_classes = load_word_classes(folder, topic)
        with one_file():
            weights = _load_weights(folder / "confidence.toml")
        with one_file():
            names = load_name_rules(config_dir / "names", topic)
        with one_file():
            model = load_model(folder / "receipts_model.json")
        with one_file():
            joined = load_joined(folder / "joined.toml")
    return CritiqueRules(
        patterns=patterns,
        weights=weights,
        names=names,
        words={name: _with_forms(name, lists[name]) for name in get_args(WordList)},
        stem_lists={name: tuple(sorted(lists[name])) for name in get_args(StemList)},
        model=model,
        joined=joined,
        encoder_folder=config_dir / "wording",
        word_classes=word_classes,
    )


def _with_forms(name: str, words: frozenset[str]) -> frozenset[str]:
    """Return a list's words, those of a list of verbs in all their forms."""
    return frozenset(form for verb in words for form in inflect(verb)) if name.endswith("_verbs") else words


def _load_weights(path: Path) -> dict[str, float]:
    weights: dict[str, float] = {}
    for name, value in load_toml(path).items():
        if not is_number(value):
            raise ConfigError(f"{path}: {name} must be a number")
        if "threshold" in name and not 0 <= value <= 1:
            raise ConfigError(f"{path}: {name} must be between 0 and 1, as confidences are, not {value}")
        weights[name] = float(value)
    known = set(get_args(Weight))
    if weights.keys() != known:
        raise ConfigError(f"{path}: missing {sorted(known - weights.keys())}, unknown {sorted(weights.keys() - known)}")
    return weights
