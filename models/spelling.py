"""When two printed texts spell the same thing: the only keys by which names, titles and other texts are compared.

Each says by examples what it folds and what it keeps (the examples are tests). What the text *means* is no matter of spelling:
labels with a size or a note behind the name, and names that a paper uses for another method, are told apart elsewhere.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence

MAX_CACHED = 1 << 18
"""Names and titles come again and again; a large topic has a few hundred thousand different ones."""
MIN_PLURAL = 5
"""A shorter word keeps its s: it rather is a name."""

GREEK = {c: unicodedata.name(c).split()[-1].lower() for c in "αβγδεζηθικλμνξοπρσςτυφχψω"}
"""Greek letters by their English names, as papers spell them where they cannot print them."""
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "×": "x"})
"""Letters that Unicode does not take apart into a letter and an accent, and the sign that is typed as an x."""
_NAME_WORD = re.compile(r"(?:[^\W_]|\+|(?<=[^\W\d_])#|(?<=\d)\.(?=\d))+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")


@functools.lru_cache(MAX_CACHED)
def name_key(name: str) -> str:
    """Return what all spellings of one method's name share and no other name has; empty when it has no letter or digit.

    Case, spaces, hyphens, accents, ligatures and the plural are gone:

    >>> sorted({name_key(name) for name in ("BASE Layers", "BASE-layer", "base_layer", "Base  Layer")})
    ['baselayer']
    >>> [name_key(name) for name in ("ﬁnch", "Bärge", "Heron-8×7B", "HERON 8x7b")]
    ['finch', 'barge', 'heron8x7b', 'heron8x7b']

    Raised digits are digits, Greek letters are spelt out:

    >>> [name_key(name) for name in ("D²-Heron", "D2 Heron", "Heron-Σ", "τ-nest", "tau-nest")]
    ['d2heron', 'd2heron', 'heronsigma', 'taunest', 'taunest']

    What tells names apart stays: +, a # behind the name, the point of a version, the gap between two numbers:

    >>> [name_key(name) for name in ("LoRA+", "LoRA", "Egg#", "Egg", "Wren++", "Wren")]
    ['lora+', 'lora', 'egg#', 'egg', 'wren++', 'wren']
    >>> [name_key(name) for name in ("Heron2.5", "Heron25", "Heron2 7B", "Heron 27B")]
    ['heron2.5', 'heron25', 'heron2_7b', 'heron27b']
    """
    return join_name(name_words(name))


def name_words(name: str) -> list[str]:
    """Return the words of a name as `name_key` joins them.

    >>> name_words("Gated LoRA+ Layers (v2.5)")
    ['gated', 'lora+', 'layer', 'v2.5']
    """
    text = _fold(name)
    if not text.isascii():
        text = "".join(GREEK.get(ch, ch) for ch in text)
    return [_singular(word) for word in _NAME_WORD.findall(text)]


def join_name(words: Sequence[str]) -> str:
    """Return words as one key; between two digits a mark stays, so that "Heron2 7B" is not "Heron 27B"."""
    joined = "".join(words)
    # Hardly any name has a digit at the edge of a word; a topic's names and titles are joined by the million.
    return joined if joined.isalpha() else _BETWEEN_DIGITS.sub("_", " ".join(words)).replace(" ", "")


@functools.lru_cache(MAX_CACHED)
def title_key(title: str) -> str:
    """Return what all printings of one title share: letters and digits; & is the word.

    >>> [title_key(title) for title in ("Herons & Storks: On  Hats", "HERONS AND STORKS — on h-ats", "Hérons and storks on hats.")]
    ['heronsandstorksonhats', 'heronsandstorksonhats', 'heronsandstorksonhats']

    A plural is another title:

    >>> title_key("On Heron") == title_key("On Herons")
    False
    """
    return text_key(title.replace("&", " and "))


@functools.lru_cache(MAX_CACHED)
def text_key(text: str) -> str:
    """Return letters and digits only, lower case, without accents: markers, authors, headings and sentences as printed twice.

    >>> [text_key(text) for text in ("[12]", "Stork et al., 2021", "STORK ET AL. (2021)", "Łoś", "Groß", "ﬁeld notes")]
    ['12', 'storketal2021', 'storketal2021', 'los', 'gross', 'fieldnotes']
    """
    return "".join(filter(str.isalnum, _fold(text)))


def _fold(text: str) -> str:
    """Return the text in lower case, accents, ligatures and raised digits made plain."""
    if text.isascii():
        return text.lower()  # which is all that the rest would do, a character at a time
    folded = unicodedata.normalize("NFKD", text.translate(_PLAIN)).casefold()
    return "".join(ch for ch in folded if not unicodedata.combining(ch))


def _singular(word: str) -> str:
    return word[:-1] if len(word) >= MIN_PLURAL and word.endswith("s") and word[-2] not in "sui" and word.isalpha() else word
