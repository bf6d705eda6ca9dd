"""The Parquet file of one paper: its columns, what its end says, and reading it as Arrow.

Arrow is loaded where a file is read or written: a quiet night touches none.
"""

from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from models.rows import ExtractedPaper, row_id
from warehouse.files import to_key

if TYPE_CHECKING:
    import pyarrow as pa

_FINGERPRINT = "method_drift.fingerprint"
_SCHEMA = "method_drift.schema"


@cache
def stored_schema() -> "pa.Schema":
    """Return the columns of a paper's file."""
    import pyarrow as pa

    from models.schema import arrow_schema

    return pa.schema([field.remove_metadata() for field in arrow_schema(ExtractedPaper)])


@cache
def schema_key() -> str:
    """Return what changes with the columns; a file that carries another key is stale, whatever its fingerprint says."""
    return row_id(*(f"{field.name} {field.type}" for field in stored_schema()))


def write_file(path: Path | IO[bytes], table: "pa.Table", fingerprint: str) -> None:
    """Write the one row of a paper; equal rows give equal bytes.

    A build reads these files by the ten thousand: without statistics, dictionaries and Arrow's copy of the schema, which
    nothing here uses, and with LZ4, one is read three times faster (1.4 ms, not 4) and is a fifth larger. With checksums,
    since a flipped bit in a sentence is still a sentence.
    """
    import pyarrow.parquet as pq

    options: dict[str, Any] = {"compression": "lz4", "use_dictionary": False, "write_statistics": False, "store_schema": False}
    options["write_page_checksum"] = True
    with pq.ParquetWriter(path, stored_schema(), **options) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({_FINGERPRINT: fingerprint, _SCHEMA: schema_key()})


def read_file(path: Path | IO[bytes]) -> "pa.Table | None":
    """Return the row of a paper; None when the file is damaged, has other columns than today's or is not where that paper's rows belong."""
    table = _read_row(path)
    return table if table is None or not isinstance(path, Path) or _is_in_place(path, table) else None


def _read_row(path: Path | IO[bytes]) -> "pa.Table | None":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path, page_checksum_verification=True).read(use_threads=False).replace_schema_metadata(None)
    except (pa.ArrowException, OSError, ValueError):  # ValueError: of a name of columns that is no UTF-8 any more
        return None
    return table if table.num_rows == 1 and table.schema.equals(stored_schema()) else None


def find_owner(path: Path) -> str:
    """Return topic and paper, as folder and file, of a whole file whose rows belong elsewhere; else ""."""
    table = _read_row(path)
    return "" if table is None or _is_in_place(path, table) else _place_of(table).removesuffix(".parquet")


def place_of(topic: str, paper_id: str) -> str:
    """Return where the rows of a paper are kept, as folder and file."""
    return f"{to_key(topic)}/{to_key(paper_id)}.parquet"


def _place_of(table: "pa.Table") -> str:
    return place_of(*(str(table.column(name)[0]) for name in ("topic", "paper_id")))


def _is_in_place(path: Path, table: "pa.Table") -> bool:
    """Tell whether the file is the one its paper's rows are kept in: a copy of it would be a second paper of the same id."""
    return f"{path.parent.name}/{path.name}" == _place_of(table)


def read_fingerprint(path: Path) -> str:
    """Return the fingerprint of a paper's file; "" when it cannot be read to its end or has other columns than today's."""
    metadata = _read_end(path) or {}
    is_whole = metadata.get(_SCHEMA.encode()) == schema_key().encode() and read_file(path) is not None
    return metadata.get(_FINGERPRINT.encode(), b"").decode() if is_whole else ""


def is_damaged(path: Path) -> bool:
    """Tell whether the file cannot be read; one with the columns of another version is only stale."""
    metadata = _read_end(path)
    return metadata is None or (metadata.get(_SCHEMA.encode()) == schema_key().encode() and read_file(path) is None)


def _read_end(path: Path) -> dict[bytes, bytes] | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return dict(pq.read_metadata(path).metadata or {})
    except (pa.ArrowException, OSError, ValueError):  # ValueError: of a name of columns that is no UTF-8 any more
        return None
