"""Receipts that were shown once: kept beside the store, so that the page of one that is gone says so."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from models.relations import TopicSummary
from review.pages.method import Remark

FOLDER = "registry"
"""Of the data root: what is to outlive every build."""


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


def _path(root: Path, topic: str) -> Path:
    return root / FOLDER / f"{topic}.receipts.jsonl"


def read_kept(root: Path, topic: str) -> dict[str, KeptReceipt]:
    """Return the receipts shown so far, by their id; a line that cannot be read is passed over."""
    path = _path(root, topic)
    kept: dict[str, KeptReceipt] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            receipt = KeptReceipt(**json.loads(line))
        except (ValueError, TypeError):
            continue
        kept[receipt.receipt_id] = receipt
    return kept


def update_kept(kept: Mapping[str, KeptReceipt], summary: TopicSummary, remarks: Iterable[Remark]) -> dict[str, KeptReceipt]:
    """Return the receipts shown so far with those of today; who is no longer among them is withdrawn as of the last update."""
    day = f"{summary.updated:%Y-%m-%d}" if summary.updated else ""
    today = {
        r.receipt_id: KeptReceipt(
            r.receipt_id, r.paper_id, r.paper_title, r.method_id, r.method, r.sentence, r.page,
            kept[r.receipt_id].shown if r.receipt_id in kept else day,
        )
        for r in remarks
    }  # fmt: skip
    gone = {key: old if old.withdrawn else replace(old, withdrawn=day or "unknown") for key, old in kept.items() if key not in today}
    return dict(sorted({**today, **gone}.items()))


def write_kept(root: Path, topic: str, kept: Mapping[str, KeptReceipt]) -> None:
    """Write the receipts shown so far aside and rename them into place."""
    path = _path(root, topic)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    temporary.write_text("".join(json.dumps(asdict(r), ensure_ascii=False) + "\n" for r in kept.values()), encoding="utf-8")
    temporary.replace(path)
