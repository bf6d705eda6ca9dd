"""Ligatures written out: one table for the text and for the tables of a paper."""

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
"""ﬅ is the long s with a t by its number; the fonts of papers draw an f with a t there."""
_TABLE = str.maketrans(LIGATURES)


def join_ligatures(text: str) -> str:
    """Return the text with ligatures (ﬁ) written out.

    >>> join_ligatures("eﬃcient ﬁltering")
    'efficient filtering'
    """
    return text if text.isascii() else text.translate(_TABLE)
