"""Words to tokens: what is printed without white space between, with its exponents, error bounds and accents."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.document import Word
from models.geometry import Rect, union

NUMBER = re.compile(r"[(\[]?[-−–\u2010\u2011\u00ad+±]?\$?\d[\d,]*(?:\.\d+)?[%)\]*†‡]*|[-−–\u2010\u2011\u00ad]?\.\d+")
"""A word that is one number."""
NUMBER_ENDS = frozenset("0123456789%)]*†‡")
ORDINALS = frozenset({"st", "nd", "rd", "th"})
BAND = 12.0
"""Points: the height of the bands in which neighbours are looked up."""
MAX_BANDS = 40
"""Bands that one token may reach over; a taller one is no line's text."""

Run = Sequence["CellToken"]
"""What the PDF groups as one line."""
Places = dict[int, list[tuple[int, int]]]
"""For each band of the page the tokens in it, as run and place in the run."""


@dataclass(slots=True, unsafe_hash=True)
class CellToken:
    """A printed word with all its glued parts (footnote mark, exponent, stacked error bounds).

    Nobody changes one: frozen it would take three times as long to make, and every word of a paper is one.
    """

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


def make_token(words: Sequence[Word]) -> CellToken:
    """Return the words as one token, its size that of its largest word."""
    if len(words) == 1:
        word = words[0]
        return CellToken(word[0], word[1], word[2], word[3], word[7], (word,), word[4], _is_number(word[4]))
    if words[-1].text in ORDINALS and words[-2].text.isdigit():
        words = (*words[:-1], words[-1]._replace(is_superscript=False))  # "1st" is a word, and its letters no footnote mark
    x0, y0, x1, y1 = union(word.rect for word in words)
    text = "".join(word.text for word in words)
    is_number = _is_number(words[0].text if words[-1].is_superscript else text)
    return CellToken(x0, y0, x1, y1, max(word.size for word in words), tuple(words), text, is_number)


def _is_number(text: str) -> bool:
    return (text[-1:] in NUMBER_ENDS) and NUMBER.fullmatch(text) is not None


def attach_scripts(big: Sequence[Run], small: Sequence[Run]) -> list[Run]:
    """Give lone small words to the token they are printed against, so that `0.51` keeps both its bounds."""
    return _attach(big, small, _is_script_of)


def attach_accents(runs: Sequence[Run]) -> Sequence[Run]:
    """Give accents that are drawn as words of their own to the word they stand on."""
    accents = [run for run in runs if len(run) == 1 and _is_accent(run[0].text)]
    if not accents:
        return runs
    return _attach([run for run in runs if not (len(run) == 1 and _is_accent(run[0].text))], accents, _is_accent_of)


def _attach(runs: Sequence[Run], parts: Sequence[Run], fits: Callable[[CellToken, CellToken], bool]) -> list[Run]:
    """Return the runs with each part in the token that it belongs to, followed by the parts that belong to none."""
    hosts, alone = list(runs), list[Run]()
    places = _bands(hosts, parts)
    for part in parts:
        host = _nearest(hosts, places, part[0], fits)
        if host is None:
            alone.append(part)
        else:
            number, index = host
            tokens = list(hosts[number])
            tokens[index] = make_token((*tokens[index].words, *(word for token in part for word in token.words)))
            hosts[number] = tokens
    return hosts + alone


def _bands(runs: Sequence[Run], parts: Sequence[Run]) -> Places:
    """Return the tokens of the runs in the bands in which the parts begin and end."""
    places: Places = {int(y // BAND): [] for part in parts for y in (part[0].y0, part[0].y1)}
    for number, run in enumerate(runs) if places else ():
        for index, token in enumerate(run):
            first, last = int(token.y0 // BAND), int(token.y1 // BAND)
            for band in range(first, min(last, first + MAX_BANDS) + 1):
                if band in places:
                    places[band].append((number, index))
    return places


def _nearest(
    runs: Sequence[Run],
    places: Places,
    part: CellToken,
    fits: Callable[[CellToken, CellToken], bool],
) -> tuple[int, int] | None:
    """Return the run and place of the token, nearest in height, that the part belongs to."""
    middle = part.y0 + part.y1
    found = [
        (abs(runs[number][index].y0 + runs[number][index].y1 - middle), number, index)
        for band in {int(part.y0 // BAND), int(part.y1 // BAND)}
        for number, index in places.get(band, ())
        if fits(runs[number][index], part)
    ]
    if not found:
        return None
    return min(found)[1:]


def _is_script_of(token: CellToken, small: CellToken) -> bool:
    return (
        token.x0 < small.x0 <= token.x1 + 0.12 * token.size
        and min(token.y1, small.y1) - max(token.y0, small.y0) > 0.3 * (small.y1 - small.y0)
        and abs((token.y0 + token.y1) - (small.y0 + small.y1)) / 2 < 0.8 * token.size
    )


def _is_accent_of(token: CellToken, accent: CellToken) -> bool:
    x = (accent.x0 + accent.x1) / 2
    return token.x0 - 1 <= x <= token.x1 + 1 and token.y0 < accent.y1 and accent.y0 < token.y1


def _is_accent(text: str) -> bool:
    return len(text) <= 2 and all(unicodedata.category(ch) in ("Mn", "Sk", "Lm") for ch in text)
