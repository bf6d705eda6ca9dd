"""The names of all evidence for and against a receipt, so that a misspelt one is found before it runs."""

from typing import Literal

from extractors.grammar.evidence import PointerEvidence

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
Weight = Literal[Evidence, "threshold"]
"""Every number confidence.toml must name, and no others."""
