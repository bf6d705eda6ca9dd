"""arXiv identifiers in every form people paste them."""

import datetime as dt
import re
from typing import NamedTuple
from urllib.parse import unquote

_NEW = r"\d{4}\.\d{4,5}"
_OLD = r"[a-z][a-z-]{1,12}(?:\.[A-Z]{2})?/\d{7}"
_ID = re.compile(rf"(?P<base>{_NEW}|{_OLD})(?:[vV](?P<version>[1-9]\d{{0,2}}))?")
_SITES = (
    r"(?:[\w-]+\.)?arxiv\.org/(?:abs|pdf|html|format|e-print|src|ps)/",
    r"ar5iv\.(?:labs\.arxiv\.)?org/(?:abs|html|pdf)/",
    r"(?:www\.)?alphaxiv\.org/(?:abs|pdf|overview)/",
    r"(?:www\.)?huggingface\.co/papers/",
    r"hf\.co/papers/",
    r"(?:dx\.|www\.)?doi\.org/10\.48550/arxiv\.",
)
"""Addresses of sites that name papers by arXiv's ids."""
_PREFIX = re.compile(rf"^(?:https?://)?(?:{'|'.join(_SITES)})|^(?:doi:\s*)?10\.48550/arxiv\.|^arxiv[:\s]\s*", re.IGNORECASE)
_AROUND = " \t\n,;.()[]<>\"'“”‘’`"
"""What stands around an id in a sentence, a list or a mail, and is pasted with it."""
_STAMP_REST = re.compile(r"\s+\[[a-z-]+(?:\.[A-Z]{2})?\].*$|\s+\d{1,2} [A-Z][a-z]{2} (?:19|20)\d{2}$|\s\(\d{1,2}$", re.IGNORECASE)
"""What stands behind the id: the category and the date in the stamp of a margin, the number of a second download in a file's name."""
FIVE_DIGITS_SINCE = 1501
"""Year and month from which ids have five digits behind the dot; before, they had four."""
_STAMP = re.compile(rf"arXiv:\s*({_NEW}|{_OLD})(?!\d)(v\d{{1,3}})?", re.IGNORECASE)


class ArxivId(NamedTuple):
    """An identifier without version, and the version when it was given."""

    base: str
    version: int | None

    def __str__(self) -> str:
        """The identifier as arXiv prints it: 2101.03961v3."""
        return f"{self.base}v{self.version}" if self.version else self.base


def parse_arxiv_id(text: str) -> ArxivId | None:
    """Return the identifier that `text` is: bare, a stamp, an address, a DOI, old style; None for anything else."""
    rest = _PREFIX.sub("", unquote(text).strip(_AROUND), count=1)
    rest = _STAMP_REST.sub("", rest, count=1)
    rest = re.sub(r"(?:\.pdf)?/?(?:[?#].*)?$", "", rest, count=1, flags=re.IGNORECASE)
    match = _ID.fullmatch(rest)
    if not match or published_month(match["base"]) is None or not _has_its_digits(match["base"]):
        return None
    # math.GT/0309136 is math/0309136: arXiv itself names the paper without the subject class.
    return ArxivId(re.sub(r"\.[A-Z]{2}/", "/", match["base"]), int(match["version"]) if match["version"] else None)


def _has_its_digits(base: str) -> bool:
    """Tell whether a new id has as many digits behind its dot as those of its month."""
    month, dot, number = base.partition(".")
    return not dot or "/" in base or len(number) == (5 if int(month) >= FIVE_DIGITS_SINCE else 4)


def find_stamp(text: str) -> ArxivId | None:
    """Return the first identifier written as arXiv's margin stamp writes it (`arXiv:2101.03961v3`); None when there is none."""
    match = _STAMP.search(text)
    return parse_arxiv_id(match[1] + (match[2] or "")) if match else None


def published_month(base: str) -> dt.date | None:
    """Return the first of the month the identifier was given out; None when its digits are no month."""
    digits = base.rpartition("/")[2]
    year, month = int(digits[:2]), int(digits[2:4])
    if not 1 <= month <= 12:
        return None
    return dt.date((1900 if year >= 91 else 2000) + year, month, 1)


def pdf_address(arxiv_id: ArxivId) -> str:
    """Return where a reader opens the PDF."""
    return f"https://arxiv.org/pdf/{arxiv_id}"
