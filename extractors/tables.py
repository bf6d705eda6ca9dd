"""Pages to tables: where they stand, what their cells say, which caption is theirs. Words and rules only, no model."""

from dataclasses import dataclass

from extractors.captions import Caption, find_captions
from extractors.table_captions import Side, bind_captions, usual_side
from extractors.table_grid import Grid, read_grid
from extractors.table_page import Sheet, make_sheet
from extractors.table_pieces import Region
from extractors.table_regions import find_regions
from extractors.table_rules import sort_rules
from models.document import PageContent, Table
from models.geometry import to_box


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was found on a page before captions are given out."""

    page: PageContent
    sheet: Sheet
    grids: list[tuple[Region, Grid]]


def find_tables(pages: list[PageContent]) -> list[Table]:
    """Return every table of the pages in reading order; never raises, and is the same on every run."""
    readings = [_read_page(page) for page in pages if page.words]
    usual = _find_usual_side(readings)
    return [table for reading in readings for table in _make_tables(reading, usual)]


def _read_page(page: PageContent) -> PageReading:
    sheet = make_sheet(page.words, (page.width, page.height), sort_rules(page.rules), find_captions(page.words))
    grids = [(region, grid) for region in find_regions(sheet) if (grid := read_grid(region)) is not None]
    return PageReading(page, sheet, grids)


def _find_usual_side(readings: list[PageReading]) -> Side | None:
    """Return on which side of its tables the paper sets captions, None when it does both alike."""
    n_above = n_below = 0
    for reading in readings:
        rects = [region.rect for region, _ in reading.grids]
        above, below = usual_side(rects, bind_captions(rects, reading.sheet.captions))
        n_above, n_below = n_above + above, n_below + below
    return None if n_above == n_below else "above" if n_above > n_below else "below"


def _make_tables(reading: PageReading, usual: Side | None) -> list[Table]:
    bound = bind_captions([region.rect for region, _ in reading.grids], reading.sheet.captions, usual)
    return [
        _make_table(reading.page, region, grid, caption)
        for (region, grid), caption in zip(reading.grids, bound, strict=True)
    ]


def _make_table(page: PageContent, region: Region, grid: Grid, caption: Caption | None) -> Table:
    return Table(
        page=page.number, label=caption.label if caption else "", caption=caption.text if caption else "",
        bbox=region.rect, n_rows=grid.n_rows, n_cols=grid.n_cols, cells=grid.cells, n_header_rows=grid.n_header_rows,
        caption_boxes=tuple(to_box(page.number, rect) for rect in caption.line_rects) if caption else (),
        group_rows=grid.group_rows,
    )
