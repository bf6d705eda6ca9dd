"""Words to the pieces that the network knows, the longest first (WordPiece, as BERT's uncased vocabularies are made for)."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from models.config_files import read_config
from models.errors import ConfigError

UNKNOWN = "[UNK]"
MAX_LETTERS = 100
"""A longer word is unknown: it is a formula or an address."""
_PART = re.compile(r"[^\W_]+|[^\s]")
"""A run of letters and digits, or one mark."""


@lru_cache(maxsize=4)
def load_pieces(path: Path) -> Mapping[str, int]:
    """Return the pieces of a vocabulary, one a line, each with its number; raises ConfigError naming a file that is none."""
    pieces = {piece: k for k, piece in enumerate(read_config(path).split("\n"))}
    if UNKNOWN not in pieces:
        raise ConfigError(f"{path.name}: not a vocabulary of word pieces ({UNKNOWN} is missing)")
    return pieces


def split_word(word: str, pieces: Mapping[str, int]) -> list[int]:
    """Return the numbers of a word's pieces, whatever its case and accents; one that no pieces make up is the unknown piece."""
    letters = unicodedata.normalize("NFD", word.lower())
    plain = "".join(c for c in letters if unicodedata.category(c) != "Mn")
    return [number for part in _PART.findall(plain) for number in _split_part(part, pieces)] or [pieces[UNKNOWN]]


def _split_part(part: str, pieces: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    start = 0
    while start < len(part):
        prefix = "##" if start else ""
        ends = (end for end in range(len(part), start, -1) if prefix + part[start:end] in pieces)
        end = next(ends, None) if len(part) <= MAX_LETTERS else None
        if end is None:
            return [pieces[UNKNOWN]]
        found.append(pieces[prefix + part[start:end]])
        start = end
    return found
