"""Tables of two halves side by side, each with a column of methods of its own: apart, a row of one is no row of the other."""

from dataclasses import replace
from itertools import pairwise

from extractors.results.labels import read_label
from extractors.results.vocabulary import LabelKind, TableVocabulary, is_kind
from models.document import Cell, Table

MIN_WIDTH = 2
"""Columns of a half: a name and a value."""
MIN_NAMES = 0.8
"""Share of the cells below a second heading "Method" that have letters and begin with none of a number's signs."""
_HEADS: tuple[LabelKind, ...] = ("name_header", "strict_method_header", "method_header")


def split_halves(table: Table, vocabulary: TableVocabulary) -> list[Table]:
    """Return the table cut before each later column that has names below, and is headed by the first one's word for methods.

    So it is where both begin what stands under a heading over several columns: "Queries" over numbers and AP, "Assigner" over names and AP.
    """
    headed = {(cell.row, cell.col): read_label(cell).text for cell in table.cells if cell.row < table.n_header_rows}
    first = {row: text for (row, col), text in headed.items() if col == 0 and any(is_kind(text, kind, vocabulary) for kind in _HEADS)}
    groups = {cell.col for cell in table.cells if cell.row == 0 < table.n_header_rows - 1 and cell.n_cols >= MIN_WIDTH}
    cuts = sorted({col for (row, col), text in headed.items() if col >= MIN_WIDTH and (text == first.get(row) or {0, col} <= groups)})
    cuts = [col for col in cuts if table.n_cols - col >= MIN_WIDTH and _has_names(table, col)]
    bounds = [0, *cuts, table.n_cols]
    return [_cut(table, start, end) for start, end in pairwise(bounds)] if cuts else [table]


def _has_names(table: Table, col: int) -> bool:
    texts = [cell.text.strip() for cell in table.cells if cell.col == col and cell.row >= table.n_header_rows and cell.text.strip()]
    named = [text for text in texts if text[0].isalpha() or text.startswith(("+", "(", "w/"))]
    return len(texts) > 1 and len(named) >= MIN_NAMES * len(texts)


def _cut(table: Table, start: int, end: int) -> Table:
    """Return the columns from one to another; a cell that goes on beyond them is cut there."""
    cells = tuple(_clip(cell, start, end) for cell in table.cells if cell.col < end and cell.col + cell.n_cols > start)
    return replace(table, n_cols=end - start, cells=cells)


def _clip(cell: Cell, start: int, end: int) -> Cell:
    """Return the cell within the half; one over all of it stands over its values alone."""
    col = max(cell.col, start)
    width = min(cell.col + cell.n_cols, end) - col
    is_over_all = width == end - start and cell.n_rows == 1
    return replace(cell, col=col - start + is_over_all, n_cols=width - is_over_all)
