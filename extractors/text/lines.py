"""A line of text: its words, where it stands, how it is set, and what it says in plain letters."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from models.document import Word
from models.geometry import Rect
from models.ligatures import LIGATURES


@dataclass(slots=True, eq=False)
class TextLine:
    """A visual line: its words from left to right, where it stands, and how its text is set."""

    page: int
    words: list[Word]
    rect: Rect
    size: float
    """Font size of most of its characters, in points."""
    font: str
    """Font of most of its characters."""
    bold: float
    """Share of its characters that are bold."""
    italic: float
    n_chars: int
    base: float
    """Lower edge of its normal text, in points: what the step between lines is measured by."""
    column: int = 0
    """0 across the page or the only column, 1 left, 2 right."""
    role: str = ""

    _text: str | None = None

    @property
    def text(self) -> str:
        """The line's text with single spaces, parts of one printed word joined."""
        if self._text is None:
            self._text = join_words(self.words)
        return self._text


_WRITTEN_OUT = str.maketrans(
    LIGATURES | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in (0x210E, *range(0x1D400, 0x1D800))}
)
"""Ligatures, and the letters and digits of maths alphabets (italic, bold, script), as plain ones."""
_NOT_PLAIN = re.compile(f"[{''.join(LIGATURES)}\u210e\U0001d400-\U0001d7ff]")
_MATHS_BESIDE_WORD = re.compile("([\U0001d400-\U0001d7ff\u210e])(?=[a-z]{2})|(?<=[a-z]{2})(?=[\U0001d400-\U0001d7ff\u210e])")


def plain(text: str) -> str:
    """Return the text with ligatures written out, maths letters as plain ones, and a space between such a letter and a word."""
    if text.isascii() or _NOT_PLAIN.search(text) is None:
        return text
    return _MATHS_BESIDE_WORD.sub(r"\1 ", text).translate(_WRITTEN_OUT)


def join_words(words: Iterable[Word]) -> str:
    """Return the words with single spaces between them; glued parts without."""
    words = list(words)
    if True not in [word[12] for word in words]:
        return plain(" ".join([word[4] for word in words]))
    parts: list[str] = []
    for word in words:
        if parts and not word.is_glued:
            parts.append(" ")
        parts.append(word.text)
    return plain("".join(parts))


def make_line(page: int, words: list[Word]) -> TextLine:
    """Return the words, which stand from left to right, as a line with its usual font."""
    if len(words) == 1:
        (word,) = words
        size, font = word.size, word.font
        return TextLine(page, words, word.rect, size, font, float(word.is_bold), float(word.is_italic), len(word.text) or 1, word.y1)
    x0s, y0s, x1s, y1s, texts, _, _, sizes, fonts, bolds, italics, *_ = zip(*words, strict=True)
    rect = (min(x0s), min(y0s), max(x1s), max(y1s))
    lengths = list(map(len, texts))
    n_chars = sum(lengths) or 1
    if all([values.count(values[0]) == len(words) for values in (sizes, fonts, bolds, italics)]):
        return TextLine(page, words, rect, sizes[0], fonts[0], float(bolds[0]), float(italics[0]), n_chars, y1s[0])
    styles: dict[tuple[float, str], int] = {}
    for key, length in zip(zip(sizes, fonts, strict=True), lengths, strict=True):
        styles[key] = styles.get(key, 0) + length
    size, font = max(styles, key=lambda k: styles[k])
    base = next(word.y1 for word in words if word.size == size and word.font == font)
    bold = sum(compress(lengths, bolds)) / n_chars
    italic = sum(compress(lengths, italics)) / n_chars
    return TextLine(page, words, rect, _capital_size(words, size), font, bold, italic, n_chars, base)


def _capital_size(words: Sequence[Word], size: float) -> float:
    """Return the size of the capitals of a line in small capitals; of any other line its usual size."""
    largest = max(word.size for word in words)
    if largest < 1.12 * size or not any(word.is_glued for word in words):
        return size
    letters = [word for word in words if any(ch.isalpha() for ch in word.text)]
    return largest if letters and all(word.text.upper() == word.text for word in letters) else size


@lru_cache(maxsize=4096)
def font_family(font: str) -> str:
    """Return a font's name without subset tag and style: NimbusRomNo9L-Regu and -Medi are one family."""
    name = font.rsplit("+", 1)[-1]
    name = re.split(r"[-,]", name, maxsplit=1)[0]
    name = re.sub(r"(?:PS)?(?:MT|Std|Pro)$", "", name)
    name = re.sub(r"\d+$", "", name)
    return re.sub(r"(?:TBI|TB|TI|TZ|T|BX|TI|CSC|SL|R|B|I|Bold|Italic|Regular)$", "", name) or name
