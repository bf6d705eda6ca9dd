"""The words of a caption: without its number, without citations, and its first sentence."""

import re
from functools import lru_cache

from extractors.results.captions.patterns import patterns
from extractors.results.labels import split_label
from models.ligatures import join_ligatures

_TITLE = re.compile(r"^\s*(?i:table|tab\.?)\s*[\w.]+\s*[.:|]?\s*(?:E\d{1,2}[:.]\s+)?")
"""A table's number, and that of the experiment behind it: "Table 8: E7: "."""
_ABBREVIATION = r"(?<!\bvs\.)(?<!\bi\.e\.)(?<!\be\.g\.)(?<!\bcf\.)(?<!\bw\.r\.t\.)"
SENTENCE = re.compile(rf"(?<=[\w)%”][.;]){_ABBREVIATION}\s+(?=[A-Z“#])")
"""Where a sentence of a caption ends."""
_TITLE_END = re.compile(rf"(?<=[\w)%”][.;:]){_ABBREVIATION}\s+(?=[A-Z“#])")
FOR_SOME = re.compile(r"(?:For|On|In)\s(?:the\s)?[A-Z]|[^.;]*?\bin\s(?:parenthes[ei]s|brackets)\b|[Bb]racketed\b")
"""How a later sentence begins that is about some data alone, or about what stands in brackets."""

_ENDS = r"(?:aware|based|controlled|free|level|only|shot|specific|style|trained|tuned|wise)\b"
"""Words that have a hyphen before them, wherever the line ended."""
_BROKEN = re.compile(rf"(?<=[a-z])- (?!{_ENDS}|and\b)(?=[a-z]{{3}})")
_COMPOUND = re.compile(rf"(?<=\w)- (?=[A-Z\d]|{_ENDS})")

_NAME = r"(?-i:[A-Z][\w@-]*[\w+])"
LISTED_NAMES = rf"{_NAME}(?:,\s{_NAME})*,?\sand\s{_NAME}"
"""Several names: "Reef, Tide and Gulf"."""
BETWEEN_NAMES = re.compile(r",\s(?:and\s)?|\sand\s")


@lru_cache(maxsize=2_000)
def caption_body(caption: str) -> str:
    """Return the caption without its "Table 3:", words that were broken at a line's end joined."""
    body = _TITLE.sub("", join_ligatures(caption), count=1)
    return _BROKEN.sub("", _COMPOUND.sub("-", body))


@lru_cache(maxsize=2_000)
def caption_text(caption: str) -> str:
    """Return the whole caption without its number and citations."""
    return split_label(caption_body(caption)).text


def caption_title(caption: str) -> str:
    """Return the first sentence of a caption, without its number and citations."""
    first = caption_text(caption)
    return _TITLE_END.split(first)[0] if not patterns().named.search(first) else first
