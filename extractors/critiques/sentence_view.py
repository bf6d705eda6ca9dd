"""What speaks for and against a sentence being a critique, whoever is meant: its words, cues, place and neighbours."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from extractors.critiques.cues import Cue, CueFinder, find_cues
from extractors.critiques.pairs import PaperSentences
from extractors.english import word_set
from extractors.grammar.tokens import Token
from models.document import Sentence

STEM = 6
"""Letters that make two words one: "requires", "requirement"."""
MAX_NEXT = 4
"""Words of the following sentence that are looked at: how it begins tells whether it answers."""

_SECTIONS = {
    "related": ("related", "prior work", "previous work", "literature", "survey"),
    "introduction": ("introduction", "motivation", "background", "preliminar", "challenge"),
    "experiment": ("experiment", "result", "evaluation", "analysis", "ablation", "performance", "comparison", "setup"),
    "end": ("conclusion", "discussion", "limitation", "future"),
}
_NUMBERS = re.compile(r"\d+(?:\.\d+)?\s*(?:%|×|x\b|points|ms\b)")
_ANSWERS = re.compile(
    r"(?:Our|We|In contrast|By contrast|Instead|Unlike|On the contrary|Conversely|In this (?:work|paper)|Motivated|Inspired|To this end"
    r"|(?:Therefore|Thus|Hence|So|Here|Consequently|Accordingly), (?:we|our)"
    r"|(?:In order )?[Tt]o (?:address|overcome|avoid|mitigate|tackle|solve|alleviate|remedy|circumvent|resolve|bridge|fill|reduce))\b"
)
"""How a sentence begins with which the authors answer what they have just said of others."""
_CONTRAST = word_set("however but unfortunately nevertheless nonetheless yet still although while despite though whereas unlike")
_OPENERS = word_set(
    "however but unfortunately although while despite unlike for in this these they it such we our the as since when compared existing"
)


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


def view_sentences(paper: PaperSentences, finder: CueFinder, classes: Mapping[str, tuple[str, ...]]) -> list[SentenceView]:
    """Return the view of every sentence of a paper; `classes` are the word lists that a word is in."""
    n = len(paper.sentences)
    return [_view(sentence, paper.tokens[i], finder, classes, i / max(1, n)) for i, sentence in enumerate(paper.sentences)]


def _view(
    sentence: Sentence, tokens: list[Token], finder: CueFinder, classes: Mapping[str, tuple[str, ...]], position: float
) -> SentenceView:
    cues = find_cues(tokens, finder)
    words = tuple(mask(t) for t in tokens)
    classed = list(words)
    places: dict[str, list[int]] = {}
    for k, token in enumerate(tokens):
        for name in () if token.mark else classes.get(token.lower, ()):
            places.setdefault(name, []).append(k)
            classed[k] = f"@{name}"
    evidence = _view_whole(sentence, tokens, cues, position)
    evidence |= {f"list={name}": float(len(found)) for name, found in places.items()}
    return SentenceView(tokens, cues, words, tuple(classed), places, evidence)


def _view_whole(sentence: Sentence, tokens: list[Token], cues: list[Cue], position: float) -> dict[str, float]:
    """Return what every pair of a sentence shares."""
    lower = {t.lower for t in tokens}
    first = tokens[0].lower if tokens else ""
    evidence = {
        "position": round(position, 3),
        "n_tokens": float(len(tokens)),
        "n_cues": float(len(cues)),
        "cue_weight": max((c.pattern.weight for c in cues), default=-1.0),
        "cue_sum": sum(c.pattern.weight for c in cues),
        "n_contrast_cues": float(sum(c.pattern.kind == "contrast" for c in cues)),
        "has_numbers": float(bool(_NUMBERS.search(sentence.text))),
        "has_we": float(bool(lower & {"we", "our", "ours", "us"})),
        "has_own": float(any(t.mark == "OWN" for t in tokens)),
        "opens_contrast": float(first in _CONTRAST),
        "hedged": float(bool(lower & {"may", "might", "could", "potentially", "possibly", "would"})),
        "supposed": float(first in ("if", "when")),
        "question": float(sentence.text.endswith("?")),
        f"section={section_kind(sentence)}": 1.0,
        f"kind={sentence.kind}": 1.0,
    }
    if first in _OPENERS:
        evidence[f"opens={first}"] = 1.0
    evidence |= {f"cue={c.pattern.id}": 1.0 for c in cues}
    return evidence


def section_kind(sentence: Sentence) -> str:
    """Return what part of a paper a sentence stands in."""
    low = sentence.section.lower()
    if sentence.kind in ("abstract", "appendix"):
        return sentence.kind
    return next((name for name, words in _SECTIONS.items() if any(word in low for word in words)), "other")


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


def is_answered(text: str) -> bool:
    """Tell whether a sentence begins as the authors' answer to what was said before it."""
    return bool(_ANSWERS.match(text))
