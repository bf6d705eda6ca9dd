"""Typed errors; each names the paper or file and says what can be done."""

import re
from pathlib import Path
from typing import Literal

FailureKind = Literal[
    "missing",
    "empty",
    "not_pdf",
    "truncated",
    "damaged",
    "encrypted",
    "no_pages",
    "scanned",
    "garbled",
    "too_large",
    "timeout",
    "out_of_memory",
    "crashed",
    "download",
    "withdrawn",
    "metadata",
    "duplicate",
    "internal",
]
"""Why a paper gave no rows; stored in `extraction_runs.reason_kind`."""


class MethodDriftError(Exception):
    """Base of all errors that are meant to be read by a person."""


_LOCK_HOLDER = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<process>\d+)\)")
"""How DuckDB says that another process has the file."""


def describe_holder(path: Path, problem: str) -> str:
    """Return who holds a DuckDB file for writing, and what helps; empty when DuckDB's problem is another one."""
    held = _LOCK_HOLDER.search(problem)
    if not held:
        return ""
    holder = f"{Path(held['program']).name} (process {held['process']})"
    return f"{path}: {holder} has the file open for writing; close it there, and open it read-only next time (duckdb -readonly)"


class ConfigError(MethodDriftError):
    """A settings, topic or rule file is wrong; the message names file and key. Exit code 2."""


class PaperError(MethodDriftError):
    """One paper cannot be processed; recorded in the run ledger, never stops the run."""

    def __init__(self, kind: FailureKind, source: str, reason: str, page: int | None = None) -> None:
        """`source` names the file or paper; `reason` says what is wrong and what helps."""
        self.kind: FailureKind = kind
        self.source = source
        self.reason = reason
        self.page = page
        where = f"{source}, page {page}" if page else source
        super().__init__(f"{where}: {reason}")

    def __reduce__(self) -> tuple[type["PaperError"], tuple[FailureKind, str, str, int | None]]:
        """Keep the fields when the error crosses from a worker process."""
        return (PaperError, (self.kind, self.source, self.reason, self.page))


class SourceError(MethodDriftError):
    """A source of papers does not answer or answers nonsense; the topic is tried again in the next run."""
