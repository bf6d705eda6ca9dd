"""One page prepared for table reading: tokens, rules and captions, upright, each looked up by place."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractors.tables.captions import Caption
from extractors.tables.drawn_rules import MAX_RULES, Rule
from extractors.tables.lines import TableLine, join_runs, make_line, split_runs
from extractors.tables.tokens import CellToken, Run
from models.document import PageContent, Word
from models.geometry import Rect

MARGIN = 72.0
"""Points by which a word may stand off its page."""
MIN_SIZE, MAX_SIZE = 0.5, 400.0
"""Font sizes in points that can be read."""
MAX_WORDS = 20_000
"""Words of the fullest page that is read; the densest printed ones have 3,000."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's words as runs of tokens, with its rules and captions."""

    width: float
    height: float
    runs: tuple[tuple[CellToken, ...], ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    captions: tuple[Caption, ...]
    numbers: tuple[CellToken, ...] = ()
    """The words that are numbers, in the order of the runs."""
    _made: dict[int, TableLine] = field(default_factory=dict, compare=False)
    """The lines of whole runs, by identity: courses of rules one inside the other look at the same ones."""

    def lines(self, x0: float, y0: float, x1: float, y1: float) -> list[TableLine]:
        """Return the lines of the tokens whose centre lies in the rectangle, from top to bottom."""
        inside: list[Run] = []
        for run in self.runs:
            if run[0].y1 < y0 or run[0].y0 > y1:
                continue
            kept = [t for t in run if x0 <= (t.x0 + t.x1) / 2 <= x1 and y0 <= (t.y0 + t.y1) / 2 <= y1]
            if kept:
                inside.append(run if len(kept) == len(run) else kept)
        return join_runs(inside, self._line_of)

    def _line_of(self, run: Run) -> TableLine:
        if not isinstance(run, tuple):
            return make_line(run)
        if id(run) not in self._made:
            self._made[id(run)] = make_line(run)
        return self._made[id(run)]

    def n_cut(self, x0: float, y0: float, x1: float, y1: float) -> int:
        """Return how many runs at these heights go on without a gap over the left or right end."""
        return sum(
            1
            for run in self.runs
            if run[0].y1 > y0
            and run[0].y0 < y1
            and run[0].x0 < x1
            and run[-1].x1 > x0
            and any(
                (left.x0 + left.x1 < 2 * x < right.x0 + right.x1) and right.x0 - left.x1 < 0.5 * left.size
                for left, right in pairwise(run)
                for x in (x0, x1)
            )
        )

    def is_clear(self, rect: Rect) -> bool:
        """Tell whether no text stands in the rectangle."""
        x0, y0, x1, y1 = rect
        return not any(
            x0 <= (t.x0 + t.x1) / 2 <= x1 and y0 <= (t.y0 + t.y1) / 2 <= y1
            for run in self.runs
            if run[0].y1 >= y0 and run[0].y0 <= y1
            for t in run
        )

    def rules_between(self, y0: float, y1: float) -> Sequence[Rule]:
        """Return the horizontal rules from y0 to y1."""
        first = bisect_left(self.across, y0, key=lambda rule: rule.at)
        last = bisect_left(self.across, y1, key=lambda rule: rule.at)
        return self.across[first:last]


def clean_page(page: PageContent) -> PageContent:
    """Return the page without words and rules that no reader can see: off the page, without size or characters.

    A page of more words than any printed page has keeps none: it is abstained from, not waited for.
    """
    width, height = page.width, page.height
    right, bottom = width + MARGIN, height + MARGIN
    words = [
        word
        for word in page.words
        if -MARGIN < word[0] < word[2] < right and -MARGIN < word[1] < word[3] < bottom and MIN_SIZE < word[7] < MAX_SIZE and word[4]
    ]
    rules = tuple(r for r in page.rules[:MAX_RULES] if -MARGIN < r[0] <= r[2] < width + MARGIN and -MARGIN < r[1] <= r[3] < height + MARGIN)
    return replace(page, words=tuple(words) if len(words) <= MAX_WORDS else (), rules=rules)


def make_sheet(
    words: Sequence[Word],
    size: tuple[float, float],
    rules: tuple[list[Rule], list[Rule]],
    captions: Sequence[Caption],
) -> Sheet:
    """Return the page with its words cut into runs of tokens."""
    runs = tuple(tuple(run) for run in split_runs(words))
    numbers = tuple(token for run in runs for token in run if token.is_number)
    return Sheet(size[0], size[1], runs, tuple(rules[0]), tuple(rules[1]), tuple(captions), numbers)
