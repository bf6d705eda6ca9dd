"""The index of the search page: everything that has a page, as a script, because a page opened from disk may fetch nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from review import text

GLOBAL = "methodDriftIndex"
MAX_ALIASES = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """Something a reader may look for."""

    kind: str
    name: str
    more: str
    """What is told below the name, and searched too."""
    aliases: Sequence[str]
    address: str
    weight: int = 0
    """How often others attack or report it: the better known comes first."""


def to_script(entries: Iterable[Entry]) -> str:
    """Return the index as a script that sets one global variable."""
    rows = [
        [e.kind, text.clean(e.name), text.clean(e.more), text.clean(" ".join(e.aliases[:MAX_ALIASES])), e.address, e.weight]
        for e in entries
    ]
    return f"window.{GLOBAL}={text.script_json(rows)};\n"
