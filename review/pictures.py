"""Receipts as pictures: which part of a page each receipt and table wants, and what is drawn on top of it."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.pictures import Crop, CropRequest, read_crops
from review.pages.catalogue import TableKey
from review.pages.duels import Duel
from review.pages.method import Remark
from review.pages.table import TableStory
from review.reader import Connection, records

FOLDER = "receipts"
"""Where the pictures are kept, under the data root; it may be deleted at any time."""
SITE_FOLDER = "pictures"

Draw = Callable[[Sequence[CropRequest]], None]
"""Draws the pictures that are not there yet into the data root."""
BoxRow = Mapping[str, float]
ValueKey = tuple[str, str, str, float]
"""Label, benchmark, setting and value: what a cell of a duel and a value of its table share."""

SENTENCES = "SELECT DISTINCT pdf_sha256, boxes FROM critique_receipts ORDER BY ALL"
TABLES = """
SELECT pdf_sha256, page, table_label, list(boxes[1] ORDER BY boxes[1].y0, boxes[1].x0) AS boxes
FROM benchmark_results GROUP BY topic, paper_id, pdf_sha256, page, table_label ORDER BY ALL"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A highlighted rectangle, in pixels of its picture."""

    x: float
    y: float
    width: float
    height: float
    kind: str = "own"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a page shows it, with the marks on it."""

    file: str
    width: int
    height: int
    page: int
    marks: tuple[Mark, ...]


def sentence_request(pdf_sha256: str, boxes: Iterable[BoxRow]) -> CropRequest:
    """Return what to cut for a sentence."""
    return CropRequest(pdf_sha256, "sentence", _plain(boxes))


def table_request(pdf_sha256: str, boxes: Iterable[BoxRow]) -> CropRequest:
    """Return what to cut for a table: one box around all its cells."""
    plain = _plain(boxes)
    page = plain[0][0] if plain else 1
    here = [box for box in plain if box[0] == page]
    if not here:
        return CropRequest(pdf_sha256, "table", ())
    around = (page, min(b[1] for b in here), min(b[2] for b in here), max(b[3] for b in here), max(b[4] for b in here))
    return CropRequest(pdf_sha256, "table", (around,))


def _plain(boxes: Iterable[BoxRow]) -> tuple[tuple[int, float, float, float, float], ...]:
    return tuple((int(b["page"]), b["x0"], b["y0"], b["x1"], b["y1"]) for b in boxes)


def list_requests(con: Connection) -> list[CropRequest]:
    """Return all that is to be cut for the pages, over all topics."""
    sentences = records(con, sentence_request, SENTENCES)
    tables = records(con, lambda pdf_sha256, page, table_label, boxes: table_request(pdf_sha256, boxes), TABLES)
    return list({request.key: request for request in [*sentences, *tables] if request.boxes}.values())


class Album:
    """The pictures that are there, handed to pages and copied to the site when a page shows them."""

    def __init__(self, root: Path, site: Path, *, is_on: bool) -> None:
        """Keep where pictures come from and go to; with `is_on` false there are none."""
        self._from = root / FOLDER
        self._to = site / SITE_FOLDER
        self._is_on = is_on
        self._tables: dict[TableKey, tuple[CropRequest, dict[ValueKey, BoxRow]]] = {}
        self._copied: set[str] = set()

    def sentence(self, remark: Remark) -> list[Picture]:
        """Return the pictures of a receipt, the sentence marked."""
        return self._show(sentence_request(remark.pdf_sha256, remark.boxes), [("own", remark.boxes)])

    def table(self, story: TableStory) -> list[Picture]:
        """Return the picture of a table with every value that was read marked, and keep it for the pages of methods."""
        boxes = [value.boxes[0] for value in story.values if value.boxes]
        request = table_request(story.first.pdf_sha256, boxes)
        places: dict[ValueKey, BoxRow] = {(v.method_label, v.benchmark, v.setting, v.value): v.boxes[0] for v in story.values if v.boxes}
        self._tables[story.key] = (request, places)
        return self._show(request, [("faint", boxes)])

    def duel(self, duel: Duel) -> Iterator[tuple[TableKey, list[Picture]]]:
        """Yield the picture of each table in which two methods meet, the cells of both marked; `table` must have seen it."""
        for (label, page), cells in duel.tables:
            key = (duel.first.paper_id, page, label)
            if key in self._tables:
                request, places = self._tables[key]
                own = [(cell.own_label, cell.benchmark, cell.setting, cell.own_value) for cell in cells]
                other = [(cell.other_label, cell.benchmark, cell.setting, cell.other_value) for cell in cells]
                shown = self._show(
                    request, [(kind, [places[k] for k in keys if k in places]) for kind, keys in (("own", own), ("other", other))]
                )
                if shown:
                    yield key, shown

    def _show(self, request: CropRequest, marked: Sequence[tuple[str, Sequence[BoxRow]]]) -> list[Picture]:
        if not self._is_on:
            return []
        crops = read_crops(self._from / f"{request.key}.json")
        return [_place(crop, marked) for crop in crops if self._copy(crop.file)]

    def _copy(self, name: str) -> bool:
        if name in self._copied:
            return True
        if not (self._from / name).is_file():
            return False
        self._to.mkdir(exist_ok=True)
        try:
            os.link(self._from / name, self._to / name)
        except OSError:
            # Another file system, or one that links nothing.
            shutil.copyfile(self._from / name, self._to / name)
        self._copied.add(name)
        return True


def _place(crop: Crop, marked: Sequence[tuple[str, Sequence[BoxRow]]]) -> Picture:
    x0, y0, x1, y1 = crop.rect
    scale = crop.width / max(x1 - x0, 1e-6)
    marks = tuple(
        Mark(
            round((b["x0"] - x0) * scale, 1),
            round((b["y0"] - y0) * scale, 1),
            round((b["x1"] - b["x0"]) * scale, 1),
            round((b["y1"] - b["y0"]) * scale, 1),
            kind,
        )
        for kind, boxes in marked
        for b in boxes
        if b["page"] == crop.page and b["x0"] < x1 and b["x1"] > x0 and b["y0"] < y1 and b["y1"] > y0
    )
    return Picture(crop.file, crop.width, crop.height, crop.page, marks)
