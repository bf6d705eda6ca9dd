"""Column heads set vertically over an upright table. All invented."""

import pytest

from extractors.pdf.vertical_heads import lay_heads
from extractors.tables.find import find_tables
from models.document import PageContent, Table
from models.geometry import is_centre_inside
from tests.extractors.set_pages import Typesetter

HEADS = ("Alder", "Birch brook", "Cedar", "Dogwood")
LOWER = ("Elder", "Fir", "Great gorse")
STEP, SIZE = 30.0, 8.0


def _set_head(setter: Typesetter, head: str, x: float, bottom: float, angle: int) -> None:
    """Set one head that ends at the bottom, read from below at 90 degrees and from above at 270."""
    setter.block()
    setter.line(head, x=x, size=SIZE, step=0)
    n = head.count(" ") + 1
    at = bottom if angle == 90 else bottom - 4 * len(head)
    for i, word in enumerate(setter.words[-n:], len(setter.words) - n):
        length = 4 * len(word.text)
        y0, at = (at - length, at - length - 2) if angle == 90 else (at, at + length + 2)
        setter.words[i] = word._replace(x0=x, x1=x + SIZE, y0=y0, y1=y0 + length, angle=angle)


def _set_panel(setter: Typesetter, heads: tuple[str, ...], angle: int, *, is_numbered: bool = True, step: float = STEP) -> None:
    """Set a table of three rows with a vertical head over each column, in the middle of the page."""
    top, left, height = setter.y, 300 - step * len(heads), 4 * max(map(len, heads)) + 3
    setter.line("Model", x=left, size=SIZE, step=0)
    setter.words[-1] = setter.words[-1]._replace(y0=top + height - SIZE, y1=top + height)
    for n, head in enumerate(heads, 2):
        _set_head(setter, head, left + step * n, top + height, angle)
    setter.y = top + height + 8
    for row, name in enumerate(("Foldfit", "Reefcut", "Quillnet")):
        for n, text in enumerate((name, *(f"{row}{n}.{row + n}" if is_numbered else "yes" for n in range(len(heads))))):
            setter.block()
            setter.line(text, x=left + step * (n + (n > 0)), size=SIZE, step=0)
        setter.y += 10
    setter.rules += [(left - 2, y, left + step * (len(heads) + 2), y + 0.5) for y in (top, top + height + 4, setter.y + 2)]
    setter.y += 6


def _set_page(angle: int, *panels: tuple[str, ...], is_numbered: bool = True, step: float = STEP) -> PageContent:
    setter = Typesetter()
    for heads in panels:
        _set_panel(setter, heads, angle, is_numbered=is_numbered, step=step)
    setter.gap()
    setter.block()
    setter.line("Table 1: Hits of every stream, by the model that was asked for them.", x=150)
    return setter.page()


def _row(table: Table, row: int) -> list[str]:
    return table.grid()[row]


@pytest.mark.parametrize("angle", [90, 270])
def test_vertical_heads_name_their_columns(angle: int) -> None:
    page = _set_page(angle, HEADS)
    (table,) = find_tables([page])
    assert _row(table, 0) == ["Model", *HEADS]
    assert _row(table, 1) == ["Foldfit", "00.0", "01.1", "02.2", "03.3"]
    assert table.n_header_rows == 1
    words = {word.text: word for word in page.words}
    head = next(cell for cell in table.cells if cell.text == "Birch brook")
    assert {word.rect for word in head.words} == {words["Birch"].rect, words["brook"].rect}
    assert is_centre_inside(head.bbox, table.bbox)


def test_panels_above_the_one_caption_are_all_of_its_table() -> None:
    last = ("Hazel", "Ivy", "Juniper", "Kapok", "Larch")
    tables = find_tables([_set_page(270, HEADS, LOWER, last)])
    assert [table.label for table in tables] == ["Table 1"] * 3
    assert [_row(table, 0)[1:] for table in tables] == [list(HEADS), list(LOWER), list(last)]
    assert [table.n_rows for table in tables] == [4, 4, 4]


def test_vertical_words_without_numbers_under_them_or_far_apart_are_left_alone() -> None:
    for page in (_set_page(270, HEADS, is_numbered=False), _set_page(270, HEADS, step=80.0)):
        assert lay_heads(page) == (page, {})
