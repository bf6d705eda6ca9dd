"""Tables drawn with bars, and what is read from them."""

from pathlib import Path

from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary
from models.document import Cell, PaperNames, PaperText, Table, Word
from models.geometry import Box
from models.rows import OwnMethod, Reference, Result

CONFIG = Path(__file__).parents[3] / "config"
WIDTH, HEIGHT = 100.0, 12.0


def cell(row: int, col: int, text: str, n_cols: int = 1, n_rows: int = 1) -> Cell:
    x, y = col * WIDTH, row * HEIGHT
    words = tuple(Word(x + 12 * i, y, x + 12 * i + 11, y + 10, part, 0, row, 10.0, "Serif") for i, part in enumerate(text.split()))
    return Cell(row, col, text, (x, y, x + WIDTH * n_cols, y + HEIGHT * n_rows), words, n_rows, n_cols)


def make_table(grid: str, caption: str = "Results on all tasks.", n_header_rows: int = 1) -> Table:
    """Return a table drawn with `|`; `<` goes on with the cell to its left, `^` with the cell above."""
    rows = [[part.strip() for part in line.strip().strip("|").split("|")] for line in grid.strip().splitlines()]
    cells: list[Cell] = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("<", "^") or not text:
                continue
            n_cols = 1 + next((i for i, t in enumerate(row[c + 1 :]) if t != "<"), len(row) - c - 1)
            below = [rows[i][c] for i in range(r + 1, len(rows))]
            n_rows = 1 + next((i for i, t in enumerate(below) if t != "^"), len(below))
            cells.append(cell(r, c, text, n_cols, n_rows))
    bbox = (0.0, 0.0, WIDTH * len(rows[0]), HEIGHT * len(rows))
    return Table(1, "Table 1", f"Table 1: {caption}", bbox, len(rows), len(rows[0]), tuple(cells), n_header_rows)


def make_text(title: str = "Quillnet routes tokens by rank", n_references: int = 9) -> PaperText:
    box = Box(page=9, x0=0, y0=0, x1=9, y1=9)
    references = tuple(
        Reference(ref_index=i, label=f"[{i}]", raw=f"[{i}] A. Author. A work.", page=9, boxes=[box]) for i in range(1, n_references)
    )
    return PaperText(title, "", "", (), (), references)


def read(table: Table, vocabulary: TableVocabulary, text: PaperText | None = None, names: PaperNames | None = None) -> list[Result]:
    names = names or PaperNames(own=(OwnMethod(method_label="Quillnet", aliases=["QN"]),))
    return read_results([table], text or make_text(), names, vocabulary, "paper")[0]


def facts(results: list[Result]) -> set[tuple[str, str, str, str]]:
    return {(r.method_label, r.benchmark, r.setting, r.value_text) for r in results}


def find(results: list[Result], method: str, value: str) -> Result:
    (found,) = [r for r in results if r.method_label == method and r.value_text == value]
    return found
