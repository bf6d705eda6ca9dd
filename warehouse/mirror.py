"""The shared store: what is known of papers under a URL, and the data root as a copy of it that a run brings up to date.

Under the URL lie the same files as under the data root: `papers/`, `runs/`, `registry/`, `overrides.toml`, `pdf/<sha256>.pdf`; and
`inbox/`, where workers hand in rows that the run which holds the lease has yet to accept. The warehouse is built from the copy.
"""

import hashlib
import json
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from models.errors import ConfigError
from warehouse.files import TEMPORARY_SUFFIX, StoreError, replacing, stamp

FOLDERS = ("papers", "registry", "runs")
"""Copied whole, in this order: a ledger entry comes after the rows it speaks of."""
FILES = ("overrides.toml", "last_runs.json")
INBOX = "inbox"
_OURS_ALONE = "runs/under_way.jsonl"
"""What a run under way has changed is told by the run that finds it on its own disk."""
_BATCH = 200
"""Objects under way at a time: enough to hide the way to the store, few enough for memory."""
_INDEX = Path("cache", "store.json")


@dataclass(frozen=True, slots=True)
class Place:
    """An address: what a worker needs to know of the store."""

    url: str
    endpoint: str = ""


class SharedStore:
    """The files under a URL; s3:// needs the extra `cluster`."""

    def __init__(self, place: Place) -> None:
        """Open the address; raises ConfigError where its kind of store is not installed."""
        import fsspec  # imported here: most runs have no shared store

        scheme, rest = urlsplit(place.url).scheme, place.url.partition("://")[2]
        options: dict[str, Any] = {"auto_mkdir": True} if scheme == "file" else {"use_listings_cache": False}
        if place.endpoint and scheme != "file":
            options["endpoint_url"] = place.endpoint
        try:
            self._files: Any = fsspec.filesystem(scheme, **options)
        except ImportError as error:
            raise ConfigError(
                f"[store] url {place.url}: needs the extra `cluster`: install requirements-dev.lock, as docs/cluster.md says"
            ) from error
        self._is_folder = scheme == "file"
        self._base = unquote(rest).rstrip("/")
        self.place = place

    def list(self, folder: str) -> dict[str, str]:
        """Return the files of a folder, as paths from the store's root, with what changes whenever one is replaced."""
        try:
            with self._telling(folder):
                found = self._files.find(f"{self._base}/{folder}", detail=True)
        except FileNotFoundError as error:  # of a bucket: a folder that is not there has no files
            raise StoreError(f"[store] url {self.place.url}: {error}; create it first") from error
        base = f"{self._base}/"
        # Where a folder's first file is written during the look, the folder itself is what is found.
        names = {path[path.index(base) + len(base) :]: info for path, info in found.items() if info["type"] == "file"}
        return {name: _version(info) for name, info in names.items() if not name.endswith(TEMPORARY_SUFFIX)}

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return what is in the files; one that is not there is left out."""
        paths = {f"{self._base}/{name}": name for name in names}
        with self._telling("files"):
            found = self._files.cat(list(paths), on_error="omit") if paths else {}
        return {paths[path]: data for path, data in found.items()}

    def write(self, name: str, data: bytes) -> None:
        """Put the file in place of an older one, whole or not at all."""
        path = f"{self._base}/{name}"
        with self._telling(name):
            if self._is_folder:
                with replacing(Path(path)) as temporary:
                    temporary.write_bytes(data)
            else:
                self._files.pipe_file(path, data)

    def write_all(self, files: dict[str, bytes]) -> None:
        """Put the files; each is whole or not there."""
        if self._is_folder:
            for name, data in files.items():
                self.write(name, data)
            return
        with self._telling("files"):
            self._files.pipe({f"{self._base}/{name}": data for name, data in files.items()})

    def create(self, name: str, data: bytes) -> bool:
        """Put the file unless there is one of this name, and tell whether there was none: of two who ask, one is told so."""
        with self._telling(name):
            try:
                if self._is_folder:
                    _create_file(Path(f"{self._base}/{name}"), data)
                else:
                    self._files.pipe_file(f"{self._base}/{name}", data, mode="create")
            except FileExistsError:
                return False
        return True

    def remove(self, names: Iterable[str]) -> None:
        """Remove the files; one that is not there is no error."""
        for name in names:
            with self._telling(name):
                try:
                    self._files.rm_file(f"{self._base}/{name}")
                except FileNotFoundError:
                    continue

    def check(self) -> None:
        """Ask the store for something; raises StoreError where it does not answer as it should: no keys, no bucket, no network."""
        self.list(INBOX)

    def has_pdf(self, sha256: str) -> bool:
        """Tell whether the PDF is in the store."""
        with self._telling(sha256):
            return bool(self._files.exists(f"{self._base}/pdf/{sha256}.pdf"))

    def read_pdf(self, sha256: str) -> bytes:
        """Return the PDF; raises StoreError when it is not there or has other bytes, or the store does not answer (keys, network)."""
        name = f"pdf/{sha256}.pdf"
        with self._telling(name):
            try:
                data: bytes | None = self._files.cat_file(f"{self._base}/{name}")
            except FileNotFoundError:
                data = None
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"{self.place.url}/{name}: {'not there' if data is None else 'not the bytes that it is named after'}")
        return data

    def _telling(self, name: str) -> AbstractContextManager[None]:
        return _naming(f"{self.place.url}/{name}")


def _create_file(path: Path, data: bytes) -> None:
    """Write the file whole; raises FileExistsError where there is one. A link can be made once, and shows nothing half-written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}{TEMPORARY_SUFFIX}")
    try:
        temporary.write_bytes(data)
        path.hardlink_to(temporary)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _naming(where: str) -> Iterator[None]:
    """Say in any error of a store which file it is about."""
    try:
        yield
    except (FileExistsError, FileNotFoundError):
        raise
    except Exception as error:
        if isinstance(error, OSError) or type(error).__module__.startswith(("botocore", "aiohttp")):
            raise StoreError(f"{where}: the store does not answer as it should: {error or type(error).__name__}") from error
        raise


def _version(info: dict[str, Any]) -> str:
    """Return what changes whenever the file does: S3's tag of the content, else time, size and node."""
    return str(info["ETag"]).strip('"') if "ETag" in info else f"{info['mtime']}-{info['size']}-{info['ino']}"


class Mirror:
    """The data root as a copy of the shared store. Only the holder of the store's lease may use it."""

    def __init__(self, root: Path, shared: SharedStore, check: Callable[[], None]) -> None:
        """Nothing is copied yet; `check` raises when the store is no longer ours to write to."""
        self.root, self.shared, self._check = root, shared, check
        self._known = self._read_index()
        self._pdfs_there: set[str] = set()

    def pull(self) -> int:
        """Make the copy what the store is, empty the inbox that a killed run left, and return how many files came or went.

        What this disk has and the store never had stays, and is handed up by the next `push`. Raises StoreError where
        overrides.toml was changed on both sides.
        """
        there = self._list()
        self.shared.remove(self.shared.list(INBOX))
        changed = [name for name, version in there.items() if self._version_of(name) != version]
        gone = [name for name in self._known if name not in there]
        for name in changed:
            if name == FILES[0] and self._is_edited(name):
                raise StoreError(f"{self.root / name}: changed here and in {self.shared.place.url}; make them one, then run again")
        for first in range(0, len(changed), _BATCH):
            for name, data in self.shared.read(changed[first : first + _BATCH]).items():
                with replacing(self.root / name) as temporary:
                    temporary.write_bytes(data)
                self._known[name] = (there[name], stamp((self.root / name).stat()))
        for name in gone:
            if not self._is_edited(name):
                (self.root / name).unlink(missing_ok=True)
            del self._known[name]
        self._write_index()
        return len(changed) + len(gone)

    def push(self) -> int:
        """Hand up what has changed on this disk since the store was last equal to it, and return how many files that are."""
        here = {name: stamp((self.root / name).stat()) for name in self._list_here()}
        changed = [name for name, now in here.items() if name not in self._known or self._known[name][1] != now]
        gone = [name for name in self._known if name not in here]
        for first in range(0, len(changed), _BATCH):
            self._check()
            self.shared.write_all({name: (self.root / name).read_bytes() for name in changed[first : first + _BATCH]})
        self.shared.remove(gone)
        for name in gone:
            del self._known[name]
        if changed:
            there = self._list()
            self._known.update({name: (there[name], here[name]) for name in changed})
        if changed or gone:
            self._write_index()
        return len(changed) + len(gone)

    def keep_pdf(self, sha256: str) -> None:
        """Hand up the PDF of this disk's store, unless it is there already."""
        if sha256 not in self._pdfs_there and not self.shared.has_pdf(sha256):
            name = f"pdf/{sha256}.pdf"
            self.shared.write(name, (self.root / name).read_bytes())
        self._pdfs_there.add(sha256)

    def fetch_pdf(self, sha256: str) -> None:
        """Bring the PDF to this disk's store; raises StoreError when the shared store does not have it."""
        with replacing(self.root / "pdf" / f"{sha256}.pdf") as temporary:
            temporary.write_bytes(self.shared.read_pdf(sha256))

    def _list(self) -> dict[str, str]:
        there = {name: version for folder in FOLDERS for name, version in self.shared.list(folder).items() if name != _OURS_ALONE}
        return there | {name: version for name in FILES for name, version in self.shared.list(name).items()}

    def _list_here(self) -> Iterator[str]:
        for folder in FOLDERS:
            for parent, _, names in os.walk(self.root / folder):
                relative = [(Path(parent) / name).relative_to(self.root).as_posix() for name in sorted(names)]
                yield from (name for name in relative if name != _OURS_ALONE and not name.endswith(TEMPORARY_SUFFIX))
        yield from (name for name in FILES if (self.root / name).is_file())

    def _version_of(self, name: str) -> str:
        return self._known[name][0] if name in self._known and (self.root / name).exists() else ""

    def _is_edited(self, name: str) -> bool:
        path = self.root / name
        return path.exists() and (name not in self._known or self._known[name][1] != stamp(path.stat()))

    def _read_index(self) -> dict[str, tuple[str, str]]:
        try:
            kept = json.loads((self.root / _INDEX).read_bytes())
            return {name: (there, here) for name, (there, here) in kept["files"].items()} if kept["url"] == self.shared.place.url else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _write_index(self) -> None:
        with replacing(self.root / _INDEX) as temporary:
            temporary.write_text(json.dumps({"url": self.shared.place.url, "files": self._known}), encoding="utf-8")
