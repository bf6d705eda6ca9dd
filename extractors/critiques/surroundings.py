"""What stands around a cue whatever it is about: the part of the paper, numbers, the authors' own voice and answer."""

import re

from extractors.critiques.evidence import Evidence
from extractors.grammar.discourse import Discourse
from extractors.grammar.tokens import Token, has_own


def _section_kind(title: str, kind: str) -> Evidence:
    """Return what part of a paper a heading names."""
    low = title.lower()
    if kind == "abstract":
        return "section_abstract"
    if kind == "appendix":
        return "section_appendix"
    return next((name for name, words in _SECTIONS.items() if any(word in low for word in words)), "section_other")


_SECTIONS: dict[Evidence, tuple[str, ...]] = {
    "section_related": ("related", "prior work", "previous work", "literature", "survey"),
    "section_introduction": ("introduction", "motivation", "background", "preliminar", "challenge"),
    "section_experiment": ("experiment", "result", "evaluation", "analysis", "ablation", "performance", "comparison", "setup"),
    "section_end": ("conclusion", "discussion", "limitation", "future"),
}


def view_surroundings(discourse: Discourse, i: int, tokens: list[Token]) -> list[Evidence]:
    """Return evidence of the sentence as a whole."""
    evidence = [_section_kind(discourse.sentences[i].section, discourse.sentences[i].kind)]
    if re.search(r"\d+(?:\.\d+)?\s*(?:%|×|x\b|points|ms\b)", discourse.sentences[i].text):
        evidence.append("bare_numbers")
    if has_own(tokens):
        evidence.append("own_in_sentence")
    if discourse.goes_on(i + 1) and _ANSWERS.match(discourse.sentences[i + 1].text):
        evidence.append("own_answers")
    return evidence


_ANSWERS = re.compile(
    r"(?:Our|We|In contrast|By contrast|Instead|Unlike|On the contrary|Conversely|In this (?:work|paper)|Motivated|Inspired|To this end"
    r"|(?:Therefore|Thus|Hence|So|Here|Consequently|Accordingly), (?:we|our)"
    r"|(?:In order )?[Tt]o (?:address|overcome|avoid|mitigate|tackle|solve|alleviate|remedy|circumvent|resolve|bridge|fill|reduce))\b"
)
"""How a sentence begins with which the authors answer what they have just said of others."""
