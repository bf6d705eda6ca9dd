"""What a printed label adds to a method's name: size, stage, date, hyper-parameters, notes. Spelling only.

A version is the method (V2 is not V3), a size is not, but where the size is the name: 8x7B is not 8x22B.
"""

import functools
import re

from models.spelling import MAX_CACHED, name_key
from warehouse.identity.spelling import bare, core_key, label_key

MIN_NAME = 2
"""Letters and digits that must be left of a name: S-BASE and o4-mini are names."""

_NOTE = re.compile(r"\s*(\([^()]*\))$|\s+((?:w/o?|with|without)\s?\S.*)$", re.IGNORECASE)
_SIZE = r"~?\d+(?:\.\d+)?[bmkt]|a\d+(?:\.\d+)?b|\d+e|\d+x\d+|\d+l|(?:xl|[tsmblhg])/\d+|[sml]\d\d|[smlbh]"
_STAGE = r"base|chat|instruct(?:ion)?|inst?\.?|ins|it|sft|dpo|rl|(?:non-?)?thinking|reasoning|preview|reported|reproduced?|ours"
_CLASS = r"tiny|small|medium|large|huge|giant|xl|xxl|xlarge|xxlarge|high|low"
_DATE = r"20\d\d-?[01]\d-?[0-3]\d|(?:0[1-9]|1[0-2])[0-3]\d|v0\.\d+"
_RUN = r"\d+-?bits?|\d:\d|(?:bf|fp|int|nf)\d\d?|(?:zero|one|few|\d+)-?shots?"
_TAIL = re.compile(rf"[\s_–,-]+({_SIZE}|{_STAGE}|{_CLASS}|{_DATE}|{_RUN})$", re.IGNORECASE)
_ADDED = re.compile(r"(?:\s*[_–.→-]|\s+(?=[A-Z]))[\s_–.→-]*([^\W\d_]{2,}(?:-[^\W\d_]+)*)(?!\w)")
"""A word that makes a longer name: hyphened to it, or a capital behind it. Small words and what follows a colon describe the row."""
_GLUED = re.compile(
    r"(?<=[a-z\d])(BASE|SMALL|LARGE|XXL|XL|base|small|large|xlarge|xxlarge)$|(?<=[A-Z\d])(SMALL|LARGE|XXL)$|(?<=[A-Z]{2})(base|small|large|huge|xlarge|xxlarge)$"
)
"""Sizes set as a subscript stand right behind the name."""


@functools.lru_cache(MAX_CACHED)
def split_variant(label: str, whole: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Return the name in a label, and what the label adds to it as printed; nothing is taken from names whose keys `whole` has.

    >>> [split_variant(x) for x in ("Finch-7B", "Finch2 70B Chat", "Finch-8x7B-Instruct", "Finch-V2", "Finch (k=2)", "Finch w/ egg")]
    [('Finch', '7B'), ('Finch2', '70B Chat'), ('Finch-8x7B', 'Instruct'), ('Finch-V2', ''), ('Finch', '(k=2)'), ('Finch', 'w/ egg')]
    >>> [split_variant(x) for x in ("Finchlarge", "FINCHbase", "S-BASE", "7B", "Finch 1x64", "Finch-0613", "BASE Layer")]
    [('Finch', 'large'), ('FINCH', 'base'), ('S-BASE', ''), ('7B', ''), ('Finch', '1x64'), ('Finch', '0613'), ('BASE Layer', '')]
    >>> [split_variant(x) for x in ("Finch 8*7B", "Finch 8x22B Inst.", "Finch*")]
    [('Finch 8×7B', ''), ('Finch 8x22B', 'Inst.'), ('Finch', '')]
    >>> [split_variant(x) for x in ("Finch-B/16", "Finch-XL/2", "Finch-S36", "Finch-S2")]
    [('Finch', 'B/16'), ('Finch', 'XL/2'), ('Finch', 'S36'), ('Finch-S2', '')]
    >>> [split_variant(x) for x in ("Finch-3bit", "Finch 2:4", "Finch BF16", "Finch, 1-shot")]
    [('Finch', '3bit'), ('Finch', '2:4'), ('Finch', 'BF16'), ('Finch', '1-shot')]
    >>> [split_variant(x, frozenset({"finchxl"})) for x in ("Finch-XL", "Finch-XL (k=2)", "Finch (XL)", "Finch-XXL")]
    [('Finch-XL', ''), ('Finch-XL', '(k=2)'), ('Finch', '(XL)'), ('Finch', 'XXL')]
    """
    name, parts = bare(label), list[str]()
    while match := _NOTE.search(name) or _TAIL.search(name) or _GLUED.search(name):
        rest = name[: match.start()].rstrip(" -_–")
        is_short = not re.search(r"[^\W\d_]", rest) or len(name_key(rest)) < MIN_NAME
        if is_short or _is_letter(match, rest) or (match.re is not _NOTE and label_key(name) in whole):
            break
        parts.insert(0, next(group for group in match.groups() if group))
        name = rest
    return name, " ".join(parts)


def _is_letter(match: re.Match[str], rest: str) -> bool:
    """Tell whether a single letter is rather part of a short name (D-L) or of a word than a size."""
    found = match.group().strip(" -_–")
    return len(found) == 1 and (not found.isupper() or len(name_key(rest)) <= MIN_NAME)


def added_word(label: str, name: str) -> str:
    """Return the first word that a label has behind the method's name and its variant; empty where it does not go on in words.

    >>> [added_word(x, "Finch") for x in ("Finch-Deluxe", "Finch 7B Chat", "Finch-8x7B", "Finch + egg", "Finch-IM (k=2)", "Finchlet")]
    ['deluxe', '', '', '', 'im', '']
    >>> [added_word(x, "Finch") for x in ("Finch Stage-1", "Finch ensemble (uniform)", "Finch: all at once")]
    ['stage', '', '']
    """
    whole, start = split_variant(label)[0], bare(name)
    found = _ADDED.match(whole, len(start)) if whole.casefold().startswith(start.casefold()) else None
    return found[1].casefold() if found else ""


@functools.lru_cache(MAX_CACHED)
def method_key(label: str, whole: frozenset[str] = frozenset()) -> str:
    """Return the key of the method a label names, whatever variant of it; never empty for a label."""
    return label_key(split_variant(label, whole)[0])


@functools.lru_cache(MAX_CACHED)
def method_core(label: str, whole: frozenset[str] = frozenset()) -> str:
    """Return the key of the method without head nouns and -ing; never empty for a label."""
    return core_key(split_variant(label, whole)[0])
