"""Which names are forms of an own method's: shorter ones, longer ones, those of other sizes."""

import re

from extractors.names.shapes import abbreviates, is_strong
from models.document import Table
from models.rows import OwnMethod
from models.spelling import name_key

CLASS_END = re.compile(r"\s+(?:layer|model|network|transformer|module|block|framework|system|architecture)s?$", re.I)
_SIZE = re.compile(r"(?<=[a-z])-\d+(?:\.\d+)?[BM]$")
"""A size behind a name: the same in another size (Lark-3B of Lark-1B) is own, too."""


def is_variant(name: str, own: str) -> bool:
    """Tell whether a name is a shorter form of an own one, or its core with more behind it ("Reef-Large" of "Reef Layers")."""
    if abbreviates(name, own) or own.startswith(f"{name} ") or own in name.split("+"):
        return True
    core = CLASS_END.sub("", own)
    return len(core) > 2 and name.startswith((f"{core}-", f"{core} ") if is_strong(core) else f"{core}-")


def merge_own(own: list[tuple[str, set[str]]], tables: list[Table]) -> list[OwnMethod]:
    """Return the methods with the labels tables give to them and their variants as aliases."""
    rows: list[OwnMethod] = []
    labels = {c.text.strip() for t in tables for c in t.cells if (c.col == 0 or c.row < t.n_header_rows) and len(c.text) < 60}
    for name, others in own:
        if any(name_key(name) in map(name_key, (r.method_label, *r.aliases)) for r in rows):
            continue
        key = name_key(_SIZE.sub("", name))
        variants = {label for label in labels if len(key) > 2 and name_key(label).startswith(key) and label != name}
        rows.append(OwnMethod(method_label=name, aliases=sorted((others | variants) - {name})))
    return rows
