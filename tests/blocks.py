"""Blocks of a document that a command fills: `<!-- NAME: made by ... -->` to `<!-- end of NAME -->`."""

import re


def fill_block(text: str, name: str, content: str) -> str:
    """Return the text with what stands in the named block replaced; raises ValueError when it has no such block, or two."""
    pattern = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    filled, n_found = pattern.subn(lambda found: f"{found[1]}\n{content}\n\n{found[2]}", text)
    if n_found != 1:
        raise ValueError(f"the text has {n_found} blocks {name!r}")
    return filled
