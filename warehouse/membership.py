"""Why each paper is in its topic: what its query, surveys and folder name, what was backfilled, what somebody took out.

`<root>/runs/<topic>.members.json` holds the topic's `Membership` rows, one a line. A line that cannot be read is left out:
the next refresh finds again what the source names.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from models.membership import Membership
from warehouse.files import from_key, list_names, replacing, to_key

_SUFFIX = ".members.json"
KEPT_BY_HAND = frozenset({"backfill", "removed"})
"""Reasons that a person gave, and that no source takes back."""
REASON_OF_SOURCE = {"arxiv": "query", "snapshot": "query", "survey": "survey", "directory": "folder", "backfill": "backfill"}
"""What the `source` of a paper says of why it came in, where nothing else is known."""

Reason = tuple[str, str]
"""A reason and its detail."""


def read_members(root: Path, topic: str) -> list[Membership]:
    """Return the topic's rows, in order of paper and reason; empty before its first refresh."""
    return _read(members_path(root, topic))


def read_all_members(root: Path) -> list[Membership]:
    """Return the rows of all topics."""
    return [row for name in list_names(root / "runs", _SUFFIX) for row in read_members(root, from_key(name.removesuffix(_SUFFIX)))]


def members_path(root: Path, topic: str) -> Path:
    """Return where the topic's rows are kept, whether or not there are any."""
    return root / "runs" / f"{to_key(topic)}{_SUFFIX}"


def _read(path: Path) -> list[Membership]:
    rows: list[Membership] = []
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        with suppress(ValidationError):
            rows.append(Membership.model_validate_json(line))
    return rows


def write_members(root: Path, topic: str, rows: Sequence[Membership]) -> None:
    """Keep the rows in place of those before; equal rows leave the file as it is: a quiet night builds nothing."""
    if list(rows) != read_members(root, topic):
        with replacing(members_path(root, topic)) as temporary:
            temporary.write_text("".join(f"{row.model_dump_json()}\n" for row in rows), encoding="utf-8")


def update_members(
    topic: str, before: Iterable[Membership], named: Mapping[str, Iterable[Reason]], today: dt.date, *, is_whole: bool
) -> list[Membership]:
    """Return the rows after the source has named these papers.

    What it names no longer is over from today, unless the source was not looked through in full; what it names again holds again.
    """
    known: dict[tuple[str, str, str], Membership] = {(row.paper_id, row.reason, row.detail): row for row in before}
    now = {(paper_id, *reason) for paper_id, reasons in named.items() for reason in reasons}
    for key in now:
        row = known.get(key) or _new(topic, *key, today)
        known[key] = row if row.until is None else row.model_copy(update={"until": None})
    for key, row in known.items():
        if is_whole and key not in now and row.reason not in KEPT_BY_HAND and row.until is None:
            known[key] = row.model_copy(update={"until": today})
    return [known[key] for key in sorted(known)]


def _new(topic: str, paper_id: str, reason: str, detail: str, today: dt.date) -> Membership:
    values = {"topic": topic, "paper_id": paper_id, "reason": reason, "detail": detail, "since": today}
    return Membership.model_validate(values)


def drop_members(rows: Iterable[Membership], paper_ids: Set[str]) -> list[Membership]:
    """Return the rows of the other papers."""
    return [row for row in rows if row.paper_id not in paper_ids]


def list_removed(rows: Iterable[Membership]) -> set[str]:
    """Return the papers that somebody took out."""
    return {row.paper_id for row in rows if row.reason == "removed"}


def list_removed_pdfs(rows: Iterable[Membership]) -> dict[str, str]:
    """Return the same papers by the SHA-256 of their PDFs, where it is known."""
    return {row.detail: row.paper_id for row in rows if row.reason == "removed" and row.detail}


def list_unnamed(rows: Iterable[Membership]) -> list[str]:
    """Return the papers that nothing names any more, sorted."""
    rows = list(rows)
    return sorted({row.paper_id for row in rows} - {row.paper_id for row in rows if row.until is None})
