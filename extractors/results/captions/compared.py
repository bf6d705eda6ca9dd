"""The methods that a caption sets against each other: "Comparison between Reef and Tide routers"."""

import re
from functools import lru_cache

from extractors.results.captions.text import caption_title
from extractors.results.labels import Label

MIN_COMPARED = 2
"""Names from which a caption compares something."""
MAX_NAME = 5
"""Words of a name; what is longer is told, not named."""

_COMPARED = re.compile(r"\bcompar(?:ison|isons|ing|es|e|ed) (?:of|between|among) (?P<names>.+)", re.IGNORECASE)
_BEHIND = re.compile(
    r"\s(?:on|in|at|for|under|with|without|using|across|when|by|as|of|to|from|over|after|before|regarding|against|where|are|is)\s|[.;:()]"
)
"""What ends the list of names."""
_BETWEEN = re.compile(r",\s(?:and\s)?|\s(?:and|versus|vs\.?|or)\s")
_ARTICLE = re.compile(r"^(?:the|our|an?)\s+", re.IGNORECASE)


@lru_cache(maxsize=1_000)
def find_compared(caption: str) -> tuple[str, ...]:
    """Return the names that the caption's title sets against each other, in its order; none where it names fewer than two."""
    found = _COMPARED.search(caption_title(caption))
    listed = _BEHIND.split(f"{found.group('names')} ", maxsplit=1)[0] if found else ""
    names = [_ARTICLE.sub("", name).strip() for name in _BETWEEN.split(listed)]
    told = tuple(name for name in names if name and len(name.split()) <= MAX_NAME)
    return told if len(told) == len(names) >= MIN_COMPARED else ()


def split_compared(label: Label, names: tuple[str, ...]) -> tuple[Label, str] | None:
    """Return the label cut down to the compared name that it begins or ends with, and what else it prints; None where it has none.

    What the caption calls it stays with it (`raw`). The name stands there in full, or by its initials (TR for "Traditional router").
    """
    for name in sorted(names, key=len, reverse=True):
        initials = "".join(word[0] for word in name.split()).upper()
        for form, flags in ((re.escape(name), re.IGNORECASE), (initials if len(initials) > 1 else r"(?!)", 0)):
            found = re.fullmatch(rf"(?P<before>.*\s)?(?P<name>{form})(?P<behind>\s.*)?", label.text, flags)
            if found:
                rest = f"{found.group('before') or ''} {found.group('behind') or ''}".strip()
                return label._replace(text=found.group("name"), raw=name), rest
    return None
