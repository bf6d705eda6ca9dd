"""Tables without any rule: found beside a caption that has none, or by their columns of numbers."""

import re
from collections.abc import Sequence

from extractors.tables.captions import Caption
from extractors.tables.grid import Grid
from extractors.tables.lines import group_words
from extractors.tables.pieces import Region
from extractors.tables.regions import cut_stretches, make_region
from extractors.tables.sheet import Sheet
from extractors.tables.trim import Strip
from models.document import Word
from models.geometry import Rect, x_overlap

NEAR_CAPTION = 45.0
"""Points between a caption and the rows that belong to it."""
BEYOND = 12.0
"""Points by which a caption may run out of its text column."""
WIDE_RUN = 0.3
"""Share of the page width from which a run of words tells where the text columns are."""
NUMERIC = re.compile(r"[-+−–\u2010\u2011\u00ad.($]{0,3}\d")
EQUATION_NUMBER = re.compile(r"\(\d+[a-z]?\)$")
MIN_NUMBERS = 6
"""Numbers in the cells of a table without caption and rules, at the least."""
MIN_NUMBER_RUNS = 8
"""Lone numbers on a page from which a table without caption and rules is looked for."""


def find_free_regions(sheet: Sheet, taken: Sequence[Rect]) -> list[Region]:
    """Return stretches of rows outside the regions already found: next to a lone caption, else where numbers stand."""
    lone = [caption for caption in sheet.captions if caption.is_table and not _has_table(caption, taken)]
    if not lone and _count_number_runs(sheet, taken) < MIN_NUMBER_RUNS:
        return []
    regions: list[Region] = []
    for start, end in _text_columns(sheet):
        rects = [*taken, *(region.rect for region in regions)]
        strip = Strip(start, end)
        for stretch in cut_stretches(strip, sheet, rects):
            region = make_region(strip, stretch, sheet) if len(stretch.lines) >= 2 else None
            if region is not None and not _is_half(region, strip, lone):
                regions.append(region)
    return [region for region in regions if _is_beside_caption(region, sheet.captions) or _has_numbers(region)]


def _is_half(region: Region, strip: Strip, captions: Sequence[Caption]) -> bool:
    """Tell whether the caption of the rows runs over the ends of the text column: so does their table, then."""
    wider = (c for c in captions if c.rect[0] < strip.start - BEYOND or c.rect[2] > strip.end + BEYOND)
    return any(_is_near(region.rect, caption.rect) for caption in wider)


def _is_beside_caption(region: Region, captions: Sequence[Caption]) -> bool:
    return any(caption.is_table and _is_near(region.rect, caption.rect) for caption in captions)


def _has_numbers(region: Region) -> bool:
    """Tell whether the rows have as many numbers, in whatever cells, as a table has that no caption tells of."""
    return sum(1 for line in region.lines for token in line.tokens if NUMERIC.match(token.text)) >= MIN_NUMBERS


def has_lone_numbers(words: Sequence[Word]) -> bool:
    """Tell cheaply whether a page may have a table that neither a rule nor a caption tells of."""
    lone = [line for line in group_words(words) if len(line) == 1 or all(word.is_glued for word in line[1:])]
    return sum(1 for line in lone if any(ch.isdigit() for word in line for ch in word.text)) >= MIN_NUMBER_RUNS


def is_free_table(region: Region, grid: Grid, captions: Sequence[Caption]) -> bool:
    """Tell whether rows without rules are a table: by a caption next to them, or because nearly all they say is numbers."""
    if _is_beside_caption(region, captions):
        return True
    body = [cell for cell in grid.cells if cell.col > 0 and cell.row > 0 and any(ch.isalnum() for ch in cell.text)]
    n_numbers = sum(1 for cell in body if NUMERIC.match(cell.text) and not EQUATION_NUMBER.match(cell.text))
    return grid.n_rows >= 3 and n_numbers >= MIN_NUMBERS and n_numbers >= 0.7 * len(body)


def _has_table(caption: Caption, taken: Sequence[Rect]) -> bool:
    return any(_is_near(rect, caption.rect) for rect in taken)


def _is_near(rect: Rect, caption: Rect) -> bool:
    gap = max(rect[1] - caption[3], caption[1] - rect[3])
    return gap <= NEAR_CAPTION and x_overlap(rect, caption) > 0.3 * min(rect[2] - rect[0], caption[2] - caption[0])


def _count_number_runs(sheet: Sheet, taken: Sequence[Rect]) -> int:
    """Return how many runs outside the regions are one number."""
    return sum(
        1
        for run in sheet.runs
        if len(run) == 1 and run[0].is_number and not any(r[0] <= run[0].x0 <= r[2] and r[1] <= run[0].y0 <= r[3] for r in taken)
    )


def _text_columns(sheet: Sheet) -> list[tuple[float, float]]:
    """Return the x ranges to look in: the page's two text columns when it has two, and always its whole width."""
    wide = [(run[0].x0, run[-1].x1) for run in sheet.runs if run[-1].x1 - run[0].x0 > WIDE_RUN * sheet.width]
    every = [(run[0].x0, run[-1].x1) for run in sheet.runs]
    whole = (min(a for a, _ in every), max(b for _, b in every))
    middle = sheet.width / 2
    left = [span for span in wide if span[1] <= middle + 6]
    right = [span for span in wide if span[0] >= middle - 6]
    if len(left) + len(right) <= 0.6 * len(wide):
        return [whole]
    columns = [(min(a for a, _ in side), max(b for _, b in side)) for side in (left, right) if side]
    return [*columns, whole]
