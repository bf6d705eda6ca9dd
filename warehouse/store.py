"""The Parquet store: one file a paper, written aside and renamed, so that a killed run leaves nothing half-written.

`<root>/papers/<topic>/<paper key>.parquet` holds one `ExtractedPaper`, its child rows nested in it; the rename is the
commit. `<root>/pdf/<sha256>.pdf` holds the PDF itself, named after its content and never rewritten.
"""

import datetime as dt
import hashlib
import io
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from models.rows import ExtractedPaper
from warehouse import paper_file
from warehouse.compact import read_compacted_fingerprints, read_stamps
from warehouse.files import StoreError, from_key, is_key, replacing, to_key
from warehouse.paper_file import read_file, read_fingerprint, stored_schema, write_file

if TYPE_CHECKING:
    import pyarrow as pa

_SHA256 = re.compile(r"[0-9a-f]{64}")


def paper_path(root: Path, topic: str, paper_id: str) -> Path:
    """Return where the rows of the paper are kept, whether or not they exist."""
    return root / "papers" / paper_file.place_of(topic, paper_id)


def write_paper(root: Path, paper: ExtractedPaper) -> Path:
    """Store the paper's rows in place of older ones and return the file; equal papers give equal bytes."""
    path = paper_path(root, paper.topic, paper.paper_id)
    with replacing(path) as temporary:
        write_file(temporary, _to_table(paper), paper.fingerprint)
    return path


def dump_paper(paper: ExtractedPaper) -> bytes:
    """Return the bytes of the paper's file, for where there is no disk to write it to."""
    sink = io.BytesIO()
    write_file(sink, _to_table(paper), paper.fingerprint)
    return sink.getvalue()


def parse_paper(data: bytes) -> ExtractedPaper | None:
    """Return the paper in the bytes of a file; None when they are damaged or of another version."""
    table = read_file(io.BytesIO(data))
    try:
        return ExtractedPaper.model_validate(table.to_pylist()[0]) if table is not None else None
    except ValidationError:
        return None


def as_stored(paper: ExtractedPaper) -> ExtractedPaper:
    """Return the paper as reading it back will give it."""
    return ExtractedPaper.model_validate(_to_table(paper).to_pylist()[0])


def _to_table(paper: ExtractedPaper) -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_pylist([paper.model_dump()], schema=stored_schema())


def read_paper(root: Path, topic: str, paper_id: str) -> ExtractedPaper | None:
    """Return the stored paper, or None when there is none; raises StoreError when its file cannot be read."""
    path = paper_path(root, topic, paper_id)
    if not path.exists():
        return None
    table = read_file(path)
    if table is None:
        raise StoreError(f"{path}: is damaged or of another version; extract {paper_id} again")
    try:
        return ExtractedPaper.model_validate(table.to_pylist()[0])
    except ValidationError as error:
        raise StoreError(f"{path}: breaks {error.error_count()} rules of the row models; extract {paper_id} again") from error


def read_fingerprints(root: Path, topic: str) -> dict[str, str]:
    """Return paper_id to fingerprint for all stored papers of the topic.

    A file that cannot be read, or has other columns than today's, gives "": the paper is stale.
    """
    key = to_key(topic)
    folder = root / "papers" / key
    # What no id gives the name of, such as "2401.00001 (1)", is no paper of ours; a build tells of it.
    stamps = {name: stamp for name, stamp in read_stamps(folder).items() if is_key(name.removesuffix(".parquet"))}
    known = read_compacted_fingerprints(root, key, stamps)
    return {from_key(name.removesuffix(".parquet")): known[name] if name in known else read_fingerprint(folder / name) for name in stamps}


def is_damaged(root: Path, topic: str, paper_id: str) -> bool:
    """Tell whether the paper's stored rows are there and cannot be read."""
    path = paper_path(root, topic, paper_id)
    return path.exists() and paper_file.is_damaged(path)


def stored_on(root: Path, topic: str, paper_id: str) -> dt.date:
    """Return the day, UTC, on which the paper's rows were stored; raises FileNotFoundError when it has none."""
    return dt.datetime.fromtimestamp(paper_path(root, topic, paper_id).stat().st_mtime, dt.UTC).date()


def drop_paper(root: Path, topic: str, paper_id: str) -> bool:
    """Remove the paper's rows and tell whether there were any; its PDF stays."""
    path = paper_path(root, topic, paper_id)
    is_stored = path.exists()
    path.unlink(missing_ok=True)
    return is_stored


def pdf_folder(root: Path) -> Path:
    """Return the folder that all PDFs are kept in, whether or not there are any."""
    return root / "pdf"


def pdf_path(root: Path, sha256: str) -> Path:
    """Return where the PDF with this SHA-256 is kept, whether or not it is; raises StoreError when it is no SHA-256."""
    if not _SHA256.fullmatch(sha256):
        raise StoreError(f"{sha256[:80]!r} is not a SHA-256 in lower-case hex")
    return pdf_folder(root) / f"{sha256}.pdf"


def is_kept_whole(kept: Path) -> bool:
    """Tell whether a PDF of the store is there, with the bytes that its name is the SHA-256 of."""
    return kept.is_file() and hashlib.sha256(kept.read_bytes()).hexdigest() == kept.stem


def keep_pdf(root: Path, path: Path, sha256: str) -> Path:
    """Keep the PDF in the store, unless it is there whole already, and return its place. The bytes must have this SHA-256."""
    kept = pdf_path(root, sha256)
    if path != kept and not is_kept_whole(kept):
        # A copy, not a hard link: who edits the file in place later would change what receipts point at.
        with replacing(kept) as temporary:
            shutil.copyfile(path, temporary)
    return kept
