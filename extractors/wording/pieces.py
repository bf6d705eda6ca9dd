"""Words to the pieces that the network knows: those of the likeliest split, as SentencePiece makes them of a unigram vocabulary."""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.config_files import read_config
from models.errors import ConfigError

UNKNOWN = "[UNK]"
START = "▁"
"""What stands before the first letter of a word."""
UNKNOWN_SCORE = -25.0
"""Log probability of a letter that no piece has: below that of any piece."""
MAX_LETTERS = 100
"""A longer word is unknown: it is a formula or an address."""


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The pieces a network knows."""

    numbers: Mapping[str, int]
    """All of them, the marks too that stand for no text."""
    scores: Mapping[str, float]
    """Log probabilities of those that words are made of."""
    longest: int
    """Letters of the longest."""
    sha256: str
    """Of its file."""


@lru_cache(maxsize=4)
def load_pieces(path: Path) -> Vocabulary:
    """Return a vocabulary: a piece a line and, apart by a tab, its log probability; a mark has none. A piece's number is its line's.

    Raises ConfigError naming a file that is none.
    """
    text = read_config(path)
    rows = [line.split("\t") for line in text.rstrip("\n").split("\n")]
    numbers = {row[0]: k for k, row in enumerate(rows)}
    if UNKNOWN not in numbers:
        raise ConfigError(f"{path}: not a vocabulary of word pieces ({UNKNOWN} is missing)")
    try:
        scores = {row[0]: float(row[1]) for row in rows if len(row) > 1}
    except ValueError as error:
        raise ConfigError(f"{path}: a piece has no number behind it; take the file from the checkout again") from error
    return Vocabulary(numbers, scores, max(map(len, scores), default=0), hashlib.sha256(text.encode()).hexdigest())


@lru_cache(maxsize=1 << 14)
def split_word(word: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    """Return the numbers of a word's pieces, the split of the largest probability; a letter that no piece has is the unknown piece."""
    text = START + unicodedata.normalize("NFKC", word)
    if len(text) > MAX_LETTERS:
        return (vocabulary.numbers[UNKNOWN],)
    best, begins = [0.0], [0]
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - vocabulary.longest), end)
        ways = [(best[k] + score, k) for k in starts if (score := vocabulary.scores.get(text[k:end])) is not None]
        score, start = max(ways, default=(best[end - 1] + UNKNOWN_SCORE, end - 1))
        best.append(score)
        begins.append(start)
    return _follow(text, begins, vocabulary)


def _follow(text: str, begins: list[int], vocabulary: Vocabulary) -> tuple[int, ...]:
    """Return the numbers of the pieces that a text ends with, then of those before them, in the order of the text."""
    found: list[int] = []
    end = len(text)
    while end:
        found.append(vocabulary.numbers.get(text[begins[end] : end], vocabulary.numbers[UNKNOWN]))
        end = begins[end]
    return tuple(reversed(found))
