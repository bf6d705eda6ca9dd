"""Names and atomic writes under the data root."""

import os
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import MethodDriftError

DATABASE_NAME = "method_drift.duckdb"
"""The built warehouse, under the data root."""
TEMPORARY_SUFFIX = ".tmp"
"""Ending of files that are being written. DuckDB's `*` matches dot-files too, so a leading dot would not hide them."""

MAX_KEY_BYTES = 200
"""File systems allow 255 bytes a name; the rest is for the suffixes."""


class StoreError(MethodDriftError):
    """A name cannot be stored, or a stored file cannot be read; the message names it."""


def to_key(name: str) -> str:
    """Return a file name for an id: letters, digits, `_`, `-` and inner dots stay, all else is percent-escaped.

    Different ids give different names, and none leaves its folder (`cs/0112017` is `cs%2F0112017`). Raises StoreError
    for an empty, overlong or unprintable name.
    """
    if not name or not name.isprintable():
        raise StoreError(f"{name!r} cannot be a paper id or topic: it is empty or has unprintable characters")
    key = urllib.parse.quote(name, safe="").replace("~", "%7E")
    key = "%2E" + key[1:] if key.startswith(".") else key
    if len(key) > MAX_KEY_BYTES:
        raise StoreError(f"{name[:60]!r}… cannot be a paper id or topic: it is longer than {MAX_KEY_BYTES} bytes")
    return key


def from_key(key: str) -> str:
    """Return the id a file name was made from."""
    return urllib.parse.unquote(key)


def is_key(name: str) -> bool:
    """Tell whether some id gives this file name."""
    try:
        return to_key(from_key(name)) == name
    except StoreError:
        return False


def list_names(folder: Path, suffix: str) -> list[str]:
    """Return the names of the files with this suffix, sorted; empty when there is no such folder."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.name.endswith(suffix))


def list_folders(folder: Path) -> list[str]:
    """Return the names of the folders in the folder, sorted; empty when there is no such folder."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.is_dir())


def stamp(status: os.stat_result) -> str:
    """Return what changes whenever a file is replaced: time, size and node."""
    return f"{status.st_mtime_ns}-{status.st_size}-{status.st_ino}"


def list_stamps(folder: Path, suffix: str) -> dict[str, str]:
    """Return the stamp of every file with this suffix in the folder, sorted by name; empty when there is no such folder."""
    if not folder.is_dir():
        return {}
    with os.scandir(folder) as entries:
        found = [(entry.name, stamp(entry.stat())) for entry in entries if entry.name.endswith(suffix)]
    return dict(sorted(found))


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Put the path into an error of the block that names none: of a write that finds the disk full the system does not say which."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a name beside `path` to write to; it is renamed to `path` when the block ends well, else removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}{TEMPORARY_SUFFIX}")
    try:
        with naming(path):
            yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def quote(text: str) -> str:
    """Return the text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
