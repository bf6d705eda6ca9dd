"""Who could be meant: each method named or cited in a sentence, or shortly before it in its paragraph, makes a pair with it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from extractors.grammar.tokens import Token, tokenize
from extractors.names.lexicon import Lexicon, Target
from models.document import Sentence

MAX_BACK = 3
"""Sentences before one in which a method it points at can stand. A receipt's definition has two; the third tells of lists."""
MAX_PAIRS = 40
"""Pairs of one sentence: behind a list of more works nobody in particular is meant."""


class Mention(NamedTuple):
    """A method at a token of a sentence."""

    place: int
    target: Target


class Pair(NamedTuple):
    """A sentence and a method that it may criticise."""

    sentence: int
    target: Target
    distance: int
    """Sentences back to where the method stands; 0 when it stands in the sentence itself."""
    place: int
    """The token where it stands there, the first if several."""
    n_places: int
    """Mentions in that sentence."""


@dataclass(frozen=True)
class PaperSentences:
    """A paper's sentences as marked tokens."""

    sentences: tuple[Sentence, ...]
    lexicon: Lexicon

    @cached_property
    def tokens(self) -> list[list[Token]]:
        """Return the tokens of every sentence."""
        return [tokenize(sentence, self.lexicon) for sentence in self.sentences]

    @cached_property
    def mentions(self) -> list[list[Mention]]:
        """Return the methods of every sentence in their order."""
        return [[Mention(k, target) for k, token in enumerate(tokens) for target in token.targets] for tokens in self.tokens]

    def goes_on(self, i: int, j: int) -> bool:
        """Tell whether two sentences stand in one paragraph."""
        return 0 <= j < len(self.sentences) and self.sentences[i].paragraph == self.sentences[j].paragraph


def find_pairs(paper: PaperSentences) -> list[Pair]:
    """Return the pairs of a paper, sentence by sentence, the nearest methods first; a method counts once, where it is nearest."""
    return [pair for i in range(len(paper.sentences)) for pair in _pairs_of(paper, i)]


def _pairs_of(paper: PaperSentences, i: int) -> list[Pair]:
    found: dict[str, Pair] = {}
    for distance in range(MAX_BACK + 1):
        if not paper.goes_on(i, i - distance):
            break
        for place, target in paper.mentions[i - distance]:
            known = found.get(target.key)
            if known is None:
                found[target.key] = Pair(i, target, distance, place, 1)
            elif known.distance == distance:
                found[target.key] = known._replace(target=_fuller(known.target, target), n_places=known.n_places + 1)
    return list(found.values())[:MAX_PAIRS]


def _fuller(one: Target, other: Target) -> Target:
    """Return of two mentions of a method the one that says more: the named one, with a citation if either has one."""
    named = one if one.is_named or not other.is_named else other
    return named._replace(citation=named.citation or one.citation or other.citation)
