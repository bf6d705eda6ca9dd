"""Cells of a table's grid that were read as two, or two that were read as one, put right before labels are read."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extractors.results.blocks import Grid, text_of
from extractors.results.numbers import is_empty_cell, read_numbers
from extractors.results.vocabulary import ARROWS
from extractors.results.words import bare
from models.document import Cell, Sentence, Table, Word
from models.geometry import union
from models.words import join_words

MAX_LABEL_ROWS = 6
"""Rows of a label that was set in a narrow column."""
SAME_EDGE = 1.5
"""Points by which the left edges of a column's cells may differ."""
MIN_ALIGNED = 0.5
"""Share of a column's cells whose left edge a word must share to be one of them."""

_ARROW = re.compile(rf"\(?[{ARROWS}]\)?")
_ARROWED = re.compile(rf"[^{ARROWS}]+[{ARROWS}]\)?")
"""A measure with the arrow behind it."""
_IN_BRACKETS = re.compile(rf"\([^(){ARROWS}]+\)")
_BRACKETED = re.compile(rf"(?P<name>[^()]+?)\s?(?P<measures>{_IN_BRACKETS.pattern}(?:\s?{_IN_BRACKETS.pattern})+)")
"""A name with several measures in brackets: CB (Acc.) (F1)."""
_REMARK = re.compile(r"[(\[].*[)\]]|(?:±|\+/[-−])\s?[\d.]+%?")
"""What stands behind a value and is none: a tag or a difference in brackets, a deviation."""
_TICKED = "Ablation"
"""What heads the names that are made of ticks."""
_CONDITION = re.compile(r"(?:test|eval|train|with|w/)", re.IGNORECASE)
"""How the header of a single column of ticks begins that tells how all was run."""
TICKS = ("✓", "✔", "√")
_CROSSES = ("✗", "✘", "×")
_ANSWERS = frozenset({"yes", "no"})
"""What a column prints in place of ticks and crosses, both of them."""
_INTERVAL = re.compile(r"[(\[]\s?[-−]?[\d.]+\s?,\s?[-−]?[\d.]+\s?[)\]]")
_VALUE = re.compile(r"\w+\s?=\s?\d[\d.]*")
_CHANGE = re.compile(r"[+−–-]\s?[\d.]+%?|[+−–-]?0(?:\.0+)?%?")
"""A difference from the value before it."""
_JOINTS = "+-–/&(,:="
"""What a label's first part does not end with: the next word goes on with it."""
_OPEN_SIGNS = ("-", "&")
_OPEN_END = re.compile(r"\w[-&]$|\s&$")
"""What a label does not end with: its next line follows."""


def repair_grid(table: Table) -> Grid:
    """Return the table's places with one cell for each label and value, and each in its column."""
    grid = table.cell_grid()
    n_header = table.n_header_rows
    _widen_headings(grid, n_header)
    _lift_dropped(grid, n_header)
    _lift_small_labels(grid, n_header)
    _join_prefixes(grid)
    _part_arrowed_headers(grid, n_header)
    _part_header_words(grid, n_header)
    _join_arrows(grid, n_header)
    _part_glued_labels(grid, n_header)
    _join_remarks(grid, n_header)
    _drop_changes(grid, n_header)
    _join_open_labels(grid, n_header)
    _join_added_lines(grid, n_header)
    _drop_statistics(grid, n_header)
    _name_ticked(grid, n_header)
    return grid


def _widen_headings(grid: Grid, n_header: int) -> None:
    """Let a heading that is its row's only text cover the whole of each heading below it: none stands over one half of another."""
    for r, row in enumerate(grid[:n_header]):
        printed = {id(cell): cell for cell in row if cell is not None and cell.row == r and text_of(cell)}
        if len(printed) != 1:
            continue
        (cell,) = printed.values()
        first, end = cell.col, cell.col + cell.n_cols
        below = [x for line in grid[r + 1 : n_header] for x in line if x is not None and x.n_cols > 1 and x.n_rows == 1 and text_of(x)]
        parted = [x for x in below if x.col < end and first < x.col + x.n_cols]
        if cell.n_cols > 1 and any(x.col < first or end < x.col + x.n_cols for x in parted):
            first, end = min([first, *(x.col for x in parted)]), max([end, *(x.col + x.n_cols for x in parted)])
            row[first:end] = [replace(cell, col=first, n_cols=end - first)] * (end - first)


def keep_raised_digits(table: Table, sentences: Sequence[Sentence]) -> Table:
    """Return the table with digits that stand raised behind a name as part of it, where a sentence prints them so, too (NLVR2)."""
    places = [(cell, i) for cell in table.cells for i in range(1, len(cell.words)) if _is_raised_digit(cell, i)]
    names = {cell.words[i - 1].text + cell.words[i].text for cell, i in places}
    said = {name for name in names if any(re.search(rf"\b{re.escape(name)}\b", sentence.text) for sentence in sentences)}
    kept = {(id(cell), i) for cell, i in places if cell.words[i - 1].text + cell.words[i].text in said}
    if not kept:
        return table
    words = [
        tuple(w._replace(is_superscript=False) if (id(cell), i) in kept else w for i, w in enumerate(cell.words)) for cell in table.cells
    ]
    return replace(table, cells=tuple(replace(cell, words=mine) for cell, mine in zip(table.cells, words, strict=True)))


def _is_raised_digit(cell: Cell, i: int) -> bool:
    before, word = cell.words[i - 1 : i + 1]
    return word.is_superscript and word.is_glued and not before.is_superscript and word.text.isdigit() and before.text.isalpha()


def _join(cells: list[Cell]) -> Cell:
    """Return the first cell with the text and words of all."""
    words = tuple(word for cell in cells for word in cell.words)
    return replace(cells[0], text=" ".join(cell.text.strip() for cell in cells), words=words)


def _join_prefixes(grid: Grid) -> None:
    """Put "w/o" and the part it takes away in one cell, where they were taken for two columns."""
    for row in grid:
        first, second = (row[0], row[1]) if len(row) > 1 else (None, None)
        if first is not None and second is not None and first is not second and bare("removals").fullmatch(first.text.strip()):
            row[0], row[1] = _join([first, second]), None


def _lift_dropped(grid: Grid, n_header: int) -> None:
    """Put values that were set a little lower than their row back into it: nothing else stands beside them, and above them nothing."""
    for r in range(n_header + 1, len(grid)):
        printed = [c for c, cell in enumerate(grid[r]) if text_of(cell)]
        is_low = bool(printed) and all(
            (cell := grid[r][c]) is not None and cell.row == r and read_numbers(cell) and not text_of(grid[r - 1][c]) for c in printed
        )
        if is_low and len(printed) < sum(bool(text_of(cell)) for cell in grid[r - 1]) and text_of(grid[r - 1][0]):
            for c in printed:
                grid[r - 1][c], grid[r][c] = grid[r][c], None


def _lift_small_labels(grid: Grid, n_header: int) -> None:
    """Put a label in small type into the row of values at whose height it stands, where it was taken for a row of its own."""
    for r in range(n_header + 1, len(grid)):
        printed = [c for c, cell in enumerate(grid[r]) if cell is not None and cell.row == r and text_of(cell)]
        label = grid[r][printed[0]] if len(printed) == 1 else None
        if label is None or read_numbers(label) or text_of(grid[r - 1][label.col]):
            continue
        bottoms = [cell.bbox[3] for cell in grid[r - 1] if cell is not None and cell.row == r - 1 and read_numbers(cell)]
        if len(bottoms) > 1 and label.bbox[3] <= min(bottoms):
            grid[r - 1][label.col], grid[r][label.col] = label, None


def _join_arrows(grid: Grid, n_header: int) -> None:
    """Put an arrow that alone heads an empty column to the header before it."""
    for row in grid[:n_header]:
        for c in range(1, len(row)):
            before, arrow = row[c - 1], row[c]
            is_alone = before is not None and arrow is not None and bool(_ARROW.fullmatch(arrow.text.strip()))
            if is_alone and before is not None and arrow is not None and not any(text_of(below[c]) for below in grid[n_header:]):
                row[c - 1] = _join([before, arrow])


def _part_arrowed_headers(grid: Grid, n_header: int) -> None:
    """Part a header over several columns that is several measures with an arrow behind each, or in brackets, so many columns for each.

    What stands in a line above them, or before the first bracket, holds for all.
    """
    for row in grid[:n_header]:
        for c, cell in enumerate(row):
            if cell is None or cell.col != c or cell.n_cols < 2 or not cell.words:
                continue
            lowest = max(word.y0 for word in cell.words)
            above = join_words([word for word in cell.words if word.y1 <= lowest])
            measures = _ARROWED.findall(join_words([word for word in cell.words if word.y1 > lowest]))
            if said := _BRACKETED.fullmatch(cell.text.strip()):
                above, measures = said["name"], _IN_BRACKETS.findall(said["measures"])
            n_each, n_over = divmod(cell.n_cols, max(1, len(measures)))
            if len(measures) < 2 or n_over or cell.text.strip()[-len(measures[-1].strip()) :] != measures[-1].strip():
                continue
            for i, measure in enumerate(measures):
                first = c + i * n_each
                part = replace(cell, col=first, n_cols=n_each, words=(), text=f"{above} {measure.strip()}".strip())
                row[first : first + n_each] = [part] * n_each


def _part_header_words(grid: Grid, n_header: int) -> None:
    """Part a lowest header over several columns that has one word with a digit above the values of each: headers set close together."""
    row, body = (grid[n_header - 1] if n_header else []), grid[n_header:]
    for c, cell in enumerate(row):
        if cell is None or cell.col != c or cell.n_cols != len(cell.words) or cell.n_cols < 2:
            continue
        cols = range(c, c + cell.n_cols)
        is_named = all(word.text[0].isalnum() and any(map(str.isdigit, word.text)) for word in cell.words)
        if is_named and all(_stands_over(word, _printed_at(body, i), i) for i, word in zip(cols, cell.words, strict=True)):
            row[c : c + cell.n_cols] = [_take(cell, (word,), i) for i, word in zip(cols, cell.words, strict=True)]


def _stands_over(word: Word, rows: Grid, col: int) -> bool:
    """Tell whether a word stands over most of what a column prints."""
    below = [cell.bbox for row in rows if (cell := row[col]) is not None and cell.n_cols == 1]
    return len(below) > 1 and sum(word.x0 < box[2] and box[0] < word.x1 for box in below) > MIN_ALIGNED * len(below)


def _part_glued_labels(grid: Grid, n_header: int) -> None:
    """Part a cell over two columns whose end stands exactly on the edge of the second: a side label beside one of its rows' own.

    So are headers of two columns of labels.
    """
    body = grid[n_header:]
    for c in range(len(grid[0]) - 1 if grid else 0):
        own = [cell for row in body if (cell := row[c + 1]) is not None and cell.col == c + 1 and cell.words]
        rows = body if any(_is_digit(cell.words[0]) for cell in own) else grid
        wide = [row for row in rows if (cell := row[c]) is not None and cell is row[c + 1] and cell.col == c and cell.n_cols == 2]
        is_labelled = any(row[c] is None or row[c] is not row[c + 1] for row in body)
        for row in wide if len(own) > 1 and is_labelled else ():
            cell = row[c]
            if cell is not None and (parts := _part_at(cell, own)) is not None:
                row[c], row[c + 1] = parts


def _part_at(cell: Cell, column: list[Cell]) -> tuple[Cell, Cell] | None:
    """Return the cell as two where a word of the column's kind, number or not, begins on the edge most of its cells share."""
    for i in range(1, len(cell.words)):
        begin, before = cell.words[i].x0, cell.words[:i]
        is_apart = not cell.words[i].is_glued and all(word.x1 <= begin for word in before) and before[-1].text[-1] not in _JOINTS
        alike = sum(abs(x.words[0].x0 - begin) <= SAME_EDGE and _is_digit(x.words[0]) == _is_digit(cell.words[i]) for x in column)
        if is_apart and alike >= MIN_ALIGNED * len(column):
            return _take(cell, before, cell.col), _take(cell, cell.words[i:], cell.col + 1)
    return None


def _is_digit(word: Word) -> bool:
    return word.text.lstrip("-+−–~(±")[:1].isdigit()


def _take(cell: Cell, words: tuple[Word, ...], col: int) -> Cell:
    return replace(cell, col=col, n_cols=1, words=words, text=join_words(words), bbox=union(word.rect for word in words))


def _join_remarks(grid: Grid, n_header: int) -> None:
    """Put what a column prints in brackets to the values before it, where no header of its own names it: a tag, a difference."""
    for c in range(1, len(grid[0]) if grid else 0):
        rows = _printed_at(grid[n_header:], c)
        n_remarks = sum(bool(_REMARK.fullmatch(text_of(row[c]))) for row in rows)
        # A value that is alone in its row was set between the two.
        n_alone = sum(not text_of(row[c - 1]) for row in rows)
        if n_remarks < 2 or not _is_headed_with(grid[:n_header], c) or n_remarks + n_alone < len(rows) or n_alone > n_remarks:
            continue
        for row in grid[n_header:]:
            value, remark = row[c - 1], row[c]
            if remark is value or not text_of(value):
                row[c - 1], row[c] = remark, None
            elif value is not None and remark is not None and read_numbers(value):
                row[c - 1], row[c] = _join([value, remark]), None


def _printed_at(rows: Grid, c: int) -> Grid:
    """Return the rows that print something of their own in a column."""
    return [row for row in rows if (cell := row[c]) is not None and cell.col == c and text_of(cell)]


def _is_headed_with(headers: Grid, c: int) -> bool:
    """Tell whether a column has no header but one that it shares with the column before it."""
    is_shared = any(row[c - 1] is not None and row[c] is row[c - 1] for row in headers)
    return is_shared and not _has_own_header(headers, c)


def _has_own_header(headers: Grid, c: int) -> bool:
    """Tell whether a column has a header that it does not share with the column before it."""
    return any(row[c] is not None and row[c] is not row[c - 1] for row in headers)


def _drop_changes(grid: Grid, n_header: int) -> None:
    """Leave out a column of differences, each with its sign, from the numbers before it, which have none and the same header."""
    body = grid[n_header:]
    for c in range(1, len(grid[0]) if grid else 0):
        changes = [text_of(row[c]) for row in _printed_at(body, c)]
        before = [text_of(row[c - 1]) for row in _printed_at(body, c - 1)]
        is_change = (
            len(changes) > 1 and all(map(_CHANGE.fullmatch, changes)) and all(text[0].isdigit() or text[0] == "." for text in before)
        )
        for row in body if is_change and _is_headed_with(grid[:n_header], c) else ():
            row[c] = None


def _drop_statistics(grid: Grid, n_header: int) -> None:
    """Leave out lines that come again below each row, an interval among them: they tell how sure the row above is, and are no rows."""
    body = [row for row in grid[n_header:] if row and text_of(row[0])]
    counts = Counter(text_of(row[0]) for row in body)
    n_heads = sum(n == 1 for n in counts.values())
    again = {text for text, n in counts.items() if n == n_heads > 1}
    said = [row for row in body if text_of(row[0]) in again]
    has_interval = any(len(row) > 1 and all(_INTERVAL.fullmatch(text_of(cell)) for cell in row[1:]) for row in said)
    for row in said if has_interval and len(counts) == n_heads + len(again) else ():
        row[:] = [None] * len(row)


def _join_open_labels(grid: Grid, n_header: int) -> None:
    """Give a label that a bracket or its end leaves open the lines below it: in a side column, and for all rows of values beside it."""
    for c in range(min(2, len(grid[0]) if grid else 0)):
        for r in range(n_header, len(grid) - 1):
            n = _n_lines(grid, r, c)
            if n > 1:
                _join_lines(grid, range(r, r + n), c)


def _join_added_lines(grid: Grid, n_header: int) -> None:
    """Give a label the line below it that begins with a plus, for both rows, where the label and the name beside it come again.

    Without that line nothing would tell the upper rows apart: "A+B" and "+C" is "A+B+C" for the methods beside both.
    """
    lines = range(n_header, len(grid) - 1 if grid and len(grid[0]) > 1 else 0)
    texts = {r: (text_of(grid[r][0]), text_of(grid[r][1])) for r in range(n_header, len(grid))} if lines else {}
    tops = [r for r in lines if texts[r + 1][0].startswith("+") and texts[r][0][:1] not in ("", "+")]
    counts = Counter(texts[r] for r in tops)
    for r in tops:
        if counts[texts[r]] > 1 and "" != texts[r][1] != texts[r + 1][1] != "":
            _join_lines(grid, range(r, r + 2), 0)


def _n_lines(grid: Grid, r: int, c: int) -> int:
    """Return over how many rows the label goes on that stands here; 1 where it is whole, or never ends."""
    first = grid[r][c]
    text = text_of(first)
    if first is None or first.row != r or not ("(" in text or text.endswith(_OPEN_SIGNS)) or read_numbers(first):
        return 1
    has_bracket = text.count("(") > text.count(")")
    for n in range(1, MAX_LABEL_ROWS):
        if text.count("(") <= text.count(")") if has_bracket else not _OPEN_END.search(text):
            return n
        below = grid[r + n][c] if r + n < len(grid) else None
        if below is None or below is first or not text_of(below) or read_numbers(below):
            return 1
        if text_of(below) == text.rstrip("".join(_OPEN_SIGNS)):  # The same name with the sign and without: Lark-, Lark.
            return 1
        text = f"{text} {below.text.strip()}"
    return 1


def _join_lines(grid: Grid, rows: range, c: int) -> None:
    """Put the lines of a label into one cell, and that beside every row that prints something else."""
    lines = [cell for r in rows if (cell := grid[r][c]) is not None]
    whole = _join(list({id(cell): cell for cell in lines}.values()))
    whole = replace(whole, text=re.sub(r"(?<=\w-) (?=[\w×])|(?<=\w) (?=\+\w)", "", whole.text), n_rows=1, n_cols=1)
    for r in rows:
        is_filled = any(text_of(cell) for i, cell in enumerate(grid[r]) if i != c and cell is not None and cell.col != c)
        grid[r][c] = replace(whole, row=r) if is_filled or r == rows[0] else None


def _name_ticked(grid: Grid, n_header: int) -> None:
    """Name rows that nothing names but ticks by what is ticked ("Gate + Norm"), or by what is not ("w/o Gate, w/o Norm")."""
    body = grid[n_header:]
    ticked = [c for c in range(len(grid[0]) if grid else 0) if _is_ticked(body, c)]
    headers = [next((text for row in reversed(grid[:n_header]) if (text := text_of(row[c]))), "") for c in ticked]
    is_test = len(ticked) == 1 and bool(_CONDITION.match(headers[0]))
    if not ticked or is_test or not all(headers) or any(_is_name_column(body, c) for c in range(len(grid[0])) if c not in ticked):
        return
    found = [[name for c, name in zip(ticked, headers, strict=True) if _is_tick(text_of(row[c]))] for row in body]
    if len({tuple(names) for names in found}) < 2:
        return
    for row, names in zip(body, found, strict=True):
        _put_alone(row, ticked, " + ".join(names) or ", ".join(f"w/o {name}" for name in headers))
    for row in grid[:n_header]:
        _put_alone(row, ticked, _TICKED)


def _is_ticked(rows: Grid, c: int) -> bool:
    """Tell whether a column prints ticks alone, some cells crossed or blank, or yes and no."""
    texts = {text_of(row[c]).rstrip(".") for row in rows}
    is_answered = {text.lower() for text in texts if text} == _ANSWERS
    return is_answered or (not texts.isdisjoint(TICKS) and texts <= {*TICKS, *_CROSSES, ""})


def _is_tick(text: str) -> bool:
    return text[:1] in TICKS or text.lower() == "yes"


def _is_name_column(rows: Grid, c: int) -> bool:
    """Tell whether a column prints words that may name its rows: no numbers, no amounts, and no values (C = 1)."""
    return any((text := text_of(row[c])) and text[0].isalpha() and not is_empty_cell(text) and not _VALUE.fullmatch(text) for row in rows)


def _put_alone(row: list[Cell | None], cols: list[int], text: str) -> None:
    """Put a text in the first of the columns, and nothing in the others."""
    there = next((cell for c in cols if (cell := row[c]) is not None), None) or next((cell for cell in row if cell is not None), None)
    for c in cols:
        row[c] = None
    if there is not None:
        row[cols[0]] = replace(there, col=cols[0], n_cols=1, n_rows=1, text=text, words=())
