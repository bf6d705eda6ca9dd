"""Labels of a table's rows and columns: the text apart from citations, footnote marks and arrows, and the work it cites."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from models.document import Cell, PaperNames, PaperText

MIN_NAME_LENGTH = 3
"""Letters and digits a name needs to be looked for inside longer labels."""
MAX_CITATION_LENGTH = 90

_YEAR = r"(?:19|20)\d\d[a-z]?"
_CITATION = re.compile(
    rf"\[\d+(?:\s?[,–-]\s?\d+)*\]|\[[A-Z][A-Za-z+]*\d{{2}}[a-z]?\]|[(\[]\s?[^()\[\]]{{0,70}}{_YEAR}[^()\[\]]{{0,30}}[)\]]"
    rf"|\b[A-Z][\w'’-]+(?: et al\.?| (?:and|&) [A-Z][\w'’-]+),?\s?\(?{_YEAR}\)?"
)
_MARKS = re.compile(r"[†‡§¶*∗⋆★☆♣♠♦♥◦✓✔⇑⇓↑↓→]+(?=\s|$|\))|(?<=\s)[†‡§¶*∗⋆★☆♣♠♦♥↑↓]+|\(\s*[↑↓⇑⇓]\s*\)|[↑↓⇑⇓]")
_OURS = re.compile(r"\b(?:ours?|this (?:work|paper)|proposed)\b", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z0-9²]+")


class Label(NamedTuple):
    """A label as printed without citation and marks; `citation` as printed beside it, `raw` with all of it."""

    text: str
    citation: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class NameSense:
    """Which labels this paper uses for its own methods and for cited ones."""

    own: tuple[tuple[str, ...], ...]
    cited: dict[str, int]
    by_marker: dict[str, int]
    suffixes: tuple[str, ...] = ()
    """Endings ("-R") that the caption says mark a variant of the own method."""


def read_label(cell: Cell | None) -> Label:
    """Return the cell's label apart from its citation, footnote marks and arrows."""
    return Label("") if cell is None else split_label(_main_text(cell))


def split_label(text: str) -> Label:
    """Return a printed label apart from its citation, footnote marks and arrows."""
    raw = text
    citations = [m.group().strip() for m in _CITATION.finditer(text) if len(m.group()) <= MAX_CITATION_LENGTH]
    for citation in citations:
        text = text.replace(citation, " ")
    text = _MARKS.sub(" ", text)
    return Label(re.sub(r"\s+", " ", text).strip(" ,;:|"), " ".join(citations), raw)


def _main_text(cell: Cell) -> str:
    """Return the text without raised footnote marks; raised numbers that belong to a name (D²) are other characters."""
    if not any(word.is_superscript for word in cell.words):
        return cell.text
    text = ""
    for word in cell.words:
        if word.is_superscript:
            continue
        text += ("" if word.is_glued or not text else " ") + word.text
    return text


def raised_marks(cell: Cell | None) -> str:
    """Return the raised words of a cell: a citation number or a footnote mark."""
    return "" if cell is None else "".join(w.text for w in cell.words if w.is_superscript)


def fold(text: str) -> str:
    """Return letters and digits only, lower case: what two spellings of a label have in common."""
    return "".join(tokens(text))


def tokens(text: str) -> list[str]:
    """Return the label's words and numbers in lower case."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())


def build_name_sense(text: PaperText, names: PaperNames) -> NameSense:
    """Return the paper's own names, the cited ones and the markers of its bibliography, ready for look-up."""
    own = {tuple(tokens(name)) for method in names.own for name in (method.method_label, *method.aliases)}
    cited = {fold(c.method_label): c.ref_index for c in reversed(names.cited)}
    by_marker = {fold(r.label): r.ref_index for r in reversed(text.references) if r.label}
    usable = sorted(name for name in own if len("".join(name)) >= MIN_NAME_LENGTH)
    return NameSense(tuple(usable), cited, by_marker)


def says_ours(label: str) -> bool:
    """Tell whether the label itself says that the method is the paper's: "(ours)", "Our model"."""
    return bool(_OURS.search(label))


def is_own_label(label: Label, sense: NameSense) -> bool:
    """Tell whether a label means the paper's own method or a variant of it; a cited label never does."""
    if says_ours(label.text):
        return True
    if label.citation or not label.text:
        return False
    words = tokens(label.text)
    if any(_contains(words, name) for name in sense.own):
        return True
    return any(label.text.endswith(suffix) for suffix in sense.suffixes)


def _contains(words: list[str], name: tuple[str, ...]) -> bool:
    """Tell whether the name's words stand in the label in a row; a name printed as one word may also be split."""
    n = len(name)
    if any(tuple(words[i : i + n]) == name for i in range(len(words) - n + 1)):
        return True
    joined = "".join(name)
    ends = range(1, len(words) + 1)
    return len(joined) >= 5 and any("".join(words[i:j]) == joined for j in ends for i in range(j))


def resolve_label(label: Label, sense: NameSense) -> int | None:
    """Return the bibliography entry a label cites: by its marker, else by the name the text gives beside a citation."""
    for marker in _markers(label.citation):
        if marker in sense.by_marker:
            return sense.by_marker[marker]
    return sense.cited.get(fold(label.text))


def _markers(citation: str) -> Iterable[str]:
    """Yield the ways a printed citation can stand in the bibliography's labels."""
    if not citation:
        return
    yield fold(citation)
    if citation.startswith("["):
        yield from re.findall(r"\d+", citation)
    for part in re.split(r";", citation.strip("()[]")):
        yield fold(part)
