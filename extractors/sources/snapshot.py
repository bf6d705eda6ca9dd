"""arXiv's public metadata snapshot (JSON lines, one paper a line) as a source of papers.

The keys are those of the files arXiv publishes: id, title, authors or authors_parsed, abstract, categories, comments,
versions, update_date. Reading one line at a time keeps the five gigabytes of the full file out of memory.
"""

import datetime as dt
import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from extractors.sources.arxiv_query import compile_query
from extractors.sources.atom import ArxivPaper, clean_text, is_withdrawn
from models.arxiv_id import ArxivId, parse_arxiv_id
from models.errors import ConfigError

MAX_LINE_BYTES = 5_000_000
"""The longest lines of the real file, with thousands of authors, have a tenth of this."""


def search_snapshot(path: Path, query: str) -> Iterator[ArxivPaper]:
    """Yield the papers of the file that the arXiv query finds (all for an empty query), in the order of the file.

    Raises ConfigError when the file cannot be read or a line is no paper, naming the line.
    """
    matches = compile_query(query) if query.strip() else None
    return (paper for paper in read_snapshot(path) if matches is None or matches(paper))


def read_snapshot(path: Path) -> Iterator[ArxivPaper]:
    """Yield every paper of the file; raises ConfigError naming the line that is none."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(iter(lambda: lines.readline(MAX_LINE_BYTES), b""), start=1):
                if line.strip():
                    yield _read_line(f"{path}, line {number}", line)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error


def _read_line(where: str, line: bytes) -> ArxivPaper:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{where}: not readable as JSON ({error})") from error
    arxiv_id = parse_arxiv_id(_text(record, "id")) if isinstance(record, dict) else None
    if arxiv_id is None:
        raise ConfigError(f"{where}: no arXiv id under the key id")
    versions = [v for v in record.get("versions") or [] if isinstance(v, dict)]
    published = _posted(versions[0]) if versions else None
    updated = _posted(versions[-1]) if versions else None
    abstract = _text(record, "abstract")
    return ArxivPaper(
        arxiv_id=ArxivId(arxiv_id.base, arxiv_id.version or _version(versions)),
        title=_text(record, "title"),
        authors=_authors(record),
        abstract=abstract,
        categories=tuple(_text(record, "categories").split()),
        published=published or _date(record),
        updated=updated or _date(record),
        is_withdrawn=is_withdrawn(_text(record, "comments"), abstract),
    )


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return clean_text(value) if isinstance(value, str) else ""


def _version(versions: list[dict[str, Any]]) -> int | None:
    text = _text(versions[-1], "version").removeprefix("v") if versions else ""
    return int(text) if text.isdecimal() and len(text) < 4 else None


def _posted(item: dict[str, Any]) -> dt.date | None:
    try:
        return parsedate_to_datetime(_text(item, "created")).date()
    except ValueError:
        return None


def _date(record: dict[str, Any]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_text(record, "update_date"))
    except ValueError:
        return None


def _authors(record: dict[str, Any]) -> tuple[str, ...]:
    """Return the names in order, from the parsed form [last, first, suffix] where there is one."""
    parsed = record.get("authors_parsed")
    if isinstance(parsed, list) and parsed:
        names = [[str(part) for part in parts] for parts in parsed if isinstance(parts, list)]
        return tuple(filter(None, (clean_text(" ".join([*parts[1:2], *parts[:1], *parts[2:3]])) for parts in names)))
    return tuple(filter(None, (name.strip() for name in _text(record, "authors").replace(" and ", ", ").split(","))))
