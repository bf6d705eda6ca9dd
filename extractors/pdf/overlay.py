"""Pages as pictures with what was read drawn on them: tables, cells, captions and receipts."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pymupdf

from extractors.pdf.open import open_pdf
from models.document import Cell, Table
from models.geometry import Box, Rect

DPI = 110
TABLE, HEADER, BODY, GROUP, CAPTION, RECEIPT = (0.8, 0, 0), (0, 0.2, 0.9), (0, 0.6, 0.2), (0.7, 0.4, 0), (0.6, 0, 0.7), (1, 0.6, 0)


def draw_overlay(pdf: Path, tables: Sequence[Table], receipts: Iterable[Box], out_dir: Path) -> list[Path]:
    """Write a PNG of each page that has something to show and return their paths in page order.

    Tables are red, header cells blue, body cells green, group headings brown, captions purple, receipts filled orange.
    Raises PaperError when the PDF cannot be read.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    boxes = list(receipts)
    numbers = sorted({table.page for table in tables} | {box.page for box in boxes})
    paths = []
    with open_pdf(pdf) as document:
        for number in numbers:
            if not 1 <= number <= document.page_count:
                continue
            page = document.load_page(number - 1)
            _draw_page(page, [t for t in tables if t.page == number], [b for b in boxes if b.page == number])
            path = out_dir / f"{pdf.stem}-{number:03d}.png"
            page.get_pixmap(dpi=DPI).save(path)
            paths.append(path)
    return paths


def _draw_page(page: pymupdf.Page, tables: Sequence[Table], receipts: Sequence[Box]) -> None:
    for box in receipts:
        page.draw_rect(pymupdf.Rect(box.rect) * page.derotation_matrix, color=None, fill=RECEIPT, fill_opacity=0.3)
    for table in tables:
        _frame(page, table.bbox, TABLE, 1.2)
        for cell in table.cells:
            _frame(page, cell.bbox, _colour(table, cell), 0.6)
        for caption_box in table.caption_boxes:
            if caption_box.page == page.number + 1:
                _frame(page, caption_box.rect, CAPTION, 0.6)


def _colour(table: Table, cell: Cell) -> tuple[float, float, float]:
    if cell.row < table.n_header_rows:
        return HEADER
    return GROUP if cell.row in table.group_rows else BODY


def _frame(page: pymupdf.Page, rect: Rect, colour: tuple[float, float, float], width: float) -> None:
    x0, y0, x1, y1 = rect
    if x1 > x0 and y1 > y0:
        page.draw_rect(pymupdf.Rect(x0 - 0.5, y0, x1 + 0.5, y1) * page.derotation_matrix, color=colour, width=width)
