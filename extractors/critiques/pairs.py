"""Who could be meant: each method named or cited in a sentence, or shortly before it in its paragraph, makes a pair with it."""

from dataclasses import dataclass, field
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

    _tokens: dict[int, list[Token]] = field(default_factory=dict, compare=False)

    def read_tokens(self, i: int) -> list[Token]:
        """Return the tokens of a sentence, made when first asked for: half of the sentences have no method near."""
        if i not in self._tokens:
            self._tokens[i] = tokenize(self.sentences[i], self.lexicon)
        return self._tokens[i]

    @cached_property
    def mentions(self) -> list[list[Mention]]:
        """Return the methods of every sentence in their order."""
        return [
            [Mention(k, t) for k, token in enumerate(self._telling_tokens(i)) for t in token.targets] for i in range(len(self.sentences))
        ]

    def _telling_tokens(self, i: int) -> list[Token]:
        """Return the tokens of a sentence that can name or cite somebody, none of the others."""
        pattern, sentence = self.lexicon.pattern, self.sentences[i]
        has_any = bool(sentence.markers) or (pattern is not None and pattern.search(sentence.text) is not None)
        return self.read_tokens(i) if has_any else []

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Return the sentences that name or cite each method, by its key."""
        found: dict[str, list[int]] = {}
        for i, mentions in enumerate(self.mentions):
            for key in dict.fromkeys(mention.target.key for mention in mentions):
                found.setdefault(key, []).append(i)
        return found

    @cached_property
    def with_pairs(self) -> list[int]:
        """Return the sentences that have a method in reach."""
        n = len(self.sentences)
        return [i for i in range(n) if any(self.mentions[j] and self.goes_on(i, j) for j in range(max(0, i - MAX_BACK), i + 1))]

    def goes_on(self, i: int, j: int) -> bool:
        """Tell whether two sentences stand in one paragraph."""
        return 0 <= j < len(self.sentences) and self.sentences[i].paragraph == self.sentences[j].paragraph


def find_pairs(paper: PaperSentences, i: int) -> list[Pair]:
    """Return the pairs of a sentence, the nearest methods first; a method counts once, where it is nearest."""
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
