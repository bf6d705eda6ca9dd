"""A table's grid as panels: blocks of numbers with the levels of labels beside and above them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Literal

from extractors.results.labels import Label, join_labels, join_words, read_label
from extractors.results.numbers import CellNumber, is_empty_cell, read_numbers
from extractors.results.vocabulary import LabelKind, TableVocabulary, is_kind
from models.document import Cell, Table, Word

Axis = Literal["row", "col"]

MIN_NUMBER_SHARE = 0.5
"""A column holds values when at least this share of its printed cells are numbers."""

MAX_HEADING_SHARE = 0.5
"""A row of several texts at its left is a heading when it fills at most this share of the columns."""

_SIZE_UNITS = ("M", "B", "T")
"""Units of numbers that head groups of columns (1B, 8B) when nothing stands at the left of their row."""

_TICKS = ("✓", "✔", "√")

Grid = list[list[Cell | None]]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of labels on an axis: a side column, the group headings, or a header row."""

    axis: Axis
    header: str
    labels: dict[int, Label]
    """Label of each value row (or column) it covers, by grid index."""
    is_group: bool = False
    """Headings over several rows or columns, not one label a line."""
    is_behind: bool = False
    """A side column to the right of values: remarks on the row, hardly its name."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Numbers that share their header rows; levels run from the outermost to the innermost."""

    numbers: dict[tuple[int, int], tuple[CellNumber, ...]]
    row_levels: tuple[Level, ...]
    col_levels: tuple[Level, ...]


@dataclass(slots=True)
class _Block:
    """Rows of the grid that belong to one panel, while they are gathered."""

    header_rows: list[int]
    rows: list[int] = field(default_factory=list)
    headings: dict[int, list[Label]] = field(default_factory=dict)
    is_repeated: bool = False
    """Whether its header rows stand in the body of the table."""
    numbers: frozenset[tuple[int, int]] = frozenset()
    """Places that print numbers, in header rows too."""
    spans: tuple[tuple[int, int], ...] = ()
    """First and last columns of the group headings in the table's own header: those printed again in the body have the same."""


def read_panels(table: Table, vocabulary: TableVocabulary) -> list[Panel]:
    """Return the table's panels; none when it has no numbers beside labels."""
    grid = table.cell_grid()
    numbers = {
        (r, c): found
        for r in range(table.n_rows)
        for c in range(table.n_cols)
        if (cell := grid[r][c]) is not None and (found := read_numbers(cell))
    }
    blocks = list(_split_blocks(table, grid, numbers))
    data_rows = [r for block in blocks for r in block.rows]
    if not data_rows:
        return []
    headers = [_column_header(grid, range(table.n_header_rows), c) for c in range(table.n_cols)]
    value_cols: list[int] = []
    for c in range(_first_value_column(grid, numbers, data_rows), table.n_cols):
        is_label = not value_cols and (_is_condition(headers[c], vocabulary) or _is_amounts(numbers, data_rows, c))
        if not is_label and _is_value_column(grid, numbers, data_rows, c):
            value_cols.append(c)
    value_cols = _after_labels(grid, data_rows, value_cols)
    label_cols = [c for c in range(table.n_cols) if c not in value_cols]
    if not value_cols:
        return []
    panels = [_to_panel(grid, numbers, block, (label_cols, value_cols), vocabulary) for block in blocks if block.rows]
    return [panel for panel in panels if panel.numbers]


def _after_labels(grid: Grid, rows: list[int], value_cols: list[int]) -> list[int]:
    """Return the value columns without those that stand before a column of texts: ratios and sizes beside the names (50% | Method)."""
    for c in reversed(range(1, len(grid[0]))):
        before, after = [x for x in value_cols if x < c], [x for x in value_cols if x > c]
        n_texts = sum(bool(text := _text(grid[r][c])) and not is_empty_cell(text) for r in rows)
        if c not in value_cols and before and len(before) < len(after) and n_texts > len(rows) / 2:
            return after
    return value_cols


def _first_value_column(grid: Grid, numbers: dict[tuple[int, int], tuple[CellNumber, ...]], rows: list[int]) -> int:
    """Return 1, or 0 where every column has values, all with decimals in the first: then no column labels the rows."""
    first = [number for r in rows for number in numbers.get((r, 0), ())]
    has_decimals = bool(first) and all("." in number.text and number.unit in ("", "%") for number in first)
    return 0 if has_decimals and all(_is_value_column(grid, numbers, rows, c) for c in range(len(grid[0]))) else 1


def _split_blocks(table: Table, grid: Grid, numbers: dict[tuple[int, int], tuple[CellNumber, ...]]) -> Iterator[_Block]:
    """Yield the body's rows, a new block where column headers are printed again."""
    headers = list(range(table.n_header_rows))
    stack: list[Label] = []
    if len(headers) > 1 and (title := _heading(table, grid, 0, numbers)) is not None and _text(grid[0][0]):
        is_title = all(cell is not None for cell in grid[0]) or not _text(grid[1][0])
        stack, headers = [title] if is_title else [], headers[1:]
    block = _Block(headers)
    outer = stack
    header_rows = list(headers)
    body = range(table.n_header_rows, table.n_rows)
    first_value = next((c for c in range(1, table.n_cols) if _is_value_column(grid, numbers, body, c)), 1)
    is_after_heading = False
    for r in range(table.n_header_rows, table.n_rows):
        heading = _heading(table, grid, r, numbers)
        if heading is not None:
            stack = [*stack, heading] if is_after_heading else [heading]
            is_after_heading = True
            continue
        is_first = not block.rows and not is_after_heading
        replaced = _partly_repeated(grid, r, numbers, block.header_rows)
        if replaced is not None:
            if block.rows:
                yield block
            block = _Block([r if h == replaced else h for h in block.header_rows])
            continue
        if _is_sub_header(grid, r, numbers, header_rows, 1 if is_first else first_value):
            header_rows.append(r)
            if block.rows:
                yield block
                block = _Block([], is_repeated=True, numbers=frozenset(numbers), spans=_header_spans(table))
            block.header_rows = [*block.header_rows, r]
            continue
        if is_after_heading:
            outer = [*outer[: max(0, len(outer) - len(stack))], *stack]
        block.rows.append(r)
        block.headings[r] = outer
        is_after_heading = False
    yield block


def _header_spans(table: Table) -> tuple[tuple[int, int], ...]:
    """Return the first and last columns of the header's cells over several columns, of the first row that has any."""
    wide = [cell for cell in table.cells if cell.row < table.n_header_rows and cell.n_cols > 1]
    first = min((cell.row for cell in wide), default=0)
    return tuple((cell.col, cell.col + cell.n_cols - 1) for cell in wide if cell.row == first)


def _heading(table: Table, grid: Grid, r: int, numbers: dict[tuple[int, int], tuple[CellNumber, ...]]) -> Label | None:
    """Return the row's text when the row is only a heading for the rows below: text at its left, nothing behind it."""
    filled = [c for c, cell in enumerate(grid[r]) if cell is not None and cell.text.strip()]
    cells = list({id(cell): cell for c in filled if (cell := grid[r][c]) is not None}.values())
    if not cells or any(cell.n_rows > 1 for cell in cells):
        return None
    if any((r, c) in numbers for c in filled) and (len(cells) > 1 or filled[0] > 0):
        return None
    is_left = filled == list(range(len(filled))) and len(filled) < table.n_cols
    if len(cells) == 1 or (is_left and len(filled) <= MAX_HEADING_SHARE * table.n_cols):
        return join_labels([read_label(cell) for cell in cells])
    return None


def _partly_repeated(grid: Grid, r: int, numbers: dict[tuple[int, int], tuple[CellNumber, ...]], header_rows: list[int]) -> int | None:
    """Return the header row that a body row takes the place of: the same corner word, one new heading over all columns."""
    corner = _text(grid[r][0])
    texts = {_text(cell) for cell in grid[r]} - {"", corner}
    if len(texts) != 1 or not corner or any((r, c) in numbers for c in range(len(grid[r]))):
        return None
    return next((h for h in header_rows if _text(grid[h][0]) == corner), None)


def _is_sub_header(
    grid: Grid, r: int, numbers: dict[tuple[int, int], tuple[CellNumber, ...]], header_rows: list[int], first_value: int
) -> bool:
    """Tell whether a body row prints column headers: texts and no results, and no row label before the first value column.

    Right below the header (`first_value` is 1 then) a row that fills every column is one more header row.
    """
    texts = {c: text for c, cell in enumerate(grid[r]) if c > 0 and (text := _text(cell)) and not is_empty_cell(text)}
    if len(texts) < 2:
        return False
    n_same = sum(any(_text(grid[h][c]) == text for h in header_rows) for c, text in texts.items())
    if n_same >= max(2, len(texts) // 2):
        return True
    is_unlabelled = not any(_text(cell) for cell in grid[r][:first_value]) or (first_value == 1 and len(texts) == len(grid[r]) - 1)
    is_sized = not _text(grid[r][0]) and all((r, c) in numbers and numbers[r, c][0].unit in _SIZE_UNITS for c in texts)
    return is_unlabelled and (is_sized or not any((r, c) in numbers for c in texts))


def _text(cell: Cell | None) -> str:
    return cell.text.strip() if cell is not None else ""


def _column_header(grid: Grid, rows: range | list[int], col: int) -> str:
    """Return the header of a column; words of header rows that describe the columns beside it (# Params) are left out."""
    parts = list(dict.fromkeys(text for r in rows if (text := read_label(grid[r][col]).text)))
    named = [part for part in parts if not part.startswith("#")]
    return " ".join(named or parts)


def _is_condition(header: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a column of numbers names the condition or the size of a row: it stands before all results then."""
    kinds: tuple[LabelKind, ...] = ("setting_header", "descriptor", "class_header", "hyper")
    return any(is_kind(header, kind, vocabulary) for kind in kinds)


def _is_amounts(numbers: dict[tuple[int, int], tuple[CellNumber, ...]], rows: list[int], col: int) -> bool:
    """Tell whether a column has nothing but whole thousands, millions or billions: lengths and sizes (32K, 7B)."""
    found = [number for r in rows for number in numbers.get((r, col), ())]
    return bool(found) and all(number.unit in ("K", "M", "B", "T", "k") for number in found)


def _is_value_column(grid: Grid, numbers: dict[tuple[int, int], tuple[CellNumber, ...]], rows: Iterable[int], col: int) -> bool:
    printed = [r for r in rows if (text := _text(grid[r][col])) and not is_empty_cell(text)]
    n_numbers = sum(1 for r in printed if (r, col) in numbers)
    return bool(printed) and n_numbers >= MIN_NUMBER_SHARE * len(printed)


def _to_panel(
    grid: Grid,
    numbers: dict[tuple[int, int], tuple[CellNumber, ...]],
    block: _Block,
    cols: tuple[list[int], list[int]],
    vocabulary: TableVocabulary,
) -> Panel:
    label_cols, value_cols = cols
    mine = {(r, c): numbers[r, c] for r in block.rows for c in value_cols if (r, c) in numbers}
    levels = _merge_split(list(_col_levels(grid, block, value_cols, vocabulary)), len(value_cols))
    if (corner := _panel_corner(grid, block, vocabulary)).text:
        block.headings = {r: [corner, *headings] for r, headings in block.headings.items()}
    return Panel(mine, tuple(_row_levels(grid, block, label_cols, value_cols[0])), tuple(_name_levels(levels, vocabulary)))


def _merge_split(levels: list[Level], n_cols: int) -> list[Level]:
    """Join header rows that only together give every column a label: one level whose labels were set on uneven lines."""
    merged: list[Level] = []
    for level in levels:
        above = merged[-1] if merged else None
        if above is None or above.is_group or level.is_group or not _is_split(above, level, n_cols):
            merged.append(level)
            continue
        labels = {c: join_labels([x.labels[c] for x in (above, level) if c in x.labels]) for c in sorted({*above.labels, *level.labels})}
        merged[-1] = Level("col", above.header or level.header, labels)
    return merged


def _is_split(above: Level, below: Level, n_cols: int) -> bool:
    both = set(above.labels) | set(below.labels)
    is_uneven = len(above.labels) < n_cols and len(below.labels) < n_cols and len(both) == n_cols
    return is_uneven or all(label.text[0] in "-–(" for label in below.labels.values())


def _name_levels(levels: list[Level], vocabulary: TableVocabulary) -> Iterator[Level]:
    """Yield the levels; a spanning word for what stands below (Model, Benchmark, Parameters) becomes its header."""
    header = ""
    for position, level in enumerate(levels):
        texts = {label.text for label in level.labels.values()}
        is_last = position == len(levels) - 1
        if len(texts) == 1 and not is_last and len(level.labels) > 1 and _is_heading_word(next(iter(texts)), vocabulary):
            header = next(iter(texts))
            continue
        beside = level.header if is_kind(level.header, "descriptor", vocabulary) else ""
        yield Level("col", header or beside, level.labels, level.is_group)
        header = ""


def _is_heading_word(text: str, vocabulary: TableVocabulary) -> bool:
    return _is_condition(text, vocabulary) or is_kind(text, "method_header", vocabulary) or is_kind(text, "benchmark_header", vocabulary)


def _row_levels(grid: Grid, block: _Block, label_cols: list[int], first_value: int) -> Iterator[Level]:
    depth = max((len(h) for h in block.headings.values()), default=0)
    for i in range(depth):
        labels = {r: headings[i] for r, headings in block.headings.items() if i < len(headings)}
        yield Level("row", "", labels, is_group=True)
    names = _side_labels(grid, block, label_cols[-1]) if label_cols else {}
    outer: dict[int, Label] = {}
    for c in label_cols:
        labels = _side_labels(grid, block, c)
        if c != label_cols[-1] and labels:
            labels = outer = _fill_down(grid, block, c, labels, outer, names)
        if labels:
            yield Level("row", _column_header(grid, block.header_rows, c), labels, is_behind=c > first_value)


def _side_labels(grid: Grid, block: _Block, col: int) -> dict[int, Label]:
    """Return the labels that a side column prints."""
    header = _column_header(grid, block.header_rows, col)
    return {r: label for r in block.rows if (label := _printed_label(grid[r][col], header)).text}


def _fill_down(
    grid: Grid, block: _Block, col: int, printed: dict[int, Label], outer: dict[int, Label], names: dict[int, Label]
) -> dict[int, Label]:
    """Return a side column's labels with the blanks filled: a blank repeats the label above it, below the same outer label.

    A label that stands in the middle of its rows is theirs. A dash, or a cell over several columns, ends what stands above it.
    """
    filled: dict[int, Label] = {}
    for _, section in groupby(block.rows, key=lambda r: (block.headings[r], outer.get(r))):
        rows = list(section)
        centred = _spread_centred([r for r in rows if r in names], printed)
        filled |= {r: printed[r] for r in rows if r in printed} | centred
        above = Label("")
        for r in [] if centred else rows:
            if r in printed:
                above = printed[r] if _is_single(grid, r, col) else Label("")
            elif _text(grid[r][col]):
                above = Label("")
            elif above.text:
                filled[r] = above
        filled = filled if centred or outer else _fill_top(filled, [r for r in rows if not _text(grid[r][col])])
    return {r: filled[r] for r in block.rows if r in filled}


def _spread_centred(rows: list[int], printed: dict[int, Label]) -> dict[int, Label]:
    """Return the labels of rows in blocks of one size, each with one label inside it; none when the first block's is at its top."""
    found = [r for r in rows if r in printed]
    if not found or rows[0] in printed or len(rows) % len(found):
        return {}
    size = len(rows) // len(found)
    blocks = [rows[i : i + size] for i in range(0, len(rows), size)]
    if any(sum(r in printed for r in block) != 1 for block in blocks):
        return {}
    return {r: label for block, label in zip(blocks, (printed[r] for r in found), strict=True) for r in block}


def _printed_label(cell: Cell | None, header: str) -> Label:
    """Return the cell's label; a dash or n/a is none, a tick says that the row has what the column's header names."""
    text = _text(cell)
    if text and header and text in _TICKS:
        return Label(f"{header} {text}")
    label = read_label(cell)
    return Label("") if is_empty_cell(label.text) else label


def _is_single(grid: Grid, row: int, col: int) -> bool:
    """Tell whether the cell labels its own column only; one that spans several is the whole label of its row."""
    cell = grid[row][col]
    return cell is not None and cell.n_cols == 1


def _fill_top(labels: dict[int, Label], blank: list[int]) -> dict[int, Label]:
    """Give blank rows above the first label that label: it is printed in the middle of its rows."""
    if not labels:
        return labels
    first = min(labels)
    return {r: labels[first] for r in blank if r < first} | labels


def _col_levels(grid: Grid, block: _Block, value_cols: list[int], vocabulary: TableVocabulary) -> Iterator[Level]:
    seen: dict[int, set[str]] = {c: set() for c in value_cols}
    for rows in _wrapped_rows(grid, block, value_cols):
        labels: dict[int, Label] = {}
        spread = _spread_groups(grid, rows[0], block.spans)
        for c in value_cols:
            label = spread.get(c) or join_labels([read_label(_name_lines(grid[h][c], grid[h][0], vocabulary)) for h in rows])
            if label.text and label.text.lower() not in seen[c]:
                labels[c] = label
                seen[c].add(label.text.lower())
        if labels:
            is_group = any(a.text == b.text for a, b in pairwise(labels.values()))
            yield Level("col", _corner(grid, rows) if len(block.header_rows) > 1 else "", labels, is_group)


def _spread_groups(grid: Grid, row: int, spans: tuple[tuple[int, int], ...]) -> dict[int, Label]:
    """Return the group headings of a header row in the body, spread as the table's header spreads its own; none when they do not fit."""
    printed = {c: cell for c, cell in enumerate(grid[row]) if cell is not None and cell.col == c and _text(cell)}
    under = [[cell for c, cell in printed.items() if first <= c <= last] for first, last in spans]
    if not spans or sum(map(len, under)) != len(printed) or any(len(cells) != 1 for cells in under):
        return {}
    pairs = zip(spans, under, strict=True)
    return {c: read_label(cells[0]) for (first, last), cells in pairs for c in range(first, last + 1)}


def _name_lines(cell: Cell | None, corner: Cell | None, vocabulary: TableVocabulary) -> Cell | None:
    """Return a header cell without the lines that the corner beside them announces as sizes (Model / # Params)."""
    if cell is None or corner is None or cell is corner or not corner.words:
        return cell
    lines: dict[int, list[Word]] = {}
    for word in corner.words:
        lines.setdefault(round((word.y0 + word.y1) / 2), []).append(word)
    texts = {y: " ".join(word.text for word in words) for y, words in lines.items()}
    described = [y for y, text in texts.items() if text.startswith("#") or is_kind(text, "descriptor", vocabulary)]
    if not described or len(described) == len(lines):
        return cell
    kept = tuple(w for w in cell.words if not any(w.y0 <= y <= w.y1 for y in described))
    return replace(cell, words=kept, text=join_words(kept)) if kept else cell


def _panel_corner(grid: Grid, block: _Block, vocabulary: TableVocabulary) -> Label:
    """Return the base model or condition that the corner prints over the heading of the names: it holds for the whole panel."""
    texts = [read_label(grid[h][0]) for h in block.header_rows]
    if len({label.text for label in texts if label.text}) < 2 or not is_kind(texts[-1].text, "method_header", vocabulary):
        return Label("")
    is_condition = is_kind(texts[0].text, "model_name", vocabulary) or is_kind(texts[0].text, "setting_value", vocabulary)
    return texts[0] if is_condition else Label("")


def _corner(grid: Grid, rows: list[int]) -> str:
    """Return what the first column prints beside a header row, when it is printed for that row alone."""
    cell = grid[rows[-1]][0]
    return read_label(cell).text if cell is not None and cell.n_rows == 1 else ""


def _wrapped_rows(grid: Grid, block: _Block, value_cols: list[int]) -> Iterator[list[int]]:
    """Yield the header rows; rows printed again in the body still have their labels wrapped over several of them.

    A row of sizes (125M) or of labels that repeat is a level of its own.
    """
    wrapped: list[int] = []
    for h in block.header_rows:
        texts = [_text(grid[h][c]) for c in value_cols if _text(grid[h][c])]
        has_numbers = any((h, c) in block.numbers for c in value_cols)
        is_spread = any((cell := grid[h][c]) is not None and cell.n_cols > 1 for c in value_cols) or bool(
            _spread_groups(grid, h, block.spans)
        )
        is_own_level = not block.is_repeated or has_numbers or len(texts) < 2 or is_spread
        if is_own_level:
            if wrapped:
                yield wrapped
            wrapped = []
            yield [h]
        else:
            wrapped.append(h)
    if wrapped:
        yield wrapped
