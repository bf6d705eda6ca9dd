"""arXiv identifiers in every form people paste them."""

import datetime as dt
import re
from typing import NamedTuple

_NEW = r"\d{4}\.\d{4,5}"
_OLD = r"[a-z][a-z-]{1,12}(?:\.[A-Z]{2})?/\d{7}"
_ID = re.compile(rf"(?P<base>{_NEW}|{_OLD})(?:v(?P<version>[1-9]\d{{0,2}}))?")
_PREFIX = re.compile(
    r"^(?:https?://)?(?:(?:www\.|export\.|browse\.)?arxiv\.org/(?:abs|pdf|html|format|e-print)/|(?:dx\.)?doi\.org/10\.48550/arxiv\.)"
    r"|^10\.48550/arxiv\.|^arxiv:\s*",
    re.IGNORECASE,
)
_STAMP = re.compile(rf"arXiv:\s*({_NEW}|{_OLD})(v\d{{1,3}})?", re.IGNORECASE)


class ArxivId(NamedTuple):
    """An identifier without version, and the version when it was given."""

    base: str
    version: int | None

    def __str__(self) -> str:
        """The identifier as arXiv prints it: 2101.03961v3."""
        return f"{self.base}v{self.version}" if self.version else self.base


def parse_arxiv_id(text: str) -> ArxivId | None:
    """Return the identifier that `text` is: bare, `arXiv:…`, an abs or pdf address, a DOI, old style; None for anything else."""
    rest = _PREFIX.sub("", text.strip(), count=1)
    rest = re.sub(r"(?:\.pdf)?/?(?:[?#].*)?$", "", rest, count=1, flags=re.IGNORECASE)
    match = _ID.fullmatch(rest)
    if not match or published_month(match["base"]) is None:
        return None
    return ArxivId(match["base"], int(match["version"]) if match["version"] else None)


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
