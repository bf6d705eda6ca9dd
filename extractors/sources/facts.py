"""What is known of a folder's files without opening them: facts of each that were remembered, and one seal over them all."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

StampReader = Callable[[Iterable[Path]], Mapping[Path, str]]
"""Gives for each PDF the arXiv id of its stamp, "" where there is none, nothing for one to be looked at again another night.

Hostile files are its caller's business."""


class Facts(BaseModel):
    """What is remembered of a file between runs; valid while its size and time of change stay."""

    model_config = ConfigDict(frozen=True)

    size: int
    changed_ns: int
    sha256: str
    stamp: str | None = None
    """The arXiv id of its stamp, "" when it has none, None when it was not looked for."""


_REMEMBERED = TypeAdapter(dict[str, Facts])


def seal_folder(folder: Path) -> str:
    """Return the hash of place, kind, time, size and node of all that is in the folder and below, hidden or not, without opening a file.

    "" where that tells too little: a link may lead anywhere, and a folder that cannot be listed may hold anything.
    """
    digest, waiting = hashlib.sha256(), [os.fspath(folder)]
    with suppress(OSError):
        while waiting:
            parent = waiting.pop()
            lines, odd = _list_entries(parent)
            if any(stat.S_ISLNK(mode) for mode in odd.values()):
                return ""
            waiting += [f"{parent}/{name}" for name, mode in odd.items() if stat.S_ISDIR(mode)]
            digest.update(os.fsencode("\0".join([parent, *lines, ""])))
        return digest.hexdigest()
    return ""


def _list_entries(folder: str) -> tuple[list[str], dict[str, int]]:
    """Return a line for each entry, in the disk's order: name and stamp; and the kind of those that are no plain file."""
    lines, odd = list[str](), dict[str, int]()
    # Of an open folder each entry is asked for by its name: the way to it is a tenth of the time, and a large topic has a hundred thousand.
    opened = os.open(folder, os.O_RDONLY)
    try:
        with os.scandir(opened) as entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                lines.append(f"{entry.name}\0{status.st_mode}-{status.st_mtime_ns}-{status.st_size}-{status.st_ino}")
                if not stat.S_ISREG(status.st_mode):
                    odd[entry.name] = status.st_mode
    finally:
        os.close(opened)
    return lines, odd


def read_facts(
    folder: Path, names: Iterable[str], cache_file: Path, is_identified: Callable[[str], bool], read_stamps: StampReader
) -> dict[str, Facts]:
    """Return the facts of every file, read anew only where the file changed since they were remembered.

    A stamp is looked for where nothing else identifies the file.
    """
    remembered = _recall(cache_file)
    facts = {name: hash_file(f"{folder}/{name}", remembered.get(name)) for name in names}
    unsure = [name for name in facts if facts[name].stamp is None and not is_identified(name)]
    stamps = read_stamps([folder / name for name in unsure]) if unsure else {}
    facts |= {name: facts[name].model_copy(update={"stamp": stamps.get(folder / name)}) for name in unsure}
    if facts != remembered:
        _remember(cache_file, facts)
    return facts


def hash_file(path: Path | str, remembered: Facts | None = None) -> Facts:
    """Return the facts of one file: those remembered, while its size and time stay."""
    status = os.stat(path)  # noqa: PTH116
    if remembered and (remembered.size, remembered.changed_ns) == (status.st_size, status.st_mtime_ns):
        return remembered
    with Path(path).open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Facts(size=status.st_size, changed_ns=status.st_mtime_ns, sha256=sha256)


def _recall(cache_file: Path) -> dict[str, Facts]:
    try:
        return _REMEMBERED.validate_json(cache_file.read_bytes())
    except (OSError, ValidationError):
        return {}


def _remember(cache_file: Path, facts: dict[str, Facts]) -> None:
    cache_file.parent.mkdir(parents=True, exist_ok=True)
    temporary = cache_file.with_name(f"{cache_file.name}.{os.getpid()}.tmp")
    temporary.write_bytes(_REMEMBERED.dump_json(facts))
    temporary.replace(cache_file)
