"""Receipts and tables that were shown once: kept beside the store, so that the page of one that is gone says so."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from models.relations import TopicSummary
from review.pages.catalogue import Catalogue, table_stem
from review.pages.method import Remark
from review.pages.table import TableStory, TableValue

FOLDER = "registry"
"""Of the data root: what is to outlive every build."""
UNKNOWN_DAY = "unknown"


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """A receipt as it was shown last; `withdrawn` is the day from which it is gone, empty while it stands."""

    receipt_id: str
    paper_id: str
    paper_title: str
    method_id: str
    method: str
    sentence: str
    page: int
    shown: str
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table as it was shown last: its values by result_id, and those that are gone, each with the day."""

    stem: str
    paper_id: str
    paper_title: str
    name: str
    page: int
    shown: str
    values: Mapping[str, str]
    gone: Mapping[str, list[str]] = field(default_factory=dict)
    withdrawn: str = ""


Kept = TypeVar("Kept", KeptReceipt, KeptTable)


def receipts_path(root: Path, topic: str) -> Path:
    """Return where the receipts of a topic that were shown are kept."""
    return root / FOLDER / f"{topic}.receipts.jsonl"


def tables_path(root: Path, topic: str) -> Path:
    """Return where the tables of a topic that were shown are kept."""
    return root / FOLDER / f"{topic}.tables.jsonl"


def read_kept(path: Path, make: Callable[..., Kept]) -> Iterator[Kept]:
    """Yield what was shown so far; a line that cannot be read is passed over."""
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            yield make(**json.loads(line))
        except (ValueError, TypeError):
            continue


def write_kept(path: Path, kept: Iterable[Any]) -> None:
    """Write what was shown so far aside and rename it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    temporary.write_text("".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in kept), encoding="utf-8")
    temporary.replace(path)


def update_receipts(before: Iterable[KeptReceipt], summary: TopicSummary, remarks: Iterable[Remark]) -> list[KeptReceipt]:
    """Return the receipts shown so far with those of today; who is no longer among them is withdrawn as of the last update."""
    kept, day = {receipt.receipt_id: receipt for receipt in before}, _day(summary)
    today = {
        r.receipt_id: KeptReceipt(
            r.receipt_id, r.paper_id, r.paper_title, r.method_id, r.method, r.sentence, r.page,
            kept[r.receipt_id].shown if r.receipt_id in kept else day,
        )
        for r in remarks
    }  # fmt: skip
    gone = {key: old if old.withdrawn else replace(old, withdrawn=day or UNKNOWN_DAY) for key, old in kept.items() if key not in today}
    return [receipt for _, receipt in sorted({**today, **gone}.items())]


def update_tables(before: Iterable[KeptTable], catalogue: Catalogue, stories: Iterable[TableStory]) -> dict[str, KeptTable]:
    """Return the tables shown so far with those of today, by the file name of their page.

    A value that is no longer read from its table is among the gone, unless the table has the same value under another id.
    """
    kept, day = {table.stem: table for table in before}, _day(catalogue.summary)
    tables = {}
    for story in stories:
        first, stem = story.first, table_stem(story.key)
        values, old = {value.result_id: _tell(value) for value in story.values}, kept.get(stem)
        told, gone = set(values.values()), dict(old.gone) if old else {}
        gone |= {key: [line, day or UNKNOWN_DAY] for key, line in (old.values.items() if old else ()) if key not in values}
        gone = {key: row for key, row in gone.items() if key not in values and row[0] not in told}
        title = catalogue.papers[first.paper_id].title if first.paper_id in catalogue.papers else first.paper_id
        tables[stem] = KeptTable(stem, first.paper_id, title, story.name, first.page, old.shown if old else day, values, gone)
    lost = {stem: old if old.withdrawn else replace(old, withdrawn=day or UNKNOWN_DAY) for stem, old in kept.items() if stem not in tables}
    return dict(sorted({**tables, **lost}.items()))


def _tell(value: TableValue) -> str:
    """Return a value of a table in one line: whose, on what, in which setting, how much."""
    return " · ".join(filter(None, (value.method_label, value.benchmark, value.setting, value.value_text)))


def _day(summary: TopicSummary) -> str:
    return f"{summary.updated:%Y-%m-%d}" if summary.updated else ""
