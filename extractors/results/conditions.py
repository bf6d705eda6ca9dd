"""How a condition reads that a column or row of its own gives: behind its heading where it says nothing without it."""

import re

from extractors.results.panels import Level

_BARE_VALUE = re.compile(
    r"[~<>≤≥+\-−]?\s?\d[\d.,]*\s?[%×x°kKMBTG]?|\d+(?:e-?\d+|[-–/:]\d+)?|yes|no|on|off|true|false|[✓✔✗×]|none",
    re.IGNORECASE,
)
"""A number, yes or no: a condition only together with the heading above it."""
_LINKING_WORD = re.compile(r"from|after|before|with|without|on|in|at|by|to|using|under|per|until|w/o?|init(?:ialized)? from", re.IGNORECASE)
"""Headings that make a phrase with the label under them."""
_SIZE_HEADER = re.compile(r"param|size|scale|model", re.IGNORECASE)
"""Headings over sizes of models, which say what they are (7B)."""


def name_condition(level: Level, text: str) -> str:
    """Return the label as a condition reads: behind its heading where it says nothing without it (7, No, "From" / Scratch)."""
    is_size = text[-1:] in "MBT" and _SIZE_HEADER.search(level.header)
    is_bare = (_BARE_VALUE.fullmatch(text) and not is_size) or _LINKING_WORD.fullmatch(level.header)
    return f"{level.header} {text}" if level.header and is_bare and level.header.lower() not in text.lower() else text
