"""How a condition reads that a column or row of its own gives: behind its heading where it says nothing without it."""

import re

from extractors.results.labels import Label
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

_BUDGET_BEHIND = re.compile(r"(?P<base>.*\S)\s(?P<amount>\d[\d.,]*[KMBT])(?P<rest>\s?\([^()]*\))?")
"""A label with what it was trained on, or its size, behind it: Lark-S 400K (cfg 2)."""


def split_budgets(labels: dict[int, Label]) -> tuple[dict[int, Label], dict[int, tuple[str, ...]]]:
    """Return the labels without the amounts behind them, and those amounts as conditions of their lines.

    They are parted where a base and what a method makes of it have the same amount behind them: Lark 400K, Deep-Lark 400K.
    """
    found = {i: match for i, label in labels.items() if (match := _BUDGET_BEHIND.fullmatch(label.text))}
    pairs = [(a["base"], b["base"]) for a in found.values() for b in found.values() if a["amount"] == b["amount"]]
    bases = {base for a, b in pairs if a != b and a in b for base in (a, b)}
    parted = {i: match for i, match in found.items() if match["base"] in bases}
    said = {i: tuple(x.strip(" ()") for x in (match["amount"], match["rest"]) if x) for i, match in parted.items()}
    return {i: x._replace(text=parted[i]["base"]) if i in parted else x for i, x in labels.items()}, said


def name_condition(level: Level, text: str) -> str:
    """Return the label as a condition reads: behind its heading where it says nothing without it (7, No, "From" / Scratch)."""
    is_size = text[-1:] in "MBT" and _SIZE_HEADER.search(level.header)
    is_bare = (_BARE_VALUE.fullmatch(text) and not is_size) or _LINKING_WORD.fullmatch(level.header)
    return f"{level.header} {text}" if level.header and is_bare and level.header.lower() not in text.lower() else text
