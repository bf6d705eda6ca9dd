"""Who could be meant: each method named or cited in a sentence, or shortly before it in its paragraph, makes a pair with it."""

from dataclasses import dataclass, field
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
    mentions: list[list[Mention]] = field(default_factory=list)
    """The methods of every sentence in their order."""
    places: dict[str, list[int]] = field(default_factory=dict)
    """The sentences that name or cite each method, by its key."""
    with_pairs: list[int] = field(default_factory=list)
    """The sentences that have a method in reach."""
    _tokens: dict[int, list[Token]] = field(default_factory=dict, compare=False)

    def read_tokens(self, i: int) -> list[Token]:
        """Return the tokens of a sentence, made when first asked for: half of the sentences have no method near."""
        if i not in self._tokens:
            self._tokens[i] = tokenize(self.sentences[i], self.lexicon)
        return self._tokens[i]

    def goes_on(self, i: int, j: int) -> bool:
        """Tell whether two sentences stand in one paragraph."""
        return 0 <= j < len(self.sentences) and self.sentences[i].paragraph == self.sentences[j].paragraph


def mark_sentences(sentences: tuple[Sentence, ...], lexicon: Lexicon) -> PaperSentences:
    """Return a paper's sentences with the methods that each names or cites."""
    paper, n = PaperSentences(sentences, lexicon), len(sentences)
    paper.mentions.extend(_find_mentions(paper, i) for i in range(n))
    for i, found in enumerate(paper.mentions):
        for key in dict.fromkeys(mention.target.key for mention in found):
            paper.places.setdefault(key, []).append(i)
    near = (range(max(0, i - MAX_BACK), i + 1) for i in range(n))
    paper.with_pairs.extend(i for i, back in enumerate(near) if any(paper.mentions[j] and paper.goes_on(i, j) for j in back))
    return paper


def _find_mentions(paper: PaperSentences, i: int) -> list[Mention]:
    """Return the methods of a sentence; only one that can name or cite somebody is cut into tokens."""
    sentence, pattern = paper.sentences[i], paper.lexicon.pattern
    if not sentence.markers and (pattern is None or pattern.search(sentence.text) is None):
        return []
    return [Mention(k, target) for k, token in enumerate(paper.read_tokens(i)) for target in token.targets]


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
