"""What speaks for and against a sentence being a critique, whoever is meant: its words, cues, place and neighbours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractors.critiques.cues import Cue, CueFinder, find_cues
from extractors.critiques.pairs import PaperSentences
from extractors.critiques.rules import CritiqueRules, WordList
from extractors.critiques.surroundings import answer_pattern
from extractors.english import HEDGES
from extractors.grammar.tokens import Token
from models.document import Sentence

STEM = 6
"""Letters that make two words one: "requires", "requirement"."""
MAX_NEXT = 4
"""Words of the following sentence that are looked at: how it begins tells whether it answers."""

_SECTIONS: tuple[tuple[str, WordList], ...] = (
    ("related", "related_titles"),
    ("introduction", "introduction_titles"),
    ("experiment", "experiment_titles"),
    ("end", "end_titles"),
)
_NUMBERS = re.compile(r"\d+(?:\.\d+)?\s*(?:%|×|x\b|points|ms\b)")


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence's tokens with what every pair of it shares."""

    tokens: list[Token]
    cues: list[Cue]
    words: tuple[str, ...]
    """The tokens as the learned weights know them: masked, and cut to their stems."""
    classes: tuple[str, ...]
    """The same with the word lists' names in place of their words."""
    lists: dict[str, list[int]]
    """Where the words of each list stand."""
    evidence: dict[str, float]


def mask(token: Token) -> str:
    """Return what a token is to the learned weights: names and citations are all alike."""
    if token.mark:
        return token.mark
    return "0" if token.lower[:1].isdigit() else token.lower[:STEM]


def view_sentences(paper: PaperSentences, finder: CueFinder, rules: CritiqueRules) -> list[SentenceView]:
    """Return the view of every sentence of a paper."""
    n = len(paper.sentences)
    return [_view(sentence, paper.tokens[i], finder, rules, i / max(1, n)) for i, sentence in enumerate(paper.sentences)]


def _view(sentence: Sentence, tokens: list[Token], finder: CueFinder, rules: CritiqueRules, position: float) -> SentenceView:
    cues = find_cues(tokens, finder)
    words = tuple(mask(t) for t in tokens)
    classed = list(words)
    places: dict[str, list[int]] = {}
    for k, token in enumerate(tokens):
        for name in () if token.mark else rules.word_classes.get(token.lower, ()):
            places.setdefault(name, []).append(k)
            classed[k] = f"@{name}"
    evidence = _view_whole(sentence, tokens, cues, rules)
    evidence["position"] = round(position, 3)
    evidence |= {f"list={name}": float(len(found)) for name, found in places.items()}
    return SentenceView(tokens, cues, words, tuple(classed), places, evidence)


def _view_whole(sentence: Sentence, tokens: list[Token], cues: list[Cue], rules: CritiqueRules) -> dict[str, float]:
    """Return what every pair of a sentence shares."""
    lower = {t.lower for t in tokens}
    first = tokens[0].lower if tokens else ""
    evidence = {
        "n_tokens": float(len(tokens)),
        "n_cues": float(len(cues)),
        "cue_weight": max((c.pattern.weight for c in cues), default=-1.0),
        "cue_sum": sum(c.pattern.weight for c in cues),
        "n_contrast_cues": float(sum(c.pattern.kind == "contrast" for c in cues)),
        "has_numbers": float(bool(_NUMBERS.search(sentence.text))),
        "has_we": float(bool(lower & {"we", "our", "ours", "us"})),
        "has_own": float(any(t.mark == "OWN" for t in tokens)),
        "opens_contrast": float(first in rules.word_list("turning_openers")),
        "hedged": float(bool(lower & HEDGES)),
        "supposed": float(first in ("if", "when")),
        "question": float(sentence.text.endswith("?")),
        f"section={section_kind(sentence, rules)}": 1.0,
        f"kind={sentence.kind}": 1.0,
    }
    if first in rules.word_list("telling_openers"):
        evidence[f"opens={first}"] = 1.0
    evidence |= {f"cue={c.pattern.id}": 1.0 for c in cues}
    return evidence


def section_kind(sentence: Sentence, rules: CritiqueRules) -> str:
    """Return what part of a paper a sentence stands in."""
    low = sentence.section.lower()
    if sentence.kind in ("abstract", "appendix"):
        return sentence.kind
    return next((name for name, titles in _SECTIONS if any(word in low for word in rules.word_list(titles))), "other")


def read_grams(views: list[SentenceView], i: int, *, has_before: bool, has_after: bool) -> Iterator[str]:
    """Yield the words, pairs of words and cues of a sentence, and some of its neighbours, as the linear model knows them."""
    view = views[i]
    words = view.words
    yield from (f"1 {word}" for word in set(words))
    yield from (f"2 {a} {b}" for a, b in set(pairwise(words)))
    classes = view.classes
    yield from (f"k {a} {b}" for a, b in set(pairwise(classes)) if "@" in a + b)
    yield from (f"k {a} {b} {c}" for a, b, c in set(zip(classes, classes[1:], classes[2:], strict=False)) if "@" in a + b + c)
    yield from (f"c {cue.pattern.id}" for cue in view.cues)
    yield from (f"l {name}" for name, places in view.lists.items() if places)
    yield from (f"o {word}" for word in words[:1])
    yield from (f"s {key}" for key in view.evidence if key.startswith(("section=", "kind=")))
    if has_before:
        yield from (f"b {word}" for word in set(views[i - 1].words))
    if has_after:
        yield from (f"a {word}" for word in views[i + 1].words[:MAX_NEXT])
        yield from (f"a2 {a} {b}" for a, b in zip(views[i + 1].words[:MAX_NEXT], views[i + 1].words[1:MAX_NEXT], strict=False))


def is_answered(text: str, rules: CritiqueRules) -> bool:
    """Tell whether a sentence begins as the authors' answer to what was said before it."""
    return answer_pattern(rules.word_list("answer_openers"), rules.word_list("answering")).match(text) is not None
