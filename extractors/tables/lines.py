"""Words to printed lines: what is on one baseline, what white space parts on it, and whether that is running text."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter

from extractors.tables.drawn_rules import Rule
from extractors.tables.tokens import CellToken, Run, attach_accents, attach_scripts, make_token
from models.document import Word
from models.geometry import Rect, union

SAME_BASELINE = 0.3
"""Ems by which the middles of two words on one line may differ (fonts of one size have different boxes)."""
SMALL_SIZE = 0.82
"""Share of the usual size under which a lone word is a sub- or superscript of its neighbour."""
NUMBER_CUT_GAP = 0.15
"""Ems beside a number from which a column boundary parts two cells."""
NUMBER_GAP = 0.3
"""Ems between two numbers from which they are two cells, whatever the gap between words is."""
PROSE_GAP = 0.8
"""Ems: running text has no wider space."""
MAX_WORD_SPACE, MIN_TIGHT_GAP = 0.45, 0.5
"""Ems: a line with two gaps wider than the second (one, when a number ends it) and all others under the first is a row
of tightly set cells."""
MAX_STRETCH = 1.5
"""Ems: the widest word space of a badly justified line."""
MAX_SLASH_GAP = 0.8
"""Ems after a slash behind a number within which the next one is its second half, as in "20.4/ 5.0"."""
NUMBER_SHARE = 0.4
"""Share of a line's words that hold digits from which it is no running text."""


@dataclass(slots=True, unsafe_hash=True)
class TableLine:
    """Tokens on one baseline, left to right; `y` is the middle of its main words. Not frozen, as `CellToken` is not."""

    y: float
    y0: float
    y1: float
    size: float
    tokens: tuple[CellToken, ...]

    @property
    def rect(self) -> Rect:
        """The box around all its tokens."""
        return union(token.rect for token in self.tokens)

    @property
    def text(self) -> str:
        """The line as printed, tokens joined with single spaces."""
        return " ".join(token.text for token in self.tokens)


def make_line(tokens: Iterable[CellToken]) -> TableLine:
    """Return the tokens as one line, ordered from left to right."""
    ordered = tuple(sorted(tokens, key=attrgetter("x0", "y0")))
    size = max([token.size for token in ordered])
    least = SMALL_SIZE * size
    heights = [(word[1], word[3]) for token in ordered for word in token.words if word[7] >= least]
    y0, y1 = heights[0]
    if heights.count((y0, y1)) == len(heights):  # as in nearly all lines
        return TableLine((y0 + y1) / 2, y0, y1, size, ordered)
    middle = statistics.median([(y0 + y1) / 2 for y0, y1 in heights])
    return TableLine(middle, min(heights)[0], max([y1 for _, y1 in heights]), size, ordered)


def read_lines(words: Sequence[Word]) -> list[TableLine]:
    """Return the printed lines from top to bottom; words of one baseline are one line however far apart they are."""
    return join_runs(split_runs(words))


def join_runs(runs: Sequence[Run], line_of: Callable[[Run], TableLine] = make_line) -> list[TableLine]:
    """Return the runs as printed lines from top to bottom; `line_of` may know the line that a run makes by itself."""
    if not runs:
        return []
    least = SMALL_SIZE * statistics.median([token.size for run in runs for token in run])
    big: list[Run] = []
    small: list[Run] = []
    for run in runs:
        (big if line_of(run).size >= least else small).append(run)
    return _cluster([line_of(run) for run in attach_scripts(attach_accents(big), attach_accents(small))])


def split_runs(words: Sequence[Word]) -> list[list[CellToken]]:
    """Return the tokens of each line as the PDF groups them, but for a label beside a row's first text that stands half a line lower."""
    return [_make_tokens(part) for line in group_words(words) for part in _cut_at_steps(line, words)]


def _cut_at_steps(line: list[Word], words: Sequence[Word]) -> list[list[Word]]:
    steps = [i for i, (a, b) in enumerate(pairwise(line), 1) if abs(a[1] + a[3] - b[1] - b[3]) > a[7] and _is_step(a, b)]
    cuts = [i for i in steps if _is_row_of_numbers(line[i], words)]
    return [line[start:end] for start, end in pairwise([0, *cuts, len(line)])] if cuts else [line]


def _is_step(before: Word, word: Word) -> bool:
    """Tell whether two words of one size stand beside each other on two lines, and neither is raised."""
    return before[2] < word[0] and not word[12] and SMALL_SIZE < before[7] / word[7] < 1 / SMALL_SIZE


def _is_row_of_numbers(word: Word, words: Sequence[Word]) -> bool:
    """Tell whether several numbers stand right of the word on its very baseline."""
    beside = [x for x in words if abs(x[3] - word[3]) < 0.1 * word[7] and x[0] > word[2]]
    return sum(x[4][:1].isdigit() for x in beside) > 1


def group_words(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words of each line as the PDF groups them, by block and line."""
    return [list(line) for _, line in groupby(words, itemgetter(5, 6))]


def _make_tokens(line: list[Word]) -> list[CellToken]:
    starts = [i for i, word in enumerate(line) if i == 0 or not (word[12] or _is_second_half(line[i - 1], word))]
    if len(starts) == len(line):
        return [make_token((word,)) for word in line]
    return [make_token(line[start:end]) for start, end in pairwise([*starts, len(line)])]


def _is_second_half(before: Word, word: Word) -> bool:
    """Tell whether a word is what a number and a slash announce, set apart by a space that fills up to two digits."""
    text = before[4]
    is_open = text[-1] == "/" and text[:-1].replace(".", "", 1).isdigit() and word[4][0].isdigit()
    return is_open and 0 <= word[0] - before[2] <= MAX_SLASH_GAP * before[7]


def _cluster(lines: list[TableLine]) -> list[TableLine]:
    """Join lines on one baseline."""
    groups: list[list[TableLine]] = []
    for line in sorted(lines, key=attrgetter("y")):
        if groups and abs(line.y - groups[-1][0].y) <= SAME_BASELINE * min(line.size, groups[-1][0].size):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [group[0] if len(group) == 1 else make_line(t for line in group for t in line.tokens) for group in groups]


def split_line(line: TableLine, cuts: Sequence[float], min_gap: float, cut_gap: float = -1.0) -> list[list[CellToken]]:
    """Return the line's tokens in segments: cut at gaps of `min_gap` ems, and of `cut_gap` ems where a cut lies in them."""
    segments = [[line.tokens[0]]]
    for left, right in pairwise(line.tokens):
        gap = (right.x0 - left.x1) / (left.size if left.size < right.size else right.size)
        is_cut = gap >= min_gap or (gap >= NUMBER_GAP and left.is_number and right.is_number)
        if not is_cut and cuts:
            limit = min(cut_gap, NUMBER_CUT_GAP) if left.is_number or right.is_number else cut_gap
            is_cut = gap >= limit and any(left.x1 - 1 <= x <= right.x0 + 1 for x in cuts)
        if is_cut:
            segments.append([right])
        else:
            segments[-1].append(right)
    return segments


def split_prose(line: TableLine) -> list[list[CellToken]]:
    """Return the line's parts between gaps that are wider than a justified line's evenly stretched spaces."""
    if len(line.tokens) == 1:
        return [list(line.tokens)]
    gaps = sorted([max(0.0, b.x0 - a.x1) / a.size for a, b in pairwise(line.tokens)])
    is_valued = len(gaps) > 1 and line.tokens[-1].is_number
    for small, wide in pairwise(gaps if is_valued else gaps[:-1]):
        if small <= MAX_WORD_SPACE and wide >= MIN_TIGHT_GAP and wide >= 1.8 * small:
            return split_line(line, (), (small + wide) / 2)
    if len(gaps) < 3 or gaps[-1] > MAX_STRETCH or gaps[len(gaps) // 2] > PROSE_GAP:
        return split_line(line, (), PROSE_GAP)
    return split_line(line, (), max(PROSE_GAP, 1.7 * gaps[len(gaps) // 2]))


def is_numbers(line: TableLine) -> bool:
    """Tell whether much of the line is numbers: a row of a tightly set table."""
    n_numbers = sum([not token.text.isalpha() and any(map(str.isdigit, token.text)) for token in line.tokens])
    return n_numbers >= 2 and n_numbers >= NUMBER_SHARE * len(line.tokens)


def is_textual(line: TableLine) -> bool:
    """Tell whether the line has few parts and few numbers, as a line of running text has."""
    return len(line.tokens) > 4 and len(split_prose(line)) <= 2 and not is_numbers(line)


def is_parted(line: TableLine, rule: Rule) -> bool:
    """Tell whether the vertical rule runs between two words of the line, not through one."""
    if not rule.start < line.y < rule.end or not line.tokens[0].x1 < rule.at < line.tokens[-1].x0:
        return False
    return not any(token.x0 + 1 < rule.at < token.x1 - 1 for token in line.tokens)


def has_cells(line: TableLine, *, is_ruled: bool) -> bool:
    """Tell whether the line is a row; between rules a gap somewhat wider than a word space is enough."""
    if len(split_prose(line)) > 1 or is_numbers(line):
        return True
    return is_ruled and any(b.x0 - a.x1 >= MIN_TIGHT_GAP * a.size for a, b in pairwise(line.tokens))
