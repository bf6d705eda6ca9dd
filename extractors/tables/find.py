"""Pages to tables: where they stand, what their cells say, which caption is theirs. Words and rules only, no model."""

from dataclasses import dataclass, field, replace

from extractors.pdf.rotation import drop_turned, pick_turned, turn_table_back, turned_angles
from extractors.pdf.vertical_heads import lay_heads, restore_heads
from extractors.tables.caption_binding import Side, bind_captions, count_sides, share_captions, usual_side
from extractors.tables.captions import Caption, find_captions, find_mentions, usual_leading
from extractors.tables.checks import is_dense, is_grid, is_table_alone
from extractors.tables.continued import continue_tables, title_panels
from extractors.tables.drawn_rules import sort_rules
from extractors.tables.grid import Grid, read_grid
from extractors.tables.pieces import Region
from extractors.tables.regions import find_regions, make_strips
from extractors.tables.sheet import Sheet, clean_page, make_sheet
from extractors.tables.unruled import find_free_regions, has_lone_numbers, is_free_table
from models.document import PageContent, Table, Word
from models.geometry import to_box


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was found in one writing direction of a page before captions are given out."""

    page: PageContent
    sheet: Sheet
    grids: list[tuple[Region, Grid]]
    angle: int = 0
    originals: dict[Word, Word] = field(default_factory=dict)


def find_tables(pages: list[PageContent]) -> list[Table]:
    """Return every table of the pages in reading order; never raises, and is the same on every run."""
    leading = usual_leading(pages)
    readings = [reading for page in pages if page.words for reading in _read_page(clean_page(page), leading)]
    mentions = find_mentions([caption for reading in readings for caption in reading.sheet.captions])
    readings = [_without(reading, mentions) for reading in readings]
    usual = _find_usual_side(readings)
    by_number: dict[int, list[Table]] = {}
    for reading in readings:
        by_number.setdefault(reading.page.number, []).extend(_make_tables(reading, usual))
    by_page = {page.number: page for page in pages}
    labelled = [table for number, tables in by_number.items() for table in _label_turned(tables, by_page[number], leading)]
    return continue_tables(labelled, {number: page.height for number, page in by_page.items()})


def _read_page(page: PageContent, leading: float) -> list[PageReading]:
    """Return the page's upright reading, and one for each direction in which it has much sideways text."""
    page, originals = lay_heads(page)
    angles = turned_angles(page)
    readings = [replace(_read_upright(drop_turned(page) if angles else page, leading), originals=originals)]
    for angle in angles:
        turned, originals = pick_turned(page, angle)
        readings.append(replace(_read_upright(turned, leading), page=page, angle=angle, originals=originals))
    return readings


def _read_upright(page: PageContent, leading: float) -> PageReading:
    rules, captions = sort_rules(page.rules), find_captions(page.words, leading)
    has_sign = make_strips(rules[0]) or any(caption.is_table for caption in captions) or has_lone_numbers(page.words)
    sheet = make_sheet(page.words if has_sign else (), (page.width, page.height), rules, captions)
    grids = [(region, grid) for region in find_regions(sheet) if (grid := _read_dense(region)) is not None]
    free = [
        (region, grid)
        for region in find_free_regions(sheet, [region.rect for region, _ in grids])
        if (grid := _read_dense(region)) is not None and is_free_table(region, grid, sheet.captions)
    ]
    return PageReading(page, sheet, sorted(grids + free, key=lambda pair: (pair[0].rect[1], pair[0].rect[0])))


def _read_dense(region: Region) -> Grid | None:
    """Return the region's grid where it may be a table's."""
    grid = read_grid(region) if is_dense(region) else None
    return grid if grid is not None and is_grid(grid) else None


def _without(reading: PageReading, mentions: set[Caption]) -> PageReading:
    captions = tuple(caption for caption in reading.sheet.captions if caption not in mentions)
    return replace(reading, sheet=replace(reading.sheet, captions=captions))


def _find_usual_side(readings: list[PageReading]) -> tuple[Side | None, bool]:
    """Return on which side of its tables the paper sets captions, None when it does both alike, and whether on that side only."""
    n_above = n_below = 0
    for reading in readings:
        rects = [region.rect for region, _ in reading.grids]
        above, below = count_sides(rects, bind_captions(rects, reading.sheet.captions, reading.sheet.is_clear))
        n_above, n_below = n_above + above, n_below + below
    return usual_side(n_above, n_below)


def _make_tables(reading: PageReading, usual: tuple[Side | None, bool]) -> list[Table]:
    sheet, page = reading.sheet, reading.page
    rects = [region.rect for region, _ in reading.grids]
    own = bind_captions(rects, sheet.captions, sheet.is_clear, usual[0], is_only=usual[1])
    shared = share_captions(rects, own, sheet.captions, sheet.is_clear)
    tables = [
        _make_table(page.number, region, grid, caption)
        for (region, grid), mine, caption in zip(reading.grids, own, shared, strict=True)
        if mine is not None or is_table_alone(region, grid, sheet.captions)
    ]
    if reading.angle:
        return [turn_table_back(table, reading.angle, page, reading.originals) for table in tables]
    tables = title_panels(tables, sheet)
    return [restore_heads(table, reading.originals) for table in tables] if reading.originals else tables


def _make_table(number: int, region: Region, grid: Grid, caption: Caption | None) -> Table:
    table = Table(
        page=number,
        label="",
        caption="",
        bbox=region.rect,
        n_rows=grid.n_rows,
        n_cols=grid.n_cols,
        cells=grid.cells,
        n_header_rows=grid.n_header_rows,
        group_rows=grid.group_rows,
    )
    return _give_caption(table, caption) if caption else table


def _give_caption(table: Table, caption: Caption) -> Table:
    boxes = tuple(to_box(table.page, rect) for rect in caption.line_rects)
    return replace(table, label=caption.label, caption=caption.text, caption_boxes=boxes)


def _label_turned(tables: list[Table], page: PageContent, leading: float) -> list[Table]:
    """Give a sideways table without a caption the upright caption of its page that no table has."""
    if not any(table.is_rotated and not table.label for table in tables):
        return tables
    taken = {table.label for table in tables}
    free = [caption for caption in find_captions(drop_turned(page).words, leading) if caption.is_table and caption.label not in taken]
    out = []
    for table in tables:
        out.append(_give_caption(table, free.pop(0)) if table.is_rotated and not table.label and free else table)
    return out
