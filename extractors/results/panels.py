"""A table's grid as panels: blocks of numbers with the levels of labels beside and above them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from extractors.results.blocks import (
    METRICS,
    Block,
    Grid,
    Numbers,
    after_labels,
    are_spans,
    ends_above,
    heads_rows,
    is_amounts,
    is_measured,
    is_plain_title,
    is_range,
    is_result_column,
    is_single,
    is_value_column,
    name_by_citation,
    name_cited,
    split_blocks,
    spread_by_place,
    spread_over_groups,
    tells_rows_apart,
    text_of,
)
from extractors.results.grid_repairs import TICKS, repair_grid
from extractors.results.labels import Label, join_labels, keep_marks, read_label
from extractors.results.numbers import has_decimal_comma, is_empty_cell, read_numbers, unite_counts
from extractors.results.side_by_side import split_halves
from extractors.results.vocabulary import LabelKind, TableVocabulary, has_arrow, is_kind, is_measure, is_metric_name, names_benchmark
from extractors.results.words import bare
from models.document import Cell, Table, Word
from models.words import join_words

Axis = Literal["row", "col"]

MIN_SPREAD = 0.8
"""Share of the value columns from which one metric over them heads all of them."""

_BESIDE: tuple[LabelKind, ...] = ("descriptor", "setting_header")
_EQUATION = re.compile(r"[A-Za-zα-ω]{1,6}\s?[=:]\s?\d[\d.]*\s?[%KMBk]?")
"""A row label that is a condition: E = 8."""


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

    numbers: Numbers
    row_levels: tuple[Level, ...]
    col_levels: tuple[Level, ...]


def read_panels(table: Table, vocabulary: TableVocabulary) -> list[Panel]:
    """Return the table's panels; none when it has no numbers beside labels."""
    return [panel for half in split_halves(table, vocabulary) for panel in _read_half(half, vocabulary)]


def _read_half(table: Table, vocabulary: TableVocabulary) -> list[Panel]:
    grid = repair_grid(table)
    numbers = {
        (r, c): found
        for r in range(table.n_rows)
        for c in range(table.n_cols)
        if (cell := grid[r][c]) is not None and (found := read_numbers(cell))
    }
    comma_cols = {cell.col for cell in table.cells if has_decimal_comma(cell.text)}
    numbers = {(r, c): found for (r, c), found in numbers.items() if c not in comma_cols or not any("," in n.text for n in found)}
    blocks = list(split_blocks(table, grid, numbers, vocabulary))
    data_rows = [r for block in blocks for r in block.rows]
    if not data_rows:
        return []
    named = [r for r in range(table.n_header_rows) if len(set(map(id, grid[r]))) > 1]
    headers = [_column_header(grid, named, c) for c in range(table.n_cols)]
    printed = [
        c for c in range(_first_value_column(grid, numbers, data_rows), table.n_cols) if is_value_column(grid, numbers, data_rows, c)
    ]
    for c in (c for c in printed if is_metric_name(headers[c], vocabulary)):
        numbers |= unite_counts(numbers, c)
    measured = {c for c in printed if is_metric_name(headers[c], vocabulary) and is_measured(numbers, data_rows, c, headers[c])}
    conditions = {c for c in printed if _is_condition(headers[c], vocabulary)} - measured
    conditions -= {c for c in conditions if any(has_arrow(text_of(grid[r][c])) for r in named) and not bare("sizes").search(headers[c])}
    values = [
        c
        for c in printed
        if (c not in conditions or (len(conditions) < len(printed) and is_result_column(numbers, data_rows, c, headers[c])))
        and not tells_rows_apart(grid, numbers, data_rows, c)
        and (is_measure(headers[c], vocabulary) or not is_amounts(numbers, data_rows, c))
    ]
    # Where one condition heads all columns (Experts over 4, 8, 16), it is what they differ in.
    is_headed = not values and len(printed) > 1 and any(len({id(grid[h][c]) for c in printed}) == 1 for h in range(table.n_header_rows))
    value_cols = printed if is_headed else printed[printed.index(values[0]) :] if values else []
    value_cols = after_labels(grid, data_rows, value_cols)
    label_cols = [c for c in range(table.n_cols) if c not in value_cols]
    if not value_cols:
        return []
    panels = [_to_panel(grid, numbers, block, (label_cols, value_cols), vocabulary) for block in blocks if block.rows]
    return [panel for panel in panels if panel.numbers]


def _first_value_column(grid: Grid, numbers: Numbers, rows: list[int]) -> int:
    """Return 1, or 0 where every column has values, all with decimals in the first: then no column labels the rows."""
    first = [number for r in rows for number in numbers.get((r, 0), ())]
    has_decimals = bool(first) and all("." in number.text and number.unit in ("", "%") for number in first)
    return 0 if has_decimals and all(is_value_column(grid, numbers, rows, c) for c in range(len(grid[0]))) else 1


def _column_header(grid: Grid, rows: list[int], col: int) -> str:
    """Return the header of a column, without words of header rows that describe those beside it (# Params), unless it spans several."""
    parts = list(dict.fromkeys(text for r in rows if (text := read_label(grid[r][col]).text)))
    over = {read_label(cell).text for r in rows if (cell := grid[r][col]) and cell.n_cols > 1}
    named = [part for part in parts if not part.startswith("#") or part in over]
    return " ".join(named or parts)


def _is_condition(header: str, vocabulary: TableVocabulary) -> bool:
    """Tell whether a column of numbers names the condition or the size of a row: it stands before all results then."""
    kinds: tuple[LabelKind, ...] = ("setting_header", "descriptor", "class_header", "hyper")
    return any(is_kind(header, kind, vocabulary) for kind in kinds)


def _to_panel(
    grid: Grid,
    numbers: Numbers,
    block: Block,
    cols: tuple[list[int], list[int]],
    vocabulary: TableVocabulary,
) -> Panel:
    label_cols, value_cols = cols
    mine = {(r, c): numbers[r, c] for r in block.rows for c in value_cols if (r, c) in numbers}
    levels = _merge_split(list(_col_levels(grid, block, value_cols, vocabulary)), len(value_cols))
    if (corner := _panel_corner(grid, block, label_cols, vocabulary)).text:
        block.headings = {r: [corner, *headings] for r, headings in block.headings.items()}
    row_levels = _name_by_headings(list(_row_levels(grid, block, (label_cols, value_cols[0]), vocabulary)))
    return Panel(mine, tuple(row_levels), tuple(_name_levels(levels, vocabulary)))


def _name_by_headings(levels: list[Level]) -> list[Level]:
    """Return the levels with headings as the names of rows that print only a condition (Early Exit: E = 8, E = 4)."""
    if len(levels) != 2 or not levels[0].is_group:
        return levels
    heads, side = levels
    under = {r: x for r, x in side.labels.items() if r in heads.labels}
    if not under or len(under) == len(side.labels) or not all(_EQUATION.fullmatch(x.text) for x in under.values()):
        return levels
    return [replace(side, labels={r: heads.labels.get(r, x) for r, x in side.labels.items()}), Level("row", "", under)]


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
    """Yield the levels; a spanning word for what stands below (Model, Benchmark, Parameters) becomes its header.

    A corner that names conditions (Configuration) is no header of metrics beside it: it stands over the rows.
    """
    header = ""
    for position, level in enumerate(levels):
        texts = {label.text for label in level.labels.values()}
        is_last = position == len(levels) - 1
        if len(texts) == 1 and not is_last and len(level.labels) > 1 and _is_heading_word(next(iter(texts)), vocabulary):
            header = next(iter(texts))
            continue
        n_measures = sum(is_metric_name(text, vocabulary) for text in texts)
        is_beside = any(is_kind(level.header, kind, vocabulary) for kind in _BESIDE) and 2 * n_measures < len(texts)
        is_beside |= level.header != "" and not is_last and METRICS.fullmatch(levels[-1].header) is not None
        beside = level.header if is_beside else ""
        yield Level("col", header or beside, level.labels, level.is_group)
        header = ""


def _is_heading_word(text: str, vocabulary: TableVocabulary) -> bool:
    return _is_condition(text, vocabulary) or is_kind(text, "method_header", vocabulary) or is_kind(text, "benchmark_header", vocabulary)


def _row_levels(grid: Grid, block: Block, cols: tuple[list[int], int], vocabulary: TableVocabulary) -> Iterator[Level]:
    label_cols, first_value = cols
    depth = max((len(h) for h in block.headings.values()), default=0)
    for i in range(depth):
        labels = {r: headings[i] for r, headings in block.headings.items() if i < len(headings)}
        yield Level("row", "", labels, is_group=True)
    said = {heading.text for headings in block.headings.values() for heading in headings}
    names = _side_labels(grid, block, label_cols[-1]) if label_cols else {}
    is_of_rows = heads_rows(grid, block.header_rows)
    outer: dict[int, Label] = {}
    for c in label_cols:
        labels = name_cited(_side_labels(grid, block, c), grid, block, c) if c == label_cols[0] else _side_labels(grid, block, c)
        if c != label_cols[-1] and not {text_of(grid[r][c]) for r in labels} <= set(TICKS):
            labels = outer = _fill_down(grid, block, c, labels, outer, names)
        # A corner over two columns is the header of the names in the first, not of numbers in the second (Reef: 96, 192).
        is_shared = c > 0 and bool(block.header_rows) and all(grid[h][c] is grid[h][c - 1] for h in block.header_rows)
        is_numbers = 2 * sum(label.text.isdigit() for label in labels.values()) > len(labels)
        header = "" if is_of_rows or (is_shared and is_numbers) else _column_header(grid, block.header_rows, c)
        is_result = c > first_value and (is_kind(header, "difference", vocabulary) or all(is_range(x.text) for x in labels.values()))
        is_told = not _numbers_rows(header, labels) and not is_result
        if labels and (is_told or len(label_cols) == 1):
            yield Level("row", "" if header in said else header, labels, is_behind=c > first_value)


def _numbers_rows(header: str, labels: dict[int, Label]) -> bool:
    """Tell whether a side column merely counts the rows."""
    return bool(bare("row_numbers").fullmatch(header)) and all(label.text.isdigit() for label in labels.values())


def _side_labels(grid: Grid, block: Block, col: int) -> dict[int, Label]:
    """Return the labels that a side column prints."""
    header = _column_header(grid, block.header_rows, col)
    return keep_marks({r: label for r in block.rows if (label := _printed_label(grid[r][col], header)).text})


def _fill_down(
    grid: Grid, block: Block, col: int, printed: dict[int, Label], outer: dict[int, Label], names: dict[int, Label]
) -> dict[int, Label]:
    """Return a side column's labels with the blanks filled: a blank repeats the label above it, below the same outer label.

    A label that stands in the middle of its rows is theirs. A dash, or a cell over several columns, ends what stands above it.
    """
    filled: dict[int, Label] = {}
    for _, section in groupby(block.rows, key=lambda r: (block.headings[r], outer.get(r))):
        rows = list(section)
        centred = spread_by_place(grid, rows, col, printed, names)
        filled |= {r: printed[r] for r in rows if r in printed} | centred
        above = Label("")
        for r in [] if centred else rows:
            if r in printed:
                above = printed[r] if is_single(grid, r, col) else Label("")
            elif text_of(grid[r][col]) or (r in names and ends_above(grid, r, col, names[r], above)):
                above = Label("")
            elif above.text:
                filled[r] = above
        is_told = centred or outer or are_spans(grid, col, [r for r in rows if r in printed], rows[-1])
        filled = filled if is_told else _fill_top(filled, [r for r in rows if not text_of(grid[r][col])])
    return {r: filled[r] for r in block.rows if r in filled}


def _printed_label(cell: Cell | None, header: str) -> Label:
    """Return the cell's label; a dash or n/a is none, a tick says that the row has what the column's header names."""
    text = text_of(cell)
    if text and header and text in TICKS:
        return Label(f"{header} {text}")
    label = read_label(cell)
    return Label("") if is_empty_cell(label.text) else label


def _fill_top(labels: dict[int, Label], blank: list[int]) -> dict[int, Label]:
    """Give blank rows above the first label that label: it is printed in the middle of its rows."""
    if not labels:
        return labels
    first = min(labels)
    return {r: labels[first] for r in blank if r < first} | labels


def _col_levels(grid: Grid, block: Block, value_cols: list[int], vocabulary: TableVocabulary) -> Iterator[Level]:
    seen: dict[int, set[str]] = {c: set() for c in value_cols}
    for rows in (x for x in _wrapped_rows(grid, block, value_cols) if not is_plain_title(grid[x[0]])):
        labels: dict[int, Label] = {}
        spread = _spread_groups(grid, rows[0], block.spans)
        for c in value_cols:
            above = [read_label(_name_lines(cell, corner, vocabulary)) for cell, corner in _cells_above(grid, rows, c, value_cols[0])]
            label = spread.get(c) or join_labels(above if seen[c] else [name_by_citation(x) if not x.text else x for x in above])
            if label.text and label.text.lower() not in seen[c]:
                labels[c] = label
                seen[c].add(label.text.lower())
        if labels:
            labels = spread_over_groups(_spread_single(grid, rows[0], labels, value_cols, vocabulary), value_cols)
            is_group = any(a.text == b.text for a, b in pairwise(labels.values()))
            corner = _corner(grid, rows)
            is_its = len(block.header_rows) > 1 or (
                is_kind(corner, "setting_header", vocabulary) and all(x.text.isdecimal() for x in labels.values())
            )
            yield Level("col", corner if is_its else "", keep_marks(labels), is_group)


def _spread_single(grid: Grid, row: int, labels: dict[int, Label], value_cols: list[int], vocabulary: TableVocabulary) -> dict[int, Label]:
    """Return a metric that alone heads nearly all columns as the heading of all, where nothing else is printed beside it.

    Its extent is told by its middle, which uneven columns shift.
    """
    first = next(iter(labels.values()))
    blank = [c for c in value_cols if c not in labels]
    left, right = value_cols.index(min(labels)), len(value_cols) - 1 - value_cols.index(max(labels))
    is_centred = left == right or (min(left, right) > 0 and abs(left - right) <= len(blank) % 2)
    is_all = len(labels) >= MIN_SPREAD * len(value_cols) or is_centred
    is_single = len(labels) > 1 and all(label.text == first.text for label in labels.values()) and is_all
    if not blank or not is_single or not is_measure(first.text, vocabulary) or any(text_of(grid[row][c]) for c in blank):
        return labels
    below = [text_of(grid[row + 1][c]) for c in blank] if row + 1 < len(grid) else []
    return labels if any(is_measure(text, vocabulary) for text in below) else {c: first for c in value_cols}


def _cells_above(grid: Grid, rows: list[int], col: int, first: int) -> list[tuple[Cell | None, Cell | None]]:
    """Return the header cells of a column, each once however many rows it covers, with the corners beside them: before the first value."""
    corners = {h: next((cell for cell in grid[h][: max(1, first)] if text_of(cell)), grid[h][0]) for h in rows}
    return list({id(grid[h][col]): (grid[h][col], corners[h]) for h in rows}.values())


def _spread_groups(grid: Grid, row: int, spans: tuple[tuple[int, int], ...]) -> dict[int, Label]:
    """Return the group headings of a header row in the body, spread as the table's header spreads its own; none when they do not fit."""
    start = spans[0][0] if spans else 0
    printed = {c: cell for c, cell in enumerate(grid[row]) if c >= start and cell is not None and cell.col == c and text_of(cell)}
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
    if not described or len(described) == len(lines) or texts[min(lines)].startswith("#"):
        return cell
    kept = tuple(w for w in cell.words if not any(w.y0 <= y <= w.y1 for y in described))
    return replace(cell, words=kept, text=join_words(kept)) if kept else cell


def _panel_corner(grid: Grid, block: Block, label_cols: list[int], vocabulary: TableVocabulary) -> Label:
    """Return the base model, data or condition printed over the side columns, in place of a heading: it holds for the whole panel."""
    printed = [read_label(grid[h][c]) for h in block.header_rows[:1] for c in label_cols]
    texts = [label for label in printed if label.text]
    is_condition = texts and any(is_kind(texts[0].text, kind, vocabulary) for kind in ("model_name", "setting_value"))
    is_condition = is_condition or (texts and names_benchmark(texts[0].text, vocabulary))
    below = {read_label(grid[h][label_cols[0]]).text for h in block.header_rows[1:]} - {""} if label_cols else set[str]()
    is_heading = all(is_kind(text, "method_header", vocabulary) for text in below)
    return texts[0] if is_condition and len({x.text for x in texts}) == 1 and is_heading else Label("")


def _corner(grid: Grid, rows: list[int]) -> str:
    """Return what the first column prints beside a header row, when it is printed for that row alone."""
    cell = grid[rows[-1]][0]
    return read_label(cell).text if cell is not None and cell.n_rows == 1 else ""


def _wrapped_rows(grid: Grid, block: Block, value_cols: list[int]) -> Iterator[list[int]]:
    """Yield the header rows; rows printed again in the body still have their labels wrapped over several of them.

    A row of sizes (125M) or of labels that repeat is a level of its own.
    """
    wrapped: list[int] = []
    for h in block.header_rows:
        texts = [text_of(grid[h][c]) for c in value_cols if text_of(grid[h][c])]
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
