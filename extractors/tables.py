"""Pages to tables: where they stand, what their cells say, which caption is theirs. Words and rules only, no model."""

from collections.abc import Sequence

from extractors.captions import Caption, find_captions
from extractors.table_grid import Grid, read_grid
from extractors.table_page import make_sheet
from extractors.table_pieces import Region
from extractors.table_regions import find_regions
from extractors.table_rules import sort_rules
from models.document import PageContent, Table
from models.geometry import Rect, to_box, x_overlap

MAX_CAPTION_DISTANCE = 60.0
"""Points between a table and its caption."""


def find_tables(pages: list[PageContent]) -> list[Table]:
    """Return every table of the pages in reading order; never raises, and is the same on every run."""
    return [table for page in pages for table in find_page_tables(page)]


def find_page_tables(page: PageContent) -> list[Table]:
    """Return the page's tables from top to bottom."""
    if not page.rules or not page.words:
        return []
    found = find_captions(page.words)
    sheet = make_sheet(page.words, (page.width, page.height), sort_rules(page.rules), found)
    read = [(region, grid) for region in find_regions(sheet) if (grid := read_grid(region)) is not None]
    captions = _bind_captions([region.rect for region, _ in read], found)
    return [_make_table(page, region, grid, caption) for (region, grid), caption in zip(read, captions, strict=True)]


def _bind_captions(rects: Sequence[Rect], captions: Sequence[Caption]) -> list[Caption | None]:
    bound: list[Caption | None] = [None] * len(rects)
    pairs = sorted(
        (distance, i, j)
        for i, rect in enumerate(rects) for j, caption in enumerate(captions)
        if caption.is_table and (distance := _distance(rect, caption.rect)) <= MAX_CAPTION_DISTANCE
    )
    used: set[int] = set()
    for _, i, j in pairs:
        if bound[i] is None and j not in used:
            bound[i] = captions[j]
            used.add(j)
    return bound


def _distance(rect: Rect, caption: Rect) -> float:
    if x_overlap(rect, caption) <= 0:
        return float("inf")
    return max(caption[1] - rect[3], rect[1] - caption[3], 0.0)


def _make_table(page: PageContent, region: Region, grid: Grid, caption: Caption | None) -> Table:
    return Table(
        page=page.number, label=caption.label if caption else "", caption=caption.text if caption else "",
        bbox=region.rect, n_rows=grid.n_rows, n_cols=grid.n_cols, cells=grid.cells, n_header_rows=grid.n_header_rows,
        caption_boxes=tuple(to_box(page.number, rect) for rect in caption.line_rects) if caption else (),
        group_rows=grid.group_rows,
    )
