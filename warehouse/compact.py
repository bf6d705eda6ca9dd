"""Compacted copies of stored papers: what 65,000 small files hold, in a few large ones.

`<root>/compact/<topic>/<schema>-<digest>.parquet` repeats the rows of many papers, each with the name and stamp of the file
they are from. A row counts only while its file still has that stamp. The folder is derived: it can be removed at any time.
"""

import contextlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from models.rows import row_id
from warehouse.files import list_stamps, replacing
from warehouse.paper_file import read_file, schema_key, stored_schema

if TYPE_CHECKING:
    import pyarrow as pa

MIN_CHUNK_PAPERS = 500
"""So many new or changed papers are read one by one at each build (under a second) before they are compacted."""
MAX_CHUNK_PAPERS = 5000
"""Papers of one chunk: about 100 MB in memory."""
MIN_LIVE_SHARE = 0.5
"""A chunk with fewer rows that still count is removed; what counts is read and compacted again."""

MAX_READERS = 4
"""Arrow reads without Python's lock: two threads take half the time, and few machines' disks feed more than four."""

Stamps = dict[str, str]
"""File name to what changes whenever the file is replaced."""


class TopicFiles(NamedTuple):
    """Where the rows of a topic's stored papers are."""

    chunks: list[Path]
    live: Stamps
    """Files whose rows are read from the chunks, with the stamp that makes a row count."""
    loose: "pa.Table"
    """Rows of all other files."""
    unreadable: list[str]


def read_stamps(folder: Path) -> Stamps:
    """Return the stamp of every stored paper in the folder, sorted by name."""
    return list_stamps(folder, ".parquet")


def gather(root: Path, topic_key: str) -> TopicFiles:
    """Return where the rows of the topic are, compacting what has come in if that is much. Only under the build's lock."""
    folder, cache = root / "papers" / topic_key, root / "compact" / topic_key
    stamps = read_stamps(folder)
    chunks, live = _use_chunks(cache, stamps)
    missing = [name for name in stamps if name not in live]
    unreadable: list[str] = []
    while len(missing) >= MIN_CHUNK_PAPERS:
        batch, missing = missing[:MAX_CHUNK_PAPERS], missing[MAX_CHUNK_PAPERS:]
        table, bad = read_files(folder, batch)
        good = [name for name in batch if name not in set(bad)]
        chunks.append(_write_chunk(cache, table, good, stamps))
        live.update({name: stamps[name] for name in good})
        unreadable += bad
    loose, bad = read_files(folder, missing)
    return TopicFiles(chunks, live, loose, unreadable + bad)


def _use_chunks(cache: Path, stamps: Stamps) -> tuple[list[Path], Stamps]:
    """Return the chunks worth reading and the files they cover; the others are removed."""
    chunks, live = [], {}
    for path in sorted(cache.glob("*")):
        index = _read_index(path)
        covered = {name: stamp for name, stamp in index if stamps.get(name) == stamp and name not in live}
        if path.suffix != ".parquet" or len(covered) < MIN_LIVE_SHARE * len(index) or not covered:
            path.unlink(missing_ok=True)
            continue
        chunks.append(path)
        live.update(covered)
    return chunks, live


def _read_index(path: Path) -> list[tuple[str, str]]:
    """Return the names and stamps in a chunk; none when it is of other columns or damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.name.startswith(schema_key()):
        return []
    with contextlib.suppress(pa.ArrowException, OSError):
        columns = pq.ParquetFile(path).read(["file", "stamp"]).to_pydict()
        return list(zip(columns["file"], columns["stamp"], strict=True))
    return []


def read_files(folder: Path, names: Sequence[str]) -> tuple["pa.Table", list[str]]:
    """Return the rows of the stored papers and the names of those that cannot be read."""
    import pyarrow as pa

    tables, unreadable = [stored_schema().empty_table()], []
    with ThreadPoolExecutor(MAX_READERS) as pool:
        for name, table in zip(names, pool.map(lambda name: read_file(folder / name), names), strict=True):
            if table is None:
                unreadable.append(name)
            else:
                tables.append(table)
    return pa.concat_tables(tables).combine_chunks(), unreadable


def _write_chunk(cache: Path, table: "pa.Table", names: list[str], stamps: Stamps) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    marks = [stamps[name] for name in names]
    table = table.append_column("file", pa.array(names, pa.string())).append_column("stamp", pa.array(marks, pa.string()))
    path = cache / f"{schema_key()}-{row_id(names, marks)}.parquet"
    with replacing(path) as temporary:
        pq.write_table(table, temporary, compression="zstd", row_group_size=1000)
    return path


def read_compacted_fingerprints(root: Path, topic_key: str, stamps: Stamps) -> dict[str, str]:
    """Return file name to fingerprint for the papers that chunks cover, without opening their files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found: dict[str, str] = {}
    for path in sorted((root / "compact" / topic_key).glob(f"{schema_key()}-*.parquet")):
        # A build may remove a chunk at any moment; its papers are then read one by one.
        with contextlib.suppress(pa.ArrowException, OSError):
            # Not read_table: it loads what reads data sets of many files, which takes longer than to read these.
            columns = pq.ParquetFile(path).read(["file", "stamp", "fingerprint"]).to_pydict()
            rows = zip(columns["file"], columns["stamp"], columns["fingerprint"], strict=True)
            found.update({name: fingerprint for name, stamp, fingerprint in rows if stamps.get(name) == stamp})
    return found
