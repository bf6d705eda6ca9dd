"""Who could be meant: each method named or cited in a sentence, or shortly before it in its paragraph, makes a pair with it."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class PaperSentences:
    """A paper's sentences as marked tokens, with the methods in them."""

    sentences: tuple[Sentence, ...]
    lexicon: Lexicon
    tokens: dict[int, list[Token]]
    """Tokens of the sentences that were asked for: half of a paper's have no method near."""
    mentions: list[list[Mention]]
    """The methods of every sentence in their order."""
    places: dict[str, list[int]]
    """The sentences that name or cite each method, by its key."""
    with_pairs: list[int]
    """The sentences that have a method in reach."""

    def read_tokens(self, i: int) -> list[Token]:
        """Return the tokens of a sentence, made when first asked for."""
        return _read_tokens(self.sentences, self.lexicon, self.tokens, i)

    def goes_on(self, i: int, j: int) -> bool:
        """Tell whether two sentences stand in one paragraph."""
        return _goes_on(self.sentences, i, j)


def mark_sentences(sentences: tuple[Sentence, ...], lexicon: Lexicon) -> PaperSentences:
    """Return a paper's sentences with the methods that each names or cites."""
    tokens: dict[int, list[Token]] = {}
    mentions = [_find_mentions(sentences, lexicon, tokens, i) for i in range(len(sentences))]
    places: dict[str, list[int]] = {}
    for i, found in enumerate(mentions):
        for key in dict.fromkeys(mention.target.key for mention in found):
            places.setdefault(key, []).append(i)
    in_reach = [
        i for i in range(len(sentences)) if any(mentions[j] and _goes_on(sentences, i, j) for j in range(max(0, i - MAX_BACK), i + 1))
    ]
    return PaperSentences(sentences, lexicon, tokens, mentions, places, in_reach)


def _find_mentions(sentences: tuple[Sentence, ...], lexicon: Lexicon, tokens: dict[int, list[Token]], i: int) -> list[Mention]:
    """Return the methods of a sentence; its tokens are kept in `tokens` where it names or cites any."""
    sentence = sentences[i]
    if not sentence.markers and (lexicon.pattern is None or lexicon.pattern.search(sentence.text) is None):
        return []
    return [Mention(k, target) for k, token in enumerate(_read_tokens(sentences, lexicon, tokens, i)) for target in token.targets]


def _read_tokens(sentences: tuple[Sentence, ...], lexicon: Lexicon, tokens: dict[int, list[Token]], i: int) -> list[Token]:
    if i not in tokens:
        tokens[i] = tokenize(sentences[i], lexicon)
    return tokens[i]


def _goes_on(sentences: tuple[Sentence, ...], i: int, j: int) -> bool:
    return 0 <= j < len(sentences) and sentences[i].paragraph == sentences[j].paragraph


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
