"""What lies between a PDF and its rows: words, rules, tables, sentences. Plain frozen types, no PDF library."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from models.geometry import Box, Rect
from models.rows import NamedCitation, OwnMethod, Reference


class Word(NamedTuple):
    """A run of characters without white space and of one size; text and box exactly as the PDF draws them.

    A printed word whose parts differ in size (a footnote mark, an exponent, small capitals) comes as several
    `Word`s; all but the first of them have `is_glued`, so joining texts with "" before glued ones and " " before
    all others gives back the printed text.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    block: int
    line: int
    size: float
    font: str
    is_bold: bool = False
    is_italic: bool = False
    is_superscript: bool = False
    is_glued: bool = False
    angle: int = 0
    """Writing direction in degrees, counter-clockwise: 0 upright, 90 bottom to top, 270 top to bottom."""

    @property
    def rect(self) -> Rect:
        """The word's box in points."""
        return (self.x0, self.y0, self.x1, self.y1)


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page as the PDF draws it; nothing is sorted out or joined yet."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    """In the order of the PDF's content stream, grouped into MuPDF's blocks and lines."""
    rules: tuple[Rect, ...] = ()
    """Thin drawn lines (and the thin filled rectangles many TeX tables use), horizontal and vertical."""
    fills: tuple[Rect, ...] = ()
    """Filled areas that are larger than a rule: shaded cells, bars, boxes."""
    n_drawings: int = 0
    is_drawing_cut: bool = False
    """True when the page had more drawing operations than are read; rules and fills are then incomplete."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; spans cover `n_rows` x `n_cols` grid places from (`row`, `col`)."""

    row: int
    col: int
    text: str
    bbox: Rect
    words: tuple[Word, ...] = ()
    n_rows: int = 1
    n_cols: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed. `n_header_rows` first rows are column headers."""

    page: int
    label: str
    """As printed: "Table 2", "TABLE III", "Table A.4"; empty when there is none."""
    caption: str
    """The caption's text, label included; empty when there is none."""
    bbox: Rect
    n_rows: int
    n_cols: int
    cells: tuple[Cell, ...]
    n_header_rows: int = 1
    caption_boxes: tuple[Box, ...] = ()
    is_rotated: bool = False
    group_rows: tuple[int, ...] = ()
    """Rows that are a heading for the rows below them."""

    def grid(self) -> list[list[str]]:
        """Return the full rectangle of cell texts; a spanning cell repeats its text in every place it covers."""
        rows = [[""] * self.n_cols for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, min(cell.row + cell.n_rows, self.n_rows)):
                for c in range(cell.col, min(cell.col + cell.n_cols, self.n_cols)):
                    rows[r][c] = cell.text
        return rows

    def cell_grid(self) -> list[list[Cell | None]]:
        """Return the full rectangle of cells; None where no cell covers the place."""
        rows: list[list[Cell | None]] = [[None] * self.n_cols for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, min(cell.row + cell.n_rows, self.n_rows)):
                for c in range(cell.col, min(cell.col + cell.n_cols, self.n_cols)):
                    rows[r][c] = cell
        return rows


class Marker(NamedTuple):
    """One cited work inside a sentence. `[3, 5-7]` gives four markers with one `group`; so does `(A, 2020; B, 2021)` two."""

    text: str
    """The marker as printed for this work: "[3]", "Fedus et al., 2021"."""
    start: int
    end: int
    """Character span of the whole printed group inside the sentence's text."""
    group: int
    ref_index: int | None
    """Index of the bibliography entry, None when it could not be resolved."""


SentenceKind = Literal["abstract", "body", "footnote", "appendix"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as printed: line-break hyphens joined, single spaces, a box for every line it touches."""

    index: int
    text: str
    page: int
    boxes: tuple[Box, ...]
    section: str
    paragraph: int
    """Running number; sentences of one paragraph share it, over column and page breaks too."""
    kind: SentenceKind
    markers: tuple[Marker, ...] = ()
    run_in: str = ""
    """The bold or italic words that open its paragraph ("Sparse routing.", a list item's head), which are in no sentence."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and where it stands."""

    title: str
    page: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class PaperText:
    """A paper as a reader reads it: running heads, page numbers, margin stamps, captions and tables left out."""

    title: str
    abstract: str
    arxiv_id: str
    """With version when the stamp has one ("2101.03961v3"); empty when the paper does not say."""
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    references: tuple[Reference, ...]
    n_markers: int = 0
    n_markers_unresolved: int = 0
    warnings: tuple[str, ...] = field(default=())


class Technique(NamedTuple):
    """Words in lower case that name a technique in one paper, and the one work they cite; None where they cite several."""

    label: str
    ref_index: int | None


@dataclass(frozen=True, slots=True)
class PaperNames:
    """Whose method a name means, as far as this one paper tells."""

    own: tuple[OwnMethod, ...] = ()
    """The methods this paper introduces, the main one first."""
    cited: tuple[NamedCitation, ...] = ()
    """Names that stand beside a citation, in text or tables, most frequent first."""
    uncited: tuple[str, ...] = ()
    """Names of methods that stand beside no citation: labels of compared methods, names that come back in the text."""
    techniques: tuple[Technique, ...] = ()
    """Techniques in lower case that a citation belongs to, in order of their first citation."""
    kinds: tuple[str, ...] = ()
    """Kinds of method the paper speaks of again and again as others', in order of their first mention."""
    compared: frozenset[str] = frozenset()
    """Keys of the labels that stand in line with own or cited methods in some table."""
