"""Paragraphs to sentences, by rules made for scientific prose, with a box for every printed line a sentence touches."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractors.text.paragraphs import Paragraph, PrintedWord
from extractors.text.words import text_words
from models.document import PageContent, Word
from models.geometry import Box, Rect, to_box

CHAR_SLACK = 0.8
"""Points around a box in which no foreign word may have its centre: boxes are rounded and re-read with some slack."""

MAX_BAND_WORDS = 4000
"""Words looked at in the height of one line; no page of text has more in all."""

_BOUNDARY = re.compile(r"(?:[.!?…]+|\.\s?\.\s?\.)[\"”’'»)\]]*\s+(?=\S)")
_INITIAL = re.compile(r"(?:^|[\s(\[.-])[A-Z]\.$")
_STARTER = re.compile(
    r"[\"“‘(\[]*(?:The|This|These|Those|That|There|Then|They|Their|Therefore|Thus|To|We|Our|In|On|At|As|An|For|From|By|With|Without|Within|While|When|Where|Whereas|Which|"
    r"It|Its|If|Is|Here|Hence|However|Each|Every|Both|Most|Many|Some|Such|Since|So|Similarly|Specifically|Second|Secondly|First|Firstly|Third|Finally|Furthermore|Further|"
    r"Moreover|More|Meanwhile|Next|Note|Nevertheless|Nonetheless|Not|No|Now|Notably|Instead|Indeed|Additionally|Also|Although|Alternatively|Among|Another|All|After|Again|"
    r"Besides|Because|Before|Based|But|Compared|Conversely|Consequently|Considering|Despite|Due|During|Even|Given|How|Importantly|Let|Like|Likewise|Or|Other|Overall|Prior|"
    r"Previous|Recent|Recently|Rather|Regarding|See|Still|Subsequently|Through|Throughout|Under|Unlike|Until|Unless|Unfortunately|Using|Via|What|Whether|Who|Why|Yet|You|Later|Earlier|Once|Only|Today|Two|Three|Several|[A-Z][a-z]{2,}ly)\b"
)
_PART_NEXT = re.compile(r"(?:Figures?|Fig\.|Tables?|Tab\.|Appendix|Sections?|Sec\.)\s")
_LISTED = re.compile(r"(?:[\s(\[][A-Z]|\betc)\.$")
"""An initial or "etc.", after which a part of the paper opens a sentence; after "resp." or "see app." it does not."""
_UNIT = re.compile(r"\d\s?(?:ms|min|mins|sec|secs|max|avg|hrs?)\.$")
"""A unit after a number, which ends a sentence where the same letters elsewhere are an abbreviation (Ms., min.)."""
_TWO_LETTERS = re.compile(r"[^\W\d_].*?[^\W\d_]")
_SHORTENED = re.compile(r"\([A-Z]?[a-z]{1,4}\.$")
"""A short word with its full stop right after an opening parenthesis ("(Act. Params)"), where no sentence ends."""
_ABBREVIATED_NEXT = re.compile(r"[A-Z]{2,6}\.[,;)\]]")
"""An abbreviation in capitals before another mark ("MER. EX., ..."), which is the rest of a name and opens no sentence."""
_CAPITALISED = re.compile(r"[A-Z][a-z]{2,}\b")
_LOWER_NAME = re.compile(r"[a-z]{1,3}[A-Z]|[a-z]+-?[A-Z]")
_ITEM = re.compile(r"\((?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s+[\"“‘(]?[A-Z]")
MIN_COMMON = 3
"""Times a paper prints a word in lower case from which on it is taken for no name."""
_CLOSER = "”"
_BRACKET_MARK = re.compile(r"(?<=[^\W\d_][.!?])(?:[–-]?\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\])+(?=\s)")
_SMALL_FIGURES = re.compile(r"(?<=[^\W\d_][.!?])[¹²³⁰⁴-⁹]+(?:[,–⁻⁾][¹²³⁰⁴-⁹]+)*(?=\s)")
"""Raised numbers that are signs of their own."""
_RAISED_MARK = re.compile(r"[\d,–*∗†‡§¶-]+")
_STOP = re.compile(r"[^\W\d_][.!?][\"”’'»)\]]*$|[\])][.!?]$")
"""The end of a sentence before a mark; a decimal point before an exponent is none."""
_SYMBOL = re.compile("[\u0370-\u03ff\u1f00-\u1fff\u2107-\u2138\u2207\U0001d400-\U0001d7cb]")
"""A Greek letter, a letter of mathematics or a nabla, with which a sentence may begin whatever its case."""
_OPENING = "\"“‘'([«"


def has_letters(text: str) -> bool:
    """Tell whether the text has a word or two letters at least; less is a stray symbol and no sentence."""
    return _TWO_LETTERS.search(text) is not None


def split_text(text: str, breaks: Sequence[int] = (), whole: str = "", raised: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Return the character spans of the sentences of a paragraph, white space between them left out.

    At the offsets in `breaks` a sentence ends whatever the text says: a display equation with its full stop stood there.
    After an abbreviation or an initial one ends before a word that opens sentences, by itself or because the paper's
    text, `whole`, has it in lower case. Citations and footnote marks right behind a full stop, as numbers in the spans
    `raised` or in brackets, belong to the sentence it ends.
    """
    text = _close_over_marks(text, raised)
    spans: list[tuple[int, int]] = []
    for low, high in pairwise((0, *breaks, len(text))):
        spans.extend(_split_part(text[:high], low, whole))
    return spans


def _close_over_marks(text: str, raised: Iterable[tuple[int, int]]) -> str:
    """Return the text with closing quotes for the marks behind full stops: it is as long, and sentences end behind them."""
    if "[" in text:
        text = _BRACKET_MARK.sub(lambda match: _CLOSER * len(match.group()), text)
    text = _SMALL_FIGURES.sub(lambda match: _CLOSER * len(match.group()), text)
    for start, end in raised:
        if _STOP.search(text, max(0, start - 4), start) and _RAISED_MARK.fullmatch(text, start, end):
            text = text[:start] + _CLOSER * (end - start) + text[end:]
    return text


def _split_part(text: str, start: int, whole: str) -> Iterator[tuple[int, int]]:
    for match in _BOUNDARY.finditer(text, start):
        if match.start() > start and _is_end(text, start, match, whole):
            yield start, len(text[: match.end()].rstrip())
            start = match.end()
    if text[start:].strip():
        yield start, len(text.rstrip())


def _is_end(text: str, start: int, match: re.Match[str], whole: str) -> bool:
    mark = match.group().rstrip()
    following = text[match.end() : match.end() + 40]
    head = following.lstrip(_OPENING)
    if not head:
        return True
    if not _opens_sentence(following, head, text, match):
        return False
    before = text[max(start, match.start() - 24) : match.start() + 1]
    if _SHORTENED.search(before) or _ABBREVIATED_NEXT.match(following):
        return False
    if mark[0] != "." or len(mark.rstrip("\"”’'»)]")) > 1:
        return True
    is_closed = len(mark) > 1
    if text_words().lettered_part.search(before) or _UNIT.search(before) or (_LISTED.search(before) and _PART_NEXT.match(following)):
        return True
    if _INITIAL.search(before) and not is_closed:
        return _is_starter(following, whole)
    if text_words().abbreviation.search(before):
        return bool(text_words().may_end.search(before)) and _is_starter(following, whole)
    return True


def _is_starter(following: str, whole: str) -> bool:
    """Tell whether the next word opens a sentence and is no name."""
    if _STARTER.match(following):
        return True
    word = _CAPITALISED.match(following.lstrip(_OPENING))
    return word is not None and whole.count(f" {word[0].lower()} ") >= MIN_COMMON


def _opens_sentence(following: str, head: str, text: str, match: re.Match[str]) -> bool:
    """Tell whether the next word can start a sentence: a capital, a digit after a word, a name like vLLM."""
    first = head[0]
    if _ITEM.match(following):
        return True
    if following.startswith("(") and (first.isdigit() or first == "§"):
        return False
    if first.isupper():
        return True
    if first.isdigit():
        return bool(re.search(r"(?:[a-z]{3,}|\)|\]|\d|%)$", text[: match.start()]))
    if _SYMBOL.match(first):
        return text[match.start() - 1].isalpha() or text[match.start() - 1] in ")]\u201d"
    if first.islower():
        return bool(_LOWER_NAME.match(head)) and (text[match.start() - 1].isalpha() or text[match.start() - 1] in ")]\u201d")
    return first in '§?•‘“"∆αβγδλµμσϕφθ𝐴𝐵' or (not first.isascii() and first.isalpha())


class PageIndex:
    """All words of a page by the height of their centres, to see what else a box would hold."""

    def __init__(self, page: PageContent) -> None:
        self._rows = sorted([((w[1] + w[3]) / 2, (w[0] + w[2]) / 2, id(w)) for w in page.words])
        self._ys = [row[0] for row in self._rows]

    def find_others(self, rect: Rect, words: Sequence[Word]) -> list[tuple[float, float]]:
        """Return the centres (x, y) of words inside the rectangle, or next to its edge, that are not among `words`."""
        low, high = bisect_left(self._ys, rect[1] - CHAR_SLACK), bisect_right(self._ys, rect[3] + CHAR_SLACK)
        x0, x1 = rect[0] - CHAR_SLACK, rect[2] + CHAR_SLACK
        inside = [row for row in self._rows[low : min(high, low + MAX_BAND_WORDS)] if x0 <= row[1] <= x1]
        if len(inside) <= len(words):
            return []
        mine = {id(word) for word in words}
        return [(x, y) for y, x, key in inside if key not in mine]


def box_tokens(tokens: Sequence[PrintedWord], index: dict[int, PageIndex]) -> tuple[Box, ...]:
    """Return the boxes of the words, line by line; each holds the centres of these words and of no others."""
    boxes: list[Box] = []
    for page, words in _runs(tokens):
        boxes.extend(to_box(page, rect) for rect in _tight_rects(words, index[page]))
    return tuple(boxes)


def _runs(tokens: Sequence[PrintedWord]) -> Iterator[tuple[int, list[Word]]]:
    """Yield the words of each printed line, parted where words were dropped between them."""
    start = 0
    for i, (a, b) in enumerate(pairwise(tokens), 1):
        if a.line != b.line or a.page != b.page:
            yield tokens[start].page, [t.word for t in tokens[start:i]]
            start = i
    if tokens:
        yield tokens[start].page, [t.word for t in tokens[start:]]


def _tight_rects(words: list[Word], index: PageIndex) -> list[Rect]:
    """Return one rectangle around the words, or several smaller ones where one would hold words of another line."""
    x0s, y0s, x1s, y1s, *_ = zip(*words, strict=True)
    rect = (min(x0s), min(y0s), max(x1s), max(y1s))
    others = index.find_others(rect, words)
    if not others:
        return [rect]
    ys = sorted((word.y0 + word.y1) / 2 for word in words)
    middle = ys[len(ys) // 2]
    y0 = max([rect[1], *(y + 1.5 * CHAR_SLACK for _, y in others if y < middle)])
    y1 = min([rect[3], *(y - 1.5 * CHAR_SLACK for _, y in others if y >= middle)])
    flat = (rect[0], min(y0, ys[0]), rect[2], max(y1, ys[-1]))
    if not index.find_others(flat, words) or len(words) == 1:
        return [flat]
    words = sorted(words, key=lambda word: word.x0)
    half = len(words) // 2
    return _tight_rects(words[:half], index) + _tight_rects(words[half:], index)


def sentence_tokens(paragraph: Paragraph, start: int, end: int) -> list[PrintedWord]:
    """Return the tokens of the characters from `start` to `end`."""
    tokens = paragraph.tokens
    low = bisect_right(tokens, start, key=lambda t: t.end)
    high = bisect_left(tokens, end, key=lambda t: t.start)
    return tokens[low:high]
