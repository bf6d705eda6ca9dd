"""Text from papers, made safe for a terminal."""


def printable(text: str, keep: str = "") -> str:
    """Return the text without control characters but those to keep: what a PDF says must not move a terminal's cursor."""
    return "".join(ch if ch.isprintable() or ch in keep else " " for ch in text)
