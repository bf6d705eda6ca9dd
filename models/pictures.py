"""Pictures of receipts: which part of which PDF is wanted, and what was cut out of it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from models.geometry import Rect

CROP_VERSION = 3
"""Part of every key: raise it when the same boxes are to give another picture."""


@dataclass(frozen=True, slots=True)
class CropRequest:
    """The places of a sentence, or of a table's cells, on the pages of one PDF."""

    pdf_sha256: str
    kind: Literal["sentence", "table"]
    boxes: tuple[tuple[int, float, float, float, float], ...]
    """page, x0, y0, x1, y1 in PDF points."""

    @property
    def key(self) -> str:
        """The name of what is cut: a hash of all that decides the picture."""
        told = json.dumps([CROP_VERSION, self.pdf_sha256, self.kind, self.boxes])
        return hashlib.sha256(told.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture: its file, its size in pixels, and the part of the page it shows, in PDF points."""

    file: str
    width: int
    height: int
    page: int
    rect: Rect


def write_crops(path: Path, crops: list[Crop]) -> None:
    """Write the list of the pictures of one request."""
    path.write_text(json.dumps([asdict(crop) for crop in crops]), encoding="utf-8")


def read_crops(path: Path) -> list[Crop]:
    """Return the pictures of one request; none when they were not made, or the list is damaged."""
    try:
        return [Crop(**{**crop, "rect": tuple(crop["rect"])}) for crop in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, KeyError):
        return []
