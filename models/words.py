"""Words back to the text they print."""

from collections.abc import Iterable

from models.document import Word


def join_words(words: Iterable[Word]) -> str:
    """Return the printed text: single spaces between words, none before glued parts."""
    parts: list[str] = []
    for word in words:
        parts.append(word.text if word.is_glued or not parts else " " + word.text)
    return "".join(parts)
