"""The rows of a table's grid in blocks: which of them are headers, headings of what follows, or data."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from extractors.results.labels import CITATION, MODEL_SIZE, Label, join_labels, read_label
from extractors.results.numbers import CellNumber, is_empty_cell, is_like_others
from extractors.results.vocabulary import TableVocabulary, is_kind
from extractors.results.words import bare, inside
from models.document import Cell, Table

MIN_NUMBER_SHARE = 0.5
"""A column holds values when at least this share of its printed cells are numbers."""

MAX_HEADING_SHARE = 0.5
"""A row of several texts at its left is a heading when it fills at most this share of the columns."""

SAME_MIDDLE = 3.0
"""Points by which the middles of headings may differ that are set on one axis."""

MIN_COLUMNS_OF_COUNTS = 3
"""Columns of a table of which the second may count: names, counts, results."""

MIN_DECIMALS = 0.8
"""Share of decimals behind whole numbers that come again below every name (96, 192, 336, 720): a last row may count wins."""

_SIZE_UNITS = ("M", "B", "T")
"""Units of numbers that head groups of columns (1B, 8B) when nothing stands at the left of their row."""


_AMOUNT = re.compile(r"[<>≤≥~≈+\-−]?\s?\.?\d|[(\[]\d[\d.]*,\s?\d")
"""How a text begins that is an amount, though none that is read as a number: "2.9e" with a raised exponent, "< 0.01 (ns)", "(0.1, 0.3)"."""
_RANGE = re.compile(r"\d[\d.]*(?:\s?[~∼–-]\s?\d[\d.]*)+")
"""Results that are no single number: 83.15~85.12."""
_BOUND = re.compile(r"[<>≤≥]\s?\d+(?:\.\d+)?\s?(?:%|\w{1,3})?")
"""A bound that a value was said to stay above or below, printed instead of it."""
_SMALL, _WHOLE, _UNITED = re.compile(r"\d{1,2}\s?%?"), re.compile(r"\d{1,5}"), re.compile(r"\d{1,5}(?:\.\d+)?\s?(?:%|[a-z]{1,3}|dB|[KMBT])")
"""A count of what was tried out; one that comes again below every name."""
_PART = re.compile(r"\((?P<letter>[a-z])\)\s")
_ANNOUNCED = re.compile(r"^(?:Data ?set|Benchmark|Task):?\s(?=[A-Za-z])")
"""What a heading says before the name it gives: "Dataset text8"."""

METRICS = re.compile(r"(?:evaluation )?(?:metrics?|measures?)", re.IGNORECASE)
"""What heads a row of metrics."""

Grid = list[list[Cell | None]]
Numbers = dict[tuple[int, int], tuple[CellNumber, ...]]
"""The numbers that each place of a grid prints."""


@dataclass(slots=True)
class Block:
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


def split_blocks(table: Table, grid: Grid, numbers: Numbers, vocabulary: TableVocabulary) -> Iterator[Block]:
    """Yield the body's rows, a new block where column headers are printed again."""
    headers, stack, is_after_heading = _read_top(table, grid, numbers)
    block = Block(headers)
    outer = [] if is_after_heading else stack
    header_rows = list(headers)
    body = range(table.n_header_rows, table.n_rows)
    first_value = next((c for c in range(1, table.n_cols) if is_value_column(grid, numbers, body, c)), 1)
    is_below = False
    for r in range(table.n_header_rows, table.n_rows):
        heading = _heading(table, grid, r, numbers)
        if heading is not None and (block.rows or is_below) and (part := _part_of(heading, is_below=is_below)):
            is_below = True
            block.headings |= {row: [heading] for row in block.rows}
            outer = stack = _next_part(part, table.caption)
            is_after_heading = False
            continue
        if heading is not None:
            stack = [*stack, heading] if is_after_heading else [heading]
            is_after_heading = True
            continue
        is_first = not block.rows and not is_after_heading
        replaced = _partly_repeated(grid, r, numbers, block.header_rows)
        if replaced is not None:
            if block.rows:
                yield block
            block = Block([r if h == replaced else h for h in block.header_rows])
            continue
        is_condition_row = is_first and _is_condition_row(grid, r, numbers, vocabulary)
        if is_condition_row or _is_sub_header(grid, r, numbers, header_rows, 0 if is_first else first_value):
            header_rows.append(r)
            if block.rows:
                yield block
                block = Block([], is_repeated=True, numbers=frozenset(numbers), spans=_header_spans(table))
            block.header_rows = [*block.header_rows, r]
            continue
        if is_after_heading:
            outer = [*outer[: max(0, len(outer) - len(stack))], *stack]
        block.rows.append(r)
        block.headings[r] = outer
        is_after_heading = False
    yield block


def _read_top(table: Table, grid: Grid, numbers: Numbers) -> tuple[list[int], list[Label], bool]:
    """Return the header's rows without its title and first heading, these two, and whether the first rows stand below a heading."""
    headers = list(range(table.n_header_rows))
    stack: list[Label] = []
    if len(headers) > 1 and (title := _heading(table, grid, 0, numbers)) is not None and text_of(grid[0][0]):
        is_title = all(cell is not None for cell in grid[0]) or not text_of(grid[1][0])
        stack, headers = [title] if is_title else [], headers[1:]
    if len(headers) > 1 and (first := _centred_heading(table, grid, headers[-1], numbers)) is not None:
        return headers[:-1], [*stack, first], True
    return headers, stack, False


def _centred_heading(table: Table, grid: Grid, r: int, numbers: Numbers) -> Label | None:
    """Return the heading of the first rows that was read as the last row of the header: set on the middle of the table as all others."""
    heading = _heading(table, grid, r, numbers)
    cell = next((cell for cell in grid[r] if text_of(cell)), None)
    if heading is None or cell is None or text_of(grid[r][0]):
        return None
    below = [c for row in range(table.n_header_rows, table.n_rows) if _heading(table, grid, row, numbers) for c in grid[row][-1:] if c]
    is_alike = all(abs(_mid(other) - _mid(cell)) <= SAME_MIDDLE for other in below)
    return heading if below and is_alike else None


def _mid(cell: Cell) -> float:
    return (cell.bbox[0] + cell.bbox[2]) / 2


def _part_of(heading: Label, *, is_below: bool) -> str:
    """Return the letter of a sub-caption that stands below its part: the first of them comes after rows, as (a)."""
    found = _PART.match(heading.text)
    return found["letter"] if found and (is_below or found["letter"] == "a") else ""


def _next_part(letter: str, caption: str) -> list[Label]:
    """Return what the caption calls the part after that one: the sub-caption below the last part is outside the table."""
    following = chr(ord(letter) + 1)
    found = re.search(rf"\({following}\)\s(?P<name>[^.;:()]+)", caption)
    return [Label(f"({following}) {found['name'].strip()}")] if found else []


def _header_spans(table: Table) -> tuple[tuple[int, int], ...]:
    """Return the first and last columns of the header's cells over several columns, of the first row that has any."""
    wide = [cell for cell in table.cells if cell.row < table.n_header_rows and cell.n_cols > 1]
    first = min((cell.row for cell in wide), default=0)
    return tuple((cell.col, cell.col + cell.n_cols - 1) for cell in wide if cell.row == first)


def _heading(table: Table, grid: Grid, r: int, numbers: Numbers) -> Label | None:
    """Return the row's text when the row is only a heading for the rows below: text at its left, nothing behind it."""
    filled = [c for c, cell in enumerate(grid[r]) if cell is not None and cell.text.strip()]
    cells = list({id(cell): cell for c in filled if (cell := grid[r][c]) is not None}.values())
    if not cells or any(cell.n_rows > 1 for cell in cells):
        return None
    if any((r, c) in numbers for c in filled) and (len(cells) > 1 or filled[0] > 0):
        return None
    is_left = filled == list(range(len(filled))) and len(filled) < table.n_cols
    if len(cells) == 1 or (is_left and len(filled) <= MAX_HEADING_SHARE * table.n_cols):
        heading = join_labels([read_label(cell) for cell in cells])
        return heading._replace(text=_ANNOUNCED.sub("", heading.text))
    return None


def _partly_repeated(grid: Grid, r: int, numbers: Numbers, header_rows: list[int]) -> int | None:
    """Return the header row that a body row takes the place of: the same corner word, one new heading over all columns."""
    corner = text_of(grid[r][0])
    texts = {text_of(cell) for cell in grid[r]} - {"", corner}
    if len(texts) != 1 or not corner or any((r, c) in numbers for c in range(len(grid[r]))):
        return None
    return next((h for h in header_rows if text_of(grid[h][0]) == corner), None)


def _is_sub_header(grid: Grid, r: int, numbers: Numbers, header_rows: list[int], first_value: int) -> bool:
    """Tell whether a body row prints column headers: texts and no results, and no row label before the first value column.

    Right below the header (`first_value` is 0 then) a row that fills every column is one more header row, and so is one further
    below, but of p-values and the like.
    """
    texts = {c: text for c, cell in enumerate(grid[r]) if c > 0 and (text := text_of(cell)) and not is_empty_cell(text)}
    if len(texts) < 2:
        return False
    n_same = sum(any(text_of(grid[h][c]) == text for h in header_rows) for c, text in texts.items())
    if n_same >= max(2, len(texts) // 2):
        return True
    is_full = len(texts) == len(grid[r]) - 1 and (not first_value or (first_value == 1 and not all(map(_AMOUNT.match, texts.values()))))
    is_unlabelled = is_full or not any(text_of(cell) for cell in grid[r][: first_value or 1])
    is_sized = not text_of(grid[r][0]) and all((r, c) in numbers and numbers[r, c][0].unit in _SIZE_UNITS for c in texts)
    return is_unlabelled and (is_sized or not any((r, c) in numbers for c in texts))


def _is_condition_row(grid: Grid, r: int, numbers: Numbers, vocabulary: TableVocabulary) -> bool:
    """Tell whether a row right below the header is one more header row: ratios or budgets (Ratio | 20% | 60%) over each column."""
    printed = [(c, text) for c, cell in enumerate(grid[r]) if (text := text_of(cell))]
    corner, over = (printed[0][1], printed[1:]) if printed else ("", [])
    if not (is_kind(corner, "setting_header", vocabulary) or is_kind(corner, "name_header", vocabulary)):
        return False
    if len(over) < 2 or len({text for _, text in over}) == 1:  # One is a reference that all are told against (Base model | 0% | 0%).
        return False
    return all((r, c) in numbers and is_kind(text, "setting_value", vocabulary) and "." not in text for c, text in over)


def ends_above(grid: Grid, row: int, col: int, name: Label, above: Label) -> bool:
    """Tell whether a blank repeats no label above.

    Its row is a mean of all, and the label covers several rows or is printed in each; or the label is a size, and the name has another.
    """
    if not bare("summaries").fullmatch(name.text):
        sizes = MODEL_SIZE.findall(name.text) if MODEL_SIZE.fullmatch(above.text) else []
        return bool(sizes) and above.text not in sizes
    cell, before = grid[row - 1][col], grid[row - 2][col]
    is_again = cell is not before and text_of(cell) == text_of(before) != ""
    return cell is not None and (cell.n_rows > 1 or is_again)


def spread_by_place(grid: Grid, rows: list[int], col: int, printed: dict[int, Label], names: dict[int, Label]) -> dict[int, Label]:
    """Return a side column's labels with the blanks above and below that are theirs by their place; none where it does not tell."""
    return _spread_centred([r for r in rows if r in names], printed) or _spread_up(grid, rows, col, printed)


def spread_over_groups(labels: dict[int, Label], cols: list[int]) -> dict[int, Label]:
    """Return headings that stand in the middle of groups of columns, all of one size and without a gap, over each of their columns.

    Nothing is spread where they do not: what stands over some columns alone is theirs.
    """
    places = [cols.index(c) for c in labels]
    runs = [list(run) for _, run in groupby(labels, key=lambda c: (labels[c].text, cols.index(c) - list(labels).index(c)))]
    size, width = len(cols) // max(1, len(runs)), len(labels) // max(1, len(runs))
    # A heading of one column, in the middle of two, is set over the right one.
    start = size // 2 if width == 1 else (size - width) / 2
    is_placed = places == [size * i + start + k for i in range(len(runs)) for k in range(width)]
    is_placed = is_placed and {len(run) for run in runs} == {width}
    if len(runs) < 2 or size < 2 or not is_placed or size * len(runs) != len(cols) or cols[-1] - cols[0] >= len(cols):
        return labels
    return {c: labels.get(c, labels[run[0]]) for i, run in enumerate(runs) for c in cols[size * i : size * (i + 1)]}


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


def _spread_up(grid: Grid, rows: list[int], col: int, printed: dict[int, Label]) -> dict[int, Label]:
    """Return labels over several rows with the blanks before each, where as many stand before the first one, and none behind the last."""
    runs = [list(run) for _, run in groupby(rows, key=lambda r: id(grid[r][col]) if r in printed else 0)]
    blanks, spans = runs[::2], runs[1::2]
    is_told = len(spans) > 1 and len(blanks) == len(spans) and len({*map(len, blanks)}) == 1 and all(len(span) > 1 for span in spans)
    if not is_told or any(r in printed for run in blanks for r in run) or any(r not in printed for run in spans for r in run):
        return {}
    return {r: printed[span[0]] for blank, span in zip(blanks, spans, strict=True) for r in blank + span}


def text_of(cell: Cell | None) -> str:
    """Return the cell's text; empty where there is no cell."""
    return cell.text.strip() if cell is not None else ""


def is_value_column(grid: Grid, numbers: Numbers, rows: Iterable[int], col: int) -> bool:
    """Tell whether most of what a column prints are numbers, or what they are larger or smaller than (> 100 %)."""
    printed = [r for r in rows if (text := text_of(grid[r][col])) and not is_empty_cell(text)]
    n_numbers = sum(1 for r in printed if (r, col) in numbers)
    n_bounds = sum(bool(_BOUND.fullmatch(text_of(grid[r][col]))) for r in printed) if n_numbers else 0
    return bool(printed) and n_numbers + n_bounds >= MIN_NUMBER_SHARE * len(printed)


def after_labels(grid: Grid, rows: list[int], value_cols: list[int]) -> list[int]:
    """Return the value columns without those that stand before a column of texts: ratios and sizes beside the names (50% | Method)."""
    for c in reversed(range(1, len(grid[0]))):
        before, after = [x for x in value_cols if x < c], [x for x in value_cols if x > c]
        n_texts = sum(not (is_empty_cell(text := text_of(grid[r][c])) or is_range(text)) for r in rows)
        if c not in value_cols and before and len(before) < len(after) and n_texts > len(rows) / 2:
            return after
    return value_cols


def is_range(text: str) -> bool:
    """Tell whether a text is nothing but a range, or a row of numbers joined by dashes (98.2-94.5-74.0)."""
    return bool(_RANGE.fullmatch(text))


def is_measured(numbers: Numbers, rows: list[int], col: int, header: str) -> bool:
    """Tell whether all numbers of a column have decimals or are shares, and none is the ratio tried out: no count, size or step."""
    found = [number for r in rows for number in numbers.get((r, col), ())]
    is_fraction = all(("." in number.text and not number.unit) or number.unit == "%" for number in found)
    return bool(found) and is_fraction and not bare("ratios").search(header)


def is_amounts(numbers: Numbers, rows: list[int], col: int) -> bool:
    """Tell whether a column has nothing but whole thousands, millions or billions: lengths and sizes (32K, 7B)."""
    found = [number for r in rows for number in numbers.get((r, col), ())]
    return bool(found) and all(number.unit in ("K", "M", "B", "T", "k") for number in found)


def is_result_column(numbers: Numbers, rows: list[int], col: int, header: str) -> bool:
    """Tell whether a column under the name of a condition (Step, AdamW), but no size, has numbers that look like those beside it."""
    by_col: dict[int, list[tuple[int, tuple[CellNumber, ...]]]] = {}
    for (r, c), found in numbers.items():
        by_col.setdefault(c, []).extend([(r, found)] if r in rows else [])
    return not bare("sizes").search(header) and is_like_others(by_col, col)


def tells_rows_apart(grid: Grid, numbers: Numbers, rows: list[int], col: int) -> bool:
    """Tell whether a column of small whole numbers right behind the names tells the rows of one name apart, of which decimals follow."""
    if any(is_value_column(grid, numbers, rows, c) for c in range(1, col)) or len(grid[0]) < MIN_COLUMNS_OF_COUNTS:
        return False
    printed = [(tuple(text_of(cell) for cell in grid[r][:col]), text_of(grid[r][col])) for r in rows if (r, col) in numbers]
    behind = [found[0].text for r in rows for c in range(col + 1, len(grid[0])) if (found := numbers.get((r, c)))]
    by_name: dict[tuple[str, ...], set[str]] = {}
    for name, text in printed:
        by_name.setdefault(name, set()).add(text)
    n_shared = sum(len(texts) for texts in by_name.values() if len(texts) > 1)
    is_apart = len(set(printed)) == len(printed) and n_shared * 2 >= len(printed)
    is_series = len(by_name) > 1 and len(set(map(frozenset, by_name.values()))) == 1
    if is_apart and is_series and all(_UNITED.fullmatch(text) for _, text in printed):
        return bool(behind)
    is_whole = all((_WHOLE if is_series else _SMALL).fullmatch(text) for _, text in printed)
    n_decimals = sum("." in text for text in behind)
    return is_apart and bool(behind) and is_whole and n_decimals >= (MIN_DECIMALS if is_series else 1.0) * len(behind)


def is_plain_title(row: list[Cell | None]) -> bool:
    """Tell whether a header row is one text over labels and values that names nothing: "Comparison with other methods"."""
    text = text_of(row[0]) if len(set(map(id, row))) == 1 else ""
    return text[1:].islower() and bool(inside("comparisons").search(text))


def are_spans(grid: Grid, col: int, rows: list[int], last: int) -> bool:
    """Tell whether the labels of these rows are known to cover several rows each, one behind the other, down to the last: none above."""
    spans = {cell.row: cell.row + cell.n_rows for r in rows if (cell := grid[r][col]) is not None}
    return all(end > row + 1 for row, end in spans.items()) and list(spans.values()) == [*spans, last + 1][1:]


def name_cited(labels: dict[int, Label], grid: Grid, block: Block, col: int) -> dict[int, Label]:
    """Return the labels of a side column with those of prior work that is cited by its authors alone (Lee et al. (2019)) beside them."""
    if not labels or len(labels) == len(block.rows):
        return labels
    cited = {r: x for r in block.rows if r not in labels and (x := name_by_citation(read_label(grid[r][col]))).text}
    return {r: labels.get(r) or cited[r] for r in block.rows if r in labels or r in cited} if cited else labels


def name_by_citation(label: Label) -> Label:
    """Return a label that is nothing but a citation named by its authors, "Lee et al. (2019)" of "Lee et al. (2019) [4]"; else none."""
    found = CITATION.search(label.citation) if not label.text else None
    if found is None or not found.group()[0].isupper():
        return Label("")
    return label._replace(text=found.group(), citation=label.citation.replace(found.group(), "").strip() or found.group())


def heads_rows(grid: Grid, header_rows: list[int]) -> bool:
    """Tell whether what stands in the corner heads the header rows, and not what is below: Models, and under it Metric."""
    corners = [text_of(grid[h][0]) for h in header_rows]
    return len(set(corners)) == len(corners) > 1 and all(corners) and METRICS.fullmatch(corners[-1]) is not None


def is_single(grid: Grid, row: int, col: int) -> bool:
    """Tell whether the cell labels its own column only; one that spans several is the whole label of its row."""
    cell = grid[row][col]
    return cell is not None and cell.n_cols == 1
