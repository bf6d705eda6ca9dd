"""Hand-made gold and when a predicted label, sentence or value is the same as a gold one (rules of the gold's guide)."""

import difflib
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from models.errors import ConfigError

SAME_SENTENCE_SHARE = 0.7
"""Two sentences are the same when they share this part of the longer one's words."""
SAME_LABEL_RATIO = 0.85
"""Two labels are the same when difflib finds them this alike."""

_GENERIC = re.compile(
    r"(w/o|without|no|dense|baseline|original|random|full|none|vanilla|standard|larger|naive|simple|independent)(\b|(?=\d))"
    r"|random[a-z]+",
    re.IGNORECASE,
)
_TABLE_NUMBER = re.compile(r"\s*(?:table|tab\.?)?\s*([A-Za-z]?\.?\d+|[IVXLC]+\b|[A-Z]\b)", re.IGNORECASE)


class _Gold(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldTarget(_Gold):
    """A criticised method and, where the sentence cites it, the marker."""

    name: str
    cite: str = ""


class GoldCritique(_Gold):
    """A critique sentence; `clear` is false where careful readers could disagree."""

    page: int
    sentence: str
    targets: tuple[GoldTarget, ...]
    clear: bool = True


class GoldRecord(_Gold):
    """One result cell."""

    method: str
    own: bool
    benchmark: str
    setting: str = ""
    value: str
    direction: str = "unknown"


class GoldTable(_Gold):
    """A table of results; without records, a table that must give none."""

    table: str
    records: tuple[GoldRecord, ...] = ()


class GoldPaper(_Gold):
    """Everything annotated in one paper; `paper` is the stem of its PDF's file name."""

    paper: str
    critiques: tuple[GoldCritique, ...] = ()
    tables: tuple[GoldTable, ...] = ()
    other_tables: tuple[GoldTable, ...] = ()


def load_gold(folder: Path) -> list[GoldPaper]:
    """Return the gold papers of a folder, by name; raises ConfigError naming the file that cannot be read."""
    files = sorted(folder.glob("*.json"))
    papers = [paper for file in files if (paper := _load_paper(file)) is not None]
    if not papers:
        raise ConfigError(f"{folder}: no gold here; expected one <paper>.json a paper")
    return papers


def _load_paper(file: Path) -> GoldPaper | None:
    """Return the paper, or None for a JSON file of another kind (it has no `critiques`)."""
    try:
        content = json.loads(file.read_text("utf-8"))
        if not isinstance(content, dict) or "critiques" not in content:
            return None
        return GoldPaper.model_validate({"paper": file.stem} | content)
    except (ValueError, ValidationError) as error:
        raise ConfigError(f"{file}: not a gold file: {error}") from error


def fold(text: str) -> str:
    """Return letters and digits only, lower case: what is left when layout and punctuation differ."""
    return re.sub(r"[^0-9a-z²]+", "", unicodedata.normalize("NFKC", text).lower())


def words_of(text: str) -> list[str]:
    """Return the lower-case words and numbers."""
    return re.findall(r"[0-9a-z²]+", unicodedata.normalize("NFKC", text).lower())


def is_same_sentence(a: str, b: str) -> bool:
    """Tell whether two sentences are the same text up to case, space and punctuation, or share most of their words."""
    short, long = sorted((fold(a), fold(b)), key=len)
    if short == long or (len(short) >= 40 and short in long and len(short) >= 0.6 * len(long)):
        return True
    words_a, words_b = Counter(words_of(a)), Counter(words_of(b))
    n_shared = (words_a & words_b).total()
    return n_shared >= 6 and n_shared >= SAME_SENTENCE_SHARE * max(words_a.total(), words_b.total())


def is_same_label(a: str, b: str) -> bool:
    """Tell whether two labels mean the same method or benchmark: equal, mostly contained, or nearly alike."""
    short, long = sorted((fold(a), fold(b)), key=len)
    if not short:
        return False
    if short == long or (len(short) >= 3 and short in long and 2 * len(short) >= len(long)):
        return True
    return difflib.SequenceMatcher(None, fold(a), fold(b)).ratio() >= SAME_LABEL_RATIO


def to_number(text: str) -> float | None:
    """Return the printed value as a number; None when it is none."""
    try:
        return float(text.replace(",", "").replace("−", "-").rstrip("%x×").strip())
    except ValueError:
        return None


def table_number(label: str) -> str:
    """Return what tells tables apart: "Table 2" and "TABLE 2:" are "2", "Table A.4" is "a4", "TABLE III" is "iii"."""
    match = _TABLE_NUMBER.match(label)
    return fold(match.group(1) if match else label)


def is_generic_label(label: str) -> bool:
    """Tell whether a label names no method of the literature (Dense, Random, w/o X): beating it counts neither way."""
    return bool(_GENERIC.match(label.strip()))
