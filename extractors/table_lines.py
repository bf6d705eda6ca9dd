"""Words to printed lines of tokens: what is on one baseline, and what white space separates on it."""

import re
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.document import Word
from models.geometry import Rect, union

SAME_BASELINE = 0.3
"""Ems by which the middles of two words on one line may differ (fonts of one size have different boxes)."""
SMALL_SIZE = 0.82
"""Share of the usual size under which a lone word is a sub- or superscript of its neighbour."""
NUMBER = re.compile(r"[(\[]?[-−–+±]?\$?\d[\d,]*(?:\.\d+)?[%)\]*†‡]*|[-−–]?\.\d+")
"""A word that is one number."""
NUMBER_ENDS = frozenset("0123456789%)]*†‡")
NUMBER_CUT_GAP = 0.15
"""Ems beside a number from which a column boundary parts two cells."""
NUMBER_GAP = 0.3
"""Ems between two numbers from which they are two cells, whatever the gap between words is."""


@dataclass(frozen=True, slots=True)
class Token:
    """A printed word with all its glued parts (footnote mark, exponent, stacked error bounds)."""

    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    words: tuple[Word, ...]
    text: str
    """As printed, without white space."""
    is_number: bool
    """Whether it is one number and nothing else; a footnote mark may follow."""

    @property
    def rect(self) -> Rect:
        """The token's box in points."""
        return (self.x0, self.y0, self.x1, self.y1)


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens on one baseline, left to right; `y` is the middle of its main words."""

    y: float
    y0: float
    y1: float
    size: float
    tokens: tuple[Token, ...]

    @property
    def rect(self) -> Rect:
        """The box around all its tokens."""
        return union(token.rect for token in self.tokens)

    @property
    def text(self) -> str:
        """The line as printed, tokens joined with single spaces."""
        return " ".join(token.text for token in self.tokens)


def join_words(words: Iterable[Word]) -> str:
    """Return the printed text: single spaces between words, none before glued parts."""
    parts: list[str] = []
    for word in words:
        parts.append(word.text if word.is_glued or not parts else " " + word.text)
    return "".join(parts)


def make_token(words: Sequence[Word]) -> Token:
    """Return the words as one token, its size that of its largest word."""
    if len(words) == 1:
        word = words[0]
        return Token(word.x0, word.y0, word.x1, word.y1, word.size, (word,), word.text, _is_number(word.text))
    x0, y0, x1, y1 = union(word.rect for word in words)
    text = "".join(word.text for word in words)
    is_number = _is_number(words[0].text if words[-1].is_superscript else text)
    return Token(x0, y0, x1, y1, max(word.size for word in words), tuple(words), text, is_number)


def _is_number(text: str) -> bool:
    return (text[-1:] in NUMBER_ENDS) and NUMBER.fullmatch(text) is not None


def make_line(tokens: Iterable[Token]) -> Line:
    """Return the tokens as one line, ordered from left to right."""
    ordered = tuple(sorted(tokens, key=lambda token: (token.x0, token.y0)))
    size = max(token.size for token in ordered)
    main = [word for token in ordered for word in token.words if word.size >= SMALL_SIZE * size]
    middle = statistics.median((word.y0 + word.y1) / 2 for word in main)
    return Line(middle, min(word.y0 for word in main), max(word.y1 for word in main), size, ordered)


def read_lines(words: Sequence[Word]) -> list[Line]:
    """Return the printed lines from top to bottom; words of one baseline are one line however far apart they are."""
    return join_runs(split_runs(words))


def join_runs(runs: Sequence[list[Token]]) -> list[Line]:
    """Return the runs as printed lines from top to bottom."""
    if not runs:
        return []
    usual = statistics.median(token.size for run in runs for token in run)
    big = [list(run) for run in runs if max(token.size for token in run) >= SMALL_SIZE * usual]
    small = [list(run) for run in runs if max(token.size for token in run) < SMALL_SIZE * usual]
    big, alone = _attach_small(_attach_accents(big), _attach_accents(small))
    return _cluster(big + alone)


def _attach_accents(runs: list[list[Token]]) -> list[list[Token]]:
    """Give accents that are drawn as words of their own to the word they stand on."""
    accents = [run for run in runs if len(run) == 1 and _is_accent(run[0].text)]
    if not accents:
        return runs
    others = [run for run in runs if not (len(run) == 1 and _is_accent(run[0].text))]
    for accent in accents:
        place = _find_base(others, accent[0])
        if place is None:
            others.append(accent)
        else:
            host, index = place
            host[index] = make_token((*host[index].words, *accent[0].words))
    return others


def _is_accent(text: str) -> bool:
    return len(text) <= 2 and all(unicodedata.category(ch) in ("Mn", "Sk", "Lm") for ch in text)


def _find_base(runs: list[list[Token]], accent: Token) -> tuple[list[Token], int] | None:
    x, y = (accent.x0 + accent.x1) / 2, (accent.y0 + accent.y1) / 2
    near = [
        (abs((token.y0 + token.y1) / 2 - y), number, index)
        for number, run in enumerate(runs) for index, token in enumerate(run)
        if token.x0 - 1 <= x <= token.x1 + 1 and token.y0 < accent.y1 and accent.y0 < token.y1
    ]
    if not near:
        return None
    _, number, index = min(near)
    return runs[number], index


def split_runs(words: Sequence[Word]) -> list[list[Token]]:
    """Return the tokens of each line as the PDF groups them."""
    runs: list[list[Token]] = []
    key: tuple[int, int] | None = None
    parts: list[Word] = []
    for word in words:
        if word.is_glued and parts and key == (word.block, word.line):
            parts.append(word)
            continue
        if parts:
            runs[-1].append(make_token(parts))
        if key != (word.block, word.line):
            runs.append([])
            key = (word.block, word.line)
        parts = [word]
    if parts:
        runs[-1].append(make_token(parts))
    return runs


def _attach_small(big: list[list[Token]], small: list[list[Token]]) -> tuple[list[list[Token]], list[list[Token]]]:
    """Give lone small words to the token they are printed against, so that `0.51` keeps both its bounds."""
    alone: list[list[Token]] = []
    for run in small:
        place = _find_host(big, run[0])
        if place is None:
            alone.append(run)
            continue
        host, index = place
        host[index] = make_token((*host[index].words, *(word for token in run for word in token.words)))
    return big, alone


def _find_host(runs: list[list[Token]], small: Token) -> tuple[list[Token], int] | None:
    for run in runs:
        for index, token in enumerate(run):
            if (
                token.x0 < small.x0 <= token.x1 + 0.12 * token.size
                and min(token.y1, small.y1) - max(token.y0, small.y0) > 0.3 * (small.y1 - small.y0)
                and abs((token.y0 + token.y1) - (small.y0 + small.y1)) / 2 < 0.8 * token.size
            ):
                return run, index
    return None


def _cluster(runs: list[list[Token]]) -> list[Line]:
    """Join runs on one baseline."""
    lines = sorted((make_line(run) for run in runs), key=lambda line: line.y)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and abs(line.y - groups[-1][0].y) <= SAME_BASELINE * min(line.size, groups[-1][0].size):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [group[0] if len(group) == 1 else make_line(t for line in group for t in line.tokens) for group in groups]


def split_line(line: Line, cuts: Sequence[float], min_gap: float, cut_gap: float = -1.0) -> list[list[Token]]:
    """Return the line's tokens in segments: cut at gaps of `min_gap` ems, and of `cut_gap` ems where a cut lies in them."""
    segments = [[line.tokens[0]]]
    for left, right in pairwise(line.tokens):
        gap = (right.x0 - left.x1) / min(left.size, right.size)
        n_numbers = left.is_number + right.is_number
        is_between_numbers = gap >= NUMBER_GAP and n_numbers == 2
        limit = min(cut_gap, NUMBER_CUT_GAP) if n_numbers else cut_gap
        if gap >= min_gap or is_between_numbers or (gap >= limit and any(left.x1 - 1 <= x <= right.x0 + 1 for x in cuts)):
            segments.append([right])
        else:
            segments[-1].append(right)
    return segments
